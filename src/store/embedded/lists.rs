//! Lists of articles, claims and figures, and sentiment over time.

use std::sync::Arc;

use super::entries::{Brief, ClaimDigest, EntityItems, EntityPosting, Numbers};
use super::postings::Intersection;
use super::values::Values;
use super::view::View;
use super::{copies, keys};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{ClaimId, FigureId};
use crate::store::facts::FixedScore;
use crate::store::filter_evaluation::{
    FigureFacts, article_passes, claim_passes, claims_of_article_pass, figure_passes, figures_of_article_pass,
};
use crate::store::fullness::Fullness;
use crate::store::record::unpack_article;
use crate::store::sort_key::{ListId, SortKey, item_place};
use crate::store::tally::SentimentBuckets;
use crate::store::{
    ArticleFilter, Bucket, ClaimFilter, ClaimHit, FigureFilter, FigureHit, Interval, Page, PageRequest,
    SentimentFilter, StoreError,
};

/// The articles that pass a filter, newest first.
struct Passing<'a> {
    tree: &'a View<'a>,
    filter: &'a ArticleFilter,
    found: Intersection<'a>,
    /// What the entity lists, which come first, must say of an article; `None` when the article itself must be asked.
    checks: Vec<fn(&EntityPosting) -> Option<bool>>,
}

impl<'a> Passing<'a> {
    fn new(tree: &'a View<'a>, filter: &'a ArticleFilter) -> Self {
        let ArticleFilter { source, language, entity, speaker, analyzer, range, text: _, fold: _ } = filter;
        let mut found = Intersection::new(tree, range);
        let mut checks: Vec<fn(&EntityPosting) -> Option<bool>> = Vec::new();
        if let Some(id) = entity {
            found.and(keys::of_text(keys::BY_ENTITY, &id.0));
            checks.push(|posting| Some(posting.counts.is_some()));
        }
        if let Some(id) = speaker {
            found.and(keys::of_text(keys::BY_ENTITY, &id.0));
            checks.push(|posting| posting.items.as_ref().map(|items| !items.claims_made.is_empty()));
        }
        let language = language.as_ref().map(|language| language.to_ascii_lowercase());
        for (family, text) in [(keys::BY_SOURCE, source), (keys::BY_LANGUAGE, &language)] {
            if let Some(text) = text {
                found.and(keys::of_text(family, text));
            }
        }
        and_read_by(&mut found, analyzer.as_deref());
        if found.is_unrestricted() {
            found.and(keys::BY_DATE.to_vec());
        }
        Self { tree, filter, found, checks }
    }

    fn next(&mut self) -> Result<Option<SortKey>, StoreError> {
        while let Some(order) = self.found.next()? {
            let mut passes = Some(true);
            for (list, check) in self.checks.iter().enumerate() {
                for posting in self.found.values::<EntityPosting>(list, &order)? {
                    passes = passes.and_then(|so_far| Some(check(&posting)? && so_far));
                }
            }
            let passes = match passes {
                Some(passes) => passes,
                None => article_passes(self.filter, &*load(self.tree, &order)?),
            };
            if passes {
                return Ok(Some(order));
            }
        }
        Ok(None)
    }
}

/// Only articles that one of these analyzers has read; whether it was said which.
fn and_read_by(found: &mut Intersection<'_>, any: Option<&[AnalyzerInfo]>) -> bool {
    if let Some(any) = any {
        found.and_any(any.iter().map(keys::read_by).collect());
    }
    any.is_some()
}

