//! `/v1/changes`: the numbered feed of what was done to articles, for mirrors and warehouses.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::dto::ChangeKindWord;
use crate::api::error::{ApiError, Place};
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::openapi::{ChangesProblems, WriteProblems};
use crate::api::page::{link_next_as, read_limit};
use crate::api::problem::ProblemKind;
use crate::api::respond;
use crate::api::state::AppState;
use crate::store::Change;

/// Which part of the feed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesParams {
    /// Only changes after the one of this number; 0 is before the first.
    #[param(value_type = Option<u64>, minimum = 0, default = 0, nullable = false, example = 0)]
    pub after: u64,
    /// Most items to answer.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50, nullable = false, example = 10)]
    pub limit: usize,
}

impl ReadQuery for ChangesParams {
    fn read(query: &mut QueryReader) -> Self {
        let after = query.parsed("after", "the number of a change").unwrap_or_default();
        Self { after, limit: read_limit(query) }
    }
}

/// The newest change of an article.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArticleChange)]
pub(crate) struct ChangeDto {
    /// Its number; every later change has a greater one.
    #[schema(minimum = 1, example = 1)]
    pub number: u64,
    /// What was done.
    pub kind: ChangeKindWord,
    /// The article.
    #[schema(format = "uuid", example = "0194cad2-cc00-7000-8000-000000000001")]
    pub article_id: String,
    /// When (RFC 3339).
    #[schema(format = "date-time")]
    pub changed_at: String,
}

impl From<&Change> for ChangeDto {
    fn from(change: &Change) -> Self {
        Self {
            number: change.number,
            kind: ChangeKindWord(change.kind),
            article_id: change.article.to_string(),
            changed_at: change.at.to_string(),
        }
    }
}

/// Part of the change feed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeList {
    /// The changes, by number.
    pub items: Vec<ChangeDto>,
    /// The `after` of the next part; absent when there is nothing more so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<u64>,
    /// The newest number of the archive; 0 when nothing was ever changed.
    pub newest: u64,
}

/// Follow the archive
///
/// Every insert, every correction, every new analysis and every deletion has a number, in one order. Work the items off and ask again with the
/// number of the last one as `after`, at once while there is a `next` and later otherwise: nothing with a smaller number
/// ever comes afterwards, and what is shown is durable. Of each article only its newest change is kept, a deletion for
/// good; so numbers are missing where a later change has taken the place of an earlier one, an article may be met first
/// as `revised` or `reanalyzed`, and a deletion may be of one that you never had. `inserted`, `revised` (it has another
/// text) and `reanalyzed` (it has another analysis, and may have been corrected before that) all mean: fetch the article again; if it is gone by then, its deletion follows.
///
/// An `after` beyond `newest` is refused: it comes from another archive, as after a restore, and everything is to be read
/// again from 0.
#[utoipa::path(
    tag = "archive",
    params(ChangesParams),
    responses(
        (status = 200, description = "Part of the feed", body = ChangeList,
            headers(("Link" = String, description = "The next part, if there is one so far"))),
        ChangesProblems, WriteProblems,
    )
)]
#[get("/changes")]
pub(crate) async fn list_changes(
    request: HttpRequest,
    state: Data<AppState>,
    Params(ChangesParams { after, limit }): Params<ChangesParams>,
) -> Result<HttpResponse, ApiError> {
    let mut changes = state.store.changes(after, limit + 1).await?;
    if after > changes.newest {
        return Err(beyond(after, changes.newest));
    }
    let more = changes.items.len() > limit;
    changes.items.truncate(limit);
    let next = changes.items.last().filter(|_| more).map(|change| change.number);
    let items = changes.items.iter().map(ChangeDto::from).collect();
    let mut response = respond::json(&ChangeList { items, next, newest: changes.newest })?;
    link_next_as(&request, &mut response, "after", next.map(|next| next.to_string()).as_deref());
    Ok(response)
}

pub(super) fn beyond(after: u64, newest: u64) -> ApiError {
    let detail =
        format!("{after} is beyond the newest change, {newest}: this is another archive; read it from 0 again");
    ApiError::at(Place::Query, "/after", ProblemKind::BadCursor, detail)
}
