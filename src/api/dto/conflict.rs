//! Pairs of figures that exclude each other, as clients see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::figure::{ArchivedFigure, PeriodDto, plain};
use super::view::ArchiveViews;
use super::vocabulary::FigureKindWord;
use crate::store::Conflict;

/// Two figures that cannot both be right.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FigureConflict {
    /// Ids of the entities that both are about.
    pub entities: Vec<String>,
    /// What is measured or counted, in the words of the newer article.
    #[schema(example = "Umsatz")]
    pub measures: String,
    /// What sort of quantity both are.
    pub kind: FigureKindWord,
    /// The unit of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "EUR")]
    pub unit: Option<String>,
    /// What both are counted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "month")]
    pub per: Option<String>,
    /// The period that both name; absent where they are compared because their articles are of the same days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub period: Option<PeriodDto>,
    /// How far the two values are apart, in that unit; of ranges their near ends.
    #[schema(pattern = r"^\d+(\.\d+)?$", example = "200000000")]
    pub difference: String,
    /// The greater one divided by the smaller one, to four places; absent where one is zero or their signs differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^\d+(\.\d+)?$", example = "1.0667")]
    pub ratio: Option<String>,
    /// The figure of the newer article.
    pub newer: ArchivedFigure,
    /// The figure of the older one.
    pub older: ArchivedFigure,
}

impl FigureConflict {
    /// A pair as shown.
    pub(crate) fn new(conflict: &Conflict, views: &mut ArchiveViews) -> Option<Self> {
        let newer = ArchivedFigure::new(&conflict.newer, views)?;
        let older = ArchivedFigure::new(&conflict.older, views)?;
        Some(Self {
            entities: conflict.entities().iter().map(ToString::to_string).collect(),
            measures: newer.figure.measures.clone().unwrap_or_default(),
            kind: newer.figure.kind,
            unit: newer.figure.unit.clone(),
            per: newer.figure.per.clone(),
            period: conflict.period.map(Into::into),
            difference: plain(conflict.difference),
            ratio: conflict.ratio.map(plain),
            newer,
            older,
        })
    }
}
