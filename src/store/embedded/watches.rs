//! Watches in the database: each as a record in chunks, its position and its messages as one small entry each.

use async_trait::async_trait;

use super::committer::{Write, Written};
use super::entries::Entries;
use super::values::{Values, chunks};
use super::view::View;
use super::write_batch::WriteBatch;
use super::{EmbeddedStore, damaged, feed, keys};
use crate::store::codec;
use crate::store::watches::{Delivery, MOST_DELIVERIES, Watch, WatchId, WatchStep, WatchStore};
use crate::store::{Changes, StoreError};

/// A change of the watches.
pub enum Change {
    /// Another watch, which begins after that change of the feed.
    Add(Watch, u64),
    /// Another form of a watch.
    Replace(Watch),
    /// A watch less.
    Remove(WatchId),
    /// What a watch has done.
    Step(WatchId, WatchStep),
}

fn record(id: WatchId) -> Vec<u8> {
    [keys::WATCH, &id.as_bytes()[..]].concat()
}

fn position(id: WatchId) -> Vec<u8> {
    [keys::WATCH_POSITION, &id.as_bytes()[..]].concat()
}

fn deliveries(id: WatchId) -> Vec<u8> {
    [keys::DELIVERY, &id.as_bytes()[..]].concat()
}

fn delivery(id: WatchId, number: u64) -> Vec<u8> {
    [&deliveries(id)[..], &number.to_be_bytes()].concat()
}

fn entries(watch: &Watch) -> Entries {
    chunks(&record(watch.id), &codec::to_bytes(watch)).collect()
}

fn read(values: &impl Values, id: WatchId) -> Result<Option<Watch>, StoreError> {
    values.record(&record(id))?.map(|record| codec::from_bytes(&record).map_err(damaged)).transpose()
}

fn all(tree: &View<'_>) -> Result<Vec<Watch>, StoreError> {
    let mut all = Vec::new();
    for entry in tree.scan_prefix(keys::WATCH) {
        let (key, _) = entry?;
        let id = key.strip_prefix(keys::WATCH).and_then(|rest| rest.split_first_chunk());
        let (id, chunk) = id.ok_or_else(|| StoreError::Corrupt(format!("the key {key:?} is no watch's")))?;
        if *chunk == 0_u32.to_be_bytes() {
            all.extend(read(tree, WatchId::from_bytes(*id))?);
        }
    }
    Ok(all)
}

fn list(tree: &View<'_>, id: WatchId, before: Option<u64>, limit: usize) -> Result<Vec<Delivery>, StoreError> {
    let range = delivery(id, 0)..delivery(id, before.unwrap_or(u64::MAX));
    let mut listed = Vec::new();
    for entry in tree.range(range).rev().take(limit) {
        let (_, value) = entry?;
        listed.push(codec::from_bytes(&value).map_err(damaged)?);
    }
    Ok(listed)
}

/// How many keys the watches take, each of them with a reason.
pub fn verify(tree: &View<'_>) -> Result<u64, StoreError> {
    let mut keys_of_watches = 0;
    for watch in all(tree)? {
        let messages = list(tree, watch.id, None, usize::MAX)?.len();
        keys_of_watches += entries(&watch).len() + 1 + messages;
        if tree.value(&position(watch.id))?.is_none() {
            return Err(StoreError::Corrupt(format!("watch {} does not know how far it is", watch.id)));
        }
    }
    Ok(keys_of_watches as u64)
}

impl WriteBatch<'_> {
    /// Changes the watches; `false` when there is none of that id.
    pub fn change_watches(&mut self, change: Change) -> Result<bool, StoreError> {
        match change {
            Change::Add(watch, from) => {
                self.put_all(entries(&watch).into_iter());
                self.put_all([(position(watch.id), codec::to_bytes(&from))].into_iter());
                Ok(true)
            }
            Change::Replace(watch) => {
                let Some(old) = read(self, watch.id)? else { return Ok(false) };
                self.exchange(&entries(&old), entries(&watch));
                Ok(true)
            }
            Change::Remove(id) => {
                let Some(old) = read(self, id)? else { return Ok(false) };
                let messages = self.keys_from(&deliveries(id))?;
                self.remove_all(messages.into_iter().chain(entries(&old).into_keys()).chain([position(id)]));
                Ok(true)
            }
            Change::Step(id, WatchStep { position: reached, delivery: made }) => {
                if self.value(&position(id))?.is_none() {
                    return Ok(false);
                }
                if let Some(made) = made {
                    let held = self.keys_from(&deliveries(id))?;
                    let key = delivery(id, made.number);
                    let others = held.into_iter().filter(|held| *held != key).collect::<Vec<_>>();
                    let beyond = (others.len() + 1).saturating_sub(MOST_DELIVERIES);
                    self.remove_all(others.into_iter().take(beyond));
                    self.put_all([(key, codec::to_bytes(&made))].into_iter());
                }
                self.put_all(reached.map(|reached| (position(id), codec::to_bytes(&reached))).into_iter());
                Ok(true)
            }
        }
    }
}

impl EmbeddedStore {
    async fn change_watches(&self, operation: &'static str, change: Change) -> Result<bool, StoreError> {
        Ok(matches!(self.write(operation, Write::Watches(Box::new(change))).await?, Written::Changed(true)))
    }
}

#[async_trait]
impl WatchStore for EmbeddedStore {
    async fn texts(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.wait_for_feed().await?;
        self.read_durable("texts", |_| true, move |tree| feed::texts_after(tree, after, limit)).await
    }

    async fn watches(&self) -> Result<Vec<Watch>, StoreError> {
        self.read("watches", all).await
    }

    async fn watch(&self, id: WatchId) -> Result<Option<Watch>, StoreError> {
        self.read("watch", move |tree| read(tree, id)).await
    }

    async fn add_watch(&self, watch: Watch, position: u64) -> Result<(), StoreError> {
        self.change_watches("add_watch", Change::Add(watch, position)).await.map(drop)
    }

    async fn replace_watch(&self, watch: Watch) -> Result<bool, StoreError> {
        self.change_watches("replace_watch", Change::Replace(watch)).await
    }

    async fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError> {
        self.change_watches("remove_watch", Change::Remove(id)).await
    }

    async fn watch_position(&self, id: WatchId) -> Result<u64, StoreError> {
        let found = self.read("watch_position", move |tree| tree.value(&position(id))).await?;
        found.map_or(Ok(0), |value| codec::from_bytes(&value).map_err(damaged))
    }

    async fn step_watch(&self, id: WatchId, step: WatchStep) -> Result<bool, StoreError> {
        self.change_watches("step_watch", Change::Step(id, step)).await
    }

    async fn deliveries(&self, id: WatchId, before: Option<u64>, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        self.read("deliveries", move |tree| list(tree, id, before, limit)).await
    }

    async fn delivery(&self, id: WatchId, number: u64) -> Result<Option<Delivery>, StoreError> {
        let found = self.read("delivery", move |tree| tree.value(&delivery(id, number))).await?;
        found.map(|value| codec::from_bytes(&value).map_err(damaged)).transpose()
    }
}
