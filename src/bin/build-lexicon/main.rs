//! Builds the word table from a plain dump of the dictionaries: `build-lexicon WORDS OUT`.
//!
//! WORDS has a line `form lemma kind cells genders` for every reading, parted by tabs: nouns from german-nouns, verb
//! forms conjugated by ablaut from the infinitives of simplemma, adjectives and other words from simplemma. The cells
//! are numbered in `nlp::lexicon::words`. Of the readings of one form the more frequent lemma comes first.

mod pack;

use std::collections::HashMap;

use pressespiegel::nlp::lexicon::compound;
use pressespiegel::nlp::lexicon::hash;
use pressespiegel::nlp::lexicon::words::{Kind, Reading, WordEntry};

use pack::{RawReading, Words, collect, pack};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [words, out] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "two paths, please")?;
    let words = std::fs::read_to_string(words)?;
    let table = collect(words.lines().filter_map(parse));
    eprintln!("{} forms", table.len());
    let table = prune(table);
    eprintln!("{} forms that no rule explains", table.len());
    let packed = pack(&table).ok_or("too many classes")?;
    eprintln!("{} entries, {} bytes", table.len(), packed.len());
    std::fs::write(out, packed)?;
    Ok(())
}

fn parse(line: &str) -> Option<RawReading<'_>> {
    let mut fields = line.split('\t');
    Some(RawReading {
        form: fields.next()?,
        lemma: fields.next()?,
        kind: fields.next()?.chars().next()?,
        cells: fields.next()?.parse().ok()?,
        genders: fields.next()?.parse().ok()?,
    })
}

/// Leaves out compound nouns whose readings follow from their head, the shortest words first.
fn prune(table: Words) -> Words {
    let mut words: Vec<(String, Vec<Reading>)> = table.into_iter().collect();
    words.sort_by_key(|(form, _)| form.len());
    let mut kept: HashMap<u64, Vec<Reading>> = HashMap::new();
    let mut result = Words::new();
    for (form, readings) in words {
        if !is_explained(&form, &readings, &kept) {
            kept.insert(hash::hash(&form), readings.clone());
            result.insert(form, readings);
        }
    }
    result
}

/// Whether all readings of `form` follow from those of its head among the words `kept`.
fn is_explained(form: &str, readings: &[Reading], kept: &HashMap<u64, Vec<Reading>>) -> bool {
    if !readings.iter().all(|r| r.kind == Kind::Noun) || !form.chars().skip(1).all(char::is_lowercase) {
        return false;
    }
    let head = compound::head(form, |h| kept.get(&h).map(|readings| WordEntry { readings }));
    head.is_some_and(|(_, entry)| {
        readings.iter().all(|r| {
            entry.readings.iter().any(|h| {
                let same = r.cells == 0 || (h.cells == r.cells && h.genders == r.genders);
                h.kind == Kind::Noun && same && h.edit.apply(form) == r.edit.apply(form)
            })
        })
    })
}
