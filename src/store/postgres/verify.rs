//! Checking the whole archive against itself.
//!
//! All rows are worked out anew from the records of the articles, by the very code that writes them, into temporary tables of the same
//! names, which stand before the others for as long as one connection is open. Then both are compared as wholes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio_postgres::IsolationLevel;
use uuid::Uuid;

use super::batch::{Changed, Outcome};
use super::failure::Failure;
use super::flush;
use super::load::{analysed, unpacked};
use super::pool::{Client, Transaction};
use super::prepared::{Prepared, id};
use super::{PostgresStore, pool};
use crate::store::StoreError;

/// What [`PostgresStore::verify`] has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedTables {
    /// Articles.
    pub articles: u64,
    /// Entities.
    pub entities: u64,
    /// Rows of all tables that follow from articles.
    pub rows: u64,
}

/// Articles that are read at once.
const AT_ONCE: i64 = 200;

/// Tables that follow from the articles, and their columns; of an article all but its records, which they are made of.
const TABLES: &[(&str, &str)] = &[
    (
        "article",
        "id, place, second, day, received, revision, source, external_id, title, url, language, languages, entities, \
         speakers, analyzer, content, score, label, lengths, bands, weight, overlong, {words}, {head}",
    ),
    ("known_name", "*"),
    ("article_entity", "*"),
    (
        "claim",
        "article, number, place, source, analyzer, speaker, entities, kind, certainty, has_figure, negated, text, length, \
         overlong, {words}",
    ),
    (
        "figure",
        "article, number, place, source, analyzer, speaker, entities, kind, unit, low, high, measures, text, length, \
         overlong, {words}",
    ),
    ("entity", "*"),
    ("analyzer", "*"),
    ("copy", "*"),
    ("statement", "*"),
    ("conflict", "*"),
    (
        "archive",
        "articles, claims, figures, title_words, text_words, source_words, author_words, claim_words, figure_words",
    ),
];

/// Words without the beginnings that the dictionary forms have, too: programs of before wrote them.
const WORDS: &str = "ts_delete(words, ARRAY(SELECT overlay(u.lexeme PLACING '^' FROM 2 FOR 1) FROM unnest(words) AS u \
    WHERE substr(u.lexeme, 2, 1) = '='))";

/// The words of all but the text; programs of before have left them where they are.
const HEAD: &str = "COALESCE(head, ts_delete({words}, ARRAY(SELECT u.lexeme FROM unnest(words) AS u \
    WHERE starts_with(u.lexeme, 'x'))))";

/// What must not be found in the tables that tell of more than the present articles, and what that would mean.
const NEVER: &[(&str, &str)] = &[
    (
        "SELECT 1 FROM article a LEFT JOIN change c ON c.article = a.id WHERE c.kind IS NULL OR c.kind = 'deleted'",
        "an article is not in the change feed",
    ),
    (
        "SELECT 1 FROM change c LEFT JOIN article a ON a.id = c.article WHERE a.id IS NULL AND c.kind <> 'deleted'",
        "the change feed tells of an article that is not there",
    ),
    (
        "SELECT 1 FROM change c JOIN archive a ON a.one = 1 GROUP BY c.number, a.newest HAVING count(*) > 1 OR c.number > a.newest",
        "a number of the change feed was given twice or never",
    ),
    (
        "SELECT 1 FROM change c LEFT JOIN text_change t ON t.article = c.article \
      WHERE (c.kind = 'reanalyzed') <> (t.number IS NOT NULL) OR t.number <> c.content",
        "a text has lost its place in the change feed",
    ),
    (
        "SELECT 1 FROM article a LEFT JOIN known_content k ON k.hash = a.content WHERE k.article IS DISTINCT FROM a.id",
        "the content of an article is not known as its own",
    ),
    (
        "SELECT 1 FROM known_content k LEFT JOIN article a ON a.id = k.article WHERE a.id IS NULL",
        "a content is known of an article that is not there",
    ),
    (
        "SELECT 1 FROM revision r LEFT JOIN article a ON a.id = r.article WHERE a.id IS NULL OR r.number >= a.revision",
        "a revision is of an article that is not there or not so far",
    ),
    (
        "SELECT 1 FROM article a WHERE a.revision > 1 AND a.revision - 1 <> \
      (SELECT count(*) FROM revision r WHERE r.article = a.id)",
        "an article has lost a revision",
    ),
    (
        "SELECT 1 FROM delivery d LEFT JOIN watch w ON w.id = d.watch WHERE w.id IS NULL",
        "a message is of a watch that is not there",
    ),
];

