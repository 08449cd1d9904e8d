//! Which analyzer has read which articles.

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::nlp::{AnalyzerInfo, Profile};
use pressespiegel::store::{
    ArticleFilter, AskedReanalysis, ClaimFilter, FigureFilter, ReanalysisPlan, Sort, TextFilter, TextQuery,
};

use super::{Store, between, number_of, numbers, settled, walk};
use crate::fixtures::{Draft, analyzer, article, at, entity, fill, first, id, now};

/// How many articles each analyzer has read, by fingerprint.
async fn counted(store: &Store) -> Vec<(String, u64)> {
    let analyzers = store.analyzers().await.expect("counted");
    analyzers.into_iter().map(|(analyzer, articles)| (analyzer.fingerprint, articles)).collect()
}

fn read_by(fingerprints: &[&str]) -> ArticleFilter {
    let any = fingerprints.iter().map(|fingerprint| analyzer(fingerprint)).collect();
    ArticleFilter { analyzer: Some(any), ..ArticleFilter::default() }
}

fn full(number: u64) -> Draft {
    let draft = article(number).source(if number.is_multiple_of(2) { "a" } else { "b" }).names("person:x", "Anna", 1);
    let draft = draft.claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &["person:x"]);
    draft.counts(FigureKind::Count, "7", None, Some("Leute"))
}

pub async fn articles_are_counted_by_analyzer(store: Store) {
    assert_eq!(counted(&store).await, []);
    fill(&store, [article(1), article(2), article(3).read_by("other")]).await;
    assert_eq!(counted(&store).await, [("first".to_owned(), 2), ("other".to_owned(), 1)]);
    assert!(store.replace_analysis(article(1).read_by("other").build().into(), None, now()).await.expect("replaced"));
    assert_eq!(counted(&store).await, [("other".to_owned(), 2), ("first".to_owned(), 1)]);
    assert!(store.replace_analysis(article(1).read_by("other").build().into(), None, now()).await.expect("replaced"));
    assert_eq!(counted(&store).await, [("other".to_owned(), 2), ("first".to_owned(), 1)], "the same again");
    store.revise(article(2).text("Berichtigt.").read_by("third").build().into(), None, now()).await.expect("corrected");
    assert_eq!(counted(&store).await, [("other".to_owned(), 2), ("third".to_owned(), 1)]);
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    assert_eq!(counted(&store).await, [("other".to_owned(), 1)]);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(counted(&store).await, []);
    let profiles = [Profile::Fast, Profile::Accurate].map(|profile| AnalyzerInfo { profile, ..analyzer("one") });
    for (number, analyzer) in [(1, &profiles[0]), (2, &profiles[1]), (3, &profiles[1])] {
        let mut made = article(number).build();
        made.analyzer = analyzer.clone();
        store.insert(made.into(), now()).await.expect("stored");
    }
    let [fast, accurate] = profiles;
    assert_eq!(store.analyzers().await.expect("counted"), [(accurate, 2), (fast, 1)], "a profile makes another one");
}

