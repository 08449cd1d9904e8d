//! Strict span scores: a name counts when both ends and the type are right.

use std::ops::Range;

/// Hits and errors of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Found and right.
    pub hits: usize,
    /// Found and wrong.
    pub spurious: usize,
    /// Not found.
    pub missed: usize,
}

impl Tally {
    /// Share of the found that is right.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.hits, self.hits + self.spurious)
    }

    /// Share of what there is that was found.
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.hits, self.hits + self.missed)
    }

    /// Harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        ratio(2 * self.hits, 2 * self.hits + self.spurious + self.missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of names are below 2^53")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Tallies of the four classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confusion {
    /// By class number.
    pub classes: [Tally; 4],
}

impl Confusion {
    /// Counts one sentence. Found names of classes that are not annotated do not count.
    pub fn add(&mut self, gold: &[(Range<usize>, usize)], found: &[(Range<usize>, usize)], annotated: [bool; 4]) {
        for name in found.iter().filter(|name| annotated[name.1]) {
            let tally = &mut self.classes[name.1];
            if gold.contains(name) {
                tally.hits += 1;
            } else {
                tally.spurious += 1;
            }
        }
        for name in gold.iter().filter(|name| !found.contains(name)) {
            self.classes[name.1].missed += 1;
        }
    }

    /// All classes together.
    #[must_use]
    pub fn total(&self) -> Tally {
        self.classes.iter().fold(Tally::default(), |a, b| Tally {
            hits: a.hits + b.hits,
            spurious: a.spurious + b.spurious,
            missed: a.missed + b.missed,
        })
    }
}
