//! Names that are given rather than found, so that sentiment is looked at alone.

use pressespiegel::nlp::Analysis;
use pressespiegel::nlp::analysis::{ClaimKind, Entity, EntityId, EntitySentiment, EntityType, Mention, MentionKind};
use pressespiegel::text::Span;

/// An entity with a mention wherever its name stands.
pub fn entity(text: &str, name: &str, analysis: &Analysis) -> Entity {
    let mentions = text.match_indices(name).map(|(at, name)| {
        let span = Span::new(at, at + name.len());
        let holds = |s: &Span| s.start <= span.start && span.end <= s.end;
        let mut claims = analysis.claims.iter().filter(|c| c.kind != ClaimKind::Assertion);
        let in_claim = claims.find(|c| c.spans.iter().any(holds)).map(|c| c.id);
        Mention { span, kind: MentionKind::Name, in_claim }
    });
    Entity {
        id: EntityId(format!("other:{name}")),
        name: name.to_owned(),
        kind: EntityType::Other,
        subtype: None,
        wikidata: None,
        salience: 0.0,
        mentions: mentions.collect(),
        sentiment: EntitySentiment::default(),
        confidence: None,
        role: None,
    }
}
