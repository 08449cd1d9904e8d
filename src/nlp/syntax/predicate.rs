//! What a clause says: its finite verb, the verb that carries the meaning, its particle, and the time it speaks of.

use super::clause::{Clause, ClauseKind};
use super::place::Place;
use super::separable;
use super::words::{Features, Words};
use crate::nlp::morph::{Mood, Morph, Pos, Tense, VerbForm};

/// When something happens, as seen from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// It has been.
    Past,
    /// It is, or is to come.
    Ahead,
}

/// The verbs of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Predicate {
    /// The finite verb: "ist" in "ist … gestiegen". An infinitive with "zu" and a headline may have none.
    pub(crate) finite: Option<usize>,
    /// The verb that carries the meaning: "gestiegen" in "ist … gestiegen", "gab" in "gab … nach".
    pub(crate) verb: usize,
    /// Its separated particle: "nach" in "gab … nach".
    pub(crate) particle: Option<usize>,
    /// A form of "werden" with a participle, or a state: what stands as subject is not who acts.
    pub(crate) passive: bool,
}

impl Predicate {
    /// Reads the verbs of a clause whose own tokens are `tokens`. Linear in them.
    pub(crate) fn of(words: &Words<'_>, morphs: &[Morph<'_>], clause: &Clause) -> Option<Self> {
        let finite = clause.finite.filter(|f| *f < morphs.len());
        let full = clause.tokens().rfind(|t| Some(*t) != finite && is_verb_part(words, morphs, *t));
        let helps = finite.is_some_and(|f| words.features(f).has(Features::AUXILIARY) || morphs[f].pos == Pos::Aux);
        let verb = match (finite, full) {
            (Some(_), Some(full)) if helps => full,
            (Some(finite), _) => finite,
            (None, full) => full?,
        };
        let particle = finite.filter(|f| *f == verb).and_then(|verb| separable::particle(words, morphs, clause, verb));
        let participle = morphs[verb].verb_form == Some(VerbForm::Participle);
        let passive = participle
            && clause.tokens().any(|t| words.features(t).has(Features::WERDEN) || words.lower(t) == "worden")
            && !clause.tokens().any(|t| matches!(words.lower(t), "haben" | "hat" | "hatte" | "hatten"));
        Some(Self { finite, verb, particle, passive })
    }

    /// Whether the verb only helps another one that the clause lacks, or says that something is.
    pub(crate) fn is_auxiliary(&self, words: &Words<'_>) -> bool {
        words.features(self.verb).has(Features::AUXILIARY)
    }
}

/// An infinitive or participle in a verb group.
fn is_verb_part(words: &Words<'_>, morphs: &[Morph<'_>], t: usize) -> bool {
    let features = words.features(t);
    features.intersects(Features::INFINITIVE | Features::PARTICIPLE)
        && !features.intersects(Features::AUXILIARY | Features::NOUN)
        && morphs.get(t).is_some_and(|m| m.pos == Pos::Verb)
}

/// When the clause around a place plays, and the finite verb that says so. An infinitive plays when the clause does that
/// it hangs on; a stretch between commas without the verb tells nothing.
pub(crate) fn time(words: &Words<'_>, morphs: &[Morph<'_>], place: Place<'_>) -> Option<(Time, usize)> {
    let (clause, finite) = std::iter::successors(Some(place.clause()), |clause| {
        let hangs = matches!(clause.kind, ClauseKind::Infinitive | ClauseKind::Purpose);
        clause.parent.filter(|_| hangs).and_then(|parent| place.clauses.get(parent))
    })
    .take(4)
    .find_map(|clause| Some((clause, clause.finite?)))?;
    let own = std::ptr::eq(clause, place.clause());
    if own && !place.stretch().contains(&finite) {
        return None;
    }
    let verb = morphs.get(finite)?;
    let perfect = matches!(&*verb.lemma, "haben" | "sein")
        && clause.tokens().any(|t| {
            morphs.get(t).is_some_and(|m| m.verb_form == Some(VerbForm::Participle))
                && !words.features(t).has(Features::NOUN)
        });
    let (tense, mood) = (verb.tense, verb.mood);
    if tense == Some(Tense::Past) && mood != Some(Mood::SubjunctiveII) || perfect {
        return Some((Time::Past, finite));
    }
    (tense == Some(Tense::Present) || mood == Some(Mood::SubjunctiveI)).then_some((Time::Ahead, finite))
}

#[cfg(test)]
mod tests {
    use super::{Predicate, Time, time};
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn a_clause_says_by_its_verbs_what_happens_and_when() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, verbs, when) in [
            ("Der Kurs gab am Freitag nach.", "gab nach", Some(Time::Past)),
            ("Der Kurs ist gestiegen.", "gestiegen", Some(Time::Past)),
            ("Der Kurs wird steigen.", "steigen", Some(Time::Ahead)),
            ("Der Vertrag läuft am Freitag ab.", "läuft ab", Some(Time::Ahead)),
            ("Die Villa wurde am Freitag verkauft.", "verkauft passive", Some(Time::Past)),
            ("Die Bank könnte die Zinsen senken.", "senken", None),
            ("Kern sagte, die Firma habe gewonnen.", "sagte", Some(Time::Past)),
            ("Umsatz um acht Prozent gestiegen", "gestiegen", None),
        ] {
            let read = Read::new(text);
            let syntax = syntax::read(&lexicon, read.tagged());
            let tagged = read.tagged();
            let place = syntax.place(0).expect("the first word stands in a clause");
            let predicate = Predicate::of(&syntax.words, tagged.morphs, place.clause()).expect("a verb");
            let said: Vec<&str> = [Some(predicate.verb), predicate.particle]
                .into_iter()
                .flatten()
                .map(|t| tagged.tokens[t].span.of(text))
                .chain(predicate.passive.then_some("passive"))
                .collect();
            assert_eq!(said.join(" "), verbs, "{text}");
            assert_eq!(time(&syntax.words, tagged.morphs, place).map(|found| found.0), when, "{text}");
        }
    }
}
