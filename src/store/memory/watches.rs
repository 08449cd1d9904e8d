//! Watches in memory.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::watches::{Delivery, MOST_DELIVERIES, Watch, WatchId, WatchStep, WatchStore};
use crate::store::{Changes, StoreError};

/// The watches, each with all that is remembered of it.
pub(super) type Watches = BTreeMap<WatchId, Kept>;

#[derive(Debug)]
pub(super) struct Kept {
    watch: Watch,
    position: u64,
    deliveries: BTreeMap<u64, Delivery>,
}

impl MemoryStore {
    fn kept(&self) -> MutexGuard<'_, Watches> {
        self.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl WatchStore for MemoryStore {
    async fn texts(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        Ok(self.read().feed.texts_after(after, limit))
    }

    async fn watches(&self) -> Result<Vec<Watch>, StoreError> {
        Ok(self.kept().values().map(|kept| kept.watch.clone()).collect())
    }

    async fn watch(&self, id: WatchId) -> Result<Option<Watch>, StoreError> {
        Ok(self.kept().get(&id).map(|kept| kept.watch.clone()))
    }

    async fn add_watch(&self, watch: Watch, position: u64) -> Result<(), StoreError> {
        self.kept().insert(watch.id, Kept { watch, position, deliveries: BTreeMap::new() });
        Ok(())
    }

    async fn replace_watch(&self, watch: Watch) -> Result<bool, StoreError> {
        let mut all = self.kept();
        let kept = all.get_mut(&watch.id);
        Ok(kept.map(|kept| kept.watch = watch).is_some())
    }

    async fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError> {
        Ok(self.kept().remove(&id).is_some())
    }

    async fn watch_position(&self, id: WatchId) -> Result<u64, StoreError> {
        Ok(self.kept().get(&id).map_or(0, |kept| kept.position))
    }

    async fn step_watch(&self, id: WatchId, step: WatchStep) -> Result<bool, StoreError> {
        let mut all = self.kept();
        let Some(kept) = all.get_mut(&id) else { return Ok(false) };
        if let Some(position) = step.position {
            kept.position = position;
        }
        if let Some(delivery) = step.delivery {
            kept.deliveries.insert(delivery.number, delivery);
            while kept.deliveries.len() > MOST_DELIVERIES {
                kept.deliveries.pop_first();
            }
        }
        Ok(true)
    }

    async fn deliveries(&self, id: WatchId, before: Option<u64>, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let all = self.kept();
        let older = all.get(&id).map(|kept| kept.deliveries.range(..before.unwrap_or(u64::MAX)).rev());
        Ok(older.into_iter().flatten().take(limit).map(|(_, delivery)| delivery.clone()).collect())
    }

    async fn delivery(&self, id: WatchId, number: u64) -> Result<Option<Delivery>, StoreError> {
        Ok(self.kept().get(&id).and_then(|kept| kept.deliveries.get(&number).cloned()))
    }
}
