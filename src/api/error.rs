//! [`ApiError`]: every failure, answered as `application/problem+json` (RFC 9457).
//!
//! What the client may know goes into the answer; what only the operator may know goes into the log.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::page::FOREIGN_CURSOR;
use super::problem::ProblemKind;
use crate::article::{Fault, FieldError};
use crate::ingest::{IngestError, LexiconError, ReanalysisError};
use crate::store::StoreError;

/// Media type of problems.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// Seconds after which an overloaded service is worth another try.
const RETRY_AFTER_SECONDS: u32 = 1;

/// One mistake in the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct InputError {
    /// JSON pointer to the place; for a query, the query is seen as an object of its parameters.
    #[schema(example = "/text")]
    pub pointer: String,
    /// Where in the value, in code points from its start, where only a part of it is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 6)]
    pub position: Option<usize>,
    /// Number of the line, from 1, where the body is lines; the pointer points into that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub line: Option<u64>,
    /// What the pointer points into.
    #[serde(rename = "in")]
    #[schema(rename = "in")]
    pub place: Place,
    /// The cause: the last part of a problem type.
    #[schema(example = "empty-text")]
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl InputError {
    /// A mistake at a place.
    pub(crate) fn at(place: Place, pointer: impl Into<String>, kind: ProblemKind, detail: impl Into<String>) -> Self {
        let (pointer, code, detail) = (pointer.into(), kind.slug(), detail.into());
        Self { pointer, position: None, line: None, place, code, detail }
    }
}

/// What a pointer points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// The JSON body.
    Body,
    /// The query string.
    Query,
    /// The headers.
    Header,
}

/// A problem as sent (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Stable URI reference of the cause; its page explains it.
    #[serde(rename = "type")]
    #[schema(rename = "type", format = "uri-reference", example = "/problems/empty-text")]
    pub kind: String,
    /// Short summary, always the same for one type.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is wrong with this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The path that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri-reference")]
    pub instance: Option<String>,
    /// The id under which the log tells more; also in the header `X-Request-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
    /// Every mistake found in the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InputError>,
}

/// A failure on its way to the client.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    kind: ProblemKind,
    detail: Option<String>,
    errors: Vec<InputError>,
    allow: Option<String>,
    /// For the log only.
    cause: Option<String>,
}

