//! Measures the encoder: names against annotated sentences, speed by kernel, and whether it meets reference outputs.
//!
//! - `read-names score MODEL HEADS FILE.conll…` prints precision, recall and F1 by type (strict spans) and the words a
//!   second; `HEADS` are those whose mean is read, such as `d+o`.
//! - `read-names speed MODEL FILE.conll` reads the file with every kernel of this machine and prints words a second of
//!   processor time and a hash of all logits, which must be the same for all.
//! - `read-names compare MODEL FILE.jsonl` compares with reference outputs, a sentence a line: `tokens`, and what must come
//!   of them: `ids` (pieces), `labels` by head or mean of heads, `bits_fnv1a` (FNV-1a over the bits of all logits).

#[expect(dead_code, reason = "the trainer's corpora and scores; it uses the rest")]
#[path = "train-tagger/learn/mod.rs"]
mod learn;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use pressespiegel::nlp::Halt;
use pressespiegel::nlp::encoder::labels::{self, Head};
use pressespiegel::nlp::encoder::{Encoder, Kernel};
use pressespiegel::nlp::tagger::labels::CLASSES;
use serde_json::Value;

use learn::corpus::Corpus;
use learn::score::{Confusion, Tally};

const USAGE: &str =
    "usage: read-names score MODEL HEADS FILE.conll… | speed MODEL FILE.conll | compare MODEL FILE.jsonl";

/// The labels as reference outputs write them.
const LABELS: [&str; labels::LABELS] = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-OTH", "I-OTH"];

/// Readings of which the fastest counts.
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["score", model, heads, files @ ..] if !files.is_empty() => score(model, heads, files),
        ["speed", model, file] => speed(model, file),
        ["compare", model, file] => compare(model, file),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Counts the seconds that this thread runs; on systems that don't tell, those that pass.
struct Clock {
    start: Instant,
    ran: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), ran: Self::ran() }
    }

    fn ran() -> Option<f64> {
        let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(times.split(' ').next()?.parse::<f64>().ok()? / 1e9)
    }

    fn seconds(&self) -> f64 {
        let ran = self.ran.zip(Self::ran()).map(|(start, end)| end - start);
        ran.unwrap_or_else(|| self.start.elapsed().as_secs_f64())
    }
}

fn load(model: &str) -> Result<Encoder, String> {
    let start = Instant::now();
    let bytes = std::fs::read(model).map_err(|e| format!("{model}: {e}"))?;
    let encoder = Encoder::load(bytes).map_err(|e| e.to_string())?;
    eprintln!("loaded in {:.0} ms", 1000.0 * start.elapsed().as_secs_f64());
    Ok(encoder)
}

fn corpus(file: &str) -> Result<Corpus, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    Corpus::parse(&text, 0, 1.0).map_err(|e| format!("{file}: {e}"))
}

/// The heads of a mean such as `d+o`.
fn heads_of<'a>(encoder: &'a Encoder, names: &str) -> Result<Vec<&'a Head>, String> {
    let find = |name: &str| encoder.heads().iter().find(|head| head.name == name);
    names.split('+').map(|name| find(name).ok_or_else(|| format!("the model has no head {name}"))).collect()
}

fn score(model: &str, names: &str, files: &[&str]) -> Result<(), String> {
    let encoder = load(model)?;
    let heads = heads_of(&encoder, names)?;
    for file in files {
        let corpus = corpus(file)?;
        let sentences: Vec<&[String]> = corpus.sentences.iter().map(|sentence| sentence.words.as_slice()).collect();
        let clock = Clock::start();
        let logits = encoder.encode(&sentences, &Halt::never()).ok_or("given up")?;
        let seconds = clock.seconds();
        let mut confusion = Confusion::default();
        for (sentence, names) in corpus.sentences.iter().zip(encoder.names(&logits, &heads)) {
            let class = |name: &_| CLASSES.iter().position(|class| class == name).unwrap_or_default();
            let found: Vec<_> = names.into_iter().map(|name| (name.tokens, class(&name.class))).collect();
            confusion.add(&sentence.names, &found, corpus.classes);
        }
        let words: usize = sentences.iter().map(|words| words.len()).sum();
        println!("{file}: {} sentences, {:.0} words a second", sentences.len(), words as f64 / seconds);
        for (name, tally) in ["PER", "ORG", "LOC", "OTH"].into_iter().zip(confusion.classes) {
            print(name, tally);
        }
        print("all", confusion.total());
    }
    Ok(())
}

