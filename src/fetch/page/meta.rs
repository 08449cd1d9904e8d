//! Headline, authors, date and address of an article, from what its page says of it: JSON-LD, meta elements, microdata,
//! and at last what readers see.

use dom_query::{Document, NodeRef};

use super::linked::{self, Told};
use super::words::{Kind, words};
use super::{dates, plain_line};
use crate::article::MAX_SHORT_CODE_POINTS;
use crate::outbound::Url;

/// Longer names are none.
const LONGEST_NAME: usize = 100;

/// More authors than these no article has.
const MOST_AUTHORS: usize = 20;

/// What a page says of its article.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub published_at: Option<String>,
    pub canonical: Option<String>,
    /// The text as JSON-LD has it.
    pub body: Option<String>,
}

/// Reads it; `address` is that of the page, where it is known.
pub(super) fn read(page: &Document, address: Option<&str>) -> Meta {
    let heads = Heads::of(page);
    let scripts: Vec<String> =
        page.select("script[type='application/ld+json']").iter().map(|script| script.text().to_string()).collect();
    let shown =
        page.select("title, h1, h2").iter().map(|title| plain_line(&title.text())).collect::<Vec<_>>().join(" | ");
    let told = linked::article(scripts.iter().map(String::as_str), &shown).unwrap_or_default();
    Meta {
        title: title(page, &heads, &told),
        authors: authors(page, &heads, &told),
        published_at: published(page, &heads, &told),
        canonical: canonical(page, &heads, &told, address),
        body: told.body,
    }
}

/// The meta elements with their names in small letters.
struct Heads(Vec<(String, String)>);

impl Heads {
    fn of(page: &Document) -> Self {
        let named = |meta: &NodeRef<'_>| {
            let name = ["property", "name", "itemprop"].iter().find_map(|attribute| meta.attr(attribute))?;
            let content = plain_line(&meta.attr("content")?);
            (!content.is_empty()).then(|| (name.to_ascii_lowercase(), content))
        };
        Self(page.select("meta[content]").nodes().iter().filter_map(named).collect())
    }

    /// All values of a name.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The first value of the names of a kind.
    fn first(&self, kind: Kind) -> impl Iterator<Item = &str> {
        words(kind).filter_map(|name| self.all(name).next())
    }
}

