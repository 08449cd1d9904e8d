//! Dictionary forms of everything that is no verb.

use std::borrow::Cow;

use super::super::lexicon::Lexicon;
use super::super::lexicon::words::{Kind, Reading, WordEntry};
use super::lookup::Found;
use super::suffixes::suffixes;
use super::tag::Tag;

/// The dictionary form of `word` with that tag. `small` is the word in small letters.
pub(super) fn lemma<'a>(
    lexicon: &Lexicon,
    tag: Tag,
    word: &'a str,
    small: &Cow<'a, str>,
    found: &Found<'a>,
) -> Cow<'a, str> {
    match tag {
        Tag::Noun => noun(word, found),
        Tag::Name => name(lexicon, word, found),
        Tag::Attributive | Tag::Predicative => adjective(lexicon, tag, word, small, found),
        Tag::Foreign | Tag::Symbol | Tag::Mark | Tag::Number => Cow::Borrowed(word),
        _ => small.clone(),
    }
}

/// The noun reading to trust: the most frequent whose cells are known.
fn noun_reading(entry: WordEntry<'_>) -> Option<&Reading> {
    let nouns = || entry.readings.iter().filter(|r| r.kind == Kind::Noun);
    nouns().find(|r| r.cells != 0).or_else(|| nouns().next())
}

pub(super) fn noun<'a>(word: &'a str, found: &Found<'a>) -> Cow<'a, str> {
    if let Some(reading) = noun_reading(found.exact) {
        return reading.edit.apply(word).unwrap_or(Cow::Borrowed(word));
    }
    if let Some(reading) = noun_reading(found.base).filter(|_| found.head > 0) {
        return reading.edit.apply(word).unwrap_or(Cow::Borrowed(word));
    }
    for (ending, cut) in &suffixes().noun_lemma {
        if word.ends_with(ending) {
            return Cow::Borrowed(&word[..word.len() - cut]);
        }
    }
    Cow::Borrowed(word)
}

/// A name's genitive loses its "s" only when the rest is a name that dictionaries list.
fn name<'a>(lexicon: &Lexicon, word: &'a str, found: &Found<'a>) -> Cow<'a, str> {
    if let Some(reading) = found.exact.of(Kind::Name) {
        return reading.edit.apply(word).unwrap_or(Cow::Borrowed(word));
    }
    let stem = word.strip_suffix(['\'', '’']).or_else(|| word.strip_suffix('s').filter(|s| s.len() > 2));
    match stem {
        Some(stem) if !word.ends_with('s') || lexicon.words.get(stem).is_some_and(|e| e.of(Kind::Name).is_some()) => {
            Cow::Borrowed(stem)
        }
        _ => Cow::Borrowed(word),
    }
}

pub(super) fn adjective<'a>(
    lexicon: &Lexicon,
    tag: Tag,
    word: &'a str,
    small: &Cow<'a, str>,
    found: &Found<'a>,
) -> Cow<'a, str> {
    // "Berliner", "Schweizer" do not inflect and keep their capital.
    if word.ends_with("er") && word != small && !found.exact.readings.is_empty() && found.lower.readings.is_empty() {
        return Cow::Borrowed(word);
    }
    let listed = |word: &str, entry: WordEntry<'_>| {
        entry.of(Kind::Adjective).and_then(|r| r.edit.apply(word).map(Cow::into_owned))
    };
    if let Some(lemma) = listed(small, found.lower) {
        // Some lists give "deutsche" as its own dictionary form.
        let stem = strip(small);
        let inflected = tag == Tag::Attributive && lemma == **small && stem.len() < small.len();
        let known = || lexicon.words.get(stem).is_some_and(|e| e.of(Kind::Adjective).is_some());
        if !(inflected && known()) {
            return Cow::Owned(lemma);
        }
    }
    let stem = match small.get(..usize::from(found.stem)).filter(|s| !s.is_empty()) {
        Some(stem) => stem,
        None if tag == Tag::Attributive => strip(small),
        None => small,
    };
    if stem == "hoh" {
        return Cow::Borrowed("hoch");
    }
    match lexicon.words.get(stem).and_then(|entry| listed(stem, entry)) {
        Some(lemma) => Cow::Owned(lemma),
        None if word.starts_with(stem) => Cow::Borrowed(&word[..stem.len()]),
        None => Cow::Owned(stem.to_owned()),
    }
}

/// The word without an adjective's ending.
fn strip(small: &str) -> &str {
    ["en", "es", "em", "er", "e"].iter().find_map(|e| small.strip_suffix(e).filter(|s| s.len() >= 3)).unwrap_or(small)
}
