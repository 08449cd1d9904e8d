//! How often a client may ask: a bucket of tokens for each key, or for each address where there is no key.
//!
//! A bucket fills with the rate up to the burst, and a request takes one token. What is told is as the IETF's draft on
//! `RateLimit` fields has it. Deliberately absent: a share for each route; what a request costs is bounded by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, web};

use super::auth;
use super::client::Client;
use super::error::ApiError;
use super::problem::ProblemKind;
use super::state::AppState;

/// Buckets that are held; beyond it those that are full again are forgotten.
const MOST_BUCKETS: usize = 65_536;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// Counts a request that needs a key, or would need one where there are keys, and refuses it when it is one too many.
pub(crate) fn check(request: &HttpRequest, pattern: &str) -> Result<(), ApiError> {
    if auth::scope_of(request.method().as_str(), pattern).is_none() {
        return Ok(());
    }
    let state = request.app_data::<web::Data<AppState>>().ok_or_else(|| ApiError::internal("there is no state"))?;
    let Some(client) = Client::of(request) else { return Ok(()) };
    let Some(left) = state.rate.take(client, Instant::now()) else { return Ok(()) };
    request.extensions_mut().insert(left);
    if !left.exceeded {
        return Ok(());
    }
    let Left { per_second, burst, seconds, .. } = left;
    let detail =
        format!("a client may send {per_second} requests a second and {burst} at once; try again in {seconds} s");
    Err(ApiError::new(ProblemKind::TooManyRequests, detail))
}

/// Tells in an answer what is left to the client, where that is counted.
pub(crate) fn tell(request: &HttpRequest, headers: &mut HeaderMap) {
    if let Some(left) = request.extensions().get::<Left>() {
        left.tell(headers);
    }
}

/// The headers that tell of it.
pub(crate) const HEADERS: [HeaderName; 2] = [POLICY, STATE];

/// How often a client may ask, for all clients; shared between all clones.
#[derive(Debug, Clone, Default)]
pub struct RateLimit(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    per_second: u32,
    burst: u32,
    buckets: Mutex<HashMap<Client, Bucket>>,
}

/// Tokens as they were at a time; they have grown since.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// What is left to a client after a request.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Left {
    per_second: u32,
    burst: u32,
    /// Whole requests that it may send at once.
    requests: u32,
    /// Seconds until there is one more, where there is none, and until the bucket is full, where there are.
    seconds: u32,
    /// Whether this request was one too many.
    exceeded: bool,
}

impl RateLimit {
    /// No limit.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// So many requests a second, and so many at once.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        let (per_second, burst) = (per_second.max(1), burst.max(1));
        Self(Some(Arc::new(Inner { per_second, burst, buckets: Mutex::default() })))
    }

    /// Requests a second and at once, if there is a limit.
    #[must_use]
    pub fn bounds(&self) -> Option<(u32, u32)> {
        self.0.as_ref().map(|inner| (inner.per_second, inner.burst))
    }

    /// Takes a token of the client's; `None` where there is no limit.
    fn take(&self, client: Client, now: Instant) -> Option<Left> {
        let inner = self.0.as_ref()?;
        let (rate, most) = (f64::from(inner.per_second), f64::from(inner.burst));
        let mut buckets = inner.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_BUCKETS && !buckets.contains_key(&client) {
            buckets.retain(|_, bucket| bucket.grown(rate, most, now) < most);
            if buckets.len() >= MOST_BUCKETS {
                // More clients than can be told apart are busy: the newest share what a stranger has.
                return Some(inner.left(0.0, rate, most));
            }
        }
        let bucket = buckets.entry(client).or_insert(Bucket { tokens: most, at: now });
        let tokens = bucket.grown(rate, most, now);
        let left = inner.left(tokens, rate, most);
        *bucket = Bucket { tokens: if left.exceeded { tokens } else { tokens - 1.0 }, at: now };
        Some(left)
    }
}

