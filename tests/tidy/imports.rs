//! Who may import whom: the arrows of the README's architecture section.

use crate::sources::{Source, sources};

/// Each part of the crate and the parts it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("nlp", &["text"]),
    ("article", &["text", "nlp"]),
    ("clock", &[]),
    ("config", &[]),
    ("telemetry", &["config"]),
    ("store", &["article", "nlp", "text"]),
    ("ingest", &["article", "nlp", "store", "clock"]),
    ("api", &["ingest", "store", "article", "nlp", "text", "clock"]),
    ("app", &["api", "ingest", "store", "article", "nlp", "text", "clock", "config", "telemetry"]),
    ("cli", &["app", "api", "ingest", "store", "article", "nlp", "text", "clock", "config", "telemetry"]),
];

/// The stages of the engine: each may import those before it in its row's list.
const STAGES: &[(&str, &[&str])] = &[
    ("lexicon", &[]),
    ("token", &["lexicon"]),
    ("sentence", &["lexicon", "token"]),
    ("morph", &["lexicon", "token", "sentence"]),
    ("tagger", &["lexicon", "token", "sentence", "morph"]),
    ("encoder", &["lexicon", "tagger"]),
    ("entity", &["lexicon", "token", "sentence", "morph", "tagger"]),
    ("figure", &["lexicon", "token", "sentence", "morph", "tagger"]),
    ("quote", &["lexicon", "token", "sentence", "morph", "tagger"]),
    ("claim", &["lexicon", "token", "sentence", "morph", "tagger", "entity", "figure", "quote"]),
    ("sentiment", &["lexicon", "token", "sentence", "morph", "tagger", "entity", "figure", "quote", "claim"]),
];

/// Crates that only some parts may name.
const CRATES: &[(&str, &[&str])] = &[
    ("actix_web", &["api", "app"]),
    ("utoipa", &["api", "bin"]),
    ("utoipa_actix_web", &["api"]),
    ("utoipa_swagger_ui", &["api"]),
    ("serde_json", &["api", "store", "cli", "bin"]),
    ("sled", &["store"]),
    ("tokio", &["api", "app", "cli", "ingest", "store", "bin"]),
    ("clap", &["cli", "bin"]),
    ("reqwest", &["cli"]),
    ("toml", &["config"]),
];

/// `src/nlp/claim/mod.rs` -> `nlp`; `src/ingest.rs` -> `ingest`; `src/bin/x.rs` -> `bin`.
fn part(source: &Source) -> &str {
    source.path.trim_start_matches("src/").split(['/', '.']).next().unwrap()
}

/// `src/nlp/claim/mod.rs` -> `claim`; none for the files that belong to all stages.
fn stage(source: &Source) -> Option<&str> {
    let name = source.path.strip_prefix("src/nlp/")?.split(['/', '.']).next()?;
    STAGES.iter().find(|(stage, _)| *stage == name).map(|(stage, _)| *stage)
}

/// The code without comments and without the tests at its end.
fn code(source: &Source) -> Vec<(usize, &str)> {
    source
        .text
        .lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(i, line)| (i + 1, line))
        .collect()
}

/// Names that directly follow `prefix` on the line, also inside one level of braces.
fn named_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &line[at + prefix.len()..];
        let list = rest.strip_prefix('{').map_or(rest, |inner| inner.split('}').next().unwrap_or(inner));
        let items: Vec<&str> = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for item in items {
            let item = item.trim();
            let end = item.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(item.len());
            names.push(&item[..end]);
        }
    }
    names
}

#[test]
fn a_part_imports_only_parts_below_it() {
    let known = |name: &str| LAYERS.iter().find(|(part, _)| *part == name);
    let mut wrong = Vec::new();
    for source in sources(&["src"]) {
        let Some((own, below)) = known(part(&source)) else {
            assert!(matches!(part(&source), "lib" | "main" | "build" | "bin"), "{} belongs to no layer", source.path);
            continue;
        };
        for (number, line) in code(&source) {
            for name in named_after(line, "crate::") {
                if known(name).is_some() && name != *own && !below.contains(&name) {
                    wrong.push(format!("{}:{number} imports {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows only point down:\n  {}", wrong.join("\n  "));
}

#[test]
fn a_stage_imports_only_earlier_stages() {
    let mut wrong = Vec::new();
    for source in sources(&["src/nlp"]) {
        let Some(own) = stage(&source) else { continue };
        let earlier = STAGES.iter().find(|(name, _)| *name == own).map_or(&[][..], |(_, earlier)| *earlier);
        for (number, line) in code(&source) {
            for prefix in ["crate::nlp::", "super::super::", "super::"] {
                for name in named_after(line, prefix) {
                    let is_stage = STAGES.iter().any(|(stage, _)| *stage == name);
                    let is_child = prefix == "super::" && !source.path.ends_with("/mod.rs");
                    if is_stage && name != own && !earlier.contains(&name) && !is_child {
                        wrong.push(format!("{}:{number} imports {name}", source.path));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a stage reads only what earlier stages made:\n  {}", wrong.join("\n  "));
}

#[test]
fn a_crate_is_named_only_where_it_belongs() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]) {
        let own = part(&source);
        for (number, line) in code(&source) {
            for (name, allowed) in CRATES {
                let path = format!("{name}::");
                let used = line
                    .match_indices(&path)
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
                if used && !allowed.contains(&own) {
                    wrong.push(format!("{}:{number} names {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "only api knows HTTP, only store knows a database:\n  {}", wrong.join("\n  "));
}

#[test]
fn the_engine_does_no_io_and_has_no_clock() {
    let mut wrong = Vec::new();
    for source in sources(&["src/nlp", "src/text"]) {
        for (number, line) in code(&source) {
            for word in
                ["std::fs", "std::net", "std::env", "Instant", "SystemTime", "Timestamp::now", "println!", "eprintln!"]
            {
                if line.contains(word) {
                    wrong.push(format!("{}:{number} uses {word}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "analysis is a function of the text alone:\n  {}", wrong.join("\n  "));
}

#[test]
fn results_do_not_depend_on_the_machines_mathematics() {
    // The results of these differ in the last bit between platforms; the contract promises identical bytes.
    let functions = [".exp()", ".ln()", ".log2()", ".log10()", ".powf(", ".sin()", ".cos()", ".tanh()", ".exp_m1()"];
    let mut wrong = Vec::new();
    for source in sources(&["src/nlp"]) {
        if source.path.contains("train") {
            continue;
        }
        for (number, line) in code(&source) {
            for function in functions {
                if line.contains(function) {
                    wrong.push(format!("{}:{number} calls {function}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "use + - * / and sqrt alone:\n  {}", wrong.join("\n  "));
}

#[test]
fn the_parser_of_imports_sees_every_form() {
    for (line, expected) in [
        ("use crate::nlp::analysis::Claim;", vec!["nlp"]),
        ("use crate::{nlp, store::Page};", vec!["nlp", "store"]),
        ("let x = crate::text::Span::new(0, 1);", vec!["text"]),
        ("use other_crate::nlp;", vec![]),
    ] {
        assert_eq!(named_after(line, "crate::"), expected, "{line}");
    }
}
