//! Articles: what goes in, comes out, and leaves.

use pressespiegel::article::ArticleId;
use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind, SentimentLabel, Voice};
use pressespiegel::store::{
    ArticleFilter, ClaimFilter, EntityFilter, FigureFilter, Inserted, Interval, Known, PageRequest, SentimentFilter,
    StoreError,
};

use super::{Store, between, number_of, numbers, walk};
use crate::fixtures::{Draft, article, entity, fill, first, id, now};

fn full(number: u64) -> Draft {
    article(number)
        .source("Der Bote")
        .on("2025-03-05")
        .external(&format!("bote-{number}"))
        .names("person:anna-arndt", "Anna Arndt", 2)
        .known_as("journalist", "Q1")
        .speaks(0.25, SentimentLabel::Positive)
        .because(&[(0.5, Voice::Author), (-0.1, Voice::Quoted)])
        .names("organization:kran-ag", "Kran AG", 1)
        .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:anna-arndt"), &["organization:kran-ag"])
        .counts(FigureKind::Money, "1200000", Some("EUR"), Some("Umsatz"))
        .claims(ClaimKind::Assertion, Certainty::Hedged, None, &[])
        .feels(-0.4, SentimentLabel::Negative)
}

pub async fn what_was_stored_comes_back(store: Store) {
    let new = full(1).build();
    assert_eq!(store.insert(new.clone().into(), now()).await.expect("stored"), Inserted::New);
    let found = store.get(id(1)).await.expect("read").expect("there");
    assert_eq!(*found, new);
    assert_eq!(store.count().await.expect("counted"), 1);
    store.check().await.expect("serves");
}

pub async fn the_same_content_is_stored_once(store: Store) {
    fill(&store, [full(1)]).await;
    let mut again = full(1).build();
    again.article.id = id(2);
    again.article.content.external_id = Some("another".into());
    let hash = again.article.content_hash;
    assert_eq!(store.insert(again.into(), now()).await.expect("answered"), Inserted::Existing(id(1)));
    assert_eq!(store.find_known(hash, None, None).await.expect("answered"), Some(Known::Same(id(1))));
    assert_eq!(store.find_known(hash, Some("x"), Some("y")).await.expect("answered"), Some(Known::Same(id(1))));
    assert_eq!(store.get(id(2)).await.expect("read"), None);
    assert_eq!(store.count().await.expect("counted"), 1);
}

pub async fn the_same_external_id_of_a_source_is_stored_once(store: Store) {
    let named = |number| article(number).external("7");
    fill(&store, [named(1).source("a"), named(2).source("b"), named(3), article(4).source("a").external("8")]).await;
    for (draft, known) in [(named(5).source("a"), 1), (named(6).source("b"), 2), (named(7), 3)] {
        assert_eq!(store.insert(draft.build().into(), now()).await.expect("answered"), Inserted::Other(id(known)));
    }
    let unknown = article(99).build().article.content_hash;
    for (source, external_id, known) in [
        (Some("a"), Some("7"), Some(1)),
        (Some("a"), Some("8"), Some(4)),
        (None, Some("7"), Some(3)),
        (Some(""), Some("7"), None),
        (Some("b"), Some("8"), None),
        (Some("a"), None, None),
    ] {
        let found = store.find_known(unknown, source, external_id).await.expect("answered");
        assert_eq!(found, known.map(id).map(Known::Other), "{source:?} {external_id:?}");
    }
}

pub async fn of_many_writers_of_one_article_one_wins(store: Store) {
    let writers: Vec<_> = (1..=24)
        .map(|number| {
            let store = store.clone();
            let draft = article(number).text("Derselbe Text.").names("person:a", "A", 1);
            tokio::spawn(async move { (number, store.insert(draft.build().into(), now()).await.expect("answered")) })
        })
        .collect();
    let mut answers = Vec::new();
    for writer in writers {
        answers.push(writer.await.expect("ends"));
    }
    let new: Vec<_> = answers.iter().filter(|(_, inserted)| *inserted == Inserted::New).collect();
    let [(winner, _)] = new[..] else { panic!("{} were new", new.len()) };
    for (number, inserted) in &answers {
        assert!(number == winner || *inserted == Inserted::Existing(id(*winner)), "{number}: {inserted:?}");
    }
    assert_eq!(store.count().await.expect("counted"), 1);
    let profile = store.entity(&entity("person:a")).await.expect("read").expect("there");
    assert_eq!(profile.summary.articles, 1);
}

