//! Writes what a batch has changed: rows of the changed articles first, then what depends on others.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{BoxFuture, FutureExt as _, join_all};
use uuid::Uuid;

use super::batch::{Changed, Outcome};
use super::failure::Failure;
use super::lexemes::Vector;
use super::pool::{Transaction, execute, query};
use super::prepared::{Prepared, code, label, uuid};
use super::text::{key, plain};
use super::{conflicts, copies, sums};
use crate::article::{AnalysedArticle, ArticleId};
use crate::store::calendar::day_of;
use crate::store::codec;
use crate::store::record::{pack_analysis, pack_article};
use crate::store::{Change, RevisionEntry};

/// Inserts rows: an array a column.
macro_rules! insert {
    ($tx:expr, $sql:expr, $rows:expr, |$row:ident| [$($value:expr),+ $(,)?]) => {{
        let rows = $rows;
        if !rows.is_empty() {
            execute($tx, $sql, &[$(&rows.iter().map(|$row| $value).collect::<Vec<_>>()),+]).await?;
        }
    }};
}
pub(super) use insert;

const ARTICLES: &str = include_str!("sql/insert_articles.sql");
const ENTITIES: &str = include_str!("sql/insert_entities.sql");
const CLAIMS: &str = include_str!("sql/insert_claims.sql");
const FIGURES: &str = include_str!("sql/insert_figures.sql");
const STATEMENTS: &str = "INSERT INTO statement (article, key, place, said) \
    SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[])";
const HASHES: &str = "INSERT INTO known_content (hash, article) SELECT * FROM unnest($1::bytea[], $2::uuid[]) \
    ON CONFLICT (hash) DO NOTHING";
const NAMES: &str = "INSERT INTO known_name (name, article) SELECT * FROM unnest($1::bytea[], $2::uuid[])";
const REVISIONS: &str = "INSERT INTO revision (article, number, entry, record, analysis) \
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[])";
// What was there goes before: `ON CONFLICT` is not to be had for tables whose rows are on several servers, and one program writes at a
// time.
const CHANGES: &str = "INSERT INTO change (article, number, kind, second, nanosecond, content) \
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])";
const TEXTS: &str = "INSERT INTO text_change (article, number, kind, second, nanosecond, content) \
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])";

/// Tables with rows of an article, and their column of its id.
const OF_ARTICLE: [&str; 6] = [
    "DELETE FROM article WHERE id = ANY($1)",
    "DELETE FROM article_entity WHERE article = ANY($1)",
    "DELETE FROM claim WHERE article = ANY($1)",
    "DELETE FROM figure WHERE article = ANY($1)",
    "DELETE FROM statement WHERE article = ANY($1)",
    "DELETE FROM known_name WHERE article = ANY($1)",
];

/// What goes only with the article itself.
const OF_DELETED: [&str; 2] =
    ["DELETE FROM revision WHERE article = ANY($1)", "DELETE FROM known_content WHERE article = ANY($1)"];

