//! What is to be seen of characters: those without width, marks that stand behind their letter, ends of lines.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::Edit;

/// Before these words a hyphen at the end of a line stands for a word: "Vor-\nund Nachteile".
const AFTER_A_STUB: [&str; 4] = ["und", "oder", "bis", "sowie"];

/// What the character at byte `at` is read as, if not as itself.
pub(super) fn edit(sent: &str, at: usize) -> Option<Edit> {
    let c = sent.get(at..)?.chars().next()?;
    let edit = |end, read| Some(Edit { start: at, end, read: Cow::Borrowed(read) });
    let end = at + c.len_utf8();
    match c {
        '-' => divided_word(sent, at),
        '\u{ad}' => edit(line_end(sent, end).filter(|&next| starts_lower(&sent[next..])).unwrap_or(end), ""),
        '\u{2028}' => edit(end, "\n"),
        '\u{2029}' => edit(end, "\n\n"),
        mark if is_mark(mark) => composed(sent, at),
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => edit(end, ""),
        _ => None,
    }
}

/// A word that a hyphen divides at the end of a line.
fn divided_word(sent: &str, at: usize) -> Option<Edit> {
    let next = line_end(sent, at + 1)?;
    let before = sent[..at].chars().next_back().filter(|c| c.is_alphabetic())?;
    let rest = &sent[next..];
    let word = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
    if word.is_empty() || AFTER_A_STUB.contains(&word) || before.is_uppercase() && starts_lower(word) {
        return None;
    }
    // A capital begins a part of its own: "Baden-\nWürttemberg".
    let start = if starts_lower(word) { at } else { at + 1 };
    Some(Edit { start, end: next, read: Cow::Borrowed("") })
}

/// Where the next line's text begins, if a line ends at `at`.
fn line_end(sent: &str, at: usize) -> Option<usize> {
    let rest = &sent[at..];
    let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    Some(sent.len() - line.trim_start_matches([' ', '\t']).len())
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// A letter with the marks behind it, as one character where there is one.
fn composed(sent: &str, at: usize) -> Option<Edit> {
    // Only the first mark behind a letter looks at all of them; else a row of marks would cost its square.
    let letter = sent[..at].chars().next_back().filter(|c| !is_mark(*c))?;
    let start = at - letter.len_utf8();
    let marks = sent[at..].find(|c| !is_mark(c)).unwrap_or(sent.len() - at);
    let parts = &sent[start..at + marks];
    let whole = ComposingNormalizerBorrowed::new_nfc().normalize(parts);
    (whole != parts).then(|| Edit { start, end: at + marks, read: Cow::Owned(whole.into_owned()) })
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether UTF-8 was read as another encoding, or characters were lost.
pub(super) fn is_wrongly_decoded(text: &str) -> bool {
    // What the bytes of "ä", "ö", "ü", "ß", "Ä", "Ö", "Ü" turn into behind the first.
    const UMLAUTS: &str = "¤¶¼Ÿ„–œ";
    let umlaut = |(at, first): (usize, &str)| text[at + first.len()..].starts_with(|c| UMLAUTS.contains(c));
    text.contains('\u{fffd}') || text.contains("â€") || text.match_indices("Ã").any(umlaut)
}
