//! Figures of the archive that exclude each other.

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{Conflict, ConflictFilter, FigureHit};

use super::{Store, between, number_of, walk};
use crate::fixtures::{Draft, article, entity, fill, first, id, now};

/// An article of that day that says how many people died in a fire in Rostock.
fn dead(number: u64, day: &str, count: &str) -> Draft {
    let sentence = format!("Bei dem Brand in Rostock starben {count} Menschen.");
    let exact = format!("{count} Menschen");
    let figure = (FigureKind::Count, count, None);
    article(number).on(day).states(&sentence, &exact, figure, "Menschen", &["location:rostock"])
}

/// One that says what a company turned over in a year.
fn turnover(number: u64, day: &str, billions: &str, company: &str) -> Draft {
    let exact = format!("{billions} Milliarden Euro");
    let sentence = format!("Der Umsatz der Kran AG lag bei {exact}.");
    let value = format!("{}00000000", billions.replace(',', ""));
    let figure = (FigureKind::Money, value.as_str(), Some("EUR"));
    article(number).on(day).states(&sentence, &exact, figure, "Umsatz", &[company])
}

async fn pairs(store: &Store, filter: &ConflictFilter) -> Vec<(u64, u64)> {
    let page = store.list_conflicts(filter, &first(200)).await.expect("listed");
    assert_eq!(page.next, None);
    page.items.iter().map(numbers).collect()
}

fn numbers(conflict: &Conflict) -> (u64, u64) {
    let number = |hit: &FigureHit| number_of(*hit.article.article.id.as_bytes());
    (number(&conflict.newer), number(&conflict.older))
}

async fn all(store: &Store) -> Vec<(u64, u64)> {
    pairs(store, &ConflictFilter::default()).await
}

pub async fn figures_that_exclude_each_other_are_set_side_by_side(store: Store) {
    fill(&store, [dead(1, "2025-03-10", "12"), dead(2, "2025-03-11", "14")]).await;
    let page = store.list_conflicts(&ConflictFilter::default(), &first(9)).await.expect("listed");
    let [conflict] = page.items.as_slice() else { panic!("{:?}", page.items) };
    assert_eq!(numbers(conflict), (2, 1));
    assert_eq!(
        (conflict.difference.to_string(), conflict.ratio.map(|r| r.to_string())),
        ("2".into(), Some("1.1667".into()))
    );
    assert_eq!(conflict.entities().into_iter().collect::<Vec<_>>(), [entity("location:rostock")]);
}

pub async fn what_is_repeated_is_told_once(store: Store) {
    let days = ["2025-03-10T08:00:00Z", "2025-03-10T09:00:00Z", "2025-03-10T10:00:00Z", "2025-03-10T11:00:00Z"];
    let counts = ["12", "14", "14", "12"];
    fill(&store, (1..).zip(days.into_iter().zip(counts)).map(|(n, (day, count))| dead(n, day, count))).await;
    assert_eq!(all(&store).await, [(4, 3), (2, 1)]);
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    assert_eq!(all(&store).await, [(4, 3), (3, 1)], "the next that says it takes its place");
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(all(&store).await, [(4, 3)]);
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    assert_eq!(all(&store).await, []);
}

pub async fn articles_may_come_in_any_order(store: Store) {
    fill(&store, [dead(3, "2025-03-12", "16"), dead(1, "2025-03-10", "12")]).await;
    assert_eq!(all(&store).await, [(3, 1)]);
    fill(&store, [dead(2, "2025-03-11", "14")]).await;
    assert_eq!(all(&store).await, [(3, 2), (2, 1)]);
}

pub async fn what_is_not_of_the_same_is_not_compared(store: Store) {
    let states = |number, sentence: &str, exact: &str, value: &str, measures: &str, about: &[&str]| {
        let figure = (FigureKind::Count, value, None);
        article(number).on("2025-03-10").states(sentence, exact, figure, measures, about)
    };
    let rostock = &["location:rostock"][..];
    let dead = |number, sentence: &str, value: &str| {
        states(number, sentence, &format!("{value} Menschen"), value, "Menschen", rostock)
    };
    fill(
        &store,
        [
            dead(1, "Bei dem Brand in Rostock starben 12 Menschen.", "12"),
            dead(2, "Bei dem Brand in Rostock wurden 14 Menschen verletzt.", "14"),
            dead(3, "Bei dem Unfall in Rostock starben 4 Menschen.", "4"),
            dead(4, "Bei dem Brand in Rostock starben nicht 3 Menschen.", "3"),
            dead(5, "Bei dem Brand in Rostock starben 5 Menschen mehr als im Vorjahr.", "5"),
            dead(6, "Bei dem Brand in Rostock starben davon 6 Menschen.", "6"),
            dead(7, "Bei dem Brand in Rostock dürften 7 Menschen gestorben sein.", "7"),
            states(8, "Bei dem Brand starben 8 Menschen.", "8 Menschen", "8", "Menschen", &["location:kiel"]),
            states(9, "Bei dem Brand in Rostock starben 9 Helfer.", "9 Helfer", "9", "Helfer", rostock),
            article(10).on("2025-03-14").states(
                "Bei dem Brand in Rostock starben 20 Menschen.",
                "20 Menschen",
                (FigureKind::Count, "20", None),
                "Menschen",
                rostock,
            ),
        ],
    )
    .await;
    assert_eq!(all(&store).await, []);
}

