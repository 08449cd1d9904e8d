//! Articles as clients send and see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::analysis::{AnalysisDto, AnalyzerDto, WarningDto};
use super::schemas::{self, DateText};
use super::sentiment::ScoreDto;
use super::view::View;
use super::vocabulary::OffsetsWord;
use crate::article::{AnalysedArticle, Article};
use crate::nlp::Analysis;
use crate::store::CopyOf;

/// An article as sent. Unknown fields are refused; leave optional fields out when unknown.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is the schema of what `extract::parse_article` reads member by member")]
pub(crate) struct ArticleInput {
    /// The text, read exactly as sent: 1 to 1,000,000 code points, not only white space. Required, unless there is `html`, or
    /// the `url` of a page to fetch.
    #[schema(nullable = false, min_length = 1, max_length = 1_000_000, pattern = r"\S")]
    pub text: Option<String>,
    /// Instead of a `text` the page of HTML that it stands in. What is not sent besides (`title`, `authors`, `published_at`, `url`)
    /// is what the page says; `source` is the host of the `url` without `www.`. Not read by `POST /v1/analyze`.
    pub html: Option<String>,
    /// Its headline. It is read above the text, unless the text begins with it: names, claims and figures in it are those
    /// of the text, and their positions say `"field": "title"`.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub title: Option<String>,
    /// Where it was found: an absolute http or https address. Alone, without `text` and `html`, it is the page that `POST
    /// /v1/articles` and `PUT /v1/articles/{id}` fetch, where the service may fetch pages. Of an article out of a page the address
    /// is kept that the page gives itself (its canonical one), if it is of the same host.
    #[schema(max_length = 2000, pattern = "^https?://")]
    pub url: Option<String>,
    /// Who published it.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub source: Option<String>,
    /// Who wrote it.
    #[schema(schema_with = schemas::names)]
    pub authors: Option<Vec<String>>,
    /// When it was published: RFC 3339 date-time, a date, or a year-month.
    #[schema(value_type = Option<DateText>)]
    pub published_at: Option<String>,
    /// BCP 47 language; detected when absent.
    #[schema(pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", example = "de")]
    pub language: Option<String>,
    /// The sender's own id, unique within one `source`: the same one again is the same article, and with another content
    /// a correction of it.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub external_id: Option<String>,
    /// The sender's own pairs.
    #[schema(schema_with = schemas::pairs)]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// An article of the archive without its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArticleItem {
    /// Time-sortable id.
    #[schema(format = "uuid")]
    pub id: String,
    /// When it came in for the first time.
    #[schema(format = "date-time")]
    pub received_at: String,
    /// Which revision this is; what was sent first has the number 1.
    #[schema(minimum = 1, example = 1)]
    pub revision: u32,
    /// When the correction came in that made this revision; absent in the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "date-time")]
    pub revised_at: Option<String>,
    /// SHA-256 of what makes two submissions the same article.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub content_hash: String,
    /// The first article to come in whose text is nearly the same; absent in that one, and where there is none. An export does
    /// not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uuid")]
    pub duplicate_of: Option<String>,
    /// How alike both texts are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0.7, maximum = 1, example = 0.93)]
    pub similarity: Option<f64>,
    /// How many other articles of the archive have nearly the same text; only with `fold=duplicates`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 3)]
    pub duplicates: Option<u64>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateText>, nullable = false)]
    pub published_at: Option<String>,
    /// Its language as sent; the language it was read as is in its summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub language: Option<String>,
    /// The sender's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub external_id: Option<String>,
    /// The sender's own pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl From<&Article> for ArticleItem {
    fn from(article: &Article) -> Self {
        let content = &article.content;
        Self {
            id: article.id.to_string(),
            received_at: article.received_at.to_string(),
            revision: article.revision().number,
            revised_at: article.revised.map(|revision| revision.at.to_string()),
            content_hash: article.content_hash.to_string(),
            duplicate_of: None,
            similarity: None,
            duplicates: None,
            title: content.title.clone(),
            url: content.url.clone(),
            source: content.source.clone(),
            authors: content.authors.clone(),
            published_at: content.published_at.as_ref().map(ToString::to_string),
            language: content.language.clone(),
            external_id: content.external_id.clone(),
            metadata: content.metadata.clone(),
        }
    }
}

