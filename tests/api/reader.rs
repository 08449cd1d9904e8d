//! The page for people in a real browser: texts are pasted, findings clicked, the archive searched, charts looked at;
//! by mouse and by keyboard, light and dark, wide and narrow.

use serde_json::json;

use crate::app::{TestApp, spawn_app};
use crate::archive;
use crate::browser::{Browser, axe, in_browser, serious};

pub const LONG: &str = include_str!("elbtor.txt");

/// The long article with claims inside claims.
pub async fn take_in_long(app: &TestApp) -> String {
    let (title, text) = LONG.split_once("\n\n").expect("a headline");
    let article = json!({"title": title, "text": text, "source": "Unterelbe-Kurier", "published_at": "2026-03-10"});
    app.take_in(&article).await
}

/// The text of the first element, once it is there.
pub fn text_of(browser: &mut Browser, selector: &str) -> String {
    let script = format!("document.querySelector({selector:?})?.innerText");
    browser.wait_for(selector, &script).as_str().expect("text").to_owned()
}

fn paste(browser: &mut Browser, text: &str) {
    browser.click("textarea");
    browser.type_text(text);
    browser.click("form.paste button");
}

#[tokio::test]
async fn the_page_allows_nothing_from_elsewhere_and_is_answered_at_each_of_its_addresses() {
    let app = spawn_app().await;
    for path in
        ["/", "/articles", "/articles/1", "/entities", "/entities/person:a", "/claims", "/figures", "/conflicts"]
    {
        let page = app.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && !page.text().contains("style="), "{policy}");
        assert!(page.header("etag").starts_with('"'));
        let again = app.request("GET", path).header("if-none-match", page.header("etag"));
        assert_eq!(crate::app::read(again).await.status, 304, "{path}");
    }
    assert_eq!(app.get("/pages/main.js").await.header("content-type"), "text/javascript; charset=utf-8");
    app.get("/pages/nothing.js").await.problem(404, "unknown-route");
    let catalogue = app.get("/pages/problems.json").await.ok(200);
    assert!(catalogue["text-too-long"]["meaning"].as_str().is_some_and(|text| text.contains("code points")));
}

#[tokio::test]
async fn a_pasted_text_shows_its_findings_and_is_kept_on_demand() {
    let app = spawn_app().await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/"));
        paste(
            browser,
            "Bern wächst. 👩‍🚀\n\n„Wir wachsen weiter“, sagte Katharina Lüders. Der Umsatz stieg um fünf Prozent.",
        );
        browser.click("[data-begins='c1']");
        assert_eq!(text_of(browser, ".card blockquote"), "„Wir wachsen weiter“");
        let fields = text_of(browser, ".card .fields");
        for part in ["Katharina Lüders", "sagen", "sagte", "wörtlich", "95"] {
            assert!(fields.contains(part), "{part} is missing in {fields}");
        }
        // Each mark covers the words that the service names, also behind an emoji of several code units.
        assert_eq!(text_of(browser, ".part-cue"), "sagte");
        assert_eq!(text_of(browser, ".part-speaker"), "Katharina Lüders");
        assert_eq!(text_of(browser, ".run.figure"), "fünf Prozent");
        let value = browser.value("document.querySelector('.run.figure').dataset.gloss");
        assert_eq!(value, "5\u{a0}%".replace('\u{a0}', " "));

        browser.click(".unkept button");
        browser.wait_for("the kept article", "location.pathname.startsWith('/articles/')");
        browser.click("[data-begins='f1']");
        browser.wait_for("the permalink", "location.search === '?finding=f1'");
        browser.call("Page.reload", &json!({}));
        assert_eq!(text_of(browser, ".card blockquote"), "fünf Prozent");
        let link =
            browser.value("[...document.querySelectorAll('.card a')].map(a => a.getAttribute('href')).join(' ')");
        assert!(link.as_str().is_some_and(|links| links.contains("/v1/figures/") && links.contains("?finding=f1")));
    })
    .await;
}

