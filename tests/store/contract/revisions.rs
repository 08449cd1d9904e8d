//! Corrections: the newest revision is what the archive shows, and the earlier ones are kept.

use pressespiegel::article::Revision;
use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ChangeKind, ClaimFilter, EntityFilter, FigureFilter, Inserted, Known, Revised, Sort, TextFilter,
    TextQuery,
};

use super::{Store, numbers, settled};
use crate::fixtures::{Draft, article, at, entity, fill, first, id, now};

fn said(number: u64, text: &str, who: &str, value: &str) -> Draft {
    article(number)
        .text(text)
        .source("Der Bote")
        .external(&number.to_string())
        .names(who, who, 1)
        .claims(ClaimKind::Direct, Certainty::Asserted, Some(who), &[])
        .counts(FigureKind::Count, value, None, Some("Leute"))
}

fn old(number: u64) -> Draft {
    said(number, "Früher.", "person:old", "200")
}

fn new(number: u64) -> Draft {
    said(number, "Berichtigt.", "person:new", "250")
}

async fn revise(store: &Store, draft: Draft, second: i64) -> Revised {
    store.revise(draft.build().into(), None, at(second)).await.expect("answered")
}

fn to(number: u32, second: i64) -> Revised {
    Revised::To(Revision { number, at: at(second) })
}

pub async fn a_correction_is_what_lists_and_counts_show(store: Store) {
    fill(&store, [old(1), article(2)]).await;
    assert_eq!(revise(&store, new(1).on("2025-01-05"), 50).await, to(2, 50));
    let found = store.get(id(1)).await.expect("read").expect("there");
    let mut expected = new(1).on("2025-01-05").build();
    expected.article.revised = Some(Revision { number: 2, at: at(50) });
    assert_eq!(*found, expected);
    assert_eq!(store.count().await.expect("counted"), 2);
    // It is dated now.
    assert_eq!(numbers(&store, &ArticleFilter::default()).await, [1, 2]);
    let listed = store.list_articles(&ArticleFilter::default(), &first(9)).await.expect("listed").items;
    assert_eq!(listed[0].revision().number, 2);
    let entities = store.list_entities(&EntityFilter::default(), &first(9)).await.expect("listed").items;
    let entities: Vec<_> = entities.iter().map(|one| (one.id.0.as_str(), one.articles)).collect();
    assert_eq!(entities, [("person:new", 1)]);
    assert_eq!(store.entity(&entity("person:old")).await.expect("read"), None);
    let claims = store.list_claims(&ClaimFilter::default(), &first(9)).await.expect("listed").items;
    assert_eq!(claims.iter().map(|hit| hit.article.article.id).collect::<Vec<_>>(), [id(1)]);
    for (value, hits) in [(200, 0), (250, 1)] {
        let filter = FigureFilter { min: Some(value.into()), max: Some(value.into()), ..FigureFilter::default() };
        assert_eq!(store.list_figures(&filter, &first(9)).await.expect("listed").items.len(), hits, "{value}");
    }
    let changes = store.changes(0, 9).await.expect("read");
    let changes: Vec<_> = changes.items.iter().map(|change| (change.number, change.article, change.kind)).collect();
    assert_eq!(changes, [(2, id(2), ChangeKind::Inserted), (3, id(1), ChangeKind::Revised)]);
}

