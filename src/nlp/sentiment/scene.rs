//! One sentence as this stage sees it: its words with their entries, cut into clauses.

use super::super::document::Annotations;
use super::super::syntax::clause::ClauseKind;
use super::super::syntax::negation::Negator;
use super::super::syntax::words::Features;
use super::super::token::TokenKind;
use super::clause::Clauses;
use super::lists::List;
use super::load::Data;
use super::words::{Class, Info, Role, Shift};

/// Longest clause with what is inserted in it, in tokens: bounds all work that looks around inside one.
const LONGEST_CLAUSE: usize = 104;

/// What shows a verb in any of its forms.
const VERBAL: Features =
    Features::FINITE.union(Features::PARTICIPLE).union(Features::INFINITIVE).union(Features::AUXILIARY);

/// A word of the sentence.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a word")]
pub(super) struct Item {
    /// Its entry, or nothing known.
    pub info: Info,
    /// What it denies, unless it is part of a name.
    pub negator: Option<Negator>,
    /// Index of its clause.
    pub clause: usize,
    /// Spent by an expression, a direction or as an intensifier.
    pub used: bool,
    /// Part of a proper name: no evidence.
    pub masked: bool,
    /// A noun.
    pub noun: bool,
    /// A verb.
    pub verb: bool,
}

/// A clause, possibly interrupted by another one.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a clause")]
pub(super) struct Clause {
    /// First item.
    pub start: usize,
    /// One past the last item; items of inserted clauses may lie between.
    pub end: usize,
    /// What sort of clause it is.
    pub kind: ClauseKind,
    /// Begins with "wenn" or "falls".
    pub condition: bool,
    /// Begins with "ob".
    pub whether: bool,
    /// Holds "aber", "doch".
    pub contrast: bool,
    /// Holds "zwar", or begins with "obwohl".
    pub concede: bool,
    /// Somebody judges or holds an opinion in it.
    pub opinion: bool,
    /// Factor of the strongest modal or adverb of doubt.
    pub hedge: f64,
}

/// A sentence with its words and clauses; built anew for each, its buffers used again.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// Index of the sentence's first token.
    pub base: usize,
    /// One a token.
    pub items: Vec<Item>,
    /// In the order of their first item.
    pub clauses: Vec<Clause>,
    /// Items of full stops and the like.
    stops: Vec<usize>,
    /// Whether it ends in a question mark.
    pub question: bool,
    /// Whether it is a question that takes its content for granted: "warum", "wie viele".
    pub presumes: bool,
    buffer: String,
    /// Scratch space, one a clause.
    numbers: Vec<usize>,
}

/// What is known of a text before its sentences are read.
pub(super) struct Known<'w, 'a> {
    pub data: &'w Data,
    pub layers: &'w Annotations<'a>,
    pub clauses: Clauses,
    /// The tokens that belong to names.
    pub masked: Vec<bool>,
}

impl Scene {
    /// Reads sentence `s`.
    pub(super) fn read(&mut self, known: &Known<'_, '_>, s: usize) {
        let layers = known.layers;
        let tokens = layers.sentences[s].tokens.clone();
        self.base = tokens.start;
        self.items.clear();
        self.clauses.clear();
        self.stops.clear();
        self.stops.extend((0..tokens.len()).filter(|i| layers.tokens[tokens.start + i].kind == TokenKind::Terminal));
        self.question = tokens.clone().rev().take(3).any(|i| layers.word(i) == "?");
        self.presumes = self.question
            && tokens.clone().take(6).any(|i| List::PresumingQuestion.holds(layers.syntax.words.lower(i)));
        for i in tokens.clone() {
            let item = self.look_up(known, i);
            self.items.push(item);
        }
        self.cut(layers, &known.clauses);
        self.mark_clauses(layers);
    }

    /// Whether a full stop or the like stands between two items.
    pub(super) fn stops_between(&self, from: usize, to: usize) -> bool {
        self.stops.get(self.stops.partition_point(|&stop| stop < from)).is_some_and(|&stop| stop < to)
    }

    fn look_up(&mut self, known: &Known<'_, '_>, i: usize) -> Item {
        let layers = known.layers;
        let masked = known.masked.get(i).copied().unwrap_or(false);
        let token = layers.tokens[i];
        let morph = &layers.morphs[i];
        let mut item = Item { masked, ..Item::default() };
        if !matches!(token.kind, TokenKind::Word | TokenKind::Symbol | TokenKind::Abbreviation | TokenKind::Tag) {
            return item;
        }
        let word = layers.word(i);
        let word = if token.kind == TokenKind::Tag { word.trim_start_matches(['#', '@']) } else { word };
        let initial = i == self.base || self.items.last().is_some_and(|_| opens(layers, i));
        let features = layers.syntax.words.features(i);
        item.verb = features.intersects(VERBAL);
        item.noun = features.has(Features::NOUN);
        item.negator = Negator::denying(&layers.syntax.words, i).filter(|_| !masked);
        if !masked && let Some(info) = known.data.words.find(word, initial, morph, &mut self.buffer) {
            item.info = info;
        }
        item
    }

