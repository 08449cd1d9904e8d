//! What a claim takes in the answer: its content twice, its frame, and the names of those who speak and listen.

use super::draft::{Draft, Ranges, ranges};
use super::text::Text;
use crate::nlp::limits;

/// What a claim takes beside its words: the names and values of its fields.
const CLAIM: usize = 330;

/// The longest names, of a speaker who is known and of their entity.
const NAMES: usize = 2 * limits::NAME_BYTES;

/// The bytes of the text up to the end of its content.
pub(super) fn read(text: Text<'_>, draft: &Draft) -> usize {
    draft.end().checked_sub(1).and_then(|last| text.layers.tokens.get(last)).map_or(0, |token| token.span.end)
}

/// The bytes it takes in the answer, but for the ids of what stands in it.
pub(super) fn weight(text: Text<'_>, draft: &Draft) -> usize {
    let placed = |ranges: &Ranges| {
        let spans = ranges.iter().filter_map(|r| super::span(text.layers, r));
        spans.map(|span| limits::placed(span.of(text.layers.text))).sum::<usize>()
    };
    // A pronoun that speaks is a mention of its entity as well.
    let speaker = placed(&draft.speaker) + 2 * placed(draft.voice());
    let speaker = if draft.speaker.is_empty() { 0 } else { speaker + NAMES };
    let cue =
        draft.lemma.as_ref().map_or(0, |lemma| limits::written(lemma) + placed(&ranges(draft.cue.iter().copied())));
    CLAIM + 2 * placed(&draft.content) + placed(&draft.frame) + speaker + cue + 2 * placed(&draft.addressee)
}
