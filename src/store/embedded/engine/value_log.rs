//! The value log: records one after the other in files of their own, and in the engine only where they lie.
//!
//! An engine writes what it holds again and again: whole pages where a small part of them has changed, or whole tables when it
//! merges them. For small keys that is cheap; for the records of articles, which never change in part and are nearly all that
//! there is, it was most of the disk and of the writing. Here each is written once.
//!
//! A batch appends its records, makes them durable, and only then applies its keys: a place that is known holds what it should.
//! What a crash leaves behind the length that the database knows is written over. What is deleted or replaced stays where it is
//! and is counted as dead; a file of which much is dead has its other values moved to the end of the log, and goes.
//!
//! | key | value | what for |
//! |---|---|---|
//! | `v` number | bytes, and how many of them are dead | a file of the log |
//!
//! The files lie in the directory `records`. Deliberately absent: a map in memory of what lies where (the engine has it), and files
//! by kind of value.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::frame::{self, Place};
use super::raw::{Raw, Scan};
use super::{Changed, Slice, io_error};
use crate::store::StoreError;
use crate::store::codec;
use crate::store::embedded::{damaged, keys};

/// Where the files lie in a data directory.
const DIRECTORY: &str = "records";

/// No batch is begun in a file that has so many bytes.
const FILE_BYTES: u64 = 128 << 20;

/// So many bytes of a file are moved at once.
const MOVED_AT_ONCE: u64 = 1 << 20;

/// A value that is to be moved.
#[derive(Debug)]
pub struct Moved {
    key: Vec<u8>,
    from: Place,
    value: Vec<u8>,
}

impl Moved {
    /// Bytes of the value.
    pub fn bytes(&self) -> u64 {
        self.value.len() as u64
    }
}

/// A file of the log.
#[derive(Debug, Clone)]
struct LogFile {
    file: Arc<File>,
    length: u64,
    dead: u64,
    /// Whether nothing is appended any more.
    is_sealed: bool,
}

/// See the module.
#[derive(Debug)]
pub struct ValueLog {
    directory: PathBuf,
    files: RwLock<BTreeMap<u32, LogFile>>,
    /// The file that is appended to, once something was.
    end: Mutex<Option<(u32, File)>>,
    /// How often a write has begun or ended: odd while one is under way.
    writes: AtomicU64,
}

impl ValueLog {
    /// The log of a database, whose files are these entries; makes nothing.
    pub fn open(directory: &Path, entries: Scan) -> Result<Self, StoreError> {
        let mut files = BTreeMap::new();
        for entry in entries {
            let (key, value) = entry?;
            let number = key.strip_prefix(keys::LOG_FILE).and_then(|number| number.as_array());
            let number = number.ok_or_else(|| StoreError::Corrupt(format!("the key {key:?} names no file")))?;
            let number = u32::from_be_bytes(*number);
            let (length, dead): (u64, u64) = codec::from_bytes(&value).map_err(damaged)?;
            let path = path(directory, number);
            let lost = |why: &str| StoreError::Corrupt(format!("{} {why}", path.display()));
            let file = File::open(&path).map_err(|error| lost(&format!("can't be read: {error}")))?;
            if file.metadata().map_err(|error| io_error(&error))?.len() < length {
                return Err(lost("has lost its end"));
            }
            files.insert(number, LogFile { file: Arc::new(file), length, dead, is_sealed: length >= FILE_BYTES });
        }
        Ok(Self {
            directory: directory.to_owned(),
            files: RwLock::new(files),
            end: Mutex::new(None),
            writes: AtomicU64::new(0),
        })
    }

    /// The value of a key that lies at a place; of one that was moved meanwhile, the place is asked for again.
    pub fn value(
        &self,
        key: &[u8],
        mut place: Slice,
        again: impl Fn() -> Result<Option<Slice>, StoreError>,
    ) -> Result<Option<Slice>, StoreError> {
        loop {
            let at = read_place(key, &place)?;
            let file = self.read().get(&at.file).map(|file| (file.file.clone(), file.length));
            if let Some((file, end)) = file {
                let frame = frame::read(&file, end, at, key).map_err(|error| self.unread(at, &error))?;
                return Ok(Some(frame.value().into()));
            }
            match again()? {
                None => return Ok(None),
                Some(now) if now == place => return Err(self.unread(at, &io::ErrorKind::NotFound.into())),
                Some(now) => place = now,
            }
        }
    }

    /// Applies changes to the engine, those of records with their places in the log.
    pub fn put(&self, raw: &Raw, changed: Changed) -> Result<(), StoreError> {
        self.counted(|| self.put_logged(raw, changed))
    }

    /// Does a write that [`Self::verify`] must not look at half done.
    fn counted<T>(&self, write: impl FnOnce() -> T) -> T {
        self.writes.fetch_add(1, Ordering::SeqCst);
        let written = write();
        self.writes.fetch_add(1, Ordering::SeqCst);
        written
    }

