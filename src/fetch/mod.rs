//! Articles out of pages of the web: getting a page ([`Fetcher`]), its letters ([`charset`]), what it says ([`page`]), and
//! what a feed lists ([`feed`]).
//!
//! Who names an address may not make the service reach where they can't: every address, that of each redirect too, goes
//! through [`crate::outbound`], which asks only public ones and connects to the very address that it has checked. Sites
//! are asked as a guest would: their robots.txt first, one request at a time in a while, with a name.

pub mod charset;
pub mod feed;
pub mod page;
mod robots;
mod turns;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::outbound::{Allowed, GetError, Got, Outbound, OutboundError, USER_AGENT, Url, Wanted};
use robots::Rules;
use turns::Turns;

/// Redirects that are followed, one by one.
pub const MOST_REDIRECTS: usize = 5;

/// How long a site's robots.txt holds; RFC 9309 wants no more than a day.
const ROBOTS_HOLD: Duration = Duration::from_hours(1);

/// Sites whose robots.txt is remembered.
const MOST_ROBOTS: usize = 1_000;

const PAGES: &str = "text/html,application/xhtml+xml;q=0.9";
const FEEDS: &str = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1";

/// How pages are got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchOptions {
    /// Most bytes of a page, after decompression.
    pub max_bytes: usize,
    /// How long one page may take in all: waiting for its host's turn, robots.txt, redirects, reading.
    pub timeout: Duration,
    /// Pages under way at a time.
    pub under_way: usize,
    /// How long a host has rest between two requests.
    pub host_pause: Duration,
    /// As what sites see this program; `None` is its own name.
    pub user_agent: Option<String>,
    /// Whether addresses of private networks and of this machine, and ports other than 80 and 443, may be asked.
    pub private: bool,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            max_bytes: 4 << 20,
            timeout: Duration::from_secs(20),
            under_way: 16,
            host_pause: Duration::from_secs(1),
            user_agent: None,
            private: false,
        }
    }
}

/// A page as it was got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its markup.
    pub html: String,
    /// Where it was, behind all redirects.
    pub address: String,
}

/// What a feed was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchedFeed {
    /// It is as it was.
    Unchanged,
    /// It is another now.
    Changed {
        /// The feed.
        bytes: Vec<u8>,
        /// Its tag, for asking again.
        etag: Option<String>,
        /// Its date, for asking again.
        last_modified: Option<String>,
    },
}

/// Why a page was not got; the words say what would help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address, or one that it leads to, may not be asked.
    #[error("{address} {reason}")]
    Refused {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The site does not want it.
    #[error("robots.txt of {0} does not allow it")]
    Robots(String),
    /// It was answered with another status than 200.
    #[error("it is answered with status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long its site wants to be left alone.
        retry_after: Option<Duration>,
    },
    /// It is no page.
    #[error("it is {0}, not text/html")]
    NotHtml(String),
    /// It has more bytes than are read.
    #[error("it has more than {0} bytes")]
    TooLarge(usize),
    /// It took too long.
    #[error("it was not there within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// It could not be reached.
    #[error("it can't be reached: {0}")]
    NoAnswer(String),
    /// It leads on and on.
    #[error("it leads on more than {MOST_REDIRECTS} times")]
    TooManyRedirects,
    /// As many pages are under way as may be, or so many of that host that its turn would come too late.
    #[error("too many pages are under way, or too many of this host")]
    Busy,
}

/// Gets pages and feeds. Cheap to clone; all clones share turns and what they know of sites.
#[derive(Debug, Clone)]
pub struct Fetcher(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    outbound: Outbound,
    options: FetchOptions,
    under_way: Semaphore,
    turns: Turns,
    robots: Mutex<HashMap<String, (Instant, Arc<Rules>)>>,
}

