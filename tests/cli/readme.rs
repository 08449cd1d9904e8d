//! The README's curl commands give the answers that stand below them.
//!
//! `UPDATE_README=1 cargo test --test cli readme` writes the present answers into it.

use std::fmt::Write as _;
use std::process::Command;

use crate::Served;

/// The address that the README's commands name.
const SHOWN: &str = "http://127.0.0.1:8080";

/// One command with the answer below it.
struct Example {
    command: String,
    /// Where the answer's lines stand in the README.
    answer: std::ops::Range<usize>,
}

fn path() -> String {
    format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))
}

/// A `sh` block whose first line begins with `curl` or sets a variable by it, and the block that follows it.
fn examples(lines: &[&str]) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut setup = String::new();
    let mut i = 0;
    while i < lines.len() {
        if lines[i] != "```sh" {
            i += 1;
            continue;
        }
        let end = i + 1 + lines[i + 1..].iter().position(|l| *l == "```").unwrap();
        let command = lines[i + 1..end].join("\n");
        i = end + 1;
        if !command.contains("curl ") {
            continue;
        }
        let next = lines[i..].iter().position(|l| l.starts_with("```"));
        let answered = next.map(|n| i + n).filter(|n| lines[*n] == "```json" || lines[*n] == "```text");
        let Some(open) = answered.filter(|n| lines[i..*n].iter().all(|l| l.is_empty())) else {
            // A command without an answer prepares the later ones.
            let _ = writeln!(setup, "{command}");
            continue;
        };
        let close = open + 1 + lines[open + 1..].iter().position(|l| *l == "```").unwrap();
        found.push(Example { command: format!("{setup}{command}"), answer: open + 1..close });
        i = close + 1;
    }
    found
}

/// The answer without what differs from run to run: ids, moments, hashes.
fn lasting(answer: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.bytes().filter(|b| *b == b'-').count() == 4;
    let is_hash = |word: &str| word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_moment = |word: &str| word.len() > 19 && word.ends_with('Z') && word.as_bytes()[10] == b'T';
    let mut out = String::new();
    for word in answer.split_inclusive(|c: char| !(c.is_alphanumeric() || "-.:".contains(c))) {
        let bare = word.trim_end_matches(|c: char| !(c.is_alphanumeric() || "-.".contains(c)));
        let rest = &word[bare.len()..];
        let parts: Vec<_> = bare.split(':').map(|p| if is_id(p) || is_hash(p) { "*" } else { p }).collect();
        out.push_str(&if is_moment(bare) { "*".to_owned() } else { parts.join(":") });
        out.push_str(rest);
    }
    out.trim_end().to_owned()
}

#[test]
fn every_curl_of_the_readme_gives_the_answer_below_it() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("NOT RUN: the README's curl commands, because curl is not installed");
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--reanalyze-automatic", "off"]);
    let readme = std::fs::read_to_string(path()).unwrap();
    let lines: Vec<&str> = readme.lines().collect();
    let examples = examples(&lines);
    assert!(examples.len() >= 25, "the README shows only {} routes", examples.len());

    let mut fresh: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    let mut wrong = String::new();
    for example in &examples {
        let command = example.command.replace(SHOWN, &served.url);
        let output = Command::new("bash").args(["-c", &command]).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let answer = String::from_utf8(output.stdout).unwrap().replace(&served.url, SHOWN).replace('\r', "");
        let shown = lines[example.answer.clone()].join("\n");
        if lasting(&answer) != lasting(&shown) {
            let _ = writeln!(wrong, "{}\n  answers {answer}\n  README says {shown}\n", example.command);
        }
        for line in example.answer.clone() {
            fresh[line].clear();
        }
        fresh[example.answer.start] = answer.trim_end().to_owned();
    }
    if std::env::var_os("UPDATE_README").is_some() {
        let answers: Vec<_> = examples.iter().map(|e| e.answer.clone()).collect();
        let continues = |i: usize| answers.iter().any(|a| i > a.start && i < a.end);
        let kept: Vec<_> = fresh.iter().enumerate().filter(|(i, _)| !continues(*i)).map(|(_, l)| l.as_str()).collect();
        std::fs::write(path(), kept.join("\n") + "\n").unwrap();
        return;
    }
    assert!(wrong.is_empty(), "run UPDATE_README=1 cargo test --test cli readme\n{wrong}");
}

#[test]
fn what_differs_from_run_to_run_is_left_out_of_the_comparison() {
    let first = r#"{"id":"01a200a8-2582-70ba-beb9-a98f57c3e2a0:c1","at":"2026-11-22T00:29:09.378103309Z","n":1}"#;
    let second = r#"{"id":"01a200a9-2582-70ba-beb9-a98f57c3e2a1:c1","at":"2026-11-22T00:30:09.378103Z","n":1}"#;
    assert_eq!(lasting(first), lasting(second));
    assert_ne!(lasting(first), lasting(&second.replace("c1", "c2")));
    assert_ne!(lasting(first), lasting(&second.replace("\"n\":1", "\"n\":2")));
}
