//! Whoever reads the output may stop (`| head -n 1`): that is no failure and makes no noise. A full disk is one.

use std::fs::File;

use crate::{pressespiegel, run_with_input, stderr};

/// Commands that print, with a file of text, a directory with an archive and a file of keys in the place of their names.
const PRINTING: &[&[&str]] = &[
    &["analyze", "TEXT"],
    &["analyze", "TEXT", "--pretty"],
    &["analyze", "TEXT", "--html"],
    &["completions", "zsh"],
    &["export", "--data-dir", "DATA", "--log-filter", "error"],
    &["keys", "create", "leser", "--keys-file", "KEYS"],
    &["keys", "list", "--keys-file", "KEYS"],
    &["openapi"],
    &["serve", "--help"],
    &["--version"],
];

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(place("TEXT"), "Der Umsatz stieg um 12 Prozent.").unwrap();
    let taken = run_with_input(&["import", "-", "--data-dir", &place("DATA")], br#"{"text": "Bern w\u00e4chst."}"#);
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    for arguments in PRINTING {
        let names =
            |word: &&str| if ["TEXT", "DATA", "KEYS"].contains(word) { place(word) } else { (*word).to_owned() };
        let arguments: Vec<String> = arguments.iter().map(names).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = pressespiegel(&arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        let told = stderr(&output);
        assert!(told.is_empty() || told.starts_with("Keep it"), "{arguments:?} says {told}");
    }
}

#[test]
fn a_disk_that_is_full_is_a_failure() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = pressespiegel(&["openapi"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: "), "{}", stderr(&output));
}
