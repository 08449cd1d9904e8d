//! [`WriteBatch`]: the changes of one batch, not yet applied; later requests of the batch see what earlier ones did.
//!
//! Every operation reads and checks all it needs before it stages its first change, so a failed one leaves nothing
//! behind and the others of its batch go on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::analyzers::{Counts, plan_entries};
use super::conflicts::Restated;
use super::copies::Relinked;
use super::engine::{Changed, Database};
use super::entries::{Entries, Postings, duplicates, postings};
use super::index::{At, Index};
use super::known::{find_article, taken};
use super::sums::Sums;
use super::values::{Values, chunks, records};
use super::{Prepared, analyzers, damaged, feed, keys, lexicon, revisions};
use crate::article::{AnalysedArticle, Article, ArticleId, Revision};
use crate::nlp::AnalyzerInfo;
use crate::store::changes::{Change, ChangeKind, content_of};
use crate::store::codec;
use crate::store::copies::Band;
use crate::store::record::pack_article;
use crate::store::sort_key::SortKey;
use crate::store::tally::tallies_of;
use crate::store::{Inserted, ReanalysisPlan, Revised, StoreError};

/// What a batch changes.
pub struct Staged {
    /// In the database.
    pub changed: Changed,
    /// How many bytes that is.
    pub bytes: u64,
    /// The index as it is then.
    pub index: Arc<Index>,
}

/// See the module.
pub struct WriteBatch<'a> {
    tree: &'a Database,
    index: &'a Arc<Index>,
    changes: Changed,
    /// The articles that the index gets, and those that it loses.
    added: BTreeMap<SortKey, Postings>,
    removed: BTreeSet<At>,
    /// The bands of those that it gets.
    bands: BTreeSet<(Band, ArticleId)>,
    sums: Sums,
    count: Option<u64>,
    newest_change: Option<u64>,
    read_by: Counts,
    /// Of the changes those of [`keys::RANGED`], in order.
    ordered: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Values for WriteBatch<'_> {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.tree.value(key),
        }
    }
}

impl<'a> WriteBatch<'a> {
    /// Nothing changed yet.
    pub fn new(tree: &'a Database, index: &'a Arc<Index>) -> Self {
        Self {
            tree,
            index,
            changes: Changed::new(),
            added: BTreeMap::new(),
            removed: BTreeSet::new(),
            bands: BTreeSet::new(),
            sums: Sums::default(),
            count: None,
            newest_change: None,
            read_by: Counts::default(),
            ordered: BTreeMap::new(),
        }
    }

    /// What is stored.
    pub fn tree(&self) -> &Database {
        self.tree
    }

    /// The index as it is stored.
    pub fn index(&self) -> &Index {
        self.index
    }

    /// Whether the index loses an article.
    pub fn has_removed(&self, at: At) -> bool {
        self.removed.contains(&at)
    }

    /// The articles with a band that the index gets, by id.
    pub fn coming_with(&self, band: Band) -> impl Iterator<Item = ArticleId> {
        let all = (band, ArticleId::from_bytes([0; 16]))..=(band, ArticleId::from_bytes([0xff; 16]));
        self.bands.range(all).map(|(_, id)| *id)
    }

    /// The changes of keys that begin so, in order, of a family that ranges are looked at of.
    pub fn ordered<'k>(&'k self, prefix: &'k [u8]) -> impl Iterator<Item = (&'k Vec<u8>, &'k Option<Vec<u8>>)> {
        self.ordered.range(prefix.to_vec()..).take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// Stages changes that were worked out.
    pub fn stage(&mut self, changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>) {
        for (key, value) in changes {
            self.change(key, value);
        }
    }

    fn change(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        if keys::RANGED.iter().any(|family| key.starts_with(family)) {
            self.ordered.insert(key.clone(), value.clone());
        }
        self.changes.insert(key, value);
    }

