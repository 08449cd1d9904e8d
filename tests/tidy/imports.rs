//! Who may import whom: the arrows of the README's architecture section.

use crate::paths::{self, Named, module};
use crate::sources::{Source, sources};

/// Each part of the crate and the parts it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("heap", &[]),
    ("text", &[]),
    ("nlp", &["text"]),
    ("article", &["text", "nlp"]),
    ("clock", &[]),
    ("budget", &[]),
    ("keys", &[]),
    ("config", &[]),
    ("telemetry", &["config"]),
    ("store", &["article", "nlp", "text"]),
    ("outbound", &[]),
    ("fetch", &["article", "outbound"]),
    ("intake", &["article", "fetch"]),
    ("notify", &["article", "store", "clock", "outbound"]),
    ("ingest", &["article", "nlp", "store", "clock", "budget"]),
    (
        "api",
        &[
            "ingest", "notify", "outbound", "fetch", "intake", "store", "article", "nlp", "text", "clock", "budget",
            "keys",
        ],
    ),
    (
        "app",
        &[
            "api",
            "ingest",
            "notify",
            "outbound",
            "fetch",
            "store",
            "article",
            "nlp",
            "text",
            "clock",
            "budget",
            "keys",
            "config",
            "telemetry",
        ],
    ),
    (
        "cli",
        &[
            "heap",
            "app",
            "api",
            "ingest",
            "outbound",
            "fetch",
            "store",
            "article",
            "nlp",
            "text",
            "clock",
            "budget",
            "keys",
            "config",
            "telemetry",
        ],
    ),
];

/// The floors of the engine, from the ground up: each room may import those of lower floors, and none of its own.
const FLOORS: &[&[&str]] = &[
    &["error", "halt", "analysis"],
    &["limits", "lexicon"],
    &["normalize", "token"],
    &["sentence"],
    &["morph"],
    &["syntax"],
    &["document"],
    &["tagger"],
    &["encoder"],
    &["entity", "figure", "quote"],
    &["claim"],
    &["sentiment"],
    &["engine"],
];

/// Crates that only some parts may name.
const CRATES: &[(&str, &[&str])] = &[
    ("actix_http", &["api"]),
    ("actix_service", &["api"]),
    ("actix_web", &["api", "app", "bin"]),
    ("utoipa", &["api"]),
    ("utoipa_actix_web", &["api"]),
    ("utoipa_swagger_ui", &["api"]),
    ("serde_json", &["api", "store", "fetch", "intake", "cli", "bin"]),
    ("sled", &["store"]),
    ("fjall", &["store"]),
    ("tantivy", &["store"]),
    ("dom_query", &["fetch"]),
    ("dom_smoothie", &["fetch"]),
    ("encoding_rs", &["fetch"]),
    ("feed_rs", &["fetch"]),
    ("tokio", &["api", "app", "cli", "fetch", "ingest", "notify", "outbound", "budget", "store", "bin"]),
    ("clap", &["cli", "bin"]),
    ("reqwest", &["outbound"]),
    ("rustls", &["outbound", "store"]),
    ("tokio_postgres", &["store"]),
    ("deadpool_postgres", &["store"]),
    ("tokio_postgres_rustls", &["store"]),
    ("toml", &["config", "keys"]),
];

/// `src/nlp/claim/mod.rs` -> `nlp`; `src/ingest.rs` -> `ingest`; `src/bin/x.rs` -> `bin`.
fn part(source: &Source) -> &str {
    source.path.trim_start_matches("src/").split(['/', '.']).next().unwrap()
}

