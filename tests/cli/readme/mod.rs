//! The README's commands are run, and what stands below them as their answer is what they answer.
//!
//! `UPDATE_README=1 cargo test --test cli readme` writes the present answers into it, cut to what was shown before.

mod answer;

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output};

use crate::Served;

/// The address that the README's commands name.
const SHOWN: &str = "http://127.0.0.1:8080";

/// How a newcomer calls the program before it is installed.
const FROM_SOURCE: &str = "cargo run --release --";

/// What is not run here, and what sees to it instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cargo test", "this test is part of it; `.ci/run` runs just this command"),
    ("FUZZ_CASES=", "a short run of these tests belongs to `cargo test`; `.ci/run` runs the script below it"),
    ("pressespiegel store stat", "it needs an archive that no service runs on; `tests/cli/store.rs` has one"),
    ("pressespiegel store migrate", "it needs PostgreSQL; `tests/store/copy.rs` starts one and runs them"),
    ("pressespiegel store migrate --citus", "it needs Citus; `tests/store/rolling.rs` has a stand-in for it"),
    ("export PRESSESPIEGEL_KEY=", "it needs a Docker engine; `docker/proxy/replicas.sh` runs the same without one"),
    ("pressespiegel watch", "it needs a site with a feed; `tests/cli/watch.rs` has one"),
    (
        "pip install",
        "it needs package registries; `tests/clients/run.sh` does it where they are, and calls the clients",
    ),
    ("docker compose", "it needs a Docker engine; `docker/check.sh` builds and starts the image without one"),
];

/// A `sh` block.
#[derive(Debug)]
struct Block {
    command: String,
    /// Where the lines of the answer stand that follows it, if one does.
    answer: Option<Range<usize>>,
}

fn path() -> String {
    format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut i = 0;
    let close = |from: usize| from + lines[from..].iter().position(|l| *l == "```").unwrap();
    while i < lines.len() {
        if lines[i] != "```sh" {
            i += 1;
            continue;
        }
        let end = close(i + 1);
        let command = lines[i + 1..end].join("\n");
        i = end + 1;
        let next = lines[i..].iter().position(|l| !l.is_empty()).map(|n| i + n);
        let open = next.filter(|n| matches!(lines[*n], "```json" | "```text"));
        let answer = open.map(|open| open + 1..close(open + 1));
        if let Some(answer) = &answer {
            i = answer.end + 1;
        }
        found.push(Block { command, answer });
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

/// A directory to run commands in, with what a clone of the repository and an installed program would have.
fn workplace() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let link = |from: &str, to: &str| std::os::unix::fs::symlink(from, place.path().join(to)).unwrap();
    link(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"), "tests");
    std::fs::create_dir(place.path().join("bin")).unwrap();
    link(env!("CARGO_BIN_EXE_pressespiegel"), "bin/pressespiegel");
    place
}

/// The command as it can be run here: a service is started on a free port, seen to listen, and ended.
fn runnable(command: &str) -> String {
    let mut script = String::from("set -e\n");
    for line in command.replace(FROM_SOURCE, "pressespiegel").lines() {
        let Some((_, arguments)) = line.split_once("pressespiegel serve") else {
            let _ = writeln!(script, "{line}");
            continue;
        };
        let arguments: Vec<_> = arguments.split('#').next().unwrap().split_whitespace().collect();
        let at = arguments.iter().position(|word| *word == "--listen");
        let others = arguments.iter().enumerate().filter(|(i, _)| at.is_none_or(|at| *i != at && *i != at + 1));
        let others: Vec<_> = others.map(|(_, word)| *word).collect();
        let _ = writeln!(
            script,
            "pressespiegel serve --listen 127.0.0.1:0 {} >address & service=$!\n\
             until grep -q '^listening on' address; do kill -0 $service; sleep 0.1; done\n\
             kill $service; wait $service || true",
            others.join(" ")
        );
    }
    script
}

fn run(script: &str, place: &Path) -> Output {
    let path = format!("{}/bin:{}", place.display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["-c", script]).current_dir(place).env_clear().env("PATH", path).env("HOME", place).output().unwrap()
}

/// What is wrong with the answer that is shown, if anything; and what should be shown. What is right stays as it is, but
/// for its layout.
fn checked(shown: &str, answer: &str) -> (Option<String>, String) {
    if let (Some(shown), Some(answer)) = (answer::parse(shown), answer::parse(answer)) {
        return match answer::compare(&shown, &answer, "") {
            Ok(()) => (None, answer::laid_out(&shown)),
            Err(wrong) => (Some(wrong), answer::laid_out(&answer::cut(Some(&shown), &answer))),
        };
    }
    if lasting(shown) == lasting(answer) {
        return (None, shown.to_owned());
    }
    (Some(format!("it answers\n{answer}")), answer.trim_end().to_owned())
}

#[test]
fn every_command_of_the_readme_runs_and_gives_the_answer_below_it() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("NOT RUN: the README's commands, because curl is not installed");
        return;
    }
    let readme = std::fs::read_to_string(path()).unwrap();
    let lines: Vec<&str> = readme.lines().collect();
    let blocks = blocks(&lines);
    let answered = blocks.iter().filter(|block| block.answer.is_some()).count();
    assert!(answered >= 8, "the README shows only {answered} answers");
    for (command, instead) in ELSEWHERE {
        assert!(
            blocks.iter().any(|block| block.command.contains(command)),
            "no {command} is there, which is: {instead}"
        );
    }
    let place = workplace();
    let served = Served::start(&place.path().join("data"), &["--reanalyze-automatic", "off"]);
    let mut wrong = String::new();
    let mut fresh: Vec<(Range<usize>, String)> = Vec::new();
    for Block { command, answer } in &blocks {
        if ELSEWHERE.iter().any(|(elsewhere, _)| command.contains(elsewhere)) {
            continue;
        }
        let script = runnable(command).replace(SHOWN, &served.url);
        // What asks no service has an archive and keys of its own.
        let own = (!command.contains("curl ")).then(workplace);
        let output = run(&script, own.as_ref().unwrap_or(&place).path());
        assert!(output.status.success(), "{command}\nfails: {}", String::from_utf8_lossy(&output.stderr));
        let Some(range) = answer else { continue };
        let given = String::from_utf8(output.stdout).unwrap().replace(&served.url, SHOWN).replace('\r', "");
        let (why, better) = checked(&lines[range.clone()].join("\n"), &given);
        if let Some(why) = why {
            let _ = writeln!(wrong, "{command}\n  {why}\n");
        }
        fresh.push((range.clone(), better));
    }
    if std::env::var_os("UPDATE_README").is_some() {
        let mut kept: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for (range, better) in fresh.into_iter().rev() {
            kept.splice(range, [better]);
        }
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

#[test]
fn a_service_of_the_readme_is_started_on_a_free_port() {
    let script = runnable("export A=b\npressespiegel serve --listen 0.0.0.0:8080 --open   # for all");
    assert!(script.contains("\npressespiegel serve --listen 127.0.0.1:0 --open >address &"), "{script}");
    assert!(runnable("cargo run --release -- analyze a").contains("\npressespiegel analyze a\n"));
}
