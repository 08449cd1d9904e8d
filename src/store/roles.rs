//! What the archive says a person is, and when: roles with the number of articles that give them, by month.
//!
//! Counts by month rather than a first and a last day, because a deleted article must take away exactly what it brought.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Interval;
use super::calendar::bucket;
use super::codec::{Damaged, Input, Stored, stored_fields};
use crate::nlp::analysis::{EntityId, Role};

/// How many roles of one person are told.
const TOLD: usize = 50;

/// A role that articles give somebody, with the months of the first and the last of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Its words.
    pub text: String,
    /// The organisation it ties them to.
    pub organization: Option<EntityId>,
    /// First day of the month of the first article.
    pub first: Date,
    /// First day of the month of the last article.
    pub last: Date,
    /// Articles that give it.
    pub articles: u64,
}

/// A sum of roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(BTreeMap<Key, BTreeMap<Month, u64>>);

/// The words of a role, and the organisation they tie somebody to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    text: String,
    organization: Option<EntityId>,
}

/// Months since the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Month {
    number: i64,
}

impl Month {
    fn of(at: Timestamp) -> Self {
        let day = bucket(at, Interval::Month);
        Self { number: i64::from(day.year()) * 12 + i64::from(day.month()) - 1 }
    }

    /// Its first day.
    fn start(self) -> Date {
        let (year, month) = (self.number.div_euclid(12), self.number.rem_euclid(12) + 1);
        let date = year.try_into().ok().zip(month.try_into().ok());
        date.and_then(|(year, month)| Date::new(year, month, 1).ok()).unwrap_or(Date::MIN)
    }
}

impl Roles {
    /// The role that one article gives.
    #[must_use]
    pub fn of(role: &Role, at: Timestamp) -> Self {
        let key = Key { text: role.text.clone(), organization: role.organization.clone() };
        Self(BTreeMap::from([(key, BTreeMap::from([(Month::of(at), 1)]))]))
    }

    /// Adds another sum.
    pub fn add(&mut self, other: Self) {
        for (role, months) in other.0 {
            let sum = self.0.entry(role).or_default();
            for (month, articles) in months {
                *sum.entry(month).or_default() += articles;
            }
        }
    }

    /// Takes another sum away again.
    pub fn subtract(&mut self, other: &Self) {
        for (role, months) in &other.0 {
            let Some(sum) = self.0.get_mut(role) else { continue };
            for (month, less) in months {
                if let Some(articles) = sum.get_mut(month) {
                    *articles = articles.saturating_sub(*less);
                }
            }
            sum.retain(|_, articles| *articles > 0);
        }
        self.0.retain(|_, months| !months.is_empty());
    }

    /// The roles, those given last first; of these the most frequent first.
    #[must_use]
    pub fn told(&self) -> Vec<HeldRole> {
        let held = |(key, months): (&Key, &BTreeMap<Month, u64>)| {
            let (first, last) = (months.keys().next()?.start(), months.keys().next_back()?.start());
            let (Key { text, organization }, articles) = (key.clone(), months.values().sum());
            Some(HeldRole { text, organization, first, last, articles })
        };
        let mut told: Vec<HeldRole> = self.0.iter().filter_map(held).collect();
        told.sort_by_key(|role| std::cmp::Reverse((role.last, role.articles)));
        told.truncate(TOLD);
        told
    }
}

stored_fields! {
    Key { text, organization }
    Month { number }
}

/// The last field of a tally, which has no byte where no article gives a role: then its record is that of earlier programs.
impl Stored for Roles {
    fn put(&self, out: &mut Vec<u8>) {
        if !self.0.is_empty() {
            self.0.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        if input.is_read() { Ok(Self::default()) } else { Stored::take(input).map(Self) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec;
    use super::*;

    fn roles(text: &str, at: &str) -> Roles {
        let role = Role { text: text.into(), organization: Some(EntityId("organization:a".into())), spans: Vec::new() };
        Roles::of(&role, at.parse().expect("a moment"))
    }

    #[test]
    fn roles_are_told_by_time_and_taken_away_again() {
        let mut sum = Roles::default();
        for (text, at) in [
            ("Sprecherin", "2023-12-31T22:00:00Z"),
            ("Chefin", "2024-02-29T00:00:00Z"),
            ("Chefin", "2026-11-02T00:00:00Z"),
            ("Gründerin", "2026-11-30T00:00:00Z"),
            ("Chefin", "2026-11-28T00:00:00Z"),
        ] {
            sum.add(roles(text, at));
        }
        let told = |sum: &Roles| -> Vec<String> {
            let line = |r: HeldRole| format!("{} {} {} {}", r.text, r.first, r.last, r.articles);
            sum.told().into_iter().map(line).collect()
        };
        let chief = "Chefin 2024-02-01 2026-11-01 3";
        assert_eq!(told(&sum), [chief, "Gründerin 2026-11-01 2026-11-01 1", "Sprecherin 2023-12-01 2023-12-01 1"]);
        assert_eq!(codec::from_bytes::<Roles>(&codec::to_bytes(&sum)), Ok(sum.clone()));
        sum.subtract(&roles("Gründerin", "2026-11-30T00:00:00Z"));
        sum.subtract(&roles("Chefin", "2026-11-02T00:00:00Z"));
        sum.subtract(&roles("Chefin", "2026-11-28T00:00:00Z"));
        assert_eq!(told(&sum), ["Chefin 2024-02-01 2024-02-01 1", "Sprecherin 2023-12-01 2023-12-01 1"]);
        sum.subtract(&roles("Chefin", "2024-02-29T00:00:00Z"));
        sum.subtract(&roles("Sprecherin", "2023-12-31T22:00:00Z"));
        assert_eq!((sum.clone(), codec::to_bytes(&sum).len()), (Roles::default(), 0));
        assert_eq!(codec::from_bytes::<Roles>(&[]), Ok(sum));
    }
}
