//! Attribution: who said it, by which cue, how surely; joins quotations with entities and figures.

mod actors;
mod addressee;
mod assertion;
mod attribution;
mod back;
mod bound;
mod certainty;
mod confidence;
mod cues;
mod dialogue;
mod direct;
mod draft;
mod extent;
mod frame;
mod free;
mod headline;
mod link;
mod medium;
mod nominal_anaphora;
mod noun;
mod organisation_anaphora;
mod phrase;
mod precedence;
mod report;
mod resolve;
mod restated;
mod self_attribution;
mod slogan;
mod source_phrase;
mod sourced;
mod subject;
mod text;
mod view;
mod word_list;

use actors::Actors;
use cues::Cues;
use direct::LastSpeaker;
use draft::{Draft, Ranges};
use link::Inside;
use phrase::Phrases;
use resolve::{Resolved, Resolver};
use text::Text;

use super::analysis::{Analysis, Claim, ClaimId, ClaimKind, Cue, Entity, Party, ResolvedBy, Score, Speaker};
use super::document::Annotations;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::limits::{self, Allowance, Share};
use super::quote::{Quotations, Unit};
use super::syntax::words::Features;
use crate::text::Span;

/// Attributes claims.
#[derive(Debug)]
pub struct ClaimReader {}

/// A sentence of more clauses than this is no sentence; only its whole quotations are read.
const MOST_CLAUSES: usize = 120;

/// So many units may stand between somebody's words and a quotation that goes on with them.
const SILENCE: usize = 2;

/// More cues in one sentence are no German; each costs as much as the sentence is long.
const MOST_CUES: usize = 48;

/// All that the rules read of a text. Who hands out their parts sees it, and who resolves speakers; a rule names the
/// parts that it reads: the words ([`Text`]), the noun phrases ([`Phrases`]), the words of saying ([`Cues`]), or a cue or
/// source word where it stands ([`cues::Cued`], [`source_phrase::SourceAt`]).
struct Scene<'a> {
    phrases: Phrases<'a>,
    cues: Cues<'a>,
    units: &'a [Unit<'a>],
    lexicon: &'a Lexicon,
}

impl ClaimReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, DataError> {
        word_list::List::check()?;
        Ok(Self {})
    }

    /// Adds the claims to `analysis` and ties its mentions and figures to them. The first `lead` bytes are the title.
    pub fn read(
        &self,
        lexicon: &Lexicon,
        (layers, lead): (&Annotations<'_>, usize),
        quotations: &Quotations<'_>,
        analysis: &mut Analysis,
    ) {
        let text = Text { layers };
        let phrases = Phrases::new(text, Actors::new(lexicon, layers, &analysis.entities));
        let cues = Cues { text, lexicon: &lexicon.cues };
        let scene = Scene { phrases, cues, units: &quotations.units, lexicon };
        let mut drafts = read_units(&scene);
        precedence::read_text(&scene, &analysis.figures, &mut drafts);
        finish(&scene, drafts, analysis);
        restated::join(layers, lead, analysis);
    }
}

fn read_units(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut last: Option<LastSpeaker> = None;
    let text = scene.cues.text;
    for (number, unit) in scene.units.iter().enumerate() {
        if text.layers.halt.is_called() {
            break;
        }
        let found = precedence::read_unit(scene, number, last.as_ref());
        let speaking = found.iter().rev().find(|d| !d.speaker.is_empty());
        if let Some(draft) = speaking {
            let speaker = draft.voice().clone();
            let reported =
                draft.content.iter().flat_map(Clone::clone).any(|i| text.features(i).has(Features::SUBJUNCTIVE));
            let paragraph = unit.paragraph;
            last = Some(LastSpeaker { speaker, unit: number, paragraph, reported, ..LastSpeaker::default() });
        } else if found.is_empty()
            && let Some((speaker, stand)) = scene.phrases.named_subject(unit.clauses)
        {
            let unit_of_claim = if stand { number } else { last.as_ref().map_or(0, |l| l.unit) };
            let paragraph = unit.paragraph;
            let person = speaker.iter().flat_map(Clone::clone).any(|i| scene.phrases.actors.is_person(i));
            let spoke = last.filter(|l| !stand && !person && number <= l.unit + SILENCE);
            let spoke = spoke.map_or_else(Ranges::new, |l| if l.silent { l.spoke } else { l.speaker });
            last =
                Some(LastSpeaker { speaker, unit: unit_of_claim, paragraph, silent: !stand, reported: false, spoke });
        }
        drafts.extend(found);
    }
    merge_continuations(scene.units, &mut drafts);
    drafts
}

