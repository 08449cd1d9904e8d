//! Learns the weights by which the accurate profile decides about names, and measures them.
//!
//! - `train-joiner learn --out FILE CORPUS…` learns from corpora and writes the weights.
//! - `train-joiner mean --out FILE WEIGHTS…` writes the mean of several.
//! - `train-joiner measure [--weights FILE] [--errors] CORPUS…` prints strict F1 by type of what the encoder alone, the rules alone and
//!   both together find; with the embedded weights, if none are given.
//! - `train-joiner explain [--weights FILE] TEXT…` shows why what is read as a name is one, and what is not is none.
//!
//! A corpus is given as `FILE`, or as `SHARE*FILE`: in that share of its names' words a letter is changed, so that they are
//! as new to the readers as names of unseen texts. Most corpora are those that encoder and sequence model were trained on:
//! without it, one would learn to believe them too much. Better are readers that have not seen the corpora: a folder is given
//! instead, with the models `names.bin` and `names.model` and corpora `*.conll` that they have not read.

mod explain;
mod learn_weights;
mod texts;

#[expect(dead_code, reason = "the trainer's corpora and scores; it uses the rest")]
#[path = "../train-tagger/learn/mod.rs"]
mod learn;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use pressespiegel::nlp::encoder::Encoder;
use pressespiegel::nlp::entity::join::Weights;
use pressespiegel::nlp::tagger;
use pressespiegel::nlp::{Engine, Profile};

use learn_weights::{Example, Options};
use texts::Texts;

#[derive(Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The engine with the models of a folder.
fn engine_of(folder: &Path) -> Result<Engine> {
    let bytes = |name: &str| {
        let file = folder.join(name);
        std::fs::read(&file).with_context(|| file.display().to_string())
    };
    let names = tagger::Weights::parse(&folder.join("names.model").display().to_string(), &bytes("names.model")?)?;
    // Engines share their encoder, so it has to outlive them; there is one for each folder.
    let encoder: &'static Encoder = Box::leak(Box::new(Encoder::load(bytes("names.bin")?)?));
    Ok(Engine::with_models(&names, encoder)?)
}

/// The corpora of a folder, in the order of their names.
fn corpora_of(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut corpora = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "conll") {
            corpora.push(path.display().to_string());
        }
    }
    corpora.sort_unstable();
    Ok(corpora)
}

/// Shows each corpus to `each`, with the engine that reads it: the embedded models, or those of its folder.
fn read_all(given: &[String], mut each: impl FnMut(&Engine, &str, &Texts)) -> Result<()> {
    let mut embedded = None;
    for given in given {
        let folder = Path::new(given);
        if folder.is_dir() {
            let engine = engine_of(folder)?;
            for corpus in corpora_of(folder)? {
                each(&engine, &corpus, &Texts::read(&corpus)?);
            }
            continue;
        }
        let engine = match &mut embedded {
            Some(engine) => &*engine,
            none => none.insert(embedded_engine()?),
        };
        each(engine, given, &Texts::read(given)?);
    }
    Ok(())
}

fn embedded_engine() -> Result<Engine> {
    Ok(Engine::new()?.in_profile(Profile::Accurate)?)
}

#[derive(Subcommand)]
enum Command {
    /// Learns weights.
    Learn {
        /// What to learn from: corpora, or folders with their own models.
        #[arg(required = true)]
        corpora: Vec<String>,
        /// Where to write the weights.
        #[arg(long)]
        out: PathBuf,
        #[arg(long, default_value_t = 300)]
        steps: usize,
        #[arg(long, default_value_t = 0.1)]
        rate: f64,
        #[arg(long, default_value_t = 4.0)]
        penalty: f64,
        /// Weights of which a share is mixed with the learned ones.
        #[arg(long)]
        prior: PathBuf,
        /// That share.
        #[arg(long, default_value_t = 0.4)]
        prior_share: f64,
        /// How much of what is learned about the sequence model's own word counts: it has read the corpora so often that it
        /// is better on them than elsewhere.
        #[arg(long, default_value_t = 0.4)]
        trust: f64,
    },
    /// Writes the mean of weights.
    Mean {
        /// Files of weights.
        #[arg(required = true)]
        weights: Vec<PathBuf>,
        /// Where to write it.
        #[arg(long)]
        out: PathBuf,
    },
    /// Measures weights.
    Measure {
        /// What to measure on: corpora, or folders with their own models.
        #[arg(required = true)]
        corpora: Vec<String>,
        /// The weights; the embedded ones if not given.
        #[arg(long)]
        weights: Option<PathBuf>,
        /// Prints every name that is missed or wrong.
        #[arg(long)]
        errors: bool,
    },
    /// Shows why the stretches of texts are names, or none.
    Explain {
        /// Files with a text.
        #[arg(required = true)]
        texts: Vec<PathBuf>,
        /// The weights; the embedded ones if not given.
        #[arg(long)]
        weights: Option<PathBuf>,
    },
}

/// The weights of a file, or the embedded ones.
fn read(file: Option<PathBuf>) -> Result<Weights> {
    match file {
        Some(file) => Ok(Weights::parse(&std::fs::read_to_string(&file).context(file.display().to_string())?)?),
        None => Ok(Weights::embedded()?),
    }
}

fn write(out: &Path, weights: &[f64]) -> Result<()> {
    std::fs::write(out, learn_weights::written(weights)).with_context(|| out.display().to_string())
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Learn { corpora, out, steps, rate, penalty, prior, prior_share, trust } => {
            let mut examples: Vec<Example> = Vec::new();
            read_all(&corpora, |engine, corpus, texts| {
                let before = examples.len();
                texts.all.iter().for_each(|text| examples.extend(learn_weights::examples(engine, text)));
                eprintln!("{corpus}: {} texts, {} stretches", texts.all.len(), examples.len() - before);
            })?;
            let mut learned = learn_weights::learn(&examples, Options { steps, rate, penalty });
            learn_weights::distrust(&mut learned, trust);
            let prior = read(Some(prior))?;
            learn_weights::mix(&mut learned, &prior, prior_share);
            write(&out, &learned)?;
        }
        Command::Mean { weights, out } => {
            let mut mean = Vec::new();
            for (before, file) in weights.into_iter().enumerate() {
                let weights = read(Some(file))?;
                mean.resize(weights.all().len(), 0.0);
                learn_weights::mix(&mut mean, &weights, 1.0 / (before + 1) as f64);
            }
            write(&out, &mean)?;
        }
        Command::Measure { corpora, weights, errors } => {
            let weights = read(weights)?;
            read_all(&corpora, |engine, corpus, texts| texts::measure(engine, &weights, corpus, texts, errors))?;
        }
        Command::Explain { texts, weights } => {
            let (engine, weights) = (embedded_engine()?, read(weights)?);
            for text in &texts {
                let read = std::fs::read_to_string(text).with_context(|| text.display().to_string())?;
                explain::explain(&engine, &weights, &read);
            }
        }
    }
    Ok(())
}
