//! What is found by words.

use std::collections::BTreeSet;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ClaimFilter, Cursor, FigureFilter, PageRequest, Sort, StoreError, TextFilter, TextQuery,
};

use super::{Store, between, number_of, numbers, settled, walk};
use crate::fixtures::{Draft, article, entity, fill, first, id, now};

/// What finds `query`, by relevance or by date.
fn search(query: &str, sort: Sort) -> TextFilter {
    TextFilter { query: TextQuery::parse(query).expect("a search"), sort }
}

fn articles(query: &str) -> ArticleFilter {
    ArticleFilter { text: Some(search(query, Sort::Date)), ..ArticleFilter::default() }
}

fn news() -> Vec<Draft> {
    vec![
        article(1)
            .title("Strompreise steigen")
            .text("Der Strompreis stieg in München auf der Straße. Die Deutsche Bank warnt."),
        article(2).text("In Muenchen kostet Gas weniger. Eine Bank, Deutsche sitzen dort.").source("beispiel.de"),
        article(3)
            .title("Fördern statt fordern")
            .text("Häuser werden gefördert, sagt die Ministerin.")
            .by("Vera Lindt")
            .by("Jan Orth"),
        article(4).text("Sie forderte einen Preis für das Café, die Kitas und 1.200 Euro. Das KI-Startup 😀 gewinnt."),
        article(5).title("Preis, Preis, Preis").text("Der Preis der Deutschen Bank: Ein Haus an der Hauptstrasse."),
    ]
}

pub async fn words_find_articles_in_every_form(store: Store) {
    fill(&store, news()).await;
    settled(&store).await;
    for (query, found, reason) in [
        ("Strompreis", &[1][..], "another form of the word"),
        ("strompreisen", &[1], "in small letters"),
        ("Preis", &[5, 4, 1], "the part of a compound"),
        ("\"Preis\"", &[5, 4], "in quotes no part"),
        ("Strom", &[1], "the other part"),
        ("Strom-Preise", &[1], "with a hyphen"),
        ("steigt", &[1], "another form of a strong verb"),
        ("München", &[2, 1], "an umlaut finds two letters"),
        ("Muenchen", &[2, 1], "two letters find an umlaut"),
        ("Mu\u{308}nchen", &[2, 1], "a combining mark"),
        ("Munchen", &[], "another word"),
        ("Straße", &[5, 1], "ß finds ss, as a part too"),
        ("Strassen", &[5, 1], "ss finds ß"),
        ("fordern", &[4, 3], "no umlaut"),
        ("fördern", &[3], "an umlaut is another word"),
        ("Haus", &[5, 3], "a plural with an umlaut"),
        ("Haeuser", &[5, 3], "written with two letters"),
        ("cafe", &[4], "an accent"),
        ("Kita", &[4], "a plural that no table knows"),
        ("1200", &[4], "a number with its thousands parted"),
        ("Startup", &[4], "behind a hyphen"),
        ("😀 Startup", &[4], "an emoji is no word"),
        ("Preis Haus", &[5], "both words"),
        ("Preis -Haus", &[4, 1], "a word left out"),
        ("Preis -\"Deutsche Bank\"", &[4], "a phrase left out"),
        ("-Gas -Haus München", &[1], "two words left out"),
        ("\"Deutsche Bank\"", &[5, 1], "a phrase in every form"),
        ("„Deutsche Bank“", &[5, 1], "in German quotation marks"),
        ("\"Bank Deutsche\"", &[2], "commas do not part a phrase"),
        ("\"Straße Die\"", &[], "sentences do"),
        ("Strom*", &[1], "the beginning of a word"),
        ("Häus*", &[3], "the beginning as written"),
        ("preise*", &[], "the beginning of no word"),
        ("strompreise*", &[1], "the beginning of the word as written"),
        ("title:Preis", &[5, 1], "in the headline"),
        ("title:Bank", &[], "not in the headline"),
        ("text:fordern", &[4], "only in the text"),
        ("source:beispiel.de", &[2], "by source"),
        ("author:Lindt", &[3], "by author"),
        ("author:\"Vera Lindt\"", &[3], "by the whole name"),
        ("author:\"Lindt Jan\"", &[], "two authors are no phrase"),
        ("title:\"statt fordern\" Ministerin", &[3], "fields and words"),
        ("Zzyx", &[], "nothing"),
    ] {
        assert_eq!(numbers(&store, &articles(query)).await, found, "{query}: {reason}");
        let ranked = ArticleFilter { text: Some(search(query, Sort::Relevance)), ..ArticleFilter::default() };
        let ranked: BTreeSet<_> = numbers(&store, &ranked).await.into_iter().collect();
        assert_eq!(ranked, found.iter().copied().collect(), "{query}, by relevance: {reason}");
    }
}

