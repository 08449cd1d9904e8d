//! What a search finds, in the order of relevance: BM25 with the weights of the other engines, of numbers that PostgreSQL tells.
//!
//! PostgreSQL counts no words of all documents, so its own rank would put long texts first. But it tells how often a lexeme stands in one
//! (its rank of a lexeme that stands there n times is the sum of 1/i² up to n), and how many have it. Other than the index of
//! the embedded engine it counts a phrase once a text, and takes the mean length of headlines over articles for claims and figures, too.
//!
//! Its index tells what has a word, and not how often: the words of each row are read for that. So of what a search finds only the newest
//! are ranked ([`MOST_RANKED`]), which bounds what a frequent word costs however large the archive is; of a word that more than [`MOST_COUNTED`]
//! have by the database's statistics, these tell how many they are. What claims and figures ask of their articles is asked of a column
//! without the words of the text.

use std::collections::BTreeMap;

use tokio_postgres::types::ToSql;

use super::failure::Failure;
use super::lexemes::{Asked, Counted, Way, ways};
use super::lists::{List, Row};
use super::pool::{Transaction, query, query_one};
use crate::store::StoreError;
use crate::store::search::matching::Kind;
use crate::store::search::query::Field;
use crate::store::search::{Place, Sort, TextFilter};

const RANKED: &str = include_str!("sql/ranked.sql");
const FREQUENT: &str = include_str!("sql/frequent.sql");
const EXPLAIN: &str = "EXPLAIN SELECT 1 FROM {table} d WHERE d.words @@ $1::text::tsquery";
// The database takes it for cheap to read the words of all articles and compare, as it does not reckon with where they lie.
const SUMS: &str = "SELECT articles, claims, figures, title_words, text_words, source_words, author_words, claim_words, \
    figure_words, set_config('enable_seqscan', 'off', true) FROM archive WHERE one = 1";

/// So many of what a search finds, the newest of it, are put in the order of relevance. To find a phrase takes reading all that has
/// its words.
const MOST_RANKED: i64 = 1_024;
const MOST_RANKED_OF_PHRASES: i64 = 256;

/// Rows that have a word are counted where the database takes them to be so many at most; those that have a phrase, which has to be read,
/// where they are fewer.
const MOST_COUNTED: i64 = 2_000;
const MOST_COUNTED_OF_PHRASES: i64 = 200;

/// So many articles are told by the index and put in order while the words of one are looked at.
const TOLD_PER_LOOKED_AT: f64 = 10.0;

/// The order of articles, and the same so that no index has it.
const IN_ORDER: &str = "ORDER BY a.place\n";
const IN_NO_ORDER: &str = "ORDER BY a.place || ''::bytea\n";

/// Where further columns of a list go.
const COLUMNS_END: &str = "\nFROM ";

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// The sum of 1/i² over all i.
const WHOLE: f64 = 1.644_934_066_85;

/// How often a lexeme stands there, of its rank.
fn often(rank: f32) -> f64 {
    if rank <= 0.0 {
        return 0.0;
    }
    // What is missing up to the whole is about 1/(n + 1/2).
    (1.0 / (WHOLE * (1.0 - f64::from(rank)).max(1e-6)) - 0.5).round().max(1.0)
}

/// What is known of all there is, by way.
struct Sums {
    rarity: f64,
    mean: f64,
}

fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "article",
        Kind::Claim => "claim",
        Kind::Figure => "figure",
    }
}

/// Where the length of a field stands among those of an article.
fn place_of(field: Field) -> usize {
    match field {
        Field::Title => 0,
        Field::Text => 1,
        Field::Source => 2,
        Field::Author => 3,
    }
}

/// Those of each way, and how many articles there are.
async fn sums(tx: &Transaction<'_>, kind: Kind, ways: &[Way]) -> Result<(Vec<Sums>, f64), Failure> {
    let row = query_one(tx, SUMS, &[]).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("the row of the archive has disappeared".into()))?;
    let number = |column: usize| row.get::<_, i64>(column) as f64;
    let mut found = BTreeMap::new();
    for own in [true, false] {
        let table = table(if own { kind } else { Kind::Article });
        let mut counted = Vec::new();
        for way in ways.iter().filter(|way| way.own == own) {
            let Some(most) = most_counted(way) else { continue };
            // The count of what very many have takes longer than all else; of rare words the statistics know nothing.
            let with = estimated(tx, table, &way.query).await?;
            found.insert((own, way.query.clone()), with);
            if with <= most as f64 {
                counted.push((way, most + 1));
            }
        }
        let queries: Vec<&String> = counted.iter().map(|(way, _)| &way.query).collect();
        if queries.is_empty() {
            continue;
        }
        let sql = FREQUENT.replace("{table}", table);
        let one_more: Vec<i64> = counted.iter().map(|(_, one_more)| *one_more).collect();
        for ((way, _), row) in counted.iter().zip(query(tx, &sql, &[&queries, &one_more]).await?) {
            found.insert((own, way.query.clone()), row.get::<_, i64>(0) as f64);
        }
    }
    let of = |way: &Way| {
        let (all, words) = match (way.own, kind) {
            (true, Kind::Claim) => (number(1), number(7)),
            (true, Kind::Figure) => (number(2), number(8)),
            (true, Kind::Article) | (false, _) => (number(0), number(3 + place_of(way.field))),
        };
        let with = found.get(&(way.own, way.query.clone())).copied().unwrap_or_default();
        let rarity = (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln();
        Sums { rarity, mean: (words / all.max(1.0)).max(f64::MIN_POSITIVE) }
    };
    Ok((ways.iter().map(of).collect(), number(0)))
}

