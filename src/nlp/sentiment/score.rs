//! From evidence to scores and labels: the whole arithmetic of the stage.
//!
//! Only the four basic operations and the square root are used, in text order, so that the same evidence gives the same
//! bytes on every machine and anybody can compute a score again from the listed weights.

use super::super::analysis::{EntityBasis, EntitySentiment, Score, SentimentLabel, Voice, rounded};

/// From which scores on something is positive or negative. German prose is friendly by habit and bad news stands in few
/// sentences, so praise needs more than blame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Poles {
    /// Positive from this score on.
    pub good: f64,
    /// Negative from minus this score on.
    pub bad: f64,
}

/// Of sentences and claims.
pub(super) const SENTENCE: Poles = Poles { good: 0.3, bad: 0.27 };
/// Of documents of more than one sentence.
pub(super) const DOCUMENT: Poles = Poles { good: 0.4, bad: 0.15 };
/// Of documents of [`MANY`] sentences and more: over so many, friendly habits are evened out.
const ARTICLE: Poles = Poles { good: 0.16, bad: 0.15 };
/// See [`ARTICLE`].
const MANY: u32 = 12;
/// Both sides need this much before a sentence, claim or entity is mixed.
const MIXED_EACH: f64 = 0.35;
/// The weaker side of a mixed text has at least this share of the stronger.
const MIXED_BALANCE: f64 = 0.5;

/// Sums of positive and negative weights over a number of sentences.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Sum of positive weights.
    pub positive: f64,
    /// Sum of the absolute values of negative weights.
    pub negative: f64,
    /// Over how many sentences.
    pub sentences: u32,
}

impl Tally {
    /// Adds one weight.
    pub(super) fn add(&mut self, weight: f64) {
        if weight > 0.0 {
            self.positive += weight;
        } else {
            self.negative -= weight;
        }
    }

    /// [`Self::score`] for a document, where `n` is raised to the power of 1.75: long texts need steadier evidence.
    pub(super) fn document(&self) -> Score {
        let n = f64::from(self.sentences.max(1));
        self.scaled(n * (n * n.sqrt()).sqrt(), if self.sentences < MANY { DOCUMENT } else { ARTICLE })
    }

    /// `d / sqrt(d² + n)` with `d` the difference of the sums and `n` the sentences; the label by `poles`.
    pub(super) fn score(&self, poles: Poles) -> Score {
        self.scaled(f64::from(self.sentences.max(1)), poles)
    }

    fn scaled(&self, n: f64, poles: Poles) -> Score {
        let difference = self.positive - self.negative;
        let score = rounded(difference / (difference * difference + n).sqrt());
        Score { score, label: self.label(score, poles) }
    }

    fn label(&self, score: f64, poles: Poles) -> SentimentLabel {
        let (weak, strong) =
            if self.positive < self.negative { (self.positive, self.negative) } else { (self.negative, self.positive) };
        if weak >= MIXED_EACH && weak >= MIXED_BALANCE * strong {
            SentimentLabel::Mixed
        } else if score >= poles.good {
            SentimentLabel::Positive
        } else if score <= -poles.bad {
            SentimentLabel::Negative
        } else {
            SentimentLabel::Neutral
        }
    }
}

/// The scores of an entity. They follow from what is listed of it and from nothing else, which is why they are computed
/// from the list itself.
pub(super) fn entity(basis: EntityBasis, poles: Poles) -> EntitySentiment {
    let over = |sentences| Tally { sentences, ..Tally::default() };
    let (mut both, mut author, mut quoted) = (over(basis.sentences), over(basis.author), over(basis.quoted));
    for evidence in &basis.evidence {
        both.add(evidence.weight);
        match evidence.voice {
            Voice::Author => author.add(evidence.weight),
            Voice::Quoted => quoted.add(evidence.weight),
        }
    }
    let heard = |voice: Tally| (voice.sentences > 0).then(|| voice.score(poles));
    EntitySentiment { overall: both.score(poles), author: heard(author), quoted: heard(quoted), basis: Some(basis) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(weights: &[f64], sentences: u32) -> Tally {
        let mut tally = Tally { sentences, ..Tally::default() };
        for &weight in weights {
            tally.add(weight);
        }
        tally
    }

    #[test]
    fn one_strong_word_makes_a_pole_and_a_weak_one_does_not() {
        assert_eq!(tally(&[-0.5], 1).score(SENTENCE).label, SentimentLabel::Negative);
        assert_eq!(tally(&[0.2], 1).score(SENTENCE).label, SentimentLabel::Neutral);
        assert_eq!(tally(&[], 1).score(SENTENCE), Score::default());
    }

    #[test]
    fn strong_words_both_ways_are_mixed() {
        assert_eq!(tally(&[0.6, -0.6], 1).score(SENTENCE).label, SentimentLabel::Mixed);
        assert_eq!(tally(&[0.2, -0.2], 1).score(SENTENCE).label, SentimentLabel::Neutral);
    }

    #[test]
    fn praise_in_a_long_text_needs_less_to_be_its_tone() {
        let label = |sentences| tally(&[0.5, 0.5, 0.5, 0.5], sentences).document().label;
        assert_eq!(label(11), SentimentLabel::Neutral, "0.24 in eleven sentences");
        assert_eq!(label(12), SentimentLabel::Positive, "0.22 in twelve");
        assert_eq!(label(40), SentimentLabel::Neutral, "0.08 in forty");
    }

    #[test]
    fn a_score_never_leaves_its_range_and_is_never_minus_zero() {
        let score = tally(&vec![1.0; 100_000], 1).score(SENTENCE).score;
        assert!((0.9..=1.0).contains(&score));
        assert!(rounded(-0.000_01).is_sign_positive());
    }
}