impl Fetcher {
    /// Gets pages in this way.
    ///
    /// # Errors
    /// When TLS can't be set up, or the name is none that a header can hold.
    pub fn new(options: FetchOptions) -> Result<Self, OutboundError> {
        let allowed = Allowed { private: options.private, plain_http: true };
        let agent = options.user_agent.as_deref().unwrap_or(USER_AGENT);
        let outbound = Outbound::reading(allowed, options.timeout, agent)?;
        let under_way = Semaphore::new(options.under_way);
        let (turns, robots) = (Turns::default(), Mutex::default());
        Ok(Self(Arc::new(Inner { outbound, options, under_way, turns, robots })))
    }

    /// How pages are got.
    #[must_use]
    pub fn options(&self) -> &FetchOptions {
        &self.0.options
    }

    /// Gets a page.
    ///
    /// # Errors
    /// When it may not be asked for, does not come, or is no page.
    pub async fn page(&self, url: &str) -> Result<Fetched, FetchError> {
        let (got, address) = self.get(url, &[("accept", PAGES)], false).await?;
        if got.status != 200 {
            return Err(status(&got));
        }
        let kind = got.header("content-type").map(str::to_ascii_lowercase);
        if !is_html(kind.as_deref(), &got.body) {
            return Err(FetchError::NotHtml(kind.unwrap_or_else(|| "something without a Content-Type".into())));
        }
        Ok(Fetched { html: charset::decode(&got.body, kind.as_deref()), address })
    }

    /// Gets a feed, unless it is still the one with this tag and date. Whoever offers a feed wants it read, so robots.txt
    /// is not asked.
    ///
    /// # Errors
    /// When it may not be asked for, or does not come.
    pub async fn feed(
        &self,
        url: &str,
        etag: Option<&str>,
        last_modified: Option<&str>,
    ) -> Result<FetchedFeed, FetchError> {
        let mut headers = vec![("accept", FEEDS)];
        headers.extend(etag.map(|etag| ("if-none-match", etag)));
        headers.extend(last_modified.map(|date| ("if-modified-since", date)));
        let (got, _) = self.get(url, &headers, true).await?;
        let kept = |name: &str| got.header(name).map(str::to_owned);
        match got.status {
            304 => Ok(FetchedFeed::Unchanged),
            200 => {
                let (etag, last_modified) = (kept("etag"), kept("last-modified"));
                Ok(FetchedFeed::Changed { bytes: got.body, etag, last_modified })
            }
            _ => Err(status(&got)),
        }
    }

    /// What is at an address, and where that is behind all redirects.
    async fn get(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        is_feed: bool,
    ) -> Result<(Got, String), FetchError> {
        let Inner { options, under_way, .. } = &*self.0;
        let _place = under_way.try_acquire().map_err(|_| FetchError::Busy)?;
        let followed =
            self.follow(url, headers, |url| async move { if is_feed { Ok(()) } else { self.allowed(&url).await } });
        tokio::time::timeout(options.timeout, followed).await.map_err(|_| FetchError::TimedOut(options.timeout))?
    }