pub async fn searches_combine_with_every_filter(store: Store) {
    let draft = |number: u64, source: &str, on: &str| article(number).text("Der Preis.").source(source).on(on);
    fill(
        &store,
        [
            draft(1, "a", "2025-01-01").names("person:x", "X", 1),
            draft(2, "b", "2025-01-02").language("en").names("person:x", "X", 1),
            draft(3, "a", "2025-01-03").claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &[]),
            article(4).text("Nichts.").source("a").on("2025-01-04"),
        ],
    )
    .await;
    settled(&store).await;
    let by = || articles("Preis");
    let x = Some(entity("person:x"));
    for (filter, found, reason) in [
        (by(), &[3, 2, 1][..], "alone"),
        (ArticleFilter { source: Some("a".into()), ..by() }, &[3, 1], "source"),
        (ArticleFilter { source: Some("A".into()), ..by() }, &[], "no such source"),
        (ArticleFilter { language: Some("EN".into()), ..by() }, &[2], "language"),
        (ArticleFilter { entity: x.clone(), ..by() }, &[2, 1], "entity"),
        (ArticleFilter { speaker: x.clone(), ..by() }, &[3], "speaker"),
        (ArticleFilter { range: between("2025-01-02T00:00:00Z", "2025-01-03T00:00:00Z"), ..by() }, &[2], "range"),
        (ArticleFilter { range: between("2025-01-02T00:00:00Z", ""), ..by() }, &[3, 2], "from"),
        (ArticleFilter { range: between("", "2025-01-02T00:00:00Z"), ..by() }, &[1], "to"),
        (ArticleFilter { range: between("2025-01-05T00:00:00Z", "2025-01-01T00:00:00Z"), ..by() }, &[], "backwards"),
        (ArticleFilter { entity: x, source: Some("b".into()), ..by() }, &[2], "entity and source"),
    ] {
        assert_eq!(numbers(&store, &filter).await, found, "{reason}");
    }
}

pub async fn what_fits_best_comes_first(store: Store) {
    let long = "Viel wird gesagt und wenig getan, denn morgen ist auch noch ein Tag. ".repeat(20);
    fill(
        &store,
        [
            article(1).title("Der Preis").text("Der Preis, immer nur der Preis."),
            article(2).text(&format!("Der Preis ist ein Thema. {long}")),
            article(3).text(&format!("Der Strompreis ist ein Thema. {long}")),
            article(4).text(&format!("Auch dies ist ein Thema. {long}")),
            article(5).text("Nichts davon."),
        ],
    )
    .await;
    settled(&store).await;
    let ranked = |query: &str| ArticleFilter { text: Some(search(query, Sort::Relevance)), ..ArticleFilter::default() };
    assert_eq!(numbers(&store, &ranked("Preis")).await, [1, 2, 3], "headline, word, part of a word");
    assert_eq!(numbers(&store, &ranked("Thema")).await, [4, 3, 2], "equals by date");
}

