//! Articles as other programs write them: items of ninjs ([`ninjs`]) and articles of schema.org ([`linked`]).
//!
//! A reader turns one JSON text into an [`Item`]: the fields of an article, where each of them stood, and what is wrong.
//! What the formats have besides is left alone; they are larger than what is kept of an article.

pub mod json;
mod linked;
mod ninjs;

use std::collections::BTreeMap;

use json::Json;

use crate::article::{Submission, pointer_part};

/// More mistakes than this are not listed.
const MOST_MISTAKES: usize = 100;

/// In which of the formats an article is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// IPTC News in JSON, 1.x to 3.x.
    Ninjs,
    /// JSON-LD with the words of schema.org.
    SchemaOrg,
}

impl Format {
    /// The format that a JSON object shows by members which nothing else has; `None` where it shows none.
    #[must_use]
    pub fn shown_by(root: &Json) -> Option<Self> {
        let Json::Object(members) = root else { return None };
        let has = |name: &str| members.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        if has("text") || has("html") {
            return None;
        }
        if has("@type") || has("@graph") {
            return Some(Self::SchemaOrg);
        }
        (has("uri") && members.iter().any(|(name, _)| ninjs::is_its_own(name))).then_some(Self::Ninjs)
    }
}

/// What was sent, as fields of an article.
#[derive(Debug, Default)]
pub struct Item {
    /// The fields; `text` is empty where it is missing, or is `markup`.
    pub sent: Submission,
    /// The text, where it is markup that readers do not see.
    pub markup: Option<String>,
    /// By the JSON pointer to a field of an article where it stood in what was sent; that of the markup is `/text`, too.
    pub places: BTreeMap<String, String>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// Something wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// JSON pointer into what was sent.
    pub pointer: String,
    /// Of what sort it is.
    pub fault: MistakeKind,
    /// What would be right.
    pub detail: String,
}

/// A sort of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// A value has another type than it must have.
    WrongType,
    /// Something that must be there is not.
    Missing,
    /// A value is not possible, or it can't be told what is meant.
    Invalid,
}

/// Reads an article. Cost: one pass.
#[must_use]
pub fn read(root: &Json, format: Format) -> Item {
    let mut item = Item::default();
    item.find_twice(root, "");
    match format {
        Format::Ninjs => ninjs::read(root, &mut item),
        Format::SchemaOrg => linked::read(root, &mut item),
    }
    item
}

/// The members of an object with its place.
#[derive(Clone, Copy)]
struct Members<'p, 'a> {
    pointer: &'p str,
    members: &'a [(String, Json)],
}

impl<'p, 'a> Members<'p, 'a> {
    /// The members, unless the value is no object.
    fn of(value: &'a Json, pointer: &'p str) -> Option<Self> {
        match value {
            Json::Object(members) => Some(Self { pointer, members }),
            _ => None,
        }
    }

    /// The first of these members that is there and not null, with its place. Capital letters make no difference.
    fn first(self, names: &[&str]) -> Option<(String, &'a Json)> {
        names.iter().find_map(|name| {
            let (own, value) =
                self.members.iter().find(|(own, value)| own.eq_ignore_ascii_case(name) && !value.is_null())?;
            Some((format!("{}/{}", self.pointer, pointer_part(own)), value))
        })
    }

    /// The string of a member that says something, whatever else it may be.
    fn string(self, name: &str) -> Option<&'a str> {
        match self.first(&[name])?.1 {
            Json::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }
}

impl Item {
    fn wrong(&mut self, pointer: impl Into<String>, fault: MistakeKind, detail: impl Into<String>) {
        if self.mistakes.len() < MOST_MISTAKES {
            self.mistakes.push(Mistake { pointer: pointer.into(), fault, detail: detail.into() });
        }
    }

    fn wrong_type(&mut self, pointer: &str, wanted: &str, found: &Json) {
        self.wrong(pointer, MistakeKind::WrongType, format!("must be {wanted}, not {}", found.type_name()));
    }

