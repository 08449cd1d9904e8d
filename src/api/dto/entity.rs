//! Entities as clients see them: in one text, and over the archive.

use serde::Serialize;
use utoipa::ToSchema;

use super::claim::SpanDto;
use super::sentiment::ScoreDto;
use super::view::View;
use super::vocabulary::{EntityTypeWord, MentionKindWord, VoiceWord};
use crate::nlp::analysis::{Entity, EntityBasis, EntityEvidence, EntitySentiment, Mention, Role, Score, rounded};
use crate::store::{EntityProfile, EntitySummary, HeldRole, RelatedEntity, TimelinePoint};

/// One place where an entity is mentioned.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Mention)]
pub(crate) struct MentionDto {
    /// Where.
    #[serde(flatten)]
    pub span: SpanDto,
    /// By what sort of expression.
    pub kind: MentionKindWord,
    /// The innermost claim it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "c3")]
    pub in_claim: Option<String>,
}

impl MentionDto {
    fn new(mention: &Mention, view: &View<'_>) -> Self {
        Self {
            span: view.span(mention.span),
            kind: MentionKindWord(mention.kind),
            in_claim: mention.in_claim.map(|id| view.id(id)),
        }
    }
}

/// How one voice speaks of an entity.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = VoiceSentiment)]
pub(crate) struct VoiceSentimentDto {
    /// Score and label.
    #[serde(flatten)]
    pub score: ScoreDto,
    /// Sentences in which this voice mentions it or says something that falls on it: the *n* of the score
    /// *d* / √(*d*² + *n*), with *d* the sum of the evidence in this voice. Left out together with `evidence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub sentences: Option<u32>,
}

impl VoiceSentimentDto {
    fn new(score: Score, sentences: Option<u32>) -> Self {
        Self { score: score.into(), sentences }
    }
}

/// A word or expression that says something of an entity; it is evidence of its sentence too.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = EntityEvidence)]
pub(crate) struct EntityEvidenceDto {
    /// `title` when positions are in the title; absent when they are in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, pattern = "^title$", example = "title")]
    pub field: Option<&'static str>,
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The words, exactly as sent.
    pub exact: String,
    /// The part of its weight that falls on the entity. The sign turns where the good of one is the bad of the other.
    #[schema(minimum = -1, maximum = 1)]
    pub weight: f64,
    /// Who says it.
    pub voice: VoiceWord,
}

impl EntityEvidenceDto {
    fn new(evidence: &EntityEvidence, view: &View<'_>) -> Self {
        let SpanDto { field, start, end, exact } = view.span(evidence.span);
        Self { field, start, end, exact, weight: rounded(evidence.weight), voice: VoiceWord(evidence.voice) }
    }
}

/// How the text speaks of an entity, together and by voice.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = EntitySentiment)]
pub(crate) struct EntitySentimentDto {
    /// Both voices together.
    #[serde(flatten)]
    pub overall: ScoreDto,
    /// Sentences that mention it: the *n* of the score *d* / √(*d*² + *n*), with *d* the sum of all `evidence`. Left out
    /// together with `evidence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sentences: Option<u32>,
    /// What the author says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<VoiceSentimentDto>,
    /// What quoted people say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quoted: Option<VoiceSentimentDto>,
    /// The words that make the scores, in text order; one that falls on two mentions stands there twice. Left out in
    /// articles that were analysed before it was kept; `reanalyze` adds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub evidence: Option<Vec<EntityEvidenceDto>>,
}

impl EntitySentimentDto {
    fn new(sentiment: &EntitySentiment, view: &View<'_>) -> Self {
        let basis = sentiment.basis.as_ref();
        let voice = |score: Option<Score>, sentences: fn(&EntityBasis) -> u32| {
            score.map(|score| VoiceSentimentDto::new(score, basis.map(sentences)))
        };
        Self {
            overall: sentiment.overall.into(),
            sentences: basis.map(|basis| basis.sentences),
            author: voice(sentiment.author, |basis| basis.author),
            quoted: voice(sentiment.quoted, |basis| basis.quoted),
            evidence: basis.map(|basis| basis.evidence.iter().map(|e| EntityEvidenceDto::new(e, view)).collect()),
        }
    }
}

/// A person, organisation, product or other named thing in one text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Entity)]
pub(crate) struct EntityDto {
    /// One id across the whole archive.
    #[schema(example = "person:felix-lee")]
    pub id: String,
    /// The fullest name seen in the text.
    #[schema(example = "Felix Lee")]
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: EntityTypeWord,
    /// A finer type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "journalist")]
    pub subtype: Option<String>,
    /// Wikidata id, where certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^Q[1-9][0-9]*$", example = "Q183")]
    pub wikidata: Option<String>,
    /// Share of the text's attention.
    #[schema(minimum = 0, maximum = 1)]
    pub salience: f64,
    /// Every place where it is mentioned, in text order.
    pub mentions: Vec<MentionDto>,
    /// How the text speaks of it.
    pub sentiment: EntitySentimentDto,
    /// How likely it is a name, and one of this type. Left out in articles that were analysed before it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1, example = 0.96)]
    pub confidence: Option<f64>,
    /// What a person is, by the words beside their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<RoleDto>,
}

