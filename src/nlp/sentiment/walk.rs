//! A walk through the sentences of a text, with what earlier stages say of them: names, speakers, claims, figures.

use super::super::analysis::{Analysis, Certainty, Claim, ClaimKind, EntityType, Figure, MentionKind};
use super::super::document::Annotations;
use super::super::syntax::dateline;
use super::super::syntax::words::Features;
use super::clause::Clauses;
use super::hits::{self, Hit};
use super::lists::List;
use super::load::Data;
use super::place::{Ground, Place};
use super::scene::{Known, Scene};
use super::shift;
use crate::text::Span;

/// The sentence that is being read, and what its reading needs of the rest.
pub(super) struct Walk<'w, 'a> {
    known: Known<'w, 'a>,
    figures: &'w [Figure],
    speaking: Vec<bool>,
    mentions: Vec<(usize, usize, usize)>,
    /// What of the earth each entity is.
    grounds: Vec<Ground>,
    next_mention: usize,
    next_sentence: usize,
    /// Tokens that stand in the content of somebody's claim.
    pub quoted: Vec<bool>,
    /// The words and clauses of the sentence.
    pub scene: Scene,
    /// What carries sentiment in it, shifted.
    pub hits: Vec<Hit>,
    /// The mentions in it.
    pub places: Vec<Place>,
}

impl<'w, 'a> Walk<'w, 'a> {
    /// A walk that stands before the first sentence.
    pub(super) fn new(data: &'w Data, layers: &'w Annotations<'a>, analysis: &'w Analysis) -> Self {
        Self {
            known: Known { data, layers, clauses: Clauses::read(layers), masked: names(layers, analysis) },
            figures: &analysis.figures,
            speaking: speakers(layers, analysis),
            mentions: mentions(layers, analysis),
            grounds: analysis.entities.iter().map(Ground::of).collect(),
            next_mention: 0,
            next_sentence: 0,
            quoted: quotations(layers, analysis),
            scene: Scene::default(),
            hits: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Reads the next sentence and tells its index; ends early when the analysis is given up.
    pub(super) fn next(&mut self) -> Option<usize> {
        let (Known { data, layers, .. }, s) = (&self.known, self.next_sentence);
        let sentence = layers.sentences.get(s).filter(|_| !layers.halt.is_called())?;
        self.next_sentence += 1;
        self.scene.read(&self.known, s);
        hits::find(data, layers, figures_in(self.figures, sentence.span), &mut self.scene, &mut self.hits);
        shift::apply(layers, &mut self.scene, &mut self.hits, &self.quoted);
        self.find_places(sentence.tokens.end);
        Some(s)
    }

    /// Finds the grammatical place of each mention before token `end`.
    fn find_places(&mut self, end: usize) {
        let (layers, scene) = (self.known.layers, &self.scene);
        let from = self.next_mention;
        self.next_mention = from + self.mentions[from..].partition_point(|m| m.1 < end);
        self.places.clear();
        let body = dateline::past_dateline(layers.tagged(), &(scene.base..scene.base + scene.items.len()));
        for &(entity, first, last) in &self.mentions[from..self.next_mention] {
            let Some(first) = (first >= body).then(|| first - scene.base) else { continue };
            let last = (last - scene.base).min(scene.items.len().saturating_sub(1));
            if first <= last {
                let mut place = Place::new(layers, scene, entity, first, last);
                place.speaker = self.speaking.get(scene.base + first).copied().unwrap_or(false);
                place.ground = self.grounds.get(entity).copied().unwrap_or(Ground::None);
                self.places.push(place);
            }
        }
    }
}

/// Tokens that lie wholly inside proper names, which say nothing: "Glück", "Freiburg". Names of events and laws do.
fn names(layers: &Annotations<'_>, analysis: &Analysis) -> Vec<bool> {
    let mut masked: Vec<bool> = (0..layers.tokens.len()).map(|i| is_surname(layers, i)).collect();
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

/// "Ministerin Freude": a noun right behind a title without an article is a surname; "dem Trainer Glück wünschen" is none.
fn is_surname(layers: &Annotations<'_>, i: usize) -> bool {
    let words = &layers.syntax.words;
    let noun = |i: usize| words.features(i).has(Features::NOUN);
    let described = |i: usize| words.features(i).intersects(Features::DETERMINER | Features::ADJECTIVE);
    i > 0
        && noun(i)
        && noun(i - 1)
        && List::NameBearer.ends(words.lower(i - 1))
        && !i.checked_sub(2).is_some_and(described)
}

/// Tokens that stand in the content of somebody's claim.
fn quotations(layers: &Annotations<'_>, analysis: &Analysis) -> Vec<bool> {
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

/// Tokens that name the speaker of a claim, or whom it is told to: they are not spoken of.
fn speakers(layers: &Annotations<'_>, analysis: &Analysis) -> Vec<bool> {
    let mut speaking = vec![false; layers.tokens.len()];
    let speakers = analysis.claims.iter().filter_map(|c| c.speaker.as_ref()).flat_map(|s| &s.spans);
    let told = |c: &&Claim| !matches!(c.certainty, Certainty::Demanded);
    let audience = analysis.claims.iter().filter(told).filter_map(|c| c.addressee.as_ref()).flat_map(|a| &a.spans);
    for span in speakers.chain(audience) {
        speaking[layers.tokens_in(span.start, span.end)].fill(true);
    }
    speaking
}

/// All mentions as (entity, first token, last token), in text order; without adjectives and names inside longer ones.
fn mentions(layers: &Annotations<'_>, analysis: &Analysis) -> Vec<(usize, usize, usize)> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Good, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn words_inside_names_say_nothing() {
        check_words(&[
            ("Die Trainerin Ada Glück kam.", "Glück", Nothing, "a surname"),
            ("Er wünschte dem Trainer Glück.", "Glück", Good, "a noun, though behind a title"),
        ]);
    }
}
