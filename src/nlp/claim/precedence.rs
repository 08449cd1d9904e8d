//! Which rule may take a clause first: the rules of claims in the order in which they are asked.

use super::direct::LastSpeaker;
use super::draft::{Draft, Rule};
use super::scene::Scene;
use super::{MOST_CLAUSES, MOST_CUES};
use crate::nlp::analysis::ClaimKind;
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::ClauseKind;

/// What a rule reads.
struct Reading<'a> {
    scene: &'a Scene<'a>,
    unit: &'a Unit<'a>,
    /// Index of the unit.
    number: usize,
    last: Option<&'a LastSpeaker>,
}

/// What the rules before have found.
#[derive(Default)]
struct Found<'a> {
    drafts: Vec<Draft>,
    /// For each clause whether a claim has used it up.
    taken: Vec<bool>,
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

type Reads = for<'a> fn(&Reading<'a>, &mut Found<'a>);

/// The rules in order: what one takes is not asked for by those behind it.
const RULES: [(Asked, Reads); 7] = [
    // "X sagte, …", X nannte das „…“, "Das sagte X".
    (Asked::OfSentences, frames),
    // "laut X", "so X", "demnach".
    (Asked::OfSentences, source_phrases),
    // "die Behauptung, …".
    (Asked::OfSentences, nouns_of_saying),
    // "X forderte mehr Geld".
    (Asked::OfSentences, reports),
    // Quotations beside no frame.
    (Asked::Always, free_quotations),
    // Konjunktiv sentences after somebody's words, plans and hearsay.
    (Asked::OfSentences, frameless),
    // Quotations inside what has been found.
    (Asked::Always, nested),
];

/// All claims of a unit.
pub(super) fn read(scene: &Scene<'_>, unit: &Unit<'_>, number: usize, last: Option<&LastSpeaker>) -> Vec<Draft> {
    let reading = Reading { scene, unit, number, last };
    let mut found = Found { taken: vec![false; unit.clauses.len()], ..Found::default() };
    let sentence = unit.clauses.len() <= MOST_CLAUSES;
    for (_, rule) in RULES.iter().filter(|(asked, _)| sentence || *asked == Asked::Always) {
        rule(&reading, &mut found);
    }
    found.drafts
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
    let Reading { scene, unit, number, .. } = *reading;
    for hit in unit.hits.iter().take(MOST_CUES) {
        let before = number.checked_sub(1).map(|b| &scene.quotations.units[b]);
        if let Some(draft) = scene.pointing_back(unit, number, hit, before) {
            found.taken[hit.clause] = true;
            found.drafts.push(draft);
            continue;
        }
        let named = scene.named(unit, number, hit);
        let mut framed = if named.is_none() { scene.framed(unit, number, hit, &found.taken) } else { Vec::new() };
        if named.is_none() && framed.is_empty() {
            framed.extend(around_reported(reading, hit, found));
        }
        if named.is_none() && framed.is_empty() {
            found.free.push(hit);
            continue;
        }
        for draft in named.into_iter().chain(framed) {
            found.add(unit, draft);
            found.taken[hit.clause] = true;
        }
    }
}

/// "Sie gehe davon aus, dass …, sagte X": the frame behind takes what somebody's pronoun already frames, and tells who
/// that is.
fn around_reported(reading: &Reading<'_>, hit: &CueHit, found: &mut Found<'_>) -> Vec<Draft> {
    let Reading { scene, unit, number, .. } = *reading;
    let sentence = Scene::sentence_clauses(unit, hit.clause);
    let inner = |draft: &Draft| {
        let here = draft.cue.first().is_some_and(|&cue| {
            unit.clauses[sentence.start..hit.clause].iter().any(|clause| clause.tokens().any(|i| i == cue))
        });
        here && scene.is_reported_frame(unit, draft)
    };
    if !found.drafts.iter().any(inner) {
        return Vec::new();
    }
    let open: Vec<bool> = (0..found.taken.len()).map(|i| found.taken[i] && !sentence.contains(&i)).collect();
    let framed = scene.framed(unit, number, hit, &open);
    if let Some(outer) = framed.first().filter(|outer| !outer.speaker.is_empty()) {
        for draft in
            found.drafts.iter_mut().filter(|draft| outer.holds(draft.start()) && scene.is_reported_frame(unit, draft))
        {
            draft.meant.clone_from(outer.voice());
        }
    }
    framed
}

fn source_phrases<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, number, .. } = *reading;
    for draft in scene.sourced(unit, number) {
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
    let Reading { scene, unit, number, .. } = *reading;
    for draft in scene.governed(unit, number, &found.taken) {
        // What the clause around does with the noun is no report of its own.
        for (index, clause) in unit.clauses.iter().enumerate() {
            found.taken[index] |= clause.tokens().any(|t| draft.cue.contains(&t));
        }
        found.add(unit, draft);
    }
}

fn reports<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, number, .. } = *reading;
    for hit in std::mem::take(&mut found.free) {
        if !found.taken[hit.clause]
            && let Some(draft) = scene.reported(unit, number, hit)
        {
            found.add(unit, draft);
        }
    }
}

fn free_quotations<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, number, last } = *reading;
    let here = found.drafts.last().map(|d| d.voice().clone()).filter(|s| !s.is_empty());
    found.drafts.extend(scene.free_quotes(unit, number, &found.taken, last, here.as_ref()));
}

fn frameless<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let Reading { scene, unit, number, last } = *reading;
    found.drafts.extend(scene.frameless(unit, number, &found.taken, last));
}

fn nested<'a>(reading: &Reading<'a>, found: &mut Found<'a>) {
    let nested: Vec<Draft> = found.drafts.iter().flat_map(|d| reading.scene.nested(reading.unit, d)).collect();
    for draft in nested {
        if !found.drafts.iter().any(|d| d.kind == ClaimKind::Direct && d.content == draft.content) {
            found.drafts.push(draft);
        }
    }
}
