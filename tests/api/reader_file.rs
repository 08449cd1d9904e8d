//! One text as one file: opened from the disk in a real browser, it shows what the service's page shows.

use std::path::Path;

use pressespiegel::api::analysis_page;
use pressespiegel::store::ArticleStore;
use serde_json::{Value, json};

use crate::app::{TestApp, spawn_app};
use crate::browser::{Browser, axe, in_browser, serious};
use crate::reader::{take_in_long, text_of};

/// High enough for all of the text to be near the window, and so marked.
const HIGH: u32 = 12_000;

/// Every stretch of the text with how it is drawn.
const DRAWN: &str = "[...document.querySelectorAll('.annotated .run')].map(run => [run.textContent, run.className, \
    run.title, run.dataset.speaker ?? '', run.dataset.gloss ?? '', run.dataset.tone ?? '', run.style.cssText].join('|'))";

/// The page of a stored article as a file, and the file's address.
async fn as_file(app: &TestApp, id: &str, folder: &Path) -> String {
    let stored = app.store.get(id.parse().expect("an id")).await.expect("the store answers").expect("it is there");
    let page = analysis_page("elbtor.txt", &stored.article.content, &stored.analysis, &stored.analyzer);
    let path = folder.join("elbtor.html");
    std::fs::write(&path, page.expect("JSON")).expect("a file");
    format!("file://{}", path.display())
}

fn drawn(browser: &mut Browser, address: &str) -> Value {
    browser.resize(1300, HIGH);
    browser.go(address);
    browser.wait_for("the whole text", "document.querySelector('.annotated p:last-child .run')");
    browser.value(DRAWN)
}

#[tokio::test]
async fn a_text_as_one_file_is_drawn_as_on_the_page_and_asks_nobody() {
    let app = spawn_app().await;
    let id = take_in_long(&app).await;
    let folder = tempfile::tempdir().expect("a directory");
    let file = as_file(&app, &id, folder.path()).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/"));
        let on_the_page = drawn(browser, &format!("{address}/articles/{id}"));
        let in_the_file = drawn(browser, &file);
        assert!(in_the_file.as_array().is_some_and(|runs| runs.len() > 80), "{in_the_file}");
        assert_eq!(in_the_file, on_the_page);
        assert_eq!(browser.value("performance.getEntriesByType('resource').map(one => one.name)"), json!([]));
        let asked = format!("fetch('{address}/livez').then(() => 'answered', () => 'refused')");
        assert_eq!(browser.value(&asked), "refused");

        browser.click("[data-begins='c9']");
        assert_eq!(text_of(browser, ".card code"), "c9");
        assert_eq!(browser.value("location.hash"), "#c9");
        browser.call("Page.reload", &json!({}));
        assert_eq!(text_of(browser, ".card code"), "c9");
        let links = browser.value("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))");
        let inside =
            |link: &Value| link.as_str().is_some_and(|link| link.starts_with('#') || link.starts_with("blob:"));
        assert!(links.as_array().is_some_and(|all| all.iter().all(inside)), "nothing leads to a service: {links}");
        browser.click("#language");
        browser.wait_for("English", "document.documentElement.lang === 'en'");
        assert_eq!(text_of(browser, ".card code"), "c9");
    })
    .await;
}

#[tokio::test]
async fn the_file_is_as_legible_as_the_page() {
    let app = spawn_app().await;
    let id = take_in_long(&app).await;
    let folder = tempfile::tempdir().expect("a directory");
    let file = as_file(&app, &id, folder.path()).await;
    let axe = axe();
    in_browser(&app, move |browser, _| {
        browser.open(&file);
        for (width, scheme) in [(1300, "light"), (320, "dark")] {
            browser.resize(width, 900);
            browser.prefer(scheme);
            browser.go(&file);
            browser.wait_for("findings", "document.querySelector('.run')");
            let wide = browser.value("document.documentElement.scrollWidth");
            assert!(wide.as_u64().is_some_and(|wide| wide <= u64::from(width)), "{wide} wide at {width}");
            if let Some(axe) = &axe {
                assert_eq!(serious(browser, axe), json!([]), "at {width}, {scheme}");
            }
        }
    })
    .await;
}
