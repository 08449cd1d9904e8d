//! Watches in the database: each a row, its messages one row each.

use async_trait::async_trait;
use tokio_postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::pool::{Transaction, execute, query, query_one, read, write};
use super::prepared::int;
use super::{PostgresStore, kept};
use crate::store::codec;
use crate::store::watches::{Delivery, MOST_DELIVERIES, Watch, WatchId, WatchStep, WatchStore};
use crate::store::{Changes, StoreError};

const ADD: &str = "INSERT INTO watch (id, position, record) VALUES ($1, $2, $3) \
    ON CONFLICT (id) DO UPDATE SET position = excluded.position, record = excluded.record";
const DELIVER: &str = "INSERT INTO delivery (watch, number, record) VALUES ($1, $2, $3) \
    ON CONFLICT (watch, number) DO UPDATE SET record = excluded.record";
const FORGET: &str = "DELETE FROM delivery WHERE watch = $1 AND number <= (SELECT number FROM delivery WHERE watch = $1 \
    ORDER BY number DESC OFFSET $2 LIMIT 1)";
const DELIVERIES: &str = "SELECT record FROM delivery WHERE watch = $1 AND ($2::bigint IS NULL OR number < $2) \
    ORDER BY number DESC LIMIT $3";

fn uuid(id: WatchId) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

fn records<T: codec::Stored>(rows: &[Row]) -> Result<Vec<T>, Failure> {
    Ok(rows.iter().map(|row| codec::from_bytes(row.get(0))).collect::<Result<_, _>>()?)
}

async fn step(tx: &Transaction<'_>, id: WatchId, step: &WatchStep) -> Result<bool, Failure> {
    // The row is locked, so that the watch is not removed meanwhile.
    if query_one(tx, "SELECT position FROM watch WHERE id = $1 FOR UPDATE", &[&uuid(id)]).await?.is_none() {
        return Ok(false);
    }
    if let Some(position) = step.position {
        let position = position.cast_signed();
        // It never goes back: a program that has lost its duty may not know yet.
        execute(tx, "UPDATE watch SET position = greatest(position, $2) WHERE id = $1", &[&uuid(id), &position])
            .await?;
    }
    if let Some(delivery) = &step.delivery {
        let number = delivery.number.cast_signed();
        execute(tx, DELIVER, &[&uuid(id), &number, &codec::to_bytes(delivery)]).await?;
        execute(tx, FORGET, &[&uuid(id), &int(MOST_DELIVERIES)]).await?;
    }
    Ok(true)
}

async fn remove(tx: &Transaction<'_>, id: WatchId) -> Result<bool, Failure> {
    let removed = execute(tx, "DELETE FROM watch WHERE id = $1", &[&uuid(id)]).await?;
    execute(tx, "DELETE FROM delivery WHERE watch = $1", &[&uuid(id)]).await?;
    Ok(removed > 0)
}

#[async_trait]
impl WatchStore for PostgresStore {
    async fn texts(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        read!(self, "texts", |tx| kept::texts(tx, after, limit))
    }

    async fn watches(&self) -> Result<Vec<Watch>, StoreError> {
        let rows = read!(self, "watches", |tx| query(tx, "SELECT record FROM watch ORDER BY id", &[]))?;
        Ok(records(&rows)?)
    }

    async fn watch(&self, id: WatchId) -> Result<Option<Watch>, StoreError> {
        let rows = read!(self, "watch", |tx| query(tx, "SELECT record FROM watch WHERE id = $1", &[&uuid(id)]))?;
        Ok(records(&rows)?.pop())
    }

    async fn add_watch(&self, watch: Watch, position: u64) -> Result<(), StoreError> {
        let (id, position, record) = (uuid(watch.id), position.cast_signed(), codec::to_bytes(&watch));
        write!(self, "add_watch", |tx| execute(tx, ADD, &[&id, &position, &record])).map(drop)
    }

    async fn replace_watch(&self, watch: Watch) -> Result<bool, StoreError> {
        let (id, record) = (uuid(watch.id), codec::to_bytes(&watch));
        let sql = "UPDATE watch SET record = $2 WHERE id = $1";
        Ok(write!(self, "replace_watch", |tx| execute(tx, sql, &[&id, &record]))? > 0)
    }

    async fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError> {
        write!(self, "remove_watch", |tx| remove(tx, id))
    }

    async fn watch_position(&self, id: WatchId) -> Result<u64, StoreError> {
        let sql = "SELECT position FROM watch WHERE id = $1";
        let row = read!(self, "watch_position", |tx| query_one(tx, sql, &[&uuid(id)]))?;
        Ok(row.map_or(0, |row| row.get::<_, i64>(0).cast_unsigned()))
    }

    async fn step_watch(&self, id: WatchId, done: WatchStep) -> Result<bool, StoreError> {
        write!(self, "step_watch", |tx| step(tx, id, &done))
    }

    async fn deliveries(&self, id: WatchId, before: Option<u64>, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let before = before.map(|before| i64::try_from(before).unwrap_or(i64::MAX));
        let limit = int(limit);
        let rows = read!(self, "deliveries", |tx| query(tx, DELIVERIES, &[&uuid(id), &before, &limit]))?;
        Ok(records(&rows)?)
    }

    async fn delivery(&self, id: WatchId, number: u64) -> Result<Option<Delivery>, StoreError> {
        let sql = "SELECT record FROM delivery WHERE watch = $1 AND number = $2";
        let number = number.cast_signed();
        let rows = read!(self, "delivery", |tx| query(tx, sql, &[&uuid(id), &number]))?;
        Ok(records(&rows)?.pop())
    }
}