#[tokio::test]
async fn claims_inside_claims_have_rails_of_their_own_and_doubt_looks_like_doubt() {
    let app = spawn_app().await;
    let id = take_in_long(&app).await;
    let claims = app.get(&format!("/v1/articles/{id}/claims")).await.ok(200);
    let claims = claims["items"].as_array().expect("claims").clone();
    let nested = claims.iter().find(|claim| claim["nested_in"].is_string()).expect("a claim in a claim").clone();
    let inferred = claims.iter().find(|claim| claim["speaker"]["resolved_by"] == "pronoun").expect("a pronoun").clone();
    in_browser(&app, move |browser, address| {
        let inner = nested["id"].as_str().expect("an id");
        browser.open(&format!("{address}/articles/{id}?finding={inner}"));
        assert_eq!(text_of(browser, ".card blockquote"), nested["text"].as_str().expect("text"));
        let rails = "document.querySelector('.part-chosen.claim').style.backgroundImage.split('-gradient').length - 1";
        assert_eq!(browser.wait_for("rails", rails), 2);
        assert!(text_of(browser, ".card .fields").contains(nested["nested_in"].as_str().expect("an id")));
        let id = inferred["id"].as_str().expect("an id");
        let chip = format!("document.querySelector('[data-begins=\"{id}\"]')?.dataset.speaker");
        let chip = browser.wait_for("the speaker", &chip);
        assert!(chip.as_str().is_some_and(|text| text.ends_with("\u{a0}?")), "{chip}");
        // What the page shows as text is the text, whatever is drawn around it.
        let shown = browser
            .value("[...document.querySelectorAll('.reading .annotated p')].map(p => p.textContent).join('\\n\\n')");
        assert_eq!(shown.as_str().map(str::trim), LONG.split_once("\n\n").map(|(_, text)| text.trim()));
    })
    .await;
}

#[tokio::test]
async fn a_finding_is_copied_with_its_speaker_its_article_and_its_address() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    in_browser(&app, |browser, address| {
        let id = archive::id(1).to_string();
        browser.open(&format!("{address}/articles/{id}?finding=c1"));
        browser.wait_for("the card", "document.querySelector('.card blockquote')");
        browser.value("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }; 1");
        browser.click(".card .actions button");
        let copied = browser.wait_for("the copy", "window.copied");
        let copied = copied.as_str().expect("text");
        for part in
            ["1200 Beschäftigte", "— Vera Lindt", "Nordwind, Teil 1", "2025", &format!("/articles/{id}?finding=c1")]
        {
            assert!(copied.contains(part), "{part} is missing in {copied}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_archive_is_searched_and_an_entity_has_its_charts() {
    let app = spawn_app().await;
    archive::fill(&app, 6).await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/entities"));
        browser.click("input[name=q]");
        browser.type_text("nordw");
        browser.press("Enter");
        browser.wait_for(
            "the search",
            "location.search === '?q=nordw' && document.querySelectorAll('tbody tr').length === 1",
        );
        browser.click("tbody a");
        assert_eq!(text_of(browser, "h1"), "Nordwind");
        let bars = browser.wait_for("the timeline", "document.querySelectorAll('.chart .bar').length");
        assert_eq!(bars, 6);
        let points = "document.querySelectorAll('.chart a .point, .chart a .span').length";
        assert_eq!(browser.wait_for("figures over time", points), 6);
        let rows = browser.value("document.querySelectorAll('.chart-box')[0].querySelectorAll('tbody tr').length");
        assert_eq!(rows, 6);
        browser.click(".related a");
        browser.wait_for("the other entity", "document.querySelector('h1')?.innerText === 'Vera Lindt'");
        let head = text_of(browser, ".article-head");
        assert!(head.contains("Amt oder Beruf: Chefin · nordwind (Januar 2025)"), "{head}");
        browser.go(&format!("{address}/claims?speaker=person%3Avera-lindt&kind=direct"));
        browser.wait_for("the claims", "document.querySelectorAll('.claim-item').length === 6");
        browser.click(".claim-item .small a");
        assert_eq!(text_of(browser, ".card code"), "c1");
        browser.go(&format!("{address}/articles?source=nirgends"));
        browser.wait_for("the empty list", "document.querySelector('.found .muted')?.innerText === 'Nichts gefunden.'");
    })
    .await;
}

#[tokio::test]
async fn what_is_counted_in_a_list_narrows_it() {
    let app = spawn_app().await;
    archive::fill(&app, 5).await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/"));
        browser.click("input[name=q]");
        browser.type_text("Beschäftigte");
        browser.press("Enter");
        let all = "document.querySelectorAll('.found tbody tr').length";
        browser.wait_for("what was found", &format!("{all} === 5"));
        let facet = text_of(browser, ".facets .facet");
        assert_eq!(facet.lines().collect::<Vec<_>>(), ["Quelle", "Tagblatt 3", "Abendpost 2"]);
        assert_eq!(text_of(browser, ".facets > p"), "Gezählt in allen 5 Treffern.");
        browser.click(".facets .facet a");
        browser.wait_for("the narrowed list", &format!("location.search.includes('source=Tagblatt') && {all} === 3"));
        assert!(browser.value("location.search").as_str().is_some_and(|search| search.contains("q=Besch")));
        assert_eq!(browser.value("document.querySelector('input[name=source]').value"), "Tagblatt");
        // All that is left is from one source.
        assert_eq!(browser.value("document.querySelector('.facets').hidden"), true);
    })
    .await;
}

