//! [`Sheet`]: title and text as the stages read them, when it comes out of a page, a database or a mail rather than a desk.
//!
//! Newspaper pages hold soft hyphens in every longer word, some systems write umlauts in two characters, others leave
//! markup in the text, and hard-wrapped texts divide words at the ends of lines. To a reader all that is the same text.
//! [`markup`] knows entities and tags, [`chars`] what is to be seen of characters, [`capitals`] spells lines in capitals as
//! usual, [`furniture`] knows lines of the page that are no part of the article, [`offsets`] leads back: whatever is
//! found in the normalized text is answered with its place in the text as sent. [`sheet`] puts the title above the text.
//!
//! Ordinary text passes as it is, and costs one look at its bytes.
//!
//! Deliberately absent: spaces that do not break stay, because they tell words that belong together; nothing is spelled
//! anew; and no text is thrown away but that of scripts, styles and furniture.

mod capitals;
mod chars;
mod furniture;
mod markup;
mod offsets;
mod sheet;

use std::borrow::Cow;

use super::analysis::Warning;
use super::error::DataError;
use super::lexicon::Lexicon;
use offsets::Offsets;
pub use sheet::Sheet;

use crate::text::Span;

/// Whether the embedded data is whole.
///
/// # Errors
/// When a row of it is damaged.
pub fn check() -> Result<(), DataError> {
    furniture::check()?;
    markup::elements().as_ref().map(|_| ()).map_err(Clone::clone)
}

/// What becomes of lines that are no part of the article: links to others, captions, credits, notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Furniture {
    /// They are not read, and told as blocks.
    #[default]
    LeaveOut,
    /// They are read like the rest.
    Keep,
}

/// A text as it is read, and the way back to the text as sent.
#[derive(Debug)]
struct Normalized<'a> {
    sent: &'a str,
    read: Cow<'a, str>,
    offsets: Offsets,
    /// What of the text to read is white space because it is no part of the article.
    furniture: Vec<Span>,
}

/// A piece of the text as sent that is read as something else.
struct Edit {
    start: usize,
    end: usize,
    read: Cow<'static, str>,
}

impl<'a> Normalized<'a> {
    /// Takes time and memory in proportion to the text; memory for its changes alone.
    fn of(sent: &'a str, lexicon: &Lexicon, furniture: Furniture) -> Self {
        let mut normalized = Self::as_seen(sent);
        if furniture == Furniture::LeaveOut {
            normalized.furniture = furniture::find(&normalized.read);
        }
        if !normalized.furniture.is_empty() {
            normalized.read = Cow::Owned(furniture::blanked(&normalized.read, &normalized.furniture));
        }
        if let Some(spelled) = capitals::spelled(lexicon, &normalized.read) {
            normalized.read = Cow::Owned(spelled);
        }
        normalized
    }

    /// Without what can't be seen in it.
    fn as_seen(sent: &'a str) -> Self {
        let mut read = String::new();
        let mut offsets = Offsets::default();
        let mut markup = markup::Reader::new(sent);
        // What is before `done` has been taken over.
        let (mut done, mut at) = (0, 0);
        while let Some(next) = sent.as_bytes()[at..].iter().position(|&byte| is_suspect(byte)) {
            at += next;
            let edit = markup.edit(at).or_else(|| chars::edit(sent, at)).filter(|edit| edit.start >= done);
            let Some(edit) = edit else {
                at += 1;
                continue;
            };
            read.push_str(&sent[done..edit.start]);
            let start = read.len();
            read.push_str(&edit.read);
            offsets.changed(edit.start..edit.end, start..read.len());
            (done, at) = (edit.end, edit.end.max(at + 1));
        }
        if done == 0 {
            return Self { sent, read: Cow::Borrowed(sent), offsets, furniture: Vec::new() };
        }
        read.push_str(&sent[done..]);
        Self { sent, read: Cow::Owned(read), offsets, furniture: Vec::new() }
    }

    /// The text to read.
    fn text(&self) -> &str {
        &self.read
    }

    /// Whether it is not as sent.
    fn is_edited(&self) -> bool {
        !self.offsets.is_empty()
    }

    /// The place in the text as sent of what was found in the normalized one.
    fn place(&self, span: Span) -> Span {
        self.offsets.sent(span)
    }

    /// A warning if characters are broken.
    fn wrong_encoding(&self) -> Option<Warning> {
        chars::is_wrongly_decoded(self.sent).then(|| Warning {
            code: "wrong_encoding".into(),
            message: "Characters of the text were lost or decoded wrongly before it was sent; words with them are not \
                      recognised. Decode it as UTF-8."
                .into(),
        })
    }
}

