//! Entities over the whole archive.

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, EntityType, SentimentLabel};
use pressespiegel::store::{ArticleFilter, EntityFilter, EntitySummary, HeldRole, Interval, PageRequest};

use super::{Store, between, numbers, walk};
use crate::fixtures::{article, entity, fill, first, id, now};

async fn ranked(store: &Store, filter: &EntityFilter) -> Vec<(String, u64, u64)> {
    let page = store.list_entities(filter, &first(200)).await.expect("listed");
    assert_eq!(page.next, None);
    page.items.into_iter().map(|EntitySummary { id, articles, mentions, .. }| (id.0, articles, mentions)).collect()
}

fn is(id: &str, articles: u64, mentions: u64) -> (String, u64, u64) {
    (id.to_owned(), articles, mentions)
}

async fn three_articles(store: &Store) {
    let arndt = |number| article(number).names("person:arndt", "Anna Arndt", 2);
    fill(
        store,
        [
            arndt(1).source("a").on("2025-01-01").names("organization:kran", "Kran AG", 1),
            arndt(2).source("b").on("2025-01-02").names("organization:kran", "Kran", 3).names("location:ulm", "Ulm", 1),
            arndt(3).source("a").on("2025-02-01").names("person:arndt", "Arndt", 1),
        ],
    )
    .await;
}

pub async fn entities_are_ranked_by_articles(store: Store) {
    three_articles(&store).await;
    let all = EntityFilter::default();
    let expected = [is("person:arndt", 3, 7), is("organization:kran", 2, 4), is("location:ulm", 1, 1)];
    assert_eq!(ranked(&store, &all).await, expected);
    let people = EntityFilter { kind: Some(EntityType::Person), ..all.clone() };
    assert_eq!(ranked(&store, &people).await, expected[..1]);
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    assert_eq!(ranked(&store, &all).await, [is("person:arndt", 2, 5), is("organization:kran", 1, 1)]);
}

pub async fn adjectives_alone_do_not_count(store: Store) {
    let named = article(1).names("location:polen", "Polen", 1);
    let adjective = article(2).names("person:arndt", "Anna Arndt", 1).names("location:polen", "polnische", 2);
    fill(&store, [named, adjective.only_derived()]).await;
    let all = EntityFilter::default();
    assert_eq!(ranked(&store, &all).await, [is("location:polen", 1, 1), is("person:arndt", 1, 1)]);
    let of_poland = ArticleFilter { entity: Some(entity("location:polen")), ..ArticleFilter::default() };
    assert_eq!(numbers(&store, &of_poland).await, [1]);
    let related =
        store.related_entities(&entity("person:arndt"), between("", ""), 10).await.expect("asked").expect("known");
    assert!(related.is_empty());
}

pub async fn entities_of_a_source_and_a_time_are_counted_there(store: Store) {
    three_articles(&store).await;
    let all = EntityFilter::default;
    let (source, range) = (Some("a".to_owned()), between("2025-01-02T00:00:00Z", ""));
    for (filter, expected) in [
        (
            EntityFilter { source: source.clone(), ..all() },
            vec![is("person:arndt", 2, 5), is("organization:kran", 1, 1)],
        ),
        (
            EntityFilter { range, ..all() },
            vec![is("person:arndt", 2, 5), is("location:ulm", 1, 1), is("organization:kran", 1, 3)],
        ),
        (EntityFilter { source: source.clone(), range, ..all() }, vec![is("person:arndt", 1, 3)]),
        (EntityFilter { source, kind: Some(EntityType::Organization), ..all() }, vec![is("organization:kran", 1, 1)]),
        (EntityFilter { range, name: Some("UL".into()), ..all() }, vec![is("location:ulm", 1, 1)]),
        (EntityFilter { source: Some("c".into()), ..all() }, vec![]),
    ] {
        assert_eq!(ranked(&store, &filter).await, expected, "{filter:?}");
    }
}