impl Inner {
    fn left(&self, tokens: f64, rate: f64, most: f64) -> Left {
        let exceeded = tokens < 1.0;
        let after = if exceeded { tokens } else { tokens - 1.0 };
        let wait = if after < 1.0 { (1.0 - after) / rate } else { (most - after) / rate };
        let whole = Duration::try_from_secs_f64(wait).unwrap_or_default();
        let seconds = whole.as_secs() + u64::from(whole.subsec_nanos() > 0);
        Left {
            per_second: self.per_second,
            burst: self.burst,
            requests: u32::try_from(after.floor() as i64).unwrap_or(0),
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX).max(1),
            exceeded,
        }
    }
}

impl Bucket {
    fn grown(&self, rate: f64, most: f64, now: Instant) -> f64 {
        (self.tokens + now.saturating_duration_since(self.at).as_secs_f64() * rate).min(most)
    }
}

impl Left {
    /// Tells it in the answer.
    fn tell(&self, headers: &mut HeaderMap) {
        let window = self.burst.div_ceil(self.per_second).max(1);
        let policy = format!("\"client\";q={};w={window}", self.burst);
        let state = format!("\"client\";r={};t={}", self.requests, self.seconds);
        for (name, value) in [(POLICY, policy), (STATE, state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        if self.exceeded {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(self.seconds));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn key(name: &str) -> Client {
        Client::Key(name.into())
    }

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let limit = RateLimit::new(2, 3);
        let began = Instant::now();
        let at = |milliseconds| began + Duration::from_millis(milliseconds);
        let exceeded = |milliseconds| limit.take(key("a"), at(milliseconds)).unwrap().exceeded;
        assert_eq!([exceeded(0), exceeded(0), exceeded(0), exceeded(0)], [false, false, false, true]);
        assert_eq!([exceeded(499), exceeded(500), exceeded(501)], [true, false, true]);
        // A pause fills the bucket, but not over its brim.
        assert_eq!([60_000; 4].map(exceeded), [false, false, false, true]);
    }

    #[test]
    fn each_client_has_a_bucket_of_its_own() {
        let limit = RateLimit::new(1, 1);
        let now = Instant::now();
        let address = |last| Client::Address(IpAddr::from([127, 0, 0, last]));
        for client in [key("a"), key("b"), address(1), address(2)] {
            assert!(!limit.take(client.clone(), now).unwrap().exceeded, "{client:?}");
            assert!(limit.take(client.clone(), now).unwrap().exceeded, "{client:?}");
        }
        assert!(RateLimit::none().take(key("a"), now).is_none());
    }

    #[test]
    fn what_is_left_is_told_with_the_time_until_there_is_more() {
        let limit = RateLimit::new(2, 3);
        let now = Instant::now();
        let told = |()| {
            let left = limit.take(key("a"), now).unwrap();
            let mut headers = HeaderMap::new();
            left.tell(&mut headers);
            assert_eq!(headers.get(POLICY).unwrap(), "\"client\";q=3;w=2");
            headers.get(STATE).unwrap().to_str().unwrap().to_owned()
        };
        let expected = ["\"client\";r=2;t=1", "\"client\";r=1;t=1", "\"client\";r=0;t=1", "\"client\";r=0;t=1"];
        assert_eq!([(); 4].map(told), expected);
    }

    #[test]
    fn clients_beyond_number_do_not_fill_the_memory() {
        let limit = RateLimit::new(1, 2);
        let began = Instant::now();
        for i in 0..=MOST_BUCKETS {
            limit.take(key(&i.to_string()), began);
        }
        let held = || limit.0.as_ref().unwrap().buckets.lock().unwrap().len();
        assert_eq!(held(), MOST_BUCKETS);
        assert!(limit.take(key("late"), began).unwrap().exceeded);
        // Once the others have paused, their buckets are full and forgotten.
        assert!(!limit.take(key("late"), began + Duration::from_secs(5)).unwrap().exceeded);
        assert_eq!(held(), 1);
    }
}
