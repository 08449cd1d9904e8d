//! Completes the document with real requests and answers: a service of its own reads a short article and is asked
//! everything; what it answers becomes the examples.

mod constructed;
mod scenario;
mod shape;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};
use actix_web::{rt, test};
use serde_json::{Map, Value, json};

use pressespiegel::api::{self, AppState, Limits, Proxies, RateLimit, Readiness, Shares, Streams};
use pressespiegel::clock::{Clock, FixedClock};
use pressespiegel::ingest::{Ingest, IngestOptions, Reanalysis, ReanalysisOptions};
use pressespiegel::keys::KeyRing;
use pressespiegel::nlp::Engine;
use pressespiegel::notify::{Notify, NotifyOptions, Parts, SECRET_PREFIX, Schedule};
use pressespiegel::outbound::{Allowed, Outbound};
use pressespiegel::store::MemoryStore;

use constructed::constructed;
use scenario::{Call, REQUEST_ID, calls};

/// When the examples happen, so that they are the same each time.
const NOW: &str = "2025-02-03T08:00:00Z";

/// What `/metrics` shows here; real figures differ each time.
const METRICS: &str = "# TYPE pressespiegel_http_requests_total counter\n\
    pressespiegel_http_requests_total{route=\"/v1/articles\",method=\"POST\",status=\"201\"} 1\n";

/// What the examples show as fingerprints, without the user's names and with them: the real ones change with every
/// edit of the engine, and the document need not.
const FINGERPRINTS: [&str; 2] = ["16971259721e4260056e3f250fbf37ba", "000474803815734d5a9fb44d206938a6"];

/// A long answer is cut in its example.
const LONGEST_TEXT: usize = 4000;

/// An answer of the service.
struct Answer {
    status: StatusCode,
    media_type: String,
    body: String,
}

/// The document with its examples, as committed. Must not be called inside an async runtime.
///
/// # Errors
/// When the service can't be run.
pub fn generate() -> Result<String, String> {
    let document = api::openapi().to_json().map_err(|error| error.to_string())?;
    let mut document: Value = serde_json::from_str(&document).map_err(|error| error.to_string())?;
    shape::complete(&mut document);
    let answers = rt::System::new().block_on(answers(&document))?;
    for (call, answer) in &answers {
        add_example(&mut document, call, answer);
    }
    same_bodies(&mut document);
    constructed(&mut document);
    document["paths"]["/v1/watches"]["post"]["responses"]["201"]["content"]["application/json"]["examples"]["example"]
        ["value"]["webhook"]["secret"] = format!("{SECRET_PREFIX}MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").into();
    let mut text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(with_lasting_fingerprints(text))
}

fn with_lasting_fingerprints(mut text: String) -> String {
    let name = "\"fingerprint\": \"";
    let mut real: Vec<String> = Vec::new();
    for (at, _) in text.match_indices(name) {
        let value = text[at + name.len()..].split('"').next().unwrap_or_default();
        if !real.iter().any(|seen| seen == value) {
            real.push(value.to_owned());
        }
    }
    for (real, shown) in real.iter().zip(FINGERPRINTS) {
        text = text.replace(real.as_str(), shown);
    }
    text
}

fn state(kept: &Arc<MemoryStore>) -> Result<AppState, String> {
    let store = Arc::<MemoryStore>::clone(kept);
    let engine = Arc::new(Engine::new().map_err(|error| error.to_string())?);
    let now = NOW.parse().map_err(|error: jiff::Error| error.to_string())?;
    let clock: Arc<dyn Clock> = Arc::new(FixedClock::new(now));
    let options = IngestOptions::default();
    let ready = Readiness::default();
    ready.set(true);
    let ingest = Ingest::new(engine, store.clone(), Arc::clone(&clock), options);
    let outbound = Outbound::new(Allowed::default(), Duration::from_secs(1)).map_err(|error| error.to_string())?;
    let (watches, compile) = (store.clone(), api::watch_filters());
    let parts = Parts { store: store.clone(), watches, clock: Arc::clone(&clock), outbound, compile };
    let notify = Notify::new(parts, NotifyOptions { most_watches: 100, schedule: Schedule::default() });
    // Nothing is read again here, so that the answers are the same each time.
    let by_wish = ReanalysisOptions { automatic: true, profile: None, per_second: 20 };
    Ok(AppState {
        reanalysis: Reanalysis::new(ingest.clone(), by_wish),
        ingest,
        store,
        clock,
        fetch: None,
        metrics: Arc::new(|| METRICS.to_owned()),
        limits: Limits { body_timeout: Duration::from_mins(1), ..Limits::default() },
        keys: KeyRing::open(),
        rate: RateLimit::none(),
        under_way: Shares::new(0, 0),
        notify,
        streams: Streams::default(),
        cors_origins: Arc::new([]),
        proxies: Proxies::default(),
        ready,
    })
}

