//! `pressespiegel store rebuild --search`: makes the search index of an archive anew, while no service runs.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::progress;
use super::settings::SettingFlags;
use crate::app;
use crate::config::Config;
use crate::store::SearchState;
use crate::telemetry;

/// How often it is asked how far the index is.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// What is done to the archive.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make what follows from the articles anew.
    Rebuild(Rebuild),
}

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Rebuild {
    /// The index of full text; it is made anew from the articles, which stay as they are.
    #[arg(long, required = true)]
    search: bool,
    #[command(flatten)]
    pub(super) settings: SettingFlags,
}

/// Throws the index away and waits until it has caught up.
pub(super) fn rebuild(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let store = app::open_store_with_new_search(&config.store)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let bar = progress::bar(Some(store.search_state().await?.newest), "indexing");
        loop {
            let SearchState { position, newest } = store.search_state().await?;
            bar.set_length(newest);
            bar.set_position(position);
            if position >= newest {
                break;
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        bar.finish_and_clear();
        println!("the search index is made anew from {} articles", store.count().await?);
        Ok(store.close().await?)
    })
}
