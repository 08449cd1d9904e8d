//! Compound nouns: the last part that is a word of its own tells gender, number and lemma of the whole.

use super::closed::{Class, closed};
use super::hash;
use super::words::{Kind, WordEntry};

/// The head of the capitalised `word` and what is known of it. Tries the longest head first; costs one look-up for
/// each letter, at most 40.
pub fn head<'a, 'w>(
    word: &'w str,
    mut lookup: impl FnMut(u64) -> Option<WordEntry<'a>>,
) -> Option<(&'w str, WordEntry<'a>)> {
    if let Some((_, last)) = word.rsplit_once('-') {
        let entry = lookup(hash::hash(last)).filter(|e| is_noun(e));
        return match entry {
            Some(entry) => Some((last, entry)),
            None if last.len() > 3 => head(last, lookup),
            None => None,
        };
    }
    let mut letters = 0;
    let from = word.len().saturating_sub(60);
    for (at, _) in word.char_indices().skip_while(|(at, _)| *at < from) {
        letters += 1;
        if letters < 4 {
            continue;
        }
        let tail = &word[at..];
        if tail.len() < 4 && !closed().of(tail).has(Class::ShortHead) {
            continue;
        }
        if let Some(entry) = lookup(hash::hash_capital(tail)).filter(|e| is_noun(e)) {
            return Some((tail, entry));
        }
    }
    None
}

fn is_noun(entry: &WordEntry<'_>) -> bool {
    entry.of(Kind::Noun).is_some_and(|r| r.cells != 0)
}
