//! Interviews without quotation marks: paragraphs that open with a name and a colon.

use std::collections::HashMap;
use std::ops::Range;

use super::draft::{Draft, Rule, single};
use super::scene::Scene;
use crate::nlp::analysis::{ClaimKind, Medium};
use crate::nlp::syntax::words::{Features, starts_upper};

/// A paragraph that opens with a person's name and a colon.
struct Turn {
    label: Range<usize>,
    words: Range<usize>,
    unit: usize,
}

/// Longer names are none.
const MOST_WORDS: usize = 4;

impl Scene<'_> {
    /// The answers of an interview, each a paragraph in somebody's words. One such paragraph alone is a caption or a
    /// line of a table; the name must come back.
    pub(super) fn answers(&self) -> Vec<Draft> {
        let turns = self.turns();
        let mut times: HashMap<String, usize> = HashMap::new();
        for turn in &turns {
            *times.entry(self.label(turn)).or_default() += 1;
        }
        let said = turns.into_iter().filter(|turn| times.get(&self.label(turn)).is_some_and(|&n| n > 1));
        said.map(|turn| {
            let mut draft = Draft::new(ClaimKind::Direct, self.trim_start(turn.words), turn.unit);
            draft.frame = single(turn.label.start..turn.label.end + 1);
            draft.speaker = single(turn.label);
            draft.medium = Medium::Speech;
            draft.rule = Rule::Beside;
            draft
        })
        .collect()
    }

    fn label(&self, turn: &Turn) -> String {
        self.words.lower(turn.label.end - 1).to_owned()
    }

    fn trim_start(&self, words: Range<usize>) -> super::draft::Ranges {
        let start = words.clone().find(|&i| !self.words.features(i).has(Features::PUNCTUATION)).unwrap_or(words.start);
        single(start..words.end)
    }

    fn turns(&self) -> Vec<Turn> {
        let units = &self.quotations.units;
        let mut turns: Vec<Turn> = Vec::new();
        let mut open = false;
        for (number, unit) in units.iter().enumerate() {
            let first = number.checked_sub(1).is_none_or(|before| units[before].paragraph != unit.paragraph);
            if !first {
                if let Some(turn) = turns.last_mut().filter(|_| open) {
                    turn.words.end = unit.tokens.end;
                }
                continue;
            }
            let found = self.turn(&unit.tokens);
            open = found.is_some();
            turns.extend(found.map(|(label, words)| Turn { label, words, unit: number }));
        }
        turns.retain(|turn| self.is_answer(&turn.words));
        turns
    }

    /// The name and the words behind its colon.
    fn turn(&self, tokens: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let start = tokens.start;
        let colon = (start + 1..tokens.end.min(start + MOST_WORDS + 1)).find(|&i| self.word(i) == ":")?;
        let named = self.phrases.actors.is_person(colon - 1) && (start..colon).all(|i| starts_upper(self.word(i)));
        let marked = self.words.features(colon + 1).has(Features::QUOTE);
        (named && !marked && colon + 1 < tokens.end).then(|| (start..colon, colon + 1..tokens.end))
    }

    /// Words with a verb that begin as a sentence does.
    fn is_answer(&self, words: &Range<usize>) -> bool {
        let verb = words.clone().any(|i| self.words.features(i).has(Features::FINITE));
        verb && words.len() > 3 && starts_upper(self.word(words.start))
    }
}
