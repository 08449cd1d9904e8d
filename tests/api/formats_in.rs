//! Articles that come in the forms of others: plain text, HTML, ninjs, schema.org.

use serde_json::{Value, json};

use crate::app::{Answer, Settings, TestApp, read, spawn_app, spawn_app_with};

const TEXT: &str =
    "Der Rat der Stadt Wismar tagt am Montag. „Wir sparen zwei Millionen Euro“, sagte Kämmerin Hanna Vogt.";

async fn send(app: &TestApp, media_type: &str, query: &str, body: impl Into<String>) -> Answer {
    let request = app.request("POST", &format!("/v1/articles{query}"));
    read(request.header("content-type", media_type).body(body.into())).await
}

fn ninjs_3() -> Value {
    json!({
        "uri": "urn:newsml:dienst.example:4711", "type": "text", "version": "2", "language": "de",
        "standard": {"name": "ninjs", "version": "3.0"}, "versionCreated": "2026-01-22T17:05:00+01:00", "pubStatus": "usable",
        "headlines": [{"role": "main", "value": "Wismar spart"}], "by": "Von Anna Alt und Bert Neu",
        "infoSources": [{"name": "Küstendienst"}],
        "bodies": [{"role": "html", "contentType": "text/html", "value": "<p>Der Rat tagt.</p><p>Es wird gespart.</p>"}],
    })
}

#[tokio::test]
async fn a_plain_text_is_the_whole_body_and_the_query_says_the_rest() {
    let app = spawn_app().await;
    let query = "?source=Blatt&title=Wismar+spart&published_at=2026-01-22T17:05:00%2B01:00&language=de&external_id=7\
                 &url=https://blatt.example/7";
    let article = send(&app, "text/plain; charset=utf-8", query, TEXT).await.ok(201);
    assert_eq!(article["text"], TEXT);
    for (field, expected) in [
        ("title", "Wismar spart"),
        ("source", "Blatt"),
        ("published_at", "2026-01-22T17:05:00+01:00"),
        ("language", "de"),
        ("external_id", "7"),
        ("url", "https://blatt.example/7"),
    ] {
        assert_eq!(article[field], expected, "{field}");
    }
    let text = "Erste Zeile\n\nZweite Zeile mit Ümläuten und 👩‍🚀.\n";
    let article = send(&app, "TEXT/PLAIN", "?include=analysis&profile=fast", text).await.ok(201);
    assert_eq!((&article["text"], article.get("title")), (&json!(text), None), "no line is a title, none is lost");
    assert!(article["analysis"].is_object());
}

#[tokio::test]
async fn a_page_is_read_as_in_html_whatever_its_letters_are() {
    let app = spawn_app().await;
    let page = |body: &str| {
        format!("<html><head><title>Wismar spart</title></head><body><nav>Politik</nav><p>{body}</p></body></html>")
    };
    let text = "Die Straßen der Stadt werden für zwei Millionen Euro erneuert, sagte Bürgermeisterin Hanna Vogt am Montag in Wismar.";
    let utf8 = send(&app, "text/html", "?url=https://www.blatt.example/7&external_id=7", page(text)).await.ok(201);
    assert_eq!((&utf8["text"], &utf8["source"]), (&json!(text), &json!("blatt.example")));
    assert_eq!((&utf8["title"], &utf8["external_id"]), (&json!("Wismar spart"), &json!("7")));

    let latin: Vec<u8> = page(text).chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let request =
        app.request("POST", "/v1/articles").header("content-type", "text/html; charset=ISO-8859-1").body(latin);
    assert_eq!(read(request).await.ok(201)["text"], text);

    let problem = send(&app, "text/html", "", "<ul><li>Politik</li></ul>").await.problem(422, "no-article");
    assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["in"]), (&json!(""), &json!("body")));
}

