//! What happens around every request: id, one log line, metrics, problems in full, and panics made into 500.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::FutureExt;

use super::auth;
use super::error::{ApiError, PROBLEM_JSON};
use super::negotiate;
use super::openapi::allowed_methods;
use super::problem::ProblemKind;
use super::rate;
use super::shares;
use super::state::AppState;
use super::tags;
use crate::article::ArticleId;
use crate::clock::{Clock, SystemClock};

/// The header with the request id, in and out.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const MAX_REQUEST_ID: usize = 128;

/// Answers are data, not pages: a browser that is made to show one must not run anything in it.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The id of a request, in its extensions.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

/// One request on its way; tells log and metrics about its end, also when the client goes away before.
struct Journey {
    began: Instant,
    id: String,
    method: Method,
    route: String,
    path: String,
    traceparent: Option<String>,
    /// What the key is called that the request came with.
    key: Option<String>,
    ended: bool,
}

impl Journey {
    fn start(request: &ServiceRequest) -> Self {
        let headers = request.headers();
        Self {
            began: Instant::now(),
            id: given_id(headers).unwrap_or_else(|| fresh_id(request)),
            method: request.method().clone(),
            route: request.request().match_pattern().unwrap_or_else(|| "unmatched".into()),
            path: request.path().to_owned(),
            traceparent: traceparent(headers),
            key: None,
            ended: false,
        }
    }

    fn end(&mut self, status: u16) {
        self.ended = true;
        let elapsed = self.began.elapsed();
        let method = known_method(&self.method);
        metrics::counter!(
            "pressespiegel_http_requests_total",
            "route" => self.route.clone(), "method" => method, "status" => status.to_string()
        )
        .increment(1);
        metrics::histogram!(
            "pressespiegel_http_request_seconds", "route" => self.route.clone(), "method" => method
        )
        .record(elapsed);
        tracing::info!(
            target: "pressespiegel::request",
            request_id = %self.id,
            method,
            route = %self.route,
            status,
            ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            traceparent = self.traceparent.as_deref(),
            key = self.key.as_deref(),
            "request"
        );
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if !self.ended {
            // The status nginx logs for a client that closed the connection; nobody receives it.
            self.end(499);
        }
    }
}

/// A method as a label: labels must not be of the client's making.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The client's request id, if it is a harmless one.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let harmless = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/+=".contains(&b);
    ((1..=MAX_REQUEST_ID).contains(&id.len()) && id.bytes().all(harmless)).then(|| id.to_owned())
}

/// An id of our own.
fn fresh_id(request: &ServiceRequest) -> String {
    let clock = request.app_data::<web::Data<AppState>>().map(|state| &state.clock);
    let bytes = clock.map_or_else(|| SystemClock.fresh_id(), |clock| clock.fresh_id());
    ArticleId::from_bytes(bytes).to_string()
}

/// The trace context (W3C), if it is well-formed.
fn traceparent(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("traceparent")?.to_str().ok()?;
    let lengths = [2, 32, 16, 2];
    let parts: Vec<&str> = value.split('-').collect();
    let hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let well_formed = parts.len() == lengths.len() && parts.iter().zip(lengths).all(|(p, n)| p.len() == n && hex(p));
    well_formed.then(|| value.to_owned())
}

/// The outermost layer.
pub(crate) async fn observe<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let mut journey = Journey::start(&request);
    request.extensions_mut().insert(RequestId(journey.id.clone()));
    if request.method() == Method::HEAD {
        // Routes know GET; the connection remembers that no body is to be sent.
        request.head_mut().method = Method::GET;
    }
    let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let mut response = match outcome {
        Ok(Ok(response)) => {
            journey.key = auth::holder(response.request()).map(|holder| holder.name().to_owned());
            let mut response = complete(response, &journey);
            let request = response.request().clone();
            rate::tell(&request, response.headers_mut());
            response
        }
        Ok(Err(error)) => {
            let error = error.as_error::<ApiError>().cloned();
            return Err(give_up(&mut journey, &error.unwrap_or_else(|| ApiError::internal("a layer failed"))));
        }
        Err(panic) => {
            let reason = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
            let reason = reason.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            return Err(give_up(&mut journey, &ApiError::internal(format_args!("panic: {reason}"))));
        }
    };
    finish_headers(response.headers_mut(), &journey);
    journey.end(response.status().as_u16());
    Ok(response)
}

