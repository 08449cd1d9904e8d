//! `pressespiegel store copy FROM TO`: an archive into another one, of whatever kind.
//!
//! The copy follows the change feed of the one and keeps in the other how far it has come: what was interrupted goes on, and what
//! has changed since is brought after. Every article comes with its id, all its revisions and the analyses that it has; nothing is
//! read again.

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use clap::Args;
use futures_util::stream::{self, StreamExt};

use crate::app::{self, Archive};
use crate::article::{AnalysedArticle, Revision};
use crate::cli::settings::{Opening, SettingFlags};
use crate::cli::{output, progress};
use crate::config::Config;
use crate::nlp::lexicon::user::UserLexicon;
use crate::store::{ArticleStore, Change, ChangeKind, Inserted, Revised, StoreError, StoredLexicon};
use crate::telemetry;

/// Changes that are worked off before it is kept how far the copy has come.
const AT_ONCE: usize = 500;

/// Articles under way at the same time: enough to fill the batches of a writer.
const UNDER_WAY: usize = 64;

/// The arguments.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Directory of an archive, or address of one in PostgreSQL (postgres://…).
    from: String,
    /// The same of the archive that it is copied into; a directory is made, a database must have its tables.
    to: String,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Opening>,
}

#[derive(Debug, Default)]
struct Tally {
    copied: u64,
    same: u64,
    deleted: u64,
    refused: u64,
}

enum Copied {
    Written,
    Same,
    Deleted,
    Refused(String),
}

/// Copies, and tells how much.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    ensure!(arguments.from != arguments.to, "an archive can't be copied into itself");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let from = app::open_place(&arguments.from, true, &config.store).await?;
        let to = app::open_place(&arguments.to, false, &config.store).await?;
        let name = format!("copy of {}", named(&arguments.from)?);
        let tally = copy(&from, &to, &name).await;
        to.store.close().await?;
        from.store.close().await?;
        let Tally { copied, same, deleted, refused } = tally?;
        let told =
            output::print(&format!("{copied} copied, {same} there already, {deleted} deleted, {refused} refused"));
        if refused > 0 {
            bail!(
                "{refused} article(s) say what others in {} say; they are listed above",
                app::shown_place(&arguments.to)
            );
        }
        told
    })
}

/// What an archive is called in another one: the same from wherever it is named.
fn named(place: &str) -> anyhow::Result<String> {
    let shown = app::shown_place(place);
    if shown != place || place.contains("://") {
        return Ok(shown);
    }
    let directory = std::fs::canonicalize(place).with_context(|| format!("{place} can't be found"))?;
    Ok(directory.display().to_string())
}

async fn copy(from: &Archive, to: &Archive, name: &str) -> anyhow::Result<Tally> {
    copy_lexicon(from.store.as_ref(), to.store.as_ref()).await?;
    let mut tally = Tally::default();
    let mut after = to.store.position(name).await?;
    let bar = progress::bar(Some(from.store.changes(u64::MAX, 0).await?.newest), "copying");
    loop {
        let part = from.store.changes(after, AT_ONCE).await?;
        bar.set_length(part.newest);
        bar.set_position(after);
        let Some(last) = part.items.last().map(|change| change.number) else { break };
        let copied =
            stream::iter(part.items).map(|change| copy_one(&from.store, &to.store, change)).buffered(UNDER_WAY);
        let mut copied = std::pin::pin!(copied);
        while let Some(copied) = copied.next().await {
            match copied? {
                Copied::Written => tally.copied += 1,
                Copied::Same => tally.same += 1,
                Copied::Deleted => tally.deleted += 1,
                Copied::Refused(problem) => {
                    bar.suspend(|| output::tell(&problem));
                    tally.refused += 1;
                }
            }
        }
        to.store.set_position(name, last).await?;
        after = last;
    }
    bar.finish_and_clear();
    to.store.put_reanalysis_plan(from.store.reanalysis_plan().await?).await?;
    copy_watches(from, to).await?;
    Ok(tally)
}

/// Brings one article to what it is, whatever the other archive has of it.
async fn copy_one(
    from: &Arc<dyn ArticleStore>,
    to: &Arc<dyn ArticleStore>,
    change: Change,
) -> Result<Copied, StoreError> {
    let (id, at) = (change.article, change.at);
    let newest = if change.kind == ChangeKind::Deleted { None } else { from.get(id).await? };
    let Some(newest) = newest else {
        return Ok(if to.delete(id, at).await? { Copied::Deleted } else { Copied::Same });
    };
    let known = to.get(id).await?;
    if known.as_ref() == Some(&newest) {
        return Ok(Copied::Same);
    }
    let last = newest.article.revision().number;
    let mut there = known.map_or(0, |known| known.article.revision().number);
    while there < last {
        let next = if there + 1 == last { Some(newest.clone()) } else { from.revision(id, there + 1).await? };
        let next =
            next.ok_or_else(|| StoreError::Corrupt(format!("article {id} has lost its revision {}", there + 1)))?;
        if let Some(other) = put(to, next).await? {
            return Ok(Copied::Refused(format!("article {id} is article {other} there")));
        }
        there += 1;
    }
    // What it was read by since.
    to.replace_analysis(newest, None, at).await?;
    Ok(Copied::Written)
}

/// Puts the next revision of an article; another article that has its content or its name, if there is one.
async fn put(to: &Arc<dyn ArticleStore>, next: Arc<AnalysedArticle>) -> Result<Option<String>, StoreError> {
    let own = next.article.id;
    let Revision { number, at } = next.article.revision();
    if number > 1 {
        return Ok(match to.revise(next, Some(number - 1), at).await? {
            Revised::Taken(other) => Some(other.to_string()),
            Revised::To(_) | Revised::Same | Revised::Stale | Revised::Unknown => None,
        });
    }
    Ok(match to.insert(next, at).await? {
        Inserted::Existing(other) | Inserted::Other(other) if other != own => Some(other.to_string()),
        Inserted::New | Inserted::Existing(_) | Inserted::Other(_) => None,
    })
}

/// All versions that the other archive lacks; of earlier ones names are kept nowhere.
async fn copy_lexicon(from: &dyn ArticleStore, to: &dyn ArticleStore) -> anyhow::Result<()> {
    let Some(present) = from.lexicon().await? else { return Ok(()) };
    if to.lexicon().await?.as_ref() == Some(&present) {
        return Ok(());
    }
    let known: Vec<u64> = to.lexicon_versions(None, usize::MAX).await?.iter().map(|version| version.number).collect();
    let nothing = Arc::new(UserLexicon::from_archive(Vec::new()));
    for version in from.lexicon_versions(Some(present.version.number), usize::MAX).await?.into_iter().rev() {
        if !known.contains(&version.number) {
            to.put_lexicon(StoredLexicon { version, names: nothing.clone() }).await?;
        }
    }
    Ok(to.put_lexicon(present).await?)
}

/// Saved searches; they are told of what comes after the copy, as its changes have other numbers.
async fn copy_watches(from: &Archive, to: &Archive) -> anyhow::Result<()> {
    let newest = to.store.changes(u64::MAX, 0).await?.newest;
    for watch in from.watches.watches().await? {
        if to.watches.watch(watch.id).await?.is_none() {
            to.watches.add_watch(watch, newest).await?;
        }
    }
    Ok(())
}
