//! A value in a file of the log, with its key before it, so that a file can be walked, and a sum over both, so that damage
//! is noticed.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | sum (CRC-32) of all that follows |
//! | 1 | length of the key |
//! | 4 | length of the value |
//! | … | key, then value |

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Bytes before the key.
const HEAD: usize = 9;

/// Where a value lies; 12 bytes in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: u32,
    /// Where its frame begins.
    pub at: u32,
    /// Bytes of the value.
    pub length: u32,
}

impl Place {
    /// As the database keeps it.
    pub fn to_bytes(self) -> Vec<u8> {
        [self.file, self.at, self.length].map(u32::to_be_bytes).concat()
    }

    /// That of [`Self::to_bytes`].
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [file, at, length] = bytes.as_array::<12>()?.as_chunks().0 else { return None };
        let [file, at, length] = [file, at, length].map(|number| u32::from_be_bytes(*number));
        Some(Self { file, at, length })
    }

    /// Bytes of the frame of its value, whose key has so many.
    pub fn frame(self, key_length: usize) -> u64 {
        (HEAD + key_length) as u64 + u64::from(self.length)
    }
}

/// A frame that was read.
pub struct Frame {
    bytes: Vec<u8>,
    key_length: usize,
}

impl Frame {
    /// Its key.
    pub fn key(&self) -> &[u8] {
        &self.bytes[HEAD..][..self.key_length]
    }

    /// Its value.
    pub fn value(&self) -> &[u8] {
        &self.bytes[HEAD + self.key_length..]
    }
}

/// Appends a frame and says how long the value is; nothing where key or value are too long for one.
pub fn put(out: &mut Vec<u8>, key: &[u8], value: &[u8]) -> Option<u32> {
    let (key_length, length) = (u8::try_from(key.len()).ok()?, u32::try_from(value.len()).ok()?);
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    out.push(key_length);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(key);
    out.extend_from_slice(value);
    let sum = crc32fast::hash(&out[start + 4..]);
    out[start..start + 4].copy_from_slice(&sum.to_be_bytes());
    Some(length)
}

/// The frame of a value that lies there under that key, in a file that ends at `end`.
pub fn read(file: &File, end: u64, place: Place, key: &[u8]) -> io::Result<Frame> {
    let frame = read_bytes(file, end, u64::from(place.at), place.frame(key.len()))?;
    if frame.key() == key { Ok(frame) } else { Err(damaged("another key")) }
}

/// The next frame of a file that is walked.
pub fn next(file: &File, end: u64, at: u64) -> io::Result<Frame> {
    let mut head = [0; HEAD];
    file.read_exact_at(&mut head, at)?;
    let [_, _, _, _, key_length, length @ ..] = head;
    read_bytes(file, end, at, HEAD as u64 + u64::from(key_length) + u64::from(u32::from_be_bytes(length)))
}

fn read_bytes(file: &File, end: u64, at: u64, length: u64) -> io::Result<Frame> {
    // Before so much memory is asked for.
    if at.checked_add(length).is_none_or(|frame_end| frame_end > end) {
        return Err(damaged("a value that ends too early"));
    }
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| damaged("a value that is too long"))?];
    file.read_exact_at(&mut bytes, at)?;
    let (sum, summed) = bytes.split_first_chunk::<4>().ok_or_else(|| damaged("no frame"))?;
    if crc32fast::hash(summed) != u32::from_be_bytes(*sum) {
        return Err(damaged("something else than was written"));
    }
    let key_length = summed.first().map(|length| usize::from(*length)).filter(|length| HEAD + length <= bytes.len());
    Ok(Frame { key_length: key_length.ok_or_else(|| damaged("no frame"))?, bytes })
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("there is {what}"))
}
