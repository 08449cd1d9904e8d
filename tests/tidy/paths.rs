//! Reads the paths that a Rust file names: `use` trees of any depth and over any number of lines, and paths in code.

use crate::lexer::{Token, code};

/// A path that the code names, from the crate's root: `["nlp", "claim", "scene"]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// The line it is on, from 1.
    pub line: usize,
    /// Its segments, without `crate`, `self` and `super`; a glob ends in `*`.
    pub path: Vec<String>,
    /// What it is called from here on: the last segment, or what stands after `as`.
    pub name: String,
}

/// The module that a file is: `src/nlp/claim/mod.rs` -> `["nlp", "claim"]`.
pub fn module(file: &str) -> Vec<String> {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// The paths that the code of a module names, its tests left out: those that begin with `crate`, `self` or `super`
/// wherever they stand, and all of its `use` declarations. What these bring in from another crate looks like a path
/// of the module's own.
pub fn named(text: &str, module: &[String]) -> Vec<Named> {
    let tokens = code(text);
    let mut found = Vec::new();
    // Modules written into the file, with the depth of braces at which each ends.
    let mut inner: Vec<(usize, &str)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let here = || module.iter().cloned().chain(inner.iter().map(|(_, name)| (*name).to_owned())).collect();
        let is_path = tokens.get(at + 1).is_some_and(|next| next.text == "::");
        match token.text {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if inner.last().is_some_and(|(end, _)| *end == depth) {
                    inner.pop();
                }
            }
            "mod" if tokens.get(at + 2).is_some_and(|brace| brace.text == "{") => {
                inner.push((depth, tokens[at + 1].text));
            }
            "use" => {
                at = tree(&tokens, at + 1, here(), &mut found);
                continue;
            }
            "crate" | "self" | "super" if is_path => {
                at = tree(&tokens, at, here(), &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads a tree of paths that begins at token `at` and is seen from module `from`; answers where it ends.
fn tree(tokens: &[Token<'_>], mut at: usize, from: Vec<String>, found: &mut Vec<Named>) -> usize {
    let mut path = from;
    let start = at;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "::" | "self" => {}
            "crate" => path.clear(),
            "super" => drop(path.pop()),
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = tree(tokens, at, path.clone(), found);
                    at += usize::from(tokens.get(at).is_some_and(|token| token.text == ","));
                }
                return at + 1;
            }
            segment => path.push(segment.to_owned()),
        }
        at += 1;
        let ends = tokens[at - 1].text != "::" && tokens.get(at).is_none_or(|next| next.text != "::");
        // The path of a call goes on after `::<…>`, but no longer names a module.
        if ends || tokens.get(at).is_some_and(|next| next.text == "<") {
            break;
        }
    }
    let renamed = tokens.get(at).is_some_and(|token| token.text == "as").then(|| tokens.get(at + 1)).flatten();
    let name = renamed.map_or_else(|| path.last().cloned().unwrap_or_default(), |token| token.text.to_owned());
    found.push(Named { line: tokens.get(start).map_or(0, |token| token.line), path, name });
    (at + 2 * usize::from(renamed.is_some())).max(start + 1)
}

/// The paths that `text` names as a file of module `nlp::claim::scene`, joined.
#[cfg(test)]
fn paths(text: &str) -> Vec<String> {
    named(text, &module("src/nlp/claim/scene.rs")).into_iter().map(|named| named.path.join("::")).collect()
}

#[test]
fn every_form_of_an_import_is_read() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("one path", "use crate::nlp::analysis::Claim;", &["nlp::analysis::Claim"]),
        ("a public one", "pub(crate) use crate::nlp::analysis::Claim;", &["nlp::analysis::Claim"]),
        ("braces", "use crate::{nlp, store::Page};", &["nlp", "store::Page"]),
        (
            "braces over lines",
            "use crate::nlp::{\n    analysis::Claim,\n    engine::Stage,\n};",
            &["nlp::analysis::Claim", "nlp::engine::Stage"],
        ),
        (
            "braces in braces",
            "use crate::{nlp::{self, claim::{A, B}}, text::Span};",
            &["nlp", "nlp::claim::A", "nlp::claim::B", "text::Span"],
        ),
        ("the module above", "use super::draft::Draft;", &["nlp::claim::draft::Draft"]),
        ("two modules above", "use super::super::engine::Stage;", &["nlp::engine::Stage"]),
        ("two above in braces", "use super::{super::engine, own};", &["nlp::engine", "nlp::claim::own"]),
        ("a module of its own", "use self::part::A;", &["nlp::claim::scene::part::A"]),
        ("a new name", "use super::super::engine as stages;", &["nlp::engine"]),
        ("a glob", "use super::super::*;", &["nlp::*"]),
        ("in a signature", "fn a(b: crate::nlp::engine::Stage) {}", &["nlp::engine::Stage"]),
        ("in an expression", "let a = super::super::engine::stages(1)::<A>;", &["nlp::engine::stages"]),
        ("with type arguments", "a::<crate::text::Span>(b)", &["text::Span"]),
        ("in a function", "fn a() {\n    use crate::text::Span;\n}", &["text::Span"]),
        (
            "in a module within",
            "mod a {\n    use super::super::own;\n}\nuse super::b;",
            &["nlp::claim::own", "nlp::claim::b"],
        ),
        ("restricted visibility", "pub(super) fn a() {}", &[]),
        ("the value self", "self.engine.stages()", &[]),
        ("another crate", "let a = other::nlp::engine();", &[]),
        ("a comment", "// use crate::nlp::engine;\n/* crate::a /* b */ crate::c */", &[]),
        ("a string", r##"let a = ["crate::a \" crate::b", r#"crate::"c"#, b"crate::d"];"##, &[]),
        ("characters and lifetimes", "fn a<'a>(b: &'a str) { ['\"', '\\'', crate::c, '\"']; }", &["c"]),
        ("a test", "#[cfg(test)]\nmod tests {\n    use super::super::engine;\n}\nuse crate::b;", &["b"]),
        ("an import for tests", "#[cfg(test)]\nuse crate::a;\nuse crate::b;", &["b"]),
    ];
    for (reason, text, expected) in cases {
        assert_eq!(paths(text), *expected, "{reason}");
    }
}

#[test]
fn a_path_is_told_with_its_line_and_its_name() {
    let found = named("\nuse crate::{\n    a::A as B,\n    c,\n};\n", &[]);
    let told: Vec<_> = found.iter().map(|named| (named.line, named.name.as_str())).collect();
    assert_eq!(told, [(3, "B"), (4, "c")]);
}
