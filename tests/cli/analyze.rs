//! `analyze`: JSON and the form for people.

use serde_json::Value;

use crate::{Served, pressespiegel, run, run_with_input, stderr, stdout};

const TEXT: &str =
    "„Wir wachsen 👍 weiter“, sagte Vorstandschefin Katharina Lüders.\r\nDer Umsatz stieg um 12 Prozent.";

#[test]
fn lines_of_a_page_are_read_when_they_are_to_be_kept() {
    let text = "Der Rat tagt in Wismar.\nLesen Sie auch: 40 Käufer warten\nEr hat 5 Millionen Euro.";
    for (arguments, figures, blocks) in [(&["analyze", "-"][..], 1, 1), (&["analyze", "-", "--keep-furniture"], 2, 0)] {
        let analysis: Value = serde_json::from_str(&stdout(&run_with_input(arguments, text.as_bytes()))).unwrap();
        assert_eq!(analysis["figures"].as_array().map(Vec::len), Some(figures), "{arguments:?}");
        assert_eq!(analysis["blocks"].as_array().map_or(0, Vec::len), blocks, "{arguments:?}");
    }
}

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

fn analysis(arguments: &[&str], text: &str) -> Value {
    let output = run_with_input(&[&["analyze", "-"], arguments].concat(), text.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn it_answers_what_the_service_answers() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &[]);
    let english = "The government wants to lower taxes next year, said the minister of finance.";
    for (arguments, sent) in [
        (&[][..], serde_json::json!({"text": TEXT})),
        (&["--profile", "fast"], serde_json::json!({"text": TEXT})),
        (
            &["--published-at", "2026-03"],
            serde_json::json!({"text": "Seit Januar fehlt Geld.", "published_at": "2026-03"}),
        ),
        (&[], serde_json::json!({"text": english})),
        (&["--language", "de-AT"], serde_json::json!({"text": english, "language": "de-AT"})),
    ] {
        let profile = if arguments.contains(&"fast") { "?profile=fast" } else { "" };
        let (status, answer) = served.request("POST", &format!("/v1/analyze{profile}"), &sent.to_string());
        assert_eq!(status, 200, "{answer}");
        let told: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(analysis(arguments, sent["text"].as_str().unwrap()), told, "{arguments:?}");
    }
}

#[test]
fn another_language_is_told_and_not_read_unless_somebody_says_that_it_is_german() {
    let english = "The government wants to lower taxes next year, said the minister of finance.";
    let told = analysis(&[], english);
    assert_eq!((&told["language"], &told["warnings"][0]["code"]), (&"en".into(), &"unsupported_language".into()));
    let said = analysis(&["--language", "de"], english);
    assert_eq!((&said["language"], &said["warnings"]), (&"de".into(), &serde_json::json!([])));
}

#[test]
fn what_the_service_would_refuse_is_refused_with_a_remedy() {
    let long = "Ja. ".repeat(250_001);
    let large = "Der Umsatz stieg. ".repeat(20_000);
    for (arguments, text, code, part, reason) in [
        (&[][..], long.as_str(), 1, "at most 1000000", "too many characters"),
        (&[], " \u{a0}\n", 1, "can be seen", "nothing to see"),
        (&["--max-body-bytes", "1024"], &large, 1, "--max-body-bytes", "larger than a body"),
        (&["--memory-budget-bytes", "33554432"], &large, 1, "--memory-budget-bytes", "more memory than there is"),
        (&["--language", "Deutsch!"], TEXT, 2, "--language: \"Deutsch!\"", "no tag"),
        (&["--profile", "slow"], TEXT, 2, "--profile", "no profile"),
        (&["--html", "--pretty"], TEXT, 2, "--pretty", "two forms"),
    ] {
        let output = run_with_input(&[&["analyze", "-"], arguments].concat(), text.as_bytes());
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
}

#[test]
fn the_pretty_form_is_as_wide_as_it_may_be() {
    let text = include_str!("../load/article.txt");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    for columns in ["60", "80", "200"] {
        let mut command = pressespiegel(&["analyze", file.path().to_str().unwrap(), "--pretty", "--profile", "fast"]);
        let output = command.env("COLUMNS", columns).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let shown = stdout(&output);
        let widest = shown.lines().map(|line| line.chars().count()).max().unwrap();
        let most: usize = columns.parse().unwrap();
        assert!(widest <= most && widest > most * 3 / 4, "{widest} of {columns} columns are used");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(words(&shown).starts_with(&words(text)), "the text is all there");
    }
}

#[test]
fn the_page_is_one_file_with_the_text_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (text, page) = (folder.path().join("meldung.txt"), folder.path().join("meldung.html"));
    std::fs::write(&text, TEXT).unwrap();
    let output = run(&["analyze", text.to_str().unwrap(), "--html", "-o", page.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("<title>meldung.txt – pressespiegel</title>"));
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"));
    for load in ["src=\"/", "href=\"/", "src=\"http", "<link rel=\"stylesheet\"", "url("] {
        assert!(!page.contains(load), "{load} would be loaded");
    }
    let data = page.split("id=\"data\">").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["text"], TEXT);
    assert_eq!(data["analysis"], analysis(&["--offsets", "utf16"], TEXT));
}