pub async fn entities_are_found_by_part_of_a_name(store: Store) {
    three_articles(&store).await;
    fill(&store, [article(4).names("location:oeller", "Öller Straße", 1), article(5).names("work:2", "arndt", 1)])
        .await;
    for (part, expected) in [
        ("arndt", &["person:arndt", "work:2"][..]),
        ("a a", &["person:arndt"]),
        ("AG", &["organization:kran"]),
        ("öller STRA", &["location:oeller"]),
        ("arndtx", &[]),
        ("", &["person:arndt", "organization:kran", "location:oeller", "location:ulm", "work:2"]),
    ] {
        let found = ranked(&store, &EntityFilter { name: Some(part.into()), ..EntityFilter::default() }).await;
        assert_eq!(found.iter().map(|(id, ..)| id).collect::<Vec<_>>(), expected, "{part:?}");
    }
    for (name, expected) in
        [("ARNDT", &["person:arndt", "work:2"][..]), ("Kran AG", &["organization:kran"]), ("An", &[])]
    {
        let found = store.entities_named(name).await.expect("listed");
        assert_eq!(found.iter().map(|id| id.0.as_str()).collect::<Vec<_>>(), expected, "{name:?}");
    }
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    let found = store.entities_named("arndt").await.expect("listed");
    assert_eq!(found, [entity("work:2")], "the only article with this name is gone");
}

pub async fn a_profile_tells_names_dates_and_counts(store: Store) {
    let arndt = |number, name| article(number).names("person:arndt", name, 1);
    fill(
        &store,
        [
            arndt(1, "Anna Arndt").on("2025-01-03").speaks(0.5, SentimentLabel::Positive),
            arndt(2, "Arndt")
                .on("2025-01-01")
                .names("person:arndt", "Arndt", 1)
                .known_as("minister", "Q5")
                .speaks(-0.25, SentimentLabel::Negative)
                .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:arndt"), &[])
                .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:other"), &[]),
            arndt(3, "Anna Arndt").on("2025-01-02"),
        ],
    )
    .await;
    let profile = store.entity(&entity("person:arndt")).await.expect("read").expect("there");
    let summary = &profile.summary;
    assert_eq!((summary.name.as_str(), summary.kind), ("Anna Arndt", EntityType::Person));
    assert_eq!((summary.subtype.as_deref(), summary.wikidata.as_deref()), (Some("minister"), Some("Q5")));
    assert_eq!((summary.articles, summary.mentions, profile.claims), (3, 4, 1));
    assert_eq!(profile.names, ["Anna Arndt", "Arndt"]);
    assert_eq!(profile.first_seen.to_string(), "2025-01-01T00:00:00Z");
    assert_eq!(profile.last_seen.to_string(), "2025-01-03T00:00:00Z");
    assert!((profile.mean_sentiment - 0.25 / 3.0).abs() < 1e-12);
    assert_eq!(store.entity(&entity("person:other")).await.expect("read"), None, "it is mentioned nowhere");
}

pub async fn a_profile_tells_what_a_person_is_and_when(store: Store) {
    let arndt = |number, on, role, organization| {
        article(number).names("person:arndt", "Anna Arndt", 1).on(on).is(role, organization)
    };
    fill(
        &store,
        [
            arndt(1, "2024-11-30", "Chefin", Some("organization:b")),
            arndt(2, "2025-01-02", "Ministerin", None),
            arndt(3, "2025-02-01", "Ministerin", None),
            article(4).names("person:arndt", "Anna Arndt", 1).on("2026-01-01"),
        ],
    )
    .await;
    let told = async || {
        let roles = store.entity(&entity("person:arndt")).await.expect("read").expect("there").roles;
        let line = |r: &HeldRole| format!("{} {:?} {} {} {}", r.text, r.organization, r.first, r.last, r.articles);
        roles.iter().map(line).collect::<Vec<_>>()
    };
    let chief = "Chefin Some(EntityId(\"organization:b\")) 2024-11-01 2024-11-01 1";
    assert_eq!(told().await, ["Ministerin None 2025-01-01 2025-02-01 2", chief]);
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    assert_eq!(told().await, ["Ministerin None 2025-01-01 2025-01-01 1", chief]);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    assert_eq!(told().await, [""; 0], "the last article gives none");
}

