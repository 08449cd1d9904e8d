//! What is kept beside the articles: the feed and positions in it, revisions, the user's lexicon, the plan of what is read again,
//! analyzers; and what of it claims say alike.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio_postgres::Row;

use super::failure::Failure;
use super::lexemes::word;
use super::load::{analysed, articles, change, unpacked};
use super::pool::{Transaction, execute, query, query_one};
use super::prepared::{id, int, known_name, uuid};
use super::text::key;
use crate::article::{AnalysedArticle, ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::ClaimId;
use crate::store::codec;
use crate::store::reanalysis::ranked;
use crate::store::record::{pack_names, unpack_names};
use crate::store::similar::{MOST, SimilarClaim, Worded, best, in_order};
use crate::store::{
    Change, Changes, ClaimHit, Known, LexiconVersion, ReanalysisPlan, RevisionEntry, StoreError, StoredLexicon,
};

const NEWEST: &str = "SELECT newest FROM archive WHERE one = 1";
// What is newer than the newest is not looked at: where tables are on several servers, some of it may be seen before the rest.
const FEED: &str = "SELECT article, number, kind, second, nanosecond, content FROM change \
    WHERE number > $1 AND number <= $3 ORDER BY number LIMIT $2";
const TEXTS: &str = "SELECT * FROM (SELECT article, number, kind, second, nanosecond, content FROM change \
    WHERE number > $1 AND number <= $3 AND kind IN ('inserted', 'revised') \
    UNION ALL SELECT article, number, kind, second, nanosecond, content FROM text_change \
    WHERE number > $1 AND number <= $3) s \
    ORDER BY number LIMIT $2";
const PUT_POSITION: &str = "INSERT INTO position (name, number) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET number = excluded.number";
const PUT_KEPT: &str = "INSERT INTO kept (name, record) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET record = excluded.record";
const VERSION: &str = "SELECT record FROM lexicon_version WHERE number = $1";
const PUT_VERSION: &str = "INSERT INTO lexicon_version (number, record) VALUES ($1, $2)";
const VERSIONS: &str = "SELECT record FROM lexicon_version WHERE $1::bigint IS NULL OR number < $1 \
    ORDER BY number DESC LIMIT $2";
const KEPT: &str = "SELECT record FROM kept WHERE name = $1";
const HOLDER: &str = "SELECT article FROM known_content WHERE hash = $1";
const NAMED: &str =
    "SELECT k.article, a.content FROM known_name k JOIN article a ON a.id = k.article WHERE k.name = $1";
const NEWEST_OF: &str = "SELECT record, analysis, revision FROM article WHERE id = $1";
const EARLIER: &str = "SELECT entry FROM revision WHERE article = $1 AND ($2::bigint IS NULL OR number < $2) \
    ORDER BY number DESC LIMIT $3";
const EARLIER_ONE: &str = "SELECT record, analysis FROM revision WHERE article = $1 AND number = $2";
const ANALYZERS: &str = "SELECT record, articles FROM analyzer WHERE articles > 0";
const SIMILAR: &str = include_str!("sql/similar.sql");

const LEXICON: &str = "lexicon";
const PLAN: &str = "reanalysis";

/// The newest number of the feed.
pub async fn newest(tx: &Transaction<'_>) -> Result<u64, Failure> {
    let row = query_one(tx, NEWEST, &[]).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("the row of the archive has disappeared".into()))?;
    Ok(row.get::<_, i64>(0).cast_unsigned())
}

async fn part(tx: &Transaction<'_>, sql: &str, after: u64, limit: usize) -> Result<Changes, Failure> {
    let newest = newest(tx).await?;
    let Ok(after) = i64::try_from(after) else { return Ok(Changes { items: Vec::new(), newest }) };
    let rows = query(tx, sql, &[&after, &int(limit), &newest.cast_signed()]).await?;
    Ok(Changes { items: rows.iter().map(change).collect::<Result<Vec<Change>, _>>()?, newest })
}

