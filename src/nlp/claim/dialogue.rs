//! Interviews without quotation marks: a paper's questions, and answers that are paragraphs of their own.

use std::collections::HashMap;
use std::ops::Range;

use super::actors::Actors;
use super::draft::{Draft, Ranges, Rule, single};
use super::phrase::Phrases;
use super::text::Text;
use crate::nlp::analysis::{ClaimKind, Medium, ResolvedBy};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::words::{Features, starts_upper};

/// A paragraph, as an interview has it.
struct Paragraph {
    tokens: Range<usize>,
    /// The words before a colon that opens it: "Frage", "Ada Kern".
    label: Option<Range<usize>>,
    /// What is said behind it.
    words: Range<usize>,
    /// Index of its first unit.
    unit: usize,
    /// It ends with a question mark, and is nobody's quotation.
    asks: bool,
}

/// Longer labels are none.
const MOST_WORDS: usize = 4;

/// The answers of an interview, each a paragraph in somebody's words: behind a question, or behind a name that comes
/// back. One such paragraph alone is a caption or a line of a table.
///
/// Answers without a name are those of whoever answered before; else of the one person named before the first
/// question, when a question turns to somebody. The author's own questions, as headings have them, turn to nobody.
pub(super) fn answers(phrases: &Phrases<'_>, units: &[Unit]) -> Vec<Draft> {
    Interview { text: phrases.text, actors: &phrases.actors, units }.answers()
}

/// What tells of an interview: the words, whom they name, and the paragraphs.
struct Interview<'a> {
    text: Text<'a>,
    actors: &'a Actors<'a>,
    units: &'a [Unit<'a>],
}

