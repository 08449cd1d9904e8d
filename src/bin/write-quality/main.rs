//! Writes what was measured where it is shown: the data file of `/v1/capabilities` and the README's table.
//!
//! `write-quality < MEASURED` reads the last lines of scorers, each with the profile before it: `accurate articles
//! entities_f1=0.9796 speakers=24/24`. `measures.tsv` says which of their figures are shown and as what. Figures that were
//! not measured this time are left out, so that all that is shown is of one engine. No figure is typed by hand.

mod table;

use std::collections::HashMap;
use std::io::Read as _;
use std::process::ExitCode;

use table::{BEGIN, END, Row};

const MEASURES: &str = include_str!("measures.tsv");
const DATA: &str = "src/api/routes/quality.tsv";
const README: &str = "README.md";
const HEAD: &str = "\
# Measured quality: measure, profile, value (a share of 1), what was measured, on which texts, whose they are.
# Written by `write-quality` from what scorers print. Source: own (Apache-2.0).
";

fn main() -> ExitCode {
    match run() {
        Ok(rows) => {
            println!("{rows} figures are written to {DATA} and {README}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<usize, String> {
    let mut measured = String::new();
    std::io::stdin().read_to_string(&mut measured).map_err(|error| format!("standard input: {error}"))?;
    let rows = rows(&figures(&measured)?)?;
    let lines = rows.iter().map(|row| {
        let Row { measure, profile, value, what, texts, whose } = row;
        format!("{measure}\t{profile}\t{value}\t{what}\t{texts}\t{whose}\n")
    });
    let data = format!("{HEAD}{}", lines.collect::<String>());
    std::fs::write(DATA, data).map_err(|error| format!("{DATA}: {error}"))?;
    let readme = std::fs::read_to_string(README).map_err(|error| format!("{README}: {error}"))?;
    let (before, rest) = readme.split_once(BEGIN).ok_or_else(|| format!("{README}: {BEGIN:?} is missing"))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| format!("{README}: {END:?} is missing"))?;
    let readme = format!("{before}{BEGIN}{}{END}{after}", table::table(&rows));
    std::fs::write(README, readme).map_err(|error| format!("{README}: {error}"))?;
    Ok(rows.len())
}

/// The figures by profile, scorer and metric.
fn figures(measured: &str) -> Result<HashMap<(&str, &str, &str), f64>, String> {
    let mut figures = HashMap::new();
    for (number, line) in measured.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let (Some(profile @ ("accurate" | "fast")), Some(scorer)) = (words.next(), words.next()) else {
            return Err(format!("line {}: it begins with no profile and scorer: {line}", number + 1));
        };
        for word in words {
            let Some((metric, value)) = word.split_once('=') else { continue };
            let share = match value.split_once('/') {
                Some((right, all)) => right.parse::<f64>().ok().zip(all.parse::<f64>().ok()).map(|(r, a)| r / a),
                None => value.parse().ok(),
            };
            if let Some(share) = share.filter(|share| share.is_finite()) {
                figures.insert((profile, scorer, metric), share);
            }
        }
    }
    Ok(figures)
}

fn rows(figures: &HashMap<(&str, &str, &str), f64>) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for (number, line) in MEASURES.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [scorer, metric, measure, what, texts, whose] = columns[..] else {
            return Err(format!("measures.tsv, line {}: it has not six columns", number + 1));
        };
        for profile in ["accurate", "fast"] {
            if let Some(share) = figures.get(&(profile, scorer, metric)) {
                rows.push(Row {
                    measure: measure.into(),
                    profile: profile.into(),
                    value: format!("{share:.3}"),
                    what: what.into(),
                    texts: texts.into(),
                    whose: whose.into(),
                });
            }
        }
    }
    if rows.is_empty() { Err("no figure of measures.tsv was measured".into()) } else { Ok(rows) }
}
