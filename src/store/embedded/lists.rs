//! Lists of articles, claims and figures, and sentiment over time.

use std::sync::Arc;

use super::index::list_keys;
use super::inside::{self, Inside};
use super::postings::{Intersection, Matching};
use super::values::Values;
use super::view::View;
use super::{by_day, copies, keys};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::analysis::{ClaimId, FigureId};
use crate::store::calendar::date_of;
use crate::store::facts::EntityCounts;
use crate::store::filter_evaluation::{article_passes, claims_of_article_pass, figures_of_article_pass};
use crate::store::fullness::Fullness;
use crate::store::record::unpack_article;
use crate::store::sort_key::{ListId, SortKey, item_place};
use crate::store::tally::SentimentBuckets;
use crate::store::{
    ArticleFilter, Bucket, ClaimFilter, ClaimHit, FigureFilter, FigureHit, Interval, Page, PageRequest,
    SentimentFilter, StoreError,
};

/// The articles that pass a filter, newest first.
pub fn passing<'a>(tree: &'a View<'a>, filter: &ArticleFilter) -> Intersection<'a> {
    let ArticleFilter { source, language, entity, speaker, analyzer, range, text: _, fold: _ } = filter;
    let mut found = Intersection::new(tree, range);
    if let Some(id) = speaker {
        let prefixes = vec![keys::of_text(list_keys::CLAIMS_MADE, &id.0)];
        found.and_matching(Matching { prefixes, is_wanted: Box::new(|_| true), whole: None });
    }
    let language = language.as_ref().map(|language| language.to_ascii_lowercase());
    let entity = entity.as_ref().map(|id| &id.0);
    for (family, text) in [
        (list_keys::BY_ENTITY, entity),
        (list_keys::BY_SOURCE, source.as_ref()),
        (list_keys::BY_LANGUAGE, language.as_ref()),
    ] {
        if let Some(text) = text {
            found.and(keys::of_text(family, text));
        }
    }
    inside::and_read_by(&mut found, analyzer.as_deref());
    if found.is_unrestricted() {
        found.and(list_keys::BY_DATE.to_vec());
    }
    found
}

/// See [`crate::store::ArticleStore::list_articles`].
pub fn articles(tree: &View<'_>, filter: &ArticleFilter, page: &PageRequest) -> Result<Page<Arc<Article>>, StoreError> {
    let list = filter.list();
    let mut found = passing(tree, filter);
    if let Some(after) = list.article_place(page.after.as_ref())? {
        found.start_at(after.next());
    }
    let mut items = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown = None;
    while let Some(order) = found.next()? {
        if filter.fold && is_folded(tree, &order, |article| article_passes(filter, article))? {
            continue;
        }
        if full.refuses(true) {
            return Ok(Page { items, next: shown.map(|order: SortKey| list.cursor(&order.0)) });
        }
        let record = tree.record(&keys::record(keys::ARTICLE, order.id()))?;
        let record = record.ok_or_else(|| points_nowhere(&order))?;
        let article = unpack_article(&record)?;
        full.add(Some(&article));
        items.push(Arc::new(article));
        shown = Some(order);
    }
    Ok(Page { items, next: None })
}

