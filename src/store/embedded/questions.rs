//! What an [`EmbeddedStore`] answers: each question a closure for the blocking pool, each change a request to the committer.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::committer::{Write, Written};
use super::known::find_known;
use super::values::Values;
use super::view::View;
use super::{
    EmbeddedStore, analyzers, conflicts, copies, entities, feed, keys, lexicon, lists, panicked, revisions, searched,
    similar, totals,
};
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};
use crate::store::narrowed::Narrowed;
use crate::store::{
    ArticleFilter, ArticleStore, Bucket, Changes, ClaimFilter, ClaimHit, Conflict, ConflictFilter, Copies, CopyHit,
    CopyOf, DateRange, EntityFilter, EntityProfile, EntitySummary, FigureFilter, FigureHit, Inserted, Interval, Known,
    LexiconVersion, Page, PageRequest, ReanalysisPlan, RelatedEntity, Revised, RevisionEntry, SearchState,
    SentimentFilter, SimilarClaim, StoreError, StoredLexicon, Surveyed, TimelinePoint, Total, Writes,
};

#[async_trait]
impl ArticleStore for EmbeddedStore {
    async fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Result<Option<Known>, StoreError> {
        let (source, external_id) = (source.map(str::to_owned), external_id.map(str::to_owned));
        let find = move |tree: &View<'_>| find_known(tree, hash, source.as_deref(), external_id.as_deref());
        self.read_durable("find_known", Option::is_some, find).await
    }

    async fn insert(&self, article: Arc<AnalysedArticle>, at: Timestamp) -> Result<Inserted, StoreError> {
        match self.write("insert", Write::Insert(Self::prepare(article).await?, at)).await? {
            Written::Inserted(inserted) => Ok(inserted),
            Written::Revised(_) | Written::Changed(_) | Written::Settled => Err(panicked()),
        }
    }

    async fn revise(
        &self,
        article: Arc<AnalysedArticle>,
        only: Option<u32>,
        at: Timestamp,
    ) -> Result<Revised, StoreError> {
        match self.write("revise", Write::Revise(Self::prepare_parts(article).await?, only, at)).await? {
            Written::Revised(revised) => Ok(revised),
            Written::Inserted(_) | Written::Changed(_) | Written::Settled => Err(panicked()),
        }
    }

    async fn revisions(
        &self,
        id: ArticleId,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Option<Vec<RevisionEntry>>, StoreError> {
        self.read("revisions", move |tree| revisions::list(tree, id, before, limit)).await
    }

    async fn revision(&self, id: ArticleId, number: u32) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        self.read("revision", move |tree| revisions::get(tree, id, number)).await
    }

    async fn replace_analysis(
        &self,
        article: Arc<AnalysedArticle>,
        over: Option<&AnalyzerInfo>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let write = Write::Replace(Self::prepare_parts(article).await?, over.cloned(), at);
        Ok(matches!(self.write("replace_analysis", write).await?, Written::Changed(true)))
    }

    async fn delete(&self, id: ArticleId, at: Timestamp) -> Result<bool, StoreError> {
        Ok(matches!(self.write("delete", Write::Delete(id, at)).await?, Written::Changed(true)))
    }