/// Every call with its answer, in the order they are made.
async fn answers(document: &Value) -> Result<Vec<(Call, Answer)>, String> {
    let store = Arc::new(MemoryStore::new());
    watch::keep(store.as_ref()).await?;
    let state = state(&store)?;
    let ready = state.ready.clone();
    let app = test::init_service(api::build_app(state)).await;
    let mut answers = Vec::new();
    for call in calls(document) {
        ready.set(call.ready);
        let mut request = test::TestRequest::default()
            .method(call.method.clone())
            .uri(&call.path)
            .insert_header(("x-request-id", REQUEST_ID));
        for (name, value) in &call.headers {
            request = request.insert_header((HeaderName::from_static(name), value.as_str()));
        }
        if let Some(body) = &call.body {
            request = request.set_payload(body.clone());
        }
        let response = test::try_call_service(&app, request.to_request()).await.map_err(|error| error.to_string())?;
        let status = response.status();
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().to_owned();
        let body = test::try_read_body(response).await.map_err(|error| error.into().to_string())?;
        let body = String::from_utf8(body.to_vec()).map_err(|error| error.to_string())?;
        answers.push((call, Answer { status, media_type, body }));
    }
    Ok(answers)
}

/// Puts an answer, and the request that led to it, into the document; one that is not documented is left out.
fn add_example(document: &mut Value, call: &Call, answer: &Answer) {
    let operation = &mut document["paths"][&call.template][call.method.as_str().to_ascii_lowercase()];
    let status = answer.status.as_u16().to_string();
    if operation["responses"].get(&status).is_none() {
        return;
    }
    if answer.status.is_success() && operation.get("x-codeSamples").is_none() {
        operation["x-codeSamples"] = json!([{"lang": "Shell", "label": "curl", "source": call.curl()}]);
    }
    if let (Some(body), true) = (&call.body, answer.status.is_success()) {
        let media_type = call.media_type();
        if let Some(content) = operation["requestBody"]["content"].get_mut(media_type) {
            insert(content, call.label, call.summary, &example_of(media_type, body));
        }
    }
    let contents = operation["responses"][&status].get_mut("content");
    if let Some(content) = contents.and_then(|contents| contents.get_mut(&answer.media_type)) {
        let value = example_of(&answer.media_type, &answer.body);
        // Swagger UI shows the whole document; showing it inside itself would help nobody.
        let value =
            if call.template == "/openapi.json" && answer.status.is_success() { shortened(&value) } else { value };
        insert(content, call.label, call.summary, &value);
    }
}

/// An article is corrected by the same bodies as it is taken in, in each form.
fn same_bodies(document: &mut Value) {
    let sent = document["paths"]["/v1/articles"]["post"]["requestBody"]["content"].clone();
    let contents = document["paths"]["/v1/articles/{id}"]["put"]["requestBody"]["content"].as_object_mut();
    for (media_type, content) in contents.into_iter().flatten() {
        if content["examples"].is_null() {
            content["examples"] = sent[media_type]["examples"].clone();
        }
    }
}

/// Adds a named example to the content of a request or response, unless there is one of that name.
fn insert(content: &mut Value, label: &str, summary: &str, value: &Value) {
    let examples = content.as_object_mut().map(|content| content.entry("examples").or_insert_with(|| json!({})));
    if let Some(examples) = examples.and_then(Value::as_object_mut) {
        examples.entry(label).or_insert_with(|| json!({"summary": summary, "value": value}));
    }
}

fn example_of(media_type: &str, body: &str) -> Value {
    if media_type.ends_with("json") && !media_type.ends_with("ndjson") {
        return serde_json::from_str(body).unwrap_or_default();
    }
    Value::String(body.chars().take(LONGEST_TEXT).collect())
}

fn shortened(document: &Value) -> Value {
    let kept = ["openapi", "info"].map(|name| (name.to_owned(), document[name].clone()));
    let mut short: Map<String, Value> = kept.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect();
    short.insert("paths".into(), json!({}));
    Value::Object(short)
}
