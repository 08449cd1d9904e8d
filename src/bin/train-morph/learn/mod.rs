//! Training of the tagger's weights; the engine itself never runs this.
//!
//! An averaged perceptron (Collins 2002): the walk is the one of tagging, so the model learns to live with its own
//! earlier decisions. The same treebank and seed give the same weights on every machine.

pub mod treebank;

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::lexicon::hash::mix;
use pressespiegel::nlp::lexicon::words::Kind;
use pressespiegel::nlp::morph::Tag;
use pressespiegel::nlp::morph::model::{self, FEATURES, ROWS, Sequence, WIDTH};
use pressespiegel::nlp::token::tokenize;

use treebank::{GoldSentence, GoldWord};

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Orders the sentences.
    pub seed: u64,
    /// Passes over the treebank.
    pub epochs: u32,
    /// Features seen less often are left out.
    pub least: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, epochs: 12, least: 2 }
    }
}

/// A sentence ready for training.
struct Example<'t> {
    sequence: Sequence<'t>,
    gold: Vec<Option<Tag>>,
}

/// Learns weights from `treebank` and answers the model file's bytes.
#[must_use]
pub fn train(lexicon: &Lexicon, treebank: &[GoldSentence], settings: Settings) -> Vec<u8> {
    let examples: Vec<Example<'_>> = treebank.iter().map(|sentence| example(lexicon, sentence)).collect();
    let mut learner = Learner::new();
    learner.count(&examples);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = mix(settings.seed, 0x5eed);
    for _ in 0..settings.epochs {
        for i in (1..order.len()).rev() {
            random = mix(random, i as u64);
            order.swap(i, usize::try_from(random % (i as u64 + 1)).unwrap_or(0));
        }
        for &i in &order {
            learner.learn(&examples[i], settings.least);
        }
    }
    model::pack(&learner.quantised())
}

fn example<'t>(lexicon: &Lexicon, sentence: &'t GoldSentence) -> Example<'t> {
    let text = sentence.text.as_str();
    let tokens = tokenize(text);
    let gold = tokens.iter().map(|t| sentence.word_at(t.span).and_then(|w| aim(lexicon, text, w))).collect();
    Example { sequence: Sequence::new(lexicon, text, tokens), gold }
}

/// The tag to learn. The treebank calls common nouns proper when they are part of a name ("Rundschau"); they are
/// learned as what they are.
fn aim(lexicon: &Lexicon, text: &str, word: &GoldWord) -> Option<Tag> {
    if word.tag as usize >= Tag::LEARNED {
        return None;
    }
    let listed = word.tag == Tag::Name
        && word.common
        && lexicon
            .words
            .get(word.span.of(text))
            .is_some_and(|e| e.of(Kind::Noun).is_some_and(|r| r.cells != 0) && e.of(Kind::Name).is_none());
    Some(if listed { Tag::Noun } else { word.tag })
}

/// Weights on their way, with what their average needs.
struct Learner {
    weights: Vec<[i32; WIDTH]>,
    totals: Vec<[i64; WIDTH]>,
    stamps: Vec<[i64; WIDTH]>,
    counts: Vec<u32>,
    now: i64,
}

impl Learner {
    fn new() -> Self {
        Self {
            weights: vec![[0; WIDTH]; ROWS],
            totals: vec![[0; WIDTH]; ROWS],
            stamps: vec![[0; WIDTH]; ROWS],
            counts: vec![0; ROWS],
            now: 0,
        }
    }

    /// Counts features with the right tags as history.
    fn count(&mut self, examples: &[Example<'_>]) {
        for e in examples {
            e.sequence.walk(|i, rows| {
                for &row in rows {
                    self.counts[row as usize] += 1;
                }
                e.gold[i].unwrap_or(Tag::Noun)
            });
        }
    }

    fn learn(&mut self, e: &Example<'_>, least: u32) {
        e.sequence.walk(|i, rows| {
            self.now += 1;
            let mut scores = [0; WIDTH];
            for &row in rows {
                for (score, weight) in scores.iter_mut().zip(&self.weights[row as usize]) {
                    *score += weight;
                }
            }
            let guess = model::best(&scores);
            if let Some(gold) = e.gold[i].filter(|&gold| gold != guess) {
                self.update(rows, gold, 1, least);
                self.update(rows, guess, -1, least);
            }
            guess
        });
    }

    fn update(&mut self, rows: &[u32; FEATURES], tag: Tag, step: i32, least: u32) {
        let tag = tag as usize;
        for &row in rows {
            let row = row as usize;
            if self.counts[row] < least {
                continue;
            }
            self.totals[row][tag] += (self.now - self.stamps[row][tag]) * i64::from(self.weights[row][tag]);
            self.stamps[row][tag] = self.now;
            self.weights[row][tag] += step;
        }
    }

    /// The averages, scaled so that nearly all fit eight bits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "quantisation")]
    fn quantised(mut self) -> Vec<[i8; WIDTH]> {
        for row in 0..self.weights.len() {
            for tag in 0..WIDTH {
                self.totals[row][tag] += (self.now - self.stamps[row][tag]) * i64::from(self.weights[row][tag]);
            }
        }
        let mut sizes: Vec<i64> = self.totals.iter().flatten().filter(|&&t| t != 0).map(|t| t.abs()).collect();
        sizes.sort_unstable();
        // The largest thousandth is cut off rather than making all others coarse.
        let top = sizes.get(sizes.len() - sizes.len() / 1000 - 1).copied().unwrap_or(1).max(1);
        self.totals
            .iter()
            .map(|row| row.map(|t| (t as f64 * 127.0 / top as f64).round().clamp(-127.0, 127.0) as i8))
            .collect()
    }
}
