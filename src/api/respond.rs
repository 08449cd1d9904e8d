//! Answers: JSON, and for single resources an `ETag` with 304.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::error::ApiError;
use super::tags::{self, Tags};

/// The answer about a text up to this size is written in some milliseconds.
const SHORT_TEXT: usize = 64 * 1024;

/// Media type of JSON answers.
pub(crate) const JSON: &str = "application/json";
/// Media type of newline-delimited JSON.
pub(crate) const NDJSON: &str = "application/x-ndjson";
/// The media type of Apache Parquet.
pub(crate) const PARQUET: &str = "application/vnd.apache.parquet";
/// Media type of tables.
pub(crate) const CSV: &str = "text/csv";
/// The same as it is answered.
pub(crate) const CSV_WITH_HEAD: &str = "text/csv; charset=utf-8; header=present";
/// Media type of JSON-LD.
pub(crate) const LINKED: &str = "application/ld+json";
/// Media type of Web Annotations.
pub(crate) const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
/// Media type of items of ninjs.
pub(crate) const NINJS: &str = "application/ninjs+json";
/// Media type of Server-Sent Events.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// 200 with a JSON body.
pub(crate) fn json<T: Serialize>(body: &T) -> Result<HttpResponse, ApiError> {
    json_with(StatusCode::OK, body)
}

/// A JSON body with another status.
pub(crate) fn json_with<T: Serialize>(status: StatusCode, body: &T) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(body).map_err(ApiError::internal)?;
    Ok(HttpResponse::build(status).content_type(JSON).insert_header((header::CACHE_CONTROL, "no-cache")).body(body))
}

/// Length of a JSON text, without keeping it.
pub(crate) fn json_bytes<T: Serialize>(body: &T) -> Result<usize, ApiError> {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, body).map_err(ApiError::internal)?;
    Ok(count.0)
}

/// A JSON body of an answer about a text of so many bytes; that about a long text is written off the async threads.
pub(crate) async fn json_about(
    status: StatusCode,
    text_bytes: usize,
    write: impl FnOnce() -> serde_json::Result<Vec<u8>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let body = if text_bytes <= SHORT_TEXT { Ok(write()) } else { web::block(write).await };
    let body = body.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    Ok(HttpResponse::build(status).content_type(JSON).insert_header((header::CACHE_CONTROL, "no-cache")).body(body))
}

/// 200 with a body of that media type.
pub(crate) fn written(media_type: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().content_type(media_type).insert_header((header::CACHE_CONTROL, "no-cache")).body(body)
}

/// 200 with a JSON body and its tag, or 304 when the client has it already.
pub(crate) fn tagged<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse, ApiError> {
    tagged_in(request, JSON, body)
}

/// The same in a media type that is JSON as well.
pub(crate) fn tagged_in<T: Serialize>(
    request: &HttpRequest,
    media_type: &str,
    body: &T,
) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(body).map_err(ApiError::internal)?;
    Ok(tagged_bytes(request, media_type, body))
}

/// 200 with any body and its tag, or 304 when the client has it already.
pub(crate) fn tagged_bytes(request: &HttpRequest, media_type: &str, body: Vec<u8>) -> HttpResponse {
    tagged_as(request, &tags::of_bytes(&body), media_type, body)
}

/// 200 with any body and a tag made elsewhere, or 304 when the client has it already.
pub(crate) fn tagged_as(request: &HttpRequest, tag: &str, media_type: &str, body: Vec<u8>) -> HttpResponse {
    let known = Tags::known(request).is_some_and(|tags| tags.name(tag));
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tags::quoted(tag))).insert_header((header::CACHE_CONTROL, "no-cache"));
    if known { response.finish() } else { response.content_type(media_type).body(body) }
}