#[tokio::test]
async fn items_of_ninjs_are_taken_in_by_media_type_and_by_their_members() {
    let app = spawn_app().await;
    let media_types = ["application/vnd.iptc.g2.newsitem+json", "application/ninjs+json", "application/json"];
    for (i, media_type) in media_types.into_iter().enumerate() {
        let mut item = ninjs_3();
        item["uri"] = format!("urn:newsml:dienst.example:{i}").into();
        item["bodies"][0]["value"] = format!("<p>Der Rat tagt.</p><p>Es wird {i}-mal gespart.</p>").into();
        let article = send(&app, media_type, "", item.to_string()).await.ok(201);
        assert_eq!(article["text"], format!("Der Rat tagt.\n\nEs wird {i}-mal gespart."), "{media_type}");
        for (field, expected) in [
            ("title", json!("Wismar spart")),
            ("source", json!("Küstendienst")),
            ("authors", json!(["Anna Alt", "Bert Neu"])),
            ("published_at", json!("2026-01-22T17:05:00+01:00")),
            ("language", json!("de")),
            ("external_id", item["uri"].clone()),
        ] {
            assert_eq!(article[field], expected, "{field} by {media_type}");
        }
    }
    let old = json!({"uri": "urn:newsml:dienst.example:1x", "headline": "Wismar spart", "body_text": TEXT, "byline": "Anna Alt",
        "versioncreated": "2026-01-22T17:05:00Z", "infosource": [{"name": "Küstendienst"}]});
    let article = send(&app, "application/json", "", old.to_string()).await.ok(201);
    assert_eq!((&article["text"], &article["authors"]), (&json!(TEXT), &json!(["Anna Alt"])));
    let mut corrected = old.clone();
    corrected["body_text"] = format!("{TEXT} Korrigiert.").into();
    assert_eq!(
        send(&app, "application/ninjs+json", "", corrected.to_string()).await.ok(200)["changed"],
        true,
        "same uri"
    );
}

