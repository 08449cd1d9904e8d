//! Checking the whole archive against itself.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::conflicts::Stated;
use super::entries::{Entries, duplicates, postings};
use super::index::{Check, catalogue};
use super::values::{Values, records, tally_entries};
use super::view::View;
use super::{EmbeddedStore, analyzers, copies, feed, keys, lexicon, revisions, watches};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::changes::ChangeKind;
use crate::store::codec;
use crate::store::copies::Sketch;
use crate::store::record::{pack_analysis, pack_article};
use crate::store::search::index::SearchIndex;
use crate::store::search::matching::Kind;
use crate::store::sort_key::SortKey;
use crate::store::tally::{Tally, tallies_of};
use crate::store::{SearchState, StoreError};

/// How often it is asked how far the search index is, and for how long it may stay where it is.
const LOOK_EVERY: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What [`EmbeddedStore::verify`] has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Articles.
    pub articles: u64,
    /// Entities.
    pub entities: u64,
    /// Keys of all kinds.
    pub keys: u64,
}

impl EmbeddedStore {
    /// Computes every key and value anew from the articles and compares: nothing may be missing, different or left
    /// over. Takes time and memory in proportion to the archive; for tests and after doubts.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first difference.
    pub async fn verify(&self) -> Result<Verified, StoreError> {
        self.wait_for_feed().await?;
        let verified = self.read("verify", verify).await?;
        self.read("verify_log", |tree| tree.tree().verify_log()).await.map(|()| verified)
    }

    /// Waits until the search index has caught up, and compares what it holds with the articles, claims and figures of the
    /// archive: nothing may be missing or left over. For tests and after doubts, while nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first difference; [`StoreError::Backend`] when the index does not catch up.
    pub async fn verify_search(&self) -> Result<(), StoreError> {
        self.wait_for_feed().await?;
        let mut before = None;
        let mut waited = Duration::ZERO;
        loop {
            let SearchState { position, newest } = self.search.state(&self.shared);
            if position == newest {
                break;
            }
            waited = if before == Some(position) { waited + LOOK_EVERY } else { Duration::ZERO };
            if waited > LONGEST_WAIT {
                return Err(StoreError::Backend(format!("the search index stays at {position} of {newest}")));
            }
            before = Some(position);
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let index = self.search.index()?;
        self.read("verify_search", move |tree| compare_search(tree, &index)).await
    }

    /// All keys, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let keys = |tree: &View<'_>| tree.range::<&[u8]>(..).map(|entry| Ok(entry?.0.to_vec())).collect();
        self.read("keys", keys).await
    }
}

