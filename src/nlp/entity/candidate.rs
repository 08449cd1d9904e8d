//! Candidates for names, and the choice among those that overlap.

use std::ops::Range;

use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::limits;
use crate::text::Span;

/// Which rule found a candidate; later ones are trusted more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Letters: CamelCase, acronyms.
    Shape,
    /// The sequence model.
    Model,
    /// Words around it: type nouns, verbs of saying.
    Context,
    /// A title or role before it, a given name in it, a company form after it.
    Form,
    /// The lexicon knows it.
    Known,
    /// A title stands before a surname: a person, even if the lexicon knows a place of that name.
    Titled,
    /// The user's lexicon knows it.
    User,
}

/// How a candidate stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A name by itself.
    Free,
    /// A name inside a longer one.
    Nested,
    /// An adjective made from a name.
    Derived,
}

/// A stretch of the text that may be a name.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one candidate")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub span: Span,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    pub kind: EntityType,
    pub subtype: &'static str,
    /// Index in the lexicon.
    pub entry: Option<u32>,
    pub source: Source,
    /// Part of a compound: `Meta` in `Meta-Aktie`.
    pub part: bool,
    /// The lexicon knows it as an ordinary word, too, and nothing else speaks for a name.
    pub doubtful: bool,
    /// An ordinary word that the words around it make a name: "sagte der Zeit".
    pub supported: bool,
    /// A compound whose last part makes all of it a name: `Bertelsmann-Stiftung`, not `Meta-Aktie`.
    pub whole: bool,
    /// How sure the sequence model is; 1 for all other sources.
    pub confidence: f32,
    /// The score of the decision about all readings, where it was made.
    pub score: Option<i32>,
    /// It ends in a genitive -s that is not part of the name.
    pub genitive: bool,
    pub standing: Standing,
    /// The surname that stands with another given name: "Angela und Ulrich Merkel".
    pub surname: Option<Span>,
}

impl Candidate {
    /// A candidate of which only this is known.
    pub fn new(span: Span, tokens: Range<usize>, kind: EntityType, source: Source) -> Self {
        Self {
            span,
            first: tokens.start,
            end: tokens.end,
            kind,
            subtype: "",
            entry: None,
            source,
            part: false,
            doubtful: false,
            supported: false,
            whole: false,
            confidence: 1.0,
            score: None,
            genitive: false,
            standing: Standing::Free,
            surname: None,
        }
    }

    /// Leaves out the apostrophe that stands for a genitive -s: "Harris' Rede".
    pub fn without_apostrophe(&mut self, text: &str) {
        let bare = self.span.of(text).trim_end_matches(['\'', '’']);
        if !bare.is_empty() {
            self.span = Span::new(self.span.start, self.span.start + bare.len());
        }
    }

    /// Whole tokens as a candidate.
    pub fn of(
        words: &Words<'_>,
        tokens: Range<usize>,
        kind: EntityType,
        subtype: &'static str,
        source: Source,
    ) -> Self {
        let known = &words.layers.tokens;
        let span = Span::new(known[tokens.start].span.start, known[tokens.end - 1].span.end);
        Self { subtype, ..Self::new(span, tokens, kind, source) }
    }

    /// Whether it is short enough to be a name.
    pub fn is_bounded(&self) -> bool {
        self.end - self.first <= limits::NAME_TOKENS && self.span.end - self.span.start <= limits::NAME_BYTES
    }
}

/// The model's word is enough to make a known name part of a longer one.
const LONGER: f32 = 0.5;

/// The model's word is enough to make a known place a person.
const OTHER_TYPE: f32 = 0.5;

