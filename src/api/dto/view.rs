//! How the spans of one text are shown to one client.

use super::claim::SpanDto;
use super::vocabulary::OffsetsWord;
use crate::article::ArticleId;
use crate::text::{Span, TextIndex};

/// A text with the unit of positions asked for.
pub(crate) struct View<'a> {
    text: &'a str,
    index: TextIndex<'a>,
    /// Ids of claims and figures are led by the id of their article in answers over the whole archive.
    archive: Option<ArticleId>,
}

impl<'a> View<'a> {
    /// For answers about one article: ids as in the article.
    pub(crate) fn new(text: &'a str, unit: OffsetsWord) -> Self {
        Self { text, index: TextIndex::new(text, unit.0), archive: None }
    }

    /// For answers over the archive: ids are `<article>:<id>`.
    pub(crate) fn archive(text: &'a str, unit: OffsetsWord, article: ArticleId) -> Self {
        Self { archive: Some(article), ..Self::new(text, unit) }
    }

    /// The unit of positions.
    pub(crate) fn unit(&self) -> OffsetsWord {
        OffsetsWord(self.index.unit())
    }

    /// Id of a claim or figure.
    pub(crate) fn id(&self, local: impl std::fmt::Display) -> String {
        match self.archive {
            Some(article) => format!("{article}:{local}"),
            None => local.to_string(),
        }
    }

    /// The words a span covers; empty for one that does not fit the text.
    pub(crate) fn exact(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Both ends of a span.
    pub(crate) fn ends(&self, span: Span) -> (usize, usize) {
        self.index.span(span)
    }

    /// A span as shown.
    pub(crate) fn span(&self, span: Span) -> SpanDto {
        let (start, end) = self.ends(span);
        SpanDto { start, end, exact: self.exact(span).to_owned() }
    }

    /// Several spans as shown.
    pub(crate) fn spans(&self, spans: &[Span]) -> Vec<SpanDto> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
}
