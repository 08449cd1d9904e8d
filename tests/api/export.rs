//! Exports.

use actix_web::web::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use pressespiegel::store::ArticleStore;
use pressespiegel::text::Span;
use serde_json::Value;

use crate::app::{read, spawn_app};
use crate::archive;

#[tokio::test]
async fn every_kind_is_exported_in_both_forms() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    for (of, count, column) in
        [("articles", 3, "id"), ("entities", 2, "name"), ("claims", 3, "speaker_id"), ("figures", 3, "value")]
    {
        let answer = app.get(&format!("/v1/export?of={of}")).await;
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{of}.ndjson\""));
        let items: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(items.len(), count, "{of}");
        if of != "articles" {
            assert_eq!(items[0], app.get(&format!("/v1/{of}")).await.ok(200)["items"][0], "{of}");
        }
        let table = app.get(&format!("/v1/export?of={of}&format=csv")).await;
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
        let head = table.text().lines().next().unwrap();
        assert!(head.split(',').any(|name| name == column), "{head}");
    }
}

#[tokio::test]
async fn texts_are_exported_exactly_and_quoted_in_tables() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let text = &archive::article(1, "x").article.content.text;
    let line: Value = serde_json::from_str(app.get("/v1/export").await.text().trim_end()).unwrap();
    assert_eq!(line["text"], **text);
    let table = app.get("/v1/export?format=csv").await;
    assert!(table.text().ends_with(&format!(",\"{text}\"\r\n")), "{}", table.text());
}

/// What a file of Parquet holds, row by row, with its columns in their order.
fn rows_of(file: Vec<u8>) -> Vec<Vec<(String, Field)>> {
    let reader = SerializedFileReader::new(Bytes::from(file)).expect("a file of Parquet");
    let rows = reader.get_row_iter(None).expect("rows");
    rows.map(|row| row.expect("a row").into_columns()).collect()
}

#[tokio::test]
async fn a_file_of_parquet_has_the_cells_of_the_table() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    for of in ["articles", "entities", "claims", "figures"] {
        let file = app.get(&format!("/v1/export?of={of}&format=parquet")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "application/vnd.apache.parquet"));
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{of}.parquet\""));
        let by_accept =
            read(app.request("GET", &format!("/v1/export?of={of}")).header("accept", "application/vnd.apache.parquet"))
                .await;
        assert_eq!(by_accept.bytes, file.bytes, "{of}");
        let rows = rows_of(file.bytes);
        let table = app.get(&format!("/v1/export?of={of}&format=csv")).await;
        let head: Vec<_> = table.text().lines().next().expect("a head").split(',').map(str::to_owned).collect();
        let lines = app.get(&format!("/v1/export?of={of}")).await;
        assert_eq!(rows.len(), lines.text().lines().count(), "{of}");
        for row in &rows {
            let names: Vec<_> = row.iter().map(|(name, _)| name.clone()).collect();
            assert_eq!(names, head, "{of}");
        }
    }
    let figures = rows_of(app.get("/v1/export?of=figures&format=parquet").await.bytes);
    let cell = |name: &str| figures[0].iter().find(|(column, _)| column == name).map(|(_, field)| field.clone());
    assert_eq!(cell("value"), Some(Field::Double(1203.0)), "a number, of the newest article");
    assert_eq!(cell("measures"), Some(Field::Str("Beschäftigte".into())));
    assert_eq!(cell("unit"), Some(Field::Null), "what is absent is null");
    let nothing = app.get("/v1/export?of=claims&source=nirgends&format=parquet").await;
    assert_eq!(rows_of(nothing.bytes), Vec::<Vec<(String, Field)>>::new(), "an empty file is a file");
}

#[tokio::test]
async fn a_large_file_of_parquet_comes_in_groups_and_holds_every_row() {
    let app = spawn_app().await;
    let text = format!("{}\n{}", archive::article(1, "x").article.content.text, "Nordwind wächst. ".repeat(40_000));
    for number in 1..=14 {
        app.store.insert(archive::article_of(number, "Blatt", &text).into(), archive::now()).await.unwrap();
    }
    let file = app.get("/v1/export?of=articles&format=parquet").await.bytes;
    let reader = SerializedFileReader::new(Bytes::from(file.clone())).expect("a file of Parquet");
    assert!(reader.num_row_groups() > 1, "{}", reader.num_row_groups());
    let rows = rows_of(file);
    assert_eq!(rows.len(), 14);
    assert!(rows.iter().all(|row| row.contains(&("text".to_owned(), Field::Str(text.clone())))), "every text is whole");
}

#[tokio::test]
async fn the_form_is_chosen_by_parameter_or_accept() {
    let app = spawn_app().await;
    for (accept, query, form) in [
        ("*/*", "", "application/x-ndjson"),
        ("text/csv", "", "text/csv; charset=utf-8; header=present"),
        ("text/csv;q=0.5, application/x-ndjson", "", "application/x-ndjson"),
        ("text/csv", "?format=ndjson", "application/x-ndjson"),
    ] {
        let answer = read(app.request("GET", &format!("/v1/export{query}")).header("accept", accept)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, form), "{accept} {query}");
    }
    read(app.request("GET", "/v1/export").header("accept", "image/png")).await.problem(406, "not-acceptable");
}

