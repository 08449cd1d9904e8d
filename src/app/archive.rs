//! Opening the archive that the settings name: one in a directory, or one in a database.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};

use crate::config::{KeptIn, StoreConfig};
use crate::store::{
    ArticleStore, Compacted, EmbeddedOptions, EmbeddedStore, PostgresOptions, PostgresStore, StoreEngine,
    VerifiedTables, WatchStore, is_postgres_url, shown_url,
};

/// An archive with both its sides.
#[derive(Clone)]
pub struct Archive {
    /// Articles.
    pub store: Arc<dyn ArticleStore>,
    /// Saved searches.
    pub watches: Arc<dyn WatchStore>,
}

impl<S: ArticleStore + WatchStore> From<S> for Archive {
    fn from(store: S) -> Self {
        let store = Arc::new(store);
        Self { store: store.clone(), watches: store }
    }
}

/// Opens the archive that `config` names; one in a directory is made when missing.
///
/// # Errors
/// When another process holds it, when a newer version wrote it, when it is damaged, or when the database can't be reached or lacks
/// its tables.
pub async fn open_archive(config: &StoreConfig) -> anyhow::Result<Archive> {
    match &config.url {
        Some(url) => open_database(&url.0, config).await,
        None => Ok(open_with(config, false)?.into()),
    }
}

/// Opens an archive that must be there already: for who only reads, so that a slip in the path makes no directory.
///
/// # Errors
/// When there is none, and as [`open_archive`].
pub async fn open_existing_archive(config: &StoreConfig) -> anyhow::Result<Archive> {
    match &config.url {
        Some(url) => open_database(&url.0, config).await,
        None => Ok(open_existing(config)?.into()),
    }
}

async fn open_database(url: &str, config: &StoreConfig) -> anyhow::Result<Archive> {
    let &StoreConfig { connections, read_only, pooler, .. } = config;
    let options = PostgresOptions { connections, read_only, pooler, ..PostgresOptions::default() };
    let store = PostgresStore::open(url, options).await;
    Ok(store.with_context(|| format!("the archive in {} can't be opened", shown_url(url)))?.into())
}

/// Opens the archive at a place that is named outside of the settings: an address of PostgreSQL, else a directory.
///
/// # Errors
/// As [`open_existing_archive`], or [`open_archive`] where it need not exist.
pub async fn open_place(place: &str, must_exist: bool, config: &StoreConfig) -> anyhow::Result<Archive> {
    let url = is_postgres_url(place).then(|| crate::config::Secret(place.to_owned()));
    let config = StoreConfig { url, data_dir: place.into(), ..config.clone() };
    if must_exist { open_existing_archive(&config).await } else { open_archive(&config).await }
}

/// A place as it may be shown.
#[must_use]
pub fn shown_place(place: &str) -> String {
    if is_postgres_url(place) { shown_url(place) } else { place.to_owned() }
}

/// Makes the tables of the archive in the database that `config` names, or brings them up to this program; the versions before
/// and after.
///
/// # Errors
/// When no database is named, or it can't be reached.
pub async fn migrate_store(config: &StoreConfig) -> anyhow::Result<(i64, i64)> {
    let url = config.url.as_ref().context("no database is named: set store.url (PRESSESPIEGEL_STORE_URL)")?;
    let migrated = PostgresStore::migrate(&url.0).await;
    migrated.with_context(|| format!("the tables in {} can't be made", shown_url(&url.0)))
}

/// Has Citus distribute the tables of the archive in the database that `config` names; `false` where it has done so already.
///
/// # Errors
/// When no database is named, it can't be reached, or has no Citus.
pub async fn distribute_store(config: &StoreConfig) -> anyhow::Result<bool> {
    let url = config.url.as_ref().context("no database is named: set store.url (PRESSESPIEGEL_STORE_URL)")?;
    let distributed = PostgresStore::distribute(&url.0).await;
    distributed.with_context(|| format!("the tables in {} can't be distributed", shown_url(&url.0)))
}

/// Proves the archive in the database that `config` names against itself.
///
/// # Errors
/// When it can't be opened, and with the first difference.
pub async fn verify_database(config: &StoreConfig) -> anyhow::Result<VerifiedTables> {
    let url = config.url.as_ref().context("no database is named")?;
    let options = PostgresOptions { read_only: true, pooler: config.pooler, ..PostgresOptions::default() };
    let store = PostgresStore::open(&url.0, options).await?;
    let verified = store.verify().await;
    store.close().await?;
    verified.context("copy what can be read into another archive with `pressespiegel store copy`")
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

fn open_with(config: &StoreConfig, rebuild_search: bool) -> anyhow::Result<EmbeddedStore> {
    if config.read_only {
        // Else one would be made.
        must_exist(config)?;
    }
    let options = EmbeddedOptions { rebuild_search, ..options(config) };
    EmbeddedStore::open(&config.data_dir, options)
        .with_context(|| format!("the archive in {} can't be opened", shown(&config.data_dir)))
}

fn open_existing(config: &StoreConfig) -> anyhow::Result<EmbeddedStore> {
    must_exist(config)?;
    open_with(config, false)
}

/// Opens an archive in a directory, which must be there already.
///
/// # Errors
/// When there is none, or the archive is in a database; and as [`open_archive`].
pub fn open_existing_store(config: &StoreConfig) -> anyhow::Result<Arc<EmbeddedStore>> {
    must_be_in_directory(config)?;
    Ok(Arc::new(open_existing(config)?))
}

/// The same, but its search index is thrown away and made anew.
///
/// # Errors
/// As [`open_existing_store`].
pub fn open_store_with_new_search(config: &StoreConfig) -> anyhow::Result<Arc<dyn ArticleStore>> {
    must_be_in_directory(config)?;
    must_exist(config)?;
    must_write(config)?;
    Ok(Arc::new(open_with(config, true)?))
}

/// Compacts an archive that must be there; `told` is told of the steps that are done and how many there are.
///
/// # Errors
/// As [`open_existing_store`], and when there is no room for a second database.
pub fn compact_store(config: &StoreConfig, told: impl FnMut(u64, u64)) -> anyhow::Result<Compacted> {
    must_be_in_directory(config)?;
    must_exist(config)?;
    must_write(config)?;
    EmbeddedStore::compact(&config.data_dir, options(config), told)
        .with_context(|| format!("the archive in {} can't be compacted", shown(&config.data_dir)))
}

fn must_be_in_directory(config: &StoreConfig) -> anyhow::Result<()> {
    ensure!(config.url.is_none(), "this is for an archive in a directory, and store.url names a database");
    Ok(())
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
