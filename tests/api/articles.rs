//! Articles: taken in, known again, read, deleted, read anew.

use serde_json::{Value, json};

use crate::app::{Settings, TestApp, read, spawn_app, spawn_app_with};
use crate::archive;

const TEXT: &str = "Nordwind baut aus. „Wir stellen 200 Leute ein“, sagte Vera Lindt.";

#[tokio::test]
async fn a_new_article_is_created_and_the_same_again_is_known() {
    let app = spawn_app().await;
    let sent = json!({"text": TEXT, "title": "Ausbau", "source": "Tagblatt", "published_at": "2025-01",
        "authors": ["A. Muster"], "url": "https://example.org/a", "external_id": "7", "metadata": {"ressort": "Wirtschaft"}});
    let first = app.post("/v1/articles", &sent).await;
    let made = first.ok(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(first.header("location"), format!("/v1/articles/{id}"));
    for field in ["text", "title", "source", "published_at", "authors", "url", "external_id", "metadata"] {
        assert_eq!(made[field], sent[field], "{field}");
    }
    assert_eq!(made["summary"]["language"], "de");
    assert!(made["summary"]["analyzer"]["fingerprint"].is_string());
    assert!(made.get("analysis").is_none(), "the analysis was not asked for");
    let again = app.post("/v1/articles", &sent).await;
    assert_eq!(again.ok(200)["id"], id);
    assert_eq!(again.header("location"), first.header("location"));
    let other_text = json!({"text": "Ganz anders.", "source": "Tagblatt", "external_id": "7"});
    let corrected = app.post("/v1/articles", &other_text).await.ok(200);
    assert_eq!((&corrected["id"], &corrected["changed"]), (&json!(id), &json!(true)), "same external id, same source");
    let other_source = json!({"text": "Ganz anders.", "source": "Abendpost", "external_id": "7"});
    assert_ne!(app.post("/v1/articles", &other_source).await.ok(201)["id"], id);
}

#[tokio::test]
async fn the_whole_analysis_comes_when_asked_for() {
    let app = spawn_app().await;
    let made = app.post("/v1/articles?include=analysis&offsets=utf16", &json!({"text": TEXT})).await.ok(201);
    let id = made["id"].as_str().unwrap();
    let analysis = &made["analysis"];
    assert_eq!(analysis["offsets"], "utf16");
    let read = app.get(&format!("/v1/articles/{id}/analysis?offsets=utf16")).await.ok(200);
    assert_eq!(*analysis, read);
    let analyzed = app.post("/v1/analyze?offsets=utf16", &json!({"text": TEXT})).await.ok(200);
    assert_eq!(*analysis, analyzed, "the same text gives the same analysis whether stored or not");
    for part in ["entities", "claims", "figures"] {
        let items = app.get(&format!("/v1/articles/{id}/{part}?offsets=utf16")).await.ok(200);
        assert_eq!(items["items"], analysis[part], "{part}");
        assert_eq!(items["analyzer"], analysis["analyzer"]);
        assert_eq!(items["offsets"], "utf16");
    }
    let sentiment = app.get(&format!("/v1/articles/{id}/sentiment?offsets=utf16")).await.ok(200);
    assert_eq!(sentiment["document"], analysis["sentiment"]["document"]);
    assert_eq!(sentiment["sentences"], analysis["sentiment"]["sentences"]);
}

#[tokio::test]
async fn lines_of_the_page_are_told_and_not_read() {
    let app = spawn_app().await;
    let text = "Der Rat tagt in Wismar. „Wir sparen“, sagte Vera Lindt.\r\nLesen Sie auch: Jan Ort droht Käufern 👍\r\n\
        Der Haushalt hat 5 Millionen Euro.\r\nFoto: Ina Lamm/dpa";
    let left_out = app.post("/v1/analyze", &json!({"text": text})).await.ok(200);
    let blocks = left_out["blocks"].as_array().expect("blocks");
    let told: Vec<_> = blocks.iter().map(|block| (block["kind"].as_str(), block["exact"].as_str())).collect();
    let furniture = |exact| (Some("furniture"), Some(exact));
    assert_eq!(told, [furniture("Lesen Sie auch: Jan Ort droht Käufern 👍"), furniture("Foto: Ina Lamm/dpa")]);
    let (start, end) = (blocks[0]["start"].as_u64().unwrap(), blocks[0]["end"].as_u64().unwrap());
    let place = |from: u64, to: u64| text.chars().skip(from as usize).take((to - from) as usize).collect::<String>();
    assert_eq!(place(start, end), "Lesen Sie auch: Jan Ort droht Käufern 👍");
    let names = |answer: &Value| -> Vec<String> {
        let entities = answer["entities"].as_array().expect("entities").iter();
        entities.map(|entity| entity["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert!(!names(&left_out).iter().any(|name| name.contains("Ort") || name.contains("Lamm")), "{left_out}");
    assert_eq!(left_out["figures"][0]["exact"], "5 Millionen Euro", "what follows is read at its place");
    let kept = app.post("/v1/analyze?furniture=keep", &json!({"text": text})).await.ok(200);
    assert!(names(&kept).iter().any(|name| name == "Ina Lamm") && kept.get("blocks").is_none(), "{kept}");
    assert_eq!(kept["figures"][0], left_out["figures"][0]);
    app.post("/v1/analyze?furniture=no", &json!({"text": text})).await.problem(400, "invalid-parameter");
    // The archive keeps what was left out.
    let id = app.take_in(&json!({"text": text})).await;
    let stored = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
    assert_eq!(stored["blocks"], left_out["blocks"]);
}

#[tokio::test]
async fn a_language_the_analyzer_lacks_is_kept_with_a_warning() {
    let app = spawn_app().await;
    for sent in [
        json!({"text": "The government wants to lower taxes next year, the minister said."}),
        json!({"text": "Kurz.", "language": "en-GB"}),
    ] {
        let made = app.post("/v1/articles", &sent).await.ok(201);
        assert_eq!(made["summary"]["warnings"][0]["code"], "unsupported_language", "{made}");
        let analysis = app.post("/v1/analyze", &sent).await.ok(200);
        assert_eq!(analysis["warnings"][0]["code"], "unsupported_language");
        assert!(analysis["language"].as_str().unwrap().starts_with("en"));
        assert_eq!(analysis["entities"], json!([]));
    }
    let analysis = app.post("/v1/analyze", &json!({"text": "Kurz.", "language": "de-AT"})).await.ok(200);
    assert_eq!(analysis["warnings"], json!([]));
}

#[tokio::test]
async fn optional_fields_may_be_null_or_absent_and_are_never_answered_as_null() {
    let app = spawn_app().await;
    let made = app.post("/v1/articles", &json!({"text": TEXT, "title": null, "metadata": null})).await;
    made.ok(201);
    assert!(!made.text().contains("null"), "{}", made.text());
}

#[tokio::test]
async fn a_deleted_article_is_gone_from_everywhere() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let id = archive::id(1).to_string();
    assert_eq!(app.delete(&format!("/v1/articles/{id}")).await.status, 204);
    app.delete(&format!("/v1/articles/{id}")).await.problem(404, "article-not-found");
    for path in ["", "/entities", "/claims", "/figures", "/sentiment", "/analysis"] {
        app.get(&format!("/v1/articles/{id}{path}")).await.problem(404, "article-not-found");
    }
    for list in ["articles", "entities", "claims", "figures", "sentiment"] {
        assert_eq!(app.get(&format!("/v1/{list}")).await.ok(200)["items"], json!([]), "{list}");
    }
    app.get(&format!("/v1/entities/{}", archive::SPEAKER)).await.problem(404, "entity-not-found");
    app.get(&format!("/v1/claims/{id}:c1")).await.problem(404, "claim-not-found");
    app.get(&format!("/v1/figures/{id}:f1")).await.problem(404, "figure-not-found");
}

#[tokio::test]
async fn reading_anew_replaces_the_analysis_with_the_current_one() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let id = archive::id(1).to_string();
    let before = app.get(&format!("/v1/articles/{id}")).await.ok(200);
    assert_eq!(before["summary"]["analyzer"]["fingerprint"], "by-hand");
    let anew = read(app.request("POST", &format!("/v1/articles/{id}/reanalyze?include=analysis"))).await.ok(200);
    let current = app.get("/v1/capabilities").await.ok(200)["analyzer"].clone();
    assert_eq!(anew["analysis"]["analyzer"], current);
    let after = app.get(&format!("/v1/articles/{id}?include=analysis")).await.ok(200);
    assert_eq!(after, anew);
    let missing = read(app.request("POST", "/v1/articles/0197c3b4-7a00-7000-8000-000000000001/reanalyze")).await;
    missing.problem(404, "article-not-found");
}

#[tokio::test]
async fn a_tag_saves_the_second_answer() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let id = archive::id(1).to_string();
    for path in [
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}/analysis"),
        format!("/v1/articles/{id}/claims"),
        format!("/v1/claims/{id}:c1"),
        format!("/v1/figures/{id}:f1"),
        format!("/v1/entities/{}", archive::SPEAKER),
        "/v1/capabilities".into(),
        "/openapi.json".into(),
    ] {
        let first = app.get(&path).await;
        let tag = first.header("etag");
        assert!(tag.starts_with('"'), "{path}: {tag}");
        for known in [tag.to_owned(), format!("\"other\", {tag}"), "*".into()] {
            let second = read(app.request("GET", &path).header("if-none-match", &known)).await;
            assert_eq!((second.status, second.bytes.len()), (304, 0), "{path} with {known}");
            assert_eq!(second.header("etag"), tag);
        }
        let changed = read(app.request("GET", &path).header("if-none-match", "\"other\"")).await;
        assert_eq!(changed.status, 200, "{path}");
    }
    let tag = |answer: &crate::app::Answer| answer.header("etag").to_owned();
    let codepoints = tag(&app.get(&format!("/v1/articles/{id}/analysis")).await);
    assert_ne!(codepoints, tag(&app.get(&format!("/v1/articles/{id}/analysis?offsets=utf8")).await));
}