fn verify(tree: &View<'_>) -> Result<Verified, StoreError> {
    let mut expected = 0;
    let mut articles = 0;
    let mut tallies: BTreeMap<EntityId, Tally> = BTreeMap::new();
    let mut read_by: BTreeMap<Vec<u8>, (AnalyzerInfo, u64)> = BTreeMap::new();
    let mut stated = Stated::default();
    let (mut changes, keys_of_feed) = feed::verify(tree)?;
    let mut index = Check::new(tree.index())?;
    for entry in tree.scan_prefix(keys::ARTICLE) {
        let (key, _) = entry?;
        let wrong = || StoreError::Corrupt(format!("the key {key:?} is no article's"));
        let Some(id) = keys::article_of(&key) else { continue };
        let article = tree.article(id)?.ok_or_else(wrong)?;
        articles += 1;
        let sketch = Sketch::of(&article.article.content.text);
        index.article(&SortKey::of(&article.article), &postings(&article, sketch.bands.clone()))?;
        let mut all: Entries = duplicates(&article.article);
        let analysis = pack_analysis(&article.analysis, &article.analyzer);
        all.extend(records(id, pack_article(&article.article), analysis));
        all.extend(revisions::all_entries(tree, &article.article)?);
        all.extend(stated.add(tree, &article)?);
        all.extend(copies::verified(tree, id, &sketch)?);
        expected += compare(tree, &all, &format!("article {id}"))?;
        if !matches!(changes.remove(&id), Some(ChangeKind::Inserted | ChangeKind::Revised | ChangeKind::Reanalyzed)) {
            return Err(StoreError::Corrupt(format!("the change feed does not know that article {id} is there")));
        }
        let analyzer = &article.analyzer;
        read_by.entry(keys::analyzer(analyzer)).or_insert_with(|| (analyzer.clone(), 0)).1 += 1;
        for (id, tally) in tallies_of(&article) {
            tallies.entry(id).or_default().add(tally);
        }
    }
    if let Some((id, _)) = changes.iter().find(|(_, kind)| **kind != ChangeKind::Deleted) {
        return Err(StoreError::Corrupt(format!("the change feed does not know that article {id} is gone")));
    }
    expected += compare(tree, &stated.pairs(), "figures that exclude each other")?;
    for (id, tally) in &tallies {
        expected += compare(tree, &tally_entries(id, tally), &format!("entity {id}"))?;
    }
    if tree.count()? != articles {
        return Err(StoreError::Corrupt(format!("{articles} articles are there, {} were counted", tree.count()?)));
    }
    expected += 1 + u64::from(articles > 0) + lexicon::verify(tree)? + keys_of_feed;
    expected += analyzers::verify(tree, &read_by)? + watches::verify(tree)?;
    index.end()?;
    expected += catalogue::verify(tree)?;
    // The files of the log are no part of a view: values are moved while it is looked at.
    let (mut keys, mut of_log) = (0, 0);
    for key in tree.range::<&[u8]>(..).map(|entry| entry.map(|(key, _)| key)) {
        *if key?.starts_with(keys::LOG_FILE) { &mut of_log } else { &mut keys } += 1;
    }
    if keys != expected {
        return Err(StoreError::Corrupt(format!("{keys} keys are there, {expected} have a reason")));
    }
    // Reading the format back proves that the one key not derived from articles or the lexicon is there.
    match tree.value(keys::FORMAT)?.map(|value| codec::from_bytes::<u32>(&value)) {
        Some(Ok(_)) => Ok(Verified { articles, entities: tallies.len() as u64, keys: keys + of_log }),
        _ => Err(StoreError::Corrupt("the format has disappeared".into())),
    }
}

fn compare_search(tree: &View<'_>, index: &SearchIndex) -> Result<(), StoreError> {
    let mut expected: BTreeMap<Kind, BTreeSet<(SortKey, u32)>> = BTreeMap::new();
    for entry in tree.scan_prefix(keys::ARTICLE) {
        let (key, _) = entry?;
        let Some(article) = keys::article_of(&key).map(|id| tree.article(id)).transpose()?.flatten() else {
            continue;
        };
        let order = SortKey::of(&article.article);
        let claims = article.analysis.claims.iter().map(|claim| (Kind::Claim, claim.id.0));
        let figures = article.analysis.figures.iter().map(|figure| (Kind::Figure, figure.id.0));
        for (kind, number) in claims.chain(figures).chain([(Kind::Article, 0)]) {
            expected.entry(kind).or_default().insert((order, number));
        }
    }
    for kind in [Kind::Article, Kind::Claim, Kind::Figure] {
        let expected = expected.remove(&kind).unwrap_or_default();
        let held: Vec<_> = index.all(kind)?.iter().map(|place| (place.order, place.number)).collect();
        let distinct: BTreeSet<_> = held.iter().copied().collect();
        if let Some((order, number)) = expected.symmetric_difference(&distinct).next() {
            let problem = format!("{kind:?} {number} of article {} is in archive or search index alone", order.id());
            return Err(StoreError::Corrupt(problem));
        }
        if held.len() != distinct.len() {
            return Err(StoreError::Corrupt(format!("the search index has a {kind:?} twice")));
        }
    }
    Ok(())
}

/// Every one of these is there with this value.
fn compare(tree: &View<'_>, all: &Entries, of: &str) -> Result<u64, StoreError> {
    for (key, value) in all {
        match tree.value(key)? {
            Some(found) if found == *value => {}
            Some(_) => return Err(StoreError::Corrupt(format!("the entry {key:?} of {of} is not what it should be"))),
            None => return Err(StoreError::Corrupt(format!("the entry {key:?} of {of} is missing"))),
        }
    }
    Ok(all.len() as u64)
}
