//! Corrections in memory: what is known already, and what an article said before.

use std::sync::Arc;

use jiff::Timestamp;

use super::Shelf;
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash, Revision};
use crate::store::sort_key::SortKey;
use crate::store::{ChangeKind, Known, Revised, RevisionEntry};

impl Shelf {
    /// The article that has this content, or had it before a correction.
    fn of_content(&self, hash: ContentHash) -> Option<ArticleId> {
        let earlier = self.earlier.values().flatten();
        let mut all = self.articles.values().chain(earlier).map(|known| &known.article);
        all.find(|known| known.content_hash == hash).map(|known| known.id)
    }

    fn of_name(&self, source: Option<&str>, external_id: Option<&str>) -> Option<&AnalysedArticle> {
        let external_id = external_id?;
        let mut all = self.articles.values().map(AsRef::as_ref);
        all.find(|known| {
            let content = &known.article.content;
            content.external_id.as_deref() == Some(external_id) && content.source.as_deref() == source
        })
    }

    pub(super) fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Option<Known> {
        let named = self.of_name(source, external_id).map(|known| &known.article);
        match (self.of_content(hash), named) {
            (Some(same), Some(named)) if same == named.id && named.content_hash != hash => Some(Known::Other(same)),
            (Some(same), _) => Some(Known::Same(same)),
            (None, named) => named.map(|named| Known::Other(named.id)),
        }
    }

    /// By its hash, or by the one that archives have known it by before.
    pub(super) fn find_article(&self, article: &Article) -> Option<Known> {
        let (source, external) = (article.content.source.as_deref(), article.content.external_id.as_deref());
        let known = self.find_known(article.content_hash, source, external);
        if matches!(known, Some(Known::Same(_))) {
            return known;
        }
        let before = self.find_known(article.content.exact_hash(), source, external);
        before.filter(|before| matches!(before, Known::Same(_))).or(known)
    }

    pub(super) fn revise(&mut self, new: Arc<AnalysedArticle>, only: Option<u32>, at: Timestamp) -> Revised {
        let AnalysedArticle { mut article, analysis, analyzer } = Arc::unwrap_or_clone(new);
        let id = article.id;
        let Some(old) = self.get(id).cloned() else { return Revised::Unknown };
        let number = old.article.revision().number;
        if only.is_some_and(|only| only != number) {
            return Revised::Stale;
        }
        if old.article.content == article.content {
            return Revised::Same;
        }
        let content = &article.content;
        let named = self.of_name(content.source.as_deref(), content.external_id.as_deref());
        let same = self.of_content(article.content_hash).or_else(|| self.of_content(content.exact_hash()));
        let holders = [same, named.map(|known| known.article.id)];
        if let Some(other) = holders.into_iter().flatten().find(|holder| *holder != id) {
            return Revised::Taken(other);
        }
        let revision = Revision { number: number.saturating_add(1), at };
        (article.received_at, article.revised) = (old.article.received_at, Some(revision));
        let order = SortKey::of(&article);
        if let Some(before) = self.places.insert(id, order) {
            self.articles.remove(&before);
        }
        self.sketches.put(&article);
        self.articles.insert(order, Arc::new(AnalysedArticle { article, analysis, analyzer }));
        self.earlier.entry(id).or_default().push(old);
        self.feed.add(id, ChangeKind::Revised, at);
        Revised::To(revision)
    }

    /// All revisions of an article, the first one first.
    fn all_revisions(&self, id: ArticleId) -> Option<impl DoubleEndedIterator<Item = &Arc<AnalysedArticle>>> {
        let newest = self.get(id)?;
        Some(self.earlier.get(&id).into_iter().flatten().chain([newest]))
    }

    pub(super) fn revisions(&self, id: ArticleId, before: Option<u32>, limit: usize) -> Option<Vec<RevisionEntry>> {
        let entries = self.all_revisions(id)?.rev().map(|one| RevisionEntry {
            revision: one.article.revision(),
            content_hash: one.article.content_hash,
            analyzer: one.analyzer.clone(),
        });
        Some(entries.filter(|entry| before.is_none_or(|before| entry.revision.number < before)).take(limit).collect())
    }

    pub(super) fn revision(&self, id: ArticleId, number: u32) -> Option<Arc<AnalysedArticle>> {
        self.all_revisions(id)?.find(|one| one.article.revision().number == number).cloned()
    }
}
