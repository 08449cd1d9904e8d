//! Items of ninjs, the News in JSON of the IPTC, 1.x to 3.x.
//!
//! The generations differ in their names: texts and headlines are members of their own in 1.x (`body_text`, `headline`) and
//! lists of roles since 2.0 (`bodies`, `headlines`); 3.x writes in camel case what was small before. So names are compared
//! without regard to capital letters, and all of them are known at any time.

use super::json::Json;
use super::{Item, Members, MistakeKind};
use crate::fetch::page;

/// Members that tell an item of ninjs from other JSON with a `uri`.
const OWN: [&str; 10] = [
    "headline",
    "headlines",
    "bodies",
    "byline",
    "pubstatus",
    "versioncreated",
    "firstcreated",
    "contentcreated",
    "representationtype",
    "slugline",
];

/// Whether a member is one that ninjs alone has.
pub(super) fn is_its_own(name: &str) -> bool {
    OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) || name.get(..5).is_some_and(|start| start == "body_")
}

/// Texts of 1.x that are markup.
const MARKUP: [&str; 4] = ["body_xhtml", "body_html", "body_html5", "body_xhtml5"];

/// Bytes of the markup of a headline that is read.
const LONGEST_HEADLINE: usize = 16 * 1024;

const NO_TEXT: &str = "holds no text: it stands in `body_text` or `body_xhtml` (ninjs 1.x), or as the `value` of one of the \
                       `bodies` of the type text/plain, text/html or application/xhtml+xml (2.x, 3.x)";

pub(super) fn read(root: &Json, item: &mut Item) {
    let Some(members) = Members::of(root, "") else {
        item.wrong_type("", "an object: one item of ninjs", root);
        return;
    };
    usable(members, item);
    item.sent.external_id = item.field("/external_id", members, &["uri"]);
    item.sent.language = item.field("/language", members, &["language"]);
    item.date(members, &["versioncreated", "contentcreated", "firstcreated"]);
    title(members, item);
    authors(members, item);
    source(members, item);
    address(members, item);
    body(members, item);
}

/// An item that its sender took back, or holds back, is no article to keep.
fn usable(members: Members<'_, '_>, item: &mut Item) {
    let Some((pointer, status)) = item.text(members.first(&["pubstatus"])) else { return };
    if status != "usable" {
        let detail = format!("is {status:?}; only usable items are taken in, and articles are deleted by DELETE");
        item.wrong(pointer, MistakeKind::Invalid, detail);
    }
}

fn title(members: Members<'_, '_>, item: &mut Item) {
    if let Some(list) = members.first(&["headlines"]) {
        let Some(told) = chosen(list, "headlines", item) else { return };
        item.stood("/title", told.pointer);
        // A headline in markup is a line as well; a longer one is told to be too long as it is.
        let is_read = told.is_markup && told.value.len() <= LONGEST_HEADLINE;
        let seen = if is_read { page::text_of(told.value).ok() } else { None };
        item.sent.title = Some(seen.map_or_else(|| told.value.to_owned(), |seen| seen.replace("\n\n", " ")));
    } else {
        item.sent.title = item.field("/title", members, &["headline"]);
    }
}

/// `by` is a sentence about who wrote it, `bylines` a list that some agencies have.
fn authors(members: Members<'_, '_>, item: &mut Item) {
    if let Some((pointer, Json::Array(lines))) = members.first(&["bylines"]) {
        item.stood("/authors", pointer);
        let name = |line: &Json| {
            let inside = Members::of(line, "")?;
            ["byline", "by", "name"].iter().find_map(|name| inside.string(name)).map(str::to_owned)
        };
        item.sent.authors = page::names(&lines.iter().filter_map(name).collect::<Vec<_>>());
    } else if let Some(line) = item.field("/authors", members, &["byline", "by"]) {
        item.sent.authors = page::names(&[line]);
    }
}

