//! Figures that exclude each other: the same thing measured differently.
//!
//! [`statement`] reads what a figure states: its *key* is a hash of everything that two figures must agree on (kind, unit, what
//! it is counted by, what is measured with its modifiers, the entities it is about, the period, and what its clause tells
//! besides), and [`value`] tells which values it can mean, by how it is written. Whoever shares a key is set side by side;
//! so figures are found that exclude each other, and the archive is not scanned.
//!
//! A pair is a figure and the last one before it of another article that says otherwise ([`said_otherwise`]): where twenty
//! papers have one number and ten another, every change is told, not two hundred pairs. What merely repeats the value said
//! before makes no pair, so copies of agency texts make none either.
//!
//! Precision comes before completeness. Deliberately absent: forecasts, plans and demands (two of them may both be sincere), and
//! these against what was reported; changes, differences and comparisons with an earlier time; shares and parts of a whole;
//! what moves from day to day (prices at an exchange, polls), unless both name the day; ages; figures of headlines, which
//! round; figures about nothing that has a name; synonyms: "kamen ums Leben" and "starben" do not meet. Where no period is
//! named, both articles must be of the same few days. Who speaks makes no difference: police and organisers contradict each other.

pub(super) mod statement;
mod value;
mod words;

pub(super) use statement::{Key, Said, Statement, statements};

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::codec::stored_fields;
use super::facts::fold;
use super::query::{Cursor, DateRange, FigureHit};
use super::sort_key::{ListId, SORT_KEY, SortKey};
use crate::nlp::analysis::{EntityId, Figure, FigureId, Period};

/// So many articles back it is looked for one that says otherwise.
pub(super) const WINDOW: usize = 32;

/// Seconds between two articles that name no period, at most.
pub(super) const FEW_DAYS: i64 = 3 * 24 * 60 * 60;

/// Which pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct ConflictFilter {
    /// An entity that both are about.
    pub entity: Option<EntityId>,
    /// Part of what is measured, ignoring case.
    pub measures: Option<String>,
    pub unit: Option<String>,
    /// One of the two is of this source.
    pub source: Option<String>,
    /// When the newer one was published.
    pub range: DateRange,
}

impl ConflictFilter {
    /// Where the list under this filter goes on after `conflict`, for whoever shows less than a page.
    #[must_use]
    pub fn cursor_after(&self, Conflict { newer, older, .. }: &Conflict) -> Cursor {
        let place = |hit: &FigureHit| (SortKey::of(&hit.article.article), hit.figure.0);
        let place = PairPlace { newer: place(newer), older: place(older) };
        ListId::new("conflicts", self).cursor(&place.bytes())
    }
}

stored_fields! {
    ConflictFilter { entity, measures, unit, source, range }
}

/// Two figures of different articles that cannot both be right.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// That of the newer article.
    pub newer: FigureHit,
    /// That of the older one.
    pub older: FigureHit,
    /// How far their values are apart at least: the distance of the values, of ranges that of their near ends.
    pub difference: Decimal,
    /// The greater value by the smaller one, to four places; `None` where one of them is zero or their signs differ.
    pub ratio: Option<Decimal>,
    /// The period that both name.
    pub period: Option<Period>,
}

impl Conflict {
    /// Sets two figures side by side; `None` when one of them is not in its article or has no value.
    pub(super) fn new(newer: FigureHit, older: FigureHit) -> Option<Self> {
        let (one, other) = (figure(&newer)?, figure(&older)?);
        let (difference, ratio) = value::apart(one, other)?;
        let period = statement::named_period(&newer.article, one);
        let period = period.filter(|_| period == statement::named_period(&older.article, other));
        Some(Self { newer, older, difference, ratio, period })
    }

    /// Whether it passes; the time of the newer article is not looked at.
    pub(super) fn passes(&self, filter: &ConflictFilter) -> bool {
        let ConflictFilter { entity, measures, unit, source, range: _ } = filter;
        let both = [&self.newer, &self.older];
        let each = |test: &dyn Fn(&Figure) -> bool| both.iter().all(|hit| figure(hit).is_some_and(test));
        let of = |source: &String| both.iter().any(|hit| hit.article.article.content.source.as_ref() == Some(source));
        entity.as_ref().is_none_or(|id| each(&|figure| figure.entities.contains(id)))
            && unit.as_ref().is_none_or(|unit| each(&|figure| figure.unit.as_ref() == Some(unit)))
            && source.as_ref().is_none_or(of)
            && measures.as_deref().map(fold).is_none_or(|part| {
                each(&|figure| figure.measures.as_deref().is_some_and(|own| fold(own).contains(&part)))
            })
    }