#[tokio::test]
async fn articles_of_schema_org_are_taken_in() {
    let app = spawn_app().await;
    let article = json!({"@context": "https://schema.org", "@type": "ReportageNewsArticle", "@id": "https://blatt.example/7#a",
        "headline": "Wismar spart", "articleBody": TEXT, "datePublished": "2026-01-22T17:05+01:00",
        "author": [{"@type": "Person", "name": "Anna Alt"}, "Bert Neu"], "inLanguage": "de",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Blatt"}, "mainEntityOfPage": {"@id": "https://blatt.example/7"}});
    let taken = send(&app, "application/ld+json", "", article.to_string()).await.ok(201);
    for (field, expected) in [
        ("text", json!(TEXT)),
        ("title", json!("Wismar spart")),
        ("source", json!("Blatt")),
        ("authors", json!(["Anna Alt", "Bert Neu"])),
        ("published_at", json!("2026-01-22T17:05:00+01:00")),
        ("url", json!("https://blatt.example/7")),
        ("external_id", json!("https://blatt.example/7#a")),
    ] {
        assert_eq!(taken[field], expected, "{field}");
    }
    let graph = json!({"@graph": [{"@type": "WebSite", "name": "Blatt"}, article]});
    assert_eq!(send(&app, "application/json", "", graph.to_string()).await.ok(200)["changed"], false, "the same again");
    let list = json!([{"@type": "BreadcrumbList"}, {"@type": "Article", "articleBody": "Ein anderer Text."}]);
    send(&app, "application/ld+json", "", list.to_string()).await.ok(201);
}

#[tokio::test]
async fn a_mistake_is_told_where_it_stands_in_what_was_sent() {
    let app = spawn_app().await;
    let ninjs = "application/ninjs+json";
    let linked = "application/ld+json";
    let with = |name: &str, value: Value| {
        let mut item = ninjs_3();
        item[name] = value;
        item
    };
    let article = |more: Value| {
        let mut article = json!({"@type": "NewsArticle", "articleBody": TEXT});
        article.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        article
    };
    let long = "a".repeat(2_001);
    for (media_type, body, slug, pointers, reason) in [
        (
            ninjs,
            with("headlines", json!([{"value": "x"}, {"role": "main", "value": long}])),
            "invalid-field",
            &["/headlines/1/value"][..],
            "a long headline",
        ),
        (ninjs, with("versionCreated", json!("gestern")), "invalid-field", &["/versionCreated"], "no date"),
        (ninjs, with("language", json!("d")), "invalid-field", &["/language"], "no language"),
        (
            ninjs,
            with("bodies", json!([{"contentType": "text/html", "value": "<p> </p>"}])),
            "no-article",
            &["/bodies/0/value"],
            "nothing to see",
        ),
        (
            ninjs,
            with("bodies", json!([{"value": "\u{200b}"}])),
            "empty-text",
            &["/bodies/0/value"],
            "no character that is seen",
        ),
        (ninjs, with("bodies", json!([{"value": "A"}, {"value": "B"}])), "invalid-field", &["/bodies"], "two texts"),
        (ninjs, with("bodies", json!([])), "missing-field", &[""], "no text"),
        (ninjs, with("bodies", json!(7)), "wrong-type", &["/bodies"], "a number"),
        (ninjs, with("pubStatus", json!("canceled")), "invalid-field", &["/pubStatus"], "taken back"),
        (ninjs, json!([ninjs_3()]), "wrong-type", &[""], "a list"),
        (linked, article(json!({"headline": long})), "invalid-field", &["/headline"], "a long headline"),
        (
            linked,
            article(json!({"author": ["A", {"name": long}]})),
            "invalid-field",
            &["/author/1/name"],
            "a long name",
        ),
        (
            linked,
            article(json!({"url": "ftp://x", "inLanguage": "?"})),
            "invalid-field",
            &["/inLanguage", "/url"],
            "several",
        ),
        (linked, json!([article(json!({})), article(json!({}))]), "invalid-field", &["/1"], "two articles"),
        (
            linked,
            json!({"@graph": [article(json!({"datePublished": "bald"}))]}),
            "invalid-field",
            &["/@graph/0/datePublished"],
            "in a graph",
        ),
        (linked, json!({"@type": "Person", "name": "Anna Alt"}), "missing-field", &[""], "a person"),
        (
            linked,
            json!({"@type": "NewsArticle", "headline": "Wismar spart"}),
            "missing-field",
            &["/articleBody"],
            "no text",
        ),
        (linked, json!("Text"), "wrong-type", &[""], "a string"),
    ] {
        let problem = send(&app, media_type, "", body.to_string()).await.problem(422, slug);
        let found = problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap());
        let mut found: Vec<_> = found.collect();
        found.sort_unstable();
        assert_eq!(found, pointers, "{reason}");
    }
    let twice = r#"{"@type": "NewsArticle", "articleBody": "A", "author": {"name": "A", "name": "B"}}"#;
    let problem = send(&app, linked, "", twice).await.problem(422, "invalid-field");
    assert_eq!(problem["errors"][0]["pointer"], "/author/name");
    send(&app, linked, "", "{\"@type\":").await.problem(400, "malformed-json");
    let deep = format!("{{\"@graph\": {}{}}}", "[".repeat(200), "]".repeat(200));
    send(&app, linked, "", deep).await.problem(400, "malformed-json");
}

#[tokio::test]
async fn the_query_speaks_only_where_the_body_can_not() {
    let app = spawn_app().await;
    let house = json!({"text": TEXT}).to_string();
    for (media_type, body) in [
        ("application/json", house.clone()),
        ("application/ninjs+json", ninjs_3().to_string()),
        ("application/ld+json", json!({"@type": "Article", "articleBody": TEXT}).to_string()),
    ] {
        let problem = send(&app, media_type, "?title=x&source=y", body).await.problem(400, "unknown-parameter");
        assert_eq!(
            (problem["errors"][0]["pointer"].as_str(), problem["errors"][1]["in"].as_str()),
            (Some("/title"), Some("query"))
        );
    }
    for (query, pointer, reason) in [
        ("?published_at=gestern", "/published_at", "no date"),
        ("?language=d", "/language", "no language"),
        ("?url=blatt.example", "/url", "no address"),
    ] {
        let problem = send(&app, "text/plain", query, TEXT).await.problem(422, "invalid-field");
        assert_eq!(
            (problem["errors"][0]["pointer"].as_str(), problem["errors"][0]["in"].as_str()),
            (Some(pointer), Some("query")),
            "{reason}"
        );
    }
    for (query, reason) in [("?title=", "empty"), ("?title=a&title=b", "twice")] {
        let problem = send(&app, "text/plain", query, TEXT).await.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["pointer"], "/title", "{reason}");
    }
    let problem = send(&app, "text/plain", "", " \n").await.problem(422, "empty-text");
    assert_eq!(problem["errors"][0]["pointer"], "", "the text is the whole body");
}

