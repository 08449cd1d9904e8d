//! What of one article passes a filter with its search: what a list would show of it. For those who follow the change feed
//! and look at one article at a time.

use std::sync::Arc;

use super::filter_evaluation::{
    article_passes, claim_passes, claims_of_article_pass, figure_passes, figures_of_article_pass,
};
use super::search::matching::{Fields, Kind, matches, sentence_of};
use super::{ArticleFilter, ClaimFilter, ClaimHit, FigureFilter, FigureHit, SentimentFilter, TextFilter};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::EntityId;

/// Whether the list of articles under this filter shows the article. Reads the text where there is a search.
#[must_use]
pub fn article_matches(filter: &ArticleFilter, article: &AnalysedArticle) -> bool {
    article_passes(filter, article)
        && filter.text.as_ref().is_none_or(|text| matches(&text.query, Kind::Article, &Fields::of(&article.article)))
}

/// The claims of an article that the list under this filter shows, in text order.
#[must_use]
pub fn claims_matching(filter: &ClaimFilter, article: &Arc<AnalysedArticle>) -> Vec<ClaimHit> {
    if !claims_of_article_pass(filter, article) {
        return Vec::new();
    }
    let passing = article.analysis.claims.iter().filter(|claim| claim_passes(filter, claim));
    let mut sought = Sought::new(filter.text.as_ref(), article);
    let found = passing.filter(|claim| sought.is_in(Kind::Claim, &claim.spans));
    found.map(|claim| ClaimHit { article: Arc::clone(article), claim: claim.id, score: 0.0 }).collect()
}

/// The figures of an article that the list under this filter shows, in text order.
#[must_use]
pub fn figures_matching(filter: &FigureFilter, article: &Arc<AnalysedArticle>) -> Vec<FigureHit> {
    if !figures_of_article_pass(filter, article) {
        return Vec::new();
    }
    let passing = article.analysis.figures.iter().filter(|figure| figure_passes(filter, figure));
    let mut sought = Sought::new(filter.text.as_ref(), article);
    let found = passing.filter(|figure| sought.is_in(Kind::Figure, &[sentence_of(article, figure)]));
    found.map(|figure| FigureHit { article: Arc::clone(article), figure: figure.id, score: 0.0 }).collect()
}

/// How an article speaks, of an entity or as a whole, from −1 to 1; `None` where it does not name the entity.
#[must_use]
pub fn tone_of(article: &AnalysedArticle, entity: Option<&EntityId>) -> Option<f64> {
    let filter = SentimentFilter { entity: entity.cloned(), ..SentimentFilter::default() };
    super::filter_evaluation::sentiment_of(&filter, article).map(|score| score.score as f64 / super::facts::BILLION)
}

/// A search in the parts of an article, whose words are read when the first part is asked for.
struct Sought<'a> {
    text: Option<&'a TextFilter>,
    article: &'a AnalysedArticle,
    fields: Option<Fields>,
}

impl<'a> Sought<'a> {
    fn new(text: Option<&'a TextFilter>, article: &'a AnalysedArticle) -> Self {
        Self { text, article, fields: None }
    }

    fn is_in(&mut self, kind: Kind, spans: &[crate::text::Span]) -> bool {
        let Some(text) = self.text else { return true };
        let article = &self.article.article;
        let fields = self.fields.get_or_insert_with(|| Fields::of(article));
        let part = fields.with_text(fields.inside(article.content.headed(), spans));
        matches(&text.query, kind, &part)
    }
}
