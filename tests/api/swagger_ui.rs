//! Swagger UI in a real browser: operations are tried out, their answers read.

use serde_json::json;

use crate::app::spawn_app;
use crate::browser::{Browser, in_browser};

/// Opens an operation and makes it ready to be tried out.
fn prepare(browser: &mut Browser, operation: &str) {
    browser.click(&format!("{operation} .opblock-summary-control"));
    browser.click(&format!("{operation} .try-out__btn"));
}

/// Executes an operation that is ready, and gives status and body of its answer.
fn execute(browser: &mut Browser, operation: &str) -> (String, String) {
    browser.click(&format!("{operation} .execute"));
    let table = format!("{operation} .live-responses-table tbody");
    let mut read = |what: &str, selector: &str| {
        let script = format!("document.querySelector('{table} {selector}')?.innerText");
        browser.wait_for(what, &script).as_str().expect("text").to_owned()
    };
    let status = read("the answer", ".response-col_status");
    (status.trim().chars().take(3).collect(), read("its body", ".highlight-code"))
}

#[tokio::test]
async fn swagger_ui_tries_out_an_analysis() {
    let app = spawn_app().await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/swagger-ui/"));
        let operation = "#operations-analysis-analyze_text";
        prepare(browser, operation);
        let (status, body) = execute(browser, operation);
        assert_eq!(status, "200");
        for member in ["\"analyzer\"", "\"entities\"", "\"claims\"", "\"figures\"", "\"sentiment\"", "Vera Lindt"] {
            assert!(body.contains(member), "{member} is missing in {body}");
        }
        assert_eq!(browser.value("document.title"), "pressespiegel – API");
    })
    .await;
}

#[tokio::test]
async fn swagger_ui_sends_lines_as_lines_and_no_filter_unasked() {
    let app = spawn_app().await;
    let id = app.take_in(&json!({"text": "Bern wächst, sagte Vera Lindt.", "title": "Ein eigener Artikel"})).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/swagger-ui/"));
        let list = "#operations-articles-list_articles";
        prepare(browser, list);
        let (status, body) = execute(browser, list);
        assert!(status == "200" && body.contains("Ein eigener Artikel"), "{status}: {body}");

        let one = "#operations-articles-get_article";
        prepare(browser, one);
        let filled = format!("document.querySelector('{one} [data-param-name=id] input').value");
        assert_eq!(browser.value(&filled), id.as_str());
        let (status, body) = execute(browser, one);
        assert!(status == "200" && body.contains("Ein eigener Artikel"), "{status}: {body}");
        // Problems are a line each until somebody opens one.
        let folded = format!("document.querySelectorAll('{one} .own-folded').length");
        let before = browser.value(&folded).as_u64().expect("a number");
        assert!(before >= 4, "{before}");
        browser.click(&format!("{one} .own-folded"));
        browser.wait_for("the problem", &format!("{folded} === {}", before - 1));

        let batch = "#operations-articles-create_articles";
        prepare(browser, batch);
        let (status, body) = execute(browser, batch);
        assert!(status == "200" && body.contains("\"line\":3") && body.contains("\"status\":201"), "{status}: {body}");

        let lexicon = "#operations-lexicon-replace_lexicon";
        prepare(browser, lexicon);
        let tag = format!("document.querySelector('{lexicon} [data-param-name=If-Match] input').value");
        assert_eq!(browser.value(&tag), "");
        let (status, body) = execute(browser, lexicon);
        assert!(status == "200" && body.contains("\"entries\": 2"), "{status}: {body}");
    })
    .await;
}
