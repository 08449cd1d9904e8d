//! `/v1/export`: lists without pages, as NDJSON, CSV or Parquet, streamed.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::{IntoParams, ToSchema};

use super::articles::{ListArticlesParams, article_filter};
use super::chunks::{Export, Source};
use super::claims::{ListClaimsParams, claim_filter};
use super::duplicates::FoldWord;
use super::entities::ListEntitiesParams;
use super::figures::{ListFiguresParams, figure_filter};
use super::filters::{AnalyzerWord, OriginParams};
pub(crate) use super::rows::Format;
use crate::api::dto::{CertaintyWord, EntityTypeWord, OffsetsWord, SortWord, Word};
use crate::api::error::ApiError;
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::negotiate;
use crate::api::openapi::ExportProblems;
use crate::api::respond::{CSV, NDJSON, PARQUET};
use crate::api::state::AppState;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Articles with their texts.
    #[default]
    Articles,
    /// Entities with their counts.
    Entities,
    /// Claims with their articles.
    Claims,
    /// Figures with their articles.
    Figures,
}

impl Of {
    fn as_str(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Entities => "entities",
            Self::Claims => "claims",
            Self::Figures => "figures",
        }
    }
}

impl Word for Of {
    fn from_word(word: &str) -> Option<Self> {
        [Self::Articles, Self::Entities, Self::Claims, Self::Figures].into_iter().find(|of| of.as_str() == word)
    }

    fn words() -> Vec<&'static str> {
        vec!["articles", "entities", "claims", "figures"]
    }
}

/// What is exported, how, and which of it.
///
/// The filters are those of the list that is exported; one that it does not have is refused.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParams {
    /// What to export.
    #[param(value_type = Option<Of>, nullable = false, default = "articles", example = "figures")]
    of: Of,
    /// In which form; goes before `Accept`.
    #[param(value_type = Option<Format>, nullable = false, example = "csv")]
    format: Option<Format>,
    /// As in the list of that kind.
    #[param(ignore)]
    list: ListParams,
}

/// The filters of all lists; an export has those of the list it exports, and refuses the others.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents parameters that the lists read themselves")]
pub(crate) struct FilterParams {
    /// Articles: only in this language (BCP 47).
    #[param(nullable = false, min_length = 1)]
    language: Option<String>,
    /// Articles and figures: only about this entity, by its id or a name.
    #[param(nullable = false, min_length = 1)]
    entity: Option<String>,
    /// Articles, claims and figures: only those in which, or which, this entity says; its id or a name.
    #[param(nullable = false, min_length = 1)]
    speaker: Option<String>,
    /// Articles, claims and figures: only what the present analyzer has read.
    #[param(nullable = false)]
    analyzer: Option<AnalyzerWord>,
    /// Articles, claims and figures: of near-identical articles only the first.
    #[param(nullable = false)]
    fold: Option<FoldWord>,
    /// Entities: only of this type.
    #[param(rename = "type", nullable = false)]
    entity_type: Option<EntityTypeWord>,
    /// Entities: only with this in a name. Articles, claims and figures: only those that this search finds.
    #[param(nullable = false, min_length = 1)]
    q: Option<String>,
    /// Articles, claims and figures: the order, `relevance` (only with `q`) or `date`.
    #[param(nullable = false)]
    sort: Option<SortWord>,
    /// Claims: only those that mention this entity, by its id or a name.
    #[param(nullable = false, min_length = 1)]
    about: Option<String>,
    /// Claims and figures: only of this kind.
    #[param(nullable = false, min_length = 1)]
    kind: Option<String>,
    /// Claims: only of this certainty.
    #[param(nullable = false)]
    certainty: Option<CertaintyWord>,
    /// Claims: only with, or without, a figure.
    #[param(nullable = false)]
    has_figure: Option<bool>,
    /// Figures: only in this unit.
    #[param(nullable = false, min_length = 1)]
    unit: Option<String>,
    /// Figures: only with at least this value.
    #[param(nullable = false)]
    min: Option<String>,
    /// Figures: only with at most this value.
    #[param(nullable = false)]
    max: Option<String>,
    /// Figures: only with this in what they measure.
    #[param(nullable = false, min_length = 1)]
    measures: Option<String>,
    /// Claims and figures: the unit of positions.
    #[param(nullable = false)]
    offsets: Option<OffsetsWord>,
}

#[derive(Debug)]
enum ListParams {
    Articles(ListArticlesParams),
    Entities(ListEntitiesParams),
    Claims(ListClaimsParams),
    Figures(ListFiguresParams),
}

impl ReadQuery for ExportParams {
    fn read(query: &mut QueryReader) -> Self {
        query.refuse(&["limit", "cursor"], "an export has no pages");
        let of = query.word("of").unwrap_or_default();
        let format = query.word("format");
        let list = match of {
            Of::Articles => ListParams::Articles(ListArticlesParams::read(query)),
            Of::Entities => ListParams::Entities(ListEntitiesParams::read(query)),
            Of::Claims => ListParams::Claims(ListClaimsParams::read(query)),
            Of::Figures => ListParams::Figures(ListFiguresParams::read(query)),
        };
        Self { of, format, list }
    }
}

/// Export the archive
///
/// Articles, entities, claims or figures, all that pass the filters of their list, as NDJSON, CSV or Parquet; streamed, so
/// that any number can be exported. Every line has the shape of an item of the list; articles come with their texts and
/// all that was sent with them: the lines are a backup that `pressespiegel import` takes.
///
/// In CSV an apostrophe is put before a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, since a
/// spreadsheet would run it as a formula. The numeric columns (`value`, `min`, `max`, `confidence`, `sentiment_score`,
/// `articles`, `mentions`) hold nothing but numbers and are written as they are. NDJSON gives every text exactly. Parquet has the columns of CSV: texts as they are, the numeric columns as the nearest double, and what is
/// absent as null.
#[utoipa::path(
    tag = "archive",
    params(ExportParams, FilterParams, OriginParams),
    responses(
        (status = 200, description = "One item a line", content(
            (String = "application/x-ndjson"), (String = "text/csv"), (String = "application/vnd.apache.parquet"))),
        ExportProblems,
    )
)]
#[get("/export")]
pub(crate) async fn export_archive(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<ExportParams>,
) -> Result<HttpResponse, ApiError> {
    let format = match params.format {
        Some(format) => format,
        None => match negotiate::best(&request, &[NDJSON, CSV, PARQUET])? {
            CSV => Format::Csv,
            PARQUET => Format::Parquet,
            _ => Format::Ndjson,
        },
    };
    let source = source(&state, &params.list).await?;
    let export = Export::start(Arc::clone(&state.store), source, format).await?;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{}\"", params.of.as_str(), format.as_str()),
        ))
        .streaming(export.chunks()))
}

/// The list with its filter.
async fn source(state: &AppState, params: &ListParams) -> Result<Source, ApiError> {
    Ok(match params {
        ListParams::Articles(params) => Source::Articles(article_filter(state, params).await?),
        ListParams::Entities(params) => Source::Entities(params.filter()),
        ListParams::Claims(params) => Source::Claims(claim_filter(state, params).await?, params.offsets),
        ListParams::Figures(params) => Source::Figures(figure_filter(state, params).await?, params.offsets),
    })
}