impl ArticleItem {
    /// The article that it is a copy of.
    pub(crate) fn linked(self, of: Option<CopyOf>) -> Self {
        Self { duplicate_of: of.map(|of| of.id.to_string()), similarity: of.map(|of| of.similarity), ..self }
    }
}

/// An article of the archive with its text, as exported.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArticleText {
    /// Id, origin and the sender's own data.
    #[serde(flatten)]
    pub item: ArticleItem,
    /// The text exactly as sent.
    pub text: String,
}

impl From<&Article> for ArticleText {
    fn from(article: &Article) -> Self {
        Self { item: article.into(), text: article.content.text.clone() }
    }
}

/// The article that a claim or figure stands in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArticleRef {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// When it was published, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateText>, nullable = false)]
    pub published_at: Option<String>,
    /// How many other articles of the archive have nearly the same text; only with `fold=duplicates`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 3)]
    pub duplicates: Option<u64>,
}

impl From<&Article> for ArticleRef {
    fn from(article: &Article) -> Self {
        let content = &article.content;
        Self {
            id: article.id.to_string(),
            title: content.title.clone(),
            url: content.url.clone(),
            source: content.source.clone(),
            published_at: content.published_at.as_ref().map(ToString::to_string),
            duplicates: None,
        }
    }
}

/// What was found in an article, in numbers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AnalysisSummary {
    /// Who made it.
    pub analyzer: AnalyzerDto,
    /// BCP 47 code of the language the text was read as.
    #[schema(example = "de")]
    pub language: String,
    /// Number of entities.
    pub entities: usize,
    /// Number of claims.
    pub claims: usize,
    /// Number of figures.
    pub figures: usize,
    /// Number of sentences.
    pub sentences: usize,
    /// Sentiment of the whole text.
    pub sentiment: ScoreDto,
    /// What to know about this result.
    pub warnings: Vec<WarningDto>,
}

impl AnalysisSummary {
    fn new(analysis: &Analysis, analyzer: AnalyzerDto) -> Self {
        Self {
            analyzer,
            language: analysis.language.clone(),
            entities: analysis.entities.len(),
            claims: analysis.claims.len(),
            figures: analysis.figures.len(),
            sentences: analysis.sentiment.sentences.len(),
            sentiment: analysis.sentiment.document.into(),
            warnings: analysis.warnings.iter().map(Into::into).collect(),
        }
    }
}

/// An article of the archive with what was found in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Article)]
pub(crate) struct ArticleDto {
    /// Id, origin and the sender's own data.
    #[serde(flatten)]
    pub item: ArticleItem,
    /// The text exactly as sent.
    pub text: String,
    /// Only in answers to a request that may correct it: whether this request has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changed: Option<bool>,
    /// What was found, in numbers.
    pub summary: AnalysisSummary,
    /// Everything that was found; only with `include=analysis`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub analysis: Option<AnalysisDto>,
}

impl ArticleDto {
    /// An article as shown, with its whole analysis when a unit for its positions is given.
    pub(crate) fn new(made: &AnalysedArticle, of: Option<CopyOf>, analysis: Option<OffsetsWord>) -> Self {
        let headed = made.article.content.headed();
        Self {
            item: ArticleItem::from(&made.article).linked(of),
            text: headed.text.to_owned(),
            changed: None,
            summary: AnalysisSummary::new(&made.analysis, (&made.analyzer).into()),
            analysis: analysis.map(|unit| AnalysisDto::new(&made.analysis, &made.analyzer, &View::new(headed, unit))),
        }
    }
}
