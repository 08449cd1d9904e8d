//! The separated particles of verbs: "mit" in "teilte … mit".
//!
//! The morphology ties a particle to its verb where the two make a verb that it knows. Where it does not, the clause
//! tells: a particle that stands last in it belongs to its finite verb.

use super::clause::Clause;
use super::words::{Features, Words};
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::morph::Morph;

/// Whether the word, where it stands last in a clause, is mostly the particle of a verb.
pub(crate) fn is_particle(lower: &str) -> bool {
    closed().of(lower).has(Class::PrefixAtEnd)
}

/// The particle of the finite verb at token `verb` of the clause. Linear in the clause.
pub(crate) fn particle(words: &Words<'_>, morphs: &[Morph<'_>], clause: &Clause, verb: usize) -> Option<usize> {
    let tied = morphs.get(verb).and_then(|morph| morph.particle);
    tied.filter(|&t| behind(clause, verb).any(|own| own == t) && closes(words, clause, t)).or_else(|| {
        let last = behind(clause, verb).rfind(|&t| !words.features(t).has(Features::PUNCTUATION))?;
        (clause.end() <= last + 3 && is_particle(words.lower(last))).then_some(last)
    })
}

/// Whether token `t` ends a part of the clause as a particle does: before a quotation "vor" and "ein" have a noun to come,
/// and "weiter" and "wieder" are adverbs.
fn closes(words: &Words<'_>, clause: &Clause, t: usize) -> bool {
    let part = clause.segments.iter().find(|part| part.contains(&t));
    let mark = |t: usize| {
        let features = words.features(t);
        features.has(Features::PUNCTUATION) && !features.has(Features::QUOTE) && !matches!(words.lower(t), "(" | "[")
    };
    let ends = part.is_some_and(|part| (t + 1..part.end).all(mark));
    is_particle(words.lower(t)) && ends && !words.features(t + 1).has(Features::QUOTE)
}

/// The token at which `particle` stands as that of the verb at token `verb`: one of several words that go with a verb
/// ("klar", "bekannt") anywhere behind it, a short one only where its part of the clause ends.
pub(crate) fn particle_named(words: &Words<'_>, clause: &Clause, verb: usize, particle: &str) -> Option<usize> {
    let long = particle.len() > 4 || matches!(particle, "klar" | "kund" | "dar" | "preis");
    let ends = |t: usize| {
        words.features(t + 1).intersects(Features::PUNCTUATION | Features::COORDINATOR)
            || !behind(clause, t).any(|own| own == t + 1)
    };
    behind(clause, verb).find(|&t| words.lower(t) == particle && (long || ends(t)))
}

/// The clause's own tokens behind `token`.
fn behind(clause: &Clause, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
    clause.tokens().filter(move |t| *t > token)
}

#[cfg(test)]
mod tests {
    use super::{particle, particle_named};
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn a_verb_has_its_particle_in_its_own_clause() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, verb, found, reason) in [
            ("Die Bank teilte das mit.", "teilte", Some("mit"), "at the end"),
            ("Die Bank teilte mit, sie zahle.", "teilte", Some("mit"), "before a comma"),
            ("Die Bank teilte, als es Abend war, das mit.", "teilte", Some("mit"), "behind a clause between"),
            ("Die Bank teilte den Gewinn.", "teilte", None, "no particle"),
            ("Die Bank teilte, wie sie es vorhatte, das Geld.", "teilte", None, "nothing at the end"),
            ("Der Zug kommt mit zwei Wagen.", "kommt", None, "a preposition"),
            ("Die Bank warnt vor „Betrug“ im Netz.", "warnt", None, "a preposition before a quotation"),
            ("Meier sagte weiter, er komme.", "sagte", None, "an adverb"),
        ] {
            let read = Read::new(text);
            let tagged = read.tagged();
            let syntax = syntax::read(&lexicon, tagged);
            let at = tagged.tokens.iter().position(|t| t.span.of(text) == verb).expect("the verb is in the text");
            let clause = syntax.place(at).expect("it stands in a clause").clause();
            let word = |t: usize| tagged.tokens[t].span.of(text);
            assert_eq!(particle(&syntax.words, tagged.morphs, clause, at).map(word), found, "{reason}: {text}");
            let named = found.and_then(|found| particle_named(&syntax.words, clause, at, found));
            assert_eq!(named.map(word), found, "{reason}: {text}");
        }
    }
}
