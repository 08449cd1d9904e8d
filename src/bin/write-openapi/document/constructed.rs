//! Problems that no request of the scenario can cause, made by the same code that answers them.

use std::time::Duration;

use serde_json::Value;

use pressespiegel::api::{self, ProblemKind};
use pressespiegel::fetch::FetchError;
use pressespiegel::ingest::IngestError;
use pressespiegel::store::StoreError;

use super::insert;
use super::scenario::{REQUEST_ID, path};

/// A way to fail: status, label, kind and detail.
type Constructed = (&'static str, &'static str, ProblemKind, Option<String>);

/// Puts an example of each where the document names it.
pub(super) fn constructed(document: &mut Value) {
    let refused = |status, label, kind, detail: &str| (status, label, kind, Some(detail.to_owned()));
    let needed = "a key is needed: send `Authorization: Bearer KEY` or `X-API-Key: KEY`";
    let lacking = "the key leser has the scopes read; this needs admin";
    let often = "a client may send 5 requests a second and 50 at once; try again in 1 s";
    let narrow = StoreError::TooBroad { rows: 1_000_000, add: vec!["source"] };
    let many = "there are 100 watches already; delete one, or raise the setting `notify.watches`";
    let nothing = "the article is gone, so there is nothing to send any more";
    let address = "http://intern.example/".to_owned();
    let reason = "the name leads to no public address".to_owned();
    let problem = |status, label, (kind, detail)| (status, label, kind, detail);
    let failed = |status, label, error: IngestError| problem(status, label, api::ingest_problem(error));
    let unfetched = |status, label, error: FetchError| problem(status, label, api::fetch_problem(&error));
    let made: [Constructed; 19] = [
        unfetched("422", "page-refused", FetchError::Refused { address, reason }),
        unfetched("422", "page-disallowed", FetchError::Robots("example.org".into())),
        unfetched("422", "page-too-large", FetchError::TooLarge(4 << 20)),
        unfetched("422", "not-a-page", FetchError::NotHtml("application/pdf".into())),
        unfetched("502", "page-unavailable", FetchError::Status { status: 403, retry_after: None }),
        unfetched("504", "page-timeout", FetchError::TimedOut(Duration::from_secs(20))),
        refused("409", "too-many-watches", ProblemKind::TooManyWatches, many),
        refused("409", "nothing-to-send", ProblemKind::NothingToSend, nothing),
        refused("401", "unauthorized", ProblemKind::Unauthorized, needed),
        refused("403", "forbidden", ProblemKind::Forbidden, lacking),
        failed("403", "read-only", StoreError::ReadOnly.into()),
        refused("429", "too-many-requests", ProblemKind::TooManyRequests, often),
        failed("400", "query-too-broad", narrow.into()),
        ("408", "body-timeout", ProblemKind::BodyTimeout, Some("not the whole body arrived within 30 s".to_owned())),
        failed("413", "body-too-large", IngestError::TooLarge),
        failed("422", "analysis-timeout", IngestError::TimedOut(Duration::from_secs(30))),
        ("500", "internal-error", ProblemKind::Internal, None),
        failed("507", "storage-full", StoreError::Full { free: 1 << 20, needed: 64 << 20 }.into()),
        failed("503", "overloaded", IngestError::Busy),
    ];
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (template, operation) in paths.flat_map(|(path, item)| {
        item.as_object_mut().into_iter().flatten().map(move |(_, operation)| (path, operation))
    }) {
        let refused = format!("PATCH is not possible here, only {}", api::allowed_methods(template));
        let refused = ("405", "method-not-allowed", ProblemKind::MethodNotAllowed, Some(refused));
        for (status, label, kind, detail) in made.iter().chain([&refused]) {
            let reads_again = template.ends_with("/reanalyze");
            if *label == "overloaded" && template == "/readyz" || *label == "body-too-large" && !reads_again {
                continue;
            }
            let response = operation["responses"].get_mut(*status);
            let described = response.as_ref().and_then(|response| response["description"].as_str()).map(str::to_owned);
            let contents = response.and_then(|response| response.get_mut("content"));
            let Some(content) = contents.and_then(|contents| contents.get_mut("application/problem+json")) else {
                continue;
            };
            let uri = format!("`{}`", kind.uri());
            if !described.is_some_and(|text: String| text.contains(&uri)) {
                continue;
            }
            let value = api::problem_json(*kind, detail.as_deref(), &path(template), REQUEST_ID).unwrap_or_default();
            insert(content, label, kind.title(), &value);
        }
    }
}
