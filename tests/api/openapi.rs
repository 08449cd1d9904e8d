//! The OpenAPI document: the committed one is the generated one, and it is complete.

#[path = "../../src/bin/write-openapi/document/mod.rs"]
mod maker;

use std::collections::BTreeSet;

use pressespiegel::api;
use serde_json::Value;

use crate::app::spawn_app;

/// The command that makes the committed document anew.
const REGENERATE: &str = "cargo run -p pressespiegel-tools --bin write-openapi";

fn document() -> Value {
    serde_json::from_str(api::openapi_json()).expect("the committed document is JSON")
}

/// Every operation: method, path, and what is said of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn the_committed_document_is_what_the_service_generates() {
    let generated = maker::generate().expect("the service runs");
    let committed = api::openapi_json();
    let difference = generated.lines().zip(committed.lines()).enumerate().find(|(_, (new, old))| new != old);
    assert!(
        generated == committed,
        "openapi/openapi.json is out of date, first in line {:?} (generated, committed).\nMake it anew: {}",
        difference.map(|(i, lines)| (i + 1, lines)),
        REGENERATE
    );
}

#[test]
fn every_operation_is_fully_described() {
    let document = document();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut missing = Vec::new();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let mut want = |there: bool, what: &str| {
            if !there {
                missing.push(format!("{method} {path}: {what}"));
            }
        };
        let text = |value: &Value| value.as_str().is_some_and(|text| text.trim().len() > 3);
        want(text(&operation["summary"]), "summary");
        want(text(&operation["description"]), "description");
        want(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "one tag");
        want(operation["x-codeSamples"][0]["source"].is_string(), "a request that succeeds");
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        want(!id.is_empty() && ids.insert(id), "an id of its own");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            want(text(&parameter["description"]), &format!("description of {name}"));
            if path != "/v1/export" && name != "cursor" {
                want(!parameter["example"].is_null(), &format!("example of {name}"));
            }
        }
        for (media_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            want(!content["examples"].is_null(), &format!("example of a {media_type} request"));
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            want(text(&response["description"]), &format!("description of {status}"));
            let contents = response["content"].as_object();
            want(contents.is_some() || matches!(status.as_str(), "204" | "304"), &format!("content of {status}"));
            for (media_type, content) in contents.into_iter().flatten() {
                // Nobody reads a file of columns.
                let is_shown = media_type != "application/vnd.apache.parquet";
                want(!is_shown || !content["examples"].is_null(), &format!("example of {status} {media_type}"));
                let is_problem = media_type == "application/problem+json";
                want(is_problem == (status.as_str() >= "400"), &format!("{status} must be a problem"));
            }
        }
        want(operation["responses"].get("500").is_some(), "500");
    }
    assert!(missing.is_empty(), "the document lacks:\n  {}", missing.join("\n  "));
}

#[test]
fn every_example_of_a_problem_is_of_a_documented_type() {
    for (method, path, operation) in operations(&document()) {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let examples = &response["content"]["application/problem+json"]["examples"];
            for (name, example) in examples.as_object().into_iter().flatten() {
                let kind = example["value"]["type"].as_str().unwrap_or_default();
                let listed = response["description"].as_str().is_some_and(|d| d.contains(&format!("`{kind}`")));
                assert!(listed, "{method} {path} {status}: {name} is a {kind}, which is not listed");
                assert_eq!(example["value"]["status"].to_string(), *status, "{method} {path}: {name}");
            }
        }
    }
}

#[test]
fn every_schema_and_its_members_are_described() {
    let document = document();
    let mut missing = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        if schema["description"].is_null() {
            missing.push(name.clone());
        }
        let own = std::slice::from_ref(schema).iter();
        let parts = own.chain(schema["allOf"].as_array().into_iter().flatten());
        for (member, inner) in parts.filter_map(|part| part["properties"].as_object()).flatten() {
            let joined = inner["allOf"].as_array().into_iter().chain(inner["oneOf"].as_array()).flatten();
            if inner["description"].is_null() && joined.clone().all(|part| part["description"].is_null()) {
                missing.push(format!("{name}.{member}"));
            }
        }
    }
    assert!(missing.is_empty(), "not described: {missing:?}");
}

#[test]
fn a_generated_client_gets_one_type_for_each_thing_and_no_field_that_is_optional_twice() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas {
        let text = schema.to_string();
        assert!(!text.contains("\"null\""), "{name} has a field that may be null: optional fields are left out");
        for (part, inner) in schema["properties"].as_object().into_iter().flatten() {
            let items = &inner["items"];
            let written_out = items.get("properties").is_some() || items.get("allOf").is_some();
            assert!(!written_out, "{name}.{part} writes its items out instead of naming their schema");
        }
    }
    let figures = &document["components"]["schemas"]["List_ArchivedFigure"]["properties"]["items"]["items"];
    assert_eq!(figures["$ref"], "#/components/schemas/ArchivedFigure");
    for (method, path, operation) in operations(&document) {
        assert!(operation["responses"].get("405").is_some(), "{method} {path} does not say what another method gets");
        let nullable = operation["parameters"].to_string().contains("\"null\"");
        assert!(!nullable, "{method} {path} has a parameter that may be null: it is left out instead");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let conditional = parameters.filter(|one| one["name"] == "If-None-Match").count();
        let known = usize::from(operation["responses"].get("304").is_some());
        assert_eq!(conditional, known, "{method} {path}: If-None-Match goes with 304");
    }
}

#[tokio::test]
async fn every_documented_parameter_is_known_and_every_path_is_routed() {
    let app = spawn_app().await;
    for (method, path, operation) in operations(&document()) {
        let concrete = path.replace("{id}", "none");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] != "query" {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            // Parameters of the export depend on what is exported.
            let kinds = ["articles", "entities", "claims", "figures"].map(|kind| format!("of={kind}&"));
            let others = if path == "/v1/export" && name != "of" { kinds.to_vec() } else { vec![String::new()] };
            let mut known = false;
            for other in others {
                let request = app.request(&method, &format!("{concrete}?{other}{name}=2025-01"));
                known |= !crate::app::read(request).await.text().contains("unknown-parameter");
            }
            assert!(known, "{method} {path} does not know {name}");
            let answer = crate::app::read(app.request(&method, &concrete)).await;
            assert!(!answer.text().contains("unknown-route"), "{method} {path} is not routed");
        }
    }
}

#[tokio::test]
async fn the_document_is_served_as_committed() {
    let app = spawn_app().await;
    assert_eq!(app.get("/openapi.json").await.text(), api::openapi_json());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().expect("a name");
        assert!(document["components"]["schemas"].get(name).is_some(), "there is no schema {name}");
    }
}
