//! The tables, brought up to the version that this program knows.
//!
//! Each step is a file that is run once, all of them in one transaction that holds the row of the version: two programs that migrate at once
//! do it one after the other. A step says which programs may still work on what it leaves, so that the tables of a service of several
//! replicas are migrated first and its programs exchanged one by one.

use tokio_postgres::error::SqlState;

use super::failure::Failure;
use super::pool::{Client, Transaction, reading, writing};
use crate::store::StoreError;

/// A step, from the version before its own.
struct Step {
    sql: &'static str,
    /// The oldest version whose programs work on its tables.
    serves: i64,
}

const STEPS: &[Step] = &[
    Step { sql: include_str!("sql/migrations/0001.sql"), serves: 1 },
    Step { sql: include_str!("sql/migrations/0002.sql"), serves: 1 },
    Step { sql: include_str!("sql/migrations/0003.sql"), serves: 1 },
    Step { sql: include_str!("sql/migrations/0004.sql"), serves: 1 },
    Step { sql: include_str!("sql/migrations/0005.sql"), serves: 1 },
];

/// The version that this program knows.
pub const VERSION: i64 = 5;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (one bigint PRIMARY KEY CHECK (one = 1), \
    version bigint NOT NULL, serves bigint NOT NULL); \
    INSERT INTO migration VALUES (1, 0, 0) ON CONFLICT (one) DO NOTHING";
const EXISTS: &str = "SELECT to_regclass('migration') IS NOT NULL";

/// Makes and changes tables as far as this program knows; answers the versions before and after.
pub async fn migrate(client: &mut Client) -> Result<(i64, i64), Failure> {
    if let Err(error) = client.batch_execute(TABLE).await {
        // Another one has made it at the same moment: then it is there.
        let raced = [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_TABLE];
        if !error.code().is_some_and(|state| raced.contains(state)) {
            return Err(error.into());
        }
        client.batch_execute(TABLE).await?;
    }
    let tx = writing(client).await?;
    let before: i64 = tx.query_one("SELECT version FROM migration WHERE one = 1 FOR UPDATE", &[]).await?.get(0);
    for (version, step) in (1_i64..).zip(STEPS) {
        if version > before {
            run(&tx, version, step).await?;
        }
    }
    tx.commit().await?;
    Ok((before, before.max(VERSION)))
}

async fn run(tx: &Transaction<'_>, version: i64, step: &Step) -> Result<(), Failure> {
    tx.batch_execute(step.sql).await?;
    tx.execute("UPDATE migration SET version = $1, serves = $2 WHERE one = 1", &[&version, &step.serves]).await?;
    tracing::info!(version, "the tables have a new version");
    Ok(())
}

/// Fails where this program can't work on the tables.
pub async fn check(client: &mut Client, shown: &str) -> Result<(), Failure> {
    let tx = reading(client).await?;
    let exists: bool = tx.query_one(EXISTS, &[]).await?.get(0);
    let (version, serves): (i64, i64) = if exists {
        let row = tx.query_one("SELECT version, serves FROM migration WHERE one = 1", &[]).await?;
        (row.get(0), row.get(1))
    } else {
        (0, 0)
    };
    if version < VERSION {
        let problem = format!(
            "{shown} has tables of version {version}, and this program needs version {VERSION}: run `pressespiegel store migrate`"
        );
        return Err(StoreError::Backend(problem).into());
    }
    if serves > VERSION {
        let known = u32::try_from(VERSION).unwrap_or(u32::MAX);
        let found = u32::try_from(version).unwrap_or(u32::MAX);
        return Err(StoreError::NewerFormat { directory: shown.to_owned(), found, known }.into());
    }
    Ok(())
}

/// Tables that Citus distributes, each by the column of the article's id, so that rows of an article lie together. Other tables stay
/// where they are: they are small, or are asked in ways that Citus refuses for tables of several servers (`statement`, `conflict`).
const DISTRIBUTED: &[(&str, &str)] = &[
    ("article", "id"),
    ("article_entity", "article"),
    ("claim", "article"),
    ("figure", "article"),
    ("revision", "article"),
    ("change", "article"),
    ("text_change", "article"),
];

/// Tables that Citus keeps whole on every server.
const EVERYWHERE: &[&str] = &["copy"];

const IS_CITUS: &str = "SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'create_distributed_table')";
const IS_DISTRIBUTED: &str = "SELECT EXISTS (SELECT FROM citus_tables WHERE table_name = 'article'::regclass)";

/// Has Citus distribute the tables; `false` where they are distributed already.
pub async fn distribute(client: &mut Client) -> Result<bool, Failure> {
    let tx = writing(client).await?;
    if !tx.query_one(IS_CITUS, &[]).await?.get::<_, bool>(0) {
        let problem = "the database has no Citus: run CREATE EXTENSION citus in it, on each of its servers";
        return Err(StoreError::Backend(problem.into()).into());
    }
    if tx.query_one(IS_DISTRIBUTED, &[]).await?.get(0) {
        return Ok(false);
    }
    tx.batch_execute("SET LOCAL statement_timeout = 0").await?;
    for (table, column) in DISTRIBUTED {
        let beside = if *table == "article" { "default" } else { "article" };
        let sql = format!("SELECT create_distributed_table('{table}', '{column}', colocate_with => '{beside}')");
        tx.batch_execute(&sql).await?;
    }
    for table in EVERYWHERE {
        tx.batch_execute(&format!("SELECT create_reference_table('{table}')")).await?;
    }
    tx.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_last_step() {
        assert_eq!(usize::try_from(VERSION), Ok(STEPS.len()));
        assert!(STEPS.iter().all(|step| (1..=VERSION).contains(&step.serves)));
    }
}
