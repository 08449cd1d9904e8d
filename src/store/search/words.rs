//! Texts as they are searched: each word as its dictionary form, as the parts of a compound, and as it is written.
//!
//! The same function reads articles and queries, so what it makes of a word only has to be the same for all forms of that
//! word: the dictionary form where the engine's word table knows one, else the word without its inflection. Both are
//! folded, so that "Straße" and "Strasse", "München" and "Muenchen" are one; `é` is `e`.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::compound;
use super::spelling::{composed, folded, plain, respelled, stem, whole};
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::lexicon::{Lexicon, hash};
use crate::nlp::morph::{BasicForms, basic_forms};
use crate::nlp::token::{TokenKind, tokenize};
use crate::text::Span;

/// So many words are kept with their terms; then the memory is emptied and fills again with the frequent ones.
const KEPT: usize = 20_000;

/// A word of a text.
#[derive(Debug, Clone)]
pub(in crate::store) struct Word {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Words that follow each other in a sentence have numbers that follow each other.
    pub position: usize,
    /// What it is found by.
    pub terms: Arc<Terms>,
}

/// What a word is found by; all folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::store) struct Terms {
    /// Its dictionary forms: one, or two where nobody can tell which it is.
    pub own: Vec<String>,
    /// Those of its parts.
    pub parts: Vec<String>,
    /// As it is written.
    pub form: String,
}

/// Where a word stands, which says whether its capital means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// At the start of a sentence.
    Start,
    /// Inside.
    Inside,
}

/// The words of a text.
pub(in crate::store) fn read(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut position = 0;
    let mut place = Place::Start;
    for token in tokenize(text) {
        let exact = token.span.of(text);
        match token.kind {
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Tag => {
                let terms = READER.terms(exact, place);
                if !terms.form.is_empty() {
                    words.push(Word { span: token.span, position, terms });
                    position += 1;
                    place = Place::Inside;
                }
            }
            TokenKind::Number | TokenKind::Url | TokenKind::Email => {
                let form = plain(exact);
                let terms = Terms { own: vec![form.clone()], parts: Vec::new(), form };
                words.push(Word { span: token.span, position, terms: Arc::new(terms) });
                position += 1;
                place = Place::Inside;
            }
            TokenKind::Terminal => {
                position += 1;
                place = Place::Start;
            }
            TokenKind::Quote => place = Place::Start,
            TokenKind::Punctuation if exact == ":" => place = Place::Start,
            TokenKind::Punctuation | TokenKind::Symbol => {}
        }
    }
    words
}

/// What words of a query look for: every form that the word may be of. Words that follow each other, as `read` tells them.
pub(in crate::store) fn wanted(text: &str) -> Vec<(Vec<String>, String)> {
    let tokens = tokenize(text).into_iter();
    let wanted = tokens.filter_map(|token| {
        let exact = token.span.of(text);
        match token.kind {
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Tag => {
                let whole = whole(exact);
                let form = folded(&whole);
                (!form.is_empty()).then(|| (READER.wanted(&whole, &form), form))
            }
            TokenKind::Number | TokenKind::Url | TokenKind::Email => Some((vec![plain(exact)], plain(exact))),
            TokenKind::Terminal | TokenKind::Quote | TokenKind::Punctuation | TokenKind::Symbol => None,
        }
    });
    wanted.collect()
}

static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader { lexicon: Lexicon::shared().ok(), known: Mutex::new(HashMap::new()) });

/// Words that were met before.
type Known = HashMap<(Box<str>, Place), Arc<Terms>>;

struct Reader {
    /// Absent only when the embedded data is damaged, and then no engine starts either.
    lexicon: Option<Lexicon>,
    known: Mutex<Known>,
}

