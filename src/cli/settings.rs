//! The settings as flags, generated from the one list in [`crate::config::SETTINGS`]: each command has those that change
//! what it does. All others may stand in the file or the environment, which serve every command, but are no flags of it.

use std::marker::PhantomData;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use crate::config::{FILE_VARIABLE, Flags, SETTINGS, Setting};

/// Which settings a command has.
pub(super) trait Selection {
    /// Their flags; `None` is all of them.
    const FLAGS: Option<&'static [&'static str]>;
}

macro_rules! selections {
    ($($(#[$doc:meta])+ $name:ident = $flags:expr;)+) => {
        $($(#[$doc])+
        #[derive(Debug)]
        pub(super) enum $name {}

        impl Selection for $name {
            const FLAGS: Option<&'static [&'static str]> = $flags;
        })+

        /// Every selection by its name.
        #[cfg(test)]
        const SELECTIONS: &[(&str, Option<&[&str]>)] = &[$((stringify!($name), $flags)),+];
    };
}

selections! {
    /// The service has all of them.
    Serving = None;
    /// Reads one text and keeps nothing.
    Reading = Some(&["max-body-bytes", "memory-budget-bytes", "analysis-timeout-seconds", "profile"]);
    /// Reads texts into an archive, or those of one anew.
    Importing = Some(&["store-url", "store-pooler", "data-dir", "store-engine", "cache-bytes", "search-heap-bytes",
        "memory-budget-bytes", "workers", "analysis-timeout-seconds", "profile", "log-format", "log-filter"]);
    /// Opens an archive without reading texts.
    Opening = Some(&["store-url", "store-pooler", "data-dir", "store-engine", "cache-bytes", "search-heap-bytes", "log-format",
        "log-filter"]);
    /// Fetches feeds and pages for a service that runs.
    Watching = Some(&["listen", "fetch-max-bytes", "fetch-timeout-seconds", "fetch-host-pause-seconds",
        "fetch-user-agent", "fetch-private-addresses", "log-format", "log-filter"]);
    /// Asks a service that runs.
    Asking = Some(&["listen"]);
    /// Works on the file of keys.
    Keeping = Some(&["keys-file"]);
}

/// The settings given on the command line of one command.
#[derive(Debug)]
pub(super) struct SettingFlags<S = Serving> {
    /// One entry a setting; those that the command lacks are not given.
    pub(super) flags: Flags,
    selection: PhantomData<S>,
}

fn has<S: Selection>(setting: &Setting) -> bool {
    S::FLAGS.is_none_or(|own| own.contains(&setting.flag))
}

impl<S: Selection> Args for SettingFlags<S> {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help(format!("TOML file with settings [env: {FILE_VARIABLE}]"))
            .help_heading("Settings");
        SETTINGS.iter().filter(|setting| has::<S>(setting)).fold(command.arg(file), |command, setting| {
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

impl<S: Selection> FromArgMatches for SettingFlags<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |setting: &Setting| matches.get_one::<String>(setting.flag).cloned();
        let values = SETTINGS.iter().map(|setting| has::<S>(setting).then(|| given(setting)).flatten()).collect();
        let file = matches.get_one::<PathBuf>("config").cloned();
        Ok(Self { flags: Flags { file, values }, selection: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_a_command_names_is_one() {
        for (name, flags) in SELECTIONS {
            for flag in flags.unwrap_or_default() {
                assert!(SETTINGS.iter().any(|setting| setting.flag == *flag), "{name} names {flag}");
            }
        }
    }
}