/// How many rows are counted that a way finds; `None` of beginnings, where it does not matter how rare they are.
fn most_counted(way: &Way) -> Option<i64> {
    match way.counted {
        Counted::Often => Some(MOST_COUNTED),
        Counted::Once => Some(MOST_COUNTED_OF_PHRASES),
        Counted::Flat => None,
    }
}

/// How many rows the database takes a query to find.
async fn estimated(tx: &Transaction<'_>, table: &str, sought: &str) -> Result<f64, Failure> {
    let sql = EXPLAIN.replace("{table}", table);
    let plan: String = query(tx, &sql, &[&sought]).await?.first().map(|row| row.get(0)).unwrap_or_default();
    let rows = plan.split("rows=").nth(1).and_then(|rows| rows.split(' ').next()?.parse().ok());
    Ok(rows.ok_or_else(|| StoreError::Backend(format!("the database tells no number of rows: {plan}")))?)
}

/// Whether a list is read in its order until enough is found. The database takes the words of an article for as cheap to look at as
/// anything else in it, so it would do that for words that few have; all of these are cheaper told by its index and put in order.
async fn is_read_in_order(
    tx: &Transaction<'_>,
    (list, text): (&List, &TextFilter),
    articles: f64,
) -> Result<bool, Failure> {
    let Some(own) = Asked::new(&text.query, list.kind).own.filter(|_| list.kind == Kind::Article) else {
        return Ok(true);
    };
    let found = estimated(tx, table(list.kind), &own).await?;
    Ok(found * found > TOLD_PER_LOOKED_AT * MOST_RANKED as f64 * articles)
}

/// The statement that ranks a list, whose own values are so many.
fn statement(list: &List, ways: &[Way], values: usize) -> String {
    // Words that no way asks are not read.
    let head = if ways.iter().all(|way| way.own) { "NULL::tsvector" } else { "COALESCE(a.head, a.words)" };
    let more = match list.kind {
        Kind::Article => format!("a.lengths, 0::bigint AS length, a.words AS own, {head} AS head"),
        Kind::Claim | Kind::Figure => format!("a.lengths, c.length, c.words AS own, {head} AS head"),
    };
    let rows = list.sql.replacen(COLUMNS_END, &format!(", {more}{COLUMNS_END}"), 1);
    RANKED
        .replace("${queries}", &format!("${}", values + 1))
        .replace("${often}", &format!("${}", values + 2))
        .replace("${own}", &format!("${}", values + 3))
        .replace("{list}", &rows)
}

/// What of the newest that a search finds stands after a place, what fits best first.
pub async fn rows(
    tx: &Transaction<'_>,
    (list, text): (&List, &TextFilter),
    before: Option<Place>,
) -> Result<Vec<Row>, Failure> {
    let ways = ways(&text.query, list.kind);
    let (sums, articles) = sums(tx, list.kind, &ways).await?;
    let from: (Option<Vec<u8>>, Option<i64>) = (None, None);
    let has_phrases = ways.iter().any(|way| way.counted == Counted::Once);
    let most = if has_phrases { MOST_RANKED_OF_PHRASES } else { MOST_RANKED };
    let mut values = list.values([&from.0, &from.1, &most]);
    let mut sql = statement(list, &ways, values.len());
    if !has_phrases && !is_read_in_order(tx, (list, text), articles).await? {
        sql = sql.replacen(IN_ORDER, IN_NO_ORDER, 1);
    }
    let queries: Vec<&String> = ways.iter().map(|way| &way.query).collect();
    let counts: Vec<bool> = ways.iter().map(|way| way.counted == Counted::Often).collect();
    let own: Vec<bool> = ways.iter().map(|way| way.own).collect();
    let asked: [&(dyn ToSql + Sync); 3] = [&queries, &counts, &own];
    values.extend(asked);
    let mut rows = Vec::new();
    for row in query(tx, &sql, &values).await? {
        let (lengths, length, ranks): (Vec<i64>, i64, Vec<f32>) = (row.get(5), row.get(6), row.get(7));
        let mut found = Row::of(&row)?;
        let length_of = |way: &Way| {
            let of_item = way.own && list.kind != Kind::Article;
            if of_item { length } else { lengths.get(place_of(way.field)).copied().unwrap_or_default() }
        };
        let scored = ways.iter().zip(&sums).zip(ranks);
        let score: f64 = scored.map(|((way, sums), rank)| score(way, sums, length_of(way) as f64, rank)).sum();
        found.score = score as f32;
        rows.push(found);
    }
    let rows = list.checked(tx, rows).await?;
    let place = |row: &Row| Place::new(row.score, Sort::Relevance, row.place, row.number);
    let mut placed: BTreeMap<Place, Row> = rows.into_iter().map(|row| (place(&row), row)).collect();
    let after = before.map(|before| before.moved(placed.keys().find(|place| place.is_same(&before)).copied()));
    if let Some(after) = after {
        placed = placed.split_off(&after);
        placed.remove(&after);
    }
    Ok(placed.into_iter().map(|(place, row)| Row { score: place.score(), ..row }).collect())
}

fn score(way: &Way, Sums { rarity, mean }: &Sums, length: f64, rank: f32) -> f64 {
    let count = match way.counted {
        Counted::Often => often(rank),
        Counted::Once | Counted::Flat => f64::from(rank),
    };
    let weight = f64::from(way.weight);
    if way.counted == Counted::Flat {
        return weight * count;
    }
    weight * rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_tells_how_often_a_lexeme_stands_there() {
        let mut sum = 0.0;
        for times in 1..=255_u32 {
            sum += 1.0 / f64::from(times * times);
            let told = often((sum / WHOLE) as f32);
            assert!((told - f64::from(times)).abs() < 0.5, "{times} times, {told} told");
        }
        assert!(often(0.0) < 0.5);
    }
}
