//! Which articles each analyzer has read, and how many: kept with every write, so that what is to be read again is found
//! without looking at anything else. And the plan of what is to be read again.
//!
//! Archives before format 4 do not count them. They are counted before anything else is written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::engine::{Changed, Database};
use super::entries::Entries;
use super::index::list_keys;
use super::values::{Values, chunks};
use super::view::View;
use super::{damaged, keys};
use crate::nlp::AnalyzerInfo;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::reanalysis::{ReanalysisPlan, ranked};
use crate::store::sort_key::SortKey;

/// An analyzer with the number of its articles, as stored.
type Sum = (AnalyzerInfo, u64);

/// The number of articles that an analyzer has read.
fn count(values: &impl Values, analyzer: &AnalyzerInfo) -> Result<u64, StoreError> {
    let value = values.value(&keys::analyzer(analyzer))?;
    value.map_or(Ok(0), |value| codec::from_bytes::<Sum>(&value).map(|(_, articles)| articles).map_err(damaged))
}

/// Numbers of articles by analyzer while a batch is staged.
#[derive(Debug, Default)]
pub struct Counts(BTreeMap<Vec<u8>, Count>);

#[derive(Debug)]
struct Count {
    analyzer: AnalyzerInfo,
    before: u64,
    now: u64,
}

impl Counts {
    /// Reads the number of an analyzer that [`Self::add`] or [`Self::subtract`] will change.
    pub fn load(&mut self, values: &impl Values, analyzer: &AnalyzerInfo) -> Result<(), StoreError> {
        if let Entry::Vacant(unknown) = self.0.entry(keys::analyzer(analyzer)) {
            let before = count(values, analyzer)?;
            unknown.insert(Count { analyzer: analyzer.clone(), before, now: before });
        }
        Ok(())
    }

    /// It has read one article more.
    pub fn add(&mut self, analyzer: &AnalyzerInfo) {
        if let Some(count) = self.0.get_mut(&keys::analyzer(analyzer)) {
            count.now += 1;
        }
    }

    /// It has read one article less.
    pub fn subtract(&mut self, analyzer: &AnalyzerInfo) {
        if let Some(count) = self.0.get_mut(&keys::analyzer(analyzer)) {
            count.now = count.now.saturating_sub(1);
        }
    }

    /// What is to be written; who has read nothing is forgotten.
    pub fn changes(self) -> impl Iterator<Item = (Vec<u8>, Option<Vec<u8>>)> {
        let changed = self.0.into_iter().filter(|(_, count)| count.before != count.now);
        changed.map(|(key, Count { analyzer, now, .. })| {
            (key, (now > 0).then(|| codec::to_bytes::<Sum>(&(analyzer, now))))
        })
    }
}

/// See [`crate::store::ArticleStore::analyzers`].
pub fn all(tree: &View<'_>) -> Result<Vec<Sum>, StoreError> {
    let sums = tree.scan_prefix(keys::ANALYZER).map(|entry| {
        let (_, value) = entry?;
        codec::from_bytes::<Sum>(&value).map_err(damaged)
    });
    Ok(ranked(sums.collect::<Result<_, _>>()?))
}

/// Whether one of these analyzers has read the article at this place.
pub fn one_has_read(tree: &View<'_>, any: &[AnalyzerInfo], order: &SortKey) -> Result<bool, StoreError> {
    for analyzer in any {
        if tree.index().lists(&list_keys::read_by(analyzer), order)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Counts in an old archive how many articles each analyzer has read.
pub fn count_all(database: &Database) -> Result<Changed, StoreError> {
    let mut read: BTreeMap<Vec<u8>, Sum> = BTreeMap::new();
    for key in database.scan_prefix(keys::ARTICLE).keys() {
        let Some(id) = keys::article_of(&key?) else { continue };
        if let Some(article) = database.article(id)? {
            read.entry(keys::analyzer(&article.analyzer)).or_insert((article.analyzer, 0)).1 += 1;
        }
    }
    let mut changed = Changed::new();
    for key in database.scan_prefix(keys::ANALYZER).keys() {
        changed.insert(key?.to_vec(), None);
    }
    changed.extend(read.into_iter().map(|(key, sum)| (key, Some(codec::to_bytes(&sum)))));
    Ok(changed)
}

/// See [`crate::store::ArticleStore::reanalysis_plan`].
pub fn plan(values: &impl Values) -> Result<ReanalysisPlan, StoreError> {
    let record = values.record(keys::PLAN)?;
    record.map_or_else(|| Ok(ReanalysisPlan::default()), |record| codec::from_bytes(&record).map_err(damaged))
}

/// The keys and values of a plan; the usual one takes none.
pub fn plan_entries(plan: &ReanalysisPlan) -> Entries {
    if *plan == ReanalysisPlan::default() {
        return Entries::new();
    }
    chunks(keys::PLAN, &codec::to_bytes(plan)).collect()
}

/// How many keys analyzers and plan take, each of them as it should be; `read` is how many articles each analyzer has read.
pub fn verify(tree: &View<'_>, read: &BTreeMap<Vec<u8>, Sum>) -> Result<u64, StoreError> {
    let mut expected: Entries = read.iter().map(|(key, sum)| (key.clone(), codec::to_bytes(sum))).collect();
    expected.extend(plan_entries(&plan(tree)?));
    for (key, value) in &expected {
        if tree.value(key)?.as_ref() != Some(value) {
            let problem = format!("the entry {key:?} of the analyzers is not what it should be");
            return Err(StoreError::Corrupt(problem));
        }
    }
    Ok(expected.len() as u64)
}