/// Whether an edit may start with this byte, or with the character it ends: `&`, `<`, a hyphen, or the first byte of one of
/// the characters that [`chars`] knows.
fn is_suspect(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'-' | 0xc2 | 0xcc | 0xcd | 0xe2 | 0xef)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_people_see_it() {
        for (sent, read, reason) in [
            ("Der Kon\u{ad}zern zahlt 5 Mil\u{ad}lio\u{ad}nen.", "Der Konzern zahlt 5 Millionen.", "soft hyphens"),
            ("Det\u{200b}lef in Ham\u{2060}burg", "Detlef in Hamburg", "characters without width"),
            ("\u{feff}Anfang", "Anfang", "a byte order mark"),
            ("Ju\u{308}rgen Ko\u{308}hler", "Jürgen Köhler", "umlauts in two characters"),
            ("e\u{301}tude a\u{30a}", "étude å", "other marks"),
            ("&bdquo;Ja&ldquo; &amp; &#8222;nein&#x201c;", "„Ja“ & „nein“", "entities"),
            ("M&uuml;ller&shy;straße, 30&nbsp;Euro", "Müllerstraße, 30\u{a0}Euro", "entities of what is not seen"),
            ("M&amp;uuml;ller", "Müller", "encoded twice"),
            ("<p>Eins.</p><p class=\"x\">Zwei.</p>", "\n\nEins.\n\n\n\nZwei.\n\n", "paragraphs"),
            ("Ein <b>Wort</b> mit <a href='#'>Link</a><br/>", "Ein Wort mit Link\n", "tags inside a line"),
            ("A<script>if (a < b) { }</script>B<!-- c > d -->C", "A\n\nBC", "scripts and comments"),
            ("Wirt-\nschaft und Kon\u{ad}\r\nzern", "Wirtschaft und Konzern", "words divided at the ends of lines"),
            (
                "Müller-\nLüdenscheidt, Baden-\n  Württemberg",
                "Müller-Lüdenscheidt, Baden-Württemberg",
                "hyphens of their own",
            ),
            ("eins\u{2028}zwei\u{2029}drei", "eins\nzwei\n\ndrei", "separators of lines"),
        ] {
            assert_eq!(Normalized::as_seen(sent).text(), read, "{reason}");
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for (text, reason) in [
            ("3 < 5 und 7 > 6, <3", "comparisons"),
            ("<Name einfügen>, <https://example.org>", "angle brackets of other use"),
            ("R&D, AT&T; Müller & Sohn &c.", "ampersands"),
            ("vor- und nachmittags", "a hyphen in a line"),
            ("Vor-\nund Nachteile, Ein-\noder Ausgang", "a hyphen that stands for a word"),
            ("KI-\nbasiert", "an abbreviation before the hyphen"),
            ("Liste:\n-\npunkt", "a bullet"),
            ("10\u{a0}000\u{a0}Euro, z.\u{a0}B.", "spaces that do not break"),
            ("👩\u{200d}👩\u{200d}👧", "an emoji of several"),
            ("x\u{30c} allein", "a mark without a character of its own"),
            ("„Größe“ – 5 € …", "ordinary text"),
            ("", "nothing"),
        ] {
            let normalized = Normalized::as_seen(text);
            assert_eq!(normalized.text(), text, "{reason}");
            assert!(normalized.offsets.is_empty(), "{reason}");
        }
    }

    #[test]
    fn a_word_is_found_again_where_it_was_sent() {
        for (sent, word, place) in [
            ("Der Kon\u{ad}zern zahlt.", "Konzern", "Kon\u{ad}zern"),
            ("\u{ad}Konzern\u{ad} zahlt.", "Konzern", "Konzern"),
            ("in Du\u{308}sseldorf.", "Düsseldorf", "Du\u{308}sseldorf"),
            ("zahlt 5&thinsp;%.", "5\u{2009}%", "5&thinsp;%"),
            ("&bdquo;Ja&ldquo;", "„", "&bdquo;"),
            ("<p>Silke</p>", "Silke", "Silke"),
            ("die <b>Silke</b> da", "Silke", "Silke"),
            ("die Wirt-\nschaft", "Wirtschaft", "Wirt-\nschaft"),
            ("ein Wort", "Wort", "Wort"),
        ] {
            let normalized = Normalized::as_seen(sent);
            let start = normalized.text().find(word).expect(word);
            let span = normalized.offsets.sent(Span { start, end: start + word.len() });
            assert_eq!(span.of(sent), place, "{word}");
        }
    }

    #[test]
    fn a_text_that_was_decoded_wrongly_is_said_to_be() {
        for (text, expected) in
            [("MÃ¼ller", true), ("â€žJaâ€œ", true), ("M\u{fffd}ller", true), ("Müller, São Paulo, Ã, â", false)]
        {
            let warning = Normalized::as_seen(text).wrong_encoding();
            assert_eq!(warning.is_some_and(|warning| warning.code == "wrong_encoding"), expected, "{text}");
        }
    }
}
