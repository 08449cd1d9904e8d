//! What a title says in short and the text at length is said once: the claim of the title names that of the text.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::nlp::analysis::{Analysis, Claim, ClaimId};
use crate::nlp::document::Annotations;
use crate::nlp::morph::Pos;

/// Words that both must share at least.
const SHARED: usize = 2;

/// Joins each claim of the title, which is the text's first `lead` bytes, to the claim of the same speaker in the text
/// that shares at least half its words, if there is one; of several to the one that shares most, of equals to the first.
pub(super) fn join(layers: &Annotations<'_>, lead: usize, analysis: &mut Analysis) {
    let in_title = |claim: &Claim| claim.spans.first().is_some_and(|span| span.start < lead);
    // Claims stand in text order, so those of the title come first.
    let of_title = analysis.claims.partition_point(in_title);
    let (title, text) = analysis.claims.split_at_mut(of_title);
    if title.is_empty() {
        return;
    }
    let mut said: HashMap<Option<String>, Vec<(ClaimId, BTreeSet<String>)>> = HashMap::new();
    for long in text {
        said.entry(speaker(long)).or_default().push((long.id, content(layers, long)));
    }
    for short in title {
        let words = content(layers, short);
        let restated = said
            .get(&speaker(short))
            .into_iter()
            .flatten()
            .map(|(id, long)| (words.intersection(long).count(), *id))
            .filter(|(shared, _)| *shared >= SHARED && shared * 2 >= words.len())
            .max_by_key(|(shared, id)| (*shared, Reverse(*id)));
        short.restated_by = restated.map(|(_, id)| id);
    }
}

/// The basic forms of its nouns, names, verbs, adjectives and numbers.
fn content(layers: &Annotations<'_>, claim: &Claim) -> BTreeSet<String> {
    let tokens = claim.spans.iter().flat_map(|span| layers.tokens_in(span.start, span.end));
    let telling = |i: &usize| matches!(layers.morphs[*i].pos, Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj | Pos::Num);
    tokens.filter(telling).map(|i| layers.morphs[i].lemma.to_lowercase()).collect()
}

/// Who says it, the same for all claims of one; nobody for those of the author.
fn speaker(claim: &Claim) -> Option<String> {
    // "Polizei" in a title is "der Polizei" in a text.
    let noun = |name: &str| name.trim_start_matches(|c: char| !c.is_uppercase()).to_owned();
    claim.speaker.as_ref().map(|who| who.entity_id.as_ref().map_or_else(|| noun(&who.name), |id| id.0.clone()))
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
