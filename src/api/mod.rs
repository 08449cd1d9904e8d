//! HTTP and JSON: routes, shapes, problems, and the OpenAPI document. Nothing else in the program knows of them.
//!
//! [`build_app`] makes the app, for the server and for tests alike; [`serve`] runs it on a listener. A request passes
//! [`middleware`] (id, log, metrics, panics), then its route: parameters and body are parsed at the door ([`extract`]),
//! the handler asks the store or [`crate::ingest`], and the answer is a shape of [`dto`]. Failures are
//! [`error::ApiError`], each of a kind that [`problem`] lists.
//!
//! Other origins are let in only where they are named ([`cors`]). Deliberately absent: sessions (a key comes with each request, [`auth`]), and any knowledge of how things are stored.

mod auth;
mod base64url;
mod client;
mod cors;
mod dto;
mod error;
mod extract;
mod facets;
mod forms;
mod lines;
mod middleware;
mod negotiate;
mod openapi;
mod page;
mod pages;
mod problem;
mod rate;
mod respond;
mod routes;
mod sending;
mod shares;
mod state;
mod tags;
mod unreadable;
mod watching;

pub use client::Proxies;
pub use lines::{
    analysis_json, analysis_page, article_json, fetch_problem, ingest_problem, parse_article, parse_article_filter,
    parse_lexicon, problem_json,
};
pub use openapi::{allowed_methods, json as openapi_json, openapi};
pub use problem::ProblemKind;
pub use rate::RateLimit;
pub use shares::Shares;
pub use state::{AppState, Limits, MetricsRender, Readiness, Streams};
pub use watching::compile as watch_filters;

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpRequest, HttpResponse};
use tokio::net::TcpStream;
use utoipa_actix_web::AppExt;

use error::ApiError;
use unreadable::Spoken;

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection may take to close.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The app with all routes and layers: the server and the tests build it here.
pub fn build_app(
    state: AppState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let (let_in, cors) = cors::layer(&state.cors_origins);
    App::new()
        .into_utoipa_app()
        .configure(routes::documented)
        .into_app()
        .configure(pages::register)
        .configure(routes::docs::swagger)
        .app_data(Data::new(state))
        .default_service(web::to(|request: HttpRequest| async move { Err::<HttpResponse, _>(no_route(&request)) }))
        .wrap(from_fn(middleware::explain))
        .wrap(from_fn(sending::count))
        .wrap(Compress::default())
        .wrap(Condition::new(let_in, cors))
        .wrap(from_fn(middleware::observe))
}

/// Serves the app on a listener, with `workers` threads for connections. The server must be awaited, and is stopped
/// through its handle.
///
/// # Errors
/// When the listener can't be used.
pub fn serve(state: AppState, listener: TcpListener, workers: usize, drain: Duration) -> io::Result<Server> {
    let Limits { connections, idle, .. } = state.limits;
    let workers = workers.max(1);
    let builder = Server::build()
        .workers(workers)
        // Whoever comes beyond that waits to be accepted.
        .max_concurrent_connections(connections.div_ceil(workers))
        .shutdown_timeout(drain.as_secs())
        .disable_signals();
    let ending = builder.graceful_shutdown_signal();
    // Not by the ready-made server of actix-web, as that lets nobody see what it refuses by itself.
    let builder = builder.listen("http", listener, move || {
        let ending = ending.clone();
        let app = map_config(build_app(state.clone()).into_factory(), |()| AppConfig::default());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ending = ending.clone();
                async move { ending.notified().await }
            })
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            // A client that closes its sending side has left: its request is dropped, and all that was done for it ends.
            .h1_allow_half_closed(false)
            .keep_alive(idle)
            .finish(app.map_err(|error: Error| error.error_response()));
        let connected = |stream: TcpStream| async move {
            let peer = stream.peer_addr().ok();
            Ok((Spoken::new(stream), Protocol::Http1, peer))
        };
        fn_service(connected).and_then(http)
    })?;
    Ok(builder.run())
}

/// What no route took; a known path with another method does not come so far.
fn no_route(request: &HttpRequest) -> ApiError {
    ApiError::new(ProblemKind::UnknownRoute, format!("there is nothing at {}", request.path()))
}
