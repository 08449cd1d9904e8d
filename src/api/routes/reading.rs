//! How an article is read and answered: the parameters that all routes of one article share.

use utoipa::IntoParams;

use crate::api::dto::{OffsetsParam, OffsetsWord, ProfileParam, Word};
use crate::api::extract::{AboutParams, QueryReader, ReadQuery};

/// What an answer holds.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IncludeParams {
    /// `analysis`: the whole analysis, not only its summary.
    #[param(value_type = Option<Include>, nullable = false, example = "analysis")]
    pub include: Option<Include>,
    /// The unit of its positions.
    #[param(ignore)]
    pub offsets: OffsetsWord,
}

/// How an article is read and answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadingParams {
    pub(super) answer: IncludeParams,
    pub(super) profile: ProfileParam,
}

impl ReadQuery for ReadingParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { answer: IncludeParams::read(query), profile: ProfileParam::read(query) }
    }
}

/// How an article that is sent is read and answered, and what is said of it besides its body.
#[derive(Debug, Clone)]
pub(crate) struct TakingParams(pub(super) ReadingParams);

impl ReadQuery for TakingParams {
    fn read(query: &mut QueryReader) -> Self {
        // The body reads them where they are possible.
        AboutParams::read(query);
        Self(ReadingParams::read(query))
    }
}

/// What can be included in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Include {
    /// The whole analysis.
    Analysis,
}

impl Word for Include {
    fn from_word(word: &str) -> Option<Self> {
        (word == "analysis").then_some(Self::Analysis)
    }

    fn words() -> Vec<&'static str> {
        vec!["analysis"]
    }
}

impl ReadQuery for IncludeParams {
    fn read(query: &mut QueryReader) -> Self {
        Self { include: query.word("include"), offsets: OffsetsParam::read(query).offsets }
    }
}

impl IncludeParams {
    pub(super) fn analysis(self) -> Option<OffsetsWord> {
        self.include.map(|Include::Analysis| self.offsets)
    }
}