    /// Gives each item its clause, in the order of their first items. A clause of the syntax stage is parted where a
    /// contrast begins, as no "nicht" reaches past it ("nicht teuer, sondern günstig"), and where it grows too long.
    fn cut(&mut self, layers: &Annotations<'_>, clauses: &Clauses) {
        self.numbers.clear();
        let within = (self.base..self.base + self.items.len()).map(|i| clauses.of(i));
        let lowest = within.clone().min().unwrap_or_default();
        self.numbers.resize(within.max().unwrap_or_default() - lowest + 1, usize::MAX);
        for i in 0..self.items.len() {
            let clause = clauses.of(self.base + i);
            let number = self.numbers[clause - lowest];
            let goes_on = self.clauses.get(number).is_some_and(|known| i - known.start < LONGEST_CLAUSE);
            if goes_on && !self.contrast_begins(layers, i) {
                self.clauses[number].end = i + 1;
            } else {
                self.numbers[clause - lowest] = self.clauses.len();
                self.clauses.push(Clause::new(i, clauses.kind(clause)));
            }
            self.items[i].clause = self.numbers[clause - lowest];
        }
    }

    /// Whether item `i` is a comma with a word of contrast behind it: "…, sondern günstig", "…, verärgert aber …".
    fn contrast_begins(&self, layers: &Annotations<'_>, i: usize) -> bool {
        let behind = self.items.iter().skip(i + 1).take(2);
        layers.word(self.base + i) == "," && behind.into_iter().any(|item| item.info.shift == Shift::Contrast)
    }

    /// What the words of a clause say of the whole.
    fn mark_clauses(&mut self, layers: &Annotations<'_>) {
        self.numbers.clear();
        self.numbers.resize(self.clauses.len(), 0);
        for (i, item) in self.items.iter().enumerate() {
            let clause = &mut self.clauses[item.clause];
            let opens = self.numbers[item.clause] < 2;
            self.numbers[item.clause] += usize::from(is_word(layers, self.base + i));
            clause.opinion |= item.info.role == Role::Judge;
            match item.info.shift {
                Shift::Condition if opens => clause.condition = true,
                Shift::Whether if opens => clause.whether = true,
                Shift::Contrast => clause.contrast = true,
                Shift::Concede => clause.concede = true,
                Shift::Opinion => clause.opinion = true,
                Shift::Hedge if item.info.factor < clause.hedge => clause.hedge = item.info.factor,
                _ => {}
            }
        }
        let first = (self.base..self.base + self.items.len()).find(|&i| is_word(layers, i));
        if let (Some(first), Some(clause)) = (first.filter(|_| !self.question), self.clauses.first_mut()) {
            clause.condition |= List::InvertedCondition.holds(layers.word(first));
        }
    }
}

/// Whether token `i` follows a colon, a quotation mark or the like, where a capital says nothing.
fn opens(layers: &Annotations<'_>, i: usize) -> bool {
    i > 0 && (matches!(layers.tokens[i - 1].kind, TokenKind::Quote | TokenKind::Terminal) || layers.word(i - 1) == ":")
}

fn is_word(layers: &Annotations<'_>, i: usize) -> bool {
    matches!(layers.tokens[i].kind, TokenKind::Word | TokenKind::Number | TokenKind::Abbreviation)
}

impl Clause {
    /// A clause of the item `start` alone, of which nothing is known yet.
    fn new(start: usize, kind: ClauseKind) -> Self {
        let (condition, whether, contrast, concede, opinion) = (false, false, false, false, false);
        Self { start, end: start + 1, kind, condition, whether, contrast, concede, opinion, hedge: 1.0 }
    }
}

impl Item {
    /// Whether the word may stand as evidence by itself.
    pub(super) fn free(&self) -> bool {
        !self.used && !self.masked && self.info.weight != 0.0 && self.info.class != Class::Function
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::{check_weaker, check_words};

    #[test]
    fn names_say_nothing() {
        check_words(&[
            ("Es gab gute Zuschauer.", "gut", Good, "a word of the lexicon"),
            ("Freiburg und Glückstadt liegen im Norden.", "Glück", Nothing, "part of a name"),
            ("Das Glück liegt im Norden.", "Glück", Good, "no name"),
            ("Ministerin Freude eröffnete die Messe.", "Freude", Nothing, "a surname behind a title"),
            ("Die Fans wünschen dem Trainer Glück.", "Glück", Good, "a noun behind a title with an article"),
            ("Der Anschlag am schwarzen Brett hängt dort.", "Anschlag", Nothing, "a notice"),
            ("Der Anschlag am Bahnhof erschüttert die Stadt.", "Anschlag", Bad, "an attack"),
        ]);
    }

    #[test]
    fn conditions_and_questions_weaken_their_clause() {
        check_weaker(&[
            ("Wenn die Krise kommt, hilft der Staat.", "Die Krise kommt, sagt der Staat.", "Krise", "a condition"),
            (
                "Sollte die Krise kommen, hilft der Staat.",
                "Die Krise kommt, sagt der Staat.",
                "Krise",
                "a condition without a conjunction",
            ),
            (
                "Scheiterte der Plan?",
                "Warum scheiterte der Plan?",
                "cheiterte",
                "a question that takes nothing for granted",
            ),
        ]);
    }
}
