//! The noun phrases of a clause, and what part each has in it: subject, object, behind a preposition, or attribute.
//!
//! Read by form: articles, adjectives and numbers up to a noun, the names after it, and the preposition before. Cases are
//! those of the morphology, which reads the first phrase that may be one as the subject.

use super::clause::{Clause, ClauseKind};
use super::words::{Features, Words};
use crate::nlp::morph::{Case, Morph};

/// The part of a noun phrase in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// In the nominative.
    Subject,
    /// In the accusative.
    Object,
    /// In the dative, or in a case that its form leaves open.
    Other,
    /// Behind the preposition that is this token.
    Behind(usize),
    /// In the genitive right behind the phrase before: "der Umsatz des Konzerns".
    Attribute,
}

/// A noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its first word: an article, an adjective, a number or the noun.
    pub(crate) first: usize,
    /// The noun, or the pronoun that stands for one.
    pub(crate) head: usize,
    /// One past its last word: the noun, or the names after it.
    pub(crate) end: usize,
    pub(crate) function: Function,
    /// It is a pronoun: "er", "das".
    pub(crate) pronoun: bool,
}

/// The noun phrases of a clause in order; tokens that `skipped` holds end a phrase and begin none. Linear.
pub(crate) fn phrases(
    words: &Words<'_>,
    morphs: &[Morph<'_>],
    clause: &Clause,
    skipped: impl Fn(usize) -> bool,
) -> Vec<Phrase> {
    let pronoun = clause.tokens().find(|t| words.features(*t).has(Features::RELATIVE));
    let relative = pronoun.filter(|_| clause.kind == ClauseKind::Relative);
    // "während die Exporte sanken": a conjunction, whatever it is elsewhere.
    let opener = Some(clause.start()).filter(|_| clause.kind == ClauseKind::Adverbial);
    let mut reader = Reader { words, morphs, relative, found: Vec::new(), first: None, preposition: None };
    let mut last = None;
    for t in clause.tokens().filter(|t| *t < morphs.len()) {
        if last.is_none_or(|last: usize| last + 1 != t) || skipped(t) {
            reader.close();
        }
        if !skipped(t) && opener != Some(t) {
            reader.add(t);
        }
        last = Some(t);
    }
    reader.found
}

struct Reader<'s, 'a> {
    words: &'s Words<'a>,
    morphs: &'s [Morph<'a>],
    /// The pronoun that opens a relative clause.
    relative: Option<usize>,
    found: Vec<Phrase>,
    /// Where the open phrase begins.
    first: Option<usize>,
    /// The preposition before it.
    preposition: Option<usize>,
}

impl Reader<'_, '_> {
    fn close(&mut self) {
        (self.first, self.preposition) = (None, None);
    }

    fn add(&mut self, t: usize) {
        let features = self.words.features(t);
        if features.has(Features::PREPOSITION) {
            (self.first, self.preposition) = (None, Some(t));
        } else if features.has(Features::NOUN) {
            self.noun(t);
        } else if self.relative == Some(t)
            || features.has(Features::RELATIVE) && !self.leads(t)
            || features.has(Features::PRONOUN)
        {
            self.push(t, true);
        } else if features.intersects(Features::DETERMINER) {
            self.first = Some(t);
        } else if features.intersects(Features::ADJECTIVE | Features::NUMBER) {
            self.first.get_or_insert(t);
        } else if !features.has(Features::ADVERB) {
            self.close();
        }
    }

    /// A noun closes the open phrase; a name goes on with the noun before it.
    fn noun(&mut self, t: usize) {
        let name = self.words.features(t).has(Features::NAME);
        if let Some(last) = self.found.last_mut().filter(|last| name && last.end == t && !last.pronoun)
            && self.first.is_none()
        {
            last.end = t + 1;
            return;
        }
        self.push(t, false);
    }

    fn push(&mut self, t: usize, pronoun: bool) {
        let first = self.first.unwrap_or(t);
        let function = self.function(t, first);
        self.found.push(Phrase { first, head: t, end: t + 1, function, pronoun });
        self.close();
    }

    fn function(&self, head: usize, first: usize) -> Function {
        // "in Texas und Ohio"
        if let Some(last) = self.found.last()
            && let Function::Behind(preposition) = last.function
            && last.end + 1 == first
            && self.words.features(last.end).has(Features::COORDINATOR)
            && (first == head || self.morphs[head].case == self.morphs[last.head].case)
        {
            return Function::Behind(preposition);
        }
        if let Some(preposition) = self.preposition {
            return Function::Behind(preposition);
        }
        let case = self.morphs[head].case;
        let behind = self.found.last().is_some_and(|last| last.end == first && !last.pronoun);
        match case {
            Some(Case::Genitive) if behind => Function::Attribute,
            Some(Case::Nominative) => Function::Subject,
            Some(Case::Accusative) => Function::Object,
            _ => Function::Other,
        }
    }

    /// Whether "der" at `t` is the article of a noun and not a pronoun.
    fn leads(&self, t: usize) -> bool {
        let part = Features::ADJECTIVE | Features::NUMBER | Features::NOUN | Features::ADVERB;
        (t + 1..t + 6)
            .take_while(|next| self.words.features(*next).intersects(part))
            .any(|next| self.words.features(next).has(Features::NOUN))
    }
}

#[cfg(test)]
mod tests {
    use super::{Function, phrases};
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn each_noun_phrase_has_its_function() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, expected) in [
            ("Siemens steigerte den Umsatz in Europa.", "subject Siemens | object den Umsatz | in Europa"),
            ("Der Umsatz des Konzerns stieg.", "subject Der Umsatz | of des Konzerns"),
            ("Den Etat erhöht der Bund.", "object Den Etat | subject der Bund"),
            ("Während die Quote sinkt, steigt der Preis.", "subject die Quote"),
            ("Die Kosten trägt das Land.", "object Die Kosten | subject das Land"),
            ("In Texas und Ohio sinkt die Quote.", "In Texas | In Ohio | subject die Quote"),
            ("Im Mai half der Minister Karl Meier ihm.", "Im Mai | subject der Minister Karl Meier"),
            ("Der Turm, der kippte, stand hier.", "subject Der Turm"),
        ] {
            let read = Read::new(text);
            let syntax = syntax::read(&lexicon, read.tagged());
            let tagged = read.tagged();
            let word = |t: usize| tagged.tokens[t].span.of(text);
            let place = syntax.place(1).expect("the second word stands in a clause");
            let found = phrases(&syntax.words, tagged.morphs, place.clause(), |_| false);
            let shown: Vec<String> = found
                .iter()
                .map(|phrase| {
                    let own = (phrase.first..phrase.end).map(word).collect::<Vec<_>>().join(" ");
                    match phrase.function {
                        Function::Subject => format!("subject {own}"),
                        Function::Object => format!("object {own}"),
                        Function::Other => format!("other {own}"),
                        Function::Attribute => format!("of {own}"),
                        Function::Behind(preposition) => format!("{} {own}", word(preposition)),
                    }
                })
                .collect();
            assert_eq!(shown.join(" | "), expected, "{text}");
        }
    }
}