    /// Members that are given twice, at whatever depth: nobody can tell which one is meant.
    fn find_twice(&mut self, value: &Json, pointer: &str) {
        match value {
            Json::Object(members) => {
                let mut seen = std::collections::HashSet::new();
                for (name, inner) in members {
                    let inside = format!("{pointer}/{}", pointer_part(name));
                    if !seen.insert(name) {
                        self.wrong(&*inside, MistakeKind::Invalid, "is given twice");
                    }
                    self.find_twice(inner, &inside);
                }
            }
            Json::Array(items) => {
                for (i, inner) in items.iter().enumerate() {
                    self.find_twice(inner, &format!("{pointer}/{i}"));
                }
            }
            Json::Null | Json::Bool | Json::Number | Json::Text(_) => {}
        }
    }

    /// Notes where a field of an article stood.
    fn stood(&mut self, field: &str, pointer: String) {
        self.places.insert(field.to_owned(), pointer);
    }

    /// A string that says something; an empty one says nothing, and another type is a mistake.
    fn text<'a>(&mut self, found: Option<(String, &'a Json)>) -> Option<(String, &'a str)> {
        match found? {
            (pointer, Json::Text(text)) => (!text.trim().is_empty()).then_some((pointer, text)),
            (pointer, other) => {
                self.wrong_type(&pointer, "a string", other);
                None
            }
        }
    }

    /// The same with a string of its own.
    fn owned(&mut self, found: Option<(String, &Json)>) -> Option<(String, String)> {
        self.text(found).map(|(pointer, text)| (pointer, text.to_owned()))
    }

    /// What was found for a field of an article, whose place is noted.
    fn kept(&mut self, field: &str, found: Option<(String, String)>) -> Option<String> {
        let (pointer, text) = found?;
        self.stood(field, pointer);
        Some(text)
    }

    /// The string of the first of these members as a field of an article.
    fn field(&mut self, field: &str, members: Members<'_, '_>, names: &[&str]) -> Option<String> {
        let found = self.owned(members.first(names));
        self.kept(field, found)
    }

    /// The first of these members that holds a date, in the form that articles have it.
    fn date(&mut self, members: Members<'_, '_>, names: &[&str]) {
        for name in names {
            let Some(date) = self.field("/published_at", members, &[name]) else { continue };
            // What is no date stays as it is, so that it is told.
            self.sent.published_at = Some(crate::fetch::page::date(&date).unwrap_or(date));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn item(text: &str, format: Format) -> Item {
        read(&serde_json::from_str(text).unwrap(), format)
    }

    #[test]
    fn a_format_is_told_by_members_that_articles_do_not_have() {
        for (text, expected, reason) in [
            (r#"{"uri": "urn:a", "headline": "x"}"#, Some(Format::Ninjs), "1.x"),
            (r#"{"uri": "urn:a", "body_xhtml": "x"}"#, Some(Format::Ninjs), "1.x with a body"),
            (r#"{"uri": "urn:a", "headlines": []}"#, Some(Format::Ninjs), "2.x"),
            (r#"{"uri": "urn:a", "versionCreated": "x"}"#, Some(Format::Ninjs), "3.x"),
            (r#"{"@type": "NewsArticle"}"#, Some(Format::SchemaOrg), "schema.org"),
            (r#"{"@context": "https://schema.org", "@graph": []}"#, Some(Format::SchemaOrg), "a graph"),
            (r#"{"uri": "urn:a"}"#, None, "an identifier alone"),
            (r#"{"headline": "x"}"#, None, "no identifier"),
            (r#"{"uri": "urn:a", "headline": "x", "text": "y"}"#, None, "a text of its own"),
            (r#"{"@type": "NewsArticle", "html": "y"}"#, None, "a page of its own"),
            (r#"[{"@type": "NewsArticle"}]"#, None, "no object"),
        ] {
            assert_eq!(Format::shown_by(&serde_json::from_str(text).unwrap()), expected, "{reason}");
        }
    }

    #[test]
    fn what_is_given_twice_is_told_at_any_depth() {
        let text = r#"{"uri": "urn:a", "body_text": "x", "people": [{"name": "A", "name": "B"}], "uri": "urn:b"}"#;
        let found: Vec<_> = item(text, Format::Ninjs).mistakes.into_iter().map(|mistake| mistake.pointer).collect();
        assert_eq!(found, ["/people/0/name", "/uri"]);
    }
}
