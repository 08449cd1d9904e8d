//! Measures which labelled spans of a corpus figures overlap: recall by label, and what is missed.
//!
//! `measure-figures [--missed] FILE.jsonl LABEL…` reads one document a line, `{"text": …, "mentions": [{"start": …,
//! "end": …, "type": LABEL}]}` with positions in code points (the form in which `SmartData` is kept), and counts a
//! mention as found when any figure overlaps it; values are not judged. `--missed` lists the others with their
//! surroundings, a line each: label, tab, text with the mention in brackets.

use std::process::ExitCode;

use pressespiegel::nlp::{Document, Engine};
use pressespiegel::text::{OffsetUnit, TextIndex};
use serde_json::Value;

const USAGE: &str = "usage: measure-figures [--missed] FILE.jsonl LABEL…";

/// How many code points are shown on either side of a missed mention.
const AROUND: usize = 25;

/// Mentions of one label.
#[derive(Default)]
struct Count {
    found: usize,
    all: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let missed = arguments.first().is_some_and(|a| a == "--missed");
    if missed {
        arguments.remove(0);
    }
    let Some((file, labels)) = arguments.split_first().filter(|(_, labels)| !labels.is_empty()) else {
        return Err(USAGE.into());
    };
    let corpus = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let engine = Engine::new().map_err(|e| e.to_string())?;
    let mut counts: Vec<Count> = labels.iter().map(|_| Count::default()).collect();
    for (line, document) in corpus.lines().enumerate().filter(|(_, l)| !l.is_empty()) {
        let document: Value = serde_json::from_str(document).map_err(|e| format!("{file}, line {}: {e}", line + 1))?;
        read(&engine, &document, labels, &mut counts, missed);
    }
    let mut whole = Count::default();
    for (label, count) in labels.iter().zip(&counts) {
        print(label, count);
        whole.found += count.found;
        whole.all += count.all;
    }
    print("together", &whole);
    Ok(())
}

fn print(label: &str, count: &Count) {
    println!("{label}: {} of {}, {:.4}", count.found, count.all, count.found as f64 / count.all.max(1) as f64);
}

/// Adds the mentions of one document; what the form lacks counts as absent.
fn read(engine: &Engine, document: &Value, labels: &[String], counts: &mut [Count], missed: bool) {
    let text = document["text"].as_str().unwrap_or_default();
    let index = TextIndex::new(text, OffsetUnit::CodePoint);
    let figures: Vec<(usize, usize)> =
        engine.analyze(Document::new(text)).figures.iter().map(|f| index.span(f.span)).collect();
    for mention in document["mentions"].as_array().into_iter().flatten() {
        let Some(label) = labels.iter().position(|l| mention["type"] == l.as_str()) else { continue };
        let place = |key: &str| mention[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let (start, end) = (place("start"), place("end"));
        let found = figures.iter().any(|f| f.0 < end && start < f.1);
        counts[label].all += 1;
        counts[label].found += usize::from(found);
        if missed && !found {
            let part = |from: usize, to: usize| {
                let shown = text.chars().skip(from).take(to.saturating_sub(from));
                shown.map(|c| if c == '\n' { '|' } else { c }).collect::<String>()
            };
            let before = part(start.saturating_sub(AROUND), start);
            println!("{}\t{before}[{}]{}", labels[label], part(start, end), part(end, end + AROUND));
        }
    }
}
