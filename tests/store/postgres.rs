//! What only an archive in PostgreSQL must withstand: several programs at once, and a database that goes and comes back. And random
//! histories, after which it answers as the store in memory does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pressespiegel::nlp::analysis::{Certainty, ClaimKind};
use pressespiegel::store::{
    ArticleStore, ChangeKind, ClaimFilter, ConflictFilter, Inserted, MemoryStore, PageRequest, PostgresStore, Sort,
    StoreError, TextFilter, TextQuery,
};
use proptest::prelude::*;

use crate::cluster;
use crate::fixtures::{article, id, now};
use crate::model::{answer, apply, pages};
use crate::strategies::{Change, Question, change, question};

async fn compare(changes: Vec<Change>, questions: Vec<Question>) {
    let Some(store) = cluster::store().await else { return };
    let memory = MemoryStore::new();
    for change in changes {
        assert_eq!(apply(&*store, change.clone()).await, apply(&memory, change.clone()).await, "{change:?}");
    }
    for question in &questions {
        assert_eq!(answer(&*store, question).await, answer(&memory, question).await, "{question:?}");
    }
    let changes = memory.changes(0, 1_000).await.expect("read");
    assert_eq!(store.changes(0, 1_000).await.expect("read"), changes);
    assert_eq!(store.analyzers().await.expect("counted"), memory.analyzers().await.expect("counted"));
    assert_eq!(store.count().await.expect("counted"), memory.count().await.expect("counted"));
    for source in [None, Some("s".to_owned())] {
        let filter = ConflictFilter { source, ..ConflictFilter::default() };
        let (filter, store, memory) = (&filter, &store, &memory);
        let found = pages(2, |page| async move { store.list_conflicts(filter, &page).await }).await;
        let expected = pages(2, |page| async move { memory.list_conflicts(filter, &page).await }).await;
        assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    }
    assert_eq!(store.verify().await.expect("whole").articles, memory.count().await.expect("counted"));
    let ids: Vec<_> = (0..12).map(id).collect();
    assert_eq!(store.copies(&ids).await.expect("told"), memory.copies(&ids).await.expect("told"));
    for id in ids {
        assert_eq!(store.copies_of(id).await.expect("listed"), memory.copies_of(id).await.expect("listed"));
        let (found, expected) = (store.get(id).await, memory.get(id).await);
        assert_eq!(format!("{:?}", found.expect("read")), format!("{:?}", expected.expect("read")));
        let revisions = store.revisions(id, None, 50).await.expect("read");
        assert_eq!(revisions, memory.revisions(id, None, 50).await.expect("read"));
        for entry in revisions.into_iter().flatten() {
            let number = entry.revision.number;
            let (found, expected) = (store.revision(id, number), memory.revision(id, number));
            assert_eq!(found.await.expect("read"), expected.await.expect("read"));
        }
    }
    for number in 0..12 {
        store.delete(id(number), now()).await.expect("answered");
    }
    let left = store.changes(0, 1_000).await.expect("read").items;
    assert!(left.iter().all(|change| change.kind == ChangeKind::Deleted), "{left:?}");
    assert_eq!(store.verify().await.expect("whole").entities, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_archive_in_postgresql_answers_as_the_one_in_memory(
        changes in proptest::collection::vec(change(), 0..30),
        questions in proptest::collection::vec(question(), 40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(compare(changes, questions));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_article_sent_to_two_programs_is_stored_once() {
    let Some(url) = cluster::database().await else { return };
    let programs = [Arc::new(cluster::open(&url).await), Arc::new(cluster::open(&url).await)];
    for round in 0..20_u64 {
        // Each program has made an id of its own.
        let sent = |program: u64| {
            let mut own = article(100 + round).external(&round.to_string()).build();
            own.article.id = id(round * 2 + program);
            own
        };
        let (one, other) =
            tokio::join!(programs[0].insert(sent(0).into(), now()), programs[1].insert(sent(1).into(), now()));
        let (one, other) = (one.expect("answered"), other.expect("answered"));
        let new = [&one, &other].into_iter().filter(|answer| **answer == Inserted::New).count();
        assert_eq!(new, 1, "{one:?} {other:?}");
        let existing = [Inserted::Existing(id(round * 2)), Inserted::Existing(id(round * 2 + 1))];
        assert!(existing.contains(&one) || existing.contains(&other), "{one:?} {other:?}");
    }
    assert_eq!(programs[0].count().await.expect("counted"), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_no_gap_while_several_programs_write() {
    let Some(url) = cluster::database().await else { return };
    let mut writers = Vec::new();
    for program in 0..3_u64 {
        let store = Arc::new(cluster::open(&url).await);
        for task in 0..4_u64 {
            let store = store.clone();
            writers.push(tokio::spawn(async move {
                for step in 0..10_u64 {
                    let number = program * 1_000 + task * 100 + step;
                    store.insert(article(number).build().into(), now()).await.expect("stored");
                }
            }));
        }
    }
    let reader = cluster::open(&url).await;
    let (mut position, mut seen) = (0, 0);
    while seen < 120 {
        let part = reader.changes(position, 7).await.expect("read");
        for change in part.items {
            assert_eq!(change.number, position + 1, "nothing was deleted, so every number is there when the next is");
            position = change.number;
            seen += 1;
        }
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_lose_no_write() {
    let Some(url) = cluster::database().await else { return };
    let store = Arc::new(cluster::open(&url).await);
    let name = url.rsplit('/').next().expect("a name");
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    );
    let writers: Vec<_> = (0..4_u64)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for step in 0..40_u64 {
                    let number = writer * 100 + step;
                    let inserted = store.insert(article(number).build().into(), now()).await.expect("stored");
                    assert_eq!(inserted, Inserted::New, "what was made and not answered is known as one's own");
                    assert!(store.get(id(number)).await.expect("read").is_some());
                }
            })
        })
        .collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        cluster::run(&url, &end).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
    assert_eq!(store.count().await.expect("counted"), 160);
}

/// Sends an article until it is taken, as a client does that is told to try again.
async fn send(store: &PostgresStore, number: u64) {
    loop {
        match store.insert(article(number).build().into(), now()).await {
            Ok(Inserted::New) => return,
            // It was made, and the answer was lost with the connection.
            Ok(Inserted::Existing(known)) if known == id(number) => return,
            Err(StoreError::Unavailable(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_and_comes_back_has_lost_nothing() {
    let Some(mut cluster) = cluster::own().await else { return };
    let url = cluster.url("postgres");
    PostgresStore::migrate(&url).await.expect("migrated");
    let store = Arc::new(cluster::open(&url).await);
    send(&store, 0).await;
    cluster.tell("stop");
    let began = Instant::now();
    for failed in
        [store.check().await.map(drop), store.get(id(0)).await.map(drop), store.delete(id(0), now()).await.map(drop)]
    {
        assert!(matches!(failed, Err(StoreError::Unavailable(_))), "{failed:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(30), "nobody hangs");
    cluster.tell("start");
    assert!(store.get(id(0)).await.expect("read").is_some(), "without being opened again");

    let writers: Vec<_> = (0..4_u64)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for step in 1..=50_u64 {
                    send(&store, writer * 100 + step).await;
                }
            })
        })
        .collect();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        cluster.tell("stop");
        cluster.tell("start");
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
    assert_eq!(store.count().await.expect("counted"), 201);
    assert_eq!(store.verify().await.expect("whole").articles, 201);
    let numbers: Vec<u64> =
        store.changes(0, 500).await.expect("read").items.iter().map(|change| change.number).collect();
    assert_eq!(numbers, (1..=201).collect::<Vec<_>>(), "nothing was written twice");
}

/// The database's statistics say how many have a word that too many have to be counted, and then it weighs less than a rare one.
#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_very_many_claims_have_is_ranked_by_what_the_database_takes_it_for() {
    let Some(url) = cluster::database().await else { return };
    let store = cluster::open(&url).await;
    let says = |number: u64, text: &str| {
        let claim = article(number).text(text).claims(ClaimKind::Direct, Certainty::Asserted, None, &[]);
        claim.says(text).build().into()
    };
    for (number, text) in [(1, "Strom Strom Strom Gas."), (2, "Strom Gas Gas Gas.")] {
        store.insert(says(number, text), now()).await.expect("stored");
    }
    let more = "INSERT INTO claim (article, number, place, analyzer, entities, kind, certainty, has_figure, negated, text, length, overlong, words) \
        SELECT gen_random_uuid(), 1, '\\x00', 1, '{}', 'direct', 'asserted', false, false, '', 1, false, '''x=strom'':1'::tsvector \
        FROM generate_series(1, 10500); ANALYZE claim; UPDATE archive SET claims = claims + 10500";
    cluster::run(&url, more).await;
    let query = TextQuery::parse("Strom Gas").expect("a search");
    let text = Some(TextFilter { query, sort: Sort::Relevance });
    let filter = ClaimFilter { text, ..ClaimFilter::default() };
    let found = store.list_claims(&filter, &PageRequest { limit: 9, after: None }).await.expect("listed");
    let ids: Vec<_> = found.items.iter().map(|hit| hit.article.article.id).collect();
    assert_eq!(ids, [id(2), id(1)], "gas is rare");
    // As rare as each other, the newest comes first.
    cluster::run(&url, "DELETE FROM claim WHERE text = ''; ANALYZE claim; UPDATE archive SET claims = claims - 10500")
        .await;
    let found = store.list_claims(&filter, &PageRequest { limit: 9, after: None }).await.expect("listed");
    let scores: Vec<_> = found.items.iter().map(|hit| hit.score).collect();
    assert!(matches!(scores[..], [one, other] if (one - other).abs() < 1e-5), "{scores:?}");
}