impl Reader {
    fn terms(&self, word: &str, place: Place) -> Arc<Terms> {
        let key = (Box::from(word), place);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        let terms = Arc::new(self.make(word, place));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, Arc::clone(&terms));
        terms
    }

    fn make(&self, word: &str, place: Place) -> Terms {
        let joined = whole(word);
        let form = folded(&joined);
        let own = self.own(&joined, &form, place);
        let composed = composed(word);
        let pieces: Vec<&str> =
            composed.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
        let mut parts = Vec::new();
        for piece in &pieces {
            let form = folded(piece);
            if pieces.len() > 1 {
                parts.extend(self.own(piece, &form, Place::Start));
            }
            // Compounds are nouns, and those have a capital; "Koreanischen" is known as something else.
            let (nouns, other) = self.basic(piece);
            if piece.starts_with(char::is_uppercase) && (other.is_none() || !nouns.is_empty()) {
                parts.extend(self.parts(piece));
            }
        }
        if pieces.len() > 1 {
            parts.retain(|part| part.len() > 1);
        }
        parts.sort_unstable();
        parts.dedup();
        parts.retain(|part| !own.contains(part));
        Terms { own, parts, form }
    }

    fn parts(&self, word: &str) -> Vec<String> {
        let Some(lexicon) = &self.lexicon else { return Vec::new() };
        let small = word.to_lowercase();
        let mut parts = compound::parts(lexicon, &small);
        // As with whole words: an end that is no dictionary form may be another's spelling.
        let ends_itself = |word: &str, parts: &[String]| parts.last().is_some_and(|last| word.ends_with(last.as_str()));
        if !ends_itself(&small, &parts) {
            for spelling in respelled(&small) {
                let others = compound::parts(lexicon, &spelling);
                if parts.is_empty() || ends_itself(&spelling, &others) {
                    parts.extend(others);
                }
            }
        }
        parts.iter().map(|part| folded(part)).collect()
    }

    /// The nouns that a word may be of, and what else.
    fn basic(&self, word: &str) -> (Vec<String>, Option<String>) {
        let Some(lexicon) = &self.lexicon else { return (Vec::new(), None) };
        let BasicForms { noun, other } = basic_forms(lexicon, word);
        let small = word.to_lowercase();
        let mut nouns: Vec<String> = noun.iter().map(|noun| folded(noun)).collect();
        // "Busse" is of "Bus", but it may well be "Buße": what is no dictionary form itself may be another's spelling.
        let is_listed = |small: &str| lexicon.words.by_hash(hash::hash_capital(small)).is_some();
        let listed = is_listed(&small);
        if !listed || noun.is_none_or(|noun| noun != small) {
            for spelling in respelled(word) {
                let forms = basic_forms(lexicon, &spelling);
                let spelled = spelling.to_lowercase();
                let itself = forms.noun.as_ref().is_some_and(|noun| *noun == spelled);
                if nouns.is_empty() && other.is_none() && forms != BasicForms::default() {
                    return (forms.noun.iter().map(|noun| folded(noun)).collect(), forms.other.map(|o| folded(&o)));
                }
                if itself || (!listed && is_listed(&spelled)) {
                    nouns.extend(forms.noun.iter().map(|noun| folded(noun)));
                }
            }
        }
        nouns.dedup();
        (nouns, other.map(|other| folded(&other)))
    }

    /// The forms that a word of a text is of.
    fn own(&self, word: &str, form: &str, place: Place) -> Vec<String> {
        let (mut own, other) = self.basic(word);
        let capital = word.starts_with(char::is_uppercase);
        match other {
            Some(other) if !capital => return vec![other],
            Some(_) if !own.is_empty() && place == Place::Inside => {}
            Some(other) => {
                if own.is_empty() {
                    own.push(stem(form).to_owned());
                }
                own.push(other);
            }
            None if own.is_empty() => own.push(stem(form).to_owned()),
            None => {}
        }
        distinct(own)
    }

    /// The forms that a word of a query may be of.
    fn wanted(&self, word: &str, form: &str) -> Vec<String> {
        let (mut wanted, other) = self.basic(word);
        let known = !wanted.is_empty();
        if !known {
            wanted.push(stem(form).to_owned());
        }
        if !(known && word.starts_with(char::is_uppercase)) {
            wanted.extend(other);
        }
        distinct(wanted)
    }
}

fn distinct(mut words: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    words.retain(|word| {
        let new = !seen.contains(word);
        if new {
            seen.push(word.clone());
        }
        new
    });
    words
}

/// Whether a word is nothing but grammar, as it is written; numbers are more.
pub fn is_grammar(written: &str) -> bool {
    const GRAMMAR: [Class; 6] = [
        Class::Auxiliary,
        Class::AlwaysDeterminer,
        Class::AlwaysPronoun,
        Class::Preposition,
        Class::AlwaysCoordinator,
        Class::AlwaysAdverb,
    ];
    let classes = closed().of_uncapitalised(written);
    GRAMMAR.iter().any(|class| classes.has(*class))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a search for one word finds the other.
    fn finds(sought: &str, word: &str) -> bool {
        let text = read(&format!("x {word}"));
        let own = &text.last().expect("a word").terms.own;
        wanted(sought).iter().any(|(forms, _)| forms.iter().any(|form| own.contains(form)))
    }

    #[test]
    fn what_is_written_in_two_ways_is_one() {
        for (one, other) in [
            ("Straße", "Strasse"),
            ("Straßen", "Strasse"),
            ("München", "Muenchen"),
            ("Münchens", "Muenchen"),
            ("Hauptstraße", "Hauptstrasse"),
            ("Haeuser", "Haus"),
            ("u\u{308}ber", "über"),
            ("Café", "Cafe\u{301}"),
            ("Strom-Preise", "Strompreis"),
            ("Kitas", "Kita"),
            ("1.200", "1200"),
            ("stieg", "gestiegen"),
        ] {
            assert!(finds(one, other) && finds(other, one), "{one} {other}");
        }
        for (one, other) in [("fordern", "fördern"), ("schon", "schön"), ("1.2", "12"), ("Lehrer", "Lehre")] {
            assert!(!finds(one, other) && !finds(other, one), "{one} {other}");
        }
    }

    #[test]
    fn parts_are_found_behind_hyphens_and_in_compounds() {
        for (word, parts) in [
            ("Strompreise", &["preis", "strom"][..]),
            ("KI-Startup", &["ki", "startup"]),
            ("Preis", &[]),
            ("Muellberg", &["berg", "muell"]),
        ] {
            let words = read(&format!("x {word}"));
            assert_eq!(words.last().unwrap().terms.parts, parts, "{word}");
        }
    }

    #[test]
    fn words_keep_their_places_and_sentences_stay_apart() {
        let text = "Der Preis, sagt sie, steigt. Er fällt 😀 nie.";
        let words = read(text);
        let told: Vec<_> = words.iter().map(|w| (w.span.of(text), w.position)).collect();
        let expected =
            [("Der", 0), ("Preis", 1), ("sagt", 2), ("sie", 3), ("steigt", 4), ("Er", 6), ("fällt", 7), ("nie", 8)];
        assert_eq!(told, expected);
    }

    #[test]
    fn odd_texts_have_no_words_or_harmless_ones() {
        for text in ["", "😀", "\u{301}", "---", "\u{200b}", &"x".repeat(5000), "ﬁ", "\u{308}\u{308}"] {
            for word in read(text) {
                assert!(word.terms.own.iter().all(|term| !term.is_empty()), "{text:?}");
            }
        }
    }
}
