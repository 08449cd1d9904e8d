//! Reading what an address has, no more of it than is wanted.

use reqwest::Response;
use reqwest::header::HeaderName;

use super::{Outbound, OutboundError, checked, reason};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The address.
    pub url: &'a str,
    /// Headers with their values.
    pub headers: &'a [(&'static str, &'a str)],
    /// Most bytes of the answer, after decompression.
    pub most_bytes: usize,
}

/// An answer as it came, redirects too.
#[derive(Debug)]
pub struct Got {
    /// The HTTP status.
    pub status: u16,
    /// What came, after decompression.
    pub body: Vec<u8>,
    headers: reqwest::header::HeaderMap,
}

impl Got {
    /// The first value of a header, if it can be read.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let name: HeaderName = name.parse().ok()?;
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why nothing was got.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GetError {
    /// The address may not be asked, or leads where nobody may be asked.
    #[error("{0}")]
    Refused(OutboundError),
    /// The answer has more bytes than are wanted.
    #[error("the answer is larger than wanted")]
    TooLarge,
    /// No whole answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// No answer.
    #[error("{0}")]
    NoAnswer(OutboundError),
}

impl Outbound {
    /// Gets what is at an address. The body is read only of an answer with status 200, and never further than wanted.
    ///
    /// # Errors
    /// When the address is refused, no answer came in time, or it is too large.
    pub async fn get(&self, wanted: Wanted<'_>) -> Result<Got, GetError> {
        let url = checked(wanted.url, self.allowed).map_err(GetError::Refused)?;
        let request = self.client.get(url);
        let request = wanted.headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await.map_err(|error| failed(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = if status == 200 { read(response, wanted.most_bytes).await? } else { Vec::new() };
        Ok(Got { status, body, headers })
    }
}

async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, GetError> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    if announced > most {
        return Err(GetError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > most {
            return Err(GetError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failed(error: &reqwest::Error) -> GetError {
    if error.is_timeout() {
        return GetError::TimedOut;
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        // The guard's own word, said where the name was resolved.
        if let Some(refused) = inner.downcast_ref::<OutboundError>() {
            return GetError::Refused(refused.clone());
        }
        cause = inner.source();
    }
    GetError::NoAnswer(OutboundError(reason(error)))
}