fn print(name: &str, tally: Tally) {
    let [precision, recall, f1] = [tally.precision(), tally.recall(), tally.f1()].map(|share| 100.0 * share);
    println!("  {name:4} F1 {f1:.2}  precision {precision:.2}  recall {recall:.2}");
}

fn speed(model: &str, file: &str) -> Result<(), String> {
    let corpus = corpus(file)?;
    let sentences: Vec<&[String]> = corpus.sentences.iter().map(|sentence| sentence.words.as_slice()).collect();
    let words: usize = sentences.iter().map(|words| words.len()).sum();
    let mut encoder = load(model)?;
    for kernel in Kernel::all() {
        encoder = encoder.with_kernel(kernel);
        let mut best = f64::INFINITY;
        let mut bits = 0;
        for _ in 0..ROUNDS {
            let clock = Clock::start();
            let logits = encoder.encode(&sentences, &Halt::never()).ok_or("given up")?;
            best = best.min(clock.seconds());
            bits = hash(logits.values());
        }
        println!("{:12} {:7.0} words a second, logits {bits:016x}", kernel.name(), words as f64 / best);
    }
    let clock = Clock::start();
    let pieces: usize = sentences.iter().flat_map(|words| words.iter()).map(|word| encoder.pieces(word).len()).sum();
    println!("cutting words: {:.0} a second; {pieces} pieces of {words}", words as f64 / clock.seconds());
    Ok(())
}

/// FNV-1a, a step a float.
fn hash(values: &[f32]) -> u64 {
    let step = |hash: u64, value: &f32| (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0000_0100_0000_01b3);
    values.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn compare(model: &str, file: &str) -> Result<(), String> {
    let encoder = load(model)?;
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let mut wrong: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut lines = 0;
    for (number, line) in text.lines().enumerate() {
        let expected: Value = serde_json::from_str(line).map_err(|e| format!("{file}, line {}: {e}", number + 1))?;
        for what in differences(&encoder, &expected)? {
            wrong.entry(what).or_default().push(number + 1);
        }
        lines = number + 1;
    }
    for (what, lines) in &wrong {
        println!("{what}: {} lines differ: {lines:?}", lines.len());
    }
    println!("{lines} sentences, {} kinds of difference", wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err("the outputs are others".into()) }
}

/// What is not as expected in a sentence.
fn differences(encoder: &Encoder, expected: &Value) -> Result<Vec<String>, String> {
    let words = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let sentence = words(&expected["tokens"]);
    let mut wrong = Vec::new();
    let mut pieces = vec![0];
    pieces.extend(sentence.iter().flat_map(|word| encoder.pieces(word)));
    pieces.push(2);
    if expected["ids"] != Value::from(pieces) {
        wrong.push("pieces".to_owned());
    }
    let logits = encoder.encode(&[sentence], &Halt::never()).ok_or("given up")?;
    if expected["bits_fnv1a"].as_str() != Some(&format!("{:016x}", hash(logits.values()))) {
        wrong.push("bits of the logits".to_owned());
    }
    for (names, labels) in expected["labels"].as_object().into_iter().flatten() {
        let heads = heads_of(encoder, names)?;
        let odds: Vec<_> = encoder.odds(&logits, &heads).flatten().collect();
        let found: Vec<&str> = labels::best(&odds).into_iter().map(|label| LABELS[label]).collect();
        if words(labels) != found {
            wrong.push(format!("labels of {names}"));
        }
    }
    Ok(wrong)
}