/// Does all of these and waits for each; of failures that is told which the others only follow.
async fn together<const N: usize>(all: [BoxFuture<'_, Result<(), Failure>>; N]) -> Result<(), Failure> {
    let failures = join_all(all).await.into_iter().filter_map(Result::err);
    failures.reduce(|first, other| if first.follows() { other } else { first }).map_or(Ok(()), Err)
}

/// Writes everything. What does not need the answers of another statement is sent with it: the database works them off one after the other,
/// and nobody waits for the way there and back.
pub async fn write(tx: &Transaction<'_>, outcome: Outcome) -> Result<(), Failure> {
    let stated = conflicts::stated(tx, &outcome.articles).await?;
    remove(tx, &outcome).await?;
    let now: Vec<&Prepared> = outcome.articles.values().filter_map(|changed| changed.now.as_deref()).collect();
    let hashes = async {
        insert!(tx, HASHES, outcome.hashes.iter().collect::<Vec<_>>(), |row| [row.0.0.to_vec(), uuid(*row.1)]);
        Ok(())
    };
    let (articles, parts) = (insert_articles(tx, &now).boxed(), insert_parts(tx, &now).boxed());
    together([articles, parts, hashes.boxed(), insert_revisions(tx, &outcome).boxed()]).await?;
    let (gone, came) = texts(&outcome.articles);
    let pairs = conflicts::repair(tx, stated, &outcome.articles).boxed();
    let links = copies::relink(tx, gone, came).boxed();
    together([pairs, links, sums::write(tx, &outcome).boxed(), feed(tx, &outcome).boxed()]).await
}

/// Articles whose text goes, and those that get one.
fn texts(articles: &BTreeMap<ArticleId, Changed>) -> (BTreeSet<ArticleId>, BTreeMap<ArticleId, &Prepared>) {
    let (mut gone, mut came) = (BTreeSet::new(), BTreeMap::new());
    for (id, Changed { before, now }) in articles {
        let text = before.as_ref().map(|before| &before.article.content.text);
        if text == now.as_ref().map(|now| &now.article.article.content.text) {
            continue;
        }
        if before.is_some() {
            gone.insert(*id);
        }
        if let Some(now) = now {
            came.insert(*id, now.as_ref());
        }
    }
    (gone, came)
}

async fn remove(tx: &Transaction<'_>, outcome: &Outcome) -> Result<(), Failure> {
    let before: Vec<Uuid> =
        outcome.articles.iter().filter(|(_, changed)| changed.before.is_some()).map(|(id, _)| uuid(*id)).collect();
    if !before.is_empty() {
        for sql in OF_ARTICLE {
            execute(tx, sql, &[&before]).await?;
        }
    }
    let deleted: Vec<Uuid> = outcome.deleted.iter().copied().map(uuid).collect();
    if !deleted.is_empty() {
        for sql in OF_DELETED {
            execute(tx, sql, &[&deleted]).await?;
        }
    }
    Ok(())
}

async fn insert_articles(tx: &Transaction<'_>, now: &[&Prepared]) -> Result<(), Failure> {
    let no_words = Vector::default();
    insert!(tx, ARTICLES, now, |new| [
        uuid(new.id()),
        new.place().0.to_vec(),
        new.article.article.dated_at().as_second(),
        day_of(new.article.article.dated_at()),
        new.article.article.received_at.as_second(),
        i64::from(new.article.article.revision().number),
        new.article.article.content.source.as_deref().map(key),
        new.article.article.content.external_id.as_deref().map(plain),
        new.article.article.content.title.as_deref().map(plain),
        new.article.article.content.url.as_deref().map(plain),
        plain(&new.article.analysis.language),
        &new.found_by[0],
        &new.found_by[1],
        &new.found_by[2],
        code(&new.article.analyzer),
        new.article.article.content_hash.0.to_vec(),
        new.sentiment().score,
        label(new.sentiment().label),
        super::text::numbers(new.lengths),
        super::text::numbers(new.bands.iter().copied()),
        new.weight(),
        new.words.is_none(),
        new.words.as_ref().unwrap_or(&no_words),
        &new.head,
        &new.record,
        &new.analysis,
    ]);
    let named: Vec<_> =
        now.iter().filter_map(|new| Some((super::load::name(&new.article.article)?, new.id()))).collect();
    insert!(tx, NAMES, named, |row| [&row.0, uuid(row.1)]);
    Ok(())
}

/// An article and what its rows begin with.
type Of<'a> = (Head, &'a Prepared);

async fn insert_parts(tx: &Transaction<'_>, now: &[&Prepared]) -> Result<(), Failure> {
    let now: Vec<Of<'_>> = now.iter().map(|new| (Head::of(new), *new)).collect();
    let (entities, claims) = (insert_entities(tx, &now).boxed(), insert_claims(tx, &now).boxed());
    let (figures, statements) = (insert_figures(tx, &now).boxed(), insert_statements(tx, &now).boxed());
    together([entities, claims, figures, statements]).await
}

async fn insert_entities(tx: &Transaction<'_>, now: &[Of<'_>]) -> Result<(), Failure> {
    let entities: Vec<_> = now.iter().flat_map(|(head, new)| new.entities.iter().map(move |row| (head, row))).collect();
    insert!(tx, ENTITIES, entities, |row| [
        row.0.id,
        &row.1.entity,
        &row.0.place,
        row.0.day,
        &row.0.source,
        row.1.mentions,
        row.1.claims,
        row.1.score,
        row.1.label,
        row.1.kind,
        &row.1.name,
        &row.1.starts,
        &row.1.ends,
        &row.1.kinds,
    ]);
    Ok(())
}

