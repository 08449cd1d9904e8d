//! JSON objects as they are sent: every member in its order, also one that is given twice.

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

/// A JSON text; of an object, all members in order, so that one given twice is seen.
pub(super) enum Root {
    /// Its members.
    Object(Vec<(String, Value)>),
    /// Anything else; what an array holds is left out.
    Other(Value),
}

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RootVisitor)
    }
}

struct RootVisitor;

impl<'de> Visitor<'de> for RootVisitor {
    type Value = Root;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Root, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Root::Object(members))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Root, A::Error> {
        while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(Root::Other(Value::Array(Vec::new())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Root, E> {
        Ok(Root::Other(text.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Root, E> {
        Ok(Root::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Root, E> {
        Ok(Root::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Root, E> {
        Ok(Root::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Root, E> {
        Ok(Root::Other(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Root, E> {
        Ok(Root::Other(Value::Null))
    }
}

/// A member name inside a JSON pointer, shortened when it is very long.
pub(super) fn escape(name: &str) -> String {
    name.chars().take(80).collect::<String>().replace('~', "~0").replace('/', "~1")
}

/// What a value is, in words.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Why a text is not JSON, without the place.
pub(super) fn reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}
