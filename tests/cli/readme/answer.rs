//! Answers as the README shows them: JSON laid out for people, with `…` where members or items are left out.
//!
//! What is shown must be what is answered, in its order; what is left out must be there. Numbers and strings are compared
//! as written, but for what differs from run to run ([`super::lasting`]).

use super::lasting;

/// Lines are no longer than this where a value can be broken up.
const WIDTH: usize = 112;

/// A JSON value, its members in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    /// A string, number or word, as it is written.
    Scalar(String),
    /// Items; whether more of them are left out behind these.
    Array(Vec<Json>, bool),
    /// Members; whether others are left out.
    Object(Vec<(String, Json)>, bool),
}

/// Reads a value that may leave things out; `None` when it is no JSON.
pub(super) fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text.trim() };
    let value = reader.value()?;
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(word);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn value(&mut self) -> Option<Json> {
        if self.eat("[") {
            let mut items = Vec::new();
            let more = self.parts("]", |reader| {
                items.push(reader.value()?);
                Some(())
            })?;
            return Some(Json::Array(items, more));
        }
        if self.eat("{") {
            let mut members = Vec::new();
            let more = self.parts("}", |reader| {
                let name = reader.scalar()?;
                reader.eat(":").then_some(())?;
                members.push((name, reader.value()?));
                Some(())
            })?;
            return Some(Json::Object(members, more));
        }
        self.scalar().map(Json::Scalar)
    }

    /// Parts up to `end`; whether the last of them is `…`.
    fn parts(&mut self, end: &str, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<bool> {
        if self.eat(end) {
            return Some(false);
        }
        loop {
            if self.eat("…") {
                return self.eat(end).then_some(true);
            }
            part(self)?;
            if self.eat(end) {
                return Some(false);
            }
            self.eat(",").then_some(())?;
        }
    }

    fn scalar(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let length = if let Some(string) = self.rest.strip_prefix('"') {
            let mut escaped = false;
            let end = string.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end? + 2
        } else {
            self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(self.rest.len())
        };
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        (!word.is_empty()).then(|| word.to_owned())
    }
}

/// Whether an answer is what is shown of it; else where it is not.
pub(super) fn compare(shown: &Json, answer: &Json, place: &str) -> Result<(), String> {
    match (shown, answer) {
        (Json::Scalar(shown), Json::Scalar(answer)) => {
            let same = lasting(shown) == lasting(answer);
            same.then_some(()).ok_or_else(|| format!("{place}: {answer} is answered, not {shown}"))
        }
        (Json::Array(shown, more), Json::Array(answer, _)) => {
            counted(shown.len(), *more, answer.len(), place)?;
            let mut pairs = shown.iter().zip(answer).enumerate();
            pairs.try_for_each(|(i, (shown, answer))| compare(shown, answer, &format!("{place}/{i}")))
        }
        (Json::Object(shown, more), Json::Object(answer, _)) => {
            counted(shown.len(), *more, answer.len(), place)?;
            let mut rest = answer.iter();
            for (name, value) in shown {
                let found = rest.find(|(known, _)| known == name);
                let (_, answer) = found.ok_or_else(|| format!("{place}: no {name} is answered here"))?;
                compare(value, answer, &format!("{place}/{}", name.trim_matches('"')))?;
            }
            Ok(())
        }
        _ => Err(format!("{place}: another kind of value is answered")),
    }
}

fn counted(shown: usize, more: bool, answered: usize, place: &str) -> Result<(), String> {
    if more && shown >= answered {
        return Err(format!("{place}: nothing is left out, but … says so"));
    }
    let whole = more || shown == answered;
    whole.then_some(()).ok_or_else(|| format!("{place}: {answered} are answered, not {shown}"))
}

/// The answer cut to what was shown before: the same members, as many items; all of it where nothing was left out.
pub(super) fn cut(shown: Option<&Json>, answer: &Json) -> Json {
    match (shown, answer) {
        (Some(Json::Array(shown, true)), Json::Array(items, _)) => {
            let kept = items.iter().zip(shown).map(|(item, shown)| cut(Some(shown), item)).collect::<Vec<_>>();
            let more = kept.len() < items.len();
            Json::Array(kept, more)
        }
        (Some(Json::Array(shown, false)), Json::Array(items, _)) => {
            Json::Array(items.iter().enumerate().map(|(i, item)| cut(shown.get(i), item)).collect(), false)
        }
        (Some(Json::Object(shown, more)), Json::Object(members, _)) => {
            let before = |name: &str| shown.iter().find(|(known, _)| known == name).map(|(_, value)| value);
            let wanted = members.iter().filter(|(name, _)| !more || before(name).is_some());
            let kept: Vec<_> = wanted.map(|(name, value)| (name.clone(), cut(before(name), value))).collect();
            let more = kept.len() < members.len();
            Json::Object(kept, more)
        }
        _ => answer.clone(),
    }
}

