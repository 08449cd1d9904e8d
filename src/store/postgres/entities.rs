//! Entities: lists, profiles, timelines, neighbours; and the tone of articles.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::failure::Failure;
use super::lists::{Value, bound, limit_of};
use super::pool::{Transaction, query, query_one};
use super::text::{key, plain};
use crate::nlp::analysis::{EntityId, EntityType};
use crate::store::calendar::date_of;
use crate::store::codec;
use crate::store::facts::fold;
use crate::store::sort_key::{ListId, SortKey, rank_place};
use crate::store::tally::{SentimentBuckets, Tally, Timeline};
use crate::store::{
    Bucket, DateRange, EntityFilter, EntityProfile, EntitySummary, Interval, Page, PageRequest, RelatedEntity,
    SentimentFilter, StoreError, TimelinePoint,
};

const ALL: &str = include_str!("sql/entities.sql");
const SOME: &str = include_str!("sql/entities_of.sql");
const NAMED: &str = "SELECT exact FROM entity WHERE name_keys @> ARRAY[$1::text] ORDER BY exact";
const TALLY: &str = "SELECT tally FROM entity WHERE id = $1";
const FIRST: &str = "SELECT place FROM article_entity WHERE entity = $1 ORDER BY place DESC LIMIT 1";
const LAST: &str = "SELECT place FROM article_entity WHERE entity = $1 ORDER BY place LIMIT 1";
const TIMELINE: &str = include_str!("sql/timeline.sql");
const RELATED: &str = include_str!("sql/related.sql");
const SENTIMENT: &str = include_str!("sql/sentiment.sql");
const SENTIMENT_OF: &str = include_str!("sql/sentiment_of.sql");

fn entity_id(bytes: &[u8]) -> Result<EntityId, StoreError> {
    let text = std::str::from_utf8(bytes).map_err(|_| StoreError::Corrupt("an entity's id is no text".into()))?;
    Ok(EntityId(text.to_owned()))
}

/// The statement of a list of entities and its values; `None` when nothing can be on it.
fn list_of(
    filter: &EntityFilter,
    after: Option<&[u8]>,
    limit: Option<i64>,
) -> Result<Option<(&'static str, Vec<Value>)>, StoreError> {
    let Some((from, to)) = bound(&filter.range) else { return Ok(None) };
    let rank = after.map(|place| place.split_first_chunk().ok_or(StoreError::BadCursor)).transpose()?;
    let articles = rank.map(|(articles, _)| i64::try_from(!u64::from_be_bytes(*articles)).unwrap_or(i64::MAX));
    let mut values: Vec<Value> = vec![
        Box::new(articles),
        Box::new(rank.map(|(_, key)| key.to_vec())),
        Box::new(limit),
        Box::new(filter.kind.map(EntityType::as_str)),
        Box::new(filter.name.as_deref().map(fold).as_deref().map(plain)),
    ];
    if filter.source.is_none() && from.is_none() && to.is_none() {
        return Ok(Some((ALL, values)));
    }
    let source = filter.source.as_deref().map(key);
    values.extend([Box::new(source) as Value, Box::new(from), Box::new(to)]);
    Ok(Some((SOME, values)))
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect()
}

/// See [`crate::store::ArticleStore::list_entities`].
pub async fn list(
    tx: &Transaction<'_>,
    filter: &EntityFilter,
    page: &PageRequest,
) -> Result<Page<EntitySummary>, Failure> {
    let list = ListId::new("entities", filter);
    let after = list.rank_place(page.after.as_ref())?;
    let mut items: Vec<EntitySummary> = Vec::new();
    let Some((sql, values)) = list_of(filter, after, Some(limit_of(page.limit)))? else {
        return Ok(Page { items, next: None });
    };
    let mut next = None;
    for row in query(tx, sql, &borrowed(&values)).await? {
        if items.len() >= page.limit {
            return Ok(Page { items, next });
        }
        let id = entity_id(row.get(3))?;
        let tally: Tally = codec::from_bytes(row.get(4))?;
        let counted = |column: usize| row.get::<_, i64>(column).cast_unsigned();
        next = Some(list.cursor(&rank_place(counted(1), &id.0)));
        items.push(EntitySummary { articles: counted(1), mentions: counted(2), ..tally.summary(id) });
    }
    Ok(Page { items, next: None })
}

