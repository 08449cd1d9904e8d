//! The same statement in other articles: who said it first, where it went, and who changed the words.
//!
//! Two claims are alike by the share of content words, in their dictionary forms, that both have of all that one has; from
//! [`ALIKE`] on they are the same statement, unless one is negated and the other is not, or two speakers are known and differ.
//! A speaker may be absent: a paper often drops who said it. The full-text index proposes whoever shares as many words as that
//! takes, so nothing is kept for it and the archive is not scanned; what it proposes is compared in full.
//!
//! Deliberately absent: the same in other words, translations, and claims of fewer than [`FEWEST`] content words, of which
//! the same words tell little ("Wir wachsen weiter").

use std::collections::BTreeSet;

use super::query::ClaimHit;
use super::search::words::{Word, is_grammar, read};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Claim, rounded};
use crate::text::Span;

/// Claims at least as alike are the same statement.
const ALIKE: f64 = 0.6;

/// Of fewer content words a claim says too little.
const FEWEST: usize = 4;

/// Longer claims are compared by their first words; to align two takes time in proportion to the square.
const MOST_WORDS: usize = 400;

/// So many claims are compared, those that fit best.
pub(super) const MOST: usize = 1_000;

/// The same statement in another article.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarClaim {
    /// The claim there.
    pub hit: ClaimHit,
    /// How alike both are, 0.6 to 1.
    pub similarity: f64,
    /// Stretches of it whose words the other claim does not have; empty where the words are the same.
    pub added: Vec<Span>,
    /// Stretches of the other claim, in its own article, whose words this one does not have.
    pub left_out: Vec<Span>,
}

/// A claim with its words.
#[derive(Debug)]
pub(super) struct Worded<'a> {
    claim: &'a Claim,
    words: Vec<Word>,
    content: BTreeSet<String>,
}

impl<'a> Worded<'a> {
    /// A claim of an article.
    pub fn new(article: &AnalysedArticle, claim: &'a Claim) -> Self {
        let headed = article.article.content.headed();
        let mut words = Vec::new();
        let mut content = BTreeSet::new();
        for span in &claim.spans {
            let exact = headed.exact(*span);
            for mut word in read(exact) {
                let written = exact.get(word.span.range()).unwrap_or_default();
                content.extend(word.terms.own.first().filter(|_| !is_grammar(written)).cloned());
                word.span = Span::new(word.span.start + span.start, word.span.end + span.start);
                words.push(word);
            }
        }
        words.truncate(MOST_WORDS);
        Self { claim, words, content }
    }

    /// Its content words, where they are enough; and how many of them the same statement has at least.
    pub fn sought(&self) -> Option<(&BTreeSet<String>, usize)> {
        let of = self.content.len();
        // As many as Jaccard's share of both cannot do without.
        let least = (1..=of).find(|shared| share(*shared, of) >= ALIKE)?;
        (of >= FEWEST).then_some((&self.content, least))
    }

    /// How alike another claim is; `None` when it is another statement.
    pub fn similarity(&self, other: &Self) -> Option<f64> {
        let shared = self.content.intersection(&other.content).count();
        let similarity = share(shared, self.content.len() + other.content.len() - shared);
        let same = similarity >= ALIKE
            && self.content.len() >= FEWEST
            && self.claim.negated == other.claim.negated
            && speakers_agree(self.claim, other.claim);
        same.then(|| rounded(similarity))
    }

    /// What another claim has that this one has not, and the other way round, in stretches.
    pub fn changes(&self, other: &Self) -> (Vec<Span>, Vec<Span>) {
        let forms = |words: &[Word]| words.iter().map(|word| word.terms.form.clone()).collect::<Vec<_>>();
        let kept = aligned(&forms(&self.words), &forms(&other.words));
        let own: BTreeSet<usize> = kept.iter().map(|(own, _)| *own).collect();
        let others: BTreeSet<usize> = kept.iter().map(|(_, other)| *other).collect();
        (stretches(&other.words, &others), stretches(&self.words, &own))
    }
}

/// Of two claims of an article that are both the same statement, the one that is more alike; else the first.
pub(super) fn best(found: &mut Vec<SimilarClaim>, new: SimilarClaim) {
    let known = found.iter_mut().find(|known| known.hit.article.article.id == new.hit.article.article.id);
    match known {
        None => found.push(new),
        Some(known) => {
            let rank = |one: &SimilarClaim| (one.similarity, std::cmp::Reverse(one.hit.claim.0));
            if rank(&new) > rank(known) {
                *known = new;
            }
        }
    }
}

/// Puts the first appearance first.
pub(super) fn in_order(mut found: Vec<SimilarClaim>) -> Vec<SimilarClaim> {
    found.sort_by_key(|one| (one.hit.article.article.dated_at(), one.hit.article.article.id));
    found
}

#[expect(clippy::cast_precision_loss, reason = "a claim has few words")]
fn share(shared: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

fn speakers_agree(one: &Claim, other: &Claim) -> bool {
    let (Some(one), Some(other)) = (&one.speaker, &other.speaker) else { return true };
    let last = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
    one.entity_id.is_some() && one.entity_id == other.entity_id || last(&one.name) == last(&other.name)
}

/// The longest common run of words with gaps, as places in both.
fn aligned(one: &[String], other: &[String]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut longest = vec![0_u16; (one.len() + 1) * width];
    for (i, a) in one.iter().enumerate().rev() {
        for (j, b) in other.iter().enumerate().rev() {
            let at = |i: usize, j: usize| longest[i * width + j];
            longest[i * width + j] = if a == b { at(i + 1, j + 1) + 1 } else { at(i + 1, j).max(at(i, j + 1)) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut kept = Vec::new();
    while i < one.len() && j < other.len() {
        if one[i] == other[j] {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

/// The words that are not kept, those that follow each other as one.
fn stretches(words: &[Word], kept: &BTreeSet<usize>) -> Vec<Span> {
    let mut stretches: Vec<Span> = Vec::new();
    let mut before = None;
    for (i, word) in words.iter().enumerate().filter(|(i, _)| !kept.contains(i)) {
        let follows = before.is_some_and(|before| before + 1 == i);
        match stretches.last_mut() {
            Some(last) if follows && last.end <= word.span.start => *last = last.cover(word.span),
            _ => stretches.push(word.span),
        }
        before = Some(i);
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(one: &str, other: &str) -> String {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (one, other) = (words(one), words(other));
        aligned(&one, &other).into_iter().map(|(i, _)| one[i].clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_aligned_in_their_order() {
        for (one, other, expected) in [
            ("a b c", "a b c", "a b c"),
            ("a b c", "a x c", "a c"),
            ("a b c d", "b a c d", "b c d"),
            ("a b", "c d", ""),
        ] {
            assert_eq!(kept(one, other), expected, "{one} / {other}");
        }
    }
}