    /// Follows redirects, each address checked like the first.
    async fn follow<F: Future<Output = Result<(), FetchError>>>(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        allowed: impl Fn(Url) -> F,
    ) -> Result<(Got, String), FetchError> {
        let mut address = self.checked(url)?;
        for _ in 0..=MOST_REDIRECTS {
            allowed(address.clone()).await?;
            let got = self.ask(&address, headers, self.0.options.max_bytes).await?;
            let location = got.header("location").filter(|_| matches!(got.status, 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else { return Ok((got, address.into())) };
            let next = address.join(location).map_err(|error| FetchError::Refused {
                address: location.to_owned(),
                reason: format!("is no address: {error}"),
            })?;
            address = self.checked(next.as_str())?;
        }
        Err(FetchError::TooManyRedirects)
    }

    /// An address that may be asked as far as it says; where its name leads is checked when it is resolved.
    fn checked(&self, url: &str) -> Result<Url, FetchError> {
        let refused = |reason: String| FetchError::Refused { address: url.to_owned(), reason };
        let outbound = &self.0.outbound;
        let without_part = url.split('#').next().unwrap_or(url);
        let url = crate::outbound::checked(without_part, outbound.allowed()).map_err(|error| refused(error.0))?;
        let port = url.port_or_known_default().unwrap_or_default();
        if !self.0.options.private && !matches!(port, 80 | 443) {
            return Err(refused(format!("has the port {port}; pages are on 80 and 443")));
        }
        Ok(url)
    }

    /// One request, when it is the host's turn.
    async fn ask(&self, url: &Url, headers: &[(&'static str, &str)], most_bytes: usize) -> Result<Got, FetchError> {
        let Inner { options, outbound, turns, .. } = &*self.0;
        let host = url.host_str().unwrap_or_default();
        let wait = turns.take(host, options.host_pause, options.timeout).ok_or(FetchError::Busy)?;
        tokio::time::sleep(wait).await;
        let got = outbound.get(Wanted { url: url.as_str(), headers, most_bytes }).await;
        got.map_err(|error| match error {
            GetError::Refused(reason) => FetchError::Refused { address: url.as_str().to_owned(), reason: reason.0 },
            GetError::TooLarge => FetchError::TooLarge(most_bytes),
            GetError::TimedOut => FetchError::TimedOut(options.timeout),
            GetError::NoAnswer(reason) => FetchError::NoAnswer(reason.0),
        })
    }

    /// Whether the site of an address wants it read.
    async fn allowed(&self, url: &Url) -> Result<(), FetchError> {
        let mut site = url.clone();
        site.set_path("/robots.txt");
        site.set_query(None);
        let rules = match self.known(site.as_str()) {
            Some(rules) => rules,
            None => self.learn(&site).await?,
        };
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        if rules.allow(&path) {
            Ok(())
        } else {
            Err(FetchError::Robots(site.host_str().unwrap_or_default().to_owned()))
        }
    }

    fn known(&self, site: &str) -> Option<Arc<Rules>> {
        let robots = self.0.robots.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, rules) = robots.get(site)?;
        (since.elapsed() < ROBOTS_HOLD).then(|| Arc::clone(rules))
    }

    /// Without a robots.txt all may be read; while it can't be had, nothing.
    async fn learn(&self, site: &Url) -> Result<Arc<Rules>, FetchError> {
        let (got, _) = Box::pin(self.follow(site.as_str(), &[], |_| async { Ok(()) })).await?;
        let rules = match got.status {
            200 => Rules::of(&String::from_utf8_lossy(&got.body[..got.body.len().min(robots::MOST_BYTES)])),
            400..=499 if got.status != 429 => Rules::default(),
            _ => return Err(status(&got)),
        };
        let rules = Arc::new(rules);
        let mut robots = self.0.robots.lock().unwrap_or_else(PoisonError::into_inner);
        if robots.len() >= MOST_ROBOTS {
            robots.clear();
        }
        robots.insert(site.as_str().to_owned(), (Instant::now(), Arc::clone(&rules)));
        Ok(rules)
    }
}

fn status(got: &Got) -> FetchError {
    let seconds = got.header("retry-after").and_then(|value| value.trim().parse().ok());
    FetchError::Status { status: got.status, retry_after: seconds.map(Duration::from_secs) }
}

/// What says nothing is looked at.
fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    let essence = content_type.and_then(|kind| kind.split(';').next()).map(str::trim);
    if let Some(kind) = essence {
        return matches!(kind, "text/html" | "application/xhtml+xml");
    }
    let start = String::from_utf8_lossy(&body[..body.len().min(500)]).trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whose page an address is, as articles name their source: its host without `www.`.
#[must_use]
pub fn source_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// The one address of an article: that which its page gives itself, where it is of the same host as the one at which it was
/// found, `www.` or not. So newsletters and feeds may hang on it what they like.
#[must_use]
pub fn own_address(found: String, canonical: Option<String>) -> String {
    let host = source_of(&found);
    canonical.filter(|canonical| host.is_some() && source_of(canonical) == host).unwrap_or(found)
}
