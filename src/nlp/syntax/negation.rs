//! Which words deny, what each denies, and what denies a clause.
//!
//! A negator is told by its form; whether it denies where it stands, by its neighbours: "nicht nur gut" affirms, and
//! "wie nie" compares.

use super::Syntax;
use super::clause::{Clause, ClauseKind};
use super::words::{Features, Words};
use crate::nlp::lexicon::closed::{Class, closed};

/// How far "noch" may stand behind its "weder", in tokens.
const NOR_REACH: usize = 30;
/// How far the lead of a comparison may stand before its negator, in tokens.
const COMPARISON_REACH: usize = 4;

/// A word that denies, by what it denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Negator {
    /// "nicht", "niemand": its clause.
    Clause,
    /// "kaum": its clause, but for a little.
    Nearly,
    /// "kein": its noun phrase.
    Phrase,
    /// "weder": its clause from there on.
    Neither,
    /// "noch" with a "weder" before it, at this token.
    Nor(usize),
}

impl Negator {
    /// What the word at token `i` is, wherever it stands. Constant time.
    pub(crate) fn of(words: &Words<'_>, i: usize) -> Option<Self> {
        // Few words deny; the feature spares the others the table.
        if !words.features(i).has(Features::NEGATOR) {
            return None;
        }
        let classes = closed().of(words.lower(i));
        let simple = [
            (Class::NegatesClause, Self::Clause),
            (Class::NearlyNegates, Self::Nearly),
            (Class::NegatesPhrase, Self::Phrase),
            (Class::Neither, Self::Neither),
        ];
        let told = simple.iter().find(|(class, _)| classes.has(*class)).map(|(_, negator)| *negator);
        told.or_else(|| classes.has(Class::Nor).then(|| neither_before(words, i)).flatten().map(Self::Nor))
    }

    /// What the word at token `i` denies there. Nothing do "nicht nur", "nicht zuletzt" and "wie nie".
    pub(crate) fn denying(words: &Words<'_>, i: usize) -> Option<Self> {
        let negator = Self::of(words, i)?;
        let simple = matches!(negator, Self::Clause | Self::Nearly);
        let affirms = simple && taken(words, i) || compared(words, i);
        (!affirms).then_some(negator)
    }
}

impl Syntax<'_> {
    /// Whether the word at token `negator` denies what the verb or noun at token `said` says: it stands in its clause, or
    /// in the one that "wonach" hangs on. "Nicht ohne Stolz sagte er" denies no more than the pride.
    pub(crate) fn denies(&self, negator: usize, said: usize) -> bool {
        if Negator::denying(&self.words, negator) != Some(Negator::Clause) {
            return false;
        }
        let (Some(here), Some(there)) = (self.place(negator), self.place(said)) else { return false };
        let clause = here.clause();
        let same = |other: &Clause| std::ptr::eq(clause, other);
        let source = there.clause().kind == ClauseKind::Source && there.outer().next().is_some_and(same);
        let before_verb = clause.kind == ClauseKind::Main && clause.finite.is_some_and(|finite| negator < finite);
        (same(there.clause()) || source) && !(before_verb && self.words.lower(negator) == "nicht")
    }
}

/// "nicht nur heute"; but "nicht allein lassen".
fn taken(words: &Words<'_>, i: usize) -> bool {
    let next = words.lower(i + 1);
    let verb_or_end = Features::INFINITIVE | Features::PARTICIPLE | Features::FINITE | Features::PUNCTUATION;
    closed().of(next).has(Class::TakesNegation) && !(next == "allein" && words.features(i + 2).intersects(verb_or_end))
}

/// "besser als nie", "so hoch wie kein anderer", "so lang wie noch nie", "so warm wie seit Jahren nicht".
fn compared(words: &Words<'_>, i: usize) -> bool {
    let low = i.saturating_sub(COMPARISON_REACH);
    let leads = |k: usize| matches!(words.lower(k), "wie" | "als") && k > 0 && words.lower(k - 1) != ",";
    let Some(lead) = (low..i).rev().find(|&k| leads(k)) else { return false };
    words.lower(lead + 1) == "seit" || (lead + 1..i).all(|k| words.features(k).has(Features::ADVERB))
}

fn neither_before(words: &Words<'_>, i: usize) -> Option<usize> {
    let before = (i.saturating_sub(NOR_REACH)..i).rev();
    before
        .take_while(|&k| !matches!(words.lower(k), "." | "!" | "?"))
        .find(|&k| closed().of(words.lower(k)).has(Class::Neither))
}

#[cfg(test)]
mod tests {
    use super::Negator;
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn words_deny_by_their_form_and_their_neighbours() {
        use Negator::{Clause, Nearly, Neither, Nor, Phrase};
        let lexicon = Lexicon::new().expect("embedded data are sound");
        let cases: &[(&str, &[Negator], &str)] = &[
            ("Der Zug kommt.", &[], "nothing denies"),
            ("Der Zug kommt nicht.", &[Clause], "the clause"),
            ("Nie kommt ein Zug.", &[Clause], "with a capital"),
            ("Man half niemandem.", &[Clause], "a pronoun in a case"),
            ("Der Zug kommt kaum.", &[Nearly], "all but denied"),
            ("Kein Zug kommt mit keinem Gast.", &[Phrase, Phrase], "noun phrases"),
            ("Weder der Zug noch der Bus kommt.", &[Neither, Nor(0)], "a pair"),
            ("Der Zug kommt noch. Weder er geht.", &[Neither], "still; no pair before it"),
            ("Weder Zug. Der Bus kommt noch.", &[Neither], "a pair ends with its sentence"),
            ("Der Zug kommt nicht nur heute.", &[], "takes the negation to itself"),
            ("Nicht allein der Zug kommt.", &[], "the same with another word"),
            ("Man darf ihn nicht allein lassen.", &[Clause], "that word as part of a verb"),
            ("Der Zug kommt oft wie nie.", &[], "a comparison"),
            ("Er kommt so oft wie kein Zug.", &[], "one with a noun phrase"),
            ("Er kommt so oft wie noch nie.", &[], "one with an adverb"),
            ("Er kommt so oft wie seit Mai nicht mehr.", &[], "one with a time"),
            ("Der Zug gilt als Ziel nicht viel.", &[Clause], "no comparison"),
            ("Es war Mai, als er nicht kam.", &[Clause], "a conjunction"),
        ];
        for (text, expected, reason) in cases {
            let read = Read::new(text);
            let words = syntax::read(&lexicon, read.tagged()).words;
            let found: Vec<Negator> =
                (0..read.tagged().tokens.len()).filter_map(|i| Negator::denying(&words, i)).collect();
            assert_eq!(found, *expected, "{reason}: {text}");
        }
        let read = Read::new("Nicht nur er kommt.");
        let words = syntax::read(&lexicon, read.tagged()).words;
        assert_eq!(Negator::of(&words, 0), Some(Clause), "what the word is by itself");
    }
}
