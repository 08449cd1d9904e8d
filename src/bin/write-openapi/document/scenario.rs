//! The requests whose answers become examples: one that succeeds for each operation, and one for each way to fail.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::watch::{BODY, WATCH};

/// The id of every request in the examples.
pub(super) const REQUEST_ID: &str = "0194cad2-cc00-7000-8000-00000000abcd";

/// The article that the examples are about.
const ARTICLE: &str = "0194cad2-cc00-7000-8000-000000000001";
const MISSING: &str = "0194cad2-cc00-7000-8000-00000000dead";
const ENTITY: &str = "person:vera-lindt";

/// The lexicon that is put.
const LEXICON: &str = r#"{"name": "Nordwind AG", "type": "organization", "subtype": "company", "aliases": ["Nordwind"]}
{"id": "person:vera-lindt", "name": "Vera Lindt", "type": "person"}
"#;

const TEXT: &str = "Die Nordwind AG baut in Rostock ein neues Werk. „Wir stellen bis Ende 2026 rund 200 Leute ein“, \
    sagte Geschäftsführerin Vera Lindt am Montag. Die Investition von 45 Millionen Euro sei ein großer Gewinn für die \
    Region, so Lindt.";

/// One request.
pub(super) struct Call {
    /// The path as in the document.
    pub(super) template: String,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<String>,
    /// Name and summary of the example.
    pub(super) label: &'static str,
    pub(super) summary: &'static str,
    /// Whether the service is ready at that time.
    pub(super) ready: bool,
}

impl Call {
    /// The media type of its body.
    pub(super) fn media_type(&self) -> &str {
        self.headers.iter().find(|(name, _)| *name == "content-type").map_or("", |(_, value)| value)
    }

    /// The same request for a shell.
    pub(super) fn curl(&self) -> String {
        let mut parts = vec!["curl".to_owned()];
        if self.method != Method::GET {
            parts.push(format!("-X {}", self.method));
        }
        parts.extend(self.headers.iter().map(|(name, value)| format!("-H '{name}: {value}'")));
        if let Some(body) = &self.body {
            let option = if body.contains('\n') { "--data-binary" } else { "-d" };
            parts.push(format!("{option} '{}'", body.replace('\'', r"'\''")));
        }
        parts.push(format!("'http://127.0.0.1:8080{}'", self.path));
        parts.join(" ")
    }

    fn but(&self, label: &'static str, summary: &'static str, path: &str) -> Self {
        let (template, method) = (self.template.clone(), self.method.clone());
        let (headers, body) = (self.headers.clone(), self.body.clone());
        Self { template, method, path: path.to_owned(), headers, body, label, summary, ready: true }
    }

    fn with_body(&self, label: &'static str, summary: &'static str, body: impl Into<String>) -> Self {
        Self { body: Some(body.into()), ..self.but(label, summary, &self.path) }
    }

    fn with_header(&self, label: &'static str, summary: &'static str, name: &'static str, value: &str) -> Self {
        let mut call = self.but(label, summary, &self.path);
        call.headers.retain(|(known, _)| *known != name);
        call.headers.push((name, value.to_owned()));
        call
    }
}

fn article() -> Value {
    json!({"title": "Nordwind baut in Rostock", "source": "Beispielblatt", "published_at": "2025-02-03",
        "url": "https://example.org/nordwind", "authors": ["A. Muster"], "text": TEXT})
}

/// The same article after a correction.
fn corrected() -> Value {
    let text = TEXT.replace("200", "250").replace("45 Millionen", "48 Millionen");
    json!({"title": "Nordwind baut in Rostock", "source": "Beispielblatt", "published_at": "2025-02-03",
        "url": "https://example.org/nordwind", "authors": ["A. Muster"], "text": text})
}

/// An article that is there besides.
fn another() -> Value {
    json!({"text": "Nordwind sucht Fachkräfte, sagte Vera Lindt.", "published_at": "2025-01"})
}

/// What is asked of each operation so that it succeeds.
fn query(operation: &str) -> &'static str {
    match operation {
        "list_articles" => "?source=Beispielblatt&limit=1",
        "delete_articles" => "?source=Beispielblatt",
        "list_entities" => "?type=organization&limit=2",
        "list_claims" => "?speaker=Vera%20Lindt&limit=1",
        "list_figures" => "?kind=money&limit=1",
        "list_related_entities" | "get_lexicon" => "?limit=2",
        "stream_events" => "?of=figures&kind=money&after=0&seconds=0",
        "list_sentiment" | "get_entity_timeline" => "?interval=month",
        _ => "",
    }
}

