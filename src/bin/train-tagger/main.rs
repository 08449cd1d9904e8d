//! Trains and measures the name tagger: `train`, `cross-validate`, `evaluate`, and `words` for the table of word classes.
//!
//! A corpus is given as `DOMAIN[*WEIGHT]=FILE`, for example `wiki*0.3=wikiann.conll`.

#![expect(clippy::cast_possible_truncation, reason = "remainders and counts of limits are small")]

mod learn;
mod pack;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::tagger::labels::CLASSES;
use pressespiegel::nlp::tagger::{NameTagger, Weights};

use learn::brackets::conll;
use learn::corpus::{Corpus, Sentence};
use learn::crf::{Options, Random, train};
use learn::extract::{Extracted, extract};
use learn::score::Confusion;
use learn::trained::Trained;

#[derive(Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Trains on all corpora and writes a model.
    Train {
        #[command(flatten)]
        training: Training,
        /// Writes a model: `DOMAIN=FILE` or `DOMAIN+DOMAIN=FILE`, the domains whose way of annotating it follows.
        #[arg(long = "out", required = true)]
        outputs: Vec<String>,
    },
    /// Splits the corpora of one domain into folds, trains on all but one fold (and all other corpora), measures on it.
    CrossValidate {
        #[command(flatten)]
        training: Training,
        #[command(flatten)]
        validation: Validation,
    },
    /// Measures a model.
    Evaluate {
        /// The model; the embedded one if not given.
        #[arg(long)]
        model: Option<PathBuf>,
        /// What to measure on.
        #[arg(required = true)]
        corpora: Vec<String>,
    },
    /// Turns sentences with names in brackets into `CoNLL`.
    Convert {
        /// Text files; each gets a `.conll` beside it.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Packs a table of kinds of names: word, guess, sureness, second guess, lists, parted by tabs.
    Kinds {
        /// The table as text.
        table: PathBuf,
        /// Where to write it.
        #[arg(long)]
        out: PathBuf,
    },
    /// Packs clusters and log-probabilities (JSON objects, as the lookups of `spaCy` have them) into the table of word classes.
    Words {
        /// `de_lexeme_cluster.json`.
        #[arg(long)]
        clusters: PathBuf,
        /// `de_lexeme_prob.json`.
        #[arg(long)]
        probabilities: PathBuf,
        /// Where to write the table.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
struct Training {
    /// What to train on.
    #[arg(required = true)]
    corpora: Vec<String>,
    /// Corpora that are always trained on, never measured on.
    #[arg(long)]
    also: Vec<String>,
    #[arg(long, default_value_t = 16)]
    epochs: usize,
    /// The mean of the weights after this many of the last passes is taken.
    #[arg(long, default_value_t = 10)]
    averaged: usize,
    #[arg(long, default_value_t = 0.03)]
    rate: f32,
    #[arg(long, default_value_t = 2.0)]
    penalty: f32,
    #[arg(long, default_value_t = 1.0)]
    cutoff: f32,
    #[arg(long, default_value_t = 0.3)]
    dropout: f32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Trainings with seeds from `seed` on, the mean of whose weights is taken.
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// Steps a unit of weight when rounding.
    #[arg(long, default_value_t = 64.0)]
    resolution: f32,
    /// Features whose largest weight rounds to fewer steps are left out.
    #[arg(long, default_value_t = 5)]
    least: i32,
}

/// What is measured, on which part of the corpora.
#[derive(Args)]
struct Validation {
    /// The domain to measure.
    #[arg(long)]
    domain: String,
    /// Measures the model of this mixture of domains, such as `news+wiki`; that of `domain` if not given.
    #[arg(long)]
    mixture: Option<String>,
    /// Number of folds.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// Measure only this many of the folds.
    #[arg(long)]
    only: Option<usize>,
    /// Write errors to this file.
    #[arg(long)]
    errors: Option<PathBuf>,
}

impl Training {
    /// The mean of the runs.
    fn train(&self, domains: usize, corpora: &[&Corpus], features: &[&[Extracted]]) -> Result<Trained> {
        let run = |seed| {
            let options = Options { seed, ..self.options(domains) };
            train(corpora, features, options, &mut |epoch, loss| eprintln!("seed {seed}, pass {epoch}: loss {loss:.0}"))
        };
        Trained::mean((self.seed..self.seed + self.runs).map(run).collect()).context("--runs wants a number from 1")
    }

    fn options(&self, domains: usize) -> Options {
        Options {
            epochs: self.epochs,
            averaged: self.averaged,
            rate: self.rate,
            penalty: self.penalty,
            cutoff: self.cutoff,
            dropout: self.dropout,
            domains,
            seed: self.seed,
        }
    }
}

/// Reads `DOMAIN[*WEIGHT]=FILE` specifications; domains are numbered in the order of first sight.
fn read<'a>(specs: impl Iterator<Item = &'a String>) -> Result<(Vec<String>, Vec<Corpus>)> {
    let mut domains: Vec<String> = Vec::new();
    let mut corpora = Vec::new();
    for spec in specs {
        let (head, file) = spec.split_once('=').with_context(|| format!("{spec}: expected DOMAIN=FILE"))?;
        let (name, weight) = head.split_once('*').unwrap_or((head, "1"));
        let weight = weight.parse().with_context(|| format!("{spec}: the weight is no number"))?;
        let domain = domains.iter().position(|d| d == name).unwrap_or_else(|| {
            domains.push(name.to_owned());
            domains.len() - 1
        });
        let text = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
        corpora.push(Corpus::parse(&text, domain, weight).with_context(|| file.to_owned())?);
    }
    Ok((domains, corpora))
}

fn features_of(lexicon: &Lexicon, corpus: &Corpus) -> Vec<Extracted> {
    let words = |article: &[Sentence]| {
        let sentences: Vec<&[String]> = article.iter().map(|sentence| sentence.words.as_slice()).collect();
        extract(lexicon, &sentences)
    };
    corpus.articles().flat_map(words).collect()
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train { training, outputs } => train_all(&training, &outputs),
        Command::CrossValidate { training, validation } => cross_validate(&training, &validation),
        Command::Evaluate { model, corpora } => evaluate(model, &corpora),
        Command::Convert { files } => convert(&files),
        Command::Kinds { table, out } => pack::pack_kinds(&table, &out),
        Command::Words { clusters, probabilities, out } => pack::pack_words(&clusters, &probabilities, &out),
    }
}

