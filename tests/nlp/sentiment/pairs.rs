//! Minimal pairs: two sentences that differ in a word, and of which one must sound better than the other.

use std::collections::BTreeSet;

use pressespiegel::nlp::{Document, Engine};

use super::quality::{Bench, plain};

/// How much better the better sentence must score.
const MARGIN: f64 = 0.05;

#[test]
fn of_a_minimal_pair_the_better_sentence_scores_higher() {
    let engine = Engine::new().expect("the engine loads");
    let score = |text: &str| engine.analyze(Document::new(text)).sentiment.document.score;
    let rows: Vec<Vec<&str>> = rows(include_str!("pairs.tsv"));
    assert!(rows.len() >= 100, "{} pairs", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let (better, worse) = (score(row[0]), score(row[1]));
        if better < worse + MARGIN {
            wrong.push(format!("{better} {} / {worse} {} ({})", row[0], row[1], row[2]));
        }
    }
    assert!(wrong.is_empty(), "{} pairs are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let distinct: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(distinct.len(), rows.len(), "a pair stands twice");
}

#[test]
fn blame_and_praise_fall_on_whom_they_are_meant_for() {
    let bench = Bench::new();
    let mut wrong = Vec::new();
    for row in rows(include_str!("voices.tsv")) {
        // All names are given, as the engine would: evidence beside one name must not fall on another.
        let names = ["Anna Kern", "Paul Rost"];
        let at = names.iter().position(|n| *n == row[1]).unwrap_or_else(|| panic!("no such name: {}", row[1]));
        let got = plain(bench.targets(row[0], &names)[at].overall.label);
        if got.as_str() != row[2] {
            wrong.push(format!("{}: {} is {got}, not {}", row[0], row[1], row[2]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn praise_in_a_quotation_is_not_the_author_s() {
    let bench = Bench::new();
    let said = &bench.targets("„Voltag ist hervorragend“, sagte Anna Kern.", &["Voltag"])[0];
    assert!(said.quoted.is_some_and(|s| s.score > 0.0) && said.author.is_none(), "{said:?}");
    let written = &bench.targets("Voltag ist hervorragend.", &["Voltag"])[0];
    assert!(written.author.is_some_and(|s| s.score > 0.0) && written.quoted.is_none(), "{written:?}");
}

fn rows(text: &'static str) -> Vec<Vec<&'static str>> {
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(|l| l.split('\t').collect()).collect()
}
