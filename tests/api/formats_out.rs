//! Answers in the forms of others: schema.org, Web Annotations, ninjs, lines and tables.

use pressespiegel::store::ArticleStore;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, read, spawn_app};
use crate::archive;

const LINKED: &str = "application/ld+json";
const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
const NINJS: &str = "application/ninjs+json";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const NDJSON: &str = "application/x-ndjson";

async fn ask(app: &TestApp, path: &str, accept: &str) -> Answer {
    read(app.request("GET", path).header("accept", accept)).await
}

/// An article by hand whose company is known to Wikidata, with an address.
async fn fill(app: &TestApp) -> String {
    let mut made = archive::article(1, "Tagblatt");
    made.analysis.entities[1].wikidata = Some("Q4711".into());
    made.article.content.url = Some("https://tagblatt.example/nordwind".into());
    made.article.content.authors = vec!["Anna Alt".into()];
    made.article.content.external_id = Some("tb-1".into());
    app.store.insert(made.into(), archive::now()).await.unwrap();
    archive::id(1).to_string()
}

#[tokio::test]
async fn every_form_is_chosen_by_format_or_by_accept_and_format_wins() {
    let app = spawn_app().await;
    let id = fill(&app).await;
    let article = format!("/v1/articles/{id}");
    let routes: [(String, &[(&str, &str)]); 8] = [
        ("/v1/articles".into(), &[("json", "application/json"), ("ndjson", NDJSON), ("csv", CSV)]),
        ("/v1/entities".into(), &[("json", "application/json"), ("ndjson", NDJSON), ("csv", CSV)]),
        ("/v1/figures".into(), &[("json", "application/json"), ("ndjson", NDJSON), ("csv", CSV)]),
        (
            "/v1/claims".into(),
            &[("json", "application/json"), ("ndjson", NDJSON), ("csv", CSV), ("schema.org", LINKED)],
        ),
        (format!("/v1/claims/{id}:c1"), &[("json", "application/json"), ("schema.org", LINKED)]),
        (format!("{article}/claims"), &[("json", "application/json"), ("schema.org", LINKED)]),
        (format!("{article}/analysis"), &[("json", "application/json"), ("annotations", ANNOTATIONS)]),
        (article, &[("json", "application/json"), ("ninjs", NINJS)]),
    ];
    for (path, forms) in routes {
        let mut tags = Vec::new();
        for (word, media_type) in forms {
            let by_format = ask(&app, &format!("{path}?format={word}"), "image/png").await;
            assert_eq!((by_format.status, by_format.header("content-type")), (200, *media_type), "{path} {word}");
            let by_accept = ask(&app, &path, media_type).await;
            assert_eq!((by_accept.status, by_accept.header("content-type")), (200, *media_type), "{path} {media_type}");
            assert_eq!(by_accept.bytes, by_format.bytes, "{path} {word}");
            let vary: Vec<_> = by_accept.header("vary").split(", ").collect();
            assert!(vary.contains(&"accept") && vary.contains(&"accept-encoding"), "{path}: {vary:?}");
            let tag = by_accept.header("etag").to_owned();
            if !tag.is_empty() {
                let known = app.request("GET", &format!("{path}?format={word}")).header("if-none-match", &tag);
                assert_eq!(read(known).await.status, 304, "{path} {word}");
            }
            tags.push(tag);
        }
        let tagged: Vec<_> = tags.iter().filter(|tag| !tag.is_empty()).collect();
        assert!(tagged.iter().enumerate().all(|(i, tag)| !tagged[..i].contains(tag)), "{path}: {tags:?}");
        assert_eq!(
            ask(&app, &path, "*/*").await.header("content-type"),
            "application/json",
            "{path} for who wants all"
        );
        ask(&app, &path, "image/png").await.problem(406, "not-acceptable");
        let problem = app.get(&format!("{path}?format=xml")).await.problem(400, "invalid-parameter");
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(forms.iter().all(|(word, _)| detail.contains(word)), "{path}: {detail}");
        app.get(&format!("{path}?format=json&format=json")).await.problem(400, "invalid-parameter");
    }
    for path in ["/v1/capabilities", "/v1/sentiment"] {
        app.get(&format!("{path}?format=csv")).await.problem(400, "unknown-parameter");
    }
}

