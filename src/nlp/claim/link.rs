//! Ties claims to the mentions and figures inside them, and mentions of speakers to their entities.

use super::draft::Draft;
use super::scene::Scene;
use crate::nlp::analysis::{Analysis, ClaimId, EntityId, Mention, MentionKind, ResolvedBy};
use crate::text::Span;

/// Innermost claim of every token.
pub(super) struct Inside {
    claims: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Inside {
    /// `drafts` must stand in claim order, outer before inner; each paints over those before it.
    pub(super) fn new(scene: &Scene<'_>, drafts: &[Draft]) -> Self {
        let mut claims = vec![NONE; scene.layers.tokens.len()];
        for (index, draft) in drafts.iter().enumerate() {
            let Ok(index) = u32::try_from(index) else { break };
            for range in &draft.content {
                claims[range.clone()].fill(index);
            }
        }
        Self { claims }
    }

    /// Index of the innermost claim that holds the span.
    fn of(&self, scene: &Scene<'_>, span: Span) -> Option<usize> {
        let tokens = scene.layers.tokens_in(span.start, span.end);
        let claim = *self.claims.get(tokens.start)?;
        (claim != NONE).then_some(claim).and_then(|c| usize::try_from(c).ok())
    }
}

/// For each draft the index of the smallest one before it that holds it.
pub(super) fn nesting(drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut outer: Vec<usize> = Vec::new();
    let mut nested = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        while outer.last().is_some_and(|&o| drafts[o].end() <= draft.start()) {
            outer.pop();
        }
        let holder = outer.iter().rev().take(4).copied().find(|&o| {
            drafts[o].holds(draft.start()) && drafts[o].end() >= draft.end() && drafts[o].content != draft.content
        });
        nested.push(holder);
        outer.push(index);
    }
    nested
}

/// Gives the entities the pronouns and noun phrases that speak for them.
pub(super) fn add_mentions(scene: &Scene<'_>, drafts: &[Draft], analysis: &mut Analysis) {
    let mut found: Vec<(EntityId, Mention)> = Vec::new();
    for (claim, draft) in analysis.claims.iter().zip(drafts) {
        let Some(speaker) = &claim.speaker else { continue };
        let (Some(id), Some(by)) = (&speaker.entity_id, speaker.resolved_by) else { continue };
        let kind = match by {
            ResolvedBy::Pronoun => MentionKind::Pronoun,
            ResolvedBy::Nominal => MentionKind::Nominal,
            ResolvedBy::Name | ResolvedBy::Surname | ResolvedBy::Continuation => continue,
        };
        if let Some(span) = draft.voice().first().and_then(|r| super::span(scene.layers, r)) {
            found.push((id.clone(), Mention { span, kind, in_claim: None }));
        }
    }
    for (id, mention) in found {
        if let Some(entity) = analysis.entities.iter_mut().find(|e| e.id == id) {
            let at = entity.mentions.partition_point(|m| m.span.start < mention.span.start);
            let near = entity.mentions[at.saturating_sub(1)..].iter().take(3);
            if !near.into_iter().any(|m| m.span.overlaps(mention.span)) {
                entity.mentions.insert(at, mention);
            }
        }
    }
}

/// Fills in what stands inside which claim, on both sides.
pub(super) fn tie(scene: &Scene<'_>, inside: &Inside, analysis: &mut Analysis) {
    let claims = &mut analysis.claims;
    for entity in &mut analysis.entities {
        for mention in &mut entity.mentions {
            let Some(at) = inside.of(scene, mention.span) else { continue };
            let Some(claim) = claims.get_mut(at) else { continue };
            mention.in_claim = Some(claim.id);
            if mention.kind == MentionKind::Derived {
                continue;
            }
            let mut holder = Some(at);
            // The claims around it hold the entity too.
            for _ in 0..4 {
                let Some(claim) = holder.and_then(|h| claims.get_mut(h)) else { break };
                if !claim.entities.contains(&entity.id) {
                    claim.entities.push(entity.id.clone());
                }
                holder = claim.nested_in.and_then(index_of);
            }
        }
    }
    for figure in &mut analysis.figures {
        let Some(at) = inside.of(scene, figure.span) else { continue };
        let Some(claim) = claims.get_mut(at) else { continue };
        figure.claim_id = Some(claim.id);
        figure.speaker = claim.speaker.as_ref().and_then(|s| s.entity_id.clone());
        let mut holder = Some(at);
        for _ in 0..4 {
            let Some(claim) = holder.and_then(|h| claims.get_mut(h)) else { break };
            claim.figures.push(figure.id);
            holder = claim.nested_in.and_then(index_of);
        }
    }
    for claim in claims {
        claim.figures.sort_unstable();
        claim.figures.dedup();
    }
}

fn index_of(id: ClaimId) -> Option<usize> {
    usize::try_from(id.0).ok()?.checked_sub(1)
}

/// The entities named in the clause of each figure.
pub(super) fn figure_entities(scene: &Scene<'_>, analysis: &mut Analysis) {
    let mut names: Vec<(usize, usize)> = Vec::new();
    for (index, entity) in analysis.entities.iter().enumerate() {
        for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
            names.push((scene.layers.tokens_in(mention.span.start, mention.span.end).start, index));
        }
    }
    names.sort_unstable();
    let mut unit = 0;
    for figure in &mut analysis.figures {
        let token = scene.layers.tokens_in(figure.span.start, figure.span.end).start;
        let units = &scene.quotations.units;
        while units.get(unit).is_some_and(|u| u.tokens.end <= token) {
            unit += 1;
        }
        let small = units.get(unit).filter(|u| u.clauses.len() <= super::MOST_CLAUSES);
        let Some(clause) = small.and_then(|u| u.clauses.iter().find(|c| c.segments.iter().any(|s| s.contains(&token))))
        else {
            continue;
        };
        for segment in &clause.segments {
            let first = names.partition_point(|n| n.0 < segment.start);
            for &(_, entity) in names[first..].iter().take_while(|n| n.0 < segment.end) {
                let id = &analysis.entities[entity].id;
                if !figure.entities.contains(id) && figure.entities.len() < 16 {
                    figure.entities.push(id.clone());
                }
            }
        }
    }
}
