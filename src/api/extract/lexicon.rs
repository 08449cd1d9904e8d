//! The user's lexicon out of NDJSON: every mistake is found, and each is told with its line.

use super::fields::{FieldReader, MAX_ERRORS};
use crate::api::error::{ApiError, InputError, Place};
use crate::api::problem::ProblemKind;
use crate::article::pointer_part;
use crate::intake::json::{self, Json, reason, too_many_values};
use crate::nlp::lexicon::user::{Clash, MAX_USER_NAMES, NameError, SubmittedName, UserLexicon, UserName};

const FIELDS: [&str; 6] = ["id", "name", "type", "subtype", "aliases", "wikidata"];

/// The names in the lines of a body; blank lines are skipped. CPU work in proportion to the body.
pub(crate) fn parse_lexicon(body: &[u8]) -> Result<UserLexicon, ApiError> {
    let mut names = Vec::new();
    let mut lines = Vec::new();
    let mut errors = Vec::new();
    for (number, line) in (1_u64..).zip(body.split(|&byte| byte == b'\n')) {
        let line = if number == 1 { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line };
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut reader = FieldReader { line: Some(number), errors: Vec::new() };
        match reader.name(line) {
            Some(name) if names.len() < MAX_USER_NAMES => {
                names.push(name);
                lines.push(number);
            }
            Some(_) => {
                reader.wrong(String::new(), ProblemKind::InvalidField, too_many());
                errors.append(&mut reader.errors);
                break;
            }
            None => errors.append(&mut reader.errors),
        }
        if errors.len() >= MAX_ERRORS {
            break;
        }
    }
    let ids: Vec<_> = names.iter().map(|name| name.id.clone()).collect();
    let lexicon = UserLexicon::new(names);
    let clashes = lexicon.as_ref().err().into_iter().flatten();
    errors.extend(clashes.map(|clash| {
        let Clash { first, second, pointer, claimed } = clash;
        let other = format!("{} in line {}", ids[*first], lines[*first]);
        let same = if pointer == "/id" { "" } else { "; case, hyphens, spaces and umlauts make no difference" };
        let detail = format!("{claimed:?} belongs to {other} already{same}");
        let (pointer, code) = (pointer.clone(), ProblemKind::DuplicateEntry.slug());
        InputError { pointer, position: None, line: Some(lines[*second]), place: Place::Body, code, detail }
    }));
    match lexicon {
        Ok(lexicon) if errors.is_empty() => Ok(lexicon),
        _ => {
            errors.sort_by_key(|error| error.line);
            errors.truncate(MAX_ERRORS);
            Err(ApiError::in_lines(ProblemKind::InvalidLexicon, errors))
        }
    }
}

fn too_many() -> String {
    format!("is one too many; at most {MAX_USER_NAMES} are accepted")
}

impl FieldReader {
    /// The name in one line.
    fn name(&mut self, line: &[u8]) -> Option<UserName> {
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => {
                let detail = format!("byte {} of the line is not UTF-8", error.valid_up_to());
                self.wrong(String::new(), ProblemKind::InvalidUtf8, detail);
                return None;
            }
        };
        if too_many_values(text) {
            self.wrong(String::new(), ProblemKind::InvalidField, json::too_many());
            return None;
        }
        let members = match serde_json::from_str(text) {
            Ok(Json::Object(members)) => members,
            Ok(value) => {
                self.wrong_type(String::new(), "an object", &value);
                return None;
            }
            Err(error) => {
                let detail = format!("column {}: {}", error.column(), reason(&error));
                self.wrong(String::new(), ProblemKind::MalformedJson, detail);
                return None;
            }
        };
        let sent = self.submitted_name(&members);
        // The fields of the right type are checked even when others are not, so that all mistakes come at once.
        let parsed = UserName::parse(sent);
        for NameError { pointer, problem } in parsed.as_ref().err().into_iter().flatten() {
            if self.errors.iter().all(|known| known.pointer != *pointer) {
                self.wrong(pointer.clone(), ProblemKind::InvalidField, problem.clone());
            }
        }
        parsed.ok().filter(|_| self.errors.is_empty())
    }

    fn submitted_name(&mut self, members: &[(String, Json)]) -> SubmittedName {
        let mut sent = SubmittedName::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in members {
            let pointer = format!("/{}", pointer_part(name));
            let Some(field) = FIELDS.into_iter().find(|field| field == name) else {
                let detail = format!("is not a field of an entry; those are {}", FIELDS.join(", "));
                self.wrong(pointer, ProblemKind::UnknownField, detail);
                continue;
            };
            if seen.contains(&field) {
                self.given_twice(pointer);
                continue;
            }
            seen.push(field);
            match field {
                "name" => sent.name = self.text(pointer, value).unwrap_or_default(),
                "type" => sent.kind = self.text(pointer, value).unwrap_or_default(),
                // Optional fields may be null, which says the same as leaving them out.
                _ if value.is_null() => {}
                "id" => sent.id = self.text(pointer, value),
                "subtype" => sent.subtype = self.text(pointer, value),
                "wikidata" => sent.wikidata = self.text(pointer, value),
                _ => sent.aliases = self.texts(&pointer, value),
            }
        }
        for required in ["name", "type"] {
            if !seen.contains(&required) {
                self.wrong(format!("/{required}"), ProblemKind::MissingField, "is required".into());
            }
        }
        sent
    }
}
