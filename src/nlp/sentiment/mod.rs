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
//! 4. Of the weight of an evidence a share from −1 to 1 falls on an entity, by the roles of the clause; rounded to four
//!    decimals, that is the weight of an [`EntityEvidence`]. It has the voice of whoever says the word: quoted inside
//!    the content of a claim that is not the author's own, else the author's. With `d` the sum of these weights, an
//!    entity's score is `d / sqrt(d² + n)`, rounded to four decimals, once for both voices and once for each. Over both,
//!    `n` is the number of sentences that mention the entity; for one voice, of those in which that voice mentions it or
//!    says something that falls on it, and without such a sentence there is no score. The list and these numbers are the
//!    [`EntityBasis`], and the scores are computed from nothing else.
//!
//! Labels: `mixed` where both sides sum up to at least 0.35 and the weaker to half of the stronger; else `positive` or
//! `negative` from 0.3 and −0.27 on for sentences and claims, 0.4 and −0.15 for documents of more sentences, ±0.25 for
//! entities; else `neutral`.
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
mod hash;
mod hits;
mod idiom;
mod lists;
mod load;
mod place;
mod reverse;
mod scene;
mod score;
mod shift;
mod stem;
mod target;
mod tone;
mod words;

use super::analysis::{
    Analysis, ClaimKind, EntityBasis, EntityEvidence, EntityType, Evidence, Figure, MentionKind, Score,
    SentenceSentiment, Voice, rounded,
};
use super::document::Layers;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::limits::{self, Allowance, Share};
use super::syntax::dateline;
use crate::text::Span;
use clause::Clauses;
use hits::Hit;
use lists::List;
use load::Data;
use place::Place;
use scene::Scene;
use score::{SENTENCE, Tally};

/// Scores sentiment.
///
/// Building reads the embedded data in some ten milliseconds; reading is linear in the text.
#[derive(Debug)]
pub struct SentimentReader {
    data: Data,
}

/// What is gathered of one entity.
#[derive(Debug, Clone, Default)]
struct Gathered {
    basis: EntityBasis,
    /// The last sentence of [`EntityBasis::sentences`], plus one; of those of the author; of quoted people.
    seen: [usize; 3],
}

impl SentimentReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, DataError> {
        List::check()?;
        Ok(Self { data: Data::load()? })
    }

    /// Fills in the sentiment of document, sentences, claims and entities.
    pub fn read(&self, layers: &Layers<'_>, analysis: &mut Analysis) {
        let masked = names(layers, analysis);
        let clauses = Clauses::read(layers);
        let quoted = quotations(layers, analysis);
        let speaking = speakers(layers, analysis);
        let mentions = mentions(layers, analysis);
        let mut gathered = vec![Gathered::default(); analysis.entities.len()];
        let mut next_mention = 0;
        let (mut scene, mut hits, mut places) = (Scene::default(), Vec::new(), Vec::new());
        let (mut document, mut magnitude) = (Tally::default(), 0.0);
        let mut sentences = Vec::with_capacity(layers.sentences.len());
        let mut all_evidence = Vec::new();
        let mut bounds = Bounds::new();
        for s in (0..layers.sentences.len()).take_while(|_| !layers.halt.is_called()) {
            scene.read(&self.data, layers, s, &clauses, &masked);
            let figures = figures_in(&analysis.figures, layers.sentences[s].span);
            hits::find(&self.data, layers, figures, &mut scene, &mut hits);
            shift::apply(layers, &mut scene, &mut hits, &quoted);
            let read = sentence(layers, &scene, s, &hits, &mut document, &mut magnitude);
            all_evidence.extend_from_slice(&read.evidence);
            bounds.kept = bounds.sentences.admits(read.span.end, weight(layers, &read));
            if bounds.kept {
                sentences.push(read);
            }
            let end = layers.sentences[s].tokens.end;
            let upto = next_mention + mentions[next_mention..].partition_point(|m| m.1 < end);
            place(layers, &scene, &mentions[next_mention..upto], &speaking, &mut places);
            next_mention = upto;
            attribute(layers, &scene, s, &hits, &places, &quoted, (&mut bounds, &mut gathered));
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
            entity.sentiment = score::entity(gathered.basis);
        }
        score_claims(&all_evidence, analysis);
    }
}

/// What the text may still be answered with.
struct Bounds {
    sentences: Allowance,
    evidence: Allowance,
    /// The sentence that is being read is among those that are answered.
    kept: bool,
}

impl Bounds {
    fn new() -> Self {
        Self { sentences: Allowance::new(Share::Sentences), evidence: Allowance::new(Share::Evidence), kept: true }
    }
}

/// The bytes that a sentence takes in the answer.
fn weight(layers: &Layers<'_>, sentence: &SentenceSentiment) -> usize {
    /// Its score and label.
    const SCORED: usize = 55;
    /// A weight.
    const WEIGHT: usize = 17;
    let placed = |span: Span| limits::placed(span.of(layers.text));
    let evidence = sentence.evidence.iter().map(|e| WEIGHT + placed(e.span)).sum::<usize>();
    SCORED + placed(sentence.span) + evidence
}

impl Gathered {
    /// Counts sentence `s` once, as one that mentions the entity.
    fn mentioned(&mut self, s: usize) {
        self.basis.sentences += u32::from(self.seen[0] <= s);
        self.seen[0] = s + 1;
    }

    /// Counts sentence `s` once for a voice.
    fn heard(&mut self, s: usize, voice: Voice) {
        let (seen, count) = match voice {
            Voice::Author => (&mut self.seen[1], &mut self.basis.author),
            Voice::Quoted => (&mut self.seen[2], &mut self.basis.quoted),
        };
        *count += u32::from(*seen <= s);
        *seen = s + 1;
    }
}

