//! Is it alive, is it ready, how does it do, and what can it do.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::dto::ReanalysisSeen;
use crate::api::error::ApiError;
use crate::api::extract::{NoParams, Params};
use crate::api::openapi::{self, ReadProblems, ReadyProblems};
use crate::api::problem::ProblemKind;
use crate::api::respond;
use crate::api::state::AppState;
use crate::store::{StoreError, Writes};

/// The process answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    /// Always `alive`.
    #[schema(example = "alive")]
    pub status: &'static str,
}

/// Requests can be sent here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// Always `ready`.
    #[schema(example = "ready")]
    pub status: &'static str,
    /// Articles in the archive.
    pub articles: u64,
    /// Whether writes are taken.
    pub writes: WritesWord,
    /// How far reading articles again is, while there are some to read; it has no say in whether the service is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reanalysis: Option<ReanalysisSeen>,
    /// Why they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
}

/// Whether writes are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WritesWord {
    /// They are.
    Open,
    /// Not until there is room on the disk again; reading goes on.
    Refused,
    /// Not at all: the service runs with `store.read_only`.
    ReadOnly,
}

/// Is the process alive?
///
/// Answers as long as the process can answer at all; says nothing about the store.
#[utoipa::path(
    tag = "service",
    responses((status = 200, description = "It is alive", body = Alive), ReadProblems)
)]
#[get("/livez")]
pub(crate) async fn get_livez(Params(NoParams): Params<NoParams>) -> Result<HttpResponse, ApiError> {
    respond::json(&Alive { status: "alive" })
}

/// Is the service ready?
///
/// `200` only when models and store are loaded and the service is not stopping. A service whose disk is full is ready to be
/// read, so that is `200` as well; `writes` says it.
#[utoipa::path(
    tag = "service",
    responses((status = 200, description = "Requests can be sent here", body = Ready), ReadyProblems)
)]
#[get("/readyz")]
pub(crate) async fn get_readyz(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    if !state.ready.get() {
        return Err(ApiError::new(ProblemKind::NotReady, "the service is starting or stopping"));
    }
    let writes = state.store.check().await.map_err(|error| {
        tracing::error!(%error, "the store does not answer");
        ApiError::new(ProblemKind::NotReady, "the store does not answer")
    })?;
    let (writes, reason) = match writes {
        Writes::Open => (WritesWord::Open, None),
        Writes::Refused { free, needed } => (WritesWord::Refused, Some(StoreError::Full { free, needed }.to_string())),
        Writes::ReadOnly => (WritesWord::ReadOnly, Some(StoreError::ReadOnly.to_string())),
    };
    let reanalysis = ReanalysisSeen::of(&state.reanalysis.seen());
    respond::json(&Ready { status: "ready", articles: state.store.count().await?, writes, reanalysis, reason })
}

/// Metrics
///
/// Counters, gauges and histograms in the text format of Prometheus.
#[utoipa::path(
    tag = "service",
    responses((status = 200, description = "All metrics", body = String, content_type = "text/plain"), ReadProblems)
)]
#[get("/metrics")]
pub(crate) async fn get_metrics(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let text = (state.metrics)();
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

/// This document
///
/// The OpenAPI 3.1 description of the service; `/swagger-ui/` shows it.
#[utoipa::path(
    tag = "service",
    responses(
        (status = 200, description = "The OpenAPI document", body = serde_json::Value,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ReadProblems,
    )
)]
#[get("/openapi.json")]
pub(crate) async fn get_openapi(
    request: HttpRequest,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(respond::tagged_bytes(&request, respond::JSON, openapi::COMMITTED.into()))
}
