//! From logits to names: the heads of the model, how likely a label is, and the likeliest row of labels.
//!
//! Each head of the model knows another way of annotating. All are brought to nine labels (outside; begin and inside of a
//! name of four types), so that their mean can be taken; derived words and compounds with a name in them, which only one
//! of them marks, count as outside.

use super::super::error::DataError;
use super::super::tagger::{LabeledName, NameClass};
use super::file::Fields;
use super::math::exp;

/// How many labels there are.
pub const LABELS: usize = 9;

/// The label outside of names.
pub const OUTSIDE: usize = 0;

/// How likely each label is for a word.
pub type Odds = [f32; LABELS];

/// The types in the order of their labels, as files write them.
const TYPES: [(&str, NameClass); 4] = [
    ("PER", NameClass::Person),
    ("LOC", NameClass::Location),
    ("ORG", NameClass::Organization),
    ("OTH", NameClass::Other),
];

/// No label is less likely for a head, so that one head alone can't rule out a row of labels.
const LEAST: f32 = 1e-6;

/// A head of the model.
#[derive(Debug)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// The number of its first logit.
    start: usize,
    /// The labels that its logits stand for.
    labels: Vec<u8>,
}

impl Head {
    /// The heads of a file.
    ///
    /// # Errors
    /// When one has no label for the outside.
    pub(super) fn all(fields: &Fields) -> Result<Vec<Self>, DataError> {
        let mut start = 0;
        let mut all = Vec::new();
        for (name, labels) in &fields.head.heads {
            let labels: Vec<u8> = labels.iter().map(|label| label_of(label) as u8).collect();
            if !labels.contains(&(OUTSIDE as u8)) {
                return Err(fields.wrong("head.bias", 4 * start, &format!("the head {name} has no label O")));
            }
            let length = labels.len();
            all.push(Self { name: name.clone(), start, labels });
            start += length;
        }
        Ok(all)
    }

    /// How likely this head finds each label; `logits` are all of a word.
    #[must_use]
    pub fn odds(&self, logits: &[f32]) -> Odds {
        let own = &logits[self.start..self.start + self.labels.len()];
        let most = own.iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = own.iter().map(|logit| exp(logit - most)).sum();
        let mut odds = [0.0; LABELS];
        for (logit, label) in own.iter().zip(&self.labels) {
            odds[usize::from(*label)] += exp(logit - most) / total;
        }
        odds.map(|value| value.max(LEAST))
    }
}

/// The number of a label as files write it; outside for those that are not told apart.
fn label_of(label: &str) -> usize {
    let (place, kind) = label.split_once('-').unwrap_or_default();
    let class = TYPES.iter().position(|(name, _)| *name == kind);
    class.map_or(OUTSIDE, |class| 1 + 2 * class + usize::from(place == "I"))
}

/// The mean of what `heads` find.
#[must_use]
pub fn mean(heads: &[&Head], logits: &[f32]) -> Odds {
    let mut odds = [0.0; LABELS];
    for head in heads {
        for (odds, own) in odds.iter_mut().zip(head.odds(logits)) {
            *odds += own / heads.len() as f32;
        }
    }
    odds
}

/// Whether `next` may follow `label`: a name goes on only as what it began as.
fn may_follow(label: usize, next: usize) -> bool {
    next % 2 == 1 || next == OUTSIDE || label == next || label + 1 == next
}

/// The likeliest row of labels for the words of a sentence.
///
/// Products of likelihoods are compared, not sums of logarithms, which would need a function that differs between
/// machines; each step is brought back to a largest product of 1.
#[must_use]
pub fn best(odds: &[Odds]) -> Vec<usize> {
    let mut froms: Vec<[u8; LABELS]> = Vec::with_capacity(odds.len());
    // As if a word outside stood before.
    let mut products = [0.0; LABELS];
    products[OUTSIDE] = 1.0_f32;
    for odds in odds {
        let mut next = [0.0; LABELS];
        let mut from = [OUTSIDE as u8; LABELS];
        for label in 0..LABELS {
            for (before, product) in products.iter().enumerate() {
                if may_follow(before, label) && product * odds[label] > next[label] {
                    next[label] = product * odds[label];
                    from[label] = before as u8;
                }
            }
        }
        let most = next.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        products = next.map(|product| product / most);
        froms.push(from);
    }
    let first_largest = |a: usize, b: usize| if products[b] > products[a] { b } else { a };
    let mut label = (0..LABELS).reduce(first_largest).unwrap_or(OUTSIDE);
    let mut labels = Vec::with_capacity(odds.len());
    for from in froms.iter().rev() {
        labels.push(label);
        label = usize::from(from[label]);
    }
    labels.reverse();
    labels
}

/// The names in a sentence: words counted from its first one, and the likelihood of the least likely of their labels.
#[must_use]
pub fn names(odds: &[Odds]) -> Vec<LabeledName> {
    let mut names: Vec<LabeledName> = Vec::new();
    for (word, (label, odds)) in best(odds).into_iter().zip(odds).enumerate() {
        if label == OUTSIDE {
            continue;
        }
        let confidence = odds[label];
        match names.last_mut() {
            Some(name) if label % 2 == 0 => {
                name.tokens.end = word + 1;
                name.confidence = name.confidence.min(confidence);
            }
            _ => names.push(LabeledName { tokens: word..word + 1, class: TYPES[(label - 1) / 2].1, confidence }),
        }
    }
    names
}
