//! Ties claims to the mentions and figures inside them, and mentions of speakers to their entities.

use std::collections::HashMap;

use super::draft::Draft;
use crate::nlp::analysis::{Analysis, ClaimId, EntityId, Mention, MentionKind, ResolvedBy};
use crate::nlp::document::Annotations;
use crate::nlp::limits::{self, Allowance};
use crate::nlp::quote::Unit;
use crate::text::Span;

/// Innermost claim of every token.
pub(super) struct Inside {
    claims: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Inside {
    /// `drafts` must stand in claim order, outer before inner; each paints over those before it.
    pub(super) fn new(layers: &Annotations<'_>, drafts: &[Draft]) -> Self {
        let mut claims = vec![NONE; layers.tokens.len()];
        for (index, draft) in drafts.iter().enumerate() {
            let Ok(index) = u32::try_from(index) else { break };
            for range in &draft.content {
                claims[range.clone()].fill(index);
            }
        }
        Self { claims }
    }

    /// Index of the innermost claim that holds the span.
    fn of(&self, layers: &Annotations<'_>, span: Span) -> Option<usize> {
        let tokens = layers.tokens_in(span.start, span.end);
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
///
/// One pass over the claims, and one over the mentions of those who speak in them.
pub(super) fn add_mentions(layers: &Annotations<'_>, drafts: &[Draft], analysis: &mut Analysis) {
    let places: HashMap<&EntityId, usize> = analysis.entities.iter().enumerate().map(|(at, e)| (&e.id, at)).collect();
    let mut found: Vec<(usize, Mention)> = Vec::new();
    for (claim, draft) in analysis.claims.iter().zip(drafts) {
        let Some(speaker) = &claim.speaker else { continue };
        let (Some(id), Some(by)) = (&speaker.entity_id, speaker.resolved_by) else { continue };
        let kind = match by {
            ResolvedBy::Pronoun => MentionKind::Pronoun,
            ResolvedBy::Nominal => MentionKind::Nominal,
            ResolvedBy::Name | ResolvedBy::Surname | ResolvedBy::Continuation => continue,
        };
        if let Some(span) = draft.voice().first().and_then(|r| super::span(layers, r))
            && let Some(&entity) = places.get(id)
        {
            found.push((entity, Mention { span, kind, in_claim: None }));
        }
    }
    found.sort_by_key(|(entity, mention)| (*entity, mention.span.start));
    for added in found.chunk_by(|one, other| one.0 == other.0) {
        let mentions = &mut analysis.entities[added[0].0].mentions;
        let known = std::mem::take(mentions);
        let mut known = known.into_iter().peekable();
        for (_, mention) in added {
            while let Some(before) = known.next_if(|k| k.span.start < mention.span.start) {
                mentions.push(before);
            }
            let near = |other: &Mention| other.span.overlaps(mention.span);
            if !mentions.last().is_some_and(near) && !known.peek().is_some_and(near) {
                mentions.push(*mention);
            }
        }
        mentions.extend(known);
    }
}

/// Fills in what stands inside which claim, on both sides.
///
/// Ids that are more than the text is answered with are left out: those of the least salient entities first.
pub(super) fn tie(layers: &Annotations<'_>, inside: &Inside, allowance: &mut Allowance, analysis: &mut Analysis) {
    let read = layers.text.len();
    let claims = &mut analysis.claims;
    for entity in &mut analysis.entities {
        for mention in &mut entity.mentions {
            let Some(at) = inside.of(layers, mention.span) else { continue };
            let Some(claim) = claims.get_mut(at) else { continue };
            mention.in_claim = Some(claim.id);
            if mention.kind == MentionKind::Derived {
                continue;
            }
            let mut holder = Some(at);
            // The claims around it hold the entity too.
            for _ in 0..4 {
                let Some(claim) = holder.and_then(|h| claims.get_mut(h)) else { break };
                let new = claim.entities.len() < limits::NAMED && claim.entities.last() != Some(&entity.id);
                if new && !claim.entities.contains(&entity.id) && allowance.admits(read, id_weight(&entity.id)) {
                    claim.entities.push(entity.id.clone());
                }
                holder = claim.nested_in.and_then(index_of);
            }
        }
    }
    for figure in &mut analysis.figures {
        if layers.halt.is_called() {
            break;
        }
        let Some(at) = inside.of(layers, figure.span) else { continue };
        let Some(claim) = claims.get_mut(at) else { continue };
        figure.claim_id = Some(claim.id);
        let speaker = claim.speaker.as_ref().and_then(|s| s.entity_id.as_ref());
        figure.speaker = speaker.filter(|id| allowance.admits(read, SPEAKER + id_weight(id))).cloned();
        let mut holder = Some(at);
        for _ in 0..4 {
            let Some(claim) = holder.and_then(|h| claims.get_mut(h)) else { break };
            if allowance.admits(read, FIGURE) {
                claim.figures.push(figure.id);
            }
            holder = claim.nested_in.and_then(index_of);
        }
    }
    for claim in claims {
        claim.figures.sort_unstable();
        claim.figures.dedup();
    }
}

/// What the id of a figure takes in the answer.
const FIGURE: usize = 11;

/// What a speaker takes in the answer beside the id.
const SPEAKER: usize = 10;

/// What an id takes in the answer.
fn id_weight(id: &EntityId) -> usize {
    3 + limits::written(&id.0)
}

fn index_of(id: ClaimId) -> Option<usize> {
    usize::try_from(id.0).ok()?.checked_sub(1)
}

/// Entities that a figure names: more in one clause are a list.
const MOST_NAMED: usize = 16;

/// The entities named in the clause of each figure.
pub(super) fn figure_entities(
    layers: &Annotations<'_>,
    units: &[Unit],
    allowance: &mut Allowance,
    analysis: &mut Analysis,
) {
    let read = layers.text.len();
    let mut names: Vec<(usize, usize)> = Vec::new();
    for (index, entity) in analysis.entities.iter().enumerate() {
        for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
            names.push((layers.tokens_in(mention.span.start, mention.span.end).start, index));
        }
    }
    names.sort_unstable();
    let mut unit = 0;
    for figure in &mut analysis.figures {
        let token = layers.tokens_in(figure.span.start, figure.span.end).start;
        while units.get(unit).is_some_and(|u| u.tokens.end <= token) {
            unit += 1;
        }
        let small = units.get(unit).filter(|u| u.clauses.len() <= super::MOST_CLAUSES);
        let Some(clause) = small.and_then(|u| u.clauses.iter().find(|c| c.segments.iter().any(|s| s.contains(&token))))
        else {
            continue;
        };
        let mut before = usize::MAX;
        'clause: for segment in &clause.segments {
            let first = names.partition_point(|n| n.0 < segment.start);
            for &(_, entity) in names[first..].iter().take_while(|n| n.0 < segment.end) {
                if figure.entities.len() == MOST_NAMED {
                    break 'clause;
                }
                let id = &analysis.entities[entity].id;
                if std::mem::replace(&mut before, entity) != entity && !figure.entities.contains(id) {
                    if !allowance.admits(read, id_weight(id)) {
                        break 'clause;
                    }
                    figure.entities.push(id.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::{Document, Engine};

    #[test]
    fn what_stands_in_a_claim_is_tied_to_it() {
        let engine = Engine::new().expect("the engine");
        let text = "Ada Kern sagte, Siemens habe 300 Masten gebaut. Bosch baut 40 Masten.";
        let found = engine.analyze(Document::new(text));
        let claim = &found.claims[0];
        let names: Vec<String> = claim.entities.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["organization:siemens"], "Bosch stands in another sentence");
        let figures: Vec<_> = found.figures.iter().map(|f| f.claim_id.is_some()).collect();
        assert_eq!(claim.figures.len(), 1);
        assert_eq!(found.figures[0].claim_id, Some(claim.id));
        assert_eq!(figures.len(), 2);
        assert_ne!(found.figures[1].claim_id, Some(claim.id));
    }
}
