//! The user's lexicon: put, in force at once, listed, versioned, and refused with every mistake named.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, read, spawn_app};

const TEXT: &str = "Die Quarbelwerke AG wächst. Das sagte Vera Lindt am Montag in Rostock.";
const QUARBEL: &str = r#"{"id":"organization:qx","name":"Quarbelwerke","type":"organization","subtype":"company","aliases":["Quarbelwerke AG"],"wikidata":"Q4115189"}"#;

async fn put_if(app: &TestApp, tag: Option<&str>, lines: &str) -> Answer {
    let mut request = app.request("PUT", "/v1/lexicon").header("content-type", "application/x-ndjson");
    if let Some(tag) = tag {
        request = request.header("if-match", tag);
    }
    read(request.body(lines.to_owned())).await
}

async fn put(app: &TestApp, lines: &str) -> Answer {
    put_if(app, None, lines).await
}

async fn lines(app: &TestApp, query: &str) -> Answer {
    read(app.request("GET", &format!("/v1/lexicon{query}")).header("accept", "application/x-ndjson")).await
}

fn fingerprint(answer: &Value) -> String {
    answer["analyzer"]["fingerprint"].as_str().expect("a fingerprint").to_owned()
}

/// The entity of that id in an analysis.
fn entity(analysis: &Value, id: &str) -> Option<Value> {
    analysis["entities"].as_array().expect("entities").iter().find(|entity| entity["id"] == id).cloned()
}

#[tokio::test]
async fn what_is_put_is_in_force_at_once() {
    let app = spawn_app().await;
    let before = app.post("/v1/analyze", &json!({"text": TEXT})).await.ok(200);
    assert_eq!(entity(&before, "organization:qx"), None);
    let answer = put(&app, &format!("{QUARBEL}\n\n")).await;
    let state = answer.ok(200);
    assert_eq!((&state["version"], &state["entries"]), (&json!(1), &json!(1)));
    assert_ne!(fingerprint(&state), fingerprint(&before));
    assert!(answer.header("etag").starts_with('"'), "{:?}", answer.header("etag"));

    let after = app.post("/v1/analyze", &json!({"text": TEXT})).await.ok(200);
    assert_eq!(fingerprint(&after), fingerprint(&state));
    let found = entity(&after, "organization:qx").expect("found");
    assert_eq!(found["name"], "Quarbelwerke");
    assert_eq!(found["type"], "organization");
    assert_eq!(found["subtype"], "company");
    assert_eq!(found["wikidata"], "Q4115189");
    assert_eq!(found["mentions"][0]["exact"], "Quarbelwerke AG");
    let capabilities = app.get("/v1/capabilities").await.ok(200);
    assert_eq!(fingerprint(&capabilities), fingerprint(&state));
    assert_eq!(capabilities["lexicon"], json!({"version": 1, "entries": 1}));
    assert_eq!(capabilities["limits"]["lexicon_entries"], 100_000);
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("pressespiegel_lexicon_entries"), "{}", metrics.text());
}

#[tokio::test]
async fn stored_articles_keep_their_analysis_until_they_are_analysed_again() {
    let app = spawn_app().await;
    let id = app.take_in(&json!({"text": TEXT})).await;
    let analysis = format!("/v1/articles/{id}/analysis");
    let before = app.get(&analysis).await.ok(200);
    let state = put(&app, QUARBEL).await.ok(200);
    assert_eq!(app.get(&analysis).await.ok(200), before);
    assert_eq!(app.post("/v1/articles", &json!({"text": TEXT})).await.ok(200)["id"], id.as_str(), "still known");
    app.get("/v1/entities/organization:qx").await.problem(404, "entity-not-found");
    app.post(&format!("/v1/articles/{id}/reanalyze"), &json!({})).await.ok(200);
    assert_eq!(fingerprint(&app.get(&analysis).await.ok(200)), fingerprint(&state));
    assert_eq!(app.get("/v1/entities/organization:qx").await.ok(200)["articles"], 1);
}

