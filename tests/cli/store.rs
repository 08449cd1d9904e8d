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
        (&["store", "reanalyze", "--data-dir", path], 1, "no archive in", "no directory"),
        (&["store", "stat", "--data-dir", path], 1, "no archive in", "no directory"),
        (&["store"], 2, "rebuild", "nothing to do"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
    assert!(!missing.exists(), "none is made");
}

#[test]
fn what_takes_how_much_room_is_told() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let taken = run_with_input(&["import", "-", "--profile", "fast", "--data-dir", path], lines(9).as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    let told = run(&["store", "stat", "--json", "--data-dir", path]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let told: serde_json::Value = serde_json::from_str(&stdout(&told)).unwrap();
    assert_eq!(told["articles"], 9);
    assert_eq!(told["text_bytes"], 9 * "Die Firma Nordwort hat 0 Mitarbeiter.".len(), "bytes of UTF-8");
    let families = told["families"].as_array().unwrap();
    // Lists lie in files of their own.
    let of_database = families.iter().filter(|family| family["part"] != "lists");
    let sum = |of: &str| of_database.clone().map(|family| family[of].as_u64().unwrap()).sum::<u64>();
    assert_eq!(told["data_bytes"], sum("key_bytes") + sum("value_bytes"));
    let by_content = families.iter().find(|family| family["family"] == "articles by content").unwrap();
    assert_eq!(by_content["keys"], 9, "{by_content}");
    let disk = &told["disk"];
    let files =
        ["database_bytes", "log_bytes", "search_bytes", "ballast_bytes"].map(|file| disk[file].as_u64().unwrap());
    assert!(files.iter().all(|bytes| *bytes > 0), "{disk}");
    // Few articles are in no file of the index yet.
    assert_eq!(disk["bytes"], files.iter().sum::<u64>() + disk["index_bytes"].as_u64().unwrap());
    assert!(told["disk_per_text"].as_f64().unwrap() > 1.0, "{told}");

    let verified = run(&["store", "verify", "--data-dir", path]);
    assert!(
        stdout(&verified).contains(&format!(" {} keys", sum("keys"))),
        "as many as there are: {}",
        stdout(&verified)
    );
    let shown = run(&["store", "stat", "--data-dir", path]);
    for part in ["9 articles\n", "articles by date", "whole on disk", "per byte of text"] {
        assert!(stdout(&shown).contains(part), "{part}: {}", stdout(&shown));
    }
}

#[test]
fn an_archive_without_articles_has_no_ratio() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    assert_eq!(run_with_input(&["import", "-", "--data-dir", path], b"").status.code(), Some(0));
    let told = run(&["store", "stat", "--json", "--data-dir", path]);
    let told: serde_json::Value = serde_json::from_str(&stdout(&told)).unwrap();
    assert_eq!((&told["articles"], &told["disk_per_text"]), (&0.into(), &serde_json::Value::Null), "{told}");
    let served = Served::start(data.path(), &[]);
    let refused = run(&["store", "stat", "--data-dir", path]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("in use by another process"), "{}", stderr(&refused));
    drop(served);
}

