//! Measures the engine on one core: load time, then the median over many readings of each given text, by stage.
//!
//! `benchmark [--rounds N] FILE…` prints a line a stage: microseconds a text, nanoseconds a token, share of the whole,
//! and megabytes a second; then how many tokens a second are read for names. Build it with `--release`. Deliberately no
//! part of the tests: time is noisy.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use pressespiegel::nlp::{Document, Engine, Stage, StageObserver, token};

const USAGE: &str = "usage: benchmark [--rounds N] FILE…";

const STAGES: [Stage; 10] = [
    Stage::Tokens,
    Stage::Morph,
    Stage::Syntax,
    Stage::Tagger,
    Stage::Encoder,
    Stage::Entity,
    Stage::Figure,
    Stage::Quote,
    Stage::Claim,
    Stage::Sentiment,
];

/// The time each stage took in one reading.
struct Times {
    last: Instant,
    spent: [Duration; STAGES.len()],
}

impl StageObserver for Times {
    fn finished(&mut self, stage: Stage) {
        let now = Instant::now();
        if let Some(i) = STAGES.iter().position(|s| *s == stage) {
            self.spent[i] += now - self.last;
        }
        self.last = now;
    }
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
    let mut rounds = 200;
    if arguments.first().is_some_and(|a| a == "--rounds") {
        let given = arguments.get(1).and_then(|n| n.parse().ok()).filter(|n| *n > 0);
        rounds = given.ok_or("--rounds wants a number from 1")?;
        arguments.drain(..2);
    }
    if arguments.is_empty() {
        return Err(USAGE.into());
    }
    let began = Instant::now();
    let engine = Engine::new().map_err(|e| e.to_string())?;
    println!("engine loaded in {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    for file in arguments {
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
        report(&file, &text, &engine, rounds);
    }
    Ok(())
}

fn report(file: &str, text: &str, engine: &Engine, rounds: usize) {
    let tokens = token::tokenize(text).len();
    let readings: Vec<[Duration; STAGES.len()]> = (0..rounds)
        .map(|_| {
            let mut times = Times { last: Instant::now(), spent: [Duration::ZERO; STAGES.len()] };
            std::hint::black_box(engine.analyze_observed(Document::new(text), &mut times));
            times.spent
        })
        .collect();
    let medians: Vec<f64> =
        (0..STAGES.len()).map(|i| median(readings.iter().map(|r| r[i].as_secs_f64()).collect())).collect();
    let whole = median(readings.iter().map(|r| r.iter().sum::<Duration>().as_secs_f64()).collect());
    println!("{file}: {} bytes, {tokens} tokens, median of {rounds} readings", text.len());
    println!("  {:<10} {:>10} {:>10} {:>7} {:>9}", "stage", "µs/text", "ns/token", "share", "MB/s");
    let names = STAGES.iter().map(|s| s.as_str()).chain(["whole"]);
    for (name, seconds) in names.zip(medians.iter().copied().chain([whole])) {
        println!(
            "  {name:<10} {:>10.1} {:>10.0} {:>6.1}% {:>9.1}",
            seconds * 1e6,
            seconds * 1e9 / tokens.max(1) as f64,
            seconds / whole * 100.0,
            text.len() as f64 / 1e6 / seconds
        );
    }
    let names: f64 = STAGES
        .iter()
        .zip(&medians)
        .filter(|(stage, _)| matches!(stage, Stage::Tokens | Stage::Tagger | Stage::Entity))
        .map(|(_, seconds)| seconds)
        .sum();
    println!("  names (tokens, tagger, entity together): {:.0} tokens a second", tokens as f64 / names);
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
