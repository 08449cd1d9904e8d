//! Names: candidates, type, merging of mentions, resolution, salience.

mod acronym;
mod candidate;
mod coordination;
mod derived;
mod homonym;
mod institution;
mod known;
mod lists;
mod maker;
mod merge;
mod model;
mod nested;
mod person;
mod repeat;
mod salience;
mod shown;
mod subtype;
mod thing;
mod words;

use super::analysis::{Entity, EntitySentiment, Mention, MentionKind, rounded};
use super::document::Layers;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::lexicon::names::id_of;
use super::tagger::LabeledName;
use candidate::Standing;
use derived::Adjectives;
use homonym::Homonyms;
use lists::Lists;
use merge::Cluster;
use words::Words;

/// Finds entities.
#[derive(Debug)]
pub struct EntityReader {
    lists: Lists,
    adjectives: Adjectives,
    homonyms: Homonyms,
}

impl EntityReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(lexicon: &Lexicon) -> Result<Self, DataError> {
        Ok(Self { lists: Lists::new()?, adjectives: Adjectives::new()?, homonyms: Homonyms::new(lexicon)? })
    }

    /// Entities with their mentions, the most salient first.
    #[must_use]
    pub fn read(&self, lexicon: &Lexicon, layers: &Layers<'_>, names: &[LabeledName]) -> Vec<Entity> {
        let words = Words::new(lexicon, &self.lists, layers);
        let mut candidates = Vec::new();
        known::find(&words, &mut candidates);
        let known = candidates.clone();
        person::find(&words, &known, &mut candidates);
        maker::find(&words, &known, &mut candidates);
        thing::find(&words, &mut candidates);
        if layers.halt.is_called() {
            return Vec::new();
        }
        model::add(&words, names, &mut candidates);
        let mut chosen = candidate::choose(candidates);
        coordination::find(&words, &mut chosen);
        repeat::find(&words, &mut chosen);
        let links = acronym::find(&words, &mut chosen);
        if !links.is_empty() {
            // Acronyms that only their long form explains come again alone.
            repeat::find(&words, &mut chosen);
        }
        if layers.halt.is_called() {
            return Vec::new();
        }
        let mut beside = nested::find(&words, &chosen);
        beside.extend(derived::find(&words, &self.adjectives, &chosen));
        let mut clusters = merge::merge(&words, &chosen, &links, &beside);
        if layers.halt.is_called() {
            return Vec::new();
        }
        homonym::settle(&words, &self.homonyms, &mut clusters);
        let shares = salience::shares(&words, &clusters);
        let (users, others): (Vec<_>, Vec<_>) =
            clusters.into_iter().zip(shares).partition(|(c, _)| c.user_id.is_some());
        let mut entities: Vec<Entity> =
            users.into_iter().chain(others).map(|(cluster, share)| entity(cluster, share)).collect();
        unify(&mut entities);
        entities.sort_by(|a, b| {
            b.salience.total_cmp(&a.salience).then_with(|| a.mentions[0].span.cmp(&b.mentions[0].span))
        });
        entities
    }
}

fn entity(cluster: Cluster, salience: f64) -> Entity {
    Entity {
        id: cluster.user_id.unwrap_or_else(|| id_of(cluster.kind, &cluster.name)),
        name: cluster.name,
        kind: cluster.kind,
        subtype: (!cluster.subtype.is_empty()).then_some(cluster.subtype),
        wikidata: cluster.wikidata,
        salience,
        mentions: cluster
            .mentions
            .iter()
            .map(|m| Mention { span: m.span, kind: mention_kind(m.standing), in_claim: None })
            .collect(),
        sentiment: EntitySentiment::default(),
    }
}

fn mention_kind(standing: Standing) -> MentionKind {
    match standing {
        Standing::Free | Standing::Nested => MentionKind::Name,
        Standing::Derived => MentionKind::Derived,
    }
}

/// Entities that came to the same id are one, which is shown as the first of them.
fn unify(entities: &mut Vec<Entity>) {
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    entities.dedup_by(|later, kept| {
        let same = later.id == kept.id;
        if same {
            kept.mentions.append(&mut later.mentions);
            kept.salience = rounded(kept.salience + later.salience);
        }
        same
    });
    for entity in entities {
        entity.mentions.sort_by_key(|m| m.span);
        entity.mentions.dedup_by_key(|m| m.span);
    }
}