async fn claims(store: &Store, filter: &ClaimFilter) -> Vec<(u64, u32)> {
    let page = store.list_claims(filter, &first(200)).await.expect("listed");
    page.items.iter().map(|hit| (number_of(*hit.article.article.id.as_bytes()), hit.claim.0)).collect()
}

async fn figures(store: &Store, filter: &FigureFilter) -> Vec<(u64, u32)> {
    let page = store.list_figures(filter, &first(200)).await.expect("listed");
    page.items.iter().map(|hit| (number_of(*hit.article.article.id.as_bytes()), hit.figure.0)).collect()
}

fn spoken() -> Vec<Draft> {
    let said = |draft: Draft, speaker: &str, words: &str| {
        draft.claims(ClaimKind::Direct, Certainty::Asserted, Some(speaker), &["law:z"]).says(words)
    };
    let one =
        article(1).title("Die Bahn").source("a").text("Der Preis steigt. Das Wetter ist gut. Der Strompreis fällt.");
    let one = said(said(one, "person:x", "Der Preis steigt"), "person:y", "Das Wetter ist gut");
    let two = article(2).source("b").text("Preise fallen bald. 12 Euro kostet der Preis. 13 Euro kostet das Wetter.");
    let two = said(two, "person:x", "Preise fallen bald");
    let two = two.counts(FigureKind::Money, "12", Some("EUR"), Some("Preis")).in_sentence("12 Euro kostet der Preis.");
    vec![one, two.counts(FigureKind::Money, "13", Some("EUR"), None).in_sentence("13 Euro kostet das Wetter.")]
}

pub async fn claims_are_found_by_their_own_words(store: Store) {
    fill(&store, spoken()).await;
    settled(&store).await;
    let by = |query: &str| ClaimFilter { text: Some(search(query, Sort::Date)), ..ClaimFilter::default() };
    for (filter, found, reason) in [
        (by("Preis"), &[(2, 1), (1, 1)][..], "a word"),
        (by("Preis Wetter"), &[], "not in one claim"),
        (by("Strompreis"), &[], "in the article, in no claim"),
        (by("Euro"), &[], "in the article, in no claim"),
        (by("Bahn"), &[], "only in the headline"),
        (by("title:Bahn Preis"), &[(1, 1)], "the headline of its article"),
        (by("title:Bahn -Preis"), &[(1, 2)], "all but one of an article"),
        (by("\"Preise fallen\""), &[(2, 1)], "a phrase"),
        (ClaimFilter { speaker: Some(vec![entity("person:x")]), ..by("Preis") }, &[(2, 1), (1, 1)], "speaker"),
        (
            ClaimFilter { speaker: Some(vec![entity("person:y"), entity("person:x")]), ..by("gut") },
            &[(1, 2)],
            "speakers",
        ),
        (ClaimFilter { speaker: Some(Vec::new()), ..by("Preis") }, &[], "no speaker"),
        (ClaimFilter { about: Some(entity("law:z")), ..by("Wetter") }, &[(1, 2)], "about"),
        (ClaimFilter { about: Some(entity("law:y")), ..by("Wetter") }, &[], "about another"),
        (ClaimFilter { kind: Some(ClaimKind::Reported), ..by("Preis") }, &[], "another kind"),
        (ClaimFilter { certainty: Some(Certainty::Asserted), ..by("Preis") }, &[(2, 1), (1, 1)], "certainty"),
        (ClaimFilter { has_figure: Some(true), ..by("Preis") }, &[(2, 1)], "with a figure"),
        (ClaimFilter { source: Some("a".into()), ..by("Preis") }, &[(1, 1)], "source"),
        (ClaimFilter { range: between("1970-01-01T00:00:02Z", ""), ..by("Preis") }, &[(2, 1)], "range"),
    ] {
        assert_eq!(claims(&store, &filter).await, found, "{reason}");
    }
}

