//! The page for people: a text with what was found in it, and the archive to search and look at.
//!
//! It is plain HTML, CSS and ES modules, compiled in, and asks nothing but this service's own API. One document is
//! answered at every address of the page ([`READER`]); its script draws what the address names, so that each can be
//! sent on and opened again. Texts are put in as text nodes, never as markup, and the policy forbids everything else.
//!
//! `reader/main.js` knows the addresses; `reader/annotations.js` cuts a text into what is drawn; `reader/api.js` is the
//! only module that sends requests. The same modules are put into one file for a text that no service shows ([`single`]).

mod problems;
mod single;

pub(super) use single::page as single_page;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};

use super::error::ApiError;
use super::problem::ProblemKind;
use super::respond;

/// Nothing from elsewhere, nothing inline, and no markup made from strings.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const HTML: &str = "text/html; charset=utf-8";

/// The addresses of the page; `reader/main.js` draws each.
const READER: [&str; 8] =
    ["/", "/articles", "/articles/{id}", "/entities", "/entities/{id}", "/claims", "/figures", "/conflicts"];

macro_rules! files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("reader/", $name)))),+] };
}

/// What the document loads, from `/pages/`.
const FILES: &[(&str, &str)] = files![
    "annotations.js",
    "api.js",
    "appearance.js",
    "article.js",
    "chart.js",
    "copy.js",
    "detail.js",
    "dom.js",
    "entity.js",
    "facets.js",
    "format.js",
    "home.js",
    "icon.svg",
    "items.js",
    "key.js",
    "lists.js",
    "main.js",
    "problem.js",
    "reader.js",
    "style.css",
    "tables.js",
    "text.css",
    "text.js",
    "theme.js",
    "words-de.js",
    "words-en.js",
    "words.js",
];

/// Registers the page, its files, and the explanations of problems.
pub(crate) fn register(config: &mut ServiceConfig) {
    for address in READER {
        config.service(web::resource(address).route(web::get().to(reader)));
    }
    config.service(problems::catalogue).service(file).service(problems::list).service(problems::one);
}

/// An answer for a browser, with its tag and what the browser may do with it.
pub(super) fn answer(
    request: &HttpRequest,
    policy: &'static str,
    media_type: &str,
    body: impl Into<Vec<u8>>,
) -> HttpResponse {
    let mut response = respond::tagged_bytes(request, media_type, body.into());
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn reader(request: HttpRequest) -> HttpResponse {
    answer(&request, POLICY, HTML, include_str!("reader/index.html"))
}

#[get("/pages/{file}")]
async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let Some((name, body)) = FILES.iter().find(|(known, _)| *known == name.as_str()) else {
        let detail = format!("the page has no file {:?}", name.as_str());
        return Err(ApiError::new(ProblemKind::UnknownRoute, detail));
    };
    Ok(answer(&request, POLICY, media_type(name), *body))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, before: &str, after: char) -> Vec<String> {
        text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).map(str::to_owned).collect()
    }

    #[test]
    fn every_file_that_the_page_loads_is_compiled_in_and_every_file_is_loaded() {
        let mut wanted = named(include_str!("reader/index.html"), "\"/pages/", '"');
        for (_, text) in FILES {
            wanted.extend(named(text, "from \"./", '"'));
        }
        for name in &wanted {
            assert!(FILES.iter().any(|(known, _)| known == name), "{name} is missing in FILES");
        }
        for (name, _) in FILES {
            assert!(wanted.iter().any(|one| one == name), "nothing loads {name}");
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/pages/reader");
        let there = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(there, FILES.len() + 1, "a file in {folder} is neither index.html nor in FILES");
    }

    #[test]
    fn no_text_becomes_markup_and_nothing_comes_from_elsewhere() {
        let words = [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "setAttribute(\"style",
            "DOMParser",
        ];
        for (name, text) in FILES.iter().chain([&("index.html", include_str!("reader/index.html"))]) {
            for word in words {
                assert!(!text.contains(word), "{name} uses {word}");
            }
            let known = ["http://www.w3.org/2000/svg", "https://www.wikidata.org/wiki/"];
            for address in text.match_indices("://").map(|(at, _)| &text[at.saturating_sub(5)..]) {
                let address = &address[address.find("http").unwrap_or_default()..];
                assert!(known.iter().any(|one| address.starts_with(one)), "{name} names {address:.60}");
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_labels() {
        let labels = |text: &str| -> Vec<String> {
            let lines = text.lines().filter_map(|line| line.trim().split_once(": \"").map(|(key, _)| key.to_owned()));
            lines.map(|key| key.trim_matches('"').to_owned()).collect()
        };
        let of = |name: &str| labels(FILES.iter().find(|(known, _)| *known == name).unwrap().1);
        let (german, english) = (of("words-de.js"), of("words-en.js"));
        assert!(german.len() > 150);
        assert_eq!(german, english);
    }
}
