//! Turns sentences into rows of feature keys.

#![expect(clippy::cast_possible_truncation, reason = "keys of a sentence are fewer than 2^32")]

use super::super::super::lexicon::Lexicon;
use super::super::attributes::{AttributeReader, Attributes};
use super::super::features::{CENTER, WINDOW, Window, joint, situations, unigram};

/// The feature keys of the tokens of one sentence.
#[derive(Debug, Clone, Default)]
pub struct Extracted {
    /// Keys of all tokens, one after another.
    pub keys: Vec<u32>,
    /// Where the keys of each token end.
    pub ends: Vec<u32>,
}

/// The features of `words`.
#[must_use]
pub fn extract<S: AsRef<str>>(lexicon: &Lexicon, words: &[S]) -> Extracted {
    let mut reader = AttributeReader::default();
    let attributes: Vec<Attributes> = words.iter().map(|word| reader.read(lexicon, word.as_ref())).collect();
    let mut places = Vec::new();
    situations(attributes.iter(), &mut places);
    let mut extracted = Extracted::default();
    for (i, place) in places.iter().enumerate() {
        let mut window: Window<'_> = [None; WINDOW];
        for (k, slot) in window.iter_mut().enumerate() {
            *slot = (i + k).checked_sub(CENTER).and_then(|at| attributes.get(at));
        }
        let keys = &mut extracted.keys;
        for (k, word) in window.iter().enumerate() {
            unigram(*word, k, |key| keys.push(key));
        }
        joint(&window, *place, |key| keys.push(key));
        extracted.ends.push(extracted.keys.len() as u32);
    }
    extracted
}
