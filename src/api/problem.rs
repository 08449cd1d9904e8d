//! The catalogue of problems: one stable type URI for each cause, with its status and what to do about it.

use actix_web::http::StatusCode;

macro_rules! problems {
    ($($variant:ident = $slug:literal, $status:ident, $title:literal, $meaning:literal;)+) => {
        /// A cause of failure that clients can tell apart by its `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemKind {
            $(#[doc = $title] $variant),+
        }

        impl ProblemKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The last part of the type URI.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }

            /// The status it is answered with.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// A short summary, always the same for one type.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// What it means and what to do about it.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

problems! {
    BadRequest = "bad-request", BAD_REQUEST, "The request can't be read",
        "The request is damaged in a way that has no type of its own. The detail says what is known.";
    MalformedJson = "malformed-json", BAD_REQUEST, "The body is not JSON",
        "The body must be one JSON text (RFC 8259). The detail says the line and column where reading stopped.";
    InvalidUtf8 = "invalid-utf8", BAD_REQUEST, "The body is not UTF-8",
        "Bodies are UTF-8. The detail says the first byte that is not; convert the text before sending it.";
    IncompleteBody = "incomplete-body", BAD_REQUEST, "The body was cut off",
        "The connection ended before the announced body was complete. Nothing was stored; send it again.";
    UnknownParameter = "unknown-parameter", BAD_REQUEST, "Unknown query parameter",
        "A query parameter that this operation does not know is refused, never ignored. The detail names those it knows.";
    InvalidParameter = "invalid-parameter", BAD_REQUEST, "Invalid query parameter",
        "A query parameter has a value that can't be accepted. Each entry of `errors` says which and what would be right.";
    BadCursor = "bad-cursor", BAD_REQUEST, "The cursor can't be used here",
        "A cursor only continues the list it came from, with the same filters. Start again without one.";
    BadDateRange = "bad-date-range", BAD_REQUEST, "Bad date range",
        "`from` and `to` are RFC 3339 date-times, dates, year-months or years, and `from` must lie before the end of `to`.";
    InvalidQuery = "invalid-query", BAD_REQUEST, "The search can't be read",
        "`q` is not a search: a quotation mark is open, a field is unknown, or it looks for nothing. The entry of `errors` says \
         what is wrong and at which `position` of `q`, in code points from its start.";
    QueryTooBroad = "query-too-broad", BAD_REQUEST, "The query looks at too much of the archive",
        "To answer it more entries would have to be looked at than one query may (setting `store.query_rows`), so it was given \
         up. The detail names filters that narrow it; a shorter time between `from` and `to` does so, too.";
    AmbiguousEntity = "ambiguous-entity", BAD_REQUEST, "Several entities have this name",
        "The name belongs to more than one entity. The detail lists their ids; filter by one of them.";
    Unauthorized = "unauthorized", UNAUTHORIZED, "A key is needed",
        "The request has no key, or one that is not known. Send a key as `Authorization: Bearer KEY` or `X-API-Key: KEY`; whoever \
         runs the service makes one with `pressespiegel keys create`.";
    Forbidden = "forbidden", FORBIDDEN, "The key may not do this",
        "The key is known, but its scopes or its sources do not include this. The detail says what it has and what is needed.";
    ReadOnly = "read-only", FORBIDDEN, "The archive is opened for reading only",
        "The service runs with `store.read_only`: it answers what reads the archive, and `POST /v1/analyze`, and refuses whatever \
         could change something. Nothing was changed. Send it to a service that writes, or have the operator start this one \
         without the setting.";
    UnknownRoute = "unknown-route", NOT_FOUND, "There is nothing at this address",
        "No route has this path. `/openapi.json` lists all that exist.";
    ArticleNotFound = "article-not-found", NOT_FOUND, "No such article",
        "No article has this id; it may have been deleted.";
    RevisionNotFound = "revision-not-found", NOT_FOUND, "No such revision",
        "The article has no revision of this number, or none before it to compare it with. The detail says what there is.";
    EntityNotFound = "entity-not-found", NOT_FOUND, "No such entity",
        "No article mentions an entity of this id.";
    ClaimNotFound = "claim-not-found", NOT_FOUND, "No such claim",
        "No claim has this id. Ids of claims are `<article id>:c<number>`.";
    FigureNotFound = "figure-not-found", NOT_FOUND, "No such figure",
        "No figure has this id. Ids of figures are `<article id>:f<number>`.";
    WatchNotFound = "watch-not-found", NOT_FOUND, "No such watch",
        "No watch has this id; it may have been deleted.";
    DeliveryNotFound = "delivery-not-found", NOT_FOUND, "No such message",
        "Nothing was sent of this change to the watch's webhook, or it is forgotten: the newest 1,000 messages are remembered.";
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "Method not allowed",
        "The path exists, but not for this method. The header `Allow` lists those it has.";
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE, "No acceptable representation",
        "The header `Accept` or `Accept-Encoding` excludes everything that this operation can answer.";
    BodyTimeout = "body-timeout", REQUEST_TIMEOUT, "The body did not arrive in time",
        "The body took too long to arrive, and nothing of it was stored; send it again, over a better line or in parts. In a \
         batch: the next line took too long; all lines before it have their results.";
    HeadTimeout = "head-timeout", REQUEST_TIMEOUT, "The head did not arrive in time",
        "Method, path and headers took more than ten seconds to arrive. Send the request again, over a better line.";
    KnownElsewhere = "known-elsewhere", CONFLICT, "Another article is that already",
        "An article can't be made what another one is: one with the same content, or with the same `external_id` of the same \
         `source`. The detail names it. Nothing was changed: delete one of the two, or correct the other one.";
    ReanalysisConflict = "reanalysis-conflict", CONFLICT, "Articles are being read again, or are not",
        "One request for reading articles again is worked off at a time, so another one has to wait for its end or cancel it; \
         and only what was asked for can be cancelled. `GET /v1/reanalyze` tells how far it is. Nothing was changed.";
    TooManyWatches = "too-many-watches", CONFLICT, "There are as many watches as there may be",
        "Nothing was saved: delete a watch that is not needed any more, or raise the setting `notify.watches`.";
    NothingToSend = "nothing-to-send", CONFLICT, "There is nothing to send",
        "The watch has no webhook, or its article is gone or passes the filter no more. The detail says which. Nothing was sent.";
    PreconditionFailed = "precondition-failed", PRECONDITION_FAILED, "Changed by somebody else",
        "The tag in `If-Match` is not that of the present version. Nothing was changed: read it, and apply your change to that.";
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED, "Look before you delete",
        "An operation that deletes many articles needs the `ETag` of a look at them in `If-Match`. Nothing was changed.";
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE, "The body is too large",
        "The body has more bytes than accepted; `/v1/capabilities` tells the limit.";
    BatchTooLarge = "batch-too-large", PAYLOAD_TOO_LARGE, "The batch is too large",
        "The batch has more lines or more bytes than accepted; `/v1/capabilities` tells the limits. All lines before this \
         one have their results: send the rest, from this line on, in another batch.";
    HeadTooLarge = "head-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE, "The head is too large",
        "Path and headers of a request may have 128 KiB together, and there may be 96 headers. Send fewer or shorter ones; long \
         texts belong into the body.";
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Unsupported media type",
        "The header `Content-Type` or `Content-Encoding` names a form that this operation does not read.";
    UnknownField = "unknown-field", UNPROCESSABLE_ENTITY, "Unknown field",
        "A field that this operation does not know is refused, never ignored. Each entry of `errors` points at one.";
    MissingField = "missing-field", UNPROCESSABLE_ENTITY, "Required field missing",
        "A required field is missing.";
    WrongType = "wrong-type", UNPROCESSABLE_ENTITY, "Wrong type",
        "A field has another JSON type than it must. Each entry of `errors` points at one.";
    EmptyText = "empty-text", UNPROCESSABLE_ENTITY, "The text is empty",
        "`text` must hold at least one character that can be seen; white space and characters without width cannot.";
    TextTooLong = "text-too-long", UNPROCESSABLE_ENTITY, "The text is too long",
        "`text` has more code points than accepted; `/v1/capabilities` tells the limit.";
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS, "Too many requests",
        "The client has sent more requests than it may, or has as many of them under way, or as many streams open, as it may; the \
         detail says which. `RateLimit` says how many are left and `Retry-After` when there is another one; batches take many \
         articles in one request.";
    AnalysisTimeout = "analysis-timeout", UNPROCESSABLE_ENTITY, "The analysis took too long",
        "The analysis of this text was given up at its deadline, and nothing was stored. Send the text in parts, or raise \
         the setting `analysis.timeout_seconds`.";
    InvalidField = "invalid-field", UNPROCESSABLE_ENTITY, "Invalid field",
        "A field has a value that can't be accepted. Each entry of `errors` says which and what would be right.";
    InvalidArticle = "invalid-article", UNPROCESSABLE_ENTITY, "Several things are wrong with the article",
        "The article has mistakes of different kinds; each entry of `errors` has a `code` of its own.";
    FetchingDisabled = "fetching-disabled", UNPROCESSABLE_ENTITY, "Pages are not fetched here",
        "There is neither a `text` nor `html`, and this service does not fetch pages. Send one of them, or have the operator set \
         `fetch.enabled`.";
    PageRefused = "page-refused", UNPROCESSABLE_ENTITY, "The address may not be asked",
        "Pages are fetched only by http and https, on ports 80 and 443, from addresses of the open internet, without a password. \
         The detail says what is wrong with the address, or with the one that it leads to. Send the page as `html`.";
    PageDisallowed = "page-disallowed", UNPROCESSABLE_ENTITY, "The site does not allow it",
        "The robots.txt of the site does not allow this program to read the page. Send it as `html`, if you may.";
    PageTooLarge = "page-too-large", UNPROCESSABLE_ENTITY, "The page is too large",
        "The page has more bytes than are read (setting `fetch.max_bytes`), or more elements than any page of a newspaper. Send \
         its `text`.";
    NotAPage = "not-a-page", UNPROCESSABLE_ENTITY, "No page of HTML",
        "What is at the address is no HTML: a picture, say, or a PDF. The detail says what it is. Send the `text` of a document.";
    NoArticle = "no-article", UNPROCESSABLE_ENTITY, "No article in the page",
        "Nothing in the page reads like an article: it is a list, a form, or a page that a script fills. Send the `text`.";
    InvalidLexicon = "invalid-lexicon", UNPROCESSABLE_ENTITY, "The lexicon can't be accepted",
        "Some lines are wrong, and nothing was changed. Each entry of `errors` says the line, the place in it and the cause; \
         of very many mistakes only the first are listed.";
    DuplicateEntry = "duplicate-entry", UNPROCESSABLE_ENTITY, "Claimed by two entries",
        "Two entries of the lexicon claim the same id or the same name. Names that differ only in case, hyphens, spaces or \
         umlauts are the same.";
    Internal = "internal-error", INTERNAL_SERVER_ERROR, "Internal error",
        "The service failed. Its log tells more under the request id of the answer.";
    PageUnavailable = "page-unavailable", BAD_GATEWAY, "The page can't be had",
        "Its host was not reached, answered with another status than 200, or led on and on. The detail says which. Look whether \
         a browser gets the page; some sites give it to nobody else: then send it as `html`.";
    PageTimeout = "page-timeout", GATEWAY_TIMEOUT, "The page was not there in time",
        "Reaching the host, waiting for its turn, redirects and the page itself took longer than the setting \
         `fetch.timeout_seconds`. Try again, or send the page as `html`.";
    StorageFull = "storage-full", INSUFFICIENT_STORAGE, "The disk of the archive is full",
        "There is no room for a write, deletions included. Nothing was changed. Reading goes on, and writing as soon as there \
         is room; the service need not be started again. `/readyz` tells in `writes` whether it is so.";
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "Too much at once",
        "The queue for analysis is full, a place in it came to nothing for too long, or too many bytes are under way. Try \
         again after the time in `Retry-After`.";
    NotReady = "not-ready", SERVICE_UNAVAILABLE, "Not ready",
        "The service is starting, stopping, or its store does not answer. Try again after the time in `Retry-After`.";
}

impl ProblemKind {
    /// The type URI, relative to the service: its page explains the problem.
    #[must_use]
    pub fn uri(self) -> String {
        format!("/problems/{}", self.slug())
    }

    /// The problem of that slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// The type that stands for a status answered by the HTTP library itself.
    #[must_use]
    pub fn for_status(status: StatusCode) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.status() == status).unwrap_or(if status.is_server_error() {
            Self::Internal
        } else {
            Self::BadRequest
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_a_slug_of_its_own_and_is_found_by_it() {
        for &kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::from_slug(kind.slug()), Some(kind));
            assert!(kind.slug().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        }
    }
}