/// The numbers of the domains in a list such as `news+wiki`.
fn numbers(domains: &[String], list: &str) -> Result<Vec<usize>> {
    let number = |name| domains.iter().position(|d| d == name).with_context(|| format!("{name}: no such domain"));
    list.split('+').map(number).collect()
}

fn train_all(training: &Training, outputs: &[String]) -> Result<()> {
    let lexicon = Lexicon::new()?;
    let (domains, corpora) = read(training.corpora.iter().chain(&training.also))?;
    let features: Vec<Vec<Extracted>> = corpora.iter().map(|corpus| features_of(&lexicon, corpus)).collect();
    let references: Vec<&Corpus> = corpora.iter().collect();
    let slices: Vec<&[Extracted]> = features.iter().map(Vec::as_slice).collect();
    let trained = training.train(domains.len(), &references, &slices)?;
    for output in outputs {
        let (list, file) = output.split_once('=').with_context(|| format!("{output}: expected DOMAIN=FILE"))?;
        let weights = trained.weights(&numbers(&domains, list)?, training.resolution, training.least);
        let bytes = weights.write();
        println!("{output}: {} features, {} bytes", weights.rows.len(), bytes.len());
        std::fs::write(file, bytes)?;
    }
    Ok(())
}

fn cross_validate(training: &Training, validation: &Validation) -> Result<()> {
    let Validation { domain: name, mixture, folds, only, errors } = validation;
    let lexicon = Lexicon::new()?;
    let (domains, corpora) = read(training.corpora.iter().chain(&training.also))?;
    let domain = domains.iter().position(|d| d == name).context("no corpus of that domain")?;
    let mixture = numbers(&domains, mixture.as_ref().unwrap_or(name))?;
    let features: Vec<Vec<Extracted>> = corpora.iter().map(|corpus| features_of(&lexicon, corpus)).collect();
    let mut log = String::new();
    let mut total = Confusion::default();
    for fold in 0..only.unwrap_or(*folds) {
        let mut kept: Vec<(Corpus, Vec<Extracted>)> = Vec::new();
        let mut held: Vec<(&Sentence, [bool; 4])> = Vec::new();
        for (number, (corpus, features)) in corpora.iter().zip(&features).enumerate() {
            let folded = corpus.domain == domain && number < training.corpora.len();
            let mut part = Corpus { sentences: Vec::new(), ..corpus.clone() };
            let mut part_features = Vec::new();
            let mut random = Random(training.seed ^ 0xf01d);
            for (sentence, extracted) in corpus.sentences.iter().zip(features) {
                if folded && (random.draw() % *folds as u64) as usize == fold {
                    held.push((sentence, corpus.classes));
                } else {
                    part.sentences.push(sentence.clone());
                    part_features.push(extracted.clone());
                }
            }
            kept.push((part, part_features));
        }
        let references: Vec<&Corpus> = kept.iter().map(|(corpus, _)| corpus).collect();
        let slices: Vec<&[Extracted]> = kept.iter().map(|(_, features)| features.as_slice()).collect();
        let trained = training.train(domains.len(), &references, &slices)?;
        let weights = trained.weights(&mixture, training.resolution, training.least);
        let tagger = NameTagger::with_weights(&lexicon, &weights).context("no table holds the features")?;
        let confusion = measure(&tagger, &lexicon, held.into_iter(), &mut log);
        println!("fold {fold}: F1 {:.4}", confusion.total().f1());
        for (sum, part) in total.classes.iter_mut().zip(confusion.classes) {
            sum.hits += part.hits;
            sum.spurious += part.spurious;
            sum.missed += part.missed;
        }
    }
    print_table(&total);
    if let Some(file) = errors {
        std::fs::write(file, log)?;
    }
    Ok(())
}

