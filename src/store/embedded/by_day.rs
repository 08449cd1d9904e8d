//! What the articles of a list come to, day by day.
//!
//! In a part of the index that has sums of the list ([`super::index::sums`]) they say it of every day that lies in the range as
//! a whole; of the days at its ends, and in other parts, the articles are walked.

use std::collections::BTreeMap;
use std::ops::Range;

use super::damaged;
use super::index::sums::{self, DaySum};
use super::index::{Part, PostingCursor};
use super::view::View;
use crate::store::calendar::{day_of, start_of};
use crate::store::codec;
use crate::store::sort_key::SortKey;
use crate::store::{DateRange, StoreError};

/// By the day, in days since 1970.
pub type Days = BTreeMap<i64, DaySum>;

/// The articles of a list dated inside a range.
pub fn sums(tree: &View<'_>, list: &[u8], range: &DateRange) -> Result<Days, StoreError> {
    let mut days = Days::new();
    for part in &tree.index().parts {
        let Some(cursor) = part.segment.list(list)? else { continue };
        let mut summing = Summing { tree, part, list, cursor, days: &mut days };
        match part.segment.list(&sums::of_days(list))? {
            None => summing.walk(range)?,
            Some(told) => summing.add_told(told, range)?,
        }
    }
    days.retain(|_, sum| sum.articles > 0);
    Ok(days)
}

struct Summing<'a, 'd> {
    tree: &'a View<'a>,
    part: &'a Part,
    list: &'a [u8],
    cursor: PostingCursor<'a>,
    days: &'d mut Days,
}

impl Summing<'_, '_> {
    fn add_told(&mut self, told: PostingCursor<'_>, range: &DateRange) -> Result<(), StoreError> {
        let whole = whole_days(range);
        let [before, after] = ends(range, &whole);
        let (tree, days) = (self.tree, &mut *self.days);
        told.each(|number, value| {
            tree.look()?;
            let day = sums::day(number);
            if whole.contains(&day) {
                days.entry(day).or_default().add(&codec::from_bytes(value).map_err(damaged)?);
            }
            Ok(())
        })?;
        for number in self.part.gone.numbers() {
            self.tree.look()?;
            if self.cursor.seek(number)? == Some(number) {
                let day = day_of(self.part.segment.place(number)?.at());
                if whole.contains(&day) {
                    let sum = DaySum::of(self.list, self.cursor.value())?;
                    self.days.entry(day).or_default().subtract(&sum);
                }
            }
        }
        // A cursor goes forward, and the newest come first.
        self.cursor.rewind();
        for end in [after, before].into_iter().flatten() {
            self.walk(&end)?;
        }
        Ok(())
    }

    fn walk(&mut self, range: &DateRange) -> Result<(), StoreError> {
        let Some(first) = SortKey::first_in(range) else { return Ok(()) };
        let segment = &self.part.segment;
        let Range { start: mut target, end } = segment.between(&first, &SortKey::last_in(range))?;
        while let Some(number) = self.cursor.seek(target)?.filter(|number| *number < end) {
            self.tree.look()?;
            if !self.part.gone.has(number) {
                let day = day_of(segment.place(number)?.at());
                self.days.entry(day).or_default().add(&DaySum::of(self.list, self.cursor.value())?);
            }
            target = number + 1;
        }
        Ok(())
    }
}

/// The days that lie in a range as a whole.
fn whole_days(range: &DateRange) -> Range<i64> {
    let first = range.from.map_or(i64::MIN, |from| {
        let day = day_of(from);
        if start_of(day) == Some(from) { day } else { day + 1 }
    });
    let end = range.to.map_or(i64::MAX, day_of);
    first..end.max(first)
}

/// What of a range lies before its whole days, and behind them.
fn ends(range: &DateRange, whole: &Range<i64>) -> [Option<DateRange>; 2] {
    let (first, end) = (start_of(whole.start), start_of(whole.end));
    if whole.is_empty() {
        return [Some(*range), None];
    }
    let before = first.filter(|first| range.from.is_some_and(|from| from < *first));
    let after = end.filter(|end| range.to.is_some_and(|to| *end < to));
    [before.map(|to| DateRange { to: Some(to), ..*range }), after.map(|from| DateRange { from: Some(from), ..*range })]
}
