//! What a [`PostgresStore`] answers: each question a transaction that reads, each change a request to the writer.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::lists::List;
use super::pool::{query_one, read, write};
use super::writer::{Write, Written};
use super::{PostgresStore, conflicts, copies, entities, kept, leases, lists};
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};
use crate::store::{
    ArticleFilter, ArticleStore, Bucket, Changes, ClaimFilter, ClaimHit, Conflict, ConflictFilter, Copies, CopyHit,
    CopyOf, DateRange, Duty, EntityFilter, EntityProfile, EntitySummary, FigureFilter, FigureHit, Held, Inserted,
    Interval, Known, LexiconVersion, Page, PageRequest, ReanalysisPlan, RelatedEntity, Revised, RevisionEntry,
    SearchState, SentimentFilter, SimilarClaim, StoreError, StoredLexicon, Surveyed, TimelinePoint, Total, Writes,
};

/// So many items are counted for a total.
const FOR_A_TOTAL: i64 = 20_000;

fn other_answer() -> StoreError {
    StoreError::Backend("the writer has answered something else".into())
}

#[async_trait]
impl ArticleStore for PostgresStore {
    async fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Result<Option<Known>, StoreError> {
        read!(self, "find_known", |tx| kept::find_known(tx, hash, source, external_id))
    }

    async fn insert(&self, article: Arc<AnalysedArticle>, at: Timestamp) -> Result<Inserted, StoreError> {
        match self.change("insert", Write::Insert(self.prepare(article).await?, at)).await? {
            Written::Inserted(inserted) => Ok(inserted),
            Written::Revised(_) | Written::Changed(_) => Err(other_answer()),
        }
    }

    async fn revise(
        &self,
        article: Arc<AnalysedArticle>,
        only: Option<u32>,
        at: Timestamp,
    ) -> Result<Revised, StoreError> {
        match self.change("revise", Write::Revise(self.prepare(article).await?, only, at)).await? {
            Written::Revised(revised) => Ok(revised),
            Written::Inserted(_) | Written::Changed(_) => Err(other_answer()),
        }
    }

    async fn revisions(
        &self,
        id: ArticleId,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Option<Vec<RevisionEntry>>, StoreError> {
        read!(self, "revisions", |tx| kept::revisions(tx, id, before, limit))
    }

    async fn revision(&self, id: ArticleId, number: u32) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        read!(self, "revision", |tx| kept::revision(tx, id, number))
    }

    async fn replace_analysis(
        &self,
        article: Arc<AnalysedArticle>,
        over: Option<&AnalyzerInfo>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let write = Write::Replace(self.prepare(article).await?, over.cloned(), at);
        Ok(matches!(self.change("replace_analysis", write).await?, Written::Changed(true)))
    }

    async fn delete(&self, id: ArticleId, at: Timestamp) -> Result<bool, StoreError> {
        self.check_open()?;
        Ok(matches!(self.change("delete", Write::Delete(id, at)).await?, Written::Changed(true)))
    }

