//! The clauses of a unit: which segments belong together, what opens each clause, what it hangs on.
//!
//! A sketch of the sentence, not a parse: it knows where a clause begins, whether it is verb-final, which clause an
//! interrupted one resumes, and the finite verb. That is what the constructions of reported speech need.

use std::ops::Range;

use super::segment::{Segment, Separator};
use super::separable::is_particle;
use super::shape::{Shape, VerbPlace};
use super::words::{Features, Words};

/// What sort of clause it is, told by its first word and the place of its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClauseKind {
    /// Verb first or second.
    Main,
    /// Opened by "dass".
    That,
    /// Opened by "ob" or a question word.
    Question,
    /// "wie X sagte".
    As,
    /// "wonach", "nach denen".
    Source,
    /// "anders als X sagte".
    Contrast,
    /// Opened by another conjunction.
    Adverbial,
    Relative,
    /// Infinitive with "zu".
    Infinitive,
    /// Infinitive with "um", "ohne", "statt".
    Purpose,
    /// A whole quotation.
    Quoted,
    /// Nothing of these: a heading, a list, an apposition before the verb has come.
    Fragment,
}

/// A clause, its segments in order.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) kind: ClauseKind,
    pub(crate) segments: Vec<Range<usize>>,
    /// The clause it stands in or hangs on.
    pub(crate) parent: Option<usize>,
    /// Token of the finite verb.
    pub(crate) finite: Option<usize>,
    /// What stands before its first segment.
    pub(crate) before: Separator,
    /// It is the second part of a coordination.
    pub(crate) coordinated: bool,
    /// Index of the quotation it is.
    pub(crate) quote: Option<usize>,
}

impl Clause {
    /// First token.
    pub(crate) fn start(&self) -> usize {
        self.segments.first().map_or(0, |s| s.start)
    }

    /// One past the last token of its last segment.
    pub(crate) fn end(&self) -> usize {
        self.segments.last().map_or(0, |s| s.end)
    }

    /// Its own tokens, without those of clauses inside it.
    pub(crate) fn tokens(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.segments.iter().flat_map(Clone::clone)
    }
}

/// Builds the clauses of one unit.
pub(super) struct ClauseBuilder<'a> {
    words: &'a Words<'a>,
    clauses: Vec<Clause>,
    /// Clause of the segment before.
    last: Option<usize>,
    /// The main clause that is open.
    main: Option<usize>,
}

impl<'a> ClauseBuilder<'a> {
    /// The clauses that `segments` make.
    pub(super) fn build(words: &'a Words<'a>, segments: &[Segment]) -> Vec<Clause> {
        let mut builder = Self { words, clauses: Vec::new(), last: None, main: None };
        for (at, segment) in segments.iter().enumerate() {
            builder.add(segment, segments.get(at + 1));
        }
        builder.clauses
    }

    fn add(&mut self, segment: &Segment, next: Option<&Segment>) {
        if matches!(segment.before, Separator::Start) && self.last.is_some() {
            self.main = None;
            self.last = None;
        }
        if segment.quote.is_some() {
            // A quotation is nobody's parent: what follows belongs to the clause around it.
            let parent = self.last;
            self.open(segment, Opening { kind: ClauseKind::Quoted, parent, finite: None, coordinated: false });
            self.last = parent;
            return;
        }
        let shape = Shape::of(self.words, segment);
        match shape.kind {
            Some(kind) => self.subordinate(kind, segment, &shape),
            None if shape.finite.is_some() => self.with_verb(segment, &shape, next),
            None if shape.zu_infinitive => self.infinitive(segment, shape.coordinated),
            None => self.without_verb(segment),
        }
    }

    fn subordinate(&mut self, kind: ClauseKind, segment: &Segment, shape: &Shape) {
        let sibling = self.last.filter(|&l| shape.coordinated && self.clauses[l].kind == kind);
        let parent = match sibling {
            Some(sibling) => self.clauses[sibling].parent,
            None => self.last,
        };
        let (finite, coordinated) = (shape.finite, shape.coordinated);
        self.open_and_enter(segment, Opening { kind, parent, finite, coordinated });
    }

    /// A stretch without a verb before it may be the beginning of its object: "die Werke in A, B und C zu verkaufen".
    fn infinitive(&mut self, segment: &Segment, coordinated: bool) {
        let parent = self.last;
        self.open_and_enter(segment, Opening { kind: ClauseKind::Infinitive, parent, finite: None, coordinated });
        let Some(parent) = parent.filter(|_| !coordinated && segment.before == Separator::Comma) else { return };
        let index = self.clauses.len() - 1;
        let main = &mut self.clauses[parent];
        let mut start = segment.tokens.start;
        let mut moved = Vec::new();
        while main.segments.len() > 1
            && main.kind == ClauseKind::Main
            && let Some(last) = main.segments.last().cloned()
            && last.end + 1 == start
            && main.finite.is_some_and(|f| f < last.start)
        {
            main.segments.pop();
            start = last.start;
            moved.insert(0, last);
        }
        self.clauses[index].segments.splice(0..0, moved);
    }

