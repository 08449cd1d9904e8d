//! Looking after an open store from a thread of its own.

use std::path::Path;
use std::sync::Weak;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::engine::stray_files;
use super::shared::Shared;
use crate::store::Writes;

/// How often it looks at the age of the oldest batch and at the room on the disk.
const WATCH_EVERY: Duration = Duration::from_millis(500);

/// How often it looks at the directory.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// A batch that takes longer than this is reported.
const TOO_LONG: Duration = Duration::from_secs(10);

/// Watches until the store is gone.
pub fn run(shared: &Weak<Shared>, stop: &Receiver<()>) {
    let mut looked: Option<Instant> = None;
    let mut reported = false;
    let mut refused = false;
    loop {
        let Some(shared) = shared.upgrade() else { return };
        if looked.is_none_or(|at| at.elapsed() >= LOOK_EVERY) {
            looked = Some(Instant::now());
            look(&shared);
        }
        refused = look_at_room(&shared, refused);
        let age = shared.unacknowledged.age();
        drop(shared);
        metrics::gauge!("pressespiegel_store_oldest_unacknowledged_seconds").set(age.as_secs_f64());
        if age > TOO_LONG && !reported {
            tracing::error!(seconds = age.as_secs(), "a batch of writes does not get to the disk");
        }
        reported = age > TOO_LONG;
        if stop.recv_timeout(WATCH_EVERY) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Says when writes begin to be refused and when they are open again; whether they are refused now.
#[expect(clippy::cast_precision_loss, reason = "metrics")]
fn look_at_room(shared: &Shared, before: bool) -> bool {
    if let Some(free) = shared.room.free() {
        metrics::gauge!("pressespiegel_store_free_bytes").set(free as f64);
    }
    let now = shared.room.writes();
    let refused = match now {
        Writes::Open | Writes::ReadOnly => false,
        Writes::Refused { free, needed } => {
            if !before {
                tracing::error!(free, needed, "the disk is full: writes are refused until there is room, reads go on");
            }
            true
        }
    };
    if before && !refused {
        tracing::info!("there is room on the disk again: writes are open");
    }
    metrics::gauge!("pressespiegel_store_writes_refused").set(f64::from(u8::from(refused)));
    refused
}

#[expect(clippy::cast_precision_loss, reason = "metrics")]
fn look(shared: &Shared) {
    let directory: &Path = shared.room.directory();
    let strays = stray_files(directory);
    metrics::gauge!("pressespiegel_store_blob_files").set(strays as f64);
    if strays > 0 {
        tracing::error!(strays, "the database has moved values out into files that may not survive a power loss");
    }
    if let Ok(size) = shared.size_on_disk() {
        metrics::gauge!("pressespiegel_store_disk_bytes").set(size as f64);
    }
    // It grows with the database.
    shared.room.hold();
}
