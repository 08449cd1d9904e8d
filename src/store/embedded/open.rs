//! Opening a data directory.
//!
//! Two processes must not meet in the engine, so a lock of our own comes first, then the format file, which names the engine,
//! then the engine. Opening writes a little, so on a full disk it is the ballast that makes it possible ([`super::room`]).

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::engine::{Changed, Database, StoreEngine};
use super::room::{self, Room};
use super::values::Values;
use super::{EmbeddedOptions, compact, damaged, keys, swap};
use crate::store::StoreError;
use crate::store::codec;

/// The format that is written; all up to it are read, and brought up to it by the committer. 2 has a
/// change feed, 3 revisions, 4 articles by analyzer, 5 watches, figures that exclude each other, and copies, 6 the index in files of
/// its own, 7 the records in a log, 8 the bands of texts in the index, 9 groups of entries in sled.
pub const FORMAT: u32 = 9;

/// Held locked while the directory is open.
const LOCK_FILE: &str = "lock";

/// A lock outlives its holder for a moment: while a service that was told to stop is still leaving, or while a child
/// process that was just forked still holds every file of its parent. So a second is waited before it counts.
const LOCK_TRIES: u32 = 50;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Says the format and the engine, and that the database has once been made durable.
const FORMAT_FILE: &str = "format";
const NEW_FORMAT_FILE: &str = "format.new";

/// What is open.
pub struct Opened {
    /// The database.
    pub database: Database,
    /// The room on its disk.
    pub room: Room,
    /// The lock on the directory.
    pub lock: File,
}

/// Opens a directory or makes a new one.
pub fn open(directory: &Path, options: EmbeddedOptions) -> Result<Opened, StoreError> {
    fs::create_dir_all(directory).map_err(failed(directory, "can't make the data directory"))?;
    let lock = patiently(|| lock(directory))?;
    swap::finish(directory).map_err(failed(directory, "can't end an interrupted compaction"))?;
    let room = Room::new(directory, options.reserve_bytes.max(options.engine.least_free()));
    let database = open_database(directory, options, &room)?;
    Ok(Opened { database, room, lock })
}

/// Opens the database in a directory that is locked already, if need be with the ballast's room.
pub fn open_database(directory: &Path, options: EmbeddedOptions, room: &Room) -> Result<Database, StoreError> {
    let open = || patiently(|| open_once(directory, options, room));
    let opened = match open() {
        Err(StoreError::Full { .. }) if room.release() => open(),
        opened => opened,
    };
    room.take_back();
    opened.map_err(|error| room.measured(error))
}

/// What is locked is tried again for a second.
pub fn patiently<T>(open: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    for _ in 1..LOCK_TRIES {
        match open() {
            Err(StoreError::Locked(_)) => std::thread::sleep(LOCK_PAUSE),
            opened => return opened,
        }
    }
    open()
}

/// Whether the directory holds an archive, or something that says it is one.
pub fn is_archive(directory: &Path) -> bool {
    directory.join(FORMAT_FILE).exists()
}

/// What failed there.
pub fn failed(directory: &Path, what: &str) -> impl Fn(io::Error) -> StoreError {
    let what = format!("{what} in {}", directory.display());
    move |error| {
        if room::is_full(&error) {
            return StoreError::Full { free: 0, needed: 0 };
        }
        StoreError::Backend(format!("{what}: {error}"))
    }
}

fn open_once(directory: &Path, options: EmbeddedOptions, room: &Room) -> Result<Database, StoreError> {
    let engine = options.engine;
    let known = read_format(directory)?;
    // Without a format the files tell: what else lies there must not be passed over for a new, empty archive.
    let made_with = known.map(|(_, made_with)| made_with).or_else(|| StoreEngine::found_in(directory));
    if let Some(made_with) = made_with.filter(|made_with| *made_with != engine) {
        return Err(made_with_another(directory, made_with, engine));
    }
    let mut database = Database::open(engine, directory, options.cache_bytes)?;
    if database.loose()?.is_some() {
        if options.read_only {
            return Err(too_old_to_read(directory, "before 9"));
        }
        compact::lay_anew(directory, database, options, room)?;
        database = Database::open(engine, directory, options.cache_bytes)?;
    }
    check_contents(directory, &database, known.is_some())?;
    database.sync()?;
    if known.is_none() {
        write_format(directory, engine)?;
    }
    Ok(database)
}

fn made_with_another(directory: &Path, made_with: StoreEngine, wanted: StoreEngine) -> StoreError {
    let (directory, made_with, wanted) = (directory.display(), made_with.name(), wanted.name());
    StoreError::Backend(format!(
        "the archive in {directory} was made with {made_with}, not with {wanted}: set store.engine = \"{made_with}\", or take what \
         `pressespiegel export --store-engine {made_with}` writes into a new directory with `pressespiegel import \
         --store-engine {wanted}`"
    ))
}

