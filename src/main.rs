//! The program `pressespiegel`: hands the command line over to a command.

use std::process::ExitCode;

fn main() -> ExitCode {
    pressespiegel::cli::run()
}
