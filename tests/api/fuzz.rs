//! Everything that a stranger can send, damaged at random: no answer is a failure of the service, and what is answered
//! about a text is true of it.
//!
//! A short run belongs to every test run. A long one:  `FUZZ_CASES=100000 cargo test --release --test api fuzz`
//! What a case is made from lies in `fuzz/`, one seed a line, beside the pages, texts and patterns of other tests.

use std::fmt::Write as _;
use std::path::Path;

use pressespiegel::store::TextQuery;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::app::{Answer, TestApp, read, spawn_app};
use crate::offsets;

/// What is set into a seed: characters that have made trouble somewhere.
const FRAGMENTS: &[&str] = &[
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "ß",
    "ẞ",
    "İ",
    "🦀",
    "👩‍👩‍👧",
    "\u{10ffff}",
    "\0",
    "\u{1}",
    "\r\n",
    "\n\n",
    "\u{2028}",
    "\t",
    " ",
    "„",
    "“",
    "»",
    "'",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    "&bdquo;",
    "&#0;",
    "</p>",
    "-",
    "–",
    "*",
    ":",
    "\\",
    "\\ud800",
    "\\u0000",
    ",",
    ".",
    "…",
    "1e999",
    "-0",
    "9999999999999999999999",
    "%",
    "€",
    "null",
    "[[[[",
    "und",
    "laut",
    "sagte",
    "AND",
    "title:",
];

/// One step from a seed to something else; places are told as shares of what is there.
#[derive(Debug, Clone)]
enum Step {
    Delete(Index, Index),
    Repeat(Index, Index, usize),
    Reverse(Index, Index),
    Insert(Index, &'static str),
    Replace(Index, &'static str),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (place, fragment) = (any::<Index>, || select(FRAGMENTS));
    let step = prop_oneof![
        (place(), place()).prop_map(|(from, to)| Step::Delete(from, to)),
        (place(), place(), 2..6usize).prop_map(|(from, to, times)| Step::Repeat(from, to, times)),
        (place(), place()).prop_map(|(from, to)| Step::Reverse(from, to)),
        (place(), fragment()).prop_map(|(at, what)| Step::Insert(at, what)),
        (place(), fragment()).prop_map(|(at, what)| Step::Replace(at, what)),
    ];
    proptest::collection::vec(step, 0..8)
}

/// The seed after these steps, never longer than some pages.
fn damaged(seed: &str, steps: &[Step]) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for step in steps {
        let places = text.len() + 1;
        let range = |from: &Index, to: &Index| {
            let (from, to) = (from.index(places), to.index(places));
            from.min(to)..from.max(to)
        };
        match step {
            Step::Delete(from, to) => drop(text.drain(range(from, to))),
            Step::Repeat(from, to, times) => {
                let range = range(from, to);
                let again = text[range.clone()].repeat(*times);
                text.splice(range.end..range.end, again);
            }
            Step::Reverse(from, to) => text[range(from, to)].reverse(),
            Step::Insert(at, what) => drop(text.splice(at.index(places)..at.index(places), what.chars())),
            Step::Replace(at, what) => {
                let at = at.index(places);
                let end = (at + what.chars().count()).min(text.len());
                drop(text.splice(at..end, what.chars()));
            }
        }
        text.truncate(20_000);
    }
    text.into_iter().collect()
}

/// The seeds of a file in `fuzz/`: a line each, `\n` and the like written as in JSON.
fn seeds(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/fuzz").join(name);
    let lines = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let seed = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{name}: {e}: {line}"));
    lines.lines().map(seed).collect()
}

/// Sends damaged seeds to a service of its own and holds each answer to `check`.
fn fuzz(seeds: Vec<String>, send: &impl AsyncFn(&TestApp, &str) -> Answer, check: impl Fn(&str, &Answer)) {
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(96);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let runtime = Runtime::new().expect("threads");
    let app = runtime.block_on(spawn_app());
    let strategy = (select(seeds), steps());
    let ran = TestRunner::new(config).run(&strategy, |(seed, steps)| {
        let input = damaged(&seed, &steps);
        let answer = runtime.block_on(send(&app, &input));
        prop_assert!(answer.status < 500, "{}: {:?}", answer.status, answer.text());
        check(&input, &answer);
        Ok(())
    });
    if let Err(failed) = ran {
        panic!("{failed}");
    }
}

/// As it may stand in an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "%{byte:02X}");
        all
    })
}

