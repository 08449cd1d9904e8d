//! Filters that several lists share, and entities given by id or by name.

use utoipa::IntoParams;

use crate::api::dto::DateText;
use crate::api::error::ApiError;
use crate::api::extract::{QueryReader, ReadQuery};
use crate::api::problem::ProblemKind;
use crate::nlp::analysis::{EntityId, EntityType};
use crate::store::{ArticleStore, DateRange, Page};

/// Which articles are looked at.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OriginParams {
    /// Only articles of this source.
    #[param(nullable = false, min_length = 1, example = "Beispielblatt")]
    pub source: Option<String>,
    /// Only articles of this moment, day or month and later: RFC 3339 date-time, date or year-month. An article without
    /// a date of publication counts from its arrival.
    #[param(value_type = Option<DateText>, nullable = false, example = "2025-01")]
    #[expect(dead_code, reason = "documents a parameter that `range` is read from")]
    pub from: (),
    /// Only articles before this moment, or up to the end of this day or month.
    #[param(value_type = Option<DateText>, nullable = false, example = "2025-12-31")]
    #[expect(dead_code, reason = "documents a parameter that `range` is read from")]
    pub to: (),
    /// Both as one range.
    #[param(ignore)]
    pub range: DateRange,
}

impl ReadQuery for OriginParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { source: query.text("source"), from: (), to: (), range: query.range() }
    }
}

/// What an entity filter comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// No restriction.
    Any,
    /// This one.
    One(EntityId),
    /// Nobody has that name: the list is empty.
    Nobody,
}

impl Wanted {
    /// Resolves an entity given by its id, or by a name that some article calls it, ignoring case.
    ///
    /// A name of several entities is refused, since choosing one would answer wrongly without a word.
    pub(crate) async fn resolve(
        store: &dyn ArticleStore,
        parameter: &str,
        given: Option<&str>,
    ) -> Result<Self, ApiError> {
        let Some(given) = given else { return Ok(Self::Any) };
        let mut ids = all_named(store, given).await?;
        match ids.len() {
            0 => Ok(Self::Nobody),
            1 => Ok(Self::One(ids.remove(0))),
            _ => {
                let listed = ids.iter().take(20).map(EntityId::to_string).collect::<Vec<_>>().join(", ");
                let detail = format!("{parameter}: {given:?} is the name of several entities; choose one of {listed}");
                Err(ApiError::new(ProblemKind::AmbiguousEntity, detail))
            }
        }
    }

    /// Whether nothing can be found.
    pub(crate) fn is_nobody(&self) -> bool {
        *self == Self::Nobody
    }

    /// The entity, if there is a restriction.
    pub(crate) fn id(self) -> Option<EntityId> {
        match self {
            Self::One(id) => Some(id),
            Self::Any | Self::Nobody => None,
        }
    }
}

/// Entities with this id or name.
pub(crate) async fn all_named(store: &dyn ArticleStore, given: &str) -> Result<Vec<EntityId>, ApiError> {
    if given.split_once(':').is_some_and(|(kind, rest)| EntityType::from_name(kind).is_some() && !rest.is_empty()) {
        return Ok(vec![EntityId(given.to_owned())]);
    }
    Ok(store.entities_named(given).await?)
}

/// The page of a list in which nothing can be found.
pub(crate) fn nothing<T>() -> Page<T> {
    Page { items: Vec::new(), next: None }
}
