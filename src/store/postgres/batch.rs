//! [`Batch`]: what a batch of changes makes of what is known, worked out in memory and in their order; later ones see what earlier
//! ones did. Only what is different in the end is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::load::{Known, hashes, name};
use super::prepared::Prepared;
use super::writer::{Write, Written};
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash, Revision};
use crate::nlp::AnalyzerInfo;
use crate::store::changes::content_of;
use crate::store::{Change, ChangeKind, Inserted, Known as KnownAs, Revised};

/// An article that was something else before, or was not there, or is not there any more.
#[derive(Debug)]
pub struct Changed {
    /// What it was.
    pub before: Option<Arc<AnalysedArticle>>,
    /// What it is.
    pub now: Option<Arc<Prepared>>,
}

/// What is to be written.
#[derive(Debug)]
pub struct Outcome {
    /// Articles by id.
    pub articles: BTreeMap<ArticleId, Changed>,
    /// Contents that were not known before.
    pub hashes: BTreeMap<ContentHash, ArticleId>,
    /// Revisions that are the newest no more.
    pub revisions: Vec<Arc<AnalysedArticle>>,
    /// Articles whose earlier revisions and contents go.
    pub deleted: BTreeSet<ArticleId>,
    /// The newest change of every changed article.
    pub changes: BTreeMap<ArticleId, Change>,
    /// The places of their texts: kept, or given up.
    pub texts: BTreeMap<ArticleId, Option<Change>>,
    /// The newest number of the feed.
    pub newest: u64,
}

/// See the module.
#[derive(Debug)]
pub struct Batch {
    known: Known,
    now: BTreeMap<ArticleId, Option<Arc<Prepared>>>,
    hashes: BTreeMap<ContentHash, ArticleId>,
    revisions: Vec<Arc<AnalysedArticle>>,
    deleted: BTreeSet<ArticleId>,
    changed: BTreeSet<ArticleId>,
    texts: BTreeMap<ArticleId, Option<Change>>,
}

impl Batch {
    /// Nothing changed yet.
    pub fn new(known: Known) -> Self {
        Self {
            known,
            now: BTreeMap::new(),
            hashes: BTreeMap::new(),
            revisions: Vec::new(),
            deleted: BTreeSet::new(),
            changed: BTreeSet::new(),
            texts: BTreeMap::new(),
        }
    }

    /// Makes one change.
    pub fn apply(&mut self, write: &Write) -> Written {
        match write {
            Write::Insert(new, at) => Written::Inserted(self.insert(new, *at)),
            Write::Revise(new, only, at) => Written::Revised(self.revise(new, *only, *at)),
            Write::Replace(new, over, at) => Written::Changed(self.replace(new, over.as_ref(), *at)),
            Write::Delete(id, at) => Written::Changed(self.delete(*id, *at)),
        }
    }

    /// What is to be written; `None` when nothing was changed.
    pub fn finish(self) -> Option<Outcome> {
        if self.changed.is_empty() {
            return None;
        }
        let Self { mut known, now, hashes, revisions, deleted, changed, texts } = self;
        let articles = now.into_iter().map(|(id, now)| (id, Changed { before: known.articles.remove(&id), now }));
        let articles = articles.filter(|(_, changed)| changed.before.is_some() || changed.now.is_some()).collect();
        known.changes.retain(|id, _| changed.contains(id));
        Some(Outcome { articles, hashes, revisions, deleted, changes: known.changes, texts, newest: known.newest })
    }

    fn get(&self, id: ArticleId) -> Option<Arc<AnalysedArticle>> {
        match self.now.get(&id) {
            Some(now) => now.as_ref().map(|now| Arc::clone(&now.article)),
            None => self.known.articles.get(&id).cloned(),
        }
    }

    /// See [`crate::store::ArticleStore::find_known`].
    fn find_known(&self, hash: ContentHash, name: Option<&Vec<u8>>) -> Option<KnownAs> {
        let named = name.and_then(|name| self.known.names.get(name)).copied();
        match (self.known.hashes.get(&hash).copied(), named) {
            (Some(same), Some(named)) if same == named && self.known.contents.get(&named) != Some(&hash) => {
                Some(KnownAs::Other(named))
            }
            (Some(same), _) => Some(KnownAs::Same(same)),
            (None, named) => named.map(KnownAs::Other),
        }
    }

