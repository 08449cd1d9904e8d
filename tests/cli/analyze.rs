//! `analyze`: JSON and the form for people.

use serde_json::Value;

use crate::{run, run_with_input, stderr, stdout};

const TEXT: &str =
    "„Wir wachsen 👍 weiter“, sagte Vorstandschefin Katharina Lüders.\r\nDer Umsatz stieg um 12 Prozent.";

#[test]
fn standard_input_becomes_json_whose_positions_fit_the_text() {
    for (unit, cut) in [
        ("codepoint", (|t, a, b| t.chars().skip(a).take(b - a).collect()) as fn(&str, usize, usize) -> String),
        ("utf8", |t, a, b| t[a..b].to_owned()),
        ("utf16", |t, a, b| String::from_utf16(&t.encode_utf16().collect::<Vec<_>>()[a..b]).unwrap()),
    ] {
        let output = run_with_input(&["analyze", "-", "--offsets", unit], TEXT.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let analysis: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(analysis["offsets"], unit);
        let figures = analysis["figures"].as_array().unwrap();
        assert!(!figures.is_empty(), "no figure was found");
        for figure in figures {
            let place = |end: &str| usize::try_from(figure[end].as_u64().unwrap()).unwrap();
            assert_eq!(figure["exact"], cut(TEXT, place("start"), place("end")), "{unit}");
        }
    }
}

#[test]
fn the_pretty_form_shows_tables_and_colours_only_when_asked() {
    let plain = run_with_input(&["analyze", "-", "--pretty"], TEXT.as_bytes());
    let text = stdout(&plain);
    assert!(text.contains("Entities") && text.contains("Katharina Lüders") && text.contains("12"), "{text}");
    assert!(!text.contains('\u{1b}'), "colours without a terminal");
    let coloured = run_with_input(&["analyze", "-", "--pretty", "--color", "always"], TEXT.as_bytes());
    assert!(stdout(&coloured).contains('\u{1b}'));
}

#[test]
fn names_of_a_lexicon_file_are_known() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let text = "Die Quarbelwerke wachsen in Rostock.".as_bytes();
    std::fs::write(file.path(), r#"{"id": "organization:qx", "name": "Quarbelwerke", "type": "organization"}"#)
        .unwrap();
    let output = run_with_input(&["analyze", "-", "--lexicon", path], text);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("organization:qx"), "{}", stdout(&output));
    std::fs::write(file.path(), "\n{\"name\": \"Quarbelwerke\"}\n").unwrap();
    let output = run_with_input(&["analyze", "-", "--lexicon", path], text);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("line 2: /type is required"), "{}", stderr(&output));
}

#[test]
fn an_unreadable_input_exits_with_1_and_names_the_place() {
    let missing = run(&["analyze", "/does/not/exist.txt"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("/does/not/exist.txt"));
    let broken = run_with_input(&["analyze", "-"], b"abc\xff");
    assert_eq!(broken.status.code(), Some(1));
    assert!(stderr(&broken).contains("byte 3"), "{}", stderr(&broken));
}
