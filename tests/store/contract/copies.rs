//! Near-identical articles of the archive.

use pressespiegel::article::ArticleId;
use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{ArticleFilter, ClaimFilter, Copies, FigureFilter, Known, Sort, TextFilter, TextQuery};

use super::{Store, between, number_of, numbers, settled};
use crate::fixtures::{Draft, article, at, fill, first, id, now};

const AGENCY: &str = "Die Kran AG baut in Rostock ein neues Werk für Rotorblätter. Das teilte das Unternehmen am Montag in \
    Hamburg mit. Bis Ende des kommenden Jahres sollen dort rund 200 Menschen arbeiten. Die Landesregierung begrüßte den \
    Schritt und sprach von einem guten Tag für die Region.";

/// The agency's text as a paper prints it, with a sentence of its own.
fn print(number: u64, source: &str, own: &str) -> Draft {
    article(number).source(source).text(&format!("{AGENCY} {own}"))
}

fn other(number: u64) -> Draft {
    let text = "Der Wetterdienst warnt vor Sturm an der Küste. In Rostock sollen am Montag Böen von mehr als hundert \
        Kilometern in der Stunde möglich sein, teilte die Behörde mit, die zu Vorsicht rät.";
    article(number).source("a").text(text)
}

/// What number of article each of these is a copy of, and how many others of its group there are.
async fn links(store: &Store, of: &[u64]) -> Vec<(Option<u64>, u64)> {
    let ids: Vec<ArticleId> = of.iter().map(|number| id(*number)).collect();
    let copies = store.copies(&ids).await.expect("told");
    let of: Vec<_> = copies.iter().map(|copies| copies.of).collect();
    assert_eq!(store.copy_links(&ids).await.expect("told"), of, "with and without counting");
    let told = |Copies { of, others }: Copies| (of.map(|of| number_of(*of.id.as_bytes())), others);
    copies.into_iter().map(told).collect()
}

pub async fn a_copy_is_linked_to_the_first_to_come_in(store: Store) {
    fill(
        &store,
        [print(1, "a", "Kritik gab es nicht."), other(2), print(3, "b", ""), print(4, "c", "Mehr dazu morgen.")],
    )
    .await;
    assert_eq!(links(&store, &[1, 2, 3, 4, 9]).await, [(None, 2), (None, 0), (Some(1), 2), (Some(1), 2), (None, 0)]);
    let copies = store.copies(&[id(3)]).await.expect("told")[0].of.expect("a link");
    assert!((0.7..1.0).contains(&copies.similarity), "{copies:?}");
    let hits = store.copies_of(id(3)).await.expect("listed").expect("it is there");
    let told: Vec<_> = hits.iter().map(|hit| number_of(*hit.article.id.as_bytes())).collect();
    assert_eq!(told, [1, 4]);
    assert!((hits[0].similarity - copies.similarity).abs() < f64::EPSILON, "from both sides the same");
    assert!(store.copies_of(id(2)).await.expect("listed").expect("it is there").is_empty());
    assert!(store.copies_of(id(9)).await.expect("listed").is_none());
}

pub async fn when_the_first_goes_the_next_takes_its_place(store: Store) {
    fill(&store, (1..=4).map(|n| print(n, "a", &format!("Das ist Nummer {n}.")))).await;
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(links(&store, &[1, 2, 3, 4]).await, [(None, 0), (None, 2), (Some(2), 2), (Some(2), 2)]);
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    assert_eq!(links(&store, &[2, 4]).await, [(None, 1), (Some(2), 1)]);
    fill(&store, [print(1, "a", "Das ist wieder Nummer 1.")]).await;
    assert_eq!(
        links(&store, &[1, 2, 4]).await,
        [(None, 2), (Some(1), 2), (Some(1), 2)],
        "who was first is first again"
    );
}

pub async fn a_correction_can_make_and_unmake_a_copy(store: Store) {
    fill(&store, [print(1, "a", ""), print(2, "b", "Mehr dazu morgen."), other(3)]).await;
    store
        .revise(other(2).text("Die Kran AG baut doch kein Werk.").build().into(), None, at(5))
        .await
        .expect("corrected");
    assert_eq!(links(&store, &[1, 2, 3]).await, [(None, 0), (None, 0), (None, 0)]);
    store.revise(print(3, "a", "Mehr dazu heute.").build().into(), None, at(6)).await.expect("corrected");
    assert_eq!(links(&store, &[1, 3]).await, [(None, 1), (Some(1), 1)]);
    let again = print(3, "a", "Mehr dazu heute.").reread().build();
    assert!(store.replace_analysis(again.into(), None, at(7)).await.expect("replaced"));
    assert_eq!(links(&store, &[1, 3]).await, [(None, 1), (Some(1), 1)], "another analysis leaves the text alone");
}

