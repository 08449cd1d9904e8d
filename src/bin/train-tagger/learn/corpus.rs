//! `CoNLL` files: a token a line, its label after a tab; blank lines part sentences, lines of `# ` are remarks.

use std::ops::Range;

use pressespiegel::nlp::tagger::labels::CLASSES;

/// An annotated sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Whether a text begins with it.
    pub opens: bool,
    /// Its tokens.
    pub words: Vec<String>,
    /// Token range and class number of its outermost names, in order.
    pub names: Vec<(Range<usize>, usize)>,
}

/// Sentences of one kind of text and one way of annotating.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// Number of its domain; features are learned for all and once more for each domain.
    pub domain: usize,
    /// How much a sentence counts.
    pub weight: f32,
    /// Which classes it annotates; of names of others it says nothing.
    pub classes: [bool; CLASSES.len()],
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// Why a corpus could not be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct CorpusError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

fn class_of(label: &str) -> Option<usize> {
    match label {
        "PER" => Some(0),
        "ORG" => Some(1),
        "LOC" => Some(2),
        "OTH" | "MISC" => Some(3),
        _ => None,
    }
}

impl Corpus {
    /// Reads a file. Labels that end in `deriv` or `part` count as `O`.
    ///
    /// # Errors
    /// When a line has no label or an unknown one.
    pub fn parse(text: &str, domain: usize, weight: f32) -> Result<Self, CorpusError> {
        let mut corpus = Self { domain, weight, classes: [false; CLASSES.len()], sentences: Vec::new() };
        let mut sentence = Sentence { opens: true, words: Vec::new(), names: Vec::new() };
        let mut open = None;
        let mut article = false;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with("# ") || line.starts_with("#\t") {
                if line.starts_with("# article") {
                    article = true;
                    sentence.opens = true;
                }
                continue;
            }
            if line.trim().is_empty() {
                corpus.close(&mut sentence, !article);
                open = None;
                continue;
            }
            let mut columns = line.split('\t');
            let (Some(word), Some(label)) = (columns.next(), columns.next()) else {
                return Err(CorpusError { line: number + 1, problem: "no label after a tab".into() });
            };
            let (place, kind) = label.split_once('-').unwrap_or((label, ""));
            let class = class_of(kind);
            let derived = kind.ends_with("deriv") || kind.ends_with("part");
            if !matches!(place, "B" | "I" | "O") || (place != "O" && class.is_none() && !derived) {
                return Err(CorpusError { line: number + 1, problem: format!("unknown label {label}") });
            }
            let at = sentence.words.len();
            sentence.words.push(word.to_owned());
            match (class, sentence.names.last_mut()) {
                (Some(class), Some(last)) if place == "I" && open == Some(class) => last.0.end = at + 1,
                (Some(class), _) => sentence.names.push((at..at + 1, class)),
                (None, _) => {}
            }
            if let Some(class) = class {
                corpus.classes[class] = true;
            }
            open = class;
        }
        corpus.close(&mut sentence, !article);
        Ok(corpus)
    }

    /// Ends a sentence; `alone` says that the next one is of another text.
    fn close(&mut self, sentence: &mut Sentence, alone: bool) {
        if !sentence.words.is_empty() {
            let next = Sentence { opens: alone, words: Vec::new(), names: Vec::new() };
            self.sentences.push(std::mem::replace(sentence, next));
        }
    }

    /// The sentences of text after text.
    pub fn articles(&self) -> impl Iterator<Item = &[Sentence]> {
        self.sentences.chunk_by(|_, next| !next.opens)
    }
}
