//! `/v1/figures`: every number of the archive as exact data.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use rust_decimal::Decimal;
use utoipa::IntoParams;

use super::duplicates::FoldParam;
use super::filters::{AnalyzerParam, OriginParams, SearchParams, Wanted, nothing};
use super::rows;
use crate::api::dto::{ArchiveViews, ArchivedFigure, ArticleRef, FigureKindWord, OffsetsParam, OffsetsWord};
use crate::api::error::ApiError;
use crate::api::extract::{FigurePath, Params, QueryReader, ReadQuery};
use crate::api::facets::{AskedWhole, FigureFacets};
use crate::api::forms::{AskedForm, FigureForms};
use crate::api::openapi::{FigureProblems, QueryProblems};
use crate::api::page::{List, PageParams};
use crate::api::problem::ProblemKind;
use crate::api::respond;
use crate::api::state::AppState;
use crate::nlp::analysis::EntityId;
use crate::store::{FigureFilter, FigureHit, Surveyed};

/// Filters of the list of figures.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListFiguresParams {
    /// Only figures of this kind.
    #[param(value_type = Option<FigureKindWord>, nullable = false, example = "money")]
    pub kind: Option<FigureKindWord>,
    /// Only figures in this unit: ISO 4217 for money, `percent`, `percentage_point`, or a CLDR unit id.
    #[param(nullable = false, min_length = 1, example = "EUR")]
    pub unit: Option<String>,
    /// Only figures whose value, or upper end, is at least this.
    #[param(value_type = Option<String>, nullable = false, pattern = r"^-?[0-9]+(\.[0-9]+)?$", example = "1000000")]
    pub min: Option<Decimal>,
    /// Only figures whose value, or lower end, is at most this.
    #[param(value_type = Option<String>, nullable = false, pattern = r"^-?[0-9]+(\.[0-9]+)?$", example = "5000000000")]
    pub max: Option<Decimal>,
    /// Only figures with this in what they measure, ignoring case.
    #[param(nullable = false, min_length = 1, example = "Beschäftigte")]
    pub measures: Option<String>,
    /// Only figures about this entity: its id or a name.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind")]
    pub entity: Option<String>,
    /// Only figures that this entity said: its id or a name.
    #[param(nullable = false, min_length = 1, example = "Vera Lindt")]
    pub speaker: Option<String>,
    /// Whose analyses.
    #[param(ignore)]
    pub analyzer: AnalyzerParam,
    /// What is listed once.
    #[param(ignore)]
    pub fold: FoldParam,
    /// Words of the text.
    #[param(ignore)]
    pub search: SearchParams,
    /// Source and dates.
    #[param(ignore)]
    pub origin: OriginParams,
    /// Which page.
    #[param(ignore)]
    pub page: PageParams,
    /// The unit of positions.
    #[param(ignore)]
    pub offsets: OffsetsWord,
}

impl ReadQuery for ListFiguresParams {
    fn read(query: &mut QueryReader) -> Self {
        let min = query.parsed::<Decimal>("min", "a decimal number such as 1000000 or -2.5");
        let max = query.parsed::<Decimal>("max", "a decimal number such as 1000000 or -2.5");
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            query.wrong("min", ProblemKind::InvalidParameter, "is greater than `max`".into());
        }
        Self {
            kind: query.word("kind"),
            unit: query.text("unit"),
            min,
            max,
            measures: query.text("measures"),
            entity: query.text("entity"),
            speaker: query.text("speaker"),
            analyzer: AnalyzerParam::read(query),
            fold: FoldParam::read(query),
            search: SearchParams::read(query),
            origin: OriginParams::read(query),
            page: query.page(),
            offsets: OffsetsParam::read(query).offsets,
        }
    }
}

