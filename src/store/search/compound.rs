//! The parts of compound nouns, so that "Preis" finds "Strompreis".
//!
//! What the engine knows of words decides: a word is split only where its end is a noun of the word table and what stands
//! before it is a noun, a name, the stem of a verb or an adjective, or is itself made of parts; a linking `s` or a lost
//! `e` is allowed for. Prepositions and prefixes split nothing: "Ausgabe" is no "Gabe".

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::lexicon::words::{Kind, WordEntry, cell};
use crate::nlp::lexicon::{Lexicon, hash};

const DATA: &str = include_str!("data.tsv");

/// Words of more letters are not split.
const LONGEST: usize = 60;

/// Only an end as short as this is taken for one with a linking `s` before it: "stag", "samt".
const LONGEST_LINKED: usize = 5;

/// Parts of parts of parts are enough.
const DEPTH: usize = 4;

/// What the data file says of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    NoHead,
    Modifier,
    NoModifier,
}

static TOLD: LazyLock<HashMap<&'static str, Told>> = LazyLock::new(|| {
    let rows = DATA.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(told, words)| {
        let told = match told {
            "no-head" => Told::NoHead,
            "modifier" => Told::Modifier,
            _ => Told::NoModifier,
        };
        words.split(' ').map(move |word| (word, told))
    })
    .collect()
});

/// A part: where it begins in the word, and its dictionary form in small letters.
type Leaf = (usize, String);

/// The dictionary forms of a noun's parts, in small letters, the last ones also joined: of "bundeswirtschaftsminister" `bund`,
/// `wirtschaft`, `minister` and `wirtschaftsminister`. Empty for a word that is no compound. `word` is in small letters.
pub(super) fn parts(lexicon: &Lexicon, word: &str) -> Vec<String> {
    if word.chars().count() > LONGEST {
        return Vec::new();
    }
    let splitter = Splitter { lexicon };
    let mut leaves = Vec::new();
    splitter.leaves(word, 0, DEPTH, &mut leaves);
    if leaves.len() < 2 {
        return Vec::new();
    }
    let inner = leaves.len() - 1;
    let mut parts: Vec<String> = Vec::new();
    for (at, _) in leaves.get(1..inner).unwrap_or_default() {
        parts.extend(word.get(*at..).map(|tail| splitter.lemma(tail)));
    }
    parts.extend(leaves.into_iter().map(|(_, lemma)| lemma));
    parts
}

struct Splitter<'l> {
    lexicon: &'l Lexicon,
}

