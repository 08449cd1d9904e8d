//! `pressespiegel store migrate`: the tables of an archive in PostgreSQL.

use clap::Args;

use crate::app;
use crate::cli::output;
use crate::cli::settings::{Opening, SettingFlags};
use crate::config::Config;
use crate::telemetry;

/// The arguments.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Have Citus distribute the tables by article over the servers of the database, once they are made.
    #[arg(long)]
    citus: bool,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Opening>,
}

/// Makes what is missing and tells what it has made.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (before, after) = runtime.block_on(app::migrate_store(&config.store))?;
    if before == after {
        output::print(&format!("the tables have version {after} already"))?;
    } else {
        output::print(&format!("the tables had version {before} and have {after}"))?;
    }
    if arguments.citus && runtime.block_on(app::distribute_store(&config.store))? {
        output::print("and are distributed by article")?;
    }
    Ok(())
}
