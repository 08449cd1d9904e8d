//! Puts separated verbs together: "teilte … mit" is "mitteilen".

use std::borrow::Cow;

use super::super::lexicon::Lexicon;
use super::super::lexicon::closed::{Class, closed};
use super::super::lexicon::words::cell;
use super::lookup::{Found, sig};
use super::tag::Tag;
use super::{Morph, VerbForm};

/// How many tokens a verb and its particle may be apart.
const REACH: usize = 60;

/// Joins verbs and particles in one sentence, whose tokens' words are `words`. Each particle looks back for its verb:
/// the nearest finite one that forms a known verb with it and is not the last word of its own clause.
pub(super) fn join(lexicon: &Lexicon, tags: &mut [Tag], found: &[Found<'_>], morphs: &mut [Morph<'_>], words: &[&str]) {
    for j in 1..words.len() {
        if found[j].sig & sig::PREFIX == 0 && tags[j] != Tag::VerbParticle {
            continue;
        }
        let closes = j + 1 == words.len() || matches!(tags[j + 1], Tag::Mark | Tag::Coordinating | Tag::Comparison);
        let classes = closed().of(words[j]);
        let plain = may_be_particle(tags[j]) && classes.has(Class::PrefixAtEnd);
        let likely = tags[j] == Tag::VerbParticle || (plain && closes);
        if !likely || classes.has(Class::PronominalAdverb) {
            continue;
        }
        let Some((i, lemma)) = verb_of(lexicon, tags, morphs, words, j) else { continue };
        morphs[i].lemma = Cow::Owned(lemma);
        morphs[i].particle = Some(j);
        tags[j] = Tag::VerbParticle;
    }
}

/// Tags that the model confuses with a particle at the end of a clause.
fn may_be_particle(tag: Tag) -> bool {
    matches!(tag, Tag::Preposition | Tag::Adverb | Tag::Predicative | Tag::Particle)
}

fn verb_of(lexicon: &Lexicon, tags: &[Tag], morphs: &[Morph<'_>], words: &[&str], j: usize) -> Option<(usize, String)> {
    let mut fallback = None;
    for i in (j.saturating_sub(REACH)..j).rev() {
        let finite = matches!(morphs[i].verb_form, Some(VerbForm::Finite));
        if !finite || !matches!(tags[i], Tag::Finite | Tag::Imperative) {
            continue;
        }
        // The verb of a subordinate clause stands last in it and keeps its prefix.
        if i + 1 < j && tags[i + 1] == Tag::Mark && matches!(words[i + 1], "," | "." | ";" | ":") {
            continue;
        }
        if morphs[i].particle.is_some() {
            return None;
        }
        let lemma = format!("{}{}", words[j].to_lowercase(), morphs[i].lemma);
        if lexicon.words.get(&lemma).is_some_and(|e| e.verb_cells() & cell::INFINITIVE != 0) {
            return Some((i, lemma));
        }
        if tags[j] == Tag::VerbParticle && fallback.is_none() && tags[i] == Tag::Finite {
            fallback = Some((i, lemma));
        }
        // Without a mark between them this is the particle's verb or none is.
        if !tags[i..j].contains(&Tag::Mark) {
            break;
        }
    }
    fallback
}
