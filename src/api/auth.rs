//! Keys and scopes: what an operation needs, and whether the key that a request carries may do it.
//!
//! One table ([`scope_of`]) decides for all operations; the OpenAPI document is made from the same one.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpMessage, HttpRequest, web};

use super::client;
use super::error::ApiError;
use super::problem::ProblemKind;
use super::state::AppState;
use crate::keys::{Key, Scope};
use crate::store::StoreError;

/// The header that carries a key where `Authorization` is taken.
pub(crate) const KEY_HEADER: &str = "x-api-key";

/// The key a request came with, in its extensions.
#[derive(Debug, Clone)]
pub(crate) struct Holder(Arc<Key>);

/// The scope that an operation needs; `None` where everybody may: health, this document, and pages, which hold no data.
pub(crate) fn scope_of(method: &str, pattern: &str) -> Option<Scope> {
    match (method, pattern) {
        ("GET", "/metrics") => Some(Scope::Read),
        (_, pattern) if !pattern.starts_with("/v1/") => None,
        // The address of a webhook may be a secret in itself.
        (_, pattern) if pattern.starts_with("/v1/watches") => Some(Scope::Admin),
        ("GET", _) | ("POST", "/v1/analyze") => Some(Scope::Read),
        ("POST", "/v1/articles" | "/v1/articles/batch") | ("PUT", "/v1/articles/{id}") => Some(Scope::Ingest),
        _ => Some(Scope::Admin),
    }
}

/// Whether an operation may change something.
pub(crate) fn changes(method: &str, pattern: &str) -> bool {
    method != "GET" && scope_of(method, pattern).is_some_and(|scope| scope != Scope::Read)
}

/// Lets a request pass, or says why not: its key has the scope, and what it may change can be changed.
pub(crate) fn check(request: &HttpRequest, pattern: &str) -> Result<(), ApiError> {
    let method = request.method().as_str();
    let Some(scope) = scope_of(method, pattern) else { return Ok(()) };
    let state = request.app_data::<web::Data<AppState>>().ok_or_else(|| ApiError::internal("there is no state"))?;
    check_key(request, state, scope)?;
    if changes(method, pattern) && state.store.is_read_only() {
        return Err(StoreError::ReadOnly.into());
    }
    Ok(())
}

/// Whether the key has the scope; failures are counted and logged, never with what was sent.
fn check_key(request: &HttpRequest, state: &AppState, scope: Scope) -> Result<(), ApiError> {
    if state.keys.is_open() {
        return Ok(());
    }
    let token = match sent(request.headers()) {
        Ok(token) => token,
        Err(detail) => return Err(refused(request, "missing", ProblemKind::Unauthorized, detail.into())),
    };
    let Some(key) = state.keys.find(token, state.clock.now()) else {
        let detail = "there is no such key; it may have been replaced or taken away".into();
        return Err(refused(request, "unknown", ProblemKind::Unauthorized, detail));
    };
    if !key.may(scope) {
        let has = key.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(", ");
        let detail = format!("the key {} has the scopes {has}; this needs {scope}", key.name);
        return Err(refused(request, "scope", ProblemKind::Forbidden, detail));
    }
    request.extensions_mut().insert(Holder(key));
    Ok(())
}

/// Whose key the request came with; `None` where none is needed.
pub(crate) fn holder(request: &HttpRequest) -> Option<Holder> {
    request.extensions().get::<Holder>().cloned()
}

/// Whether the key may send an article of this source.
pub(crate) fn check_source(holder: Option<&Holder>, source: Option<&str>) -> Result<(), ApiError> {
    let Some(Holder(key)) = holder else { return Ok(()) };
    if key.may_send(source) {
        return Ok(());
    }
    let may = key.sources.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let detail = format!("the key {} may send articles only with the `source` {may}", key.name);
    count("source");
    tracing::warn!(target: "pressespiegel::auth", key = key.name, reason = "source", "refused");
    Err(ApiError::new(ProblemKind::Forbidden, detail))
}

impl Holder {
    /// What the key is called.
    pub(crate) fn name(&self) -> &str {
        &self.0.name
    }
}

