//! Groups of problems that operations have in common, as responses of the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Ref, RefOr};

use crate::api::error::PROBLEM_JSON;
use crate::api::problem::ProblemKind;

fn responses(kinds: &[ProblemKind]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ProblemKind>> = BTreeMap::new();
    for &kind in kinds {
        by_status.entry(kind.status().as_u16()).or_default().push(kind);
    }
    let response = |(status, kinds): (u16, Vec<ProblemKind>)| {
        let lines = kinds.iter().map(|kind| format!("- `{}`: {}", kind.uri(), kind.title()));
        let text = lines.collect::<Vec<_>>().join("\n");
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new().description(text).content(PROBLEM_JSON, content).build();
        (status.to_string(), RefOr::T(response))
    };
    by_status.into_iter().map(response).collect()
}

macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident = [$($kind:ident),+ $(,)?];)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                responses(&[$(ProblemKind::$kind),+])
            }
        }
    )+};
}

groups! {
    /// Of every operation.
    ReadProblems = [UnknownParameter, NotAcceptable, MethodNotAllowed, Internal, Overloaded];
    /// Of readiness.
    ReadyProblems = [UnknownParameter, NotAcceptable, MethodNotAllowed, Internal, NotReady];
    /// Of lists.
    QueryProblems = [UnknownParameter, InvalidParameter, BadCursor, BadDateRange, QueryTooBroad, InvalidQuery, AmbiguousEntity,
        NotAcceptable, MethodNotAllowed, Internal, Overloaded];
    /// Of the change feed.
    ChangesProblems = [UnknownParameter, InvalidParameter, BadCursor, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of the export.
    ExportProblems = [UnknownParameter, InvalidParameter, BadDateRange, QueryTooBroad, InvalidQuery, AmbiguousEntity,
        NotAcceptable, MethodNotAllowed, Internal];
    /// Of one article.
    ArticleProblems = [UnknownParameter, InvalidParameter, ArticleNotFound, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of the revisions of an article.
    RevisionsProblems = [UnknownParameter, InvalidParameter, BadCursor, ArticleNotFound, NotAcceptable,
        MethodNotAllowed, Internal, Overloaded];
    /// Of one revision of an article.
    RevisionProblems = [UnknownParameter, InvalidParameter, ArticleNotFound, RevisionNotFound, NotAcceptable,
        MethodNotAllowed, Internal, Overloaded];
    /// Of an operation that makes one article what another may be.
    ReplaceProblems = [ArticleNotFound, KnownElsewhere];
    /// Of reading a kept article again.
    ReanalyzeProblems = [UnknownParameter, InvalidParameter, ArticleNotFound, NotAcceptable, BodyTooLarge,
        AnalysisTimeout, MethodNotAllowed, Internal, Overloaded];
    /// Of having articles of a filter read again.
    StartReanalysisProblems = [UnknownParameter, InvalidParameter, BadDateRange, InvalidQuery, AmbiguousEntity, NotAcceptable,
        MethodNotAllowed, Internal, Overloaded];
    /// Of an operation that is possible only while nothing, or something, was asked to be read again.
    ReanalysisConflicts = [ReanalysisConflict];
    /// Of deleting many articles.
    DeletionProblems = [UnknownParameter, InvalidParameter, BadDateRange, QueryTooBroad, InvalidQuery, AmbiguousEntity,
        NotAcceptable, PreconditionRequired, MethodNotAllowed, Internal, Overloaded];
    /// Of one entity.
    EntityProblems = [UnknownParameter, InvalidParameter, BadDateRange, QueryTooBroad, EntityNotFound, NotAcceptable, MethodNotAllowed,
        Internal, Overloaded];
    /// Of one claim.
    ClaimProblems = [UnknownParameter, InvalidParameter, ClaimNotFound, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of one figure.
    FigureProblems = [UnknownParameter, InvalidParameter, FigureNotFound, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of an operation that reads an article.
    BodyProblems = [MalformedJson, InvalidUtf8, IncompleteBody, UnknownParameter, InvalidParameter, NotAcceptable,
        BodyTimeout, BodyTooLarge, UnsupportedMediaType, UnknownField, MissingField, WrongType, EmptyText, TextTooLong,
        InvalidField, InvalidArticle, AnalysisTimeout, MethodNotAllowed, Internal];
    /// Of an operation that reads an article with its text or out of its page.
    SentArticleProblems = [MalformedJson, InvalidUtf8, IncompleteBody, UnknownParameter, InvalidParameter, NotAcceptable,
        BodyTimeout, BodyTooLarge, UnsupportedMediaType, UnknownField, MissingField, WrongType, EmptyText, TextTooLong,
        InvalidField, InvalidArticle, AnalysisTimeout, FetchingDisabled, PageRefused, PageDisallowed, PageTooLarge,
        NotAPage, NoArticle, PageUnavailable, PageTimeout, MethodNotAllowed, Internal];
    /// Of an operation that reads lines; those of a line are in its result.
    StreamProblems = [UnknownParameter, NotAcceptable, UnsupportedMediaType, MethodNotAllowed, Internal];
    /// Of the lexicon's lists.
    LexiconProblems = [UnknownParameter, InvalidParameter, BadCursor, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of an operation that changes the lexicon.
    ChangeLexiconProblems = [IncompleteBody, UnknownParameter, NotAcceptable, BodyTimeout, PreconditionFailed,
        BodyTooLarge, UnsupportedMediaType, InvalidLexicon, MethodNotAllowed, Internal, Overloaded];
    /// Of a stream of events.
    EventProblems = [UnknownParameter, InvalidParameter, BadCursor, BadDateRange, InvalidQuery, AmbiguousEntity,
        WatchNotFound, NotAcceptable, MethodNotAllowed, Internal, Overloaded];
    /// Of an operation that saves a search.
    CreateWatchProblems = [MalformedJson, InvalidUtf8, IncompleteBody, UnknownParameter, BadDateRange, InvalidQuery,
        AmbiguousEntity, NotAcceptable, BodyTimeout, TooManyWatches, BodyTooLarge, UnsupportedMediaType, UnknownField,
        MissingField, WrongType, InvalidField, MethodNotAllowed, Internal, Overloaded];
    /// Of one watch.
    WatchProblems = [UnknownParameter, WatchNotFound, NotAcceptable, MethodNotAllowed, Internal, Overloaded];
    /// Of the messages of a watch.
    DeliveriesProblems = [UnknownParameter, InvalidParameter, WatchNotFound, NotAcceptable, MethodNotAllowed, Internal,
        Overloaded];
    /// Of sending a message.
    DeliveryProblems = [UnknownParameter, WatchNotFound, DeliveryNotFound, NotAcceptable, NothingToSend,
        MethodNotAllowed, Internal, Overloaded];
    /// Of an operation that changes the archive.
    WriteProblems = [StorageFull];
    /// Of an operation that needs a key, where there are keys, and that clients may use only so often.
    DoorProblems = [Unauthorized, Forbidden, TooManyRequests];
    /// The same of an operation that may change something.
    WritingDoorProblems = [Unauthorized, Forbidden, ReadOnly, TooManyRequests];
    /// Of an operation with a condition.
    ConditionProblems = [PreconditionFailed];
    /// Of an operation that needs an analysis worker.
    PoolProblems = [Overloaded];
}