impl Interview<'_> {
    fn answers(&self) -> Vec<Draft> {
        let paragraphs = self.paragraphs();
        let mut times: HashMap<&str, usize> = HashMap::new();
        for label in paragraphs.iter().filter_map(|p| self.answering(p)) {
            *times.entry(self.text.lower(label.end - 1)).or_default() += 1;
        }
        let last_question = paragraphs.iter().rposition(|p| p.asks).unwrap_or(0);
        let mut speaker = self.interviewed(&paragraphs);
        let (mut open, mut longest, mut length) = (false, 1, 0);
        let mut said = Vec::new();
        for (at, paragraph) in paragraphs.iter().enumerate() {
            let question = at.checked_sub(1).map(|before| &paragraphs[before]).filter(|p| p.asks);
            let known = self.answering(paragraph).is_some_and(|label| times[self.text.lower(label.end - 1)] > 1);
            let labelled = paragraph.label.clone().filter(|l| known || question.is_some_and(|q| self.turns_to(q, l)));
            if paragraph.asks && labelled.is_none() {
                (open, longest, length) = (true, longest.max(length), 0);
                continue;
            }
            if let Some(label) = labelled {
                said.extend(self.answer(paragraph, label.clone(), None));
                (speaker, open, length) = (Some(label), true, 1);
                continue;
            }
            open &= paragraph.label.is_none() && !self.closes_interview(paragraph);
            // Behind the last answer the article may go on.
            length += 1;
            open &= at <= last_question || length <= longest;
            if let Some(speaker) = speaker.clone().filter(|_| open) {
                said.extend(self.answer(paragraph, speaker, Some(ResolvedBy::Continuation)));
            }
        }
        said
    }

    fn answer(&self, paragraph: &Paragraph, speaker: Range<usize>, by: Option<ResolvedBy>) -> Option<Draft> {
        if !self.is_answer(&paragraph.words) {
            return None;
        }
        let mut draft = Draft::new(Rule::Beside, ClaimKind::Direct, self.trim_start(&paragraph.words));
        draft.unit = paragraph.unit;
        draft.frame = paragraph.label.clone().map_or_else(Vec::new, |label| single(label.start..label.end + 1));
        draft.speaker = single(speaker);
        draft.resolved_by = by;
        draft.medium = Medium::Speech;
        Some(draft)
    }

    fn trim_start(&self, words: &Range<usize>) -> Ranges {
        let start = words.clone().find(|&i| !self.text.features(i).has(Features::PUNCTUATION)).unwrap_or(words.start);
        single(start..words.end)
    }

    fn paragraphs(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<(usize, Range<usize>, usize)> = Vec::new();
        for (number, unit) in self.units.iter().enumerate() {
            match paragraphs.last_mut().filter(|(paragraph, ..)| *paragraph == unit.paragraph) {
                Some((_, tokens, _)) => tokens.end = unit.tokens.end,
                None => paragraphs.push((unit.paragraph, unit.tokens.clone(), number)),
            }
        }
        let read = |(_, tokens, unit): (usize, Range<usize>, usize)| {
            let label = self.label(&tokens);
            let words = label.as_ref().map_or(tokens.start, |label| label.end + 1)..tokens.end;
            let quoted = self.text.features(words.start).has(Features::QUOTE);
            let asks = !quoted && words.len() > 2 && self.text.word(words.end - 1) == "?";
            Paragraph { tokens, label: label.filter(|_| !quoted), words, unit, asks }
        };
        paragraphs.into_iter().map(read).collect()
    }

    /// The capital words before a colon that opens a paragraph.
    fn label(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let start = tokens.start;
        let colon = (start + 1..tokens.end.min(start + MOST_WORDS + 1)).find(|&i| self.text.word(i) == ":")?;
        let capital = (start..colon).all(|i| starts_upper(self.text.word(i)));
        (capital && colon + 1 < tokens.end).then_some(start..colon)
    }

    /// The label, if it is a person's name.
    fn answering<'p>(&self, paragraph: &'p Paragraph) -> Option<&'p Range<usize>> {
        paragraph.label.as_ref().filter(|label| self.actors.is_person(label.end - 1))
    }

    /// Whether the label behind a question is of who answers: a person's name, the name the question turns to ("Frau Kern,
    /// warum …?"), or any name where the question has a label too.
    fn turns_to(&self, question: &Paragraph, label: &Range<usize>) -> bool {
        let name = self.text.word(label.end - 1);
        self.actors.is_person(label.end - 1)
            || question.label.as_ref().is_some_and(|asking| self.text.word(asking.end - 1) != name)
            || question.words.clone().any(|i| self.text.word(i) == name)
    }

    /// Who is interviewed, where no label tells: the only person named before the first question, or who stands behind
    /// "mit" there: "im Gespräch mit Ada Kern".
    fn interviewed(&self, paragraphs: &[Paragraph]) -> Option<Range<usize>> {
        let asked = paragraphs.iter().filter(|p| p.asks);
        if asked.clone().count() < 2 || !asked.clone().any(|p| self.is_addressed(p)) {
            return None;
        }
        let first = asked.map(|p| p.tokens.start).next()?;
        let person = |i: usize| i < first && self.actors.is_person(i);
        let mut names: Vec<Range<usize>> = Vec::new();
        for i in (0..first).filter(|&i| person(i)) {
            match names.last_mut().filter(|name| name.end == i) {
                Some(name) => name.end = i + 1,
                None => names.push(i..i + 1),
            }
        }
        let surname = |name: &Range<usize>| self.text.lower(name.end - 1);
        let alone = names.first().filter(|one| names.iter().all(|other| surname(other) == surname(one)));
        let partner = || {
            let talk = |i: usize| matches!(self.text.lower(i), "interview" | "gespräch");
            names.iter().find(|name| (name.start.saturating_sub(6)..name.start).any(talk))
        };
        alone.or_else(partner).cloned()
    }

    /// "Sie", "Ihnen", "Ihr", but not as the first word.
    fn is_addressed(&self, question: &Paragraph) -> bool {
        let polite = |i: usize| matches!(self.text.word(i), "Sie" | "Ihnen") || self.text.word(i).starts_with("Ihr");
        question.words.clone().skip(1).any(|i| polite(i) && !self.text.features(i - 1).has(Features::PUNCTUATION))
    }

    /// "Das Gespräch führte X.", "Die Fragen stellte X."
    fn closes_interview(&self, paragraph: &Paragraph) -> bool {
        let start = paragraph.words.start;
        let noun = matches!(self.text.lower(start + 1), "gespräch" | "interview" | "fragen");
        noun && matches!(self.text.lower(start + 2), "führte" | "führten" | "stellte" | "stellten")
    }

    /// Words with a verb that begin as a sentence does.
    fn is_answer(&self, words: &Range<usize>) -> bool {
        let verb = words.clone().any(|i| self.text.features(i).has(Features::FINITE));
        verb && words.len() > 3 && starts_upper(self.text.word(words.start))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn an_answer_is_a_paragraph_behind_a_question_or_a_name_that_comes_back() {
        check(&[
            (
                "TAGBLATT: Frau Quandel, warum gehen Sie?\nQuandel: Der Druck war zu groß.",
                Some(("Der Druck war zu groß.", "Quandel")),
            ),
            (
                "Frage: Wann öffnet das Bad?\nBürgermeister Arno Weil: Wir öffnen im Juni.",
                Some(("Wir öffnen im Juni.", "Bürgermeister Arno Weil")),
            ),
            (
                "Die Ökonomin Ada Kern warnt seit Jahren.\n\nWas sagen Sie dazu?\n\nDas war zu erwarten.\n\n\
                 Und was raten Sie?\n\nMan sollte jetzt sparen.",
                Some(("Man sollte jetzt sparen.", "Ada Kern")),
            ),
            // The author's own questions.
            (
                "Die Ökonomin Ada Kern kam.\n\nWas bedeutet das?\n\nDie Kosten sinken.\n\nUnd dann?\n\nDas Bad ist zu.",
                None,
            ),
            ("Ada Kern: Ein Leben für den Sport", None),
        ]);
    }
}
