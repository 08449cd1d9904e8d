//! Folding: one key for all spellings of a word (case, umlaut or `ae`, `ß` or `ss`).

use crate::nlp::lexicon::hash::fnv_bytes;

/// Longer words have no key; the longest number below a million has 71 letters so spelled.
pub(super) const LONGEST: usize = 160;

/// Writes the key of `word` into `buffer`; `None` for words with other letters than German ones, or too long ones.
pub(super) fn fold<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    if word.len() > LONGEST / 2 {
        return None;
    }
    let bytes = word.as_bytes();
    let mut used = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        at += 1;
        if byte < 0x80 {
            buffer[used] = byte.to_ascii_lowercase();
            used += 1;
            continue;
        }
        let second = *bytes.get(at)?;
        let pair: [u8; 2] = match (byte, second) {
            (0xc3, 0xa4 | 0x84) => *b"ae",
            (0xc3, 0xb6 | 0x96) => *b"oe",
            (0xc3, 0xbc | 0x9c) => *b"ue",
            (0xc3, 0x9f) => *b"ss",
            // Other letters stand for themselves, in either case.
            (0xc3, 0x80..=0x9e) => [0xc3, second + 0x20],
            _ => [byte, second],
        };
        buffer[used..used + 2].copy_from_slice(&pair);
        used += 2;
        at += 1;
    }
    Some(&buffer[..used])
}

/// The place of a key in a table.
pub(super) fn hash(key: &[u8]) -> usize {
    let hash = fnv_bytes(key);
    usize::try_from((hash ^ (hash >> 29)) & 0x7fff_ffff).unwrap_or(0)
}
