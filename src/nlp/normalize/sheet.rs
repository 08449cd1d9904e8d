//! [`Sheet`]: a text with its title above it, read as one, so that the names of the title are those of the text.

use super::super::analysis::{Analysis, Block, BlockKind};
use super::super::lexicon::Lexicon;
use super::{Furniture, Normalized};
use crate::text::{Headed, Span};

/// Parts the title from the text.
const PARTED: &str = "\n\n";

/// A title and a text as they are read, and the way back to both as sent.
#[derive(Debug)]
pub struct Sheet<'a> {
    sent: Headed<'a>,
    title: Option<Normalized<'a>>,
    text: Normalized<'a>,
    /// Both, where there is a title.
    joined: Option<String>,
}

impl<'a> Sheet<'a> {
    /// Takes time and memory in proportion to both. A title that the text begins with is not read twice.
    #[must_use]
    pub fn of(sent: Headed<'a>, lexicon: &Lexicon, furniture: Furniture) -> Self {
        let text = Normalized::of(sent.text, lexicon, furniture);
        let title = (!sent.title.trim().is_empty()).then(|| Normalized::of(sent.title, lexicon, Furniture::Keep));
        let title = title.filter(|title| !text.text().trim_start().starts_with(title.text().trim()));
        let joined = title.as_ref().map(|title| [title.text(), PARTED, text.text()].concat());
        Self { sent, title, text, joined }
    }

    /// What is to be read.
    #[must_use]
    pub fn text(&self) -> &str {
        self.joined.as_deref().unwrap_or_else(|| self.text.text())
    }

    /// How many bytes of that are before the text; 0 where no title is read.
    #[must_use]
    pub fn lead(&self) -> usize {
        self.title.as_ref().map_or(0, |title| title.text().len() + PARTED.len())
    }

    /// Puts what was found at its place in title and text as sent, and says what is wrong with them.
    pub fn restore(&self, analysis: &mut Analysis) {
        if let Some(title) = &self.title {
            let (end, lead) = (title.text().len(), self.lead());
            analysis.map_spans(|span| {
                if span.start < end {
                    self.sent.in_title(title.place(Span::new(span.start, span.end.min(end))))
                } else {
                    self.text.place(Span::new(span.start.max(lead) - lead, span.end.max(lead) - lead))
                }
            });
        } else if self.text.is_edited() {
            analysis.map_spans(|span| self.text.place(span));
        }
        let furniture = self.text.furniture.iter().map(|span| self.text.place(*span));
        analysis.blocks.extend(furniture.map(|span| Block { span, kind: BlockKind::Furniture }));
        let parts = [self.title.as_ref(), Some(&self.text)];
        analysis.warnings.extend(parts.into_iter().flatten().find_map(Normalized::wrong_encoding));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::analysis::{Score, SentenceSentiment};

    fn sentence(start: usize, end: usize) -> SentenceSentiment {
        SentenceSentiment { span: Span { start, end }, score: Score::default(), evidence: Vec::new() }
    }

    #[test]
    fn what_is_found_lies_in_the_title_or_the_text_as_sent() {
        let lexicon = Lexicon::shared().unwrap();
        let sent = Headed { title: "Gro\u{df} &amp; Kle\u{ad}in", text: "Kon\u{ad}zern w\u{e4}chst" };
        let sheet = Sheet::of(sent, &lexicon, Furniture::LeaveOut);
        assert_eq!(sheet.text(), "Gro\u{df} & Klein\n\nKonzern w\u{e4}chst");
        let place = |part: &str| {
            let start = sheet.text().find(part).unwrap();
            let mut analysis = Analysis::default();
            analysis.sentiment.sentences = vec![sentence(start, start + part.len())];
            sheet.restore(&mut analysis);
            analysis.sentiment.sentences[0].span
        };
        for (part, exact) in [("Klein", "Kle\u{ad}in"), ("&", "&amp;"), ("Gro\u{df}", "Gro\u{df}")] {
            assert_eq!(sent.exact(place(part)), exact);
            assert!(sent.title_span(place(part)).is_some(), "{part}");
        }
        for (part, exact) in [("Konzern", "Kon\u{ad}zern"), ("w\u{e4}chst", "w\u{e4}chst")] {
            assert_eq!((sent.exact(place(part)), sent.title_span(place(part))), (exact, None));
        }
    }

    #[test]
    fn a_title_that_says_nothing_of_its_own_is_not_read() {
        let lexicon = Lexicon::shared().unwrap();
        for (title, text, reason) in [
            ("", "Es wird kalt.", "none"),
            (" \n", "Es wird kalt.", "blank"),
            ("Kern warnt", "  Kern warnt\nEs wird kalt.", "the text begins with it"),
            ("Kern\u{ad} warnt ", "Kern warnt\nEs wird kalt.", "it does so in other characters"),
        ] {
            let sheet = Sheet::of(Headed { title, text }, &lexicon, Furniture::LeaveOut);
            assert_eq!((sheet.lead(), sheet.text()), (0, text), "{reason}");
        }
    }

    #[test]
    fn furniture_is_told_where_it_was_sent_and_read_only_when_it_is_kept() {
        let lexicon = Lexicon::shared().unwrap();
        let text = "<p>Der Rat ta\u{ad}gt.</p>\nLe\u{ad}sen Sie auch: Kern &amp; Co.\nEr spart.";
        let sent = Headed { title: "Anzeige", text };
        let sheet = Sheet::of(sent, &lexicon, Furniture::LeaveOut);
        assert_eq!(
            sheet.text().split_whitespace().collect::<Vec<_>>(),
            ["Anzeige", "Der", "Rat", "tagt.", "Er", "spart."]
        );
        let mut analysis = Analysis::default();
        sheet.restore(&mut analysis);
        let told: Vec<_> = analysis.blocks.iter().map(|block| sent.exact(block.span)).collect();
        assert_eq!(told, ["Le\u{ad}sen Sie auch: Kern &amp; Co."]);
        let sheet = Sheet::of(sent, &lexicon, Furniture::Keep);
        let mut analysis = Analysis::default();
        sheet.restore(&mut analysis);
        assert!(sheet.text().contains("Lesen Sie auch: Kern & Co.") && analysis.blocks.is_empty());
    }
}
