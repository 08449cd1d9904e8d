//! Learns what share of evidence falls on a name, and from which scores on a name is spoken of well or ill.
//!
//! `train-tone train SHARES NEWS CASES…` rewrites the shares and poles of the file SHARES (`src/nlp/sentiment/data/shares.tsv`);
//! `train-tone cross FOLDS SHARES NEWS CASES…` trains on all folds of the news but one and measures on that one, each in
//! turn; `train-tone test SHARES NEWS CASES…` measures the shares as they are. NEWS is a JSON file in the form of `GerNTSA`
//! (snippet, target, polarity), CASES are tables of own sentences (`tests/nlp/sentiment/dev.tsv`, `voices.tsv`).
//!
//! Half of the news is learned from, the other half is for measuring; which snippet is where follows from its hash.

mod examples;
mod learn;
mod named;
mod table;

use examples::{Example, Reader, Target};
use learn::{Model, Settings, train};
use table::Table;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", shares, news, cases @ ..] => {
            let mut table = Table::read(shares)?;
            let sources = Sources::read(news, cases)?;
            let model = train(&sources.tuned, &sources.own, &table.by_hand, Settings::default());
            sources.measure(&model);
            table.set(&model);
            std::fs::write(shares, table.to_string())?;
        }
        ["test", shares, news, cases @ ..] => Sources::read(news, cases)?.measure(&Table::read(shares)?.model()),
        ["cross", folds, shares, news, cases @ ..] => cross(&Sources::read(news, cases)?, shares, folds.parse()?)?,
        _ => {
            return Err(
                "usage: train-tone train|test SHARES NEWS CASES…, or train-tone cross FOLDS SHARES NEWS CASES…".into(),
            );
        }
    }
    Ok(())
}

/// Targets with their labels.
struct Sources {
    /// The half of the news that is learned from.
    tuned: Vec<Example>,
    /// The half that is for measuring.
    untuned: Vec<Example>,
    /// Own sentences.
    own: Vec<Example>,
}

impl Sources {
    fn read(news: &str, cases: &[&str]) -> Result<Self, Box<dyn std::error::Error>> {
        let reader = Reader::new()?;
        let targets = examples::news(&std::fs::read_to_string(news)?).map_err(|e| format!("{news}: {e}"))?;
        let (tuned, untuned): (Vec<Target>, Vec<Target>) = targets.into_iter().partition(Target::is_tuned);
        let mut own = Vec::new();
        for file in cases {
            let read = examples::cases(&std::fs::read_to_string(file)?).map_err(|e| format!("{file}, {e}"))?;
            own.extend(read.iter().map(|t| reader.example(t)));
        }
        let all = |targets: &[Target]| targets.iter().map(|t| reader.example(t)).collect();
        Ok(Self { tuned: all(&tuned), untuned: all(&untuned), own })
    }

    fn measure(&self, model: &Model) {
        for (part, examples) in [("tuned half", &self.tuned), ("untuned half", &self.untuned), ("own", &self.own)] {
            report(part, examples, &|e| model.label(e));
        }
    }
}

/// Macro F1 and accuracy over all targets, and over those that the engine itself finds as entities.
fn report(part: &str, examples: &[Example], label: &dyn Fn(&Example) -> usize) {
    let pairs = |found: bool| examples.iter().filter(|e| e.found || !found).map(|e| (e.label, label(e))).collect();
    let [all, found] = [false, true].map(|f| -> Vec<(usize, usize)> { pairs(f) });
    let told = |pairs: &[(usize, usize)]| {
        let (f1, accuracy) = learn::measure(pairs);
        format!("macro F1 {f1:.4}, accuracy {accuracy:.4} ({})", pairs.len())
    };
    println!("{part}: {}; entities: {}", told(&all), told(&found));
}

fn cross(sources: &Sources, shares: &str, folds: u64) -> Outcome {
    let table = Table::read(shares)?;
    let mut judged = Vec::new();
    for fold in 0..folds {
        let (held, rest): (Vec<&Example>, Vec<&Example>) = sources.tuned.iter().partition(|e| e.group % folds == fold);
        let rest: Vec<Example> = rest.into_iter().cloned().collect();
        let model = train(&rest, &sources.own, &table.by_hand, Settings::default());
        judged.extend(held.into_iter().map(|e| (e.clone(), model.label(e))));
    }
    let (examples, labels): (Vec<Example>, Vec<usize>) = judged.into_iter().unzip();
    let pairs: Vec<(usize, usize)> = examples.iter().zip(&labels).map(|(e, l)| (e.label, *l)).collect();
    let entities: Vec<(usize, usize)> =
        examples.iter().zip(&labels).filter(|(e, _)| e.found).map(|(e, l)| (e.label, *l)).collect();
    for (part, pairs) in [("all", pairs), ("entities", entities)] {
        let (f1, accuracy) = learn::measure(&pairs);
        println!("{part}: macro F1 {f1:.4}, accuracy {accuracy:.4} ({})", pairs.len());
    }
    Ok(())
}