fn source(members: Members<'_, '_>, item: &mut Item) {
    let found = members.first(&["provider"]).or_else(|| {
        let (pointer, sources) = members.first(&["infosources", "infosource"])?;
        match sources {
            Json::Array(sources) => Some((format!("{pointer}/0"), sources.first()?)),
            _ => Some((pointer, sources)),
        }
    });
    let named = found.and_then(|(pointer, value)| {
        let told = match Members::of(value, &pointer) {
            Some(party) => party.first(&["name", "literal"]),
            None => Some((pointer, value)),
        };
        item.owned(told)
    });
    let named = item.kept("/source", named);
    item.sent.source = named.or_else(|| item.field("/source", members, &["copyrightholder"]));
}

/// The `uri` names the item and is no place to look; a rendition of it as a page is.
fn address(members: Members<'_, '_>, item: &mut Item) {
    if let Some(url) = item.field("/url", members, &["url", "canonical"]) {
        item.sent.url = Some(url);
        return;
    }
    let Some((pointer, renditions)) = members.first(&["renditions"]) else { return };
    let all: Vec<(String, &Json)> = match renditions {
        Json::Array(list) => list.iter().enumerate().map(|(i, one)| (format!("{pointer}/{i}"), one)).collect(),
        Json::Object(named) => named.iter().map(|(name, one)| (format!("{pointer}/{name}"), one)).collect(),
        _ => return,
    };
    for (pointer, one) in all {
        let Some(rendition) = Members::of(one, &pointer) else { continue };
        let kind = rendition.string("contenttype").or_else(|| rendition.string("mimetype"));
        if kind.is_some_and(|kind| essence(kind) == "text/html") {
            item.sent.url = item.field("/url", rendition, &["href"]);
            return;
        }
    }
}

fn body(members: Members<'_, '_>, item: &mut Item) {
    if let Some(list) = members.first(&["bodies"]) {
        let before = item.mistakes.len();
        match chosen(list, "bodies", item) {
            Some(told) => taken(told, item),
            None if item.mistakes.len() == before => item.wrong("", MistakeKind::Missing, NO_TEXT),
            None => {}
        }
        return;
    }
    let before = item.mistakes.len();
    if let Some((pointer, value)) = item.text(members.first(&["body_text"])) {
        return taken(Told { pointer, value, is_markup: false, is_main: true }, item);
    }
    match item.text(members.first(&MARKUP)) {
        Some((pointer, value)) => taken(Told { pointer, value, is_markup: true, is_main: true }, item),
        None if item.mistakes.len() == before => item.wrong("", MistakeKind::Missing, NO_TEXT),
        None => {}
    }
}

fn taken(told: Told<'_>, item: &mut Item) {
    item.stood("/text", told.pointer);
    if told.is_markup {
        item.markup = Some(told.value.to_owned());
    } else {
        told.value.clone_into(&mut item.sent.text);
    }
}

/// One of several texts of the same sort.
struct Told<'a> {
    pointer: String,
    value: &'a str,
    is_markup: bool,
    is_main: bool,
}

