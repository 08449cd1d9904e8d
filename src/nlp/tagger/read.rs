//! Reads a document: attributes and scores once for each different word, then sentence by sentence the best labels.

#![expect(clippy::cast_possible_truncation, reason = "words of a text are fewer than 2^32")]

use std::ops::Range;

use super::super::lexicon::Lexicon;
use super::super::lexicon::clusters::hash_bytes;
use super::LabeledName;
use super::attributes::{AttributeReader, Attributes};
use super::decode::{Decoder, Scores};
use super::elsewhere::Places;
use super::features::{CENTER, Situation, WINDOW, Window, elsewhere, joint, situations, unigram};
use super::labels::{CLASSES, LABELS, names_of};
use super::model::{Model, Sums, add};
use super::tables::Tables;

/// A different word of the document: its attributes, and what it says in each place of the window.
struct Entry {
    attributes: Attributes,
    sums: [Sums; WINDOW],
}

/// The different words of a document, found by hash.
struct Vocabulary {
    /// Hash and index plus one; 0 is an empty slot. At most half full.
    slots: Vec<(u64, u32)>,
    entries: Vec<Entry>,
}

impl Vocabulary {
    fn new(tokens: usize) -> Self {
        Self { slots: vec![(0, 0); (tokens * 2).next_power_of_two().max(2)], entries: Vec::new() }
    }

    /// The index of `word`, read by `read` when it is new.
    fn index(&mut self, word: &str, read: impl FnOnce(&str) -> Entry) -> u32 {
        let hash = hash_bytes(word.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = (hash ^ (hash >> 32)) as usize & mask;
        loop {
            let (found, index) = self.slots[at];
            if index == 0 {
                self.entries.push(read(word));
                self.slots[at] = (hash, self.entries.len() as u32);
                return self.entries.len() as u32 - 1;
            }
            if found == hash {
                return index - 1;
            }
            at = (at + 1) & mask;
        }
    }
}

/// The names of a document of `words`, parted into `sentences`.
pub fn names<'a>(
    model: &Model,
    tables: &Tables,
    lexicon: &Lexicon,
    words: impl ExactSizeIterator<Item = &'a str>,
    sentences: impl Iterator<Item = Range<usize>> + Clone,
) -> Vec<LabeledName> {
    let mut vocabulary = Vocabulary::new(words.len());
    let mut reader = AttributeReader::default();
    let mut keys = Vec::with_capacity(256);
    let indices: Vec<u32> = words
        .map(|word| {
            vocabulary.index(word, |word| {
                let attributes = reader.read(lexicon, word);
                let sums = alone(model, tables, Some(&attributes), &mut keys);
                Entry { attributes, sums }
            })
        })
        .collect();
    let beyond = alone(model, tables, None, &mut keys);
    let mut work = Work::default();
    let mut found = Vec::new();
    let of = |i: usize| &vocabulary.entries[indices[i] as usize];
    let mut places = Places::default();
    for sentence in sentences.clone() {
        places.add(sentence.start, sentence.map(|i| &of(i).attributes));
    }
    for sentence in sentences {
        work.score(model, sentence.clone(), of, &beyond, &places);
        work.decoder.decode(&work.nodes, &model.transitions, &mut work.labels);
        let names = names_of(&work.labels);
        if names.is_empty() {
            continue;
        }
        let ranges = names.iter().map(|name| name.0.clone());
        let mut margins = Vec::with_capacity(names.len());
        work.decoder.margins(&work.nodes, &model.transitions, &work.labels, ranges, |margin| margins.push(margin));
        found.extend(names.into_iter().zip(margins).map(|((tokens, class), margin)| LabeledName {
            tokens: tokens.start + sentence.start..tokens.end + sentence.start,
            class: CLASSES[class],
            confidence: confidence(margin),
        }));
    }
    found
}

/// What `word` says in each place of the window.
fn alone(model: &Model, tables: &Tables, word: Option<&Attributes>, keys: &mut Vec<u32>) -> [Sums; WINDOW] {
    let mut sums = [Sums::default(); WINDOW];
    for (place, sums) in sums.iter_mut().enumerate() {
        keys.clear();
        unigram(word, place, |key| keys.push(key));
        *sums = model.sums(keys);
        if let Some(word) = word {
            add(sums, &tables.sums(word, place));
        }
    }
    sums
}

#[derive(Default)]
struct Work {
    keys: Vec<u32>,
    nodes: Vec<Scores>,
    situations: Vec<Situation>,
    decoder: Decoder,
    labels: Vec<u8>,
}

impl Work {
    /// Scores all labels of the tokens of `sentence`.
    fn score<'a>(
        &mut self,
        model: &Model,
        sentence: Range<usize>,
        of: impl Fn(usize) -> &'a Entry + Clone,
        beyond: &[Sums; WINDOW],
        places: &Places<'_>,
    ) {
        situations(sentence.clone().map(|i| &of(i).attributes), &mut self.situations);
        self.nodes.clear();
        for (i, situation) in sentence.clone().zip(&self.situations) {
            let mut window: Window<'_> = [None; WINDOW];
            let mut total = Sums::default();
            for (place, slot) in window.iter_mut().enumerate() {
                let entry = (i + place).checked_sub(CENTER).filter(|at| sentence.contains(at)).map(&of);
                add(&mut total, entry.map_or(&beyond[place], |entry| &entry.sums[place]));
                *slot = entry.map(|entry| &entry.attributes);
            }
            self.keys.clear();
            let keys = &mut self.keys;
            joint(&window, *situation, |key| keys.push(key));
            let word = &of(i).attributes;
            elsewhere(word, places.others(i, word), |key| keys.push(key));
            add(&mut total, &model.sums(keys));
            let mut node = [0; LABELS];
            node[1..].iter_mut().zip(total).for_each(|(score, sum)| *score = i32::from(sum));
            self.nodes.push(node);
        }
    }
}

/// Upper ends of the classes of margins, and the share of right names in each: the mean of what cross-validation counts
/// on `GermEval` and on own sentences (`tests/nlp/tagger-report.md`).
const CONFIDENCE: [(i32, f32); 8] =
    [(5, 0.28), (11, 0.34), (21, 0.38), (32, 0.44), (48, 0.47), (75, 0.54), (120, 0.67), (i32::MAX, 0.94)];

fn confidence(margin: i32) -> f32 {
    CONFIDENCE.iter().find(|(end, _)| margin < *end).map_or(1.0, |(_, share)| *share)
}
