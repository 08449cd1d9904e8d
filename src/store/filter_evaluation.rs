//! Whether an article, a claim or a figure passes a filter: the meaning of every filter, in one place; that of a search is in
//! [`matching`](super::search).

use rust_decimal::Decimal;

use super::codec::stored_fields;
use super::facts::{FixedScore, entity_facts, fold, languages, speaker_of};
use super::{ArticleFilter, ClaimFilter, EntityFilter, FigureFilter, SentimentFilter};
use crate::article::{AnalysedArticle, Article};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{Claim, EntityId, Figure};

fn has_source(article: &Article, source: Option<&str>) -> bool {
    source.is_none_or(|wanted| article.content.source.as_deref() == Some(wanted))
}

/// Whether one of these analyzers has read an article; any has where none are named.
#[must_use]
pub fn is_read_by(article: &AnalysedArticle, any: Option<&[AnalyzerInfo]>) -> bool {
    any.is_none_or(|any| any.contains(&article.analyzer))
}

fn has_entity(article: &AnalysedArticle, id: &EntityId) -> bool {
    article.analysis.entities.iter().any(|entity| entity.id == *id && entity.is_named())
}

/// Whether an article passes.
#[must_use]
pub fn article_passes(filter: &ArticleFilter, article: &AnalysedArticle) -> bool {
    let ArticleFilter { source, language, entity, speaker, analyzer, range, text: _, fold: _ } = filter;
    is_read_by(article, analyzer.as_deref())
        && range.contains(article.article.dated_at())
        && has_source(&article.article, source.as_deref())
        && language
            .as_ref()
            .is_none_or(|wanted| languages(&article.article, &article.analysis).contains(&wanted.to_ascii_lowercase()))
        && entity.as_ref().is_none_or(|id| has_entity(article, id))
        && speaker.as_ref().is_none_or(|id| article.analysis.claims.iter().any(|c| speaker_of(c) == Some(id)))
}

/// Whether the claims of an article can pass, judged by the article and its analyzer alone.
#[must_use]
pub fn claims_of_article_pass(filter: &ClaimFilter, read: &AnalysedArticle) -> bool {
    let article = &read.article;
    is_read_by(read, filter.analyzer.as_deref())
        && filter.range.contains(article.dated_at())
        && has_source(article, filter.source.as_deref())
}

/// Whether a claim passes what the filter says about claims.
#[must_use]
pub fn claim_passes(filter: &ClaimFilter, claim: &Claim) -> bool {
    let ClaimFilter { speaker, about, kind, certainty, has_figure, .. } = filter;
    speaker.as_ref().is_none_or(|any| speaker_of(claim).is_some_and(|id| any.contains(id)))
        && about.as_ref().is_none_or(|id| claim.entities.contains(id))
        && kind.is_none_or(|kind| claim.kind == kind)
        && certainty.is_none_or(|certainty| claim.certainty == certainty)
        && has_figure.is_none_or(|wanted| claim.figures.is_empty() != wanted)
}

/// Whether the figures of an article can pass, judged by the article and its analyzer alone.
#[must_use]
pub fn figures_of_article_pass(filter: &FigureFilter, read: &AnalysedArticle) -> bool {
    let article = &read.article;
    is_read_by(read, filter.analyzer.as_deref())
        && filter.range.contains(article.dated_at())
        && has_source(article, filter.source.as_deref())
}

/// Whether a figure passes what the filter says about figures.
#[must_use]
pub fn figure_passes(filter: &FigureFilter, figure: &Figure) -> bool {
    let FigureFilter { kind, unit, min, max, measures, entity, speaker, .. } = filter;
    kind.is_none_or(|kind| figure.kind == kind)
        && unit.as_ref().is_none_or(|unit| figure.unit.as_ref() == Some(unit))
        && speaker.as_ref().is_none_or(|id| figure.speaker.as_ref() == Some(id))
        && entity.as_ref().is_none_or(|id| figure.entities.contains(id))
        && Amount::of(figure).passes(*min, *max)
        && measures.as_ref().is_none_or(|part| measured(figure).is_some_and(|own| own.contains(&fold(part))))
}

/// The value of a figure, as filters compare it.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// The figure's number in the article.
    pub number: u32,
    /// The value, or the lower end of the range.
    pub low: Option<Decimal>,
    /// The value, or the upper end of the range.
    pub high: Option<Decimal>,
}

stored_fields! {
    Amount { number, low, high }
}

impl Amount {
    /// That of a figure.
    #[must_use]
    pub fn of(figure: &Figure) -> Self {
        Self { number: figure.id.0, low: figure.value.or(figure.min), high: figure.value.or(figure.max) }
    }

    /// Whether it passes.
    #[must_use]
    pub fn passes(&self, min: Option<Decimal>, max: Option<Decimal>) -> bool {
        min.is_none_or(|min| self.high.is_some_and(|high| high >= min))
            && max.is_none_or(|max| self.low.is_some_and(|low| low <= max))
    }
}

/// What a figure measures, as filters compare it.
#[must_use]
pub fn measured(figure: &Figure) -> Option<String> {
    figure.measures.as_deref().map(fold)
}

/// Whether the article counts for entities under this filter.
#[must_use]
pub fn entities_of_article_pass(filter: &EntityFilter, article: &Article) -> bool {
    filter.range.contains(article.dated_at()) && has_source(article, filter.source.as_deref())
}

/// The score that an article adds under this filter.
#[must_use]
pub fn sentiment_of(filter: &SentimentFilter, article: &AnalysedArticle) -> Option<FixedScore> {
    if !filter.range.contains(article.article.dated_at()) || !has_source(&article.article, filter.source.as_deref()) {
        return None;
    }
    match &filter.entity {
        None => Some(article.analysis.sentiment.document.into()),
        Some(id) => entity_facts(article).get(id).map(|facts| facts.counts.sentiment),
    }
}