    fn find_article(&self, article: &Article) -> Option<KnownAs> {
        let name = name(article);
        let [own, before] = hashes(article).map(|hash| self.find_known(hash, name.as_ref()));
        if matches!(own, Some(KnownAs::Same(_))) {
            return own;
        }
        before.filter(|before| matches!(before, KnownAs::Same(_))).or(own)
    }

    fn insert(&mut self, new: &Arc<Prepared>, at: Timestamp) -> Inserted {
        let id = new.id();
        if self.known.contents.contains_key(&id) {
            return Inserted::Existing(id);
        }
        if let Some(known) = self.find_article(&new.article.article) {
            return known.into();
        }
        self.put(new);
        self.change(id, ChangeKind::Inserted, at);
        Inserted::New
    }

    /// An article is this now.
    fn put(&mut self, new: &Arc<Prepared>) {
        let article = &new.article.article;
        let id = article.id;
        self.known.contents.insert(id, article.content_hash);
        if self.known.hashes.insert(article.content_hash, id) != Some(id) {
            self.hashes.insert(article.content_hash, id);
        }
        if let Some(name) = name(article) {
            self.known.names.insert(name, id);
        }
        self.now.insert(id, Some(Arc::clone(new)));
    }

    fn revise(&mut self, new: &Arc<Prepared>, only: Option<u32>, at: Timestamp) -> Revised {
        let mut article = new.article.article.clone();
        let id = article.id;
        let Some(old) = self.get(id) else { return Revised::Unknown };
        let number = old.article.revision().number;
        if only.is_some_and(|only| only != number) {
            return Revised::Stale;
        }
        if old.article.content == article.content {
            return Revised::Same;
        }
        let [own, before] = hashes(&article).map(|hash| self.known.hashes.get(&hash).copied());
        let named = name(&article).and_then(|name| self.known.names.get(&name).copied());
        let taken = [own, before, named].into_iter().flatten().find(|holder| *holder != id);
        if let Some(other) = taken {
            return Revised::Taken(other);
        }
        let revision = Revision { number: number.saturating_add(1), at };
        (article.received_at, article.revised) = (old.article.received_at, Some(revision));
        self.known.names.retain(|_, holder| *holder != id);
        self.revisions.push(old);
        self.put(&Arc::new(new.with_article(article)));
        self.change(id, ChangeKind::Revised, at);
        Revised::To(revision)
    }

    fn replace(&mut self, new: &Arc<Prepared>, over: Option<&AnalyzerInfo>, at: Timestamp) -> bool {
        let id = new.id();
        let Some(old) = self.get(id) else { return false };
        let is_over = over.is_none_or(|over| *over == old.analyzer);
        if old.article.content_hash != new.article.article.content_hash || !is_over {
            return false;
        }
        let now = if old.article.content == new.article.article.content {
            new.with_article(old.article.clone())
        } else {
            // The same to readers, but not to the letter: where words stand must be worked out anew.
            let AnalysedArticle { article: _, analysis, analyzer } = (*new.article).clone();
            Prepared::new(Arc::new(AnalysedArticle { article: old.article.clone(), analysis, analyzer }))
        };
        self.put(&Arc::new(now));
        self.change(id, ChangeKind::Reanalyzed, at);
        true
    }

    fn delete(&mut self, id: ArticleId, at: Timestamp) -> bool {
        if self.get(id).is_none() {
            return false;
        }
        self.known.contents.remove(&id);
        self.known.hashes.retain(|_, holder| *holder != id);
        self.known.names.retain(|_, holder| *holder != id);
        self.hashes.retain(|_, holder| *holder != id);
        self.revisions.retain(|old| old.article.id != id);
        self.deleted.insert(id);
        self.now.insert(id, None);
        self.change(id, ChangeKind::Deleted, at);
        true
    }

    /// Gives a change the next number; the article's older one goes.
    fn change(&mut self, article: ArticleId, kind: ChangeKind, at: Timestamp) {
        self.known.newest += 1;
        let number = self.known.newest;
        let older = self.known.changes.get(&article).copied();
        let content = content_of(number, kind, older.as_ref());
        match older {
            Some(older) if kind == ChangeKind::Reanalyzed && older.kind != kind => {
                self.texts.insert(article, Some(older));
            }
            Some(_) if kind != ChangeKind::Reanalyzed => {
                self.texts.insert(article, None);
            }
            Some(_) | None => {}
        }
        self.known.changes.insert(article, Change { number, article, kind, at, content });
        self.changed.insert(article);
    }
}