/// See [`crate::store::ArticleStore::count_articles`].
pub fn count_articles(tree: &View<'_>, filter: &ArticleFilter) -> Result<u64, StoreError> {
    let mut found = passing(tree, filter);
    let mut count = 0;
    while found.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// Whether an earlier copy of an article is listed as well: one that passes.
pub fn is_folded(
    tree: &View<'_>,
    order: &SortKey,
    passes: impl Fn(&AnalysedArticle) -> bool,
) -> Result<bool, StoreError> {
    copies::is_folded(tree, order.id(), |id| Ok(tree.article(id)?.is_some_and(|article| passes(&article))))
}

fn points_nowhere(order: &SortKey) -> StoreError {
    StoreError::Corrupt(format!("an index names article {}, which is not there", order.id()))
}

/// The article of a place that an index names.
pub fn load(tree: &View<'_>, order: &SortKey) -> Result<Arc<AnalysedArticle>, StoreError> {
    tree.article(order.id())?.map(Arc::new).ok_or_else(|| points_nowhere(order))
}

/// A page of claims or figures.
fn items<T>(
    tree: &View<'_>,
    mut inside: Inside<'_>,
    (list, page): (ListId, &PageRequest),
    is_folded: impl Fn(&SortKey) -> Result<bool, StoreError>,
    hit: impl Fn(Arc<AnalysedArticle>, u32) -> T,
) -> Result<Page<T>, StoreError> {
    let after = list.item_place(page.after.as_ref())?;
    if let Some((order, _)) = after {
        inside.articles.start_at(Some(order));
    }
    let mut items = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown = None;
    while let Some(order) = inside.articles.next()? {
        if is_folded(&order)? {
            continue;
        }
        let mut article = None;
        let mut numbers = inside.agreed()?;
        if let Some((start, number)) = after.filter(|(start, _)| *start == order) {
            debug_assert_eq!(start, order);
            numbers.retain(|n| *n > number);
        }
        for number in numbers {
            let is_new = shown.is_none_or(|(before, _)| before != order);
            if full.refuses(is_new) {
                return Ok(Page { items, next: shown.map(|(order, number)| list.cursor(&item_place(&order, number))) });
            }
            let loaded = match &article {
                Some(loaded) => Arc::clone(loaded),
                None => article.insert(load(tree, &order)?).clone(),
            };
            full.add(is_new.then_some(&loaded.article));
            items.push(hit(loaded, number));
            shown = Some((order, number));
        }
    }
    Ok(Page { items, next: None })
}

/// See [`crate::store::ArticleStore::list_claims`].
pub fn claims(tree: &View<'_>, filter: &ClaimFilter, page: &PageRequest) -> Result<Page<ClaimHit>, StoreError> {
    let hit = |article, number| ClaimHit { article, claim: ClaimId(number), score: 0.0 };
    let listed = |article: &AnalysedArticle| claims_of_article_pass(filter, article);
    let folded = |order: &SortKey| Ok(filter.fold && is_folded(tree, order, listed)?);
    items(tree, inside::claims(tree, filter), (ListId::new("claims", filter), page), folded, hit)
}

/// See [`crate::store::ArticleStore::list_figures`].
pub fn figures(tree: &View<'_>, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
    let hit = |article, number| FigureHit { article, figure: FigureId(number), score: 0.0 };
    let listed = |article: &AnalysedArticle| figures_of_article_pass(filter, article);
    let folded = |order: &SortKey| Ok(filter.fold && is_folded(tree, order, listed)?);
    items(tree, inside::figures(tree, filter), (ListId::new("figures", filter), page), folded, hit)
}

/// See [`crate::store::ArticleStore::sentiment`].
pub fn sentiment(tree: &View<'_>, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
    let entity = filter.entity.as_ref().map(|id| keys::of_text(list_keys::BY_ENTITY, &id.0));
    let source = filter.source.as_ref().map(|source| keys::of_text(list_keys::BY_SOURCE, source));
    let mut buckets = SentimentBuckets::default();
    if let (Some(entity), Some(source)) = (&entity, &source) {
        let mut found = Intersection::new(tree, &filter.range);
        found.and(entity.clone());
        found.and(source.clone());
        found.each_in_part(|_, _, present| {
            for counts in present.values::<EntityCounts>(0)? {
                buckets.add(present.place().at(), interval, counts.sentiment);
            }
            Ok(())
        })?;
        return Ok(buckets.buckets());
    }
    let list = entity.or(source);
    for (day, sum) in by_day::sums(tree, list.as_deref().unwrap_or(list_keys::BY_DATE), &filter.range)? {
        let labels = [sum.positive, sum.neutral, sum.negative, sum.mixed];
        buckets.add_day(date_of(day), interval, (sum.articles, sum.score, labels));
    }
    Ok(buckets.buckets())
}
