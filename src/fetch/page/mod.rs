//! The article in a page of HTML: its text without menus, boxes and captions, its headline, who wrote it and when.
//!
//! What is no part of an article is known by how pages name their parts (`markup.tsv`); the rest is Mozilla's
//! Readability, as `dom_smoothie` has it. `tests/api/fetched` holds pages in the shapes of real outlets with what is to be
//! read in them; a test holds the shares that are.

mod body;
mod bounds;
mod dates;
mod linked;
mod meta;
mod words;

pub use dates::normal as date;
pub use linked::names_article;
pub use meta::names;

use dom_query::Document;

/// An article as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The headline, at most 2,000 code points.
    pub title: Option<String>,
    /// The paragraphs, headings and items of lists with an empty line between them.
    pub text: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published, in a form that articles take.
    pub published_at: Option<String>,
    /// The address that the page gives itself: absolute, `http` or `https`, at most 2,000 code points.
    pub canonical: Option<String>,
}

/// Why a page can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// It has no article, or none of which the text stands in it.
    #[error("nothing in the page reads like an article")]
    NoArticle,
    /// Reading it would cost far more than its length.
    #[error("the page has more elements, or deeper ones, than any page of a newspaper")]
    TooComplex,
}

/// What an element takes while a page is read, and each byte of the page; measured on the worst pages that are read.
const BYTES_PER_ELEMENT: usize = 1_300;
const BYTES_PER_BYTE: usize = 12;

/// The bytes that reading a page may hold. Cost: one pass.
///
/// # Errors
/// When it is not read at all, as it would cost too much.
pub fn memory_for(html: &str) -> Result<usize, PageError> {
    let elements = bounds::elements(html).ok_or(PageError::TooComplex)?;
    Ok(elements * BYTES_PER_ELEMENT + html.len() * BYTES_PER_BYTE)
}

/// Reads the article in a page; `address` is that of the page, for addresses in it that are relative. Cost: grows with
/// the page, some milliseconds for an ordinary one.
///
/// # Errors
/// When the page has no article, or is not worth its cost.
pub fn read(html: &str, address: Option<&str>) -> Result<Page, PageError> {
    memory_for(html)?;
    let page = Document::from(html);
    let meta = meta::read(&page, address);
    let shown = body::read(page, html, meta.title.as_deref(), &meta.authors);
    let told = meta.body.as_deref().map(paragraphs).unwrap_or_default();
    // Some pages are filled by a script, and have their text only where search engines read it.
    let text = if 2 * shown.len() < told.len() { told } else { shown };
    if text.is_empty() {
        return Err(PageError::NoArticle);
    }
    let meta::Meta { title, authors, published_at, canonical, body: _ } = meta;
    Ok(Page { title, text, authors, published_at, canonical })
}

/// What readers see of some markup, an item of a feed say: all of it, with an empty line between paragraphs.
///
/// # Errors
/// When they see nothing, or reading it is not worth its cost.
pub fn text_of(markup: &str) -> Result<String, PageError> {
    memory_for(markup)?;
    let text = body::seen(&Document::from(markup));
    if text.is_empty() { Err(PageError::NoArticle) } else { Ok(text) }
}

fn paragraphs(text: &str) -> String {
    text.lines().map(plain_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A line as readers see it: white space is one blank, and hyphens that show only at the end of a line are gone.
fn plain_line(text: &str) -> String {
    let shown = text.replace(['\u{ad}', '\u{200b}', '\u{feff}'], "");
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
