//! What figures measure, by a part of it: no index finds the middle of a text, but one has each text only once.

use super::failure::Failure;
use super::pool::{Transaction, query, query_one};
use super::prepared::int;

/// Citus refuses the statement.
const IS_ONE_SERVER: &str = "SELECT to_regclass('citus_tables') IS NULL";
const MEASURED: &str = include_str!("sql/measured.sql");

/// Of more than so many the figures are asked one by one: then there are so many of them that the first are found soon.
const MOST: i64 = 200;

/// Among more than so many it would take longer than to read the figures.
const AMONG: i64 = 20_000;

/// All that figures measure with this in it; `None` where that is too much, or is not told.
pub async fn measured(tx: &Transaction<'_>, part: &str) -> Result<Option<Vec<String>>, Failure> {
    let is_told = query_one(tx, IS_ONE_SERVER, &[]).await?.is_some_and(|row| row.get(0));
    if !is_told {
        return Ok(None);
    }
    let rows = query(tx, MEASURED, &[&part, &(MOST + 1), &AMONG]).await?;
    let is_all = int(rows.len()) <= MOST && rows.iter().all(|row| row.get::<_, i64>(1) < AMONG);
    Ok(is_all.then(|| rows.iter().map(|row| row.get(0)).collect()))
}
