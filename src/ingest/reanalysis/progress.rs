//! How far reading again has come.

use std::time::Instant;

use jiff::Timestamp;

use crate::nlp::Profile;

/// What the background does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nothing is to be done.
    #[default]
    Idle,
    /// Articles are read again, as far as workers are idle.
    Running,
    /// Something is in the way, and it goes on when that is gone.
    Waiting,
    /// Somebody has stopped it until further notice.
    Paused,
    /// It only does what somebody asks for, and nobody has.
    Off,
}

impl Standing {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Idle, Self::Running, Self::Waiting, Self::Paused, Self::Off];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Paused => "paused",
            Self::Off => "off",
        }
    }
}

/// How far reading again has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// What it does.
    pub standing: Standing,
    /// Why it waits.
    pub reason: Option<String>,
    /// Whether somebody has asked for what is done.
    pub asked: bool,
    /// The profile that was asked for.
    pub profile: Option<Profile>,
    /// Since when the present work is wanted; else the last one was.
    pub since: Option<Timestamp>,
    /// Articles that have their new analysis since then.
    pub done: u64,
    /// Articles that another analyzer has read: those of the present work, else all.
    pub left: u64,
    /// Those of them that can't be read again.
    pub failed: u64,
    /// Articles a second that get their new analysis while it runs.
    pub per_second: f64,
}

impl Progress {
    /// One more is done.
    pub(super) fn count(&mut self) {
        self.done += 1;
        self.left = self.left.saturating_sub(1);
    }
}

/// The articles done since it last began to run.
#[derive(Debug, Default)]
pub(super) struct Speed {
    began: Option<Instant>,
    done: u32,
}

impl Speed {
    /// One more is done.
    pub(super) fn count(&mut self) {
        self.began.get_or_insert_with(Instant::now);
        self.done = self.done.saturating_add(1);
    }

    /// It runs from now on, or does not any more.
    pub(super) fn run(&mut self, runs: bool) {
        if runs {
            self.began.get_or_insert_with(Instant::now);
        } else {
            *self = Self::default();
        }
    }

    pub(super) fn per_second(&self) -> f64 {
        let seconds = self.began.map_or(0.0, |began| began.elapsed().as_secs_f64());
        if seconds > 0.0 { f64::from(self.done) / seconds } else { 0.0 }
    }
}
