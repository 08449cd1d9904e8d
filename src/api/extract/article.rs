//! An article out of a body, or what is needed to get it: every mistake is found, and each is pointed at. The forms of others
//! are read by [`formats`].

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};

use super::about::AboutParams;
use super::body::{MediaType, announced_length, decoded, read_all};
use super::fields::FieldReader;
use super::formats::{self, Form, Sending};
use super::page;
use super::places::Places;
use super::query::{QueryReader, ReadQuery};
use crate::api::auth;
use crate::api::error::{ApiError, InputError, Place};
use crate::api::problem::ProblemKind;
use crate::api::state::AppState;
use crate::article::{Metadata, NewArticle, Submission, pointer_part};
use crate::budget::Reserved;
use crate::ingest::IngestError;
use crate::intake::Format;
use crate::intake::json::{Json, reason, too_many, too_many_values};

const FIELDS: [&str; 10] =
    ["text", "title", "url", "source", "authors", "published_at", "language", "external_id", "metadata", "html"];

/// What an operation takes beside the text of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing.
    Text,
    /// The page that it stands in.
    Html,
    /// The address of that page, too.
    Address,
}

impl Takes {
    fn fields(self) -> &'static [&'static str] {
        if self == Self::Text { &FIELDS[..FIELDS.len() - 1] } else { &FIELDS }
    }

    /// What is said where there is nothing to read.
    fn required(self) -> &'static str {
        match self {
            Self::Text => "is required",
            Self::Html => "is required, or `html`; the page of a `url` is fetched by `POST /v1/articles` only",
            Self::Address => "is required, or `html`, or the `url` of the page",
        }
    }
}

/// An article as it was sent.
#[derive(Debug)]
pub(crate) enum Sent {
    /// With its text.
    Whole(Box<NewArticle>),
    /// With markup that its text stands in.
    Markup(Box<Pending>),
    /// With the address of its page alone; the other fields are valid.
    Address(Box<Submission>, String),
}

/// An article whose text is still to be read out of markup.
#[derive(Debug)]
pub(crate) struct Pending {
    /// The other fields; they are valid.
    pub sent: Submission,
    /// The markup.
    pub markup: Markup,
    /// Where the fields stood.
    pub places: Places,
}

/// Markup with a text in it.
#[derive(Debug)]
pub(crate) enum Markup {
    /// A page with menus and boxes beside the article, which says more of it.
    Page(String),
    /// The article and nothing else.
    Fragment(String),
}

/// The body of a request as a valid article; its page was read, and fetched before, where its text was not sent.
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
        taken(request, payload, MediaType::Article, Takes::Address)
    }
}

/// The same where nothing but the text is read.
#[derive(Debug)]
pub(crate) struct TextBody(pub ArticleBody);

impl FromRequest for TextBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = taken(request, payload, MediaType::Json, Takes::Text);
        Box::pin(async move { Ok(Self(body.await?)) })
    }
}

fn taken(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: MediaType,
    takes: Takes,
) -> Pin<Box<dyn Future<Output = Result<ArticleBody, ApiError>>>> {
    let sending = sending(request, media_type);
    let body = decoded(request, payload.take(), media_type);
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let (announced, holder) = (announced_length(request), auth::holder(request));
    Box::pin(async move {
        let (body, sending) = (body?, sending?);
        let state = state.ok_or_else(|| ApiError::internal("there is no state"))?;
        if state.ingest.is_busy(announced.unwrap_or(0)) {
            // Said before the body is read: it would only take time and memory from those who are served.
            return Err(IngestError::Busy.into());
        }
        let arrived = read_all(body, announced, &state).await?;
        let parsed = arrived.parsed(&state.memory().arriving, move |bytes| formats::read(&bytes, sending, takes));
        let (sent, held) = parsed.await?;
        let (article, held) = page::article(sent, held, &state, holder.as_ref()).await?;
        Ok(ArticleBody { article, held })
    })
}

/// In what form an article is sent, and what the query says of it.
fn sending(request: &HttpRequest, media_type: MediaType) -> Result<Sending, ApiError> {
    let form = Form::of(media_type.check(request)?);
    // Mistakes in the query are told where all of it is read.
    let about = AboutParams::read(&mut QueryReader::new(request.query_string()));
    form.check(&about)?;
    let named = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Ok(Sending { form, about, media_type: named.map(str::to_owned) })
}

/// A body as text; the mark of the byte order is none of it.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let detail = format!("byte {} of the body is not UTF-8", error.valid_up_to());
        ApiError::new(ProblemKind::InvalidUtf8, detail)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// One JSON text.