fn body(operation: &str) -> Option<String> {
    match operation {
        "create_article" | "analyze_text" => Some(article().to_string()),
        "replace_article" => Some(corrected().to_string()),
        "replace_lexicon" => Some(LEXICON.to_owned()),
        "create_watch" => Some(BODY.to_owned()),
        "create_articles" => {
            let known = article();
            let new = another();
            Some(format!("{known}\n{new}\n{{\"text\": \"\"}}\n"))
        }
        _ => None,
    }
}

pub(super) fn path(template: &str) -> String {
    let id = match template {
        t if t.contains("/entities/{id}") => ENTITY.to_owned(),
        t if t.contains("/claims/{id}") => format!("{ARTICLE}:c1"),
        t if t.contains("/watches/{id}") => WATCH.to_owned(),
        t if t.contains("/figures/{id}") => format!("{ARTICLE}:f1"),
        _ => ARTICLE.to_owned(),
    };
    template.replace("{id}", &id).replace("{n}", "2")
}

/// Every call, in an order in which they succeed: what deletes comes last.
pub(super) fn calls(document: &Value) -> Vec<Call> {
    let mut first = Vec::new();
    let mut rest = Vec::new();
    let mut lexicon = Vec::new();
    let mut revisions = Vec::new();
    let mut last = Vec::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |op| (path, op)));
    for (template, (method, operation)) in operations {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let Ok(method) = method.to_ascii_uppercase().parse::<Method>() else { continue };
        let media_type = operation["requestBody"]["content"].as_object().and_then(|content| content.keys().next());
        let headers = media_type.map(|media_type| ("content-type", media_type.clone()));
        let call = Call {
            template: template.clone(),
            path: format!("{}{}", path(template), query(id)),
            headers: headers.into_iter().collect(),
            body: body(id),
            label: "example",
            summary: "As expected",
            ready: true,
            method: method.clone(),
        };
        let group = match id {
            _ if method == Method::DELETE => &mut last,
            "get_lexicon" | "list_lexicon_versions" => &mut lexicon,
            _ if is_about_revisions(id) => &mut revisions,
            _ => &mut rest,
        };
        group.extend(failures(&call, operation));
        if id == "create_watch" {
            first.push(call.but("example", "As expected", &call.path));
        }
        if id == "create_article" {
            first.push(call.but("example", "As expected", &call.path));
            rest.push(call.but("included", "With the whole analysis", &format!("{}?include=analysis", call.path)));
        }
        if id == "export_archive" {
            rest.push(call.but("example", "A table", &format!("{}?of=figures&format=csv", call.path)));
        }
        let group = match id {
            _ if method == Method::DELETE => &mut last,
            "get_lexicon" | "list_lexicon_versions" => &mut lexicon,
            _ if is_about_revisions(id) => &mut revisions,
            _ => &mut rest,
        };
        let lines = ("lines", "One entry a line", "/v1/lexicon");
        let lines = (id == "get_lexicon").then(|| call.but(lines.0, lines.1, lines.2));
        // The second time there is one already, or none any more.
        let again = matches!(id, "start_reanalysis" | "cancel_reanalysis");
        let again = again.then(|| call.but("reanalysis-conflict", "A second time", &call.path));
        let others = other_forms(&call, operation);
        group.push(call);
        group.extend(again);
        group.extend(others);
        group.extend(lines.map(|call| call.with_header(call.label, call.summary, "accept", "application/x-ndjson")));
    }
    first.into_iter().chain(rest).chain(lexicon).chain(revisions).chain(last).chain(forms()).collect()
}