/// The text of a list that is meant: the one with the role `main`, else the only plain one, else the only one in markup.
/// Nothing where there is none, or none can be told from the others, which is a mistake.
fn chosen<'a>((pointer, list): (String, &'a Json), name: &str, item: &mut Item) -> Option<Told<'a>> {
    let Json::Array(list) = list else {
        item.wrong_type(&pointer, "an array of objects", list);
        return None;
    };
    let mut all = Vec::new();
    for (i, one) in list.iter().enumerate() {
        let place = format!("{pointer}/{i}");
        let Some(members) = Members::of(one, &place) else {
            item.wrong_type(&place, "an object", one);
            continue;
        };
        let is_markup = match members.string("contenttype").map(essence).as_deref() {
            None | Some("text/plain") => false,
            Some("text/html" | "application/xhtml+xml") => true,
            // Text that is marked up in other ways would show its marks.
            Some(_) => continue,
        };
        let is_main = members.string("role").is_some_and(|role| role.eq_ignore_ascii_case("main"));
        if let Some((pointer, value)) = item.text(members.first(&["value"])) {
            all.push(Told { pointer, value, is_markup, is_main });
        }
    }
    let has_main = all.iter().any(|told| told.is_main);
    all.retain(|told| told.is_main || !has_main);
    let has_plain = all.iter().any(|told| !told.is_markup);
    all.retain(|told| !told.is_markup || !has_plain);
    // Headlines are told by their order, the first is that of the article; of texts only one can be it.
    if name == "bodies" && all.len() > 1 {
        let detail = format!("holds {} texts; give the role `main` to the one that is the article", all.len());
        item.wrong(pointer, MistakeKind::Invalid, detail);
        return None;
    }
    all.into_iter().next()
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::item;

    #[test]
    fn the_text_that_is_meant_is_chosen() {
        let plain = |text: &str| (text.to_owned(), None);
        let markup = |text: &str| (String::new(), Some(text.to_owned()));
        for (members, expected, place, reason) in [
            (r#""body_text": "A""#, plain("A"), "/body_text", "1.x"),
            (r#""body_xhtml": "<p>A</p>""#, markup("<p>A</p>"), "/body_xhtml", "1.x in markup"),
            (r#""body_xhtml": "<p>B</p>", "body_text": "A""#, plain("A"), "/body_text", "a plain text goes before"),
            (r#""body_text": " ", "body_html5": "<p>A</p>""#, markup("<p>A</p>"), "/body_html5", "an empty one"),
            (r#""bodies": [{"value": "A"}]"#, plain("A"), "/bodies/0/value", "2.x without a role"),
            (
                r#""bodies": [{"contenttype": "text/html; charset=utf-8", "value": "<p>A</p>"}]"#,
                markup("<p>A</p>"),
                "/bodies/0/value",
                "2.x in markup",
            ),
            (
                r#""bodies": [{"contentType": "application/xhtml+xml", "value": "<p>B</p>"},
                    {"contentType": "text/plain", "value": "A"}]"#,
                plain("A"),
                "/bodies/1/value",
                "3.x in both forms",
            ),
            (
                r#""bodies": [{"role": "caption", "value": "B"}, {"role": "Main", "contentType": "text/html", "value": "A"}]"#,
                markup("A"),
                "/bodies/1/value",
                "the role decides",
            ),
            (
                r#""bodies": [{"contentType": "application/nitf+xml", "value": "<nitf/>"}, {"value": "A"}]"#,
                plain("A"),
                "/bodies/1/value",
                "a form that is not read",
            ),
        ] {
            let item = item(&format!(r#"{{"uri": "urn:a", {members}}}"#), Format::Ninjs);
            assert_eq!(item.mistakes, [], "{reason}");
            assert_eq!((item.sent.text, item.markup), expected, "{reason}");
            assert_eq!(item.places["/text"], place, "{reason}");
        }
    }

    #[test]
    fn the_other_fields_are_found_in_every_generation() {
        for (members, field, expected, place) in [
            (r#""headline": "T""#, "/title", "T", "/headline"),
            (
                r#""headlines": [{"role": "sub", "value": "U"}, {"role": "main", "value": "T"}]"#,
                "/title",
                "T",
                "/headlines/1/value",
            ),
            (r#""headlines": [{"value": "T"}, {"value": "U"}]"#, "/title", "T", "/headlines/0/value"),
            (
                r#""headlines": [{"contentType": "text/html", "value": "<b>T</b> &amp; U"}]"#,
                "/title",
                "T & U",
                "/headlines/0/value",
            ),
            (
                r#""versioncreated": "2026-01-02T10:00:00+0100""#,
                "/published_at",
                "2026-01-02T10:00:00+01:00",
                "/versioncreated",
            ),
            (
                r#""firstCreated": "2026-01-01", "versionCreated": "2026-01-02""#,
                "/published_at",
                "2026-01-02",
                "/versionCreated",
            ),
            (r#""firstcreated": "2026-01-01""#, "/published_at", "2026-01-01", "/firstcreated"),
            (r#""byline": "Von Anna Alt und Bert Neu""#, "/authors", "Anna Alt; Bert Neu", "/byline"),
            (r#""by": "Anna Alt""#, "/authors", "Anna Alt", "/by"),
            (
                r#""bylines": [{"byline": "Anna Alt"}, {"name": "Bert Neu"}, 7]"#,
                "/authors",
                "Anna Alt; Bert Neu",
                "/bylines",
            ),
            (r#""infosource": [{"name": "apn"}]"#, "/source", "apn", "/infosource/0/name"),
            (r#""infoSources": [{"literal": "apn"}]"#, "/source", "apn", "/infoSources/0/literal"),
            (r#""provider": {"name": "apn"}, "copyrightHolder": "B""#, "/source", "apn", "/provider/name"),
            (r#""provider": "apn""#, "/source", "apn", "/provider"),
            (r#""infosources": [], "copyrightholder": "apn""#, "/source", "apn", "/copyrightholder"),
            (r#""language": "de-AT""#, "/language", "de-AT", "/language"),
            (
                r#""renditions": {"web": {"href": "https://a.example/1", "mimetype": "text/html"}}"#,
                "/url",
                "https://a.example/1",
                "/renditions/web/href",
            ),
            (
                r#""renditions": [{"href": "https://a.example/b.jpg", "contentType": "image/jpeg"}, {"href": "https://a.example/1", "contentType": "text/html"}]"#,
                "/url",
                "https://a.example/1",
                "/renditions/1/href",
            ),
        ] {
            let item = item(&format!(r#"{{"uri": "urn:a", "body_text": "A", {members}}}"#), Format::Ninjs);
            let sent = &item.sent;
            let found = match field {
                "/title" => sent.title.clone(),
                "/published_at" => sent.published_at.clone(),
                "/authors" => Some(sent.authors.join("; ")),
                "/source" => sent.source.clone(),
                "/url" => sent.url.clone(),
                _ => sent.language.clone(),
            };
            assert_eq!(found.as_deref(), Some(expected), "{members}");
            assert_eq!(item.places[field], place, "{members}");
            assert_eq!((item.mistakes.len(), sent.external_id.as_deref()), (0, Some("urn:a")), "{members}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, pointers, reason) in [
            ("[]", &[""][..], "a list"),
            (r#"{"uri": "urn:a", "headline": "T"}"#, &[""], "no text"),
            (r#"{"uri": "urn:a", "bodies": []}"#, &[""], "an empty list"),
            (r#"{"uri": "urn:a", "bodies": {}}"#, &["/bodies"], "no list"),
            (r#"{"uri": "urn:a", "bodies": [7]}"#, &["/bodies/0"], "no object"),
            (r#"{"uri": "urn:a", "bodies": [{"value": 7}]}"#, &["/bodies/0/value"], "a number"),
            (
                r#"{"uri": "urn:a", "bodies": [{"role": "a", "value": "A"}, {"role": "b", "value": "B"}]}"#,
                &["/bodies"],
                "two",
            ),
            (r#"{"uri": 7, "body_text": "A", "byline": []}"#, &["/uri", "/byline"], "several"),
            (r#"{"uri": "urn:a", "body_text": "A", "pubStatus": "canceled"}"#, &["/pubStatus"], "taken back"),
        ] {
            let item = item(text, Format::Ninjs);
            let found: Vec<_> = item.mistakes.iter().map(|mistake| mistake.pointer.as_str()).collect();
            assert_eq!(found, pointers, "{reason}");
        }
    }
}