/// The value on as few lines as fit.
pub(super) fn laid_out(value: &Json) -> String {
    broken(value, 0, 0)
}

/// The value in lines that are indented so far; `before` columns of the first one are taken.
fn broken(value: &Json, indent: usize, before: usize) -> String {
    let line = in_line(value);
    // A comma may follow.
    if before + line.chars().count() < WIDTH {
        return line;
    }
    let deeper = indent + 2;
    let (open, close, mut parts, more): (_, _, Vec<String>, _) = match value {
        Json::Scalar(_) => return line,
        Json::Array(items, more) => ('[', ']', items.iter().map(|item| broken(item, deeper, deeper)).collect(), *more),
        Json::Object(members, more) => {
            let taken = |name: &str| deeper + name.chars().count() + 2;
            let member = |(name, value): &(String, Json)| format!("{name}: {}", broken(value, deeper, taken(name)));
            ('{', '}', members.iter().map(member).collect(), *more)
        }
    };
    if more {
        parts.push("…".into());
    }
    let inner = " ".repeat(deeper);
    let lines = packed(parts, WIDTH - deeper).join(&format!(",\n{inner}"));
    format!("{open}\n{inner}{lines}\n{}{close}", " ".repeat(indent))
}

/// Parts that need no line of their own, put together as far as there is room.
fn packed(parts: Vec<String>, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(last)
                if format!("{last}, {part},").chars().count() <= room && !format!("{last}{part}").contains('\n') =>
            {
                last.push_str(", ");
                last.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

fn in_line(value: &Json) -> String {
    let (open, close, mut parts, more): (_, _, Vec<String>, _) = match value {
        Json::Scalar(text) => return text.clone(),
        Json::Array(items, more) => ('[', ']', items.iter().map(in_line).collect(), *more),
        Json::Object(members, more) => {
            let member = |(name, value): &(String, Json)| format!("{name}: {}", in_line(value));
            ('{', '}', members.iter().map(member).collect(), *more)
        }
    };
    if more {
        parts.push("…".into());
    }
    format!("{open}{}{close}", parts.join(", "))
}

#[test]
fn what_is_shown_must_be_answered_and_what_is_left_out_must_be_there() {
    let answer = parse(r#"{"a": 1.0, "b": ["x", {"c": "…\"}"}], "d": []}"#).unwrap();
    for (shown, right, reason) in [
        (r#"{"a": 1.0, "b": ["x", {"c": "…\"}"}], "d": []}"#, true, "all of it"),
        (r#"{"a": 1.0, …}"#, true, "members are left out"),
        (r#"{"b": ["x", …], …}"#, true, "items are left out"),
        ("{…}", true, "everything is left out"),
        (r#"{"a": 1.0}"#, false, "members are missing, and nothing says so"),
        (r#"{"b": ["x"], …}"#, false, "an item is missing, and nothing says so"),
        (r#"{"a": 1.0, "b": […], "d": [], …}"#, false, "nothing is left out"),
        (r#"{"a": 1, …}"#, false, "another number"),
        (r#"{"b": ["y", …], …}"#, false, "another string"),
        (r#"{"b": {…}, …}"#, false, "another kind"),
        (r#"{"e": 1.0, …}"#, false, "a member that is not there"),
        (r#"{"d": [], "a": 1.0, …}"#, false, "another order"),
    ] {
        let shown = parse(shown).unwrap_or_else(|| panic!("{reason}: no JSON"));
        assert_eq!(compare(&shown, &answer, "").is_ok(), right, "{reason}");
        // What is cut to it and laid out again is right again.
        let again = laid_out(&cut(Some(&shown), &answer));
        assert_eq!(compare(&parse(&again).unwrap(), &answer, ""), Ok(()), "{reason}: {again}");
    }
    for text in ["", "{", "[1 2]", r#"{"a" 1}"#, "[…, 1]", "1 2"] {
        assert_eq!(parse(text), None, "{text:?}");
    }
}

#[test]
fn long_values_are_broken_over_lines() {
    let long = "x".repeat(60);
    let value = parse(&format!(r#"{{"a": ["{long}", "{long}"], "b": 1, "c": 2, …}}"#)).unwrap();
    let lines = laid_out(&value);
    let shown = lines.lines().map(|line| line.replace(&long, "x")).collect::<Vec<_>>();
    assert_eq!(shown, ["{", "  \"a\": [", "    \"x\",", "    \"x\"", "  ],", "  \"b\": 1, \"c\": 2, …", "}"]);
    assert_eq!(parse(&lines), Some(value));
}
