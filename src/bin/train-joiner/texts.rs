//! Corpora as running text with the places of their names, and how well names are found in them.

use std::ops::Range;

use anyhow::{Context as _, Result};
use pressespiegel::nlp::entity::join::{CLASSES, Proposed, Weights};
use pressespiegel::nlp::{Document, Engine};

use super::learn::corpus::{Corpus, Sentence};
use super::learn::score::{Confusion, Tally};

/// Numbers of the types in the corpora, by their numbers among the features.
const OF_CORPUS: [usize; CLASSES] = [0, 2, 1, 3];

/// A text with its names.
pub struct Sample {
    pub text: String,
    /// Bytes and type, numbered as the features do.
    pub names: Vec<(Range<usize>, usize)>,
    /// Which types are annotated.
    pub annotated: [bool; CLASSES],
}

/// The texts of a corpus.
pub struct Texts {
    pub all: Vec<Sample>,
}

impl Texts {
    /// Reads `FILE` or `SHARE*FILE`.
    pub fn read(corpus: &str) -> Result<Self> {
        let (share, file) = corpus.split_once('*').unwrap_or(("0", corpus));
        let share: f64 = share.parse().with_context(|| format!("{corpus}: wanted SHARE*FILE"))?;
        let source = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
        let corpus = Corpus::parse(&source, 0, 1.0).with_context(|| file.to_owned())?;
        let annotated = OF_CORPUS.map(|class| corpus.classes[class]);
        Ok(Self { all: corpus.articles().map(|sentences| text_of(sentences, annotated, share)).collect() })
    }
}

fn text_of(sentences: &[Sentence], annotated: [bool; CLASSES], share: f64) -> Sample {
    let mut made = Sample { text: String::new(), names: Vec::new(), annotated };
    for sentence in sentences {
        let mut ends = Vec::with_capacity(sentence.words.len());
        for (at, word) in sentence.words.iter().enumerate() {
            let closing = matches!(word.as_str(), "," | "." | ";" | ":" | "!" | "?" | ")" | "“" | "%");
            let after_open = at > 0 && matches!(sentence.words[at - 1].as_str(), "(" | "„");
            if at > 0 && !closing && !after_open {
                made.text.push(' ');
            }
            let start = made.text.len();
            let named = sentence.names.iter().any(|(tokens, _)| tokens.contains(&at));
            made.text.push_str(&if named { changed(word, share) } else { word.clone() });
            ends.push(start..made.text.len());
        }
        made.names.extend(sentence.names.iter().map(|(tokens, class)| {
            let class = OF_CORPUS.iter().position(|of| of == class).unwrap_or_default();
            (ends[tokens.start].start..ends[tokens.end - 1].end, class)
        }));
        made.text.push('\n');
    }
    made
}

/// The word, or one of its kind: in a share of all words the last vowel that is not at an end is another one.
fn changed(word: &str, share: f64) -> String {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    if (hash >> 11) as f64 / (1_u64 << 53) as f64 >= share || word.len() < 4 {
        return word.to_owned();
    }
    let inner = word.char_indices().skip(1).filter(|(at, c)| VOWELS.contains(c) && at + c.len_utf8() < word.len());
    let Some((at, vowel)) = inner.last() else { return word.to_owned() };
    let place = VOWELS.iter().position(|v| *v == vowel).unwrap_or_default();
    let other = VOWELS[(place + 1 + (hash % 4) as usize) % VOWELS.len()];
    format!("{}{other}{}", &word[..at], &word[at + 1..])
}

const TYPES: [&str; CLASSES] = ["PER", "LOC", "ORG", "OTH"];

/// A name that only the annotation has, or only the reading.
fn show_errors(text: &str, gold: &[(Range<usize>, usize)], found: &[(Range<usize>, usize)]) {
    for (said, own, other) in [("missed", gold, found), ("wrong", found, gold)] {
        for (bytes, class) in own.iter().filter(|name| !other.contains(name)) {
            println!("  {said:6} {} {}", TYPES[*class], &text[bytes.clone()]);
        }
    }
}

/// Prints what each reading finds; with every name that all of them together get wrong, if asked.
pub fn measure(engine: &Engine, weights: &Weights, name: &str, texts: &Texts, with_errors: bool) {
    println!("{name}");
    let mut readings = [Confusion::default(); 3];
    for text in &texts.all {
        let proposed = engine.propose(Document::new(&text.text));
        let gold: Vec<_> = text.names.iter().map(|(bytes, class)| (bytes.clone(), *class)).collect();
        let bytes = |p: &Proposed| p.span.start..p.span.end;
        let of = |is: &dyn Fn(&Proposed) -> Option<usize>| -> Vec<(Range<usize>, usize)> {
            proposed.iter().filter_map(|p| Some((bytes(p), is(p)?))).collect()
        };
        let joined: Vec<_> =
            weights.decide(&proposed).into_iter().map(|name| (bytes(&proposed[name.at]), name.class)).collect();
        if with_errors {
            show_errors(&text.text, &gold, &joined);
        }
        let found = [of(&|p| p.as_encoder_reads()), of(&|p| p.as_rules_read()), joined];
        for (confusion, found) in readings.iter_mut().zip(found) {
            confusion.add(&gold, &found, text.annotated);
        }
    }
    for (reading, confusion) in ["encoder", "rules", "joined"].into_iter().zip(readings) {
        let shown = |tally: Tally| format!("{:.1}", 100.0 * tally.f1());
        let types = TYPES.into_iter().zip(confusion.classes);
        let types: Vec<String> = types.map(|(name, tally)| format!("{name} {}", shown(tally))).collect();
        let all = confusion.total();
        println!(
            "  {reading:8} F1 {} (precision {:.1}, recall {:.1})  {}",
            shown(all),
            100.0 * all.precision(),
            100.0 * all.recall(),
            types.join("  ")
        );
    }
}
