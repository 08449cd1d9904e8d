//! Entities and tags of HTML that were left in a text.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Edit;
use crate::nlp::error::DataError;
use crate::nlp::lexicon::lists::WordLists;

/// The longest entity has 33 bytes.
const MAX_ENTITY: usize = 40;

/// A tag of a page is hardly longer.
const MAX_TAG: usize = 4000;

/// What elements of HTML are to a reader: they stand inside a line, begin and end lines, or hold what nobody reads.
const LISTS: [&str; 3] = ["inline", "block", "hidden"];
const INLINE: usize = 0;
const BLOCK: usize = 1;
const HIDDEN: usize = 2;

/// The lists of [`LISTS`].
pub(super) fn elements() -> &'static Result<WordLists, DataError> {
    static LISTED: LazyLock<Result<WordLists, DataError>> =
        LazyLock::new(|| WordLists::parse("normalize/data/elements.tsv", include_str!("data/elements.tsv"), &LISTS));
    &LISTED
}

fn is(list: usize, element: &str) -> bool {
    elements().as_ref().is_ok_and(|lists| lists.hold(list, element))
}

/// Finds markup in one text.
pub(super) struct Reader<'a> {
    sent: &'a str,
    /// Ends that were looked for and are not in the rest of the text.
    missing: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(sent: &'a str) -> Self {
        Self { sent, missing: Vec::new() }
    }

    /// What the markup that starts at byte `at` is read as.
    pub fn edit(&mut self, at: usize) -> Option<Edit> {
        match self.sent.as_bytes()[at] {
            b'&' => self.entity(at),
            b'<' => self.tag(at),
            _ => None,
        }
    }

    fn entity(&self, at: usize) -> Option<Edit> {
        let name_end = |start: usize| {
            let bytes = &self.sent.as_bytes()[start..];
            let end = bytes.iter().take(MAX_ENTITY).position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#')?;
            (end > 0 && bytes[end] == b';').then_some(start + end + 1)
        };
        let end = name_end(at + 1)?;
        let mut entity = decoded(&self.sent[at..end])?;
        let mut end = end;
        if entity == "&" {
            // Encoded twice.
            let again =
                name_end(end).and_then(|after| Some((after, decoded(&format!("&{}", &self.sent[end..after]))?)));
            if let Some((after, inner)) = again {
                (end, entity) = (after, inner);
            }
        }
        if entity.chars().all(|c| matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')) {
            entity.clear();
        }
        Some(Edit { start: at, end, read: Cow::Owned(entity) })
    }

    fn tag(&mut self, at: usize) -> Option<Edit> {
        let edit = |end, read| Some(Edit { start: at, end, read: Cow::Borrowed(read) });
        let rest = &self.sent[at + 1..];
        if rest.starts_with("!--") {
            return edit(self.behind(at, "-->")?, "");
        }
        let name_at = usize::from(rest.starts_with('/'));
        let name_len = rest[name_at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[name_at..name_at + name_len].to_ascii_lowercase();
        let inner = rest.as_bytes()[name_at + name_len..].iter().take(MAX_TAG);
        let close = inner.clone().position(|&byte| byte == b'>' || byte == b'<')?;
        let after = name_at + name_len + close;
        let starts_well = matches!(rest.as_bytes()[name_at + name_len], b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t');
        if rest.as_bytes()[after] != b'>' || !starts_well {
            return None;
        }
        let end = at + 1 + after + 1;
        match name.as_str() {
            "br" => edit(end, "\n"),
            name if is(INLINE, name) => edit(end, ""),
            name if is(BLOCK, name) => edit(end, "\n\n"),
            name if is(HIDDEN, name) => {
                let closed = if name_at == 0 { self.behind_element(end, name) } else { None };
                edit(closed.unwrap_or(end), "\n\n")
            }
            _ => None,
        }
    }

    /// Behind the next closing tag of an element.
    fn behind_element(&mut self, at: usize, name: &str) -> Option<usize> {
        let tag = self.behind(at, &format!("</{name}"))?;
        self.sent[tag..].find('>').map(|end| tag + end + 1)
    }

    /// Behind the next `end`; what was not found once is not looked for again.
    fn behind(&mut self, at: usize, end: &str) -> Option<usize> {
        if self.missing.iter().any(|missing| missing == end) {
            return None;
        }
        let found = self.sent[at..].find(end).map(|found| at + found + end.len());
        if found.is_none() {
            self.missing.push(end.to_owned());
        }
        found
    }
}

/// The characters of an entity; nothing if it is none.
fn decoded(entity: &str) -> Option<String> {
    let characters = html_escape::decode_html_entities(entity);
    (characters != entity && !characters.contains('\0')).then(|| characters.into_owned())
}
