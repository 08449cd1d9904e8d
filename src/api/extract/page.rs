//! An article out of a page, sent as `html` or named by its `url`: what the sender says wins, the page says the rest.

use std::time::Instant;

use actix_web::web;

use super::article::{Markup, Pending, Sent, checked};
use super::body::{kept_free, no_memory};
use super::places::Places;
use crate::api::auth::{self, Holder};
use crate::api::error::{ApiError, Place};
use crate::api::problem::ProblemKind;
use crate::api::state::AppState;
use crate::article::{NewArticle, Submission};
use crate::budget::Reserved;
use crate::fetch::page::{self, Page, PageError};
use crate::fetch::{FetchError, Fetched, own_address, source_of};

/// The field that is read out of a page.
const TEXT: &str = "/text";
const URL: &str = "/url";

/// The article that was sent; a page is read for it, or fetched before. `held` counts the memory that it takes.
pub(crate) async fn article(
    sent: Sent,
    mut held: Reserved,
    state: &AppState,
    holder: Option<&Holder>,
) -> Result<(NewArticle, Reserved), ApiError> {
    match sent {
        Sent::Whole(article) => Ok((*article, held)),
        Sent::Markup(pending) => read_counted(*pending, &mut held, state).await.map(|article| (article, held)),
        Sent::Address(mut sent, url) => {
            sent.source = sent.source.or_else(|| source_of(&url));
            // Before anything is asked on behalf of a key that may not send it.
            auth::check_source(holder, sent.source.as_deref())?;
            let Fetched { html, address } = fetched(&url, &mut held, state).await?;
            sent.url = Some(address);
            let places = Places::default().with(TEXT, Place::Body, URL);
            let pending = Pending { sent: *sent, markup: Markup::Page(html), places };
            let article = read_counted(pending, &mut held, state).await?;
            Ok((article, held))
        }
    }
}

async fn fetched(url: &str, held: &mut Reserved, state: &AppState) -> Result<Fetched, ApiError> {
    let Some(fetcher) = &state.fetch else { return Err(disabled()) };
    // The page as it comes, and its letters.
    let needed = 2 * fetcher.options().max_bytes;
    if !held.try_grow(needed, kept_free(&state.memory().arriving, needed)) {
        return Err(no_memory());
    }
    let began = Instant::now();
    let got = fetcher.page(url).await.map_err(|error| fetch_problem(&error));
    metrics::histogram!("pressespiegel_fetch_seconds").record(began.elapsed().as_secs_f64());
    let outcome = got.as_ref().err().map_or("fetched", |error| error.kind().slug());
    metrics::counter!("pressespiegel_fetched_pages_total", "outcome" => outcome).increment(1);
    let got = got?;
    held.shrink_to(got.html.len());
    Ok(got)
}

/// Reads markup off the async threads, with all that it takes counted.
async fn read_counted(pending: Pending, held: &mut Reserved, state: &AppState) -> Result<NewArticle, ApiError> {
    let share = &state.memory().arriving;
    let (Markup::Page(markup) | Markup::Fragment(markup)) = &pending.markup;
    let needed = page::memory_for(markup).map_err(|error| pending.places.told(page_problem(error)))?;
    if needed > share.limit() - share.limit() / 4 {
        let detail = "reading the page may need more memory than there is; raise server.memory_budget_bytes";
        return Err(pending.places.told(at(TEXT, ProblemKind::PageTooLarge, detail)));
    }
    if !held.try_grow(needed.saturating_sub(held.bytes()), kept_free(share, needed)) {
        return Err(no_memory());
    }
    let article = web::block(move || from_markup(pending)).await.map_err(ApiError::internal)??;
    held.shrink_to(article.text.len());
    Ok(article)
}

/// The article in some markup.
pub(super) fn from_markup(Pending { sent, markup, places }: Pending) -> Result<NewArticle, ApiError> {
    let sent = match markup {
        Markup::Page(html) => page::read(&html, sent.url.as_deref()).map(|page| filled(sent, page)),
        Markup::Fragment(markup) => page::text_of(&markup).map(|text| Submission { text, ..sent }),
    };
    checked(sent.map_err(|error| places.told(page_problem(error)))?, &places)
}

/// What the sender left out is what the page says; its address is its own one.
fn filled(sent: Submission, page: Page) -> Submission {
    let url = match sent.url {
        Some(sent) => Some(own_address(sent, page.canonical)),
        None => page.canonical,
    };
    Submission {
        text: page.text,
        title: sent.title.or(page.title),
        source: sent.source.or_else(|| source_of(url.as_deref()?)),
        authors: if sent.authors.is_empty() { page.authors } else { sent.authors },
        published_at: sent.published_at.or(page.published_at),
        url,
        ..sent
    }
}

