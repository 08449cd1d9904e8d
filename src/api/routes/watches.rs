//! `/v1/watches`: saved searches, and what was sent for them.

use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use utoipa::IntoParams;

use crate::api::dto::{DeliveryDto, DeliveryList, WatchDto, WatchInput, WatchList};
use crate::api::error::{ApiError, Place};
use crate::api::extract::{DeliveryPath, NoParams, Params, QueryReader, ReadQuery, WatchBody, WatchPath};
use crate::api::openapi::{
    CreateWatchProblems, DeliveriesProblems, DeliveryProblems, ReadProblems, WatchProblems, WriteProblems,
};
use crate::api::page::{link_next_as, read_limit};
use crate::api::problem::ProblemKind;
use crate::api::respond;
use crate::api::state::AppState;
use crate::api::watching::resolved;
use crate::notify::NewWatch;
use crate::outbound::{self, OutboundError};
use crate::store::{Watch, WatchId};

/// An id of a watch; one that can't be an id names nothing.
pub(super) fn watch_id(given: &str) -> Result<WatchId, ApiError> {
    let parsed = given.parse().ok().filter(|id: &WatchId| id.to_string().eq_ignore_ascii_case(given));
    parsed.ok_or_else(|| not_found(format_args!("{given:?}")))
}

pub(super) fn not_found(id: impl std::fmt::Display) -> ApiError {
    WatchPath::not_found(id)
}

/// Save a search
///
/// From now on what comes in, or gets another text, is held against the filter. What passes can be followed at
/// `/v1/events?watch=…`, and with a `webhook` it is sent there: a POST with `type`, `timestamp` and, as `data`, a `Notice`,
/// signed by the rules of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`; HMAC-SHA-256). Its `secret`
/// is in this answer and in no other.
///
/// Messages come in order and at least once: take one twice by its `webhook-id`. One that is not answered with 2xx in time is sent
/// again, with pauses that grow to a day; the next ones wait for it, and nothing is lost meanwhile. After the last
/// attempt it is `dead`, and the next one comes. An answer of `410` ends the webhook. Redirects are not followed.
#[utoipa::path(
    tag = "watches",
    request_body = WatchInput,
    responses(
        (status = 201, description = "It is saved", body = WatchDto,
            headers(("Location" = String, description = "Where the watch can be read"))),
        CreateWatchProblems, WriteProblems,
    )
)]
#[post("/watches")]
pub(crate) async fn create_watch(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
    WatchBody { name, of, filter, url }: WatchBody,
) -> Result<HttpResponse, ApiError> {
    let filter = resolved(state.store.as_ref(), of, filter).await.map_err(|error| error.in_body("/filter"))?;
    if let Some(url) = &url {
        outbound::checked(url, state.notify.outbound().allowed()).map_err(|error| refused(&error))?;
    }
    let watch = state.notify.add(NewWatch { name, of, filter, url }).await?;
    let position = state.notify.position(watch.id).await?;
    let mut response = respond::json_with(StatusCode::CREATED, &WatchDto::made(&watch, position))?;
    let location = format!("/v1/watches/{}", watch.id).parse().map_err(ApiError::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

fn refused(error: &OutboundError) -> ApiError {
    ApiError::at(Place::Body, "/webhook/url", ProblemKind::InvalidField, error.to_string())
}

async fn shown(state: &AppState, watch: &Watch) -> Result<WatchDto, ApiError> {
    Ok(WatchDto::new(watch, state.notify.position(watch.id).await?))
}

/// List watches
///
/// All saved searches, the oldest first.
#[utoipa::path(
    tag = "watches",
    responses((status = 200, description = "The watches", body = WatchList), ReadProblems)
)]
#[get("/watches")]
pub(crate) async fn list_watches(
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let mut items = Vec::new();
    for watch in state.notify.all().await? {
        items.push(shown(&state, &watch).await?);
    }
    respond::json(&WatchList { items })
}

/// Read a watch
///
/// The saved search, and how far its webhook is.
#[utoipa::path(
    tag = "watches",
    params(("id" = String, Path, description = "Id of the watch", format = "uuid",
        example = "0194cad2-cc00-7000-8000-00000000cafe")),
    responses((status = 200, description = "The watch", body = WatchDto), WatchProblems)
)]
#[get("/watches/{id}")]
pub(crate) async fn get_watch(
    state: Data<AppState>,
    WatchPath(id): WatchPath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let watch = state.notify.get(id).await?.ok_or_else(|| not_found(id))?;
    respond::json(&shown(&state, &watch).await?)
}

