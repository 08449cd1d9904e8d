//! The tokens of a text as the name rules see them: shape, neighbours, and the parts between hyphens.

use super::lists::{List, Lists, Marks};
use crate::nlp::analysis::EntityType;
use crate::nlp::document::Annotations;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::lexicon::names::{NameMatch, Piece};
use crate::nlp::lexicon::words::Kind;
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;

/// What the letters of a token look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one word")]
pub(super) struct Shape {
    /// A word (not punctuation, number, symbol).
    pub word: bool,
    /// Begins in upper case.
    pub upper: bool,
    /// All letters are upper case, at least two of them.
    pub caps: bool,
    /// Lower case is followed by upper case inside a part: `NurPhoto`.
    pub camel: bool,
    /// First word of a sentence, a quotation or after a colon: upper case says nothing.
    pub initial: bool,
}

/// A text cut into words and pieces.
pub(super) struct Words<'a> {
    pub layers: &'a Annotations<'a>,
    pub lexicon: &'a Lexicon,
    pub lists: &'a Lists,
    pub shapes: Vec<Shape>,
    /// The lists that each token is on.
    pub marks: Vec<Marks>,
    pub pieces: Vec<Piece>,
    /// Index of the first piece of each token; one more at the end.
    pub first_piece: Vec<usize>,
    /// Index of the sentence of each token.
    pub sentence: Vec<usize>,
}

impl<'a> Words<'a> {
    pub fn new(lexicon: &'a Lexicon, lists: &'a Lists, layers: &'a Annotations<'a>) -> Self {
        let count = layers.tokens.len();
        let mut words = Self {
            layers,
            lexicon,
            lists,
            marks: layers.tokens.iter().map(|t| lists.marks(t.span.of(layers.text))).collect(),
            shapes: Vec::with_capacity(count),
            pieces: Vec::with_capacity(count + count / 8),
            first_piece: Vec::with_capacity(count + 1),
            sentence: Vec::with_capacity(count),
        };
        for (number, sentence) in layers.sentences.iter().enumerate() {
            let mut initial = true;
            for i in sentence.tokens.clone() {
                words.sentence.push(number);
                words.add(i, &mut initial, i + 1 == sentence.tokens.end);
            }
        }
        words.first_piece.push(words.pieces.len());
        words
    }

    fn add(&mut self, i: usize, initial: &mut bool, last: bool) {
        let token = self.layers.tokens[i];
        let text = token.span.of(self.layers.text);
        self.first_piece.push(self.pieces.len());
        let word = matches!(token.kind, TokenKind::Word | TokenKind::Abbreviation);
        let mut shape = Shape { word, initial: *initial, ..shape(text) };
        if !word {
            shape.camel = false;
            shape.caps = false;
        }
        match token.kind {
            TokenKind::Quote => *initial = true,
            TokenKind::Punctuation => *initial = matches!(text, ":" | "–" | "—") || *initial && text != ",",
            _ => *initial = false,
        }
        self.shapes.push(shape);
        self.cut(i, text, last);
    }

