//! `/v1/articles/{id}/revisions`: what an article said before its corrections, what they changed, and correcting it by id.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, get, put};

use super::articles::{IfMatchParam, shown};
use super::reading::{IncludeParams, TakingParams};
use crate::api::auth;
use crate::api::dto::{
    ArticleDto, ArticleInput, LinkedArticle, NinjsItem, OffsetsParam, ProfileParam, RevisionDiff, RevisionDto,
};
use crate::api::error::ApiError;
use crate::api::extract::{AboutParams, ArticleBody, ArticlePath, Params, QueryReader, ReadQuery, RevisionPath};
use crate::api::openapi::{
    ConditionProblems, PoolProblems, ReplaceProblems, RevisionProblems, RevisionsProblems, SentArticleProblems,
    WriteProblems,
};
use crate::api::page::{List, PageParams, numbered};
use crate::api::problem::ProblemKind;
use crate::api::respond::{self, JSON};
use crate::api::state::AppState;
use crate::api::tags::{self, Tags};
use crate::article::{AnalysedArticle, ArticleId};
use crate::ingest::{Corrected, Correction, QueuePolicy};
use crate::store::{ListId, Page};

/// Correct an article
///
/// Puts another text and other fields in the place of those the article has: a new revision, analysed and durable, answered
/// with `changed: true`. What the body leaves out, the article has no more; its id and the time of its first arrival
/// stay. The same again changes nothing (`changed: false`). With `If-Match` it is corrected only in the state that the client
/// knows. What it said before is kept: see its revisions. The body has any form that `POST /v1/articles` takes.
#[utoipa::path(
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article", format = "uuid",
            example = "0194cad2-cc00-7000-8000-000000000001"),
        IfMatchParam, IncludeParams, OffsetsParam, ProfileParam, AboutParams
    ),
    request_body(content(
        (ArticleInput = "application/json"), (String = "text/plain"), (String = "text/html"),
        (LinkedArticle = "application/ld+json"), (NinjsItem = "application/vnd.iptc.g2.newsitem+json"),
        (NinjsItem = "application/ninjs+json"))),
    responses(
        (status = 200, description = "The article as it is now; `changed` says whether it was another before",
            body = ArticleDto),
        SentArticleProblems, PoolProblems, WriteProblems, ConditionProblems, ReplaceProblems,
    )
)]
#[put("/articles/{id}")]
pub(crate) async fn replace_article(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(TakingParams(params)): Params<TakingParams>,
    ArticleBody { article, held }: ArticleBody,
) -> Result<HttpResponse, ApiError> {
    let holder = auth::holder(&request);
    auth::check_source(holder.as_ref(), article.source.as_deref())?;
    if holder.is_some() {
        // Who may send articles of one source must not overwrite those of another.
        let old = state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
        auth::check_source(holder.as_ref(), old.article.content.source.as_deref())?;
    }
    let only = match Tags::expected(&request) {
        None => None,
        Some(expected) => {
            let made = state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
            expected.require(&made)?;
            // Nobody else may correct it before this correction is written.
            Some(made.article.revision().number)
        }
    };
    let corrected = state
        .ingest
        .revise(Correction { id, content: article, only }, QueuePolicy::TurnAway, params.profile.wanted())
        .await?;
    drop(held);
    let (made, memory, changed) = match corrected {
        Corrected::Changed(made, memory) => (made, memory, true),
        Corrected::Same(made) => (made, state.memory().analyses.nothing(), false),
        Corrected::Unknown => return Err(ArticlePath::not_found(id)),
        Corrected::Stale => {
            let detail = "the article was corrected meanwhile; read it again";
            return Err(ApiError::new(ProblemKind::PreconditionFailed, detail));
        }
        Corrected::Taken(other) => {
            let detail = format!("article {other} has this content, or this external_id of this source");
            return Err(ApiError::new(ProblemKind::KnownElsewhere, detail));
        }
    };
    shown(&state, StatusCode::OK, made, memory, (params.answer, Some(changed))).await
}

/// Which page of the revisions.
#[derive(Debug)]
pub(crate) struct RevisionsParams(PageParams);

impl ReadQuery for RevisionsParams {
    fn read(query: &mut QueryReader) -> Self {
        Self(query.page())
    }
}