/// See [`crate::store::ArticleStore::changes`].
pub async fn changes(tx: &Transaction<'_>, after: u64, limit: usize) -> Result<Changes, Failure> {
    part(tx, FEED, after, limit).await
}

/// See [`crate::store::WatchStore::texts`].
pub async fn texts(tx: &Transaction<'_>, after: u64, limit: usize) -> Result<Changes, Failure> {
    part(tx, TEXTS, after, limit).await
}

/// See [`crate::store::ArticleStore::position`].
pub async fn position(tx: &Transaction<'_>, name: &str) -> Result<u64, Failure> {
    let row = query_one(tx, "SELECT number FROM position WHERE name = $1", &[&key(name)]).await?;
    Ok(row.map_or(0, |row| row.get::<_, i64>(0).cast_unsigned()))
}

/// See [`crate::store::ArticleStore::set_position`].
pub async fn set_position(tx: &Transaction<'_>, name: &str, number: u64) -> Result<(), Failure> {
    execute(tx, PUT_POSITION, &[&key(name), &number.cast_signed()]).await.map(drop)
}

async fn kept(tx: &Transaction<'_>, name: &str) -> Result<Option<Row>, Failure> {
    query_one(tx, KEPT, &[&name]).await
}

/// See [`crate::store::ArticleStore::reanalysis_plan`].
pub async fn plan(tx: &Transaction<'_>) -> Result<ReanalysisPlan, Failure> {
    let row = kept(tx, PLAN).await?;
    Ok(row.map(|row| codec::from_bytes(row.get(0))).transpose()?.unwrap_or_default())
}

/// See [`crate::store::ArticleStore::put_reanalysis_plan`].
pub async fn put_plan(tx: &Transaction<'_>, plan: &ReanalysisPlan) -> Result<(), Failure> {
    execute(tx, PUT_KEPT, &[&PLAN, &codec::to_bytes(plan)]).await.map(drop)
}

/// See [`crate::store::ArticleStore::lexicon_versions`].
pub async fn versions(tx: &Transaction<'_>, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, Failure> {
    let before = before.map(|before| i64::try_from(before).unwrap_or(i64::MAX));
    let rows = query(tx, VERSIONS, &[&before, &int(limit)]).await?;
    Ok(rows.iter().map(|row| codec::from_bytes(row.get(0))).collect::<Result<_, _>>()?)
}

/// See [`crate::store::ArticleStore::lexicon`].
pub async fn lexicon(tx: &Transaction<'_>) -> Result<Option<StoredLexicon>, Failure> {
    let Some(version) = versions(tx, None, 1).await?.pop() else { return Ok(None) };
    let row = kept(tx, LEXICON).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("the lexicon has lost its names".into()))?;
    let names = unpacked(move || unpack_names(row.get(0))).await?;
    Ok(Some(StoredLexicon { version, names: Arc::new(names) }))
}

/// See [`crate::store::ArticleStore::put_lexicon`].
pub async fn put_lexicon(tx: &Transaction<'_>, lexicon: &StoredLexicon) -> Result<(), Failure> {
    let StoredLexicon { version, names } = lexicon;
    let (number, record) = (version.number.cast_signed(), codec::to_bytes(version));
    if let Some(known) = query_one(tx, VERSION, &[&number]).await? {
        if known.get::<_, &[u8]>(0) == record {
            // It was put, and the answer was lost.
            return Ok(());
        }
        return Err(StoreError::Backend("another program has changed the lexicon at the same moment".into()).into());
    }
    execute(tx, PUT_VERSION, &[&number, &record]).await?;
    execute(tx, PUT_KEPT, &[&LEXICON, &pack_names(names)]).await.map(drop)
}

