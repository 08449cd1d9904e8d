//! Takes the fields out of a JSON object and collects what is wrong with their types, each with its pointer.

use crate::api::error::{InputError, Place};
use crate::api::problem::ProblemKind;
use crate::intake::json::Json;

/// More mistakes than this are not listed, so that a hostile body gets no answer larger than itself.
pub(super) const MAX_ERRORS: usize = 100;

/// What reads the fields of one object.
#[derive(Default)]
pub(super) struct FieldReader {
    /// The line of the body that holds the object, where there are several.
    pub line: Option<u64>,
    /// What was wrong so far, at most [`MAX_ERRORS`].
    pub errors: Vec<InputError>,
}

impl FieldReader {
    pub fn wrong(&mut self, pointer: String, kind: ProblemKind, detail: String) {
        if self.errors.len() < MAX_ERRORS {
            let (line, code) = (self.line, kind.slug());
            self.errors.push(InputError { pointer, position: None, line, place: Place::Body, code, detail });
        }
    }

    pub fn wrong_type(&mut self, pointer: String, wanted: &str, found: &Json) {
        self.wrong(pointer, ProblemKind::WrongType, format!("must be {wanted}, not {}", found.type_name()));
    }

    pub fn text(&mut self, pointer: String, value: &Json) -> Option<String> {
        match value {
            Json::Text(text) => Some(text.clone()),
            other => {
                self.wrong_type(pointer, "a string", other);
                None
            }
        }
    }

    pub fn texts(&mut self, pointer: &str, value: &Json) -> Vec<String> {
        let Json::Array(items) = value else {
            self.wrong_type(pointer.into(), "an array of strings", value);
            return Vec::new();
        };
        // An empty one keeps the others at their index.
        let item = |(i, item)| self.text(format!("{pointer}/{i}"), item).unwrap_or_default();
        items.iter().enumerate().map(item).collect()
    }

    pub fn given_twice(&mut self, pointer: String) {
        self.wrong(pointer, ProblemKind::InvalidField, "is given twice".into());
    }
}
