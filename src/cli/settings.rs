//! The settings as flags, generated from the one list in [`crate::config::SETTINGS`].

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use crate::config::{FILE_VARIABLE, Flags, SETTINGS};

/// All settings given on the command line.
#[derive(Debug, Clone)]
pub(super) struct SettingFlags(pub(super) Flags);

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help(format!("TOML file with settings [env: {FILE_VARIABLE}]"))
            .help_heading("Settings");
        SETTINGS.iter().fold(command.arg(file), |command, setting| {
            let flag = Arg::new(setting.flag).long(setting.flag).value_name("VALUE");
            let flag = if setting.default == "false" {
                // `--open` alone says yes; a value needs its `=`, so that the next word is never taken for one.
                flag.num_args(0..=1).require_equals(true).default_missing_value("true")
            } else {
                flag.allow_hyphen_values(true)
            };
            command.arg(
                flag.help(format!(
                    "{} [default: {}] [env: {}] [file: {}]",
                    setting.help,
                    setting.default,
                    setting.variable(),
                    setting.key
                ))
                .help_heading("Settings"),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(Flags {
            file: matches.get_one::<PathBuf>("config").cloned(),
            values: SETTINGS.iter().map(|setting| matches.get_one::<String>(setting.flag).cloned()).collect(),
        }))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
