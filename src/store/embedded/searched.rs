//! Lists of what a search finds: the index proposes places, the archive says what stands there.

use std::sync::Arc;

use super::lists::is_folded;
use super::values::Values;
use super::view::View;
use super::{analyzers, keys};
use crate::article::{AnalysedArticle, Article};
use crate::store::filter_evaluation::{
    article_passes, claim_passes, claims_of_article_pass, figure_passes, figures_of_article_pass, is_read_by,
};
use crate::store::fullness::Fullness;
use crate::store::record::unpack_article;
use crate::store::search::index::{Request, SearchIndex};
use crate::store::search::matching::{self, Kind, inside, sentence_of};
use crate::store::search::words::read;
use crate::store::search::{Place, Sort, TextFilter, tags};
use crate::store::sort_key::ListId;
use crate::store::{
    ArticleFilter, ClaimFilter, ClaimHit, DateRange, FigureFilter, FigureHit, Page, PageRequest, StoreError,
};
use crate::text::Span;

/// Places that are asked for at once, at most.
const MOST: usize = 1_000;

/// A page of what the index proposes and `look` finds in the archive; with each item the article it brings along.
fn page<T>(
    index: &SearchIndex,
    request: &Request<'_>,
    (list, page): (ListId, &PageRequest),
    mut look: impl FnMut(&Place) -> Result<Option<T>, StoreError>,
    article: impl Fn(&T) -> &Article,
) -> Result<Page<T>, StoreError> {
    let mut after = Place::after(list, page.after.as_ref())?;
    let mut items: Vec<T> = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown: Option<Place> = None;
    let mut batch = page.limit + 1;
    loop {
        let places = index.search(request, after, batch)?;
        for place in &places {
            // Only what the archive has can be on another page; the index may know less than the filter asks.
            let Some(item) = look(place)? else { continue };
            let is_new = shown.is_none_or(|before| before.order != place.order);
            if full.refuses(is_new) {
                return Ok(Page { items, next: shown.map(|place| place.cursor(list)) });
            }
            full.add(is_new.then(|| article(&item)));
            items.push(item);
            shown = Some(*place);
        }
        if places.len() < batch {
            return Ok(Page { items, next: None });
        }
        after = places.last().copied();
        batch = (batch * 2).min(MOST);
    }
}

fn request(text: &TextFilter, kind: Kind, tags: tags::Wanted, range: DateRange) -> Request<'_> {
    Request { kind, query: &text.query, sort: text.sort, tags, range }
}

/// The articles that a search finds.
pub fn articles(
    tree: &View<'_>,
    index: &SearchIndex,
    (filter, text): (&ArticleFilter, &TextFilter),
    request_page: &PageRequest,
) -> Result<Page<Arc<Article>>, StoreError> {
    let request = request(text, Kind::Article, tags::for_articles(filter), filter.range);
    let look = |place: &Place| {
        let folded = || {
            let is_folded = filter.fold && is_folded(tree, &place.order, |article| article_passes(filter, article))?;
            Ok::<_, StoreError>(is_folded)
        };
        if !is_wanted(tree, filter, place)? || folded()? {
            return Ok(None);
        }
        let record = tree.record(&keys::record(keys::ARTICLE, place.order.id()))?;
        record.map(|record| unpack_article(&record).map(Arc::new)).transpose()
    };
    page(index, &request, (filter.list(), request_page), look, |article| article)
}

/// Whether the analyzer of an article that the index names is one of those wanted; the index knows nothing of it.
fn is_wanted(tree: &View<'_>, filter: &ArticleFilter, place: &Place) -> Result<bool, StoreError> {
    filter.analyzer.as_deref().map_or(Ok(true), |any| analyzers::one_has_read(tree, any, &place.order))
}

