//! What the index knows of an article, a claim or a figure beside its words, so that filters and searches meet in one walk.
//!
//! Filters that have no tag (`min`, `max`, `measures`, the analyzer) are held against what the archive says.

use super::matching::Kind;
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Certainty, Claim, ClaimKind, Figure, FigureKind};
use crate::store::facts::{languages, speaker_of};
use crate::store::{ArticleFilter, ClaimFilter, FigureFilter};

/// The tag of everything of a kind.
pub fn of_kind(kind: Kind) -> String {
    let kind = match kind {
        Kind::Article => "a",
        Kind::Claim => "c",
        Kind::Figure => "f",
    };
    format!("={kind}")
}

fn source(source: &str) -> String {
    format!("s:{source}")
}

fn language(language: &str) -> String {
    format!("l:{}", language.to_ascii_lowercase())
}

fn entity(id: &impl std::fmt::Display) -> String {
    format!("e:{id}")
}

fn speaker(id: &impl std::fmt::Display) -> String {
    format!("p:{id}")
}

fn unit(unit: &str) -> String {
    format!("u:{unit}")
}

fn claim_kind(kind: ClaimKind) -> String {
    format!("k:{}", kind.as_str())
}

fn figure_kind(kind: FigureKind) -> String {
    format!("k:{}", kind.as_str())
}

fn certainty(certainty: Certainty) -> String {
    format!("c:{}", certainty.as_str())
}

fn has_figure(has: bool) -> String {
    format!("f:{}", u8::from(has))
}

/// Those of an article.
pub fn of_article(article: &AnalysedArticle) -> Vec<String> {
    let AnalysedArticle { article, analysis, .. } = article;
    let mut tags = vec![of_kind(Kind::Article)];
    tags.extend(article.content.source.as_deref().map(source));
    tags.extend(languages(article, analysis).iter().map(|of| language(of)));
    tags.extend(analysis.entities.iter().filter(|found| found.is_named()).map(|found| entity(&found.id)));
    tags.extend(analysis.claims.iter().filter_map(speaker_of).map(speaker));
    distinct(tags)
}

/// Those of a claim.
pub fn of_claim(article: &AnalysedArticle, claim: &Claim) -> Vec<String> {
    let mut tags = vec![of_kind(Kind::Claim), claim_kind(claim.kind), certainty(claim.certainty)];
    tags.push(has_figure(!claim.figures.is_empty()));
    tags.extend(article.article.content.source.as_deref().map(source));
    tags.extend(claim.entities.iter().map(entity));
    tags.extend(speaker_of(claim).map(speaker));
    distinct(tags)
}

/// Those of a figure.
pub fn of_figure(article: &AnalysedArticle, figure: &Figure) -> Vec<String> {
    let mut tags = vec![of_kind(Kind::Figure), figure_kind(figure.kind)];
    tags.extend(figure.unit.as_deref().map(unit));
    tags.extend(article.article.content.source.as_deref().map(source));
    tags.extend(figure.entities.iter().map(entity));
    tags.extend(figure.speaker.as_ref().map(speaker));
    distinct(tags)
}

fn distinct(mut tags: Vec<String>) -> Vec<String> {
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// What a filter wants beside the kind: of each of these lists one tag at least.
pub type Wanted = Vec<Vec<String>>;

fn all(tags: impl IntoIterator<Item = Option<String>>) -> Wanted {
    tags.into_iter().flatten().map(|tag| vec![tag]).collect()
}

/// What the filter wants of articles.
pub fn for_articles(filter: &ArticleFilter) -> Wanted {
    let ArticleFilter { source: from, language: of, entity: about, speaker: by, .. } = filter;
    all([
        from.as_deref().map(source),
        of.as_deref().map(language),
        about.as_ref().map(entity),
        by.as_ref().map(speaker),
    ])
}

/// What the filter wants of claims.
pub fn for_claims(filter: &ClaimFilter) -> Wanted {
    let ClaimFilter { speaker: any, about, kind, certainty: sure, has_figure: with, source: from, .. } = filter;
    let mut wanted = all([
        from.as_deref().map(source),
        about.as_ref().map(entity),
        kind.map(claim_kind),
        sure.map(certainty),
        with.map(has_figure),
    ]);
    wanted.extend(any.as_ref().map(|any| any.iter().map(speaker).collect()));
    wanted
}

/// What the filter wants of figures.
pub fn for_figures(filter: &FigureFilter) -> Wanted {
    let FigureFilter { kind, unit: of, entity: about, speaker: by, source: from, .. } = filter;
    all([
        from.as_deref().map(source),
        about.as_ref().map(entity),
        by.as_ref().map(speaker),
        kind.map(figure_kind),
        of.as_deref().map(unit),
    ])
}
