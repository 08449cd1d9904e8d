//! Filters that several lists share, and entities given by id or by name.

use utoipa::{IntoParams, ToSchema};

use crate::api::dto::{PeriodText, SortWord, Word};
use crate::api::error::ApiError;
use crate::api::extract::{QueryReader, ReadQuery};
use crate::api::problem::ProblemKind;
use crate::api::state::AppState;
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{EntityId, EntityType};
use crate::store::{ArticleStore, DateRange, Page, QueryError, Sort, TextFilter, TextQuery};

/// Which articles are looked at.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OriginParams {
    /// Only articles of this source.
    #[param(nullable = false, min_length = 1, example = "Beispielblatt")]
    pub source: Option<String>,
    /// Only articles of this moment, day, month or year and later: RFC 3339 date-time, date, year-month or year. An article
    /// without a date of publication counts from its arrival.
    #[param(value_type = Option<PeriodText>, nullable = false, example = "2025-01")]
    #[expect(dead_code, reason = "documents a parameter that `range` is read from")]
    pub from: (),
    /// Only articles before this moment, or up to the end of this day, month or year.
    #[param(value_type = Option<PeriodText>, nullable = false, example = "2025-12-31")]
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

/// Of what time articles are looked at, where only the time is asked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodParams {
    /// Only articles of this moment, day, month or year and later.
    #[param(value_type = Option<PeriodText>, nullable = false, example = "2025-01")]
    #[expect(dead_code, reason = "documents a parameter that `range` is read from")]
    pub from: (),
    /// Only articles before this moment, or up to the end of this day, month or year.
    #[param(value_type = Option<PeriodText>, nullable = false, example = "2025-12")]
    #[expect(dead_code, reason = "documents a parameter that `range` is read from")]
    pub to: (),
    /// Both as one range.
    #[param(ignore)]
    pub range: DateRange,
}

impl ReadQuery for PeriodParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { from: (), to: (), range: query.range() }
    }
}

/// Whose analyses are looked at.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnalyzerParam {
    /// `current`: only articles that the present analyzer has read, with the present lexicon, in either profile. Those of an
    /// older one are read again in the background; `GET /v1/reanalyze` says how many are left.
    #[param(value_type = Option<AnalyzerWord>, nullable = false, example = "current")]
    pub analyzer: Option<AnalyzerWord>,
}

/// Which analyzer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = AnalyzerFilter, rename_all = "snake_case")]
pub(crate) enum AnalyzerWord {
    /// The present one.
    Current,
}

impl Word for AnalyzerWord {
    fn from_word(word: &str) -> Option<Self> {
        (word == "current").then_some(Self::Current)
    }

    fn words() -> Vec<&'static str> {
        vec!["current"]
    }
}

impl ReadQuery for AnalyzerParam {
    fn read(query: &mut QueryReader) -> Self {
        Self { analyzer: query.word("analyzer") }
    }
}

impl AnalyzerParam {
    /// The analyzers for the store, if there is a restriction.
    pub(crate) async fn any_of(self, state: &AppState) -> Result<Option<Vec<AnalyzerInfo>>, ApiError> {
        let Some(AnalyzerWord::Current) = self.analyzer else { return Ok(None) };
        let analyzers = state.store.analyzers().await?;
        let current = state.ingest.in_force().current_of(&analyzers).map_err(ApiError::internal)?;
        Ok(Some(current))
    }
}

/// What is looked for in texts.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParams {
    /// Words that must all be there, in any of their forms; umlauts and `ß` in either spelling; compounds are found by their
    /// parts. `"words in quotes"` follow each other, `-word` must not be there, `begin*` is the beginning of a word, and
    /// `title:`, `text:`, `source:` and `author:` say where. Articles are searched in headline and text, claims in their
    /// own words, figures in their sentence. What was written within the last second may be missing.
    #[param(value_type = Option<String>, nullable = false, min_length = 1, max_length = 1000, example = "Strompreis -Gas")]
    #[expect(dead_code, reason = "documents a parameter that `text` is read from")]
    pub q: (),
    /// The order: `relevance`, which only a search has and which is its order unless it says otherwise, or `date`, the newest
    /// article first.
    #[param(value_type = Option<SortWord>, nullable = false, example = "date")]
    #[expect(dead_code, reason = "documents a parameter that `text` is read from")]
    pub sort: (),
    /// Both as one filter.
    #[param(ignore)]
    pub text: Option<TextFilter>,
}

impl ReadQuery for SearchParams {
    fn read(query: &mut QueryReader) -> Self {
        let given = query.text("q").filter(|q| !q.trim().is_empty());
        let sort = query.word::<SortWord>("sort").map(|word| word.0);
        if given.is_none() && sort == Some(Sort::Relevance) {
            query.wrong("sort", ProblemKind::InvalidParameter, "`relevance` is the order of a search; add `q`".into());
        }
        let parsed = given.and_then(|given| match TextQuery::parse(&given) {
            Ok(parsed) => Some(parsed),
            Err(QueryError { position, problem }) => {
                query.wrong_at("q", ProblemKind::InvalidQuery, position, problem);
                None
            }
        });
        let text = parsed.map(|query| TextFilter { query, sort: sort.unwrap_or_default() });
        Self { q: (), sort: (), text }
    }
}

impl SearchParams {
    /// The search, if there is one.
    pub(crate) fn query(&self) -> Option<&TextQuery> {
        self.text.as_ref().map(|text| &text.query)
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
async fn all_named(store: &dyn ArticleStore, given: &str) -> Result<Vec<EntityId>, ApiError> {
    if given.split_once(':').is_some_and(|(kind, rest)| EntityType::from_name(kind).is_some() && !rest.is_empty()) {
        return Ok(vec![EntityId(given.to_owned())]);
    }
    Ok(store.entities_named(given).await?)
}

/// The page of a list in which nothing can be found.
pub(crate) fn nothing<T>() -> Page<T> {
    Page { items: Vec::new(), next: None }
}
