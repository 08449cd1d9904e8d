//! What a text says of each entity: its evidence, and the sentences that name it, in all and by voice.

use super::super::analysis::{EntityBasis, EntityEvidence, Voice, rounded};
use super::super::document::Annotations;
use super::super::limits::{self, Allowance, Share};
use super::shares::Shares;
use super::target;
use super::walk::Walk;

/// What is gathered of one entity.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub basis: EntityBasis,
    /// The last sentence of [`EntityBasis::sentences`], plus one; of those of the author; of quoted people.
    seen: [usize; 3],
}

impl Gathered {
    /// Counts sentence `s` once, as one that mentions the entity.
    fn mentioned(&mut self, s: usize) {
        self.basis.sentences += u32::from(self.seen[0] <= s);
        self.seen[0] = s + 1;
    }

    /// Counts sentence `s` once for a voice.
    fn heard(&mut self, s: usize, voice: Voice) {
        let (seen, count) = match voice {
            Voice::Author => (&mut self.seen[1], &mut self.basis.author),
            Voice::Quoted => (&mut self.seen[2], &mut self.basis.quoted),
        };
        *count += u32::from(*seen <= s);
        *seen = s + 1;
    }
}

/// What the text may still be answered with.
pub(super) struct Bounds {
    pub sentences: Allowance,
    pub evidence: Allowance,
    /// The sentence that is being read is among those that are answered.
    pub kept: bool,
}

impl Bounds {
    pub(super) fn new() -> Self {
        Self { sentences: Allowance::new(Share::Sentences), evidence: Allowance::new(Share::Evidence), kept: true }
    }
}

/// Gives the evidence of sentence `s` to the entities it falls on.
pub(super) fn attribute(
    shares: &Shares,
    layers: &Annotations<'_>,
    s: usize,
    walk: &Walk<'_, '_>,
    (bounds, gathered): (&mut Bounds, &mut [Gathered]),
) {
    /// A weight and a voice.
    const WEIGHED: usize = 35;
    /// What falls on an entity with less says nothing of it.
    const LEAST: f64 = 0.01;
    let scene = &walk.scene;
    let voice = |item: usize| if walk.quoted[scene.base + item] { Voice::Quoted } else { Voice::Author };
    for place in &walk.places {
        let entity = &mut gathered[place.entity];
        entity.mentioned(s);
        entity.heard(s, voice(place.first));
    }
    target::relate(shares, layers, walk, &mut |entity, hit, relation| {
        let weight = rounded(hit.weight * shares.of(relation));
        if weight.abs() < LEAST {
            return;
        }
        let span = hit.span(layers, scene);
        // What is not told of the sentence is not told of the entity, nor does it count for its score.
        let words = WEIGHED + limits::placed(span.of(layers.text));
        if !bounds.kept || !bounds.evidence.admits(span.end, words) {
            return;
        }
        let (entity, voice) = (&mut gathered[entity], voice(hit.head));
        entity.heard(s, voice);
        entity.basis.evidence.push(EntityEvidence { span, weight, voice });
    });
}

#[cfg(test)]
mod tests {
    use crate::nlp::{Document, Engine};

    #[test]
    fn sentences_are_counted_once_and_by_who_speaks_in_them() {
        let engine = Engine::new().expect("the engine");
        for (text, author, quoted, reason) in [
            ("Ada Kern ist brillant.", 1, 0, "the author's"),
            ("Jonas Abel sagte: „Ada Kern ist brillant.“", 0, 1, "somebody's"),
            ("Ada Kern ist brillant. Jonas Abel sagte: „Ada Kern ist unfähig.“", 1, 1, "both"),
            ("Ada Kern lobte, was Ada Kern schrieb.", 1, 0, "named twice in one sentence"),
        ] {
            let entities = engine.analyze(Document::new(text)).entities;
            let entity = entities.iter().find(|e| e.name == "Ada Kern").expect(text);
            let basis = entity.sentiment.basis.as_ref().expect(text);
            assert_eq!((basis.author, basis.quoted), (author, quoted), "{reason}: {text}");
        }
    }
}