pub async fn every_filter_of_conflicts_filters(store: Store) {
    let company = "organization:kran";
    fill(
        &store,
        [
            dead(1, "2025-03-10", "12").source("a"),
            dead(2, "2025-03-11", "14").source("b"),
            turnover(3, "2025-04-01", "1,2", company).source("b"),
            turnover(4, "2025-04-02", "1,5", company).source("c"),
            turnover(5, "2025-04-02T08:00:00Z", "1,25", "organization:other").source("c"),
        ],
    )
    .await;
    let by = ConflictFilter::default;
    for (filter, expected, meaning) in [
        (by(), &[(4, 3), (2, 1)][..], "all"),
        (ConflictFilter { entity: Some(entity(company)), ..by() }, &[(4, 3)], "entity"),
        (ConflictFilter { entity: Some(entity("location:kiel")), ..by() }, &[], "another entity"),
        (ConflictFilter { measures: Some("umSatz".into()), ..by() }, &[(4, 3)], "measures"),
        (ConflictFilter { unit: Some("EUR".into()), ..by() }, &[(4, 3)], "unit"),
        (ConflictFilter { source: Some("a".into()), ..by() }, &[(2, 1)], "source of the older one"),
        (ConflictFilter { source: Some("b".into()), ..by() }, &[(4, 3), (2, 1)], "source of either"),
        (ConflictFilter { range: between("2025-03-11T00:00:00Z", "2025-04-01T00:00:00Z"), ..by() }, &[(2, 1)], "range"),
        (ConflictFilter { range: between("", "2025-03-11T00:00:00Z"), ..by() }, &[], "the newer one is later"),
    ] {
        assert_eq!(pairs(&store, &filter).await, expected, "{meaning}");
    }
}

pub async fn another_analysis_takes_its_pairs_along(store: Store) {
    fill(&store, [dead(1, "2025-03-10", "12"), dead(2, "2025-03-11", "14")]).await;
    assert!(
        store
            .replace_analysis(dead(2, "2025-03-11", "14").reread().build().into(), None, now())
            .await
            .expect("replaced")
    );
    assert_eq!(all(&store).await, []);
    assert!(store.replace_analysis(dead(2, "2025-03-11", "14").build().into(), None, now()).await.expect("replaced"));
    assert_eq!(all(&store).await, [(2, 1)]);
    store.revise(dead(1, "2025-03-10", "14").build().into(), None, now()).await.expect("corrected");
    assert_eq!(all(&store).await, [], "a correction settles it");
}

pub async fn who_speaks_makes_no_difference(store: Store) {
    let told = |number, speaker: &str, count: &str| {
        let claims =
            article(number).on("2025-03-10").claims(ClaimKind::Indirect, Certainty::Asserted, Some(speaker), &[]);
        let sentence = format!("In Rostock demonstrierten {count} Menschen.");
        let figure = (FigureKind::Count, count, None);
        claims.states(&sentence, &format!("{count} Menschen"), figure, "Menschen", &["location:rostock", speaker])
    };
    fill(&store, [told(1, "person:x", "5234"), told(2, "person:y", "20412")]).await;
    assert_eq!(all(&store).await, [(2, 1)]);
    let denied = article(3).on("2025-03-10").claims(ClaimKind::Indirect, Certainty::Denied, Some("person:z"), &[]);
    let figure = (FigureKind::Count, "900", None);
    let sentence = "In Rostock demonstrierten 900 Menschen.";
    fill(&store, [denied.states(sentence, "900 Menschen", figure, "Menschen", &["location:rostock"])]).await;
    assert_eq!(all(&store).await, [(2, 1)], "what is denied is not stated");
}

pub async fn pages_of_conflicts_join(store: Store) {
    let moment = |n: u64| format!("2025-03-10T{n:02}:00:00Z");
    fill(&store, (1..20).map(|n| dead(n, &moment(n), &(10 + n).to_string()))).await;
    let whole = all(&store).await;
    assert_eq!(whole.len(), 18);
    for limit in [1, 5, 17] {
        let walked = walk(limit, |page| {
            let store = store.clone();
            async move { store.list_conflicts(&ConflictFilter::default(), &page).await.expect("listed") }
        });
        assert_eq!(walked.await.iter().map(numbers).collect::<Vec<_>>(), whole, "by {limit}");
    }
}
