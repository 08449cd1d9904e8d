//! Reads bodies: media type, decompression, size limit, the time they may take, and the memory they may hold.

use std::io::ErrorKind;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::{Decompress, Payload};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use futures_util::{Stream, StreamExt};

use super::formats::MEDIA_TYPES;
use super::zstd::{Fault, MAX_WINDOW, Unpacker};
use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::state::{AppState, Limits};
use crate::budget::{Reserved, Share};

/// Up to this size a body is a small one: of the memory for bodies a quarter is kept for those.
const SMALL_BODY: usize = 64 * 1024;

/// Memory is taken in no smaller steps.
const FIRST_STEP: usize = 4 * 1024;

/// Reading JSON takes so many bytes for each byte of it, with the bytes themselves.
pub(super) const PARSING: usize = 3;

/// The forms in which a body may be compressed.
pub(crate) const CODINGS: [&str; 3] = ["gzip", "deflate", "zstd"];

/// Deflate makes at most some thousand bytes of one, so this bounds what one step of decompression makes.
const COMPRESSED_STEP: usize = 1024;

/// After so many bytes that were there already, others have their turn.
const TURN: usize = 256 * 1024;

/// The body after decompression.
pub(crate) struct Body {
    decoded: Decoded,
    /// Bytes read since others had their turn.
    read: usize,
}

enum Decoded {
    /// As it is, or in a form that the HTTP library unpacks.
    Known(Decompress<Steps>),
    Zstd(Steps, Unpacker),
}

impl Decoded {
    async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        let (steps, unpacker) = match self {
            Self::Known(decoded) => return decoded.next().await.transpose().map_err(|error| payload_error(&error)),
            Self::Zstd(steps, unpacker) => (steps, unpacker),
        };
        loop {
            if let Some(piece) = unpacker.next().map_err(fault)? {
                return Ok(Some(piece.into()));
            }
            match steps.next().await.transpose().map_err(|error| payload_error(&error))? {
                Some(chunk) => unpacker.push(&chunk),
                None if unpacker.is_whole() => return Ok(None),
                None => return Err(ended_early()),
            }
        }
    }
}

impl Body {
    /// The next piece; `None` at the end.
    pub(super) async fn next_chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        if self.read >= TURN {
            self.read = 0;
            tokio::task::yield_now().await;
        }
        let chunk = self.decoded.next().await?;
        self.read += chunk.as_ref().map_or(0, Bytes::len);
        Ok(chunk)
    }
}

/// A payload; a compressed one in steps so small that no step becomes large when it is unpacked.
struct Steps {
    payload: Payload,
    compressed: bool,
    rest: Bytes,
}

impl Stream for Steps {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.is_empty() {
            match self.payload.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(chunk))) if self.compressed => self.rest = chunk,
                other => return other,
            }
        }
        let step = self.rest.len().min(COMPRESSED_STEP);
        Poll::Ready(Some(Ok(self.rest.split_to(step))))
    }
}

/// What form a body has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// One JSON text.
    Json,
    /// One JSON text a line.
    Ndjson,
    /// One article in any form.
    Article,
}

impl MediaType {
    fn accepted(self) -> &'static [&'static str] {
        match self {
            Self::Json => &["application/json"],
            Self::Ndjson => &["application/x-ndjson", "application/ndjson", "application/jsonl"],
            Self::Article => &MEDIA_TYPES,
        }
    }

    /// What would be right; names that mean the same are not all told.
    fn wanted(self) -> String {
        let all = if self == Self::Article { self.accepted() } else { &self.accepted()[..1] };
        format!("send Content-Type: {}", all.join(", or "))
    }

    /// The media type of a body, which must be of this form; none at all is not. A page says itself in which letters it is.
    pub(super) fn check(self, request: &HttpRequest) -> Result<&'static str, ApiError> {
        let wanted = || self.wanted();
        let sent = match request.headers().get(header::CONTENT_TYPE).map(header::HeaderValue::to_str) {
            None => return Err(unsupported(format!("Content-Type is missing; {}", wanted()))),
            Some(Err(_)) => return Err(unsupported(format!("Content-Type can't be read; {}", wanted()))),
            Some(Ok(sent)) => sent.to_ascii_lowercase(),
        };
        let mut parts = sent.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        let Some(accepted) = self.accepted().iter().copied().find(|accepted| *accepted == essence) else {
            return Err(unsupported(format!("Content-Type {essence:?} is not read here; {}", wanted())));
        };
        let charset = parts.find_map(|p| p.strip_prefix("charset=")).map_or("utf-8", |c| c.trim_matches('"'));
        match charset {
            "utf-8" | "utf8" | "us-ascii" => Ok(accepted),
            _ if accepted == "text/html" => Ok(accepted),
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
    let mut compressed = false;
    if let Some(encoding) = request.headers().get(header::CONTENT_ENCODING) {
        let name = encoding.to_str().unwrap_or_default().trim().to_ascii_lowercase();
        if name == "zstd" {
            let state = request.app_data::<Data<AppState>>().ok_or_else(|| ApiError::internal("there is no state"))?;
            let unpacker = Unpacker::new(&state.memory().arriving);
            let steps = Steps { payload, compressed: true, rest: Bytes::new() };
            return Ok(Body { decoded: Decoded::Zstd(steps, unpacker), read: 0 });
        }
        if !matches!(name.as_str(), "" | "identity" | "gzip" | "deflate") {
            let listed = CODINGS.join(", ");
            let detail = format!("Content-Encoding {name:?} is not read here; send one of {listed}, or none");
            return Err(unsupported(detail));
        }
        compressed = matches!(name.as_str(), "gzip" | "deflate");
    }
    let steps = Steps { payload, compressed, rest: Bytes::new() };
    Ok(Body { decoded: Decoded::Known(Decompress::from_headers(steps, request.headers())), read: 0 })
}

