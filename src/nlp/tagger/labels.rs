//! The labels of a token: outside, or begin, inside, last, unit (`BILOU`) of a name of one of four types.

#![expect(clippy::cast_possible_truncation, reason = "there are 17 labels")]

use std::ops::Range;

use super::NameClass;

/// How many labels there are.
pub const LABELS: usize = 17;

/// The label of a token outside of names.
pub const OUTSIDE: usize = 0;

/// The classes in the order of their labels.
pub const CLASSES: [NameClass; 4] = [NameClass::Person, NameClass::Organization, NameClass::Location, NameClass::Other];

/// Place of a token in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first of several.
    Begin,
    /// Neither first nor last.
    Inside,
    /// The last of several.
    Last,
    /// The only one.
    Unit,
}

/// The label of a token at `place` in a name of class number `class`.
#[must_use]
pub const fn label_of(class: usize, place: Place) -> usize {
    1 + 4 * class + place as usize
}

/// The class number and place of `label`; `None` outside.
#[must_use]
pub const fn parts_of(label: usize) -> Option<(usize, Place)> {
    if label == OUTSIDE {
        return None;
    }
    let place = match (label - 1) % 4 {
        0 => Place::Begin,
        1 => Place::Inside,
        2 => Place::Last,
        _ => Place::Unit,
    };
    Some(((label - 1) / 4, place))
}

/// Whether a name goes on after a token of `label`.
#[must_use]
pub const fn goes_on(label: usize) -> bool {
    matches!(parts_of(label), Some((_, Place::Begin | Place::Inside)))
}

/// Whether a name went on before a token of `label`.
#[must_use]
pub const fn continues(label: usize) -> bool {
    matches!(parts_of(label), Some((_, Place::Inside | Place::Last)))
}

/// Whether `next` may follow `label`.
#[must_use]
pub const fn may_follow(label: usize, next: usize) -> bool {
    if goes_on(label) != continues(next) {
        return false;
    }
    !goes_on(label) || (label - 1) / 4 == (next - 1) / 4
}

/// Whether a sentence may begin with `label`.
#[must_use]
pub const fn may_begin(label: usize) -> bool {
    !continues(label)
}

/// Whether a sentence may end with `label`.
#[must_use]
pub const fn may_end(label: usize) -> bool {
    !goes_on(label)
}

/// The names in a legal row of labels: token range and class number, in order.
#[must_use]
pub fn names_of(labels: &[u8]) -> Vec<(Range<usize>, usize)> {
    let mut names = Vec::new();
    let mut start = 0;
    for (i, label) in labels.iter().enumerate() {
        match parts_of(usize::from(*label)) {
            Some((_, Place::Begin)) => start = i,
            Some((class, Place::Last)) => names.push((start..i + 1, class)),
            Some((class, Place::Unit)) => names.push((i..i + 1, class)),
            Some((_, Place::Inside)) | None => {}
        }
    }
    names
}

/// The labels of `length` tokens with these names, which must not overlap.
#[must_use]
pub fn labels_of(length: usize, names: &[(Range<usize>, usize)]) -> Vec<u8> {
    let mut labels = vec![OUTSIDE as u8; length];
    for (range, class) in names {
        for i in range.clone() {
            let place = match (i == range.start, i + 1 == range.end) {
                (true, true) => Place::Unit,
                (true, false) => Place::Begin,
                (false, false) => Place::Inside,
                (false, true) => Place::Last,
            };
            labels[i] = label_of(*class, place) as u8;
        }
    }
    labels
}
