//! One sentence as this stage sees it: its words with their entries, cut into clauses.

use super::super::document::Layers;
use super::super::morph::{Pos, VerbForm};
use super::super::token::TokenKind;
use super::lists::List;
use super::load::Data;
use super::words::{Class, Info, Role, Shift};

/// Longest clause, in tokens: bounds all work that looks around inside one.
const LONGEST_CLAUSE: usize = 64;
/// How far a clause may go on after an insertion, in tokens.
const LONGEST_INSERTION: usize = 40;

/// A word of the sentence.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a word")]
pub(super) struct Item {
    /// Its entry, or nothing known.
    pub info: Info,
    /// Index of its clause.
    pub clause: usize,
    /// Spent by an expression, a direction or as an intensifier.
    pub used: bool,
    /// Part of a proper name: no evidence.
    pub masked: bool,
    /// A noun by tag, or by its capital where there is no tag.
    pub noun: bool,
    /// A verb or auxiliary by tag.
    pub verb: bool,
    /// A finite verb by tag.
    pub finite: bool,
}

/// A clause, possibly interrupted by another one.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a clause")]
pub(super) struct Clause {
    /// First item.
    pub start: usize,
    /// One past the last item; items of inserted clauses may lie between.
    pub end: usize,
    /// Has a verb.
    pub verb: bool,
    /// Begins with a subordinator or relative pronoun.
    pub subordinate: bool,
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
    /// Whether it ends in a question mark.
    pub question: bool,
    /// Whether it is a question that takes its content for granted: "warum", "wie viele".
    pub presumes: bool,
    buffer: String,
}

impl Scene {
    /// Reads sentence `s` of the layers; `masked` says which tokens belong to names.
    pub(super) fn read(&mut self, data: &Data, layers: &Layers<'_>, s: usize, masked: &[bool]) {
        let tokens = layers.sentences[s].tokens.clone();
        self.base = tokens.start;
        self.items.clear();
        self.clauses.clear();
        self.question = tokens.clone().rev().take(3).any(|i| layers.word(i) == "?");
        self.presumes = self.question
            && tokens.clone().take(6).any(|i| List::PresumingQuestion.holds(&layers.word(i).to_lowercase()));
        for i in tokens.clone() {
            let item = self.look_up(data, layers, i, i == tokens.start, masked.get(i).copied().unwrap_or(false));
            self.items.push(item);
        }
        self.cut(layers);
    }

    fn look_up(&mut self, data: &Data, layers: &Layers<'_>, i: usize, first: bool, masked: bool) -> Item {
        let token = layers.tokens[i];
        let morph = &layers.morphs[i];
        let mut item = Item { masked, ..Item::default() };
        if !matches!(token.kind, TokenKind::Word | TokenKind::Symbol | TokenKind::Abbreviation | TokenKind::Tag) {
            return item;
        }
        let word = layers.word(i);
        let word = if token.kind == TokenKind::Tag { word.trim_start_matches(['#', '@']) } else { word };
        let initial = first || self.items.last().is_some_and(|_| opens(layers, i));
        item.verb = matches!(morph.pos, Pos::Verb | Pos::Aux);
        item.finite = morph.verb_form == Some(VerbForm::Finite);
        item.noun = match morph.pos {
            Pos::Noun | Pos::Propn => true,
            Pos::X => !initial && word.starts_with(char::is_uppercase),
            _ => false,
        };
        if !masked && let Some(info) = data.words.find(word, initial, morph, &mut self.buffer) {
            item.info = info;
        }
        item
    }

    /// Cuts the sentence into clauses at punctuation and conjunctions.
    fn cut(&mut self, layers: &Layers<'_>) {
        let tagged = self.items.iter().any(|i| i.verb);
        let mut start = 0;
        for i in 0..=self.items.len() {
            let ends =
                i == self.items.len() || self.is_boundary(layers, i, start, tagged) || i - start >= LONGEST_CLAUSE;
            if !ends || i == start {
                continue;
            }
            self.close(layers, start, i, tagged);
            start = i;
        }
    }

    /// Whether a clause may end before item `i`.
    fn is_boundary(&self, layers: &Layers<'_>, i: usize, start: usize, tagged: bool) -> bool {
        match layers.word(self.base + i) {
            word if is_pause(word) => true,
            "und" | "oder" | "sowie" => {
                let ahead = (i + 1..self.items.len()).take(LONGEST_CLAUSE);
                let upto =
                    ahead.take_while(|&j| !matches!(layers.word(self.base + j), "," | ";" | ":" | "und" | "oder"));
                tagged
                    && self.items[start..i].iter().any(|x| x.finite)
                    && upto.into_iter().any(|j| self.items[j].finite)
            }
            // Behind a comma the whole clause is the contrast: "der Gewinn aber brach ein".
            "aber" | "sondern" => i > start + 1 && layers.word(self.base + start) != ",",
            _ => false,
        }
    }

