//! The forms in which one article may be sent: JSON as it is kept here, plain text, HTML, ninjs, and schema.org.

use super::about::AboutParams;
use super::article::{Markup, Pending, Sent, Takes, checked, read_article, read_json, utf8};
use super::fields::FieldReader;
use super::places::Places;
use crate::api::error::{ApiError, InputError, Place};
use crate::api::problem::ProblemKind;
use crate::article::Submission;
use crate::fetch::charset;
use crate::intake::json::Json;
use crate::intake::{self, Format, Item, Mistake, MistakeKind};

/// A form of a body that holds one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// An object with the names of this API, or one that shows that it is of another format.
    Json,
    /// Nothing but the text.
    Text,
    /// The page.
    Html,
    /// One of the formats of others.
    Of(Format),
}

/// Every media type of an article, and its form; the first is what is offered to who has sent none.
const FORMS: [(&str, Form); 6] = [
    ("application/json", Form::Json),
    ("text/plain", Form::Text),
    ("text/html", Form::Html),
    ("application/ld+json", Form::Of(Format::SchemaOrg)),
    ("application/vnd.iptc.g2.newsitem+json", Form::Of(Format::Ninjs)),
    ("application/ninjs+json", Form::Of(Format::Ninjs)),
];

/// The media types of an article.
pub(super) const MEDIA_TYPES: [&str; FORMS.len()] = {
    let mut types = [""; FORMS.len()];
    let mut i = 0;
    while i < types.len() {
        types[i] = FORMS[i].0;
        i += 1;
    }
    types
};

impl Form {
    /// The form of that media type.
    pub(super) fn of(media_type: &str) -> Self {
        FORMS.iter().find(|(own, _)| *own == media_type).map_or(Self::Json, |(_, form)| *form)
    }

    /// Refuses what is said beside a body that says it itself.
    pub(super) fn check(self, about: &AboutParams) -> Result<(), ApiError> {
        let given = about.given();
        if given.is_empty() || matches!(self, Self::Text | Self::Html) {
            return Ok(());
        }
        let detail = "is not possible here: a body of JSON says it itself; it goes with text/plain and text/html";
        let wrong = |name| InputError::at(Place::Query, format!("/{name}"), ProblemKind::UnknownParameter, detail);
        Err(ApiError::input(given.into_iter().map(wrong).collect(), ProblemKind::UnknownParameter))
    }
}

/// A body of an article.
pub(super) struct Sending {
    pub form: Form,
    /// What the query says of it.
    pub about: AboutParams,
    /// The whole `Content-Type`.
    pub media_type: Option<String>,
}

/// What a body says of an article, to an operation that takes so much.
pub(super) fn read(bytes: &[u8], sending: Sending, takes: Takes) -> Result<Sent, ApiError> {
    match sending.form {
        Form::Json => read_article(bytes, takes),
        Form::Of(format) => item(&read_json(bytes)?, format),
        Form::Text => {
            let text = utf8(bytes)?.to_owned();
            let sent = Submission { text, ..sending.about.submission() };
            checked(sent, &in_query()).map(Box::new).map(Sent::Whole)
        }
        Form::Html => {
            let html = charset::decode(bytes, sending.media_type.as_deref());
            pending(sending.about.submission(), Markup::Page(html), in_query())
        }
    }
}

/// The text is the whole body, all else stands in the query.
fn in_query() -> Places {
    let named = ["title", "url", "source", "published_at", "language", "external_id"];
    let places = Places::default().with("/text", Place::Body, "");
    named.iter().map(|name| format!("/{name}")).fold(places, |all, field| all.with(&field, Place::Query, &field))
}

/// The article in a format of others.
pub(super) fn item(root: &Json, format: Format) -> Result<Sent, ApiError> {
    let Item { sent, markup, places, mistakes } = intake::read(root, format);
    let places = Places::of_body(places);
    let mut reader = FieldReader::default();
    for Mistake { pointer, fault, detail } in mistakes {
        let kind = match fault {
            MistakeKind::WrongType => ProblemKind::WrongType,
            MistakeKind::Missing => ProblemKind::MissingField,
            MistakeKind::Invalid => ProblemKind::InvalidField,
        };
        reader.wrong(pointer, kind, detail);
    }
    if !reader.errors.is_empty() {
        return Err(ApiError::input(reader.errors, ProblemKind::InvalidArticle));
    }
    match markup {
        Some(markup) => pending(sent, Markup::Fragment(markup), places),
        None => checked(sent, &places).map(Box::new).map(Sent::Whole),
    }
}

/// An article whose text is still to be read, with its other fields checked.
pub(super) fn pending(sent: Submission, markup: Markup, places: Places) -> Result<Sent, ApiError> {
    checked(Submission { text: "…".into(), ..sent.clone() }, &places)?;
    Ok(Sent::Markup(Box::new(Pending { sent, markup, places })))
}
