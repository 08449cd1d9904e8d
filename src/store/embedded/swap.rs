//! Putting a compacted database in the place of the old one, so that at any moment one of the two is whole.
//!
//! An engine's files may lie in the data directory itself (sled's do) and can't be renamed all at once. So the new ones are written into a
//! directory beside them, whose name says how far it is, and each step can be done again after a crash:
//!
//! | directory | what it says | what the next opening does |
//! |---|---|---|
//! | `compact.new` | it is being written; the old database is whole | throws it away |
//! | `compacted` | it is whole and durable | takes the old database away, and goes on |
//! | `compacted.moving` | the old database is gone | moves what is left in it, and takes it away |

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::engine::parts;

/// See the module.
const UNFINISHED: &str = "compact.new";
const WHOLE: &str = "compacted";
const MOVING: &str = "compacted.moving";

/// Where the new database is written.
pub fn place(directory: &Path) -> PathBuf {
    directory.join(UNFINISHED)
}

/// Makes the new database, which is durable, the one that counts. Nobody may have the old one open.
pub fn swap(directory: &Path) -> io::Result<()> {
    swap_by(directory, &mut || Ok(()))
}

/// Ends what a crash has interrupted.
pub fn finish(directory: &Path) -> io::Result<()> {
    finish_by(directory, &mut || Ok(()))
}

/// Before each change of the disk `step` is asked; tests let it fail where a crash could come.
fn swap_by(directory: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    sync(&place(directory))?;
    step()?;
    fs::rename(place(directory), directory.join(WHOLE))?;
    sync(directory)?;
    finish_by(directory, step)
}

fn finish_by(directory: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    let [unfinished, whole, moving] = [UNFINISHED, WHOLE, MOVING].map(|name| directory.join(name));
    if unfinished.exists() {
        tracing::warn!("taking away what an interrupted compaction has left");
        step()?;
        fs::remove_dir_all(&unfinished)?;
    }
    if whole.exists() {
        for old in parts(directory)? {
            step()?;
            if old.is_dir() { fs::remove_dir_all(old)? } else { fs::remove_file(old)? }
        }
        // Durable before the name says so: else what is moved could meet what is old.
        sync(directory)?;
        step()?;
        fs::rename(&whole, &moving)?;
        sync(directory)?;
    }
    if moving.exists() {
        for new in parts(&moving)? {
            let Some(name) = new.file_name() else { continue };
            step()?;
            fs::rename(&new, directory.join(name))?;
        }
        sync(directory)?;
        step()?;
        fs::remove_dir(&moving)?;
        sync(directory)?;
    }
    Ok(())
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with an old database, what is not part of it, and a new database that is written.
    fn prepared() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        for kept in ["lock", "format", "ballast"] {
            fs::write(path.join(kept), kept).unwrap();
        }
        fs::create_dir(path.join("search")).unwrap();
        for (place, what) in [(path.to_owned(), "old"), (place(path), "new")] {
            fs::create_dir_all(place.join("blobs")).unwrap();
            for (name, more) in [("db", ""), ("conf", ""), ("snap.0", if what == "old" { "ld" } else { "" })] {
                fs::write(place.join(format!("{name}{more}")), what).unwrap();
            }
        }
        directory
    }

    /// Which database is there; panics where parts of both are.
    fn found(directory: &Path) -> String {
        let read = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
        let what = read("db");
        assert_eq!(read("conf"), what);
        assert_eq!(directory.join("snap.0").exists(), what == "new");
        assert_eq!(directory.join("snap.0ld").exists(), what == "old");
        for kept in ["lock", "format", "ballast"] {
            assert_eq!(read(kept), kept);
        }
        let names: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 8, "nothing is left over: {names:?}");
        what
    }

    #[test]
    fn wherever_it_is_interrupted_one_of_the_two_is_whole_afterwards() {
        let mut at_end = Vec::new();
        for crash in 0.. {
            let directory = prepared();
            let mut left = crash;
            let mut step = || {
                left -= 1;
                if left < 0 { Err(io::Error::other("a crash")) } else { Ok(()) }
            };
            let swapped = swap_by(directory.path(), &mut step);
            // A second crash, while what the first one has interrupted is being ended.
            let mut steps = crash % 4;
            let _ = finish_by(directory.path(), &mut || {
                steps -= 1;
                if steps < 0 { Err(io::Error::other("a crash")) } else { Ok(()) }
            });
            finish(directory.path()).unwrap();
            at_end.push(found(directory.path()));
            if swapped.is_ok() {
                break;
            }
        }
        assert_eq!(at_end[0], "old", "nothing was said yet");
        assert!(at_end[1..].iter().all(|what| what == "new"), "{at_end:?}");
        assert!(at_end.len() > 8, "each step is a place where it may crash: {at_end:?}");
    }

    #[test]
    fn what_was_not_written_to_its_end_is_thrown_away() {
        let directory = prepared();
        finish(directory.path()).unwrap();
        assert_eq!(found(directory.path()), "old");
        finish(directory.path()).unwrap();
        assert_eq!(found(directory.path()), "old", "there is nothing to do");
    }
}
