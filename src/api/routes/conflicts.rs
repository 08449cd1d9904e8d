//! `/v1/figures/conflicts`: the same thing measured differently.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::IntoParams;

use super::filters::{OriginParams, Wanted, nothing};
use crate::api::dto::{ArchiveViews, FigureConflict, OffsetsParam, OffsetsWord};
use crate::api::error::ApiError;
use crate::api::extract::{Params, QueryReader, ReadQuery};
use crate::api::facets::{AskedWhole, ConflictFacets};
use crate::api::forms::Form;
use crate::api::openapi::QueryProblems;
use crate::api::page::{List, PageParams};
use crate::api::state::AppState;
use crate::store::{ConflictFilter, Surveyed};

/// Filters of the list of figures that exclude each other.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListFigureConflictsParams {
    /// Only pairs about this entity: its id or a name.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind-ag")]
    pub entity: Option<String>,
    /// Only pairs with this in what both measure, ignoring case.
    #[param(nullable = false, min_length = 1, example = "Umsatz")]
    pub measures: Option<String>,
    /// Only pairs in this unit: ISO 4217 for money, `percent`, or a CLDR unit id.
    #[param(nullable = false, min_length = 1, example = "EUR")]
    pub unit: Option<String>,
    /// Of which source one of the two is, and when the newer article was published.
    #[param(ignore)]
    pub origin: OriginParams,
    /// Which page.
    #[param(ignore)]
    pub page: PageParams,
    /// The unit of positions.
    #[param(ignore)]
    pub offsets: OffsetsWord,
}

impl ReadQuery for ListFigureConflictsParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            entity: query.text("entity"),
            measures: query.text("measures"),
            unit: query.text("unit"),
            origin: OriginParams::read(query),
            page: query.page(),
            offsets: OffsetsParam::read(query).offsets,
        }
    }
}

/// List figures that exclude each other
///
/// The same thing measured differently in two articles: same entity, same `measures`, same unit, the same period or, where
/// none is named, articles of the same three days; and values that cannot both be right, given how they are written ("rund",
/// "mehr als", ranges, rounding: 1.2 and 1.23 billion can both be right). Each figure stands beside the last one before it that
/// says otherwise; whoever repeats a value makes no pair of their own. The pairs of the newest article come first. Rather
/// a pair is missed than a wrong one listed: forecasts, plans, changes, shares, and prices at an exchange are left out.
#[utoipa::path(
    tag = "figures",
    params(ListFigureConflictsParams, OriginParams, OffsetsParam, PageParams, ConflictFacets),
    responses((status = 200, description = "One page", body = List<FigureConflict>,
        headers(("Link" = String, description = "The next page, if there is one"))), QueryProblems)
)]
#[get("/figures/conflicts")]
pub(crate) async fn list_figure_conflicts(
    request: HttpRequest,
    state: Data<AppState>,
    Params((params, whole)): Params<(ListFigureConflictsParams, AskedWhole<ConflictFacets>)>,
) -> Result<HttpResponse, ApiError> {
    let entity = Wanted::resolve(state.store.as_ref(), "entity", params.entity.as_deref()).await?;
    let filter = ConflictFilter {
        measures: params.measures.clone(),
        unit: params.unit.clone(),
        source: params.origin.source.clone(),
        range: params.origin.range,
        entity: None,
    };
    let is_nobody = entity.is_nobody();
    let (filter, page) = if is_nobody {
        (filter, nothing())
    } else {
        let filter = ConflictFilter { entity: entity.id(), ..filter };
        let page = state.store.list_conflicts(&filter, &params.page.request()).await?;
        (filter, page)
    };
    let mut views = ArchiveViews::new(params.offsets);
    let show = |conflict| FigureConflict::new(conflict, &mut views);
    let list = List::fitting(&page, show, |conflict| Some(filter.cursor_after(conflict)))?;
    let surveyed = (!is_nobody).then_some(Surveyed::Conflicts(filter));
    let whole = whole.of(&state, surveyed, (&params.page, Form::Json)).await?;
    list.of_all(&whole).in_unit(params.offsets).respond(&request)
}
