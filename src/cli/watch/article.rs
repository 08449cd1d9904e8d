//! From an item of a feed to an article of the service.

use std::time::Duration;

use anyhow::anyhow;
use serde_json::{Map, Value, json};

use crate::article::MAX_SHORT_CODE_POINTS;
use crate::fetch::feed::Entry;
use crate::fetch::page::{self, Page};
use crate::fetch::{Fetched, own_address, source_of};
use crate::outbound;

/// How long the service may take for one article, analysis included.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the service said to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    New,
    Corrected,
    Known,
}

/// Why an article was not sent.
#[derive(Debug)]
pub(super) enum Failed {
    /// It may be, the next time.
    Now(String),
    /// It will never be.
    Never(String),
    /// Nor will any other.
    Hopeless(anyhow::Error),
}

/// The article in a page that an item links. The page knows more than the feed: what it says wins.
pub(super) fn of_page(entry: &Entry, fetched: &Fetched, source: Option<&str>) -> Result<Value, Failed> {
    let Fetched { html, address } = fetched;
    let Page { title, text, authors, published_at, canonical } =
        page::read(html, Some(address)).map_err(|error| Failed::Never(error.to_string()))?;
    let url = own_address(address.clone(), canonical);
    let authors = if authors.is_empty() { entry.authors.clone() } else { authors };
    let published_at = published_at.or_else(|| entry.published_at.clone());
    let title = title.or_else(|| entry.title.clone());
    Ok(article(&entry.id, Read { text, title, authors: &authors, published_at, url: Some(&url) }, source))
}

/// The article that a feed holds itself.
pub(super) fn of_item(entry: &Entry, source: Option<&str>) -> Result<Value, Failed> {
    let content = entry.content.as_deref().ok_or_else(|| Failed::Never("the feed holds no text of it".into()))?;
    let text = page::text_of(content).map_err(|error| Failed::Never(error.to_string()))?;
    let (title, published_at) = (entry.title.clone(), entry.published_at.clone());
    let url = entry.link.as_deref();
    Ok(article(&entry.id, Read { text, title, authors: &entry.authors, published_at, url }, source))
}

/// What a page or a feed says of an article.
struct Read<'a> {
    text: String,
    title: Option<String>,
    authors: &'a [String],
    published_at: Option<String>,
    url: Option<&'a str>,
}

fn article(id: &str, read: Read<'_>, source: Option<&str>) -> Value {
    let Read { text, title, authors, published_at, url } = read;
    let source = source.map(str::to_owned).or_else(|| source_of(url?));
    let fits = |text: &String| text.chars().count() <= MAX_SHORT_CODE_POINTS;
    let fields = [
        ("title", title.filter(fits)),
        ("url", url.map(str::to_owned).filter(fits)),
        ("source", source),
        ("published_at", published_at),
        ("external_id", Some(id.to_owned()).filter(fits)),
    ];
    let mut article: Map<String, Value> =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
    article.insert("text".into(), text.into());
    if !authors.is_empty() {
        article.insert("authors".into(), json!(authors));
    }
    article.into()
}

/// A running service.
pub(super) struct Service {
    address: String,
    key: Option<String>,
    client: outbound::Client,
}

impl Service {
    pub fn new(base: &str, key: Option<String>) -> anyhow::Result<Self> {
        let client = outbound::client_builder()?.no_proxy().timeout(PATIENCE).build()?;
        Ok(Self { address: format!("{}/v1/articles", base.trim_end_matches('/')), key, client })
    }

    /// Sends an article.
    pub async fn send(&self, article: &Value) -> Result<Sent, Failed> {
        let request = self.client.post(&self.address).header("content-type", "application/json");
        let request = match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        let answer = request.body(article.to_string()).send().await;
        let answer = answer.map_err(|_| Failed::Now(format!("{} does not answer", self.address)))?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(|_| Failed::Now("the answer of the service broke off".into()))?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let detail = body["detail"].as_str().or_else(|| body["title"].as_str()).unwrap_or_default();
        match status {
            201 => Ok(Sent::New),
            200 if body["changed"] == true => Ok(Sent::Corrected),
            200 => Ok(Sent::Known),
            401 | 403 => Err(Failed::Hopeless(anyhow!(
                "the service answers {status}: {detail}; give its key as PRESSESPIEGEL_KEY"
            ))),
            408 | 429 | 500.. => Err(Failed::Now(format!("the service answers {status}: {detail}"))),
            400 | 413 | 422 => Err(Failed::Never(format!("the service answers {status}: {detail}"))),
            _ => Err(Failed::Hopeless(anyhow!("{} answers {status}; is that a service?", self.address))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            id: "rat-1".into(),
            link: Some("https://www.blatt.example/rat?rss".into()),
            title: Some("Aus dem Feed".into()),
            authors: vec!["Anna Alt".into()],
            published_at: Some("2026-01-22T09:00:00Z".into()),
            updated: None,
            content: Some("<p>Der Rat tagt &amp; tagt.</p><p>Er tagt lange.</p><script>x()</script>".into()),
        }
    }

    #[test]
    fn an_item_becomes_an_article() {
        let expected = json!({"text": "Der Rat tagt & tagt.\n\nEr tagt lange.", "title": "Aus dem Feed",
            "url": "https://www.blatt.example/rat?rss", "source": "blatt.example", "authors": ["Anna Alt"],
            "published_at": "2026-01-22T09:00:00Z", "external_id": "rat-1"});
        assert_eq!(of_item(&entry(), None).unwrap(), expected);
        assert_eq!(of_item(&entry(), Some("Blatt")).unwrap()["source"], "Blatt");
        let empty = of_item(&Entry { content: None, ..entry() }, None);
        assert!(matches!(empty, Err(Failed::Never(_))), "{empty:?}");
    }

    #[test]
    fn a_page_becomes_an_article_and_knows_more_than_the_feed() {
        let html = "<title>Rat tagt</title><link rel=canonical href=/rat><h1>Rat tagt</h1><p>Der Rat hat am Mittwoch getagt, \
                    und zwar lange, wie eine Sprecherin der Stadt am Abend mitteilte. Er tagt wieder im März.</p>";
        let fetched = Fetched { html: html.into(), address: "https://www.blatt.example/rat?rss".into() };
        let article = of_page(&entry(), &fetched, None).unwrap();
        assert_eq!(article["title"], "Rat tagt");
        assert_eq!(article["url"], "https://www.blatt.example/rat");
        assert_eq!(article["authors"], json!(["Anna Alt"]), "the page does not say");
        assert_eq!(article["published_at"], "2026-01-22T09:00:00Z", "the page does not say");
    }
}
