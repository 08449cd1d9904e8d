//! Targets with their labels, and the evidence that the engine sees for each.

use pressespiegel::nlp::analysis::{Mention, SentimentLabel};
use pressespiegel::nlp::document::Annotations;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;
use pressespiegel::nlp::sentiment::SentimentReader;
use pressespiegel::nlp::syntax::{self, Tagged};
use pressespiegel::nlp::{DataError, Document, Engine, Halt, sentence, token};
use pressespiegel::text::Span;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::learn::KINDS;
use crate::named::entity;

/// Something that a text speaks of, and how.
pub struct Target {
    text: String,
    span: Span,
    label: usize,
    /// All names of the text that are labelled; empty where the engine finds names itself.
    names: Vec<String>,
}

impl Target {
    /// Whether it is among those that may be learned from: by the first bit of the hash of its text.
    pub fn is_tuned(&self) -> bool {
        self.group() & 1 == 0
    }

    fn group(&self) -> u64 {
        u64::from(Sha256::digest(self.text.as_bytes())[0])
    }
}

/// What the model sees of a target.
#[derive(Debug, Clone)]
pub struct Example {
    /// 0 ill, 1 neither, 2 well.
    pub label: usize,
    /// By relation, the sum of the weights of the evidence, over the root of the number of sentences.
    pub sums: [f64; KINDS],
    /// Whether the engine itself found the target as an entity.
    pub found: bool,
    /// The same for all targets of a text.
    pub group: u64,
}

/// The targets of a file in the form of `GerNTSA`; its positions count code points.
pub fn news(json: &str) -> Result<Vec<Target>, String> {
    let rows: Vec<Value> = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let row = |(n, row): (usize, &Value)| {
        let text = row["opinion_snippet"].as_str().ok_or(format!("entry {n} has no opinion_snippet"))?;
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |key: &str| {
            let at = row["target_anchor"][key].as_u64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| bytes.get(at)).copied().ok_or(format!("entry {n}: target_anchor.{key} is not in the text"))
        };
        let label = label(row["sentiment"]["polarity"].as_str().unwrap_or_default())
            .ok_or(format!("entry {n} has no polarity"))?;
        Ok(Target { text: text.to_owned(), span: Span::new(place("from")?, place("to")?), label, names: Vec::new() })
    };
    rows.iter().enumerate().map(row).collect()
}

fn label(name: &str) -> Option<usize> {
    Some(match SentimentLabel::from_name(name)? {
        SentimentLabel::Negative => 0,
        SentimentLabel::Positive => 2,
        SentimentLabel::Neutral | SentimentLabel::Mixed => 1,
    })
}

/// The targets of own sentences: label, sentence, `name=label;…`; or sentence, name, label.
pub fn cases(table: &str) -> Result<Vec<Target>, String> {
    let mut targets = Vec::new();
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let damaged = || format!("line {}: wanted a sentence with labelled names that stand in it", number + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let (text, named): (&str, Vec<(&str, &str)>) = match fields.as_slice() {
            [_, text, named] if named.contains('=') => {
                (*text, named.split(';').filter_map(|pair| pair.split_once('=')).collect())
            }
            [_, _] => continue,
            [text, name, label] => (*text, vec![(*name, *label)]),
            _ => return Err(damaged()),
        };
        for (name, of) in &named {
            let (Some(at), Some(label)) = (text.find(name), label(of)) else { return Err(damaged()) };
            let all = named.iter().map(|(name, _)| (*name).to_owned()).collect();
            targets.push(Target { text: text.to_owned(), span: Span::new(at, at + name.len()), label, names: all });
        }
    }
    Ok(targets)
}

/// Reads targets with the engine.
pub struct Reader {
    engine: Engine,
    lexicon: Lexicon,
    morph: MorphTagger,
    sentiment: SentimentReader,
}

impl Reader {
    /// Loads everything.
    pub fn new() -> Result<Self, DataError> {
        let lexicon = Lexicon::new()?;
        let morph = MorphTagger::new(&lexicon)?;
        let sentiment = SentimentReader::new(&lexicon)?;
        Ok(Self { engine: Engine::new()?, lexicon, morph, sentiment })
    }

    /// What the model sees of a target.
    pub fn example(&self, target: &Target) -> Example {
        let text = target.text.as_str();
        let (tokens, halt) = (token::tokenize(text), Halt::never());
        let sentences = sentence::split(text, &tokens);
        let morphs = self.morph.tag(&self.lexicon, text, &tokens, &sentences);
        let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt: &halt };
        let syntax = syntax::read(&self.lexicon, tagged);
        let layers = Annotations { text, published: None, tokens, sentences, morphs, syntax, halt: &halt };
        let mut analysis = self.engine.analyze(Document::new(text));
        if !target.names.is_empty() {
            analysis.entities = target.names.iter().map(|name| entity(text, name, &analysis)).collect();
        }
        let overlaps = |m: &Mention| m.span.start < target.span.end && target.span.start < m.span.end;
        let found = analysis.entities.iter().position(|e| e.mentions.iter().any(overlaps));
        let index = found.unwrap_or_else(|| {
            let mut added = entity(text, target.span.of(text), &analysis);
            added.mentions.retain(overlaps);
            analysis.entities.push(added);
            analysis.entities.len() - 1
        });
        let related = self.sentiment.relations(&layers, &analysis).swap_remove(index);
        self.sentiment.read(&layers, &mut analysis);
        let sentences = analysis.entities[index].sentiment.basis.as_ref().map_or(1, |basis| basis.sentences.max(1));
        let mut sums = [0.0; KINDS];
        for (relation, weight) in related {
            sums[relation as usize] += weight;
        }
        let sums = sums.map(|sum| sum / f64::from(sentences).sqrt());
        Example { label: target.label, sums, found: found.is_some(), group: target.group() / 2 }
    }
}
