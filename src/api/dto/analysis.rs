//! The analysis of one text, whole and in parts.

use serde::Serialize;
use utoipa::ToSchema;

use super::claim::{ClaimDto, SpanDto};
use super::entity::EntityDto;
use super::figure::FigureDto;
use super::sentiment::SentimentDto;
use super::view::View;
use super::vocabulary::{BlockKindWord, OffsetsWord, ProfileWord};
use crate::nlp::analysis::{Block, Warning};
use crate::nlp::{Analysis, AnalyzerInfo};

/// Which analyzer made a result: the same text and fingerprint give the same result on every machine.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Analyzer)]
pub(crate) struct AnalyzerDto {
    /// Its name.
    #[schema(example = "pressespiegel")]
    pub name: String,
    /// Version of its rules.
    #[schema(example = "0.1.0")]
    pub version: String,
    /// How it read names.
    pub profile: ProfileWord,
    /// Hash of its rules and data, its profile, and the user's names.
    pub fingerprint: String,
}

impl From<&AnalyzerInfo> for AnalyzerDto {
    fn from(info: &AnalyzerInfo) -> Self {
        let AnalyzerInfo { name, version, profile, fingerprint } = info.clone();
        Self { name, version, profile: ProfileWord(profile), fingerprint }
    }
}

/// Something to know about how a result came to be.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Warning)]
pub(crate) struct WarningDto {
    /// Stable code.
    #[schema(example = "unsupported_language")]
    pub code: String,
    /// One sentence for a person.
    pub message: String,
}

impl From<&Warning> for WarningDto {
    fn from(warning: &Warning) -> Self {
        Self { code: warning.code.clone(), message: warning.message.clone() }
    }
}

/// Everything found in one text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analysis)]
pub(crate) struct AnalysisDto {
    /// Who made it.
    pub analyzer: AnalyzerDto,
    /// BCP 47 code of the language the text was read as.
    #[schema(example = "de")]
    pub language: String,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// Entities, the most salient first.
    pub entities: Vec<EntityDto>,
    /// Claims in text order.
    pub claims: Vec<ClaimDto>,
    /// Figures in text order.
    pub figures: Vec<FigureDto>,
    /// Sentiment of the document and its sentences.
    pub sentiment: SentimentDto,
    /// What to know about this result; an `unsupported_language` says why nothing was found, a `truncated` what was
    /// left out because the answer would have been out of proportion to the text, a `wrong_encoding` that characters
    /// were lost before the text was sent, an `unlikely_date` that `published_at` can hardly be right.
    pub warnings: Vec<WarningDto>,
    /// What was not read because it is no news, in text order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockDto>,
}

/// A stretch of the text that is no news.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Block)]
pub(crate) struct BlockDto {
    /// What it is: `furniture` belongs to the page, such as links to other articles, captions, credits and notes.
    pub kind: BlockKindWord,
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The words it covers, exactly as sent.
    #[schema(example = "Lesen Sie auch: Was der Rat beschlossen hat")]
    pub exact: String,
}

impl BlockDto {
    fn new(block: &Block, view: &View<'_>) -> Self {
        let SpanDto { start, end, exact, .. } = view.span(block.span);
        Self { kind: BlockKindWord(block.kind), start, end, exact }
    }
}

impl AnalysisDto {
    /// An analysis as shown.
    pub(crate) fn new(analysis: &Analysis, analyzer: &AnalyzerInfo, view: &View<'_>) -> Self {
        Self {
            analyzer: analyzer.into(),
            language: analysis.language.clone(),
            offsets: view.unit(),
            entities: analysis.entities.iter().map(|e| EntityDto::new(e, view)).collect(),
            claims: analysis.claims.iter().map(|c| ClaimDto::new(c, view)).collect(),
            figures: analysis.figures.iter().map(|f| FigureDto::new(f, view)).collect(),
            sentiment: SentimentDto::new(&analysis.sentiment, view),
            warnings: analysis.warnings.iter().map(Into::into).collect(),
            blocks: analysis.blocks.iter().map(|block| BlockDto::new(block, view)).collect(),
        }
    }
}

/// One part of the analysis of an article: all its entities, claims or figures on one page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Part<T> {
    /// Who made it.
    pub analyzer: AnalyzerDto,
    /// BCP 47 code of the language the text was read as.
    #[schema(example = "de")]
    pub language: String,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// All of them.
    pub items: Vec<T>,
    /// What to know about this result.
    pub warnings: Vec<WarningDto>,
}

impl<T> Part<T> {
    /// Items of an analysis as shown.
    pub(crate) fn new(analysis: &Analysis, analyzer: &AnalyzerInfo, view: &View<'_>, items: Vec<T>) -> Self {
        Self {
            analyzer: analyzer.into(),
            language: analysis.language.clone(),
            offsets: view.unit(),
            items,
            warnings: analysis.warnings.iter().map(Into::into).collect(),
        }
    }
}

/// The sentiment of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentimentPart {
    /// Who made it.
    pub analyzer: AnalyzerDto,
    /// BCP 47 code of the language the text was read as.
    #[schema(example = "de")]
    pub language: String,
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// The document and its sentences.
    #[serde(flatten)]
    pub sentiment: SentimentDto,
    /// What to know about this result.
    pub warnings: Vec<WarningDto>,
}

impl SentimentPart {
    /// The sentiment of an analysis as shown.
    pub(crate) fn new(analysis: &Analysis, analyzer: &AnalyzerInfo, view: &View<'_>) -> Self {
        Self {
            analyzer: analyzer.into(),
            language: analysis.language.clone(),
            offsets: view.unit(),
            sentiment: SentimentDto::new(&analysis.sentiment, view),
            warnings: analysis.warnings.iter().map(Into::into).collect(),
        }
    }
}
