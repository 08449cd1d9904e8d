//! The command line: one file a command.
//!
//! Exit codes: 0 done (also where nobody reads the output to its end), 1 failed, 2 wrong use (bad arguments or a wrong
//! configuration).

mod analyze;
mod completions;
mod export;
mod healthcheck;
mod import;
mod input;
mod keys;
mod openapi;
mod output;
mod pretty;
mod progress;
mod serve;
mod settings;
mod store;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::{Config, ConfigErrors, Flags};
use settings::{Asking, SettingFlags};

/// Reads German news: who is named, who said what, every figure, and the sentiment with its evidence.
///
/// Without a command it serves. Settings come from defaults, then the TOML file, then `PRESSESPIEGEL_*`, then flags.
#[derive(Debug, Parser)]
#[command(name = "pressespiegel", version, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: SettingFlags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, Swagger UI and metrics over HTTP until SIGTERM.
    Serve {
        #[command(flatten)]
        settings: SettingFlags,
    },
    /// Analyse a text file, or standard input, and print the result; nothing is stored.
    Analyze(analyze::Arguments),
    /// Print the `OpenAPI` document.
    Openapi,
    /// Ask a running service whether it is ready; exits 1 when it is not.
    Healthcheck {
        /// Address of the service; by default the one that `serve` would listen on with the same settings.
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        settings: SettingFlags<Asking>,
    },
    /// Add articles from NDJSON (as `export` writes them, or as the API takes them) to the archive.
    Import(import::Arguments),
    /// Follow RSS and Atom feeds and send what is new to a running service.
    Watch(watch::Arguments),
    /// Write all articles of the archive as NDJSON: the backup and the way out.
    Export(export::Arguments),
    /// Make, list, replace and take away API keys; a running service follows.
    Keys {
        #[command(subcommand)]
        action: keys::Action,
    },
    /// Print a script that completes commands and flags: `source <(pressespiegel completions bash)`.
    Completions {
        /// The shell that reads it.
        shell: clap_complete::Shell,
    },
    /// Look after the archive while no service runs on it.
    Store {
        #[command(subcommand)]
        action: store::Action,
    },
}

/// Why a command did not end well.
#[derive(Debug)]
enum Failure {
    /// The user has to call it differently.
    Use(String),
    /// It could not be done.
    Failed(anyhow::Error),
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        Self::Use(errors.to_string())
    }
}

/// Runs the program: parses the command line, does what it says, and reports how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let done = match line.command {
        None => configured(&line.settings.flags).and_then(|config| finish(serve::run(&config))),
        Some(Command::Serve { settings }) => configured(&settings.flags).and_then(|config| finish(serve::run(&config))),
        Some(Command::Analyze(arguments)) => {
            configured(&arguments.settings.flags).and_then(|config| analyze::run(&arguments, &config))
        }
        Some(Command::Completions { shell }) => finish(completions::run(shell, &mut CommandLine::command())),
        Some(Command::Openapi) => finish(openapi::run()),
        Some(Command::Healthcheck { url, settings }) => {
            configured(&settings.flags).and_then(|config| finish(healthcheck::run(url, &config)))
        }
        Some(Command::Import(arguments)) => {
            configured(&arguments.settings.flags).and_then(|config| finish(import::run(&arguments, &config)))
        }
        Some(Command::Watch(arguments)) => {
            configured(&arguments.settings.flags).and_then(|config| finish(watch::run(&arguments, &config)))
        }
        Some(Command::Export(arguments)) => {
            configured(&arguments.settings.flags).and_then(|config| finish(export::run(&arguments, &config)))
        }
        Some(Command::Keys { action }) => {
            configured(action.settings()).and_then(|config| finish(keys::run(&action, &config)))
        }
        Some(Command::Store { action }) => {
            configured(action.settings()).and_then(|config| finish(store::run(&action, &config)))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(error)) if output::is_closed(&error) => ExitCode::SUCCESS,
        Err(Failure::Use(message)) => {
            output::tell(&format!("error: {}", message.trim_end()));
            ExitCode::from(2)
        }
        Err(Failure::Failed(error)) => {
            output::tell(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn configured(flags: &Flags) -> Result<Config, Failure> {
    let environment: Vec<_> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .collect();
    Ok(crate::config::load(flags, &environment)?)
}

fn finish(result: anyhow::Result<()>) -> Result<(), Failure> {
    result.map_err(Failure::Failed)
}
