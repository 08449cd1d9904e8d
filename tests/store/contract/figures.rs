//! Figures over the whole archive.

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureId, FigureKind};
use pressespiegel::store::{FigureFilter, FigureHit};

use super::{Store, between, number_of, walk};
use crate::fixtures::{article, entity, fill, first, id, now};

fn place(hit: &FigureHit) -> (u64, u32) {
    (number_of(*hit.article.article.id.as_bytes()), hit.figure.0)
}

async fn places(store: &Store, filter: &FigureFilter) -> Vec<(u64, u32)> {
    let page = store.list_figures(filter, &first(200)).await.expect("listed");
    assert_eq!(page.next, None);
    page.items.iter().map(place).collect()
}

pub async fn every_filter_of_figures_filters(store: Store) {
    fill(
        &store,
        [
            article(1)
                .source("a")
                .on("2025-01-01")
                .counts(FigureKind::Money, "1500000.50", Some("EUR"), Some("Umsatz der Kran AG"))
                .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &["organization:kran"])
                .counts(FigureKind::Percentage, "-3.5", Some("percent"), None),
            article(2)
                .source("b")
                .on("2025-01-02")
                .counts(FigureKind::Money, "20", Some("CHF"), Some("Eintritt"))
                .counts(FigureKind::Count, "20", None, Some("neue STELLEN")),
        ],
    )
    .await;
    let by = FigureFilter::default;
    let number = |text: &str| Some(text.parse().expect("a decimal"));
    for (filter, expected, meaning) in [
        (by(), &[(2, 1), (2, 2), (1, 1), (1, 2)][..], "all"),
        (FigureFilter { kind: Some(FigureKind::Money), ..by() }, &[(2, 1), (1, 1)], "kind"),
        (FigureFilter { unit: Some("EUR".into()), ..by() }, &[(1, 1)], "unit"),
        (FigureFilter { min: number("20.00"), ..by() }, &[(2, 1), (2, 2), (1, 1)], "min"),
        (FigureFilter { max: number("20"), ..by() }, &[(2, 1), (2, 2), (1, 2)], "max"),
        (FigureFilter { min: number("1500000.500"), max: number("1500000.5"), ..by() }, &[(1, 1)], "exactly"),
        (FigureFilter { min: number("1500000.51"), ..by() }, &[], "beyond all"),
        (FigureFilter { measures: Some("stellen".into()), ..by() }, &[(2, 2)], "measures, ignoring case"),
        (FigureFilter { entity: Some(entity("organization:kran")), ..by() }, &[(1, 2)], "entity"),
        (FigureFilter { speaker: Some(entity("person:x")), ..by() }, &[(1, 2)], "speaker"),
        (FigureFilter { source: Some("b".into()), ..by() }, &[(2, 1), (2, 2)], "source"),
        (FigureFilter { range: between("", "2025-01-02T00:00:00Z"), ..by() }, &[(1, 1), (1, 2)], "range"),
        (
            FigureFilter { kind: Some(FigureKind::Money), unit: Some("CHF".into()), max: number("20"), ..by() },
            &[(2, 1)],
            "kind, unit, max",
        ),
        (FigureFilter { kind: Some(FigureKind::Count), unit: Some("CHF".into()), ..by() }, &[], "not in one figure"),
    ] {
        assert_eq!(places(&store, &filter).await, expected, "{meaning}");
    }
    assert!(store.figure(id(2), FigureId(2)).await.expect("read").is_some());
    assert_eq!(store.figure(id(2), FigureId(3)).await.expect("read"), None);
}

pub async fn ranges_are_compared_by_their_ends(store: Store) {
    fill(&store, [article(1).counts(FigureKind::Count, "30..40", None, None)]).await;
    for (min, max, found) in
        [(Some(40), None, true), (Some(41), None, false), (None, Some(30), true), (None, Some(29), false)]
    {
        let filter = FigureFilter { min: min.map(Into::into), max: max.map(Into::into), ..FigureFilter::default() };
        assert_eq!(!places(&store, &filter).await.is_empty(), found, "{min:?} {max:?}");
    }
}

/// Too many for one posting of the embedded store.
pub async fn an_article_full_of_figures_is_filtered_like_any(store: Store) {
    let full = |number| {
        let draft = article(number).claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &[]);
        (1..=4000).fold(draft, |draft, n: u32| {
            let unit = if n.is_multiple_of(1000) { "CHF" } else { "EUR" };
            draft.counts(FigureKind::Money, &n.to_string(), Some(unit), Some("Preis"))
        })
    };
    fill(&store, [full(1), full(2), article(3).counts(FigureKind::Money, "7", Some("CHF"), None)]).await;
    let filter = FigureFilter { unit: Some("CHF".into()), ..FigureFilter::default() };
    let per_article = |number| (1..=4).map(move |n| (number, n * 1000));
    let expected: Vec<_> = [(3, 1)].into_iter().chain(per_article(2)).chain(per_article(1)).collect();
    assert_eq!(places(&store, &filter).await, expected);
    let filter = FigureFilter { min: Some(3999.into()), speaker: Some(entity("person:x")), ..filter };
    assert_eq!(places(&store, &filter).await, [(2, 4000), (1, 4000)]);
    let filter = FigureFilter { kind: Some(FigureKind::Money), ..FigureFilter::default() };
    let all = walk(900, |page| {
        let (store, filter) = (&store, &filter);
        async move { store.list_figures(filter, &page).await.expect("listed") }
    });
    assert_eq!(all.await.len(), 8001);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(places(&store, &FigureFilter { unit: Some("CHF".into()), ..FigureFilter::default() }).await.len(), 5);
}