/// Scores one sentence and adds its score to the document's sums.
fn sentence(
    layers: &Layers<'_>,
    scene: &Scene,
    s: usize,
    hits: &[Hit],
    document: &mut Tally,
    magnitude: &mut f64,
) -> SentenceSentiment {
    let mut tally = Tally { sentences: 1, ..Tally::default() };
    let mut evidence = Vec::with_capacity(hits.len());
    for hit in hits {
        tally.add(hit.weight);
        *magnitude += hit.weight.abs();
        evidence.push(Evidence { span: hit.span(layers, scene), weight: hit.weight });
    }
    let score = tally.score(SENTENCE);
    document.add(score.score);
    document.sentences += 1;
    SentenceSentiment { span: layers.sentences[s].span, score, evidence }
}

/// Tokens that lie wholly inside proper names, which say nothing: "Glück", "Freiburg". Names of events and laws do.
fn names(layers: &Layers<'_>, analysis: &Analysis) -> Vec<bool> {
    let mut masked = vec![false; layers.tokens.len()];
    for entity in analysis.entities.iter().filter(|e| !matches!(e.kind, EntityType::Event | EntityType::Law)) {
        for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
            for i in layers.tokens_in(mention.span.start, mention.span.end) {
                let token = layers.tokens[i].span;
                masked[i] |= mention.span.start <= token.start && token.end <= mention.span.end;
            }
        }
    }
    masked
}

/// Tokens that stand in the content of somebody's claim.
fn quotations(layers: &Layers<'_>, analysis: &Analysis) -> Vec<bool> {
    let mut quoted = vec![false; layers.tokens.len()];
    for claim in analysis.claims.iter().filter(|c| c.kind != ClaimKind::Assertion) {
        for span in &claim.spans {
            quoted[layers.tokens_in(span.start, span.end)].fill(true);
        }
    }
    quoted
}

/// The figures that begin inside `span`; they stand in text order.
fn figures_in(figures: &[Figure], span: Span) -> &[Figure] {
    let from = figures.partition_point(|f| f.span.start < span.start);
    let until = figures.partition_point(|f| f.span.start < span.end);
    &figures[from..until.max(from)]
}

/// Tokens that name the speaker of a claim.
fn speakers(layers: &Layers<'_>, analysis: &Analysis) -> Vec<bool> {
    let mut speaking = vec![false; layers.tokens.len()];
    for span in analysis.claims.iter().filter_map(|c| c.speaker.as_ref()).flat_map(|s| &s.spans) {
        speaking[layers.tokens_in(span.start, span.end)].fill(true);
    }
    speaking
}

/// All mentions as (entity, first token, last token), in text order; without adjectives and names inside longer ones.
fn mentions(layers: &Layers<'_>, analysis: &Analysis) -> Vec<(usize, usize, usize)> {
    let mut mentions = Vec::new();
    for (e, entity) in analysis.entities.iter().enumerate() {
        for mention in entity.mentions.iter().filter(|m| m.kind != MentionKind::Derived) {
            let tokens = layers.tokens_in(mention.span.start, mention.span.end);
            if !tokens.is_empty() {
                mentions.push((e, tokens.start, tokens.end - 1));
            }
        }
    }
    mentions.sort_unstable_by_key(|&(e, first, last)| (first, last, e));
    let mut outer = (0, 0);
    mentions.retain(|&(_, first, last)| {
        let nested = outer.0 < first && last <= outer.1;
        if !nested {
            outer = (first, last);
        }
        !nested
    });
    mentions
}

/// Finds the grammatical place of each mention of the sentence.
fn place(
    layers: &Layers<'_>,
    scene: &Scene,
    mentions: &[(usize, usize, usize)],
    speaking: &[bool],
    places: &mut Vec<Place>,
) {
    places.clear();
    let body = dateline::past_dateline(layers.tagged(), &(scene.base..scene.base + scene.items.len()));
    for &(entity, first, last) in mentions {
        let Some(first) = (first >= body).then(|| first - scene.base) else { continue };
        let last = (last - scene.base).min(scene.items.len().saturating_sub(1));
        if first <= last {
            let mut place = Place::new(layers, scene, entity, first, last);
            place.speaker = speaking.get(scene.base + first).copied().unwrap_or(false);
            places.push(place);
        }
    }
}

/// Gives the sentence's evidence to the entities it falls on.
fn attribute(
    layers: &Layers<'_>,
    scene: &Scene,
    s: usize,
    hits: &[Hit],
    places: &[Place],
    quoted: &[bool],
    (bounds, gathered): (&mut Bounds, &mut [Gathered]),
) {
    /// A weight and a voice.
    const WEIGHED: usize = 35;
    let voice = |item: usize| if quoted[scene.base + item] { Voice::Quoted } else { Voice::Author };
    for place in places {
        let entity = &mut gathered[place.entity];
        entity.mentioned(s);
        entity.heard(s, voice(place.first));
    }
    target::share(layers, scene, hits, places, &mut |entity, hit, share| {
        let weight = rounded(hit.weight * share);
        if weight == 0.0 {
            return;
        }
        let span = hit.span(layers, scene);
        // What is not told of the sentence is not told of the entity, nor does it count for its score.
        let words = WEIGHED + limits::placed(span.of(layers.text));
        if !bounds.kept || !bounds.evidence.admits(span.end, words) {
            return;
        }
        let (entity, voice) = (&mut gathered[entity], voice(hit.head));
        entity.heard(s, voice);
        entity.basis.evidence.push(EntityEvidence { span, weight, voice });
    });
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
