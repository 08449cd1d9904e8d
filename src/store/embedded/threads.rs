//! The threads of an open store.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use super::committer::{self, Request};
use super::follow::{self, Search};
use super::index::keeper;
use super::shared::Shared;
use super::{panicked, watch};
use crate::store::StoreError;

/// All of them.
pub struct Threads {
    committer: JoinHandle<()>,
    watch: JoinHandle<()>,
    indexer: JoinHandle<()>,
    search: Arc<Search>,
    stop_watch: std::sync::mpsc::Sender<()>,
    keeper: JoinHandle<()>,
    stop_keeper: Arc<keeper::Stop>,
}

impl Threads {
    /// Starts them; the committer is asked through what is returned with them.
    pub fn start(shared: &Arc<Shared>, search: &Arc<Search>) -> Result<(mpsc::Sender<Request>, Self), StoreError> {
        let (sender, requests) = mpsc::channel(committer::QUEUE);
        let committing = shared.clone();
        let committer = thread("store-committer", move || committer::run(&committing, requests))?;
        let (stop_watch, stopped) = std::sync::mpsc::channel();
        let watched = Arc::downgrade(shared);
        let watch = thread("store-watch", move || watch::run(&watched, &stopped))?;
        let (following, followed) = (shared.clone(), search.clone());
        let indexer = thread("store-search", move || follow::run(&following, &followed))?;
        let (stop_keeper, kept, requests) = (Arc::default(), Arc::downgrade(shared), sender.downgrade());
        let stopped: Arc<keeper::Stop> = Arc::clone(&stop_keeper);
        let keeper = thread("store-index", move || keeper::run(&kept, &requests, &stopped))?;
        // Only the first ones are told of changes, and there are no others.
        let _ = shared.follower.set(indexer.thread().clone());
        let _ = shared.keeper.set(keeper.thread().clone());
        let threads = Self { committer, watch, indexer, search: search.clone(), stop_watch, keeper, stop_keeper };
        Ok((sender, threads))
    }

    /// Waits for them; the committer ends when nobody can ask it any more. Then nobody writes.
    pub fn join(self, shared: &Shared) -> Result<(), StoreError> {
        let Self { committer, watch, indexer, search, stop_watch, keeper, stop_keeper } = self;
        drop(stop_watch);
        stop_keeper.tell(keeper.thread());
        let joined = keeper.join().and(committer.join()).and(watch.join());
        search.stop(&indexer);
        joined.and(indexer.join()).map_err(|_| panicked())?;
        shared.file_index();
        Ok(())
    }
}

/// Starts a thread.
pub fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(run).map_err(|error| StoreError::Backend(error.to_string()))
}
