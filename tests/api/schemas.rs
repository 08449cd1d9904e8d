//! The examples of the OpenAPI document are real answers: each is what its schema says, so the schemas are true as well.

use std::collections::BTreeSet;

use pressespiegel::api;
use serde_json::{Value, json};

use crate::app::spawn_app;

/// Where a value is not what its schema allows. Knows the words that our document uses, and says so of others.
struct Checker<'a> {
    document: &'a Value,
    wrong: Vec<String>,
}

impl<'a> Checker<'a> {
    fn new(document: &'a Value) -> Self {
        Self { document, wrong: Vec::new() }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(to) => self.document.pointer(to.trim_start_matches('#')).unwrap_or_else(|| panic!("no {to}")),
            None => schema,
        }
    }

    fn check(&mut self, schema: &'a Value, value: &Value, place: &str) {
        let schema = self.resolved(schema);
        let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
        if let Some(choices) = choices {
            let fits = |choice: &&'a Value| {
                let mut inner = Checker::new(self.document);
                inner.check(choice, value, place);
                inner.wrong.is_empty()
            };
            if !choices.iter().any(|choice| fits(&choice)) {
                self.wrong.push(format!("{place}: {value} is none of what is possible"));
            }
            return;
        }
        if let Some(kind) = schema["type"].as_str().filter(|kind| !is(kind, value)) {
            self.wrong.push(format!("{place}: {value} is no {kind}"));
            return;
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            self.wrong.push(format!("{place}: {value} is not listed"));
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            if !schema["items"].is_null() {
                self.check(&schema["items"], item, &format!("{place}/{at}"));
            }
        }
        self.check_members(schema, value, place);
    }

    fn check_members(&mut self, schema: &'a Value, value: &Value, place: &str) {
        let Some(members) = value.as_object() else { return };
        let mut known = BTreeSet::new();
        let mut open = schema.get("properties").is_none() && schema.get("allOf").is_none();
        for part in self.parts(schema) {
            for name in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    self.wrong.push(format!("{place}: {name} is missing"));
                }
            }
            for (name, inner) in part["properties"].as_object().into_iter().flatten() {
                known.insert(name.as_str());
                if let Some(member) = members.get(name) {
                    self.check(inner, member, &format!("{place}/{name}"));
                }
            }
            open |= part.get("additionalProperties").is_some_and(|more| *more != json!(false));
        }
        if !open {
            let unknown = members.keys().filter(|name| !known.contains(name.as_str()));
            self.wrong.extend(unknown.map(|name| format!("{place}: {name} is not described")));
        }
    }

    /// A schema, and those that it is made of.
    fn parts(&self, schema: &'a Value) -> Vec<&'a Value> {
        let mut parts = vec![schema];
        for part in schema["allOf"].as_array().into_iter().flatten() {
            parts.extend(self.parts(self.resolved(part)));
        }
        parts
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the check does not know the type {other}"),
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document: Value = serde_json::from_str(api::openapi_json()).expect("the committed document is JSON");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let answers = operation["responses"].as_object().expect("responses").values();
            let bodies = answers.chain(std::iter::once(&operation["requestBody"]));
            let contents = bodies.filter_map(|body| body["content"].as_object()).flatten();
            for (_, content) in contents.filter(|(media, _)| media.ends_with("json") && !media.ends_with("ndjson")) {
                for (name, example) in content["examples"].as_object().into_iter().flatten() {
                    let mut checker = Checker::new(&document);
                    checker.check(&content["schema"], &example["value"], "");
                    wrong.extend(checker.wrong.into_iter().map(|what| format!("{method} {path}, {name}: {what}")));
                    count += 1;
                }
            }
        }
    }
    assert!(count > 100, "only {count} examples");
    assert!(wrong.is_empty(), "{} examples are not of their schema:\n  {}", wrong.len(), wrong.join("\n  "));
}

/// The examples show few of the members that may be left out; a long article has nearly all of them.
#[tokio::test]
async fn every_answer_about_a_long_article_is_what_its_schema_says() {
    let document: Value = serde_json::from_str(api::openapi_json()).expect("the committed document is JSON");
    let app = spawn_app().await;
    let text = include_str!("../load/article.txt");
    let article =
        json!({"text": text, "title": "Halle 4 wird gebaut", "source": "beispiel.de", "published_at": "2026-03-10"});
    let id = app.take_in(&article).await;
    let mut answers = vec![("/v1/analyze".to_owned(), "post", app.post("/v1/analyze", &json!({"text": text})).await)];
    for list in
        ["articles", "claims", "figures", "entities", "changes", "capabilities", "sentiment", "figures/conflicts"]
    {
        let path = format!("/v1/{list}");
        let answer = app.get(&path).await;
        answers.push((path, "get", answer));
    }
    let answer = app.get(&format!("/v1/articles/{id}?include=analysis")).await;
    answers.push(("/v1/articles/{id}".into(), "get", answer));
    let (mut wrong, mut members) = (Vec::new(), 0);
    for (path, method, answer) in answers {
        let response = &document["paths"][&path][method]["responses"]["200"];
        let mut checker = Checker::new(&document);
        checker.check(&response["content"]["application/json"]["schema"], &answer.ok(200), "");
        wrong.extend(checker.wrong.into_iter().map(|what| format!("{method} {path}: {what}")));
        members += answer.text().matches("\":").count();
    }
    assert!(members > 2_000, "only {members} members");
    assert!(wrong.is_empty(), "{} members are not of their schema:\n  {}", wrong.len(), wrong.join("\n  "));
}

#[test]
fn what_is_not_of_its_schema_is_found() {
    let document = json!({"Word": {"type": "string", "enum": ["up", "down"]}});
    let schema = json!({"type": "object", "required": ["a"], "properties": {
        "a": {"$ref": "#/Word"}, "b": {"type": "array", "items": {"type": "integer"}}, "c": {"oneOf": [{"type": "boolean"}, {"type": "string"}]}
    }});
    let cases = [
        (json!({"a": "up", "b": [1, 2], "c": true}), ""),
        (json!({"b": []}), ": a is missing"),
        (json!({"a": "left"}), "/a: \"left\" is not listed"),
        (json!({"a": {}}), "/a: {} is no string"),
        (json!({"a": "up", "b": [1, 1.5]}), "/b/1: 1.5 is no integer"),
        (json!({"a": "up", "c": 1}), "/c: 1 is none of what is possible"),
        (json!({"a": "up", "d": 1}), ": d is not described"),
    ];
    for (value, expected) in cases {
        let mut checker = Checker::new(&document);
        checker.check(&schema, &value, "");
        assert_eq!(checker.wrong.join("; "), expected, "{value}");
    }
}
