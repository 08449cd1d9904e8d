//! Learns the weights by which the accurate profile decides about names, and measures them.
//!
//! - `train-joiner learn --out FILE CORPUS…` learns from corpora and writes the weights.
//! - `train-joiner measure [--weights FILE] CORPUS…` prints strict F1 by type of what the encoder alone, the rules alone and
//!   both together find; with the embedded weights, if none are given.
//!
//! A corpus is given as `FILE`, or as `SHARE*FILE`: in that share of its names' words a letter is changed, so that they are
//! as new to the readers as names of unseen texts. Most corpora are those that encoder and sequence model were trained on:
//! without it, one would learn to believe them too much.

mod learn_weights;
mod texts;

#[expect(dead_code, reason = "the trainer's corpora and scores; it uses the rest")]
#[path = "../train-tagger/learn/mod.rs"]
mod learn;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use pressespiegel::nlp::entity::join::Weights;
use pressespiegel::nlp::{Engine, Profile};

use learn_weights::{Example, Options};
use texts::Texts;

#[derive(Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Learns weights.
    Learn {
        /// What to learn from.
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
    /// Measures weights.
    Measure {
        /// What to measure on.
        #[arg(required = true)]
        corpora: Vec<String>,
        /// The weights; the embedded ones if not given.
        #[arg(long)]
        weights: Option<PathBuf>,
    },
}

fn main() -> Result<()> {
    let engine = Engine::new()?.in_profile(Profile::Accurate)?;
    match Cli::parse().command {
        Command::Learn { corpora, out, steps, rate, penalty, prior, prior_share, trust } => {
            let mut examples: Vec<Example> = Vec::new();
            for corpus in &corpora {
                let texts = Texts::read(corpus)?;
                let before = examples.len();
                texts.all.iter().for_each(|text| examples.extend(learn_weights::examples(&engine, text)));
                eprintln!("{corpus}: {} texts, {} stretches", texts.all.len(), examples.len() - before);
            }
            let mut learned = learn_weights::learn(&examples, Options { steps, rate, penalty });
            learn_weights::distrust(&mut learned, trust);
            let prior = Weights::parse(&std::fs::read_to_string(&prior).context(prior.display().to_string())?)?;
            learn_weights::mix(&mut learned, &prior, prior_share);
            std::fs::write(&out, learn_weights::written(&learned)).with_context(|| out.display().to_string())?;
        }
        Command::Measure { corpora, weights } => {
            let weights = match weights {
                Some(file) => Weights::parse(&std::fs::read_to_string(&file).context(file.display().to_string())?)?,
                None => Weights::embedded()?,
            };
            for corpus in &corpora {
                texts::measure(&engine, &weights, corpus, &Texts::read(corpus)?);
            }
        }
    }
    Ok(())
}
