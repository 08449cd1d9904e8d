//! How much of the archive one question may look at.

use std::path::Path;
use std::sync::Arc;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ClaimFilter, DateRange, EmbeddedOptions, EmbeddedStore, EntityFilter, FigureFilter,
    Interval, SentimentFilter, StoreError, Surveyed,
};

use crate::contract::settled;
use crate::fixtures::{article, at, entity, fill, first, id, now};

const ROWS: u64 = 60;

/// Two hundred articles; the first ten of source `b`, the rest of `a`. Every second one has another speaker, says something about
/// Carla, and counts women in dollars.
async fn filled(directory: &Path) -> Arc<dyn ArticleStore> {
    let options = EmbeddedOptions { query_rows: ROWS, ..EmbeddedOptions::default() };
    let store: Arc<dyn ArticleStore> = Arc::new(EmbeddedStore::open(directory, options).expect("opens"));
    let drafts = (0..200).map(|number| {
        let (speaker, about, unit, measures): (_, &[&str], _, _) = match number % 2 {
            0 => ("person:anna", &[], "EUR", "Leute"),
            _ => ("person:bert", &["person:carla"], "USD", "Frauen"),
        };
        article(number)
            .source(if number < 10 { "b" } else { "a" })
            .names("person:anna", "Anna", 1)
            .claims(ClaimKind::Direct, Certainty::Asserted, Some(speaker), about)
            .counts(FigureKind::Count, &number.to_string(), Some(unit), Some(measures))
    });
    fill(&store, drafts).await;
    store
}

#[track_caller]
fn told<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> Vec<&'static str> {
    match answer {
        Err(StoreError::TooBroad { rows: ROWS, add }) => add,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_question_that_looks_at_too_much_is_told_what_narrows_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = filled(directory.path()).await;
    let anna = || entity("person:anna");
    let all = DateRange::default();
    let none = FigureFilter { measures: Some("frau".into()), unit: Some("EUR".into()), ..FigureFilter::default() };
    let nobody = ArticleFilter { entity: Some(anna()), source: Some("b".into()), ..ArticleFilter::default() };
    assert_eq!(told(store.sentiment(&SentimentFilter::default(), Interval::Day).await), ["entity", "source"]);
    let of_anna = SentimentFilter { entity: Some(anna()), ..SentimentFilter::default() };
    assert_eq!(told(store.sentiment(&of_anna, Interval::Day).await), ["source"]);
    assert_eq!(told(store.list_figures(&none, &first(50)).await), ["entity", "speaker", "source"]);
    let of_a_source = EntityFilter { source: Some("a".into()), ..EntityFilter::default() };
    assert_eq!(told(store.list_entities(&of_a_source, &first(50)).await), [""; 0]);
    assert_eq!(told(store.related_entities(&anna(), all, 5).await), [""; 0]);
    assert_eq!(told(store.entity_timeline(&anna(), Interval::Day, all).await), [""; 0]);
    let of_carla =
        ClaimFilter { speaker: Some(vec![anna()]), about: Some(entity("person:carla")), ..ClaimFilter::default() };
    assert_eq!(told(store.list_claims(&of_carla, &first(5)).await), ["source"]);
    assert_eq!(store.list_articles(&nobody, &first(50)).await.expect("few enough").items.len(), 10);
    let error = store.sentiment(&SentimentFilter::default(), Interval::Day).await.expect_err("too broad").to_string();
    assert!(error.contains("60 entries") && error.contains("add `entity`, `source`, or"), "{error}");
}

#[tokio::test]
async fn what_is_narrow_enough_is_answered_and_nothing_is_held_up() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = filled(directory.path()).await;
    let short = DateRange { from: Some(at(150)), to: Some(at(190)) };
    let sentiment = SentimentFilter { range: short, ..SentimentFilter::default() };
    assert_eq!(store.sentiment(&sentiment, Interval::Day).await.expect("answered")[0].count, 40);
    assert_eq!(store.related_entities(&entity("person:anna"), short, 5).await.expect("answered"), Some(Vec::new()));
    // What is rare is found without looking at the rest.
    let small = FigureFilter { max: Some(3.into()), ..FigureFilter::default() };
    assert_eq!(store.list_figures(&small, &first(50)).await.expect("answered").items.len(), 4);
    let without = ClaimFilter { has_figure: Some(false), ..ClaimFilter::default() };
    assert_eq!(store.list_claims(&without, &first(50)).await.expect("answered").items.len(), 0);
    // A page looks at what it shows, whatever comes after it.
    for page in [1, 20, 50] {
        assert_eq!(
            store.list_articles(&ArticleFilter::default(), &first(page)).await.expect("answered").items.len(),
            page
        );
    }
    told(store.sentiment(&SentimentFilter::default(), Interval::Day).await);
    assert!(store.delete(id(7), now()).await.expect("deleted"));
    assert_eq!(store.count().await.expect("counted"), 199);
}

#[tokio::test]
async fn a_total_that_would_cost_too_much_is_estimated_by_what_was_counted() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = filled(directory.path()).await;
    settled(&store).await;
    let of_a = Some("a".to_owned());
    let lists = [
        Surveyed::Articles(ArticleFilter { source: of_a.clone(), ..ArticleFilter::default() }),
        Surveyed::Claims(ClaimFilter { source: of_a.clone(), ..ClaimFilter::default() }),
        Surveyed::Figures(FigureFilter { source: of_a, kind: Some(FigureKind::Count), ..FigureFilter::default() }),
    ];
    for list in lists {
        let total = store.total(&list).await.expect("told");
        assert!(!total.is_exact && (180..=200).contains(&total.items), "{total:?} of 190: {list:?}");
    }
    let all = store.total(&Surveyed::Articles(ArticleFilter::default())).await.expect("told");
    assert_eq!((all.items, all.is_exact), (200, true), "all articles are counted anyway");
    let rare = Surveyed::Articles(ArticleFilter { source: Some("b".into()), ..ArticleFilter::default() });
    let rare = store.total(&rare).await.expect("told");
    assert_eq!((rare.items, rare.is_exact), (10, true), "few are counted");
}
