//! Attribution: who said it, by which cue, how surely; joins quotations with entities and figures.

mod direct;
mod draft;
mod frame;
mod free;
mod particle;
mod phrase;
mod report;
mod scene;

use direct::LastSpeaker;
use draft::{Draft, Ranges};
use scene::Scene;

use super::analysis::{Analysis, Claim, ClaimId, ClaimKind, Cue, Party, Score, Speaker};
use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;
use super::quote::clause::ClauseKind;
use super::quote::{Quotations, Unit};
use crate::text::Span;

/// Attributes claims.
#[derive(Debug)]
pub struct ClaimReader {}

/// A sentence of more clauses than this is no sentence; only its whole quotations are read.
const MOST_CLAUSES: usize = 120;

impl ClaimReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Adds the claims to `analysis` and ties its mentions and figures to them.
    pub fn read(&self, layers: &Layers<'_>, quotations: &Quotations<'_>, analysis: &mut Analysis) {
        let scene = Scene::new(layers, quotations);
        let drafts = read_units(&scene);
        analysis.claims = finish(layers, drafts);
    }
}

fn read_units(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last: Option<LastSpeaker> = None;
    for (number, unit) in scene.quotations.units.iter().enumerate() {
        let found = read_unit(scene, unit, number, last.as_ref());
        let speaking = found.iter().rev().find(|d| !d.speaker.is_empty());
        if let Some(draft) = speaking {
            last = Some(LastSpeaker { speaker: draft.speaker.clone(), unit: number, paragraph: unit.paragraph });
        }
        drafts.extend(found);
    }
    merge_continuations(scene, &mut drafts);
    drafts
}

fn read_unit(scene: &Scene<'_>, unit: &Unit, number: usize, last: Option<&LastSpeaker>) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    let mut taken = vec![false; unit.clauses.len()];
    if unit.clauses.len() <= MOST_CLAUSES {
        let mut free = Vec::new();
        for hit in &unit.hits {
            let named = scene.named(unit, number, hit);
            let framed = if named.is_none() { scene.framed(unit, number, hit, &taken) } else { Vec::new() };
            if named.is_none() && framed.is_empty() {
                free.push(hit);
                continue;
            }
            for draft in named.into_iter().chain(framed) {
                take(unit, &draft, &mut taken);
                taken[hit.clause] = true;
                found.push(draft);
            }
        }
        for draft in scene.sourced(unit, number) {
            take(unit, &draft, &mut taken);
            found.push(draft);
        }
        for hit in free {
            if !taken[hit.clause]
                && let Some(draft) = scene.reported(unit, number, hit)
            {
                take(unit, &draft, &mut taken);
                found.push(draft);
            }
        }
        found.extend(scene.free_quotes(unit, number, &taken, last));
        found.extend(scene.frameless(unit, number, &taken, last));
    } else {
        found.extend(scene.free_quotes(unit, number, &taken, last));
    }
    let nested: Vec<Draft> = found.iter().flat_map(|d| scene.nested(unit, d)).collect();
    for draft in nested {
        if !found.iter().any(|d| d.kind == ClaimKind::Direct && d.content == draft.content) {
            found.push(draft);
        }
    }
    found
}

/// Marks the clauses that a claim has used up.
fn take(unit: &Unit, draft: &Draft, taken: &mut [bool]) {
    for (index, clause) in unit.clauses.iter().enumerate() {
        let first = clause.tokens().next();
        if first.is_some_and(|t| draft.holds(t))
            || clause.kind != ClauseKind::Quoted && clause.tokens().any(|t| draft.holds(t))
        {
            taken[index] = true;
        }
    }
}

/// Konjunktiv sentences that follow one another with one speaker are one claim.
fn merge_continuations(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut open: Option<usize> = None;
    for draft in drafts.drain(..) {
        if draft.kind == ClaimKind::IndirectFreeIndirect {
            let follows = open.filter(|&at| {
                let before: &Draft = &merged[at];
                before.unit + 1 == draft.unit
                    && before.speaker == draft.speaker
                    && scene.quotations.units[before.unit].paragraph == scene.quotations.units[draft.unit].paragraph
            });
            if let Some(at) = follows {
                let content: Ranges = draft.content;
                let before = &mut merged[at];
                let joined: Vec<usize> = before.content.iter().chain(&content).flat_map(Clone::clone).collect();
                before.content = draft::ranges(joined);
                before.unit = draft.unit;
                continue;
            }
            open = Some(merged.len());
        }
        merged.push(draft);
    }
    *drafts = merged;
}

fn finish(layers: &Layers<'_>, mut drafts: Vec<Draft>) -> Vec<Claim> {
    drafts.retain(|d| !d.content.is_empty());
    drafts.sort_by_key(|d| (d.start(), std::cmp::Reverse(d.end()), d.kind));
    drafts.iter().zip(1..).map(|(draft, number)| claim(layers, draft, ClaimId(number))).collect()
}

fn claim(layers: &Layers<'_>, draft: &Draft, id: ClaimId) -> Claim {
    let spans = |ranges: &Ranges| -> Vec<Span> { ranges.iter().filter_map(|r| span(layers, r)).collect() };
    let speaker = spans(&draft.speaker);
    let words = |spans: &[Span]| spans.iter().map(|s| s.of(layers.text)).collect::<Vec<_>>().join(" … ");
    let addressee = spans(&draft.addressee);
    Claim {
        id,
        kind: draft.kind,
        spans: spans(&draft.content),
        speaker: (!speaker.is_empty()).then(|| Speaker {
            name: words(&speaker),
            entity_id: None,
            spans: speaker,
            resolved_by: draft.resolved_by,
        }),
        cue: draft
            .lemma
            .as_ref()
            .map(|lemma| Cue { lemma: lemma.clone(), spans: spans(&draft::ranges(draft.cue.iter().copied())) }),
        frame: spans(&draft.frame),
        addressee: (!addressee.is_empty()).then(|| Party { name: words(&addressee), spans: addressee }),
        medium: draft.medium,
        certainty: draft.certainty,
        negated: false,
        nested_in: None,
        confidence: draft.confidence,
        entities: Vec::new(),
        figures: Vec::new(),
        sentiment: Score::default(),
    }
}

fn span(layers: &Layers<'_>, tokens: &std::ops::Range<usize>) -> Option<Span> {
    let first = layers.tokens.get(tokens.start)?;
    let last = layers.tokens.get(tokens.end.checked_sub(1)?)?;
    (first.span.start <= last.span.end).then(|| first.span.cover(last.span))
}
