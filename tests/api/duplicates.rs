//! Copies of agency texts: linked, listed, folded; and what counts as one article.

use serde_json::{Value, json};

use crate::app::{TestApp, spawn_app};

const AGENCY: &str = "Die Nordwind AG baut in Rostock ein neues Werk für Rotorblätter. Das teilte das Unternehmen am Montag \
    in Hamburg mit. Bis Ende des kommenden Jahres sollen dort rund 200 Menschen arbeiten. „Das ist ein guter Tag für die \
    Region“, sagte Bürgermeisterin Vera Lindt.";

async fn take_in(app: &TestApp, source: &str, text: &str) -> String {
    app.take_in(&json!({"text": text, "source": source, "published_at": "2025-03-10"})).await
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn copies_are_linked_listed_and_folded() {
    let app = spawn_app().await;
    let first = take_in(&app, "Blatt A", AGENCY).await;
    let copy = take_in(&app, "Blatt B", &format!("{AGENCY} Mehr dazu lesen Sie morgen.")).await;
    let other = take_in(&app, "Blatt C", "Die Nordwind AG sucht Fachkräfte.").await;

    let shown = app.get(&format!("/v1/articles/{copy}")).await.ok(200);
    assert_eq!(shown["duplicate_of"], first.as_str());
    let similarity = shown["similarity"].as_f64().expect("a number");
    assert!((0.7..1.0).contains(&similarity), "{similarity}");
    for id in [&first, &other] {
        let shown = app.get(&format!("/v1/articles/{id}")).await.ok(200);
        assert_eq!((shown.get("duplicate_of"), shown.get("similarity")), (None, None));
    }
    let duplicates = app.get(&format!("/v1/articles/{first}/duplicates")).await.ok(200);
    assert_eq!(ids(&duplicates), [copy.as_str()]);
    assert_eq!(
        (&duplicates["items"][0]["similarity"], &duplicates["items"][0]["source"]),
        (&json!(similarity), &json!("Blatt B"))
    );
    assert_eq!(app.get(&format!("/v1/articles/{other}/duplicates")).await.ok(200)["items"], json!([]));
    app.get("/v1/articles/0194cad2-cc00-7000-8000-00000000dead/duplicates").await.problem(404, "article-not-found");

    for query in ["", "&q=Nordwind"] {
        let all = app.get(&format!("/v1/articles?limit=9{query}")).await.ok(200);
        let of = all["items"].as_array().expect("items").iter().find(|item| item["id"] == copy.as_str());
        assert_eq!(of.expect("it is listed")["duplicate_of"], first.as_str());
        let folded = app.get(&format!("/v1/articles?fold=duplicates{query}")).await.ok(200);
        let mut listed = ids(&folded);
        listed.sort_unstable();
        assert_eq!(listed, [first.as_str(), other.as_str()]);
        let counts: Vec<_> =
            folded["items"].as_array().expect("items").iter().map(|item| &item["duplicates"]).collect();
        assert!(counts.contains(&&json!(1)) && counts.contains(&&json!(0)), "{counts:?}");
    }
    for list in ["claims", "figures"] {
        let all = app.get(&format!("/v1/{list}?source=Blatt%20B")).await.ok(200);
        assert_ne!(all["items"], json!([]), "of {list} there are some");
        let folded = app.get(&format!("/v1/{list}?fold=duplicates")).await.ok(200);
        for item in folded["items"].as_array().expect("items") {
            let of_first = item["article"]["id"] == first.as_str();
            assert!(of_first || item["article"]["id"] == other.as_str(), "{item}");
            assert_eq!(item["article"]["duplicates"], json!(u64::from(of_first)));
        }
    }
    app.get("/v1/articles?fold=all").await.problem(400, "invalid-parameter");

    app.delete(&format!("/v1/articles/{first}")).await;
    let left = app.get(&format!("/v1/articles/{copy}")).await.ok(200);
    assert_eq!(left.get("duplicate_of"), None, "the next is the first now");
}

#[tokio::test]
async fn the_same_text_is_one_article_however_it_is_written() {
    let app = spawn_app().await;
    let sent = |text: &str| json!({"text": text, "source": "Blatt A", "external_id": "1"});
    let id = app.take_in(&sent(AGENCY)).await;
    for (text, reason) in [
        (AGENCY.replace(' ', "  "), "white space"),
        (AGENCY.replace(". ", ".\r\n\r\n"), "paragraphs"),
        (AGENCY.replace("Rotorblätter", "Rotor\u{ad}bla\u{308}tter"), "a soft hyphen, a letter in two pieces"),
    ] {
        let known = app.post("/v1/articles", &sent(&text)).await.ok(200);
        assert_eq!((known["id"].as_str(), &known["changed"]), (Some(id.as_str()), &json!(false)), "{reason}");
        assert_eq!(known["text"], AGENCY, "{reason}: the text is the one sent first");
    }
    let corrected = app.post("/v1/articles", &sent(&AGENCY.replace("200", "250"))).await.ok(200);
    assert_eq!(corrected["changed"], true);
}
