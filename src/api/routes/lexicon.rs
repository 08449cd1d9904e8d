//! `/v1/lexicon`: the names that the user adds to those the analyzer knows.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get, put};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::dto::{EntityTypeWord, LexiconEntryDto, LexiconVersionDto};
use crate::api::error::{ApiError, InputError, Place};
use crate::api::extract::{
    MediaType, NoParams, Params, QueryReader, ReadQuery, announced_length, decoded, parse_lexicon, read_all,
};
use crate::api::negotiate;
use crate::api::openapi::{ChangeLexiconProblems, LexiconProblems, WriteProblems};
use crate::api::page::{List, PageParams, link_next, numbered};
use crate::api::problem::ProblemKind;
use crate::api::respond::{self, JSON, NDJSON};
use crate::api::routes::articles::IfMatchParam;
use crate::api::state::AppState;
use crate::api::tags::{self, Tags};
use crate::ingest::InForce;
use crate::nlp::lexicon::user::UserName;
use crate::store::{ListId, Page, StoreError};

/// So much of a fingerprint is part of a tag.
const TAG_DIGITS: usize = 16;

/// Filters of the lexicon.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LexiconParams {
    /// Only entries of this type.
    #[param(rename = "type", value_type = Option<EntityTypeWord>, nullable = false, example = "organization")]
    pub kind: Option<EntityTypeWord>,
    /// Only entries with this in their name or an alias, ignoring case.
    #[param(nullable = false, min_length = 1, example = "nordwind")]
    pub q: Option<String>,
    /// Which page.
    #[param(ignore)]
    pub page: PageParams,
}

impl ReadQuery for LexiconParams {
    fn read(query: &mut QueryReader) -> Self {
        let q = query.text("q").map(|part| part.to_lowercase());
        Self { kind: query.word("type"), q, page: query.page() }
    }
}

impl LexiconParams {
    fn pass(&self, name: &UserName) -> bool {
        let named = |part: &String| {
            std::iter::once(&name.name).chain(&name.aliases).any(|name| name.to_lowercase().contains(part))
        };
        self.kind.is_none_or(|kind| kind.0 == name.kind) && self.q.as_ref().is_none_or(named)
    }

    fn list(&self) -> ListId {
        ListId::new("lexicon", &(self.kind.map(|kind| kind.0.as_str().to_owned()), self.q.clone()))
    }

    /// The id that the page starts after.
    fn after(&self) -> Result<Option<&[u8]>, StoreError> {
        self.page.cursor.as_ref().map(|cursor| self.list().place(cursor)).transpose()
    }

    /// The entries of one page, those behind an id.
    fn page<'a>(&self, names: &'a [UserName], after: Option<&[u8]>) -> Page<&'a UserName> {
        let start = after.map_or(0, |after| names.partition_point(|name| name.id.0.as_bytes() <= after));
        let mut rest = names[start..].iter().filter(|name| self.pass(name)).peekable();
        let items: Vec<_> = rest.by_ref().take(self.page.limit).collect();
        let last = items.last().filter(|_| rest.peek().is_some());
        let next = last.map(|name| self.list().cursor(name.id.0.as_bytes()));
        Page { items, next }
    }
}

/// Part of the lexicon in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Lexicon<'a> {
    /// Its version and the analyzer that came of it.
    #[serde(flatten)]
    pub version: LexiconVersionDto,
    /// Its entries, by id.
    pub items: Vec<LexiconEntryDto<'a>>,
    /// The `cursor` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<String>,
}

/// Read the lexicon
///
/// The entries that were put, by id, in pages; `entries` counts all of them, whatever the filters. With
/// `Accept: application/x-ndjson` all that pass the filters, one a line, as `PUT /v1/lexicon` takes them: the lexicon's
/// backup. The tag is of the whole lexicon, whatever is shown of it; send it in `If-Match` to change this version only.
#[utoipa::path(
    tag = "lexicon",
    params(LexiconParams, PageParams),
    responses(
        (status = 200, description = "One page, or one entry a line", content(
            (Lexicon = "application/json"), (String = "application/x-ndjson")),
            headers(
                ("ETag" = String, description = "Tag of this version, for `If-None-Match` and `If-Match`"),
                ("Link" = String, description = "The next page, if there is one"))),
        (status = 304, description = "The client has this version already"),
        LexiconProblems,
    )
)]
#[get("/lexicon")]
pub(crate) async fn get_lexicon(
    request: HttpRequest,
    state: Data<AppState>,
    Params(params): Params<LexiconParams>,
) -> Result<HttpResponse, ApiError> {
    let form = negotiate::best(&request, &[JSON, NDJSON])?;
    if form == NDJSON {
        refuse_pages(&request)?;
    }
    let after = params.after()?.map(<[u8]>::to_vec);
    let now = state.ingest.in_force();
    let tag = tag(&now);
    let written = tokio::task::spawn_blocking(move || {
        if form == NDJSON { lines(&now, &params) } else { page(&now, &params, after.as_deref()) }
    });
    let (body, next) = written.await.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    let mut response = respond::tagged_as(&request, &tag, form, body);
    link_next(&request, &mut response, next.as_deref());
    Ok(response)
}

/// Lines have no pages.
fn refuse_pages(request: &HttpRequest) -> Result<(), ApiError> {
    let given = |name: &&str| request.query_string().split('&').any(|pair| pair.split('=').next() == Some(name));
    let detail = format!("is not possible with Accept: {NDJSON}, which has no pages");
    let error =
        |name: &str| InputError::at(Place::Query, format!("/{name}"), ProblemKind::InvalidParameter, detail.as_str());
    let errors: Vec<_> = ["limit", "cursor"].into_iter().filter(given).map(error).collect();
    if errors.is_empty() { Ok(()) } else { Err(ApiError::input(errors, ProblemKind::InvalidParameter)) }
}

