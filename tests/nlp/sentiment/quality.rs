//! Measured quality on own labelled sentences against a committed baseline: a drop fails, a rise must update the file.
//!
//! `UPDATE_BASELINE=1 cargo test --test nlp sentiment` writes the file. The development part is for tuning; the test
//! part is for measuring only. Targets are given as mentions, so that this measures sentiment and not the entities.

use std::fmt::Write as _;

#[path = "../../../src/bin/train-tone/named.rs"]
mod named;

use pressespiegel::nlp::analysis::{EntitySentiment, SentimentLabel};
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;
use pressespiegel::nlp::sentiment::SentimentReader;
use pressespiegel::nlp::{Document, Engine};

use crate::layers::layers;
use named::entity;

const PARTS: [(&str, &str); 3] =
    [("dev", include_str!("dev.tsv")), ("test", include_str!("test.tsv")), ("train", include_str!("train.tsv"))];
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/nlp/sentiment/baseline.tsv");
const LABELS: [SentimentLabel; 3] = [SentimentLabel::Positive, SentimentLabel::Neutral, SentimentLabel::Negative];

/// A labelled sentence.
pub struct Case {
    /// Its label.
    pub label: SentimentLabel,
    /// The sentence.
    pub text: &'static str,
    /// Names in it with the label of each.
    pub targets: Vec<(&'static str, SentimentLabel)>,
}

/// The cases of one part.
pub fn cases(text: &'static str) -> Vec<Case> {
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(case).collect()
}

fn case(line: &'static str) -> Case {
    let mut fields = line.split('\t');
    let label = |name: &str| SentimentLabel::from_name(name).unwrap_or_else(|| panic!("no label in {line}"));
    Case {
        label: label(fields.next().unwrap_or("")),
        text: fields.next().unwrap_or_else(|| panic!("no sentence in {line}")),
        targets: fields
            .next()
            .map(|t| t.split(';').filter_map(|t| t.split_once('=')).map(|(n, l)| (n, label(l))).collect())
            .unwrap_or_default(),
    }
}

/// Reads sentences with the whole engine and targets with given mentions.
pub struct Bench {
    engine: Engine,
    lexicon: Lexicon,
    morph: MorphTagger,
    reader: SentimentReader,
}

impl Bench {
    /// Loads everything.
    pub fn new() -> Self {
        let lexicon = Lexicon::new().expect("the lexicon loads");
        let morph = MorphTagger::new(&lexicon).expect("the morphology loads");
        let reader = SentimentReader::new(&lexicon).expect("the sentiment data loads");
        Self { engine: Engine::new().expect("the engine loads"), lexicon, morph, reader }
    }

    /// The document label, mixed counted as neutral.
    pub fn label(&self, text: &str) -> SentimentLabel {
        plain(self.engine.analyze(Document::new(text)).sentiment.document.label)
    }

    /// The sentiment towards each of `names`, which stand in `text`.
    pub fn targets(&self, text: &str, names: &[&str]) -> Vec<EntitySentiment> {
        let layers = layers(&self.lexicon, &self.morph, text, None);
        let mut analysis = self.engine.analyze(Document::new(text));
        analysis.entities = names.iter().map(|name| entity(text, name, &analysis)).collect();
        self.reader.read(&layers, &mut analysis);
        analysis.entities.iter().map(|e| e.sentiment.clone()).collect()
    }
}

/// Mixed counts as neither pole.
pub fn plain(label: SentimentLabel) -> SentimentLabel {
    if label == SentimentLabel::Mixed { SentimentLabel::Neutral } else { label }
}

/// Mean over the labels of F1, from pairs of wanted and got.
pub fn macro_f1(pairs: &[(SentimentLabel, SentimentLabel)]) -> f64 {
    let count = |f: &dyn Fn(&(SentimentLabel, SentimentLabel)) -> bool| {
        f64::from(u32::try_from(pairs.iter().filter(|p| f(p)).count()).unwrap_or(u32::MAX))
    };
    let f1 = |label: SentimentLabel| {
        let right = count(&|p| p.0 == label && p.1 == label);
        let wanted = count(&|p| p.0 == label);
        let got = count(&|p| p.1 == label);
        if wanted + got == 0.0 { 0.0 } else { 2.0 * right / (wanted + got) }
    };
    LABELS.iter().map(|&l| f1(l)).sum::<f64>() / 3.0
}

/// Wanted and got labels of all sentences and of all targets.
pub fn judge(bench: &Bench, cases: &[Case]) -> [Vec<(SentimentLabel, SentimentLabel)>; 2] {
    let sentences = cases.iter().map(|c| (plain(c.label), bench.label(c.text))).collect();
    let mut targets = Vec::new();
    for case in cases.iter().filter(|c| !c.targets.is_empty()) {
        let names: Vec<&str> = case.targets.iter().map(|t| t.0).collect();
        let got = bench.targets(case.text, &names);
        targets.extend(case.targets.iter().zip(got).map(|(t, s)| (t.1, plain(s.overall.label))));
    }
    [sentences, targets]
}

/// A drop of more than this fails; so does a rise of more than [`RISE`], until the file tells it. Other stages move the
/// figures a little without a change here.
const DROP: f64 = 0.02;
const RISE: f64 = 0.03;
/// Below these no baseline may go.
const FLOORS: [(&str, f64); 2] = [("sentences", 0.75), ("targets", 0.70)];

#[test]
fn quality_on_own_sentences_has_not_dropped_and_the_baseline_tells_it() {
    let bench = Bench::new();
    let mut rows = Vec::new();
    for (part, text) in PARTS {
        let [sentences, targets] = judge(&bench, &cases(text));
        rows.push((part, "sentences", macro_f1(&sentences)));
        if !targets.is_empty() {
            rows.push((part, "targets", macro_f1(&targets)));
        }
    }
    for (part, task, got) in &rows {
        let floor = FLOORS.iter().find(|f| f.0 == *task).map_or(0.0, |f| f.1);
        assert!(*got >= floor, "{part} {task} {got:.4} is under its floor {floor}");
    }
    if std::env::var_os("UPDATE_BASELINE").is_some() {
        let mut report = String::from("# Macro F1 over positive, neutral, negative, by part and task.\n");
        for (part, task, got) in &rows {
            writeln!(report, "{part}\t{task}\t{got:.4}").expect("strings take writes");
        }
        std::fs::write(BASELINE, report).expect("the baseline can be written");
        return;
    }
    for (part, task, got) in &rows {
        let line = include_str!("baseline.tsv").lines().find_map(|l| l.strip_prefix(&format!("{part}\t{task}\t")));
        let known: f64 = line.and_then(|l| l.parse().ok()).expect("the baseline has a line for each part and task");
        assert!(*got >= known - DROP, "{part} {task} dropped from {known:.4} to {got:.4}");
        assert!(
            *got <= known + RISE,
            "{part} {task} rose from {known:.4} to {got:.4}: commit it with UPDATE_BASELINE=1"
        );
    }
}

#[test]
fn the_corpus_is_as_large_as_promised_and_its_parts_share_no_sentence() {
    let [dev, test, train] = PARTS.map(|(_, text)| cases(text));
    assert!(dev.len() + test.len() >= 600);
    assert!(dev.iter().chain(&test).filter(|c| !c.targets.is_empty()).count() >= 300);
    assert!(dev.iter().chain(&train).all(|d| test.iter().all(|t| t.text != d.text)));
    assert!(train.len() >= 400 && train.iter().all(|t| dev.iter().all(|d| t.text != d.text)));
}
