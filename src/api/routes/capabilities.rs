//! `/v1/capabilities`: what this service can do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::quality::quality;
use crate::api::dto::{
    AnalyzerDto, CertaintyWord, ClaimKindWord, EntityTypeWord, FigureKindWord, OffsetsWord, ProfileWord, Word,
};
use crate::api::error::ApiError;
use crate::api::extract::{CODINGS, NoParams, Params};
use crate::api::openapi::ReadProblems;
use crate::api::page::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::api::respond;
use crate::api::state::AppState;
use crate::article::MAX_TEXT_CODE_POINTS;
use crate::fetch::Fetcher;
use crate::ingest::SUPPORTED_LANGUAGES;
use crate::nlp::lexicon::user::MAX_USER_NAMES;

/// What this service can do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Capabilities {
    /// The analyzer that reads new texts where a request names no profile.
    pub analyzer: AnalyzerDto,
    /// Profiles that a request can name.
    pub profiles: Vec<&'static str>,
    /// BCP 47 codes of the languages it reads, with all their regions.
    pub languages: Vec<&'static str>,
    /// Types of entities.
    pub entity_types: Vec<&'static str>,
    /// Forms of claims.
    pub claim_kinds: Vec<&'static str>,
    /// Certainties of claims.
    pub certainties: Vec<&'static str>,
    /// Kinds of figures.
    pub figure_kinds: Vec<&'static str>,
    /// Units of positions; the first is the default.
    pub offsets: Vec<&'static str>,
    /// Forms in which a body may be compressed, as `Content-Encoding` names them; what it unpacks to counts.
    pub content_encodings: [&'static str; 3],
    /// Whether `q` searches texts on articles, claims and figures; it is refused when not.
    pub full_text_search: bool,
    /// Whether pages are fetched by their `url`; `html` is always read.
    pub fetching: bool,
    /// Bounds on what is accepted.
    pub limits: CapabilityLimits,
    /// The user's lexicon in force; `/v1/lexicon` tells its entries.
    pub lexicon: LexiconCapability,
    /// Measured quality of the analyzer.
    pub quality: &'static [Quality],
}

/// The user's lexicon in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LexiconCapability {
    /// Its version; 0 before the first change.
    pub version: u64,
    /// How many entries it has.
    pub entries: usize,
}

/// Bounds on what is accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CapabilityLimits {
    /// Code points of a text.
    pub text_code_points: usize,
    /// Bytes of a body, or of one line of a batch.
    pub body_bytes: usize,
    /// Lines of a batch, blank ones counted.
    pub batch_lines: u64,
    /// Bytes of a batch after decompression.
    pub batch_bytes: usize,
    /// Entries of the user's lexicon.
    pub lexicon_entries: usize,
    /// Requests a second that a client may send on average; absent where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub requests_per_second: Option<u32>,
    /// Requests that it may send at once; absent where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub requests_at_once: Option<u32>,
    /// Requests of a client that may be under way at a time; absent where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub requests_under_way: Option<usize>,
    /// Connections that may be open at a time.
    pub connections: usize,
    /// Seconds that an idle connection is kept.
    pub idle_seconds: u64,
    /// Saved searches that there may be.
    pub watches: usize,
    /// Streams of events that may be open at a time.
    pub event_streams: usize,
    /// Streams of events that a client may have open at a time.
    pub event_streams_per_client: usize,
    /// How often a message is sent to a webhook before it is given up.
    pub webhook_attempts: usize,
    /// Bytes of a page that is fetched; absent where none are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub page_bytes: Option<usize>,
    /// Seconds that fetching a page may take; absent where none are fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub page_seconds: Option<u64>,
    /// Pages that may be under way at a time; absent where none are fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pages_under_way: Option<usize>,
    /// Items of a page when not said.
    pub page_default: usize,
    /// Most items of a page.
    pub page_max: usize,
}

/// One measure of quality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quality {
    /// What was measured.
    #[schema(example = "claims_f1")]
    pub measure: &'static str,
    /// In which profile.
    #[schema(example = "accurate")]
    pub profile: &'static str,
    /// The value, a share of 1.
    #[schema(minimum = 0, maximum = 1)]
    pub value: f64,
    /// On which texts.
    pub sample: &'static str,
    /// Whose texts those are: of `others`, or `own` ones, which flatter.
    #[schema(example = "others")]
    pub texts: &'static str,
}

/// What this service can do
///
/// Languages, the words used in answers, limits, the analyzer and its measured quality.
#[utoipa::path(
    tag = "service",
    responses(
        (status = 200, description = "What it can do", body = Capabilities,
            headers(("ETag" = String, description = "Tag of this answer, for `If-None-Match`"))),
        (status = 304, description = "The client has this answer already"),
        ReadProblems,
    )
)]
#[get("/capabilities")]
pub(crate) async fn get_capabilities(
    request: HttpRequest,
    state: Data<AppState>,
    Params(NoParams): Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let now = state.ingest.in_force();
    let fetch = state.fetch.as_ref().map(Fetcher::options);
    let capabilities = Capabilities {
        analyzer: now.analyzer().into(),
        profiles: ProfileWord::words(),
        languages: SUPPORTED_LANGUAGES.to_vec(),
        entity_types: EntityTypeWord::words(),
        claim_kinds: ClaimKindWord::words(),
        certainties: CertaintyWord::words(),
        figure_kinds: FigureKindWord::words(),
        offsets: OffsetsWord::words(),
        content_encodings: CODINGS,
        full_text_search: true,
        fetching: state.fetch.is_some(),
        limits: CapabilityLimits {
            text_code_points: MAX_TEXT_CODE_POINTS,
            body_bytes: state.limits.max_body_bytes,
            batch_lines: state.limits.max_batch_lines,
            batch_bytes: state.limits.max_batch_bytes,
            lexicon_entries: MAX_USER_NAMES,
            requests_per_second: state.rate.bounds().map(|(per_second, _)| per_second),
            requests_at_once: state.rate.bounds().map(|(_, burst)| burst),
            requests_under_way: Some(state.under_way.bounds().1).filter(|&most| most > 0),
            connections: state.limits.connections,
            idle_seconds: state.limits.idle.as_secs(),
            watches: state.notify.options().most_watches,
            event_streams: state.streams.shares.bounds().0,
            event_streams_per_client: state.streams.shares.bounds().1,
            webhook_attempts: state.notify.options().schedule.pauses().len() + 1,
            page_bytes: fetch.map(|options| options.max_bytes),
            page_seconds: fetch.map(|options| options.timeout.as_secs()),
            pages_under_way: fetch.map(|options| options.under_way),
            page_default: DEFAULT_LIMIT,
            page_max: MAX_LIMIT,
        },
        lexicon: LexiconCapability { version: now.version, entries: now.names.len() },
        quality: quality()?,
    };
    respond::tagged(&request, &capabilities)
}
