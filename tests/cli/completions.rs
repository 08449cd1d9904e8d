//! `completions`: the script does in a shell what it is for.

use std::process::Command;

use crate::{run, stderr, stdout};

/// What bash offers for a line whose last word is being written.
fn offered(words: &[&str]) -> Vec<String> {
    let script = stdout(&run(&["completions", "bash"]));
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let ask = format!(
        "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; _pressespiegel pressespiegel '{last}' '{before}'\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        words.len() - 1
    );
    let output = Command::new("bash").args(["--norc", "-c", &ask]).output().unwrap();
    stdout(&output).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_the_flags_that_each_has() {
    assert_eq!(offered(&["pressespiegel", "exp"]), ["export"]);
    let flags = offered(&["pressespiegel", "export", "--"]);
    assert!(flags.iter().any(|flag| flag == "--data-dir"), "{flags:?}");
    assert!(!flags.iter().any(|flag| flag == "--queue"), "{flags:?}");
    assert_eq!(offered(&["pressespiegel", "analyze", "--offsets", "utf1"]), ["utf16"]);
}

#[test]
fn every_shell_gets_a_script_that_names_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}: {}", stderr(&output));
        for command in ["serve", "analyze", "healthcheck", "published-at"] {
            assert!(stdout(&output).contains(command), "{shell} does not know {command}");
        }
    }
    assert_eq!(run(&["completions", "cmd"]).status.code(), Some(2));
}
