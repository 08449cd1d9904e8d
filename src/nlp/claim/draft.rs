//! A claim while it is being built: token ranges instead of spans, no ids yet.

use std::ops::Range;

use crate::nlp::analysis::{Certainty, ClaimKind, Medium, ResolvedBy};
use crate::nlp::lexicon::cues::CueEntry;

/// Tokens of something that may be interrupted.
pub(super) type Ranges = Vec<Range<usize>>;

/// The rule that made a claim; how often it is right is told by [`super::confidence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// A verb of saying with its content.
    Framed,
    /// The same, with content on both sides.
    FramedTwice,
    /// "laut X", "so X".
    Sourced,
    /// "demnach", "wonach".
    PointingWord,
    /// "Das sagte X" after the sentence.
    PointingBack,
    /// X nannte das „Unsinn“.
    Named,
    /// "die Behauptung, …".
    Noun,
    /// "X forderte mehr Geld".
    Reported,
    /// A quotation beside words without a verb of saying.
    Beside,
    /// A quotation alone.
    Loose,
    /// A quotation inside framed or sourced content.
    Nested,
    /// A quotation inside other content.
    NestedLoosely,
    /// "X: …" in a heading.
    Headline,
    /// A Konjunktiv sentence after somebody's words.
    Continued,
    /// A Konjunktiv sentence after somebody who was named but said nothing.
    AfterSilence,
    /// "soll … haben".
    Hearsay,
    /// "soll …" after somebody's words.
    Plan,
    /// The author's statement with a figure.
    Measured,
    /// The author's comparison or dated event.
    Stated,
}

/// A claim in terms of tokens.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: ClaimKind,
    pub(super) content: Ranges,
    pub(super) speaker: Ranges,
    /// Other words that tell who the words in `speaker` stand for: of "eigenen Angaben" the subject; else empty.
    pub(super) meant: Ranges,
    /// How the speaker was found, when not by the words in `speaker`.
    pub(super) resolved_by: Option<ResolvedBy>,
    /// Dictionary form of the cue.
    pub(super) lemma: Option<String>,
    pub(super) cue: Vec<usize>,
    pub(super) frame: Ranges,
    pub(super) addressee: Ranges,
    pub(super) medium: Medium,
    pub(super) certainty: Certainty,
    /// What made it.
    pub(super) rule: Rule,
    /// Units between it and the claim whose speaker it continues.
    pub(super) distance: usize,
    /// Index of the unit.
    pub(super) unit: usize,
}

impl Draft {
    /// A claim of which only rule, form and content are known; the unit is told by whoever asks the rule.
    pub(super) fn new(rule: Rule, kind: ClaimKind, content: Ranges) -> Self {
        Self {
            kind,
            content,
            speaker: Vec::new(),
            meant: Vec::new(),
            resolved_by: None,
            lemma: None,
            cue: Vec::new(),
            frame: Vec::new(),
            addressee: Vec::new(),
            medium: Medium::Unknown,
            certainty: Certainty::Asserted,
            rule,
            distance: 0,
            unit: 0,
        }
    }

    /// Takes over what the row of its cue tells.
    pub(super) fn cued_by(&mut self, entry: &CueEntry) {
        self.lemma = Some(entry.lemma.to_string());
        self.medium = entry.medium;
        self.certainty = entry.certainty;
    }

    /// The words that tell who speaks.
    pub(super) fn voice(&self) -> &Ranges {
        if self.meant.is_empty() { &self.speaker } else { &self.meant }
    }

    /// Whether token `i` is in its content.
    pub(super) fn holds(&self, i: usize) -> bool {
        within(&self.content, i)
    }

    /// First token of the content.
    pub(super) fn start(&self) -> usize {
        self.content.first().map_or(usize::MAX, |r| r.start)
    }

    /// One past the last token of the content.
    pub(super) fn end(&self) -> usize {
        self.content.last().map_or(0, |r| r.end)
    }
}

/// Tokens as ranges.
pub(super) fn ranges(tokens: impl IntoIterator<Item = usize>) -> Ranges {
    let mut tokens: Vec<usize> = tokens.into_iter().collect();
    tokens.sort_unstable();
    let mut ranges: Ranges = Vec::new();
    for token in tokens {
        match ranges.last_mut() {
            Some(last) if token < last.end => {}
            Some(last) if token == last.end => last.end += 1,
            _ => ranges.push(token..token + 1),
        }
    }
    ranges
}

/// Adds `more` to ranges that mostly stand before it; costs as much as there is in it.
pub(super) fn append(to: &mut Ranges, more: Ranges) {
    let behind = to.last().is_none_or(|last| more.first().is_none_or(|first| last.end <= first.start));
    if !behind {
        *to = ranges(to.iter().chain(&more).flat_map(Clone::clone));
        return;
    }
    for range in more {
        match to.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => to.push(range),
        }
    }
}

/// One range.
pub(super) fn single(range: Range<usize>) -> Ranges {
    std::iter::once(range).collect()
}

/// `from` without the tokens of `without`.
pub(super) fn subtract(from: &Ranges, without: &Ranges) -> Ranges {
    ranges(from.iter().flat_map(Clone::clone).filter(|i| !within(without, *i)))
}

/// Whether one of `ranges`, which stand in order, holds token `i`.
pub(super) fn within(ranges: &Ranges, i: usize) -> bool {
    let at = ranges.partition_point(|r| r.end <= i);
    ranges.get(at).is_some_and(|r| r.start <= i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ends: &[(usize, usize)]) -> Ranges {
        ends.iter().map(|&(start, end)| start..end).collect()
    }

    #[test]
    fn ranges_are_joined_and_cut_by_their_tokens() {
        assert_eq!(ranges([5, 1, 2, 2, 3]), of(&[(1, 4), (5, 6)]));
        for (from, without, rest) in [
            (&[(1, 9)][..], &[(3, 5)][..], &[(1, 3), (5, 9)][..]),
            (&[(1, 4), (6, 9)], &[(0, 10)], &[]),
            (&[(1, 4)], &[], &[(1, 4)]),
            (&[(1, 4)], &[(4, 6)], &[(1, 4)]),
        ] {
            assert_eq!(subtract(&of(from), &of(without)), of(rest), "{from:?} without {without:?}");
        }
        for (to, more, joined) in [
            (&[(1, 3)][..], &[(3, 5), (7, 8)][..], &[(1, 5), (7, 8)][..]),
            (&[(4, 6)], &[(1, 5)], &[(1, 6)]),
            (&[], &[(2, 3)], &[(2, 3)]),
        ] {
            let mut all = of(to);
            append(&mut all, of(more));
            assert_eq!(all, of(joined), "{to:?} and {more:?}");
        }
        let held: Vec<usize> = (0..10).filter(|&i| within(&of(&[(1, 3), (6, 7)]), i)).collect();
        assert_eq!(held, [1, 2, 6]);
    }
}
