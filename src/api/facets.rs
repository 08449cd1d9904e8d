//! What a list tells of itself as a whole: its total, and what its items have in common. One table, by route.
//!
//! Both are told where they are asked for, and the total also where it costs nothing: on a first page that is the only one.

use std::marker::PhantomData;

use serde::Serialize;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required, Schema};
use utoipa::{IntoParams, ToSchema};

use super::dto::FacetWord;
use super::error::ApiError;
use super::extract::{QueryReader, ReadQuery};
use super::forms::Form;
use super::page::PageParams;
use super::state::AppState;
use crate::store::{Facet, FacetCounts, FacetValue, Survey, Surveyed, survey};

/// A list that can be looked at as a whole.
pub(crate) trait Faceted {
    /// What its items can have in common.
    const FACETS: &'static [Facet];
}

macro_rules! facets {
    ($($(#[$doc:meta])* $name:ident in [$($facet:ident),+];)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Faceted for $name {
            const FACETS: &'static [Facet] = &[$(Facet::$facet),+];
        }

        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                described($name::FACETS)
            }
        }
    )+};
}

facets! {
    /// The list of articles.
    ArticleFacets in [Source, Language, Month];
    /// The list of entities.
    EntityFacets in [Type];
    /// The list of claims.
    ClaimFacets in [Speaker, Kind, Certainty, Source, Month];
    /// The list of figures.
    FigureFacets in [Kind, Unit, Measures, Speaker, Source, Month];
    /// The list of figures that exclude each other.
    ConflictFacets in [Measures, Unit, Source, Month];
}

/// `total` and `facets` in the document.
fn described(facets: &[Facet]) -> Vec<Parameter> {
    let words: Vec<_> = facets.iter().map(|facet| FacetWord(*facet).as_str()).collect();
    let parameter = |name: &str, description: &str, schema: RefOr<Schema>| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(schema))
    };
    let one = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.clone()));
    let several = ArrayBuilder::new().items(one).unique_items(true).build();
    let told = ObjectBuilder::new().schema_type(Type::Boolean).build();
    vec![
        parameter("total", "`true`: tells how many items the list has in all (JSON only).", told.into())
            .example(Some(true.into()))
            .build(),
        parameter(
            "facets",
            "What the items of the list have in common, counted, and their total (JSON only). Several are parted by commas. \
             Each is named as the filter that narrows the list to one of its values; `month` goes into `from` and `to`.",
            several.into(),
        )
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .example(Some(words.into_iter().take(2).collect::<Vec<_>>().into()))
        .build(),
    ]
}

/// What the query asks of a list as a whole.
#[derive(Debug)]
pub(crate) struct AskedWhole<O> {
    total: bool,
    facets: Vec<Facet>,
    of: PhantomData<O>,
}

impl<O: Faceted> ReadQuery for AskedWhole<O> {
    fn read(query: &mut QueryReader) -> Self {
        let total = query.parsed("total", "true or false").unwrap_or(false);
        let words: Vec<_> = O::FACETS.iter().map(|facet| FacetWord(*facet).as_str()).collect();
        let named = |word: &str| O::FACETS.iter().copied().find(|facet| FacetWord(*facet).as_str() == word);
        let facets = query.some_of("facets", &words, named);
        Self { total, facets, of: PhantomData }
    }
}

impl<O> AskedWhole<O> {
    /// The answer, where the form of the page has a place for it; `list` is absent when nothing can be found.
    pub(crate) async fn of(
        &self,
        state: &AppState,
        list: Option<Surveyed>,
        (page, form): (&PageParams, Form),
    ) -> Result<Whole, ApiError> {
        let is_first = page.cursor.is_none();
        let is_asked = self.total || !self.facets.is_empty();
        if !is_asked || form != Form::Json {
            return Ok(Whole { told: None, is_first });
        }
        let told = match list {
            Some(list) => survey(state.store.as_ref(), &list, &self.facets).await?,
            None => Survey::empty(&self.facets),
        };
        Ok(Whole { told: Some(told), is_first })
    }
}

/// What a page tells of its list.
#[derive(Debug)]
pub(crate) struct Whole {
    /// What was asked for.
    pub told: Option<Survey>,
    /// Whether the page is the first one.
    pub is_first: bool,
}

/// What items of a list have in common in one respect.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetCounts)]
pub(crate) struct FacetDto {
    /// In which.
    pub facet: FacetWord,
    /// Of so many items of the list, its newest (of entities: the most frequent), at most 2000.
    #[schema(example = 128)]
    pub counted: u64,
    /// Its values, the most frequent first, at most 20.
    pub values: Vec<FacetValueDto>,
    /// Items that have other values.
    #[schema(example = 0)]
    pub others: u64,
}

/// A value that items have in common.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FacetValue)]
pub(crate) struct FacetValueDto {
    /// As the filter takes it.
    #[schema(example = "person:vera-lindt")]
    pub value: String,
    /// A name, where the value is an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Vera Lindt")]
    pub label: Option<String>,
    /// Items that have it.
    #[schema(example = 17)]
    pub count: u64,
}

impl FacetDto {
    /// All of a survey.
    pub(crate) fn all(survey: &Survey) -> Vec<Self> {
        let one = |FacetCounts { facet, values, others }: &FacetCounts| Self {
            facet: FacetWord(*facet),
            counted: survey.counted,
            values: values.iter().map(FacetValueDto::from).collect(),
            others: *others,
        };
        survey.facets.iter().map(one).collect()
    }
}

impl From<&FacetValue> for FacetValueDto {
    fn from(FacetValue { value, label, count }: &FacetValue) -> Self {
        Self { value: value.clone(), label: label.clone(), count: *count }
    }
}