    /// The entities that both are about.
    #[must_use]
    pub fn entities(&self) -> BTreeSet<EntityId> {
        let of = |hit| figure(hit).map(|figure| figure.entities.iter().cloned().collect()).unwrap_or_default();
        let (newer, older): (BTreeSet<EntityId>, BTreeSet<EntityId>) = (of(&self.newer), of(&self.older));
        newer.intersection(&older).cloned().collect()
    }
}

fn figure(hit: &FigureHit) -> Option<&Figure> {
    hit.article.analysis.figures.iter().find(|figure| figure.id == hit.figure)
}

/// The place of a pair in the list of pairs: those of the newest article first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PairPlace {
    pub newer: (SortKey, u32),
    pub older: (SortKey, u32),
}

/// Bytes of a pair's place.
pub(super) const PAIR_PLACE: usize = 2 * (SORT_KEY + 4);

impl PairPlace {
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(PAIR_PLACE);
        for (order, number) in [self.newer, self.older] {
            bytes.extend_from_slice(&order.0);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// The place that these bytes begin with.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let one = |bytes: &[u8]| {
            let (order, rest) = bytes.split_at_checked(SORT_KEY)?;
            Some((SortKey::read(order)?, u32::from_be_bytes(*rest.first_chunk()?)))
        };
        Some(Self { newer: one(bytes)?, older: one(bytes.get(SORT_KEY + 4..)?)? })
    }

    pub fn figures(&self) -> [(SortKey, FigureId); 2] {
        [self.newer, self.older].map(|(order, number)| (order, FigureId(number)))
    }
}

/// What articles say under one key, the newest first.
pub(super) type Listed = [(SortKey, Vec<Said>)];

/// The pairs whose newer figure is of the article at place `at` of the list.
pub(super) fn said_otherwise(listed: &Listed, at: usize) -> Vec<PairPlace> {
    let Some((order, own)) = listed.get(at) else { return Vec::new() };
    let mut pairs = Vec::new();
    for said in own {
        'back: for (before, others) in listed[at + 1..].iter().take(WINDOW) {
            for other in others.iter().filter(|other| said.is_comparable(order, other, before)) {
                if said.says_the_same(other) {
                    break 'back;
                }
                if said.excludes(other) {
                    pairs.push(PairPlace { newer: (*order, said.number), older: (*before, other.number) });
                    break 'back;
                }
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    fn listed(values: &[(i64, &str)]) -> Vec<(SortKey, Vec<Said>)> {
        let one = |(i, (second, value)): (usize, &(i64, &str))| {
            let at = jiff::Timestamp::from_second(*second).unwrap();
            let id = ArticleId::from_bytes([u8::try_from(i).unwrap(); 16]);
            let value: Decimal = value.parse().unwrap();
            let said = Said { number: 1, low: Some(value), high: Some(value), dated: false, acts: Vec::new() };
            (SortKey::new(at, id), vec![said])
        };
        let mut all: Vec<_> = values.iter().enumerate().map(one).collect();
        all.sort_by_key(|(order, _)| *order);
        all
    }

    fn pairs(values: &[(i64, &str)]) -> Vec<(i64, i64)> {
        let listed = listed(values);
        let all = (0..listed.len()).flat_map(|at| said_otherwise(&listed, at));
        all.map(|pair| (pair.newer.0.at().as_second(), pair.older.0.at().as_second())).collect()
    }

    #[test]
    fn a_figure_is_set_beside_the_last_one_that_says_otherwise() {
        for (values, expected, reason) in [
            (&[(1, "3"), (2, "4")][..], &[(2, 1)][..], "two"),
            (&[(1, "3"), (2, "3")], &[], "the same"),
            (&[(1, "3"), (2, "4"), (3, "4"), (4, "4")], &[(2, 1)], "what repeats the last one is not told again"),
            (&[(1, "3"), (2, "4"), (3, "3")], &[(3, 2), (2, 1)], "back and forth"),
            (&[(0, "3"), (FEW_DAYS, "4")], &[(FEW_DAYS, 0)], "a few days"),
            (&[(0, "3"), (FEW_DAYS + 1, "4")], &[], "later"),
            (&[(1, "3"), (2, "90")], &[], "so far apart that it is something else"),
        ] {
            assert_eq!(pairs(values), expected, "{reason}");
        }
    }

    #[test]
    fn places_of_pairs_come_back() {
        let listed = listed(&[(1, "3"), (2, "4")]);
        let pair = said_otherwise(&listed, 0)[0];
        assert_eq!(pair.bytes().len(), PAIR_PLACE);
        assert_eq!(PairPlace::read(&pair.bytes()), Some(pair));
        assert_eq!(PairPlace::read(&pair.bytes()[1..]), None);
    }
}