/// Delete a watch
///
/// Nothing is sent for it any more, and what was remembered of its messages is forgotten.
#[utoipa::path(
    tag = "watches",
    params(("id" = String, Path, description = "Id of the watch", format = "uuid",
        example = "0194cad2-cc00-7000-8000-00000000cafe")),
    responses((status = 204, description = "It is gone"), WatchProblems, WriteProblems)
)]
#[delete("/watches/{id}")]
pub(crate) async fn delete_watch(
    state: Data<AppState>,
    WatchPath(id): WatchPath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    if state.notify.remove(id).await? {
        return Ok(HttpResponse::NoContent().finish());
    }
    Err(not_found(id))
}

/// Send to a webhook again
///
/// Begins again with a webhook that a `410` has ended, where it ended. Does nothing while it is sent to.
#[utoipa::path(
    tag = "watches",
    params(("id" = String, Path, description = "Id of the watch", format = "uuid",
        example = "0194cad2-cc00-7000-8000-00000000cafe")),
    responses(
        (status = 200, description = "It is sent to", body = WatchDto),
        DeliveryProblems, WriteProblems,
    )
)]
#[post("/watches/{id}/enable")]
pub(crate) async fn enable_watch(
    state: Data<AppState>,
    WatchPath(id): WatchPath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let watch = state.notify.enable(id).await?.ok_or_else(|| not_found(id))?;
    respond::json(&shown(&state, &watch).await?)
}

/// Which messages.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesParams {
    /// Only messages of changes before the one of this number.
    #[param(value_type = Option<u64>, minimum = 0, nullable = false, example = 1000)]
    before: Option<u64>,
    /// Most items to answer.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50, nullable = false, example = 10)]
    limit: usize,
}

impl ReadQuery for DeliveriesParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { before: query.parsed("before", "the number of a change"), limit: read_limit(query) }
    }
}

/// List the messages of a watch
///
/// What became of the messages to its webhook, of the newest change first. The last 1,000 are remembered.
#[utoipa::path(
    tag = "watches",
    params(("id" = String, Path, description = "Id of the watch", format = "uuid",
        example = "0194cad2-cc00-7000-8000-00000000cafe"), DeliveriesParams),
    responses(
        (status = 200, description = "Part of the messages", body = DeliveryList,
            headers(("Link" = String, description = "The next part, if there is one"))),
        DeliveriesProblems,
    )
)]
#[get("/watches/{id}/deliveries")]
pub(crate) async fn list_watch_deliveries(
    request: HttpRequest,
    state: Data<AppState>,
    WatchPath(id): WatchPath,
    Params(DeliveriesParams { before, limit }): Params<DeliveriesParams>,
) -> Result<HttpResponse, ApiError> {
    if state.notify.get(id).await?.is_none() {
        return Err(not_found(id));
    }
    let mut found = state.notify.deliveries(id, before, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|delivery| delivery.number);
    let items = found.iter().map(DeliveryDto::from).collect();
    let mut response = respond::json(&DeliveryList { items, next })?;
    link_next_as(&request, &mut response, "before", next.map(|next| next.to_string()).as_deref());
    Ok(response)
}

/// Send a message once more
///
/// One that waits is sent as soon as its worker can; `next_at` still says when it would have been. Any other, a dead one above all, is sent before this answers, as
/// its article is now, and the answer says what became of it.
#[utoipa::path(
    tag = "watches",
    params(("id" = String, Path, description = "Id of the watch", format = "uuid",
        example = "0194cad2-cc00-7000-8000-00000000cafe"),
        ("n" = u64, Path, description = "Number of the change that the message tells of", minimum = 1, example = 2)),
    responses(
        (status = 200, description = "What became of it so far", body = DeliveryDto),
        DeliveryProblems, WriteProblems,
    )
)]
#[post("/watches/{id}/deliveries/{n}/redeliver")]
pub(crate) async fn redeliver_watch_delivery(
    state: Data<AppState>,
    DeliveryPath(id, number): DeliveryPath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    if state.notify.get(id).await?.is_none() {
        return Err(not_found(id));
    }
    let sent = state.notify.redeliver(id, number).await?;
    let sent = sent.ok_or_else(|| DeliveryPath::not_found(format_args!("change {number}")))?;
    respond::json(&DeliveryDto::from(&sent))
}