    async fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.wait_for_feed().await?;
        self.read_durable("changes", |_| true, move |tree| feed::after(tree, after, limit)).await
    }

    async fn position(&self, name: &str) -> Result<u64, StoreError> {
        let name = name.to_owned();
        self.read("position", move |tree| feed::position(tree, &name)).await
    }

    async fn set_position(&self, name: &str, number: u64) -> Result<(), StoreError> {
        self.write("set_position", Write::Position(name.to_owned(), number)).await.map(drop)
    }

    async fn get(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        self.read("get", move |tree| Ok(tree.article(id)?.map(Arc::new))).await
    }

    async fn list_articles(
        &self,
        filter: &ArticleFilter,
        page: &PageRequest,
    ) -> Result<Page<Arc<Article>>, StoreError> {
        if filter.analyzer.is_some() || filter.fold {
            self.wait_for_feed().await?;
        }
        let (filter, page) = (filter.clone(), page.clone());
        if let Some(text) = filter.text.clone() {
            let index = self.search.index()?;
            let found = move |tree: &View<'_>| searched::articles(tree, &index, (&filter, &text), &page);
            return self.read("search_articles", found).await;
        }
        self.ask("list_articles", filter.lacks(), move |tree| lists::articles(tree, &filter, &page)).await
    }

    async fn copy_links(&self, articles: &[ArticleId]) -> Result<Vec<Option<CopyOf>>, StoreError> {
        let articles = articles.to_vec();
        self.read("copy_links", move |tree| articles.iter().map(|id| copies::link(tree, *id)).collect()).await
    }

    async fn copies(&self, articles: &[ArticleId]) -> Result<Vec<Copies>, StoreError> {
        let articles = articles.to_vec();
        self.read("copies", move |tree| copies::of_all(tree, &articles)).await
    }

    async fn copies_of(&self, id: ArticleId) -> Result<Option<Vec<CopyHit>>, StoreError> {
        self.wait_for_feed().await?;
        self.read("copies_of", move |tree| copies::hits(tree, id)).await
    }

    async fn count_articles(&self, filter: &ArticleFilter) -> Result<u64, StoreError> {
        self.wait_for_feed().await?;
        let filter = filter.clone();
        if let Some(text) = filter.text.clone() {
            let index = self.search.index()?;
            let count = move |tree: &View<'_>| searched::count_articles(tree, &index, (&filter, &text));
            return self.read("count_articles", count).await;
        }
        self.read("count_articles", move |tree| lists::count_articles(tree, &filter)).await
    }

    async fn total(&self, list: &Surveyed) -> Result<Total, StoreError> {
        self.wait_for_feed().await?;
        let (list, index, most) = (list.clone(), self.search.index().ok(), self.query_rows);
        self.read("total", move |tree| totals::total(tree, index.as_deref(), &list, most)).await
    }

    async fn list_entities(
        &self,
        filter: &EntityFilter,
        page: &PageRequest,
    ) -> Result<Page<EntitySummary>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.ask("list_entities", filter.lacks(), move |tree| entities::list(tree, &filter, &page)).await
    }

    async fn entities_named(&self, name: &str) -> Result<Vec<EntityId>, StoreError> {
        let name = name.to_owned();
        self.read("entities_named", move |tree| entities::named(tree, &name)).await
    }

    async fn entity(&self, id: &EntityId) -> Result<Option<EntityProfile>, StoreError> {
        let id = id.clone();
        self.read("entity", move |tree| entities::profile(tree, &id)).await
    }

    async fn entity_timeline(
        &self,
        id: &EntityId,
        interval: Interval,
        range: DateRange,
    ) -> Result<Option<Vec<TimelinePoint>>, StoreError> {
        let id = id.clone();
        self.ask("entity_timeline", Vec::new(), move |tree| entities::timeline(tree, &id, interval, &range)).await
    }

    async fn related_entities(
        &self,
        id: &EntityId,
        range: DateRange,
        limit: usize,
    ) -> Result<Option<Vec<RelatedEntity>>, StoreError> {
        let id = id.clone();
        self.ask("related_entities", Vec::new(), move |tree| entities::related(tree, &id, &range, limit)).await
    }

    async fn list_claims(&self, filter: &ClaimFilter, page: &PageRequest) -> Result<Page<ClaimHit>, StoreError> {
        if filter.analyzer.is_some() || filter.fold {
            self.wait_for_feed().await?;
        }
        let (filter, page) = (filter.clone(), page.clone());
        if let Some(text) = filter.text.clone() {
            let index = self.search.index()?;
            let found = move |tree: &View<'_>| searched::claims(tree, &index, (&filter, &text), &page);
            return self.read("search_claims", found).await;
        }
        self.ask("list_claims", filter.lacks(), move |tree| lists::claims(tree, &filter, &page)).await
    }

    async fn claim(&self, article: ArticleId, claim: ClaimId) -> Result<Option<ClaimHit>, StoreError> {
        let found = self.get(article).await?;
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
        let index = self.search.index()?;
        self.read("similar_claims", move |tree| similar::claims(tree, &index, (article, claim))).await
    }

    async fn list_figures(&self, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
        if filter.analyzer.is_some() || filter.fold {
            self.wait_for_feed().await?;
        }
        let (filter, page) = (filter.clone(), page.clone());
        if let Some(text) = filter.text.clone() {
            let index = self.search.index()?;
            let found = move |tree: &View<'_>| searched::figures(tree, &index, (&filter, &text), &page);
            return self.read("search_figures", found).await;
        }
        self.ask("list_figures", filter.lacks(), move |tree| lists::figures(tree, &filter, &page)).await
    }

    async fn list_conflicts(&self, filter: &ConflictFilter, page: &PageRequest) -> Result<Page<Conflict>, StoreError> {
        self.wait_for_feed().await?;
        let (filter, page) = (filter.clone(), page.clone());
        self.ask("list_conflicts", filter.lacks(), move |tree| conflicts::list(tree, &filter, &page)).await
    }

    async fn figure(&self, article: ArticleId, figure: FigureId) -> Result<Option<FigureHit>, StoreError> {
        let found = self.get(article).await?.filter(|a| a.analysis.figures.iter().any(|f| f.id == figure));
        Ok(found.map(|article| FigureHit { article, figure, score: 0.0 }))
    }

    async fn sentiment(&self, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
        let filter = filter.clone();
        self.ask("sentiment", filter.lacks(), move |tree| lists::sentiment(tree, &filter, interval)).await
    }

    async fn lexicon(&self) -> Result<Option<StoredLexicon>, StoreError> {
        self.read("lexicon", lexicon::read).await
    }

    async fn put_lexicon(&self, lexicon: StoredLexicon) -> Result<(), StoreError> {
        let prepared = tokio::task::spawn_blocking(move || lexicon::Prepared::new(&lexicon)).await;
        self.write("put_lexicon", Write::Lexicon(prepared.map_err(|_| panicked())?)).await.map(drop)
    }

    async fn lexicon_versions(&self, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError> {
        self.read("lexicon_versions", move |tree| lexicon::versions(tree, before, limit)).await
    }

    async fn analyzers(&self) -> Result<Vec<(AnalyzerInfo, u64)>, StoreError> {
        self.wait_for_feed().await?;
        self.read("analyzers", analyzers::all).await
    }

    async fn reanalysis_plan(&self) -> Result<ReanalysisPlan, StoreError> {
        self.read("reanalysis_plan", |tree| analyzers::plan(tree)).await
    }

    async fn put_reanalysis_plan(&self, plan: ReanalysisPlan) -> Result<(), StoreError> {
        self.write("put_reanalysis_plan", Write::Plan(plan)).await.map(drop)
    }

    async fn search_state(&self) -> Result<SearchState, StoreError> {
        self.wait_for_feed().await?;
        Ok(self.search.state(&self.shared))
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.read("count", |tree| tree.count()).await
    }

    async fn check(&self) -> Result<Writes, StoreError> {
        self.shared.health()?;
        self.read("check", |tree| match tree.get(keys::FORMAT)? {
            Some(_) => Ok(()),
            None => Err(StoreError::Corrupt("the format has disappeared".into())),
        })
        .await?;
        let shared = self.shared.clone();
        tokio::task::spawn_blocking(move || shared.writes()).await.map_err(|_| panicked())
    }

    fn is_read_only(&self) -> bool {
        self.shared.is_read_only()
    }

    async fn close(&self) -> Result<(), StoreError> {
        if let Some(threads) = self.stop() {
            let shared = self.shared.clone();
            tokio::task::spawn_blocking(move || threads.join(&shared)).await.map_err(|_| panicked())??;
        }
        self.shared.health()
    }
}
