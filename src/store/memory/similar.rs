//! The same statement in other articles, in memory: every claim is compared.

use super::Shelf;
use crate::article::ArticleId;
use crate::nlp::analysis::ClaimId;
use crate::store::ClaimHit;
use crate::store::similar::{SimilarClaim, Worded, best, in_order};

impl Shelf {
    /// See [`crate::store::ArticleStore::similar_claims`].
    pub(super) fn similar_claims(&self, article: ArticleId, claim: ClaimId) -> Option<Vec<SimilarClaim>> {
        let own = self.get(article)?;
        let worded = Worded::new(own, own.analysis.claims.iter().find(|known| known.id == claim)?);
        let mut found = Vec::new();
        for there in self.articles.values().filter(|there| there.article.id != article) {
            for other in &there.analysis.claims {
                let other_worded = Worded::new(there, other);
                let Some(similarity) = worded.similarity(&other_worded) else { continue };
                let (added, left_out) = worded.changes(&other_worded);
                let hit = ClaimHit { article: there.clone(), claim: other.id, score: 0.0 };
                best(&mut found, SimilarClaim { hit, similarity, added, left_out });
            }
        }
        Some(in_order(found))
    }
}
