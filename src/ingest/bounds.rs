//! How many texts may be read at a time, and wait.

use std::time::Duration;

/// From so many bytes on a text is a large one: reading it takes a tenth of a second and more.
pub(super) const LARGE_TEXT_BYTES: usize = 64 * 1024;

/// How much may run and wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Texts that are read at a time.
    pub workers: usize,
    /// Texts of single requests that may wait.
    pub places: usize,
    /// Their bytes.
    pub bytes: usize,
    /// How long one may wait.
    pub longest_wait: Duration,
}

impl Bounds {
    /// Whether one more may run beside those that run already.
    ///
    /// Large texts leave one worker free. Where there is only one, it reads a small text beside the large one.
    pub(super) fn may_run(self, large: bool, running: Counts) -> bool {
        if large {
            running.large < self.workers.saturating_sub(1).max(1) && running.all() < self.workers
        } else {
            running.all() < self.workers || (self.workers == 1 && running.small == 0)
        }
    }

    /// Whether one may run that only uses what is idle: it leaves one worker free, where there is more than one.
    pub(super) fn may_run_idle(self, large: bool, running: Counts) -> bool {
        self.may_run(large, running) && running.all() < self.workers.saturating_sub(1).max(1)
    }

    /// Whether one more may wait; of places and bytes large texts leave a quarter to small ones.
    pub(super) fn may_wait(self, bytes: usize, waiting: Counts, waiting_bytes: usize) -> bool {
        let large = bytes >= LARGE_TEXT_BYTES;
        let but_a_quarter = |all: usize| if large { all - all / 4 } else { all };
        waiting.all() < but_a_quarter(self.places) && waiting_bytes.saturating_add(bytes) <= but_a_quarter(self.bytes)
    }
}

/// Texts by their length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Small ones.
    pub small: usize,
    /// Large ones.
    pub large: usize,
}

impl Counts {
    pub(super) fn all(self) -> usize {
        self.small + self.large
    }

    pub(super) fn of(&mut self, large: bool) -> &mut usize {
        if large { &mut self.large } else { &mut self.small }
    }
}
