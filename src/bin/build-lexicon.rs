//! Builds the word table from plain dumps of the dictionaries: `build-lexicon WORDS CLUSTERS OUT`.
//!
//! WORDS has a line `form lemma kind cells genders` for every reading, parted by tabs: nouns from german-nouns, verb
//! forms conjugated by ablaut from the infinitives of simplemma, adjectives and other words from simplemma. CLUSTERS
//! has a line `word cluster log-probability`, the most frequent first, from spacy-lookups-data.

use std::collections::BTreeMap;

use pressespiegel::nlp::lexicon::compound;
use pressespiegel::nlp::lexicon::hash;
use pressespiegel::nlp::lexicon::pack::{PackedWord, RawReading, collect, pack};
use pressespiegel::nlp::lexicon::words::{Kind, WordEntry};

/// So many of the most frequent words get a cluster.
const CLUSTERED: usize = 150_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [words, clusters, out] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "three paths, please")?;
    let words = std::fs::read_to_string(words)?;
    let mut table = collect(words.lines().filter_map(parse));
    eprintln!("{} forms", table.len());
    table = prune(table);
    eprintln!("{} forms that no rule explains", table.len());
    for line in std::fs::read_to_string(clusters)?.lines().take(CLUSTERED) {
        let mut fields = line.split('\t');
        let (Some(word), Some(cluster)) = (fields.next(), fields.next()) else { continue };
        let cluster: u16 = cluster.parse()?;
        if cluster > 0 {
            table.entry(word.to_owned()).or_default().cluster = cluster;
        }
    }
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
fn prune(table: BTreeMap<String, PackedWord>) -> BTreeMap<String, PackedWord> {
    let mut words: Vec<(String, PackedWord)> = table.into_iter().collect();
    words.sort_by_key(|(form, _)| form.len());
    let mut kept: std::collections::HashMap<u64, PackedWord> = std::collections::HashMap::new();
    let mut result = BTreeMap::new();
    for (form, word) in words {
        let nouns_only = word.readings.iter().all(|r| r.kind == Kind::Noun);
        let explained = nouns_only && form.chars().skip(1).all(char::is_lowercase) && {
            let head = compound::head(&form, |h| {
                kept.get(&h).map(|w: &PackedWord| WordEntry { readings: &w.readings, cluster: 0 })
            });
            head.is_some_and(|(_, entry)| {
                word.readings.iter().all(|r| {
                    entry.readings.iter().any(|h| {
                        let same = r.cells == 0 || (h.cells == r.cells && h.genders == r.genders);
                        h.kind == Kind::Noun && same && h.edit.apply(&form) == r.edit.apply(&form)
                    })
                })
            })
        };
        if !explained {
            kept.insert(hash::hash(&form), word.clone());
            result.insert(form, word);
        }
    }
    result
}