    /// Adds an article unless it is known by id, content or name.
    pub fn insert(&mut self, new: Prepared, at: Timestamp) -> Result<Inserted, StoreError> {
        let article = &new.article.article;
        if self.value(&keys::record(keys::ARTICLE, article.id))?.is_some() {
            return Ok(Inserted::Existing(article.id));
        }
        if let Some(known) = find_article(self, article)? {
            return Ok(known.into());
        }
        let count = self.load_count()?;
        self.sums.load(self.tree, new.tallies.keys())?;
        let number = self.number(article.id)?;
        self.load_analyzers([&new.article.analyzer])?;
        let stated = Restated::new(self).add(&new.article, &new.statements)?.changes();
        let linked = Relinked::new(self).add(article.id, &new.shingles, &new.postings.bands)?.changes();

        self.stage(stated);
        self.stage(linked);
        self.count = Some(count + 1);
        self.read_by.add(&new.article.analyzer);
        self.put_change(number, article.id, ChangeKind::Inserted, at);
        self.sums.add(new.tallies);
        self.put_all(records(article.id, new.article_record, new.analysis_record).into_iter());
        self.put_all(duplicates(article).into_iter());
        self.list(article, new.postings);
        Ok(Inserted::New)
    }

    /// Makes another content the newest revision of an article; the present one is kept as an earlier one.
    pub fn revise(&mut self, new: Prepared, only: Option<u32>, at: Timestamp) -> Result<Revised, StoreError> {
        let AnalysedArticle { mut article, analysis, analyzer } = Arc::unwrap_or_clone(new.article);
        let id = article.id;
        let Some(old) = self.article(id)? else { return Ok(Revised::Unknown) };
        let number = old.article.revision().number;
        if only.is_some_and(|only| only != number) {
            return Ok(Revised::Stale);
        }
        if old.article.content == article.content {
            return Ok(Revised::Same);
        }
        if let Some(other) = taken(self, &article)? {
            return Ok(Revised::Taken(other));
        }
        let revision = Revision { number: number.saturating_add(1), at };
        (article.received_at, article.revised) = (old.article.received_at, Some(revision));
        let new_article = AnalysedArticle { article, analysis, analyzer };
        let old_tallies = tallies_of(&old);
        self.sums.load(self.tree, old_tallies.keys().chain(new.tallies.keys()))?;
        let old_records = self.records(id)?;
        let new_records = records(id, pack_article(&new_article.article), new.analysis_record);
        let change = self.number(id)?;
        let listed = self.listed(&old)?;
        self.load_analyzers([&old.analyzer, &new_article.analyzer])?;
        let stated = Restated::new(self).remove(&old)?.add(&new_article, &new.statements)?.changes();
        let linked = Relinked::new(self).remove(&old.article)?.add(id, &new.shingles, &new.postings.bands)?.changes();

        self.stage(stated);
        self.stage(linked);
        self.count_analyzers(&old, &new_article);
        self.put_change(change, id, ChangeKind::Revised, at);
        self.sums.subtract(&old_tallies);
        self.sums.add(new.tallies);
        self.exchange(&old_records, new_records);
        self.exchange(&duplicates(&old.article), duplicates(&new_article.article));
        self.relist(&old, listed, Some((&new_article.article, new.postings)));
        // After that: the old content stays known.
        self.put_all(revisions::entries(&old).into_iter());
        Ok(Revised::To(revision))
    }

    /// Puts another analysis in the place of an article's present one, if it is one of the text that it has, and the present one
    /// is still that of the analyzer `over`.
    pub fn replace(&mut self, new: Prepared, over: Option<&AnalyzerInfo>, at: Timestamp) -> Result<bool, StoreError> {
        let id = new.article.article.id;
        let Some(old) = self.article(id)? else { return Ok(false) };
        let is_over = over.is_none_or(|over| *over == old.analyzer);
        if old.article.content_hash != new.article.article.content_hash || !is_over {
            return Ok(false);
        }
        let AnalysedArticle { article: _, analysis, analyzer } = Arc::unwrap_or_clone(new.article);
        let new_article = AnalysedArticle { article: old.article.clone(), analysis, analyzer };
        let old_tallies = tallies_of(&old);
        self.sums.load(self.tree, old_tallies.keys().chain(new.tallies.keys()))?;
        let key = keys::record(keys::ANALYSIS, id);
        let old_record = Entries::from([(key.clone(), self.record(&key)?.unwrap_or_default())]);
        let new_record = Entries::from([(key, new.analysis_record)]);
        let number = self.number(id)?;
        let listed = self.listed(&old)?;
        self.load_analyzers([&old.analyzer, &new_article.analyzer])?;
        let stated = Restated::new(self).remove(&old)?.add(&new_article, &new.statements)?.changes();

        self.stage(stated);
        self.count_analyzers(&old, &new_article);
        self.put_change(number, id, ChangeKind::Reanalyzed, at);
        self.sums.subtract(&old_tallies);
        self.sums.add(new.tallies);
        // What its sender said of the language is that of the article which is stored. The words, and so the bands, are the same.
        self.relist(&old, listed, Some((&new_article.article, postings(&new_article, new.postings.bands))));
        self.exchange(&old_record, new_record);
        Ok(true)
    }

