//! The analyzer in force, and how another lexicon of the user takes effect: without a restart, and for all at once.
//!
//! An analysis that has begun ends with the engine it began with; what is stored keeps its analysis and says which
//! analyzer made it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use super::Ingest;
use crate::nlp::lexicon::user::UserLexicon;
use crate::nlp::{AnalyzerInfo, DataError, Engine, Profile};
use crate::store::{LexiconVersion, StoreError, StoredLexicon};

/// How often it is looked whether another program has changed the lexicon.
const OTHERS_EVERY: Duration = Duration::from_secs(2);

/// What reads new texts, and the user's lexicon it knows.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The analyzer.
    pub engine: Arc<Engine>,
    /// The user's names in it.
    pub names: Arc<UserLexicon>,
    /// Number of the lexicon's version; 0 before the first change.
    pub version: u64,
    /// Since when that version is in force.
    pub changed_at: Option<Timestamp>,
}

impl InForce {
    /// An analyzer without names of the user.
    #[must_use]
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine, names: Arc::default(), version: 0, changed_at: None }
    }

    /// Which analyzer this is.
    #[must_use]
    pub fn analyzer(&self) -> &AnalyzerInfo {
        self.engine.info()
    }

    /// The analyzer that reads in this profile; the one in force when none is named.
    ///
    /// # Errors
    /// When its weights are damaged.
    pub fn engine_for(&self, profile: Option<Profile>) -> Result<Arc<Engine>, DataError> {
        match profile {
            Some(profile) if profile != self.analyzer().profile => self.engine.in_profile(profile).map(Arc::new),
            _ => Ok(Arc::clone(&self.engine)),
        }
    }

    /// Those of some analyzers that are the present one of their profile.
    ///
    /// # Errors
    /// When the weights of a profile are damaged.
    pub fn current_of(&self, analyzers: &[(AnalyzerInfo, u64)]) -> Result<Vec<AnalyzerInfo>, DataError> {
        let mut current = Vec::new();
        for (analyzer, _) in analyzers {
            // Only profiles that were ever read in are asked for: one of them loads its weights.
            if self.engine_for(Some(analyzer.profile))?.info() == analyzer {
                current.push(analyzer.clone());
            }
        }
        Ok(current)
    }

    /// Reads a lexicon into an engine; CPU work in proportion to it.
    fn with(engine: &Engine, names: Arc<UserLexicon>, version: u64, changed_at: Timestamp) -> Self {
        Self { engine: Arc::new(engine.with_user_names(&names)), names, version, changed_at: Some(changed_at) }
    }
}

/// The analyzer in force; all clones see the same one.
#[derive(Debug, Clone)]
pub(super) struct Current {
    in_force: Arc<RwLock<Arc<InForce>>>,
    /// Held while the lexicon changes.
    changing: Arc<tokio::sync::Mutex<()>>,
}

impl Current {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        let in_force = Arc::new(InForce::new(engine));
        Self { in_force: Arc::new(RwLock::new(in_force)), changing: Arc::default() }
    }

    pub(super) fn get(&self) -> Arc<InForce> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, next: InForce) -> Arc<InForce> {
        #[expect(clippy::cast_precision_loss, reason = "metrics")]
        let (version, names) = (next.version as f64, next.names.len() as f64);
        metrics::gauge!("pressespiegel_lexicon_version").set(version);
        metrics::gauge!("pressespiegel_lexicon_entries").set(names);
        let next = Arc::new(next);
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        next
    }
}