#[tokio::test]
async fn what_belongs_to_the_page_looks_so_and_cannot_be_chosen() {
    let app = spawn_app().await;
    let text = "Der Rat tagt in Wismar.\n\nLesen Sie auch: Jan Ort droht\n\n„Wir sparen“, sagte Vera Lindt.";
    let id = app.take_in(&json!({"text": text, "language": "de"})).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/articles/{id}"));
        browser.wait_for("the text", "document.querySelectorAll('.annotated .claim').length > 0");
        assert_eq!(text_of(browser, ".part-furniture"), "Lesen Sie auch: Jan Ort droht");
        assert!(
            browser.value("document.querySelector('.part-furniture').title").as_str().is_some_and(|t| !t.is_empty())
        );
        browser.click(".part-furniture");
        assert_eq!(browser.value("document.querySelector('.card').hidden"), true);
    })
    .await;
}

#[tokio::test]
async fn problems_are_shown_with_what_to_do() {
    let app = spawn_app().await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/articles/01a21ece-0e19-701f-a5c5-214258304ad0"));
        assert_eq!(text_of(browser, ".problem h1"), "No such article");
        browser.wait_for("the remedy", "document.querySelector('.problem')?.innerText.includes('gelöscht')");
        browser.go(&format!("{address}/figures?min=viel"));
        let shown = text_of(browser, ".problem");
        assert!(shown.contains("/min") && shown.contains("decimal"), "{shown}");
        browser.click("#language");
        browser
            .wait_for("the remedy", "document.querySelector('.problem')?.innerText.includes('Each entry of `errors`')");
        browser.go(&format!("{address}/"));
        paste(browser, "   ");
        let shown = text_of(browser, ".problem");
        assert!(shown.contains("The text is empty"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn markup_in_a_text_stays_text() {
    let app = spawn_app().await;
    let text = "<img src=x onerror=\"window.harmed=1\"> <script>window.harmed=1</script> sagte Vera Lindt.";
    let id = app.take_in(&json!({"text": text, "title": "<b>Titel</b>", "source": "<i>Blatt</i>"})).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/articles/{id}"));
        assert_eq!(text_of(browser, "h1"), "<b>Titel</b>");
        browser.wait_for("findings", "document.querySelector('.run')");
        assert_eq!(browser.value("document.querySelector('.reading .annotated').textContent"), text);
        let made = "document.querySelectorAll('main img, main script, main b, main i').length + (window.harmed ?? 0)";
        assert_eq!(browser.value(made), 0);
    })
    .await;
}

#[tokio::test]
async fn everything_works_by_keyboard_alone() {
    let app = spawn_app().await;
    let id = take_in_long(&app).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/articles/{id}"));
        browser.wait_for("findings", "document.querySelector('.run[tabindex=\"0\"]')");
        browser.press("Tab");
        assert_eq!(browser.value("document.activeElement.className"), "skip");
        browser.press("Enter");
        browser.wait_for("the content", "document.activeElement.id === 'main'");
        let mut steps = 0;
        while browser.value("document.activeElement.dataset.begins ?? ''") == "" {
            browser.press("Tab");
            steps += 1;
            assert!(steps < 25, "no finding of the text is reached by the tabulator");
        }
        let first = browser.value("document.activeElement.dataset.begins");
        browser.press("ArrowRight");
        let second = browser.value("document.activeElement.dataset.begins");
        assert!(second.is_string() && second != first, "{first} then {second}");
        browser.press("Enter");
        assert_eq!(text_of(browser, ".card code"), second.as_str().expect("an id"));
        assert_eq!(browser.value("document.activeElement.dataset.begins"), second);
        browser.press("Escape");
        browser.wait_for("the closed card", "document.querySelector('.card').hidden");
        assert_eq!(browser.value("document.activeElement.dataset.begins"), second);
        browser.press("Tab");
        assert_eq!(browser.value("document.activeElement.role"), "tab");
        browser.press("ArrowRight");
        assert_eq!(browser.value("document.activeElement.dataset.sort"), "figure");
        browser.wait_for(
            "the figures",
            "document.querySelector('[role=tabpanel] caption')?.innerText.startsWith('Zahlen')",
        );
    })
    .await;
}

