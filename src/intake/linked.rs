//! Articles as JSON-LD with the words of schema.org: `NewsArticle` and what is akin to it.

use super::json::Json;
use super::{Item, Members, MistakeKind};
use crate::fetch::page;

const NO_ARTICLE: &str = "holds no article: send one object whose `@type` is NewsArticle, or another kind of Article, with its `articleBody`";

/// Where one object of JSON-LD holds others that may be the article.
const AROUND: [&str; 3] = ["@graph", "mainEntity", "itemListElement"];

pub(super) fn read(root: &Json, item: &mut Item) {
    if !matches!(root, Json::Object(_) | Json::Array(_)) {
        item.wrong_type("", "an object, or an array of objects", root);
        return;
    }
    let mut found = Vec::new();
    collect(root, String::new(), &mut found);
    match found.as_slice() {
        [(pointer, members)] => article(Members { pointer, members }, item),
        [] => item.wrong("", MistakeKind::Missing, NO_ARTICLE),
        [(first, _), (second, _), ..] => {
            let first = if first.is_empty() { "/" } else { first };
            let detail = format!(
                "is another article beside {first}; send each by itself, or one a line to POST /v1/articles/batch"
            );
            item.wrong(second, MistakeKind::Invalid, detail);
        }
    }
}

/// Finds all articles, none of them inside another.
fn collect<'a>(value: &'a Json, pointer: String, found: &mut Vec<(String, &'a [(String, Json)])>) {
    match value {
        Json::Array(items) => {
            for (i, inner) in items.iter().enumerate() {
                collect(inner, format!("{pointer}/{i}"), found);
            }
        }
        Json::Object(members) if is_article(members) => found.push((pointer, members)),
        Json::Object(members) => {
            for (name, inner) in members.iter().filter(|(name, _)| AROUND.contains(&name.as_str())) {
                collect(inner, format!("{pointer}/{name}"), found);
            }
        }
        Json::Null | Json::Bool | Json::Number | Json::Text(_) => {}
    }
}

fn is_article(members: &[(String, Json)]) -> bool {
    let kinds = members.iter().filter(|(name, _)| name == "@type").map(|(_, kind)| kind);
    kinds
        .flat_map(|kind| match kind {
            Json::Array(kinds) => kinds.as_slice(),
            one => std::slice::from_ref(one),
        })
        .any(|kind| matches!(kind, Json::Text(kind) if names_article(kind)))
}

/// Kinds may be written out as addresses.
fn names_article(kind: &str) -> bool {
    page::names_article(kind.rsplit(['/', ':', '#']).next().unwrap_or(kind))
}

fn article(members: Members<'_, '_>, item: &mut Item) {
    match string(members, &["articleBody", "text"], item) {
        Some((pointer, text)) => {
            item.stood("/text", pointer);
            item.sent.text = text;
        }
        None if item.mistakes.is_empty() => {
            item.wrong(format!("{}/articleBody", members.pointer), MistakeKind::Missing, "is required");
        }
        None => {}
    }
    let title = string(members, &["headline", "name"], item);
    item.sent.title = item.kept("/title", title);
    item.date(members, &["datePublished", "dateCreated"]);
    authors(members, item);
    let source = named(members.first(&["publisher", "sourceOrganization", "provider"]), item);
    item.sent.source = item.kept("/source", source);
    let language = language(members, item);
    item.sent.language = item.kept("/language", language);
    addresses(members, item);
}

