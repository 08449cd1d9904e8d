//! The OpenAPI document: assembled from the routes, completed with examples, committed as `openapi/openapi.json`.
//!
//! [`json`] is what the service serves: the committed file. The tool `write-openapi` makes it anew from the routes
//! ([`openapi`]) and from real answers of the service; a test compares both.

mod problems;
mod security;

pub(crate) use problems::{
    ArticleProblems, BodyProblems, ChangeLexiconProblems, ChangesProblems, ClaimProblems, ConditionProblems,
    CreateWatchProblems, DeletionProblems, DeliveriesProblems, DeliveryProblems, EntityProblems, EventProblems,
    ExportProblems, FigureProblems, LexiconProblems, PoolProblems, QueryProblems, ReadProblems, ReadyProblems,
    ReanalysisConflicts, ReanalyzeProblems, ReplaceProblems, RevisionProblems, RevisionsProblems, SentArticleProblems,
    StartReanalysisProblems, StreamProblems, WatchProblems, WriteProblems,
};

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::App;
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use super::dto::{
    ChangedClaim, ChangedEntity, ChangedFigure, FurnitureWord, LexiconEntryDto, Notice, PeriodText, SortWord,
};
use super::error::Problem;
use super::routes;
use super::routes::batch::BatchResult;
use super::routes::duplicates::FoldWord;
use super::routes::export::{Format, Of};
use super::routes::filters::AnalyzerWord;
use super::routes::reading::Include;

/// The committed document.
pub(crate) const COMMITTED: &str = include_str!("../../../openapi/openapi.json");

/// The OpenAPI document as the service serves it.
#[must_use]
pub fn json() -> &'static str {
    COMMITTED
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "pressespiegel",
        description = include_str!("introduction.md"),
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "analysis", description = "Read a text without keeping it"),
        (name = "articles", description = "Take in, read, delete, and read again"),
        (name = "entities", description = "Who and what the archive is about"),
        (name = "claims", description = "Who said what"),
        (name = "figures", description = "Every number as exact data"),
        (name = "sentiment", description = "The tone over time"),
        (name = "lexicon", description = "Names that you add to those the analyzer knows"),
        (name = "watches", description = "Saved searches: what is new, as it comes"),
        (name = "archive", description = "Everything at once, and what was changed"),
        (name = "service", description = "Health, metrics, and what the service can do"),
    ),
    components(schemas(
        Problem, BatchResult, ChangedEntity, ChangedClaim, ChangedFigure, Include, Of, Format, LexiconEntryDto<'static>,
        PeriodText, SortWord, AnalyzerWord, FoldWord, FurnitureWord, Notice
    ))
)]
struct ApiDoc;

/// The document of the routes, without examples.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let app = App::new().into_utoipa_app().openapi(ApiDoc::openapi()).configure(routes::documented);
    let mut document = app.split_for_parts().1;
    security::describe(&mut document);
    document
}

/// The methods of a route, as in `Allow`.
#[must_use]
pub fn allowed_methods(pattern: &str) -> &'static str {
    static METHODS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let methods = METHODS.get_or_init(|| {
        let paths = openapi().paths.paths.into_iter();
        let methods = paths.map(|(path, item)| {
            let all = [
                ("GET", item.get.is_some()),
                ("HEAD", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            let names: Vec<_> = all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect();
            (path, format!("{}, OPTIONS", names.join(", ")))
        });
        methods.collect()
    });
    methods.get(pattern).map_or("GET, HEAD, OPTIONS", String::as_str)
}
