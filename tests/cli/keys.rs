//! `keys`: made, shown, replaced and taken away, while a service follows; and who is served without any.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::{Served, pressespiegel, run, stderr, stdout};

fn keys(file: &Path, arguments: &[&str]) -> String {
    let mut all = vec!["keys"];
    all.extend(arguments);
    all.extend(["--keys-file", file.to_str().unwrap()]);
    let output = run(&all);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output).trim().to_owned()
}

/// The status of a list asked for with a key.
fn status(served: &Served, key: &str) -> u16 {
    served.request_as("GET", "/v1/articles", key)
}

/// Asks until the service has seen the change of the file.
fn becomes(served: &Served, key: &str, wanted: u16) {
    let began = Instant::now();
    while status(served, key) != wanted {
        assert!(began.elapsed() < Duration::from_secs(30), "the service does not follow the file");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_running_service_follows_keys_that_are_made_replaced_and_taken_away() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("keys.toml");
    let reader = keys(&file, &["create", "leser"]);
    let served = Served::start(directory.path().join("archive").as_path(), &["--keys-file", file.to_str().unwrap()]);
    assert_eq!((status(&served, &reader), status(&served, "psk_nothing")), (200, 401));
    assert_eq!(served.request_as("GET", "/readyz", ""), 200, "health needs no key");

    let sender = keys(&file, &["create", "sender", "--scopes", "read,ingest", "--sources", "dpa,apa"]);
    becomes(&served, &sender, 200);
    let list = keys(&file, &["list"]);
    for part in ["leser", "sender", "read,ingest", "apa,dpa", "any"] {
        assert!(list.contains(part), "{part}:\n{list}");
    }
    assert!(!list.contains(&reader) && !list.contains("sha256"), "{list}");

    let fresh = keys(&file, &["rotate", "leser", "--overlap-seconds", "3600"]);
    becomes(&served, &fresh, 200);
    assert_eq!(status(&served, &reader), 200, "the one before works for an hour");
    let fresher = keys(&file, &["rotate", "leser"]);
    becomes(&served, &fresher, 200);
    assert_eq!((status(&served, &reader), status(&served, &fresh)), (401, 401));
    keys(&file, &["revoke", "leser"]);
    becomes(&served, &fresher, 401);

    std::fs::write(&file, "nonsense").unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(status(&served, &sender), 200, "a broken file takes no key away");
    let (_, log) = served.terminate();
    assert!(log.contains("keys.toml"), "{log}");
    for key in [&reader, &sender, &fresh, &fresher] {
        assert!(!log.contains(key.as_str()), "a key reached the log");
    }
}

#[test]
fn mistakes_with_keys_are_told_with_the_remedy() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("keys.toml");
    let path = file.to_str().unwrap();
    keys(&file, &["create", "da"]);
    for (arguments, code, part, reason) in [
        (&["keys", "list"][..], 1, "--keys-file", "no file is named"),
        (&["keys", "list", "--keys-file", "/nowhere/keys.toml"], 1, "/nowhere/keys.toml", "it is missing"),
        (&["keys", "create", "da", "--keys-file", path], 1, "da", "the name is taken"),
        (&["keys", "create", "a b", "--keys-file", path], 1, "a b", "no name"),
        (&["keys", "create", "neu", "--scopes", "write", "--keys-file", path], 2, "read, ingest", "no scope"),
        (&["keys", "revoke", "weg", "--keys-file", path], 1, "keys list", "there is none"),
        (&["serve", "--listen", "127.0.0.1:0", "--keys-file", "/nowhere/keys.toml"], 1, "keys create", "it is missing"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
}

#[test]
fn other_machines_are_served_only_with_keys_or_when_told_so() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let refused = run(&["serve", "--listen", "0.0.0.0:0", "--data-dir", data]);
    assert_eq!(refused.status.code(), Some(1));
    for part in ["PRESSESPIEGEL_KEY", "--open", "127.0.0.1"] {
        assert!(stderr(&refused).contains(part), "{}", stderr(&refused));
    }
    // Nothing but this machine is listened to in tests: that `--open` is taken is seen by what is refused after it.
    for (more, reason) in [("--open", "alone"), ("--open=true", "with a value")] {
        let taken = run(&["serve", more, "--listen", "0.0.0.0:0", "--data-dir", "/proc/no-archive-can-be-here"]);
        assert!(stderr(&taken).contains("no-archive-can-be-here"), "{reason}: {}", stderr(&taken));
    }
    let mut with_key = pressespiegel(&["serve", "--listen", "0.0.0.0:0", "--data-dir", "/proc/no-archive-can-be-here"]);
    let with_key = with_key.env("PRESSESPIEGEL_KEY", "0123456789abcdef0123456789abcdef").output().unwrap();
    assert!(stderr(&with_key).contains("no-archive-can-be-here"), "{}", stderr(&with_key));
}
