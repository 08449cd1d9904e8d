//! `/v1/articles`: take in, list, read, delete, read again.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use utoipa::IntoParams;

use super::duplicates::{self, FoldParam};
use super::filters::{AnalyzerParam, OriginParams, SearchParams, Wanted, nothing};
use super::reading::{IncludeParams, ReadingParams, TakingParams};
use super::rows;
use crate::api::auth;
use crate::api::dto::{
    ArticleDto, ArticleInput, ArticleItem, FoundArticle, LinkedArticle, NinjsDto, NinjsItem, OffsetsParam, OffsetsWord,
    ProfileParam,
};
use crate::api::error::ApiError;
use crate::api::extract::{AboutParams, ArticleBody, ArticlePath, NoParams, Params, QueryReader, ReadQuery};
use crate::api::facets::{ArticleFacets, AskedWhole};
use crate::api::forms::{ArticleForms, AskedForm, Form, OneArticleForms};
use crate::api::openapi::{
    ArticleProblems, ConditionProblems, PoolProblems, QueryProblems, ReanalyzeProblems, SentArticleProblems,
    WriteProblems,
};
use crate::api::page::{List, PageParams};
use crate::api::respond::{self, JSON, NINJS};
use crate::api::state::AppState;
use crate::api::tags::{self, Tags};
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::budget::Reserved;
use crate::ingest::{Ingested, QueuePolicy};
use crate::nlp::analysis::EntityId;
use crate::store::{ArticleFilter, ArticleStore, CopyOf, Page, Snippet, Surveyed, article_snippets};

/// Which articles.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ArticleParams {
    /// Only articles in this language (BCP 47).
    #[param(nullable = false, min_length = 1, example = "de")]
    pub language: Option<String>,
    /// Only articles that mention this entity: its id or a name.
    #[param(nullable = false, min_length = 1, example = "person:vera-lindt")]
    pub entity: Option<String>,
    /// Only articles in which this entity speaks: its id or a name.
    #[param(nullable = false, min_length = 1, example = "Vera Lindt")]
    pub speaker: Option<String>,
    /// Words of the text.
    #[param(ignore)]
    pub search: SearchParams,
    /// Source and dates.
    #[param(ignore)]
    pub origin: OriginParams,
}

impl ReadQuery for ArticleParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            language: query.text("language"),
            entity: query.text("entity"),
            speaker: query.text("speaker"),
            search: SearchParams::read(query),
            origin: OriginParams::read(query),
        }
    }
}

impl ArticleParams {
    /// The filter for the store; `None` when nothing can be found.
    pub(crate) async fn filter(&self, store: &dyn ArticleStore) -> Result<Option<ArticleFilter>, ApiError> {
        let entity = Wanted::resolve(store, "entity", self.entity.as_deref()).await?;
        let speaker = Wanted::resolve(store, "speaker", self.speaker.as_deref()).await?;
        if entity.is_nobody() || speaker.is_nobody() {
            return Ok(None);
        }
        Ok(Some(self.filter_of(entity.id(), speaker.id())))
    }

    /// The filter with entities that are known.
    pub(crate) fn filter_of(&self, entity: Option<EntityId>, speaker: Option<EntityId>) -> ArticleFilter {
        ArticleFilter {
            source: self.origin.source.clone(),
            language: self.language.clone(),
            entity,
            speaker,
            analyzer: None,
            range: self.origin.range,
            text: self.search.text.clone(),
            fold: false,
        }
    }
}

/// Parameters of the list of articles.
#[derive(Debug)]
pub(crate) struct ListArticlesParams {
    /// Which articles.
    pub which: ArticleParams,
    /// Whose analyses.
    pub analyzer: AnalyzerParam,
    /// What is listed once.
    pub fold: FoldParam,
    /// Which page.
    pub page: PageParams,
    /// The unit of positions.
    pub offsets: OffsetsWord,
}

impl ReadQuery for ListArticlesParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            which: ArticleParams::read(query),
            analyzer: AnalyzerParam::read(query),
            fold: FoldParam::read(query),
            page: query.page(),
            offsets: OffsetsParam::read(query).offsets,
        }
    }
}

