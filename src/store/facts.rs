//! What an article says about each entity in it.
//!
//! Pure functions of articles, the same for every store.

use std::collections::{BTreeMap, BTreeSet};

use super::codec::stored_fields;
use crate::article::{AnalysedArticle, Article};
use crate::nlp::Analysis;
use crate::nlp::analysis::{Claim, EntityId, EntityType, MentionKind, Role, Score, SentimentLabel};

/// What one article says about one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityFacts<'a> {
    /// Its type here.
    pub kind: EntityType,
    /// Its finer type here.
    pub subtype: Option<&'a str>,
    /// Its Wikidata id here.
    pub wikidata: Option<&'a str>,
    /// Its fullest name here.
    pub name: &'a str,
    /// What a person is here.
    pub role: Option<&'a Role>,
    /// Proper names that mention it, each with how often.
    pub names: BTreeMap<&'a str, u64>,
    /// The rest, as numbers.
    pub counts: EntityCounts,
}

/// What one article says about one entity, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityCounts {
    /// Mentions of all kinds but adjectives.
    pub mentions: u64,
    /// Claims it makes; what the title says and the text again is one.
    pub claims: u64,
    /// How the article speaks of it.
    pub sentiment: FixedScore,
}

/// A score in whole billionths, so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedScore {
    /// Billionths.
    pub score: i64,
    /// The score as a word.
    pub label: SentimentLabel,
}

/// Parts of a whole score.
pub const BILLION: f64 = 1e9;

impl From<Score> for FixedScore {
    fn from(score: Score) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to two billion at most")]
        Self { score: (score.score.clamp(-1.0, 1.0) * BILLION).round() as i64, label: score.label }
    }
}

impl EntityFacts<'_> {
    /// All names, folded.
    #[must_use]
    pub fn folded_names(&self) -> BTreeSet<String> {
        std::iter::once(&self.name).chain(self.names.keys()).map(|name| fold(name)).collect()
    }
}

stored_fields! {
    EntityCounts { mentions, claims, sentiment }
    FixedScore { score, label }
}

/// What the article says about every entity in it. Should an id stand there twice, the first one names it. An entity
/// of which there are only adjectives ("deutsche") is not named, and so left out.
#[must_use]
pub fn entity_facts(article: &AnalysedArticle) -> BTreeMap<&EntityId, EntityFacts<'_>> {
    let headed = article.article.content.headed();
    let mut facts: BTreeMap<&EntityId, EntityFacts<'_>> = BTreeMap::new();
    for entity in article.analysis.entities.iter().filter(|entity| entity.is_named()) {
        let known = facts.entry(&entity.id).or_insert_with(|| EntityFacts {
            kind: entity.kind,
            subtype: entity.subtype.as_deref(),
            wikidata: entity.wikidata.as_deref(),
            name: &entity.name,
            role: entity.role.as_ref(),
            names: BTreeMap::new(),
            counts: EntityCounts { mentions: 0, claims: 0, sentiment: entity.sentiment.overall.into() },
        });
        known.counts.mentions += entity.mentions.iter().filter(|m| m.kind != MentionKind::Derived).count() as u64;
        for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
            let name = headed.exact(mention.span);
            if !name.is_empty() {
                *known.names.entry(name).or_default() += 1;
            }
        }
    }
    for claim in article.analysis.claims.iter().filter(|claim| claim.restated_by.is_none()) {
        if let Some(speaker) = speaker_of(claim).and_then(|id| facts.get_mut(id)) {
            speaker.counts.claims += 1;
        }
    }
    facts
}

/// The entity that says a claim.
#[must_use]
pub fn speaker_of(claim: &Claim) -> Option<&EntityId> {
    claim.speaker.as_ref()?.entity_id.as_ref()
}

/// The form in which names and words are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The languages an article is found under: the one it was read as and the one its sender said, in lower case.
#[must_use]
pub fn languages(article: &Article, analysis: &Analysis) -> BTreeSet<String> {
    let sent = article.content.language.as_deref();
    sent.into_iter().chain([analysis.language.as_str()]).map(str::to_ascii_lowercase).collect()
}
