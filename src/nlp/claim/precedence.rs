//! Which rule may take words first: all rules of claims in the order in which they are asked.

use std::collections::BTreeSet;

use super::cues::Cued;
use super::direct::LastSpeaker;
use super::draft::{Draft, Rule};
use super::text::Text;
use super::{MOST_CLAUSES, MOST_CUES, Scene};
use super::{assertion, back, dialogue, direct, extent, frame, free, headline, noun, report, slogan, source_phrase};
use crate::nlp::analysis::{ClaimKind, Figure};
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};

/// Where the rules are asked, and of what each is handed the part that it reads.
struct Reading<'a> {
    scene: &'a Scene<'a>,
    unit: &'a Unit<'a>,
    /// Index of the unit.
    number: usize,
    last: Option<&'a LastSpeaker>,
}

/// What the rules before have found.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) drafts: Vec<Draft>,
    /// For each clause whether a claim has used it up.
    pub(super) taken: Vec<bool>,
    /// Cues that frame nothing.
    free: Vec<&'a CueHit>,
}

/// Which units a rule is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Always,
    /// Not where there are more clauses than a sentence has.
    OfSentences,
}

type UnitRule = for<'a> fn(&Reading<'a>, &mut Found<'a>);
type VerbRule = for<'a> fn(&Reading<'a>, &Cued<'a>, &mut Found<'a>) -> Vec<Draft>;
type TextRule = fn(&Scene<'_>, &[Figure], &[Draft]) -> Vec<Draft>;

/// The rules of a unit in order: what one takes is not asked for by those behind it.
const UNIT_RULES: [(Asked, UnitRule); 8] = [
    // Verbs of saying, each by the rules of the next list.
    (Asked::OfSentences, frames),
    // "laut X", "so X", "demnach".
    (Asked::OfSentences, source_phrases),
    // "die Behauptung, …".
    (Asked::OfSentences, nouns_of_saying),
    // "X forderte mehr Geld": verbs of saying that frame nothing.
    (Asked::OfSentences, reports),
    // Quotations beside no frame.
    (Asked::Always, free_quotations),
    // Konjunktiv sentences after somebody's words, plans and hearsay, words in marks.
    (Asked::OfSentences, frameless),
    // Quotations inside what has been found.
    (Asked::Always, nested),
    // "Parolen wie „…“".
    (Asked::OfSentences, slogans),
];

/// The rules of a verb of saying in order: the first that finds something has the verb.
const VERB_RULES: [VerbRule; 4] = [
    // "Das sagte X" behind what X said.
    |reading, at, _| {
        let before = reading.number.checked_sub(1).map(|before| &reading.scene.units[before]);
        back::pointing_back(at, before).into_iter().collect()
    },
    // X nannte das „…“.
    |_, at, _| report::named(at).into_iter().collect(),
    // "X sagte, …", "…, sagte X", "wie X sagte".
    |_, at, found| frame::framed(at, &found.taken),
    around_reported,
];

/// The rules of the text as a whole in order, behind those of its units.
const TEXT_RULES: [TextRule; 3] = [
    // Answers in an interview.
    |scene, _, _| dialogue::answers(&scene.phrases, scene.units),
    // "X: …" in headings where nobody else speaks.
    |scene, _, drafts| headline::headlines(&scene.phrases, scene.cues, scene.units, drafts),
    // What the author states, in sentences without a claim.
    |scene, figures, drafts| assertion::assertions(scene.cues.text, scene.units, drafts, figures),
];

/// Adds the claims that the rules of the text find beside those of its units.
pub(super) fn read_text(scene: &Scene<'_>, figures: &[Figure], drafts: &mut Vec<Draft>) {
    for rule in TEXT_RULES {
        let found = rule(scene, figures, drafts);
        // Who stands before the colon of a heading says what seemed to be said by nobody.
        let heads: BTreeSet<usize> =
            found.iter().filter(|draft| draft.rule == Rule::Headline).map(|draft| draft.unit).collect();
        drafts.retain(|draft| !draft.speaker.is_empty() || !heads.contains(&draft.unit));
        drafts.extend(found);
    }
}

/// All claims of a unit.
pub(super) fn read_unit(scene: &Scene<'_>, number: usize, last: Option<&LastSpeaker>) -> Vec<Draft> {
    let unit = &scene.units[number];
    let reading = Reading { scene, unit, number, last };
    let mut found = Found { taken: vec![false; unit.clauses.len()], ..Found::default() };
    let sentence = unit.clauses.len() <= MOST_CLAUSES;
    for (_, rule) in UNIT_RULES.iter().filter(|(asked, _)| sentence || *asked == Asked::Always) {
        rule(&reading, &mut found);
    }
    for draft in &mut found.drafts {
        draft.unit = number;
    }
    found.drafts
}

impl<'a> Reading<'a> {
    fn at(&self, hit: &'a CueHit) -> Cued<'a> {
        let Scene { phrases, cues, .. } = self.scene;
        let (unit, clause) = (self.unit, &self.unit.clauses[hit.clause]);
        Cued { text: cues.text, phrases, cues: *cues, unit, hit, clause }
    }
}

impl Found<'_> {
    /// Keeps a claim and marks the clauses that it has used up.
    fn add(&mut self, unit: &Unit, draft: Draft) {
        for (index, clause) in unit.clauses.iter().enumerate() {
            let first = clause.tokens().next();
            if first.is_some_and(|t| draft.holds(t))
                || clause.kind != ClauseKind::Quoted && clause.tokens().any(|t| draft.holds(t))
            {
                self.taken[index] = true;
            }
        }
        self.drafts.push(draft);
    }
}

fn frames<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let text = reading.scene.cues.text;
    // What stands in marks is part of what a verb outside of them frames.
    let quoted = |hit: &&CueHit| report::is_quoted(text, reading.unit, hit.verb);
    let (inside, outside): (Vec<_>, Vec<_>) = reading.unit.hits.iter().take(MOST_CUES).partition(quoted);
    framed_by(reading, &outside, found);
    let outer = found.drafts.len();
    framed_by(reading, &inside, found);
    // Who is quoted speaks last, not who speaks in the quotation.
    let inner = found.drafts.len() - outer;
    found.drafts.rotate_right(inner);
}

