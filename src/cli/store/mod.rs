//! `pressespiegel store …`: what is done to an archive while no service runs on it.
//!
//! `migrate` makes the tables of one in PostgreSQL, `copy` brings one into another. `stat` tells what takes how much room, `compact` gives back what is not needed, `verify` proves the archive against itself, `rebuild --search` makes the search index anew, `reanalyze` brings articles up
//! to the present analyzer.

mod compact;
mod copy;
mod migrate;
mod stat;

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};

use super::settings::{Importing, Opening, SettingFlags};
use super::{output, progress};
use crate::config::{Config, Flags};
use crate::ingest::Progress;
use crate::nlp::Profile;
use crate::store::{ArticleStore, SearchState, Verified, VerifiedTables};
use crate::telemetry;
use crate::{api, app};

/// How often it is asked how far the index is.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// What is done to the archive.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Tell how many articles there are, and what takes how much room.
    Stat(stat::Arguments),
    /// Write the database anew beside the old one and put it in its place: gives back the room that deletions and
    /// rewrites have left.
    Compact(compact::Arguments),
    /// Compute every index anew from the articles and compare; takes time and memory in proportion to the archive.
    Verify(Verify),
    /// Make what follows from the articles anew.
    Rebuild(Rebuild),
    /// Make the tables of an archive in PostgreSQL, or bring them up to this program.
    Migrate(migrate::Arguments),
    /// Copy an archive into another one, in a directory or in PostgreSQL, with all revisions and analyses; goes on where it was
    /// interrupted, and brings after what has changed since.
    Copy(copy::Arguments),
    /// Read the articles again that another analyzer or lexicon has read than the present one, the newest first.
    Reanalyze(Reanalyze),
}

impl Action {
    /// The settings of whichever it is.
    pub(super) fn settings(&self) -> &Flags {
        match self {
            Self::Stat(arguments) => &arguments.settings.flags,
            Self::Compact(arguments) => &arguments.settings.flags,
            Self::Verify(arguments) => &arguments.settings.flags,
            Self::Rebuild(arguments) => &arguments.settings.flags,
            Self::Migrate(arguments) => &arguments.settings.flags,
            Self::Copy(arguments) => &arguments.settings.flags,
            Self::Reanalyze(arguments) => &arguments.settings.flags,
        }
    }
}

/// Does it.
pub(super) fn run(action: &Action, config: &Config) -> anyhow::Result<()> {
    match action {
        Action::Stat(arguments) => stat::run(arguments, config),
        Action::Compact(_) => compact::run(config),
        Action::Verify(_) => verify(config),
        Action::Rebuild(_) => rebuild(config),
        Action::Migrate(arguments) => migrate::run(arguments, config),
        Action::Copy(arguments) => copy::run(arguments, config),
        Action::Reanalyze(arguments) => reanalyze(arguments, config),
    }
}

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    settings: SettingFlags<Opening>,
}

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Rebuild {
    /// The index of full text; it is made anew from the articles, which stay as they are.
    #[arg(long, required = true)]
    search: bool,
    #[command(flatten)]
    settings: SettingFlags<Opening>,
}

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Reanalyze {
    /// Only articles that pass this filter of `GET /v1/articles`, such as source=Beispielblatt or from=2025; may be repeated.
    #[arg(long = "filter", value_name = "NAME=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,
    /// The profile to read them in: same (as each was read before), accurate or fast.
    #[arg(long, value_name = "PROFILE", default_value = "same")]
    to: To,
    #[command(flatten)]
    settings: SettingFlags<Importing>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    Same,
    Accurate,
    Fast,
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a filter looks like source=Beispielblatt")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Reads articles again until none is left; whatever stops it, the next call goes on.
fn reanalyze(arguments: &Reanalyze, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let profile = match arguments.to {
        To::Same => None,
        To::Accurate => Some(Profile::Accurate),
        To::Fast => Some(Profile::Fast),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let progress = runtime.block_on(async {
        let store = app::open_existing_archive(&config.store).await?.store;
        let ingest = app::build_ingest(config, &store).await?;
        let filter = api::parse_article_filter(store.as_ref(), arguments.filters.clone()).await;
        let Some(filter) = filter.map_err(|problem| anyhow!("--filter: {problem}"))? else {
            return Ok(Progress::default());
        };
        if filter.text.is_some() {
            catch_up(store.as_ref()).await?;
        }
        let bar = progress::bar(Some(0), "reading again");
        let told = |progress: &Progress| {
            bar.set_length(progress.done + progress.left);
            bar.set_position(progress.done);
        };
        let progress = ingest.reanalyze_all(&filter, profile, told).await?;
        bar.finish_and_clear();
        store.close().await?;
        anyhow::Ok(progress)
    })?;
    let Progress { done, failed, .. } = progress;
    let told = output::print(&format!("{done} read again, {failed} could not be"));
    if failed > 0 {
        bail!("{failed} article(s) could not be read again and keep their analysis; the log names them");
    }
    told
}

/// Waits until searches see everything.
async fn catch_up(store: &dyn ArticleStore) -> anyhow::Result<()> {
    let bar = progress::bar(Some(store.search_state().await?.newest), "indexing");
    loop {
        let SearchState { position, newest } = store.search_state().await?;
        bar.set_length(newest);
        bar.set_position(position);
        if position >= newest {
            bar.finish_and_clear();
            return Ok(());
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// Throws the index away and waits until it has caught up.
fn rebuild(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let store = app::open_store_with_new_search(&config.store)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        catch_up(store.as_ref()).await?;
        let count = store.count().await?;
        store.close().await?;
        output::print(&format!("the search index is made anew from {count} articles"))
    })
}

/// Compares everything that is kept with what the articles say.
fn verify(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if config.store.url.is_some() {
        let VerifiedTables { articles, entities, rows } = runtime.block_on(app::verify_database(&config.store))?;
        return output::print(&format!(
            "{articles} articles, {entities} entities, {rows} rows: every table agrees with the articles"
        ));
    }
    let store = app::open_existing_store(&config.store)?;
    runtime.block_on(async {
        let Verified { articles, entities, keys } =
            store.verify().await.context("export what can be read, and import it into a new directory")?;
        let searched = store.verify_search().await;
        searched.context("`pressespiegel store rebuild --search` makes the search index anew")?;
        store.close().await?;
        output::print(&format!(
            "{articles} articles, {entities} entities, {keys} keys: every index agrees with the articles"
        ))
    })
}
