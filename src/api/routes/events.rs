//! `/v1/events`: what passes a filter, as it comes, as Server-Sent Events.

use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::{Stream, stream};
use tokio::time::Instant;
use utoipa::IntoParams;

use super::events_params::{EventFilterParams, LastEventIdHeader};
use super::filters::OriginParams;
use super::watches::{not_found, watch_id};
use crate::api::client::Client;
use crate::api::error::{ApiError, Place};
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::openapi::EventProblems;
use crate::api::problem::ProblemKind;
use crate::api::respond::EVENT_STREAM;
use crate::api::routes::changes::beyond;
use crate::api::shares::{NoShare, Share};
use crate::api::state::AppState;
use crate::api::watching::{Pairs, Watched, matcher, resolved};
use crate::notify::{Follower, Notify, Told};
use crate::store::{StoreError, WatchOf};

/// The header by which a client that was cut off says what it had last.
const LAST_EVENT_ID: &str = "last-event-id";

/// Longest life that can be asked for.
const LONGEST: u64 = 86_400;

/// After a cut a client should wait so long, in milliseconds.
const RETRY: u32 = 3_000;

/// What is told, and from where on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventParams {
    /// The watch whose filter counts; then no other filter is taken.
    #[param(nullable = false, format = "uuid", example = "0194cad2-cc00-7000-8000-00000000cafe")]
    watch: Option<String>,
    /// What is looked for, where no watch is named: `articles`, `claims` or `figures`.
    #[param(value_type = Option<String>, nullable = false, example = "figures")]
    of: Option<WatchOf>,
    /// Tells what came after the change of this number first; 0 is before the first. Without it, and without
    /// `Last-Event-ID`, only what comes from now on.
    #[param(nullable = false, minimum = 0, example = 0)]
    after: Option<u64>,
    /// The stream ends after so many seconds, once everything that is there already was told; 0 waits for nothing.
    #[param(nullable = false, minimum = 0, maximum = 86_400, example = 0)]
    seconds: Option<u64>,
    /// The filters.
    #[param(ignore)]
    filter: Pairs,
}

impl ReadQuery for EventParams {
    fn read(query: &mut QueryReader) -> Self {
        let watch = query.text("watch");
        let after = query.parsed("after", "the number of a change");
        let seconds = query.parsed("seconds", "a number of seconds");
        if seconds.is_some_and(|seconds| seconds > LONGEST) {
            query.wrong("seconds", ProblemKind::InvalidParameter, format!("must not be more than {LONGEST}"));
        }
        let mut filter = query.pairs().to_vec();
        filter.retain(|(name, _)| !["watch", "after", "seconds", "of"].contains(&name.as_str()));
        let of = if watch.is_none() { Watched::read(query).of() } else { None };
        Self { watch, of, after, seconds, filter }
    }
}

/// Follow what passes a filter
///
/// A stream of Server-Sent Events: each article that comes in (`event: inserted`) or gets another text (`revised`), if
/// something of it passes the filter. `data` is a `Notice` in JSON with the articles, claims or figures that pass, in the shape
/// of their list; `id` is the number of the change. The filters are those of the list that `of` names, or those of a watch.
///
/// Every text is told once, in the order in which they came, and nothing is left out: a client that was cut off sends the last
/// `id` as `Last-Event-ID` (browsers do so by themselves), or as `after`, and gets what it has missed. An article that
/// was deleted meanwhile is not told, one that was corrected is told as it is now. Deletions and new analyses of known texts are in `/v1/changes`.
///
/// Now and then a comment keeps the connection open, with an `id` that says how far the client has come. A client that does not read holds up
/// nobody; the archive keeps its place. The stream ends when the service stops.
#[utoipa::path(
    tag = "watches",
    params(EventParams, EventFilterParams, OriginParams, LastEventIdHeader),
    responses(
        (status = 200, description = "The stream", content((String = "text/event-stream"))),
        EventProblems,
    )
)]
#[get("/events")]
pub(crate) async fn stream_events(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<EventParams>,
) -> Result<HttpResponse, ApiError> {
    let share = share(&request, &state)?;
    let (matcher, watch) = match (&params.watch, params.of) {
        (Some(id), _) => {
            let id = watch_id(id)?;
            let watch = state.notify.get(id).await?.ok_or_else(|| not_found(id))?;
            (state.notify.matcher(&watch)?, Some(id))
        }
        (None, Some(of)) => (matcher(of, &resolved(state.store.as_ref(), of, params.filter).await?)?, None),
        (None, None) => return Err(ApiError::internal("a filter was read and is not there")),
    };
    let newest = state.notify.newest().await?;
    let after = last_event_id(&request)?.or(params.after).unwrap_or(newest);
    if after > newest {
        return Err(beyond(after, newest));
    }
    let events = Events {
        follower: state.notify.follow(matcher, watch, after),
        notify: state.notify.clone(),
        heartbeat: state.streams.heartbeat,
        quiet: Instant::now() + state.streams.heartbeat,
        ends: params.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds)),
        opened: false,
        _open: Open::new(share),
    };
    Ok(HttpResponse::Ok()
        .content_type(EVENT_STREAM)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressed it would be held back until there is enough of it, here and in the proxies before the service.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events.chunks()))
}