pub async fn a_timeline_has_a_point_for_every_bucket_with_mentions(store: Store) {
    let on = |number, date| article(number).on(date).names("person:a", "A", 2);
    let dates = ["2024-12-31", "2025-01-01T23:30:00-02:00", "2025-01-02", "2025-01-31", "2025-02-01"];
    fill(&store, (1..).zip(dates).map(|(number, date)| on(number, date))).await;
    fill(&store, [article(9).on("2025-01-05").names("person:b", "B", 1)]).await;
    for (interval, expected) in [
        (Interval::Day, &[("2024-12-31", 1), ("2025-01-02", 2), ("2025-01-31", 1), ("2025-02-01", 1)][..]),
        (Interval::Week, &[("2024-12-30", 3), ("2025-01-27", 2)]),
        (Interval::Month, &[("2024-12-01", 1), ("2025-01-01", 3), ("2025-02-01", 1)]),
        (Interval::Year, &[("2024-01-01", 1), ("2025-01-01", 4)]),
    ] {
        let points = store.entity_timeline(&entity("person:a"), interval, between("", "")).await.expect("read");
        let points: Vec<_> =
            points.expect("there").iter().map(|p| (p.start.to_string(), p.articles, p.mentions)).collect();
        let expected: Vec<_> = expected.iter().map(|(start, n)| ((*start).to_owned(), *n, 2 * n)).collect();
        assert_eq!(points, expected, "{interval:?}");
    }
    let range = between("2025-01-02T00:00:00Z", "2025-02-01T00:00:00Z");
    let points = store.entity_timeline(&entity("person:a"), Interval::Year, range).await.expect("read");
    assert_eq!(points.expect("there").iter().map(|p| p.articles).collect::<Vec<_>>(), [3]);
    let none = between("2026-01-01T00:00:00Z", "");
    assert_eq!(store.entity_timeline(&entity("person:a"), Interval::Day, none).await.expect("read"), Some(vec![]));
    assert_eq!(store.entity_timeline(&entity("person:z"), Interval::Day, none).await.expect("read"), None);
}

pub async fn related_entities_share_articles(store: Store) {
    three_articles(&store).await;
    fill(&store, [article(4).names("location:ulm", "Ulm", 1)]).await;
    let related =
        store.related_entities(&entity("person:arndt"), between("", ""), 10).await.expect("read").expect("there");
    let related: Vec<_> =
        related.iter().map(|r| (r.entity.id.0.as_str(), r.shared_articles, r.entity.articles)).collect();
    assert_eq!(related, [("organization:kran", 2, 2), ("location:ulm", 1, 2)]);
    let one = store.related_entities(&entity("person:arndt"), between("", ""), 1).await.expect("read").expect("there");
    assert_eq!(one.len(), 1);
    let none = store.related_entities(&entity("person:arndt"), between("", "1960-01-01T00:00:00Z"), 9).await;
    assert_eq!(none.expect("read").expect("there"), [], "at a time when it was in no article");
    assert_eq!(store.related_entities(&entity("person:z"), between("", ""), 1).await.expect("read"), None);
}

pub async fn pages_of_entities_join(store: Store) {
    let twenty = (1..=20).map(|number| {
        let draft = article(number).source("a");
        (0..number).fold(draft, |draft, i| draft.names(&format!("person:{i:02}"), "N", 1))
    });
    fill(&store, twenty).await;
    for filter in [EntityFilter::default(), EntityFilter { source: Some("a".into()), ..EntityFilter::default() }] {
        for limit in [1, 3, 20] {
            let all = walk(limit, |page: PageRequest| {
                let (store, filter) = (&store, &filter);
                async move { store.list_entities(filter, &page).await.expect("listed") }
            });
            let all: Vec<_> = all.await.into_iter().map(|summary| summary.id.0).collect();
            assert_eq!(all, (0..20).map(|i| format!("person:{i:02}")).collect::<Vec<_>>(), "pages of {limit}");
        }
    }
}
