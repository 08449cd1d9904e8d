//! Figures that exclude each other: what articles state, and the pairs, kept up with every batch.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::batch::Changed;
use super::failure::Failure;
use super::flush::{insert, of_articles};
use super::lists::{bound, cut, limit_of};
use super::load::articles;
use super::pool::{Transaction, execute, query, query_one};
use super::prepared::uuid;
use super::text::{key, plain};
use crate::article::ArticleId;
use crate::store::codec;
use crate::store::conflict::{ConflictFilter, PairPlace, Said, WINDOW, said_otherwise};
use crate::store::facts::fold;
use crate::store::sort_key::{ListId, SortKey};
use crate::store::{Conflict, FigureHit, Page, PageRequest, StoreError};

/// So many articles on either side of a change it is looked at: one more than [`WINDOW`] are compared.
const AROUND: i64 = 33;

const STATED: &str = "SELECT key, place FROM statement WHERE article = ANY($1)";
const SAID: &str = include_str!("sql/around.sql");
const PAIRED: &str = include_str!("sql/paired.sql");
const UNPAIR: &str = "DELETE FROM conflict c USING unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS k(key, newer_place, place) \
    WHERE c.key = k.key AND c.newer_place = k.newer_place AND c.place = k.place";
const PAIR: &str = "INSERT INTO conflict (newer, newer_figure, older, older_figure, key, newer_place, place) \
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])";
const CONFLICTS: &str = include_str!("sql/conflicts.sql");

/// Where something is or was said, by key and place.
pub type Stated = BTreeSet<(Vec<u8>, Vec<u8>)>;

