//! What is summed up over the archive: entities, analyzers, and the row of the archive itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batch::{Changed, Outcome};
use super::failure::Failure;
use super::flush::insert;
use super::pool::{Transaction, execute, query};
use super::prepared::{Prepared, code, int};
use super::text::{array, key, plain};
use crate::article::AnalysedArticle;
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::codec;
use crate::store::sort_key::put_text;
use crate::store::tally::{Tally, tallies_of};

const TALLIES: &str = "SELECT id, tally FROM entity WHERE id = ANY($1)";
const PUT_ENTITIES: &str = include_str!("sql/put_entities.sql");
const DROP_ENTITIES: &str = "DELETE FROM entity WHERE id = ANY($1)";
const ANALYZERS: &str = "INSERT INTO analyzer (code, name, articles, record) \
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[]) \
    ON CONFLICT (code) DO UPDATE SET articles = analyzer.articles + excluded.articles";
const DROP_ANALYZERS: &str = "DELETE FROM analyzer WHERE articles <= 0";
const ARCHIVE: &str = "UPDATE archive SET newest = $1, articles = articles + $2, claims = claims + $3, \
    figures = figures + $4, title_words = title_words + $5, text_words = text_words + $6, \
    source_words = source_words + $7, author_words = author_words + $8, claim_words = claim_words + $9, \
    figure_words = figure_words + $10 WHERE one = 1";

/// Writes all sums, that of the archive last.
pub async fn write(tx: &Transaction<'_>, outcome: &Outcome) -> Result<(), Failure> {
    entities(tx, &outcome.articles).await?;
    analyzers(tx, &outcome.articles).await?;
    archive(tx, outcome).await
}

async fn entities<K>(tx: &Transaction<'_>, articles: &BTreeMap<K, Changed>) -> Result<(), Failure> {
    let mut more: BTreeMap<EntityId, Tally> = BTreeMap::new();
    let mut less: BTreeMap<EntityId, Tally> = BTreeMap::new();
    for Changed { before, now } in articles.values() {
        let now = now.as_ref().map(|now| &now.article);
        for (sums, article) in [(&mut more, now), (&mut less, before.as_ref())] {
            for (id, tally) in article.map(|article| tallies_of(article)).unwrap_or_default() {
                sums.entry(id).or_default().add(tally);
            }
        }
    }
    let mut ids: BTreeMap<String, EntityId> = BTreeMap::new();
    ids.extend(more.keys().chain(less.keys()).map(|id| (key(&id.0), id.clone())));
    let keys: Vec<&String> = ids.keys().collect();
    if keys.is_empty() {
        return Ok(());
    }
    let mut known: BTreeMap<String, Tally> = BTreeMap::new();
    for row in query(tx, TALLIES, &[&keys]).await? {
        known.insert(row.get(0), codec::from_bytes(row.get(1))?);
    }
    let (mut put, mut gone) = (Vec::new(), Vec::new());
    for (key, id) in ids {
        let before = known.remove(&key).unwrap_or_default();
        let mut tally = before.clone();
        if let Some(more) = more.remove(&id) {
            tally.add(more);
        }
        if let Some(less) = less.remove(&id) {
            tally.subtract(&less);
        }
        if tally.articles == 0 {
            gone.push(key);
        } else if tally != before {
            put.push((key, id, tally));
        }
    }
    if !gone.is_empty() {
        execute(tx, DROP_ENTITIES, &[&gone]).await?;
    }
    put_entities(tx, put).await
}

/// The bytes by which entities of as many articles are in order.
pub fn order(id: &EntityId) -> Vec<u8> {
    let mut order = Vec::new();
    put_text(&mut order, &id.0);
    order
}

async fn put_entities(tx: &Transaction<'_>, put: Vec<(String, EntityId, Tally)>) -> Result<(), Failure> {
    let summary = |id: &EntityId, tally: &Tally| tally.summary(id.clone());
    let names = |tally: &Tally, form: fn(&str) -> String| array(tally.folded_names().iter().map(|name| form(name)));
    insert!(tx, PUT_ENTITIES, put, |row| [
        &row.0,
        order(&row.1),
        row.1.0.as_bytes().to_vec(),
        row.2.kind().as_str(),
        plain(&summary(&row.1, &row.2).name),
        summary(&row.1, &row.2).wikidata.as_deref().map(plain),
        row.2.articles.cast_signed(),
        row.2.mentions.cast_signed(),
        names(&row.2, plain),
        names(&row.2, super::text::key),
        codec::to_bytes(&row.2),
    ]);
    Ok(())
}

async fn analyzers<K>(tx: &Transaction<'_>, articles: &BTreeMap<K, Changed>) -> Result<(), Failure> {
    let mut counts: BTreeMap<i64, (AnalyzerInfo, i64)> = BTreeMap::new();
    for Changed { before, now } in articles.values() {
        let now = now.as_ref().map(|now| &now.article);
        for (article, more) in [(now, 1), (before.as_ref(), -1)] {
            let Some(analyzer) = article.map(|article| &article.analyzer) else { continue };
            counts.entry(code(analyzer)).or_insert_with(|| (analyzer.clone(), 0)).1 += more;
        }
    }
    let counts: Vec<_> = counts.into_iter().filter(|(_, (_, more))| *more != 0).collect();
    let falls = counts.iter().any(|(_, (_, more))| *more < 0);
    insert!(tx, ANALYZERS, counts, |row| [row.0, plain(&row.1.0.name), row.1.1, codec::to_bytes(&row.1.0),]);
    if falls {
        execute(tx, DROP_ANALYZERS, &[]).await?;
    }
    Ok(())
}

/// What an article adds to the row of the archive: articles, claims, figures, words of head and text, of claims, of figures.
fn part(new: &Prepared) -> [i64; 9] {
    let [title, text, source, author] = new.lengths;
    let claims = new.claims.iter().map(|claim| claim.said.length).sum();
    let figures = new.figures.iter().map(|figure| figure.said.length).sum();
    [1, int(new.claims.len()), int(new.figures.len()), title, text, source, author, claims, figures]
}

async fn archive(tx: &Transaction<'_>, outcome: &Outcome) -> Result<(), Failure> {
    let mut sums = [0_i64; 9];
    for Changed { before, now } in outcome.articles.values() {
        for (sum, part) in sums.iter_mut().zip(now.as_ref().map_or([0; 9], |now| part(now))) {
            *sum += part;
        }
        if let Some(before) = before {
            // Worked out anew from what it was: that is rare, and nothing is kept for it.
            for (sum, part) in sums.iter_mut().zip(part_of(before)) {
                *sum -= part;
            }
        }
    }
    let newest = outcome.newest.cast_signed();
    let [articles, claims, figures, title, text, source, author, of_claims, of_figures] = &sums;
    let values: super::pool::Values<'_> =
        &[&newest, articles, claims, figures, title, text, source, author, of_claims, of_figures];
    execute(tx, ARCHIVE, values).await?;
    Ok(())
}

fn part_of(before: &Arc<AnalysedArticle>) -> [i64; 9] {
    part(&Prepared::new(Arc::clone(before)))
}
