//! A text without what no reader sees: white space, hyphens that only part a line, letters in one piece or two.
//!
//! What this makes of a text stands behind content hashes and the index of copies: a change here needs another version of both.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text with each run of white space as one space, none at its ends; without characters that are not seen, soft hyphens
/// among them; hyphens of every kind as `-`; and letters with their marks in one piece (NFC). Takes linear time.
///
/// ```
/// use pressespiegel::article::plain;
///
/// assert_eq!(plain("Gro\u{df}e\u{ad}n\u{a0} \nU\u{308}ber\u{2011}raschung "), "Gro\u{df}en \u{dc}ber-raschung");
/// ```
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut space = false;
    for c in ComposingNormalizerBorrowed::new_nfc().normalize_iter(text.chars()) {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        if space && !plain.is_empty() {
            plain.push(' ');
        }
        space = false;
        plain.push(if is_hyphen(c) { '-' } else { c });
    }
    plain
}

/// Soft hyphens, joiners, marks of direction, byte order marks, and control characters.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || c.is_control()
}

/// Hyphens, not dashes.
fn is_hyphen(c: char) -> bool {
    matches!(c, '\u{2010}' | '\u{2011}' | '\u{2043}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_no_reader_sees_is_gone() {
        for (text, expected, reason) in [
            ("Der  Preis\r\n\tsteigt.\n", "Der Preis steigt.", "white space"),
            ("Der\u{a0}Preis\u{2003}steigt.", "Der Preis steigt.", "spaces of other widths"),
            ("Wahl\u{ad}kampf", "Wahlkampf", "a soft hyphen"),
            ("CO2\u{2011}Preis", "CO2-Preis", "a hyphen that does not break"),
            ("u\u{308}ber", "\u{fc}ber", "a letter in two pieces"),
            ("\u{feff}Text\u{200b}", "Text", "marks without width"),
            ("2020 – 2024", "2020 – 2024", "a dash is seen"),
            ("„Ja“", "„Ja“", "quotation marks are seen"),
            ("", "", "nothing"),
        ] {
            assert_eq!(plain(text), expected, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_text_stays_as_it_is(text in "(?s).{0,40}") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
        }
    }
}