    fn with_verb(&mut self, segment: &Segment, shape: &Shape, next: Option<&Segment>) {
        // A verb-final rest resumes the clause that still lacks its verb.
        if shape.place == VerbPlace::Last
            && let Some(open) = self.lacking_verb()
        {
            self.resume(open, segment, shape.finite);
            return;
        }
        // "soll nicht nur A nennen, sondern auch B nennen müssen": no finite verb, another infinitive of the modal.
        if shape.place == VerbPlace::Last
            && shape.coordinated
            && let (Some(main), Some(verb)) = (self.main, shape.finite)
            && self.words.features(verb).has(Features::INFINITIVE)
            && self.clauses[main].finite.is_some_and(|f| self.words.features(f).has(Features::AUXILIARY))
        {
            self.resume(main, segment, None);
            return;
        }
        // "dass A gehe und B komme", "dass er kommt und bleibt"
        if shape.coordinated
            && shape.place == VerbPlace::Last
            && let Some(last) = self.last
            && self.is_verb_final_clause(last)
        {
            let (kind, parent) = (self.clauses[last].kind, self.clauses[last].parent);
            self.open_and_enter(segment, Opening { kind, parent, finite: shape.finite, coordinated: true });
            return;
        }
        if let Some(main) = self.main
            && self.clauses[main].finite.is_none()
            && segment.before != Separator::Colon
        {
            if next.is_some_and(|next| self.interrupts(segment, shape, next)) {
                let parent = (shape.place != VerbPlace::First).then_some(main);
                let (kind, finite) = (ClauseKind::Main, shape.finite);
                self.open_and_enter(segment, Opening { kind, parent, finite, coordinated: false });
                return;
            }
            self.resume(main, segment, shape.finite);
            return;
        }
        let index = self.clauses.len();
        let fronted = self.main.is_none();
        let (finite, coordinated) = (shape.finite, shape.coordinated);
        self.open_and_enter(segment, Opening { kind: ClauseKind::Main, parent: None, finite, coordinated });
        if fronted {
            // A clause before its main clause hangs on it: "Wenn …, sagte er".
            for clause in &mut self.clauses[..index] {
                if clause.parent.is_none() && !matches!(clause.kind, ClauseKind::Main | ClauseKind::Quoted) {
                    clause.parent = Some(index);
                }
            }
        }
        self.main = Some(index);
    }

    /// "Der Vertrag, betonte sie, sei gültig", "Die Ankündigung, man senke Steuern, überraschte": the main clause goes on
    /// with its verb in the next segment, so this one stands inside it.
    fn interrupts(&self, segment: &Segment, shape: &Shape, next: &Segment) -> bool {
        if segment.before != Separator::Comma || next.before != Separator::Comma || next.quote.is_some() {
            return false;
        }
        let after = Shape::of(self.words, next);
        let goes_on =
            after.kind.is_none() && !after.coordinated && after.finite.is_some_and(|f| f == next.tokens.start);
        let framed = |f: usize| {
            let features = self.words.features(f);
            if shape.place == VerbPlace::First {
                features.has(Features::CUE)
            } else {
                features.has(Features::SUBJUNCTIVE)
            }
        };
        goes_on && !shape.coordinated && shape.finite.is_some_and(framed)
    }

    fn without_verb(&mut self, segment: &Segment) {
        let fresh = matches!(segment.before, Separator::Colon | Separator::Semicolon);
        // "Wie X sagt, ein Fehler": the frame stands alone before a sentence without a verb.
        let after_as = self.last.is_some_and(|l| {
            let last = &self.clauses[l];
            last.kind == ClauseKind::As && last.parent.is_none() && last.finite.is_some() && self.main.is_none()
        });
        if fresh {
            self.main = None;
        }
        if let Some(last) = self.last.filter(|_| !fresh && !after_as) {
            let target = self.resumed_without_verb(last, segment);
            self.resume(target, segment, None);
            return;
        }
        let parent = self.last.filter(|_| !after_as);
        let kind = ClauseKind::Fragment;
        self.open_and_enter(segment, Opening { kind, parent, finite: None, coordinated: false });
        if self.main.is_none() {
            // It may turn out to be the beginning of the main clause.
            let index = self.clauses.len() - 1;
            self.clauses[index].kind = ClauseKind::Main;
            self.main = Some(index);
        }
    }