fn framed_by<'a>(reading: &Reading<'a>, hits: &[&'a CueHit], found: &mut Found<'a>) {
    for &hit in hits {
        let at = reading.at(hit);
        let drafts = VERB_RULES.iter().map(|rule| rule(reading, &at, found)).find(|drafts| !drafts.is_empty());
        let Some(drafts) = drafts else {
            found.free.push(hit);
            continue;
        };
        for draft in drafts {
            found.add(reading.unit, draft);
        }
        found.taken[hit.clause] = true;
    }
}

/// "Sie gehe davon aus, dass …, sagte X": the frame behind takes what is already framed before it, and tells who somebody's
/// pronoun is.
fn around_reported<'a>(_: &Reading<'a>, at: &Cued<'a>, found: &mut Found<'a>) -> Vec<Draft> {
    let Cued { text, unit, hit, .. } = *at;
    let sentence = extent::sentence(unit, hit.clause);
    let before = &unit.clauses[sentence.start..hit.clause];
    let framing = |draft: &Draft| before.iter().find(|c| c.tokens().any(|i| draft.cue.first() == Some(&i)));
    let reported = |draft: &Draft| framing(draft).is_some_and(|clause| text.subjunctive(clause));
    // "Wie X sagte, wies Y den Antrag zurück": that frame goes on behind.
    if !found.drafts.iter().any(|draft| draft.end() <= hit.verb && framing(draft).is_some()) {
        return Vec::new();
    }
    let any_reported = found.drafts.iter().any(reported);
    let open: Vec<bool> = (0..found.taken.len()).map(|i| found.taken[i] && !sentence.contains(&i)).collect();
    let mut framed = frame::framed(at, &open);
    // "…, sagte X": its own subject behind the verb tells that what stands before is said.
    let behind = |draft: &Draft| draft.speaker.first().is_some_and(|r| r.start > hit.verb);
    framed.retain(|draft| draft.start() < hit.verb && (any_reported || behind(draft)));
    if let Some(outer) = framed.first().filter(|outer| !outer.speaker.is_empty()) {
        // "Ob das so sei, könne nicht nachgewiesen werden, sagte X": nobody else says it.
        found.drafts.retain(|draft| !(outer.holds(draft.start()) && reported(draft) && draft.speaker.is_empty()));
        let inside = |draft: &&mut Draft| outer.holds(draft.start()) && is_reported_frame(text, unit, draft);
        for draft in found.drafts.iter_mut().filter(inside) {
            draft.meant.clone_from(outer.voice());
        }
    }
    framed
}