/// Makes the present format the one that the directory says; never half. An engine that is not said is sled, as it was
/// before there were others.
pub fn write_format(directory: &Path, engine: StoreEngine) -> Result<(), StoreError> {
    let (format, new) = (directory.join(FORMAT_FILE), directory.join(NEW_FORMAT_FILE));
    let said = match engine {
        StoreEngine::Sled => format!("{FORMAT}\n"),
        StoreEngine::Fjall => format!("{FORMAT} {}\n", engine.name()),
    };
    fs::write(&new, said)
        .and_then(|()| File::open(&new)?.sync_all())
        .and_then(|()| fs::rename(&new, &format))
        .and_then(|()| sync_directories(directory))
        .map_err(failed(directory, "can't write the format"))
}

/// A new name is durable only when its directory is; how far up new directories were made is not known any more.
fn sync_directories(directory: &Path) -> io::Result<()> {
    let absolute = directory.canonicalize()?;
    for directory in absolute.ancestors().take(3) {
        // A parent may be readable for others only.
        match File::open(directory) {
            Ok(opened) => opened.sync_all()?,
            Err(_) if directory != absolute => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn lock(directory: &Path) -> Result<File, StoreError> {
    let path = directory.join(LOCK_FILE);
    let unusable = |error: io::Error| {
        let why = "even who only reads an archive writes in its directory: make it writable, or read a copy of it";
        StoreError::Backend(format!("can't lock {}: {error}; {why}", path.display()))
    };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(directory.display().to_string())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

fn read_format(directory: &Path) -> Result<Option<(u32, StoreEngine)>, StoreError> {
    let path = directory.join(FORMAT_FILE);
    match fs::read_to_string(&path) {
        // A power loss while the directory was made leaves it empty.
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => {
            let (number, engine) = text.trim().split_once(' ').unwrap_or((text.trim(), StoreEngine::Sled.name()));
            let wrong = |problem: &str| StoreError::Corrupt(format!("{} {problem}", path.display()));
            let found = number.parse().map_err(|_| wrong("does not hold a number"))?;
            let found = known_format(directory, found)?;
            let engine =
                engine.parse().map_err(|problem: String| wrong(&format!("names no engine known here: {problem}")))?;
            Ok(Some((found, engine)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::Backend(format!("can't read {}: {error}", path.display()))),
    }
}

fn known_format(directory: &Path, found: u32) -> Result<u32, StoreError> {
    if found <= FORMAT {
        return Ok(found);
    }
    Err(StoreError::NewerFormat { directory: directory.display().to_string(), found, known: FORMAT })
}

/// What is told of a directory whose database is damaged.
pub fn damaged_directory(directory: &Path, problem: &str) -> StoreError {
    StoreError::Corrupt(damage(directory, problem))
}

/// What was found to be damaged while a directory was opened, with the directory and the remedy.
pub fn named(directory: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Corrupt(problem) if !problem.contains(&*directory.to_string_lossy()) => {
            damaged_directory(directory, &problem)
        }
        error => error,
    }
}

fn damage(directory: &Path, problem: &str) -> String {
    format!("{}: {problem}; move the directory away and import the last export into a new one", directory.display())
}

/// The search index follows only what is durable, so a change that it knows and the archive does not is lost: sled takes
/// a damaged part of its file for the end of what was written, and says nothing.
pub fn check_nothing_lost(directory: &Path, newest: u64, indexed: u64) -> Result<(), StoreError> {
    if indexed <= newest {
        return Ok(());
    }
    let lost = format!("the database has lost changes {} to {indexed}, which its search index knows", newest + 1);
    let damage = damage(directory, &lost);
    Err(StoreError::Corrupt(format!("{damage}, or take what is left with `pressespiegel store rebuild --search`")))
}

/// A directory that was in use before must still say its format inside; a new one is told it.
fn check_contents(directory: &Path, database: &Database, was_in_use: bool) -> Result<(), StoreError> {
    match database.get(keys::FORMAT)? {
        Some(value) => {
            let found: u32 = codec::from_bytes(&value).map_err(damaged)?;
            known_format(directory, found).map(drop)
        }
        None if was_in_use => Err(damaged_directory(directory, "the database has lost its contents")),
        None if database.range::<&[u8]>(..).next().is_some() => {
            Err(damaged_directory(directory, "this is not a database of this program"))
        }
        None => database.apply(Changed::from([(keys::FORMAT.to_vec(), Some(codec::to_bytes(&FORMAT)))])),
    }
}

/// What an older format lacks is written before anything else, and who only reads can't.
pub fn check_current(directory: &Path, values: &impl Values) -> Result<(), StoreError> {
    match values.value(keys::FORMAT)?.map(|value| codec::from_bytes::<u32>(&value)).transpose().map_err(damaged)? {
        Some(FORMAT) => Ok(()),
        found => Err(too_old_to_read(directory, &found.unwrap_or_default().to_string())),
    }
}

fn too_old_to_read(directory: &Path, found: &str) -> StoreError {
    let directory = directory.display();
    StoreError::Backend(format!(
        "{directory} has format {found}, and only one of format {FORMAT} can be opened for reading only: open it for writing once"
    ))
}
