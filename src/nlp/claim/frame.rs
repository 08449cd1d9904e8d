//! Claims that a verb frames: "X sagte, dass …", "…, sagte X", "wie X sagte", X: „…“.

use std::ops::Range;

use super::draft::{Draft, Ranges, Rule, ranges, single, subtract, within};
use super::phrase::Reach;
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// What a frame says: clauses, and whether they are a quotation.
struct Found {
    clauses: Vec<usize>,
    quote: Option<usize>,
    /// Which row of the lexicon takes it.
    row: u16,
}

impl Scene<'_> {
    /// The claim that a cue verb frames, when its clause has content to frame.
    pub(super) fn framed(&self, unit: &Unit, number: usize, hit: &CueHit, taken: &[bool]) -> Vec<Draft> {
        let clause = &unit.clauses[hit.clause];
        let mut found = Vec::new();
        if clause.kind == ClauseKind::As {
            found.extend(self.around(unit, hit));
        } else {
            found.extend(self.before(unit, hit, taken));
            found.extend(self.after(unit, hit, taken));
        }
        let multiple = found.len() > 1;
        let mut drafts: Vec<Draft> = found.into_iter().map(|f| self.draft(unit, number, hit, &f, multiple)).collect();
        drafts.retain(|d| self.attributes(unit, d));
        drafts
    }

    fn row_taking(&self, hit: &CueHit, complement: Complement) -> Option<u16> {
        hit.rows.iter().copied().find(|&row| self.lexicon.entry(row).complement.intersects(complement))
    }

    /// "…, sagte X": the content stands before the frame, and goes on after it in the Konjunktiv.
    fn before(&self, unit: &Unit, hit: &CueHit, taken: &[bool]) -> Option<Found> {
        let index = hit.clause;
        let clause = &unit.clauses[index];
        if clause.kind != ClauseKind::Main || !self.verb_first(clause) || clause.coordinated {
            return None;
        }
        let sentence = Self::sentence_clauses(unit, index);
        let previous = index.checked_sub(1).filter(|&p| p >= sentence.start)?;
        let last = &unit.clauses[previous];
        if last.kind == ClauseKind::Quoted {
            let row = hit.rows[0];
            return Some(Found { clauses: vec![previous], quote: last.quote, row });
        }
        if clause.before == Separator::Colon {
            return None;
        }
        let row = self.row_taking(hit, Complement::THAT | Complement::MAIN | Complement::QUESTION)?;
        // Fronted clauses that hang on the frame ("Wenn …, sagte er") are content only when they can be.
        let mut first = previous;
        while first > sentence.start && !taken[first - 1] && unit.clauses[first].before != Separator::Colon {
            first -= 1;
        }
        let adverbial = (first..index).all(|i| {
            unit.clauses[i].parent.is_some()
                && matches!(unit.clauses[i].kind, ClauseKind::Adverbial | ClauseKind::Purpose | ClauseKind::Relative)
        });
        if adverbial || taken[previous] {
            return None;
        }
        let mut clauses: Vec<usize> = (first..index).collect();
        clauses.extend(self.subjunctive_run(unit, index + 1, sentence.end));
        Some(Found { clauses, quote: None, row })
    }

    /// Main clauses in the Konjunktiv from clause `from` on, with what hangs on them.
    fn subjunctive_run(&self, unit: &Unit, from: usize, end: usize) -> Vec<usize> {
        let mut run = Vec::new();
        for i in from..end {
            let clause = &unit.clauses[i];
            let goes_on = match clause.kind {
                ClauseKind::Main => {
                    self.subjunctive(clause)
                        && !unit.hits.iter().any(|h| h.clause == i && clause.finite == Some(h.verb))
                }
                ClauseKind::Quoted => false,
                _ => clause.parent.is_some_and(|p| run.contains(&p)),
            };
            if !goes_on {
                // The frame's own attributes may stand between.
                if run.is_empty() && clause.kind != ClauseKind::Main && clause.kind != ClauseKind::Quoted {
                    continue;
                }
                break;
            }
            run.push(i);
        }
        run
    }

    /// "wie X sagte": all of the sentence but the frame.
    fn around(&self, unit: &Unit, hit: &CueHit) -> Option<Found> {
        let sentence = Self::sentence_clauses(unit, hit.clause);
        let frame = subtree(unit.clauses, hit.clause);
        // A colon or semicolon before the frame ends what it can say.
        let parts = |i: &usize| matches!(unit.clauses[*i].before, Separator::Colon | Separator::Semicolon);
        let first = (sentence.start..=hit.clause).rev().find(parts).unwrap_or(sentence.start);
        let clauses: Vec<usize> = (first..sentence.end).filter(|i| !frame.contains(i)).collect();
        let row = self.row_taking(hit, Complement::ANY)?;
        let alone = clauses.iter().all(|&i| unit.clauses[i].tokens().count() < 2);
        (!alone).then_some(Found { clauses, quote: None, row })
    }

    /// The content stands after the frame.
    fn after(&self, unit: &Unit, hit: &CueHit, taken: &[bool]) -> Option<Found> {
        let index = hit.clause;
        let sentence = Self::sentence_clauses(unit, index);
        let mut next = index + 1;
        // Past what hangs on the frame itself: its relative clauses.
        while next < sentence.end
            && matches!(unit.clauses[next].kind, ClauseKind::Relative | ClauseKind::Purpose | ClauseKind::Fragment)
            && unit.clauses[next].before != Separator::Colon
        {
            next += 1;
        }
        let clause = unit.clauses.get(next).filter(|_| next < sentence.end)?;
        // A clause inside the frame's own first phrase hangs on its noun: "Die Behauptung, er lüge, wies sie zurück".
        if clause.kind == ClauseKind::Main && clause.parent == Some(index) {
            return None;
        }
        // A frame inside somebody's words frames a claim inside their claim.
        if taken[next] && !taken[index] {
            return None;
        }
        match clause.kind {
            ClauseKind::That => self.subordinate(unit, hit, next, Complement::THAT),
            ClauseKind::Question => self.subordinate(unit, hit, next, Complement::QUESTION),
            // "rätselt, wie der Täter floh", but not "sagte, wie X berichtet, …"
            ClauseKind::As if clause.finite.is_some() && !unit.hits.iter().any(|h| h.clause == next) => {
                self.subordinate(unit, hit, next, Complement::QUESTION)
            }
            ClauseKind::Infinitive => self.subordinate(unit, hit, next, Complement::INFINITIVE),
            ClauseKind::Quoted => {
                let near = clause.before != Separator::Comma || !self.verb_first(&unit.clauses[index]);
                near.then(|| Found { clauses: vec![next], quote: clause.quote, row: hit.rows[0] })
            }
            _ if clause.before == Separator::Colon => {
                let row = self.row_taking(hit, Complement::THAT | Complement::MAIN | Complement::QUOTE)?;
                Some(Found { clauses: (next..sentence.end).collect(), quote: None, row })
            }
            ClauseKind::Main => self.verb_second(unit, hit, next, next),
            ClauseKind::Adverbial => {
                // "Er sagte, wenn es regne, komme er nicht."
                let main = (next + 1..sentence.end).find(|&i| unit.clauses[i].kind == ClauseKind::Main)?;
                self.subjunctive(&unit.clauses[main]).then(|| self.verb_second(unit, hit, next, main)).flatten()
            }
            _ => None,
        }
    }

    fn subordinate(&self, unit: &Unit, hit: &CueHit, next: usize, complement: Complement) -> Option<Found> {
        let row = self.row_taking(hit, complement)?;
        let mut clauses = subtree(unit.clauses, next);
        // "dass …, und dass …"
        for i in next + 1..unit.clauses.len() {
            let sibling = &unit.clauses[i];
            if sibling.coordinated
                && sibling.kind == unit.clauses[next].kind
                && sibling.parent == unit.clauses[next].parent
            {
                clauses.extend(subtree(unit.clauses, i));
            }
        }
        clauses.retain(|&i| i != hit.clause);
        clauses.sort_unstable();
        clauses.dedup();
        Some(Found { clauses, quote: None, row })
    }

    /// "Er sagte, das sei so."
    fn verb_second(&self, unit: &Unit, hit: &CueHit, first: usize, main: usize) -> Option<Found> {
        let row = self.row_taking(hit, Complement::MAIN)?;
        let clause = &unit.clauses[main];
        let sentence = Self::sentence_clauses(unit, main);
        let subjunctive = self.subjunctive(clause);
        if first == main && (clause.coordinated || self.verb_first(clause)) {
            return None;
        }
        let must_follow =
            clause.before == Separator::Comma && !hit.passive && self.bare(&unit.clauses[hit.clause], hit);
        if !subjunctive && !must_follow {
            return None;
        }
        let mut clauses: Vec<usize> = (first..main).collect();
        clauses.extend(subtree(unit.clauses, main));
        let mut i = main + 1;
        while i < sentence.end {
            if clauses.contains(&i) {
                i += 1;
                continue;
            }
            let next = &unit.clauses[i];
            let own_cue = unit.hits.iter().any(|h| h.clause == i && next.finite == Some(h.verb));
            let goes_on = next.kind == ClauseKind::Main && self.subjunctive(next) && subjunctive && !own_cue;
            let hangs = next.kind != ClauseKind::Main && next.kind != ClauseKind::Quoted;
            if !goes_on && !hangs {
                break;
            }
            clauses.push(i);
            i += 1;
        }
        clauses.sort_unstable();
        clauses.dedup();
        Some(Found { clauses, quote: None, row })
    }

    /// Whether the frame has nothing behind its verb but the subject, so that a clause must follow.
    fn bare(&self, clause: &Clause, hit: &CueHit) -> bool {
        let last = clause.tokens().rev().find(|&i| !self.words.features(i).has(Features::PUNCTUATION));
        let verb_last = last.is_some_and(|i| hit.tokens.contains(&i));
        clause.kind == ClauseKind::Main && verb_last
    }

    fn draft(&self, unit: &Unit, number: usize, hit: &CueHit, found: &Found, multiple: bool) -> Draft {
        let entry = self.lexicon.entry(found.row);
        let content = match found.quote {
            Some(_) => found.clauses.iter().flat_map(|&i| unit.clauses[i].segments.clone()).collect(),
            None => self.trim(&Self::cover(unit, &found.clauses)),
        };
        let kind = if found.quote.is_some() { ClaimKind::Direct } else { ClaimKind::Indirect };
        let mut draft = Draft::new(kind, content, number);
        let clause = &unit.clauses[hit.clause];
        draft.lemma = Some(entry.lemma.to_string());
        draft.cue = self.with_correlate(clause, hit, &draft.content);
        draft.medium = self.medium(entry.medium, clause);
        draft.certainty = entry.certainty;
        draft.speaker = self.teller(unit, hit);
        draft.addressee = self.addressee(unit, hit, &draft.speaker, true);
        if matches!(&*entry.lemma, "heißen" | "verlauten" | "hervorgehen" | "stehen") {
            draft.speaker = self.source(clause);
            draft.meant = draft.speaker.first().map_or_else(Vec::new, |source| self.spoken_for(source));
        }
        draft.frame = self.frame_of(unit, hit.clause, &draft.content);
        draft.rule = if multiple { Rule::FramedTwice } else { Rule::Framed };
        draft
    }

    /// Who speaks: the subject, or the agent of a passive; of "zitieren" who is quoted.
    fn teller(&self, unit: &Unit, hit: &CueHit) -> Ranges {
        let clause = &unit.clauses[hit.clause];
        let quoted = &*self.lexicon.entry(hit.rows[0]).lemma == "zitieren";
        match (hit.passive, quoted) {
            (true, false) => self.agent(clause),
            (true, true) | (false, false) => self.phrases.subject(unit.clauses, hit.clause),
            (false, true) => {
                let accusative = |i: &usize| matches!(self.words.lower(*i), "den" | "einen" | "ihn");
                let found = clause.tokens().find(accusative);
                let phrase = found.and_then(|i| self.phrases.noun_phrase(i, clause.end(), Reach::Phrase));
                phrase.map_or_else(Vec::new, single)
            }
        }
    }

    /// "weist darauf hin, dass": the word that points at the content belongs to the cue.
    fn with_correlate(&self, clause: &Clause, hit: &CueHit, content: &Ranges) -> Vec<usize> {
        let start = content.first().map_or(0, |r| r.start);
        let points = |i: usize| {
            let lower = self.words.lower(i);
            let adverb = lower.starts_with("da") && lower.len() > 4 && self.words.features(i).has(Features::ADVERB);
            adverb && !List::NoCorrelates.holds(lower)
        };
        let mut cue = hit.tokens.clone();
        let near = clause.tokens().filter(|&i| i < start && i + 4 >= start && points(i));
        cue.extend(near.filter(|i| !hit.tokens.contains(i)).take(1));
        cue.sort_unstable();
        cue
    }

    /// The clause of the cue and the clauses it stands in, without the content.
    pub(super) fn frame_of(&self, unit: &Unit, index: usize, content: &Ranges) -> Ranges {
        let clauses = &unit.clauses;
        let mut inside = subtree(clauses, index);
        let mut at = index;
        while let Some(parent) = clauses[at].parent.filter(|_| clauses[at].kind != ClauseKind::Main) {
            if clauses[parent].kind == ClauseKind::Quoted || inside.contains(&parent) {
                break;
            }
            inside.push(parent);
            at = parent;
        }
        inside.sort_unstable();
        inside.retain(|&i| clauses[i].kind != ClauseKind::Quoted);
        let all = Self::cover(unit, &inside);
        let mut frame = subtract(&all, content);
        self.take_commas(&mut frame, content, unit);
        frame.retain(|r| r.clone().any(|i| !self.words.features(i).has(Features::PUNCTUATION)));
        frame
    }

    /// Commas and colons between frame and content belong to the frame; a full stop at the end does not.
    fn take_commas(&self, frame: &mut Ranges, content: &Ranges, unit: &Unit) {
        let held = |i: usize| within(content, i);
        for range in frame.iter_mut() {
            while range.start > unit.tokens.start
                && matches!(self.word(range.start - 1), "," | ":" | "–")
                && !held(range.start - 1)
            {
                range.start -= 1;
            }
            while range.end < unit.tokens.end && matches!(self.word(range.end), "," | ":" | "–") && !held(range.end) {
                range.end += 1;
            }
            while range.end > range.start && matches!(self.word(range.end - 1), "." | "!" | "?" | ";") {
                range.end -= 1;
            }
        }
        *frame = ranges(frame.iter().flat_map(Clone::clone));
    }

    /// The tokens of clauses, with the separators between neighbouring ones.
    pub(super) fn cover(unit: &Unit, clauses: &[usize]) -> Ranges {
        let mut segments: Vec<Range<usize>> =
            clauses.iter().flat_map(|&i| unit.clauses[i].segments.iter().cloned()).filter(|s| !s.is_empty()).collect();
        segments.sort_by_key(|s| s.start);
        let mut covered: Ranges = Vec::new();
        for segment in segments {
            match covered.last_mut() {
                Some(last) if segment.start <= last.end + 1 => last.end = last.end.max(segment.end),
                _ => covered.push(segment),
            }
        }
        covered
    }

    /// "von X" or "durch X" beside a passive.
    pub(super) fn agent(&self, clause: &Clause) -> Ranges {
        self.after_preposition(clause, List::Agents)
    }

    /// "In dem Antrag heißt es", "Aus Kreisen verlautet".
    pub(super) fn source(&self, clause: &Clause) -> Ranges {
        self.after_preposition(clause, List::Sources)
    }

    fn after_preposition(&self, clause: &Clause, prepositions: List) -> Ranges {
        for segment in &clause.segments {
            for i in segment.clone() {
                if prepositions.holds(self.words.lower(i))
                    && let Some(phrase) = self.phrases.noun_phrase(i + 1, segment.end, Reach::Phrase)
                {
                    return single(phrase);
                }
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_frame_stands_before_inside_or_behind_what_is_said() {
        check(&[
            ("Der Minister sagte, dass er komme.", Some(("dass er komme", "Der Minister"))),
            ("Er komme, sagte der Minister.", Some(("Er komme", "der Minister"))),
            ("Der Vertrag, betonte Kern, sei gültig.", Some(("Der Vertrag … sei gültig", "Kern"))),
            ("Niemand glaubt, dass der Zug kommt.", None),
        ]);
    }
}
