//! The parts of one article's analysis.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::api::dto::{
    AnalysisDto, AnnotationCollection, ClaimDto, EntityDto, FigureDto, LinkedClaims, OffsetsParam, Part, SentimentPart,
    View,
};
use crate::api::error::ApiError;
use crate::api::extract::{ArticlePath, Params};
use crate::api::forms::{AnalysisForms, ArticleClaimForms, AskedForm, Form};
use crate::api::openapi::ArticleProblems;
use crate::api::respond::{self, ANNOTATIONS, LINKED};
use crate::api::state::AppState;
use crate::article::{AnalysedArticle, ArticleId};

async fn find(state: &AppState, id: ArticleId) -> Result<Arc<AnalysedArticle>, ApiError> {
    state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))
}

fn view(made: &AnalysedArticle, params: OffsetsParam) -> View<'_> {
    View::new(made.article.content.headed(), params.offsets)
}

/// Entities of an article
///
/// Every entity found in the article with all its mentions, the most salient first, each with the words that its
/// sentiment rests on.
/// All of them come on one page.
///
/// With *d* the sum of these weights and *n* the number of `sentences`, a score is *d* / √(*d*² + *n*): over all evidence,
/// and apart for what the author says and for those who are quoted.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), OffsetsParam),
    responses(
        (status = 200, description = "All entities", body = Part<EntityDto>,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}/entities")]
pub(crate) async fn get_article_entities(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(params): Params<OffsetsParam>,
) -> Result<HttpResponse, ApiError> {
    let made = find(&state, id).await?;
    let view = view(&made, params);
    let items = made.analysis.entities.iter().map(|item| EntityDto::new(item, &view)).collect();
    respond::tagged(&request, &Part::new(&made.analysis, &made.analyzer, &view, items))
}

/// Claims of an article
///
/// Everything somebody says in the article, and what its author asserts, in text order.
/// All of them come on one page.
///
/// `confidence` is the probability that the content is somebody's words and the speaker the right one; `resolved_by` says
/// how the speaker was found. A claim inside another names that in `nested_in`. `certainty` is the speaker's, not ours.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), OffsetsParam, ArticleClaimForms),
    responses(
        (status = 200, description = "All claims", content(
                (Part<ClaimDto> = "application/json"), (LinkedClaims = "application/ld+json")),
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}/claims")]
pub(crate) async fn get_article_claims(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params((params, form)): Params<(OffsetsParam, AskedForm<ArticleClaimForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let made = find(&state, id).await?;
    if form == Form::SchemaOrg {
        return respond::tagged_in(&request, LINKED, &LinkedClaims::in_article(&made));
    }
    let view = view(&made, params);
    let items = made.analysis.claims.iter().map(|item| ClaimDto::new(item, &view)).collect();
    respond::tagged(&request, &Part::new(&made.analysis, &made.analyzer, &view, items))
}

/// Figures of an article
///
/// Every figure in the article as exact data, in text order.
/// All of them come on one page.
///
/// Numbers are decimals as strings, digit for digit, in the plain unit: `18,5 Millionen Euro` is `18500000` and `EUR`. A range
/// has `min` and `max`; `approximation` says what the words leave open ("knapp", "mehr als").
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), OffsetsParam),
    responses(
        (status = 200, description = "All figures", body = Part<FigureDto>,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}/figures")]
pub(crate) async fn get_article_figures(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(params): Params<OffsetsParam>,
) -> Result<HttpResponse, ApiError> {
    let made = find(&state, id).await?;
    let view = view(&made, params);
    let items = made.analysis.figures.iter().map(|item| FigureDto::new(item, &view)).collect();
    respond::tagged(&request, &Part::new(&made.analysis, &made.analyzer, &view, items))
}

/// Sentiment of an article
///
/// The whole text and every sentence, each with the words its score rests on.
///
/// With *d* the sum of the weights of a sentence, its score is *d* / √(*d*² + 1): anybody can compute it again.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), OffsetsParam),
    responses(
        (status = 200, description = "Its sentiment", body = SentimentPart,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}/sentiment")]
pub(crate) async fn get_article_sentiment(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(params): Params<OffsetsParam>,
) -> Result<HttpResponse, ApiError> {
    let made = find(&state, id).await?;
    let view = view(&made, params);
    respond::tagged(&request, &SentimentPart::new(&made.analysis, &made.analyzer, &view))
}

/// The whole analysis of an article
///
/// Entities, claims, figures and sentiment in one answer. As W3C Web Annotations the mentions of entities, claims and figures
/// are bound to their words by quote and by position, which always counts code points of the text.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), OffsetsParam, AnalysisForms),
    responses(
        (status = 200, description = "Everything that was found", content(
                (AnalysisDto = "application/json"), (AnnotationCollection = "application/ld+json")),
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}/analysis")]
pub(crate) async fn get_article_analysis(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params((params, form)): Params<(OffsetsParam, AskedForm<AnalysisForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let made = find(&state, id).await?;
    if form == Form::Annotations {
        return respond::tagged_in(&request, ANNOTATIONS, &AnnotationCollection::new(&made));
    }
    let view = view(&made, params);
    respond::tagged(&request, &AnalysisDto::new(&made.analysis, &made.analyzer, &view))
}