pub async fn lists_are_filtered_by_analyzer(store: Store) {
    fill(&store, (1..=9).map(|number| full(number).read_by(if number % 3 == 0 { "new" } else { "old" }))).await;
    fill(&store, [article(10).read_by("new")]).await;
    settled(&store).await;
    let text = |query: &str| Some(TextFilter { query: TextQuery::parse(query).expect("a search"), sort: Sort::Date });
    for (filter, expected, reason) in [
        (read_by(&["new"]), &[10, 9, 6, 3][..], "newest first"),
        (read_by(&["old"]), &[8, 7, 5, 4, 2, 1], "the others"),
        (read_by(&["new", "old"]), &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "any of them"),
        (read_by(&["nobody"]), &[], "who has read nothing"),
        (read_by(&[]), &[], "none at all"),
        (ArticleFilter { source: Some("b".into()), ..read_by(&["new"]) }, &[9, 3], "and a source"),
        (ArticleFilter { entity: Some(entity("person:x")), ..read_by(&["new"]) }, &[9, 6, 3], "and an entity"),
        (ArticleFilter { speaker: Some(entity("person:x")), ..read_by(&["new"]) }, &[9, 6, 3], "and a speaker"),
        (ArticleFilter { range: between("1970-01-01T00:00:05Z", ""), ..read_by(&["new"]) }, &[10, 9, 6], "and a time"),
        (ArticleFilter { text: text("Anna"), ..read_by(&["new"]) }, &[9, 6, 3], "and a search"),
        (ArticleFilter { text: text("Anna"), ..read_by(&["nobody"]) }, &[], "a search among none"),
    ] {
        assert_eq!(numbers(&store, &filter).await, expected, "{reason}");
        let count = store.count_articles(&filter).await.expect("counted");
        assert_eq!(count, expected.len() as u64, "{reason}");
        let (store, filter) = (&store, &filter);
        let paged = walk(2, |page| async move { store.list_articles(filter, &page).await.expect("listed") }).await;
        assert_eq!(paged.iter().map(|a| number_of(*a.id.as_bytes())).collect::<Vec<_>>(), expected, "{reason}, paged");
    }
    for (any, expected) in [(&["new"][..], &[9, 6, 3][..]), (&["old"], &[8, 7, 5, 4, 2, 1]), (&["nobody"], &[])] {
        let any = read_by(any).analyzer;
        for text in [None, text("Artikel"), text("Anna -Anna")] {
            let expected =
                if text.as_ref().is_some_and(|text| text.query.as_str().contains('-')) { &[] } else { expected };
            let claims = ClaimFilter { analyzer: any.clone(), text: text.clone(), ..ClaimFilter::default() };
            let claims = store.list_claims(&claims, &first(50)).await.expect("listed").items;
            let figures =
                FigureFilter { analyzer: any.clone(), text, kind: Some(FigureKind::Count), ..FigureFilter::default() };
            let figures = store.list_figures(&figures, &first(50)).await.expect("listed").items;
            let ids: Vec<_> = claims.iter().map(|hit| number_of(*hit.article.article.id.as_bytes())).collect();
            let is_search = claims.len() < expected.len();
            assert!(is_search || ids == expected, "{any:?}: {ids:?}");
            let ids: Vec<_> = figures.iter().map(|hit| number_of(*hit.article.article.id.as_bytes())).collect();
            assert!(is_search || ids == expected, "{any:?}: {ids:?}");
        }
    }
}

pub async fn an_analysis_takes_the_place_of_the_one_it_was_made_for(store: Store) {
    fill(&store, [article(1)]).await;
    let put = async |fingerprint: &'static str, over: &str| {
        let made = article(1).read_by(fingerprint).build();
        store.replace_analysis(made.into(), Some(&analyzer(over)), now()).await.expect("answered")
    };
    assert!(put("second", "first").await);
    assert!(!put("third", "first").await, "somebody was quicker");
    assert_eq!(counted(&store).await, [("second".to_owned(), 1)]);
    assert_eq!(store.changes(0, 9).await.expect("read").newest, 2, "nothing happened");
    store
        .revise(article(1).text("Berichtigt.").read_by("second").build().into(), None, now())
        .await
        .expect("corrected");
    assert!(!put("third", "second").await, "it says something else now");
    assert_eq!(store.get(id(1)).await.expect("read").expect("there").article.content.text, "Berichtigt.");
}

pub async fn what_is_to_be_read_again_is_kept(store: Store) {
    assert_eq!(store.reanalysis_plan().await.expect("read"), ReanalysisPlan::default());
    let text = TextFilter { query: TextQuery::parse("\"zwei Wörter\" -eins").expect("a search"), sort: Sort::Date };
    // More than one value holds.
    let filter = ArticleFilter { source: Some("lang ".repeat(4_000)), text: Some(text), ..ArticleFilter::default() };
    let asked = AskedReanalysis { filter, profile: Some(Profile::Accurate), since: at(7), total: 9 };
    for plan in [
        ReanalysisPlan { paused: true, asked: Some(asked.clone()) },
        ReanalysisPlan { paused: true, asked: None },
        ReanalysisPlan { paused: false, asked: Some(AskedReanalysis { profile: None, ..asked }) },
        ReanalysisPlan::default(),
    ] {
        store.put_reanalysis_plan(plan.clone()).await.expect("put");
        assert_eq!(store.reanalysis_plan().await.expect("read"), plan);
    }
}
