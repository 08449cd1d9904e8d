//! The same statement in other articles, as clients see it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::claim::{ArchivedClaim, SpanDto};
use super::view::ArchiveViews;
use super::vocabulary::OffsetsWord;
use crate::store::{ClaimHit, SimilarClaim};

/// Whether the words of a statement are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wording {
    /// Word by word.
    Same,
    /// Some are others, are missing, or stand elsewhere.
    Changed,
}

/// The same statement in another article.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SimilarClaim)]
pub(crate) struct SimilarClaimDto {
    /// How alike both are: the share of content words that both have of all that one has.
    #[schema(minimum = 0.6, maximum = 1, example = 0.85)]
    pub similarity: f64,
    /// Whether the words are the same.
    pub wording: Wording,
    /// Stretches of this claim whose words the claim asked about does not have, in that place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<SpanDto>,
    /// Stretches of the claim asked about, in its own article, whose words this one does not have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<SpanDto>,
    /// The claim with its article.
    pub claim: ArchivedClaim,
}

/// Where a statement appeared first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FirstAppearance {
    /// Id of the claim; it may be the one asked about.
    #[schema(example = "0194cad2-cc00-7000-8000-000000000001:c1")]
    pub claim_id: String,
    /// When its article was published, or came in where that is unknown.
    #[schema(format = "date-time")]
    pub at: String,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
}

/// How many articles of a source make a statement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SourceSpread {
    /// The source; absent for articles without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source: Option<String>,
    /// How many of its articles.
    #[schema(minimum = 1)]
    pub articles: u64,
}

/// A statement and where else it is made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SimilarClaims {
    /// The unit of all positions.
    pub offsets: OffsetsWord,
    /// Where it appeared first, the article asked about among them.
    pub first: FirstAppearance,
    /// How many articles make it, with the one asked about.
    #[schema(minimum = 1)]
    pub total: u64,
    /// The same by source, those with most articles first; the article asked about among them.
    pub sources: Vec<SourceSpread>,
    /// The claims of the other articles, the first appearance first, at most `limit`.
    pub items: Vec<SimilarClaimDto>,
}

impl SimilarClaims {
    /// A claim and where else it is made, of which so many are shown.
    pub(crate) fn new(own: &ClaimHit, found: &[SimilarClaim], limit: usize, unit: OffsetsWord) -> Self {
        let all = || found.iter().map(|one| &one.hit).chain([own]);
        let first = all().min_by_key(|hit| (hit.article.article.dated_at(), hit.article.article.id)).unwrap_or(own);
        let mut sources: BTreeMap<Option<&String>, u64> = BTreeMap::new();
        for hit in all() {
            *sources.entry(hit.article.article.content.source.as_ref()).or_default() += 1;
        }
        let mut sources: Vec<_> =
            sources.into_iter().map(|(source, articles)| SourceSpread { source: source.cloned(), articles }).collect();
        sources.sort_by_key(|spread| std::cmp::Reverse(spread.articles));
        let mut views = ArchiveViews::new(unit);
        let items = found.iter().take(limit).filter_map(|one| {
            let same = one.added.is_empty() && one.left_out.is_empty();
            Some(SimilarClaimDto {
                similarity: one.similarity,
                wording: if same { Wording::Same } else { Wording::Changed },
                left_out: views.of(&own.article).spans(&one.left_out),
                added: views.of(&one.hit.article).spans(&one.added),
                claim: ArchivedClaim::new(&one.hit, &mut views)?,
            })
        });
        Self {
            items: items.collect(),
            offsets: unit,
            total: found.len() as u64 + 1,
            first: FirstAppearance {
                claim_id: format!("{}:{}", first.article.article.id, first.claim),
                at: first.article.article.dated_at().to_string(),
                source: first.article.article.content.source.clone(),
            },
            sources,
        }
    }
}