/// Keeps, of candidates that overlap, the longest; of equally long ones the most trusted.
/// Candidates come out in text order and do not overlap.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    confirm(&mut candidates);
    candidates.retain(|c| !c.doubtful && c.is_bounded());
    candidates.sort_by(|a, b| {
        a.span.start.cmp(&b.span.start).then(b.span.end.cmp(&a.span.end)).then(b.source.cmp(&a.source))
    });
    let mut chosen: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        match chosen.last_mut() {
            Some(last) if last.span.overlaps(candidate.span) => {
                if better(&candidate, last) {
                    *last = candidate;
                }
            }
            _ => chosen.push(candidate),
        }
    }
    chosen
}

/// What the user knows as a name and the dictionary as an ordinary word is one where another rule or the model has
/// found a name of just that extent.
fn confirm(candidates: &mut [Candidate]) {
    if !candidates.iter().any(|c| c.doubtful && c.source == Source::User) {
        return;
    }
    let mut others: Vec<Span> = candidates.iter().filter(|c| !c.doubtful && !c.part).map(|c| c.span).collect();
    others.sort_unstable();
    for candidate in candidates.iter_mut().filter(|c| c.doubtful && c.source == Source::User && !c.part) {
        candidate.doubtful = others.binary_search(&candidate.span).is_err();
    }
}

fn better(one: &Candidate, other: &Candidate) -> bool {
    let (model, ruled, turned) = match (one.source == Source::Model, other.source == Source::Model) {
        (true, false) => (one, other, false),
        (false, true) => (other, one, true),
        _ => return rank(one) > rank(other),
    };
    let wins = if model.span == ruled.span {
        ruled.source < Source::Model
            || ruled.source == Source::Known
                && model.kind == EntityType::Person
                && ruled.kind == EntityType::Location
                && model.confidence >= OTHER_TYPE
    } else if ruled.part && model.end - model.first == 1 && model.kind != EntityType::Location && !model.whole
        || ruled.source >= Source::Form && model.confidence < LONGER
    {
        false
    } else {
        rank(model) > rank(ruled)
    };
    wins != turned
}

fn rank(candidate: &Candidate) -> (usize, bool, Source) {
    (candidate.end - candidate.first, !candidate.part, candidate.source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_candidates_that_overlap_the_longest_and_most_trusted_stays() {
        let of = |tokens: Range<usize>, kind, source, confidence| {
            let span = Span::new(10 * tokens.start, 10 * tokens.end);
            Candidate { confidence, ..Candidate::new(span, tokens, kind, source) }
        };
        let (person, place) = (EntityType::Person, EntityType::Location);
        for (one, other, stays, reason) in [
            (of(0..1, place, Source::Known, 1.0), of(0..2, place, Source::Form, 1.0), Source::Form, "the longer"),
            (
                of(0..1, place, Source::Context, 1.0),
                of(0..1, place, Source::Known, 1.0),
                Source::Known,
                "the more trusted",
            ),
            (
                of(0..1, place, Source::Known, 1.0),
                of(0..1, person, Source::Model, 0.9),
                Source::Model,
                "a person, not a place",
            ),
            (
                of(0..1, place, Source::Known, 1.0),
                of(0..1, person, Source::Model, 0.4),
                Source::Known,
                "the model is unsure",
            ),
            (
                of(0..1, person, Source::Known, 1.0),
                of(0..1, place, Source::Model, 0.9),
                Source::Known,
                "a known person",
            ),
            (
                of(0..1, place, Source::Known, 1.0),
                of(0..2, place, Source::Model, 0.4),
                Source::Known,
                "too unsure to be longer",
            ),
            (of(0..1, place, Source::Known, 1.0), of(0..2, place, Source::Model, 0.6), Source::Model, "sure enough"),
        ] {
            for candidates in [vec![one, other], vec![other, one]] {
                let chosen: Vec<Source> = choose(candidates).iter().map(|candidate| candidate.source).collect();
                assert_eq!(chosen, [stays], "{reason}");
            }
        }
        let apart = [of(0..1, place, Source::Known, 1.0), of(1..2, person, Source::Form, 1.0)];
        assert_eq!(choose(apart.to_vec()).len(), 2, "those that do not overlap stay");
    }
}