fn wrong(problem: String) -> Failure {
    StoreError::Corrupt(problem).into()
}

impl PostgresStore {
    /// Works out every row anew from the articles and compares: nothing may be missing, different or left over. Takes time, and room in
    /// the database, in proportion to the archive; writers are not held up.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first difference.
    pub async fn verify(&self) -> Result<VerifiedTables, StoreError> {
        let verified: Result<VerifiedTables, Failure> = async {
            let mut client = self.database.client().await?;
            // What was prepared before would mean the tables themselves.
            client.statement_cache.clear();
            let verified = verify(&mut client).await;
            // Its statements would mean tables that are gone.
            client.forget();
            verified
        }
        .await;
        Ok(verified?)
    }
}

async fn verify(client: &mut Client) -> Result<VerifiedTables, Failure> {
    let tx = client.begin(IsolationLevel::RepeatableRead, false).await?;
    tx.batch_execute("SET LOCAL statement_timeout = 0").await?;
    let schema: String = tx.query_one("SELECT quote_ident(current_schema())", &[]).await?.get(0);
    for (sql, meaning) in NEVER {
        if tx.query_opt(&format!("{sql} LIMIT 1"), &[]).await?.is_some() {
            return Err(wrong((*meaning).to_owned()));
        }
    }
    for table in TABLES.iter().map(|(table, _)| *table).chain(["known_content", "change", "text_change", "revision"]) {
        let make = format!("CREATE TEMPORARY TABLE {table} (LIKE {schema}.{table} INCLUDING ALL) ON COMMIT DROP");
        tx.batch_execute(&make).await?;
    }
    tx.batch_execute("INSERT INTO archive VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)").await?;
    // As a writer asks; what is compared after is read as a whole.
    tx.batch_execute("SET LOCAL enable_seqscan = off").await?;
    let articles = write_anew(&tx, &schema).await?;
    tx.batch_execute("SET LOCAL enable_seqscan = on").await?;
    let (mut rows, mut entities) = (0, 0);
    for (table, columns) in TABLES {
        let count = compare(&tx, &schema, (table, columns)).await?;
        rows += count;
        if *table == "entity" {
            entities = count;
        }
    }
    Ok(VerifiedTables { articles, entities, rows })
}

/// Writes all articles into the temporary tables.
async fn write_anew(tx: &Transaction<'_>, schema: &str) -> Result<u64, Failure> {
    let sql = format!("SELECT id, record, analysis FROM {schema}.article WHERE id > $1 ORDER BY id LIMIT $2");
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let rows = pool::query(tx, &sql, &[&after, &AT_ONCE]).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = last.get(0);
        count += rows.len() as u64;
        let prepared = unpacked(move || {
            let one = |row: &tokio_postgres::Row| {
                let article = Arc::new(analysed(row.get(1), row.get(2))?);
                Ok((id(row.get(0)), Changed { before: None, now: Some(Arc::new(Prepared::new(article))) }))
            };
            rows.iter().map(one).collect::<Result<BTreeMap<_, _>, StoreError>>()
        });
        let outcome = Outcome {
            articles: prepared.await?,
            hashes: BTreeMap::new(),
            revisions: Vec::new(),
            deleted: BTreeSet::new(),
            changes: BTreeMap::new(),
            texts: BTreeMap::new(),
            newest: 0,
        };
        flush::write(tx, outcome).await?;
    }
}

/// How many rows a table has, all of them as they should be.
async fn compare(tx: &Transaction<'_>, schema: &str, (table, columns): (&str, &str)) -> Result<u64, Failure> {
    let (own, anew) = (format!("{schema}.{table}"), format!("pg_temp.{table}"));
    let columns = columns.replace("{head}", HEAD).replace("{words}", WORDS);
    for (one, other, what) in [(&own, &anew, "left over or different"), (&anew, &own, "missing or different")] {
        let sql =
            format!("SELECT s::text FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) s LIMIT 1");
        if let Some(row) = tx.query_opt(&sql, &[]).await? {
            let row: String = row.get(0);
            let begin: String = row.chars().take(300).collect();
            return Err(wrong(format!("a row of {table} is {what}: {begin}")));
        }
    }
    let count: i64 = tx.query_one(&format!("SELECT count(*) FROM {own}"), &[]).await?.get(0);
    Ok(count.cast_unsigned())
}
