//! One look at a feed: what is new in it is read and sent, the oldest first.

use std::time::Duration;

use super::From;
use super::article::{Failed, Sent, Service, of_item, of_page};
use super::state::State;
use crate::cli::output;
use crate::fetch::feed::{self, Entry};
use crate::fetch::{FetchError, FetchedFeed, Fetcher};

/// What looks at feeds.
pub(super) struct Poller {
    pub fetcher: Fetcher,
    pub service: Service,
    pub from: From,
    pub source: Option<String>,
}

/// What became of one look.
#[derive(Debug, Default)]
pub(super) struct Polled {
    /// Articles that the service did not know.
    pub new: usize,
    /// Articles that it knew in another form.
    pub corrected: usize,
    /// Articles that it knew.
    pub known: usize,
    /// Whether nothing has to be tried again.
    pub is_done: bool,
    /// How long the feed wants to be left alone.
    pub wish: Option<Duration>,
}

impl Poller {
    /// Looks at a feed once. What can't be had now is told and tried again the next time; what can never be had is told and
    /// remembered.
    ///
    /// # Errors
    /// When going on makes no sense: the key is refused, or the state can't be written.
    pub async fn poll(&self, url: &str, state: &mut State) -> anyhow::Result<Polled> {
        let known = state.feed(url).clone();
        let fetched = self.fetcher.feed(url, known.etag.as_deref(), known.last_modified.as_deref()).await;
        let (bytes, etag, last_modified) = match fetched {
            Ok(FetchedFeed::Unchanged) => return Ok(Polled { is_done: true, ..Polled::default() }),
            Ok(FetchedFeed::Changed { bytes, etag, last_modified }) => (bytes, etag, last_modified),
            Err(error) => {
                output::tell(&format!("{url}: {error}"));
                let wish = if let FetchError::Status { retry_after, .. } = error { retry_after } else { None };
                return Ok(Polled { wish, ..Polled::default() });
            }
        };
        let entries = match feed::read(&bytes, url) {
            Ok(entries) => entries,
            Err(error) => {
                output::tell(&format!("{url}: is no feed of RSS or Atom: {error}"));
                return Ok(Polled::default());
            }
        };
        let mut polled = Polled { is_done: true, ..Polled::default() };
        for entry in entries.iter().rev() {
            if state.feed(url).items.get(&entry.id) == Some(&stamp(entry)) {
                continue;
            }
            self.send(url, entry, &mut polled, state).await?;
        }
        let known = state.feed(url);
        // What the feed lists no more is not looked up any more, either.
        known.items.retain(|id, _| entries.iter().any(|entry| entry.id == *id));
        // Else it would not be read again, and what is left would never be tried.
        (known.etag, known.last_modified) = if polled.is_done { (etag, last_modified) } else { (None, None) };
        state.keep()?;
        Ok(polled)
    }

    async fn send(&self, url: &str, entry: &Entry, polled: &mut Polled, state: &mut State) -> anyhow::Result<()> {
        let sent = match self.article(entry).await {
            Ok(article) => self.service.send(&article).await,
            Err(failed) => Err(failed),
        };
        match sent {
            Ok(Sent::New) => polled.new += 1,
            Ok(Sent::Corrected) => polled.corrected += 1,
            Ok(Sent::Known) => polled.known += 1,
            Err(Failed::Hopeless(error)) => return Err(error),
            Err(Failed::Never(reason)) => output::tell(&format!("{}: {reason}", shown(entry))),
            Err(Failed::Now(reason)) => {
                output::tell(&format!("{}: {reason}; it is tried again", shown(entry)));
                polled.is_done = false;
                return Ok(());
            }
        }
        state.feed(url).items.insert(entry.id.clone(), stamp(entry));
        state.keep()
    }

    async fn article(&self, entry: &Entry) -> Result<serde_json::Value, Failed> {
        let source = self.source.as_deref();
        match self.from {
            From::Items => of_item(entry, source),
            From::Pages => {
                let link = entry.link.as_deref().ok_or_else(|| Failed::Never("it links no page".into()))?;
                let fetched = self.fetcher.page(link).await.map_err(|error| unfetched(&error))?;
                of_page(entry, &fetched, source)
            }
        }
    }
}

/// When an item was changed last, as far as its feed tells.
fn stamp(entry: &Entry) -> String {
    entry.updated.clone().or_else(|| entry.published_at.clone()).unwrap_or_default()
}

fn shown(entry: &Entry) -> &str {
    entry.link.as_deref().unwrap_or(&entry.id)
}

/// Whether a page may be there the next time.
fn unfetched(error: &FetchError) -> Failed {
    let passes = match error {
        FetchError::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
        FetchError::TimedOut(_) | FetchError::NoAnswer(_) | FetchError::Busy => true,
        FetchError::Refused { .. }
        | FetchError::Robots(_)
        | FetchError::NotHtml(_)
        | FetchError::TooLarge(_)
        | FetchError::TooManyRedirects => false,
    };
    if passes { Failed::Now(error.to_string()) } else { Failed::Never(error.to_string()) }
}