pub async fn earlier_revisions_are_kept_as_they_were(store: Store) {
    fill(&store, [old(1)]).await;
    assert!(store.replace_analysis(old(1).reread().build().into(), None, at(20)).await.expect("replaced"));
    let first_state = store.get(id(1)).await.expect("read").expect("there");
    for number in 2..=9_u32 {
        let draft = said(1, &format!("Fassung {number}."), "person:new", "250");
        assert_eq!(revise(&store, draft, i64::from(number) * 10).await, to(number, i64::from(number) * 10));
    }
    assert_eq!(store.revision(id(1), 1).await.expect("read"), Some(first_state));
    for number in 2..=9_u32 {
        let one = store.revision(id(1), number).await.expect("read").expect("kept");
        assert!(one.article.content.text.starts_with(&format!("Fassung {number}.")));
        assert_eq!(one.article.revision(), Revision { number, at: at(i64::from(number) * 10) });
        assert_eq!(one.article.received_at, at(1), "it came in once");
    }
    for (of, number) in [(1, 0), (1, 10), (1, u32::MAX), (2, 1)] {
        assert_eq!(store.revision(id(of), number).await.expect("read"), None, "{of}, {number}");
    }
    let listed = async |before, limit| {
        let entries = store.revisions(id(1), before, limit).await.expect("read").expect("there");
        entries.iter().map(|entry| entry.revision.number).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, 100).await, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(listed(None, 2).await, [9, 8]);
    assert_eq!(listed(Some(8), 3).await, [7, 6, 5]);
    assert_eq!(listed(Some(2), 3).await, [1]);
    assert_eq!(listed(Some(1), 3).await, [0; 0]);
    assert_eq!(listed(Some(u32::MAX), 0).await, [0; 0]);
    assert_eq!(store.revisions(id(2), None, 5).await.expect("read"), None);
    let all = store.revisions(id(1), None, 100).await.expect("read").expect("there");
    let (newest, oldest) = (&all[0], &all[8]);
    assert_eq!((newest.revision.at, newest.analyzer.fingerprint.as_str()), (at(90), "first"));
    assert_eq!((oldest.revision.at, oldest.analyzer.fingerprint.as_str()), (at(1), "second"));
    assert_eq!(oldest.content_hash, old(1).build().article.content_hash);
}

pub async fn a_correction_that_cannot_be_changes_nothing(store: Store) {
    fill(&store, [old(1), article(2).text("Anderswo.").external("2"), article(3).source("Der Bote").external("3")])
        .await;
    assert_eq!(revise(&store, old(9), 50).await, Revised::Unknown);
    assert_eq!(revise(&store, old(1), 50).await, Revised::Same);
    let as_of = |draft: Draft, number| {
        let mut made = draft.build();
        made.article.id = id(number);
        made
    };
    let twin = as_of(article(2).text("Anderswo.").external("7"), 1);
    assert_eq!(
        store.revise(twin.into(), None, at(50)).await.expect("answered"),
        Revised::Taken(id(2)),
        "the same content"
    );
    let namesake = as_of(article(3).text("Neu.").source("Der Bote").external("3"), 1);
    assert_eq!(
        store.revise(namesake.into(), None, at(50)).await.expect("answered"),
        Revised::Taken(id(3)),
        "the same name"
    );
    for only in [0, 2] {
        let stale = store.revise(new(1).build().into(), Some(only), at(50)).await.expect("answered");
        assert_eq!(stale, Revised::Stale, "{only}");
    }
    assert_eq!(*store.get(id(1)).await.expect("read").expect("there"), old(1).build());
    assert_eq!(store.changes(0, 9).await.expect("read").newest, 3);
    assert_eq!(store.revise(new(1).build().into(), Some(1), at(50)).await.expect("answered"), to(2, 50));
    assert_eq!(store.revise(old(1).build().into(), Some(1), at(60)).await.expect("answered"), Revised::Stale);
}

