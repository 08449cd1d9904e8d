//! Sentiment over time.

use pressespiegel::nlp::analysis::SentimentLabel::{Mixed, Negative, Positive};
use pressespiegel::store::{Interval, SentimentFilter};

use super::{Store, between};
use crate::fixtures::{article, entity, fill, id, now};

async fn buckets(store: &Store, filter: &SentimentFilter, interval: Interval) -> Vec<(String, u64, f64, [u64; 4])> {
    let buckets = store.sentiment(filter, interval).await.expect("read");
    buckets.into_iter().map(|b| (b.start.to_string(), b.count, b.mean, b.labels)).collect()
}

pub async fn sentiment_is_counted_by_bucket(store: Store) {
    fill(
        &store,
        [
            article(1).source("a").on("2025-01-01").feels(0.5, Positive),
            article(2).source("b").on("2025-01-01").feels(-0.25, Negative),
            article(3).source("a").on("2025-01-03").feels(0.0, Mixed),
            article(4).source("a").on("2025-02-01"),
        ],
    )
    .await;
    let all = SentimentFilter::default();
    assert_eq!(
        buckets(&store, &all, Interval::Day).await,
        [
            ("2025-01-01".to_owned(), 2, 0.125, [1, 0, 1, 0]),
            ("2025-01-03".to_owned(), 1, 0.0, [0, 0, 0, 1]),
            ("2025-02-01".to_owned(), 1, 0.0, [0, 1, 0, 0]),
        ]
    );
    let of_a = SentimentFilter { source: Some("a".into()), ..all.clone() };
    assert_eq!(buckets(&store, &of_a, Interval::Year).await, [("2025-01-01".to_owned(), 3, 0.5 / 3.0, [1, 1, 0, 1])]);
    let january = SentimentFilter { range: between("2025-01-02T00:00:00Z", "2025-02-01T00:00:00Z"), ..all.clone() };
    assert_eq!(buckets(&store, &january, Interval::Month).await, [("2025-01-01".to_owned(), 1, 0.0, [0, 0, 0, 1])]);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(buckets(&store, &all, Interval::Day).await[0], ("2025-01-01".to_owned(), 1, -0.25, [0, 0, 1, 0]));
}

pub async fn sentiment_of_an_entity_is_its_own(store: Store) {
    let about = |number, source| article(number).source(source).on("2025-01-01").names("person:x", "X", 1);
    fill(
        &store,
        [
            about(1, "a").speaks(0.75, Positive).feels(-1.0, Negative),
            about(2, "b").speaks(-0.25, Negative),
            article(3).source("a").on("2025-01-01").names("person:y", "Y", 1).speaks(1.0, Positive),
        ],
    )
    .await;
    let filter = SentimentFilter { entity: Some(entity("person:x")), ..SentimentFilter::default() };
    assert_eq!(buckets(&store, &filter, Interval::Week).await, [("2024-12-30".to_owned(), 2, 0.25, [1, 0, 1, 0])]);
    let filter = SentimentFilter { source: Some("b".into()), ..filter };
    assert_eq!(buckets(&store, &filter, Interval::Week).await, [("2024-12-30".to_owned(), 1, -0.25, [0, 0, 1, 0])]);
    let filter = SentimentFilter { entity: Some(entity("person:z")), ..SentimentFilter::default() };
    assert_eq!(buckets(&store, &filter, Interval::Week).await, []);
}
