//! Lists as a whole: totals, and what their items have in common.

use serde_json::{Value, json};

use crate::app::{TestApp, read, spawn_app};
use crate::archive::{self, COMPANY, SPEAKER};

/// A list's facets as (facet, counted, values with counts and labels, others).
fn facets(list: &Value) -> Value {
    let value = |one: &Value| match one.get("label") {
        Some(label) => json!([one["value"], label, one["count"]]),
        None => json!([one["value"], one["count"]]),
    };
    let one = |facet: &Value| {
        let values: Vec<_> = facet["values"].as_array().expect("values").iter().map(value).collect();
        json!({ facet["facet"].as_str().expect("a facet"): values, "of": facet["counted"], "others": facet["others"] })
    };
    list["facets"].as_array().expect("facets").iter().map(one).collect()
}

/// The path of a list with more parameters.
fn with(path: &str, more: &str) -> String {
    format!("/v1/{path}{}{more}", if path.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn what_items_have_in_common_is_counted_over_the_whole_list() {
    let app = spawn_app().await;
    archive::fill(&app, 5).await;
    for (list, asked, total, expected) in [
        (
            "articles",
            "source,month",
            5,
            json!([{"source": [["Tagblatt", 3], ["Abendpost", 2]], "of": 5, "others": 0},
                {"month": [["2025-01", 5]], "of": 5, "others": 0}]),
        ),
        ("articles?source=Abendpost", "source", 2, json!([{"source": [["Abendpost", 2]], "of": 2, "others": 0}])),
        ("articles?source=nirgends", "source", 0, json!([{"source": [], "of": 0, "others": 0}])),
        ("articles?entity=niemand", "source", 0, json!([{"source": [], "of": 0, "others": 0}])),
        ("articles?q=Besch%C3%A4ftigte", "language", 5, json!([{"language": [], "of": 5, "others": 0}])),
        ("entities", "type", 2, json!([{"type": [["organization", 1], ["person", 1]], "of": 2, "others": 0}])),
        (
            "claims",
            "speaker,certainty",
            5,
            json!([{"speaker": [[SPEAKER, "Vera Lindt", 5]], "of": 5, "others": 0},
                {"certainty": [["asserted", 5]], "of": 5, "others": 0}]),
        ),
        ("claims?from=2025-01-04", "kind,kind", 2, json!([{"kind": [["direct", 2]], "of": 2, "others": 0}])),
        (
            "figures?min=1202",
            "measures,unit",
            4,
            json!([{"measures": [["Beschäftigte", 4]], "of": 4, "others": 0},
                {"unit": [], "of": 4, "others": 0}]),
        ),
        ("figures/conflicts", "measures", 0, json!([{"measures": [], "of": 0, "others": 0}])),
    ] {
        let page = app.get(&with(list, &format!("limit=1&facets={asked}"))).await.ok(200);
        assert_eq!((&page["total"], page.get("total_estimate")), (&json!(total), None), "{list}");
        assert_eq!(facets(&page), expected, "{list}");
        let items = page["items"].as_array().map_or(0, Vec::len);
        assert_eq!(items, usize::from(total > 0), "{list}: the page is as it was asked for");
    }
}

/// Every value of every facet narrows its list to as many items as it says.
#[tokio::test]
async fn a_count_says_what_its_filter_finds() {
    let app = spawn_app().await;
    archive::fill(&app, 6).await;
    for (list, asked) in [
        ("articles", "source,month"),
        ("entities", "type"),
        ("claims", "speaker,kind,certainty,source,month"),
        ("figures", "kind,measures,source,month"),
    ] {
        let page = app.get(&with(list, &format!("facets={asked}"))).await.ok(200);
        for facet in page["facets"].as_array().expect("facets") {
            for value in facet["values"].as_array().expect("values") {
                let text = value["value"].as_str().expect("a value");
                let filter = match facet["facet"].as_str().expect("a facet") {
                    "month" => format!("from={text}&to={text}"),
                    name => format!("{name}={text}"),
                };
                let narrowed = app.get(&with(list, &filter)).await.ok(200);
                assert_eq!(narrowed["total"], value["count"], "{list} {filter}");
            }
        }
    }
}

#[tokio::test]
async fn a_total_is_told_where_it_is_asked_for_or_costs_nothing() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    for (path, total, reason) in [
        ("/v1/articles", json!(3), "the only page"),
        ("/v1/articles?limit=2", Value::Null, "there is more"),
        ("/v1/articles?limit=2&total=true", json!(3), "asked for"),
        ("/v1/articles?limit=2&total=false", Value::Null, "not asked for"),
        ("/v1/claims?limit=2&total=true", json!(3), "claims"),
        ("/v1/figures?limit=2&total=true", json!(3), "figures"),
        ("/v1/entities?limit=1&total=true", json!(2), "entities"),
        ("/v1/figures/conflicts?total=true", json!(0), "pairs"),
        ("/v1/figures/conflicts", json!(0), "no pairs"),
    ] {
        let page = app.get(path).await.ok(200);
        assert_eq!(page["total"], total, "{reason}: {path}");
        assert_eq!(page.get("facets"), None, "{reason}: {path}");
    }
    let first = app.get("/v1/articles?limit=2").await.ok(200);
    let next = first["next"].as_str().expect("another page");
    let last = app.get(&format!("/v1/articles?limit=2&cursor={next}")).await.ok(200);
    assert_eq!((last.get("next"), last.get("total")), (None, None), "the last page is not the whole list");
    let last = app.get(&format!("/v1/articles?limit=2&cursor={next}&total=true")).await.ok(200);
    assert_eq!(last["total"], 3, "the total is of the list, not of what follows");
}

#[tokio::test]
async fn rows_of_other_forms_stay_as_they_are() {
    let app = spawn_app().await;
    archive::fill(&app, 2).await;
    for form in ["ndjson", "csv"] {
        let plain = app.get(&format!("/v1/claims?format={form}")).await;
        let asked = app.get(&format!("/v1/claims?format={form}&total=true&facets=kind")).await;
        assert_eq!((asked.status, asked.bytes), (200, plain.bytes), "{form}");
    }
}

#[tokio::test]
async fn what_a_list_has_no_values_of_is_refused_with_what_it_has() {
    let app: TestApp = spawn_app().await;
    for (query, pointer, detail) in [
        ("articles?facets=speaker", "/facets", "\"speaker\" is not one of source, language, month"),
        ("entities?facets=source", "/facets", "\"source\" is not one of type"),
        ("claims?facets=kind,,source", "/facets", "\"\" is not one of speaker, kind, certainty, source, month"),
        ("claims?facets=Kind", "/facets", "\"Kind\" is not one of speaker, kind, certainty, source, month"),
        ("figures?total=ja", "/total", "true or false"),
    ] {
        let problem = app.get(&format!("/v1/{query}")).await.problem(400, "invalid-parameter");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], pointer, "{query}: {problem}");
        assert!(error["detail"].as_str().is_some_and(|said| said.contains(detail)), "{query}: {problem}");
    }
    let nowhere = app.get("/v1/sentiment?facets=source").await;
    nowhere.problem(400, "unknown-parameter");
    let article = read(app.request("GET", &format!("/v1/claims?about={COMPANY}&facets=kind"))).await.ok(200);
    assert_eq!(article["total"], 0, "a list of nothing is a list");
}
