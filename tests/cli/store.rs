//! `store`: looking after an archive while no service runs on it.

use crate::{Served, run, run_with_input, stderr, stdout};

fn lines(count: usize) -> String {
    let line =
        |i: usize| serde_json::json!({"text": format!("Die Firma Nordwort hat {i} Mitarbeiter.")}).to_string() + "\n";
    (0..count).map(line).collect()
}

#[test]
fn the_search_index_is_made_anew_and_found_in() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let taken = run_with_input(&["import", "-", "--data-dir", path], lines(7).as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    std::fs::write(data.path().join("search").join("meta.json"), "damaged").unwrap();
    let rebuilt = run(&["store", "rebuild", "--search", "--data-dir", path]);
    assert_eq!(rebuilt.status.code(), Some(0), "{}", stderr(&rebuilt));
    assert!(stdout(&rebuilt).contains("from 7 articles"), "{}", stdout(&rebuilt));

    let served = Served::start(data.path(), &[]);
    let (status, body) = served.request("GET", "/v1/articles?q=mitarbeitern&limit=200", "");
    assert_eq!(status, 200, "{body}");
    let found: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 7, "all at once, nothing had to catch up: {body}");
}

#[test]
fn what_is_no_archive_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("none");
    let path = missing.to_str().unwrap();
    for (arguments, code, part, reason) in [
        (&["store", "rebuild", "--search", "--data-dir", path][..], 1, "no archive in", "no directory"),
        (&["store", "rebuild", "--data-dir", path], 2, "--search", "nothing to rebuild"),
        (&["store"], 2, "rebuild", "nothing to do"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
    assert!(!missing.exists(), "none is made");
}