/// `identifier` and `@id` name the article, `url` and `mainEntityOfPage` say where it is.
fn addresses(members: Members<'_, '_>, item: &mut Item) {
    let id = match members.first(&["identifier"]) {
        Some((pointer, value @ Json::Object(_))) => {
            Members::of(value, &pointer).and_then(|property| string(property, &["value", "@id"], item))
        }
        Some((pointer, Json::Array(all))) => match all.first() {
            Some(Json::Text(text)) => Some((format!("{pointer}/0"), text.clone())),
            _ => None,
        },
        _ => string(members, &["identifier"], item),
    };
    // A name that holds only inside of one document would make all articles of a source one.
    let absolute = |(_, id): &(String, String)| id.contains(':') && !id.starts_with("_:");
    let id = id.or_else(|| string(members, &["@id"], item).filter(absolute));
    item.sent.external_id = item.kept("/external_id", id);
    let about = |item: &mut Item| match members.first(&["mainEntityOfPage"])? {
        (pointer, value @ Json::Object(_)) => string(Members::of(value, &pointer)?, &["@id", "url"], item),
        (pointer, Json::Text(text)) => Some((pointer, text.clone())),
        _ => None,
    };
    let on_the_web = |(_, address): &(String, String)| address.starts_with("http");
    let url = string(members, &["url"], item).or_else(|| about(item).filter(on_the_web));
    item.sent.url = item.kept("/url", url);
}

fn authors(members: Members<'_, '_>, item: &mut Item) {
    let Some((pointer, value)) = members.first(&["author", "creator"]) else { return };
    let all: Vec<(String, &Json)> = match value {
        Json::Array(all) => all.iter().enumerate().map(|(i, one)| (format!("{pointer}/{i}"), one)).collect(),
        one => vec![(pointer, one)],
    };
    for one in all {
        if let Some((pointer, name)) = named(Some(one), item) {
            item.stood(&format!("/authors/{}", item.sent.authors.len()), pointer);
            item.sent.authors.push(name);
        }
    }
}

/// The name of somebody, as text or as an object with it.
fn named(found: Option<(String, &Json)>, item: &mut Item) -> Option<(String, String)> {
    match found? {
        (pointer, value @ Json::Object(_)) => string(Members::of(value, &pointer)?, &["name"], item),
        (pointer, Json::Array(all)) => named(Some((format!("{pointer}/0"), all.first()?)), item),
        found => item.owned(Some(found)),
    }
}

/// A language is its tag, or an object that has the tag as its other name.
fn language(members: Members<'_, '_>, item: &mut Item) -> Option<(String, String)> {
    match members.first(&["inLanguage"])? {
        (pointer, value @ Json::Object(_)) => string(Members::of(value, &pointer)?, &["alternateName", "name"], item),
        (pointer, Json::Array(all)) => item.owned(Some((format!("{pointer}/0"), all.first()?))),
        found => item.owned(Some(found)),
    }
}

