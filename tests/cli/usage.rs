//! Arguments, help and configuration mistakes.

use crate::{pressespiegel, run, stderr, stdout};

#[test]
fn wrong_use_exits_with_2_and_names_the_mistake() {
    for (arguments, part, reason) in [
        (&["frobnicate"][..], "frobnicate", "unknown command"),
        (&["serve", "--nope"], "--nope", "unknown flag"),
        (&["serve", "--listen", "here"], "--listen", "no address"),
        (&["analyze"], "FILE", "file missing"),
        (&["analyze", "-", "--published-at", "gestern"], "gestern", "no date"),
        (&["serve", "--config", "/does/not/exist.toml"], "/does/not/exist.toml", "missing configuration file"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{reason}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{reason}: {}", stderr(&output));
    }
}

#[test]
fn all_configuration_mistakes_are_reported_at_once() {
    let output = pressespiegel(&["serve", "--queue", "many"])
        .env("PRESSESPIEGEL_LISTEN", "8080")
        .env("PRESSESPIEGEL_LISSEN", "127.0.0.1:1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    for part in ["--queue", "PRESSESPIEGEL_LISTEN", "PRESSESPIEGEL_LISSEN"] {
        assert!(stderr(&output).contains(part), "{part} is not named in {}", stderr(&output));
    }
}

#[test]
fn values_out_of_bounds_are_settings_mistakes_and_no_panics() {
    let output = run(&[
        "serve",
        "--workers",
        "513",
        "--queue",
        "0",
        "--request-timeout-seconds",
        "0",
        "--cache-bytes",
        "0",
        "--max-body-bytes",
        "0",
        "--shutdown-seconds",
        "18446744073709551615",
    ]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("6 mistake(s)"), "{}", stderr(&output));
    for name in ["workers", "queue", "request-timeout-seconds", "cache-bytes", "max-body-bytes", "shutdown-seconds"] {
        assert!(stderr(&output).contains(&format!("--{name}: ")), "{name} is not named in {}", stderr(&output));
    }
}

#[test]
fn help_tells_every_setting_with_its_default_and_names() {
    let help = stdout(&run(&["serve", "--help"]));
    for setting in pressespiegel::config::SETTINGS {
        for part in [format!("--{}", setting.flag), setting.variable(), setting.key.into(), setting.default.into()] {
            assert!(help.contains(&part), "{part} is not in the help");
        }
    }
}

#[test]
fn help_of_a_command_lists_its_own_settings_and_it_takes_no_others() {
    let all: Vec<String> = pressespiegel::config::SETTINGS.iter().map(|s| format!("--{}", s.flag)).collect();
    let opening = &[
        "--store-url",
        "--data-dir",
        "--store-engine",
        "--cache-bytes",
        "--search-heap-bytes",
        "--log-format",
        "--log-filter",
    ][..];
    for (command, own) in [
        (
            &["analyze"][..],
            &["--max-body-bytes", "--memory-budget-bytes", "--analysis-timeout-seconds", "--profile"][..],
        ),
        (&["export"], opening),
        (&["healthcheck"], &["--listen"]),
        (&["keys", "create"], &["--keys-file"]),
        (&["keys", "list"], &["--keys-file"]),
        (&["store", "rebuild"], opening),
        (&["openapi"], &[]),
        (&["completions"], &[]),
    ] {
        let help = stdout(&run(&[command, &["--help"]].concat()));
        let listed = |flag: &&String| help.lines().any(|line| line.split_whitespace().next() == Some(flag.as_str()));
        let listed: Vec<_> = all.iter().filter(listed).map(String::as_str).collect();
        let mut expected = own.to_vec();
        expected.sort_by_key(|flag| all.iter().position(|known| known == flag));
        assert_eq!(listed, expected, "{command:?}");
        let refused = run(&[command, &["--queue", "5"]].concat());
        assert_eq!(refused.status.code(), Some(2), "{command:?}");
        assert!(stderr(&refused).contains("--queue"), "{command:?}: {}", stderr(&refused));
    }
}

#[test]
fn settings_that_a_command_lacks_may_stand_in_the_environment_but_must_be_right() {
    let data = tempfile::tempdir().unwrap();
    let export = ["export", "--data-dir", data.path().to_str().unwrap()];
    let output = pressespiegel(&export).env("PRESSESPIEGEL_QUEUE", "5").output().unwrap();
    assert!(stderr(&output).contains("no archive"), "{}", stderr(&output));
    let output = pressespiegel(&export).env("PRESSESPIEGEL_QUEUE", "many").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn openapi_prints_the_committed_document() {
    let printed = run(&["openapi"]);
    assert_eq!(printed.status.code(), Some(0), "{}", stderr(&printed));
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    assert_eq!(stdout(&printed), std::fs::read_to_string(committed).unwrap());
}

#[test]
fn healthcheck_fails_where_nothing_listens() {
    let output = run(&["healthcheck", "--url", "http://127.0.0.1:9"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("127.0.0.1:9"), "{}", stderr(&output));
}