/// The office or trade of a person, as the text gives it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Role)]
pub(crate) struct RoleDto {
    /// Its words, in the nominative.
    #[schema(example = "Journalist")]
    pub text: String,
    /// The organisation it ties the person to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "organization:taz")]
    pub organization_id: Option<String>,
    /// Where the text gives it.
    pub spans: Vec<SpanDto>,
}

impl RoleDto {
    fn new(role: &Role, view: &View<'_>) -> Self {
        Self {
            text: role.text.clone(),
            organization_id: role.organization.as_ref().map(ToString::to_string),
            spans: role.spans.iter().map(|span| view.span(*span)).collect(),
        }
    }
}

impl EntityDto {
    /// An entity as shown.
    pub(crate) fn new(entity: &Entity, view: &View<'_>) -> Self {
        Self {
            id: entity.id.to_string(),
            name: entity.name.clone(),
            kind: EntityTypeWord(entity.kind),
            subtype: entity.subtype.clone(),
            wikidata: entity.wikidata.clone(),
            salience: rounded(entity.salience),
            mentions: entity.mentions.iter().map(|m| MentionDto::new(m, view)).collect(),
            sentiment: EntitySentimentDto::new(&entity.sentiment, view),
            confidence: entity.confidence,
            role: entity.role.as_ref().map(|role| RoleDto::new(role, view)),
        }
    }
}

/// An entity with its counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EntityItem {
    /// One id across the whole archive.
    #[schema(example = "organization:aleph-alpha")]
    pub id: String,
    /// The fullest name seen.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: EntityTypeWord,
    /// A finer type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "company")]
    pub subtype: Option<String>,
    /// Wikidata id, where certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^Q[1-9][0-9]*$")]
    pub wikidata: Option<String>,
    /// Articles it is mentioned in.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
}

impl From<&EntitySummary> for EntityItem {
    fn from(entity: &EntitySummary) -> Self {
        Self {
            id: entity.id.to_string(),
            name: entity.name.clone(),
            kind: EntityTypeWord(entity.kind),
            subtype: entity.subtype.clone(),
            wikidata: entity.wikidata.clone(),
            articles: entity.articles,
            mentions: entity.mentions,
        }
    }
}

/// All that the archive knows of one entity.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = EntityProfile)]
pub(crate) struct ProfileDto {
    /// Name, type and counts.
    #[serde(flatten)]
    pub entity: EntityItem,
    /// Every name seen, the most frequent first.
    pub names: Vec<String>,
    /// Date of the earliest article.
    #[schema(format = "date-time")]
    pub first_seen: String,
    /// Date of the latest article.
    #[schema(format = "date-time")]
    pub last_seen: String,
    /// Claims it makes as a speaker.
    pub claims: u64,
    /// Mean of its sentiment over the articles.
    #[schema(minimum = -1, maximum = 1)]
    pub mean_sentiment: f64,
    /// What articles say a person is, those of the latest articles first, 50 at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<HeldRoleDto>,
}

/// A role that articles give a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = HeldRole)]
pub(crate) struct HeldRoleDto {
    /// Its words, in the nominative.
    #[schema(example = "Vorstandschefin")]
    pub text: String,
    /// The organisation it ties the person to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "organization:aleph-alpha")]
    pub organization_id: Option<String>,
    /// Month of the first article that gives it.
    #[schema(example = "2024-03")]
    pub first: String,
    /// Month of the last article that gives it.
    #[schema(example = "2026-11")]
    pub last: String,
    /// Articles that give it.
    pub articles: u64,
}

impl From<&HeldRole> for HeldRoleDto {
    fn from(role: &HeldRole) -> Self {
        Self {
            text: role.text.clone(),
            organization_id: role.organization.as_ref().map(ToString::to_string),
            first: role.first.strftime("%Y-%m").to_string(),
            last: role.last.strftime("%Y-%m").to_string(),
            articles: role.articles,
        }
    }
}

impl From<&EntityProfile> for ProfileDto {
    fn from(profile: &EntityProfile) -> Self {
        Self {
            entity: (&profile.summary).into(),
            names: profile.names.clone(),
            first_seen: profile.first_seen.to_string(),
            last_seen: profile.last_seen.to_string(),
            claims: profile.claims,
            mean_sentiment: rounded(profile.mean_sentiment),
            roles: profile.roles.iter().map(HeldRoleDto::from).collect(),
        }
    }
}

/// An entity that appears together with another.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RelatedEntity)]
pub(crate) struct RelatedDto {
    /// It, with its counts over the whole archive.
    #[serde(flatten)]
    pub entity: EntityItem,
    /// Articles that both are in.
    pub shared_articles: u64,
}

impl From<&RelatedEntity> for RelatedDto {
    fn from(related: &RelatedEntity) -> Self {
        Self { entity: (&related.entity).into(), shared_articles: related.shared_articles }
    }
}

/// One bucket of an entity's timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TimelinePoint)]
pub(crate) struct TimelineDto {
    /// First day of the bucket.
    #[schema(format = "date", example = "2025-01-27")]
    pub start: String,
    /// Articles that mention it.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
}

impl From<&TimelinePoint> for TimelineDto {
    fn from(point: &TimelinePoint) -> Self {
        Self { start: point.start.to_string(), articles: point.articles, mentions: point.mentions }
    }
}