#[tokio::test]
async fn the_version_grows_with_every_change_and_the_fingerprint_follows_the_content() {
    let app = spawn_app().await;
    let empty = app.get("/v1/lexicon").await.ok(200);
    assert_eq!((&empty["version"], &empty["entries"], &empty["items"]), (&json!(0), &json!(0), &json!([])));
    assert_eq!(empty.get("changed_at"), None);
    assert_eq!(put(&app, "").await.ok(200)["version"], 0, "nothing is what was there");
    let other = r#"{"name": "Zweiter", "type": "work"}"#;
    let first = put(&app, &format!("{QUARBEL}\n{other}\n")).await.ok(200);
    assert_eq!(put(&app, &format!("\u{feff}{other}\r\n{QUARBEL}")).await.ok(200), first, "the same in another order");
    let second = put(&app, other).await.ok(200);
    let third = put(&app, " \n").await.ok(200);
    assert_eq!([&first["version"], &second["version"], &third["version"]], [1, 2, 3]);
    assert_eq!(fingerprint(&third), fingerprint(&empty));
    let fourth = put(&app, &format!("{other}\n{QUARBEL}")).await.ok(200);
    assert_eq!((&fourth["version"], fingerprint(&fourth)), (&json!(4), fingerprint(&first)));
    let different: BTreeSet<_> = [&empty, &first, &second].map(fingerprint).into();
    assert_eq!(different.len(), 3);

    let page = app.get("/v1/lexicon/versions?limit=3").await;
    assert_eq!(page.ok(200)["items"], json!([fourth, third, second]));
    let next = page.json()["next"].as_str().expect("more").to_owned();
    assert!(page.header("link").contains(&next));
    let rest = app.get(&format!("/v1/lexicon/versions?limit=3&cursor={next}")).await.ok(200);
    assert_eq!(rest, json!({"items": [first]}));
    app.get(&format!("/v1/lexicon?cursor={next}")).await.problem(400, "bad-cursor");
}

#[tokio::test]
async fn the_list_has_pages_and_filters_and_the_lines_can_be_put_again() {
    let app = spawn_app().await;
    let entries: Vec<_> = (0..7)
        .map(|i| {
            let kind = if i % 2 == 0 { "product" } else { "event" };
            json!({"name": format!("Quirl {i}"), "type": kind, "aliases": [format!("Wirbel {i}")]}).to_string()
        })
        .collect();
    put(&app, &entries.join("\n")).await.ok(200);
    let (mut seen, mut path) = (Vec::new(), "/v1/lexicon?limit=3".to_owned());
    let mut pages = 0;
    loop {
        let page = app.get(&path).await.ok(200);
        assert_eq!((&page["version"], &page["entries"]), (&json!(1), &json!(7)));
        seen.extend(page["items"].as_array().expect("items").clone());
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/lexicon?limit=3&cursor={next}");
        for other in ["lexicon?type=event", "lexicon?q=quirl", "lexicon/versions?limit=3"] {
            app.get(&format!("/v1/{other}&cursor={next}")).await.problem(400, "bad-cursor");
        }
    }
    assert_eq!((pages, seen.len()), (3, 7));
    assert_eq!(seen[0], json!({"id": "event:quirl-1", "name": "Quirl 1", "type": "event", "aliases": ["Wirbel 1"]}));
    let ids: Vec<_> = seen.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    for (query, count) in
        [("?type=event", 3), ("?q=WIRBEL%205", 1), ("?q=quirl", 7), ("?q=quirl&type=person", 0), ("?q=nichts", 0)]
    {
        let found = app.get(&format!("/v1/lexicon{query}")).await.ok(200);
        assert_eq!(found["items"].as_array().expect("items").len(), count, "{query}");
        assert_eq!(lines(&app, query).await.text().lines().count(), count, "{query} in lines");
    }
    app.get("/v1/lexicon?type=animal").await.problem(400, "invalid-parameter");
    lines(&app, "?limit=2").await.problem(400, "invalid-parameter");
    read(app.request("GET", "/v1/lexicon").header("accept", "text/csv")).await.problem(406, "not-acceptable");

    let backup = lines(&app, "").await;
    assert_eq!(backup.header("content-type"), "application/x-ndjson");
    assert_eq!(put(&app, backup.text()).await.ok(200)["version"], 1, "what was got is what is there");
    put(&app, "").await.ok(200);
    assert_eq!(put(&app, backup.text()).await.ok(200)["version"], 3);
    assert_eq!(lines(&app, "").await.text(), backup.text());
}