/// The key in the headers, or what is wrong with them.
fn sent(headers: &HeaderMap) -> Result<&str, &'static str> {
    const NEEDED: &str = "a key is needed: send `Authorization: Bearer KEY` or `X-API-Key: KEY`";
    let text = |name: &str| headers.get(name).map(|value| value.to_str().map_err(|_| "the key is not ASCII"));
    if let Some(value) = text(header::AUTHORIZATION.as_str()) {
        let (scheme, token) = value?.split_once(' ').ok_or(NEEDED)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err("keys are sent with the scheme `Bearer`");
        }
        return Some(token.trim()).filter(|token| !token.is_empty()).ok_or(NEEDED);
    }
    let token = text(KEY_HEADER).ok_or(NEEDED)??;
    Some(token.trim()).filter(|token| !token.is_empty()).ok_or(NEEDED)
}

fn refused(request: &HttpRequest, reason: &'static str, kind: ProblemKind, detail: String) -> ApiError {
    count(reason);
    let peer = client::address(request).map(|address| address.to_string());
    let (method, path) = (request.method().as_str(), request.path());
    tracing::warn!(target: "pressespiegel::auth", reason, peer, method, path, "refused");
    ApiError::new(kind, detail)
}

fn count(reason: &'static str) {
    metrics::counter!("pressespiegel_auth_refused_total", "reason" => reason).increment(1);
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn each_operation_needs_the_least_scope_that_says_what_it_does() {
        for (method, pattern, scope) in [
            ("GET", "/", None),
            ("GET", "/livez", None),
            ("GET", "/readyz", None),
            ("GET", "/openapi.json", None),
            ("GET", "/swagger-ui/{_:.*}", None),
            ("GET", "/metrics", Some(Scope::Read)),
            ("GET", "/v1/articles/{id}", Some(Scope::Read)),
            ("GET", "/v1/export", Some(Scope::Read)),
            ("GET", "/v1/events", Some(Scope::Read)),
            ("GET", "/v1/watches", Some(Scope::Admin)),
            ("GET", "/v1/watches/{id}/deliveries", Some(Scope::Admin)),
            ("POST", "/v1/analyze", Some(Scope::Read)),
            ("POST", "/v1/articles", Some(Scope::Ingest)),
            ("POST", "/v1/articles/batch", Some(Scope::Ingest)),
            ("DELETE", "/v1/articles/{id}", Some(Scope::Admin)),
            ("POST", "/v1/articles/delete", Some(Scope::Admin)),
            ("POST", "/v1/articles/{id}/reanalyze", Some(Scope::Admin)),
            ("POST", "/v1/reanalyze", Some(Scope::Admin)),
            ("GET", "/v1/reanalyze", Some(Scope::Read)),
            ("PUT", "/v1/lexicon", Some(Scope::Admin)),
            ("POST", "/v1/whatever-comes", Some(Scope::Admin)),
        ] {
            assert_eq!(scope_of(method, pattern), scope, "{method} {pattern}");
            let reads = method == "GET" || pattern == "/v1/analyze";
            assert_eq!(changes(method, pattern), !reads, "{method} {pattern}");
        }
    }

    #[test]
    fn a_key_comes_as_bearer_or_in_a_header_of_its_own() {
        let headers = |given: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in given {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            headers
        };
        for (given, token, reason) in [
            (&[("authorization", "Bearer abc")][..], Some("abc"), "as bearer"),
            (&[("authorization", "bearer  abc ")], Some("abc"), "schemes have no case, blanks around do not count"),
            (&[("x-api-key", "abc")], Some("abc"), "as a header"),
            (&[("authorization", "Bearer abc"), ("x-api-key", "def")], Some("abc"), "the standard one wins"),
            (&[], None, "nothing"),
            (&[("authorization", "abc")], None, "no scheme"),
            (&[("authorization", "Basic abc")], None, "another scheme"),
            (&[("authorization", "Bearer ")], None, "empty"),
            (&[("x-api-key", " ")], None, "blank"),
        ] {
            assert_eq!(sent(&headers(given)).ok(), token, "{reason}");
        }
    }
}