fn share(request: &HttpRequest, state: &AppState) -> Result<Option<Share>, ApiError> {
    let Some(client) = Client::of(request) else { return Ok(None) };
    state.streams.shares.take(client).map(Some).map_err(|full| match full {
        NoShare::Own(most) => {
            let detail =
                format!("a client may have {most} streams open at a time; close one, or put their filters together");
            ApiError::new(ProblemKind::TooManyRequests, detail)
        }
        NoShare::All(most) => {
            let detail = format!("all {most} streams that there may be are open; try again, or read /v1/changes");
            ApiError::new(ProblemKind::Overloaded, detail)
        }
    })
}

/// The last event that the client has, if it says so. Empty is what a browser sends that has none.
fn last_event_id(request: &HttpRequest) -> Result<Option<u64>, ApiError> {
    let Some(value) = request.headers().get(LAST_EVENT_ID) else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok("") => Ok(None),
        Ok(text) => text.parse().map(Some).map_err(|_| no_id()),
        Err(_) => Err(no_id()),
    }
}

fn no_id() -> ApiError {
    let detail = "is not the number of a change";
    ApiError::at(Place::Header, "/Last-Event-ID", ProblemKind::InvalidParameter, detail)
}

/// A stream under way. It makes the next event when the connection has room for it, never before.
struct Events {
    follower: Follower,
    notify: Notify,
    heartbeat: Duration,
    /// When the client is told that there is nothing to tell.
    quiet: Instant,
    ends: Option<Instant>,
    opened: bool,
    _open: Open,
}

/// Counts a stream while it is open.
struct Open(#[expect(dead_code, reason = "held until the stream is dropped")] Option<Share>);

impl Open {
    fn new(share: Option<Share>) -> Self {
        metrics::gauge!("pressespiegel_event_streams").increment(1);
        Self(share)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!("pressespiegel_event_streams").decrement(1);
    }
}

/// Why a stream stops waiting.
enum Woken {
    More,
    Quiet,
    Ended,
}

impl Events {
    fn chunks(self) -> impl Stream<Item = Result<Bytes, ApiError>> {
        stream::try_unfold(self, |mut events| async move {
            let chunk = events.chunk().await.inspect_err(|error| {
                // The client comes again, with what it had last.
                tracing::warn!(%error, "a stream of events broke off");
            })?;
            Ok(chunk.map(|chunk| (Bytes::from(chunk), events)))
        })
    }

    /// The next piece; `None` at the end.
    async fn chunk(&mut self) -> Result<Option<String>, StoreError> {
        let chunk = self.next().await;
        self.quiet = Instant::now() + self.heartbeat;
        chunk
    }

    async fn next(&mut self) -> Result<Option<String>, StoreError> {
        if !std::mem::replace(&mut self.opened, true) {
            return Ok(Some(format!("retry: {RETRY}\nid: {}\n\n", self.follower.position())));
        }
        loop {
            let notify = self.notify.clone();
            let told = tokio::select! {
                biased;
                () = notify.closed() => return Ok(None),
                told = self.follower.next() => told?,
            };
            if let Some(told) = told {
                return Ok(Some(event(&told)));
            }
            match self.wait().await {
                Woken::More => {}
                Woken::Quiet => return Ok(Some(format!(": quiet\nid: {}\n\n", self.follower.position()))),
                Woken::Ended => return Ok(None),
            }
        }
    }

    async fn wait(&self) -> Woken {
        let ended = async {
            match self.ends {
                Some(ends) => tokio::time::sleep_until(ends).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.notify.closed() => Woken::Ended,
            () = ended => Woken::Ended,
            () = self.follower.more() => Woken::More,
            () = tokio::time::sleep_until(self.quiet) => Woken::Quiet,
        }
    }
}

/// JSON on one line has no line ends in it.
fn event(told: &Told) -> String {
    format!("id: {}\nevent: {}\ndata: {}\n\n", told.change.number, told.change.kind.as_str(), told.data)
}
