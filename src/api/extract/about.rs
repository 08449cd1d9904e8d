//! What is said of an article in the query string, where its body is nothing but its text or page.

use utoipa::IntoParams;

use super::query::{QueryReader, ReadQuery};
use crate::article::Submission;

/// What a body of `text/plain` or `text/html` can't say.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AboutParams {
    /// Its headline; only with a body of `text/plain` or `text/html`, like all of these.
    #[param(
        nullable = false,
        min_length = 1,
        max_length = 2000,
        pattern = r"\S",
        example = "Nordwind baut in Rostock"
    )]
    title: Option<String>,
    /// Where it was found.
    #[param(nullable = false, max_length = 2000, pattern = "^https?://", example = "https://example.org/nordwind")]
    url: Option<String>,
    /// Who published it.
    #[param(nullable = false, min_length = 1, max_length = 2000, pattern = r"\S", example = "Beispielblatt")]
    source: Option<String>,
    /// When it was published: RFC 3339 date-time, a date, or a year-month.
    #[param(nullable = false, min_length = 1, example = "2025-02-03")]
    published_at: Option<String>,
    /// BCP 47 language; detected when absent.
    #[param(nullable = false, pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", example = "de")]
    language: Option<String>,
    /// The sender's own id, unique within one `source`.
    #[param(nullable = false, min_length = 1, max_length = 2000, pattern = r"\S", example = "7")]
    external_id: Option<String>,
}

impl ReadQuery for AboutParams {
    fn read(query: &mut QueryReader) -> Self {
        Self {
            title: query.text("title"),
            url: query.text("url"),
            source: query.text("source"),
            published_at: query.text("published_at"),
            language: query.text("language"),
            external_id: query.text("external_id"),
        }
    }
}

impl AboutParams {
    /// The names of those that were given.
    pub(super) fn given(&self) -> Vec<&'static str> {
        [
            ("title", &self.title),
            ("url", &self.url),
            ("source", &self.source),
            ("published_at", &self.published_at),
            ("language", &self.language),
            ("external_id", &self.external_id),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_some().then_some(name))
        .collect()
    }

    /// The fields of an article that they say.
    pub(super) fn submission(self) -> Submission {
        let Self { title, url, source, published_at, language, external_id } = self;
        // A plus sign in a query means a space, and is often forgotten to be written as %2B.
        let published_at = published_at.map(|date| date.replace(' ', "+"));
        Submission { title, url, source, published_at, language, external_id, ..Submission::default() }
    }
}
