//! [`MemoryStore`]: every answer computed from all articles, the plainest thing that can be right.
//!
//! The reference of the contract suite, and enough for tests and demos. Nothing survives the process.

mod conflicts;
mod copies;
mod found;
mod page;
mod read_by;
mod revisions;
mod shelf;
mod similar;
mod together;
mod watches;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;
use jiff::Timestamp;

use self::copies::Sketches;
use self::found::found_page;
use self::page::page;
use super::changes::Feed;
use super::facts::{entity_facts, fold};
use super::filter_evaluation::{claim_passes, entities_of_article_pass, figure_passes, sentiment_of};
use super::search::Place;
use super::search::matching::Kind;
use super::sort_key::{ListId, SortKey, item_place, rank_place};
use super::survey::counted;
use super::tally::{SentimentBuckets, Tally, Timeline};
use super::{
    ArticleFilter, ArticleStore, Bucket, ChangeKind, Changes, ClaimFilter, ClaimHit, Conflict, ConflictFilter, Copies,
    CopyHit, CopyOf, DateRange, EntityFilter, EntityProfile, EntitySummary, FigureFilter, FigureHit, Inserted,
    Interval, Known, LexiconVersion, Page, PageRequest, ReanalysisPlan, RelatedEntity, Revised, RevisionEntry,
    SearchState, SentimentFilter, SimilarClaim, StoreError, StoredLexicon, Surveyed, TimelinePoint, Total, Writes,
};
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};

/// An archive that lives as long as the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    shelf: RwLock<Shelf>,
    watches: Mutex<watches::Watches>,
}

#[derive(Debug, Default)]
struct Shelf {
    closed: bool,
    places: BTreeMap<ArticleId, SortKey>,
    articles: BTreeMap<SortKey, Arc<AnalysedArticle>>,
    /// What they were before their corrections, the first one first.
    earlier: BTreeMap<ArticleId, Vec<Arc<AnalysedArticle>>>,
    sketches: Sketches,
    lexicon: Option<StoredLexicon>,
    lexicon_versions: Vec<LexiconVersion>,
    plan: ReanalysisPlan,
    feed: Feed,
    positions: BTreeMap<String, u64>,
}

impl MemoryStore {
    /// An empty archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, Shelf>, StoreError> {
        let held = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        if held.closed { Err(StoreError::Backend("the store is closed".into())) } else { Ok(held) }
    }
}

#[async_trait]
impl ArticleStore for MemoryStore {
    async fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Result<Option<Known>, StoreError> {
        Ok(self.read().find_known(hash, source, external_id))
    }

    async fn insert(&self, article: Arc<AnalysedArticle>, at: Timestamp) -> Result<Inserted, StoreError> {
        Ok(self.write()?.insert(article, at))
    }

    async fn revise(
        &self,
        article: Arc<AnalysedArticle>,
        only: Option<u32>,
        at: Timestamp,
    ) -> Result<Revised, StoreError> {
        Ok(self.write()?.revise(article, only, at))
    }

    async fn revisions(
        &self,
        id: ArticleId,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Option<Vec<RevisionEntry>>, StoreError> {
        Ok(self.read().revisions(id, before, limit))
    }

    async fn revision(&self, id: ArticleId, number: u32) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        Ok(self.read().revision(id, number))
    }

