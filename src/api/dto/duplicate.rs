//! Copies of articles as clients see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::article::ArticleRef;
use crate::store::CopyHit;

/// Another article with nearly the same text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub(crate) struct DuplicateDto {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// When it came in.
    #[schema(format = "date-time")]
    pub received_at: String,
    /// How alike both texts are.
    #[schema(minimum = 0, maximum = 1, example = 0.93)]
    pub similarity: f64,
}

impl From<&CopyHit> for DuplicateDto {
    fn from(CopyHit { article, similarity }: &CopyHit) -> Self {
        Self { article: article.as_ref().into(), received_at: article.received_at.to_string(), similarity: *similarity }
    }
}