/// Articles in the forms of others. They come when all else was asked, as they are articles besides.
fn forms() -> impl Iterator<Item = Call> {
    let ninjs = json!({"uri": "urn:example:nordwind:2", "type": "text", "versionCreated": "2025-02-03T09:00:00+01:00",
        "language": "de", "by": "Von A. Muster", "headlines": [{"role": "main", "value": "Nordwind baut in Rostock"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": TEXT}], "infoSources": [{"name": "Beispieldienst"}]});
    let linked = json!({"@context": "https://schema.org", "@type": "NewsArticle", "@id": "https://example.com/nordwind",
        "headline": "Nordwind baut in Rostock", "articleBody": TEXT, "datePublished": "2025-02-03",
        "author": {"@type": "Person", "name": "A. Muster"}, "publisher": {"@type": "Organization", "name": "Beispielpost"}});
    let page = format!("<!doctype html>\n<title>Nordwind baut in Rostock</title>\n<nav>Politik</nav>\n<p>{TEXT}</p>\n");
    let path = "/v1/articles?source=Beispielblatt&published_at=2025-02-03";
    [
        ("text/plain", path, TEXT.to_owned(), "Nothing but the text"),
        ("text/html", "/v1/articles?url=https://example.org/nordwind-2", page, "The page that it stands in"),
        ("application/ld+json", "/v1/articles", linked.to_string(), "As schema.org has it"),
        ("application/vnd.iptc.g2.newsitem+json", "/v1/articles", ninjs.to_string(), "An item of ninjs 3.0"),
        ("application/ninjs+json", "/v1/articles", ninjs.to_string(), "An item of ninjs 3.0"),
    ]
    .into_iter()
    .map(|(media_type, path, body, summary)| Call {
        template: "/v1/articles".into(),
        method: Method::POST,
        path: path.into(),
        headers: vec![("content-type", media_type.into())],
        body: Some(body),
        label: "example",
        summary,
        ready: true,
    })
}

/// Whether an operation shows the article corrected, or corrects it.
fn is_about_revisions(operation: &str) -> bool {
    operation.contains("revision") || operation == "replace_article"
}

/// The same in each form that the operation can answer besides JSON.
fn other_forms(call: &Call, operation: &Value) -> Vec<Call> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let format = parameters.into_iter().find(|parameter| parameter["name"] == "format");
    let words = format.and_then(|parameter| parameter["schema"]["enum"].as_array()).into_iter().flatten();
    let others = words.filter_map(Value::as_str).filter(|word| *word != "json");
    let more = if call.path.contains('?') { '&' } else { '?' };
    others.map(|word| call.but("example", "In another form", &format!("{}{more}format={word}", call.path))).collect()
}

/// The ways in which an operation can be made to fail by its request.
fn failures(call: &Call, operation: &Value) -> Vec<Call> {
    let parameters = operation["parameters"].as_array();
    let has = |name: &str| parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == name));
    let documented = |status: &str| !operation["responses"][status].is_null();
    let bare = call.path.split('?').next().unwrap_or_default();
    let asked = if call.template == "/v1/events" { format!("{bare}?of=figures&") } else { format!("{bare}?") };
    let mut calls = vec![
        call.but("unknown-parameter", "An unknown parameter", &format!("{asked}colour=red")),
        if call.method == Method::DELETE || call.template == "/metrics" {
            call.with_header("not-acceptable", "Nothing acceptable", "accept-encoding", "identity;q=0, *;q=0")
        } else {
            call.with_header("not-acceptable", "Nothing acceptable", "accept", "image/png")
        },
    ];
    for (parameter, label, summary, query) in [
        ("offsets", "invalid-parameter", "An invalid parameter", "offsets=bytes"),
        ("limit", "invalid-parameter", "An invalid parameter", "limit=1000"),
        ("interval", "invalid-parameter", "An invalid parameter", "interval=decade"),
        ("of", "invalid-parameter", "An invalid parameter", "format=xml"),
        ("cursor", "bad-cursor", "A cursor of another list", "cursor=AAAA"),
        ("before", "invalid-parameter", "An invalid parameter", "before=gestern"),
        ("from", "bad-date-range", "A date that is none", "from=gestern"),
    ] {
        if has(parameter) {
            calls.push(call.but(label, summary, &format!("{asked}{query}")));
        }
    }
    if documented("404") {
        let path = bare.replace(ARTICLE, MISSING).replace(ENTITY, "person:niemand").replace(WATCH, MISSING);
        let path = if call.template == "/v1/events" { format!("{path}?watch={MISSING}") } else { path };
        calls.push(call.but("not-found", "An id that nothing has", &path));
    }
    if call.path.contains("/revisions/2") {
        let path = bare.replace("/revisions/2", "/revisions/7");
        calls.push(call.but("no-revision", "A number that no revision has", &path));
    }
    if call.path.contains("/deliveries/2/") {
        let path = bare.replace("/deliveries/2/", "/deliveries/7/");
        calls.push(call.but("no-delivery", "A change that nothing was sent of", &path));
    }
    if documented("409") && call.body.is_some() && call.template != "/v1/watches" {
        calls.push(call.with_body("known-elsewhere", "What another article is", another().to_string()));
    }
    if matches!(
        operation["operationId"].as_str(),
        Some("list_articles" | "list_claims" | "list_figures" | "stream_events")
    ) {
        calls.push(call.but("invalid-query", "An open quotation mark", &format!("{asked}q=Preis%20%22Strom")));
    }
    if documented("415") {
        calls.push(call.with_header("unsupported-media-type", "Another media type", "content-type", "application/pdf"));
    }
    if call.template == "/v1/articles/delete" {
        let path = format!("{}&dry_run=false", call.path);
        let unseen = call.but("precondition-required", "Without a look", &path);
        calls.push(Call {
            headers: vec![("if-match", "\"0123456789abcdef\"".into())],
            ..unseen.but("precondition-failed", "After another look", &path)
        });
        calls.push(unseen);
    } else if documented("412") {
        let other = "\"7-0123456789abcdef\"";
        calls.push(call.with_header("precondition-failed", "Changed by somebody else", "if-match", other));
    }
    if call.template == "/v1/lexicon" && call.body.is_some() {
        calls.extend(bad_lexica(call));
    } else if call.template == "/v1/watches" && call.body.is_some() {
        calls.extend(bad_watches(call));
    } else if documented("422") && call.body.is_some() {
        calls.extend(bad_bodies(call));
        // Nothing but a text is analysed without being kept.
        calls.extend(bad_pages(call).into_iter().filter(|_| call.template != "/v1/analyze"));
    }
    if call.template == "/readyz" {
        calls.push(Call { ready: false, ..call.but("not-ready", "Starting or stopping", &call.path) });
    }
    calls
}

fn bad_bodies(call: &Call) -> Vec<Call> {
    let too_large = format!("{{\"text\": \"{}\"}}", "a".repeat(8 * 1024 * 1024));
    let too_long = format!("{{\"text\": \"{}\"}}", "a".repeat(pressespiegel::article::MAX_TEXT_CODE_POINTS + 1));
    vec![
        call.with_body("malformed-json", "A body that is not JSON", "{\"text\": \"Die Nordwind AG"),
        call.with_body("unknown-field", "An unknown field", "{\"text\": \"Kurz.\", \"colour\": \"red\"}"),
        call.with_body("missing-field", "A missing field", "{\"title\": \"Kurz\"}"),
        call.with_body("wrong-type", "A wrong type", "{\"text\": 7}"),
        call.with_body("empty-text", "An empty text", "{\"text\": \" \"}"),
        call.with_body("text-too-long", "A text that is too long", too_long),
        call.with_body("invalid-field", "An invalid value", "{\"text\": \"Kurz.\", \"published_at\": \"gestern\"}"),
        call.with_body("invalid-article", "Several mistakes", "{\"text\": \"\", \"url\": \"nordwind\"}"),
        call.with_body("body-too-large", "Too many bytes", too_large),
    ]
}

fn bad_pages(call: &Call) -> [Call; 2] {
    let (address, menu) = (r#"{"url": "https://example.org/nordwind"}"#, r#"{"html": "<ul><li>Politik</li></ul>"}"#);
    [
        call.with_body("fetching-disabled", "The address of a page alone", address),
        call.with_body("no-article", "A page without an article", menu),
    ]
}

fn bad_watches(call: &Call) -> Vec<Call> {
    let hidden = r#"{"of": "claims", "webhook": {"url": "https://127.0.0.1/hook"}}"#;
    vec![
        call.with_body("malformed-json", "A body that is not JSON", r#"{"of": "claims""#),
        call.with_body(
            "invalid-query",
            "An open quotation mark",
            r#"{"of": "claims", "filter": {"q": "Preis \"Strom"}}"#,
        ),
        call.with_body("bad-date-range", "A date that is none", r#"{"of": "claims", "filter": {"from": "gestern"}}"#),
        call.with_body(
            "unknown-field",
            "A filter that this list has not",
            r#"{"of": "claims", "filter": {"unit": "EUR"}}"#,
        ),
        call.with_body("missing-field", "A missing field", r#"{"name": "Nordwind"}"#),
        call.with_body("wrong-type", "A wrong type", r#"{"of": "figures", "filter": {"min": 7}}"#),
        call.with_body("invalid-field", "An address that is not of the open internet", hidden),
        call.with_body("body-too-large", "Too many bytes", " ".repeat(8 * 1024 * 1024 + 1)),
    ]
}

fn bad_lexica(call: &Call) -> Vec<Call> {
    let wrong = "{\"name\": \"Nordwind AG\", \"type\": \"company\"}\n{\"name\": \"Nordwind\"\n";
    let twice =
        "{\"name\": \"Nordwind\", \"type\": \"organization\"}\n{\"name\": \"Nord-Wind\", \"type\": \"product\"}\n";
    vec![
        call.with_body("invalid-lexicon", "Lines that are wrong", wrong),
        call.with_body("duplicate-entry", "A name that two entries claim", twice),
        call.with_body("body-too-large", "Too many bytes", " ".repeat(8 * 1024 * 1024 + 1)),
    ]
}