impl ApiError {
    /// A problem with what is wrong in this case.
    pub(crate) fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::bare(kind) }
    }

    /// A problem that is the same in every case.
    pub(crate) fn bare(kind: ProblemKind) -> Self {
        Self { kind, detail: None, errors: Vec::new(), allow: None, cause: None }
    }

    /// A failure of the service: the client learns nothing but the request id.
    pub(crate) fn internal(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::bare(ProblemKind::Internal) }
    }

    /// The path exists for other methods.
    pub(crate) fn method_not_allowed(method: &str, allow: String) -> Self {
        let detail = format!("{method} is not possible here, only {allow}");
        Self { allow: Some(allow), ..Self::new(ProblemKind::MethodNotAllowed, detail) }
    }

    /// One mistake in the input.
    pub(crate) fn at(place: Place, pointer: impl Into<String>, kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self::input(vec![InputError::at(place, pointer, kind, detail)], kind)
    }

    /// Mistakes in the input: of the kind they share, or else `mixed`.
    pub(crate) fn input(errors: Vec<InputError>, mixed: ProblemKind) -> Self {
        let first = errors.first().map_or(mixed.slug(), |e| e.code);
        let same = errors.iter().all(|e| e.code == first);
        let kind = if same { ProblemKind::from_slug(first).unwrap_or(mixed) } else { mixed };
        let detail = match errors.as_slice() {
            [one] if one.pointer.is_empty() => format!("the body {}", one.detail),
            [one] => format!("{}: {}", one.pointer.trim_start_matches('/'), one.detail),
            many => format!("{} mistakes; see errors", many.len()),
        };
        Self { errors, ..Self::new(kind, detail) }
    }

    /// The same with each mistake in the input changed.
    pub(crate) fn each(self, change: impl FnMut(InputError) -> InputError) -> Self {
        if self.errors.is_empty() {
            return self;
        }
        Self::input(self.errors.into_iter().map(change).collect(), self.kind)
    }

    /// The same mistakes of what came in a body below this pointer, and not in a query string.
    pub(crate) fn in_body(self, below: &str) -> Self {
        let moved = |error: InputError| {
            let code = match ProblemKind::from_slug(error.code) {
                Some(ProblemKind::InvalidParameter) => ProblemKind::InvalidField.slug(),
                Some(ProblemKind::UnknownParameter) => ProblemKind::UnknownField.slug(),
                _ => error.code,
            };
            InputError { pointer: format!("{below}{}", error.pointer), place: Place::Body, code, ..error }
        };
        if self.errors.is_empty() {
            return self;
        }
        Self::input(self.errors.into_iter().map(moved).collect(), ProblemKind::InvalidField)
    }

    /// Mistakes in the lines of a body.
    pub(crate) fn in_lines(kind: ProblemKind, errors: Vec<InputError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("line {}: {} {}", one.line.unwrap_or_default(), one.pointer, one.detail),
            many => format!("{} mistakes; see errors", many.len()),
        };
        Self { errors, ..Self::new(kind, detail) }
    }

    /// Its cause.
    pub(crate) fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// What only the operator may know.
    pub(crate) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The answer's body.
    pub(crate) fn problem(&self, instance: Option<&str>, request_id: Option<&str>) -> Problem {
        Problem {
            kind: self.kind.uri(),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: self.detail.clone(),
            instance: instance.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
            errors: self.errors.clone(),
        }
    }

    /// The whole answer.
    pub(crate) fn respond(&self, instance: Option<&str>, request_id: Option<&str>) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.kind.status());
        response.content_type(PROBLEM_JSON);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(allow) = &self.allow {
            response.insert_header((header::ALLOW, allow.as_str()));
        }
        if self.kind == ProblemKind::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"pressespiegel\""));
        }
        if self.kind.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        if matches!(self.kind, ProblemKind::BodyTimeout | ProblemKind::BodyTooLarge | ProblemKind::IncompleteBody) {
            response.force_close();
        }
        match serde_json::to_string(&self.problem(instance, request_id)) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.slug())
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.respond(None, None)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor => Self::at(Place::Query, "/cursor", ProblemKind::BadCursor, FOREIGN_CURSOR),
            full @ StoreError::Full { .. } => Self::new(ProblemKind::StorageFull, full.to_string()),
            read_only @ StoreError::ReadOnly => Self::new(ProblemKind::ReadOnly, read_only.to_string()),
            broad @ StoreError::TooBroad { .. } => Self::new(ProblemKind::QueryTooBroad, broad.to_string()),
            away @ StoreError::Unavailable(_) => {
                tracing::error!(%away, "the archive does not answer");
                Self::new(ProblemKind::Overloaded, "the database of the archive can't be reached; try again")
            }
            other @ (StoreError::Locked(_)
            | StoreError::NewerFormat { .. }
            | StoreError::Corrupt(_)
            | StoreError::Backend(_)) => Self::internal(other),
        }
    }
}

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Busy => Self::new(ProblemKind::Overloaded, "the queue for analysis is full; try again"),
            error @ IngestError::Waited(_) => Self::new(ProblemKind::Overloaded, format!("{error}; try again")),
            error @ IngestError::TimedOut(_) => {
                let detail = format!("{error}; send the text in parts, or raise analysis.timeout_seconds");
                Self::new(ProblemKind::AnalysisTimeout, detail)
            }
            error @ IngestError::TooLarge => {
                let detail = format!("{error}; send it in parts, or raise server.memory_budget_bytes");
                Self::new(ProblemKind::BodyTooLarge, detail)
            }
            IngestError::Data(error) => Self::internal(error),
            IngestError::Failed(cause) => Self::internal(cause),
            IngestError::Store(error) => error.into(),
        }
    }
}

impl From<ReanalysisError> for ApiError {
    fn from(error: ReanalysisError) -> Self {
        match error {
            conflict @ (ReanalysisError::AlreadyAsked(_) | ReanalysisError::NothingAsked) => {
                Self::new(ProblemKind::ReanalysisConflict, conflict.to_string())
            }
            ReanalysisError::Data(error) => Self::internal(error),
            ReanalysisError::Store(error) => error.into(),
        }
    }
}

impl From<LexiconError> for ApiError {
    fn from(error: LexiconError) -> Self {
        match error {
            LexiconError::Unexpected(now) => {
                let detail =
                    format!("the lexicon is of version {} now; read it and apply your change again", now.version);
                Self::new(ProblemKind::PreconditionFailed, detail)
            }
            LexiconError::Failed(cause) => Self::internal(cause),
            LexiconError::Store(error) => error.into(),
        }
    }
}

impl From<Vec<FieldError>> for ApiError {
    fn from(errors: Vec<FieldError>) -> Self {
        let errors = errors.into_iter().map(InputError::from).collect();
        Self::input(errors, ProblemKind::InvalidArticle)
    }
}

impl From<FieldError> for InputError {
    fn from(error: FieldError) -> Self {
        let kind = match (error.pointer.as_str(), &error.fault) {
            ("/text", Fault::TooLong { .. }) => ProblemKind::TextTooLong,
            ("/text", _) => ProblemKind::EmptyText,
            _ => ProblemKind::InvalidField,
        };
        let detail = error.fault.to_string();
        let pointer = error.pointer;
        Self { pointer, position: None, line: None, place: Place::Body, code: kind.slug(), detail }
    }
}
