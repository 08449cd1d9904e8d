//! `pressespiegel store compact`: gives back the room that deletions and rewrites have left in the database.

use clap::Args;

use crate::app;
use crate::cli::settings::{Opening, SettingFlags};
use crate::cli::{output, progress};
use crate::config::Config;
use crate::store::{Compacted, StoreError};
use crate::telemetry;

/// The arguments.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pub(super) settings: SettingFlags<Opening>,
}

/// Compacts and tells what it has brought.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let bar = progress::bar(Some(0), "compacting");
    let compacted = app::compact_store(&config.store, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let Compacted { keys, before, after } = compacted.map_err(explained)?;
    if after == before {
        return output::print(&format!("{keys} keys: written anew the {before} bytes would be no fewer, so they stay"));
    }
    output::print(&format!("{keys} keys: the database had {before} bytes on disk and has {after}"))
}

/// Where there is no room nothing was changed.
fn explained(error: anyhow::Error) -> anyhow::Error {
    let full = error.downcast_ref().and_then(|error| match error {
        StoreError::Full { free, needed } => Some((*free, *needed)),
        _ => None,
    });
    match full {
        Some((free, needed)) => error.context(format!(
            "the archive stays as it is: compacting writes it a second time and needs {needed} bytes, {free} are free"
        )),
        None => error,
    }
}
