//! What a feed lists: RSS in all its versions and Atom, by `feed-rs`.

use crate::outbound::Url;

/// Of more entries in one feed only the first are read.
const MOST_ENTRIES: usize = 1_000;

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its own id, or one made of its address and headline.
    pub id: String,
    /// The address of its page: absolute, `http` or `https`.
    pub link: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: Option<String>,
    /// When it was changed last, where that is told.
    pub updated: Option<String>,
    /// What the feed itself holds of it, the longest form of it, as HTML.
    pub content: Option<String>,
}

/// The entries of a feed in its order; `address` is that of the feed.
///
/// # Errors
/// Why it is none.
pub fn read(bytes: &[u8], address: &str) -> Result<Vec<Entry>, String> {
    let parser = feed_rs::parser::Builder::new().base_uri(Some(address)).build();
    let feed = parser.parse(bytes).map_err(|error| error.to_string())?;
    Ok(feed.entries.into_iter().take(MOST_ENTRIES).map(entry).collect())
}

fn entry(entry: feed_rs::model::Entry) -> Entry {
    let alternate = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let link = alternate.or(entry.links.first()).map(|link| link.href.trim());
    let link = link.filter(|link| Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https")));
    let one_line =
        |text: String| Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    let bodies = [entry.content.and_then(|content| content.body), entry.summary.map(|summary| summary.content)];
    Entry {
        link: link.map(str::to_owned),
        title: entry.title.and_then(|title| one_line(html_escape::decode_html_entities(&title.content).into_owned())),
        authors: entry.authors.into_iter().filter_map(|author| one_line(author.name?)).collect(),
        published_at: entry.published.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        updated: entry.updated.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        content: bodies.into_iter().flatten().max_by_key(String::len).filter(|body| !body.trim().is_empty()),
        id: entry.id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rss_and_atom_are_read_alike() {
        let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blatt</title><item>
            <title>Rat &amp;amp; Tat</title><link>https://blatt.example/rat</link><guid isPermaLink="false">rat-1</guid>
            <pubDate>Thu, 22 Jan 2026 10:00:00 +0100</pubDate><dc:creator>Anna Alt</dc:creator>
            <description>Kurz.</description><content:encoded><![CDATA[<p>Lang und länger.</p>]]></content:encoded>
            </item></channel></rss>"#;
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Blatt</title><id>x</id><entry>
            <title>Rat &amp; Tat</title><id>rat-1</id><link rel="self" href="https://blatt.example/rat.atom"/>
            <link rel="alternate" href="/rat"/><published>2026-01-22T10:00:00+01:00</published>
            <author><name>Anna Alt</name></author><summary>Kurz.</summary>
            <content type="html">&lt;p&gt;Lang und länger.&lt;/p&gt;</content></entry></feed>"#;
        let expected = Entry {
            id: "rat-1".into(),
            link: Some("https://blatt.example/rat".into()),
            title: Some("Rat & Tat".into()),
            authors: vec!["Anna Alt".into()],
            published_at: Some("2026-01-22T09:00:00Z".into()),
            updated: None,
            content: Some("<p>Lang und länger.</p>".into()),
        };
        for (feed, kind) in [(rss, "RSS"), (atom, "Atom")] {
            let mut entries = read(feed.as_bytes(), "https://blatt.example/feed").unwrap();
            // Where only one time is told, it may stand for both.
            let updated = entries[0].updated.take();
            assert!(updated.is_none() || updated == expected.published_at, "{kind}: {updated:?}");
            assert_eq!(entries, std::slice::from_ref(&expected), "{kind}");
        }
    }

    #[test]
    fn a_feed_is_read_in_its_charset() {
        let feed = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel><title>x</title><item>\
                    <title>K\u{e4}se</title><link>https://blatt.example/a</link></item></channel></rss>";
        let bytes: Vec<u8> = feed.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let entries = read(&bytes, "https://blatt.example/feed").unwrap();
        assert_eq!(entries[0].title.as_deref(), Some("Käse"));
    }

    #[test]
    fn what_is_no_feed_is_told_so() {
        for (bytes, reason) in
            [("", "nothing"), ("<html></html>", "a page"), ("{}", "JSON"), ("<rss><channel>", "cut off")]
        {
            let read = read(bytes.as_bytes(), "https://blatt.example/feed");
            assert!(read.as_ref().is_err() || read.as_ref().is_ok_and(Vec::is_empty), "{reason}: {read:?}");
        }
    }
}