#[tokio::test]
async fn a_compressed_answer_has_a_tag_of_its_own_that_names_the_same_state() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let path = format!("/v1/articles/{}", archive::id(1));
    let plain = app.get(&path).await.header("etag").to_owned();
    let packed = read(app.request("GET", &path).header("accept-encoding", "gzip")).await;
    let tag = packed.header("etag");
    assert_eq!(tag, format!("{}-gzip\"", plain.trim_end_matches('"')));
    assert_eq!(read(app.request("GET", &path).header("if-none-match", tag)).await.status, 304);
    assert_eq!(packed.header("vary"), "accept-encoding, accept");
}

#[tokio::test]
async fn an_article_is_changed_only_in_the_state_that_the_client_knows() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let path = format!("/v1/articles/{}", archive::id(1));
    let change = |method, path: &str, tag: &str| read(app.request(method, path).header("if-match", tag));
    let tag = app.get(&format!("{path}?include=analysis")).await.header("etag").to_owned();
    for (wrong, reason) in [("\"other\"", "of something else"), (&format!("W/{tag}"), "a weak one"), ("x", "no tag")] {
        for (method, path) in [("DELETE", path.clone()), ("POST", format!("{path}/reanalyze"))] {
            change(method, &path, wrong).await.problem(412, "precondition-failed");
            assert_eq!(app.get(&path.replace("/reanalyze", "")).await.status, 200, "{reason}");
        }
    }
    change("POST", &format!("{path}/reanalyze"), &format!("\"other\", {tag}")).await.ok(200);
    change("DELETE", &path, &tag).await.problem(412, "precondition-failed");
    let tag = app.get(&path).await.header("etag").to_owned();
    assert_eq!(change("DELETE", &path, &tag).await.status, 204);
    change("DELETE", &path, "*").await.problem(404, "article-not-found");
}

