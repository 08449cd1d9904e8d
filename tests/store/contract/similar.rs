//! The same statement in several articles.

use pressespiegel::nlp::analysis::{Certainty, ClaimId, ClaimKind};
use pressespiegel::store::SimilarClaim;
use pressespiegel::text::Span;

use super::{Store, number_of, settled};
use crate::fixtures::{Draft, article, fill, id, now};

/// An article of that day with one claim of these words.
fn says(number: u64, day: &str, speaker: Option<&str>, words: &str) -> Draft {
    let text = format!("Nummer {number} meldet: {words}");
    let draft = article(number).on(day).source(&format!("Blatt {number}")).text(&text);
    draft.claims(ClaimKind::Direct, Certainty::Asserted, speaker, &[]).says(words)
}

async fn similar(store: &Store, number: u64) -> Vec<SimilarClaim> {
    settled(store).await;
    store.similar_claims(id(number), ClaimId(1)).await.expect("listed").expect("it is there")
}

fn numbers(found: &[SimilarClaim]) -> Vec<u64> {
    found.iter().map(|one| number_of(*one.hit.article.article.id.as_bytes())).collect()
}

fn exact(of: &SimilarClaim, spans: &[Span]) -> Vec<String> {
    let headed = of.hit.article.article.content.headed();
    spans.iter().map(|span| headed.exact(*span).to_owned()).collect()
}

const WORDS: &str = "Das neue Werk in Rostock schafft 200 Stellen für die ganze Region.";

pub async fn the_same_statement_is_found_first_appearance_first(store: Store) {
    let x = Some("person:x");
    fill(
        &store,
        [
            says(1, "2025-03-12", x, WORDS),
            says(2, "2025-03-10", x, WORDS),
            says(3, "2025-03-11", None, "Das neue Werk in Rostock schafft 250 Stellen für die ganze Region."),
            says(4, "2025-03-09", Some("person:y"), WORDS),
            says(5, "2025-03-09", x, "Das alte Werk in Bremen verliert 300 Stellen an die Konkurrenz."),
            says(6, "2025-03-09", x, "Wir wachsen weiter."),
        ],
    )
    .await;
    let found = similar(&store, 1).await;
    assert_eq!(numbers(&found), [2, 3], "another speaker and another statement are left out");
    let [same, changed] = found.as_slice() else { panic!("{found:?}") };
    assert!((same.similarity - 1.0).abs() < f64::EPSILON && same.added.is_empty() && same.left_out.is_empty());
    assert!((0.6..1.0).contains(&changed.similarity), "{changed:?}");
    assert_eq!(exact(changed, &changed.added), ["250"]);
    let own = store.get(id(1)).await.expect("read").expect("there");
    let left_out: Vec<_> = changed.left_out.iter().map(|span| own.article.content.headed().exact(*span)).collect();
    assert_eq!(left_out, ["200"]);
    assert_eq!(numbers(&similar(&store, 3).await), [4, 2, 1], "without a speaker it may be of anybody");
    assert!(similar(&store, 6).await.is_empty(), "too little is said");
    assert!(store.similar_claims(id(1), ClaimId(9)).await.expect("asked").is_none());
    assert!(store.similar_claims(id(99), ClaimId(1)).await.expect("asked").is_none());
    assert!(store.delete(id(2), now()).await.expect("deleted"));
    assert_eq!(numbers(&similar(&store, 1).await), [3]);
}

pub async fn of_each_article_the_claim_that_is_most_alike_is_shown(store: Store) {
    let near = "Das neue Werk in Rostock schafft 200 Stellen.";
    let twice = says(2, "2025-03-10", None, &format!("{near} {WORDS}")).says(near);
    let twice = twice.claims(ClaimKind::Indirect, Certainty::Asserted, None, &[]).says(WORDS);
    fill(&store, [says(1, "2025-03-11", None, WORDS), twice]).await;
    let found = similar(&store, 1).await;
    assert_eq!(numbers(&found), [2]);
    assert_eq!(found[0].hit.claim, ClaimId(2));
}
