//! `/v1/analyze`: the whole analysis of a text, nothing stored.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use utoipa::IntoParams;

use crate::api::dto::{AnalysisDto, ArticleInput, FurnitureWord, OffsetsParam, ProfileParam, View};
use crate::api::error::ApiError;
use crate::api::extract::{ArticleBody, Params, QueryReader, ReadQuery, TextBody};
use crate::api::openapi::{BodyProblems, PoolProblems};
use crate::api::respond;
use crate::api::state::AppState;
use crate::ingest::{QueuePolicy, Reading};
use crate::nlp::Furniture;

/// How a text is read and answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnalyzeParams {
    offsets: OffsetsParam,
    profile: ProfileParam,
    furniture: FurnitureParam,
}

/// What is read.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FurnitureParam {
    /// Lines that came along out of a page (links to other articles, captions and credits, notes of players, consents and editors)
    /// are not read and stand in `blocks`; `keep` reads them as well.
    #[param(value_type = Option<FurnitureWord>, nullable = false, default = "leave_out", example = "leave_out")]
    furniture: FurnitureWord,
}

impl ReadQuery for FurnitureParam {
    fn read(query: &mut QueryReader) -> Self {
        Self { furniture: query.word("furniture").unwrap_or(FurnitureWord(Furniture::LeaveOut)) }
    }
}

impl ReadQuery for AnalyzeParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            offsets: OffsetsParam::read(query),
            profile: ProfileParam::read(query),
            furniture: FurnitureParam::read(query),
        }
    }
}

/// Analyse a text
///
/// The whole analysis of a text: entities, claims, figures and sentiment. Nothing is stored.
///
/// Texts are read as people see them: soft hyphens, umlauts in two characters, entities and tags of HTML and words divided
/// at the ends of lines do not hide a name or a figure. All positions are in the text as sent. Characters that were lost
/// or decoded wrongly before cannot be mended; the warning `wrong_encoding` says so.
///
/// Lines that came along out of a page are left out (links to other articles, captions with a credit, notes of players, consents and
/// editors): `blocks` tells them, and `furniture=keep` reads them like the rest.
///
/// What stands in a page is taken in by `POST /v1/articles`; `html` is not read here, nor is a page fetched.
///
/// A language the analyzer lacks is answered with an `unsupported_language` warning and empty lists.
#[utoipa::path(
    tag = "analysis",
    params(OffsetsParam, ProfileParam, FurnitureParam),
    request_body = ArticleInput,
    responses((status = 200, description = "Everything that was found", body = AnalysisDto), BodyProblems, PoolProblems)
)]
#[post("/analyze")]
pub(crate) async fn analyze_text(
    state: Data<AppState>,
    Params(params): Params<AnalyzeParams>,
    TextBody(ArticleBody { article, held }): TextBody,
) -> Result<HttpResponse, ApiError> {
    let reading = Reading { profile: params.profile.wanted(), furniture: params.furniture.furniture.0 };
    let read = state.ingest.analyze(article, QueuePolicy::TurnAway, reading).await?;
    drop(held);
    let offsets = params.offsets.offsets;
    respond::json_about(StatusCode::OK, read.content.text.len(), move || {
        let view = View::new(read.content.headed(), offsets);
        serde_json::to_vec(&AnalysisDto::new(&read.analysis, &read.analyzer, &view))
    })
    .await
}
