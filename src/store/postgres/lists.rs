//! Lists of articles, claims and figures: which rows of the database are on a page, and then the articles they stand in.
//!
//! Each list is one statement in a file, with a parameter a filter that is null where it is not given. Plans are made for the values
//! ([`super::pool`]), and what is null is gone before they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio_postgres::types::ToSql;

use super::failure::Failure;
use super::lexemes::Asked;
use super::load::{articles, texts, unpacked};
use super::measured::measured;
use super::pool::{Transaction, query, query_one};
use super::prepared::{code, int};
use super::ranked;
use super::text::{key, plain};
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{Certainty, ClaimId, ClaimKind, FigureId, FigureKind};
use crate::store::facts::fold;
use crate::store::fullness::Fullness;
use crate::store::search::matching::{Fields, Kind, matches, sentence_of};
use crate::store::search::{Place, Sort, TextFilter};
use crate::store::sort_key::{ListId, SortKey, item_place};
use crate::store::{
    ArticleFilter, ClaimFilter, ClaimHit, Cursor, DateRange, FigureFilter, FigureHit, Page, PageRequest, StoreError,
};

const ARTICLES: &str = include_str!("sql/articles.sql");
const CLAIMS: &str = include_str!("sql/claims.sql");
const FIGURES: &str = include_str!("sql/figures.sql");

/// Where the order of a statement begins, which is a line.
const ORDER: &str = "\nORDER BY ";

/// A value of a statement.
pub type Value = Box<dyn ToSql + Sync + Send>;

/// A list: its statement and the values of its filters, which follow the place it starts after and its limit.
pub struct List {
    /// The statement.
    pub sql: &'static str,
    /// What it lists.
    pub kind: Kind,
    /// What is looked for in it.
    pub text: Option<TextFilter>,
    values: Vec<Value>,
}

/// A row of a list.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The place of its article.
    pub place: SortKey,
    /// The number of the claim or figure; 0 for an article.
    pub number: u32,
    /// How large its article is.
    pub weight: i64,
    /// Whether the database can't tell if a search finds it.
    pub overlong: bool,
    /// How well it fits a search, where that was asked.
    pub score: f32,
}

impl Row {
    /// Its article.
    pub fn id(&self) -> ArticleId {
        self.place.id()
    }

    /// The row of a list, of its first five columns.
    pub fn of(row: &tokio_postgres::Row) -> Result<Self, StoreError> {
        let place = SortKey::read(row.get(0)).ok_or_else(|| StoreError::Corrupt("a place is too short".into()))?;
        let number = u32::try_from(row.get::<_, i64>(1)).unwrap_or_default();
        Ok(Self { place, number, weight: row.get(3), overlong: row.get(4), score: 0.0 })
    }
}

/// The first and the last place of a range, where it has ends.
pub type Ends = (Option<Vec<u8>>, Option<Vec<u8>>);

/// The ends of a range; `None` when nothing can lie in it.
pub fn bound(range: &DateRange) -> Option<Ends> {
    let first = SortKey::first_in(range)?;
    let from = range.to.map(|_| first.0.to_vec());
    Some((from, range.from.map(|_| SortKey::last_in(range).0.to_vec())))
}

/// One more than a page holds, so that it is known whether another one follows.
pub fn limit_of(limit: usize) -> i64 {
    int(limit).saturating_add(1)
}

/// What a page holds of these rows, and whether more follow; `of` tells the article of a row and how large that is.
pub fn cut<R>(rows: Vec<R>, limit: usize, of: impl Fn(&R) -> (ArticleId, i64)) -> (Vec<R>, bool) {
    let mut full = Fullness::new(limit);
    let mut shown: Vec<R> = Vec::new();
    for row in rows {
        let (id, weight) = of(&row);
        let is_new = shown.last().is_none_or(|last| of(last).0 != id);
        if full.refuses(is_new) {
            return (shown, true);
        }
        full.add_bytes(is_new.then(|| usize::try_from(weight).unwrap_or_default()));
        shown.push(row);
    }
    (shown, false)
}

/// One alone stands by itself: only then are its rows read in the order of the list.
fn one_or_many(mut any: Option<Vec<String>>) -> (Option<String>, Option<Vec<String>>) {
    match any.as_mut().filter(|any| any.len() == 1).and_then(Vec::pop) {
        Some(one) => (Some(one), None),
        None => (None, any),
    }
}

