//! An article out of a JSON body: every mistake is found, and each is pointed at.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::body::{MediaType, announced_length, decoded, read_all};
use super::fields::FieldReader;
use super::json::{Json, reason, too_many, too_many_values};
use crate::api::error::{ApiError, InputError};
use crate::api::problem::ProblemKind;
use crate::api::state::AppState;
use crate::article::{Metadata, NewArticle, Submission, pointer_part};
use crate::budget::Reserved;
use crate::ingest::IngestError;

const FIELDS: [&str; 9] =
    ["text", "title", "url", "source", "authors", "published_at", "language", "external_id", "metadata"];

/// The body of a request as a valid article.
#[derive(Debug)]
pub(crate) struct ArticleBody {
    /// The article.
    pub article: NewArticle,
    /// The memory counted for it, to be held as long as the article waits.
    pub held: Reserved,
}

impl FromRequest for ArticleBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = decoded(request, payload.take(), MediaType::Json);
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let announced = announced_length(request);
        Box::pin(async move {
            let (body, state) = (body?, state.ok_or_else(|| ApiError::internal("there is no state"))?);
            if state.ingest.is_busy(announced.unwrap_or(0)) {
                // Said before the body is read: it would only take time and memory from those who are served.
                return Err(IngestError::Busy.into());
            }
            let arrived = read_all(body, announced, &state).await?;
            let parsed = arrived.parsed(&state.memory().arriving, |bytes| parse_article(&bytes));
            let (article, held) = parsed.await?;
            Ok(Self { article, held })
        })
    }
}

/// One JSON text.
pub(super) fn read_json(bytes: &[u8]) -> Result<Json, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let detail = format!("byte {} of the body is not UTF-8", error.valid_up_to());
        ApiError::new(ProblemKind::InvalidUtf8, detail)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if too_many_values(text) {
        let mut reader = FieldReader::default();
        reader.wrong(String::new(), ProblemKind::InvalidField, too_many());
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidField));
    }
    serde_json::from_str(text).map_err(|error| malformed(text, &error))
}

/// The article in one JSON text.
pub(crate) fn parse_article(bytes: &[u8]) -> Result<NewArticle, ApiError> {
    let root = read_json(bytes)?;
    let mut reader = FieldReader::default();
    let Some(submission) = reader.submission(root) else {
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidArticle));
    };
    // The fields of the right type are checked even when others are not, so that all mistakes come at once.
    let parsed = NewArticle::parse(submission);
    if let Err(more) = &parsed {
        let found = reader.errors.iter().map(|e| e.pointer.clone()).collect::<Vec<_>>();
        let fresh = more.iter().filter(|error| !found.contains(&error.pointer));
        reader.errors.extend(fresh.cloned().map(InputError::from));
    }
    if reader.errors.is_empty() {
        return parsed.map_err(ApiError::from);
    }
    Err(ApiError::input(reader.errors, ProblemKind::InvalidArticle))
}

fn malformed(text: &str, error: &serde_json::Error) -> ApiError {
    let detail = if text.trim().is_empty() {
        "the body is empty; send a JSON object".to_owned()
    } else {
        format!("line {}, column {}: {}", error.line(), error.column(), reason(error))
    };
    ApiError::new(ProblemKind::MalformedJson, detail)
}

impl FieldReader {
    /// The fields of an article; nothing where the JSON is no object.
    fn submission(&mut self, root: Json) -> Option<Submission> {
        let mut sent = Submission::default();
        let members = match root {
            Json::Object(members) => members,
            value => {
                self.wrong_type(String::new(), "an object", &value);
                return None;
            }
        };
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in members {
            let pointer = format!("/{}", pointer_part(&name));
            if seen.contains(&name) {
                self.given_twice(pointer);
                continue;
            }
            match name.as_str() {
                "text" => sent.text = self.text(pointer, &value).unwrap_or_default(),
                // Optional fields may be null, which says the same as leaving them out.
                _ if value.is_null() && FIELDS.contains(&name.as_str()) => {}
                "title" => sent.title = self.text(pointer, &value),
                "url" => sent.url = self.text(pointer, &value),
                "source" => sent.source = self.text(pointer, &value),
                "published_at" => sent.published_at = self.text(pointer, &value),
                "language" => sent.language = self.text(pointer, &value),
                "external_id" => sent.external_id = self.text(pointer, &value),
                "authors" => sent.authors = self.texts(&pointer, &value),
                "metadata" => sent.metadata = self.pairs(&pointer, &value),
                _ => {
                    let detail = format!("is not a field of an article; those are {}", FIELDS.join(", "));
                    self.wrong(pointer, ProblemKind::UnknownField, detail);
                }
            }
            if FIELDS.contains(&name.as_str()) {
                seen.push(name);
            }
        }
        if !seen.iter().any(|name| name == "text") {
            self.wrong("/text".into(), ProblemKind::MissingField, "is required".into());
        }
        Some(sent)
    }

    fn pairs(&mut self, pointer: &str, value: &Json) -> Metadata {
        let mut pairs = Metadata::new();
        let Json::Object(members) = value else {
            self.wrong_type(pointer.into(), "an object of strings", value);
            return pairs;
        };
        for (name, value) in members {
            let pointer = format!("{pointer}/{}", pointer_part(name));
            if pairs.contains_key(name) {
                self.given_twice(pointer);
            } else if let Some(value) = self.text(pointer, value) {
                pairs.insert(name.clone(), value);
            }
        }
        pairs
    }
}
