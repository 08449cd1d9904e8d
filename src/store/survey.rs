//! What a list holds as a whole: how many items, and what they have in common.
//!
//! How many there are a store knows best ([`ArticleStore::total`]). What they have in common is counted by walking the list
//! itself, the newest items first, whatever the store: so a count can never say anything else than the list does. No more
//! items are walked than one answer may cost; a count says of how many items it is.
//!
//! Deliberately absent: counts kept for every value of every filter, which each write would have to change.

use std::collections::BTreeMap;

use super::facts::speaker_of;
use super::search::Sort;
use super::{
    ArticleFilter, ArticleStore, ClaimFilter, ClaimHit, ConflictFilter, Cursor, EntityFilter, FigureFilter, FigureHit,
    PageRequest, StoreError,
};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::EntityId;

/// So many items are counted for facets.
pub const MOST_COUNTED: usize = 2_000;

/// So many values of a facet are told.
pub const MOST_VALUES: usize = 20;

/// A list of which something is asked as a whole.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is the list of that name")]
pub enum Surveyed {
    Articles(ArticleFilter),
    Entities(EntityFilter),
    Claims(ClaimFilter),
    Figures(FigureFilter),
    Conflicts(ConflictFilter),
}

/// How many items a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// So many.
    pub items: u64,
    /// Whether they were counted; else it is an estimate.
    pub is_exact: bool,
}

/// What items can have in common. Each is named as the filter that narrows a list to one of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// The source of the article.
    Source,
    /// The language that was sent with the article.
    Language,
    /// The month that the article is dated in, in UTC: a value of `from` and `to`.
    Month,
    /// Who speaks.
    Speaker,
    /// The kind of a claim or figure.
    Kind,
    /// How sure a claim is.
    Certainty,
    /// The unit of a figure.
    Unit,
    /// What a figure measures.
    Measures,
    /// The type of an entity.
    Type,
}

impl Facet {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Source,
        Self::Language,
        Self::Month,
        Self::Speaker,
        Self::Kind,
        Self::Certainty,
        Self::Unit,
        Self::Measures,
        Self::Type,
    ];
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// As the filter takes it.
    pub value: String,
    /// A name for readers, where the value is none.
    pub label: Option<String>,
    /// Items that have it.
    pub count: u64,
}

/// What items have in common in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// In which.
    pub facet: Facet,
    /// Values, the most frequent first, [`MOST_VALUES`] at most.
    pub values: Vec<FacetValue>,
    /// Items with other values.
    pub others: u64,
}

/// What is told of a list as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// How many items it has.
    pub total: Total,
    /// Of so many, its newest, the facets are.
    pub counted: u64,
    /// What they have in common.
    pub facets: Vec<FacetCounts>,
}

impl Survey {
    /// That of a list that can't hold anything.
    #[must_use]
    pub fn empty(facets: &[Facet]) -> Self {
        Counter::new(facets).told(Total { items: 0, is_exact: true })
    }
}

/// Looks at a list as a whole; costs a page of [`MOST_COUNTED`] items at most, and a total.
///
/// # Errors
/// Those of the store's lists.
pub async fn survey(store: &dyn ArticleStore, list: &Surveyed, facets: &[Facet]) -> Result<Survey, StoreError> {
    let mut counter = Counter::new(facets);
    let mut total = None;
    if facets.is_empty() {
        let known = store.total(list).await?;
        if known.is_exact || known.items > MOST_COUNTED as u64 {
            return Ok(counter.told(known));
        }
        total = Some(known);
    }
    if walk(store, list, MOST_COUNTED, &mut counter).await? {
        let items = counter.counted;
        return Ok(counter.told(Total { items, is_exact: true }));
    }
    let total = match total {
        Some(total) => total,
        None => store.total(list).await?,
    };
    // More were seen than an estimate may say, and one at least follows.
    let items = if total.is_exact { total.items } else { total.items.max(counter.counted + 1) };
    Ok(counter.told(Total { items, ..total }))
}

/// The total of a list, counted item by item; for stores where that is cheap.
pub(super) async fn counted(store: &dyn ArticleStore, list: &Surveyed) -> Result<Total, StoreError> {
    let mut counter = Counter::new(&[]);
    walk(store, list, usize::MAX, &mut counter).await?;
    Ok(Total { items: counter.counted, is_exact: true })
}

/// Counts the items of a list, in the order of time; whether that were all.
async fn walk(
    store: &dyn ArticleStore,
    list: &Surveyed,
    most: usize,
    counter: &mut Counter,
) -> Result<bool, StoreError> {
    let list = by_date(list.clone());
    let mut after = None;
    loop {
        let left = most - usize::try_from(counter.counted).unwrap_or(most).min(most);
        after = counter.page(store, &list, &PageRequest { limit: left.clamp(1, PAGE), after }).await?;
        if after.is_none() || counter.counted >= most as u64 {
            return Ok(after.is_none());
        }
    }
}

/// Items of a page; what is walked is dropped with it.
const PAGE: usize = 500;