    /// Makes a clause of items `start..end`, or lets it go on with an earlier one.
    fn close(&mut self, layers: &Layers<'_>, start: usize, end: usize, tagged: bool) {
        let first = (start..end).find(|&i| is_word(layers, self.base + i)).unwrap_or(start);
        let mut clause = Clause { start, end, hedge: 1.0, ..Clause::default() };
        clause.verb = self.items[start..end].iter().any(|i| i.verb);
        clause.subordinate = begins_subordinate(layers, self.base + first, start);
        for i in start..end {
            let info = self.items[i].info;
            clause.opinion |= info.role == Role::Judge;
            match info.shift {
                Shift::Condition if i <= first + 1 => clause.condition = true,
                Shift::Whether if i <= first + 1 => clause.whether = true,
                Shift::Contrast => clause.contrast = true,
                Shift::Concede => clause.concede = true,
                Shift::Opinion => clause.opinion = true,
                Shift::Hedge if info.factor < clause.hedge => clause.hedge = info.factor,
                _ => {}
            }
        }
        clause.condition |=
            start == 0 && !self.question && List::InvertedCondition.holds(layers.word(self.base + first));
        let id = self.host(&clause, first, tagged).unwrap_or(self.clauses.len());
        if let Some(host) = self.clauses.get_mut(id) {
            host.end = end;
            host.verb |= clause.verb;
            host.contrast |= clause.contrast;
            host.concede |= clause.concede;
            host.opinion |= clause.opinion;
            host.hedge = host.hedge.min(clause.hedge);
        } else {
            self.clauses.push(clause);
        }
        for item in &mut self.items[start..end] {
            item.clause = id;
        }
    }

    /// The earlier clause that this piece belongs to: an apposition or list item has no verb of its own, and after an
    /// insertion the finite verb comes first.
    fn host(&self, piece: &Clause, first: usize, tagged: bool) -> Option<usize> {
        let last = self.clauses.len().checked_sub(1)?;
        if !tagged || piece.subordinate || piece.condition || piece.whether {
            return None;
        }
        let fits = |id: usize| piece.end - self.clauses[id].start <= LONGEST_CLAUSE + LONGEST_INSERTION;
        if !piece.verb {
            return (fits(last) && !piece.contrast).then_some(last);
        }
        if !self.clauses[last].verb && !self.clauses[last].subordinate && fits(last) {
            return Some(last);
        }
        let open = last.checked_sub(1)?;
        (self.items[first].finite && !self.clauses[open].verb && fits(open)).then_some(open)
    }
}

/// Whether token `i` follows a colon, a quotation mark or the like, where a capital says nothing.
fn opens(layers: &Layers<'_>, i: usize) -> bool {
    i > 0 && (matches!(layers.tokens[i - 1].kind, TokenKind::Quote | TokenKind::Terminal) || layers.word(i - 1) == ":")
}

/// Whether `word` is a mark that parts clauses.
fn is_pause(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "–" | "—" | "-" | "(" | ")")
}

fn is_word(layers: &Layers<'_>, i: usize) -> bool {
    matches!(layers.tokens[i].kind, TokenKind::Word | TokenKind::Number | TokenKind::Abbreviation)
}

/// Whether the clause whose first word is token `i` begins with a subordinator, or after a comma with a relative.
fn begins_subordinate(layers: &Layers<'_>, i: usize, start: usize) -> bool {
    let pos = layers.morphs[i].pos;
    if pos == Pos::Sconj {
        return true;
    }
    let word = layers.word(i);
    List::Subordinator.holds(&word.to_lowercase())
        || start > 0 && List::Relative.holds(word) && !matches!(pos, Pos::Det)
}

impl Item {
    /// Whether the word may stand as evidence by itself.
    pub(super) fn free(&self) -> bool {
        !self.used && !self.masked && self.info.weight != 0.0 && self.info.class != Class::Function
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Good, Nothing};
    use super::super::testing::{check_weaker, check_words};

    #[test]
    fn names_say_nothing() {
        check_words(&[
            ("Es gab gute Zuschauer.", "gut", Good, "a word of the lexicon"),
            ("Freiburg und Glückstadt liegen im Norden.", "Glück", Nothing, "part of a name"),
            ("Das Glück liegt im Norden.", "Glück", Good, "no name"),
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
