//! Packs word tables for the lexicon.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use pressespiegel::nlp::lexicon::clusters::{Clusters, WordClass};
use pressespiegel::nlp::lexicon::kinds::{Kinds, WordKind};

pub fn pack_kinds(table: &PathBuf, out: &PathBuf) -> Result<()> {
    let text = std::fs::read_to_string(table)?;
    let mut words = Vec::new();
    for line in text.lines() {
        let mut columns = line.split('\t');
        let word = columns.next().context("an empty line")?;
        let numbers: Vec<u8> = columns.map(str::parse).collect::<Result<_, _>>().with_context(|| line.to_owned())?;
        let [guess, sureness, second, lists] = numbers[..] else { anyhow::bail!("{line}: four numbers expected") };
        words.push((word, WordKind::new(guess, sureness, second, lists)));
    }
    std::fs::write(out, Kinds::pack(words))?;
    Ok(())
}

pub fn pack_words(clusters: &PathBuf, probabilities: &PathBuf, out: &PathBuf) -> Result<()> {
    let clusters: HashMap<String, u32> = serde_json::from_slice(&std::fs::read(clusters)?)?;
    let probabilities: HashMap<String, f64> = serde_json::from_slice(&std::fs::read(probabilities)?)?;
    let mut words: Vec<(&str, WordClass)> = Vec::new();
    for (word, path) in &clusters {
        let probability = probabilities.get(word).copied().unwrap_or(-20.0);
        let mut chars = word.chars();
        let other: String = match chars.next() {
            Some(first) if first.is_uppercase() => first.to_lowercase().chain(chars).collect(),
            Some(first) => first.to_uppercase().chain(chars).collect(),
            None => continue,
        };
        let other_case = match probabilities.get(&other) {
            None => 0,
            Some(_) if other == *word => 0,
            Some(other) => {
                [-3.0, -1.0, 1.0, 3.0].iter().filter(|limit| other - probability > **limit).count() as u8 + 1
            }
        };
        let limits = [-17.0, -16.0, -15.0, -13.5, -12.0, -10.0, -8.0];
        let frequency = limits.iter().filter(|limit| probability > **limit).count() as u8 + 1;
        words.push((word, WordClass { path: u16::try_from(*path)?, frequency, other_case }));
    }
    words.sort_by(|a, b| a.0.cmp(b.0));
    let bytes = Clusters::pack(words);
    println!("{} bytes", bytes.len());
    std::fs::write(out, bytes)?;
    Ok(())
}
