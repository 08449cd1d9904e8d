//! When a page is full: it has so many items, or its articles so many bytes, as one article may have a megabyte.

use crate::article::Article;

/// So many bytes of articles fill a page: those of some hundred ordinary articles. The article that passes this bound is
/// still in, so that every page has one.
pub const PAGE_BYTES: usize = 1 << 20;

/// How full a page is.
#[derive(Debug)]
pub struct Fullness {
    limit: usize,
    items: usize,
    bytes: usize,
}

impl Fullness {
    /// An empty page for at most `limit` items.
    pub fn new(limit: usize) -> Self {
        Self { limit, items: 0, bytes: 0 }
    }

    /// Whether one more item has no place; `article` when it would bring in another article.
    pub fn refuses(&self, article: bool) -> bool {
        self.items >= self.limit || (article && self.bytes >= PAGE_BYTES)
    }

    /// Counts an item, and the article that came in with it.
    pub fn add(&mut self, article: Option<&Article>) {
        self.add_bytes(article.map(weight));
    }

    /// The same of an article that is as large as [`weight`] tells.
    pub fn add_bytes(&mut self, article: Option<usize>) {
        self.items += 1;
        self.bytes += article.unwrap_or_default();
    }
}

/// Bytes of what was sent, which is what an article is large by; its analysis grows with its text.
pub fn weight(article: &Article) -> usize {
    let content = &article.content;
    let short = [&content.title, &content.url, &content.source, &content.external_id].into_iter().flatten();
    let pairs = content.metadata.iter().flat_map(|(key, value)| [key, value]);
    content.text.len() + short.chain(&content.authors).chain(pairs).map(String::len).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, NewArticle, Submission};

    fn article(text: usize, metadata: usize) -> Article {
        let metadata = [("k".to_owned(), "v".repeat(metadata))].into_iter().filter(|(_, value)| !value.is_empty());
        let content = NewArticle {
            metadata: metadata.collect(),
            text: "x".repeat(text),
            ..NewArticle::parse(Submission { text: "x".into(), ..Submission::default() }).unwrap()
        };
        let content_hash = content.content_hash();
        Article {
            id: ArticleId::from_bytes([1; 16]),
            received_at: jiff::Timestamp::UNIX_EPOCH,
            content_hash,
            content,
            revised: None,
        }
    }

    #[test]
    fn a_page_is_full_by_number_or_by_bytes() {
        let (huge, nearly) = (article(PAGE_BYTES, 0), article(PAGE_BYTES - 1, 0));
        let described = article(1, PAGE_BYTES);
        for (items, limit, refuses, reason) in [
            (&[][..], 1, [false, false], "empty"),
            (&[Some(&nearly)][..], 1, [true, true], "as many items as asked for"),
            (&[Some(&huge)], 9, [false, true], "more of the same article is let in"),
            (&[Some(&described)], 9, [false, true], "what is said about an article counts"),
            (&[Some(&nearly), None], 9, [false, false], "a byte is left"),
        ] {
            let mut page = Fullness::new(limit);
            for article in items {
                page.add(*article);
            }
            assert_eq!([page.refuses(false), page.refuses(true)], refuses, "{reason}");
        }
    }
}
