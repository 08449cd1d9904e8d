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

/// More values than this are in no valid body; each takes a hundred bytes when it is read, for two in the body.
const MAX_VALUES: usize = 100_000;

/// Whether a JSON text holds far more values than anything that is read here; a glance in proportion to its length.
pub(super) fn too_many_values(text: &str) -> bool {
    let mut in_string = false;
    let mut escaped = false;
    let mut separators = 0;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b',' | b':' if !in_string => separators += 1,
            _ => {}
        }
    }
    separators > MAX_VALUES
}

/// What is said of such a text.
pub(super) fn too_many() -> String {
    format!("holds more than {MAX_VALUES} JSON values")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_strings() {
        let many = MAX_VALUES + 1;
        for (text, expected, reason) in [
            (format!("[{}0]", "0,".repeat(many)), true, "numbers"),
            (format!("{{{}\"a\":0}}", "\"a\":0,".repeat(many / 2 + 1)), true, "members"),
            (format!("{{\"text\": \"{}\"}}", ",".repeat(many)), false, "a text with commas"),
            (format!("{{\"text\": \"\\\"{}\"}}", ",".repeat(many)), false, "behind an escaped quotation mark"),
            (format!("[\"\\\\\", {}0]", "0,".repeat(many)), true, "behind an escaped backslash"),
        ] {
            assert_eq!(too_many_values(&text), expected, "{reason}");
        }
    }
}