fn texts(page: &Document, selector: &str) -> Vec<String> {
    let lines = page.select(selector).iter().map(|node| plain_line(&node.text())).collect::<Vec<_>>();
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn title(page: &Document, heads: &Heads, told: &Told) -> Option<String> {
    let headings = texts(page, "h1, h2");
    let site = heads.all("og:site_name").next();
    let named = texts(page, "[itemprop=headline]").into_iter().next();
    let told = told.headline.as_deref().map(plain_line);
    let meta = heads.first(Kind::Title).next().map(|title| without_site(title, site, &headings));
    let first = texts(page, "h1").into_iter().next();
    let window = || texts(page, "title").first().map(|title| without_site(title, site, &headings));
    let title = told.or(meta).or(named).or(first).or_else(window)?;
    Some(title.chars().take(MAX_SHORT_CODE_POINTS).collect())
}

/// A title as windows show it often ends with the name of the newspaper.
fn without_site(title: &str, site: Option<&str>, headings: &[String]) -> String {
    for separator in [" | ", " - ", " – ", " — ", " :: "] {
        let Some((first, _)) = title.split_once(separator) else { continue };
        let is_site = |rest: &str| site.is_some_and(|site| rest.eq_ignore_ascii_case(site));
        if let Some((front, rest)) = title.rsplit_once(separator)
            && (is_site(rest) || headings.iter().any(|heading| heading == front))
        {
            return front.to_owned();
        }
        if separator == " | " || headings.iter().any(|heading| heading == first) {
            return first.to_owned();
        }
    }
    title.to_owned()
}

fn authors(page: &Document, heads: &Heads, told: &Told) -> Vec<String> {
    let named = |name: &'static str| heads.all(name).map(str::to_owned).collect::<Vec<_>>();
    let in_head = words(Kind::Author).map(named).find(|found| !names(found).is_empty()).unwrap_or_default();
    let labelled = (1..=2).filter_map(|i| {
        let label = heads.all(&format!("twitter:label{i}")).next()?.to_owned();
        let value = heads.all(&format!("twitter:data{i}")).next()?.to_owned();
        words(Kind::Wrote).any(|word| word.eq_ignore_ascii_case(&label)).then_some(value)
    });
    let mut sources = vec![told.authors.clone(), in_head, labelled.collect()];
    sources.extend(
        ["[itemprop=author] [itemprop=name]", "[itemprop=author]", "[rel=author]", ".author-name", ".byline .author"]
            .map(|selector| texts(page, selector)),
    );
    sources.iter().map(|found| names(found)).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The names in lines that say who wrote something ("Von A. Alt und B. Neu"), each once and at most twenty.
#[must_use]
pub fn names(found: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in found.iter().flat_map(|text| split(text)) {
        let name =
            words(Kind::Wrote).find_map(|word| name.strip_prefix(word)?.strip_prefix(' ')).unwrap_or(name).trim();
        let fits = name.chars().any(char::is_alphabetic) && name.chars().count() <= LONGEST_NAME;
        if fits && !name.contains("://") && !names.iter().any(|known| known == name) && names.len() < MOST_AUTHORS {
            names.push(name.to_owned());
        }
    }
    names
}

/// "A. Alt und B. Neu" are two; "Alt, Anna" is one.
fn split(text: &str) -> Vec<&str> {
    let parts: Vec<_> =
        text.split(" und ").flat_map(|part| part.split(" and ")).flat_map(|part| part.split([';', '|'])).collect();
    parts
        .into_iter()
        .flat_map(|part| {
            let single: Vec<_> = part.split(", ").map(str::trim).collect();
            if single.iter().all(|name| name.contains(' ')) { single } else { vec![part.trim()] }
        })
        .collect()
}

fn published(page: &Document, heads: &Heads, told: &Told) -> Option<String> {
    let marked = |selector: &str| {
        let found = page.select_single(selector);
        found.attr("content").or_else(|| found.attr("datetime")).map(|date| date.to_string())
    };
    let told = told.published.as_deref().and_then(dates::normal);
    let in_head = || heads.first(Kind::Date).find_map(dates::normal);
    let in_page = || {
        ["[itemprop=datePublished]", "time[pubdate]", "article time[datetime]", "main time[datetime]", "time[datetime]"]
            .into_iter()
            .find_map(|selector| dates::normal(&marked(selector)?))
    };
    told.or_else(in_head).or_else(in_page)
}

fn canonical(page: &Document, heads: &Heads, told: &Told, address: Option<&str>) -> Option<String> {
    let link = page.select_single("link[rel~=canonical]").attr("href").map(|href| href.to_string());
    let graph = heads.all("og:url").next().map(str::to_owned);
    let base = address.and_then(|address| Url::parse(address).ok());
    [link, graph, told.address.clone()].into_iter().flatten().find_map(|href| absolute(&href, base.as_ref()))
}

/// An address that an article may have.
fn absolute(href: &str, base: Option<&Url>) -> Option<String> {
    let mut url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    url.set_fragment(None);
    let fits = matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && url.username().is_empty();
    let text = String::from(url);
    (fits && text.chars().count() <= MAX_SHORT_CODE_POINTS).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_newspaper_is_no_part_of_the_headline() {
        let heading = ["Bahn – ein Porträt".to_owned()];
        for (title, site, expected, reason) in [
            ("Rat tagt | Kurier", None, "Rat tagt", "a bar"),
            ("Rat tagt - Kurier", Some("Kurier"), "Rat tagt", "a dash and a site that is known"),
            ("Bahn – ein Porträt - Kurier", None, "Bahn – ein Porträt", "a heading says where it ends"),
            ("Bahn – ein Porträt", None, "Bahn – ein Porträt", "a dash of its own"),
            ("Köln - Bonn gesperrt", None, "Köln - Bonn gesperrt", "a dash that nobody explains"),
        ] {
            assert_eq!(without_site(title, site, &heading), expected, "{reason}");
        }
    }

    #[test]
    fn authors_are_told_apart() {
        for (text, expected) in [
            ("Von Anna Alt und Bert Neu", vec!["Anna Alt", "Bert Neu"]),
            ("Anna Alt, Bert Neu; Carl Groß", vec!["Anna Alt", "Bert Neu", "Carl Groß"]),
            ("Alt, Anna", vec!["Alt, Anna"]),
            ("https://blatt.example/autor", vec![]),
            ("dpa", vec!["dpa"]),
            ("Anna Alt und Anna Alt", vec!["Anna Alt"]),
            ("Vonderheide, Karl", vec!["Vonderheide, Karl"]),
            ("---", vec![]),
        ] {
            assert_eq!(names(&[text.to_owned()]), expected, "{text}");
        }
    }

    #[test]
    fn only_addresses_of_pages_are_canonical() {
        let base = Url::parse("https://blatt.example/a/b?utm=1").unwrap();
        for (href, expected, reason) in [
            ("/a/b", Some("https://blatt.example/a/b"), "relative"),
            ("https://blatt.example/a/b#top", Some("https://blatt.example/a/b"), "with a part"),
            ("javascript:alert(1)", None, "a script"),
            ("https://me@blatt.example/", None, "a name"),
        ] {
            assert_eq!(absolute(href, Some(&base)).as_deref(), expected, "{reason}");
        }
        assert_eq!(absolute("/a/b", None), None, "relative to nothing");
    }
}