/// Konjunktiv sentences that follow one another with one speaker are one claim.
fn merge_continuations(units: &[Unit], drafts: &mut Vec<Draft>) {
    let mut merged: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut open: Option<usize> = None;
    for draft in drafts.drain(..) {
        if matches!(draft.kind, ClaimKind::IndirectFreeIndirect | ClaimKind::FreeIndirect) {
            let follows = open.filter(|&at| {
                let before: &Draft = &merged[at];
                before.unit + 1 == draft.unit
                    && before.kind == draft.kind
                    && before.speaker == draft.speaker
                    && draft.end().saturating_sub(before.start()) <= limits::CLAIM
                    && units[before.unit].paragraph + 1 >= units[draft.unit].paragraph
            });
            if let Some(at) = follows {
                let before = &mut merged[at];
                draft::append(&mut before.content, draft.content);
                before.unit = draft.unit;
                continue;
            }
            open = Some(merged.len());
        }
        merged.push(draft);
    }
    *drafts = merged;
}

/// Claims in text order, with speakers resolved and everything tied together.
fn finish(scene: &Scene<'_>, mut drafts: Vec<Draft>, analysis: &mut Analysis) {
    let text = scene.cues.text;
    let layers = text.layers;
    drafts.retain(|d| !d.content.is_empty());
    drafts.sort_by_key(|d| (d.start(), std::cmp::Reverse(d.end()), d.kind));
    let mut allowance = Allowance::new(Share::Claims);
    drafts.retain(|d| allowance.admits(bound::read(text, d), bound::weight(text, d)));
    limits::warn(analysis, allowance.left_out(), "claims");
    let resolver = Resolver::new(scene, &analysis.entities);
    let nested = link::nesting(&drafts);
    let mut before: Option<usize> = None;
    let mut continued: Option<(Ranges, Option<usize>)> = None;
    for (at, draft) in drafts.iter_mut().enumerate() {
        if layers.halts_at(at) {
            break;
        }
        certainty::settle(text, draft);
        let entity_found = match (&continued, draft.resolved_by) {
            (Some((speaker, entity)), Some(by)) if speaker == draft.voice() => {
                entity.map(|entity| Resolved { entity, by })
            }
            _ => resolver.resolve(draft, &analysis.entities, before),
        };
        if !draft.speaker.is_empty() {
            continued = Some((draft.voice().clone(), entity_found.map(|r| r.entity)));
            before = entity_found.map(|r| r.entity).or(before);
        }
        let id = number(at);
        let speaker = entity_found.map(|r| (&analysis.entities[r.entity], r.by));
        let confidence = confidence::of(&scene.phrases, scene.lexicon, draft, entity_found.map(|r| r.by));
        let mut claim = claim(text, draft, id, speaker, confidence);
        claim.nested_in = nested[at].map(number);
        analysis.claims.push(claim);
    }
    link::add_mentions(layers, &drafts, analysis);
    let inside = Inside::new(layers, &drafts);
    let mut ties = Allowance::new(Share::Ties);
    link::tie(layers, &inside, &mut ties, analysis);
    link::figure_entities(layers, scene.units, &mut ties, analysis);
    limits::warn(analysis, ties.left_out(), "references between claims, figures and entities");
}

fn number(index: usize) -> ClaimId {
    ClaimId(u32::try_from(index).map_or(u32::MAX, |n| n.saturating_add(1)))
}

