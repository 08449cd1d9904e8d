//! The text of an article: what is no part of it is taken out of the page, the rest is weighed by Mozilla's Readability
//! (crate `dom_smoothie`), and lines that say what to read next or whose picture was shown are left out.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};

use super::plain_line;
use super::words::{Kind, is, words};

/// A page of which less is left has no article.
const SHORTEST: usize = 100;

/// Longer lines are text, however they begin.
const LONGEST_NOTE: usize = 250;

/// The paragraphs, with an empty line between them; empty where there is no article.
pub(super) fn read(page: Document, html: &str, title: Option<&str>, authors: &[String]) -> String {
    take_out_noise(&page);
    take_out_other_articles(&page, title);
    take_out_boxes(&page);
    let text = weighed(page, title, authors);
    if !text.is_empty() {
        return text;
    }
    // Perhaps the article itself stands in what is named like a box.
    let page = Document::from(html);
    take_out_noise(&page);
    weighed(page, title, authors)
}

/// All that readers see of it.
pub(super) fn seen(page: &Document) -> String {
    take_out_noise(page);
    let text = page.body().map(|body| body.formatted_text().to_string()).unwrap_or_default();
    text.lines().map(plain_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn weighed(page: Document, title: Option<&str>, authors: &[String]) -> String {
    let config = Config { text_mode: TextMode::Formatted, char_threshold: SHORTEST, ..Config::default() };
    let Ok(mut reader) = Readability::with_document(page, None, Some(config)) else { return String::new() };
    let found = reader.parse().map(|article| article.text_content.to_string()).unwrap_or_default();
    let lines = found.lines().map(plain_line).filter(|line| is_text(line, title, authors));
    let text = lines.collect::<Vec<_>>().join("\n\n");
    if text.chars().count() < SHORTEST || !text.contains(['.', '!', '?', '…']) { String::new() } else { text }
}

/// Takes out elements that never are article text.
fn take_out_noise(page: &Document) {
    let noise = words(Kind::Noise).collect::<Vec<_>>().join(",");
    page.select(&noise).remove();
    page.select("[hidden], [aria-hidden=true], [role=dialog], [role=navigation], [role=complementary]").remove();
}

/// Pages without an end hold the next articles, too: the one with the headline of the page stays, else the first.
fn take_out_other_articles(page: &Document, title: Option<&str>) {
    let found = page.select("article");
    let headed: Vec<_> = found.nodes().iter().filter(|article| holds_headline(article)).collect();
    let bears = |article: &NodeRef<'_>| title.is_some_and(|title| plain_line(&article.text()).contains(title));
    let own = headed.iter().position(|article| bears(article)).unwrap_or_default();
    // What stands in the article itself is no other one.
    let inside = |article: &NodeRef<'_>| article.ancestors_it(None).any(|outer| outer.has_name("article"));
    for (_, other) in headed.iter().enumerate().filter(|(at, article)| *at != own && !inside(article)) {
        other.remove_from_parent();
    }
}

/// Takes out what is named like no article text, and what is nothing but links.
fn take_out_boxes(page: &Document) {
    let Some(body) = page.body() else { return };
    let whole = letters(&body);
    for node in page.select("body [class], body [id]").nodes() {
        let parts = parts(node);
        let is_box = parts.iter().any(|part| is(Kind::Box, part));
        if !is_box && !parts.iter().any(|part| is(Kind::Linked, part)) {
            continue;
        }
        let all = letters(node);
        // "has-newsletter" may stand on the article itself.
        let is_article = 2 * all > whole || node.has_name("article") || node.has_name("main") || holds_headline(node);
        if !is_article && (is_box || 2 * linked(node) > all) {
            node.remove_from_parent();
        }
    }
    for node in page.select("body p, body h2, body h3, body h4, body ul, body ol").nodes() {
        let all = letters(node);
        if all > 0 && 10 * linked(node) > 9 * all {
            node.remove_from_parent();
        }
    }
}

fn holds_headline(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|inner| inner.has_name("h1"))
}

/// The words that class and id are made of: `c-article__text` is c, article, text.
fn parts(node: &NodeRef<'_>) -> Vec<String> {
    let names = [node.class(), node.id_attr()].into_iter().flatten().map(|names| names.to_lowercase());
    let mut parts = Vec::new();
    for name in names.flat_map(|names| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>()) {
        let words: Vec<_> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.first().is_some_and(|first| !is(Kind::State, first)) {
            parts.extend(words.into_iter().map(str::to_owned));
        }
    }
    parts
}

fn letters(node: &NodeRef<'_>) -> usize {
    node.normalized_char_count()
}

/// How much of it stands in links.
fn linked(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|inner| inner.has_name("a")).map(|link| letters(&link)).sum()
}

fn is_text(line: &str, title: Option<&str>, authors: &[String]) -> bool {
    let bare = line.trim_end_matches(':');
    let is_title = title.is_some_and(|title| title == line);
    let is_byline = authors.iter().any(|author| line.contains(author.as_str()))
        && line.chars().count() < 40 + authors.iter().map(|author| author.chars().count() + 5).sum::<usize>()
        && !line.ends_with(['.', '!', '?'])
        && !line.contains('„');
    let is_note = line.chars().count() <= LONGEST_NOTE && words(Kind::Opening).any(|opening| line.starts_with(opening));
    !line.is_empty()
        && !is_title
        && !is_byline
        && !is_note
        && !is(Kind::Label, bare)
        && line.chars().any(char::is_alphabetic)
        && !is_moment(line)
}

/// "10. März 2026, 14:05 Uhr": a line that is nothing but a date.
fn is_moment(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    digits >= 3 && letters <= 12 && line.chars().count() <= 40 && line.ends_with("Uhr")
}