#[tokio::test]
async fn a_tag_guards_against_changes_of_others() {
    let app = spawn_app().await;
    let empty = app.get("/v1/lexicon").await.header("etag").to_owned();
    let put_answer = put_if(&app, Some(&empty), QUARBEL).await;
    put_answer.ok(200);
    let tag = put_answer.header("etag").to_owned();
    let got = app.get("/v1/lexicon").await;
    assert_eq!(got.header("etag"), tag);
    assert_eq!(lines(&app, "").await.header("etag"), tag);
    let known = read(app.request("GET", "/v1/lexicon").header("if-none-match", &tag)).await;
    assert_eq!((known.status, known.bytes.len()), (304, 0));

    let problem = put_if(&app, Some(&empty), "").await.problem(412, "precondition-failed");
    assert!(problem["detail"].as_str().expect("a detail").contains("version 1"), "{problem}");
    put_if(&app, Some("nonsense"), "").await.problem(412, "precondition-failed");
    assert_eq!(app.get("/v1/lexicon").await.json()["entries"], 1, "nothing was changed");
    put_if(&app, Some("*"), QUARBEL).await.ok(200);
    put_if(&app, Some(&format!("\"other\", {tag}")), QUARBEL).await.ok(200);

    let entries: Vec<_> = (0..8).map(|i| format!(r#"{{"name": "Nummer {i}", "type": "work"}}"#)).collect();
    let answers = entries.iter().map(|entry| put_if(&app, Some(&tag), entry));
    let mut statuses: Vec<_> = futures_util::future::join_all(answers).await.iter().map(|a| a.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412], "one of them wins");
}

#[tokio::test]
async fn every_mistake_is_told_with_its_line_and_nothing_is_changed() {
    let app = spawn_app().await;
    put(&app, QUARBEL).await.ok(200);
    let good = r#"{"name": "Gut", "type": "work"}"#;
    for (line, pointer, code) in [
        ("{\"name\": \"Nordwind\"", "", "malformed-json"),
        ("nichts", "", "malformed-json"),
        ("[]", "", "wrong-type"),
        ("7", "", "wrong-type"),
        ("{\"type\": \"work\"}", "/name", "missing-field"),
        ("{\"name\": \"Nordwind\"}", "/type", "missing-field"),
        ("{\"name\": 7, \"type\": \"work\"}", "/name", "wrong-type"),
        ("{\"name\": null, \"type\": \"work\"}", "/name", "wrong-type"),
        ("{\"name\": \"\", \"type\": \"work\"}", "/name", "invalid-field"),
        ("{\"name\": \"a\\nb\", \"type\": \"work\"}", "/name", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"company\"}", "/type", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"colour\": 1}", "/colour", "unknown-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"name\": \"x\"}", "/name", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"id\": \"person:x\"}", "/id", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"wikidata\": \"q5\"}", "/wikidata", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"subtype\": \"Ein Buch\"}", "/subtype", "invalid-field"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"aliases\": \"x\"}", "/aliases", "wrong-type"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"aliases\": [\"x\", 1]}", "/aliases/1", "wrong-type"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"aliases\": [\"\"]}", "/aliases/0", "invalid-field"),
        ("{\"name\": \"GUT\", \"type\": \"person\"}", "/name", "duplicate-entry"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"aliases\": [\"gut\"]}", "/aliases/0", "duplicate-entry"),
        ("{\"name\": \"Nordwind\", \"type\": \"work\", \"id\": \"work:gut\"}", "/id", "duplicate-entry"),
    ] {
        let problem = put(&app, &format!("{good}\n\n{line}\n")).await.problem(422, "invalid-lexicon");
        let expected = [json!(pointer), json!(3), json!("body"), json!(code)];
        let errors = problem["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{line}: {problem}");
        assert_eq!(["pointer", "line", "in", "code"].map(|member| errors[0][member].clone()), expected, "{line}");
        assert!(problem["detail"].as_str().expect("a detail").starts_with("line 3"), "{problem}");
        if code == "duplicate-entry" {
            assert!(errors[0]["detail"].as_str().expect("a detail").contains("work:gut in line 1"), "{problem}");
        }
    }
    let bad_utf8 = app.request("PUT", "/v1/lexicon").header("content-type", "application/x-ndjson");
    let problem = read(bad_utf8.body(b"\n{\"name\": \"\xff\"}".to_vec())).await.problem(422, "invalid-lexicon");
    assert_eq!(problem["errors"][0]["code"], "invalid-utf8");
    let json = app.request("PUT", "/v1/lexicon").header("content-type", "application/json").body(good);
    read(json).await.problem(415, "unsupported-media-type");
    let other = app.request("PUT", "/v1/lexicon").header("content-type", "application/x-ndjson");
    read(other.header("accept", "application/x-ndjson").body(good)).await.problem(406, "not-acceptable");
    assert_eq!(lines(&app, "").await.text(), format!("{QUARBEL}\n"), "nothing was changed");
}

#[tokio::test]
async fn many_mistakes_get_a_bounded_answer_and_all_are_in_the_order_of_lines() {
    let app = spawn_app().await;
    let answer = put(&app, "{\"name\": 7, \"type\": 8, \"a\": 9}\n".repeat(20_000).as_str()).await;
    let problem = answer.problem(422, "invalid-lexicon");
    assert_eq!(problem["errors"].as_array().expect("errors").len(), 100);
    assert!(answer.bytes.len() < 50_000, "{}", answer.bytes.len());
    let fields: Vec<_> = (0..20_000).map(|i| format!("\"f{i}\":0")).collect();
    let answer = put(&app, &format!("{{{}}}", fields.join(","))).await;
    answer.problem(422, "invalid-lexicon");
    assert!(answer.bytes.len() < 50_000, "{}", answer.bytes.len());
    let mixed = "{\"name\": \"A\", \"type\": \"work\"}\n{\"name\": \"a\", \"type\": \"person\"}\n{}\n";
    let problem = put(&app, mixed).await.problem(422, "invalid-lexicon");
    let places: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|e| e["line"].clone()).collect();
    assert_eq!(places, [2, 3, 3]);
    let many: Vec<_> = (0..=100_000).map(|i| format!("{{\"name\":\"N{i}\",\"type\":\"work\"}}")).collect();
    let problem = put(&app, &many.join("\n")).await.problem(422, "invalid-lexicon");
    assert_eq!(problem["errors"][0]["line"], 100_001, "{problem}");
}