/// Where articles that are to change have stated something.
pub async fn stated(tx: &Transaction<'_>, articles: &BTreeMap<ArticleId, Changed>) -> Result<Stated, Failure> {
    let before = articles.iter().filter(|(_, changed)| changed.before.is_some()).map(|(id, _)| *id);
    let rows = of_articles(tx, STATED, before).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// A pair under its key: where the newer article stands in the lists, and its own place.
type Pairs = BTreeMap<(Vec<u8>, Vec<u8>), PairPlace>;

/// Works out anew the pairs around all places where something was or is stated, and writes what is different: most of them are as they were.
pub async fn repair(
    tx: &Transaction<'_>,
    mut stated: Stated,
    articles: &BTreeMap<ArticleId, Changed>,
) -> Result<(), Failure> {
    for new in articles.values().filter_map(|changed| changed.now.as_ref()) {
        let place = new.place().0;
        stated.extend(new.statements.iter().map(|statement| (statement.key.0.to_vec(), place.to_vec())));
    }
    if stated.is_empty() {
        return Ok(());
    }
    let (keys, places): (Vec<&Vec<u8>>, Vec<&Vec<u8>>) = stated.iter().map(|(key, place)| (key, place)).unzip();
    let mut around: Vec<Vec<(SortKey, Vec<Said>)>> = vec![Vec::new(); stated.len()];
    for row in query(tx, SAID, &[&keys, &places, &AROUND]).await? {
        let place = SortKey::read(row.get(1)).ok_or_else(|| StoreError::Corrupt("a place is too short".into()))?;
        let at = usize::try_from(row.get::<_, i64>(0) - 1).ok().and_then(|at| around.get_mut(at));
        let listed = at.ok_or_else(|| StoreError::Backend("the database counts otherwise".into()))?;
        listed.push((place, codec::from_bytes(row.get(2))?));
    }
    let (mut from, mut pairs) = (Vec::new(), Pairs::new());
    for ((key, place), listed) in stated.iter().zip(&around) {
        let inside = listed.partition_point(|(other, _)| other.0[..] < place[..]);
        let first = inside.saturating_sub(WINDOW);
        let end = listed.partition_point(|(other, _)| other.0[..] <= place[..]);
        from.push(listed.get(first).map_or_else(|| place.clone(), |(first, _)| place.clone().min(first.0.to_vec())));
        let found = (first..end).flat_map(|at| said_otherwise(listed, at));
        pairs.extend(found.map(|pair| ((key.clone(), pair.bytes()), pair)));
    }
    let mut gone: [Vec<Vec<u8>>; 3] = Default::default();
    for row in query(tx, PAIRED, &[&keys, &from, &places]).await? {
        if pairs.remove(&(row.get(0), row.get(2))).is_none() {
            gone.iter_mut().enumerate().for_each(|(column, values)| values.push(row.get(column)));
        }
    }
    if !gone[0].is_empty() {
        execute(tx, UNPAIR, &[&gone[0], &gone[1], &gone[2]]).await?;
    }
    insert!(tx, PAIR, pairs.iter().collect::<Vec<_>>(), |row| [
        id_of(&row.1.newer),
        i64::from(row.1.newer.1),
        id_of(&row.1.older),
        i64::from(row.1.older.1),
        &row.0.0,
        row.1.newer.0.0.to_vec(),
        &row.0.1,
    ]);
    Ok(())
}

fn id_of((place, _): &(SortKey, u32)) -> Uuid {
    uuid(place.id())
}

type Value = Box<dyn ToSql + Sync + Send>;

fn values(filter: &ConflictFilter, after: Option<PairPlace>, limit: Option<i64>) -> Option<Vec<Value>> {
    let (from, to) = bound(&filter.range)?;
    Some(vec![
        Box::new(after.map(|after| after.bytes())),
        Box::new(from),
        Box::new(to),
        Box::new(filter.entity.as_ref().map(|id| key(&id.0))),
        Box::new(filter.unit.as_deref().map(key)),
        Box::new(filter.source.as_deref().map(key)),
        Box::new(filter.measures.as_deref().map(fold).as_deref().map(plain)),
        Box::new(limit),
    ])
}

/// How many pairs a filter lets through, `most` at most.
pub async fn count(tx: &Transaction<'_>, filter: &ConflictFilter, most: i64) -> Result<i64, Failure> {
    let Some(values) = values(filter, None, Some(most)) else { return Ok(0) };
    let values: Vec<_> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
    let row = query_one(tx, &format!("SELECT count(*) FROM ({CONFLICTS}) s"), &values).await?;
    Ok(row.map_or(0, |row| row.get(0)))
}

/// See [`crate::store::ArticleStore::list_conflicts`].
pub async fn list(
    tx: &Transaction<'_>,
    filter: &ConflictFilter,
    page: &PageRequest,
) -> Result<Page<Conflict>, Failure> {
    let list = ListId::new("conflicts", filter);
    let after = list.pair_place(page.after.as_ref())?;
    let empty = Page { items: Vec::new(), next: None };
    let Some(values) = values(filter, after, Some(limit_of(page.limit))) else { return Ok(empty) };
    let values: Vec<_> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
    let mut places = Vec::new();
    for row in query(tx, CONFLICTS, &values).await? {
        let place = PairPlace::read(row.get(0)).ok_or_else(|| StoreError::Corrupt("a pair has no place".into()))?;
        places.push((place, row.get::<_, i64>(1)));
    }
    let (shown, more) = cut(places, page.limit, |(place, weight)| (place.newer.0.id(), *weight));
    let ids: BTreeSet<ArticleId> =
        shown.iter().flat_map(|(place, _)| [place.newer.0.id(), place.older.0.id()]).collect();
    let read = articles(tx, ids.into_iter().collect()).await?;
    let conflict = |(place, _): &(PairPlace, i64)| {
        let [newer, older] = place
            .figures()
            .map(|(order, figure)| Some(FigureHit { article: read.get(&order.id())?.clone(), figure, score: 0.0 }));
        Conflict::new(newer?, older?)
    };
    let lost = || StoreError::Corrupt("a pair of figures has lost one".into());
    let items = shown.iter().map(|pair| conflict(pair).ok_or_else(lost)).collect::<Result<_, _>>()?;
    let last = shown.last().filter(|_| more);
    Ok(Page { items, next: last.map(|(place, _)| list.cursor(&place.bytes())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_farther_than_is_compared() {
        assert_eq!(i64::try_from(WINDOW), Ok(AROUND - 1));
    }
}