pub async fn what_was_said_before_stays_known(store: Store) {
    fill(&store, [old(1)]).await;
    let hash = |draft: Draft| draft.build().article.content_hash;
    let known = async |draft, external: Option<&'static str>| {
        store.find_known(hash(draft), Some("Der Bote"), external).await.expect("read")
    };
    assert_eq!(known(new(1), Some("1")).await, Some(Known::Other(id(1))));
    assert_eq!(revise(&store, new(1), 50).await, to(2, 50));
    assert_eq!(known(new(1), Some("1")).await, Some(Known::Same(id(1))));
    assert_eq!(known(old(1), None).await, Some(Known::Same(id(1))), "the old content without a name");
    assert_eq!(known(old(1), Some("1")).await, Some(Known::Other(id(1))), "the correction is taken back");
    let mut copy = old(1).build();
    (copy.article.id, copy.article.content.external_id) = (id(5), None);
    assert_eq!(store.insert(copy.clone().into(), now()).await.expect("answered"), Inserted::Existing(id(1)));
    copy.article.content.external_id = Some("1".into());
    assert_eq!(store.insert(copy.into(), now()).await.expect("answered"), Inserted::Other(id(1)));
    assert_eq!(revise(&store, old(1), 60).await, to(3, 60));
    assert_eq!(known(old(1), Some("1")).await, Some(Known::Same(id(1))));
    assert_eq!(revise(&store, new(1), 70).await, to(4, 70));
    // Under another name it is another article from then on.
    assert_eq!(revise(&store, new(1).external("neu"), 80).await, to(5, 80));
    assert_eq!(known(article(7), Some("1")).await, None);
    assert_eq!(known(article(7), Some("neu")).await, Some(Known::Other(id(1))));
}

pub async fn deleting_takes_every_revision_along(store: Store) {
    fill(&store, [old(1)]).await;
    for (step, draft) in (2..).zip([new(1), old(1), new(1).text("Wieder anders.")]) {
        assert_eq!(revise(&store, draft, 10).await, to(step, 10));
    }
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(store.revisions(id(1), None, 5).await.expect("read"), None);
    assert_eq!(store.revision(id(1), 1).await.expect("read"), None);
    for draft in [old(1), new(1)] {
        let hash = draft.build().article.content_hash;
        assert_eq!(store.find_known(hash, Some("Der Bote"), Some("1")).await.expect("read"), None);
    }
    fill(&store, [old(1)]).await;
    assert_eq!(store.get(id(1)).await.expect("read").expect("there").article.revision().number, 1);
    assert_eq!(store.revisions(id(1), None, 5).await.expect("read").map(|all| all.len()), Some(1));
}

pub async fn an_analysis_of_what_was_said_before_is_not_taken(store: Store) {
    fill(&store, [old(1)]).await;
    assert_eq!(revise(&store, new(1), 50).await, to(2, 50));
    assert!(!store.replace_analysis(old(1).reread().build().into(), None, now()).await.expect("answered"));
    let mut expected = new(1).build();
    expected.article.revised = Some(Revision { number: 2, at: at(50) });
    assert_eq!(*store.get(id(1)).await.expect("read").expect("there"), expected);
    assert!(store.replace_analysis(new(1).reread().build().into(), None, now()).await.expect("replaced"));
    assert_eq!(store.get(id(1)).await.expect("read").expect("there").article, expected.article, "it stays revision 2");
}

pub async fn of_many_corrections_each_gets_its_number(store: Store) {
    fill(&store, [old(1)]).await;
    let writers = (0..12).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move { revise(&store, new(1).text(&format!("Von {writer}.")), writer).await })
    });
    let mut made = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        match writer.await.expect("ends") {
            Revised::To(revision) => made.push(revision.number),
            other => panic!("{other:?}"),
        }
    }
    made.sort_unstable();
    assert_eq!(made, (2..=13).collect::<Vec<_>>());
    assert_eq!(store.revisions(id(1), None, 50).await.expect("read").map(|all| all.len()), Some(13));
}

pub async fn a_correction_is_found_by_its_own_words_alone(store: Store) {
    fill(&store, [old(1).text("Die Fähre fährt."), article(2).text("Die Fähre ruht.")]).await;
    settled(&store).await;
    assert_eq!(revise(&store, new(1).text("Das Schiff fährt.").on("2025-03-01"), 50).await, to(2, 50));
    settled(&store).await;
    for (words, expected) in [("Fähre", &[2][..]), ("Schiff", &[1]), ("fährt", &[1])] {
        let query = TextQuery::parse(words).expect("a search");
        let filter = ArticleFilter { text: Some(TextFilter { query, sort: Sort::Date }), ..ArticleFilter::default() };
        assert_eq!(numbers(&store, &filter).await, expected, "{words}");
    }
}
