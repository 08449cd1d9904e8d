//! Figures that exclude each other, in the words of newspapers.

use serde_json::{Value, json};

use crate::app::{TestApp, spawn_app};

/// Takes in one article a sentence, each of a paper of its own, and answers the pairs as their words.
async fn pairs(app: &TestApp, articles: &[(&str, &str)]) -> Vec<(String, String)> {
    for (number, (day, text)) in articles.iter().enumerate() {
        let source = format!("Blatt {number}");
        app.take_in(&json!({"text": text, "source": source, "published_at": day})).await;
    }
    let list = app.get("/v1/figures/conflicts?limit=200").await.ok(200);
    let exact = |item: &Value, side: &str| item[side]["exact"].as_str().expect("words").to_owned();
    list["items"].as_array().expect("items").iter().map(|item| (exact(item, "newer"), exact(item, "older"))).collect()
}

const DAY: &str = "2025-03-11";
const NEXT: &str = "2025-03-12";

#[tokio::test]
async fn the_same_measured_differently_is_found() {
    for (older, newer, expected) in [
        (
            "Die Nordwind AG hat im Jahr 2024 einen Umsatz von 3,2 Milliarden Euro erzielt.",
            "Der Umsatz der Nordwind AG lag 2024 bei 2,9 Milliarden Euro.",
            ("2,9 Milliarden Euro", "3,2 Milliarden Euro"),
        ),
        (
            "Bei dem Brand in Rostock sind 12 Menschen gestorben.",
            "Bei dem Brand in Rostock starben 14 Menschen.",
            ("14 Menschen", "12 Menschen"),
        ),
        (
            "Laut Polizei nahmen an der Demonstration in Berlin 5.000 Menschen teil.",
            "An der Demonstration in Berlin nahmen nach Angaben der Veranstalter 20.000 Menschen teil.",
            ("20.000 Menschen", "5.000 Menschen"),
        ),
        (
            "Im Mai 2024 betrug die Arbeitslosenquote in Bayern 3,5 Prozent.",
            "Die Arbeitslosenquote in Bayern lag im Mai 2024 bei 3,7 Prozent.",
            ("3,7 Prozent", "3,5 Prozent"),
        ),
        (
            "Weltweit beschäftigt die Nordwind AG 12.400 Mitarbeiter.",
            "Die Nordwind AG beschäftigt 13.100 Mitarbeiter.",
            ("13.100 Mitarbeiter", "12.400 Mitarbeiter"),
        ),
    ] {
        let app = spawn_app().await;
        let found = pairs(&app, &[(DAY, older), (NEXT, newer)]).await;
        let expected = (expected.0.to_owned(), expected.1.to_owned());
        assert_eq!(found, [expected], "{older} / {newer}");
    }
}

#[tokio::test]
async fn what_only_looks_the_same_is_left_alone() {
    let app = spawn_app().await;
    let reasons = [
        ("Die Nordwind AG hat 2024 einen Umsatz von 3,2 Milliarden Euro erzielt.", "the fact"),
        ("Die Nordwind AG hat 2023 einen Umsatz von 2,9 Milliarden Euro erzielt.", "another year"),
        ("Die Nordwind AG hat im ersten Quartal 2024 einen Umsatz von 0,8 Milliarden Euro erzielt.", "a quarter"),
        ("Die Nordwind AG hat 2024 in China einen Umsatz von 1,2 Milliarden Euro erzielt.", "a region"),
        ("Die Nordwind AG hat 2024 mit Autos einen Umsatz von 1,9 Milliarden Euro erzielt.", "a part"),
        ("Die Nordwind AG will 2024 einen Umsatz von 4 Milliarden Euro erzielen.", "a target"),
        ("Für 2024 erwartete die Nordwind AG einen Umsatz von 4,1 Milliarden Euro.", "a forecast"),
        ("Die Nordwind AG steigerte 2024 den Umsatz um 300 Millionen Euro.", "a change"),
        ("Die Nordwind AG hat 2024 keinen Umsatz von 5 Milliarden Euro erzielt.", "denied"),
        ("Die Nordwind AG hat 2024 einen Gewinn von 0,4 Milliarden Euro erzielt.", "something else"),
        ("Die Nordwind AG hat 2024 einen Umsatz von mehr als 3 Milliarden Euro erzielt.", "a bound that holds"),
        ("Die Nordwind AG hat 2024 einen Umsatz von rund 3 Milliarden Euro erzielt.", "about the same"),
        ("Die Nordwind AG hat 2024 einen Umsatz von 3,21 Milliarden Euro erzielt.", "rounds to it"),
        ("Die Aktie der Nordwind AG notierte bei 45,10 Euro.", "a price"),
        ("Die Aktie der Nordwind AG notierte bei 46,30 Euro.", "the price an hour later"),
    ];
    let articles: Vec<_> = reasons.iter().map(|(text, _)| (DAY, *text)).collect();
    assert_eq!(pairs(&app, &articles).await, []);
}

#[tokio::test]
async fn a_pair_says_what_agrees_and_how_far_it_is_apart() {
    let app = spawn_app().await;
    let articles = [
        (DAY, "Der Umsatz der Nordwind AG lag 2024 bei 3,2 Milliarden Euro."),
        (NEXT, "Der Umsatz der Nordwind AG lag 2024 bei 2,9 Milliarden Euro, sagte Finanzchefin Vera Lindt."),
    ];
    assert_eq!(pairs(&app, &articles).await.len(), 1);
    let path = "/v1/figures/conflicts?entity=Nordwind%20AG&measures=umsatz&unit=EUR&from=2025-03-12&offsets=utf16";
    let list = app.get(path).await.ok(200);
    let item = &list["items"][0];
    assert_eq!(item["entities"], json!(["organization:nordwind-ag"]));
    assert_eq!((&item["measures"], &item["kind"], &item["unit"]), (&json!("Umsatz"), &json!("money"), &json!("EUR")));
    assert_eq!(item["period"], json!({"start": "2024-01-01", "end": "2024-12-31"}));
    assert_eq!((&item["difference"], &item["ratio"]), (&json!("300000000"), &json!("1.1034")));
    assert_eq!(item["older"]["article"]["source"], "Blatt 0");
    assert_eq!(item["newer"]["offsets"], "utf16");
    let shown =
        app.get(&format!("/v1/figures/{}?offsets=utf16", item["newer"]["id"].as_str().expect("an id"))).await.ok(200);
    assert_eq!(shown, item["newer"], "a figure is shown as everywhere");
    for (query, reason) in [("entity=Niemand", "nobody"), ("unit=USD", "unit"), ("to=2025-03-11", "time")] {
        let list = app.get(&format!("/v1/figures/conflicts?{query}")).await.ok(200);
        assert_eq!(list["items"], json!([]), "{reason}");
    }
    app.get("/v1/figures/conflicts?kind=money").await.problem(400, "unknown-parameter");
    app.get("/v1/figures/conflicts?cursor=AAAA").await.problem(400, "bad-cursor");
}
