//! Scores with evidence, shifters, targets, voice.
//!
//! What is scored is news sense: good or bad news, praise or blame; plain facts are neutral. Everything comes from the
//! lexicon in `data/` and from rules; each score rests on listed words with their weights.
//!
//! # The arithmetic
//! 1. A word, an expression or a direction ("steigende Kosten") has a weight from −1 to 1. Shifters multiply it: degree,
//!    negation, unreality, contrast, distance. The result, clamped and rounded to four decimals, is
//!    the weight of the [`Evidence`].
//! 2. With `d` the sum of the weights of a sentence, its score is `d / sqrt(d² + 1)`, rounded to four decimals.
//! 3. A document of one sentence has its score. Otherwise it is `d / sqrt(d² + n·sqrt(n·sqrt(n)))` with `d` the sum of its
//!    sentences' scores and `n` their number; its magnitude is the sum of the absolute weights of all evidence. A claim's
//!    score is that of a sentence, over the evidence that begins inside its spans.
//! 4. Of the weight of an evidence a share from −1 to 1 falls on each entity near it, by their [`Relation`]: most on whom
//!    it speaks of, little on whom its sentence only names besides. The shares stand in `data/shares.tsv` and are learned
//!    from news and own sentences (`src/bin/train-tone`). The product, rounded to four decimals, is the weight of an
//!    [`EntityEvidence`](super::analysis::EntityEvidence); less than 0.01 is left out. It has the voice of whoever says
//!    the word: quoted inside the content of a claim that is not the author's own, else the author's. With `d` the sum of
//!    these weights, an entity's score is `d / sqrt(d² + n)`, rounded to four decimals, once for both voices and once for
//!    each. Over both, `n` is the number of sentences that mention the entity; for one voice, of those in which that voice
//!    mentions it or says something that falls on it, and without such a sentence there is no score. The list and these
//!    numbers are the [`EntityBasis`](super::analysis::EntityBasis), and the scores are computed from nothing else.
//!
//! Labels: `mixed` where both sides sum up to at least 0.35 and the weaker to half of the stronger; else `positive` or
//! `negative` from 0.3 and −0.27 on for sentences and claims, 0.4 and −0.15 for documents of two to
//! eleven sentences, 0.16 and −0.15 for longer ones, for entities
//! from the learned poles in `data/shares.tsv` on; else `neutral`.
//!
//! Where a text has more sentences and evidence than it is answered with, those left out count for document and claims
//! all the same, and not for entities: their scores follow from their lists.
//!
//! # A worked sentence
//! "Der Umsatz stieg deutlich, doch der Skandal ist nicht aufgeklärt." has the evidence "Umsatz stieg" (a thing one wants
//! more of, with a word for more: 0.4, times 1.3 for "deutlich", times 0.6 before "doch": 0.312) and "Skandal" (−0.7,
//! times 1.25 after "doch": −0.875; "nicht" keeps "aufgeklärt" from turning it). The sum −0.563 gives
//! −0.563 / sqrt(0.563² + 1) = −0.4906, a negative sentence.

mod clause;
mod compound;
mod direction;
mod gather;
mod hash;
mod hits;
mod idiom;
mod lists;
mod load;
mod place;
mod relation;
mod reverse;
mod scene;
mod score;
mod shares;
mod shift;
mod stem;
mod target;
mod tone;
mod walk;
mod words;

use super::analysis::{Analysis, Evidence, Score, SentenceSentiment, rounded};
use super::document::Annotations;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::limits;
use crate::text::Span;
use gather::{Bounds, Gathered};
use hits::Hit;
use lists::List;
use load::Data;
pub use relation::Relation;
use scene::Scene;
use score::{SENTENCE, Tally};
use shares::Shares;
use walk::Walk;

/// Scores sentiment.
///
/// Building reads the embedded data in some ten milliseconds; reading is linear in the text.
#[derive(Debug)]
pub struct SentimentReader {
    data: Data,
    shares: Shares,
}

