//! How the spans of one text are shown to one client.

use std::sync::Arc;

use super::claim::SpanDto;
use super::vocabulary::OffsetsWord;
use crate::article::{AnalysedArticle, ArticleId};
use crate::text::{Checkpoints, Headed, Span, TextIndex};

/// What a position says that lies in the title.
const IN_TITLE: &str = "title";

/// A text and its title with the unit of positions asked for.
pub(crate) struct View<'a> {
    headed: Headed<'a>,
    index: TextIndex<'a>,
    title: TextIndex<'a>,
    /// Ids of claims and figures are led by the id of their article in answers over the whole archive.
    archive: Option<ArticleId>,
}

impl<'a> View<'a> {
    /// For answers about one article: ids as in the article.
    pub(crate) fn new(headed: Headed<'a>, unit: OffsetsWord) -> Self {
        Self::with(headed, TextIndex::new(headed.text, unit.0), None)
    }

    fn with(headed: Headed<'a>, index: TextIndex<'a>, archive: Option<ArticleId>) -> Self {
        Self { headed, title: TextIndex::new(headed.title, index.unit()), index, archive }
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

    /// The words a span covers; empty for one that fits neither text nor title.
    pub(crate) fn exact(&self, span: Span) -> &'a str {
        self.headed.exact(span)
    }

    /// A span as shown.
    pub(crate) fn span(&self, span: Span) -> SpanDto {
        let own = self.headed.title_span(span);
        let (start, end) = own.map_or_else(|| self.index.span(span), |own| self.title.span(own));
        SpanDto { field: own.map(|_| IN_TITLE), start, end, exact: self.exact(span).to_owned() }
    }

    /// Several spans as shown.
    pub(crate) fn spans(&self, spans: &[Span]) -> Vec<SpanDto> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
}

/// Views for answers over the archive, article after article: ids are `<article>:<id>`. The index of a text is kept while
/// the findings of the same article follow each other.
pub(crate) struct ArchiveViews {
    unit: OffsetsWord,
    kept: Option<(Arc<AnalysedArticle>, Checkpoints)>,
}

impl ArchiveViews {
    /// With positions in this unit.
    pub(crate) fn new(unit: OffsetsWord) -> Self {
        Self { unit, kept: None }
    }

    /// The view of an article of the archive.
    pub(crate) fn of<'a>(&mut self, made: &'a Arc<AnalysedArticle>) -> View<'a> {
        let headed = made.article.content.headed();
        let index = match &self.kept {
            Some((article, checkpoints)) if Arc::ptr_eq(article, made) => {
                TextIndex::resume(headed.text, checkpoints.clone())
            }
            _ => {
                let index = TextIndex::new(headed.text, self.unit.0);
                self.kept = Some((Arc::clone(made), index.checkpoints()));
                index
            }
        };
        View::with(headed, index, Some(made.article.id))
    }
}

/// The item of that number: nearly always they are numbered from 1 in their order, and only else all are looked at.
pub(crate) fn numbered<T>(items: &[T], number: u32, number_of: impl Fn(&T) -> u32) -> Option<&T> {
    let expected = usize::try_from(number).ok().and_then(|number| items.get(number.checked_sub(1)?));
    let is_it = |item: &&T| number_of(item) == number;
    expected.filter(is_it).or_else(|| items.iter().find(is_it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_number_wherever_they_stand() {
        for (items, number, found, reason) in [
            (&[1, 2, 3][..], 3, Some(2), "at its place"),
            (&[2, 5, 1], 1, Some(2), "elsewhere"),
            (&[4], 9, None, "beyond the end"),
            (&[0, 1], 0, Some(0), "zero"),
            (&[], 1, None, "nothing there"),
        ] {
            let at = numbered(items, number, |item| *item).map(|item| items.iter().position(|i| i == item));
            assert_eq!(at.flatten(), found, "{reason}");
        }
    }
}