/// How many articles a search finds, without reading them.
pub fn count_articles(
    tree: &View<'_>,
    index: &SearchIndex,
    (filter, text): (&ArticleFilter, &TextFilter),
) -> Result<u64, StoreError> {
    let by_date = TextFilter { sort: Sort::Date, ..text.clone() };
    let request = request(&by_date, Kind::Article, tags::for_articles(filter), filter.range);
    let (mut after, mut count) = (None, 0);
    loop {
        let places = index.search(&request, after, MOST)?;
        for place in &places {
            let is_there = tree.index().find(&place.order)?.is_some();
            count += u64::from(is_there && is_wanted(tree, filter, place)?);
        }
        if places.len() < MOST {
            return Ok(count);
        }
        after = places.last().copied();
    }
}

/// The article of the last place, as what is found in one article often follows each other.
#[derive(Default)]
pub struct Kept(Option<Arc<AnalysedArticle>>);

impl Kept {
    /// The article of a place.
    pub fn article(&mut self, tree: &View<'_>, place: &Place) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        let id = place.order.id();
        if self.0.as_ref().is_none_or(|kept| kept.article.id != id) {
            self.0 = tree.article(id)?.map(Arc::new);
        }
        Ok(self.0.clone())
    }
}

/// Whether a search still finds these stretches of an article.
fn finds(text: &TextFilter, kind: Kind, article: &Article, spans: &[Span]) -> bool {
    let headed = article.content.headed();
    let (in_title, in_text): (Vec<Span>, Vec<Span>) =
        spans.iter().partition(|span| headed.title_span(**span).is_some());
    let head = matching::Fields::of_head(article);
    let mut words = head.inside(headed, &in_title);
    // Of the text only what is needed is read.
    if let Some(all) = in_text.iter().copied().reduce(Span::cover) {
        let moved: Vec<Span> =
            in_text.iter().map(|span| Span::new(span.start - all.start, span.end - all.start)).collect();
        words.extend(inside(&read(headed.exact(all)), &moved));
    }
    matching::matches(&text.query, kind, &head.with_text(words))
}

/// The claims that a search finds.
pub fn claims(
    tree: &View<'_>,
    index: &SearchIndex,
    (filter, text): (&ClaimFilter, &TextFilter),
    request_page: &PageRequest,
) -> Result<Page<ClaimHit>, StoreError> {
    let request = request(text, Kind::Claim, tags::for_claims(filter), filter.range);
    let mut kept = Kept::default();
    let look = |place: &Place| {
        let Some(article) = kept.article(tree, place)? else { return Ok(None) };
        let Some(claim) = article.analysis.claims.iter().find(|claim| claim.id.0 == place.number) else {
            return Ok(None);
        };
        let found = is_read_by(&article, filter.analyzer.as_deref())
            && claim_passes(filter, claim)
            && finds(text, Kind::Claim, &article.article, &claim.spans)
            && !(filter.fold && is_folded(tree, &place.order, |article| claims_of_article_pass(filter, article))?);
        let claim = claim.id;
        Ok(found.then_some(ClaimHit { article, claim, score: place.score() }))
    };
    page(index, &request, (ListId::new("claims", filter), request_page), look, |hit| &hit.article.article)
}

/// The figures that a search finds.
pub fn figures(
    tree: &View<'_>,
    index: &SearchIndex,
    (filter, text): (&FigureFilter, &TextFilter),
    request_page: &PageRequest,
) -> Result<Page<FigureHit>, StoreError> {
    let request = request(text, Kind::Figure, tags::for_figures(filter), filter.range);
    let mut kept = Kept::default();
    let look = |place: &Place| {
        let Some(article) = kept.article(tree, place)? else { return Ok(None) };
        let Some(figure) = article.analysis.figures.iter().find(|figure| figure.id.0 == place.number) else {
            return Ok(None);
        };
        let sentence = sentence_of(&article, figure);
        let found = is_read_by(&article, filter.analyzer.as_deref())
            && figure_passes(filter, figure)
            && finds(text, Kind::Figure, &article.article, &[sentence])
            && !(filter.fold && is_folded(tree, &place.order, |article| figures_of_article_pass(filter, article))?);
        let figure = figure.id;
        Ok(found.then_some(FigureHit { article, figure, score: place.score() }))
    };
    page(index, &request, (ListId::new("figures", filter), request_page), look, |hit| &hit.article.article)
}
