//! `/v1/reanalyze`: bring articles of an older analyzer up to the present one, in the background.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, post};
use utoipa::IntoParams;

use super::articles::ArticleParams;
use super::filters::OriginParams;
use crate::api::dto::{ProfileWord, ReanalysisDto};
use crate::api::error::ApiError;
use crate::api::extract::{NoParams, Params, QueryReader, ReadQuery};
use crate::api::openapi::{ReadProblems, ReanalysisConflicts, StartReanalysisProblems, WriteProblems};
use crate::api::respond;
use crate::api::state::AppState;
use crate::nlp::analysis::EntityId;
use crate::store::ArticleFilter;

/// Which articles are read again, and how.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReanalysisParams {
    /// Only articles that this search finds, as in the list of articles.
    #[param(value_type = Option<String>, nullable = false, min_length = 1, max_length = 1000, example = "Strompreis -Gas")]
    #[expect(dead_code, reason = "documents a parameter that `which` is read from")]
    pub q: (),
    /// Read them in this profile, also those that the present analyzer has read in the other one: `accurate` raises what was
    /// taken in `fast`. Without it each is read in the profile of its present analysis.
    #[param(value_type = Option<ProfileWord>, nullable = false, example = "accurate")]
    pub profile: Option<ProfileWord>,
    /// Which articles.
    #[param(ignore)]
    pub which: ArticleParams,
}

impl ReadQuery for ReanalysisParams {
    fn read(query: &mut QueryReader) -> Self {
        query.refuse(&["sort"], "the newest articles are read first");
        Self { q: (), profile: query.word("profile"), which: ArticleParams::read(query) }
    }
}

/// Read articles again
///
/// Has the articles that pass the filters, and that another analyzer or lexicon has read than the present one, read again in
/// the background, the newest first. `left` says how many they are; `GET /v1/reanalyze` tells how far it is. What was asked
/// for survives a restart. One request is worked off at a time.
///
/// Only idle workers are used, at most `reanalyze.per_second` articles are begun in a second, and requests of others go
/// before. A correction, a deletion or a re-analysis that comes in between stays. Without any request all articles are read
/// again by themselves when the analyzer or the lexicon has changed, unless `reanalyze.automatic` is `off`.
#[utoipa::path(
    tag = "archive",
    params(ReanalysisParams, ArticleParams, OriginParams),
    responses(
        (status = 202, description = "They will be read again", body = ReanalysisDto,
            headers(("Location" = String, description = "Where the progress can be read"))),
        StartReanalysisProblems, ReanalysisConflicts, WriteProblems,
    )
)]
#[post("/reanalyze")]
pub(crate) async fn start_reanalysis(
    state: Data<AppState>,
    Params(params): Params<ReanalysisParams>,
) -> Result<HttpResponse, ApiError> {
    // An entity that nobody mentions: there is nothing to do, and that is what will be found.
    let nothing = || ArticleFilter { entity: Some(EntityId(String::new())), ..ArticleFilter::default() };
    let filter = params.which.filter(state.store.as_ref()).await?.unwrap_or_else(nothing);
    let started = state.reanalysis.start(filter, params.profile.map(|word| word.0)).await?;
    let mut response = respond::json_with(StatusCode::ACCEPTED, &ReanalysisDto::from(&started))?;
    response.headers_mut().insert(header::LOCATION, header::HeaderValue::from_static("/v1/reanalyze"));
    Ok(response)
}

/// How far is reading again?
///
/// What the background does, how many articles have their new analysis, and how many are left.
#[utoipa::path(
    tag = "archive",
    responses((status = 200, description = "How far it is", body = ReanalysisDto), ReadProblems)
)]
#[get("/reanalyze")]
pub(crate) async fn get_reanalysis(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    respond::json(&ReanalysisDto::from(&state.reanalysis.progress().await?))
}

/// Stop reading again
///
/// Until `POST /v1/reanalyze/resume`, also over a restart. What is done stays done.
#[utoipa::path(
    tag = "archive",
    responses((status = 200, description = "It is paused", body = ReanalysisDto), ReadProblems, WriteProblems)
)]
#[post("/reanalyze/pause")]
pub(crate) async fn pause_reanalysis(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    respond::json(&ReanalysisDto::from(&state.reanalysis.pause().await?))
}

/// Go on reading again
///
/// Goes on where it was paused.
#[utoipa::path(
    tag = "archive",
    responses((status = 200, description = "It goes on", body = ReanalysisDto), ReadProblems, WriteProblems)
)]
#[post("/reanalyze/resume")]
pub(crate) async fn resume_reanalysis(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    respond::json(&ReanalysisDto::from(&state.reanalysis.resume().await?))
}

/// Give up reading again
///
/// Forgets what `POST /v1/reanalyze` has asked for. What is done stays done; what is read again by itself goes on.
#[utoipa::path(
    tag = "archive",
    responses(
        (status = 200, description = "It was given up", body = ReanalysisDto),
        ReadProblems, ReanalysisConflicts, WriteProblems,
    )
)]
#[delete("/reanalyze")]
pub(crate) async fn cancel_reanalysis(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    respond::json(&ReanalysisDto::from(&state.reanalysis.cancel().await?))
}
