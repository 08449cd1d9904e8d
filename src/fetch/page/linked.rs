//! What a page says of itself in JSON-LD (schema.org).

use serde_json::Value;

/// An article as JSON-LD tells it; what is not said is empty.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub address: Option<String>,
    /// The whole text, where everybody may read it.
    pub body: Option<String>,
}

/// The article among the objects of the given scripts: the one whose headline the page bears as its `title`, else the
/// first one with a headline.
pub(super) fn article<'a>(scripts: impl Iterator<Item = &'a str>, title: &str) -> Option<Told> {
    let roots: Vec<Value> = scripts.filter_map(parsed).collect();
    let mut found = Vec::new();
    for root in &roots {
        collect(root, &mut found);
    }
    let told: Vec<Told> = found.into_iter().map(read).filter(|told| told.headline.is_some()).collect();
    let borne = |told: &Told| told.headline.as_deref().is_some_and(|headline| title.contains(headline));
    let at = told.iter().position(borne).unwrap_or(0);
    told.into_iter().nth(at)
}

/// JSON as it stands in pages: ends of lines inside of strings are common.
fn parsed(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let script = script.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| serde_json::from_str(&script.replace(char::is_control, " ")).ok())
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(members) => {
            if is_article(&value["@type"]) {
                return found.push(value);
            }
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .filter_map(|name| members.get(*name))
                .for_each(|inner| collect(inner, found));
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => names_article(kind),
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

/// Whether a kind of thing is schema.org's `Article` or one below it.
#[must_use]
pub fn names_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
}

fn read(article: &Value) -> Told {
    let is_free = match &article["isAccessibleForFree"] {
        Value::Bool(free) => *free,
        Value::String(free) => !free.eq_ignore_ascii_case("false"),
        _ => true,
    };
    let page = &article["mainEntityOfPage"];
    let address = [&article["url"], page, &page["@id"]].into_iter().find_map(text);
    Told {
        headline: text(&article["headline"]).or_else(|| text(&article["name"])),
        authors: names(&article["author"]),
        published: text(&article["datePublished"]).or_else(|| text(&article["dateCreated"])),
        address,
        body: text(&article["articleBody"]).filter(|_| is_free),
    }
}

fn names(author: &Value) -> Vec<String> {
    match author {
        Value::Array(authors) => authors.iter().flat_map(names).collect(),
        Value::Object(_) => names(&author["name"]),
        _ => text(author).into_iter().collect(),
    }
}

/// A string that says something, with its entities read: many pages escape for HTML what stands in a script.
fn text(value: &Value) -> Option<String> {
    let text = html_escape::decode_html_entities(value.as_str()?.trim()).into_owned();
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_wherever_it_stands() {
        for (script, reason) in [
            (r#"{"@type":"NewsArticle","headline":"Auf"}"#, "alone"),
            (r#"[{"@type":"WebSite","name":"X"},{"@type":["Article","NewsArticle"],"headline":"Auf"}]"#, "in a list"),
            (r#"{"@graph":[{"@type":"Organization"},{"@type":"BlogPosting","headline":"Auf"}]}"#, "in a graph"),
            (r#"{"@type":"WebPage","mainEntity":{"@type":"Report","headline":"Auf"}}"#, "in a page"),
            ("<!-- {\"@type\":\"Article\",\n\"headline\":\"Auf\"}; -->", "in a comment"),
            (
                "{\"@type\":\"Article\",\"headline\":\"Auf\",\"description\":\"eins\nzwei\"}",
                "with an end of a line in a string",
            ),
            (r#"[{"@type":"Article","headline":"Ab"},{"@type":"Article","headline":"Auf"}]"#, "beside a teaser"),
        ] {
            let told = article([script].into_iter(), "Auf | Blatt").unwrap_or_default();
            assert_eq!(told.headline.as_deref(), Some("Auf"), "{reason}");
        }
        for script in ["", "{", "[]", "7", r#"{"@type":"Article"}"#, r#"{"@type":7,"headline":"Auf"}"#] {
            assert!(article([script].into_iter(), "Auf").is_none(), "{script}");
        }
    }

    #[test]
    fn authors_are_read_in_every_form() {
        for (author, expected) in [
            (r#""Anna Alt""#, vec!["Anna Alt"]),
            (r#"["Anna Alt", {"name": "Bert Neu"}]"#, vec!["Anna Alt", "Bert Neu"]),
            (r#"{"@type":"Person","name":["Anna Alt","Bert Neu"]}"#, vec!["Anna Alt", "Bert Neu"]),
            (r#"{"name":"M&uuml;ller &amp; Sohn"}"#, vec!["Müller & Sohn"]),
            ("null", vec![]),
            (r#"{"name":" "}"#, vec![]),
        ] {
            let script = format!(r#"{{"@type":"Article","headline":"x","author":{author}}}"#);
            assert_eq!(article([script.as_str()].into_iter(), "").unwrap().authors, expected, "{author}");
        }
    }

    #[test]
    fn a_text_that_is_sold_is_not_taken_from_the_script() {
        for (free, expected) in [("true", true), ("false", false), ("\"False\"", false), ("null", true)] {
            let script =
                format!(r#"{{"@type":"Article","headline":"x","articleBody":"T","isAccessibleForFree":{free}}}"#);
            assert_eq!(article([script.as_str()].into_iter(), "").unwrap().body.is_some(), expected, "{free}");
        }
    }
}