#[tokio::test]
async fn colours_follow_the_system_until_a_person_chooses() {
    let app = spawn_app().await;
    in_browser(&app, |browser, address| {
        let dark = "(c => c[0] + c[1] + c[2] < 200)\
            (getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number))";
        browser.open(&format!("{address}/"));
        browser.prefer("dark");
        browser.wait_for("the page", "document.querySelector('h1')");
        assert_eq!(browser.value(dark), true);
        browser.click("#theme");
        assert_eq!((browser.value(dark), text_of(browser, "#theme")), (false.into(), "Farben: hell".to_owned()));
        browser.call("Page.reload", &json!({}));
        browser.wait_for("the page", "document.querySelector('h1')");
        assert_eq!(browser.value(dark), false);
        browser.prefer("light");
        browser.click("#theme");
        assert_eq!(browser.value(dark), true);
    })
    .await;
}

/// Two articles that count otherwise.
async fn take_in_contradiction(app: &TestApp) {
    for (day, count) in [("2025-03-10", 12), ("2025-03-11", 14)] {
        let text = format!("Bei dem Brand in Rostock sind {count} Menschen gestorben.");
        app.take_in(&json!({"text": text, "title": format!("Brand am {day}"), "published_at": day})).await;
    }
}

#[tokio::test]
async fn contradictions_stand_side_by_side_with_links_to_their_articles() {
    let app = spawn_app().await;
    take_in_contradiction(&app).await;
    in_browser(&app, |browser, address| {
        browser.open(&format!("{address}/figures"));
        browser.click(".list-head a[href='/conflicts']");
        let shown = text_of(browser, ".conflict");
        for words in ["Menschen", "14 Menschen", "12 Menschen", "Brand am 2025-03-10", "1,1667"] {
            assert!(shown.contains(words), "{words:?} is not in {shown:?}");
        }
        assert!(text_of(browser, "h1").contains("Widersprüche"));
        browser.click("#language");
        browser.wait_for("English", "document.querySelector('h1').innerText === 'Contradictions'");
        browser.click(".conflict ul li a");
        assert!(text_of(browser, "h1").contains("Brand am 2025-03-11"));
    })
    .await;
}

#[tokio::test]
async fn nothing_scrolls_sideways_on_a_narrow_window_and_axe_finds_nothing_serious() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    let id = take_in_long(&app).await;
    take_in_contradiction(&app).await;
    let axe = axe();
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/"));
        for (path, there) in [
            ("/".to_owned(), ".claim-item"),
            (format!("/articles/{id}?finding=c9"), ".card blockquote"),
            ("/articles".into(), "tbody tr"),
            ("/articles/keine".into(), ".problem"),
            ("/entities".into(), "tbody tr"),
            ("/entities/organization%3Anordwind".into(), ".chart .point"),
            ("/claims".into(), ".claim-item"),
            ("/figures".into(), "tbody tr"),
            ("/conflicts".into(), ".conflict"),
            ("/problems/text-too-long".into(), "main p"),
        ] {
            for (width, scheme) in [(1300, "light"), (320, "dark"), (320, "light"), (1300, "dark")] {
                browser.resize(width, 900);
                browser.prefer(scheme);
                browser.go(&format!("{address}{path}"));
                browser.wait_for(&path, &format!("document.querySelector({there:?}) !== null"));
                let wide = browser.value("document.documentElement.scrollWidth");
                assert!(wide.as_u64().is_some_and(|wide| wide <= u64::from(width)), "{path} is {wide} wide at {width}");
                if let Some(axe) = &axe {
                    let found = serious(browser, axe);
                    assert_eq!(found, json!([]), "{path} at {width}, {scheme}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_very_long_text_is_there_at_once_and_marked_as_it_is_read() {
    let app = spawn_app().await;
    let (_, text) = LONG.split_once("\n\n").expect("a headline");
    let text = vec![text.trim(); 60].join("\n\n");
    let id = app.take_in(&json!({"text": text})).await;
    in_browser(&app, move |browser, address| {
        browser.open(&format!("{address}/articles/{id}"));
        browser.wait_for("findings", "document.querySelector('.run')");
        let shown = browser.value("document.querySelector('.reading .annotated').textContent.length");
        assert!(shown.as_u64().is_some_and(|length| length > 140_000), "{shown}");
        let marked = "[...document.querySelectorAll('.annotated p')].filter(p => p.querySelector('.run')).length";
        let all = browser.value("document.querySelectorAll('.annotated p').length");
        let first = browser.value(marked);
        assert!(first.as_u64() < all.as_u64().map(|all| all / 10), "{first} of {all} are marked at once");
        browser.value("document.querySelector('.annotated p:last-child').scrollIntoView(); 1");
        browser.wait_for("later findings", "document.querySelector('.annotated p:last-child .run')");
        let rows = browser.value("document.querySelectorAll('[role=tabpanel] tbody tr').length");
        assert_eq!(rows, 100, "a table of all findings would be as slow as the text");
    })
    .await;
}
