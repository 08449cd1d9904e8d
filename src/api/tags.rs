//! Entity tags: what tells one state of a resource from another, for `If-None-Match` and `If-Match`.
//!
//! Tags are strong. A compressed answer has the tag of the plain one and the name of its coding (`"…-gzip"`), because its
//! bytes are others; both name the same state and are taken for it.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::base64url;
use super::error::ApiError;
use super::problem::ProblemKind;
use crate::article::AnalysedArticle;

/// So many bytes of a hash tell states apart.
const BYTES: usize = 12;

/// Between the state of an article and the form in which it is shown.
const FORM: char = '.';

/// Codings whose names stand behind a tag.
const CODINGS: [&str; 4] = ["br", "deflate", "gzip", "zstd"];

/// The tag of these bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    digest(&[bytes])
}

/// The tag of an article shown in these bytes.
pub(crate) fn of_article(made: &AnalysedArticle, shown: &[u8]) -> String {
    format!("{}{FORM}{}", state(made), of_bytes(shown))
}

/// The same analyzer gives the same analysis of the same content; a correction may be of what is not content.
fn state(made: &AnalysedArticle) -> String {
    let revision = made.article.revised.map(|revision| revision.number.to_be_bytes());
    let revision = revision.as_ref().map_or(&[][..], |number| &number[..]);
    digest(&[&made.article.content_hash.0, made.analyzer.fingerprint.as_bytes(), revision])
}

fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    base64url::encode(&hash.finalize()[..BYTES])
}

/// A tag as it stands in headers.
pub(crate) fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

/// Says in the tag of a compressed answer how it is compressed.
pub(crate) fn name_coding(headers: &mut HeaderMap) {
    let coding = headers.get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
    let Some(coding) = coding.filter(|coding| CODINGS.contains(coding)) else { return };
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).and_then(|tag| tag.strip_suffix('"'));
    let named = tag.and_then(|tag| HeaderValue::from_str(&format!("{tag}-{coding}\"")).ok());
    if let Some(named) = named {
        headers.insert(header::ETAG, named);
    }
}

/// The tags that a header lists.
#[derive(Debug, Clone)]
pub(crate) enum Tags {
    /// `*`: whatever state there is.
    Any,
    /// These, without their quotation marks; weak ones are marked.
    These(Vec<(bool, String)>),
}

impl Tags {
    /// What `If-None-Match` lists, if it is there.
    pub fn known(request: &HttpRequest) -> Option<Self> {
        Self::read(request, &header::IF_NONE_MATCH)
    }

    /// What `If-Match` lists, if it is there.
    pub fn expected(request: &HttpRequest) -> Option<Self> {
        Self::read(request, &header::IF_MATCH)
    }

    fn read(request: &HttpRequest, name: &HeaderName) -> Option<Self> {
        let mut tags = Vec::new();
        // An empty field says nothing: pages that send forms leave them so.
        let mut fields =
            request.headers().get_all(name).filter(|field| !field.as_bytes().trim_ascii().is_empty()).peekable();
        fields.peek()?;
        for field in fields {
            // A field that is no list of tags names no state.
            let Ok(mut rest) = field.to_str().map(str::trim) else { continue };
            if rest == "*" {
                return Some(Self::Any);
            }
            while let Some(start) = rest.find('"') {
                let is_weak = rest[..start].ends_with("W/");
                let Some((tag, after)) = rest[start + 1..].split_once('"') else { break };
                tags.push((is_weak, tag.to_owned()));
                rest = after;
            }
        }
        Some(Self::These(tags))
    }

    /// Whether one of them is this tag; a weak one is enough, because all is asked for is whether a copy may be kept.
    pub fn name(&self, tag: &str) -> bool {
        self.any(|(_, known)| is(known, tag))
    }

    /// Whether one of them says that this is still the state to change. Weak ones do not promise that (RFC 9110, 13.1.1).
    pub fn promise(&self, tag: &str) -> bool {
        self.any(|(is_weak, known)| !is_weak && is(known, tag))
    }

    /// Fails unless one of them is a tag of this article's state, in whatever form it was shown.
    pub fn require(&self, made: &AnalysedArticle) -> Result<(), ApiError> {
        let state = state(made);
        if self.any(|(is_weak, known)| !is_weak && known.split(FORM).next() == Some(&state)) {
            return Ok(());
        }
        let detail = "the article was corrected or analysed anew, or the tag is not of this article; read it again";
        Err(ApiError::new(ProblemKind::PreconditionFailed, detail))
    }

    fn any(&self, wanted: impl FnMut(&(bool, String)) -> bool) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(wanted),
        }
    }
}

/// Whether a known tag is `tag`, of the plain answer or of a compressed one.
fn is(known: &str, tag: &str) -> bool {
    let coding = known.strip_prefix(tag);
    coding.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|name| CODINGS.contains(&name)))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn tags_are_found_in_every_form_of_a_list() {
        for (field, named, promised, reason) in [
            ("\"a\"", true, true, "one"),
            ("\"b\", \"a\"", true, true, "several"),
            ("W/\"a\"", true, false, "a weak one"),
            ("\"a-gzip\"", true, true, "of a compressed answer"),
            ("\"a-other\"", false, false, "no coding"),
            ("\"ab\"", false, false, "longer"),
            ("*", true, true, "any"),
            ("a", false, false, "no quotation marks"),
            ("\"a", false, false, "half a pair of them"),
        ] {
            let request = TestRequest::default().insert_header((header::IF_MATCH, field)).to_http_request();
            let tags = Tags::expected(&request).expect(reason);
            assert_eq!((tags.name("a"), tags.promise("a")), (named, promised), "{reason}: {field}");
        }
    }

    #[test]
    fn a_condition_that_is_empty_is_none() {
        for field in ["", " "] {
            let request = TestRequest::default().insert_header((header::IF_MATCH, field)).to_http_request();
            assert!(Tags::expected(&request).is_none(), "{field:?}");
        }
    }
}
