//! Where the store is: a directory, or a database by its address.

use std::path::Path;
use std::sync::Arc;

use pressespiegel::store::{
    ArticleStore, EmbeddedStore, PostgresOptions, PostgresStore, StoreError, Verified, VerifiedTables, is_postgres_url,
};

use crate::World;

/// A store that is open.
#[derive(Clone)]
pub enum Opened {
    /// In a directory.
    Embedded(Arc<EmbeddedStore>),
    /// In a database.
    Database(Arc<PostgresStore>),
}

/// The address, where a path is one.
pub fn address(place: &Path) -> Option<&str> {
    place.to_str().filter(|place| is_postgres_url(place))
}

impl Opened {
    /// Opens what is at a place; tables that are missing are made.
    pub async fn at(place: &Path, world: World) -> Result<Self, String> {
        let Some(url) = address(place) else {
            let store = EmbeddedStore::open(place, world.options()).map_err(|error| error.to_string())?;
            return Ok(Self::Embedded(Arc::new(store)));
        };
        let opened = async {
            PostgresStore::migrate(url).await?;
            PostgresStore::open(url, PostgresOptions::default()).await
        };
        opened.await.map(Arc::new).map(Self::Database).map_err(|error| error.to_string())
    }

    /// It as a store of any kind.
    pub fn store(&self) -> Arc<dyn ArticleStore> {
        match self {
            Self::Embedded(store) => store.clone(),
            Self::Database(store) => store.clone(),
        }
    }

    /// Proves it against itself: how many articles it has, and keys or rows.
    pub async fn verify(&self) -> Result<(u64, u64), StoreError> {
        match self {
            Self::Embedded(store) => {
                let Verified { articles, keys, .. } = store.verify().await?;
                store.verify_search().await?;
                Ok((articles, keys))
            }
            Self::Database(store) => {
                let VerifiedTables { articles, rows, .. } = store.verify().await?;
                Ok((articles, rows))
            }
        }
    }
}
