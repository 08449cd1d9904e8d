//! Where the bytes of a segment lie.

use std::borrow::Cow;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::store::StoreError;

/// See the module.
#[derive(Debug)]
pub enum Bytes {
    /// In memory.
    Held(Vec<u8>),
    /// In a file, which is read where it is looked at: the system keeps what is looked at often, and gives it up when memory is
    /// short.
    Filed {
        /// The file.
        file: File,
        /// Its length.
        length: u64,
    },
}

impl Bytes {
    /// Those of a file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::Corrupt(format!("can't read {}: {error}", path.display()));
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(Self::Filed { file, length })
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        match self {
            Self::Held(bytes) => bytes.len() as u64,
            Self::Filed { length, .. } => *length,
        }
    }

    /// Some of them.
    pub fn read(&self, at: u64, length: usize) -> Result<Cow<'_, [u8]>, StoreError> {
        if at.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(too_short());
        }
        match self {
            Self::Held(bytes) => Ok(Cow::Borrowed(&bytes[at as usize..][..length])),
            Self::Filed { file, .. } => {
                let mut bytes = vec![0; length];
                let failed = |error: std::io::Error| StoreError::Backend(format!("reading the index: {error}"));
                file.read_exact_at(&mut bytes, at).map_err(failed)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

/// What is told of bytes that end too early.
pub fn too_short() -> StoreError {
    StoreError::Corrupt("a segment of the index ends too early".into())
}