fn codes(any: Option<&Vec<AnalyzerInfo>>) -> Option<Vec<i64>> {
    any.map(|any| any.iter().map(code).collect())
}

impl List {
    /// The list of articles; `None` when nothing can be on it.
    pub fn articles(filter: &ArticleFilter) -> Option<Self> {
        let (from, to) = bound(&filter.range)?;
        let asked = filter.text.as_ref().map(|text| Asked::new(&text.query, Kind::Article)).unwrap_or_default();
        let values: Vec<Value> = vec![
            Box::new(from),
            Box::new(to),
            Box::new(filter.source.as_deref().map(key)),
            Box::new(filter.language.as_ref().map(|language| language.to_ascii_lowercase())),
            Box::new(filter.entity.as_ref().map(|id| key(&id.0))),
            Box::new(filter.speaker.as_ref().map(|id| key(&id.0))),
            Box::new(codes(filter.analyzer.as_ref())),
            Box::new(asked.own),
            Box::new(filter.fold),
        ];
        Some(Self { sql: ARTICLES, kind: Kind::Article, text: filter.text.clone(), values })
    }

    /// The list of claims.
    pub fn claims(filter: &ClaimFilter) -> Option<Self> {
        let (from, to) = bound(&filter.range)?;
        let asked = filter.text.as_ref().map(|text| Asked::new(&text.query, Kind::Claim)).unwrap_or_default();
        let speakers = filter.speaker.as_ref().map(|ids| ids.iter().map(|id| key(&id.0)).collect::<Vec<_>>());
        let (speaker, speakers) = one_or_many(speakers);
        let values: Vec<Value> = vec![
            Box::new(from),
            Box::new(to),
            Box::new(filter.source.as_deref().map(key)),
            Box::new(codes(filter.analyzer.as_ref())),
            Box::new(asked.own),
            Box::new(asked.head),
            Box::new(filter.fold),
            Box::new(speakers),
            Box::new(filter.about.as_ref().map(|id| key(&id.0))),
            Box::new(filter.kind.map(ClaimKind::as_str)),
            Box::new(filter.certainty.map(Certainty::as_str)),
            Box::new(filter.has_figure),
            Box::new(speaker),
        ];
        Some(Self { sql: CLAIMS, kind: Kind::Claim, text: filter.text.clone(), values })
    }

    /// The list of figures.
    pub async fn figures(tx: &Transaction<'_>, filter: &FigureFilter) -> Result<Option<Self>, Failure> {
        let part = filter.measures.as_deref().map(fold).as_deref().map(plain);
        let measured = match &part {
            Some(part) => measured(tx, part).await?,
            None => None,
        };
        let part = part.filter(|_| measured.is_none());
        Ok(Self::of_figures(filter, part, measured))
    }

    fn of_figures(filter: &FigureFilter, part: Option<String>, measured: Option<Vec<String>>) -> Option<Self> {
        let (one, measured) = one_or_many(measured);
        let (from, to) = bound(&filter.range)?;
        let asked = filter.text.as_ref().map(|text| Asked::new(&text.query, Kind::Figure)).unwrap_or_default();
        let values: Vec<Value> = vec![
            Box::new(from),
            Box::new(to),
            Box::new(filter.source.as_deref().map(key)),
            Box::new(codes(filter.analyzer.as_ref())),
            Box::new(asked.own),
            Box::new(asked.head),
            Box::new(filter.fold),
            Box::new(filter.kind.map(FigureKind::as_str)),
            Box::new(filter.unit.as_deref().map(key)),
            Box::new(filter.min.map(|min| min.to_string())),
            Box::new(filter.max.map(|max| max.to_string())),
            Box::new(part),
            Box::new(filter.entity.as_ref().map(|id| key(&id.0))),
            Box::new(filter.speaker.as_ref().map(|id| key(&id.0))),
            Box::new(measured),
            Box::new(one),
        ];
        Some(Self { sql: FIGURES, kind: Kind::Figure, text: filter.text.clone(), values })
    }

