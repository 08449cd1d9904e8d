//! `POST /v1/articles/delete`: delete what passes a filter, after a look at what that is.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::articles::ArticleParams;
use super::filters::OriginParams;
use crate::api::dto::{ArticleRef, DeletionDto};
use crate::api::error::ApiError;
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::openapi::{ConditionProblems, DeletionProblems, WriteProblems};
use crate::api::problem::ProblemKind;
use crate::api::respond;
use crate::api::state::AppState;
use crate::api::tags::{self, Tags};
use crate::ingest::{Removable, removable, remove};
use crate::store::ArticleFilter;

/// Most articles of one request.
const MOST: usize = 10_000;
/// Articles of one request when the client does not say.
const USUAL: usize = 1_000;
/// Articles that are shown.
const SHOWN: usize = 10;

/// Which articles are deleted.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeletionParams {
    /// Only articles that this search finds, as in the list of articles.
    #[param(value_type = Option<String>, nullable = false, min_length = 1, max_length = 1000, example = "Strompreis -Gas")]
    #[expect(dead_code, reason = "documents a parameter that `which` is read from")]
    pub q: (),
    /// `true`, unless it is given: nothing is deleted, and the answer says what would be. `false` deletes, and needs `If-Match`.
    #[param(value_type = Option<bool>, nullable = false, default = true, example = true)]
    pub dry_run: bool,
    /// Most articles that one request deletes.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 10_000, default = 1000, nullable = false, example = 1000)]
    pub limit: usize,
    /// Which articles.
    #[param(ignore)]
    pub which: ArticleParams,
}

impl ReadQuery for DeletionParams {
    fn read(query: &mut QueryReader) -> Self {
        query.refuse(&["sort"], "the newest articles are deleted first");
        query.refuse(&["fold", "analyzer"], "articles are deleted by what they are, not by how they are shown");
        let filters = ["q", "source", "language", "entity", "speaker", "from", "to"];
        if !query.pairs().iter().any(|(name, _)| filters.contains(&name.as_str())) {
            let detail = "at least one filter is needed; `from=0001` takes all articles".into();
            query.wrong("from", ProblemKind::InvalidParameter, detail);
        }
        let dry_run = query.parsed("dry_run", "true or false").unwrap_or(true);
        let limit = query.parsed("limit", "a whole number").unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            query.wrong("limit", ProblemKind::InvalidParameter, format!("{limit} is not between 1 and {MOST}"));
        }
        Self { q: (), dry_run, limit, which: ArticleParams::read(query) }
    }
}

/// Condition of a deletion.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is read from the headers and stands here for the document")]
pub(crate) struct DeletionCondition {
    /// The `ETag` of the answer before (its `condition` in quotation marks); needed unless this is a dry run.
    #[param(rename = "If-Match", nullable = false, example = "\"m2PjPCjLx9ssQ3Gv\"")]
    if_match: Option<String>,
}

/// Delete many articles
///
/// First look, then delete: without `dry_run=false` nothing is deleted, and the answer says how many articles pass the
/// filters, shows some, and gives a `condition` that stands for exactly the articles that come next. The same request with
/// `dry_run=false` and that condition in `If-Match` deletes those, at most `limit`, each of them durable, and gives the
/// condition for the next ones: repeat it until nothing is left. When anything else passes the filters by then, or one of
/// the articles was corrected or deleted, that is `412` and nothing is deleted. What was interrupted goes on with a new look.
///
/// Each deletion removes every trace of its article from every index and stands in the change feed. An article that is
/// corrected while the request runs may be deleted as well. The cost of a look grows with the articles that pass.
#[utoipa::path(
    tag = "articles",
    params(DeletionParams, ArticleParams, OriginParams, DeletionCondition),
    responses(
        (status = 200, description = "What was deleted, and what would be next", body = DeletionDto,
            headers(("ETag" = String, description = "The condition of the next request, for `If-Match`"))),
        DeletionProblems, ConditionProblems, WriteProblems,
    )
)]
#[post("/articles/delete")]
pub(crate) async fn delete_articles(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<DeletionParams>,
) -> Result<HttpResponse, ApiError> {
    let filter = params.which.filter(state.store.as_ref()).await?;
    let mut look = Look::at(&state, filter.as_ref(), params.limit).await?;
    let mut deleted = 0;
    if !params.dry_run {
        require(&request, &look)?;
        deleted = remove(state.store.as_ref(), state.clock.as_ref(), &look.next).await?;
        metrics::counter!("pressespiegel_articles_removed_total", "by" => "filter").increment(deleted);
        look = Look::at(&state, filter.as_ref(), params.limit).await?;
    }
    let examples = examples(&state, &look.next).await?;
    let condition = (!look.next.is_empty()).then_some(look.condition);
    let tag = condition.as_deref().map(tags::quoted);
    let answer =
        DeletionDto { dry_run: params.dry_run, deleted, left: look.left, next: look.next.len(), examples, condition };
    let mut response = respond::json(&answer)?;
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag.parse().map_err(ApiError::internal)?);
    }
    Ok(response)
}

/// What passes the filters at a time.
struct Look {
    left: u64,
    next: Vec<Removable>,
    condition: String,
}

impl Look {
    async fn at(state: &AppState, filter: Option<&ArticleFilter>, limit: usize) -> Result<Self, ApiError> {
        let (left, next) = match filter {
            Some(filter) => {
                let next = removable(state.store.as_ref(), filter, limit).await?;
                // The count costs more than a step where that was all.
                let left =
                    if next.len() < limit { next.len() as u64 } else { state.store.count_articles(filter).await? };
                (left, next)
            }
            None => (0, Vec::new()),
        };
        let mut hash = Sha256::new();
        hash.update(left.to_be_bytes());
        for article in &next {
            hash.update(article.id.as_bytes());
            hash.update(article.revision.to_be_bytes());
        }
        let condition = tags::of_bytes(&hash.finalize());
        Ok(Self { left, next, condition })
    }
}

fn require(request: &HttpRequest, look: &Look) -> Result<(), ApiError> {
    let Some(expected) = Tags::expected(request) else {
        let detail = "look first with `dry_run=true`, and send the `ETag` of that answer as `If-Match`";
        return Err(ApiError::new(ProblemKind::PreconditionRequired, detail));
    };
    if matches!(expected, Tags::Any) {
        let detail = "`*` stands for anything; send the `ETag` of a look with `dry_run=true` as `If-Match`";
        return Err(ApiError::new(ProblemKind::PreconditionRequired, detail));
    }
    if look.next.is_empty() || expected.promise(&look.condition) {
        return Ok(());
    }
    let detail =
        format!("other articles pass the filters than before, {} now; look again with `dry_run=true`", look.left);
    Err(ApiError::new(ProblemKind::PreconditionFailed, detail))
}

async fn examples(state: &AppState, next: &[Removable]) -> Result<Vec<ArticleRef>, ApiError> {
    let mut examples = Vec::new();
    for article in next.iter().take(SHOWN) {
        examples.extend(state.store.get(article.id).await?.map(|made| ArticleRef::from(&made.article)));
    }
    Ok(examples)
}
