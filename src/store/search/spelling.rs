//! How words are written: marks, umlauts in one piece or two, `ß`, endings.

use crate::nlp::lexicon::fold;

/// Longer words are cut after so many bytes; no word of German is as long.
const LONGEST: usize = 200;

/// The word without hyphens and other marks, the capitals of later parts made small: "Strom-Preise" is "Strompreise".
pub(super) fn whole(word: &str) -> String {
    let composed = composed(word);
    let mut pieces = composed.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        whole.push_str(&piece.to_lowercase());
    }
    whole
}

/// The word with its umlauts in one piece and without what cannot be seen.
pub(super) fn composed(word: &str) -> String {
    let word = cut(word);
    let mut composed = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{308}' => {
                let umlaut = composed.pop().map_or(' ', |base| match base {
                    'a' => 'ä',
                    'o' => 'ö',
                    'u' => 'ü',
                    'A' => 'Ä',
                    'O' => 'Ö',
                    'U' => 'Ü',
                    other => other,
                });
                composed.push(umlaut);
            }
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            c => composed.push(c),
        }
    }
    // The one word that a dictionary takes for another ("Strass") in this spelling.
    composed.replace("strass", "straß").replace("Strass", "Straß")
}

/// The beginning of a word that is longer than any.
fn cut(word: &str) -> &str {
    let mut end = word.len().min(LONGEST);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

/// Small letters and digits alone; `ä` is `ae`, `ß` is `ss`, `é` is `e`.
pub(super) fn folded(word: &str) -> String {
    let mut folded = fold::slug(word);
    folded.retain(|c| c != '-');
    folded
}

/// A number or an address: small letters, and no dots between thousands.
pub(super) fn plain(exact: &str) -> String {
    let exact = cut(exact);
    let groups: Vec<&str> = exact.split('.').collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = groups.split_first().unwrap_or((&"", &[]));
    let thousands = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && rest.iter().all(|group| group.split(',').next().is_some_and(|whole| whole.len() == 3 && digits(&whole)))
        && digits(first);
    if thousands { groups.concat() } else { exact.to_lowercase() }
}

/// Other spellings of a word that is written without umlauts or `ß`: "Muenchen", "Strasse".
pub(super) fn respelled(word: &str) -> Vec<String> {
    let umlauts = [("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("Ae", "Ä"), ("Oe", "Ö"), ("Ue", "Ü")];
    let with = umlauts.iter().fold(word.to_owned(), |word, (two, one)| word.replace(two, one));
    let sharp = word.replace("ss", "ß");
    let both = with.replace("ss", "ß");
    let mut spellings = vec![with, sharp, both];
    spellings.retain(|spelling| spelling != word);
    spellings.dedup();
    spellings
}

/// The word without the endings of inflection, for words that no table knows; at least three letters stay. As in the first two
/// steps of Snowball's German stemmer; what makes another word of a word (`ung`, `lich`) stays.
pub(super) fn stem(word: &str) -> &str {
    let word = strip(word, &["ern", "em", "er", "en", "es", "e"]).unwrap_or_else(|| {
        let s = word.strip_suffix('s').filter(|rest| rest.len() > 3);
        s.filter(|rest| rest.ends_with(|c: char| "bdfghklmnrtaio".contains(c))).unwrap_or(word)
    });
    strip(word, &["est", "en", "er"]).unwrap_or(word)
}

fn strip<'a>(word: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3))
}