fn claim(text: Text<'_>, draft: &Draft, id: ClaimId, speaker: Option<(&Entity, ResolvedBy)>, confidence: f64) -> Claim {
    let layers = text.layers;
    let spans = |ranges: &Ranges| -> Vec<Span> { ranges.iter().filter_map(|r| span(layers, r)).collect() };
    let speaker_spans = spans(&draft.speaker);
    let voice = spans(draft.voice());
    let words = |spans: &[Span]| {
        let words = spans.iter().map(|s| s.of(layers.text)).collect::<Vec<_>>().join(" … ");
        limits::shortened(&words, limits::PHRASE_BYTES).to_owned()
    };
    let addressee = spans(&draft.addressee);
    Claim {
        id,
        kind: draft.kind,
        spans: spans(&draft.content),
        speaker: (!speaker_spans.is_empty()).then(|| Speaker {
            name: speaker.map_or_else(|| words(&voice), |(entity, _)| entity.name.clone()),
            entity_id: speaker.map(|(entity, _)| entity.id.clone()),
            spans: speaker_spans,
            resolved_by: speaker.map(|(_, by)| by).or(draft.resolved_by),
        }),
        cue: draft
            .lemma
            .as_ref()
            .map(|lemma| Cue { lemma: lemma.clone(), spans: spans(&draft::ranges(draft.cue.iter().copied())) }),
        frame: spans(&draft.frame),
        addressee: (!addressee.is_empty()).then(|| Party { name: words(&addressee), spans: addressee }),
        medium: draft.medium,
        certainty: draft.certainty,
        negated: certainty::content_negated(text, &draft.content),
        nested_in: None,
        restated_by: None,
        confidence,
        entities: Vec::new(),
        figures: Vec::new(),
        sentiment: Score::default(),
    }
}

fn span(layers: &Annotations<'_>, tokens: &std::ops::Range<usize>) -> Option<Span> {
    let first = layers.tokens.get(tokens.start)?;
    let last = layers.tokens.get(tokens.end.checked_sub(1)?)?;
    (first.span.start <= last.span.end).then(|| first.span.cover(last.span))
}

/// The harness for the cases that stand beside the rules.
#[cfg(test)]
mod testing {
    use std::sync::LazyLock;

    use crate::nlp::analysis::{Claim, ClaimKind};
    use crate::nlp::{Document, Engine};
    use crate::text::Span;

    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the engine"));

    /// The claims that somebody makes, assertions of the author left out.
    pub(super) fn claims(text: &str) -> Vec<Claim> {
        let found = ENGINE.analyze(Document::new(text)).claims;
        found.into_iter().filter(|claim| claim.kind != ClaimKind::Assertion).collect()
    }

    /// Each text makes a claim of this content by this speaker, or none at all.
    #[track_caller]
    pub(super) fn check(cases: &[(&str, Option<(&str, &str)>)]) {
        for (text, expected) in cases {
            let words = |spans: &[Span]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … ");
            let speaker = |claim: &Claim| claim.speaker.as_ref().map_or_else(String::new, |s| words(&s.spans));
            let found: Vec<_> = claims(text).iter().map(|claim| (words(&claim.spans), speaker(claim))).collect();
            let right = match expected {
                Some((content, speaker)) => found.iter().any(|(c, s)| c == content && s == speaker),
                None => found.is_empty(),
            };
            assert!(right, "{text}\n  expected {expected:?}\n  found {found:?}");
        }
    }

    /// The last claim of each text is made by the entity of this name, or by somebody who stays unknown.
    #[track_caller]
    pub(super) fn check_speaker(cases: &[(&str, Option<&str>)]) {
        for (text, expected) in cases {
            let speaker = claims(text).pop().and_then(|claim| claim.speaker).expect(text);
            let found = speaker.entity_id.is_some().then_some(speaker.name);
            assert_eq!(found.as_deref(), *expected, "{text}");
        }
    }
}
