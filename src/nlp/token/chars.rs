//! What single characters are.

/// The character that starts at byte `at`, which must be a boundary; `None` at the end.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(&b) if b < 0x80 => Some(char::from(b)),
        Some(_) => text.get(at..)?.chars().next(),
        None => None,
    }
}

/// The character that ends before byte `at`.
#[inline]
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether `c` can stand inside a word: letters, digits, combining marks, joiners, the soft hyphen.
#[inline]
pub(super) fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_mark(c) || c == '\u{ad}'
}

/// Marks that attach to the character before them: combining diacritics, variation selectors, joiners.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{94d}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Characters that take no token although they are not white space: nothing is to be seen of them.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a reader sees anything of `c`: white space, characters without width and marks that need another leave nothing.
#[must_use]
pub fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !is_mark(c)
}

/// Quotation marks of every style, the apostrophe among them.
pub(super) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '„'
            | '“'
            | '”'
            | '‟'
            | '»'
            | '«'
            | '›'
            | '‹'
            | '‚'
            | '‘'
            | '’'
            | '‛'
            | '「'
            | '」'
            | '『'
            | '』'
            | '＂'
    )
}

/// Marks that people type for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '´' | '`' | '‛')
}

/// Hyphens that join the parts of a compound; dashes do not.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Digits with a value of their own beside `0`–`9`: `½`, `¾`.
pub(super) fn is_fraction(c: char) -> bool {
    matches!(c, '¼' | '½' | '¾' | '⅐'..='⅞')
}

/// Whether `c` is punctuation, as opposed to a symbol.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !matches!(c, '%' | '$' | '+' | '=' | '<' | '>' | '~' | '^' | '|' | '`');
    }
    matches!(c, '¡' | '¿' | '·' | '¶' | '\u{2010}'..='\u{2027}' | '′' | '″' | '⁃' | '■'..='◿' | '、'..='】' | '﹐'..='﹒' | '，' | '：' | '；' | '（' | '）')
}

/// Whether `c` is half of a flag.
pub(super) fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Whether `c` changes the emoji before it (skin tone).
pub(super) fn is_modifier(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}