    /// Removes an article with everything that came of it.
    pub fn delete(&mut self, id: ArticleId, at: Timestamp) -> Result<bool, StoreError> {
        let Some(old) = self.article(id)? else { return Ok(false) };
        let count = self.load_count()?;
        let tallies = tallies_of(&old);
        self.sums.load(self.tree, tallies.keys())?;
        let records = self.records(id)?;
        let earlier = revisions::all_entries(self, &old.article)?;
        let number = self.number(id)?;
        let listed = self.listed(&old)?;
        self.load_analyzers([&old.analyzer])?;
        let stated = Restated::new(self).remove(&old)?.changes();
        let linked = Relinked::new(self).remove(&old.article)?.changes();

        self.stage(stated);
        self.stage(linked);
        self.read_by.subtract(&old.analyzer);
        self.put_change(number, id, ChangeKind::Deleted, at);
        self.count = Some(count.saturating_sub(1));
        self.sums.subtract(&tallies);
        self.remove_all(records.into_keys());
        self.remove_all(earlier.into_keys());
        self.remove_all(duplicates(&old.article).into_keys());
        self.relist(&old, listed, None);
        Ok(true)
    }

    /// Puts another lexicon in the place of the present one.
    pub fn put_lexicon(&mut self, new: lexicon::Prepared) -> Result<(), StoreError> {
        let old = self.record(keys::LEXICON)?;
        let old = old.iter().flat_map(|record| chunks(keys::LEXICON, record)).collect();
        self.exchange(&old, new.chunks);
        self.put_all([new.version].into_iter());
        Ok(())
    }

    /// Puts another plan of what is to be read again in the place of the present one.
    pub fn put_plan(&mut self, new: &ReanalysisPlan) -> Result<(), StoreError> {
        let old = plan_entries(&analyzers::plan(self)?);
        self.exchange(&old, plan_entries(new));
        Ok(())
    }

    /// Keeps how far somebody has come who follows the feed.
    pub fn put_position(&mut self, name: &str, number: u64) {
        self.put_all([(keys::of_text(keys::POSITION, name), codec::to_bytes(&number))].into_iter());
    }

    /// Where the index has an article; not where this batch has brought it.
    fn listed(&self, article: &AnalysedArticle) -> Result<Option<At>, StoreError> {
        let place = SortKey::of(&article.article);
        if self.added.contains_key(&place) {
            return Ok(None);
        }
        let lost = || StoreError::Corrupt(format!("the index has lost article {}", article.article.id));
        self.index.find(&place)?.map(Some).ok_or_else(lost)
    }

    /// Takes an article out of the index, and puts another one there.
    fn relist(&mut self, old: &AnalysedArticle, listed: Option<At>, new: Option<(&Article, Postings)>) {
        for band in self.added.remove(&SortKey::of(&old.article)).into_iter().flat_map(|before| before.bands) {
            self.bands.remove(&(band, old.article.id));
        }
        self.removed.extend(listed);
        if let Some((article, postings)) = new {
            self.list(article, postings);
        }
    }

    /// Puts an article into the index.
    fn list(&mut self, article: &Article, postings: Postings) {
        self.bands.extend(postings.bands.iter().map(|band| (*band, article.id)));
        self.added.insert(SortKey::of(article), postings);
    }

