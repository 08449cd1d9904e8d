//! `/v1/sentiment`: how the tone changes over time.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::filters::{OriginParams, Wanted};
use crate::api::dto::{BucketDto, IntervalWord};
use crate::api::error::ApiError;
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::openapi::QueryProblems;
use crate::api::respond;
use crate::api::state::AppState;
use crate::store::{Interval, SentimentFilter};

/// Whose sentiment, and how time is divided.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SentimentParams {
    /// How articles speak of this entity (its id or a name), instead of their sentiment as a whole.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind")]
    pub entity: Option<String>,
    /// Width of a bucket.
    #[param(value_type = Option<IntervalWord>, nullable = false, default = "day", example = "month")]
    pub interval: IntervalWord,
    /// Source and dates.
    #[param(ignore)]
    pub origin: OriginParams,
}

impl ReadQuery for SentimentParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            entity: query.text("entity"),
            interval: query.word("interval").unwrap_or(IntervalWord(Interval::Day)),
            origin: OriginParams::read(query),
        }
    }
}

/// Sentiment over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentimentOverTime {
    /// Width of a bucket.
    pub interval: IntervalWord,
    /// The buckets, oldest first; those without an article are left out.
    pub items: Vec<BucketDto>,
}

/// Sentiment over time
///
/// Mean sentiment of articles, or of one entity in them, by day, week, month or year; empty buckets are left out.
#[utoipa::path(
    tag = "sentiment",
    params(SentimentParams, OriginParams),
    responses((status = 200, description = "All buckets", body = SentimentOverTime), QueryProblems)
)]
#[get("/sentiment")]
pub(crate) async fn list_sentiment(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<SentimentParams>,
) -> Result<HttpResponse, ApiError> {
    let store = state.store.as_ref();
    let wanted = Wanted::resolve(store, "entity", params.entity.as_deref()).await?;
    let buckets = if wanted.is_nobody() {
        Vec::new()
    } else {
        let origin = params.origin;
        let filter = SentimentFilter { entity: wanted.id(), source: origin.source, range: origin.range };
        store.sentiment(&filter, params.interval.0).await?
    };
    let items = buckets.iter().map(BucketDto::from).collect();
    respond::tagged(&request, &SentimentOverTime { interval: params.interval, items })
}
