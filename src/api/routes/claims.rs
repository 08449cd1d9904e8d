//! `/v1/claims`: who said what, over the archive.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::IntoParams;

use super::duplicates::FoldParam;
use super::filters::{AnalyzerParam, OriginParams, SearchParams, Wanted, nothing};
use super::rows;
use crate::api::dto::{
    ArchiveViews, ArchivedClaim, ArticleRef, CertaintyWord, ClaimKindWord, LinkedClaim, LinkedClaims, OffsetsParam,
    OffsetsWord,
};
use crate::api::error::ApiError;
use crate::api::extract::{ClaimPath, Params, QueryReader, ReadQuery};
use crate::api::facets::{AskedWhole, ClaimFacets};
use crate::api::forms::{AskedForm, ClaimForms, Form, OneClaimForms};
use crate::api::openapi::{ClaimProblems, QueryProblems};
use crate::api::page::{List, PageParams, link_next};
use crate::api::respond::{self, LINKED};
use crate::api::state::AppState;
use crate::nlp::analysis::EntityId;
use crate::store::{ClaimFilter, ClaimHit, Surveyed};

/// Filters of the list of claims.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListClaimsParams {
    /// Only claims of this speaker: an entity's id or a name.
    #[param(nullable = false, min_length = 1, example = "person:vera-lindt")]
    pub speaker: Option<String>,
    /// Only claims whose content mentions this entity: its id or a name.
    #[param(nullable = false, min_length = 1, example = "organization:nordwind")]
    pub about: Option<String>,
    /// Only claims of this form.
    #[param(value_type = Option<ClaimKindWord>, nullable = false, example = "direct")]
    pub kind: Option<ClaimKindWord>,
    /// Only claims of this certainty.
    #[param(value_type = Option<CertaintyWord>, nullable = false, example = "asserted")]
    pub certainty: Option<CertaintyWord>,
    /// Only claims with (`true`) or without (`false`) a figure in their content.
    #[param(nullable = false, example = true)]
    pub has_figure: Option<bool>,
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

impl ReadQuery for ListClaimsParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            speaker: query.text("speaker"),
            about: query.text("about"),
            kind: query.word("kind"),
            certainty: query.word("certainty"),
            has_figure: query.parsed("has_figure", "true or false"),
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
pub(super) async fn claim_filter(state: &AppState, params: &ListClaimsParams) -> Result<Option<ClaimFilter>, ApiError> {
    let store = state.store.as_ref();
    let speaker = Wanted::resolve(store, "speaker", params.speaker.as_deref()).await?;
    let about = Wanted::resolve(store, "about", params.about.as_deref()).await?;
    if about.is_nobody() || speaker.is_nobody() {
        return Ok(None);
    }
    let analyzer = params.analyzer.any_of(state).await?;
    Ok(Some(ClaimFilter { analyzer, ..params.filter_of(speaker.id(), about.id()) }))
}

impl ListClaimsParams {
    /// The filter with entities that are known, whoever has read the articles.
    pub(crate) fn filter_of(&self, speaker: Option<EntityId>, about: Option<EntityId>) -> ClaimFilter {
        ClaimFilter {
            speaker: speaker.map(|id| vec![id]),
            about,
            kind: self.kind.map(|word| word.0),
            certainty: self.certainty.map(|word| word.0),
            has_figure: self.has_figure,
            source: self.origin.source.clone(),
            analyzer: None,
            range: self.origin.range,
            text: self.search.text.clone(),
            fold: self.fold.duplicates,
        }
    }
}

/// List claims
///
/// Who said what, over the archive: the claims of the newest article first, in text order inside one. Ids of claims
/// and figures are led by the id of their article.
#[utoipa::path(
    tag = "claims",
    params(ListClaimsParams, AnalyzerParam, FoldParam, SearchParams, OriginParams, OffsetsParam, PageParams, ClaimFacets,
        ClaimForms),
    responses((status = 200, description = "One page", content(
            (List<ArchivedClaim> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv"),
            (LinkedClaims = "application/ld+json")),
        headers(("Link" = String, description = "The next page, if there is one"))), QueryProblems)
)]
#[get("/claims")]
pub(crate) async fn list_claims(
    request: HttpRequest,
    state: Data<AppState>,
    Params((params, whole, form)): Params<(ListClaimsParams, AskedWhole<ClaimFacets>, AskedForm<ClaimForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let filter = claim_filter(&state, &params).await?;
    let page = match &filter {
        Some(filter) => state.store.list_claims(filter, &params.page.request()).await?,
        None => nothing::<ClaimHit>(),
    };
    let cursor = |hit: &ClaimHit| Some(filter.as_ref()?.cursor_after(hit));
    if form == Form::SchemaOrg {
        return linked(&request, List::fitting(&page, LinkedClaim::found, cursor)?);
    }
    let mut views = ArchiveViews::new(params.offsets);
    let query = params.search.query();
    let mut duplicates =
        params.fold.counts(&state, page.items.iter().map(|hit| hit.article.article.id)).await?.into_iter();
    let show = |hit| {
        let duplicates = duplicates.next().flatten();
        let found = ArchivedClaim::found(hit, query, &mut views)?;
        Some(ArchivedClaim { article: ArticleRef { duplicates, ..found.article }, ..found })
    };
    let list = List::fitting(&page, show, cursor)?;
    let whole = whole.of(&state, filter.map(Surveyed::Claims), (&params.page, form)).await?;
    rows::respond(&request, &list.of_all(&whole).in_unit(params.offsets), form)
}

/// A page of claims as JSON-LD.
fn linked(request: &HttpRequest, list: List<LinkedClaim>) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(&LinkedClaims::of(list.items)).map_err(ApiError::internal)?;
    let mut response = respond::written(LINKED, body);
    link_next(request, &mut response, list.next.as_deref());
    Ok(response)
}

/// Read a claim
///
/// One claim with the article it stands in.
#[utoipa::path(
    tag = "claims",
    params(("id" = String, Path, description = "Id of the claim: `<article id>:c<number>`",
        example = "0194cad2-cc00-7000-8000-000000000001:c1"), OffsetsParam, OneClaimForms),
    responses(
        (status = 200, description = "The claim", content(
                (ArchivedClaim = "application/json"), (LinkedClaim = "application/ld+json")),
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ClaimProblems,
    )
)]
#[get("/claims/{id}")]
pub(crate) async fn get_claim(
    request: HttpRequest,
    state: Data<AppState>,
    ClaimPath(article, claim): ClaimPath,
    Params((params, form)): Params<(OffsetsParam, AskedForm<OneClaimForms>)>,
) -> Result<HttpResponse, ApiError> {
    let form = form.of(&request)?;
    let hit = state.store.claim(article, claim).await?;
    let missing = || ClaimPath::not_found(format_args!("{article}:{claim}"));
    if form == Form::SchemaOrg {
        let found = hit.as_ref().and_then(LinkedClaim::found).ok_or_else(missing)?;
        return respond::tagged_in(&request, LINKED, &found.alone());
    }
    let found = hit.and_then(|hit| ArchivedClaim::new(&hit, &mut ArchiveViews::new(params.offsets)));
    respond::tagged(&request, &found.ok_or_else(missing)?)
}
