//! Brings the document into the form that generators of clients read best: one schema for one thing, no null where a
//! field is simply left out, and the header that every answer with a tag reads.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Shares schemas, drops nulls, and documents `If-None-Match`.
pub(super) fn complete(document: &mut Value) {
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        share(schemas);
        schemas.values_mut().for_each(without_null);
    }
    let items = document["paths"].as_object_mut().into_iter().flatten();
    for (_, operation) in items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten()) {
        if !operation["responses"]["304"].is_null() {
            add_condition(operation);
        }
    }
}

/// A schema that is written out inside another one becomes a reference to the component that says the same; otherwise
/// a generator makes a second type of it (`ListArchivedFigureItemsItem` beside `ArchivedFigure`).
fn share(schemas: &mut Map<String, Value>) {
    let known: BTreeMap<String, String> = schemas
        .iter()
        .filter(|(_, schema)| is_composite(schema))
        .map(|(name, s)| (s.to_string(), name.clone()))
        .collect();
    for schema in schemas.values_mut() {
        for inner in schema.as_object_mut().into_iter().flat_map(Map::values_mut) {
            refer(inner, &known);
        }
    }
}

fn is_composite(schema: &Value) -> bool {
    ["properties", "allOf", "oneOf", "anyOf", "enum"].iter().any(|member| schema.get(member).is_some())
}

fn refer(value: &mut Value, known: &BTreeMap<String, String>) {
    if is_composite(value)
        && let Some(name) = known.get(&value.to_string())
    {
        *value = json!({"$ref": format!("#/components/schemas/{name}")});
        return;
    }
    match value {
        Value::Object(members) => {
            members.iter_mut().filter(|(name, _)| *name != "example").for_each(|(_, inner)| refer(inner, known));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| refer(inner, known)),
        _ => {}
    }
}

/// Optional fields are left out, never null. The service still takes a null in a request as absence.
fn without_null(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.iter_mut().filter(|(name, _)| *name != "example").for_each(|(_, inner)| without_null(inner));
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    members.insert("type".into(), only);
                }
            }
            if let Some(Value::Array(choices)) = members.get_mut("oneOf") {
                choices.retain(|choice| choice["type"] != "null");
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    members.remove("oneOf");
                    members.extend(only);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

fn add_condition(operation: &mut Value) {
    let parameter = json!({
        "name": "If-None-Match",
        "in": "header",
        "required": false,
        "description": "The `ETag` of an answer the client has; answered with `304` while that is the present one.",
        "schema": {"type": "string"},
        "example": "\"m2PjPCjLx9ssQ3Gv\"",
    });
    if let Some(Value::Array(parameters)) =
        operation.as_object_mut().map(|all| all.entry("parameters").or_insert(json!([])))
    {
        parameters.push(parameter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_out_twice_is_shared_and_optional_fields_have_no_null() {
        let thing = json!({"type": "object", "properties": {"a": {"type": ["string", "null"]}}});
        let choice = json!({"oneOf": [{"$ref": "#/x", "description": "d"}, {"type": "null"}]});
        let list = json!({"type": "object", "properties": {"items": {"type": "array", "items": thing}, "b": choice}});
        let mut document = json!({"components": {"schemas": {"Thing": thing, "List": list}},
            "paths": {"/x": {"get": {"responses": {"304": {"description": "known"}}}}}});
        complete(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["List"]["properties"]["items"]["items"], json!({"$ref": "#/components/schemas/Thing"}));
        assert_eq!(schemas["List"]["properties"]["b"], json!({"$ref": "#/x", "description": "d"}));
        assert_eq!(schemas["Thing"]["properties"]["a"], json!({"type": "string"}));
        assert_eq!(document["paths"]["/x"]["get"]["parameters"][0]["name"], "If-None-Match");
    }
}
