//! Positions in all three units, over characters that each counts differently.

use pressespiegel::store::ArticleStore;
use serde_json::Value;

use crate::app::spawn_app;
use crate::archive;

/// The part of the text that a unit's positions cover.
pub fn cut(text: &str, unit: &str, start: usize, end: usize) -> String {
    match unit {
        "utf8" => text[start..end].to_owned(),
        "utf16" => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
        _ => text.chars().skip(start).take(end - start).collect(),
    }
}

/// Checks every object with `start`, `end` and `exact` in an answer, and counts them.
pub fn check(value: &Value, text: &str, unit: &str) -> usize {
    let mut found = 0;
    match value {
        Value::Array(items) => found += items.iter().map(|item| check(item, text, unit)).sum::<usize>(),
        Value::Object(members) => {
            if let (Some(start), Some(end), Some(exact)) =
                (value["start"].as_u64(), value["end"].as_u64(), value["exact"].as_str())
            {
                let range = (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
                assert_eq!(cut(text, unit, range.0, range.1), exact, "{unit} {range:?}");
                found += 1;
            }
            found += members.values().map(|member| check(member, text, unit)).sum::<usize>();
        }
        _ => {}
    }
    found
}

#[tokio::test]
async fn spans_cover_their_words_in_every_unit() {
    let app = spawn_app().await;
    let quote = "„Wir haben 1200 Beschäftigte“, sagte Vera Lindt von Nordwind.";
    for (number, before) in [
        (1, "👩‍🚀 und 🇩🇪: "),
        (2, "e\u{301}a\u{308}o\u{302} "),
        (3, "Zeile eins\r\n\r\nZeile zwei\r\n"),
        (4, "ß€𝔘 „«»“ \u{feff}\u{200b}"),
        (5, ""),
    ] {
        let text = format!("{before}{quote}");
        app.store.insert(archive::article_of(number, "Tagblatt", &text).into(), archive::now()).await.unwrap();
        let id = archive::id(number);
        for unit in ["utf8", "utf16", "codepoint"] {
            let analysis = app.get(&format!("/v1/articles/{id}/analysis?offsets={unit}")).await.ok(200);
            assert_eq!(analysis["offsets"], unit);
            assert!(check(&analysis, &text, unit) >= 8, "{analysis}");
            let claim = app.get(&format!("/v1/claims/{id}:c1?offsets={unit}")).await.ok(200);
            assert_eq!(claim["offsets"], unit);
            assert!(check(&claim, &text, unit) >= 4, "{claim}");
        }
        let default = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
        assert_eq!(default["offsets"], "codepoint");
    }
}

#[tokio::test]
async fn the_engine_reads_such_texts_in_every_unit() {
    let app = spawn_app().await;
    let text = "👩‍🚀 Die Firma Nordwind wächst.\r\n\r\n„Wir stellen 200 Leute ein“, sagte Vera Lindt. e\u{301} 5 € 🇩🇪";
    for unit in ["utf8", "utf16", "codepoint"] {
        let sent = serde_json::json!({"text": text, "language": "de"});
        let analysis = app.post(&format!("/v1/analyze?offsets={unit}"), &sent).await.ok(200);
        assert_eq!(analysis["offsets"], unit);
        check(&analysis, text, unit);
    }
}