/// Problems answered by the HTTP library itself, without a body of ours, get one.
fn complete<B: MessageBody>(response: ServiceResponse<B>, journey: &Journey) -> ServiceResponse<EitherBody<B>> {
    let status = response.status();
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(PROBLEM_JSON.as_bytes()));
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response.map_into_left_body();
    }
    let kind = ProblemKind::for_status(status);
    let error = ApiError::new(kind, kind.meaning());
    let answer = error.respond(Some(&journey.path), Some(&journey.id));
    response.into_response(answer).map_into_right_body()
}

fn give_up(journey: &mut Journey, error: &ApiError) -> Error {
    log_cause(error, &journey.id);
    let mut response = error.respond(Some(&journey.path), Some(&journey.id));
    finish_headers(response.headers_mut(), journey);
    journey.end(response.status().as_u16());
    InternalError::from_response("answered", response).into()
}

fn finish_headers(headers: &mut HeaderMap, journey: &Journey) {
    if let Ok(id) = HeaderValue::from_str(&journey.id) {
        headers.insert(REQUEST_ID, id);
    }
    vary(headers, negotiate::chooses(&journey.route));
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        // It told the compressing layer to leave this answer alone, and is nothing to tell a client.
        headers.remove(header::CONTENT_ENCODING);
    }
    tags::name_coding(headers);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA_POLICY));
    }
}

/// Says which headers of the request an answer depends on: a cache must not give it to who has sent others. Each is named
/// once, whichever layer has named it.
fn vary(headers: &mut HeaderMap, by_accept: bool) {
    let before: Vec<_> = headers.get_all(header::VARY).filter_map(|value| value.to_str().ok()).collect();
    let before = before.join(",").to_ascii_lowercase();
    let own = ["accept-encoding"].into_iter().chain(by_accept.then_some("accept"));
    let mut names: Vec<&str> = Vec::new();
    for name in before.split(',').map(str::trim).filter(|name| !name.is_empty()).chain(own) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

fn log_cause(error: &ApiError, request_id: &str) {
    if let Some(cause) = error.cause() {
        tracing::error!(target: "pressespiegel::request", request_id, problem = error.kind().slug(), cause, "failed");
    }
}

/// The layer around the routes: checks method, key and `Accept` before a route runs, and writes problems with all that is known of the request.
pub(crate) async fn explain<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let mut held = None;
    if let Some(pattern) = request.request().match_pattern() {
        let allow = allowed_methods(&pattern);
        if request.method() == Method::OPTIONS {
            let methods = HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish();
            return Ok(request.into_response(methods).map_into_right_body());
        }
        let possible = allow.split(", ").any(|method| method == request.method().as_str());
        let refused = if possible {
            let (request, allowed) = (request.request(), auth::check(request.request(), &pattern));
            // Who comes with wrong keys is counted too.
            let passed = rate::check(request, &pattern).and(allowed);
            let passed = passed.and_then(|()| negotiate::check(request, &pattern));
            match passed.and_then(|()| shares::check(request, &pattern)) {
                Ok(share) => {
                    held = share;
                    None
                }
                Err(error) => Some(error),
            }
        } else {
            Some(ApiError::method_not_allowed(request.method().as_str(), allow.to_owned()))
        };
        if let Some(error) = refused {
            let answer = answer(request.request(), &error);
            return Ok(request.into_response(answer).map_into_right_body());
        }
    }
    let response = next.call(request).await?;
    drop(held);
    let Some(error) = response.response().error() else { return Ok(response.map_into_left_body()) };
    let error =
        error.as_error::<ApiError>().cloned().unwrap_or_else(|| foreign(error.as_response_error().status_code()));
    let answer = answer(response.request(), &error);
    Ok(response.into_response(answer).map_into_right_body())
}

fn foreign(status: StatusCode) -> ApiError {
    let kind = ProblemKind::for_status(status);
    ApiError::new(kind, kind.meaning())
}

pub(super) fn answer(request: &HttpRequest, error: &ApiError) -> HttpResponse {
    let id = request.extensions().get::<RequestId>().cloned();
    let id = id.as_ref().map(|id| id.0.as_str());
    log_cause(error, id.unwrap_or_default());
    error.respond(Some(request.path()), id)
}