async fn assert_empty(store: &Store) {
    assert_eq!(store.count().await.expect("counted"), 0);
    assert_eq!(numbers(store, &ArticleFilter::default()).await, [0; 0]);
    assert_eq!(store.list_entities(&EntityFilter::default(), &first(9)).await.expect("listed").items, []);
    assert_eq!(store.list_claims(&ClaimFilter::default(), &first(9)).await.expect("listed").items, []);
    assert_eq!(store.list_figures(&FigureFilter::default(), &first(9)).await.expect("listed").items, []);
    assert_eq!(store.sentiment(&SentimentFilter::default(), Interval::Day).await.expect("listed"), []);
    assert_eq!(store.entities_named("Anna Arndt").await.expect("listed"), []);
    let anna = entity("person:anna-arndt");
    assert_eq!(store.entity(&anna).await.expect("read"), None);
    assert_eq!(store.related_entities(&anna, between("", ""), 5).await.expect("read"), None);
    assert_eq!(store.entity_timeline(&anna, Interval::Day, between("", "")).await.expect("read"), None);
}

pub async fn deleting_leaves_nothing_to_find(store: Store) {
    fill(&store, (1..=20).map(full)).await;
    for number in 1..=20 {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
        assert!(!store.delete(id(number), now()).await.expect("answered"), "deleting is done once");
        assert_eq!(store.get(id(number)).await.expect("read"), None);
        let Some(anna) = store.entity(&entity("person:anna-arndt")).await.expect("read") else { continue };
        assert_eq!(
            (anna.summary.articles, anna.summary.mentions, anna.claims),
            (20 - number, 40 - 2 * number, 20 - number)
        );
    }
    assert_empty(&store).await;
}

pub async fn a_deleted_article_can_come_again(store: Store) {
    fill(&store, [full(1)]).await;
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    fill(&store, [full(1)]).await;
    let mut other = full(1).build();
    other.article.id = id(2);
    assert_eq!(store.insert(other.into(), now()).await.expect("answered"), Inserted::Existing(id(1)));
}

pub async fn another_analysis_replaces_all_of_the_old_one(store: Store) {
    fill(&store, [full(1)]).await;
    let mut renewed = full(1).reread().build();
    let text = "was hier steht, zählt nicht";
    text.clone_into(&mut renewed.article.content.text);
    assert!(store.replace_analysis(renewed.clone().into(), None, now()).await.expect("replaced"));
    let found = store.get(id(1)).await.expect("read").expect("there");
    assert_eq!(found.article, full(1).build().article, "the article itself stays");
    assert_eq!((&found.analysis, &found.analyzer), (&renewed.analysis, &renewed.analyzer));
    assert_eq!(store.list_entities(&EntityFilter::default(), &first(9)).await.expect("listed").items, []);
    assert_eq!(store.list_claims(&ClaimFilter::default(), &first(9)).await.expect("listed").items, []);
    assert_eq!(store.list_figures(&FigureFilter::default(), &first(9)).await.expect("listed").items, []);
    let buckets = store.sentiment(&SentimentFilter::default(), Interval::Day).await.expect("listed");
    assert_eq!(buckets.iter().map(|bucket| bucket.labels).collect::<Vec<_>>(), [[0, 1, 0, 0]]);

    assert!(store.replace_analysis(full(1).build().into(), None, now()).await.expect("replaced"));
    assert_eq!(store.list_claims(&ClaimFilter::default(), &first(9)).await.expect("listed").items.len(), 2);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_empty(&store).await;
}

pub async fn an_unknown_article_is_neither_found_nor_replaced(store: Store) {
    assert!(!store.replace_analysis(full(1).build().into(), None, now()).await.expect("answered"));
    assert!(!store.delete(id(1), now()).await.expect("answered"));
    assert_eq!(store.get(id(1)).await.expect("answered"), None);
    assert_empty(&store).await;
}