/// See [`crate::store::ArticleStore::find_known`].
pub async fn find_known(
    tx: &Transaction<'_>,
    hash: ContentHash,
    source: Option<&str>,
    external_id: Option<&str>,
) -> Result<Option<Known>, Failure> {
    let same = query_one(tx, HOLDER, &[&&hash.0[..]]).await?.map(|row| id(row.get(0)));
    let named = match external_id {
        Some(external_id) => query_one(tx, NAMED, &[&known_name(source, external_id)]).await?,
        None => None,
    };
    let named = named.map(|row| (id(row.get(0)), row.get::<_, &[u8]>(1) == &hash.0[..]));
    Ok(match (same, named) {
        (Some(same), Some((named, false))) if same == named => Some(Known::Other(named)),
        (Some(same), _) => Some(Known::Same(same)),
        (None, named) => named.map(|(named, _)| Known::Other(named)),
    })
}

/// See [`crate::store::ArticleStore::revisions`].
pub async fn revisions(
    tx: &Transaction<'_>,
    own: ArticleId,
    before: Option<u32>,
    limit: usize,
) -> Result<Option<Vec<RevisionEntry>>, Failure> {
    let Some(newest) = query_one(tx, NEWEST_OF, &[&uuid(own)]).await? else { return Ok(None) };
    let mut entries = Vec::new();
    if limit > 0 && before.is_none_or(|before| newest.get::<_, i64>(2) < i64::from(before)) {
        let AnalysedArticle { article, analyzer, .. } =
            unpacked(move || analysed(newest.get(0), newest.get(1))).await?;
        entries.push(RevisionEntry { revision: article.revision(), content_hash: article.content_hash, analyzer });
    }
    let left = int(limit.saturating_sub(entries.len()));
    let rows = query(tx, EARLIER, &[&uuid(own), &before.map(i64::from), &left]).await?;
    for row in rows {
        entries.push(codec::from_bytes(row.get(0))?);
    }
    Ok(Some(entries))
}

/// See [`crate::store::ArticleStore::revision`].
pub async fn revision(
    tx: &Transaction<'_>,
    own: ArticleId,
    number: u32,
) -> Result<Option<Arc<AnalysedArticle>>, Failure> {
    let Some(newest) = query_one(tx, NEWEST_OF, &[&uuid(own)]).await? else { return Ok(None) };
    let row = if newest.get::<_, i64>(2) == i64::from(number) {
        Some(newest)
    } else {
        query_one(tx, EARLIER_ONE, &[&uuid(own), &i64::from(number)]).await?
    };
    match row {
        Some(row) => Ok(Some(Arc::new(unpacked(move || analysed(row.get(0), row.get(1))).await?))),
        None => Ok(None),
    }
}

/// See [`crate::store::ArticleStore::analyzers`].
pub async fn analyzers(tx: &Transaction<'_>) -> Result<Vec<(AnalyzerInfo, u64)>, Failure> {
    let rows = query(tx, ANALYZERS, &[]).await?;
    let one = |row: &Row| Ok::<_, Failure>((codec::from_bytes(row.get(0))?, row.get::<_, i64>(1).cast_unsigned()));
    Ok(ranked(rows.iter().map(one).collect::<Result<_, _>>()?))
}

/// One article with its analysis.
pub async fn get(tx: &Transaction<'_>, own: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, Failure> {
    Ok(articles(tx, vec![own]).await?.remove(&own))
}

/// A search that finds whatever has so many of these words, and not much else. Whoever lacks no more than `n` has two of any `n + 2` of them,
/// and three of any `n + 3`: so some at a time are asked for, of the longest words, which are mostly the rarest.
fn some_of(mut words: Vec<&String>, least: usize) -> String {
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let lacks = words.len().saturating_sub(least);
    let at_once = match lacks {
        _ if least < 2 => 1,
        0..=4 => least.min(3),
        5..=8 => 2,
        _ => 1,
    };
    words.truncate(lacks + at_once);
    let of = |from: usize| words.iter().enumerate().skip(from).map(|(at, form)| (at, word(form)));
    let all: Vec<String> = match at_once {
        1 => of(0).map(|(_, one)| one).collect(),
        2 => of(0).flat_map(|(at, one)| of(at + 1).map(move |(_, two)| format!("({one}&{two})"))).collect(),
        _ => {
            let pairs = of(0).flat_map(|(at, one)| of(at + 1).map(move |(at, two)| (at, format!("{one}&{two}"))));
            pairs.flat_map(|(at, two)| of(at + 1).map(move |(_, three)| format!("({two}&{three})"))).collect()
        }
    };
    all.join("|")
}