/// A mistake is told as a problem that says where.
#[track_caller]
fn is_problem_with_places(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    let problem = answer.json();
    let told = problem["errors"].as_array().is_some_and(|errors| !errors.is_empty());
    assert!(told || problem["detail"].is_string(), "{problem}");
}

fn texts() -> Vec<String> {
    let patterns = include_str!("../nlp/worst.jsonl").lines().map(|line| {
        let pattern: String = serde_json::from_str(line).expect("a pattern is a JSON string");
        pattern.repeat(40)
    });
    let article = include_str!("../load/article.txt").to_owned();
    patterns.chain([article]).chain(seeds("texts.jsonl")).collect()
}

#[test]
fn any_text_is_analysed_and_what_is_said_of_it_is_true_of_it() {
    let send =
        async |app: &TestApp, text: &str| app.post("/v1/analyze", &json!({"text": text, "language": "de"})).await;
    fuzz(texts(), &send, |text, answer| {
        if answer.status != 200 {
            return is_problem_with_places(answer);
        }
        offsets::check(&answer.json(), text, "codepoint");
    });
}

#[test]
fn any_body_is_an_article_or_a_problem() {
    let send = async |app: &TestApp, body: &str| app.post_text("/v1/articles", body).await;
    fuzz(seeds("articles.jsonl"), &send, |_, answer| {
        if !matches!(answer.status, 200 | 201) {
            is_problem_with_places(answer);
        }
    });
}

#[test]
fn any_page_is_an_article_or_a_problem() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/fetched");
    let files = std::fs::read_dir(folder).expect("the pages").map(|file| file.expect("a page").path());
    let mut pages: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "html")).collect();
    pages.sort();
    let pages = pages.iter().map(|file| String::from_utf8_lossy(&std::fs::read(file).expect("a page")).into_owned());
    let send = async |app: &TestApp, page: &str| app.post("/v1/articles", &json!({"html": page})).await;
    fuzz(pages.collect(), &send, |_, answer| {
        if !matches!(answer.status, 200 | 201) {
            is_problem_with_places(answer);
        }
    });
}

#[test]
fn any_lines_are_answered_line_by_line() {
    let send = async |app: &TestApp, body: &str| {
        let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
        read(request.body(body.to_owned())).await
    };
    let lines = seeds("articles.jsonl").join("\n");
    fuzz(vec![lines.clone(), lines.replace('\n', "\r\n")], &send, |body, answer| {
        let results: Vec<Value> =
            answer.text().lines().map(|line| serde_json::from_str(line).expect("a result is JSON")).collect();
        let expected = body.split('\n').filter(|line| !line.trim_matches([' ', '\t', '\r']).is_empty()).count();
        assert_eq!(results.len(), expected, "{body:?}");
        assert!(
            results.iter().all(|result| result["status"].as_u64().is_some_and(|status| status < 500)),
            "{results:?}"
        );
    });
}

#[test]
fn any_query_is_understood_or_refused_with_its_place() {
    let send = async |app: &TestApp, query: &str| app.get(&format!("/v1/claims?q={}", encoded(query))).await;
    fuzz(seeds("queries.jsonl"), &send, |query, answer| match TextQuery::parse(query) {
        Ok(_) => assert!(matches!(answer.status, 200 | 400), "{}", answer.text()),
        Err(_) => is_problem_with_places(answer),
    });
}

#[test]
fn any_cursor_continues_a_list_or_is_refused() {
    let cursor = async |app: &TestApp| {
        for n in 0..3 {
            app.take_in(&json!({"text": format!("„Es wird {n} Grad warm“, sagte Jan Kurz.")})).await;
        }
        let page = app.get("/v1/claims?limit=1").await.ok(200);
        page["next"].as_str().expect("another page").to_owned()
    };
    let cursor = Runtime::new().expect("threads").block_on(async { cursor(&spawn_app().await).await });
    let send = async |app: &TestApp, cursor: &str| {
        let lists = ["claims", "articles", "figures", "entities", "lexicon", "lexicon/versions", "figures/conflicts"];
        let list = lists[cursor.len() % lists.len()];
        app.get(&format!("/v1/{list}?cursor={}", encoded(cursor))).await
    };
    fuzz(vec![cursor, String::new(), "AAAAAAAAAAAAAAAA".into()], &send, |_, answer| match answer.status {
        200 => {}
        _ => is_problem_with_places(answer),
    });
}
