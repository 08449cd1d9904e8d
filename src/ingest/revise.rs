//! Corrections: an article that is known and says something else now.

use std::sync::Arc;

use super::{Analysed, Ingest, IngestError, QueuePolicy};
use crate::article::{AnalysedArticle, Article, ArticleId, NewArticle};
use crate::budget::Reserved;
use crate::nlp::Profile;
use crate::store::Revised;

/// What an article says from now on.
#[derive(Debug)]
pub struct Correction {
    /// The article.
    pub id: ArticleId,
    /// What it says.
    pub content: NewArticle,
    /// Nothing is done unless the article is the revision of that number.
    pub only: Option<u32>,
}

/// What became of a correction.
#[derive(Debug)]
pub enum Corrected {
    /// The article is a new revision, analysed and durable. The bytes counted for it are given back when they are dropped.
    Changed(Arc<AnalysedArticle>, Reserved),
    /// It says so already; nothing was changed.
    Same(Arc<AnalysedArticle>),
    /// It is another revision than the one that was to be corrected; nothing was changed.
    Stale,
    /// There is no such article.
    Unknown,
    /// This other article has that content, or that name at its source; nothing was changed.
    Taken(ArticleId),
}

impl Ingest {
    /// Makes another content the newest revision of an article; returns when it is durable.
    ///
    /// # Errors
    /// As for [`Self::analyze`], and when the store fails. Nothing is changed then.
    pub async fn revise(
        &self,
        correction: Correction,
        policy: QueuePolicy,
        profile: Option<Profile>,
    ) -> Result<Corrected, IngestError> {
        let Correction { id, content, only } = correction;
        let Some(old) = self.store.get(id).await? else { return Ok(Corrected::Unknown) };
        if only.is_some_and(|only| only != old.article.revision().number) {
            return Ok(Corrected::Stale);
        }
        if old.article.content == content {
            return Ok(Corrected::Same(old));
        }
        let analysed = self.analyze(content, policy, profile).await?;
        let Analysed { content, analysis, analyzer, memory } = analysed;
        let (received_at, content_hash) = (old.article.received_at, content.content_hash());
        let article = Article { id, received_at, content_hash, content, revised: None };
        let mut made = Arc::new(AnalysedArticle { article, analysis, analyzer });
        Ok(match self.store.revise(made.clone(), only, self.clock.now()).await? {
            Revised::To(revision) => {
                Arc::make_mut(&mut made).article.revised = Some(revision);
                Corrected::Changed(made, memory)
            }
            Revised::Same => self.store.get(id).await?.map_or(Corrected::Unknown, Corrected::Same),
            Revised::Stale => Corrected::Stale,
            Revised::Unknown => Corrected::Unknown,
            Revised::Taken(other) => Corrected::Taken(other),
        })
    }
}
