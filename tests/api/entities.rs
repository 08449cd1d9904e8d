//! Entities, claims, figures and sentiment over the archive.

use serde_json::json;

use crate::app::spawn_app;
use crate::archive::{self, COMPANY, SPEAKER};

#[tokio::test]
async fn entities_are_listed_profiled_and_related() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    let list = app.get("/v1/entities").await.ok(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let people = app.get("/v1/entities?type=person").await.ok(200);
    assert_eq!(
        people["items"],
        json!([{"id": SPEAKER, "name": "Vera Lindt", "type": "person", "articles": 3, "mentions": 3}])
    );
    assert_eq!(app.get("/v1/entities?q=LIND").await.ok(200)["items"], people["items"]);
    let of_one = app.get("/v1/entities?type=person&source=Abendpost").await.ok(200);
    assert_eq!(of_one["items"][0]["articles"], 1);
    let profile = app.get(&format!("/v1/entities/{COMPANY}")).await.ok(200);
    assert_eq!(profile["names"], json!(["Nordwind"]));
    assert_eq!(profile["first_seen"], "2025-01-01T00:00:00Z");
    assert_eq!(profile["last_seen"], "2025-01-03T00:00:00Z");
    assert_eq!(profile["mean_sentiment"], 0.25);
    assert_eq!(profile.get("roles"), None, "only people have roles");
    let speaker = app.get(&format!("/v1/entities/{SPEAKER}")).await.ok(200);
    assert_eq!(speaker["claims"], 3);
    assert_eq!(
        speaker["roles"],
        json!([{"text": "Chefin", "organization_id": COMPANY, "first": "2025-01", "last": "2025-01", "articles": 3}])
    );
    let related = app.get(&format!("/v1/entities/{SPEAKER}/related")).await.ok(200);
    assert_eq!(related["items"][0]["id"], COMPANY);
    assert_eq!(related["items"][0]["shared_articles"], 3);
}

#[tokio::test]
async fn an_entity_says_how_sure_it_is_and_what_a_person_is() {
    let app = spawn_app().await;
    let text = "OpenAI-Chef Sam Altman kam nach Wien. Dort traf Altman den Minister Arne Holst.";
    let analysis = app.post("/v1/analyze?profile=fast", &json!({"text": text})).await.ok(200);
    let entities = analysis["entities"].as_array().expect("entities");
    let entity = |name: &str| entities.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{analysis}"));
    for one in entities {
        let sure = one["confidence"].as_f64().expect("each is told");
        assert!((0.05..=1.0).contains(&sure), "{one}");
    }
    let span = json!({"start": 0, "end": 11, "exact": "OpenAI-Chef"});
    let role = json!({"text": "OpenAI-Chef", "organization_id": entity("OpenAI")["id"], "spans": [span]});
    assert_eq!(entity("Sam Altman")["role"], role);
    assert_eq!(entity("Arne Holst")["role"]["text"], "Minister");
    assert_eq!(entity("Arne Holst")["role"].get("organization_id"), None);
    assert_eq!(entity("Wien").get("role"), None);
    let article = app.post("/v1/articles?profile=fast", &json!({"text": text})).await.ok(201);
    let stored = app.get(&format!("/v1/articles/{}/entities", article["id"].as_str().expect("an id"))).await.ok(200);
    assert_eq!(stored["items"], analysis["entities"], "it is kept");
}

#[tokio::test]
async fn a_timeline_has_buckets_of_each_width() {
    let app = spawn_app().await;
    archive::fill(&app, 8).await;
    for (interval, starts) in
        [("week", vec!["2024-12-30", "2025-01-06"]), ("month", vec!["2025-01-01"]), ("year", vec!["2025-01-01"])]
    {
        let path = format!("/v1/entities/{SPEAKER}/timeline?interval={interval}");
        let timeline = app.get(&path).await.ok(200);
        let found: Vec<_> = timeline["items"].as_array().unwrap().iter().map(|item| item["start"].clone()).collect();
        assert_eq!(found, starts, "{interval}");
        assert_eq!(timeline["interval"], interval);
        let sentiment = app.get(&format!("/v1/sentiment?interval={interval}")).await.ok(200);
        assert_eq!(sentiment["items"][0]["start"], starts[0]);
    }
    let days = app.get(&format!("/v1/entities/{SPEAKER}/timeline?from=2025-01-02&to=2025-01-04")).await.ok(200);
    assert_eq!(days["items"].as_array().unwrap().len(), 3, "both days at the ends are inside");
    assert_eq!(days["items"][0], json!({"start": "2025-01-02", "articles": 1, "mentions": 1}));
}

#[tokio::test]
async fn claims_are_found_by_their_speaker_however_the_text_names_them() {
    let app = spawn_app().await;
    let text = "Wirtschaftsministerin Karla Wendt sagte, die Lage sei ernst. „Wir handeln“, sagte Wendt. Sie kündigte an, \
                die Steuern zu senken. Die Ministerin betonte, niemand werde entlassen. Der Haushalt sei gesichert.";
    app.post("/v1/articles", &json!({"text": text})).await.ok(201);
    for speaker in ["person:karla-wendt", "Karla+Wendt"] {
        let found = app.get(&format!("/v1/claims?speaker={speaker}")).await.ok(200);
        let items = found["items"].as_array().unwrap();
        let mut ways: Vec<&str> = items.iter().filter_map(|c| c["speaker"]["resolved_by"].as_str()).collect();
        ways.sort_unstable();
        assert_eq!(ways, ["continuation", "name", "nominal", "pronoun", "surname"], "{speaker}");
    }
}