#[tokio::test]
async fn an_id_in_capitals_is_the_same_id() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let id = archive::id(1).to_string();
    let article = app.get(&format!("/v1/articles/{}", id.to_uppercase())).await.ok(200);
    assert_eq!(article["id"], id.as_str());
    assert_eq!(app.get(&format!("/v1/claims/{}:c1", id.to_uppercase())).await.status, 200);
}

/// `{"text": "Die Nordwind AG baut ein Werk. …"}`, the sentence a hundred times, in gzip: 3112 bytes when unpacked.
const PACKED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x49, 0xad, 0x28, 0x51, 0xb2, 0x52,
    0x50, 0x72, 0xc9, 0x4c, 0x55, 0xf0, 0xcb, 0x2f, 0x4a, 0x29, 0xcf, 0xcc, 0x4b, 0x51, 0x70, 0x74, 0x57, 0x48, 0x4a,
    0x2c, 0x2d, 0x51, 0x48, 0xcd, 0xcc, 0x53, 0x08, 0x4f, 0x2d, 0xca, 0xd6, 0x53, 0x18, 0x95, 0x1e, 0x95, 0x1e, 0x95,
    0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x95, 0x1e, 0x21, 0xd2,
    0x4a, 0xb5, 0x00, 0xef, 0x1f, 0xae, 0x07, 0x28, 0x0c, 0x00, 0x00,
];

