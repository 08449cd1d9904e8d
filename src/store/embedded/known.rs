//! What is known already: articles by content, and by source and external id.

use super::values::Values;
use super::{damaged, keys};
use crate::article::{Article, ArticleId, ContentHash};
use crate::store::codec;
use crate::store::{Known, StoreError};

/// See [`crate::store::ArticleStore::find_known`].
pub fn find_known(
    values: &impl Values,
    hash: ContentHash,
    source: Option<&str>,
    external_id: Option<&str>,
) -> Result<Option<Known>, StoreError> {
    let named = external_id.map(|id| holder(values, &keys::external(source, id))).transpose()?.flatten();
    Ok(match (holder(values, &keys::hash(hash))?, named) {
        (Some(same), Some(named)) if same == named => {
            let newest = values.newest(named)?.map(|article| article.content_hash);
            Some(if newest == Some(hash) { Known::Same(same) } else { Known::Other(named) })
        }
        (Some(same), _) => Some(Known::Same(same)),
        (None, named) => named.map(Known::Other),
    })
}

/// What is known of an article, by its hash or by the one that archives have known it by before.
pub fn find_article(values: &impl Values, article: &Article) -> Result<Option<Known>, StoreError> {
    let (source, external) = (article.content.source.as_deref(), article.content.external_id.as_deref());
    let known = find_known(values, article.content_hash, source, external)?;
    if matches!(known, Some(Known::Same(_))) {
        return Ok(known);
    }
    let before = find_known(values, article.content.exact_hash(), source, external)?;
    Ok(before.filter(|before| matches!(before, Known::Same(_))).or(known))
}

/// The article that holds what only one may.
fn holder(values: &impl Values, key: &[u8]) -> Result<Option<ArticleId>, StoreError> {
    values.value(key)?.map(|value| codec::from_bytes(&value).map_err(damaged)).transpose()
}

/// Another article of this content, or of this name at this source.
pub fn taken(values: &impl Values, article: &Article) -> Result<Option<ArticleId>, StoreError> {
    let (source, external) = (article.content.source.as_deref(), article.content.external_id.as_deref());
    let external = external.map(|id| keys::external(source, id));
    let hashes = [article.content_hash, article.content.exact_hash()].map(keys::hash);
    for key in hashes.into_iter().chain(external) {
        if let Some(other) = holder(values, &key)?.filter(|id| *id != article.id) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}
