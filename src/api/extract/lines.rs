//! Reads a body line by line in bounded memory.

use actix_web::web::{Bytes, BytesMut};

use super::body::{Body, next_chunk, too_large};
use crate::api::error::ApiError;
use crate::api::state::Limits;

/// The lines of a body that are not blank, with their numbers from 1.
pub(crate) struct LineReader {
    body: Body,
    limits: Limits,
    /// What has arrived of the lines to come.
    buffer: BytesMut,
    /// Bytes of `buffer` that hold no line end.
    searched: usize,
    number: u64,
    /// The rest of a line that was too long is thrown away.
    skipping: bool,
    ended: bool,
}

impl LineReader {
    pub(crate) fn new(body: Body, limits: Limits) -> Self {
        Self { body, limits, buffer: BytesMut::new(), searched: 0, number: 0, skipping: false, ended: false }
    }

    /// The next line without its end, or why it can't be read; `None` at the end of the body.
    ///
    /// A line that is too long is one problem and reading goes on; a body that breaks off ends with its problem.
    pub(crate) async fn next(&mut self) -> Option<(u64, Result<Bytes, ApiError>)> {
        loop {
            if let Some(line) = self.buffered_line() {
                self.number += 1;
                if line.len() > self.limits.max_body_bytes && !self.skipping {
                    return Some((self.number, Err(self.line_too_long())));
                }
                if !std::mem::take(&mut self.skipping) && !line.trim_ascii().is_empty() {
                    return Some((self.number, Ok(line)));
                }
                continue;
            }
            if self.skipping {
                self.buffer.clear();
                self.searched = 0;
            } else if self.buffer.len() > self.limits.max_body_bytes {
                self.skipping = true;
                return Some((self.number + 1, Err(self.line_too_long())));
            }
            if self.ended {
                return self.last_line();
            }
            match next_chunk(&mut self.body, self.limits).await {
                Ok(Some(chunk)) => self.buffer.extend_from_slice(&chunk),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    self.buffer.clear();
                    self.searched = 0;
                    self.skipping = false;
                    return Some((self.number + 1, Err(error)));
                }
            }
        }
    }

    fn line_too_long(&self) -> ApiError {
        too_large("the line is longer", self.limits.max_body_bytes)
    }

    fn buffered_line(&mut self) -> Option<Bytes> {
        let Some(end) = self.buffer[self.searched..].iter().position(|&byte| byte == b'\n') else {
            self.searched = self.buffer.len();
            return None;
        };
        let mut line = self.buffer.split_to(self.searched + end + 1);
        self.searched = 0;
        line.truncate(line.len() - 1);
        Some(line.freeze())
    }

    fn last_line(&mut self) -> Option<(u64, Result<Bytes, ApiError>)> {
        let line = self.buffer.split().freeze();
        self.searched = 0;
        (!self.skipping && !line.trim_ascii().is_empty()).then(|| (self.number + 1, Ok(line)))
    }
}
