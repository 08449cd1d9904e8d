//! JSON as it is sent: every member of an object in its order, also one that is given twice.

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, Visitor};

/// A JSON value. Of numbers and truth values nobody wants more than that they are there.
#[derive(Debug)]
pub enum Json {
    /// Nothing.
    Null,
    /// A truth value.
    Bool,
    /// A number.
    Number,
    /// A string.
    Text(String),
    /// Values in their order.
    Array(Vec<Json>),
    /// Members in their order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// What it is, in words.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON text")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Bool)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
}

/// More values than this are in no valid body; each takes a hundred bytes when it is read, for two in the body.
const MAX_VALUES: usize = 100_000;

/// Whether a JSON text holds far more values than anything that is read here; a glance in proportion to its length.
#[must_use]
pub fn too_many_values(text: &str) -> bool {
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
#[must_use]
pub fn too_many() -> String {
    format!("holds more than {MAX_VALUES} JSON values")
}

/// Why a text is not JSON, without the place.
#[must_use]
pub fn reason(error: &serde_json::Error) -> String {
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
