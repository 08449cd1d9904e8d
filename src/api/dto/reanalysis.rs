//! How far reading again has come, as clients see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{ProfileWord, StandingWord};
use crate::ingest::{Progress, Standing};

/// How far reading articles again has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reanalysis)]
pub(crate) struct ReanalysisDto {
    /// What it does.
    pub state: StandingWord,
    /// Why it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "the disk of the archive is full")]
    pub reason: Option<String>,
    /// Whether `POST /v1/reanalyze` has asked for it; else it follows from the setting `reanalyze.automatic`.
    pub requested: bool,
    /// The profile that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub profile: Option<ProfileWord>,
    /// Since when the present work is wanted, else the last one was (RFC 3339); absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "date-time")]
    pub since: Option<String>,
    /// Articles that have their new analysis since then.
    pub done: u64,
    /// Articles still to be read again: those that were asked for, else all of another analyzer than the present one.
    pub left: u64,
    /// Those of them that could not be read again, as their analysis takes too long or too much memory; they keep the one they
    /// have, and are tried again after a restart and with the next analyzer.
    pub failed: u64,
    /// Articles a second that get their new analysis since it last began to run; 0 while it does not.
    #[schema(minimum = 0, example = 4.5)]
    pub rate: f64,
}

impl From<&Progress> for ReanalysisDto {
    fn from(progress: &Progress) -> Self {
        Self {
            state: StandingWord(progress.standing),
            reason: progress.reason.clone(),
            requested: progress.asked,
            profile: progress.profile.map(ProfileWord),
            since: progress.since.map(|since| since.to_string()),
            done: progress.done,
            left: progress.left,
            failed: progress.failed,
            rate: (progress.per_second * 100.0).round() / 100.0,
        }
    }
}

/// Reading articles again, in brief.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReanalysisSeen {
    /// What it does.
    pub state: StandingWord,
    /// Articles still to be read again, as last counted.
    pub left: u64,
}

impl ReanalysisSeen {
    /// What there is to tell; nothing while there is nothing to do.
    pub(crate) fn of(progress: &Progress) -> Option<Self> {
        let (state, left) = (StandingWord(progress.standing), progress.left);
        match progress.standing {
            Standing::Idle | Standing::Off => None,
            Standing::Running | Standing::Waiting | Standing::Paused => Some(Self { state, left }),
        }
    }
}
