//! Deletion of many articles as clients see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::article::ArticleRef;

/// What was deleted, and what would be next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deletion)]
pub(crate) struct DeletionDto {
    /// Whether this was only a look: nothing was deleted.
    pub dry_run: bool,
    /// How many articles this request has deleted; their deletion is durable.
    #[schema(example = 0)]
    pub deleted: u64,
    /// How many articles pass the filters now.
    #[schema(example = 1432)]
    pub left: u64,
    /// How many of them the next request will delete that has the same filters and `limit`, the newest first.
    #[schema(example = 1000)]
    pub next: usize,
    /// Some of those, the newest first.
    pub examples: Vec<ArticleRef>,
    /// What the next request has to repeat in `If-Match`, in quotation marks, to delete exactly those; absent when there is
    /// nothing left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "m2PjPCjLx9ssQ3Gv")]
    pub condition: Option<String>,
}
