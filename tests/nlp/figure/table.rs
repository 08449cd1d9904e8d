//! Sentences of our own with the figures in them, one a line: `text TAB figures`, or `-` for none.

use super::{Stage, notations, published};

const CASES: &str = include_str!("cases.tsv");
const MEASURES: &str = include_str!("measures.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| l.split_once('\t').expect("text TAB figures"))
}

#[test]
fn every_sentence_of_the_table_is_read_as_the_table_says() {
    let stage = Stage::new();
    let wrong: Vec<String> = rows(CASES)
        .filter_map(|(text, want)| {
            let got = notations(text, &stage.read_of(text, Some(published())));
            (got != want).then(|| format!("{text}\n  want {want}\n   got {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_table_is_as_large_as_promised() {
    let cases: Vec<_> = rows(CASES).collect();
    assert!(cases.len() >= 400, "{} cases", cases.len());
    assert!(cases.iter().filter(|c| c.1 == "-").count() >= 100, "at least 100 sentences hold no figure");
    assert!(cases.iter().filter(|c| c.1.contains(" ; ")).count() >= 30, "at least 30 sentences hold several figures");
}

#[test]
fn figures_say_what_they_measure() {
    let stage = Stage::new();
    for (text, want) in rows(MEASURES) {
        let figures = stage.read_of(text, None);
        let got: Vec<&str> = figures.iter().map(|f| f.measures.as_deref().unwrap_or("-")).collect();
        assert_eq!(got.join(" ; "), want, "{text}");
    }
}

#[test]
fn without_a_date_of_publication_relative_dates_have_no_period() {
    let stage = Stage::new();
    for text in
        ["Gestern regnete es.", "Am Dienstag streikt die Bahn.", "Vor zwei Jahren begann es.", "Im Mai wird gewählt."]
    {
        let figures = stage.read(text);
        assert_eq!(figures.len(), 1, "{text}");
        assert_eq!(figures[0].period, None, "{text}");
    }
}