#[tokio::test]
async fn a_compressed_body_is_read_and_its_unpacked_size_counts() {
    let send = |app: &TestApp, bytes: &[u8]| {
        let request = app.request("POST", "/v1/articles").header("content-type", "application/json");
        read(request.header("content-encoding", "gzip").body(bytes.to_vec()))
    };
    let app = spawn_app().await;
    let made = send(&app, PACKED).await.ok(201);
    assert!(made["text"].as_str().unwrap().starts_with("Die Nordwind AG baut ein Werk. Die"));
    send(&app, &PACKED[..40]).await.problem(400, "incomplete-body");
    send(&app, b"this is no gzip at all, whatever the head of the request may say").await.problem(400, "bad-request");
    let mut settings = Settings::default();
    settings.limits.max_body_bytes = 1000;
    let small = spawn_app_with(settings).await;
    send(&small, PACKED).await.problem(413, "body-too-large");
}

#[tokio::test]
async fn a_body_in_zstandard_is_read_within_the_same_bounds() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let send = |app: &TestApp, bytes: Vec<u8>| {
        let request = app.request("POST", "/v1/articles").header("content-type", "application/json");
        read(request.header("content-encoding", "zstd").body(bytes))
    };
    let packed = |text: &str| {
        let body = json!({"text": text}).to_string();
        let packed = compress_to_vec(body.as_bytes(), CompressionLevel::Fastest);
        assert!(packed.len() < body.len(), "packed");
        packed
    };
    let sentence = "Die Nordwind AG baut ein Werk. ";
    let app = spawn_app().await;
    let long = sentence.repeat(20_000);
    assert_eq!(send(&app, packed(&long)).await.ok(201)["text"], long.as_str(), "several blocks");
    let body = packed(&sentence.repeat(100));
    send(&app, body[..body.len() / 2].to_vec()).await.problem(400, "incomplete-body");
    send(&app, b"this is no zstd at all".to_vec()).await.problem(400, "bad-request");
    let mut damaged = packed(&sentence.repeat(90));
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    send(&app, damaged).await.problem(400, "bad-request");
    let far = [0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0].to_vec();
    let problem = send(&app, far).await.problem(400, "bad-request");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("8388608")), "{problem}");
    let mut settings = Settings::default();
    settings.limits.max_body_bytes = 1000;
    let small = spawn_app_with(settings).await;
    send(&small, body).await.problem(413, "body-too-large");
    let codings = app.get("/v1/capabilities").await.ok(200)["content_encodings"].clone();
    assert_eq!(codings, json!(["gzip", "deflate", "zstd"]));
}
