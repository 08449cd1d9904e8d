//! What a title says in short and the text at length is said once: the claim of the title names that of the text.

use std::collections::BTreeSet;

use crate::nlp::analysis::{Analysis, Claim, Speaker};
use crate::nlp::document::Annotations;
use crate::nlp::morph::Pos;

/// Words that both must share at least.
const SHARED: usize = 2;

/// Joins each claim of the title, which is the text's first `lead` bytes, to the claim of the same speaker in the text
/// that shares at least half its words, if there is one; of several to the one that shares most, of equals to the first.
pub(super) fn join(layers: &Annotations<'_>, lead: usize, analysis: &mut Analysis) {
    let in_title = |claim: &Claim| claim.spans.first().is_some_and(|span| span.start < lead);
    let (title, text): (Vec<usize>, Vec<usize>) =
        (0..analysis.claims.len()).partition(|&at| in_title(&analysis.claims[at]));
    if title.is_empty() {
        return;
    }
    let said: Vec<_> = text.into_iter().map(|at| (at, content(layers, &analysis.claims[at]))).collect();
    for at in title {
        let short = &analysis.claims[at];
        let words = content(layers, short);
        let same_speaker = said.iter().filter(|(other, _)| is_same(short, &analysis.claims[*other]));
        let restated = same_speaker
            .map(|(other, long)| (words.intersection(long).count(), analysis.claims[*other].id))
            .filter(|(shared, _)| *shared >= SHARED && shared * 2 >= words.len())
            .max_by_key(|(shared, id)| (*shared, std::cmp::Reverse(*id)));
        analysis.claims[at].restated_by = restated.map(|(_, id)| id);
    }
}

/// The basic forms of its nouns, names, verbs, adjectives and numbers.
fn content(layers: &Annotations<'_>, claim: &Claim) -> BTreeSet<String> {
    let tokens = claim.spans.iter().flat_map(|span| layers.tokens_in(span.start, span.end));
    let telling = |i: &usize| matches!(layers.morphs[*i].pos, Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj | Pos::Num);
    tokens.filter(telling).map(|i| layers.morphs[i].lemma.to_lowercase()).collect()
}

/// Whether both are said by one, or both by the author.
fn is_same(one: &Claim, other: &Claim) -> bool {
    // "Polizei" in a title is "der Polizei" in a text.
    let noun = |name: &str| name.trim_start_matches(|c: char| !c.is_uppercase()).to_owned();
    let who = |speaker: &Speaker| speaker.entity_id.clone().map_or_else(|| noun(&speaker.name), |id| id.0);
    one.speaker.as_ref().map(who) == other.speaker.as_ref().map(who)
}

#[cfg(test)]
mod tests {
    use crate::nlp::{Document, Engine};

    #[test]
    fn a_claim_of_the_title_names_the_one_of_the_text() {
        let engine = Engine::new().unwrap();
        for (title, text, joined) in [
            (
                "Holst: Brauchen längere Arbeitszeiten",
                "„Wir brauchen in den Werken wieder längere Arbeitszeiten“, sagte Arne Holst am Montag.",
                true,
            ),
            (
                "Polizei: Täter war bekannt",
                "Am Abend brannte es. Der Täter war nach Angaben der Polizei seit Jahren bekannt.",
                true,
            ),
            (
                "Holst: Brauchen längere Arbeitszeiten",
                "„Wir brauchen in den Werken wieder längere Arbeitszeiten“, sagte Jan Kern am Montag. Arne Holst schwieg.",
                false,
            ),
            ("Holst: Brauchen längere Arbeitszeiten", "„Der Winter wird hart“, sagte Arne Holst am Montag.", false),
        ] {
            let document = Document { title: Some(title), ..Document::new(text) };
            let analysis = engine.analyze(document);
            let [short, long, ..] = &analysis.claims[..] else { panic!("{title}: {:?}", analysis.claims) };
            assert_eq!(short.restated_by, joined.then_some(long.id), "{title} / {text}");
            assert_eq!(long.restated_by, None);
        }
    }
}
