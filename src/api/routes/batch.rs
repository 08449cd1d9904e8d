//! `/v1/articles/batch`: many articles, one a line, streamed in and out.
//!
//! Memory stays bounded: one line and a few articles under way, all counted in the budget. A line that can't be taken in
//! is answered with its problem; the others go on. A batch that is too slow or too large ends with a last result that
//! says so.

use actix_web::http::StatusCode;
use actix_web::http::header::ContentEncoding;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, post};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::auth::{self, Holder};
use crate::api::dto::ProfileParam;
use crate::api::error::{ApiError, Problem};
use crate::api::extract::{Arrived, Body, LineReader, MediaType, Params, Takes, decoded, read_article, sent_article};
use crate::api::middleware::RequestId;
use crate::api::openapi::StreamProblems;
use crate::api::respond::NDJSON;
use crate::api::state::AppState;
use crate::ingest::{Ingested, QueuePolicy};
use crate::nlp::Profile;

/// What became of one line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchResult {
    /// Number of the line, from 1; blank lines are counted but not answered.
    pub line: u64,
    /// The status that a request of its own would have had: 201 new, 200 known already or corrected, or that of the problem.
    pub status: u16,
    /// Whether the line has corrected an article that was known; absent when it has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub changed: Option<bool>,
    /// Id of the article, new or known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uuid")]
    pub id: Option<String>,
    /// Why the line was not taken in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<Problem>,
}

/// Take in many articles
///
/// One article a line in (NDJSON), one result a line out, in the same order, while the body still arrives. One bad line
/// never fails the rest: its result is the problem that the line alone would have been answered with. Each line is
/// acknowledged when its article is durable; blank lines are skipped. What goes beyond the limits of a batch is told in a
/// last result, `413`: send the rest in another one.
#[utoipa::path(
    tag = "articles",
    params(ProfileParam),
    request_body(content = String, content_type = "application/x-ndjson",
        description = "One article a line, each as in `POST /v1/articles`, with its `text` or its page as `html`"),
    responses(
        (status = 200, description = "One `BatchResult` a line", body = String, content_type = "application/x-ndjson"),
        StreamProblems,
    )
)]
#[post("/articles/batch")]
pub(crate) async fn create_articles(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<ProfileParam>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let body = decoded(&request, payload.into_inner(), MediaType::Ndjson)?;
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    // Compressing would hold results back until a block is full.
    Ok(HttpResponse::Ok().content_type(NDJSON).insert_header(ContentEncoding::Identity).streaming(results(
        state,
        body,
        params.wanted(),
        auth::holder(&request),
        request_id,
    )))
}

fn results(
    state: Data<AppState>,
    body: Body,
    profile: Option<Profile>,
    holder: Option<Holder>,
    request_id: Option<String>,
) -> impl Stream<Item = Result<Bytes, ApiError>> {
    let under_way = state.ingest.workers() * 2;
    let lines = stream::unfold(LineReader::new(body, state.limits, &state.memory().arriving), |mut reader| async {
        let line = reader.next().await?;
        Some((line, reader))
    });
    let results = lines.map(move |(number, line)| {
        let state = state.clone();
        let request_id = request_id.clone();
        let holder = holder.clone();
        async move {
            let result = match take_in(&state, line, profile, holder.as_ref()).await {
                Ok((status, changed, id)) => {
                    BatchResult { line: number, status, changed: changed.then_some(true), id: Some(id), problem: None }
                }
                Err(error) => failed(number, &error, request_id.as_deref()),
            };
            let mut text = serde_json::to_vec(&result).map_err(ApiError::internal)?;
            text.push(b'\n');
            Ok(Bytes::from(text))
        }
    });
    results.buffered(under_way)
}

async fn take_in(
    state: &AppState,
    line: Result<Arrived, ApiError>,
    profile: Option<Profile>,
    holder: Option<&Holder>,
) -> Result<(u16, bool, String), ApiError> {
    let parsed = line?.parsed(&state.memory().arriving, |bytes| read_article(&bytes, Takes::Html));
    let (sent, held) = parsed.await?;
    let (article, _held) = sent_article(sent, held, state, holder).await?;
    auth::check_source(holder, article.source.as_deref())?;
    let (status, changed, made) = match state.ingest.ingest(article, QueuePolicy::Wait, profile).await? {
        Ingested::New(made, _memory) => (StatusCode::CREATED, false, made),
        Ingested::Revised(made, _memory) => (StatusCode::OK, true, made),
        Ingested::Known(made) => (StatusCode::OK, false, made),
    };
    Ok((status.as_u16(), changed, made.article.id.to_string()))
}

fn failed(line: u64, error: &ApiError, request_id: Option<&str>) -> BatchResult {
    if let Some(cause) = error.cause() {
        tracing::error!(request_id, line, cause, "a line of a batch failed");
    }
    let problem = error.problem(Some("/v1/articles/batch"), request_id);
    BatchResult { line, status: problem.status, changed: None, id: None, problem: Some(problem) }
}