async fn insert_claims(tx: &Transaction<'_>, now: &[Of<'_>]) -> Result<(), Failure> {
    let no_words = Vector::default();
    let claims: Vec<_> = now.iter().flat_map(|(head, new)| new.claims.iter().map(move |row| (head, row))).collect();
    insert!(tx, CLAIMS, claims, |row| [
        row.0.id,
        row.1.number,
        &row.0.place,
        &row.0.source,
        row.0.analyzer,
        &row.1.speaker,
        &row.1.entities,
        row.1.kind,
        row.1.certainty,
        row.1.has_figure,
        row.1.negated,
        &row.1.said.text,
        row.1.said.length,
        row.1.said.words.is_none(),
        row.1.said.words.as_ref().unwrap_or(&no_words),
    ]);
    Ok(())
}

async fn insert_figures(tx: &Transaction<'_>, now: &[Of<'_>]) -> Result<(), Failure> {
    let no_words = Vector::default();
    let figures: Vec<_> = now.iter().flat_map(|(head, new)| new.figures.iter().map(move |row| (head, row))).collect();
    insert!(tx, FIGURES, figures, |row| [
        row.0.id,
        row.1.number,
        &row.0.place,
        &row.0.source,
        row.0.analyzer,
        &row.1.speaker,
        &row.1.entities,
        row.1.kind,
        &row.1.unit,
        &row.1.low,
        &row.1.high,
        &row.1.measures,
        &row.1.said.text,
        row.1.said.length,
        row.1.said.words.is_none(),
        row.1.said.words.as_ref().unwrap_or(&no_words),
    ]);
    Ok(())
}

async fn insert_statements(tx: &Transaction<'_>, now: &[Of<'_>]) -> Result<(), Failure> {
    let statements: Vec<_> =
        now.iter().flat_map(|(head, new)| new.statements.iter().map(move |row| (head, row))).collect();
    insert!(tx, STATEMENTS, statements, |row| [
        row.0.id,
        row.1.key.0.to_vec(),
        &row.0.place,
        codec::to_bytes(&row.1.said),
    ]);
    Ok(())
}

/// What every row of an article begins with.
struct Head {
    id: Uuid,
    place: Vec<u8>,
    day: i64,
    source: Option<String>,
    analyzer: i64,
}

impl Head {
    fn of(new: &Prepared) -> Self {
        let article = &new.article.article;
        let source = article.content.source.as_deref().map(key);
        let analyzer = code(&new.article.analyzer);
        Self { id: uuid(article.id), place: new.place().0.to_vec(), day: day_of(article.dated_at()), source, analyzer }
    }
}

async fn insert_revisions(tx: &Transaction<'_>, outcome: &Outcome) -> Result<(), Failure> {
    let entry = |old: &AnalysedArticle| RevisionEntry {
        revision: old.article.revision(),
        content_hash: old.article.content_hash,
        analyzer: old.analyzer.clone(),
    };
    insert!(tx, REVISIONS, &outcome.revisions, |old| [
        uuid(old.article.id),
        i64::from(old.article.revision().number),
        codec::to_bytes(&entry(old)),
        pack_article(&old.article),
        pack_analysis(&old.analysis, &old.analyzer),
    ]);
    Ok(())
}

/// Writes the changes; their numbers are shown when the transaction is committed, in which nothing follows but the archive's row.
async fn feed(tx: &Transaction<'_>, outcome: &Outcome) -> Result<(), Failure> {
    let put = async |sql: &str, changes: Vec<&Change>| {
        insert!(tx, sql, changes, |change| [
            uuid(change.article),
            change.number.cast_signed(),
            change.kind.as_str(),
            change.at.as_second(),
            i64::from(change.at.subsec_nanosecond()),
            change.content.cast_signed(),
        ]);
        Ok::<_, Failure>(())
    };
    let remove = async |sql: &str, ids: Vec<Uuid>| {
        if ids.is_empty() { Ok(0) } else { execute(tx, sql, &[&ids]).await }
    };
    remove("DELETE FROM change WHERE article = ANY($1)", outcome.changes.keys().copied().map(uuid).collect()).await?;
    put(CHANGES, outcome.changes.values().collect()).await?;
    remove("DELETE FROM text_change WHERE article = ANY($1)", outcome.texts.keys().copied().map(uuid).collect())
        .await?;
    put(TEXTS, outcome.texts.values().flatten().collect()).await
}

/// Reads what these articles have under some key.
pub async fn of_articles(
    tx: &Transaction<'_>,
    sql: &str,
    ids: impl Iterator<Item = ArticleId>,
) -> Result<Vec<tokio_postgres::Row>, Failure> {
    let ids: Vec<Uuid> = ids.map(uuid).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { query(tx, sql, &[&ids]).await }
}
