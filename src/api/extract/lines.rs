//! Reads a body line by line in bounded memory and time.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::body::{Arrived, Body, PARSING, kept_free, no_memory, too_large, too_slow};
use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::state::Limits;
use crate::budget::Share;

/// The lines of a body that are not blank, with their numbers from 1.
pub(crate) struct LineReader {
    body: Body,
    limits: Limits,
    share: Share,
    /// What has arrived; all before `start` is done with, and `start..searched` holds no line end.
    buffer: Arrived,
    start: usize,
    searched: usize,
    number: u64,
    /// How much longer the next line may take to arrive.
    patience: Duration,
    /// How many more bytes are read.
    bytes_left: usize,
    /// The rest of a line that was too long is thrown away.
    skipping: bool,
    /// Nothing more is read, and why, if that was not the body's end.
    ended: Option<Result<(), ApiError>>,
}

impl LineReader {
    pub(crate) fn new(body: Body, limits: Limits, share: &Share) -> Self {
        Self {
            body,
            limits,
            share: share.clone(),
            buffer: Arrived::nothing(share),
            start: 0,
            searched: 0,
            number: 0,
            patience: limits.body_timeout,
            bytes_left: limits.max_batch_bytes,
            skipping: false,
            ended: None,
        }
    }

    /// The next line without its end and with the memory that reading it takes, or why it can't be read; `None` at the
    /// end of the body.
    ///
    /// A line that is too long is one problem and reading goes on. A body that breaks off, is too slow, or has more lines
    /// or bytes than a batch may have, ends with its problem.
    pub(crate) async fn next(&mut self) -> Option<(u64, Result<Arrived, ApiError>)> {
        let (number, line) = self.next_line().await?;
        self.patience = self.limits.body_timeout;
        match line {
            Ok(line) => Some((number, self.counted(line).await)),
            Err(error) => Some((number, Err(error))),
        }
    }

    async fn next_line(&mut self) -> Option<(u64, Result<Vec<u8>, ApiError>)> {
        loop {
            if self.number >= self.limits.max_batch_lines && self.start < self.buffer.bytes.len() {
                self.ended = Some(Err(too_many_lines(self.limits.max_batch_lines)));
                return self.last();
            }
            if let Some(line) = self.buffered_line() {
                self.number += 1;
                if line.len() > self.limits.max_body_bytes && !self.skipping {
                    return Some((self.number, Err(self.line_too_long())));
                }
                let line = &self.buffer.bytes[line];
                if !std::mem::take(&mut self.skipping) && !line.trim_ascii().is_empty() {
                    return Some((self.number, Ok(line.to_vec())));
                }
                continue;
            }
            if self.skipping {
                self.forget();
            } else if self.buffer.bytes.len() - self.start > self.limits.max_body_bytes {
                self.skipping = true;
                return Some((self.number + 1, Err(self.line_too_long())));
            }
            if self.ended.is_some() {
                return self.last();
            }
            match self.read().await {
                Ok(true) => {}
                Ok(false) => self.ended = Some(Ok(())),
                Err(error) => self.ended = Some(Err(error)),
            }
        }
    }

    /// Reads more; false at the end of the body. Only waiting for the client counts against its time.
    async fn read(&mut self) -> Result<bool, ApiError> {
        let began = Instant::now();
        let chunk = tokio::time::timeout(self.patience, self.body.next_chunk()).await;
        self.patience = self.patience.saturating_sub(began.elapsed());
        let Some(chunk) = chunk.map_err(|_| too_slow("no whole line", self.limits.body_timeout))?? else {
            return Ok(false);
        };
        let counted = chunk.len().min(self.bytes_left);
        self.bytes_left -= counted;
        self.add(&chunk[..counted]).await?;
        if counted < chunk.len() {
            self.ended = Some(Err(too_many_bytes(self.limits.max_batch_bytes)));
        }
        Ok(true)
    }

    async fn add(&mut self, chunk: &[u8]) -> Result<(), ApiError> {
        self.buffer.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        let keep_free = kept_free(&self.share, self.buffer.bytes.len() + chunk.len());
        let more = self.buffer.lacking(chunk);
        let grown = self.buffer.held.grow(more, keep_free);
        if tokio::time::timeout(self.limits.body_timeout, grown).await != Ok(true) {
            return Err(no_memory());
        }
        self.buffer.add(chunk);
        Ok(())
    }

    /// A line with the memory that reading it takes. Several lines wait together, so none waits for ever.
    async fn counted(&mut self, line: Vec<u8>) -> Result<Arrived, ApiError> {
        let mut held = self.share.nothing();
        let grown = held.grow(line.len() * PARSING, kept_free(&self.share, line.len()));
        let fits = tokio::time::timeout(self.limits.body_timeout, grown).await == Ok(true);
        if fits { Ok(Arrived { bytes: line, held }) } else { Err(no_memory()) }
    }

    fn line_too_long(&self) -> ApiError {
        too_large("the line is longer", self.limits.max_body_bytes)
    }

    fn buffered_line(&mut self) -> Option<Range<usize>> {
        let unseen = &self.buffer.bytes[self.searched..];
        let Some(end) = unseen.iter().position(|&byte| byte == b'\n').map(|at| self.searched + at) else {
            self.searched = self.buffer.bytes.len();
            return None;
        };
        let line = self.start..end;
        self.start = end + 1;
        self.searched = self.start;
        Some(line)
    }

    /// What is left to be told when nothing more is read: a line without an end, or why there is no more.
    fn last(&mut self) -> Option<(u64, Result<Vec<u8>, ApiError>)> {
        let line = self.buffer.bytes.split_off(self.start);
        self.forget();
        match self.ended.replace(Ok(()))? {
            Err(error) => Some((self.number + 1, Err(error))),
            Ok(()) if self.skipping || line.trim_ascii().is_empty() => None,
            Ok(()) => Some((self.number + 1, Ok(line))),
        }
    }

    fn forget(&mut self) {
        self.buffer.bytes.clear();
        self.start = 0;
        self.searched = 0;
    }
}

fn too_many_lines(max: u64) -> ApiError {
    let detail = format!("a batch has at most {max} lines, blank ones counted; send the rest in another one");
    ApiError::new(ProblemKind::BatchTooLarge, detail)
}

fn too_many_bytes(max: usize) -> ApiError {
    let detail = format!("a batch has at most {max} bytes after decompression; send the rest in another one");
    ApiError::new(ProblemKind::BatchTooLarge, detail)
}
