//! Claims over the whole archive.

use pressespiegel::nlp::analysis::{Certainty, ClaimId, ClaimKind, FigureKind};
use pressespiegel::store::{ClaimFilter, ClaimHit, PageRequest};

use super::{Store, between, number_of, walk};
use crate::fixtures::{article, entity, fill, first, id};

fn place(hit: &ClaimHit) -> (u64, u32) {
    (number_of(*hit.article.article.id.as_bytes()), hit.claim.0)
}

async fn places(store: &Store, filter: &ClaimFilter) -> Vec<(u64, u32)> {
    let page = store.list_claims(filter, &first(200)).await.expect("listed");
    assert_eq!(page.next, None);
    page.items.iter().map(place).collect()
}

async fn two_articles(store: &Store) {
    use Certainty::{Asserted, Denied, Hedged};
    let first = article(1).source("a").on("2025-01-01");
    let second = article(2).source("b").on("2025-01-02");
    fill(
        store,
        [
            first
                .claims(ClaimKind::Direct, Asserted, Some("person:x"), &["person:y"])
                .counts(FigureKind::Count, "3", None, None)
                .claims(ClaimKind::Indirect, Hedged, Some("person:y"), &["person:x", "law:z"])
                .claims(ClaimKind::Direct, Denied, None, &[]),
            second
                .claims(ClaimKind::Reported, Hedged, Some("person:x"), &["law:z"])
                .claims(ClaimKind::Direct, Asserted, Some("person:z"), &[])
                .counts(FigureKind::Money, "5", Some("EUR"), None),
        ],
    )
    .await;
}

pub async fn every_filter_of_claims_filters(store: Store) {
    two_articles(&store).await;
    let by = ClaimFilter::default;
    let any = |ids: &[&str]| Some(ids.iter().map(|id| entity(id)).collect());
    for (filter, expected, meaning) in [
        (by(), &[(2, 1), (2, 2), (1, 1), (1, 2), (1, 3)][..], "all"),
        (ClaimFilter { speaker: any(&["person:x"]), ..by() }, &[(2, 1), (1, 1)], "speaker"),
        (ClaimFilter { speaker: any(&["person:z", "person:y"]), ..by() }, &[(2, 2), (1, 2)], "speakers"),
        (ClaimFilter { speaker: any(&["person:x", "person:x"]), ..by() }, &[(2, 1), (1, 1)], "a speaker twice"),
        (ClaimFilter { speaker: any(&[]), ..by() }, &[], "no speaker"),
        (ClaimFilter { about: Some(entity("law:z")), ..by() }, &[(2, 1), (1, 2)], "about"),
        (ClaimFilter { kind: Some(ClaimKind::Direct), ..by() }, &[(2, 2), (1, 1), (1, 3)], "kind"),
        (ClaimFilter { certainty: Some(Certainty::Hedged), ..by() }, &[(2, 1), (1, 2)], "certainty"),
        (ClaimFilter { has_figure: Some(true), ..by() }, &[(2, 2), (1, 1)], "with figure"),
        (ClaimFilter { has_figure: Some(false), ..by() }, &[(2, 1), (1, 2), (1, 3)], "without figure"),
        (ClaimFilter { source: Some("a".into()), ..by() }, &[(1, 1), (1, 2), (1, 3)], "source"),
        (ClaimFilter { range: between("2025-01-02T00:00:00Z", ""), ..by() }, &[(2, 1), (2, 2)], "range"),
        (
            ClaimFilter { kind: Some(ClaimKind::Direct), has_figure: Some(true), source: Some("b".into()), ..by() },
            &[(2, 2)],
            "kind, figure, source",
        ),
    ] {
        assert_eq!(places(&store, &filter).await, expected, "{meaning}");
    }
}

pub async fn claims_run_in_text_order_inside_an_article(store: Store) {
    let many = (0..40).fold(article(1), |draft, _| draft.claims(ClaimKind::Direct, Certainty::Asserted, None, &[]));
    fill(&store, [many]).await;
    assert_eq!(places(&store, &ClaimFilter::default()).await, (1..=40).map(|n| (1, n)).collect::<Vec<_>>());
    let hit = store.claim(id(1), ClaimId(40)).await.expect("read").expect("there");
    assert_eq!(place(&hit), (1, 40));
    assert_eq!(store.claim(id(1), ClaimId(41)).await.expect("read"), None);
    assert_eq!(store.claim(id(2), ClaimId(1)).await.expect("read"), None);
}

pub async fn filters_of_claims_must_hold_for_one_claim(store: Store) {
    two_articles(&store).await;
    // Article 1 has a claim by y and a direct claim, but no direct claim by y.
    let speaker = Some(vec![entity("person:y")]);
    let filter = ClaimFilter { speaker, kind: Some(ClaimKind::Direct), ..ClaimFilter::default() };
    assert_eq!(places(&store, &filter).await, []);
    let speaker = Some(vec![entity("person:x")]);
    let filter = ClaimFilter { speaker, about: Some(entity("person:x")), ..ClaimFilter::default() };
    assert_eq!(places(&store, &filter).await, []);
}

pub async fn pages_of_claims_join_inside_an_article(store: Store) {
    two_articles(&store).await;
    for limit in 1..=5 {
        let all = walk(limit, |page: PageRequest| {
            let store = &store;
            async move { store.list_claims(&ClaimFilter::default(), &page).await.expect("listed") }
        });
        assert_eq!(all.await.iter().map(place).collect::<Vec<_>>(), [(2, 1), (2, 2), (1, 1), (1, 2), (1, 3)]);
    }
}
