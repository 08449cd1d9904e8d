//! Turns articles into rows of feature keys.

#![expect(clippy::cast_possible_truncation, reason = "keys of a sentence are fewer than 2^32")]

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::tagger::attributes::{AttributeReader, Attributes};
use pressespiegel::nlp::tagger::features::{CENTER, WINDOW, Window, joint, non_local, situations, tabled, unigram};
use pressespiegel::nlp::tagger::non_local::Places;

/// The feature keys of the tokens of one sentence.
#[derive(Debug, Clone, Default)]
pub struct Extracted {
    /// Keys of all tokens, one after another.
    pub keys: Vec<u32>,
    /// Where the keys of each token end.
    pub ends: Vec<u32>,
}

/// The features of the sentences of an article.
#[must_use]
pub fn extract<S: AsRef<str>>(lexicon: &Lexicon, sentences: &[&[S]]) -> Vec<Extracted> {
    let mut reader = AttributeReader::default();
    let mut read = |words: &&[S]| words.iter().map(|word| reader.read(lexicon, word.as_ref())).collect();
    let article: Vec<Vec<Attributes>> = sentences.iter().map(&mut read).collect();
    let mut places = Places::default();
    let mut start = 0;
    for sentence in &article {
        places.add(start, sentence.iter());
        start += sentence.len();
    }
    let mut start = 0;
    let mut extracted = Vec::new();
    for sentence in &article {
        extracted.push(extract_sentence(sentence, start, &places));
        start += sentence.len();
    }
    extracted
}

fn extract_sentence(sentence: &[Attributes], start: usize, places: &Places<'_>) -> Extracted {
    let mut seen = Vec::new();
    situations(sentence.iter(), &mut seen);
    let mut extracted = Extracted::default();
    for (i, situation) in seen.iter().enumerate() {
        let mut window: Window<'_> = [None; WINDOW];
        for (k, slot) in window.iter_mut().enumerate() {
            *slot = (i + k).checked_sub(CENTER).and_then(|at| sentence.get(at));
        }
        let mut put = |key| extracted.keys.push(key);
        for (k, word) in window.iter().enumerate() {
            if let Some(word) = word {
                tabled(word, k, &mut put);
            }
            unigram(*word, k, &mut put);
        }
        joint(&window, *situation, &mut put);
        non_local(&sentence[i], places.others(start + i, &sentence[i]), &mut put);
        extracted.ends.push(extracted.keys.len() as u32);
    }
    extracted
}
