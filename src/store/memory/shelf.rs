//! What the store in memory holds, looked at from all sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::Shelf;
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::facts::entity_facts;
use crate::store::sort_key::SortKey;
use crate::store::tally::{Tally, tallies_of};
use crate::store::{ChangeKind, Inserted};

impl Shelf {
    /// Puts an article there, unless it is there already.
    pub(super) fn insert(&mut self, article: Arc<AnalysedArticle>, at: Timestamp) -> Inserted {
        let Article { id, .. } = &article.article;
        if self.places.contains_key(id) {
            return Inserted::Existing(*id);
        }
        if let Some(known) = self.find_article(&article.article) {
            return known.into();
        }
        let order = SortKey::of(&article.article);
        self.places.insert(*id, order);
        self.feed.add(*id, ChangeKind::Inserted, at);
        self.sketches.put(&article.article);
        self.articles.insert(order, article);
        Inserted::New
    }

    /// Puts another analysis in the place of that of the analyzer `over`, or of any, of the same text; whether that was done.
    pub(super) fn replace_analysis(
        &mut self,
        new: Arc<AnalysedArticle>,
        over: Option<&AnalyzerInfo>,
        at: Timestamp,
    ) -> bool {
        let id = new.article.id;
        let Some(known) = self.places.get(&id).and_then(|order| self.articles.get_mut(order)) else { return false };
        let is_over = over.is_none_or(|over| *over == known.analyzer);
        if known.article.content_hash != new.article.content_hash || !is_over {
            return false;
        }
        let AnalysedArticle { article: _, analysis, analyzer } = Arc::unwrap_or_clone(new);
        *known = Arc::new(AnalysedArticle { article: known.article.clone(), analysis, analyzer });
        self.feed.add(id, ChangeKind::Reanalyzed, at);
        true
    }

    pub(super) fn get(&self, id: ArticleId) -> Option<&Arc<AnalysedArticle>> {
        self.articles.get(self.places.get(&id)?)
    }

    /// Tallies of the articles that `counts` lets through, of all entities in them.
    pub(super) fn tallies(&self, counts: impl Fn(&AnalysedArticle) -> bool) -> BTreeMap<EntityId, Tally> {
        let mut tallies: BTreeMap<EntityId, Tally> = BTreeMap::new();
        for article in self.articles.values().filter(|article| counts(article)) {
            for (id, tally) in tallies_of(article) {
                tallies.entry(id).or_default().add(tally);
            }
        }
        tallies
    }

    pub(super) fn mentioning(&self, id: &EntityId) -> Vec<&AnalysedArticle> {
        self.articles.values().map(AsRef::as_ref).filter(|article| entity_facts(article).contains_key(id)).collect()
    }
}
