//! `/v1/claims/{id}/similar`: the same statement elsewhere.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::IntoParams;

use crate::api::dto::{OffsetsParam, OffsetsWord, SimilarClaims};
use crate::api::error::ApiError;
use crate::api::extract::{ClaimPath, Params, QueryReader, ReadQuery};
use crate::api::openapi::ClaimProblems;
use crate::api::page::read_limit;
use crate::api::respond;
use crate::api::state::AppState;

/// How many are shown.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SimilarParams {
    /// Most claims to answer; all of them are counted.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50, nullable = false, example = 10)]
    pub limit: usize,
    /// The unit of positions.
    #[param(ignore)]
    pub offsets: OffsetsWord,
}

impl ReadQuery for SimilarParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { limit: read_limit(query), offsets: OffsetsParam::read(query).offsets }
    }
}

/// Find the same statement elsewhere
///
/// Claims of other articles that say the same, the first appearance first, one of each article: with at least 0.6 of all
/// content words in common, the same speaker where both name one, and both negated or neither. `first` and `sources` tell where the
/// statement came from and how it spread, and each claim whether its words were changed, and which. A claim of fewer than four
/// content words has none. What was written within the last second may be missing.
#[utoipa::path(
    tag = "claims",
    params(("id" = String, Path, description = "Id of the claim: `<article id>:c<number>`",
        example = "0194cad2-cc00-7000-8000-000000000001:c1"), SimilarParams, OffsetsParam),
    responses(
        (status = 200, description = "The statement and where else it is made", body = SimilarClaims,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ClaimProblems,
    )
)]
#[get("/claims/{id}/similar")]
pub(crate) async fn list_similar_claims(
    request: HttpRequest,
    state: Data<AppState>,
    ClaimPath(article, claim): ClaimPath,
    Params(params): Params<SimilarParams>,
) -> Result<HttpResponse, ApiError> {
    let not_found = || ClaimPath::not_found(format_args!("{article}:{claim}"));
    let own = state.store.claim(article, claim).await?.ok_or_else(not_found)?;
    let found = state.store.similar_claims(article, claim).await?.ok_or_else(not_found)?;
    let show = move || SimilarClaims::new(&own, &found, params.limit, params.offsets);
    let shown = web::block(show).await.map_err(ApiError::internal)?;
    respond::tagged(&request, &shown)
}