pub async fn folded_lists_have_the_first_of_each_group_that_passes(store: Store) {
    let said = |draft: Draft| {
        let draft = draft.claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &[]);
        draft.counts(FigureKind::Count, "200", None, Some("Menschen"))
    };
    fill(
        &store,
        [
            said(print(1, "a", "").on("2025-01-01")),
            said(print(2, "b", "Mehr dazu morgen.").on("2025-01-03")),
            said(print(3, "b", "Mehr dazu bald.").on("2025-01-02")),
            said(other(4).on("2025-01-04")),
        ],
    )
    .await;
    settled(&store).await;
    let search = || Some(TextFilter { query: TextQuery::parse("Rostock").expect("a search"), sort: Sort::Date });
    let filter = |source: Option<&str>, from: &str, text| ArticleFilter {
        source: source.map(str::to_owned),
        range: between(from, ""),
        text,
        fold: true,
        ..ArticleFilter::default()
    };
    for (source, from, expected, reason) in [
        (None, "", &[4, 1][..], "all"),
        (Some("b"), "", &[2], "of a source the first to come in there"),
        (None, "2025-01-02T00:00:00Z", &[4, 2], "of a time"),
    ] {
        for text in [None, search()] {
            let filter = filter(source, from, text);
            assert_eq!(numbers(&store, &filter).await, expected, "{reason}");
            let ArticleFilter { source, range, text, fold, .. } = filter;
            let claims = ClaimFilter { source: source.clone(), range, fold, ..ClaimFilter::default() };
            let figures = FigureFilter { source, range, fold, ..FigureFilter::default() };
            let claims = store.list_claims(&claims, &first(9)).await.expect("listed").items;
            let claims: Vec<_> = claims.iter().map(|hit| number_of(*hit.article.article.id.as_bytes())).collect();
            let figures = store.list_figures(&figures, &first(9)).await.expect("listed").items;
            let figures: Vec<_> = figures.iter().map(|hit| number_of(*hit.article.article.id.as_bytes())).collect();
            assert_eq!((claims.as_slice(), figures.as_slice()), (expected, expected), "{reason}, {text:?}");
        }
    }
    assert_eq!(numbers(&store, &ArticleFilter::default()).await, [4, 2, 3, 1], "else all are listed");
}

pub async fn a_text_is_known_however_it_is_written(store: Store) {
    fill(&store, [article(1).text("Die Groß\u{ad}stadt wächst.\n\nSehr.").title("CO2-Preis")]).await;
    let known = async |draft: Draft| {
        let article = draft.build().article;
        let found = store.find_known(article.content_hash, None, None).await.expect("read");
        assert_eq!(found, store.find_known(article.content.content_hash(), None, None).await.expect("read"));
        found
    };
    for (text, title, expected, reason) in [
        ("Die Großstadt wächst. Sehr.", "CO2-Preis", true, "white space and soft hyphens"),
        (
            "Die Großstadt wa\u{308}chst. Sehr.",
            "CO2\u{2011}Preis",
            true,
            "letters in two pieces, a hyphen that does not break",
        ),
        ("Die Großstadt wächst. sehr.", "CO2-Preis", false, "capitals are seen"),
        ("Die Großstadt wächst – sehr.", "CO2-Preis", false, "other marks"),
    ] {
        let found = known(article(2).text(text).title(title)).await;
        assert_eq!(found, expected.then_some(Known::Same(id(1))), "{reason}");
    }
}

pub async fn a_text_is_known_by_the_hash_of_older_programs(store: Store) {
    let mut old = article(1).text("Die  Stadt wächst.").source("a").external("1").build();
    old.article.content_hash = old.article.content.exact_hash();
    store.insert(old.clone().into(), now()).await.expect("stored");
    let mut new = article(2).text("Die  Stadt wächst.").source("a").external("1").build();
    assert_eq!(
        store.insert(new.clone().into(), now()).await.expect("known"),
        pressespiegel::store::Inserted::Existing(id(1))
    );
    new.article.content.external_id = None;
    assert_eq!(store.insert(new.into(), now()).await.expect("known"), pressespiegel::store::Inserted::Existing(id(1)));
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    assert_eq!(store.find_known(old.article.content_hash, None, None).await.expect("read"), None);
}