pub(super) fn read_json(bytes: &[u8]) -> Result<Json, ApiError> {
    let text = utf8(bytes)?;
    if too_many_values(text) {
        let mut reader = FieldReader::default();
        reader.wrong(String::new(), ProblemKind::InvalidField, too_many());
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidField));
    }
    serde_json::from_str(text).map_err(|error| malformed(text, &error))
}

/// The article in one JSON text, or in the page that stands in it.
pub(crate) fn parse_article(bytes: &[u8]) -> Result<NewArticle, ApiError> {
    match read_article(bytes, Takes::Html)? {
        Sent::Whole(article) => Ok(*article),
        Sent::Markup(pending) => page::from_markup(*pending),
        Sent::Address(..) => Err(page::disabled()),
    }
}

/// What one JSON text says of an article, to an operation that takes so much.
pub(crate) fn read_article(bytes: &[u8], takes: Takes) -> Result<Sent, ApiError> {
    let root = read_json(bytes)?;
    if let Some(format) = Format::shown_by(&root).filter(|_| takes != Takes::Text) {
        return formats::item(&root, format);
    }
    let mut reader = FieldReader::default();
    let Some(Members { sent, html, has_text }) = reader.article(root, takes) else {
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidArticle));
    };
    let page = (!has_text).then(|| sent.clone());
    // A text that is still to be read is no mistake.
    let text = if has_text { sent.text } else { "…".into() };
    // The fields of the right type are checked even when others are not, so that all mistakes come at once.
    let parsed = NewArticle::parse(Submission { text, ..sent });
    if let Err(more) = &parsed {
        let found = reader.errors.iter().map(|e| e.pointer.clone()).collect::<Vec<_>>();
        let fresh = more.iter().filter(|error| !found.contains(&error.pointer));
        reader.errors.extend(fresh.cloned().map(InputError::from));
    }
    if !reader.errors.is_empty() {
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidArticle));
    }
    let article = Box::new(parsed?);
    Ok(match (page, html) {
        (None, _) => Sent::Whole(article),
        (Some(sent), Some(html)) => {
            let places = Places::default().with("/text", Place::Body, "/html");
            Sent::Markup(Box::new(Pending { sent, markup: Markup::Page(html), places }))
        }
        (Some(page), None) => {
            let url = page.url.clone().unwrap_or_default();
            Sent::Address(Box::new(page), url)
        }
    })
}

/// The article that these fields make; mistakes are told where each stood.
pub(super) fn checked(sent: Submission, places: &Places) -> Result<NewArticle, ApiError> {
    NewArticle::parse(sent).map_err(|mistakes| places.told(mistakes.into()))
}

/// The members of an article that was sent, of the right types.
struct Members {
    sent: Submission,
    html: Option<String>,
    has_text: bool,
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
    fn article(&mut self, root: Json, takes: Takes) -> Option<Members> {
        let (mut sent, mut html) = (Submission::default(), None);
        let fields = takes.fields();
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
                _ if value.is_null() && fields.contains(&name.as_str()) => {}
                "html" if takes != Takes::Text => html = self.text(pointer, &value),
                "title" => sent.title = self.text(pointer, &value),
                "url" => sent.url = self.text(pointer, &value),
                "source" => sent.source = self.text(pointer, &value),
                "published_at" => sent.published_at = self.text(pointer, &value),
                "language" => sent.language = self.text(pointer, &value),
                "external_id" => sent.external_id = self.text(pointer, &value),
                "authors" => sent.authors = self.texts(&pointer, &value),
                "metadata" => sent.metadata = self.pairs(&pointer, &value),
                _ => {
                    let detail = format!("is not a field of an article; those are {}", fields.join(", "));
                    self.wrong(pointer, ProblemKind::UnknownField, detail);
                }
            }
            if fields.contains(&name.as_str()) {
                seen.push(name);
            }
        }
        let given = |name: &str| seen.iter().any(|known| known == name);
        let has_text = given("text");
        if has_text && html.is_some() {
            let detail = "must be left out where there is a `text`: one of the two is the article";
            self.wrong("/html".into(), ProblemKind::InvalidField, detail.into());
        } else if !has_text && html.is_none() && !(takes == Takes::Address && sent.url.is_some()) {
            // Of a page in another type than a string was told already.
            if takes == Takes::Text || !self.errors.iter().any(|error| error.pointer == "/html") {
                self.wrong("/text".into(), ProblemKind::MissingField, takes.required().into());
            }
        }
        Some(Members { sent, html, has_text })
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