fn evaluate(model: Option<PathBuf>, specs: &[String]) -> Result<()> {
    let lexicon = Lexicon::new()?;
    let tagger = match model {
        None => NameTagger::new(&lexicon)?,
        Some(file) => {
            let weights = Weights::parse(&file.to_string_lossy(), &std::fs::read(&file)?)?;
            NameTagger::with_weights(&lexicon, &weights).context("no table holds the features")?
        }
    };
    let (domains, corpora) = read(specs.iter())?;
    for (number, domain) in domains.iter().enumerate() {
        println!("{domain}");
        let sentences = corpora.iter().filter(|corpus| corpus.domain == number);
        let sentences = sentences.flat_map(|corpus| corpus.sentences.iter().map(|s| (s, corpus.classes)));
        let start = std::time::Instant::now();
        let confusion = measure(&tagger, &lexicon, sentences.clone(), &mut String::new());
        let tokens: usize = sentences.map(|(sentence, _)| sentence.words.len()).sum();
        eprintln!("{tokens} tokens in {:?}", start.elapsed());
        print_table(&confusion);
    }
    Ok(())
}

fn measure<'a>(
    tagger: &NameTagger,
    lexicon: &Lexicon,
    sentences: impl Iterator<Item = (&'a Sentence, [bool; 4])>,
    log: &mut String,
) -> Confusion {
    let mut confusion = Confusion::default();
    let sentences: Vec<(&Sentence, [bool; 4])> = sentences.collect();
    for article in sentences.chunk_by(|_, next| !next.0.opens) {
        let words: Vec<&[String]> = article.iter().map(|(sentence, _)| sentence.words.as_slice()).collect();
        let mut labeled = tagger.label_sentences(lexicon, &words).into_iter().peekable();
        let mut start = 0;
        for (sentence, annotated) in article {
            let end = start + sentence.words.len();
            let mut found = Vec::new();
            let mut sureness = Vec::new();
            while let Some(name) = labeled.next_if(|name| name.tokens.end <= end) {
                let class = CLASSES.iter().position(|class| *class == name.class).unwrap_or_default();
                found.push((name.tokens.start - start..name.tokens.end - start, class));
                sureness.push(name.confidence);
            }
            start = end;
            confusion.add(&sentence.names, &found, *annotated);
            for (name, sureness) in found.iter().zip(sureness) {
                let right = if sentence.names.contains(name) { "TP" } else { "FP" };
                log.push_str(&line(right, sentence, name, sureness));
            }
            for name in sentence.names.iter().filter(|name| !found.contains(name)) {
                log.push_str(&line("FN", sentence, name, 0.0));
            }
        }
    }
    confusion
}

fn line(what: &str, sentence: &Sentence, name: &(std::ops::Range<usize>, usize), confidence: f32) -> String {
    let kind = ["PER", "ORG", "LOC", "OTH"][name.1];
    let around = name.0.start.saturating_sub(6)..(name.0.end + 6).min(sentence.words.len());
    format!(
        "{what}\t{kind}\t{}\t{confidence}\t{}\n",
        sentence.words[name.0.clone()].join(" "),
        sentence.words[around].join(" ")
    )
}

fn print_table(confusion: &Confusion) {
    println!("| type | precision | recall | F1 | names |");
    println!("|---|---|---|---|---|");
    let rows = ["PER", "ORG", "LOC", "OTH"].into_iter().zip(confusion.classes);
    for (name, tally) in rows.chain([("all", confusion.total())]) {
        println!(
            "| {name} | {:.1} | {:.1} | {:.2} | {} |",
            100.0 * tally.precision(),
            100.0 * tally.recall(),
            100.0 * tally.f1(),
            tally.hits + tally.missed
        );
    }
}

fn convert(files: &[PathBuf]) -> Result<()> {
    for file in files {
        let name = file.display().to_string();
        let source = std::fs::read_to_string(file).with_context(|| name.clone())?;
        std::fs::write(file.with_extension("conll"), conll(&source).context(name)?)?;
    }
    Ok(())
}
