//! How many items a list has: counted by its postings while that is cheap, else estimated.
//!
//! An estimate takes the part of the list that was walked, the newest, for as dense as the rest: of so many articles of that
//! time so many items, of all articles of the list's time so many more. How many articles are of a time the search index
//! knows at once; so the estimate is of what it has seen, a second ago at most.

use super::inside::{self, Inside};
use super::lists::passing;
use super::view::View;
use super::{entities, values::Values};
use crate::store::search::index::{Request, SearchIndex};
use crate::store::search::matching::Kind;
use crate::store::search::{TextFilter, tags};
use crate::store::sort_key::SortKey;
use crate::store::survey::{Surveyed, Total};
use crate::store::{ArticleFilter, DateRange, StoreError};

/// So many entries are looked at to count a list.
const FOR_A_TOTAL: u64 = 20_000;

/// See [`crate::store::ArticleStore::total`]; the index is absent while it is made anew. `most` is what any question may
/// look at.
pub fn total(tree: &View<'_>, index: Option<&SearchIndex>, list: &Surveyed, most: u64) -> Result<Total, StoreError> {
    tree.bound(most.min(FOR_A_TOTAL));
    match list {
        Surveyed::Entities(filter) => entities::total(tree, filter),
        // They are few, and no cheaper to count than to list.
        Surveyed::Conflicts(_) => Ok(Total { items: 0, is_exact: false }),
        Surveyed::Articles(filter) if *filter == ArticleFilter::default() => {
            Ok(Total { items: tree.count()?, is_exact: true })
        }
        Surveyed::Articles(filter) => {
            if let Some(text) = &filter.text {
                return found(index, (text, Kind::Article, tags::for_articles(filter), filter.range));
            }
            let mut found = passing(tree, filter);
            let mut walked = Walked::default();
            let run = walked.run(|items| {
                let is_one_more = found.next()?.is_some();
                *items += u64::from(is_one_more);
                Ok(is_one_more)
            });
            walked.total(run, index, (found.reached(), filter.range, filter.fold))
        }
        Surveyed::Claims(filter) => match &filter.text {
            Some(text) => found(index, (text, Kind::Claim, tags::for_claims(filter), filter.range)),
            None => of_items(index, inside::claims(tree, filter), (filter.range, filter.fold)),
        },
        Surveyed::Figures(filter) => match &filter.text {
            Some(text) => found(index, (text, Kind::Figure, tags::for_figures(filter), filter.range)),
            None => of_items(index, inside::figures(tree, filter), (filter.range, filter.fold)),
        },
    }
}

/// What the index finds, unseen by the archive.
fn found(
    index: Option<&SearchIndex>,
    (text, kind, tags, range): (&TextFilter, Kind, tags::Wanted, DateRange),
) -> Result<Total, StoreError> {
    let request = Request { kind, query: &text.query, sort: text.sort, tags, range };
    let items = index.map_or(Ok(0), |index| index.count(&request))?;
    Ok(Total { items, is_exact: false })
}

fn of_items(
    index: Option<&SearchIndex>,
    mut inside: Inside<'_>,
    (range, fold): (DateRange, bool),
) -> Result<Total, StoreError> {
    let mut walked = Walked::default();
    let run = walked.run(|items| {
        if inside.articles.next()?.is_none() {
            return Ok(false);
        }
        *items += inside.agreed()?.len() as u64;
        Ok(true)
    });
    walked.total(run, index, (inside.articles.reached(), range, fold))
}

/// What was counted so far.
#[derive(Default)]
struct Walked {
    items: u64,
}

impl Walked {
    /// Takes steps until one says that there is no other, or too much was looked at; whether the end was reached.
    fn run(&mut self, mut step: impl FnMut(&mut u64) -> Result<bool, StoreError>) -> Result<bool, StoreError> {
        loop {
            match step(&mut self.items) {
                Ok(true) => {}
                Ok(false) => return Ok(true),
                Err(StoreError::TooBroad { .. }) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }

    /// The total, after a run that has reached a place. Copies are counted, so a folded list is estimated.
    fn total(
        &self,
        run: Result<bool, StoreError>,
        index: Option<&SearchIndex>,
        (reached, range, fold): (Option<SortKey>, DateRange, bool),
    ) -> Result<Total, StoreError> {
        if run? {
            return Ok(Total { items: self.items, is_exact: !fold });
        }
        let (Some(index), Some(reached)) = (index, reached) else {
            return Ok(Total { items: self.items, is_exact: false });
        };
        let walked = index.articles(&DateRange { from: Some(reached.at()), ..range })?;
        let all = index.articles(&range)?.max(walked);
        let items = u128::from(self.items) * u128::from(all) / u128::from(walked.max(1));
        Ok(Total { items: u64::try_from(items).unwrap_or(u64::MAX), is_exact: false })
    }
}
