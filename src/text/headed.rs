//! [`Headed`]: positions in a text and in the title above it.

use super::Span;

/// A text with its title. Both share one line of positions: those in the title stand behind all of the text, so that a
/// place in the text is the same with and without a title.
///
/// ```
/// use pressespiegel::text::{Headed, Span};
///
/// let headed = Headed { title: "Kern warnt", text: "Es wird kalt." };
/// let name = headed.in_title(Span::new(0, 4));
/// assert_eq!((headed.exact(name), headed.title_span(name)), ("Kern", Some(Span::new(0, 4))));
/// assert_eq!((headed.exact(Span::new(0, 2)), headed.title_span(Span::new(0, 2))), ("Es", None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headed<'a> {
    /// The title; empty where there is none.
    pub title: &'a str,
    /// The text.
    pub text: &'a str,
}

impl<'a> Headed<'a> {
    /// Where the title begins. One place parts both, so that no span touches the text and the title.
    fn begins(&self) -> usize {
        self.text.len() + 1
    }

    /// The position of a span of the title.
    #[must_use]
    pub fn in_title(&self, span: Span) -> Span {
        Span::new(span.start + self.begins(), span.end + self.begins())
    }

    /// The place in the title that a span has; `None` for one of the text.
    #[must_use]
    pub fn title_span(&self, span: Span) -> Option<Span> {
        let start = span.start.checked_sub(self.begins())?;
        Some(Span { start, end: start + (span.end - span.start) })
    }

    /// The words a span covers; empty for one that fits neither.
    #[must_use]
    pub fn exact(&self, span: Span) -> &'a str {
        let found = match self.title_span(span) {
            Some(own) => self.title.get(own.range()),
            None => self.text.get(span.range()),
        };
        found.unwrap_or_default()
    }
}
