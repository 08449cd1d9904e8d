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
