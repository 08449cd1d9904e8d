//! Requests to addresses that a client has named: nobody may make the service reach into the network that it stands in.
//!
//! Only `https` unless plain `http` is allowed, and only public addresses unless private ones are. A name is resolved by
//! [`guard`], and the connection goes to an address that was checked there, so an answer of the name server that changes
//! in between changes nothing. No redirect is followed, no proxy is used, and of an answer no more is read than was said,
//! and only so long.

mod get;
mod guard;

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
pub use reqwest::{Client, Url};
use reqwest::{ClientBuilder, Response};

pub use get::{GetError, Got, Wanted};
pub use guard::{Allowed, is_public};
use guard::{Resolver, check_host};

/// Longest address.
pub const MAX_URL: usize = 2_000;

/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read, so that the connection can be used again.
const MAX_ANSWER: usize = 16 * 1024;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// Who asks, unless said otherwise.
pub const USER_AGENT: &str = concat!("pressespiegel/", env!("CARGO_PKG_VERSION"));

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// How long the receiver wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// Why an address is refused, or why nothing was answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OutboundError(pub String);

/// Sends requests. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    allowed: Allowed,
}

impl Outbound {
    /// Sends only where that is allowed, and waits no longer than `timeout` for the whole of a request.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(allowed: Allowed, timeout: Duration) -> Result<Self, OutboundError> {
        Self::built(allowed, timeout, client_builder()?)
    }

    /// The same for reading pages: they may come compressed, and their sites are told who reads them.
    ///
    /// # Errors
    /// When TLS can't be set up, or the name is none that a header can hold.
    pub fn reading(allowed: Allowed, timeout: Duration, user_agent: &str) -> Result<Self, OutboundError> {
        Self::built(allowed, timeout, client_builder()?.gzip(true).user_agent(user_agent))
    }

    fn built(allowed: Allowed, timeout: Duration, builder: ClientBuilder) -> Result<Self, OutboundError> {
        let client = builder
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Resolver(allowed)))
            .connect_timeout(CONNECT.min(timeout))
            .timeout(timeout)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| OutboundError(error.to_string()))?;
        Ok(Self { client, allowed })
    }

    /// What is allowed.
    #[must_use]
    pub fn allowed(&self) -> Allowed {
        self.allowed
    }

    /// Posts a body.
    ///
    /// # Errors
    /// When the address is refused, or no answer came in time.
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answered, OutboundError> {
        let url = checked(url, self.allowed)?;
        let mut request = self.client.post(url).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.send().await.map_err(|error| OutboundError(reason(&error)))?;
        let answered = Answered { status: response.status().as_u16(), retry_after: retry_after(&response) };
        let mut read = 0;
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > MAX_ANSWER {
                break;
            }
        }
        Ok(answered)
    }
}

/// What makes a client that can speak TLS, for those who ask addresses of their own choice. There is no other way to make one
/// here: a provider of cryptography must be named.
///
/// # Errors
/// When TLS can't be set up.
pub fn client_builder() -> Result<ClientBuilder, OutboundError> {
    Ok(Client::builder().tls_backend_preconfigured(tls()?).gzip(false).user_agent(USER_AGENT))
}

/// An address that may be asked, as far as can be said before its name is resolved.
///
/// # Errors
/// When it is none, or may not be asked; says what would be right.
pub fn checked(url: &str, allowed: Allowed) -> Result<Url, OutboundError> {
    let refused = |reason: String| Err(OutboundError(reason));
    if url.len() > MAX_URL {
        return refused(format!("has more than {MAX_URL} bytes"));
    }
    let parsed = match Url::parse(url) {
        Ok(parsed) => parsed,
        Err(error) => return refused(format!("is no absolute address: {error}")),
    };
    match parsed.scheme() {
        "https" => {}
        "http" if allowed.plain_http => {}
        "http" => return refused("must begin with https://; http:// has to be allowed in the settings".into()),
        _ => return refused("must begin with https://".into()),
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return refused("must not hold a name or a password".into());
    }
    if parsed.fragment().is_some() {
        return refused("must not have a part behind #".into());
    }
    check_host(&parsed, allowed)?;
    Ok(parsed)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The innermost cause says most; the address itself may hold what nobody else should read.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".into();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn tls() -> Result<rustls::ClientConfig, OutboundError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| OutboundError(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Allowed = Allowed { private: false, plain_http: false };
    const PLAIN: Allowed = Allowed { private: false, plain_http: true };
    const ALL: Allowed = Allowed { private: true, plain_http: true };

    #[test]
    fn only_addresses_that_may_be_asked_are_taken() {
        for (url, allowed, taken, why) in [
            ("https://example.org/hook", NOTHING, true, "the usual one"),
            ("https://example.org:8443/hook?a=1", NOTHING, true, "a port and a query"),
            ("http://example.org/hook", NOTHING, false, "not encrypted"),
            ("http://example.org/hook", PLAIN, true, "not encrypted, and allowed"),
            ("ftp://example.org/hook", ALL, false, "another protocol"),
            ("file:///etc/passwd", ALL, false, "a file"),
            ("example.org/hook", ALL, false, "not absolute"),
            ("https://", ALL, false, "no host"),
            ("https://me:secret@example.org/", ALL, false, "a password"),
            ("https://example.org/#part", ALL, false, "a fragment"),
            ("https://127.0.0.1/", NOTHING, false, "this machine"),
            ("https://127.1/", NOTHING, false, "this machine, in short"),
            ("https://2130706433/", NOTHING, false, "this machine, as a number"),
            ("https://0x7f.1/", NOTHING, false, "this machine, in hex"),
            ("https://0177.0.0.1/", NOTHING, false, "this machine, in octal"),
            ("https://[::1]/", NOTHING, false, "this machine, IPv6"),
            ("https://[::ffff:127.0.0.1]/", NOTHING, false, "this machine, mapped"),
            ("https://[64:ff9b::7f00:1]/", NOTHING, false, "this machine, translated"),
            ("https://169.254.169.254/latest/meta-data", NOTHING, false, "a cloud's own data"),
            ("https://10.0.0.7/", NOTHING, false, "a private network"),
            ("https://93.184.216.34/", NOTHING, true, "a public number"),
            ("http://127.0.0.1:9/", ALL, true, "this machine, and allowed"),
            ("http://[::1]:9/", ALL, true, "this machine, IPv6, and allowed"),
        ] {
            let result = checked(url, allowed);
            assert_eq!(result.is_ok(), taken, "{why}: {url}: {result:?}");
        }
        let long = format!("https://example.org/{}", "a".repeat(MAX_URL));
        assert!(checked(&long, ALL).is_err(), "too long");
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_refused_when_it_is_resolved() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        let outbound = Outbound::new(PLAIN, Duration::from_secs(10)).unwrap();
        let error = outbound.post(&url, &[], Vec::new()).await.unwrap_err();
        assert!(error.to_string().contains("public"), "{error}");
        let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(nobody.is_err(), "somebody has connected");
    }
}
