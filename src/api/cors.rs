//! Which pages of other origins may ask the service from a browser: those that the settings name, by default none.

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};

use super::auth::KEY_HEADER;
use super::middleware::REQUEST_ID;
use super::rate;

/// How long a browser may remember what it was told, in seconds.
const REMEMBERED: usize = 600;

/// Whether anybody is let in, and the layer that does it. `*` lets in everybody.
pub(super) fn layer(origins: &[String]) -> (bool, Cors) {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "DELETE"])
        .allowed_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        .allowed_headers([HeaderName::from_static(KEY_HEADER), REQUEST_ID])
        .expose_headers([header::ETAG, header::LINK, header::LOCATION, header::RETRY_AFTER, REQUEST_ID])
        .expose_headers(rate::HEADERS)
        .max_age(REMEMBERED);
    let cors = origins.iter().fold(cors, |cors, origin| match origin.as_str() {
        "*" => cors.allow_any_origin(),
        origin => cors.allowed_origin(origin),
    });
    (!origins.is_empty(), cors)
}