    async fn replace_analysis(
        &self,
        article: Arc<AnalysedArticle>,
        over: Option<&AnalyzerInfo>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.write()?.replace_analysis(article, over, at))
    }

    async fn delete(&self, id: ArticleId, at: Timestamp) -> Result<bool, StoreError> {
        let mut held = self.write()?;
        let Some(order) = held.places.remove(&id) else { return Ok(false) };
        held.earlier.remove(&id);
        held.sketches.remove(id);
        held.feed.add(id, ChangeKind::Deleted, at);
        Ok(held.articles.remove(&order).is_some())
    }

    async fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        Ok(self.read().feed.after(after, limit))
    }

    async fn position(&self, name: &str) -> Result<u64, StoreError> {
        Ok(self.read().positions.get(name).copied().unwrap_or_default())
    }

    async fn set_position(&self, name: &str, number: u64) -> Result<(), StoreError> {
        self.write()?.positions.insert(name.to_owned(), number);
        Ok(())
    }

    async fn get(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        Ok(self.read().get(id).cloned())
    }

    async fn list_articles(
        &self,
        filter: &ArticleFilter,
        request: &PageRequest,
    ) -> Result<Page<Arc<Article>>, StoreError> {
        let list = filter.list();
        if let Some(text) = &filter.text {
            let items = self.read().found_articles(filter);
            return found_page(
                (list, request),
                (text, Kind::Article),
                items,
                |a| Some(a.as_ref()),
                |_, article| article,
            );
        }
        let after = list.article_place(request.after.as_ref())?;
        let held = self.read();
        let passing = held.articles.iter().filter(|(_, article)| held.is_listed(filter, article));
        let places = passing.map(|(order, article)| (order.0.to_vec(), Arc::new(article.article.clone())));
        Ok(page(list, request.limit, places, after.as_ref().map(|order| &order.0[..]), |article| {
            Some(article.as_ref())
        }))
    }

    async fn copy_links(&self, articles: &[ArticleId]) -> Result<Vec<Option<CopyOf>>, StoreError> {
        Ok(self.read().copy_links(articles))
    }

    async fn copies(&self, articles: &[ArticleId]) -> Result<Vec<Copies>, StoreError> {
        Ok(self.read().copies(articles))
    }

    async fn copies_of(&self, id: ArticleId) -> Result<Option<Vec<CopyHit>>, StoreError> {
        Ok(self.read().copies_of(id))
    }

    async fn count_articles(&self, filter: &ArticleFilter) -> Result<u64, StoreError> {
        Ok(self.read().count_articles(filter))
    }

    async fn total(&self, list: &Surveyed) -> Result<Total, StoreError> {
        counted(self, list).await
    }

    async fn list_entities(
        &self,
        filter: &EntityFilter,
        request: &PageRequest,
    ) -> Result<Page<EntitySummary>, StoreError> {
        let list = ListId::new("entities", filter);
        let after = list.rank_place(request.after.as_ref())?;
        let held = self.read();
        let all = held.tallies(|_| true);
        let part = filter.name.as_deref().map(fold);
        let mut ranked = BTreeMap::new();
        for (id, counted) in held.tallies(|article| entities_of_article_pass(filter, &article.article)) {
            let Some(tally) = all.get(&id) else { continue };
            let named = part.as_ref().is_none_or(|part| tally.folded_names().iter().any(|name| name.contains(part)));
            if named && filter.kind.is_none_or(|kind| tally.kind() == kind) {
                let place = rank_place(counted.articles, &id.0);
                let summary = tally.summary(id);
                let Tally { articles, mentions, .. } = counted;
                ranked.insert(place, EntitySummary { articles, mentions, ..summary });
            }
        }
        Ok(page(list, request.limit, ranked.into_iter(), after, |_| None))
    }

    async fn entities_named(&self, name: &str) -> Result<Vec<EntityId>, StoreError> {
        let name = fold(name);
        let tallies = self.read().tallies(|_| true);
        let named = tallies.into_iter().filter(|(_, tally)| tally.folded_names().contains(&name));
        Ok(named.map(|(id, _)| id).collect())
    }

    async fn entity(&self, id: &EntityId) -> Result<Option<EntityProfile>, StoreError> {
        let held = self.read();
        let dates: BTreeSet<_> = held.mentioning(id).iter().map(|article| article.article.dated_at()).collect();
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else { return Ok(None) };
        Ok(held.tallies(|_| true).get(id).map(|tally| tally.profile(id.clone(), *first, *last)))
    }

    async fn entity_timeline(
        &self,
        id: &EntityId,
        interval: Interval,
        range: DateRange,
    ) -> Result<Option<Vec<TimelinePoint>>, StoreError> {
        let held = self.read();
        let articles = held.mentioning(id);
        let mut timeline = Timeline::default();
        for article in articles.iter().filter(|article| range.contains(article.article.dated_at())) {
            let mentions = entity_facts(article).get(id).map_or(0, |facts| facts.counts.mentions);
            timeline.add(article.article.dated_at(), interval, mentions);
        }
        Ok((!articles.is_empty()).then(|| timeline.points()))
    }

    async fn related_entities(
        &self,
        id: &EntityId,
        range: DateRange,
        limit: usize,
    ) -> Result<Option<Vec<RelatedEntity>>, StoreError> {
        let held = self.read();
        let Some(shared) = held.shared(id, &range) else { return Ok(None) };
        let tallies = held.tallies(|_| true);
        let ranked: BTreeMap<_, _> =
            shared.into_iter().map(|(id, count)| (rank_place(count, &id.0), (id, count))).collect();
        let related = ranked.into_values().take(limit).filter_map(|(id, shared_articles)| {
            let entity = tallies.get(id)?.summary(id.clone());
            Some(RelatedEntity { entity, shared_articles })
        });
        Ok(Some(related.collect()))
    }

    async fn list_claims(&self, filter: &ClaimFilter, request: &PageRequest) -> Result<Page<ClaimHit>, StoreError> {
        let list = ListId::new("claims", filter);
        if let Some(text) = &filter.text {
            let items = self.read().found_claims(filter);
            let scored = |place: &Place, hit| ClaimHit { score: place.score(), ..hit };
            return found_page((list, request), (text, Kind::Claim), items, |hit| Some(&hit.article.article), scored);
        }
        let after = list.item_place(request.after.as_ref())?.map(|(order, number)| item_place(&order, number));
        let held = self.read();
        let passing = held.articles.iter().filter(|(_, article)| held.claims_are_listed(filter, article));
        let hits = passing.flat_map(|(order, article)| {
            let claims: BTreeMap<_, _> = article.analysis.claims.iter().map(|claim| (claim.id, claim)).collect();
            claims.into_values().filter(|claim| claim_passes(filter, claim)).map(move |claim| {
                (item_place(order, claim.id.0), ClaimHit { article: article.clone(), claim: claim.id, score: 0.0 })
            })
        });
        Ok(page(list, request.limit, hits, after.as_deref(), |hit| Some(&hit.article.article)))
    }

    async fn claim(&self, article: ArticleId, claim: ClaimId) -> Result<Option<ClaimHit>, StoreError> {
        let found = self.read().get(article).cloned();
        Ok(found.filter(|a| a.analysis.claims.iter().any(|c| c.id == claim)).map(|article| ClaimHit {
            article,
            claim,
            score: 0.0,
        }))
    }

    async fn similar_claims(
        &self,
        article: ArticleId,
        claim: ClaimId,
    ) -> Result<Option<Vec<SimilarClaim>>, StoreError> {
        Ok(self.read().similar_claims(article, claim))
    }

    async fn list_figures(&self, filter: &FigureFilter, request: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
        let list = ListId::new("figures", filter);
        if let Some(text) = &filter.text {
            let items = self.read().found_figures(filter);
            let scored = |place: &Place, hit| FigureHit { score: place.score(), ..hit };
            return found_page((list, request), (text, Kind::Figure), items, |hit| Some(&hit.article.article), scored);
        }
        let after = list.item_place(request.after.as_ref())?.map(|(order, number)| item_place(&order, number));
        let held = self.read();
        let passing = held.articles.iter().filter(|(_, article)| held.figures_are_listed(filter, article));
        let hits = passing.flat_map(|(order, article)| {
            let figures: BTreeMap<_, _> = article.analysis.figures.iter().map(|figure| (figure.id, figure)).collect();
            figures.into_values().filter(|figure| figure_passes(filter, figure)).map(move |figure| {
                (item_place(order, figure.id.0), FigureHit { article: article.clone(), figure: figure.id, score: 0.0 })
            })
        });
        Ok(page(list, request.limit, hits, after.as_deref(), |hit| Some(&hit.article.article)))
    }

    async fn list_conflicts(&self, filter: &ConflictFilter, page: &PageRequest) -> Result<Page<Conflict>, StoreError> {
        self.read().conflicts(filter, page)
    }

    async fn figure(&self, article: ArticleId, figure: FigureId) -> Result<Option<FigureHit>, StoreError> {
        let found = self.read().get(article).cloned();
        let found = found.filter(|a| a.analysis.figures.iter().any(|f| f.id == figure));
        Ok(found.map(|article| FigureHit { article, figure, score: 0.0 }))
    }

    async fn sentiment(&self, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
        let mut buckets = SentimentBuckets::default();
        for article in self.read().articles.values() {
            if let Some(score) = sentiment_of(filter, article) {
                buckets.add(article.article.dated_at(), interval, score);
            }
        }
        Ok(buckets.buckets())
    }

    async fn lexicon(&self) -> Result<Option<StoredLexicon>, StoreError> {
        Ok(self.read().lexicon.clone())
    }

    async fn put_lexicon(&self, lexicon: StoredLexicon) -> Result<(), StoreError> {
        let mut held = self.write()?;
        held.lexicon_versions.push(lexicon.version.clone());
        held.lexicon = Some(lexicon);
        Ok(())
    }

    async fn lexicon_versions(&self, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError> {
        let held = self.read();
        let earlier = held.lexicon_versions.iter().rev().filter(|v| before.is_none_or(|before| v.number < before));
        Ok(earlier.take(limit).cloned().collect())
    }

    async fn analyzers(&self) -> Result<Vec<(AnalyzerInfo, u64)>, StoreError> {
        Ok(self.read().analyzers())
    }

    async fn reanalysis_plan(&self) -> Result<ReanalysisPlan, StoreError> {
        Ok(self.read().plan.clone())
    }

    async fn put_reanalysis_plan(&self, plan: ReanalysisPlan) -> Result<(), StoreError> {
        self.write()?.plan = plan;
        Ok(())
    }

    async fn search_state(&self) -> Result<SearchState, StoreError> {
        let newest = self.read().feed.after(u64::MAX, 0).newest;
        Ok(SearchState { position: newest, newest })
    }

    async fn count(&self) -> Result<u64, StoreError> {
        Ok(self.read().articles.len() as u64)
    }

    async fn check(&self) -> Result<Writes, StoreError> {
        Ok(Writes::Open)
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner).closed = true;
        Ok(())
    }
}
