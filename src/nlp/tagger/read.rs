//! Reads a document: attributes and scores once for each different word, then sentence by sentence the best labels.

#![expect(clippy::cast_possible_truncation, reason = "words of a text are fewer than 2^32")]

use std::ops::Range;

use super::super::lexicon::Lexicon;
use super::super::lexicon::clusters::hash_bytes;
use super::LabeledName;
use super::attributes::{AttributeReader, Attributes};
use super::decode::{Decoder, Scores};
use super::features::{CENTER, Situation, WINDOW, joint, non_local, situations, unigram};
use super::labels::{CLASSES, LABELS, names_of};
use super::model::{Model, Sums, add};
use super::non_local::Places;
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
        Self {
            slots: vec![(0, 0); (tokens * 2).next_power_of_two().max(2)],
            entries: Vec::with_capacity((tokens / 2).min(4096)),
        }
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
    let around = Around { of, beyond: &beyond, places: &places };
    for sentence in sentences {
        work.score(model, sentence.clone(), &around);
        work.decoder.decode(&work.nodes, &model.transitions, &mut work.labels);
        let names = names_of(&work.labels);
        if names.is_empty() {
            continue;
        }
        let ranges = names.iter().map(|name| name.0.clone());
        let margins = work.decoder.margins(&work.nodes, &model.transitions, &work.labels, ranges);
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
    keys.clear();
    let ends: [usize; WINDOW] = std::array::from_fn(|place| {
        unigram(word, place, |key| keys.push(key));
        keys.len()
    });
    model.find(keys);
    std::array::from_fn(|place| {
        let start = if place == 0 { 0 } else { ends[place - 1] };
        let mut sums = model.sums(&keys[start..ends[place]]);
        if let Some(word) = word {
            add(&mut sums, &tables.sums(word, place));
        }
        sums
    })
}

/// How many tokens are looked up at once: enough for the reads to overlap, few enough for little memory.
const TOGETHER: usize = 64;

/// What a sentence's tokens are read with.
struct Around<'p, F> {
    /// The entry of a token.
    of: F,
    /// What there is beyond the ends of a sentence.
    beyond: &'p [Sums; WINDOW],
    places: &'p Places<'p>,
}

#[derive(Default)]
struct Work {
    /// Features of several words of some tokens of the sentence.
    keys: Vec<u32>,
    /// Where those of each token end.
    ends: Vec<usize>,
    nodes: Vec<Scores>,
    situations: Vec<Situation>,
    decoder: Decoder,
    labels: Vec<u8>,
}

impl Work {
    /// Scores all labels of the tokens of `sentence`.
    fn score<'a>(&mut self, model: &Model, sentence: Range<usize>, around: &Around<'_, impl Fn(usize) -> &'a Entry>) {
        let Around { of, beyond, places } = around;
        let Self { keys, ends, nodes, situations: found, .. } = self;
        situations(sentence.clone().map(|i| &of(i).attributes), found);
        let window = |i: usize| -> [Option<&Entry>; WINDOW] {
            std::array::from_fn(|place| (i + place).checked_sub(CENTER).filter(|at| sentence.contains(at)).map(of))
        };
        nodes.clear();
        for first in sentence.clone().step_by(TOGETHER) {
            let tokens = first..sentence.end.min(first + TOGETHER);
            keys.clear();
            ends.clear();
            for i in tokens.clone() {
                let attributes = window(i).map(|entry| entry.map(|entry| &entry.attributes));
                joint(&attributes, found[i - sentence.start], |key| keys.push(key));
                let word = &of(i).attributes;
                non_local(word, places.others(i, word), |key| keys.push(key));
                ends.push(keys.len());
            }
            model.find(keys);
            let mut start = 0;
            for (i, end) in tokens.zip(ends.iter()) {
                let mut total = model.sums(&keys[start..*end]);
                start = *end;
                for (place, entry) in window(i).into_iter().enumerate() {
                    add(&mut total, entry.map_or(&beyond[place], |entry| &entry.sums[place]));
                }
                let mut node = [0; LABELS];
                node[1..].iter_mut().zip(total).for_each(|(score, sum)| *score = i32::from(sum));
                nodes.push(node);
            }
        }
    }
}

/// Upper ends of the classes of margins, and the share of right names in each: the mean of what cross-validation counts
/// on `GermEval` and on own sentences (`tests/nlp/tagger-report.md`).
const CONFIDENCE: [(i32, f32); 8] =
    [(10, 0.28), (22, 0.34), (42, 0.38), (64, 0.44), (96, 0.47), (150, 0.54), (240, 0.67), (i32::MAX, 0.94)];

fn confidence(margin: i32) -> f32 {
    CONFIDENCE.iter().find(|(end, _)| margin < *end).map_or(1.0, |(_, share)| *share)
}
