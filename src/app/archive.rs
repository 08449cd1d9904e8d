//! Opening the archive that the settings name.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};

use crate::config::{KeptIn, StoreConfig};
use crate::store::{ArticleStore, Compacted, EmbeddedOptions, EmbeddedStore, StoreEngine};

/// Opens the archive that `config` names.
///
/// # Errors
/// When another process holds it, when a newer version wrote it, or when it is damaged.
pub fn open_store(config: &StoreConfig) -> anyhow::Result<Arc<dyn ArticleStore>> {
    Ok(open_with(config, false)?)
}

fn options(config: &StoreConfig) -> EmbeddedOptions {
    let &StoreConfig { engine, cache_bytes, search_heap_bytes, query_rows, read_only, .. } = config;
    let engine = engine.into();
    EmbeddedOptions { engine, cache_bytes, search_heap_bytes, query_rows, read_only, ..EmbeddedOptions::default() }
}

impl From<KeptIn> for StoreEngine {
    fn from(kept_in: KeptIn) -> Self {
        match kept_in {
            KeptIn::Sled => Self::Sled,
            KeptIn::Fjall => Self::Fjall,
        }
    }
}

/// Opens the archive, with its search index thrown away if it is to be made anew.
pub(super) fn open_with(config: &StoreConfig, rebuild_search: bool) -> anyhow::Result<Arc<EmbeddedStore>> {
    if config.read_only {
        // Else one would be made.
        must_exist(config)?;
    }
    let options = EmbeddedOptions { rebuild_search, ..options(config) };
    let store = EmbeddedStore::open(&config.data_dir, options)
        .with_context(|| format!("the archive in {} can't be opened", shown(&config.data_dir)))?;
    Ok(Arc::new(store))
}

/// Opens an archive that must be there already: for who only reads, so that a slip in the path makes no directory.
///
/// # Errors
/// When there is none, and as [`open_store`].
pub fn open_existing_store(config: &StoreConfig) -> anyhow::Result<Arc<EmbeddedStore>> {
    must_exist(config)?;
    open_with(config, false)
}

/// The same, but its search index is thrown away and made anew.
///
/// # Errors
/// As [`open_existing_store`].
pub fn open_store_with_new_search(config: &StoreConfig) -> anyhow::Result<Arc<dyn ArticleStore>> {
    must_exist(config)?;
    must_write(config)?;
    Ok(open_with(config, true)?)
}

/// Compacts an archive that must be there; `told` is told of the steps that are done and how many there are.
///
/// # Errors
/// As [`open_existing_store`], and when there is no room for a second database.
pub fn compact_store(config: &StoreConfig, told: impl FnMut(u64, u64)) -> anyhow::Result<Compacted> {
    must_exist(config)?;
    must_write(config)?;
    EmbeddedStore::compact(&config.data_dir, options(config), told)
        .with_context(|| format!("the archive in {} can't be compacted", shown(&config.data_dir)))
}

fn must_write(config: &StoreConfig) -> anyhow::Result<()> {
    ensure!(!config.read_only, "the archive may only be read: this needs store.read_only = false");
    Ok(())
}

fn must_exist(config: &StoreConfig) -> anyhow::Result<()> {
    let directory = shown(&config.data_dir);
    ensure!(
        EmbeddedStore::exists(&config.data_dir),
        "there is no archive in {directory}; name the directory of one with --data-dir or PRESSESPIEGEL_DATA_DIR"
    );
    Ok(())
}

fn shown(directory: &Path) -> String {
    directory.display().to_string()
}