#[tokio::test]
async fn an_answer_is_wholly_of_one_analyzer_while_the_lexicon_changes() {
    let app = spawn_app().await;
    let without = fingerprint(&app.get("/v1/lexicon").await.ok(200));
    let body = json!({"text": format!("{TEXT} ").repeat(20)});
    let reads = async {
        let mut seen = BTreeSet::new();
        for _ in 0..24 {
            let analysis = app.post("/v1/analyze", &body).await.ok(200);
            let knows = entity(&analysis, "organization:qx").is_some();
            assert_eq!(knows, fingerprint(&analysis) != without, "fingerprint and result disagree");
            seen.insert(knows);
        }
        seen
    };
    let changes = async {
        for i in 0..12 {
            put(&app, if i % 2 == 0 { QUARBEL } else { "" }).await.ok(200);
        }
    };
    let (_, ()) = tokio::join!(reads, changes);
}

fn spelling() -> impl Strategy<Value = String> {
    "[A-ZÄÖÜ][a-zäöüß0-9€👍'’&+.,\"\\\\/|_?-]{0,20}( [A-Za-z0-9]{1,8}){0,3}"
}

fn entry() -> impl Strategy<Value = Value> {
    let kind = select(vec!["person", "organization", "location", "product", "event", "law", "work", "other"]);
    (kind, spelling(), vec(spelling(), 0..4), of("Q[1-9][0-9]{0,8}"), of("[a-z][a-z0-9_]{0,12}"), of("[a-z0-9]{1,9}"))
        .prop_map(|(kind, name, aliases, wikidata, subtype, slug)| {
            let mut entry = json!({"name": name, "type": kind});
            let id = slug.map(|slug| format!("{kind}:{slug}"));
            for (field, value) in [("wikidata", wikidata), ("subtype", subtype), ("id", id)] {
                if let Some(value) = value {
                    entry[field] = value.into();
                }
            }
            if !aliases.is_empty() {
                entry["aliases"] = aliases.into();
            }
            entry
        })
}

#[test]
fn any_entry_that_is_accepted_comes_back_as_it_was_sent() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let app = runtime.block_on(spawn_app());
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&entry(), |entry| {
        let (put, got) =
            runtime.block_on(async { (put(&app, &entry.to_string()).await, app.get("/v1/lexicon").await) });
        prop_assert_eq!(put.status, 200, "{}", put.text());
        let mut got = got.json()["items"][0].clone();
        if entry.get("id").is_none() {
            let id = got.as_object_mut().and_then(|members| members.remove("id")).expect("an id");
            prop_assert!(id.as_str().is_some_and(|id| id.starts_with(entry["type"].as_str().unwrap_or("?"))));
        }
        prop_assert_eq!(got, entry);
        Ok(())
    });
    outcome.expect("every entry comes back");
}
