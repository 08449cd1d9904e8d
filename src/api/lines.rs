//! The JSON of the API for the command line and the tools: the same shapes, without HTTP.

use serde_json::json;

use super::dto::{AnalysisDto, ArticleText, OffsetsWord, View};
use super::error::{ApiError, InputError};
use super::extract::Params;
use super::problem::ProblemKind;
use super::routes::articles::ArticleParams;
use crate::article::{Article, NewArticle};
use crate::fetch::FetchError;
use crate::ingest::IngestError;
use crate::nlp::lexicon::user::UserLexicon;
use crate::nlp::{Analysis, AnalyzerInfo};
use crate::store::{ArticleFilter, ArticleStore};
use crate::text::{Headed, OffsetUnit};

/// The analysis of a text with its title as `POST /v1/analyze` answers it, on several lines.
///
/// # Errors
/// When it can't be written as JSON, which would be a defect of this program.
pub fn analysis_json(
    headed: Headed<'_>,
    analysis: &Analysis,
    analyzer: &AnalyzerInfo,
    unit: OffsetUnit,
) -> serde_json::Result<String> {
    let view = View::new(headed, OffsetsWord(unit));
    serde_json::to_string_pretty(&AnalysisDto::new(analysis, analyzer, &view))
}

/// The page to read with as one HTML file that holds the text of `content` and its analysis, under the name `name`. It
/// loads nothing, from no network and no other file.
///
/// # Errors
/// When the analysis can't be written as JSON, which would be a defect of this program.
pub fn analysis_page(
    name: &str,
    content: &NewArticle,
    analysis: &Analysis,
    analyzer: &AnalyzerInfo,
) -> serde_json::Result<String> {
    let view = View::new(content.headed(), OffsetsWord(OffsetUnit::Utf16));
    let published_at = content.published_at.as_ref().map(ToString::to_string);
    let analysis = AnalysisDto::new(analysis, analyzer, &view);
    let NewArticle { title, text, .. } = content;
    let data = json!({"name": name, "title": title, "text": text, "published_at": published_at, "analysis": analysis});
    Ok(super::pages::single_page(name, &data))
}

/// An article with its text as a line of `GET /v1/export`.
///
/// # Errors
/// When it can't be written as JSON, which would be a defect of this program.
pub fn article_json(article: &Article) -> serde_json::Result<String> {
    serde_json::to_string(&ArticleText::from(article))
}

/// The article in one JSON text, as `POST /v1/articles` takes it with its text or its page.
///
/// # Errors
/// What is wrong with it, each mistake with its JSON pointer, as one line.
pub fn parse_article(json: &str) -> Result<NewArticle, String> {
    super::extract::parse_article(json.as_bytes()).map_err(|error| one_line(&error))
}

/// The user's lexicon in NDJSON, as `PUT /v1/lexicon` takes it.
///
/// # Errors
/// What is wrong with it, each mistake with its line and JSON pointer, one a line.
pub fn parse_lexicon(ndjson: &str) -> Result<UserLexicon, String> {
    super::extract::parse_lexicon(ndjson.as_bytes()).map_err(|error| {
        let mistake = |e: &InputError| format!("line {}: {} {}", e.line.unwrap_or_default(), e.pointer, e.detail);
        error.problem(None, None).errors.iter().map(mistake).collect::<Vec<_>>().join("\n")
    })
}

/// A filter of `GET /v1/articles`, of its parameters by name; `None` when nothing can be found by it.
///
/// # Errors
/// What is wrong with it, as one line.
pub async fn parse_article_filter(
    store: &dyn ArticleStore,
    parameters: Vec<(String, String)>,
) -> Result<Option<ArticleFilter>, String> {
    let params = Params::<ArticleParams>::of_pairs(parameters).map_err(|error| one_line(&error))?;
    params.0.filter(store).await.map_err(|error| one_line(&error))
}

/// The problem that a request for the path `instance` is answered with when it fails in this way; `detail` says what is
/// wrong in this case.
///
/// # Errors
/// When it can't be written as JSON, which would be a defect of this program.
pub fn problem_json(
    kind: ProblemKind,
    detail: Option<&str>,
    instance: &str,
    request_id: &str,
) -> serde_json::Result<serde_json::Value> {
    let error = detail.map_or_else(|| ApiError::bare(kind), |detail| ApiError::new(kind, detail));
    serde_json::to_value(error.problem(Some(instance), Some(request_id)))
}

/// The kind of problem, and what it says, when an article can't be taken in for this reason.
#[must_use]
pub fn ingest_problem(error: IngestError) -> (ProblemKind, Option<String>) {
    let error = ApiError::from(error);
    (error.kind(), error.problem(None, None).detail)
}

/// The same when its page can't be fetched.
#[must_use]
pub fn fetch_problem(error: &FetchError) -> (ProblemKind, Option<String>) {
    let error = super::extract::fetch_problem(error);
    (error.kind(), error.problem(None, None).detail)
}

pub(super) fn one_line(error: &ApiError) -> String {
    let problem = error.problem(None, None);
    if problem.errors.is_empty() {
        return problem.detail.unwrap_or_else(|| problem.title.to_owned());
    }
    problem.errors.iter().map(|e| format!("{} {}", e.pointer, e.detail)).collect::<Vec<_>>().join("; ")
}
