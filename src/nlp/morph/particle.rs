//! Verb prefixes that can stand apart from their verb.

use super::super::lexicon::closed::closed;

/// The prefixes that `word` begins with, the longest first.
pub(super) fn prefixes_of(word: &str) -> impl Iterator<Item = &'static str> {
    // All of them sort before the word, and those that share its first two bytes are few.
    let start = word.as_bytes().get(..2).unwrap_or_default();
    let prefixes = closed().verb_prefixes();
    let end = prefixes.partition_point(|p| p.as_bytes() <= word.as_bytes());
    prefixes[..end]
        .iter()
        .rev()
        .copied()
        .take_while(move |p| p.as_bytes().starts_with(start))
        .filter(move |p| word.starts_with(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_comes_first() {
        assert_eq!(prefixes_of("hereinkommen").collect::<Vec<_>>(), ["herein", "her"]);
        assert_eq!(prefixes_of("übereinkommen").collect::<Vec<_>>(), ["überein", "über"]);
        assert_eq!(prefixes_of("x").count() + prefixes_of("").count() + prefixes_of("€").count(), 0);
    }
}