pub async fn figures_are_found_by_their_sentence(store: Store) {
    fill(&store, spoken()).await;
    settled(&store).await;
    let by = |query: &str| FigureFilter { text: Some(search(query, Sort::Date)), ..FigureFilter::default() };
    for (filter, found, reason) in [
        (by("Euro"), &[(2, 1), (2, 2)][..], "a word of both sentences"),
        (by("Preis"), &[(2, 1)], "a word of one"),
        (by("fallen"), &[], "another sentence of the article"),
        (FigureFilter { kind: Some(FigureKind::Money), ..by("Wetter") }, &[(2, 2)], "kind"),
        (FigureFilter { kind: Some(FigureKind::Count), ..by("Wetter") }, &[], "another kind"),
        (FigureFilter { unit: Some("EUR".into()), ..by("Preis") }, &[(2, 1)], "unit"),
        (FigureFilter { unit: Some("CHF".into()), ..by("Preis") }, &[], "another unit"),
        (FigureFilter { min: Some(13.into()), ..by("Euro") }, &[(2, 2)], "min"),
        (FigureFilter { max: Some(12.into()), ..by("Euro") }, &[(2, 1)], "max"),
        (FigureFilter { measures: Some("preis".into()), ..by("Euro") }, &[(2, 1)], "measures"),
        (FigureFilter { entity: Some(entity("law:z")), ..by("Wetter") }, &[(2, 2)], "entity"),
        (FigureFilter { speaker: Some(entity("person:x")), ..by("Wetter") }, &[(2, 2)], "speaker"),
        (FigureFilter { source: Some("a".into()), ..by("Wetter") }, &[], "source"),
    ] {
        assert_eq!(figures(&store, &filter).await, found, "{reason}");
    }
}

/// Articles in which the word is more and less frequent.
fn ranked(numbers: impl IntoIterator<Item = u64>) -> Vec<Draft> {
    let text = |n: u64| format!("{} {n}", "Preis und Lohn. ".repeat(usize::try_from(n % 5 + 1).expect("small")));
    numbers.into_iter().map(|n| article(n).text(&text(n))).collect()
}

pub async fn pages_of_what_is_found_join(store: Store) {
    fill(&store, ranked(1..=23)).await;
    settled(&store).await;
    for sort in [Sort::Relevance, Sort::Date] {
        let filter = ArticleFilter { text: Some(search("Preis", sort)), ..ArticleFilter::default() };
        let whole = numbers(&store, &filter).await;
        assert_eq!(whole.len(), 23, "{sort:?}");
        for limit in [1, 2, 7, 23, 24] {
            let pages = walk(limit, async |page| store.list_articles(&filter, &page).await.expect("listed")).await;
            let pages: Vec<_> = pages.iter().map(|article| number_of(*article.id.as_bytes())).collect();
            assert_eq!(pages, whole, "{sort:?} by {limit}");
        }
    }
}

pub async fn a_page_tells_of_another_only_when_it_holds_something(store: Store) {
    let by = |n: u64| if n == 1 { "first" } else { "second" };
    fill(&store, ranked(1..=3).into_iter().zip(1..).map(|(draft, n)| draft.read_by(by(n)))).await;
    settled(&store).await;
    for sort in [Sort::Relevance, Sort::Date] {
        let of = |fingerprint: &str| ArticleFilter {
            text: Some(search("Preis", sort)),
            analyzer: Some(vec![crate::fixtures::analyzer(fingerprint)]),
            ..ArticleFilter::default()
        };
        for (fingerprint, limit, more) in [("first", 1, false), ("second", 1, true), ("second", 2, false)] {
            let page = store.list_articles(&of(fingerprint), &first(limit)).await.expect("listed");
            assert_eq!(page.items.len(), limit, "{fingerprint} {sort:?}");
            assert_eq!(
                page.next.is_some(),
                more,
                "{fingerprint} by {limit}, {sort:?}: others are found but not wanted"
            );
        }
    }
}

