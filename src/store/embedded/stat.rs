//! What takes how much room.

use std::io;
use std::path::Path;

use super::families::{FAMILIES, Part, family_of};
use super::index::{BAND_ENTRY, catalogue, list_keys};
use super::view::View;
use super::{EmbeddedStore, engine, keys, room};
use crate::store::StoreError;
use crate::store::record::unpack_article;
use crate::store::search::index::{SearchIndex, directory};

/// What [`EmbeddedStore::stat`] has counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// Articles.
    pub articles: u64,
    /// Bytes of their texts in UTF-8, as they were sent; only the newest revisions count.
    pub text_bytes: u64,
    /// The families of keys that there is something of.
    pub families: Vec<FamilyStat>,
    /// Bytes of the database's files.
    pub database_bytes: u64,
    /// Bytes of the files of the records.
    pub log_bytes: u64,
    /// Bytes of the index's files.
    pub index_bytes: u64,
    /// Bytes of the search index's files.
    pub search_bytes: u64,
    /// Bytes that are held for opening the archive on a full disk.
    pub ballast_bytes: u64,
}

/// A family of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyStat {
    /// What it is called.
    pub name: &'static str,
    /// How its keys begin.
    pub prefix: &'static str,
    /// What it is for.
    pub part: Part,
    /// How many keys it has; of lists, how many there are in all segments; of bands, how many entries.
    pub keys: u64,
    /// Their bytes.
    pub key_bytes: u64,
    /// Bytes of their values.
    pub value_bytes: u64,
}

impl FamilyStat {
    /// Keys and values together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.key_bytes + self.value_bytes
    }
}

impl Stat {
    /// All files together.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.database_bytes + self.log_bytes + self.index_bytes + self.search_bytes + self.ballast_bytes
    }

    /// Keys and values of the database together, those of the log among them.
    #[must_use]
    pub fn data_bytes(&self) -> u64 {
        self.families.iter().filter(|family| family.part != Part::Lists).map(FamilyStat::bytes).sum()
    }
}

impl EmbeddedStore {
    /// Counts keys and bytes by family, and the texts. Looks at everything once and keeps nothing of it.
    ///
    /// # Errors
    /// When a key belongs to no family, a record can't be read, or the database fails.
    pub async fn stat(&self) -> Result<Stat, StoreError> {
        self.wait_for_feed().await?;
        let path = self.shared.room.directory().to_owned();
        self.read("stat", move |tree| stat(tree, &path)).await
    }
}

fn stat(tree: &View<'_>, path: &Path) -> Result<Stat, StoreError> {
    let empty = |family: &super::families::Family| FamilyStat {
        name: family.name,
        prefix: std::str::from_utf8(family.prefix).unwrap_or_default(),
        part: family.part,
        keys: 0,
        key_bytes: 0,
        value_bytes: 0,
    };
    let mut families: Vec<FamilyStat> = FAMILIES.iter().map(empty).collect();
    let (mut articles, mut text_bytes) = (0, 0);
    for entry in tree.range::<&[u8]>(..) {
        let (key, value) = entry?;
        let unknown = || StoreError::Corrupt(format!("the key {key:?} belongs to no family"));
        let family = family_of(&key).and_then(|at| families.get_mut(at)).ok_or_else(unknown)?;
        family.keys += 1;
        family.key_bytes += key.len() as u64;
        let in_log = keys::is_logged(&key).then(|| tree.get(&key)).transpose()?.flatten();
        let value = in_log.unwrap_or(value);
        family.value_bytes += value.len() as u64;
        if keys::article_of(&key).is_some() {
            articles += 1;
            text_bytes += unpack_article(&value)?.content.text.len() as u64;
        }
    }
    for part in &tree.index().parts {
        for list in part.segment.lists() {
            let (key, place) = list?;
            let unknown = || StoreError::Corrupt(format!("the list {key:?} belongs to no family"));
            let family = family_of(&key).and_then(|at| families.get_mut(at)).ok_or_else(unknown)?;
            family.keys += 1;
            family.key_bytes += key.len() as u64;
            family.value_bytes += u64::from(place.length);
        }
        if let Some(bands) = families.iter_mut().find(|family| family.prefix.as_bytes() == list_keys::BANDS) {
            let count = u64::from(part.segment.bands().count);
            bands.keys += count;
            bands.key_bytes += count * BAND_ENTRY as u64;
        }
    }
    families.retain(|family| family.keys > 0);
    let failed = |error: io::Error| StoreError::Backend(format!("can't look at {}: {error}", path.display()));
    Ok(Stat {
        articles,
        text_bytes,
        families,
        database_bytes: engine::database_bytes(path).map_err(failed)?,
        log_bytes: engine::log_bytes(path),
        index_bytes: catalogue::bytes(path),
        search_bytes: SearchIndex::bytes(&directory(path)),
        ballast_bytes: room::ballast_bytes(path),
    })
}
