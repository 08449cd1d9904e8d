//! Standard output. Whoever reads it may have seen enough before all is written (`| head -n 1`): then the command ends
//! quietly, and that is no failure.

use std::io::{self, StdoutLock, Write};

/// Standard output is closed.
#[derive(Debug, thiserror::Error)]
#[error("standard output is closed")]
struct Closed;

/// Standard output whose being closed [`is_closed`] tells from every other broken pipe.
pub(super) struct Output(StdoutLock<'static>);

impl Output {
    /// Locks it.
    pub(super) fn lock() -> Self {
        Self(io::stdout().lock())
    }
}

fn marked(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, Closed),
        _ => error,
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(marked)
    }
}

/// Prints a text and ends its line.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = Output::lock();
    writeln!(out, "{}", text.trim_end())?;
    Ok(out.flush()?)
}

/// Tells something on standard error. When nobody listens there, nothing can be done about it.
pub(super) fn tell(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether a command failed only because nobody reads on.
pub(super) fn is_closed(error: &anyhow::Error) -> bool {
    let causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.filter_map(io::Error::get_ref).any(|inner| inner.downcast_ref::<Closed>().is_some())
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn only_a_closed_standard_output_is_no_failure() {
        let pipe = || io::Error::from(io::ErrorKind::BrokenPipe);
        let written = Err::<(), _>(marked(pipe())).context("the export can't be written").unwrap_err();
        assert!(is_closed(&written));
        let full = marked(io::Error::from(io::ErrorKind::StorageFull));
        for (error, reason) in [(pipe(), "a connection to another program"), (full, "a full disk")] {
            assert!(!is_closed(&error.into()), "{reason}");
        }
    }
}
