//! Hashing of words and data: the same numbers on every machine, in every build.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Mixes `value` into `state`; good enough in all bits for tables and features.
#[inline]
#[must_use]
pub const fn mix(state: u64, value: u64) -> u64 {
    let mut h = (state ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^= h >> 32;
    h = h.wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

/// Hash of a word as it stands: FNV-1a with its bits mixed.
#[inline]
#[must_use]
pub fn hash(word: &str) -> u64 {
    finish(fnv(word))
}

/// FNV-1a of a word, which is what [`Clusters`](super::clusters::Clusters) are looked up by.
#[inline]
#[must_use]
pub fn fnv(word: &str) -> u64 {
    fnv_bytes(word.as_bytes())
}

/// FNV-1a of bytes.
#[inline]
#[must_use]
pub fn fnv_bytes(bytes: &[u8]) -> u64 {
    fnv_more(OFFSET, bytes)
}

/// FNV-1a of what has the hash `state` with `bytes` behind it.
#[inline]
#[must_use]
pub fn fnv_more(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |h, b| (h ^ u64::from(*b)).wrapping_mul(PRIME))
}

/// Makes a [`hash`] of the [`fnv`] of a word.
#[inline]
#[must_use]
pub fn finish(fnv: u64) -> u64 {
    mix(fnv, 0)
}

/// [`fnv`] of a word with its letters made small.
#[must_use]
pub fn fnv_lower(word: &str) -> u64 {
    if word.is_ascii() {
        return word.bytes().fold(OFFSET, |h, b| (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(PRIME));
    }
    word.chars().fold(OFFSET, lower_char)
}

/// Hash of a word with its letters made small; equal to [`hash`] of the lower-case word.
#[must_use]
pub fn hash_lower(word: &str) -> u64 {
    finish(fnv_lower(word))
}

/// [`fnv`] of a small-lettered word with its first letter made a capital.
#[must_use]
pub fn fnv_capital(word: &str) -> u64 {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase).fold(OFFSET, bytes);
    fnv_more(first, chars.as_str().as_bytes())
}

/// Hash of a small-lettered word with its first letter made a capital.
#[must_use]
pub fn hash_capital(word: &str) -> u64 {
    finish(fnv_capital(word))
}

/// Hash of a word with its first letter made small.
#[must_use]
pub fn hash_uncapitalised(word: &str) -> u64 {
    let mut chars = word.chars();
    let first = chars.next().into_iter().fold(OFFSET, lower_char);
    finish(fnv_more(first, chars.as_str().as_bytes()))
}

fn lower_char(mut h: u64, c: char) -> u64 {
    for c in c.to_lowercase() {
        h = bytes(h, c);
    }
    h
}

fn bytes(state: u64, c: char) -> u64 {
    fnv_more(state, c.encode_utf8(&mut [0; 4]).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variants_agree_with_the_hash_of_the_changed_word() {
        for word in ["Haus", "ÄRGER", "straße", "I\u{307}x", ""] {
            assert_eq!(hash_lower(word), hash(&word.to_lowercase()), "{word}");
        }
        assert_eq!(hash_capital("äpfel"), hash("Äpfel"));
        assert_eq!(hash_capital(""), hash(""));
        assert_ne!(hash("Haus"), hash("haus"));
    }
}