pub async fn pages_by_relevance_join_while_articles_come_in(store: Store) {
    fill(&store, ranked(1..=20)).await;
    settled(&store).await;
    let filter = ArticleFilter { text: Some(search("Preis", Sort::Relevance)), ..ArticleFilter::default() };
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    for round in 0..50 {
        let page = store.list_articles(&filter, &PageRequest { limit: 3, after }).await.expect("listed");
        seen.extend(page.items.iter().map(|article| number_of(*article.id.as_bytes())).filter(|number| *number <= 20));
        after = page.next;
        if after.is_none() {
            break;
        }
        // All scores are others now, but not their order.
        fill(&store, [article(100 + round).text(&format!("Etwas anderes {round}."))]).await;
        settled(&store).await;
    }
    let distinct: BTreeSet<_> = seen.iter().copied().collect();
    assert_eq!((seen.len(), distinct.len()), (20, 20), "each once: {seen:?}");
}

pub async fn what_is_deleted_is_found_no_more(store: Store) {
    fill(&store, spoken()).await;
    settled(&store).await;
    assert_eq!(numbers(&store, &articles("Preis")).await, [2, 1]);
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    // Even before the index knows.
    assert_eq!(numbers(&store, &articles("Preis")).await, [1]);
    settled(&store).await;
    assert_eq!(numbers(&store, &articles("Preis")).await, [1]);
    let by_words = ClaimFilter { text: Some(search("Preis", Sort::Relevance)), ..ClaimFilter::default() };
    assert_eq!(claims(&store, &by_words).await, [(1, 1)]);
    let figure = FigureFilter { text: Some(search("Euro", Sort::Relevance)), ..FigureFilter::default() };
    assert_eq!(figures(&store, &figure).await, []);
    fill(&store, spoken().split_off(1)).await;
    settled(&store).await;
    assert_eq!(numbers(&store, &articles("Preis")).await, [2, 1], "it came again");
}

pub async fn another_analysis_is_found_in_the_place_of_the_old_one(store: Store) {
    fill(&store, spoken()).await;
    settled(&store).await;
    let claim = ClaimFilter { text: Some(search("Preis", Sort::Relevance)), ..ClaimFilter::default() };
    assert_eq!(claims(&store, &claim).await.len(), 2);
    let reread = spoken().remove(0).reread().build();
    assert!(store.replace_analysis(reread.into(), None, now()).await.expect("replaced"));
    assert_eq!(claims(&store, &claim).await, [(2, 1)], "even before the index knows");
    settled(&store).await;
    assert_eq!(claims(&store, &claim).await, [(2, 1)]);
    assert_eq!(numbers(&store, &articles("Preis")).await, [2, 1], "the article has its words still");
}

pub async fn a_cursor_serves_its_own_search_only(store: Store) {
    fill(&store, ranked(1..=5)).await;
    settled(&store).await;
    let filter = |query: &str, sort| ArticleFilter { text: Some(search(query, sort)), ..ArticleFilter::default() };
    let own = filter("Preis", Sort::Relevance);
    let page = store.list_articles(&own, &first(2)).await.expect("listed");
    let after = page.next.expect("there is more");
    let request = PageRequest { limit: 2, after: Some(after) };
    assert!(store.list_articles(&own, &request).await.is_ok());
    for other in [filter("Lohn", Sort::Relevance), filter("Preis", Sort::Date), ArticleFilter::default()] {
        let refused = store.list_articles(&other, &request).await;
        assert!(matches!(refused, Err(StoreError::BadCursor)), "{other:?}");
    }
    let by_date = store.list_articles(&filter("Preis", Sort::Date), &first(2)).await.expect("listed").next;
    let request = PageRequest { limit: 2, after: by_date };
    assert!(matches!(store.list_articles(&own, &request).await, Err(StoreError::BadCursor)), "the other way round");
}