#[tokio::test]
async fn a_page_of_rows_links_to_the_next_one() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    for list in ["articles", "claims", "figures"] {
        for (form, head) in [("ndjson", 0), ("csv", 1)] {
            let (mut next, mut rows) = (Some(format!("/v1/{list}?limit=2&format={form}")), Vec::new());
            while let Some(path) = next {
                let answer = app.get(&path).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                rows.extend(answer.text().split('\n').filter(|row| !row.is_empty()).skip(head).map(str::to_owned));
                let link = answer.header("link");
                next = link.strip_prefix('<').map(|link| link.split('>').next().unwrap().to_owned());
                assert!(next.is_none() || link.ends_with("rel=\"next\""), "{link}");
                assert!(next.as_ref().is_none_or(|next| next.contains(&format!("format={form}"))), "{link}");
            }
            let items = app.get(&format!("/v1/{list}")).await.ok(200)["items"].clone();
            let ids: Vec<_> = items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
            if form == "ndjson" {
                let lines: Vec<Value> = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
                assert_eq!(json!(lines), items, "{list}");
            } else {
                // A text in a cell may have lines of its own.
                let told: Vec<_> = ids.iter().filter(|id| rows.iter().any(|row| row.starts_with(**id))).collect();
                assert_eq!(told.len(), ids.len(), "{list}: {rows:?}");
            }
        }
    }
    let linked = app.get("/v1/claims?format=schema.org&limit=2").await;
    assert_eq!(linked.ok(200)["@graph"].as_array().unwrap().len(), 2);
    let link = linked.header("link");
    assert!(link.contains("format=schema.org&") && link.contains("&cursor="), "{link}");
    let nobody = app.get("/v1/claims?speaker=Niemand&format=csv").await;
    assert_eq!((nobody.status, nobody.text().lines().count(), nobody.header("link")), (200, 1, ""), "the head alone");
    let table = app.get("/v1/entities?format=csv").await;
    assert_eq!(table.text().lines().next(), Some("id,name,type,subtype,wikidata,articles,mentions"));
}

#[tokio::test]
async fn direct_speech_is_a_quotation_and_all_else_a_claim() {
    let app = spawn_app().await;
    let id = fill(&app).await;
    let quotation = app.get(&format!("/v1/claims/{id}:c1?format=schema.org")).await.ok(200);
    let news = json!({"@type": "NewsArticle", "@id": format!("/v1/articles/{id}"), "headline": "Nordwind, Teil 1",
        "url": "https://tagblatt.example/nordwind", "datePublished": "2025-01-01",
        "publisher": {"@type": "Organization", "name": "Tagblatt"}, "author": [{"@type": "Person", "name": "Anna Alt"}]});
    let company = json!({"@type": "Organization", "@id": format!("/v1/entities/{}", archive::COMPANY), "name": "Nordwind",
        "sameAs": "http://www.wikidata.org/entity/Q4711"});
    let speaker = json!({"@type": "Person", "@id": format!("/v1/entities/{}", archive::SPEAKER), "name": "Vera Lindt"});
    let expected = json!({"@context": "https://schema.org", "@type": "Quotation", "@id": format!("/v1/claims/{id}:c1"),
        "text": "Wir haben 1200 Beschäftigte", "spokenByCharacter": speaker, "about": [company], "isPartOf": news,
        "inLanguage": "de"});
    assert_eq!(quotation, expected);
    for path in ["/v1/claims".to_owned(), format!("/v1/articles/{id}/claims")] {
        let list = ask(&app, &path, LINKED).await.ok(200);
        let mut item = expected.clone();
        item.as_object_mut().unwrap().remove("@context");
        assert_eq!(list, json!({"@context": "https://schema.org", "@graph": [item]}), "{path}");
    }

    let text = "Die Bilanz ist gut, wie Vera Lindt sagte. Nordwind habe 1200 Beschäftigte, laut Vera Lindt.";
    let id = app.take_in(&json!({"text": text, "source": "Blatt", "title": "Nordwind wächst"})).await;
    let graph = app.get(&format!("/v1/articles/{id}/claims?format=schema.org")).await.ok(200);
    let claims = graph["@graph"].as_array().unwrap();
    assert!(!claims.is_empty(), "{graph}");
    let plain = app.get(&format!("/v1/articles/{id}/claims")).await.ok(200);
    for (claim, own) in claims.iter().zip(plain["items"].as_array().unwrap()) {
        assert_ne!(own["kind"], "direct", "{own}");
        assert_eq!((&claim["@type"], &claim["text"]), (&json!("Claim"), &own["text"]));
        assert_eq!(claim["author"][0]["name"], own["speaker"]["name"], "{claim}");
        assert_eq!((claim.get("spokenByCharacter"), claim.get("isPartOf")), (None, None));
        assert_eq!(claim["appearance"]["@id"], format!("/v1/articles/{id}"));
    }
    app.get(&format!("/v1/claims/{id}:c999?format=schema.org")).await.problem(404, "claim-not-found");
}