    /// What has changed; `None` when nothing has.
    pub fn finish(mut self) -> Result<Option<Staged>, StoreError> {
        for (before, now) in std::mem::take(&mut self.sums).changes() {
            self.exchange(&before, now);
        }
        let read_by = std::mem::take(&mut self.read_by);
        self.changes.extend(read_by.changes());
        match self.count {
            None => {}
            Some(0) => self.remove_all([keys::COUNT.to_vec()].into_iter()),
            Some(count) => self.put_all([(keys::COUNT.to_vec(), codec::to_bytes(&count))].into_iter()),
        }
        if let Some(newest) = self.newest_change {
            self.put_all([(keys::NEWEST_CHANGE.to_vec(), codec::to_bytes(&newest))].into_iter());
        }
        for (part, number) in &self.removed {
            if let Some(file) = self.index.parts[*part].file {
                self.changes.insert(keys::gone(file, *number), Some(Vec::new()));
            }
        }
        if self.changes.is_empty() {
            return Ok(None);
        }
        let change = self.newest_change.unwrap_or(self.index.change);
        let index = Arc::new(self.index.changed(&self.removed, &self.added, change)?);
        let length = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
        let bytes = self.changes.iter().map(|(key, value)| (key.len() + length(value)) as u64).sum();
        Ok(Some(Staged { changed: self.changes, bytes, index }))
    }

    /// The records of an article.
    fn records(&self, id: ArticleId) -> Result<Entries, StoreError> {
        let [article, analysis] = [keys::ARTICLE, keys::ANALYSIS].map(|family| self.record(&keys::record(family, id)));
        Ok(records(id, article?.unwrap_or_default(), analysis?.unwrap_or_default()))
    }

    fn load_count(&self) -> Result<u64, StoreError> {
        self.count.map_or_else(|| self.tree.count(), Ok)
    }

    /// The article's change so far, if there is one.
    fn number(&mut self, id: ArticleId) -> Result<Option<Change>, StoreError> {
        if self.newest_change.is_none() {
            // Staging the number that is stored already does no harm.
            let newest = self.tree.newest_change()?;
            self.newest_change = (newest > 0).then_some(newest);
        }
        let number = self.value(&keys::record(keys::CHANGE_OF, id))?;
        number.map(|value| feed::read(self, codec::from_bytes(&value).map_err(damaged)?)).transpose()
    }

    fn load_analyzers<const N: usize>(&mut self, analyzers: [&AnalyzerInfo; N]) -> Result<(), StoreError> {
        let mut read_by = std::mem::take(&mut self.read_by);
        let loaded = analyzers.into_iter().try_for_each(|analyzer| read_by.load(self, analyzer));
        self.read_by = read_by;
        loaded
    }

    fn count_analyzers(&mut self, old: &AnalysedArticle, new: &AnalysedArticle) {
        self.read_by.subtract(&old.analyzer);
        self.read_by.add(&new.analyzer);
    }

    /// Gives a change the next number; the article's older one goes.
    fn put_change(&mut self, older: Option<Change>, article: ArticleId, kind: ChangeKind, at: Timestamp) {
        let number = self.newest_change.map_or(1, |newest| newest + 1);
        self.newest_change = Some(number);
        let content = content_of(number, kind, older.as_ref());
        self.remove_all(older.iter().flat_map(|older| feed::replaced(older, kind)));
        self.put_all(older.and_then(|older| feed::text_kept(&older, kind)).into_iter());
        self.put_all(feed::entries(&Change { number, article, kind, at, content }).into_iter());
    }

    /// Puts new entries in the place of old ones and leaves alone what is the same: most names of an entity are.
    pub(super) fn exchange(&mut self, old: &Entries, mut new: Entries) {
        self.remove_all(old.keys().filter(|key| !new.contains_key(*key)).cloned());
        new.retain(|key, value| old.get(key) != Some(value));
        self.put_all(new.into_iter());
    }

    /// The keys that begin with this.
    pub(super) fn keys_from(&self, head: &[u8]) -> Result<BTreeSet<Vec<u8>>, StoreError> {
        let there = self.tree.scan_prefix(head).keys().map(|key| Ok(key?.to_vec()));
        let mut keys = there.collect::<Result<BTreeSet<_>, StoreError>>()?;
        for (key, value) in self.changes.iter().filter(|(key, _)| key.starts_with(head)) {
            let _ = if value.is_some() { keys.insert(key.clone()) } else { keys.remove(key) };
        }
        Ok(keys)
    }

    pub(super) fn put_all(&mut self, entries: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) {
        entries.for_each(|(key, value)| self.change(key, Some(value)));
    }

    pub(super) fn remove_all(&mut self, keys: impl Iterator<Item = Vec<u8>>) {
        keys.for_each(|key| self.change(key, None));
    }
}