pub async fn articles_come_newest_first(store: Store) {
    let dates = ["2025-03", "2025-03-02", "2024-12-31", "2025-03-01T00:00:00.000000001Z", "1850-01-01"];
    fill(&store, (1..).zip(dates).map(|(number, date)| article(number).on(date))).await;
    // Received in 1970, not dated; the second one has the larger id.
    let mut twin = article(60).build();
    twin.article.id = id(61);
    twin.article.content_hash.0[0] ^= 1;
    fill(&store, [article(60)]).await;
    store.insert(twin.into(), now()).await.expect("stored");
    assert_eq!(numbers(&store, &ArticleFilter::default()).await, [2, 4, 1, 3, 61, 60, 5]);
}

pub async fn every_filter_of_articles_filters(store: Store) {
    let said = |draft: Draft, who| draft.claims(ClaimKind::Direct, Certainty::Asserted, Some(who), &[]);
    fill(
        &store,
        [
            said(article(1).source("a").on("2025-01-01").names("person:x", "X", 1), "person:x"),
            said(article(2).source("a").on("2025-01-02").names("person:y", "Y", 1), "person:x"),
            said(article(3).source("b").on("2025-01-03").names("person:x", "X", 1), "person:y"),
            article(4).language("en").on("2025-01-04"),
            article(5).source("a").on("2025-01-05").names("person:x", "X", 1).names("person:y", "Y", 1),
        ],
    )
    .await;
    let by = ArticleFilter::default;
    let (x, y) = (Some(entity("person:x")), Some(entity("person:y")));
    for (filter, expected, meaning) in [
        (by(), &[5, 4, 3, 2, 1][..], "all"),
        (ArticleFilter { source: Some("a".into()), ..by() }, &[5, 2, 1], "source"),
        (ArticleFilter { source: Some("A".into()), ..by() }, &[], "a source is compared exactly"),
        (ArticleFilter { language: Some("EN".into()), ..by() }, &[4], "language, ignoring case"),
        (ArticleFilter { language: Some("de".into()), ..by() }, &[5, 3, 2, 1], "language as read"),
        (ArticleFilter { entity: x.clone(), ..by() }, &[5, 3, 1], "entity"),
        (ArticleFilter { speaker: x.clone(), ..by() }, &[2, 1], "speaker"),
        (ArticleFilter { entity: x.clone(), speaker: x.clone(), ..by() }, &[1], "entity and speaker"),
        (ArticleFilter { entity: y, speaker: x.clone(), source: Some("a".into()), ..by() }, &[2], "three"),
        (ArticleFilter { range: between("2025-01-02T00:00:00Z", "2025-01-04T00:00:00Z"), ..by() }, &[3, 2], "range"),
        (ArticleFilter { range: between("2025-01-05T00:00:00Z", ""), ..by() }, &[5], "from"),
        (ArticleFilter { range: between("", "2025-01-02T00:00:00Z"), ..by() }, &[1], "to"),
        (ArticleFilter { range: between("2025-01-05T00:00:00Z", "2025-01-01T00:00:00Z"), ..by() }, &[], "backwards"),
        (ArticleFilter { entity: x, range: between("", "2025-01-05T00:00:00Z"), ..by() }, &[3, 1], "entity, to"),
    ] {
        assert_eq!(numbers(&store, &filter).await, expected, "{meaning}");
    }
}

pub async fn pages_join_without_gap_while_articles_come_in(store: Store) {
    let day = |day: u64| format!("2025-01-{day:02}");
    fill(&store, (1..=9).map(|n| article(n).source("a").on(&day(2 * n)))).await;
    for limit in [1, 2, 3, 9, 10] {
        let filter = ArticleFilter { source: Some("a".into()), ..ArticleFilter::default() };
        let all = walk(limit, |page| {
            let (store, filter) = (&store, &filter);
            async move { store.list_articles(filter, &page).await.expect("listed") }
        });
        let all: Vec<_> = all.await.iter().map(|article| number_of(*article.id.as_bytes())).collect();
        assert_eq!(all, [9, 8, 7, 6, 5, 4, 3, 2, 1], "pages of {limit}");
    }
    let page = store.list_articles(&ArticleFilter::default(), &first(4)).await.expect("listed");
    // One article before the place of the cursor, one after it; the last one shown goes away.
    fill(&store, [article(20).on(&day(17)), article(21).on(&day(5))]).await;
    assert!(store.delete(id(6), now()).await.expect("deleted"));
    let rest = PageRequest { limit: 9, after: page.next };
    let rest = store.list_articles(&ArticleFilter::default(), &rest).await.expect("listed");
    let rest: Vec<_> = rest.items.iter().map(|article| number_of(*article.id.as_bytes())).collect();
    assert_eq!(rest, [5, 4, 3, 21, 2, 1]);
}

