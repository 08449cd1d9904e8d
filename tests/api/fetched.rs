//! What is read in pages: own pages in the shapes of real outlets (`tests/api/fetched`), each with what is in it.
//!
//! Beside `NAME.html` lies `NAME.txt`: headline, authors, date and address, then the paragraphs, a line each. The shares
//! that are read must not sink below the floors; a rise is written here in the same change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pressespiegel::fetch::charset::decode;
use pressespiegel::fetch::page::{Page, PageError, read};

/// Words of the text that belong there, and words that belong there and are read; whole paragraphs the same way.
const WORDS: (f64, f64) = (0.99, 0.995);
const PARAGRAPHS: (f64, f64) = (0.95, 0.985);

struct Case {
    name: String,
    page: Page,
    lines: BTreeMap<&'static str, Vec<String>>,
    paragraphs: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/fetched");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().filter(|file| file.extension().is_some_and(|end| end == "html")).map(|file| case(file)).collect()
}

fn case(file: &Path) -> Case {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let page = read(&decode(&fs::read(file).unwrap(), None), None).unwrap_or_else(|error| panic!("{name}: {error}"));
    let gold = fs::read_to_string(file.with_extension("txt")).unwrap();
    let (head, text) = gold.split_once("\n\n").unwrap();
    let values = |key: &str| head.lines().filter_map(|line| line.strip_prefix(key)).map(str::to_owned).collect();
    let lines = ["title: ", "author: ", "date: ", "url: "].map(|key| (key, values(key))).into();
    Case { name, page, lines, paragraphs: text.lines().map(str::to_owned).collect() }
}

fn counted<'a>(parts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    parts.fold(BTreeMap::new(), |mut counts, part| {
        *counts.entry(part).or_default() += 1;
        counts
    })
}

/// How many of the parts that were read belong there, and how many of those that belong there were read.
fn shares<'a>(read: impl Iterator<Item = &'a str>, right: impl Iterator<Item = &'a str>) -> (f64, f64) {
    let (read, right) = (counted(read), counted(right));
    let both: usize = read.iter().map(|(part, n)| *n.min(right.get(part).unwrap_or(&0))).sum();
    let of = |all: &BTreeMap<&str, usize>| both as f64 / all.values().sum::<usize>().max(1) as f64;
    (of(&read), of(&right))
}

fn mean(shares: &[(f64, f64)]) -> (f64, f64) {
    let n = shares.len() as f64;
    (shares.iter().map(|(p, _)| p).sum::<f64>() / n, shares.iter().map(|(_, r)| r).sum::<f64>() / n)
}

#[test]
fn the_text_of_pages_is_read_and_little_else() {
    let cases = cases();
    assert!(cases.len() >= 25, "only {} pages", cases.len());
    let paragraphs = |case: &Case| {
        let read = case.page.text.split("\n\n");
        shares(read, case.paragraphs.iter().map(String::as_str))
    };
    let words = |case: &Case| {
        let right = case.paragraphs.iter().flat_map(|line| line.split_whitespace());
        shares(case.page.text.split_whitespace(), right)
    };
    for (what, floor, found) in [
        ("words", WORDS, cases.iter().map(words).collect::<Vec<_>>()),
        ("paragraphs", PARAGRAPHS, cases.iter().map(paragraphs).collect()),
    ] {
        let (precision, recall) = mean(&found);
        let each: Vec<_> =
            cases.iter().zip(&found).map(|(case, (p, r))| format!("{} {p:.2} {r:.2}", case.name)).collect();
        assert!(
            precision >= floor.0 && recall >= floor.1,
            "{what}: precision {precision:.4}, recall {recall:.4}\n{}",
            each.join("\n")
        );
    }
}

#[test]
fn headline_authors_date_and_address_are_read() {
    for case in cases() {
        let Page { title, authors, published_at, canonical, .. } = &case.page;
        assert_eq!(title.as_slice(), case.lines["title: "], "{}", case.name);
        assert_eq!(*authors, case.lines["author: "], "{}", case.name);
        assert_eq!(published_at.as_slice(), case.lines["date: "], "{}", case.name);
        assert_eq!(canonical.as_slice(), case.lines["url: "], "{}", case.name);
    }
}

#[test]
fn what_has_no_article_is_told_so() {
    let menu = "<ul>".to_owned() + &"<li><a href=/x>Politik und Wirtschaft</a></li>".repeat(50) + "</ul>";
    let form = "<form><p>Bitte melden Sie sich an, um diesen Artikel zu lesen, den wir nur für Sie geschrieben haben, \
                und den Sie so nirgends sonst finden werden.</p></form>";
    for (html, reason) in [
        ("", "nothing"),
        ("Kurz.", "too short"),
        ("<html><body></body></html>", "empty"),
        (menu.as_str(), "a menu"),
        (form, "a form"),
        (
            "<script>var text = 'Ein langer Text, der in einem Skript steht und darum kein Artikel ist. Noch ein Satz.'</script>",
            "a script",
        ),
    ] {
        assert_eq!(read(html, None), Err(PageError::NoArticle), "{reason}");
    }
    assert_eq!(read(&"<div>".repeat(10_000), None), Err(PageError::TooComplex));
}

#[test]
fn a_page_that_breaks_off_anywhere_is_read_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/fetched");
    for name in ["json-ld-graph", "old-tables", "live-ticker", "amp"] {
        let html = decode(&fs::read(folder.join(name).with_extension("html")).unwrap(), None);
        for at in (0..html.len()).step_by(53).filter(|at| html.is_char_boundary(*at)) {
            let (front, rest) = html.split_at(at);
            for part in [front, rest, &format!("{rest}{front}")] {
                let text = read(part, Some("https://kurier.example/")).map(|page| page.text).unwrap_or_default();
                assert!(text.len() <= 2 * part.len(), "{name} at {at}: more came out than went in");
            }
        }
    }
}