/// Take in an article
///
/// Analyses the article and keeps it. Answers `201` with `Location` when it is new and durable. The same `external_id` of the
/// same `source` with another content corrects that article: `200` with `changed: true` and the number of the new `revision`,
/// which is durable then, while what it said before is kept. When the archive holds the same content already, `200` with
/// `changed: false`, and nothing is changed. Content is all but `external_id` and `metadata`.
///
/// The body is an article as this API has it, or nothing but its text (`text/plain`), its page (`text/html`), an item of ninjs
/// 1.x to 3.x, or an article of schema.org as JSON-LD. The last two are also known by their members when they come as
/// `application/json`; mistakes name their place in what was sent.
///
/// A language the analyzer lacks is kept too, with an `unsupported_language` warning instead of results.
#[utoipa::path(
    tag = "articles",
    params(IncludeParams, OffsetsParam, ProfileParam, AboutParams),
    request_body(content(
        (ArticleInput = "application/json"), (String = "text/plain"), (String = "text/html"),
        (LinkedArticle = "application/ld+json"), (NinjsItem = "application/vnd.iptc.g2.newsitem+json"),
        (NinjsItem = "application/ninjs+json"))),
    responses(
        (status = 201, description = "It is new, analysed and durable", body = ArticleDto,
            headers(("Location" = String, description = "Where the article can be read"))),
        (status = 200, description = "It is known already; `changed` says whether this was a correction of it",
            body = ArticleDto),
        SentArticleProblems, PoolProblems, WriteProblems,
    )
)]
#[post("/articles")]
pub(crate) async fn create_article(
    request: HttpRequest,
    state: Data<AppState>,
    Params(TakingParams(params)): Params<TakingParams>,
    ArticleBody { article, held }: ArticleBody,
) -> Result<HttpResponse, ApiError> {
    auth::check_source(auth::holder(&request).as_ref(), article.source.as_deref())?;
    let taken = state.ingest.ingest(article, QueuePolicy::TurnAway, params.profile.wanted()).await?;
    let (status, made, memory, changed) = match taken {
        Ingested::New(made, memory) => (StatusCode::CREATED, made, memory, None),
        Ingested::Revised(made, memory) => (StatusCode::OK, made, memory, Some(true)),
        Ingested::Known(made) => (StatusCode::OK, made, state.memory().analyses.nothing(), Some(false)),
    };
    drop(held);
    let location = format!("/v1/articles/{}", made.article.id);
    let mut response = shown(&state, status, made, memory, (params.answer, changed)).await?;
    response.headers_mut().insert(header::LOCATION, location.parse().map_err(ApiError::internal)?);
    Ok(response)
}

/// List articles
///
/// Articles without their texts, the newest first by date of publication (or arrival, where that is unknown). With `q` those
/// that fit best come first, unless `sort=date`, and each shows in `snippets` what was found.
#[utoipa::path(
    tag = "articles",
    params(ArticleParams, AnalyzerParam, FoldParam, SearchParams, OriginParams, OffsetsParam, PageParams,
        ArticleFacets, ArticleForms),
    responses((status = 200, description = "One page", content(
            (List<FoundArticle> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")),
        headers(("Link" = String, description = "The next page, if there is one"))), QueryProblems)
)]
#[get("/articles")]
pub(crate) async fn list_articles(
    request: HttpRequest,
    state: Data<AppState>,
    Params((params, whole, form)): Params<(ListArticlesParams, AskedWhole<ArticleFacets>, AskedForm<ArticleForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let filter = article_filter(&state, &params).await?;
    let page = match &filter {
        Some(filter) => state.store.list_articles(filter, &params.page.request()).await?,
        None => nothing(),
    };
    let whole = whole.of(&state, filter.map(Surveyed::Articles), (&params.page, form)).await?;
    let ids: Vec<_> = page.items.iter().map(|article| article.id).collect();
    let links = state.store.copy_links(&ids).await?;
    let counts = params.fold.counts(&state, ids.into_iter()).await?;
    let copies: Vec<_> = links.into_iter().zip(counts).collect();
    let shown = move |(article, (of, duplicates)): (&Arc<Article>, &Known), snippets: &[Snippet]| {
        let found = FoundArticle::new(article, snippets, params.offsets);
        let item = found.item.linked(*of);
        FoundArticle { item: ArticleItem { duplicates: *duplicates, ..item }, ..found }
    };
    let Some(query) = params.which.search.query().cloned() else {
        let items = page.items.iter().zip(&copies).map(|article| shown(article, &[])).collect();
        let page = Page { items, next: page.next };
        return rows::respond(&request, &List::of(&page, FoundArticle::clone).of_all(&whole), form);
    };
    // The texts are read for it.
    let show = move || {
        let articles = page.items.iter().zip(&copies);
        let found = articles.map(|(article, copies)| shown((article, copies), &article_snippets(&query, article)));
        (found.collect::<Vec<_>>(), page.next)
    };
    let (items, next) = web::block(show).await.map_err(ApiError::internal)?;
    let page = Page { items, next };
    rows::respond(&request, &List::of(&page, FoundArticle::clone).of_all(&whole).in_unit(params.offsets), form)
}

/// What is known of copies of a listed article: which it is of, and how many there are where they are folded.
type Known = (Option<CopyOf>, Option<u64>);

/// The filter for the store; `None` when nothing can be found.
pub(super) async fn article_filter(
    state: &AppState,
    params: &ListArticlesParams,
) -> Result<Option<ArticleFilter>, ApiError> {
    let analyzer = params.analyzer.any_of(state).await?;
    let filter = params.which.filter(state.store.as_ref()).await?;
    Ok(filter.map(|filter| ArticleFilter { analyzer, fold: params.fold.duplicates, ..filter }))
}

/// Read an article
///
/// The article with its text and a summary of what was found in it; all of it with `include=analysis`. As an item of ninjs 3.0
/// it has its text, and the people, organisations, places and other things that were found, each with its name in Wikidata
/// where that is certain.
#[utoipa::path(
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article", format = "uuid",
            example = "0194cad2-cc00-7000-8000-000000000001"),
        IncludeParams, OffsetsParam, OneArticleForms
    ),
    responses(
        (status = 200, description = "The article", content(
                (ArticleDto = "application/json"), (NinjsDto = "application/ninjs+json")),
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match` and `If-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ArticleProblems,
    )
)]
#[get("/articles/{id}")]
pub(crate) async fn get_article(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params((params, form)): Params<(IncludeParams, AskedForm<OneArticleForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let made = state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
    if form == Form::Ninjs {
        let body = serde_json::to_vec(&NinjsDto::new(&made)).map_err(ApiError::internal)?;
        return Ok(respond::tagged_as(&request, &tags::of_article(&made, &body), NINJS, body));
    }
    let copy_of = duplicates::copy_of(&state, id).await?;
    let body = serde_json::to_vec(&ArticleDto::new(&made, copy_of, params.analysis())).map_err(ApiError::internal)?;
    Ok(respond::tagged_as(&request, &tags::of_article(&made, &body), JSON, body))
}

/// Delete an article
///
/// Removes it and every trace of it from every index; returns when that is durable.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), IfMatchParam),
    responses((status = 204, description = "It is gone"), ArticleProblems, ConditionProblems, WriteProblems)
)]
#[delete("/articles/{id}")]
pub(crate) async fn delete_article(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    require_state(&request, &state, id).await?;
    if state.store.delete(id, state.clock.now()).await? {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(ArticlePath::not_found(id))
    }
}

