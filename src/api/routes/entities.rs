//! `/v1/entities`: who and what the archive is about.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::filters::{OriginParams, PeriodParams};
use super::rows;
use crate::api::dto::{EntityItem, EntityTypeWord, IntervalWord, ProfileDto, RelatedDto, TimelineDto};
use crate::api::error::ApiError;
use crate::api::extract::{EntityPath, NoParams, Params, QueryReader, ReadQuery};
use crate::api::facets::{AskedWhole, EntityFacets};
use crate::api::forms::{AskedForm, EntityForms};
use crate::api::openapi::{EntityProblems, QueryProblems};
use crate::api::page::{List, PageParams, read_limit};
use crate::api::respond;
use crate::api::state::AppState;
use crate::store::{EntityFilter, Interval, Surveyed};

/// Filters of the list of entities.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListEntitiesParams {
    /// Only entities of this type.
    #[param(rename = "type", value_type = Option<EntityTypeWord>, nullable = false, example = "person")]
    pub kind: Option<EntityTypeWord>,
    /// Only entities with this in a name, ignoring case.
    #[param(nullable = false, min_length = 1, example = "lindt")]
    pub q: Option<String>,
    /// Source and dates.
    #[param(ignore)]
    pub origin: OriginParams,
    /// Which page.
    #[param(ignore)]
    pub page: PageParams,
}

impl ReadQuery for ListEntitiesParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { kind: query.word("type"), q: query.text("q"), origin: OriginParams::read(query), page: query.page() }
    }
}

impl ListEntitiesParams {
    /// The filter for the store.
    pub(super) fn filter(&self) -> EntityFilter {
        EntityFilter {
            kind: self.kind.map(|word| word.0),
            name: self.q.clone(),
            source: self.origin.source.clone(),
            range: self.origin.range,
        }
    }
}

/// List entities
///
/// Entities of the archive, those in most articles first, with counts of the articles that pass the filters.
#[utoipa::path(
    tag = "entities",
    params(ListEntitiesParams, OriginParams, PageParams, EntityFacets, EntityForms),
    responses((status = 200, description = "One page", content(
            (List<EntityItem> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")),
        headers(("Link" = String, description = "The next page, if there is one"))), QueryProblems)
)]
#[get("/entities")]
pub(crate) async fn list_entities(
    request: HttpRequest,
    state: Data<AppState>,
    Params((params, whole, form)): Params<(ListEntitiesParams, AskedWhole<EntityFacets>, AskedForm<EntityForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let filter = params.filter();
    let page = state.store.list_entities(&filter, &params.page.request()).await?;
    let whole = whole.of(&state, Some(Surveyed::Entities(filter)), (&params.page, form)).await?;
    rows::respond(&request, &List::of(&page, EntityItem::from).of_all(&whole), form)
}

/// Read an entity
///
/// Its profile over the whole archive: every name, first and last appearance, counts and mean sentiment.
#[utoipa::path(
    tag = "entities",
    params(("id" = String, Path, description = "Id of the entity", example = "person:vera-lindt")),
    responses(
        (status = 200, description = "Its profile", body = ProfileDto,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        EntityProblems,
    )
)]
#[get("/entities/{id}")]
pub(crate) async fn get_entity(
    request: HttpRequest,
    state: Data<AppState>,
    EntityPath(id): EntityPath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let profile = state.store.entity(&id).await?.ok_or_else(|| EntityPath::not_found(&id))?;
    respond::tagged(&request, &ProfileDto::from(&profile))
}

/// How a timeline is divided, and its ends.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineParams {
    /// Width of a bucket.
    #[param(value_type = Option<IntervalWord>, nullable = false, default = "day", example = "week")]
    pub interval: IntervalWord,
    /// Its ends.
    #[param(ignore)]
    pub period: PeriodParams,
}

impl ReadQuery for TimelineParams {
    fn read(query: &mut QueryReader) -> Self {
        let interval = query.word("interval").unwrap_or(IntervalWord(Interval::Day));
        Self { interval, period: PeriodParams::read(query) }
    }
}

/// Mentions of an entity over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Timeline {
    /// The entity's id.
    #[schema(example = "person:vera-lindt")]
    pub entity: String,
    /// Width of a bucket.
    pub interval: IntervalWord,
    /// The buckets, oldest first; those without an article are left out.
    pub items: Vec<TimelineDto>,
}

/// An entity over time
///
/// Articles and mentions by day, week, month or year, oldest first; empty buckets are left out.
#[utoipa::path(
    tag = "entities",
    params(("id" = String, Path, description = "Id of the entity", example = "person:vera-lindt"), TimelineParams, PeriodParams),
    responses(
        (status = 200, description = "All buckets", body = Timeline,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        EntityProblems,
    )
)]
#[get("/entities/{id}/timeline")]
pub(crate) async fn get_entity_timeline(
    request: HttpRequest,
    state: Data<AppState>,
    EntityPath(id): EntityPath,
    Params(params): Params<TimelineParams>,
) -> Result<HttpResponse, ApiError> {
    let points = state.store.entity_timeline(&id, params.interval.0, params.period.range).await?;
    let points = points.ok_or_else(|| EntityPath::not_found(&id))?;
    let items = points.iter().map(TimelineDto::from).collect();
    respond::tagged(&request, &Timeline { entity: id.to_string(), interval: params.interval, items })
}

/// Which related entities, and how many.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RelatedParams {
    /// In articles of that time.
    #[param(ignore)]
    pub period: PeriodParams,
    /// Most items to answer.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50, nullable = false, example = 10)]
    pub limit: usize,
}

impl ReadQuery for RelatedParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { period: PeriodParams::read(query), limit: read_limit(query) }
    }
}

/// Entities an entity appears with
///
/// Those that share most articles with it first. There is one page only.
#[utoipa::path(
    tag = "entities",
    params(("id" = String, Path, description = "Id of the entity", example = "person:vera-lindt"), PeriodParams, RelatedParams),
    responses((status = 200, description = "The most related ones", body = List<RelatedDto>), EntityProblems)
)]
#[get("/entities/{id}/related")]
pub(crate) async fn list_related_entities(
    request: HttpRequest,
    state: Data<AppState>,
    EntityPath(id): EntityPath,
    Params(params): Params<RelatedParams>,
) -> Result<HttpResponse, ApiError> {
    let related = state.store.related_entities(&id, params.period.range, params.limit).await?;
    let related = related.ok_or_else(|| EntityPath::not_found(&id))?;
    List::whole(related.iter().map(RelatedDto::from).collect()).respond(&request)
}