/// What a quote selects: the one place where it stands with what is around it.
fn selected(text: &str, quote: &Value) -> Option<usize> {
    let part = |name: &str| quote[name].as_str().unwrap().to_owned();
    let (prefix, whole) = (part("prefix"), part("prefix") + &part("exact") + &part("suffix"));
    text.find(&whole).map(|at| text[..at + prefix.len()].chars().count())
}

#[tokio::test]
async fn every_selector_finds_its_words() {
    let app = spawn_app().await;
    let text = "🚢 Der Hafen in Wismar wächst. „Wir stellen 40 Leute ein – und das noch in diesem Jahr“, sagte Hafenchefin \
        Hanna Vogt am Montag.\r\n\r\nDer Umsatz stieg um 12,5 Prozent auf 18 Millionen Euro, so Vogt. Das Ü in Ümläuten stört nicht.";
    let id = app
        .take_in(&json!({"text": text, "title": "Hafen Wismar stellt 40 Leute ein", "published_at": "2026-01-22"}))
        .await;
    let set = app.get(&format!("/v1/articles/{id}/analysis?format=annotations")).await.ok(200);
    assert_eq!(
        (&set["@context"], &set["type"]),
        (&json!("http://www.w3.org/ns/anno.jsonld"), &json!("AnnotationCollection"))
    );
    let items = set["first"]["items"].as_array().unwrap();
    assert_eq!(set["total"], items.len());

    let analysis = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
    let count = |of: &str| analysis[of].as_array().unwrap().len();
    let mentions: usize =
        analysis["entities"].as_array().unwrap().iter().map(|e| e["mentions"].as_array().unwrap().len()).sum();
    let motivated = |by: &str| items.iter().filter(|item| item["motivation"] == by).count();
    assert_eq!(
        [motivated("identifying"), motivated("classifying"), motivated("describing")],
        [mentions, count("claims"), count("figures")]
    );
    assert!(mentions > 2 && count("claims") > 0 && count("figures") > 2, "{analysis}");

    let characters: Vec<char> = text.chars().collect();
    let (mut in_text, mut in_title) = (0, 0);
    for target in items.iter().flat_map(|item| item["target"].as_array().unwrap()) {
        assert_eq!(target["source"], format!("/v1/articles/{id}"), "it has no address of its own");
        let quote = &target["selector"][0];
        assert_eq!(quote["type"], "TextQuoteSelector");
        assert!(quote["prefix"].as_str().unwrap().chars().count() <= 32, "{quote}");
        let Some(position) = target["selector"].get(1) else {
            in_title += 1;
            assert!(selected("Hafen Wismar stellt 40 Leute ein", quote).is_some(), "{quote}");
            continue;
        };
        in_text += 1;
        assert_eq!(position["type"], "TextPositionSelector");
        let at = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let words: String = characters[at("start")..at("end")].iter().collect();
        assert_eq!(quote["exact"], words, "by position");
        assert_eq!(selected(text, quote), Some(at("start")), "by quote: {quote}");
    }
    assert!(in_text > 5 && in_title > 0, "{in_text} in the text, {in_title} in the title");

    let ids: std::collections::BTreeSet<_> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), items.len(), "each has a name of its own");
    let other = app.get(&format!("/v1/articles/{id}/analysis?format=annotations&offsets=utf16")).await;
    assert_eq!(other.ok(200), set, "positions are code points, as the standard has it");
}

