//! What a search finds in memory: every question reads every text.

use std::sync::Arc;

use super::Shelf;
use super::page::page;
use crate::article::Article;
use crate::store::filter_evaluation::{claim_passes, figure_passes};
use crate::store::search::matching::{Fields, Kind, sentence_of};
use crate::store::search::ranking::{Item, found};
use crate::store::search::{Place, TextFilter};
use crate::store::sort_key::ListId;
use crate::store::{ArticleFilter, ClaimFilter, ClaimHit, FigureFilter, FigureHit, Page, PageRequest, StoreError};

/// A page of what is found.
pub(super) fn found_page<T>(
    (list, request): (ListId, &PageRequest),
    (text, kind): (&TextFilter, Kind),
    items: Vec<Item<T>>,
    article: impl Fn(&T) -> Option<&Article>,
    scored: impl Fn(&Place, T) -> T,
) -> Result<Page<T>, StoreError> {
    let found = found(text, kind, items);
    let before = Place::after(list, request.after.as_ref())?;
    let after = before.map(|before| before.moved(found.keys().find(|place| place.is_same(&before)).copied()));
    let places = found.into_iter().map(|(place, item)| (place.bytes(), scored(&place, item)));
    Ok(page(list, request.limit, places, after.map(|after| after.bytes()).as_deref(), article))
}

impl Shelf {
    /// All articles with their words.
    pub(super) fn found_articles(&self, filter: &ArticleFilter) -> Vec<Item<Arc<Article>>> {
        let articles = self.articles.iter().map(|(order, article)| {
            let passing = self.is_listed(filter, article).then(|| Arc::new(article.article.clone()));
            Item { order: *order, number: 0, fields: Fields::of(&article.article), passing }
        });
        articles.collect()
    }

    /// All claims.
    pub(super) fn found_claims(&self, filter: &ClaimFilter) -> Vec<Item<ClaimHit>> {
        let mut items = Vec::new();
        for (order, article) in &self.articles {
            let fields = Fields::of(&article.article);
            for claim in &article.analysis.claims {
                let passes = self.claims_are_listed(filter, article) && claim_passes(filter, claim);
                let passing = passes.then(|| ClaimHit { article: article.clone(), claim: claim.id, score: 0.0 });
                let fields = fields.with_text(fields.inside(article.article.content.headed(), &claim.spans));
                items.push(Item { order: *order, number: claim.id.0, fields, passing });
            }
        }
        items
    }

    /// All figures.
    pub(super) fn found_figures(&self, filter: &FigureFilter) -> Vec<Item<FigureHit>> {
        let mut items = Vec::new();
        for (order, article) in &self.articles {
            let fields = Fields::of(&article.article);
            for figure in &article.analysis.figures {
                let passes = self.figures_are_listed(filter, article) && figure_passes(filter, figure);
                let passing = passes.then(|| FigureHit { article: article.clone(), figure: figure.id, score: 0.0 });
                let sentence = sentence_of(article, figure);
                let fields = fields.with_text(fields.inside(article.article.content.headed(), &[sentence]));
                items.push(Item { order: *order, number: figure.id.0, fields, passing });
            }
        }
        items
    }
}
