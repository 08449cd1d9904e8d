//! Problems where there is no request: what the HTTP library refuses before a route could, gets a body and an id as well.
//!
//! A head that can't be parsed, is too long, or does not arrive in time never becomes a request, so no layer sees it. The
//! library writes an answer without a body for it; [`Spoken`] stands between it and the connection, knows such an answer by
//! its form, and writes a problem in its place. Behind another answer that was not yet sent it stays as it is.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::error::{ApiError, PROBLEM_JSON};
use super::problem::ProblemKind;
use crate::article::ArticleId;
use crate::clock::{Clock, SystemClock};

/// The library's own answers are shorter.
const LONGEST: usize = 256;

/// So much of what a refused client goes on sending is read, so that it hears the answer and not that the line is cut.
const HEARD_OUT: usize = 1 << 20;
/// And for so long.
const HEARD_FOR: Duration = Duration::from_secs(1);

/// A connection on which refusals of the HTTP library are problems.
#[derive(Debug)]
pub(super) struct Spoken<T> {
    inner: T,
    /// The problem that is being written, and how much of it is.
    problem: Option<(Vec<u8>, usize)>,
    /// Bytes that are still read from a client that was refused.
    hears: usize,
    /// When that ends, once the sending side is closed.
    until: Option<Pin<Box<Sleep>>>,
}

impl<T> Spoken<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, problem: None, hears: 0, until: None }
    }
}

/// The status of an answer that the HTTP library wrote by itself: a failure without body, and without the id of ours.
fn refusal(bytes: &[u8]) -> Option<StatusCode> {
    if bytes.len() > LONGEST || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let (version, rest) = lines.next()?.split_once(' ')?;
    let status = rest.get(..3)?.parse().ok().and_then(|code| StatusCode::from_u16(code).ok())?;
    let is_one = version.starts_with("HTTP/1.") && status.is_client_error();
    let fields: Vec<_> = lines.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
    let bare = fields.iter().all(|name| matches!(name.as_str(), "content-length" | "connection" | "date"));
    (is_one && bare).then_some(status)
}

/// The whole answer in its place.
fn problem(status: StatusCode) -> Vec<u8> {
    let kind = match status {
        StatusCode::REQUEST_TIMEOUT => ProblemKind::HeadTimeout,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ProblemKind::HeadTooLarge,
        _ => ProblemKind::BadRequest,
    };
    let detail = match kind {
        ProblemKind::BadRequest => "what was sent is no request of HTTP/1.1",
        other => other.meaning(),
    };
    metrics::counter!("pressespiegel_http_unreadable_total", "status" => kind.status().as_str().to_owned())
        .increment(1);
    let id = ArticleId::from_bytes(SystemClock.fresh_id()).to_string();
    let problem = ApiError::new(kind, detail).problem(None, Some(&id));
    let body = serde_json::to_string(&problem).unwrap_or_default();
    tracing::info!(target: "pressespiegel::request", request_id = id, status = kind.status().as_u16(), "unreadable");
    let (status, length) = (kind.status(), body.len());
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {length}\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nx-request-id: {id}\r\n\r\n{body}"
    )
    .into_bytes()
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Spoken<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.problem.is_none() {
            let Some(status) = refusal(bytes) else { return Pin::new(&mut this.inner).poll_write(context, bytes) };
            this.problem = Some((problem(status), 0));
            this.hears = HEARD_OUT;
        }
        while let Some((problem, written)) = &mut this.problem {
            match ready!(Pin::new(&mut this.inner).poll_write(context, &problem[*written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => *written += count,
            }
            if *written == problem.len() {
                this.problem = None;
            }
        }
        // As far as the library knows its own answer was written.
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.until.is_none() {
            ready!(Pin::new(&mut this.inner).poll_shutdown(context))?;
        }
        let mut piece = [0; 4096];
        while this.hears > 0 {
            let until = this.until.get_or_insert_with(|| Box::pin(sleep(HEARD_FOR)));
            let mut read = ReadBuf::new(&mut piece);
            let came = Pin::new(&mut this.inner).poll_read(context, &mut read);
            let count = match came {
                Poll::Ready(Ok(())) => read.filled().len(),
                Poll::Pending if until.as_mut().poll(context).is_pending() => return Poll::Pending,
                Poll::Ready(Err(_)) | Poll::Pending => 0,
            };
            this.hears = if count == 0 { 0 } else { this.hears.saturating_sub(count) };
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Spoken<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_read(context, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_failure_is_the_library_s_own() {
        let date = "date: Sat, 28 Nov 2026 15:30:00 GMT\r\n";
        for (answer, expected, reason) in [
            (
                format!("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n{date}\r\n"),
                400,
                "parsing",
            ),
            (format!("HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n{date}\r\n"), 408, "a slow head"),
            (format!("HTTP/1.0 400 Bad Request\r\ncontent-length: 0\r\n{date}\r\n"), 400, "the version before"),
            (format!("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: a\r\n{date}\r\n"), 0, "ours"),
            (format!("HTTP/1.1 204 No Content\r\n{date}\r\n"), 0, "no failure"),
            (format!("HTTP/1.1 400 Bad Request\r\n{date}\r\nab\r\n\r\n"), 0, "with a body"),
            (format!("HTTP/1.1 400 Bad Request\r\n{date}"), 0, "not whole"),
            ("{}\r\n\r\n".into(), 0, "the end of a body"),
        ] {
            assert_eq!(refusal(answer.as_bytes()).map_or(0, |status| status.as_u16()), expected, "{reason}");
        }
    }
}