    async fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        read!(self, "changes", |tx| kept::changes(tx, after, limit))
    }

    async fn position(&self, name: &str) -> Result<u64, StoreError> {
        read!(self, "position", |tx| kept::position(tx, name))
    }

    async fn set_position(&self, name: &str, number: u64) -> Result<(), StoreError> {
        write!(self, "set_position", |tx| kept::set_position(tx, name, number))
    }

    async fn get(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        read!(self, "get", |tx| kept::get(tx, id))
    }

    async fn list_articles(
        &self,
        filter: &ArticleFilter,
        page: &PageRequest,
    ) -> Result<Page<Arc<Article>>, StoreError> {
        read!(self, "list_articles", |tx| lists::list_articles(tx, filter, page))
    }

    async fn copy_links(&self, articles: &[ArticleId]) -> Result<Vec<Option<CopyOf>>, StoreError> {
        Ok(self.copies(articles).await?.into_iter().map(|copies| copies.of).collect())
    }

    async fn copies(&self, articles: &[ArticleId]) -> Result<Vec<Copies>, StoreError> {
        read!(self, "copies", |tx| copies::of_all(tx, articles))
    }

    async fn copies_of(&self, id: ArticleId) -> Result<Option<Vec<CopyHit>>, StoreError> {
        read!(self, "copies_of", |tx| copies::hits(tx, id))
    }

    async fn count_articles(&self, filter: &ArticleFilter) -> Result<u64, StoreError> {
        // Copies are counted one by one.
        let filter = ArticleFilter { fold: false, ..filter.clone() };
        let Some(list) = List::articles(&filter) else { return Ok(0) };
        read!(self, "count_articles", |tx| list.count(tx, None)).map(i64::cast_unsigned)
    }

    async fn total(&self, surveyed: &Surveyed) -> Result<Total, StoreError> {
        if matches!(surveyed, Surveyed::Articles(filter) if *filter == ArticleFilter::default()) {
            return Ok(Total { items: self.count().await?, is_exact: true });
        }
        let most = FOR_A_TOTAL + 1;
        let items = match surveyed {
            Surveyed::Articles(filter) => match List::articles(filter) {
                Some(list) => read!(self, "total", |tx| list.count(tx, Some(most)))?,
                None => 0,
            },
            Surveyed::Claims(filter) => match List::claims(filter) {
                Some(list) => read!(self, "total", |tx| list.count(tx, Some(most)))?,
                None => 0,
            },
            Surveyed::Figures(filter) => read!(self, "total", |tx| lists::count_figures(tx, filter, most))?,
            Surveyed::Entities(filter) => read!(self, "total", |tx| entities::count(tx, filter, most))?,
            Surveyed::Conflicts(filter) => read!(self, "total", |tx| conflicts::count(tx, filter, most))?,
        };
        Ok(Total { items: items.cast_unsigned(), is_exact: items <= FOR_A_TOTAL })
    }

    async fn list_entities(
        &self,
        filter: &EntityFilter,
        page: &PageRequest,
    ) -> Result<Page<EntitySummary>, StoreError> {
        read!(self, "list_entities", |tx| entities::list(tx, filter, page))
    }

    async fn entities_named(&self, name: &str) -> Result<Vec<EntityId>, StoreError> {
        read!(self, "entities_named", |tx| entities::named(tx, name))
    }

    async fn entity(&self, id: &EntityId) -> Result<Option<EntityProfile>, StoreError> {
        read!(self, "entity", |tx| entities::profile(tx, id))
    }

    async fn entity_timeline(
        &self,
        id: &EntityId,
        interval: Interval,
        range: DateRange,
    ) -> Result<Option<Vec<TimelinePoint>>, StoreError> {
        read!(self, "entity_timeline", |tx| entities::timeline(tx, id, interval, range))
    }

    async fn related_entities(
        &self,
        id: &EntityId,
        range: DateRange,
        limit: usize,
    ) -> Result<Option<Vec<RelatedEntity>>, StoreError> {
        read!(self, "related_entities", |tx| entities::related(tx, id, range, limit))
    }

    async fn list_claims(&self, filter: &ClaimFilter, page: &PageRequest) -> Result<Page<ClaimHit>, StoreError> {
        read!(self, "list_claims", |tx| lists::list_claims(tx, filter, page))
    }

    async fn claim(&self, article: ArticleId, claim: ClaimId) -> Result<Option<ClaimHit>, StoreError> {
        let found = self.get(article).await?.filter(|a| a.analysis.claims.iter().any(|c| c.id == claim));
        Ok(found.map(|article| ClaimHit { article, claim, score: 0.0 }))
    }

    async fn similar_claims(
        &self,
        article: ArticleId,
        claim: ClaimId,
    ) -> Result<Option<Vec<SimilarClaim>>, StoreError> {
        read!(self, "similar_claims", |tx| kept::similar(tx, (article, claim)))
    }

    async fn list_figures(&self, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
        read!(self, "list_figures", |tx| lists::list_figures(tx, filter, page))
    }

    async fn list_conflicts(&self, filter: &ConflictFilter, page: &PageRequest) -> Result<Page<Conflict>, StoreError> {
        read!(self, "list_conflicts", |tx| conflicts::list(tx, filter, page))
    }

    async fn figure(&self, article: ArticleId, figure: FigureId) -> Result<Option<FigureHit>, StoreError> {
        let found = self.get(article).await?.filter(|a| a.analysis.figures.iter().any(|f| f.id == figure));
        Ok(found.map(|article| FigureHit { article, figure, score: 0.0 }))
    }

    async fn sentiment(&self, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
        read!(self, "sentiment", |tx| entities::sentiment(tx, filter, interval))
    }

    async fn lexicon(&self) -> Result<Option<StoredLexicon>, StoreError> {
        read!(self, "lexicon", |tx| kept::lexicon(tx))
    }

    async fn put_lexicon(&self, lexicon: StoredLexicon) -> Result<(), StoreError> {
        write!(self, "put_lexicon", |tx| kept::put_lexicon(tx, &lexicon))
    }

    async fn lexicon_versions(&self, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError> {
        read!(self, "lexicon_versions", |tx| kept::versions(tx, before, limit))
    }

    async fn analyzers(&self) -> Result<Vec<(AnalyzerInfo, u64)>, StoreError> {
        read!(self, "analyzers", |tx| kept::analyzers(tx))
    }

    async fn reanalysis_plan(&self) -> Result<ReanalysisPlan, StoreError> {
        read!(self, "reanalysis_plan", |tx| kept::plan(tx))
    }

    async fn put_reanalysis_plan(&self, plan: ReanalysisPlan) -> Result<(), StoreError> {
        write!(self, "put_reanalysis_plan", |tx| kept::put_plan(tx, &plan))
    }

    async fn search_state(&self) -> Result<SearchState, StoreError> {
        let newest = read!(self, "search_state", |tx| kept::newest(tx))?;
        Ok(SearchState { position: newest, newest })
    }

    async fn count(&self) -> Result<u64, StoreError> {
        let row = read!(self, "count", |tx| query_one(tx, "SELECT articles FROM archive WHERE one = 1", &[]))?;
        Ok(row.map_or(0, |row| row.get::<_, i64>(0)).cast_unsigned())
    }

    async fn check(&self) -> Result<Writes, StoreError> {
        let sql = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' \
            FROM archive WHERE one = 1";
        let row = read!(self, "check", |tx| query_one(tx, sql, &[]))?;
        match row.map(|row| row.get(0)) {
            None => Err(StoreError::Corrupt("the row of the archive has disappeared".into())),
            Some(true) => Ok(Writes::ReadOnly),
            Some(false) if self.read_only => Ok(Writes::ReadOnly),
            Some(false) => Ok(Writes::Open),
        }
    }

    async fn hold(&self, duty: Duty) -> Result<Held, StoreError> {
        write!(self, "hold", |tx| leases::hold(tx, duty, self.program))
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.stop().await;
        Ok(())
    }
}