/// The filter for the store; `None` when nothing can be found.
pub(super) async fn figure_filter(
    state: &AppState,
    params: &ListFiguresParams,
) -> Result<Option<FigureFilter>, ApiError> {
    let store = state.store.as_ref();
    let entity = Wanted::resolve(store, "entity", params.entity.as_deref()).await?;
    let speaker = Wanted::resolve(store, "speaker", params.speaker.as_deref()).await?;
    if entity.is_nobody() || speaker.is_nobody() {
        return Ok(None);
    }
    let analyzer = params.analyzer.any_of(state).await?;
    Ok(Some(FigureFilter { analyzer, ..params.filter_of(entity.id(), speaker.id()) }))
}

impl ListFiguresParams {
    /// The filter with entities that are known, whoever has read the articles.
    pub(crate) fn filter_of(&self, entity: Option<EntityId>, speaker: Option<EntityId>) -> FigureFilter {
        FigureFilter {
            kind: self.kind.map(|word| word.0),
            unit: self.unit.clone(),
            min: self.min,
            max: self.max,
            measures: self.measures.clone(),
            entity,
            speaker,
            source: self.origin.source.clone(),
            analyzer: None,
            range: self.origin.range,
            text: self.search.text.clone(),
            fold: self.fold.duplicates,
        }
    }
}

/// List figures
///
/// Every figure of the archive as exact data: those of the newest article first, in text order inside one. Ids of
/// claims and figures are led by the id of their article.
#[utoipa::path(
    tag = "figures",
    params(ListFiguresParams, AnalyzerParam, FoldParam, SearchParams, OriginParams, OffsetsParam, PageParams, FigureFacets,
        FigureForms),
    responses((status = 200, description = "One page", content(
            (List<ArchivedFigure> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")),
        headers(("Link" = String, description = "The next page, if there is one"))), QueryProblems)
)]
#[get("/figures")]
pub(crate) async fn list_figures(
    request: HttpRequest,
    state: Data<AppState>,
    Params((params, whole, form)): Params<(ListFiguresParams, AskedWhole<FigureFacets>, AskedForm<FigureForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let filter = figure_filter(&state, &params).await?;
    let page = match &filter {
        Some(filter) => state.store.list_figures(filter, &params.page.request()).await?,
        None => nothing::<FigureHit>(),
    };
    let mut views = ArchiveViews::new(params.offsets);
    let query = params.search.query();
    let mut duplicates =
        params.fold.counts(&state, page.items.iter().map(|hit| hit.article.article.id)).await?.into_iter();
    let show = |hit| {
        let duplicates = duplicates.next().flatten();
        let found = ArchivedFigure::found(hit, query, &mut views)?;
        Some(ArchivedFigure { article: ArticleRef { duplicates, ..found.article }, ..found })
    };
    let list = List::fitting(&page, show, |hit| Some(filter.as_ref()?.cursor_after(hit)))?;
    let whole = whole.of(&state, filter.map(Surveyed::Figures), (&params.page, form)).await?;
    rows::respond(&request, &list.of_all(&whole).in_unit(params.offsets), form)
}

/// Read a figure
///
/// One figure with the article it stands in.
#[utoipa::path(
    tag = "figures",
    params(("id" = String, Path, description = "Id of the figure: `<article id>:f<number>`",
        example = "0194cad2-cc00-7000-8000-000000000001:f1"), OffsetsParam),
    responses(
        (status = 200, description = "The figure", body = ArchivedFigure,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        FigureProblems,
    )
)]
#[get("/figures/{id}")]
pub(crate) async fn get_figure(
    request: HttpRequest,
    state: Data<AppState>,
    FigurePath(article, figure): FigurePath,
    Params(params): Params<OffsetsParam>,
) -> Result<HttpResponse, ApiError> {
    let hit = state.store.figure(article, figure).await?;
    let found = hit.and_then(|hit| ArchivedFigure::new(&hit, &mut ArchiveViews::new(params.offsets)));
    let found = found.ok_or_else(|| FigurePath::not_found(format_args!("{article}:{figure}")))?;
    respond::tagged(&request, &found)
}
