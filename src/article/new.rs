//! An article as it is handed in: parsed once, valid ever after.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{ContentHash, Metadata, Published};

/// The longest text accepted, in Unicode code points.
pub const MAX_TEXT_CODE_POINTS: usize = 1_000_000;

/// The longest of all other fields, in Unicode code points.
pub const MAX_SHORT_CODE_POINTS: usize = 2_000;

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
    /// What is wrong and what would be right.
    pub problem: String,
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
    /// Checks every field and reports all mistakes at once.
    ///
    /// # Errors
    /// One [`FieldError`] a mistake, in field order.
    pub fn parse(sent: Submission) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |pointer: &str, problem: String| {
            errors.push(FieldError { pointer: pointer.to_owned(), problem });
        };
        if sent.text.trim().is_empty() {
            wrong("/text", "must hold at least one character that is not white space".into());
        } else if sent.text.len() > MAX_TEXT_CODE_POINTS {
            let points = sent.text.chars().count();
            if points > MAX_TEXT_CODE_POINTS {
                wrong("/text", format!("has {points} code points; at most {MAX_TEXT_CODE_POINTS} are accepted"));
            }
        }
        for (pointer, field) in [
            ("/title", &sent.title),
            ("/url", &sent.url),
            ("/source", &sent.source),
            ("/external_id", &sent.external_id),
            ("/language", &sent.language),
        ] {
            if let Some(problem) = field.as_deref().and_then(short_text) {
                wrong(pointer, problem);
            }
        }
        if let Some(url) = sent.url.as_deref().filter(|u| !u.starts_with("http://") && !u.starts_with("https://")) {
            wrong("/url", format!("{url:?} is not an absolute http or https address"));
        }
        if let Some(language) = sent.language.as_deref().filter(|l| !is_language_tag(l)) {
            wrong("/language", format!("{language:?} is not a BCP 47 tag such as \"de\" or \"de-AT\""));
        }
        if sent.authors.len() > MAX_AUTHORS {
            wrong("/authors", format!("has {} entries; at most {MAX_AUTHORS} are accepted", sent.authors.len()));
        }
        for (i, author) in sent.authors.iter().enumerate().take(MAX_AUTHORS) {
            if let Some(problem) = short_text(author) {
                wrong(&format!("/authors/{i}"), problem);
            }
        }
        if sent.metadata.len() > MAX_METADATA {
            wrong("/metadata", format!("has {} entries; at most {MAX_METADATA} are accepted", sent.metadata.len()));
        }
        for (key, value) in sent.metadata.iter().take(MAX_METADATA) {
            if key.is_empty() || is_long(key) || is_long(value) {
                let escaped = key.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1");
                wrong(
                    &format!("/metadata/{escaped}"),
                    format!(
                        "key and value must have at most {MAX_SHORT_CODE_POINTS} code points, the key at least one"
                    ),
                );
            }
        }
        let published_at = match sent.published_at.as_deref().map(Published::parse) {
            None => None,
            Some(Ok(date)) => Some(date),
            Some(Err(problem)) => {
                wrong("/published_at", problem);
                None
            }
        };
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

    /// What two submissions share when they are the same article: all fields but the sender's own `external_id` and `metadata`.
    #[must_use]
    pub fn content_hash(&self) -> ContentHash {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        field(self.text.as_bytes());
        for part in [&self.title, &self.url, &self.source, &self.language] {
            field(part.as_deref().unwrap_or_default().as_bytes());
        }
        field(self.published_at.as_ref().map(ToString::to_string).unwrap_or_default().as_bytes());
        for author in &self.authors {
            field(author.as_bytes());
        }
        ContentHash(hash.finalize().into())
    }
}

fn short_text(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        Some("must not be empty; leave the field out instead".into())
    } else if is_long(text) {
        let points = text.chars().count();
        Some(format!("has {points} code points; at most {MAX_SHORT_CODE_POINTS} are accepted"))
    } else {
        None
    }
}

fn is_long(text: &str) -> bool {
    text.len() > MAX_SHORT_CODE_POINTS && text.chars().count() > MAX_SHORT_CODE_POINTS
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}