/// How many entities a filter lets through, `most` at most.
pub async fn count(tx: &Transaction<'_>, filter: &EntityFilter, most: i64) -> Result<i64, Failure> {
    let Some((sql, values)) = list_of(filter, None, Some(most))? else { return Ok(0) };
    let row = query_one(tx, &format!("SELECT count(*) FROM ({sql}) s"), &borrowed(&values)).await?;
    Ok(row.map_or(0, |row| row.get(0)))
}

/// See [`crate::store::ArticleStore::entities_named`].
pub async fn named(tx: &Transaction<'_>, name: &str) -> Result<Vec<EntityId>, Failure> {
    let rows = query(tx, NAMED, &[&key(&fold(name))]).await?;
    Ok(rows.iter().map(|row| entity_id(row.get(0))).collect::<Result<_, _>>()?)
}

/// See [`crate::store::ArticleStore::entity`].
pub async fn profile(tx: &Transaction<'_>, id: &EntityId) -> Result<Option<EntityProfile>, Failure> {
    let own = key(&id.0);
    let Some(row) = query_one(tx, TALLY, &[&own]).await? else { return Ok(None) };
    let tally: Tally = codec::from_bytes(row.get(0))?;
    let mut seen = Vec::new();
    for sql in [FIRST, LAST] {
        let row = query_one(tx, sql, &[&own]).await?;
        seen.extend(row.and_then(|row| SortKey::read(row.get(0))).map(|place| place.at()));
    }
    match seen[..] {
        [first, last] => Ok(Some(tally.profile(id.clone(), first, last))),
        _ => Err(StoreError::Corrupt(format!("the sum of entity {} is of no articles", id.0)).into()),
    }
}

async fn is_known(tx: &Transaction<'_>, id: &str) -> Result<bool, Failure> {
    Ok(query_one(tx, "SELECT 1 FROM entity WHERE id = $1", &[&id]).await?.is_some())
}

/// See [`crate::store::ArticleStore::entity_timeline`].
pub async fn timeline(
    tx: &Transaction<'_>,
    id: &EntityId,
    interval: Interval,
    range: DateRange,
) -> Result<Option<Vec<TimelinePoint>>, Failure> {
    let own = key(&id.0);
    if !is_known(tx, &own).await? {
        return Ok(None);
    }
    let mut timeline = Timeline::default();
    if let Some((from, to)) = bound(&range) {
        for row in query(tx, TIMELINE, &[&own, &from, &to]).await? {
            let counted = |column: usize| row.get::<_, i64>(column).cast_unsigned();
            timeline.add_day(date_of(row.get(0)), interval, (counted(1), counted(2)));
        }
    }
    Ok(Some(timeline.points()))
}

/// See [`crate::store::ArticleStore::related_entities`].
pub async fn related(
    tx: &Transaction<'_>,
    id: &EntityId,
    range: DateRange,
    limit: usize,
) -> Result<Option<Vec<RelatedEntity>>, Failure> {
    let own = key(&id.0);
    if !is_known(tx, &own).await? {
        return Ok(None);
    }
    let Some((from, to)) = bound(&range) else { return Ok(Some(Vec::new())) };
    let limit = super::prepared::int(limit);
    let rows = query(tx, RELATED, &[&own, &from, &to, &limit]).await?;
    let related = |row: &Row| {
        let tally: Tally = codec::from_bytes(row.get(1))?;
        let shared_articles = row.get::<_, i64>(2).cast_unsigned();
        Ok::<_, Failure>(RelatedEntity { entity: tally.summary(entity_id(row.get(0))?), shared_articles })
    };
    Ok(Some(rows.iter().map(related).collect::<Result<_, _>>()?))
}

/// See [`crate::store::ArticleStore::sentiment`].
pub async fn sentiment(
    tx: &Transaction<'_>,
    filter: &SentimentFilter,
    interval: Interval,
) -> Result<Vec<Bucket>, Failure> {
    let mut buckets = SentimentBuckets::default();
    let Some((from, to)) = bound(&filter.range) else { return Ok(buckets.buckets()) };
    let source = filter.source.as_deref().map(key);
    let rows = match &filter.entity {
        None => query(tx, SENTIMENT, &[&source, &from, &to]).await?,
        Some(id) => query(tx, SENTIMENT_OF, &[&source, &from, &to, &key(&id.0)]).await?,
    };
    for row in rows {
        let counted = |column: usize| row.get::<_, i64>(column).cast_unsigned();
        let labels = [counted(3), counted(4), counted(5), counted(6)];
        buckets.add_day(date_of(row.get(0)), interval, (counted(1), row.get(2), labels));
    }
    Ok(buckets.buckets())
}
