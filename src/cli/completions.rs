//! `pressespiegel completions SHELL`: a script that completes commands and flags, for the shell to read.

use clap_complete::Shell;

/// Prints the script.
pub(super) fn run(shell: Shell, command: &mut clap::Command) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "pressespiegel", &mut script);
    super::output::print(&String::from_utf8(script)?)
}
