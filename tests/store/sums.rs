//! What long lists come to is summed up in the files of the index; every answer is that of a store which walks them.

use std::sync::Arc;

use pressespiegel::nlp::analysis::SentimentLabel;
use pressespiegel::store::{
    ArticleStore, DateRange, EntityFilter, EntitySummary, Interval, MemoryStore, SentimentFilter, StoreEngine,
};

use crate::disk::open;
use crate::fixtures::{Draft, article, at, entity, fill_at_once, first, id, now};

on_each_engine! {
    async long_lists_are_summed_up_as_they_would_be_walked,
}

/// More than stay in memory, so that the lists of most are summed up.
const MANY: u64 = 5_000;

const DAY: i64 = 24 * 60 * 60;

/// Three articles an hour of the first 70 days of 1970 and the last ones before; in most the same entity, in all one of some, and
/// one that the first reading does not take for a name.
fn draft(number: u64, is_reread: bool) -> Draft {
    let source = if number.is_multiple_of(4) { "selten" } else { "oft" };
    let other = format!("organization:{}", number % 37);
    let (score, label) = match number % 5 {
        0 => (0.5, SentimentLabel::Positive),
        1 => (-0.25, SentimentLabel::Negative),
        2 => (0.0, SentimentLabel::Mixed),
        _ => (0.0, SentimentLabel::Neutral),
    };
    let moment = at(i64::try_from(number).expect("small") * 1_200 - 3 * DAY);
    let draft = article(number).source(source).on(&moment.to_string()).feels(score, label);
    let draft = draft.names(&other, "Andere", usize::try_from(number % 3).expect("small") + 1);
    let draft = draft.names("person:b", "Berta", 1);
    let draft = if is_reread { draft } else { draft.only_derived() };
    if number.is_multiple_of(7) { draft } else { draft.names("person:a", "Anna", 2).speaks(-score, label) }
}

async fn fill(store: &Arc<dyn ArticleStore>) {
    fill_at_once(store, (1..=MANY).map(|number| draft(number, false))).await;
}

/// Some are deleted, some read again with other entities and another tone.
async fn change(store: &Arc<dyn ArticleStore>) {
    for number in (1..=MANY).filter(|number| number % 97 == 0) {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    for number in (1..=MANY).filter(|number| number % 101 == 0 && number % 97 != 0) {
        let again = draft(number, true).feels(1.0, SentimentLabel::Positive).reread();
        assert!(store.replace_analysis(again.build().into(), None, now()).await.expect("read again"));
    }
}

/// Everything; whole days; parts of days; inside a day; before and behind all.
fn ranges() -> Vec<DateRange> {
    let mut ranges = vec![DateRange::default()];
    for (from, to) in [
        (0, 10 * DAY),
        (-DAY, DAY),
        (3 * DAY + 5_000, 60 * DAY + 77),
        (20 * DAY + 100, 20 * DAY + 40_000),
        (20 * DAY + 100, 21 * DAY),
        (20 * DAY, 20 * DAY + 100),
        (-400 * DAY, -300 * DAY),
        (300 * DAY, 400 * DAY),
    ] {
        ranges.push(DateRange { from: Some(at(from)), to: Some(at(to)) });
        ranges.push(DateRange { from: Some(at(from)), to: None });
        ranges.push(DateRange { from: None, to: Some(at(to)) });
    }
    ranges
}

async fn compare(store: &Arc<dyn ArticleStore>, walked: &Arc<dyn ArticleStore>) {
    let a = entity("person:a");
    for range in ranges() {
        for interval in [Interval::Day, Interval::Week, Interval::Month] {
            let told = store.entity_timeline(&a, interval, range).await.expect("told");
            let expected = walked.entity_timeline(&a, interval, range).await.expect("told");
            assert_eq!(told, expected, "{range:?}");
            for (entity, source) in [(None, None), (Some(&a), None), (None, Some("oft")), (Some(&a), Some("oft"))] {
                let (entity, source) = (entity.cloned(), source.map(str::to_owned));
                let filter = SentimentFilter { entity, source, range };
                let told = store.sentiment(&filter, interval).await.expect("told");
                assert_eq!(told, walked.sentiment(&filter, interval).await.expect("told"), "{filter:?}");
            }
        }
        for id in [&a, &entity("organization:3"), &entity("person:b")] {
            let told = store.related_entities(id, range, 100).await.expect("told");
            assert_eq!(told, walked.related_entities(id, range, 100).await.expect("told"), "{id} {range:?}");
        }
        for source in [None, Some("oft"), Some("selten"), Some("nie")] {
            let filter = EntityFilter { source: source.map(str::to_owned), range, ..EntityFilter::default() };
            let told: Vec<EntitySummary> = store.list_entities(&filter, &first(100)).await.expect("told").items;
            assert_eq!(told, walked.list_entities(&filter, &first(100)).await.expect("told").items, "{filter:?}");
        }
    }
}

async fn long_lists_are_summed_up_as_they_would_be_walked(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let walked: Arc<dyn ArticleStore> = Arc::new(MemoryStore::default());
    fill(&walked).await;
    let store: Arc<dyn ArticleStore> = Arc::new(open(engine, directory.path()).expect("opens"));
    fill(&store).await;
    store.close().await.expect("closed");
    drop(store);
    let opened = Arc::new(open(engine, directory.path()).expect("opens"));
    let sums = opened.stat().await.expect("counted").families.into_iter().find(|family| family.name == "sums of lists");
    assert!(sums.is_some_and(|sums| sums.keys > 10), "they were made");
    let store: Arc<dyn ArticleStore> = opened.clone();
    compare(&store, &walked).await;
    change(&store).await;
    change(&walked).await;
    compare(&store, &walked).await;
    assert_eq!(opened.verify().await.expect("whole").articles, MANY - MANY / 97);
}
