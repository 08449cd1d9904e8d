//! `export` and `import`: the way out and back in.

use crate::{Served, run, run_with_input, stderr, stdout};

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

#[test]
fn a_directory_in_use_is_refused_with_the_remedy() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &[]);
    let output = run(&["export", "--data-dir", data.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("another process"), "{}", stderr(&output));
    drop(served);
}