fn by_date(mut list: Surveyed) -> Surveyed {
    let text = match &mut list {
        Surveyed::Articles(filter) => &mut filter.text,
        Surveyed::Claims(filter) => &mut filter.text,
        Surveyed::Figures(filter) => &mut filter.text,
        Surveyed::Entities(_) | Surveyed::Conflicts(_) => return list,
    };
    if let Some(text) = text {
        text.sort = Sort::Date;
    }
    list
}

/// How many items have a value, and the label that it has.
type Values = BTreeMap<String, (u64, Option<String>)>;

/// Counts items by value.
struct Counter {
    counted: u64,
    facets: Vec<(Facet, Values)>,
}

impl Counter {
    fn new(facets: &[Facet]) -> Self {
        Self { counted: 0, facets: facets.iter().map(|facet| (*facet, BTreeMap::new())).collect() }
    }

    async fn page(
        &mut self,
        store: &dyn ArticleStore,
        list: &Surveyed,
        request: &PageRequest,
    ) -> Result<Option<Cursor>, StoreError> {
        match list {
            Surveyed::Articles(filter) => {
                let page = store.list_articles(filter, request).await?;
                page.items.iter().for_each(|article| self.add(|facet| of_article(facet, article)));
                Ok(page.next)
            }
            Surveyed::Entities(filter) => {
                let page = store.list_entities(filter, request).await?;
                page.items.iter().for_each(|found| {
                    self.add(|facet| (facet == Facet::Type).then(|| plain(found.kind.as_str())));
                });
                Ok(page.next)
            }
            Surveyed::Conflicts(filter) => {
                let page = store.list_conflicts(filter, request).await?;
                page.items.iter().for_each(|conflict| self.add_figure(&conflict.newer));
                Ok(page.next)
            }
            Surveyed::Claims(filter) => {
                let page = store.list_claims(filter, request).await?;
                page.items.iter().for_each(|hit| self.add_claim(hit));
                Ok(page.next)
            }
            Surveyed::Figures(filter) => {
                let page = store.list_figures(filter, request).await?;
                page.items.iter().for_each(|hit| self.add_figure(hit));
                Ok(page.next)
            }
        }
    }

    fn add_claim(&mut self, ClaimHit { article, claim, .. }: &ClaimHit) {
        let Some(claim) = article.analysis.claims.iter().find(|one| one.id == *claim) else { return };
        self.add(|facet| match facet {
            Facet::Kind => Some(plain(claim.kind.as_str())),
            Facet::Certainty => Some(plain(claim.certainty.as_str())),
            Facet::Speaker => speaker_of(claim).map(|id| named(article, id)),
            _ => of_article(facet, &article.article),
        });
    }

    fn add_figure(&mut self, FigureHit { article, figure, .. }: &FigureHit) {
        let Some(figure) = article.analysis.figures.iter().find(|one| one.id == *figure) else { return };
        self.add(|facet| match facet {
            Facet::Kind => Some(plain(figure.kind.as_str())),
            Facet::Unit => figure.unit.as_deref().map(plain),
            Facet::Measures => figure.measures.as_deref().map(plain),
            Facet::Speaker => figure.speaker.as_ref().map(|id| named(article, id)),
            _ => of_article(facet, &article.article),
        });
    }

    fn add(&mut self, value: impl Fn(Facet) -> Option<Value>) {
        self.counted += 1;
        for (facet, counts) in &mut self.facets {
            let Some((value, label)) = value(*facet) else { continue };
            let (count, known) = counts.entry(value).or_default();
            *count += 1;
            // The longest name says most, whatever the order.
            if label.as_ref().map(|label| (label.len(), label)) > known.as_ref().map(|known| (known.len(), known)) {
                *known = label;
            }
        }
    }

    fn told(self, total: Total) -> Survey {
        let facets = self.facets.into_iter().map(|(facet, counts)| {
            let values = counts.into_iter().map(|(value, (count, label))| FacetValue { value, label, count });
            let mut values: Vec<_> = values.collect();
            values.sort_by_key(|value| std::cmp::Reverse(value.count));
            let others = values.iter().skip(MOST_VALUES).map(|value| value.count).sum();
            values.truncate(MOST_VALUES);
            FacetCounts { facet, values, others }
        });
        Survey { total, counted: self.counted, facets: facets.collect() }
    }
}

/// A value with its label.
type Value = (String, Option<String>);

fn plain(value: &str) -> Value {
    (value.to_owned(), None)
}

fn named(article: &AnalysedArticle, id: &EntityId) -> Value {
    let entity = article.analysis.entities.iter().find(|entity| entity.id == *id);
    (id.0.clone(), entity.map(|entity| entity.name.clone()))
}

fn of_article(facet: Facet, article: &Article) -> Option<Value> {
    match facet {
        Facet::Source => article.content.source.as_deref().map(plain),
        Facet::Language => article.content.language.as_deref().map(plain),
        Facet::Month => Some((article.dated_at().strftime("%Y-%m").to_string(), None)),
        _ => None,
    }
}