fn at(pointer: &'static str, kind: ProblemKind, detail: impl Into<String>) -> ApiError {
    ApiError::at(Place::Body, pointer, kind, detail)
}

/// Nothing is asked unless the operator wants it.
pub(super) fn disabled() -> ApiError {
    let detail = "pages are not fetched here: send the `text`, or the page as `html`; the operator allows it with the \
                  setting fetch.enabled";
    at(URL, ProblemKind::FetchingDisabled, detail)
}

fn page_problem(error: PageError) -> ApiError {
    match error {
        PageError::NoArticle => at(TEXT, ProblemKind::NoArticle, format!("{error}; send its `text`")),
        PageError::TooComplex => at(TEXT, ProblemKind::PageTooLarge, format!("{error}; send its `text`")),
    }
}

/// What a client is told of a page that could not be fetched.
pub(crate) fn fetch_problem(error: &FetchError) -> ApiError {
    let kind = match error {
        FetchError::Refused { .. } => ProblemKind::PageRefused,
        FetchError::Robots(_) => ProblemKind::PageDisallowed,
        FetchError::NotHtml(_) => ProblemKind::NotAPage,
        FetchError::TooLarge(_) => ProblemKind::PageTooLarge,
        FetchError::TimedOut(_) => ProblemKind::PageTimeout,
        FetchError::Status { .. } | FetchError::NoAnswer(_) | FetchError::TooManyRedirects => {
            ProblemKind::PageUnavailable
        }
        FetchError::Busy => return ApiError::new(ProblemKind::Overloaded, format!("{error}; try again")),
    };
    let remedy = match kind {
        ProblemKind::PageRefused => "give the address at which everybody finds the page, or send the page as `html`",
        ProblemKind::PageTimeout => "try again, send the page as `html`, or raise the setting fetch.timeout_seconds",
        ProblemKind::PageTooLarge => "send the page as `html` or its `text`, or raise the setting fetch.max_bytes",
        ProblemKind::NotAPage => "send the `text` of the document",
        _ => "look whether a browser gets the page, and send it as `html`",
    };
    at(URL, kind, format!("{error}; {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            title: Some("Rat tagt".into()),
            text: "Text der Seite.".into(),
            authors: vec!["Anna Alt".into()],
            published_at: Some("2026-01-22".into()),
            canonical: Some("https://www.blatt.example/rat".into()),
        }
    }

    #[test]
    fn what_is_not_sent_is_what_the_page_says() {
        let filled = filled(Submission::default(), page());
        let expected = Submission {
            text: "Text der Seite.".into(),
            title: Some("Rat tagt".into()),
            url: Some("https://www.blatt.example/rat".into()),
            source: Some("blatt.example".into()),
            authors: vec!["Anna Alt".into()],
            published_at: Some("2026-01-22".into()),
            ..Submission::default()
        };
        assert_eq!(filled, expected);
    }

    #[test]
    fn what_is_sent_wins_over_the_page() {
        let sent = Submission {
            title: Some("Eigener Titel".into()),
            url: Some("https://blatt.example/rat?utm=x".into()),
            source: Some("Blatt".into()),
            authors: vec!["Bert Neu".into()],
            published_at: Some("2026-01".into()),
            external_id: Some("7".into()),
            ..Submission::default()
        };
        let filled = filled(sent.clone(), page());
        let url = Some("https://www.blatt.example/rat".into());
        assert_eq!(filled, Submission { text: "Text der Seite.".into(), url, ..sent }, "all but the address");
    }

    #[test]
    fn a_page_gives_itself_no_address_of_another_host() {
        for (sent, canonical, expected, reason) in [
            (Some("https://a.example/1?x"), Some("https://a.example/1"), Some("https://a.example/1"), "its own"),
            (Some("https://a.example/1"), Some("https://b.example/1"), Some("https://a.example/1"), "another host"),
            (Some("https://a.example/1"), None, Some("https://a.example/1"), "none"),
            (None, Some("https://b.example/1"), Some("https://b.example/1"), "nothing was sent"),
        ] {
            let sent = Submission { url: sent.map(str::to_owned), ..Submission::default() };
            let page = Page { canonical: canonical.map(str::to_owned), ..page() };
            assert_eq!(filled(sent, page).url.as_deref(), expected, "{reason}");
        }
    }
}