#[tokio::test]
async fn claims_are_filtered_by_id_and_by_name() {
    let app = spawn_app().await;
    archive::fill(&app, 4).await;
    for (query, expected) in [
        ("", 4),
        ("speaker=person:vera-lindt", 4),
        ("speaker=vera%20lindt", 4),
        ("speaker=Niemand", 0),
        ("about=organization:nordwind", 4),
        ("about=Nordwind", 4),
        ("about=Niemand", 0),
        ("kind=direct", 4),
        ("kind=reported", 0),
        ("certainty=asserted&has_figure=true", 4),
        ("has_figure=false", 0),
        ("source=Tagblatt", 2),
        ("from=2025-01-02&to=2025-01-03", 2),
        ("from=2025-02", 0),
        ("to=2024", 0),
        ("from=2025&to=2025", 4),
        ("to=24", 400),
    ] {
        let answer = app.get(&format!("/v1/claims?{query}")).await;
        if expected == 400 {
            answer.problem(400, "bad-date-range");
            continue;
        }
        assert_eq!(answer.ok(200)["items"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[tokio::test]
async fn ids_over_the_archive_lead_from_one_answer_to_the_next() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let list = app.get("/v1/claims").await.ok(200);
    let claim = &list["items"][0];
    let id = archive::id(1).to_string();
    assert_eq!(claim["id"], format!("{id}:c1"));
    assert_eq!(claim["article"]["id"], id);
    assert_eq!(claim["article"]["title"], "Nordwind, Teil 1");
    assert_eq!(claim["text"], "Wir haben 1200 Beschäftigte");
    assert_eq!(claim["speaker"]["entity_id"], SPEAKER);
    assert_eq!(list["offsets"], "codepoint");
    assert_eq!(app.get(&format!("/v1/claims/{id}:c1")).await.ok(200), *claim);
    let figure = app.get(&format!("/v1/figures/{}", claim["figures"][0].as_str().unwrap())).await.ok(200);
    assert_eq!(figure["value"], "1201");
    assert_eq!(figure["claim_id"], claim["id"]);
    assert_eq!(app.get("/v1/figures").await.ok(200)["items"][0], figure);
}

#[tokio::test]
async fn figures_are_filtered_by_what_they_say() {
    let app = spawn_app().await;
    archive::fill(&app, 4).await;
    for (query, expected) in [
        ("min=1202", 3),
        ("max=1202.5", 2),
        ("min=1202&max=1203", 2),
        ("kind=count", 4),
        ("unit=EUR", 0),
        ("measures=besch%C3%A4ft", 4),
        ("entity=Nordwind&speaker=person:vera-lindt", 4),
        ("speaker=Niemand", 0),
        ("source=Abendpost&from=2025-01-03", 1),
    ] {
        let answer = app.get(&format!("/v1/figures?{query}")).await;
        assert_eq!(answer.ok(200)["items"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[tokio::test]
async fn articles_are_filtered_too_and_come_newest_first() {
    let app = spawn_app().await;
    archive::fill(&app, 4).await;
    for (query, expected) in [
        ("", vec![4, 3, 2, 1]),
        ("source=Tagblatt", vec![3, 1]),
        ("language=de&entity=Nordwind", vec![4, 3, 2, 1]),
        ("language=en", vec![]),
        ("speaker=Vera+Lindt&to=2025-01-02", vec![2, 1]),
        ("entity=person:niemand", vec![]),
    ] {
        let list = app.get(&format!("/v1/articles?{query}")).await.ok(200);
        let ids: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
        let expected: Vec<_> = expected.into_iter().map(|number| json!(archive::id(number).to_string())).collect();
        assert_eq!(ids, expected, "{query}");
        assert!(list["items"].as_array().unwrap().iter().all(|item| item.get("text").is_none()));
    }
}

#[tokio::test]
async fn sentiment_is_counted_by_label() {
    let app = spawn_app().await;
    archive::fill(&app, 2).await;
    for query in ["interval=month", "interval=month&entity=Nordwind"] {
        let answer = app.get(&format!("/v1/sentiment?{query}")).await.ok(200);
        let labels = json!({"positive": 2, "neutral": 0, "negative": 0, "mixed": 0});
        let shares = json!({"positive": 1.0, "neutral": 0.0, "negative": 0.0, "mixed": 0.0});
        let bucket = json!({"start": "2025-01-01", "articles": 2, "score": 0.25, "labels": labels, "shares": shares});
        assert_eq!(answer["items"], json!([bucket]), "{query}");
    }
    assert_eq!(app.get("/v1/sentiment?entity=Niemand").await.ok(200)["items"], json!([]));
    assert_eq!(app.get("/v1/sentiment?source=Niemandsblatt").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn a_name_of_several_entities_must_be_told_apart() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let mut twin = archive::article(2, "Tagblatt");
    twin.analysis.entities[1].id.0 = "product:nordwind".into();
    pressespiegel::store::ArticleStore::insert(app.store.as_ref(), twin.into(), archive::now()).await.unwrap();
    for path in [
        "/v1/claims?about=Nordwind",
        "/v1/claims?speaker=Nordwind",
        "/v1/articles?entity=nordwind",
        "/v1/articles?speaker=Nordwind",
        "/v1/figures?speaker=Nordwind",
        "/v1/sentiment?entity=Nordwind",
    ] {
        let problem = app.get(path).await.problem(400, "ambiguous-entity");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(COMPANY) && detail.contains("product:nordwind"), "{detail}");
    }
}
