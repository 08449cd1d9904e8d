//! Dictionary forms of a word that stands alone, as in a search: what can be known of it without a context.

use std::borrow::Cow;

use super::super::lexicon::Lexicon;
use super::super::lexicon::words::{Kind, Reading, cell};
use super::super::token::{Token, TokenKind};
use super::lookup::{self, Found, sig};
use super::suffixes::suffixes;
use super::tag::Tag;
use super::{lemma, verb};
use crate::text::Span;

/// The dictionary forms that a word may be of, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BasicForms {
    /// As a noun or a name, with or without its capital: "Preise", "preise": `preis`.
    pub noun: Option<String>,
    /// As anything else: "stieg", "gestiegene": `steigen`; "neuen": `neu`.
    pub other: Option<String>,
}

/// What the word table and the rules of inflection tell of a word without a context. Takes some look-ups in the table.
#[must_use]
pub fn basic_forms(lexicon: &Lexicon, word: &str) -> BasicForms {
    let small = word.to_lowercase();
    let mut letters = small.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    BasicForms { noun: noun(lexicon, &capital), other: other(lexicon, &small) }
}

fn find<'l>(lexicon: &'l Lexicon, word: &str) -> Found<'l> {
    lookup::find(lexicon, word, Token { span: Span::new(0, word.len()), kind: TokenKind::Word })
}

fn noun(lexicon: &Lexicon, word: &str) -> Option<String> {
    let found = find(lexicon, word);
    // "Rate" is a form of "Rat" as well; but "Beschäftigter" is of "Beschäftigte".
    let itself = |reading: &Reading| reading.kind == Kind::Noun && reading.edit.apply(word).as_deref() == Some(word);
    if !word.ends_with("er") && found.exact.readings.iter().any(itself) {
        return Some(word.to_lowercase());
    }
    let listed = || {
        if found.exact.of(Kind::Noun).is_some() || (found.exact.readings.is_empty() && found.head > 0) {
            return Some(lemma::noun(word, &found));
        }
        found.exact.of(Kind::Name).and_then(|name| name.edit.apply(word))
    };
    let by_ending = || {
        let cut = suffixes().noun_lemma.iter().find(|(ending, _)| word.ends_with(ending));
        cut.map(|(_, cut)| Cow::Borrowed(&word[..word.len() - cut]))
    };
    let genitive = || {
        let rest = word.strip_suffix('s').filter(|rest| rest.len() > 2)?;
        lexicon.words.get(rest)?.of(Kind::Name).map(|_| Cow::Borrowed(rest))
    };
    listed().or_else(by_ending).or_else(genitive).map(|lemma| lemma.to_lowercase())
}

fn other(lexicon: &Lexicon, small: &str) -> Option<String> {
    let found = find(lexicon, small);
    let closed = || {
        let reading = found.lower.of(Kind::Other)?;
        reading.edit.apply(small).map(Cow::into_owned)
    };
    if small.len() < 6
        && let Some(closed) = closed()
    {
        return Some(closed);
    }
    let infinitive = verb::infinitive(small, &found);
    if found.cells & cell::PARTICIPLE != 0 && infinitive.is_some() {
        return infinitive;
    }
    if found.sig & (sig::ADJECTIVE | sig::INFLECTED) == 0 {
        return infinitive.or_else(closed);
    }
    let adjective = lemma::adjective(lexicon, Tag::Attributive, small, &Cow::Borrowed(small), &found).into_owned();
    // "gestiegene" is of "gestiegen", and that of "steigen".
    let of = find(lexicon, &adjective);
    let participle = of.cells & cell::PARTICIPLE != 0;
    let verb = participle.then(|| verb::infinitive(&adjective, &of)).flatten();
    Some(verb.unwrap_or(adjective))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet_in_their_dictionary_form() {
        let lexicon = Lexicon::shared().unwrap();
        for (words, lemma) in [
            (&["Preis", "Preise", "Preisen", "preises"][..], "preis"),
            (&["Haus", "Häuser", "Häusern", "häuser"], "haus"),
            (&["Strompreis", "Strompreise", "strompreisen"], "strompreis"),
            (&["Krankenhäuser", "Krankenhauses"], "krankenhaus"),
            (&["Regierung", "Regierungen"], "regierung"),
            (&["Rate", "Raten"], "rate"),
            (&["Beschäftigte", "Beschäftigter", "Beschäftigten"], "beschäftigte"),
        ] {
            for word in words {
                assert_eq!(basic_forms(&lexicon, word).noun.as_deref(), Some(lemma), "{word}");
            }
        }
        for (words, lemma) in [
            (&["steigt", "stieg", "gestiegen", "gestiegene", "gestiegenen"][..], "steigen"),
            (&["fordert", "forderte", "gefordert"], "fordern"),
            (&["fördert", "förderte", "geförderten"], "fördern"),
            (&["neu", "neue", "neuen", "neues"], "neu"),
            (&["ankündigt", "angekündigt", "ankündigte", "anzukündigen"], "ankündigen"),
            (&["weite", "weites", "weiten"], "weit"),
        ] {
            for word in words {
                assert_eq!(basic_forms(&lexicon, word).other.as_deref(), Some(lemma), "{word}");
            }
        }
    }

    #[test]
    fn what_nobody_knows_has_no_form() {
        let lexicon = Lexicon::shared().unwrap();
        for word in ["Xqzt", "xqzt", "", "😀"] {
            assert_eq!(basic_forms(&lexicon, word), BasicForms::default(), "{word}");
        }
    }
}