    /// Which clause a stretch without a verb goes on with.
    fn resumed_without_verb(&self, last: usize, segment: &Segment) -> usize {
        let clause = &self.clauses[last];
        let complete = clause.finite.is_some() || clause.kind == ClauseKind::Infinitive;
        let subordinate = self.is_verb_final_clause(last) || clause.kind == ClauseKind::Infinitive;
        if !complete || !subordinate {
            return last;
        }
        if let Some(open) = self.lacking_verb() {
            return open;
        }
        // After a relative clause, or when verb parts of the outer clause follow, the outer clause goes on.
        let end = segment.tokens.clone().rev().find(|&i| !self.words.features(i).has(Features::PUNCTUATION));
        let verb_part = end.is_some_and(|i| {
            self.words.features(i).intersects(Features::PARTICIPLE | Features::INFINITIVE)
                || is_particle(self.words.lower(i))
        });
        let coordinated = self.words.features(segment.tokens.start).has(Features::COORDINATOR);
        match clause.parent {
            Some(parent) if matches!(clause.kind, ClauseKind::Relative | ClauseKind::As) && !coordinated => parent,
            Some(parent) if verb_part => parent,
            _ => last,
        }
    }

    /// The innermost clause around here that has no finite verb yet but must get one.
    fn lacking_verb(&self) -> Option<usize> {
        let mut at = self.last;
        let mut steps = 0;
        while let Some(index) = at {
            let clause = &self.clauses[index];
            if clause.finite.is_none() && self.is_verb_final_clause(index) {
                return Some(index);
            }
            at = clause.parent;
            steps += 1;
            if steps > 16 {
                break;
            }
        }
        None
    }

    fn is_verb_final_clause(&self, index: usize) -> bool {
        use ClauseKind::{Adverbial, As, Contrast, Question, Relative, Source, That};
        matches!(self.clauses[index].kind, Contrast | That | Question | As | Source | Adverbial | Relative)
    }

    fn resume(&mut self, index: usize, segment: &Segment, finite: Option<usize>) {
        let clause = &mut self.clauses[index];
        clause.segments.push(segment.tokens.clone());
        if clause.finite.is_none() {
            clause.finite = finite;
        }
        self.last = Some(index);
    }

    fn open_and_enter(&mut self, segment: &Segment, opening: Opening) {
        self.open(segment, opening);
        self.last = Some(self.clauses.len() - 1);
    }

    fn open(&mut self, segment: &Segment, opening: Opening) {
        let Opening { kind, parent, finite, coordinated } = opening;
        let (segments, before, quote) = (vec![segment.tokens.clone()], segment.before, segment.quote);
        self.clauses.push(Clause { kind, segments, parent, finite, before, coordinated, quote });
    }
}

/// What is known of a clause when its first segment is read; see [`Clause`].
#[derive(Debug, Clone, Copy)]
struct Opening {
    kind: ClauseKind,
    parent: Option<usize>,
    finite: Option<usize>,
    coordinated: bool,
}

#[cfg(test)]
mod tests {
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn segments_that_belong_together_are_one_clause() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, expected, reason) in [
            ("Der Zug fährt.", "Der Zug fährt", "one"),
            ("Der Zug, der kippte, fährt.", "Der Zug fährt | der kippte in 0", "a relative clause inside"),
            ("Wenn es taut, fährt der Zug.", "Wenn es taut in 1 | fährt der Zug", "a clause before the main clause"),
            ("Der Zug, sagte Kern, fahre.", "Der Zug fahre | sagte Kern", "a frame inside"),
            (
                "Kern kommt, weil der Zug, der kippte, fährt.",
                "Kern kommt | weil der Zug fährt in 0 | der kippte in 1",
                "a clause resumed",
            ),
            (
                "Kern sagte, dass er geht und dass sie kommt.",
                "Kern sagte | dass er geht in 0 | und dass sie kommt in 0",
                "a coordination",
            ),
            ("„Der Zug fährt“, sagte Kern.", "„ Der Zug fährt “ | sagte Kern", "a quotation is nobody's parent"),
        ] {
            let read = Read::new(text);
            let tagged = read.tagged();
            let syntax = syntax::read(&lexicon, tagged);
            let show = |clause: &super::Clause| {
                let words = clause.tokens().map(|t| tagged.tokens[t].span.of(text)).filter(|word| *word != ".");
                let words = words.collect::<Vec<_>>().join(" ");
                clause.parent.map_or(words.clone(), |parent| format!("{words} in {parent}"))
            };
            let found: Vec<String> = syntax.units[0].clauses.iter().map(show).collect();
            assert_eq!(found.join(" | "), expected, "{reason}: {text}");
        }
    }
}
