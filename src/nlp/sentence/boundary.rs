//! Whether a sentence ends at a token, told from the marks and words around it.

use super::super::token::{Ending, Token, TokenKind, ending, starts_sentence};

/// A quotation of so many tokens inside a sentence may be a title ("Wer wird Millionär?").
const LONGEST_TITLE: usize = 8;

/// Walks over the tokens and remembers what is open in the current sentence.
pub(super) struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Index of the last quotation mark that opened in this sentence.
    opened_quote: Option<usize>,
    /// Index of the last bracket that opened.
    opened_bracket: Option<usize>,
    /// The sentence ends here at the latest decision: closing marks after its full stop are part of it.
    end: Option<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens, opened_quote: None, opened_bracket: None, end: None }
    }

    /// Whether the sentence that began with token `first` ends with token `i`; to be asked for every token in order.
    pub(super) fn ends_at(&mut self, i: usize, first: usize) -> bool {
        if let Some(end) = self.end {
            if end > i {
                return false;
            }
            self.forget();
            return true;
        }
        let token = self.tokens[i];
        let candidate = match token.kind {
            TokenKind::Terminal => true,
            TokenKind::Abbreviation => self.abbreviation_ends(i),
            TokenKind::Quote => {
                if self.opens(i) {
                    self.opened_quote = Some(i);
                }
                false
            }
            TokenKind::Punctuation => {
                if matches!(self.word(i), "(" | "[") {
                    self.opened_bracket = Some(i);
                }
                false
            }
            _ => false,
        };
        if !candidate {
            return false;
        }
        let last = self.closers(i);
        if !self.may_follow(i, last, first) {
            return false;
        }
        if last == i {
            self.forget();
            return true;
        }
        self.end = Some(last);
        false
    }

    /// Forgets what was open: a new sentence begins.
    pub(super) fn forget(&mut self) {
        self.opened_quote = None;
        self.opened_bracket = None;
        self.end = None;
    }

    /// Whether the tokens `first..=last` end with sentence punctuation.
    pub(super) fn is_punctuated(&self, first: usize, last: usize) -> bool {
        let closing = |t: &&Token| t.kind == TokenKind::Quote || matches!(t.span.of(self.text), ")" | "]");
        let mark = self.tokens[first..=last].iter().rev().find(|t| !closing(t));
        mark.is_some_and(|t| t.kind == TokenKind::Terminal || matches!(t.span.of(self.text), ":" | ";" | ","))
    }

    fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }

    fn touches_next(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|n| n.span.start == self.tokens[i].span.end)
    }

    /// Whether the quotation mark `i` opens: white space or an opening mark before it, none after it.
    fn opens(&self, i: usize) -> bool {
        let word = self.word(i);
        let loose = i == 0 || !self.touches_next(i - 1) || matches!(self.word(i - 1), "(" | "[" | "–" | "-" | "/");
        let guillemet = matches!(word, "»" | "«") && self.opened_guillemet().is_none();
        word == "„" || word == "‚" || (loose && (guillemet || self.touches_next(i)))
    }

    /// The last of the closing marks that belong to the sentence whose full stop is token `i`.
    fn closers(&self, i: usize) -> usize {
        let mut last = i;
        while let Some(next) = self.tokens.get(last + 1) {
            let word = next.span.of(self.text);
            let touching = self.touches_next(last);
            let closes = match next.kind {
                TokenKind::Quote => (touching && word != "„" && word != "‚") || self.is_spaced_guillemet(last + 1),
                TokenKind::Punctuation => touching && matches!(word, ")" | "]"),
                _ => false,
            };
            // Three marks close any nesting that is written; more are noise, and this keeps the walk short.
            if !closes || last - i >= 4 {
                break;
            }
            last += 1;
        }
        last
    }

    /// « So ! » : a guillemet set off by spaces on both sides closes when one is open.
    fn is_spaced_guillemet(&self, i: usize) -> bool {
        let word = self.word(i);
        matches!(word, "»" | "«") && !self.touches_next(i) && self.opened_guillemet().is_some_and(|open| open != word)
    }

    /// The guillemet that the last opening quotation mark of this sentence is, if it is one.
    fn opened_guillemet(&self) -> Option<&'a str> {
        self.opened_quote.map(|i| self.word(i)).filter(|w| matches!(*w, "»" | "«"))
    }

    /// Whether a new sentence may begin after the closing marks that end with `last`; the full stop is token `i`.
    fn may_follow(&self, i: usize, last: usize, first: usize) -> bool {
        let Some(next) = self.tokens.get(last + 1) else { return true };
        let word = next.span.of(self.text);
        let mark = self.word(i);
        let gap = next.span.start > self.tokens[last].span.end;
        match next.kind {
            TokenKind::Terminal => return false,
            TokenKind::Punctuation if matches!(word, "," | ";" | ":" | ")" | "]" | "/") => return false,
            TokenKind::Punctuation if matches!(word, "-" | "–" | "—" | "--") => {
                let after = self.tokens.get(last + 2).map_or("", |t| t.span.of(self.text));
                return gap && !starts_small(after) && self.tokens[i].kind == TokenKind::Terminal;
            }
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Url | TokenKind::Email if starts_small(word) => {
                // After a number the tokenizer has decided that this full stop is no ordinal's.
                return false;
            }
            TokenKind::Quote if gap && !mark.starts_with('.') => {
                let after = self.tokens.get(last + 2).map_or("", |t| t.span.of(self.text));
                if starts_small(after) {
                    return false;
                }
            }
            TokenKind::Quote
                if !gap && self.tokens.get(last + 2).is_some_and(|t| starts_small(t.span.of(self.text))) =>
            {
                return false;
            }
            _ => {}
        }
        if self.is_inside_bracket(i, last, first) {
            return false;
        }
        if mark.contains("..") || mark.contains('…') {
            return starts_sentence(word)
                || (next.kind == TokenKind::Quote && gap)
                || (mark.ends_with(['!', '?']) && gap);
        }
        if mark.ends_with(['!', '?']) && last > i && self.is_title(i, first) {
            return starts_sentence(word);
        }
        true
    }

    /// Whether the full stop `i` stands in a bracket that opened in the middle of the sentence, or in "[…]".
    fn is_inside_bracket(&self, i: usize, last: usize, first: usize) -> bool {
        let Some(open) = self.opened_bracket.filter(|&o| o >= first) else { return false };
        let closed = (i + 1..=last).any(|t| matches!(self.word(t), ")" | "]"));
        if !closed {
            return false;
        }
        open + 1 == i || (open > first && !self.word(i).starts_with('.'))
    }

    /// Whether the quotation that `i` ends is a short one that began in mid-sentence without a colon: a title.
    fn is_title(&self, i: usize, first: usize) -> bool {
        self.opened_quote.is_some_and(|open| {
            open > first
                && i - open <= LONGEST_TITLE
                && !matches!(self.word(open - 1), ":" | "," | ";" | "–" | "-" | "." | "!" | "?")
        })
    }

    /// Whether the abbreviation `i` ends the sentence.
    fn abbreviation_ends(&self, i: usize) -> bool {
        let last = self.closers(i);
        let Some(next) = self.tokens.get(last + 1) else { return true };
        let mut word = next.span.of(self.text);
        if next.kind == TokenKind::Quote {
            word = self.tokens.get(last + 2).map_or("", |t| t.span.of(self.text));
        }
        let capital = word.starts_with(char::is_uppercase);
        match ending(self.word(i)) {
            Ending::Never => false,
            Ending::Often => capital,
            Ending::Maybe => starts_sentence(word) && !self.is_phrase(i),
        }
    }

    /// Whether `i` ends an abbreviation of two words after which something always follows: "z. B.", "d. h.".
    fn is_phrase(&self, i: usize) -> bool {
        i > 0
            && matches!(
                (self.word(i - 1), self.word(i)),
                ("z." | "Z.", "B.")
                    | ("d." | "D.", "h.")
                    | ("s.", "a.")
                    | ("m.", "a." | "W.")
                    | ("i.", "e.")
                    | ("e.", "g.")
            )
    }
}

/// Whether a word begins with a small letter and is no name such as "iPhone".
fn starts_small(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_lowercase) && !chars.next().is_some_and(char::is_uppercase)
}
