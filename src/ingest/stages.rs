//! Measures the stages of an analysis; the engine itself has no clock.

use std::time::Instant;

use crate::nlp::{Stage, StageObserver};

/// Records how long each stage took in `pressespiegel_analysis_seconds{stage=…}`.
pub(super) struct StageTimes {
    began: Instant,
}

impl StageTimes {
    /// The first stage starts now.
    pub(super) fn start() -> Self {
        Self { began: Instant::now() }
    }
}

impl StageObserver for StageTimes {
    fn finished(&mut self, stage: Stage) {
        let now = Instant::now();
        metrics::histogram!("pressespiegel_analysis_seconds", "stage" => stage.as_str())
            .record(now.duration_since(self.began));
        self.began = now;
    }
}
