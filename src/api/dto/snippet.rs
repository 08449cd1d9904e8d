//! Why something was found, as clients see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::article::ArticleItem;
use super::claim::SpanDto;
use super::view::View;
use super::vocabulary::OffsetsWord;
use crate::article::Article;
use crate::store::Snippet;

/// A stretch of a text or headline with the words in it that were looked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Snippet)]
pub(crate) struct SnippetDto {
    /// `title` when positions are in the title; absent when they are in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, pattern = "^title$", example = "title")]
    pub field: Option<&'static str>,
    /// First position.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
    /// The words it covers, exactly as sent.
    pub exact: String,
    /// The words that were looked for, in order; of a compound the whole word.
    pub marks: Vec<SpanDto>,
}

impl SnippetDto {
    /// A stretch of the text that is viewed.
    fn new(snippet: &Snippet, view: &View<'_>) -> Self {
        let SpanDto { field, start, end, exact } = view.span(snippet.span);
        Self { field, start, end, exact, marks: view.spans(&snippet.marks) }
    }

    /// Stretches of a text.
    pub(crate) fn all(snippets: &[Snippet], view: &View<'_>) -> Vec<Self> {
        snippets.iter().map(|snippet| Self::new(snippet, view)).collect()
    }
}

/// An article of a list; with `q`, why it was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FoundArticle {
    /// Id, origin and the sender's own data.
    #[serde(flatten)]
    pub item: ArticleItem,
    /// Stretches of its headline and text that show what was found; only with `q`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippets: Vec<SnippetDto>,
}

impl FoundArticle {
    /// An article with what was found in it.
    pub(crate) fn new(article: &Article, snippets: &[Snippet], unit: OffsetsWord) -> Self {
        let view = View::new(article.content.headed(), unit);
        Self { item: article.into(), snippets: SnippetDto::all(snippets, &view) }
    }
}