/// See [`crate::store::ArticleStore::similar_claims`].
pub async fn similar(
    tx: &Transaction<'_>,
    (article, claim): (ArticleId, ClaimId),
) -> Result<Option<Vec<SimilarClaim>>, Failure> {
    let Some(own) = get(tx, article).await? else { return Ok(None) };
    let Some(claim) = own.analysis.claims.iter().find(|known| known.id == claim).cloned() else { return Ok(None) };
    let read = Arc::clone(&own);
    let sought = unpacked({
        let claim = claim.clone();
        move || Ok(Worded::new(&read, &claim).sought().map(|(words, least)| (words.clone(), least)))
    });
    let Some((words, least)) = sought.await? else { return Ok(Some(Vec::new())) };
    let any = some_of(words.iter().collect(), least);
    let words: Vec<String> = words.iter().map(|form| word(form)).collect();
    let rows = query(tx, SIMILAR, &[&uuid(article), &any, &words, &int(least), &int(MOST)]).await?;
    let found: BTreeSet<(ArticleId, u32)> =
        rows.iter().map(|row| (id(row.get(0)), u32::try_from(row.get::<_, i64>(1)).unwrap_or_default())).collect();
    let there = articles(tx, found.iter().map(|(id, _)| *id).collect()).await?;
    let compare = move || {
        let worded = Worded::new(&own, &claim);
        let mut similar = Vec::new();
        for (id, number) in found {
            let Some(there) = there.get(&id) else { continue };
            let Some(other) = there.analysis.claims.iter().find(|known| known.id.0 == number) else { continue };
            let other_worded = Worded::new(there, other);
            let Some(similarity) = worded.similarity(&other_worded) else { continue };
            let (added, left_out) = worded.changes(&other_worded);
            let hit = ClaimHit { article: Arc::clone(there), claim: other.id, score: 0.0 };
            best(&mut similar, SimilarClaim { hit, similarity, added, left_out });
        }
        Ok(in_order(similar))
    };
    Ok(Some(unpacked(compare).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_enough_words_is_asked_for_by_some_of_them() {
        for (words, least, expected) in [
            (&["a"][..], 1, "'x=a'"),
            (&["a", "bb"], 1, "'x=bb'|'x=a'"),
            (&["a", "bb"], 2, "('x=bb'&'x=a')"),
            (
                &["a", "bb", "ccc", "dddd"],
                3,
                "('x=dddd'&'x=ccc'&'x=bb')|('x=dddd'&'x=ccc'&'x=a')|('x=dddd'&'x=bb'&'x=a')|('x=ccc'&'x=bb'&'x=a')",
            ),
        ] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(some_of(words.iter().collect(), least), expected, "{least} of {words:?}");
        }
    }

    #[test]
    fn whatever_has_enough_of_the_words_is_found() {
        for (all, least) in [(4_u32, 3_u32), (7, 5), (9, 6), (12, 7), (15, 9), (20, 8)] {
            let words: Vec<String> = (0..all).map(|at| format!("{at:02}")).collect();
            let search = some_of(words.iter().collect(), usize::try_from(least).unwrap());
            let ways: Vec<u32> = search
                .split('|')
                .map(|way| {
                    way.trim_matches(['(', ')']).split('&').map(|one| 1 << one[3..5].parse::<u32>().unwrap()).sum()
                })
                .collect();
            let mut had =
                (0..1_u32 << all).step_by(if all > 12 { 7 } else { 1 }).filter(|had| had.count_ones() == least);
            assert!(had.all(|had| ways.iter().any(|way| had & way == *way)), "{least} of {all}: {search}");
        }
    }
}
