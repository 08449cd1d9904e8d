//! `pressespiegel keys`: makes, lists, replaces and takes away API keys in the file that the service follows.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use jiff::{SignedDuration, Timestamp};

use super::output::{print, tell};
use super::settings::{Keeping, SettingFlags};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Flags};
use crate::keys::{Key, KeyFile, Scope};

/// What is done to the keys.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make a key and print it, once: only its hash is kept.
    Create(Create),
    /// Show the keys there are, without what would open anything.
    List(List),
    /// Replace a key by a fresh one of the same name, and print it.
    Rotate(Rotate),
    /// Take a key away; who uses it is refused within seconds.
    Revoke(Revoke),
}

/// The arguments of `create`.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// What it is called in logs and here: letters, digits, '.', '_' and '-'.
    name: String,
    /// What it may be used for, with commas: read (the archive, and analyses that are not kept), ingest (take in
    /// articles), admin (everything).
    #[arg(long, value_delimiter = ',', default_value = "read")]
    scopes: Vec<Scope>,
    /// The only sources whose articles it may send, with commas; any, when left out.
    #[arg(long, value_delimiter = ',')]
    sources: Vec<String>,
    #[command(flatten)]
    settings: SettingFlags<Keeping>,
}

/// The arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    settings: SettingFlags<Keeping>,
}

/// The arguments of `rotate`.
#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// Which key.
    name: String,
    /// How long the old key may still be used, in seconds.
    #[arg(long, default_value_t = 0)]
    overlap_seconds: u32,
    #[command(flatten)]
    settings: SettingFlags<Keeping>,
}

/// The arguments of `revoke`.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// Which key.
    name: String,
    #[command(flatten)]
    settings: SettingFlags<Keeping>,
}

impl Action {
    /// The settings of whichever it is.
    pub(super) fn settings(&self) -> &Flags {
        match self {
            Self::Create(arguments) => &arguments.settings.flags,
            Self::List(arguments) => &arguments.settings.flags,
            Self::Rotate(arguments) => &arguments.settings.flags,
            Self::Revoke(arguments) => &arguments.settings.flags,
        }
    }
}

/// Does it. A key goes alone to standard output, so that a script can take it.
pub(super) fn run(action: &Action, config: &Config) -> anyhow::Result<()> {
    let file = file(config)?;
    let now = SystemClock.now();
    match action {
        Action::Create(Create { name, scopes, sources, .. }) => {
            let scopes = scopes.iter().copied().collect();
            let sources: BTreeSet<String> = sources.iter().cloned().collect();
            let key = KeyFile::read_or_new(&file)?.create(name, scopes, sources, now)?;
            print(&key)?;
            tell("Keep it: it is shown this once. Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`.");
        }
        Action::List(_) => print(&table(KeyFile::read(&file)?.keys(), now).to_string())?,
        Action::Rotate(Rotate { name, overlap_seconds, .. }) => {
            let overlap = SignedDuration::from_secs(i64::from(*overlap_seconds));
            print(&KeyFile::read(&file)?.rotate(name, overlap, now)?)?;
        }
        Action::Revoke(Revoke { name, .. }) => {
            KeyFile::read(&file)?.revoke(name)?;
            tell(&format!("{name} is revoked"));
        }
    }
    Ok(())
}

fn file(config: &Config) -> anyhow::Result<PathBuf> {
    config.auth.keys_file.clone().context("name the file of keys with --keys-file or PRESSESPIEGEL_KEYS_FILE")
}

fn table(keys: &[Key], now: Timestamp) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(vec!["name", "scopes", "sources", "created", "the key before it"]);
    for key in keys {
        let joined = |words: Vec<&str>| words.join(",");
        let sources = match key.sources.len() {
            0 => "any".to_owned(),
            _ => joined(key.sources.iter().map(String::as_str).collect()),
        };
        let before = key.previous_until.filter(|&until| now < until).map(|until| format!("works until {until}"));
        let scopes = joined(key.scopes.iter().map(|scope| scope.word()).collect());
        table.add_row(vec![key.name.clone(), scopes, sources, key.created.to_string(), before.unwrap_or_default()]);
    }
    table
}