#[test]
fn an_archive_that_is_opened_for_reading_is_answered_from_and_not_changed() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let missing = run(&["serve", "--listen", "127.0.0.1:0", "--read-only", "--data-dir", path]);
    assert_eq!(missing.status.code(), Some(1), "an archive is not made");
    assert!(stderr(&missing).contains("no archive in"), "{}", stderr(&missing));
    let taken = run_with_input(&["import", "-", "--profile", "fast", "--data-dir", path], lines(3).as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    let listed = |served: &Served| served.request("GET", "/v1/articles?q=Mitarbeiter", "");
    let found = |listed: &(u16, String)| {
        let list: serde_json::Value = serde_json::from_str(&listed.1).unwrap();
        let items = list["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let served = Served::start(data.path(), &["--profile", "fast"]);
    let mut waited = 0;
    while found(&listed(&served)).len() < 3 {
        waited += 1;
        assert!(waited < 500, "searches do not come to see what was imported");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(served);

    let more = ["--read-only", "--profile", "fast", "--retention-days", "1", "--reanalyze-automatic", "accurate"];
    let served = Served::start(data.path(), &more);
    let before = listed(&served);
    let id = found(&before).swap_remove(2);
    let document: serde_json::Value = serde_json::from_str(&stdout(&run(&["openapi"]))).unwrap();
    let mut refused = 0;
    for (pattern, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            if !["POST", "PUT", "DELETE"].contains(&method.as_str()) || pattern == "/v1/analyze" {
                continue;
            }
            let address = pattern.replace("{id}", &id).replace("{n}", "1").replace("{name}", "a");
            let (status, body) = served.request(&method, &address, "{}");
            assert_eq!(status, 403, "{method} {address}: {body}");
            assert!(body.contains("/problems/read-only"), "{method} {address}: {body}");
            refused += 1;
        }
    }
    assert!(refused > 12, "{refused} operations are not all");
    assert_eq!(served.request("POST", "/v1/analyze", r#"{"text": "Die Werft baut."}"#).0, 200, "nothing is kept of it");
    let (status, ready) = served.request("GET", "/readyz", "");
    assert!(status == 200 && ready.contains(r#""writes":"read_only""#) && ready.contains("store.read_only"), "{ready}");
    assert_eq!(listed(&served), before);
    let (code, log) = served.terminate();
    assert_eq!(code, Some(0), "{log}");

    for (arguments, reason) in [
        (&["store", "compact"][..], "compaction"),
        (&["store", "rebuild", "--search"], "another index"),
        (&["import", "-", "--profile", "fast"], "articles"),
    ] {
        let mut command = crate::pressespiegel(&[arguments, &["--data-dir", path]].concat());
        command.env("PRESSESPIEGEL_READ_ONLY", "true");
        let output = command.output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{reason}: {}", stderr(&output));
        assert!(reason == "articles" || stderr(&output).contains("store.read_only"), "{reason}: {}", stderr(&output));
    }
    let served = Served::start(data.path(), &["--profile", "fast", "--reanalyze-automatic", "off"]);
    assert_eq!(listed(&served), before);
    assert_eq!(served.request("DELETE", &format!("/v1/articles/{id}"), "").0, 204, "it is written to again");
}

#[test]
fn articles_are_read_again_until_all_are_current() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let with_sources: String = lines(6).lines().enumerate().fold(String::new(), |mut all, (i, line)| {
        let mut article: serde_json::Value = serde_json::from_str(line).unwrap();
        article["source"] = format!("Bote {}", i % 2).into();
        all.push_str(&article.to_string());
        all.push('\n');
        all
    });
    let taken = run_with_input(&["import", "-", "--profile", "fast", "--data-dir", path], with_sources.as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    for (more, done, reason) in [
        (&[][..], 0, "all are current, each in its profile"),
        (&["--filter", "source=Bote 1", "--to", "accurate"], 3, "those of a source"),
        (&["--filter", "entity=Niemand", "--to", "accurate"], 0, "those that nobody is in"),
        (&["--to", "accurate"], 3, "the rest"),
        (&["--to", "accurate"], 0, "none is left"),
        (&["--filter", "q=Mitarbeiter", "--filter", "source=Bote 0", "--to", "fast"], 3, "back again, by two filters"),
    ] {
        let arguments = [&["store", "reanalyze", "--data-dir", path], more].concat();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{reason}: {}", stderr(&output));
        assert_eq!(stdout(&output), format!("{done} read again, 0 could not be\n"), "{reason}");
    }
    for (more, code, part, reason) in [
        (&["--filter", "colour=red"][..], 1, "colour", "no such filter"),
        (&["--filter", "from=gestern"], 1, "gestern", "no date"),
        (&["--filter", "source"], 2, "source=Beispielblatt", "no value"),
        (&["--to", "slow"], 2, "slow", "no profile"),
    ] {
        let arguments = [&["store", "reanalyze", "--data-dir", path], more].concat();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
}