/// A body, or a line of a batch, that did not arrive in time.
pub(super) fn too_slow(what: &str, limit: Duration) -> ApiError {
    ApiError::new(ProblemKind::BodyTimeout, format!("{what} arrived within {} s", limit.as_secs_f64()))
}

fn ended_early() -> ApiError {
    ApiError::new(ProblemKind::IncompleteBody, "the compressed body ended too early")
}

fn fault(fault: Fault) -> ApiError {
    match fault {
        Fault::Damaged => ApiError::new(ProblemKind::BadRequest, "the body is not what its headers say"),
        Fault::Window => {
            let detail =
                format!("the body refers back further than {MAX_WINDOW} bytes; compress it without --long or --ultra");
            ApiError::new(ProblemKind::BadRequest, detail)
        }
        Fault::Memory => no_memory(),
    }
}

fn payload_error(error: &PayloadError) -> ApiError {
    let cut_off = |detail: &str| ApiError::new(ProblemKind::IncompleteBody, detail);
    match error {
        PayloadError::Incomplete(None) => cut_off("the connection ended before the body was complete"),
        PayloadError::Incomplete(Some(error)) if error.kind() == ErrorKind::UnexpectedEof => ended_early(),
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

/// Bytes that arrive, and the memory counted for them.
pub(crate) struct Arrived {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The memory they hold.
    pub held: Reserved,
}

impl Arrived {
    pub(super) fn nothing(share: &Share) -> Self {
        Self { bytes: Vec::new(), held: share.nothing() }
    }

    /// How much more must be counted before `chunk` can be added. Memory grows as bytes arrive, whatever was announced.
    pub(super) fn lacking(&self, chunk: &[u8]) -> usize {
        let needed = self.bytes.len() + chunk.len();
        if needed <= self.bytes.capacity() {
            return 0;
        }
        needed.max(self.bytes.capacity() * 2).max(FIRST_STEP).saturating_sub(self.held.bytes())
    }

    /// Adds a chunk; all it needs is counted already.
    pub(super) fn add(&mut self, chunk: &[u8]) {
        let capacity = self.held.bytes().max(self.bytes.len() + chunk.len());
        self.bytes.reserve_exact(capacity - self.bytes.len());
        self.bytes.extend_from_slice(chunk);
    }

    /// Reads what has arrived with `parse`, a large body off the async threads; the memory stays counted for the result.
    pub(crate) async fn parsed<T: Send + 'static>(
        self,
        share: &Share,
        parse: impl FnOnce(Vec<u8>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<(T, Reserved), ApiError> {
        let Self { bytes, mut held } = self;
        let length = bytes.len();
        if !held.try_grow((length * PARSING).saturating_sub(held.bytes()), kept_free(share, length)) {
            return Err(no_memory());
        }
        let work = move || {
            let parsed = parse(bytes)?;
            held.shrink_to(length);
            Ok((parsed, held))
        };
        if length <= SMALL_BODY {
            return work();
        }
        actix_web::web::block(work).await.map_err(ApiError::internal)?
    }
}

/// So much must stay free for small bodies when one of that length grows.
pub(super) fn kept_free(share: &Share, length: usize) -> usize {
    if length <= SMALL_BODY { 0 } else { share.limit() / 4 }
}

/// Too many bodies at once.
pub(super) fn no_memory() -> ApiError {
    ApiError::new(ProblemKind::Overloaded, "too many bytes are under way; try again")
}

/// The whole body.
pub(crate) async fn read_all(mut body: Body, announced: Option<usize>, state: &AppState) -> Result<Arrived, ApiError> {
    let Limits { max_body_bytes: max, body_timeout, .. } = state.limits;
    if let Some(length) = announced.filter(|&length| length > max) {
        return Err(too_large(&format!("{length} bytes are announced"), max));
    }
    let share = &state.memory().arriving;
    let mut whole = Arrived::nothing(share);
    let read = async {
        while let Some(chunk) = body.next_chunk().await? {
            let length = whole.bytes.len() + chunk.len();
            if length > max {
                return Err(too_large("the body is longer", max));
            }
            if !whole.held.try_grow(whole.lacking(&chunk), kept_free(share, length)) {
                return Err(no_memory());
            }
            whole.add(&chunk);
        }
        Ok(())
    };
    tokio::time::timeout(body_timeout, read)
        .await
        .unwrap_or_else(|_| Err(too_slow("not the whole body", body_timeout)))?;
    Ok(whole)
}

pub(crate) fn too_large(what: &str, max: usize) -> ApiError {
    ApiError::new(ProblemKind::BodyTooLarge, format!("{what}; at most {max} bytes are accepted"))
}