/// The floor of a room of the engine.
fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The paths by which a file of the engine reaches up, or to a room beside its own. `shown` are the names that `nlp`
/// shows of its rooms. A path that leads to `nlp` and names no room there reaches all of them.
fn upward(file: &str, text: &str, shown: &[Named]) -> Vec<String> {
    let module = module(file);
    let Some((own, height)) = module.get(1).and_then(|room| Some((room, floor(room)?))) else {
        return vec![format!("{file} belongs to no floor")];
    };
    let room_of = |named: &Named| {
        let second = named.path.get(1)?;
        let shown = shown.iter().find(|shown| shown.name == *second).and_then(|shown| shown.path.get(1));
        Some(shown.unwrap_or(second).clone())
    };
    let mut wrong = Vec::new();
    for named in paths::named(text, &module) {
        if named.path.first().is_none_or(|part| part != "nlp") {
            continue;
        }
        let room = room_of(&named);
        let below = room.as_deref().and_then(floor).is_some_and(|floor| floor < height);
        if !below && room.as_ref() != Some(own) {
            wrong.push(format!("{file}:{} imports {}", named.line, named.path.join("::")));
        }
    }
    wrong
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

/// Whether a line of code has a path into a crate.
fn names(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
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
        for named in paths::named(&source.text, &module(&source.path)) {
            let name = named.path.first().map_or("", String::as_str);
            if known(name).is_none_or(|(name, _)| name != own && !below.contains(name)) {
                wrong.push(format!("{}:{} imports {}", source.path, named.line, named.path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows only point down:\n  {}", wrong.join("\n  "));
}

#[test]
fn a_stage_imports_only_earlier_stages() {
    let all = sources(&["src/nlp"]);
    let (roof, rooms): (Vec<_>, Vec<_>) = all.iter().partition(|source| source.path == "src/nlp/mod.rs");
    let shown: Vec<Named> = roof.iter().flat_map(|source| paths::named(&source.text, &module(&source.path))).collect();
    assert!(shown.iter().any(|named| named.name == "Engine"), "the names that nlp shows are read");
    let upward: Vec<String> = rooms.iter().flat_map(|source| upward(&source.path, &source.text, &shown)).collect();
    assert_eq!(upward.len(), 0, "arrows of the engine that point up:\n  {}", upward.join("\n  "));
}

#[test]
fn an_arrow_that_points_up_is_found_however_it_is_written() {
    let shown = paths::named("pub use engine::Engine;\npub use error::DataError;", &module("src/nlp/mod.rs"));
    let file = "src/nlp/quote/lexicon.rs";
    for (text, reason) in [
        ("use crate::nlp::claim::Scene;", "a path"),
        ("use super::super::claim::Scene;", "a path by the modules above"),
        ("use crate::nlp::{\n    error::DataError,\n    claim::Scene,\n};", "braces over several lines"),
        ("use crate::{nlp::{error::DataError, sentiment::{Scene}}, text::Span};", "braces in braces"),
        ("use super::{super::claim::Scene, cue};", "braces after a module above"),
        ("pub(crate) use crate::nlp::claim::Scene;", "a public import"),
        ("fn read(scene: &crate::nlp::claim::Scene) {}", "a path in code"),
        ("fn read() {\n    super::super::sentiment::read();\n}", "a path in an expression"),
        ("use crate::nlp::figure::Figure;", "a room of the same floor"),
        ("use crate::nlp::Engine;", "a name that nlp shows of a higher room"),
        ("use crate::nlp::engine::Stage as Step;", "a new name"),
        ("use super::super::*;", "everything"),
        ("use super::super as nlp;", "the whole engine"),
    ] {
        assert_eq!(upward(file, text, &shown).len(), 1, "{reason}: {text}");
    }
    for (text, reason) in [
        ("use super::super::{\n    error::DataError,\n    morph::{Mood, Pos},\n};", "rooms below"),
        ("use crate::nlp::DataError;", "a name that nlp shows of a lower room"),
        ("use super::cue::Cue;", "a file of the same room"),
        ("use super::*;", "everything of the same room"),
        ("use crate::text::Span;", "another part of the crate"),
        ("#[cfg(test)]\nmod tests {\n    use crate::nlp::Engine;\n}", "a test"),
    ] {
        assert_eq!(upward(file, text, &shown), [""; 0], "{reason}: {text}");
    }
    assert_eq!(upward("src/nlp/attic/mod.rs", "", &shown), ["src/nlp/attic/mod.rs belongs to no floor"]);
}

#[test]
fn a_crate_is_named_only_where_it_belongs() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]) {
        let own = part(&source);
        for (number, line) in code(&source) {
            for (name, allowed) in CRATES {
                if names(line, name) && !allowed.contains(&own) {
                    wrong.push(format!("{}:{number} names {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "only api knows HTTP, only store knows a database:\n  {}", wrong.join("\n  "));
}

#[test]
fn an_engine_of_the_store_is_named_only_in_its_own_folder() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]).into_iter().filter(|source| !source.path.starts_with("src/store/embedded/engine/"))
    {
        for (number, line) in code(&source) {
            for name in ["sled", "fjall"] {
                if names(line, name) {
                    wrong.push(format!("{}:{number} names {name}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "what is above the engines is the same code for all:\n  {}", wrong.join("\n  "));
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
