//! An article as it is handed in: parsed once, valid ever after.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{ContentHash, Metadata, Published, plain};
use crate::nlp::token::is_seen;
use crate::text::Headed;

/// The longest text accepted, in Unicode code points.
pub const MAX_TEXT_CODE_POINTS: usize = 1_000_000;

/// The longest of all other fields, in Unicode code points.
pub const MAX_SHORT_CODE_POINTS: usize = 2_000;

/// Stands before what is hashed, so that a hash of the seen text is never one of a text as sent.
const PLAIN: &[u8] = b"plain\0";

const MAX_AUTHORS: usize = 100;
const MAX_METADATA: usize = 100;

/// The fields as sent, of the right JSON types but not yet checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct Submission {
    pub text: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    pub authors: Vec<String>,
    pub published_at: Option<String>,
    pub language: Option<String>,
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

/// A field that can't be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer to it: `/text`, `/authors/0`.
    pub pointer: String,
    /// What is wrong.
    pub fault: Fault,
}

/// A name inside a JSON pointer, shortened when it is very long.
#[must_use]
pub fn pointer_part(name: &str) -> String {
    name.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1")
}

/// What is wrong with a field; the words say what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says it in its words")]
pub enum Fault {
    #[error("must hold at least one character that can be seen; white space and characters without width cannot")]
    Unseen,
    #[error("must not be empty; leave the field out instead")]
    Empty,
    #[error("has {points} code points; at most {most} are accepted")]
    TooLong { points: usize, most: usize },
    #[error("has {entries} entries; at most {most} are accepted")]
    TooMany { entries: usize, most: usize },
    #[error("{0:?} is not an absolute http or https address")]
    NoAddress(String),
    #[error("{0:?} is not a BCP 47 tag such as \"de\" or \"de-AT\"")]
    NoLanguage(String),
    #[error("{0}")]
    NoDate(String),
    #[error("key and value must have at most {MAX_SHORT_CODE_POINTS} code points, the key at least one")]
    BadPair,
}

/// A valid article, not yet in the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct NewArticle {
    /// The text exactly as sent.
    pub text: String,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was found; absolute, http or https.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published.
    pub published_at: Option<Published>,
    /// BCP 47 language, if the sender said one.
    pub language: Option<String>,
    /// The sender's own id, unique within one `source`.
    pub external_id: Option<String>,
    /// The sender's own pairs.
    pub metadata: Metadata,
}

impl NewArticle {
    /// Its text with its title, as positions in its analysis count them.
    #[must_use]
    pub fn headed(&self) -> Headed<'_> {
        Headed { title: self.title.as_deref().unwrap_or_default(), text: &self.text }
    }

    /// Checks every field and reports all mistakes at once.
    ///
    /// # Errors
    /// One [`FieldError`] a mistake, in field order.
    pub fn parse(sent: Submission) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |pointer: &str, fault: Option<Fault>| {
            errors.extend(fault.map(|fault| FieldError { pointer: pointer.to_owned(), fault }));
        };
        wrong("/text", text(&sent.text));
        for (pointer, field) in [
            ("/title", &sent.title),
            ("/url", &sent.url),
            ("/source", &sent.source),
            ("/external_id", &sent.external_id),
            ("/language", &sent.language),
        ] {
            wrong(pointer, field.as_deref().and_then(short_text));
        }
        wrong("/url", sent.url.as_deref().and_then(address));
        wrong("/language", sent.language.as_deref().and_then(language_tag));
        wrong("/authors", many(sent.authors.len(), MAX_AUTHORS));
        for (i, author) in sent.authors.iter().enumerate().take(MAX_AUTHORS) {
            wrong(&format!("/authors/{i}"), short_text(author));
        }
        wrong("/metadata", many(sent.metadata.len(), MAX_METADATA));
        for (key, value) in sent.metadata.iter().take(MAX_METADATA) {
            let bad = key.is_empty() || is_long(key) || is_long(value);
            wrong(&format!("/metadata/{}", pointer_part(key)), bad.then_some(Fault::BadPair));
        }
        let published_at = sent.published_at.as_deref().map(Published::parse).transpose();
        let published_at = published_at.unwrap_or_else(|problem| {
            wrong("/published_at", Some(Fault::NoDate(problem)));
            None
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            text: sent.text,
            title: sent.title,
            url: sent.url,
            source: sent.source,
            authors: sent.authors,
            published_at,
            language: sent.language,
            external_id: sent.external_id,
            metadata: sent.metadata,
        })
    }

    /// What two submissions share when they are the same article: all fields but the sender's own `external_id` and `metadata`,
    /// of text and title what a reader sees of it ([`plain()`]).
    #[must_use]
    pub fn content_hash(&self) -> ContentHash {
        let title = self.title.as_deref().map(plain);
        self.hashed(PLAIN, &plain(&self.text), title.as_deref())
    }

    /// The same with text and title as they were sent, by which archives have known articles before.
    #[must_use]
    pub fn exact_hash(&self) -> ContentHash {
        self.hashed(&[], &self.text, self.title.as_deref())
    }

    fn hashed(&self, form: &[u8], text: &str, title: Option<&str>) -> ContentHash {
        let mut hash = Sha256::new();
        hash.update(form);
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        field(text.as_bytes());
        for part in [title, self.url.as_deref(), self.source.as_deref(), self.language.as_deref()] {
            field(part.unwrap_or_default().as_bytes());
        }
        field(self.published_at.as_ref().map(ToString::to_string).unwrap_or_default().as_bytes());
        for author in &self.authors {
            field(author.as_bytes());
        }
        ContentHash(hash.finalize().into())
    }
}

fn text(text: &str) -> Option<Fault> {
    if text.contains(is_seen) { too_long(text, MAX_TEXT_CODE_POINTS) } else { Some(Fault::Unseen) }
}

fn short_text(text: &str) -> Option<Fault> {
    if text.contains(is_seen) { too_long(text, MAX_SHORT_CODE_POINTS) } else { Some(Fault::Empty) }
}

fn too_long(text: &str, most: usize) -> Option<Fault> {
    // There are at least as many bytes as code points; most texts need no counting.
    let points = if text.len() > most { text.chars().count() } else { 0 };
    (points > most).then_some(Fault::TooLong { points, most })
}

fn is_long(text: &str) -> bool {
    too_long(text, MAX_SHORT_CODE_POINTS).is_some()
}

fn many(entries: usize, most: usize) -> Option<Fault> {
    (entries > most).then_some(Fault::TooMany { entries, most })
}

fn address(url: &str) -> Option<Fault> {
    let absolute = url.starts_with("http://") || url.starts_with("https://");
    (!absolute).then(|| Fault::NoAddress(url.to_owned()))
}

fn language_tag(tag: &str) -> Option<Fault> {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let right = (2..=8).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    (!right).then(|| Fault::NoLanguage(tag.to_owned()))
}
