//! Copies of articles in memory: links are found anew whenever they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Shelf;
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::store::copies::{Copies, CopyHit, CopyOf, Shingles, Sketch, first_alike};
use crate::store::filter_evaluation::{article_passes, claims_of_article_pass, figures_of_article_pass};
use crate::store::{ArticleFilter, ClaimFilter, FigureFilter};

/// What texts are compared by; kept, since every list that shows links asks for it.
#[derive(Debug, Default)]
pub(super) struct Sketches(BTreeMap<ArticleId, Sketch>);

impl Sketches {
    /// An article gets a text.
    pub(super) fn put(&mut self, article: &Article) {
        self.0.insert(article.id, Sketch::of(&article.content.text));
    }

    /// An article goes.
    pub(super) fn remove(&mut self, id: ArticleId) {
        self.0.remove(&id);
    }

    fn link(&self, id: ArticleId) -> Option<CopyOf> {
        let own = self.0.get(&id)?;
        let sharing =
            self.0.range(..id).filter(|(_, other)| !own.bands.is_disjoint(&other.bands)).map(|(id, _)| Ok(*id));
        let shingles = |id| Ok::<_, std::convert::Infallible>(self.0.get(&id).map(|sketch| sketch.shingles.clone()));
        first_alike(&own.shingles, sharing, shingles).unwrap_or_default()
    }

    fn first(&self, id: ArticleId) -> ArticleId {
        self.link(id).map_or(id, |of| self.first(of.id))
    }

    fn group(&self, id: ArticleId) -> BTreeSet<ArticleId> {
        let Some(sketch) = self.0.get(&id) else { return BTreeSet::new() };
        if sketch.bands.is_empty() {
            return BTreeSet::from([id]);
        }
        let first = self.first(id);
        self.0.keys().copied().filter(|other| self.first(*other) == first).collect()
    }
}

impl Shelf {
    /// See [`crate::store::ArticleStore::copy_links`].
    pub(super) fn copy_links(&self, articles: &[ArticleId]) -> Vec<Option<CopyOf>> {
        articles.iter().map(|id| self.sketches.link(*id)).collect()
    }

    /// See [`crate::store::ArticleStore::copies`].
    pub(super) fn copies(&self, articles: &[ArticleId]) -> Vec<Copies> {
        let copies = |id: &ArticleId| Copies {
            of: self.sketches.link(*id),
            others: self.sketches.group(*id).len().saturating_sub(1) as u64,
        };
        articles.iter().map(copies).collect()
    }

    /// See [`crate::store::ArticleStore::copies_of`].
    pub(super) fn copies_of(&self, id: ArticleId) -> Option<Vec<CopyHit>> {
        let own = Shingles::of(&self.get(id)?.article.content.text);
        let others = self.sketches.group(id).into_iter().filter(|other| *other != id);
        let hits = others.filter_map(|other| {
            let article = Arc::new(self.get(other)?.article.clone());
            let similarity = own.alike(&Shingles::of(&article.content.text));
            Some(CopyHit { article, similarity })
        });
        Some(hits.collect())
    }

    /// Whether an earlier copy of an article is listed as well: one that passes.
    pub(super) fn is_folded(&self, id: ArticleId, passes: impl Fn(&AnalysedArticle) -> bool) -> bool {
        if self.sketches.link(id).is_none() {
            return false;
        }
        let group = self.sketches.group(id);
        group.range(..id).any(|earlier| self.get(*earlier).is_some_and(|article| passes(article)))
    }

    /// Whether an article is listed.
    pub(super) fn is_listed(&self, filter: &ArticleFilter, article: &AnalysedArticle) -> bool {
        let passes = |article: &AnalysedArticle| article_passes(filter, article);
        passes(article) && !(filter.fold && self.is_folded(article.article.id, passes))
    }

    /// Whether the claims of an article are listed, judged by the article, its analyzer and its copies alone.
    pub(super) fn claims_are_listed(&self, filter: &ClaimFilter, article: &AnalysedArticle) -> bool {
        let passes = |article: &AnalysedArticle| claims_of_article_pass(filter, article);
        passes(article) && !(filter.fold && self.is_folded(article.article.id, passes))
    }

    /// Whether the figures of an article are.
    pub(super) fn figures_are_listed(&self, filter: &FigureFilter, article: &AnalysedArticle) -> bool {
        let passes = |article: &AnalysedArticle| figures_of_article_pass(filter, article);
        passes(article) && !(filter.fold && self.is_folded(article.article.id, passes))
    }
}
