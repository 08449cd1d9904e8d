//! Sums of the weights of features that have few values, added up beforehand: what takes a look-up for each such feature
//! of a word then takes one for all.

use super::super::lexicon::Lexicon;
use super::super::lexicon::kinds::WordKind;
use super::attributes::{Attributes, Found};
use super::features::{CENTER, USAGES, WINDOW, cluster, frequency, guesses, lists, near, usage};
use super::model::{Model, Sums, add};

/// Classes of frequency: 0 for unknown words, then 1 to 8.
const FREQUENCIES: u8 = 9;

/// Places beside the token and its own.
const NEAR: usize = 3;

/// Takes the keys of features.
type Sink<'a> = &'a mut dyn FnMut(u32);

/// The sums. Size: half a megabyte.
#[derive(Debug)]
pub struct Tables {
    /// Row of each path in `clusters`.
    numbers: Vec<u16>,
    clusters: Vec<[Sums; WINDOW]>,
    usages: Vec<[Sums; NEAR]>,
    guesses: Vec<[Sums; NEAR]>,
    lists: Vec<[Sums; NEAR]>,
}

impl Tables {
    /// Adds up the weights of `model`.
    #[must_use]
    pub fn new(model: &Model, lexicon: &Lexicon) -> Self {
        let sums = |emit: &dyn Fn(Sink<'_>)| {
            let mut keys = Vec::new();
            emit(&mut |key| keys.push(key));
            model.sums_of(keys)
        };
        let mut numbers = vec![0; 1 << 16];
        let mut clusters: Vec<[Sums; WINDOW]> =
            vec![std::array::from_fn(|place| sums(&|sink| cluster(None, place, sink)))];
        for path in lexicon.clusters.paths() {
            numbers[usize::from(*path)] = u16::try_from(clusters.len()).unwrap_or(0);
            clusters.push(std::array::from_fn(|place| sums(&|sink| cluster(Some(*path), place, sink))));
        }
        let mut usages = Vec::new();
        for class in 0..FREQUENCIES {
            usages.extend(
                (0..USAGES as u64).map(|usage| {
                    std::array::from_fn(|at| sums(&|sink| frequency(class, usage, at + CENTER - 1, sink)))
                }),
            );
        }
        let of_bytes = |emit: &dyn Fn(u8, usize, Sink<'_>)| -> Vec<[Sums; NEAR]> {
            let row = |byte| std::array::from_fn(|at| sums(&|sink| emit(byte, at + CENTER - 1, sink)));
            (0..=u8::MAX).map(row).collect()
        };
        Self {
            numbers,
            clusters,
            usages,
            guesses: of_bytes(&|byte, place, sink| guesses(WordKind::from_guesses(byte), place, sink)),
            lists: of_bytes(&|byte, place, sink| lists(WordKind::new(0, 0, 0, byte), place, sink)),
        }
    }

    /// What the tabled features say of `word` at `place` in the window.
    #[must_use]
    pub fn sums(&self, word: &Attributes, place: usize) -> Sums {
        let number = if word.found == Found::Nowhere { 0 } else { self.numbers[usize::from(word.class.path)] };
        let mut sums = self.clusters[usize::from(number)][place];
        if !near(place) {
            return sums;
        }
        let at = place + 1 - CENTER;
        add(&mut sums, &self.usages[usize::from(word.class.frequency) * USAGES + usage(word) as usize][at]);
        if let Some(kind) = word.kind {
            add(&mut sums, &self.guesses[usize::from(kind.guesses() & 255)][at]);
            add(&mut sums, &self.lists[usize::from(kind.lists() & 255)][at]);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::tabled;
    use super::super::model::Weights;
    use super::super::{MODEL, attributes::AttributeReader};
    use super::*;

    #[test]
    fn the_tables_hold_what_looking_up_each_feature_gives() {
        let lexicon = Lexicon::new().expect("the lexicon loads");
        let weights = Weights::parse("names.model", MODEL).expect("the model is whole");
        let model = Model::new(&weights).expect("a table holds it");
        let tables = Tables::new(&model, &lexicon);
        let mut reader = AttributeReader::default();
        for word in ["Berlin", "und", "Merkels", "ZDF", "Xyzquark", ",", "3,5", "Müller-Lüdenscheidt", "größte"] {
            let word = reader.read(&lexicon, word);
            for place in 0..WINDOW {
                let mut keys = Vec::new();
                tabled(&word, place, |key| keys.push(key));
                assert_eq!(tables.sums(&word, place), model.sums_of(keys), "{word:?} at {place}");
            }
        }
    }
}