/// List revisions of an article
///
/// Every revision there was, the newest first, with the time it came in and the analyzer that read it last. Lists, counts and
/// searches of the archive know only the newest.
#[utoipa::path(
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article", format = "uuid",
        example = "0194cad2-cc00-7000-8000-000000000001"), PageParams),
    responses((status = 200, description = "One page", body = List<RevisionDto>,
        headers(("Link" = String, description = "The next page, if there is one"))), RevisionsProblems)
)]
#[get("/articles/{id}/revisions")]
pub(crate) async fn list_article_revisions(
    request: HttpRequest,
    state: Data<AppState>,
    ArticlePath(id): ArticlePath,
    Params(RevisionsParams(params)): Params<RevisionsParams>,
) -> Result<HttpResponse, ApiError> {
    let place = ListId::new("revisions", &id);
    let before = numbered(place, params.cursor.as_ref())?;
    // There is no revision of a greater number, so all of them come before it.
    let before = before.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let items = state.store.revisions(id, before, params.limit + 1).await?;
    let mut items = items.ok_or_else(|| ArticlePath::not_found(id))?;
    let more = items.len() > params.limit;
    items.truncate(params.limit);
    let last = items.last().filter(|_| more).map(|entry| entry.revision.number);
    let page = Page { next: last.map(|number| place.cursor(&u64::from(number).to_be_bytes())), items };
    List::of(&page, RevisionDto::from).respond(&request)
}

/// Read a revision of an article
///
/// The article as it was in that revision, with its text and a summary of what was found in it; all of it with
/// `include=analysis`. An earlier revision keeps the analysis that it had when the next one came.
#[utoipa::path(
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article", format = "uuid",
            example = "0194cad2-cc00-7000-8000-000000000001"),
        ("n" = u32, Path, description = "Number of the revision", minimum = 1, example = 2),
        IncludeParams, OffsetsParam
    ),
    responses(
        (status = 200, description = "The article as it was", body = ArticleDto,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        RevisionProblems,
    )
)]
#[get("/articles/{id}/revisions/{n}")]
pub(crate) async fn get_article_revision(
    request: HttpRequest,
    state: Data<AppState>,
    RevisionPath(id, number): RevisionPath,
    Params(params): Params<IncludeParams>,
) -> Result<HttpResponse, ApiError> {
    let made = find(&state, id, number).await?;
    let body = serde_json::to_vec(&ArticleDto::new(&made, None, params.analysis())).map_err(ApiError::internal)?;
    Ok(respond::tagged_as(&request, &tags::of_article(&made, &body), JSON, body))
}

/// Compare a revision with the one before
///
/// What the correction changed: the fields and the stretches of the text that differ, word by word; entities, claims and figures
/// that came, went or changed. Each side has the analysis it is kept with: where their `analyzer` is not the same, part of
/// what differs may be due to that. Ids of claims and figures are those of their own revision.
#[utoipa::path(
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article", format = "uuid",
            example = "0194cad2-cc00-7000-8000-000000000001"),
        ("n" = u32, Path, description = "Number of the revision, from 2 on", minimum = 2, example = 2),
        OffsetsParam
    ),
    responses(
        (status = 200, description = "What the correction changed", body = RevisionDiff,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        RevisionProblems,
    )
)]
#[get("/articles/{id}/revisions/{n}/diff")]
pub(crate) async fn compare_article_revision(
    request: HttpRequest,
    state: Data<AppState>,
    RevisionPath(id, number): RevisionPath,
    Params(params): Params<OffsetsParam>,
) -> Result<HttpResponse, ApiError> {
    let after = find(&state, id, number).await?;
    if number == 1 {
        let detail = "revision 1 is what was sent first; there is nothing before it to compare with";
        return Err(ApiError::new(ProblemKind::RevisionNotFound, detail));
    }
    let before = find(&state, id, number - 1).await?;
    let compare = move || serde_json::to_vec(&RevisionDiff::between(&before, &after, params.offsets));
    let body = web::block(compare).await.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    Ok(respond::tagged_bytes(&request, JSON, body))
}

async fn find(state: &AppState, id: ArticleId, number: u32) -> Result<Arc<AnalysedArticle>, ApiError> {
    if let Some(made) = state.store.revision(id, number).await? {
        return Ok(made);
    }
    let newest = state.store.get(id).await?.ok_or_else(|| ArticlePath::not_found(id))?;
    let newest = newest.article.revision().number;
    let detail = format!("article {id} has no revision {number}; its newest is {newest}");
    Err(ApiError::new(ProblemKind::RevisionNotFound, detail))
}