#[tokio::test]
async fn what_is_not_read_is_refused_and_all_that_is_read_is_named() {
    let app = spawn_app().await;
    for media_type in
        ["application/pdf", "application/xml", "text/plain; charset=iso-8859-1", "application/x-ndjson", "nonsense"]
    {
        send(&app, media_type, "", TEXT).await.problem(415, "unsupported-media-type");
    }
    let problem = send(&app, "application/pdf", "", TEXT).await.problem(415, "unsupported-media-type");
    let detail = problem["detail"].as_str().unwrap();
    for media_type in [
        "application/json",
        "text/plain",
        "text/html",
        "application/ld+json",
        "application/ninjs+json",
        "application/vnd.iptc.g2.newsitem+json",
    ] {
        assert!(detail.contains(media_type), "{media_type} is not named in {detail}");
    }
    let latin = app.request("POST", "/v1/articles").header("content-type", "text/plain").body(vec![0x53, 0xfc, 0xdf]);
    read(latin).await.problem(400, "invalid-utf8");
    let small = Settings::default();
    let small = Settings { limits: pressespiegel::api::Limits { max_body_bytes: 1_000, ..small.limits }, ..small };
    let app = spawn_app_with(small).await;
    send(&app, "text/plain", "", "Wort ".repeat(300)).await.problem(413, "body-too-large");
}

#[tokio::test]
async fn a_compressed_text_a_correction_and_a_line_of_a_batch_may_have_these_forms_too() {
    let app = spawn_app().await;
    let packed = ruzstd::encoding::compress_to_vec(TEXT.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let request = app.request("POST", "/v1/articles?source=Blatt").header("content-type", "text/plain");
    let article = read(request.header("content-encoding", "zstd").body(packed)).await.ok(201);
    assert_eq!(article["text"], TEXT);
    let put = app.request("PUT", &format!("/v1/articles/{}?source=Blatt", article["id"].as_str().unwrap()));
    let text = format!("{TEXT} Der Rat stimmt im März ab.");
    let corrected = read(put.header("content-type", "text/plain").body(text.clone())).await.ok(200);
    assert_eq!((&corrected["changed"], &corrected["text"]), (&json!(true), &json!(text)));

    let lines = [
        ninjs_3(),
        json!({"@type": "NewsArticle", "articleBody": "Ein Artikel."}),
        json!({"uri": "urn:a", "headline": "Nur ein Titel"}),
        json!({"text": "Wie immer."}),
    ];
    let body = lines.map(|line| line.to_string()).join("\n");
    let batch = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson").body(body);
    let answer = read(batch).await;
    let results: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statuses: Vec<_> = results.iter().map(|result| result["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 422, 201]);
    assert_eq!(results[2]["problem"]["type"], "/problems/missing-field");
    app.post("/v1/analyze", &ninjs_3()).await.problem(422, "invalid-article");
}
