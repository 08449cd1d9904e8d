//! Claims as clients see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::AnalyzerDto;
use super::article::ArticleRef;
use super::sentiment::ScoreDto;
use super::snippet::SnippetDto;
use super::view::{ArchiveViews, View, numbered};
use super::vocabulary::{CertaintyWord, ClaimKindWord, MediumWord, OffsetsWord, ResolvedByWord};
use crate::nlp::analysis::{Claim, Cue, Party, Speaker, rounded};
use crate::store::{ClaimHit, TextQuery, claim_snippets};
use crate::text::Span;

/// Stands between the parts of a claim that a frame interrupts.
const GAP: &str = " … ";

/// A half-open range `[start, end)` of the text or title as sent, with the words it covers.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Span)]
pub(crate) struct SpanDto {
    /// `title` when positions are in the title; absent when they are in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, pattern = "^title$", example = "title")]
    pub field: Option<&'static str>,
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The words it covers, exactly as sent.
    pub exact: String,
}

/// Who said a claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Speaker)]
pub(crate) struct SpeakerDto {
    /// The fullest name known, or the words of the text.
    #[schema(example = "Felix Lee")]
    pub name: String,
    /// The entity, where it is clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "person:felix-lee")]
    pub entity_id: Option<String>,
    /// The name, noun phrase or pronoun in the text; empty where a quote goes on without one.
    pub spans: Vec<SpanDto>,
    /// How the entity was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resolved_by: Option<ResolvedByWord>,
}

impl SpeakerDto {
    fn new(speaker: &Speaker, view: &View<'_>) -> Self {
        Self {
            name: speaker.name.clone(),
            entity_id: speaker.entity_id.as_ref().map(ToString::to_string),
            spans: view.spans(&speaker.spans),
            resolved_by: speaker.resolved_by.map(ResolvedByWord),
        }
    }
}

/// The word that says that something is said.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Cue)]
pub(crate) struct CueDto {
    /// Dictionary form.
    #[schema(example = "erklären")]
    pub lemma: String,
    /// Where; two spans for a separable verb.
    pub spans: Vec<SpanDto>,
}

impl CueDto {
    fn new(cue: &Cue, view: &View<'_>) -> Self {
        Self { lemma: cue.lemma.clone(), spans: view.spans(&cue.spans) }
    }
}

/// The clause around the cue, without the content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Frame)]
pub(crate) struct FrameDto {
    /// Where.
    pub spans: Vec<SpanDto>,
}

/// To whom a claim is said.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Addressee)]
pub(crate) struct AddresseeDto {
    /// The words of the text, or the entity's name.
    pub name: String,
    /// Where.
    pub spans: Vec<SpanDto>,
}

impl AddresseeDto {
    fn new(party: &Party, view: &View<'_>) -> Self {
        Self { name: party.name.clone(), spans: view.spans(&party.spans) }
    }
}

/// Something somebody said, or the author asserts.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Claim)]
pub(crate) struct ClaimDto {
    /// Its id: stable inside the article, led by the article's id in answers over the archive.
    #[schema(example = "c3")]
    pub id: String,
    /// Its form.
    pub kind: ClaimKindWord,
    /// The content; parts that a frame interrupts are joined by ` … `.
    pub text: String,
    /// Where the content stands; more than one span where a frame interrupts it.
    pub spans: Vec<SpanDto>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub speaker: Option<SpeakerDto>,
    /// The word that says that something is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cue: Option<CueDto>,
    /// The clause around the cue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub frame: Option<FrameDto>,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub addressee: Option<AddresseeDto>,
    /// How it was expressed.
    pub medium: MediumWord,
    /// How surely.
    pub certainty: CertaintyWord,
    /// Whether the content is negated.
    pub negated: bool,
    /// The claim this one is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "c2")]
    pub nested_in: Option<String>,
    /// The claim of the text that says at length what this one of the title says; counts take both for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "c4")]
    pub restated_by: Option<String>,
    /// Probability that content and speaker are right.
    #[schema(minimum = 0, maximum = 1)]
    pub confidence: f64,
    /// Ids of the entities mentioned in the content.
    pub entities: Vec<String>,
    /// Ids of the figures in the content.
    pub figures: Vec<String>,
    /// Sentiment of the content.
    pub sentiment: ScoreDto,
}

impl ClaimDto {
    /// A claim as shown.
    pub(crate) fn new(claim: &Claim, view: &View<'_>) -> Self {
        Self {
            id: view.id(claim.id),
            kind: ClaimKindWord(claim.kind),
            text: joined(claim, |span| view.exact(span)),
            spans: view.spans(&claim.spans),
            speaker: claim.speaker.as_ref().map(|s| SpeakerDto::new(s, view)),
            cue: claim.cue.as_ref().map(|c| CueDto::new(c, view)),
            frame: (!claim.frame.is_empty()).then(|| FrameDto { spans: view.spans(&claim.frame) }),
            addressee: claim.addressee.as_ref().map(|a| AddresseeDto::new(a, view)),
            medium: MediumWord(claim.medium),
            certainty: CertaintyWord(claim.certainty),
            negated: claim.negated,
            nested_in: claim.nested_in.map(|id| view.id(id)),
            restated_by: claim.restated_by.map(|id| view.id(id)),
            confidence: rounded(claim.confidence),
            entities: claim.entities.iter().map(ToString::to_string).collect(),
            figures: claim.figures.iter().map(|id| view.id(id)).collect(),
            sentiment: claim.sentiment.into(),
        }
    }
}

/// The content of a claim, of the words that its spans cover.
pub(super) fn joined<'a>(claim: &Claim, exact: impl Fn(Span) -> &'a str) -> String {
    claim.spans.iter().map(|&span| exact(span)).collect::<Vec<_>>().join(GAP)
}

/// A claim with the article it stands in; ids of claims and figures are led by the article's.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArchivedClaim {
    /// The article it stands in.
    pub article: ArticleRef,
    /// Who found it.
    pub analyzer: AnalyzerDto,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// The claim.
    #[serde(flatten)]
    pub claim: ClaimDto,
    /// Stretches that show what was found; only with `q`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippets: Vec<SnippetDto>,
}

impl ArchivedClaim {
    /// A claim of the archive as shown; `None` when its article does not hold it.
    pub(crate) fn new(hit: &ClaimHit, views: &mut ArchiveViews) -> Option<Self> {
        Self::found(hit, None, views)
    }

    /// The same, with what a search has found in it.
    pub(crate) fn found(hit: &ClaimHit, query: Option<&TextQuery>, views: &mut ArchiveViews) -> Option<Self> {
        let found = numbered(&hit.article.analysis.claims, hit.claim.0, |claim| claim.id.0)?;
        let view = views.of(&hit.article);
        let snippets = query.map(|query| claim_snippets(query, &hit.article.article, found)).unwrap_or_default();
        Some(Self {
            article: (&hit.article.article).into(),
            analyzer: (&hit.article.analyzer).into(),
            offsets: view.unit(),
            snippets: SnippetDto::all(&snippets, &view),
            claim: ClaimDto::new(found, &view),
        })
    }
}