/// Why the lexicon was not changed.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// It is not the one that was expected; the present one comes with it.
    #[error("the lexicon has been changed by somebody else")]
    Unexpected(Arc<InForce>),
    /// The change ended without a result; a defect of this program.
    #[error("the change of the lexicon ended without a result: {0}")]
    Failed(String),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ingest {
    /// The analyzer in force and its lexicon.
    #[must_use]
    pub fn in_force(&self) -> Arc<InForce> {
        self.current.get()
    }

    /// Takes the stored lexicon into force; to be called before the first text is read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load_lexicon(&self) -> Result<(), LexiconError> {
        let _alone = self.current.changing.lock().await;
        self.take_stored().await.map(drop)
    }

    /// Takes the stored lexicon into force, if that is a newer one; only one does so at a time. Else it costs one small read.
    async fn take_stored(&self) -> Result<bool, LexiconError> {
        let newest = self.store.lexicon_versions(None, 1).await?.pop();
        if newest.is_none_or(|newest| newest.number <= self.current.get().version) {
            return Ok(false);
        }
        let Some(StoredLexicon { version, names }) = self.store.lexicon().await? else { return Ok(false) };
        let engine = Arc::clone(&self.current.get().engine);
        let read = move || InForce::with(&engine, names, version.number, version.changed_at);
        self.current.set(off_thread(read).await?);
        Ok(true)
    }

    /// Takes into force what other programs make of the lexicon, for ever; ends at once where there are none.
    pub async fn follow_lexicon(self) {
        let mut told = false;
        while self.store.is_shared() {
            tokio::time::sleep(OTHERS_EVERY).await;
            let alone = self.current.changing.lock().await;
            let taken = self.take_stored().await;
            drop(alone);
            match taken {
                Ok(true) => {
                    let version = self.current.get().version;
                    tracing::info!(version, "another lexicon is in force, as another program has changed it");
                }
                Err(error) if !std::mem::replace(&mut told, true) => {
                    tracing::warn!(%error, "it can't be looked for another lexicon; it is tried again");
                }
                Ok(false) => told = false,
                Err(_) => {}
            }
        }
    }

    /// Puts other names in the place of the user's present ones, if the lexicon in force is the `expected` one. They
    /// are durable and in force when this returns; the same names again change nothing. One change at a time.
    ///
    /// # Errors
    /// When the lexicon in force is not the expected one, or the store fails.
    pub async fn replace_lexicon(
        &self,
        names: UserLexicon,
        expected: impl FnOnce(&InForce) -> bool + Send + 'static,
    ) -> Result<Arc<InForce>, LexiconError> {
        let ingest = self.clone();
        // A task of its own: who asked may go away, but what is durable must come into force.
        let change = tokio::spawn(async move { ingest.change_lexicon(names, expected).await });
        change.await.map_err(|error| LexiconError::Failed(error.to_string()))?
    }

    async fn change_lexicon(
        self,
        names: UserLexicon,
        expected: impl FnOnce(&InForce) -> bool + Send,
    ) -> Result<Arc<InForce>, LexiconError> {
        let _alone = self.current.changing.lock().await;
        if self.store.is_shared() {
            self.take_stored().await?;
        }
        let now = self.current.get();
        if !expected(&now) {
            return Err(LexiconError::Unexpected(now));
        }
        if *now.names == names {
            return Ok(now);
        }
        let (number, changed_at) = (now.version + 1, self.clock.now());
        let names = Arc::new(names);
        let read = {
            let names = Arc::clone(&names);
            move || InForce::with(&now.engine, names, number, changed_at)
        };
        let next = off_thread(read).await?;
        let analyzer = next.analyzer().clone();
        let version = LexiconVersion { number, changed_at, names: names.len() as u64, analyzer };
        let fingerprint = version.analyzer.fingerprint.clone();
        if let Err(error) = self.store.put_lexicon(StoredLexicon { version, names }).await {
            // Another program may have been faster.
            let overtaken = self.store.is_shared() && self.take_stored().await?;
            return Err(if overtaken { LexiconError::Unexpected(self.current.get()) } else { error.into() });
        }
        let next = self.current.set(next);
        tracing::info!(version = number, entries = next.names.len(), fingerprint, "another lexicon is in force");
        Ok(next)
    }
}

async fn off_thread(read: impl FnOnce() -> InForce + Send + 'static) -> Result<InForce, LexiconError> {
    tokio::task::spawn_blocking(read).await.map_err(|error| LexiconError::Failed(error.to_string()))
}