    /// The values of the statement, and how many they are.
    pub fn values<'a>(&'a self, head: [&'a (dyn ToSql + Sync); 3]) -> Vec<&'a (dyn ToSql + Sync)> {
        let filters = self.values.iter().map(|value| &**value as &(dyn ToSql + Sync));
        head.into_iter().chain(filters).collect()
    }

    /// The rows after a place, `limit` at most, as the database knows them.
    async fn rows(
        &self,
        tx: &Transaction<'_>,
        after: Option<(SortKey, u32)>,
        limit: Option<i64>,
    ) -> Result<Vec<Row>, Failure> {
        let place = after.map(|(place, _)| place.0.to_vec());
        let number = after.map(|(_, number)| i64::from(number));
        let rows = query(tx, self.sql, &self.values([&place, &number, &limit])).await?;
        Ok(rows.iter().map(Row::of).collect::<Result<_, _>>()?)
    }

    /// The same without those that a search does not find.
    async fn found(
        &self,
        tx: &Transaction<'_>,
        mut after: Option<(SortKey, u32)>,
        limit: Option<i64>,
    ) -> Result<Vec<Row>, Failure> {
        let mut found = Vec::new();
        loop {
            let rows = self.rows(tx, after, limit).await?;
            let (seen, last) = (rows.len(), rows.last().map(|row| (row.place, row.number)));
            found.extend(self.checked(tx, rows).await?);
            let is_all = limit.is_none_or(|limit| int(seen) < limit || int(found.len()) >= limit);
            if is_all {
                return Ok(found);
            }
            after = last;
        }
    }

    /// Those of these rows that a search finds, read where the database can't tell.
    pub async fn checked(&self, tx: &Transaction<'_>, rows: Vec<Row>) -> Result<Vec<Row>, Failure> {
        let Some(text) = self.text.clone().filter(|_| rows.iter().any(|row| row.overlong)) else { return Ok(rows) };
        let ids: BTreeSet<ArticleId> = rows.iter().filter(|row| row.overlong).map(Row::id).collect();
        let read = articles(tx, ids.into_iter().collect()).await?;
        let kind = self.kind;
        let is_found = move |row: &Row| {
            let article = read.get(&row.id());
            !row.overlong || article.is_some_and(|article| is_in(&text, kind, article, row.number))
        };
        unpacked(move || Ok(rows.into_iter().filter(|row| is_found(row)).collect())).await
    }

    /// How many rows there are, `most` at most.
    pub async fn count(&self, tx: &Transaction<'_>, most: Option<i64>) -> Result<i64, Failure> {
        if self.text.is_some() {
            return Ok(int(self.found(tx, None, most).await?.len()));
        }
        let none: (Option<Vec<u8>>, Option<i64>) = (None, None);
        // Whatever the order: an index alone may tell how many there are.
        let (rows, ordered) = self.sql.rsplit_once(ORDER).unwrap_or((self.sql, ""));
        let limit = ordered.split_once('\n').map_or("", |(_, limit)| limit);
        let sql = format!("SELECT count(*) FROM ({rows}\n{limit}) s");
        let row = query_one(tx, &sql, &self.values([&none.0, &none.1, &most])).await?;
        Ok(row.map_or(0, |row| row.get(0)))
    }

    /// The rows of a page, and the cursor behind it if another one follows.
    pub async fn page(
        &self,
        tx: &Transaction<'_>,
        list: ListId,
        page: &PageRequest,
    ) -> Result<(Vec<Row>, Option<Cursor>), Failure> {
        let rows = match &self.text {
            Some(text) if text.sort == Sort::Relevance => {
                ranked::rows(tx, (self, text), Place::after(list, page.after.as_ref())?).await?
            }
            Some(_) => {
                let after = Place::after(list, page.after.as_ref())?.map(|place| (place.order, place.number));
                self.found(tx, after, Some(limit_of(page.limit))).await?
            }
            None => {
                let after = match self.kind {
                    Kind::Article => list.article_place(page.after.as_ref())?.map(|place| (place, 0)),
                    Kind::Claim | Kind::Figure => list.item_place(page.after.as_ref())?,
                };
                self.found(tx, after, Some(limit_of(page.limit))).await?
            }
        };
        let (shown, more) = cut(rows, page.limit, |row| (row.id(), row.weight));
        let next = shown.last().filter(|_| more).map(|last| self.cursor(list, last));
        Ok((shown, next))
    }

    fn cursor(&self, list: ListId, Row { place, number, score, .. }: &Row) -> Cursor {
        match (&self.text, self.kind) {
            (Some(text), _) => Place::new(*score, text.sort, *place, *number).cursor(list),
            (None, Kind::Article) => list.cursor(&place.0),
            (None, Kind::Claim | Kind::Figure) => list.cursor(&item_place(place, *number)),
        }
    }
}

fn is_in(text: &TextFilter, kind: Kind, article: &AnalysedArticle, number: u32) -> bool {
    let fields = Fields::of(&article.article);
    let headed = article.article.content.headed();
    let spans = match kind {
        Kind::Article => return matches(&text.query, kind, &fields),
        Kind::Claim => {
            article.analysis.claims.iter().find(|claim| claim.id.0 == number).map(|claim| claim.spans.clone())
        }
        Kind::Figure => {
            let figure = article.analysis.figures.iter().find(|figure| figure.id.0 == number);
            figure.map(|figure| vec![sentence_of(article, figure)])
        }
    };
    spans.is_some_and(|spans| matches(&text.query, kind, &fields.with_text(fields.inside(headed, &spans))))
}

fn lost(row: &Row) -> StoreError {
    StoreError::Corrupt(format!("article {} is listed and not there", row.id()))
}

/// See [`crate::store::ArticleStore::list_articles`].
pub async fn list_articles(
    tx: &Transaction<'_>,
    filter: &ArticleFilter,
    page: &PageRequest,
) -> Result<Page<Arc<Article>>, Failure> {
    let Some(list) = List::articles(filter) else { return Ok(Page { items: Vec::new(), next: None }) };
    let (rows, next) = list.page(tx, filter.list(), page).await?;
    let ids: Vec<ArticleId> = rows.iter().map(Row::id).collect();
    let read = texts(tx, &ids).await?;
    let items = rows.iter().map(|row| read.get(&row.id()).cloned().ok_or_else(|| lost(row)));
    Ok(Page { items: items.collect::<Result<_, _>>()?, next })
}

async fn hits<T>(
    tx: &Transaction<'_>,
    rows: &[Row],
    hit: impl Fn(Arc<AnalysedArticle>, &Row) -> T,
) -> Result<Vec<T>, Failure> {
    let ids: BTreeSet<ArticleId> = rows.iter().map(Row::id).collect();
    let read = articles(tx, ids.into_iter().collect()).await?;
    let hits = rows.iter().map(|row| read.get(&row.id()).cloned().map(|read| hit(read, row)).ok_or_else(|| lost(row)));
    Ok(hits.collect::<Result<_, _>>()?)
}

/// See [`crate::store::ArticleStore::list_claims`].
pub async fn list_claims(
    tx: &Transaction<'_>,
    filter: &ClaimFilter,
    page: &PageRequest,
) -> Result<Page<ClaimHit>, Failure> {
    let Some(list) = List::claims(filter) else { return Ok(Page { items: Vec::new(), next: None }) };
    let (rows, next) = list.page(tx, ListId::new("claims", filter), page).await?;
    let hit = |article, row: &Row| ClaimHit { article, claim: ClaimId(row.number), score: row.score };
    Ok(Page { items: hits(tx, &rows, hit).await?, next })
}

/// How many figures a filter lets through, `most` at most.
pub async fn count_figures(tx: &Transaction<'_>, filter: &FigureFilter, most: i64) -> Result<i64, Failure> {
    let Some(list) = List::figures(tx, filter).await? else { return Ok(0) };
    list.count(tx, Some(most)).await
}

/// See [`crate::store::ArticleStore::list_figures`].
pub async fn list_figures(
    tx: &Transaction<'_>,
    filter: &FigureFilter,
    page: &PageRequest,
) -> Result<Page<FigureHit>, Failure> {
    let Some(list) = List::figures(tx, filter).await? else { return Ok(Page { items: Vec::new(), next: None }) };
    let (rows, next) = list.page(tx, ListId::new("figures", filter), page).await?;
    let hit = |article, row: &Row| FigureHit { article, figure: FigureId(row.number), score: row.score };
    Ok(Page { items: hits(tx, &rows, hit).await?, next })
}
