//! `export` and `import`: the way out and back in.

use crate::{Served, pressespiegel, run, run_with_input, stderr, stdout};

fn lines(count: usize) -> String {
    let line = |i: usize| {
        let day = i % 28 + 1;
        let text = format!("Die Firma Nordwort hat {i} Mitarbeiter, sagte Peter Oswald.");
        let article = serde_json::json!({
            "text": text, "source": "s", "external_id": i.to_string(), "published_at": format!("2026-03-{day:02}"),
            "metadata": {"k": "ü"},
        });
        article.to_string() + "\n"
    };
    (0..count).map(line).collect()
}

#[test]
fn what_is_exported_and_imported_elsewhere_exports_the_same() {
    let first = tempfile::tempdir().unwrap();
    let second = tempfile::tempdir().unwrap();
    let (first, second) = (first.path().to_str().unwrap(), second.path().to_str().unwrap());
    let taken = run_with_input(&["import", "-", "--data-dir", first], lines(30).as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    assert!(stdout(&taken).contains("30 new"), "{}", stdout(&taken));

    let backup = run(&["export", "--data-dir", first]);
    assert_eq!(stdout(&backup).lines().count(), 30, "{}", stderr(&backup));
    let restored = run_with_input(&["import", "-", "--data-dir", second], &backup.stdout);
    assert_eq!(restored.status.code(), Some(0), "{}", stderr(&restored));
    assert_eq!(stdout(&run(&["export", "--data-dir", second])), stdout(&backup), "ids, times and texts are kept");

    let again = run_with_input(&["import", "-", "--data-dir", second], &backup.stdout);
    assert!(stdout(&again).contains("0 new, 30 known"), "{}", stdout(&again));
}

#[test]
fn a_bad_line_is_named_and_the_others_are_taken() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    let input = format!("{}{{\"text\":7}}\n\n{{\"txt\":\"x\"}}\n", lines(2));
    let output = run_with_input(&["import", "-", "--data-dir", data], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("2 new, 0 known already, 2 not taken"), "{}", stdout(&output));
    assert!(stderr(&output).contains("line 3") && stderr(&output).contains("line 5"), "{}", stderr(&output));
}

/// What a client reads of an archive: lists, and each article with its whole analysis.
fn answers(served: &Served) -> Vec<String> {
    let get = |path: &str| {
        let (status, body) = served.request("GET", path, "");
        assert_eq!(status, 200, "{path}: {body}");
        body
    };
    let articles = get("/v1/articles?limit=200");
    let list: serde_json::Value = serde_json::from_str(&articles).unwrap();
    let ids = list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned());
    let whole: Vec<_> = ids.map(|id| get(&format!("/v1/articles/{id}?include=analysis"))).collect();
    let lists = ["/v1/entities", "/v1/claims?limit=200", "/v1/figures?limit=200", "/v1/sentiment", "/v1/export"];
    lists.into_iter().map(get).chain([articles]).chain(whole).collect()
}

#[test]
fn what_a_running_service_exports_makes_an_archive_of_the_same_answers() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let backup = first.path().join("backup.ndjson");
    let before = {
        let served = Served::start(&first.path().join("archive"), &[]);
        let full = serde_json::json!({
            "text": "Die Firma Nordwort hat 40 Mitarbeiter.\r\n„Wir wachsen“, sagte Peter Oswald. 👩‍🚀 ",
            "title": "Über „Nordwort“", "url": "https://beispiel.de/a?b=c", "source": "Beispielblatt",
            "authors": ["Ä. Meier", "B; C"], "published_at": "2026-03", "language": "de-AT", "external_id": "7=x",
            "metadata": {"ressort": "Wirtschaft", "k": "=1"},
        });
        let bare = serde_json::json!({"text": "Am Montag kamen 1.200 Menschen nach Kassel."});
        let foreign = serde_json::json!({"text": "The company employs 1200 people.", "language": "en"});
        for article in [full, bare, foreign] {
            assert_eq!(served.request("POST", "/v1/articles", &article.to_string()).0, 201, "{article}");
        }
        let (status, lines) = served.request("GET", "/v1/export?of=articles", "");
        assert_eq!((status, lines.lines().count()), (200, 3));
        std::fs::write(&backup, lines).unwrap();
        answers(&served)
    };
    let restored = second.path().to_str().unwrap();
    let taken = run(&["import", backup.to_str().unwrap(), "--data-dir", restored]);
    assert!(stdout(&taken).starts_with("3 new"), "{}{}", stdout(&taken), stderr(&taken));
    assert_eq!(answers(&Served::start(second.path(), &[])), before);
}

#[test]
fn an_export_of_no_archive_fails_with_the_path_and_makes_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let slip = parent.path().join("achive");
    let empty = parent.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    for (directory, reason) in [(&slip, "not there"), (&empty, "nothing in it")] {
        let output = run(&["export", "--data-dir", directory.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{reason}: {}", stderr(&output));
        for part in [directory.to_str().unwrap(), "--data-dir"] {
            assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
        }
        assert_eq!(stdout(&output), "", "{reason}");
    }
    assert!(!slip.exists(), "a directory was made");
    assert_eq!(std::fs::read_dir(&empty).unwrap().count(), 0, "files were made");
}

#[test]
fn a_directory_in_use_is_refused_with_the_remedy() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &[]);
    let mut export = pressespiegel(&["export", "--data-dir", data.path().to_str().unwrap()]);
    let output = export.env("PRESSESPIEGEL_LISTEN", served.address()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let remedy = format!("curl -fsS '{}/v1/export?of=articles'", served.url);
    for part in ["another process", &remedy] {
        assert!(stderr(&output).contains(part), "{}", stderr(&output));
    }
    drop(served);
}