pub async fn a_cursor_serves_its_own_list_only(store: Store) {
    fill(&store, (1..=3).map(full)).await;
    let (articles, claims) = (ArticleFilter::default(), ClaimFilter::default());
    let cursor = store.list_articles(&articles, &first(1)).await.expect("listed").next.expect("more");
    let claim = store.list_claims(&claims, &first(1)).await.expect("listed").next.expect("more");
    let ranked = store.list_entities(&EntityFilter::default(), &first(1)).await.expect("listed").next.expect("more");
    let filtered = ArticleFilter { source: Some("Der Bote".into()), ..articles.clone() };
    let mut short = cursor.clone();
    short.0.pop();
    let mut long = cursor.clone();
    long.0.push(0);
    let mut changed = cursor.clone();
    changed.0[0] ^= 1;
    for (filter, after, reason) in [
        (&articles, &claim, "a cursor of claims"),
        (&articles, &ranked, "a cursor of entities"),
        (&filtered, &cursor, "a cursor of another filter"),
        (&articles, &short, "a cursor cut short"),
        (&articles, &long, "a cursor with something after it"),
        (&articles, &changed, "a changed cursor"),
    ] {
        let page = PageRequest { limit: 5, after: Some(after.clone()) };
        let answer = store.list_articles(filter, &page).await;
        assert!(matches!(answer, Err(StoreError::BadCursor)), "{reason}: {answer:?}");
    }
    let after = Some(cursor);
    let page = PageRequest { limit: 5, after };
    assert!(matches!(store.list_claims(&claims, &page).await, Err(StoreError::BadCursor)));
    assert!(matches!(store.list_figures(&FigureFilter::default(), &page).await, Err(StoreError::BadCursor)));
    assert!(matches!(store.list_entities(&EntityFilter::default(), &page).await, Err(StoreError::BadCursor)));
    assert_eq!(store.list_articles(&articles, &page).await.expect("its own").items.len(), 2);
}

pub async fn odd_texts_stay_apart(store: Store) {
    let long = |last: &str| format!("{}{last}", "ä".repeat(900));
    let texts = ["a", "a\0", "a\0b", "a\0\u{1}", "b", "👍🏽", "ß", "SS", "a\u{308}", "ä"].map(str::to_owned);
    let texts: Vec<String> = texts.into_iter().chain([long("x"), long("y"), "\0".repeat(1990) + "z"]).collect();
    for (number, text) in (1..).zip(&texts) {
        fill(&store, [article(number).source(text).external(text).names(&format!("work:{text}"), text, 1)]).await;
    }
    for (number, text) in (1..).zip(&texts) {
        let filter = ArticleFilter { source: Some(text.clone()), ..ArticleFilter::default() };
        assert_eq!(numbers(&store, &filter).await, [number], "source {text:?}");
        let filter = ArticleFilter { entity: Some(entity(&format!("work:{text}"))), ..ArticleFilter::default() };
        assert_eq!(numbers(&store, &filter).await, [number], "entity {text:?}");
        let hash = article(99).build().article.content_hash;
        assert_eq!(store.find_known(hash, Some(text), Some(text)).await.expect("read"), Some(Known::Other(id(number))));
        let profile = store.entity(&entity(&format!("work:{text}"))).await.expect("read").expect("there");
        assert_eq!((profile.summary.id.0, profile.summary.articles), (format!("work:{text}"), 1));
    }
}

pub async fn a_closed_store_refuses_writes(store: Store) {
    fill(&store, [full(1)]).await;
    store.close().await.expect("closed");
    store.close().await.expect("closed already");
    assert!(store.insert(full(2).build().into(), now()).await.is_err());
    assert!(store.delete(id(1), now()).await.is_err());
    assert!(store.get(ArticleId::from_bytes([0; 16])).await.expect("still reads").is_none());
}