/// A text as it is, or as a value of JSON-LD (`{"@value": "…"}`).
fn string(members: Members<'_, '_>, names: &[&str], item: &mut Item) -> Option<(String, String)> {
    let (pointer, value) = members.first(names)?;
    if let Some(inside) = Members::of(value, &pointer).filter(|inside| inside.first(&["@value"]).is_some()) {
        return item.owned(inside.first(&["@value"]));
    }
    item.owned(Some((pointer, value)))
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::item;

    #[test]
    fn the_article_is_found_wherever_it_stands() {
        for (text, place, reason) in [
            (r#"{"@type": "NewsArticle", "articleBody": "A"}"#, "/articleBody", "alone"),
            (r#"{"@type": ["Thing", "ReportageNewsArticle"], "articleBody": "A"}"#, "/articleBody", "of two kinds"),
            (r#"{"@type": "https://schema.org/Article", "text": "A"}"#, "/text", "the kind as an address"),
            (r#"{"@type": "schema:Report", "articleBody": {"@value": "A"}}"#, "/articleBody/@value", "a value"),
            (r#"[{"@type": "WebSite"}, {"@type": "BlogPosting", "articleBody": "A"}]"#, "/1/articleBody", "a list"),
            (
                r#"{"@graph": [{"@type": "Person"}, {"@type": "Article", "articleBody": "A"}]}"#,
                "/@graph/1/articleBody",
                "a graph",
            ),
            (
                r#"{"@type": "WebPage", "mainEntity": {"@type": "Article", "articleBody": "A"}}"#,
                "/mainEntity/articleBody",
                "a page",
            ),
        ] {
            let item = item(text, Format::SchemaOrg);
            assert_eq!(item.mistakes, [], "{reason}");
            assert_eq!((item.sent.text.as_str(), item.places["/text"].as_str()), ("A", place), "{reason}");
        }
    }

    #[test]
    fn every_field_is_read_in_the_forms_that_there_are() {
        for (members, field, expected, place) in [
            (r#""headline": "T""#, "/title", "T", "/headline"),
            (
                r#""datePublished": "2026-01-02T10:00", "dateCreated": "2026-01-01""#,
                "/published_at",
                "2026-01-02",
                "/datePublished",
            ),
            (r#""author": "Anna Alt""#, "/authors/0", "Anna Alt", "/author"),
            (r#""author": {"@type": "Person", "name": "Anna Alt"}"#, "/authors/0", "Anna Alt", "/author/name"),
            (r#""author": [{"name": ""}, {"name": "Bert Neu"}]"#, "/authors/0", "Bert Neu", "/author/1/name"),
            (r#""publisher": {"@type": "Organization", "name": "Blatt"}"#, "/source", "Blatt", "/publisher/name"),
            (r#""publisher": [{"name": "Blatt"}]"#, "/source", "Blatt", "/publisher/0/name"),
            (r#""identifier": "7", "@id": "urn:b""#, "/external_id", "7", "/identifier"),
            (r#""identifier": {"@type": "PropertyValue", "value": "7"}"#, "/external_id", "7", "/identifier/value"),
            (r#""@id": "https://a.example/1#article""#, "/external_id", "https://a.example/1#article", "/@id"),
            (
                r#""url": "https://a.example/1", "mainEntityOfPage": "https://b.example""#,
                "/url",
                "https://a.example/1",
                "/url",
            ),
            (
                r#""mainEntityOfPage": {"@id": "https://a.example/1"}"#,
                "/url",
                "https://a.example/1",
                "/mainEntityOfPage/@id",
            ),
            (r#""inLanguage": "de-AT""#, "/language", "de-AT", "/inLanguage"),
            (
                r#""inLanguage": {"@type": "Language", "alternateName": "de"}"#,
                "/language",
                "de",
                "/inLanguage/alternateName",
            ),
        ] {
            let item =
                item(&format!(r#"{{"@type": "NewsArticle", "articleBody": "A", {members}}}"#), Format::SchemaOrg);
            let sent = &item.sent;
            let found = match field {
                "/title" => sent.title.as_deref(),
                "/published_at" => sent.published_at.as_deref(),
                "/authors/0" => sent.authors.first().map(String::as_str),
                "/source" => sent.source.as_deref(),
                "/external_id" => sent.external_id.as_deref(),
                "/url" => sent.url.as_deref(),
                _ => sent.language.as_deref(),
            };
            assert_eq!((item.mistakes.as_slice(), found), (&[][..], Some(expected)), "{members}");
            assert_eq!(item.places[field], place, "{members}");
        }
        for (id, reason) in
            [("#article", "of a place in the document"), ("_:b0", "of nothing"), ("article", "relative")]
        {
            let item =
                item(&format!(r#"{{"@type": "Article", "articleBody": "A", "@id": "{id}"}}"#), Format::SchemaOrg);
            assert_eq!(item.sent.external_id, None, "a name {reason}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, pointers, reason) in [
            ("7", &[""][..], "a number"),
            ("[]", &[""], "nothing"),
            (r#"{"@type": "Person", "name": "A"}"#, &[""], "no article"),
            (r#"{"@type": "NewsArticle", "headline": "T"}"#, &["/articleBody"], "no text"),
            (r#"{"@type": "NewsArticle", "articleBody": 7, "headline": []}"#, &["/articleBody", "/headline"], "types"),
            (
                r#"{"@graph": [{"@type": "Article", "articleBody": "A"}, {"@type": "Article", "articleBody": "B"}]}"#,
                &["/@graph/1"],
                "two articles",
            ),
        ] {
            let item = item(text, Format::SchemaOrg);
            let found: Vec<_> = item.mistakes.iter().map(|mistake| mistake.pointer.as_str()).collect();
            assert_eq!(found, pointers, "{reason}");
        }
    }
}