/// Analyse an article again
///
/// Runs the current analyzer over the kept text and replaces the stored analysis with all its index entries.
#[utoipa::path(
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article", format = "uuid",
            example = "0194cad2-cc00-7000-8000-000000000001"),
        IfMatchParam, IncludeParams, OffsetsParam, ProfileParam
    ),
    responses((status = 200, description = "The article with its new analysis", body = ArticleDto),
        ReanalyzeProblems, ConditionProblems, WriteProblems)
)]
#[post("/articles/{id}/reanalyze")]
pub(crate) async fn reanalyze_article(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(params): Params<ReadingParams>,
) -> Result<HttpResponse, ApiError> {
    require_state(&request, &state, id).await?;
    let again = state.ingest.reanalyze(id, params.profile.wanted()).await?;
    let (made, memory) = again.ok_or_else(|| ArticlePath::not_found(id))?;
    shown(&state, StatusCode::OK, made, memory, (params.answer, None)).await
}

/// Condition of a change.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is read from the headers and stands here for the document")]
pub(crate) struct IfMatchParam {
    /// Change it only if it is still in the state of this `ETag`, or of one of several.
    #[param(rename = "If-Match", nullable = false, example = "\"m2PjPCjLx9ssQ3Gv.5Y3wWUhKm2PjPCjL\"")]
    if_match: Option<String>,
}

/// Fails if the client wants to change another state of the article. A re-analysis or a correction may still come in between.
async fn require_state(request: &HttpRequest, state: &AppState, id: ArticleId) -> Result<(), ApiError> {
    let Some(expected) = Tags::expected(request) else { return Ok(()) };
    let made = state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
    expected.require(&made)
}

/// An article that was just read, and whether it was corrected by that; the memory counted for its analysis is given back when the answer is written.
pub(super) async fn shown(
    state: &AppState,
    status: StatusCode,
    made: Arc<AnalysedArticle>,
    memory: Reserved,
    (params, changed): (IncludeParams, Option<bool>),
) -> Result<HttpResponse, ApiError> {
    let copy_of = duplicates::copy_of(state, made.article.id).await?;
    respond::json_about(status, made.article.content.text.len(), move || {
        let _memory = memory;
        serde_json::to_vec(&ArticleDto { changed, ..ArticleDto::new(&made, copy_of, params.analysis()) })
    })
    .await
}