#[tokio::test]
async fn an_export_has_the_filters_of_its_list_and_no_pages() {
    let app = spawn_app().await;
    for number in 1..=250 {
        let mut article = archive::article(1, "Tagblatt");
        article.article.id = archive::id(number);
        article.article.content.text = format!("{} {number}", article.article.content.text);
        article.article.content_hash = article.article.content.content_hash();
        app.store.insert(article.into(), archive::now()).await.unwrap();
    }
    assert_eq!(app.get("/v1/export?of=claims&speaker=Vera+Lindt").await.text().lines().count(), 250);
    assert_eq!(app.get("/v1/export?of=claims&kind=reported").await.text(), "");
    assert_eq!(app.get("/v1/export?of=figures&min=2000&format=csv").await.text().lines().count(), 1);
    assert_eq!(app.get("/v1/export?of=claims&speaker=Niemand&format=csv").await.text().lines().count(), 1);
    for query in ["of=claims&min=1", "limit=5", "cursor=x", "of=figures&type=person"] {
        app.get(&format!("/v1/export?{query}")).await.problem(400, "unknown-parameter");
    }
    for query in ["of=colours", "format=xml"] {
        app.get(&format!("/v1/export?{query}")).await.problem(400, "invalid-parameter");
    }
    app.get("/v1/export?of=claims&q=x*").await.problem(400, "invalid-query");
}

/// The records of a table (RFC 4180).
fn records(table: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut rest = table.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted && rest.next_if_eq(&'\n').is_some() => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            c => cell.push(c),
        }
    }
    records
}

/// What a cell shows of a value of JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().expect("a number").to_string(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn every_column_shows_the_member_of_its_name() {
    let app = spawn_app().await;
    let mut made = archive::article(1, "Tagblatt");
    let content = &mut made.article.content;
    content.authors = vec!["Ada Meier".into(), "B".into()];
    content.url = Some("https://beispiel.de/1".into());
    (content.language, content.external_id) = (Some("de".into()), Some("x1".into()));
    app.store.insert(made.into(), crate::archive::now()).await.unwrap();
    // Columns whose name is not that of the member.
    let members = [
        ("article_id", "/article/id"),
        ("article_title", "/article/title"),
        ("article_url", "/article/url"),
        ("speaker", "/speaker/name"),
        ("cue", "/cue/lemma"),
        ("sentiment_score", "/sentiment/score"),
        ("sentiment_label", "/sentiment/label"),
        ("period_start", "/period/start"),
        ("period_end", "/period/end"),
    ];
    for (of, columns) in [("articles", 10), ("entities", 7), ("claims", 22), ("figures", 25)] {
        let line = app.get(&format!("/v1/export?of={of}")).await;
        let item: Value = serde_json::from_str(line.text().lines().next().unwrap()).unwrap();
        let table = records(app.get(&format!("/v1/export?of={of}&format=csv")).await.text());
        let (names, cells) = (&table[0], &table[1]);
        assert_eq!((names.len(), cells.len()), (columns, columns), "{of}");
        for (name, shown) in names.iter().zip(cells) {
            let pointer = match name.as_str() {
                "speaker_id" if of == "claims" => "/speaker/entity_id".to_owned(),
                "speaker_id" => "/speaker".to_owned(),
                "source" | "published_at" if item.get("article").is_some() => format!("/article/{name}"),
                name => members.iter().find(|(n, _)| *n == name).map_or(format!("/{name}"), |(_, p)| (*p).to_owned()),
            };
            assert_eq!(*shown, cell(item.pointer(&pointer).unwrap_or(&Value::Null)), "{name} of {of}");
        }
    }
}

#[tokio::test]
async fn a_table_runs_nothing_in_a_spreadsheet_and_keeps_its_numbers() {
    let app = spawn_app().await;
    let mut made = archive::article_of(
        1,
        "=cmd|' /C calc'!A0",
        "-12 Grad. „Wir haben 1200 Beschäftigte“, sagte Vera Lindt von Nordwind.",
    );
    made.article.content.title = Some("+++ Eil, +++".into());
    made.analysis.figures[0].span = Span::new(0, 8);
    made.analysis.figures[0].value = Some((-12).into());
    made.analysis.figures[0].measures = Some("@Grad".into());
    made.analysis.claims[0].sentiment.score = -0.5;
    app.store.insert(made.into(), crate::archive::now()).await.unwrap();
    for (of, wanted) in [
        ("articles", &[("source", "'=cmd|' /C calc'!A0"), ("title", "'+++ Eil, +++")][..]),
        (
            "figures",
            &[("exact", "'-12 Grad"), ("value", "-12"), ("measures", "'@Grad"), ("article_title", "'+++ Eil, +++")],
        ),
        ("claims", &[("sentiment_score", "-0.5"), ("confidence", "0.9"), ("source", "'=cmd|' /C calc'!A0")]),
    ] {
        let table = records(app.get(&format!("/v1/export?of={of}&format=csv")).await.text());
        for (column, shown) in wanted {
            let at = table[0].iter().position(|name| name == column).unwrap();
            assert_eq!(table[1][at], *shown, "{column} of {of}");
        }
    }
    let line: Value = serde_json::from_str(app.get("/v1/export").await.text().trim_end()).unwrap();
    assert_eq!(line["title"], "+++ Eil, +++", "JSON gives every text exactly");
}
