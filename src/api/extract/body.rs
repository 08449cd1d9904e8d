//! Reads bodies: media type, decompression, size limit, and the time between two chunks.

use std::io::ErrorKind;

use actix_web::HttpRequest;
use actix_web::dev::{Decompress, Payload};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::state::Limits;

/// The body after decompression.
pub(crate) type Body = Decompress<Payload>;

/// What form a body has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// One JSON text.
    Json,
    /// One JSON text a line.
    Ndjson,
}

impl MediaType {
    fn accepted(self) -> &'static [&'static str] {
        match self {
            Self::Json => &["application/json"],
            Self::Ndjson => &["application/x-ndjson", "application/ndjson", "application/jsonl"],
        }
    }

    /// Whether a body of that `Content-Type` is of this form; `text/plain` and none at all are not.
    fn check(self, request: &HttpRequest) -> Result<(), ApiError> {
        let wanted = || format!("send Content-Type: {}", self.accepted()[0]);
        let sent = match request.headers().get(header::CONTENT_TYPE).map(header::HeaderValue::to_str) {
            None => return Err(unsupported(format!("Content-Type is missing; {}", wanted()))),
            Some(Err(_)) => return Err(unsupported(format!("Content-Type can't be read; {}", wanted()))),
            Some(Ok(sent)) => sent.to_ascii_lowercase(),
        };
        let mut parts = sent.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        if !self.accepted().contains(&essence) {
            return Err(unsupported(format!("Content-Type {essence:?} is not read here; {}", wanted())));
        }
        let charset = parts.find_map(|p| p.strip_prefix("charset=")).map_or("utf-8", |c| c.trim_matches('"'));
        match charset {
            "utf-8" | "utf8" | "us-ascii" => Ok(()),
            other => Err(unsupported(format!("charset {other:?} is not read; convert the body to UTF-8"))),
        }
    }
}

fn unsupported(detail: String) -> ApiError {
    ApiError::new(ProblemKind::UnsupportedMediaType, detail)
}

/// The body of a request, checked for its media type and decompressed.
pub(crate) fn decoded(request: &HttpRequest, payload: Payload, form: MediaType) -> Result<Body, ApiError> {
    form.check(request)?;
    if let Some(encoding) = request.headers().get(header::CONTENT_ENCODING) {
        let name = encoding.to_str().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(name.as_str(), "" | "identity" | "gzip" | "deflate") {
            let detail = format!("Content-Encoding {name:?} is not read here; send gzip, deflate or none");
            return Err(unsupported(detail));
        }
    }
    Ok(Decompress::from_headers(payload, request.headers()))
}

/// The next piece of a body, waiting no longer than the limit; `None` at its end.
pub(crate) async fn next_chunk(body: &mut Body, limits: Limits) -> Result<Option<Bytes>, ApiError> {
    match tokio::time::timeout(limits.body_timeout, body.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
        Ok(Some(Err(error))) => Err(payload_error(&error)),
        Err(_) => {
            let detail = format!("no byte arrived for {} s", limits.body_timeout.as_secs_f64());
            Err(ApiError::new(ProblemKind::BodyTimeout, detail))
        }
    }
}

fn payload_error(error: &PayloadError) -> ApiError {
    let cut_off = |detail: &str| ApiError::new(ProblemKind::IncompleteBody, detail);
    match error {
        PayloadError::Incomplete(None) => cut_off("the connection ended before the body was complete"),
        PayloadError::Incomplete(Some(error)) if error.kind() == ErrorKind::UnexpectedEof => {
            cut_off("the compressed body ended too early")
        }
        PayloadError::Overflow => ApiError::new(ProblemKind::BodyTooLarge, "the body is too large"),
        PayloadError::Incomplete(Some(_)) | PayloadError::EncodingCorrupted => {
            ApiError::new(ProblemKind::BadRequest, "the body is not what its headers say")
        }
        PayloadError::UnknownLength => ApiError::new(ProblemKind::BadRequest, "the length of the body is unknown"),
        other => ApiError::new(ProblemKind::BadRequest, format!("the body can't be read: {other}")),
    }
}

/// The length that a request announces for its body.
pub(crate) fn announced_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The whole body.
pub(crate) async fn read_all(mut body: Body, announced: Option<usize>, limits: Limits) -> Result<Bytes, ApiError> {
    let max = limits.max_body_bytes;
    if let Some(length) = announced.filter(|&length| length > max) {
        return Err(too_large(&format!("{length} bytes are announced"), max));
    }
    let mut whole = BytesMut::with_capacity(announced.unwrap_or(0).min(max));
    while let Some(chunk) = next_chunk(&mut body, limits).await? {
        if whole.len() + chunk.len() > max {
            return Err(too_large("the body is longer", max));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

pub(crate) fn too_large(what: &str, max: usize) -> ApiError {
    ApiError::new(ProblemKind::BodyTooLarge, format!("{what}; at most {max} bytes are accepted"))
}
