//! Which files the index has, and reading again what came after them.
//!
//! | key | value | what for |
//! |---|---|---|
//! | `#indexed` | number of a change | all changes up to it are in files |
//! | `G` number | number of articles | a file that counts |
//! | `g` number number | – | an article of a file that is replaced or deleted |
//!
//! The files lie in the directory `index`. One that is missing or damaged is no loss: all are made again then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::{merge, unwritten};
use super::segment::Segment;
use super::{Index, Part};
use crate::store::StoreError;
use crate::store::changes::ChangeKind;
use crate::store::codec;
use crate::store::copies::Sketch;
use crate::store::embedded::engine::{Changed, Database};
use crate::store::embedded::entries::postings;
use crate::store::embedded::values::Values;
use crate::store::embedded::view::View;
use crate::store::embedded::{damaged, feed, keys};
use crate::store::sort_key::SortKey;

/// Where the files lie in a data directory.
pub const DIRECTORY: &str = "index";

/// So many articles are read again at once.
const READ_AT_ONCE: usize = 1_024;

/// So many articles that were read again are put into a file.
const FILED_AT_ONCE: u32 = 16_384;

/// The index of a database, up to its newest change. Where nothing may be written it is in memory as far as it is not in files.
pub fn open(directory: &Path, database: &Database, may_write: bool) -> Result<Index, StoreError> {
    let mut index = match registered(directory, database) {
        Ok(index) => index,
        Err(error @ (StoreError::Corrupt(_) | StoreError::Backend(_))) => {
            tracing::warn!(%error, "the index is made anew from the articles");
            if may_write {
                database.apply(forgotten(database)?)?;
            }
            Index::default()
        }
        Err(error) => return Err(error),
    };
    if may_write {
        remove_others(directory, &index);
    }
    let newest = database.newest_change()?;
    let mut told = index.change;
    while let Some((part, change)) = read_again(database, index.change)? {
        index.parts.extend(part);
        index.change = change;
        let read_again = index.parts.iter().filter(|part| part.file.is_none()).map(Part::articles).sum::<u32>();
        if read_again >= FILED_AT_ONCE && may_write {
            file_all(directory, database, &mut index)?;
        }
        if change - told >= 10_000 {
            told = change;
            tracing::info!(change, newest, "the index is brought up to date");
        }
    }
    index.change = newest;
    Ok(index)
}

/// What the database says there is.
fn registered(directory: &Path, database: &Database) -> Result<Index, StoreError> {
    let mut index = Index { parts: Vec::new(), change: indexed(database)? };
    for entry in database.scan_prefix(keys::SEGMENT) {
        let (key, value) = entry?;
        let [number] = numbers(&key, keys::SEGMENT)?;
        let articles: u32 = codec::from_bytes(&value).map_err(damaged)?;
        let segment = Segment::open(&path(directory, number))?;
        if segment.articles() != articles {
            return Err(StoreError::Corrupt(format!("segment {number} of the index is another one")));
        }
        index.parts.push(Part::new(segment, Some(number)));
    }
    for key in database.scan_prefix(keys::GONE).keys() {
        let [file, number] = numbers(&key?, keys::GONE)?;
        let part = index.parts.iter_mut().find(|part| part.file == Some(file));
        let part = part.ok_or_else(|| StoreError::Corrupt(format!("segment {file} of the index is not there")))?;
        Arc::make_mut(&mut part.gone).add(number);
    }
    Ok(index)
}

/// The last change that is in files.
fn indexed(values: &impl Values) -> Result<u64, StoreError> {
    values.value(keys::INDEXED)?.map_or(Ok(0), |value| codec::from_bytes(&value).map_err(damaged))
}

/// How many keys this takes, all of them as the index has it. One that was made anew without writing has no files.
pub fn verify(tree: &View<'_>) -> Result<u64, StoreError> {
    let count = |family| tree.scan_prefix(family).count() as u64;
    let (segments, gone) = (count(keys::SEGMENT), count(keys::GONE));
    let files: Vec<&Part> = tree.index().parts.iter().filter(|part| part.file.is_some()).collect();
    let gone_in_files: u64 = files.iter().map(|part| u64::from(part.gone.count())).sum();
    if !files.is_empty() && (segments, gone) != (files.len() as u64, gone_in_files) {
        let problem =
            format!("the index has {} files and {gone_in_files} articles gone, not {segments} and {gone}", files.len());
        return Err(StoreError::Corrupt(problem));
    }
    Ok(segments + gone + u64::from(indexed(tree)? > 0))
}

fn numbers<const N: usize>(key: &[u8], family: &[u8]) -> Result<[u32; N], StoreError> {
    let wrong = || StoreError::Corrupt(format!("the key {key:?} names no segment"));
    let rest = key.strip_prefix(family).filter(|rest| rest.len() == N * 4).ok_or_else(wrong)?;
    let mut numbers = [0; N];
    for (number, bytes) in numbers.iter_mut().zip(rest.chunks_exact(4)) {
        *number = bytes.first_chunk().map(|bytes| u32::from_be_bytes(*bytes)).ok_or_else(wrong)?;
    }
    Ok(numbers)
}

/// Takes away all that the database says of the index.
fn forgotten(database: &Database) -> Result<Changed, StoreError> {
    let mut changed = Changed::from([(keys::INDEXED.to_vec(), None)]);
    for key in database.scan_prefix(keys::SEGMENT).keys().chain(database.scan_prefix(keys::GONE).keys()) {
        changed.insert(key?.to_vec(), None);
    }
    Ok(changed)
}