type Written = serde_json::Result<(Vec<u8>, Option<String>)>;

fn page(now: &InForce, params: &LexiconParams, after: Option<&[u8]>) -> Written {
    let page = params.page(now.names.names(), after);
    let List { items, next, .. } = List::of(&page, |name| LexiconEntryDto::from(*name));
    let shown = Lexicon { version: now.into(), items, next };
    Ok((serde_json::to_vec(&shown)?, shown.next))
}

fn lines(now: &InForce, params: &LexiconParams) -> Written {
    let mut body = Vec::new();
    for name in now.names.names().iter().filter(|name| params.pass(name)) {
        serde_json::to_writer(&mut body, &LexiconEntryDto::from(name))?;
        body.push(b'\n');
    }
    Ok((body, None))
}

/// The tag of a version: it says which state of the lexicon was seen, which is what `If-Match` asks for.
fn tag(now: &InForce) -> String {
    let fingerprint = &now.analyzer().fingerprint;
    format!("{}-{}", now.version, fingerprint.get(..TAG_DIGITS).unwrap_or(fingerprint))
}

/// Put the lexicon
///
/// Puts these entries in the place of all present ones, or changes nothing if any line is wrong. Each line is a
/// `LexiconEntry` whose `id` may be left out; blank lines are skipped, an empty body clears the lexicon. The same entries
/// again, in any order, make no new version.
///
/// When this answers, the entries are durable, and every text is read with them from then on; analyses under way end
/// with the analyzer they began with. Stored articles keep their analysis and its fingerprint until
/// `POST /v1/articles/{id}/reanalyze`. Without entries the fingerprint is that of the program alone.
///
/// A name is found as it is spelled here, and with genitive -s, hyphens for spaces, umlauts written out, and in front of a
/// hyphen (`Nordwind-Aktie`). Capitals must be there where the entry has them. It wins over an embedded name and over all
/// rules for the same stretch of text, while a longer known name that contains it stays whole. One word that is an
/// ordinary German word as well (`Zeit`) counts only where something else in the text speaks for a name, as a type noun
/// before it does (`die Zeitschrift Zeit`).
///
/// Bounds: 100,000 entries, 100 aliases an entry, 200 code points and 12 words a name, and the size of a body
/// (`/v1/capabilities`). Takes some ten milliseconds and some microseconds an entry, of which readers notice nothing.
#[utoipa::path(
    tag = "lexicon",
    params(IfMatchParam),
    request_body(content = String, content_type = "application/x-ndjson", description = "One `LexiconEntry` a line"),
    responses(
        (status = 200, description = "It is durable and in force", body = LexiconVersionDto,
            headers(("ETag" = String, description = "Tag of this version, for `If-Match`"))),
        ChangeLexiconProblems, WriteProblems,
    )
)]
#[put("/lexicon")]
pub(crate) async fn replace_lexicon(
    request: HttpRequest,
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let expected = expected(&request);
    let body = decoded(&request, payload.into_inner(), MediaType::Ndjson)?;
    let body = read_all(body, announced_length(&request), &state).await?;
    let (names, _held) = body.parsed(&state.memory().arriving, |bytes| parse_lexicon(&bytes)).await?;
    let now = state.ingest.replace_lexicon(names, expected).await?;
    let mut response = respond::json(&LexiconVersionDto::from(now.as_ref()))?;
    let tag = header::HeaderValue::from_str(&tags::quoted(&tag(&now))).map_err(ApiError::internal)?;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// Whether a lexicon is one of those that `If-Match` lists.
fn expected(request: &HttpRequest) -> impl FnOnce(&InForce) -> bool + Send + 'static {
    let tags = Tags::expected(request);
    move |now| tags.is_none_or(|tags| tags.promise(&tag(now)))
}

/// Which page of the versions.
#[derive(Debug)]
pub(crate) struct VersionsParams(PageParams);

impl ReadQuery for VersionsParams {
    fn read(query: &mut QueryReader) -> Self {
        Self(query.page())
    }
}

/// List versions of the lexicon
///
/// Every version there was, the newest first, with the analyzer that came of it at that time; the fingerprints of stored
/// analyses are found here. Entries are kept of the present version only.
#[utoipa::path(
    tag = "lexicon",
    params(PageParams),
    responses((status = 200, description = "One page", body = List<LexiconVersionDto>,
        headers(("Link" = String, description = "The next page, if there is one"))), LexiconProblems)
)]
#[get("/lexicon/versions")]
pub(crate) async fn list_lexicon_versions(
    request: HttpRequest,
    state: Data<AppState>,
    Params(VersionsParams(params)): Params<VersionsParams>,
) -> Result<HttpResponse, ApiError> {
    let place = ListId::new("versions of the lexicon", &String::new());
    let before = numbered(place, params.cursor.as_ref())?;
    let mut items = state.store.lexicon_versions(before, params.limit + 1).await?;
    let more = items.len() > params.limit;
    items.truncate(params.limit);
    let last = items.last().filter(|_| more).map(|version| version.number);
    let page = Page { next: last.map(|number| place.cursor(&number.to_be_bytes())), items };
    List::of(&page, LexiconVersionDto::from).respond(&request)
}