impl SentimentReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, DataError> {
        List::check()?;
        Ok(Self { data: Data::load()?, shares: Shares::load()? })
    }

    /// Fills in the sentiment of document, sentences, claims and entities.
    pub fn read(&self, layers: &Annotations<'_>, analysis: &mut Analysis) {
        let mut gathered = vec![Gathered::default(); analysis.entities.len()];
        let (mut document, mut magnitude) = (Tally::default(), 0.0);
        let mut sentences = Vec::with_capacity(layers.sentences.len());
        let mut all_evidence = Vec::new();
        let mut bounds = Bounds::new();
        let mut walk = Walk::new(&self.data, layers, analysis);
        while let Some(s) = walk.next() {
            let read = sentence(layers, &walk.scene, s, &walk.hits);
            document.add(read.score.score);
            document.sentences += 1;
            magnitude = walk.hits.iter().fold(magnitude, |sum, hit| sum + hit.weight.abs());
            all_evidence.extend_from_slice(&read.evidence);
            bounds.kept = bounds.sentences.admits(read.span.end, weight(layers, &read));
            if bounds.kept {
                sentences.push(read);
            }
            gather::attribute(&self.shares, layers, s, &walk, (&mut bounds, &mut gathered));
        }
        limits::warn(analysis, bounds.sentences.left_out(), "sentences");
        limits::warn(analysis, bounds.evidence.left_out(), "words that speak of an entity");
        analysis.sentiment.document = match &sentences[..] {
            // A text of one sentence has that sentence's score.
            [only] if document.sentences == 1 => only.score,
            _ => document.document(),
        };
        analysis.sentiment.magnitude = rounded(magnitude);
        analysis.sentiment.sentences = sentences;
        for (entity, gathered) in analysis.entities.iter_mut().zip(gathered) {
            entity.sentiment = score::entity(gathered.basis, self.shares.poles());
        }
        score_claims(&all_evidence, analysis);
    }

    /// How each piece of evidence stands to each entity near it, with its weight: what the shares are learned from.
    #[must_use]
    pub fn relations(&self, layers: &Annotations<'_>, analysis: &Analysis) -> Vec<Vec<(Relation, f64)>> {
        let mut found = vec![Vec::new(); analysis.entities.len()];
        let mut walk = Walk::new(&self.data, layers, analysis);
        while walk.next().is_some() {
            target::relate(&self.shares, layers, &walk, &mut |entity, hit, relation| {
                found[entity].push((relation, hit.weight));
            });
        }
        found
    }
}

/// The bytes that a sentence takes in the answer.
fn weight(layers: &Annotations<'_>, sentence: &SentenceSentiment) -> usize {
    /// Its score and label.
    const SCORED: usize = 55;
    /// A weight.
    const WEIGHT: usize = 17;
    let placed = |span: Span| limits::placed(span.of(layers.text));
    let evidence = sentence.evidence.iter().map(|e| WEIGHT + placed(e.span)).sum::<usize>();
    SCORED + placed(sentence.span) + evidence
}

/// Scores one sentence.
fn sentence(layers: &Annotations<'_>, scene: &Scene, s: usize, hits: &[Hit]) -> SentenceSentiment {
    let mut tally = Tally { sentences: 1, ..Tally::default() };
    let mut evidence = Vec::with_capacity(hits.len());
    for hit in hits {
        tally.add(hit.weight);
        evidence.push(Evidence { span: hit.span(layers, scene), weight: hit.weight });
    }
    SentenceSentiment { span: layers.sentences[s].span, score: tally.score(SENTENCE), evidence }
}

/// A claim's sentiment is that of the evidence of the text inside its spans.
fn score_claims(evidence: &[Evidence], analysis: &mut Analysis) {
    for claim in &mut analysis.claims {
        let mut tally = Tally { sentences: 1, ..Tally::default() };
        for span in &claim.spans {
            let from = evidence.partition_point(|e| e.span.start < span.start);
            let inside = evidence[from..].iter().take_while(|e| e.span.start < span.end);
            inside.for_each(|e| tally.add(e.weight));
        }
        claim.sentiment = if tally.positive + tally.negative > 0.0 { tally.score(SENTENCE) } else { Score::default() };
    }
}

/// Sentences beside the rules that read them.
#[cfg(test)]
mod testing {
    use std::sync::LazyLock;

    use crate::nlp::{Document, Engine};

    /// What a word or a name gets.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Reads {
        Good,
        Bad,
        Nothing,
    }

    /// A sentence, a word or a name in it, what that gets, and why.
    pub(super) type Case = (&'static str, &'static str, Reads, &'static str);

    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("engine"));

    fn reads(weight: f64) -> Reads {
        match weight {
            good if good > 0.0 => Reads::Good,
            bad if bad < 0.0 => Reads::Bad,
            _ => Reads::Nothing,
        }
    }

    /// The weight of the first evidence that holds `word`; 0 without one.
    fn weight(text: &str, word: &str) -> f64 {
        assert!(text.contains(word), "{word} in {text}");
        let read = ENGINE.analyze(Document::new(text));
        let mut evidence = read.sentiment.sentences.iter().flat_map(|s| &s.evidence);
        evidence.find(|e| e.span.of(text).contains(word)).map_or(0.0, |e| e.weight)
    }

    #[track_caller]
    pub(super) fn check_words(cases: &[Case]) {
        for &(text, word, expected, reason) in cases {
            assert_eq!(reads(weight(text, word)), expected, "{reason}: {word:?} in {text}");
        }
    }

    /// Of two sentences, `word` weighs less in the first, and something in both.
    #[track_caller]
    pub(super) fn check_weaker(cases: &[(&str, &str, &str, &str)]) {
        for &(weaker, stronger, word, reason) in cases {
            let (less, more) = (weight(weaker, word), weight(stronger, word));
            assert!(less * more > 0.0 && less.abs() < more.abs(), "{reason}: {word:?} has {less} and {more}");
        }
    }

    #[track_caller]
    pub(super) fn check_names(cases: &[Case]) {
        for &(text, name, expected, reason) in cases {
            let read = ENGINE.analyze(Document::new(text));
            let entity = read.entities.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("no {name} in {text}"));
            assert_eq!(reads(entity.sentiment.overall.score), expected, "{reason}: {name} in {text}");
        }
    }
}