/// Takes away files that do not count: of a crash, or that were merged.
fn remove_others(directory: &Path, index: &Index) {
    let known: BTreeSet<PathBuf> = index.parts.iter().filter_map(|part| Some(path(directory, part.file?))).collect();
    for entry in fs::read_dir(directory.join(DIRECTORY)).into_iter().flatten().flatten() {
        // One that stays takes room and does no harm.
        let _ = (!known.contains(&entry.path())).then(|| fs::remove_file(entry.path()));
    }
}

/// The next articles that came or were changed after a change, and the last change that this is up to; none when there are none.
fn read_again(database: &Database, after: u64) -> Result<Option<(Option<Part>, u64)>, StoreError> {
    let mut articles = BTreeMap::new();
    let mut last = None;
    for change in feed::changes_after(database, after) {
        let change = change?;
        last = Some(change.number);
        if change.kind != ChangeKind::Deleted {
            let lost = || StoreError::Corrupt(format!("article {} of the change feed is not there", change.article));
            let article = database.article(change.article)?.ok_or_else(lost)?;
            let bands = Sketch::of(&article.article.content.text).bands;
            articles.insert(SortKey::of(&article.article), postings(&article, bands));
        }
        if articles.len() == READ_AT_ONCE {
            break;
        }
    }
    let Some(last) = last else { return Ok(None) };
    let index = Index::default().changed(&BTreeSet::new(), &articles, last)?;
    Ok(Some((index.parts.into_iter().next(), last)))
}

/// Puts what is in memory into a file, before anybody else writes.
pub fn file_all(directory: &Path, database: &Database, index: &mut Index) -> Result<(), StoreError> {
    let replaced: Vec<Part> = index.parts.iter().filter(|part| part.file.is_none()).cloned().collect();
    let by = match write(directory, next_file(index), &replaced) {
        Ok(by) => by,
        // It stays in memory.
        Err(StoreError::Full { .. }) => return Ok(()),
        Err(error) => return Err(error),
    };
    let exchange = Exchange { replaced, by: Some(by), change: Some(index.change) };
    if let Some((changed, exchanged)) = exchange.apply_to(index)? {
        database.apply(changed)?;
        database.sync()?;
        *index = exchanged;
    }
    Ok(())
}

/// Where the file of a number lies.
pub fn path(directory: &Path, number: u32) -> PathBuf {
    directory.join(DIRECTORY).join(format!("{number:08}.seg"))
}

/// The number of the next file.
pub fn next_file(index: &Index) -> u32 {
    index.parts.iter().filter_map(|part| part.file).max().map_or(1, |last| last + 1)
}

/// Bytes that the files take.
pub fn bytes(directory: &Path) -> u64 {
    let files = fs::read_dir(directory.join(DIRECTORY)).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

/// Writes what of some parts is still there as one file, which is durable then.
pub fn write(directory: &Path, number: u32, parts: &[Part]) -> Result<Part, StoreError> {
    let (place, path) = (directory.join(DIRECTORY), path(directory, number));
    let new = path.with_extension("new");
    let failed = |error: io::Error| unwritten(&error);
    let put = || {
        fs::create_dir_all(&place).map_err(failed)?;
        let (out, _) = merge(parts, BufWriter::new(File::create(&new).map_err(failed)?))?;
        let mut out = out;
        out.flush().map_err(failed)?;
        out.get_ref().sync_all().map_err(failed)?;
        fs::rename(&new, &path).map_err(failed)?;
        for directory in [&*place, directory] {
            File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed)?;
        }
        Segment::open(&path)
    };
    let segment = put().inspect_err(|_| {
        // What is left of it goes at the next opening at the latest.
        let _ = fs::remove_file(&new);
    })?;
    Ok(Part::new(segment, Some(number)))
}

/// One part in the place of some others.
pub struct Exchange {
    /// The others, as they were when it was made.
    pub replaced: Vec<Part>,
    /// It; none where nothing of them counts any more.
    pub by: Option<Part>,
    /// The last change that is in files then, where these are all that were in none.
    pub change: Option<u64>,
}

impl Exchange {
    /// What is to be written, and the index as it is then; nothing when one of the others is not there any more. Articles that
    /// were replaced or deleted meanwhile are marked.
    pub fn apply_to(&self, index: &Index) -> Result<Option<(Changed, Index)>, StoreError> {
        let mut changed = Changed::new();
        let mut by = self.by.clone();
        let mut parts = index.parts.clone();
        for before in &self.replaced {
            let Some(at) = parts.iter().position(|part| part.is(before)) else { return Ok(None) };
            let now = parts.remove(at);
            for number in now.gone.numbers() {
                if let Some(file) = now.file {
                    changed.insert(keys::gone(file, number), None);
                }
                if before.gone.has(number) {
                    continue;
                }
                let lost = || StoreError::Corrupt("a merged segment has lost an article".into());
                let place = before.segment.place(number)?;
                let by = by.as_mut().ok_or_else(lost)?;
                let number = by.segment.find(&place)?.ok_or_else(lost)?;
                Arc::make_mut(&mut by.gone).add(number);
                if let Some(file) = by.file {
                    changed.insert(keys::gone(file, number), Some(Vec::new()));
                }
            }
            if let Some(file) = now.file {
                changed.insert(keys::segment(file), None);
            }
        }
        if let Some(by) = by {
            if let Some(file) = by.file {
                changed.insert(keys::segment(file), Some(codec::to_bytes(&by.segment.articles())));
            }
            parts.push(by);
        }
        if let Some(change) = self.change {
            changed.insert(keys::INDEXED.to_vec(), Some(codec::to_bytes(&change)));
        }
        Ok(Some((changed, Index { parts, change: index.change })))
    }
}