impl Splitter<'_> {
    fn capital(&self, small: &str) -> Option<WordEntry<'_>> {
        self.lexicon.words.by_hash(hash::hash_capital(small))
    }

    fn is_noun(&self, small: &str) -> bool {
        let noun = |entry: WordEntry<'_>| entry.of(Kind::Noun).is_some_and(|reading| reading.cells != 0);
        self.capital(small).is_some_and(noun)
    }

    /// The dictionary form of a noun.
    fn lemma(&self, small: &str) -> String {
        let form = crate::nlp::morph::basic_forms(self.lexicon, small).noun;
        form.unwrap_or_else(|| small.to_owned())
    }

    fn is_head(&self, tail: &str) -> bool {
        let long = tail.chars().nth(3).is_some() || closed().of(tail).has(Class::ShortHead);
        let is_told = |word: &str| TOLD.get(word) == Some(&Told::NoHead);
        long && !is_told(tail) && self.is_noun(tail) && !is_told(&self.lemma(tail))
    }

    /// Where the last part begins, and what stands before it as a word of its own.
    fn split(&self, word: &str, depth: usize) -> Option<(usize, String)> {
        let is_name = |entry: WordEntry<'_>| entry.of(Kind::Name).is_some() && entry.of(Kind::Noun).is_none();
        let named = |word: &str| self.capital(word).is_some_and(is_name);
        if depth == 0 || named(word) || word.strip_suffix('s').is_some_and(named) {
            return None;
        }
        let starts = word.char_indices().skip(2).map(|(at, _)| at);
        starts.filter(|at| self.is_head(&word[*at..])).find_map(|at| {
            // An `s` between the parts belongs to the first: "Bundes" "amt".
            let tail = &word[at..];
            let linked = tail.len() <= LONGEST_LINKED && tail.starts_with('s') && self.is_head(&tail[1..]);
            let after = linked.then(|| self.modifier(&word[..=at], &word[at + 1..], depth - 1)).flatten();
            let before = || Some((at, self.modifier(&word[..at], &word[at..], depth - 1)?));
            after.map(|modifier| (at + 1, modifier)).or_else(before)
        })
    }

    /// What stands before a head, as a word of its own.
    fn modifier(&self, text: &str, head: &str, depth: usize) -> Option<String> {
        match TOLD.get(text) {
            Some(Told::Modifier) => return Some(text.to_owned()),
            Some(Told::NoModifier) => return None,
            _ => {}
        }
        let letters = text.chars().count();
        let small = self.lexicon.words.get(text);
        if letters < 3 || small.is_some_and(|entry| entry.of(Kind::Other).is_some()) {
            return None;
        }
        if letters == 3 {
            let known = closed().of(text).has(Class::ShortHead) && self.is_noun(text);
            return known.then(|| self.lemma(text));
        }
        if self.is_noun(text) {
            return Some(self.lemma(text));
        }
        let unlinked = text.strip_suffix('s').filter(|rest| rest.chars().count() >= 4);
        if let Some(rest) = unlinked.filter(|rest| self.is_noun(rest)) {
            return Some(self.lemma(rest));
        }
        let is_name = |entry: WordEntry<'_>| entry.of(Kind::Name).is_some();
        if small.is_some_and(|e| e.of(Kind::Adjective).is_some()) || self.capital(text).is_some_and(is_name) {
            return Some(text.to_owned());
        }
        let lost = |ending: &str| Some(format!("{text}{ending}"));
        if let Some(noun) = lost("e").filter(|noun| self.is_noun(noun)) {
            return Some(self.lemma(&noun));
        }
        let is_verb = |verb: &String| {
            self.lexicon.words.get(verb).is_some_and(|entry| entry.verb_cells() & cell::INFINITIVE != 0)
        };
        // "Forschende" is who does research, no end of it.
        let verb = lost("en").filter(is_verb).or_else(|| lost("n").filter(is_verb));
        if let Some(verb) = verb.filter(|_| !head.starts_with("ende")) {
            return Some(verb);
        }
        [Some(text), unlinked].into_iter().flatten().find(|whole| self.split(whole, depth).is_some()).map(str::to_owned)
    }

    /// The parts of a word that begins at `at` of the whole.
    fn leaves(&self, word: &str, at: usize, depth: usize, leaves: &mut Vec<Leaf>) {
        match self.split(word, depth) {
            Some((head, modifier)) => {
                self.leaves(&modifier, at, depth - 1, leaves);
                self.leaves(&word[head..], at + head, depth - 1, leaves);
            }
            None => leaves.push((at, self.lemma(word))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_fall_into_the_words_they_are_made_of() {
        let lexicon = Lexicon::shared().unwrap();
        for (word, expected) in [
            ("strompreis", &["strom", "preis"][..]),
            ("strompreise", &["strom", "preis"]),
            ("preiserhöhung", &["preis", "erhöhung"]),
            ("kindergarten", &["kind", "garten"]),
            ("schulhaus", &["schule", "haus"]),
            ("wohnhaus", &["wohnen", "haus"]),
            ("arbeitsmarkt", &["arbeit", "markt"]),
            ("ölpreis", &["öl", "preis"]),
            ("bundesamt", &["bund", "amt"]),
            ("jahresende", &["jahr", "ende"]),
            ("streitkräfte", &["streit", "kraft"]),
            ("bundeswirtschaftsminister", &["wirtschaftsminister", "bund", "wirtschaft", "minister"]),
        ] {
            assert_eq!(parts(&lexicon, word), expected, "{word}");
        }
    }

    #[test]
    fn what_only_looks_like_a_compound_stays_whole() {
        let lexicon = Lexicon::shared().unwrap();
        for (word, reason) in [
            ("ausgabe", "a preposition before a noun"),
            ("nachfrage", "a preposition before a noun"),
            ("einkommen", "an article before a noun"),
            ("information", "\"formation\" by chance"),
            ("generation", "\"Gene\" and \"Ration\" by chance"),
            ("kombination", "\"Nation\" by chance"),
            ("wissenschaft", "a suffix"),
            ("mannschaft", "a suffix"),
            ("entscheidung", "\"Ente\" and \"Scheidung\" by chance"),
            ("einführung", "a prefix"),
            ("forschende", "who does something"),
            ("deutschland", "a name"),
            ("faktor", "\"Tor\" by chance"),
            ("unternehmen", "a verb with its prefix"),
            ("preis", "one word"),
            ("", "nothing"),
            ("xqzt", "no word"),
        ] {
            assert_eq!(parts(&lexicon, word), Vec::<String>::new(), "{word}: {reason}");
        }
    }
}
