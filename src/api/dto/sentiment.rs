//! Sentiment as clients see it: in one text, and over time.

use serde::Serialize;
use utoipa::ToSchema;

use super::claim::SpanDto;
use super::view::View;
use super::vocabulary::LabelWord;
use crate::nlp::analysis::{Evidence, Score, SentenceSentiment, Sentiment, rounded};
use crate::store::Bucket;

/// A score from −1 (bad news, blame) to 1 (good news, praise) with its label.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Score)]
pub(crate) struct ScoreDto {
    /// −1 to 1.
    #[schema(minimum = -1, maximum = 1)]
    pub score: f64,
    /// The score as a word.
    pub label: LabelWord,
}

impl From<Score> for ScoreDto {
    fn from(score: Score) -> Self {
        Self { score: rounded(score.score), label: LabelWord(score.label) }
    }
}

/// Sentiment of the whole text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DocumentSentiment)]
pub(crate) struct DocumentSentimentDto {
    /// Score and label.
    #[serde(flatten)]
    pub score: ScoreDto,
    /// Sum of the strength of all evidence, whatever its sign.
    #[schema(minimum = 0)]
    pub magnitude: f64,
}

/// A word or expression that carries sentiment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(crate) struct EvidenceDto {
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
    /// Its weight after negation and intensifiers.
    #[schema(minimum = -1, maximum = 1)]
    pub weight: f64,
}

impl EvidenceDto {
    fn new(evidence: &Evidence, view: &View<'_>) -> Self {
        let SpanDto { field, start, end, exact } = view.span(evidence.span);
        Self { field, start, end, exact, weight: rounded(evidence.weight) }
    }
}

/// Sentiment of one sentence, with the words it rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SentenceSentiment)]
pub(crate) struct SentenceSentimentDto {
    /// `title` when positions are in the title; absent when they are in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, pattern = "^title$", example = "title")]
    pub field: Option<&'static str>,
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The sentence, exactly as sent.
    pub exact: String,
    /// Score and label.
    #[serde(flatten)]
    pub score: ScoreDto,
    /// The words that make the score.
    pub evidence: Vec<EvidenceDto>,
}

impl SentenceSentimentDto {
    fn new(sentence: &SentenceSentiment, view: &View<'_>) -> Self {
        let SpanDto { field, start, end, exact } = view.span(sentence.span);
        Self {
            field,
            start,
            end,
            exact,
            score: sentence.score.into(),
            evidence: sentence.evidence.iter().map(|e| EvidenceDto::new(e, view)).collect(),
        }
    }
}

/// Sentiment of the document and its sentences.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Sentiment)]
pub(crate) struct SentimentDto {
    /// The whole text.
    pub document: DocumentSentimentDto,
    /// Every sentence in order.
    pub sentences: Vec<SentenceSentimentDto>,
}

impl SentimentDto {
    /// Sentiment as shown.
    pub(crate) fn new(sentiment: &Sentiment, view: &View<'_>) -> Self {
        Self {
            document: DocumentSentimentDto {
                score: sentiment.document.into(),
                magnitude: rounded(sentiment.magnitude),
            },
            sentences: sentiment.sentences.iter().map(|s| SentenceSentimentDto::new(s, view)).collect(),
        }
    }
}

/// How many articles have each label.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LabelCounts {
    /// Positive ones.
    pub positive: u64,
    /// Neutral ones.
    pub neutral: u64,
    /// Negative ones.
    pub negative: u64,
    /// Mixed ones.
    pub mixed: u64,
}

/// Share of each label, from 0 to 1.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct LabelShares {
    /// Of positive ones.
    #[schema(minimum = 0, maximum = 1)]
    pub positive: f64,
    /// Of neutral ones.
    #[schema(minimum = 0, maximum = 1)]
    pub neutral: f64,
    /// Of negative ones.
    #[schema(minimum = 0, maximum = 1)]
    pub negative: f64,
    /// Of mixed ones.
    #[schema(minimum = 0, maximum = 1)]
    pub mixed: f64,
}

/// Sentiment of one bucket in time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SentimentBucket)]
pub(crate) struct BucketDto {
    /// First day of the bucket.
    #[schema(format = "date", example = "2025-01-27")]
    pub start: String,
    /// Articles, or articles that mention the entity.
    pub articles: u64,
    /// Mean score.
    #[schema(minimum = -1, maximum = 1)]
    pub score: f64,
    /// How many articles have each label.
    pub labels: LabelCounts,
    /// The same as shares of the articles, ready for a chart.
    pub shares: LabelShares,
}

impl From<&Bucket> for BucketDto {
    #[expect(clippy::cast_precision_loss, reason = "counts of articles stay far below 2^52")]
    fn from(bucket: &Bucket) -> Self {
        let [positive, neutral, negative, mixed] = bucket.labels;
        let share = |label: usize| rounded(bucket.labels[label] as f64 / bucket.count.max(1) as f64);
        Self {
            start: bucket.start.to_string(),
            articles: bucket.count,
            score: rounded(bucket.mean),
            labels: LabelCounts { positive, neutral, negative, mixed },
            shares: LabelShares { positive: share(0), neutral: share(1), negative: share(2), mixed: share(3) },
        }
    }
}
