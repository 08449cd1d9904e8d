//! Giving back the room that deleted and replaced records take in the log: what still counts in a worn file is moved to the end of
//! the log, and the file goes.
//!
//! The keeper does it in the background, step by step through the committer; `store compact` does it at once.

use super::engine::{Database, Moved};
use crate::store::StoreError;

/// In the background a file is emptied when more than half of it is dead, and that is worth it.
const WORN_PARTS: u64 = 2;
const WORN_BYTES: u64 = 4 << 20;

/// Whoever asks for it has a file emptied of which more than a tenth is dead.
const ASKED_PARTS: u64 = 10;

/// What is done at once.
#[derive(Debug)]
pub enum Step {
    /// Some values are moved.
    Move(Vec<Moved>),
    /// A file goes.
    Forget(u32),
}

impl Step {
    /// Bytes that it writes.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Move(moved) => moved.iter().map(Moved::bytes).sum(),
            Self::Forget(_) => 0,
        }
    }

    /// Does it; nobody else may write meanwhile.
    pub fn apply(self, database: &Database) -> Result<(), StoreError> {
        match self {
            Self::Move(moved) => database.move_values(moved),
            Self::Forget(file) => database.forget_log_file(file),
        }
    }
}

/// The steps that empty a file.
pub struct Emptying {
    file: u32,
    /// Where the values begin that were not looked at; nowhere after the last step.
    from: Option<u32>,
}

impl Emptying {
    /// Of a file that is worn enough to be emptied in the background.
    pub fn of_worn(database: &Database) -> Option<Self> {
        database.worn_log_file(WORN_PARTS, WORN_BYTES).map(Self::of)
    }

    fn of(file: u32) -> Self {
        Self { file, from: Some(0) }
    }

    /// The next step; none after the last one, which is that the file goes.
    pub fn next(&mut self, database: &Database) -> Result<Option<Step>, StoreError> {
        let Some(from) = self.from else { return Ok(None) };
        let (moved, next) = database.values_of_log_file(self.file, from)?;
        // The end is looked at once more after the last values have been moved: then there are none.
        self.from = if moved.is_empty() { None } else { Some(next) };
        Ok(Some(if moved.is_empty() { Step::Forget(self.file) } else { Step::Move(moved) }))
    }
}

/// Empties all files that are worn a little; before each step `admit` is asked whether there is room for it.
pub fn all(database: &Database, admit: impl Fn(u64) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut last = None;
    while let Some(file) = database.worn_log_file(ASKED_PARTS, 1).filter(|file| last.is_none_or(|last| *file > last)) {
        last = Some(file);
        let mut emptying = Emptying::of(file);
        while let Some(step) = emptying.next(database)? {
            admit(step.bytes())?;
            step.apply(database)?;
        }
    }
    database.sync()
}