#[tokio::test]
async fn annotations_say_who_and_what() {
    let app = spawn_app().await;
    let id = fill(&app).await;
    let set = app.get(&format!("/v1/articles/{id}/analysis?format=annotations")).await.ok(200);
    let items = set["first"]["items"].as_array().unwrap();
    let text = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let thing = |purpose: &str, source: &str| json!({"type": "SpecificResource", "purpose": purpose, "source": source});
    let company = format!("/v1/entities/{}", archive::COMPANY);
    assert_eq!(
        items[1]["body"],
        json!([
            thing("identifying", "http://www.wikidata.org/entity/Q4711"),
            text("tagging", "Nordwind"),
            text("classifying", "organization"),
            thing("linking", &company)
        ])
    );
    let speaker = format!("/v1/entities/{}", archive::SPEAKER);
    assert_eq!(
        items[2]["body"],
        json!([
            text("classifying", "direct"),
            thing("linking", &format!("/v1/claims/{id}:c1")),
            thing("identifying", &speaker),
            text("tagging", "Vera Lindt")
        ])
    );
    assert_eq!(items[3]["body"][1], thing("linking", &format!("/v1/figures/{id}:f1")));
    assert_eq!(items[3]["motivation"], "describing");
    assert!(items.iter().all(|item| item["target"][0]["source"] == "https://tagblatt.example/nordwind"), "{set}");
}

#[tokio::test]
async fn an_article_as_ninjs_names_what_was_found_and_can_be_taken_in_again() {
    let app = spawn_app().await;
    let id = fill(&app).await;
    let answer = app.get(&format!("/v1/articles/{id}?format=ninjs")).await;
    let item = answer.ok(200);
    let text = &archive::article(1, "x").article.content.text;
    for (pointer, expected) in [
        ("/uri", json!(format!("urn:uuid:{id}"))),
        ("/standard/version", json!("3.0")),
        ("/type", json!("text")),
        ("/version", json!("1")),
        ("/language", json!("de")),
        ("/headlines/0/value", json!("Nordwind, Teil 1")),
        ("/bodies/0/value", json!(text)),
        ("/bodies/0/contentType", json!("text/plain")),
        ("/bodies/0/charCount", json!(text.chars().count())),
        ("/by", json!("Anna Alt")),
        ("/infoSources/0/name", json!("Tagblatt")),
        ("/people", json!([{"name": "Vera Lindt", "rel": "mentions", "literal": archive::SPEAKER}])),
        ("/organisations/0/uri", json!("http://www.wikidata.org/entity/Q4711")),
        ("/renditions/0/href", json!("https://tagblatt.example/nordwind")),
        ("/altIds/0", json!({"role": "external_id", "value": "tb-1"})),
    ] {
        assert_eq!(item.pointer(pointer), Some(&expected), "{pointer}");
    }
    assert_eq!(item.get("contentCreated"), None, "a day is no moment");

    let other = spawn_app().await;
    let request =
        other.request("POST", "/v1/articles").header("content-type", answer.header("content-type").to_owned());
    let taken = read(request.body(answer.bytes.clone())).await.ok(201);
    assert_eq!((&taken["text"], &taken["title"]), (&json!(text), &json!("Nordwind, Teil 1")));
    assert_eq!((&taken["source"], &taken["authors"]), (&json!("Tagblatt"), &json!(["Anna Alt"])));
    assert_eq!((&taken["url"], &taken["external_id"]), (&json!("https://tagblatt.example/nordwind"), &item["uri"]));

    let put =
        read(app.request("DELETE", &format!("/v1/articles/{id}")).header("if-match", answer.header("etag"))).await;
    assert_eq!(put.status, 204, "the tag of any form names the state");
}
