//! Lists as a whole: how many items they have and what those have in common.

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, EntityType, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ClaimFilter, EntityFilter, Facet, FacetCounts, FigureFilter, MOST_VALUES, Sort, Surveyed,
    TextFilter, TextQuery, Total, survey,
};

use super::{Store, between, settled};
use crate::fixtures::{article, entity, fill, first};

/// Values with their counts, and labels where there are some.
fn shown(FacetCounts { values, .. }: &FacetCounts) -> Vec<(String, u64)> {
    let label = |label: &Option<String>| label.as_ref().map(|label| format!(" ({label})")).unwrap_or_default();
    values.iter().map(|one| (format!("{}{}", one.value, label(&one.label)), one.count)).collect()
}

async fn check(store: &Store, list: Surveyed, total: u64, facets: &[(Facet, &[(&str, u64)])]) {
    let asked: Vec<_> = facets.iter().map(|(facet, _)| *facet).collect();
    let told = survey(store.as_ref(), &list, &asked).await.expect("surveyed");
    assert_eq!((told.total, told.counted), (Total { items: total, is_exact: true }, total), "{list:?}");
    assert_eq!(told.facets.len(), facets.len());
    for (counts, (facet, expected)) in told.facets.iter().zip(facets) {
        let expected: Vec<_> = expected.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect();
        assert_eq!((counts.facet, shown(counts), counts.others), (*facet, expected, 0), "{list:?}");
    }
    let alone = survey(store.as_ref(), &list, &[]).await.expect("counted");
    assert_eq!((alone.total, alone.facets), (Total { items: total, is_exact: true }, Vec::new()), "{list:?}");
}

async fn filled(store: &Store) {
    let said = |number: u64, source: &str, day: &str| {
        article(number)
            .source(source)
            .on(day)
            .text(&format!("Nummer {number} über Maschinen"))
            .names("person:anna", "Anna Alt", 1)
            .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:anna"), &[])
            .claims(ClaimKind::Reported, Certainty::Hedged, None, &[])
            .counts(FigureKind::Money, &number.to_string(), Some("EUR"), Some("Umsatz"))
            .counts(FigureKind::Count, "7", None, Some("Leute"))
    };
    fill(store, [said(1, "b", "2025-01-31"), said(2, "a", "2025-02-01"), said(3, "b", "2025-02-02"), article(4)]).await;
    settled(store).await;
}

pub async fn a_list_as_a_whole_is_what_its_pages_hold(store: Store) {
    filled(&store).await;
    let text = |query: &str| {
        let query = TextQuery::parse(query).expect("a search");
        Some(TextFilter { query, sort: Sort::Relevance })
    };
    let articles = ArticleFilter { source: Some("b".into()), ..ArticleFilter::default() };
    check(&store, Surveyed::Articles(articles), 2, &[(Facet::Month, &[("2025-01", 1), ("2025-02", 1)])]).await;
    let found = ArticleFilter { text: text("Maschine"), ..ArticleFilter::default() };
    check(&store, Surveyed::Articles(found), 3, &[(Facet::Source, &[("b", 2), ("a", 1)])]).await;
    check(
        &store,
        Surveyed::Claims(ClaimFilter::default()),
        6,
        &[
            (Facet::Speaker, &[("person:anna (Anna Alt)", 3)]),
            (Facet::Kind, &[("direct", 3), ("reported", 3)]),
            (Facet::Certainty, &[("asserted", 3), ("hedged", 3)]),
            (Facet::Source, &[("b", 4), ("a", 2)]),
        ],
    )
    .await;
    let range = between("2025-02-01T00:00:00Z", "");
    let hers = ClaimFilter { speaker: Some(vec![entity("person:anna")]), range, ..ClaimFilter::default() };
    check(&store, Surveyed::Claims(hers), 2, &[(Facet::Kind, &[("direct", 2)])]).await;
    let found = ClaimFilter { text: text("-nirgends source:b"), ..ClaimFilter::default() };
    let listed = store.list_claims(&found, &first(50)).await.expect("listed").items.len() as u64;
    check(&store, Surveyed::Claims(found), listed, &[(Facet::Source, &[("b", listed)])]).await;
    assert_eq!(listed, 4);
    let figures = FigureFilter { min: Some(2.into()), ..FigureFilter::default() };
    check(
        &store,
        Surveyed::Figures(figures),
        5,
        &[
            (Facet::Kind, &[("count", 3), ("money", 2)]),
            (Facet::Unit, &[("EUR", 2)]),
            (Facet::Measures, &[("Leute", 3), ("Umsatz", 2)]),
        ],
    )
    .await;
    check(&store, Surveyed::Entities(EntityFilter::default()), 1, &[(Facet::Type, &[("person", 1)])]).await;
    let companies = EntityFilter { kind: Some(EntityType::Organization), ..EntityFilter::default() };
    check(&store, Surveyed::Entities(companies), 0, &[(Facet::Type, &[])]).await;
    let of_a = EntityFilter { source: Some("a".into()), name: Some("ann".into()), ..EntityFilter::default() };
    check(&store, Surveyed::Entities(of_a), 1, &[(Facet::Type, &[("person", 1)])]).await;
    // What an article is no list of has no values.
    check(&store, Surveyed::Articles(ArticleFilter::default()), 4, &[(Facet::Unit, &[])]).await;
}

pub async fn values_beyond_the_most_frequent_are_summed_up(store: Store) {
    let most = MOST_VALUES as u64;
    let sources = (0..most + 3).map(|number| article(number).source(&format!("Blatt {number:02}")));
    fill(&store, sources.chain([article(most + 3).source("Blatt 22")])).await;
    let list = Surveyed::Articles(ArticleFilter::default());
    let told = survey(store.as_ref(), &list, &[Facet::Source]).await.expect("surveyed");
    let [FacetCounts { values, others, .. }] = &told.facets[..] else { panic!("{told:?}") };
    assert_eq!((values.len(), *others, told.total.items), (MOST_VALUES, 3, most + 4));
    assert_eq!((values[0].value.as_str(), values[0].count), ("Blatt 22", 2), "the most frequent comes first");
    assert_eq!(values[1].value, "Blatt 00", "equals in their order");
}