    /// Cuts a token at its hyphens.
    fn cut(&mut self, i: usize, text: &str, last: bool) {
        let token = self.layers.tokens[i];
        let start = token.span.start;
        let mut from = 0;
        if token.kind == TokenKind::Word {
            for (at, c) in text.char_indices() {
                if matches!(c, '-' | '‑' | '–' | '/') && at > from {
                    self.pieces.push(Piece { start: start + from, end: start + at, token: i, joins_next: true });
                    from = at + c.len_utf8();
                }
            }
        }
        let adjacent = self.layers.tokens.get(i + 1).is_some_and(|next| next.span.start == token.span.end);
        let before = i > 0 && self.layers.tokens[i - 1].span.end == token.span.start;
        let joins = match token.kind {
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Url | TokenKind::Tag => true,
            TokenKind::Punctuation => {
                matches!(text, "&" | "+") || (matches!(text, "/" | "-" | "–" | "." | "'" | "’") && adjacent && before)
            }
            TokenKind::Quote => matches!(text, "'" | "’") && adjacent && before,
            TokenKind::Symbol => text == "+",
            TokenKind::Terminal => text == "." && adjacent && before,
            TokenKind::Email => false,
        };
        if from < text.len() || text.is_empty() {
            self.pieces.push(Piece {
                start: start + from,
                end: start + text.len(),
                token: i,
                joins_next: joins && !last,
            });
        }
    }

    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    pub fn word(&self, i: usize) -> &'a str {
        self.layers.word(i)
    }

    /// What stands in the token behind `end` and a hyphen: "Aktie" of "Bayer-Aktie".
    pub fn behind_hyphen(&self, token: usize, end: usize) -> Option<&'a str> {
        self.layers.text.get(end..self.layers.tokens[token].span.end)?.strip_prefix('-')
    }

    /// The token before `i` in the same sentence.
    pub fn before(&self, i: usize) -> Option<usize> {
        (i > 0 && self.sentence[i - 1] == self.sentence[i]).then(|| i - 1)
    }

    /// Whether tokens `i` and `i + 1` stand in one sentence.
    pub fn joined(&self, i: usize) -> bool {
        i + 1 < self.len() && self.sentence[i] == self.sentence[i + 1]
    }

    /// Whether token `i` is on a list.
    pub fn on(&self, i: usize, list: List) -> bool {
        self.marks[i].on(list)
    }

    /// The end of the known place that begins with token `at`, the longest.
    pub fn known_place(&self, at: usize) -> Option<usize> {
        let pieces = &self.pieces[self.first_piece[at]..];
        let hit = self.place(pieces)?;
        let end = pieces[hit.pieces - 1].token + 1;
        (self.first_piece[end] == self.first_piece[at] + hit.pieces).then_some(end)
    }

    /// Whether all these pieces are a known place.
    pub fn knows_place(&self, pieces: &[Piece]) -> bool {
        self.place(pieces).is_some_and(|hit| hit.pieces == pieces.len())
    }

    fn place(&self, pieces: &[Piece]) -> Option<NameMatch> {
        let names = &self.lexicon.names;
        let hit = names.longest(self.layers.text, pieces).filter(|hit| !hit.genitive)?;
        (names.entry(names.form(hit.form).entry).kind == EntityType::Location).then_some(hit)
    }

    /// A word that begins in upper case.
    pub fn upper(&self, i: usize) -> bool {
        self.shapes.get(i).is_some_and(|s| s.upper && s.word)
    }

    /// Whether the word is a common noun by its tag, by the word table or by its ending.
    pub fn noun(&self, i: usize) -> bool {
        let word = self.word(i);
        let ends = || self.ends_like_noun(word);
        self.upper(i) && (self.layers.morphs[i].pos == Pos::Noun || self.is_dictionary_noun(word) || ends())
    }

    /// Whether the word is known to be an ordinary one: by its tag, or by an ending that names do not have.
    pub fn ordinary(&self, i: usize) -> bool {
        match self.layers.morphs[i].pos {
            Pos::Propn => false,
            Pos::X => self.ends_like_noun(self.word(i)) || self.on(i, List::Function),
            _ => true,
        }
    }

    /// Whether the dictionary has the word as a common noun.
    pub fn is_dictionary_noun(&self, word: &str) -> bool {
        self.lexicon.words.get(word).is_some_and(|entry| entry.of(Kind::Noun).is_some())
    }

    /// Whether the word, in small letters, ends like an adjective before a noun.
    pub fn is_inflected_adjective(&self, i: usize) -> bool {
        let word = self.word(i);
        let ends = |ending: &&str| word.len() > ending.len() + 1 && word.ends_with(*ending);
        self.shapes[i].word && !self.shapes[i].upper && ADJECTIVE_ENDINGS.iter().any(ends)
    }

    /// Whether the word has an ending that nouns have and names do not.
    fn ends_like_noun(&self, word: &str) -> bool {
        self.lists.noun_endings().iter().any(|e| word.len() > e.len() + 2 && word.ends_with(e))
    }
}

/// Of adjectives before a noun.
pub(super) const ADJECTIVE_ENDINGS: &[&str] = &["e", "en", "er", "es", "em"];

fn shape(text: &str) -> Shape {
    let mut letters = 0;
    let mut uppers = 0;
    let mut lower_before = false;
    let mut camel = false;
    let upper = text.chars().next().is_some_and(char::is_uppercase);
    for c in text.chars() {
        if c.is_alphabetic() {
            letters += 1;
            if c.is_uppercase() {
                uppers += 1;
                camel |= lower_before;
            }
        }
        lower_before = c.is_lowercase();
    }
    Shape { upper, caps: uppers == letters && letters > 1, camel, ..Shape::default() }
}