/// See [`crate::store::ArticleStore::list_articles`].
pub fn articles(tree: &View<'_>, filter: &ArticleFilter, page: &PageRequest) -> Result<Page<Arc<Article>>, StoreError> {
    let list = filter.list();
    let mut passing = Passing::new(tree, filter);
    if let Some(after) = list.article_place(page.after.as_ref())? {
        passing.found.start_at(after.next());
    }
    let mut items = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown = None;
    while let Some(order) = passing.next()? {
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
    let mut passing = Passing::new(tree, filter);
    let mut count = 0;
    while passing.next()?.is_some() {
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

fn load(tree: &View<'_>, order: &SortKey) -> Result<Arc<AnalysedArticle>, StoreError> {
    tree.article(order.id())?.map(Arc::new).ok_or_else(|| points_nowhere(order))
}

/// Numbers of claims or figures out of an entity's posting.
type Take = fn(EntityItems) -> Vec<u32>;

/// What a list of an intersection tells about claims or figures inside an article.
enum Tells<F> {
    /// Nothing.
    Nothing,
    /// Which are in the list.
    Numbers,
    /// Those of an entity that this function takes.
    Entity(Take),
    /// Those of a digest that this function lets through.
    Digest(F),
}

/// The numbers inside the present article that all lists agree on; `None` when a posting is too long to tell.
fn agreed<D: crate::store::codec::Stored, F: Fn(D) -> Numbers>(
    found: &Intersection<'_>,
    tells: &[Tells<F>],
    at: &SortKey,
) -> Result<Option<Numbers>, StoreError> {
    let mut agreed: Option<Numbers> = None;
    for (list, tells) in tells.iter().enumerate() {
        let mut numbers = Numbers::new();
        match tells {
            Tells::Nothing => continue,
            Tells::Numbers => {
                for brief in found.values::<Brief<Vec<u32>>>(list, at)? {
                    let Some(some) = brief else { return Ok(None) };
                    numbers.extend(some);
                }
            }
            Tells::Entity(take) => {
                for posting in found.values::<EntityPosting>(list, at)? {
                    let Some(items) = posting.items else { return Ok(None) };
                    numbers.extend(take(items));
                }
            }
            Tells::Digest(pass) => {
                for brief in found.values::<Brief<D>>(list, at)? {
                    let Some(digest) = brief else { return Ok(None) };
                    numbers.extend(pass(digest));
                }
            }
        }
        agreed = Some(match agreed {
            Some(others) => &others & &numbers,
            None => numbers,
        });
    }
    Ok(agreed)
}

/// A page of claims or figures.
fn items<T, D: crate::store::codec::Stored, F: Fn(D) -> Numbers>(
    tree: &View<'_>,
    (mut found, tells): (Intersection<'_>, Vec<Tells<F>>),
    (list, page): (ListId, &PageRequest),
    is_folded: impl Fn(&SortKey) -> Result<bool, StoreError>,
    passing: impl Fn(&AnalysedArticle) -> Numbers,
    hit: impl Fn(Arc<AnalysedArticle>, u32) -> T,
) -> Result<Page<T>, StoreError> {
    let after = list.item_place(page.after.as_ref())?;
    if let Some((order, _)) = after {
        found.start_at(Some(order));
    }
    let mut items = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown = None;
    while let Some(order) = found.next()? {
        if is_folded(&order)? {
            continue;
        }
        let mut article = None;
        let mut numbers = match agreed(&found, &tells, &order)? {
            Some(numbers) => numbers,
            None => passing(article.insert(load(tree, &order)?)),
        };
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
    let ClaimFilter { speaker, about, kind, certainty, has_figure, source, analyzer, range, text: _, fold } = filter;
    let mut found = Intersection::new(tree, range);
    let mut tells = Vec::new();
    if let Some(speakers) = speaker {
        found.and_any(speakers.iter().map(|id| keys::of_text(keys::BY_ENTITY, &id.0)).collect());
        tells.push(Tells::Entity(|items| items.claims_made));
    }
    if let Some(about) = about {
        found.and(keys::of_text(keys::BY_ENTITY, &about.0));
        tells.push(Tells::Entity(|items| items.claims_about));
    }
    for list in [kind.map(keys::of_claim_kind), certainty.map(keys::of_certainty)].into_iter().flatten() {
        found.and(list);
        tells.push(Tells::Numbers);
    }
    let has_figure = *has_figure;
    if found.is_unrestricted() || has_figure.is_some() {
        found.and(keys::CLAIMS.to_vec());
        tells.push(Tells::Digest(move |ClaimDigest { plain, with_figures }: ClaimDigest| {
            let plain = plain.into_iter().filter(|_| has_figure != Some(true));
            plain.chain(with_figures.into_iter().filter(|_| has_figure != Some(false))).collect()
        }));
    }
    if let Some(source) = source {
        found.and(keys::of_text(keys::BY_SOURCE, source));
        tells.push(Tells::Nothing);
    }
    if and_read_by(&mut found, analyzer.as_deref()) {
        tells.push(Tells::Nothing);
    }
    let passing = |article: &AnalysedArticle| {
        article.analysis.claims.iter().filter(|claim| claim_passes(filter, claim)).map(|claim| claim.id.0).collect()
    };
    let hit = |article, number| ClaimHit { article, claim: ClaimId(number), score: 0.0 };
    let listed = |article: &AnalysedArticle| claims_of_article_pass(filter, article);
    let folded = |order: &SortKey| Ok(*fold && is_folded(tree, order, listed)?);
    items(tree, (found, tells), (ListId::new("claims", filter), page), folded, passing, hit)
}

/// See [`crate::store::ArticleStore::list_figures`].
pub fn figures(tree: &View<'_>, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
    let FigureFilter { kind, unit, min, max, measures, entity, speaker, source, analyzer, range, text: _, .. } = filter;
    let mut found = Intersection::new(tree, range);
    let mut tells = Vec::new();
    let takes: [(_, Take); 2] = [(speaker, |items| items.figures_told), (entity, |items| items.figures_about)];
    for (id, take) in takes {
        if let Some(id) = id {
            found.and(keys::of_text(keys::BY_ENTITY, &id.0));
            tells.push(Tells::Entity(take));
        }
    }
    let unit = unit.as_ref().map(|unit| keys::of_text(keys::FIGURES_BY_UNIT, unit));
    for list in [unit, kind.map(keys::of_figure_kind)].into_iter().flatten() {
        found.and(list);
        tells.push(Tells::Numbers);
    }
    let (min, max, measures) = (*min, *max, measures.as_deref());
    if found.is_unrestricted() || min.is_some() || max.is_some() || measures.is_some() {
        found.and(keys::FIGURES.to_vec());
        tells.push(Tells::Digest(move |digest: Vec<FigureFacts>| {
            digest.into_iter().filter(|facts| facts.pass(min, max, measures)).map(|facts| facts.number).collect()
        }));
    }
    if let Some(source) = source {
        found.and(keys::of_text(keys::BY_SOURCE, source));
        tells.push(Tells::Nothing);
    }
    if and_read_by(&mut found, analyzer.as_deref()) {
        tells.push(Tells::Nothing);
    }
    let passing = |article: &AnalysedArticle| {
        let passing = article.analysis.figures.iter().filter(|figure| figure_passes(filter, figure));
        passing.map(|figure| figure.id.0).collect()
    };
    let hit = |article, number| FigureHit { article, figure: FigureId(number), score: 0.0 };
    let listed = |article: &AnalysedArticle| figures_of_article_pass(filter, article);
    let folded = |order: &SortKey| Ok(filter.fold && is_folded(tree, order, listed)?);
    items(tree, (found, tells), (ListId::new("figures", filter), page), folded, passing, hit)
}

/// See [`crate::store::ArticleStore::sentiment`].
pub fn sentiment(tree: &View<'_>, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
    let mut found = Intersection::new(tree, &filter.range);
    if let Some(id) = &filter.entity {
        found.and(keys::of_text(keys::BY_ENTITY, &id.0));
    }
    if let Some(source) = &filter.source {
        found.and(keys::of_text(keys::BY_SOURCE, source));
    }
    if found.is_unrestricted() {
        found.and(keys::BY_DATE.to_vec());
    }
    let mut buckets = SentimentBuckets::default();
    while let Some(order) = found.next()? {
        let scores = if filter.entity.is_some() {
            let postings = found.values::<EntityPosting>(0, &order)?.into_iter();
            postings.filter_map(|posting| posting.counts).map(|counts| counts.sentiment).collect()
        } else {
            found.values::<FixedScore>(0, &order)?
        };
        for score in scores {
            buckets.add(order.at(), interval, score);
        }
    }
    Ok(buckets.buckets())
}
