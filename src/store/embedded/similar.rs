//! The same statement in other articles: the index proposes, the archive compares.

use std::sync::Arc;

use super::searched::Kept;
use super::values::Values;
use super::view::View;
use crate::article::ArticleId;
use crate::nlp::analysis::ClaimId;
use crate::store::search::index::SearchIndex;
use crate::store::similar::{MOST, SimilarClaim, Worded, best, in_order};
use crate::store::{ClaimHit, StoreError};

/// See [`crate::store::ArticleStore::similar_claims`].
pub fn claims(
    tree: &View<'_>,
    index: &SearchIndex,
    (article, claim): (ArticleId, ClaimId),
) -> Result<Option<Vec<SimilarClaim>>, StoreError> {
    let Some(own) = tree.article(article)?.map(Arc::new) else { return Ok(None) };
    let Some(claim) = own.analysis.claims.iter().find(|known| known.id == claim) else { return Ok(None) };
    let worded = Worded::new(&own, claim);
    let Some((words, least)) = worded.sought() else { return Ok(Some(Vec::new())) };
    let mut places = index.claims_with(words, least, MOST)?;
    // Claims of one article follow each other, so that it is read once.
    places.sort_unstable_by_key(|place| (place.order, place.number));
    let mut kept = Kept::default();
    let mut found = Vec::new();
    for place in places.iter().filter(|place| place.order.id() != article) {
        tree.look()?;
        let Some(there) = kept.article(tree, place)? else { continue };
        let Some(other) = there.analysis.claims.iter().find(|known| known.id.0 == place.number) else { continue };
        let other_worded = Worded::new(&there, other);
        let Some(similarity) = worded.similarity(&other_worded) else { continue };
        let (added, left_out) = worded.changes(&other_worded);
        let hit = ClaimHit { article: Arc::clone(&there), claim: other.id, score: 0.0 };
        best(&mut found, SimilarClaim { hit, similarity, added, left_out });
    }
    Ok(Some(in_order(found)))
}
