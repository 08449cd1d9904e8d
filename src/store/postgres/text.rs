//! Texts as PostgreSQL can hold them.
//!
//! It has no U+0000 in a text, and an index takes no key of many kilobytes. [`plain`] escapes the first and keeps the order of bytes;
//! [`key`] makes of a long text its beginning and a hash, as the keys of the embedded engine do.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// What begins an escape.
const ESCAPE: char = '\u{1}';

/// Texts of up to this many bytes stand in a key in full.
const LONGEST: usize = 160;

/// Of longer ones so many bytes, and a hash.
const HEAD: usize = 96;

/// A text without U+0000. Texts that are different stay so, and in their order.
pub fn plain(text: &str) -> String {
    if !text.contains(['\0', ESCAPE]) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => escaped.extend([ESCAPE, '\u{1}']),
            ESCAPE => escaped.extend([ESCAPE, '\u{2}']),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text as it stands in indexes: one key a text.
pub fn key(text: &str) -> String {
    let escaped = plain(text);
    if escaped.len() <= LONGEST {
        return escaped;
    }
    let head = (0..=HEAD).rev().find(|at| escaped.is_char_boundary(*at)).unwrap_or_default();
    let mut key = escaped.get(..head).unwrap_or_default().to_owned();
    key.extend([ESCAPE, '\u{3}']);
    for byte in Sha256::digest(text.as_bytes()) {
        // A string takes everything.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// An array in the form that PostgreSQL reads.
pub fn array<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let mut array = String::from("{");
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            array.push(',');
        }
        array.push('"');
        for c in item.as_ref().chars() {
            if matches!(c, '"' | '\\') {
                array.push('\\');
            }
            array.push(c);
        }
        array.push('"');
    }
    array.push('}');
    array
}

/// The same of numbers.
pub fn numbers(items: impl IntoIterator<Item = i64>) -> String {
    array(items.into_iter().map(|number| number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn arrays_are_written_as_postgresql_reads_them() {
        for (items, expected) in [
            (&[][..], "{}"),
            (&[""], "{\"\"}"),
            (&["a", "b c"], "{\"a\",\"b c\"}"),
            (&["\"", "\\", "{,}", "NULL"], "{\"\\\"\",\"\\\\\",\"{,}\",\"NULL\"}"),
        ] {
            assert_eq!(array(items), expected);
        }
    }

    #[test]
    fn long_texts_have_short_keys_of_their_own() {
        let texts = ["ä".repeat(80), "ä".repeat(81), "ä".repeat(900), "\0".repeat(2000), "\0".repeat(2001)];
        let keys: std::collections::BTreeSet<_> = texts.iter().map(|text| key(text)).collect();
        assert_eq!(keys.len(), texts.len());
        assert!(keys.iter().all(|key| key.len() <= LONGEST + 6 && !key.contains('\0')), "{keys:?}");
    }

    proptest! {
        #[test]
        fn escaped_texts_keep_their_order(a in "[\0-\u{3}a-cä]{0,6}", b in "[\0-\u{3}a-cä]{0,6}") {
            prop_assert_eq!(plain(&a).cmp(&plain(&b)), a.cmp(&b));
            prop_assert!(!plain(&a).contains('\0'));
        }
    }
}
