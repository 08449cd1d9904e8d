//! What the encoder thinks of the words of a text, for the stages that decide about names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use super::super::document::Annotations;
use super::super::error::DataError;
use super::super::limits;
use super::super::tagger::LabeledName;
use super::Encoder;
use super::labels::{self, Head, Odds};

/// The weights.
const WEIGHTS: &[u8] = include_bytes!("names.bin");

/// The heads whose mean counts: what is a name in present-day news, and in an encyclopedia and older news.
const HEADS: [&str; 2] = ["d", "o"];

/// Sentences that are read at once; their logits are the most that is held.
const TOGETHER: usize = 64;

/// How likely each label is for each word of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    odds: Vec<Odds>,
    names: Vec<LabeledName>,
}

impl Understood {
    /// How many words from the first one on were read; all, unless the text is very long.
    #[must_use]
    pub fn words(&self) -> usize {
        self.odds.len()
    }

    /// How likely each label is for word `i`; `None` behind the words that were read.
    #[must_use]
    pub fn odds(&self, i: usize) -> Option<&Odds> {
        self.odds.get(i)
    }

    /// The likeliest names, in text order.
    #[must_use]
    pub fn names(&self) -> &[LabeledName] {
        &self.names
    }
}

impl Encoder {
    /// The model that the program carries, loaded once.
    ///
    /// # Errors
    /// When the program's copy of it is damaged.
    pub fn embedded() -> Result<&'static Self, DataError> {
        static LOADED: OnceLock<Result<Encoder, DataError>> = OnceLock::new();
        LOADED.get_or_init(|| Encoder::load(WEIGHTS)).as_ref().map_err(Clone::clone)
    }

    /// Reads a text; `None` when it was told to give up. Of a text with more than [`limits::pieces`] only the first
    /// sentences are read. A sentence is read by itself, so one that comes again is not computed again.
    #[must_use]
    pub fn understand(&self, layers: &Annotations<'_>) -> Option<Understood> {
        let heads: Vec<&Head> = self.heads().iter().filter(|head| HEADS.contains(&head.name.as_str())).collect();
        let mut understood = Understood { odds: Vec::with_capacity(layers.tokens.len()), names: Vec::new() };
        let readings = self.readings(layers);
        for (sentences, readings) in layers.sentences.chunks(TOGETHER).zip(readings.chunks(TOGETHER)) {
            if layers.halt.is_called() {
                return None;
            }
            let places = || sentences.iter().map(|sentence| &sentence.tokens).zip(readings);
            let new: Vec<Vec<&str>> =
                places().filter(|(own, read)| own == read).map(|(own, _)| words(layers, own)).collect();
            let logits = self.encode(&new, layers.halt)?;
            let mut computed = self.odds(&logits, &heads);
            for (own, read) in places() {
                if own == read {
                    understood.odds.extend(computed.next().into_iter().flatten());
                } else {
                    understood.odds.extend_from_within(read.clone());
                }
                understood.names.extend(labels::names(&understood.odds[own.clone()]).into_iter().map(|name| {
                    LabeledName { tokens: name.tokens.start + own.start..name.tokens.end + own.start, ..name }
                }));
            }
        }
        Some(understood)
    }

    /// For each sentence that is read, the tokens of the first one with the same words: itself, unless it comes again.
    fn readings(&self, layers: &Annotations<'_>) -> Vec<Range<usize>> {
        let mut known: HashMap<Vec<&str>, &Range<usize>> = HashMap::new();
        let mut effort = Effort::default();
        let first = |own| {
            let words = words(layers, own);
            match known.get(&words) {
                Some(first) => Some((*first).clone()),
                None => effort.takes(self.cut(&words)).then(|| known.entry(words).or_insert(own).clone()),
            }
        };
        layers.sentences.iter().map(|sentence| &sentence.tokens).map_while(first).collect()
    }

    fn cut(&self, words: &[&str]) -> Vec<u32> {
        let mut pieces = Vec::new();
        for word in words {
            self.pieces.cut(word, &mut pieces);
        }
        pieces
    }
}

/// How much of a text was read so far.
#[derive(Default)]
struct Effort {
    pieces: usize,
    different: HashSet<u32>,
}

impl Effort {
    /// Whether a sentence of these pieces is within [`limits::pieces`], and takes them.
    fn takes(&mut self, pieces: Vec<u32>) -> bool {
        let count = self.pieces + pieces.len();
        self.different.extend(pieces);
        let fits = count <= limits::pieces(self.different.len());
        if fits {
            self.pieces = count;
        }
        fits
    }
}

/// The words of a stretch of tokens.
fn words<'a>(layers: &'a Annotations<'_>, tokens: &Range<usize>) -> Vec<&'a str> {
    tokens.clone().map(|i| layers.word(i)).collect()
}