    fn put_logged(&self, raw: &Raw, mut changed: Changed) -> Result<(), StoreError> {
        let mut replaced = Vec::new();
        let mut values = Vec::new();
        for (key, value) in changed.iter_mut().filter(|(key, _)| keys::is_logged(key)) {
            if let Some(place) = raw.get(key)? {
                replaced.push((read_place(key, &place)?, key.len()));
            }
            if let Some(value) = value {
                values.push((key.clone(), std::mem::take(value)));
            }
        }
        if replaced.is_empty() && values.is_empty() {
            return raw.apply(changed);
        }
        // Those of an article side by side.
        values.sort_unstable_by(|(one, _), (other, _)| one[1..].cmp(&other[1..]));
        for (key, place) in self.append(&values)? {
            changed.insert(key.clone(), Some(place.to_bytes()));
        }
        self.apply_counted(raw, changed, &replaced)
    }

    /// See [`super::Database::move_values`].
    pub fn relocate(&self, raw: &Raw, moved: Vec<Moved>) -> Result<(), StoreError> {
        let mut changed = Changed::new();
        for Moved { key, from, value } in moved {
            if raw.get(&key)?.is_some_and(|place| *place == from.to_bytes()) {
                changed.insert(key, Some(value));
            }
        }
        if changed.is_empty() { Ok(()) } else { self.put(raw, changed) }
    }

    /// Applies changes with what the log holds then.
    fn apply_counted(&self, raw: &Raw, mut changed: Changed, replaced: &[(Place, usize)]) -> Result<(), StoreError> {
        let mut dead: BTreeMap<u32, u64> = BTreeMap::new();
        for (place, key_length) in replaced {
            *dead.entry(place.file).or_default() += place.frame(*key_length);
        }
        if let Some((end, _)) = &*self.end() {
            dead.entry(*end).or_default();
        }
        for (number, dead) in &dead {
            if let Some(file) = self.read().get(number) {
                let held = codec::to_bytes(&(file.length, file.dead + dead));
                changed.insert(keys::log_file(*number), Some(held));
            }
        }
        raw.apply(changed)?;
        let mut files = self.write();
        for (number, dead) in dead {
            files.entry(number).and_modify(|file| file.dead += dead);
        }
        Ok(())
    }