/// "Er gehe davon aus, dass …": a frame in the Konjunktiv whose subject is a pronoun is itself somebody's words.
fn is_reported_frame(text: Text<'_>, unit: &Unit, draft: &Draft) -> bool {
    let pronoun = draft.speaker.first().is_some_and(|r| r.len() == 1 && matches!(text.lower(r.start), "er" | "sie"));
    let cue = |clause: &&Clause| clause.tokens().any(|i| draft.cue.contains(&i));
    pronoun && unit.clauses.iter().find(cue).is_some_and(|clause| text.subjunctive(clause))
}

fn source_phrases<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, .. } = *reading;
    for draft in source_phrase::sourced(&scene.phrases, scene.cues, unit, &found.taken) {
        // "Ginge es nach X, …": a clause that is all frame.
        let sourced = draft.rule == Rule::Sourced;
        for (index, clause) in unit.clauses.iter().enumerate().filter(|_| sourced) {
            let framed = |t: usize| draft.frame.iter().any(|r| r.contains(&t));
            found.taken[index] |= clause.kind != ClauseKind::Quoted && clause.tokens().all(framed);
        }
        found.add(unit, draft);
    }
}

fn nouns_of_saying<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, .. } = *reading;
    for draft in noun::governed(&scene.phrases, scene.cues, unit, &found.taken) {
        // What the clause around does with the noun is no report of its own.
        for (index, clause) in unit.clauses.iter().enumerate() {
            found.taken[index] |= clause.tokens().any(|t| draft.cue.contains(&t));
        }
        found.add(unit, draft);
    }
}

fn reports<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    for hit in std::mem::take(&mut found.free) {
        if !found.taken[hit.clause]
            && let Some(draft) = report::reported(&reading.at(hit))
        {
            found.add(reading.unit, draft);
        }
    }
}

fn free_quotations<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, last, .. } = *reading;
    let here = found.drafts.last().map(|d| d.voice().clone()).filter(|s| !s.is_empty());
    found.drafts.extend(direct::free_quotes(&scene.phrases, unit, &found.taken, last, here.as_ref()));
}

fn frameless<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, number, last } = *reading;
    let drafts = free::frameless(&scene.phrases, (unit, number), (&found.drafts, &found.taken), last);
    found.drafts.extend(drafts);
    if let Some(last) = last {
        let drafts = direct::fragments(&scene.phrases, unit, number, &found.drafts, last);
        found.drafts.extend(drafts);
    }
}

fn nested<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, .. } = *reading;
    let within = |outer: &Draft| direct::nested(&scene.phrases, scene.cues, unit, outer);
    let nested: Vec<Draft> = found.drafts.iter().flat_map(within).collect();
    for draft in nested {
        if !found.drafts.iter().any(|d| d.kind == ClaimKind::Direct && d.content == draft.content) {
            found.drafts.push(draft);
        }
    }
}

fn slogans<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, .. } = *reading;
    let drafts = slogan::slogans(&scene.phrases, unit, &found.drafts);
    found.drafts.extend(drafts);
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::claims;

    #[test]
    fn what_one_rule_takes_is_not_taken_again_by_those_behind_it() {
        for (text, expected, reason) in [
            (
                "Ada Kern forderte, der Zug solle fahren.",
                "der Zug solle fahren",
                "a frame is no report of a speech act",
            ),
            ("„Der Zug fährt“, sagte Ada Kern.", "„Der Zug fährt“", "nor is its quotation free"),
            ("Ada Kern sagte, der Zug fahre.", "der Zug fahre", "nor its Konjunktiv without a frame"),
            (
                "Ada Kern sagte, der Zug sei „sehr spät“.",
                "der Zug sei „sehr spät“; „sehr spät“",
                "but quotations inside are found",
            ),
            (
                "Laut Kern sagte Abel, der Zug fahre.",
                "sagte Abel, der Zug fahre; der Zug fahre",
                "and frames inside a source's words",
            ),
        ] {
            let contents = claims(text).iter().map(|claim| claim.spans[0].of(text)).collect::<Vec<_>>().join("; ");
            assert_eq!(contents, expected, "{reason}: {text}");
        }
    }
}