    /// Puts values to the end of the log, where they are durable then.
    fn append<'a>(&self, values: &'a [(Vec<u8>, Vec<u8>)]) -> Result<Vec<(&'a Vec<u8>, Place)>, StoreError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let mut end = self.end();
        let (number, start) = self.begin(&mut end)?;
        let mut bytes = Vec::new();
        let mut places = Vec::with_capacity(values.len());
        let too_long = || StoreError::Backend("a record is too long for the log".into());
        for (key, value) in values {
            let at = u32::try_from(start + bytes.len() as u64).map_err(|_| too_long())?;
            let length = frame::put(&mut bytes, key, value).ok_or_else(too_long)?;
            places.push((key, Place { file: number, at, length }));
        }
        let Some((_, file)) = &*end else { return Err(StoreError::Backend("the log has no end".into())) };
        file.write_all_at(&bytes, start).map_err(|error| io_error(&error))?;
        let synced = file.sync_data();
        if let Some(file) = self.write().get_mut(&number) {
            match &synced {
                Ok(()) => file.length += bytes.len() as u64,
                // Nobody knows what is there, and nobody asks: nothing is put there any more.
                Err(_) => file.is_sealed = true,
            }
        }
        synced.map_err(|error| io_error(&error))?;
        Ok(places)
    }

    /// The file that is appended to, and where; a new one where there is none or the last one is full.
    fn begin(&self, end: &mut Option<(u32, File)>) -> Result<(u32, u64), StoreError> {
        let last = self.read().last_key_value().map(|(number, file)| (*number, file.clone()));
        let failed = |error: io::Error| io_error(&error);
        if let Some((number, file)) = &last
            && !file.is_sealed
            && file.length < FILE_BYTES
        {
            if end.as_ref().is_none_or(|(open, _)| open != number) {
                let opened = File::options().write(true).open(path(&self.directory, *number)).map_err(failed)?;
                self.remove_others();
                *end = Some((*number, opened));
            }
            return Ok((*number, file.length));
        }
        let number = last.map_or(1, |(number, _)| number + 1);
        let (place, path) = (self.directory.join(DIRECTORY), path(&self.directory, number));
        fs::create_dir_all(&place).map_err(failed)?;
        let file = File::options().create(true).truncate(true).read(true).write(true).open(&path).map_err(failed)?;
        for directory in [&place, &self.directory] {
            File::open(directory).and_then(|directory| directory.sync_all()).map_err(failed)?;
        }
        let reading = Arc::new(file.try_clone().map_err(failed)?);
        let mut files = self.write();
        files.values_mut().for_each(|file| file.is_sealed = true);
        files.insert(number, LogFile { file: reading, length: 0, dead: 0, is_sealed: false });
        drop(files);
        if end.is_none() {
            self.remove_others();
        }
        *end = Some((number, file));
        Ok((number, 0))
    }

    /// Takes away files that do not count: a crash came before that was said of them, or before they were gone.
    fn remove_others(&self) {
        let known: Vec<PathBuf> = self.read().keys().map(|number| path(&self.directory, *number)).collect();
        for entry in fs::read_dir(self.directory.join(DIRECTORY)).into_iter().flatten().flatten() {
            // One that stays takes room and does no harm.
            let _ = (!known.contains(&entry.path())).then(|| fs::remove_file(entry.path()));
        }
    }

    /// See [`super::Database::worn_log_file`].
    pub fn worn(&self, parts: u64, least: u64) -> Option<u32> {
        let files = self.read();
        let is_worn = |file: &LogFile| file.dead * parts > file.length && file.dead >= least.min(file.length);
        files.iter().find(|(_, file)| is_worn(file)).map(|(number, _)| *number)
    }

    /// See [`super::Database::values_of_log_file`].
    pub fn live(&self, raw: &Raw, number: u32, from: u32) -> Result<(Vec<Moved>, u32), StoreError> {
        let (file, length) = {
            let mut files = self.write();
            let file = files.get_mut(&number);
            let file = file.ok_or_else(|| StoreError::Corrupt(format!("file {number} of the log is not there")))?;
            file.is_sealed = true;
            (file.file.clone(), file.length)
        };
        let (mut moved, mut bytes, mut at) = (Vec::new(), 0, from);
        while u64::from(at) < length && bytes < MOVED_AT_ONCE {
            let place = Place { file: number, at, length: 0 };
            let frame = frame::next(&file, length, u64::from(at)).map_err(|error| self.unread(place, &error))?;
            let (key, value) = (frame.key(), frame.value());
            let place = Place { length: u32::try_from(value.len()).unwrap_or(u32::MAX), ..place };
            at = at.saturating_add(u32::try_from(place.frame(key.len())).unwrap_or(u32::MAX));
            if raw.get(key)?.is_some_and(|known| *known == place.to_bytes()) {
                bytes += value.len() as u64;
                moved.push(Moved { key: key.to_vec(), from: place, value: value.to_vec() });
            }
        }
        Ok((moved, at))
    }

    /// See [`super::Database::forget_log_file`].
    pub fn forget(&self, raw: &Raw, number: u32) -> Result<(), StoreError> {
        let holds = |file: &LogFile| file.dead < file.length;
        if self.read().get(&number).is_none_or(holds) {
            return Ok(());
        }
        self.counted(|| {
            raw.apply(Changed::from([(keys::log_file(number), None)]))?;
            // Durable before the values of places that a crash could bring back are gone.
            raw.sync()?;
            self.write().remove(&number);
            Ok::<_, StoreError>(())
        })?;
        // Who reads it has it open; one that stays goes later.
        let _ = fs::remove_file(path(&self.directory, number));
        Ok(())
    }

    /// See [`super::Database::verify_log`].
    pub fn verify(&self, raw: &Raw) -> Result<(), StoreError> {
        let begun = self.writes.load(Ordering::SeqCst);
        let held: Vec<_> = self.read().iter().map(|(number, file)| (*number, file.length, file.dead)).collect();
        let mut live: BTreeMap<u32, u64> = BTreeMap::new();
        for (family, _) in keys::LOGGED {
            for entry in raw.scan_prefix(family) {
                let (key, place) = entry?;
                if keys::is_logged(&key) {
                    let place = read_place(&key, &place)?;
                    *live.entry(place.file).or_default() += place.frame(key.len());
                }
            }
        }
        if begun % 2 == 1 || self.writes.load(Ordering::SeqCst) != begun {
            return Ok(());
        }
        for (number, length, dead) in held {
            let live = live.remove(&number).unwrap_or_default();
            if live + dead != length {
                let problem =
                    format!("file {number} of the log has {length} bytes, of which {live} count and {dead} are dead");
                return Err(StoreError::Corrupt(problem));
            }
        }
        match live.keys().next() {
            None => Ok(()),
            Some(number) => Err(StoreError::Corrupt(format!("file {number} of the log is not there"))),
        }
    }

    fn unread(&self, place: Place, error: &io::Error) -> StoreError {
        let (path, at) = (path(&self.directory, place.file), place.at);
        match io_error(error) {
            StoreError::Corrupt(problem) => {
                StoreError::Corrupt(format!("{} can't be read at byte {at}: {problem}", path.display()))
            }
            error => error,
        }
    }

    fn end(&self) -> MutexGuard<'_, Option<(u32, File)>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<u32, LogFile>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<u32, LogFile>> {
        self.files.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_place(key: &[u8], place: &[u8]) -> Result<Place, StoreError> {
    Place::read(place).ok_or_else(|| StoreError::Corrupt(format!("the key {key:?} has no place in the log")))
}

fn path(directory: &Path, number: u32) -> PathBuf {
    directory.join(DIRECTORY).join(format!("{number:08}.log"))
}

/// Bytes that the files of the log take.
pub fn log_bytes(directory: &Path) -> u64 {
    let files = fs::read_dir(directory.join(DIRECTORY)).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}
