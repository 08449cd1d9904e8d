//! The layers: where the text of each setting comes from.

use std::path::{Path, PathBuf};

use super::parse::{Text, parse};
use super::{Config, ConfigErrors, FILE_VARIABLE, SETTINGS};

/// The text given for each setting on the command line, in the order of [`SETTINGS`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// The configuration file.
    pub file: Option<PathBuf>,
    /// One entry a setting.
    pub values: Vec<Option<String>>,
}

/// Reads all layers.
///
/// # Errors
/// Every mistake in every layer: unreadable file, unknown key or variable, value of the wrong form.
pub fn load(flags: &Flags, environment: &[(String, String)]) -> Result<Config, ConfigErrors> {
    let mut errors = Vec::new();
    let mut texts: Vec<Text> =
        SETTINGS.iter().map(|s| Text { value: s.default.into(), place: format!("default of --{}", s.flag) }).collect();

    let variable = |name: &str| environment.iter().find(|(n, _)| n == name).map(|(_, value)| value);
    if let Some(file) = flags.file.clone().or_else(|| variable(FILE_VARIABLE).map(PathBuf::from)) {
        read_file(&file, &mut texts, &mut errors);
    }
    for (name, value) in environment.iter().filter(|(name, _)| name.starts_with("PRESSESPIEGEL_")) {
        match SETTINGS.iter().position(|s| s.variable() == *name) {
            Some(i) => texts[i] = Text { value: value.clone(), place: name.clone() },
            None if name == FILE_VARIABLE => {}
            None => errors.push(format!("{name}: there is no such setting; `serve --help` lists them all")),
        }
    }
    for (i, value) in flags.values.iter().enumerate() {
        if let Some(value) = value {
            texts[i] = Text { value: value.clone(), place: format!("--{}", SETTINGS[i].flag) };
        }
    }
    let config = parse(&texts, &mut errors);
    match config {
        Some(config) if errors.is_empty() => Ok(config),
        _ => Err(ConfigErrors(errors)),
    }
}

fn read_file(file: &Path, texts: &mut [Text], errors: &mut Vec<String>) {
    let shown = file.display();
    let content = match std::fs::read_to_string(file) {
        Ok(content) => content,
        Err(error) => return errors.push(format!("{shown}: can't be read: {error}")),
    };
    let table: toml::Table = match content.parse() {
        Ok(table) => table,
        Err(error) => return errors.push(format!("{shown}: {}", error.to_string().trim_end())),
    };
    for (section, keys) in table {
        let toml::Value::Table(keys) = keys else {
            errors.push(format!("{shown}: `{section}` stands outside a section; settings look like `server.listen`"));
            continue;
        };
        for (key, value) in keys {
            let name = format!("{section}.{key}");
            let Some(i) = SETTINGS.iter().position(|s| s.key == name) else {
                errors.push(format!("{shown}: there is no setting `{name}`; `serve --help` lists them all"));
                continue;
            };
            let value = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            texts[i] = Text { value, place: format!("{shown}, {name}") };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SETTINGS;

    fn flags(given: &[(&str, &str)]) -> Flags {
        let mut values = vec![None; SETTINGS.len()];
        for (flag, value) in given {
            let i = SETTINGS.iter().position(|s| s.flag == *flag).unwrap();
            values[i] = Some((*value).to_owned());
        }
        Flags { file: None, values }
    }

    fn environment(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    fn file(content: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    #[test]
    fn defaults_alone_make_a_configuration() {
        let config = load(&Flags::default(), &[]).unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:8080".parse().unwrap());
        assert_eq!(config.store.data_dir, PathBuf::from("./data"));
        assert!(config.analysis.workers >= 1);
    }

    #[test]
    fn flags_win_over_environment_and_environment_over_file() {
        let toml = file("[server]\nlisten = \"127.0.0.1:1\"\nmax_body_bytes = 2000\n[analysis]\nqueue = 3\n");
        let mut given = flags(&[("listen", "127.0.0.1:3")]);
        given.file = Some(toml.path().to_owned());
        let config =
            load(&given, &environment(&[("PRESSESPIEGEL_LISTEN", "127.0.0.1:2"), ("PRESSESPIEGEL_QUEUE", "4")]))
                .unwrap();
        assert_eq!(config.server.listen.port(), 3);
        assert_eq!(config.analysis.queue, 4);
        assert_eq!(config.server.max_body_bytes, 2000);
    }

    #[test]
    fn every_mistake_is_reported_at_once_with_its_place() {
        let toml = file("[server]\nlisten = \"nowhere\"\ncolour = \"red\"\n[log]\nformat = \"xml\"\n");
        let mut given = flags(&[("queue", "-1")]);
        given.file = Some(toml.path().to_owned());
        let errors = load(&given, &environment(&[("PRESSESPIEGEL_LISTN", "x"), ("PRESSESPIEGEL_WORKERS", "two")]))
            .unwrap_err()
            .to_string();
        for part in
            ["server.listen", "server.colour", "log.format", "--queue", "PRESSESPIEGEL_LISTN", "PRESSESPIEGEL_WORKERS"]
        {
            assert!(errors.contains(part), "{part} is not named in:\n{errors}");
        }
    }

    /// A flag, a value that it does not take, and why.
    const BAD: &[(&str, &str, &str)] = &[
        ("listen", "8080", "no address"),
        ("listen", "localhost:8080", "a name, not an address"),
        ("listen", "127.0.0.1:70000", "no such port"),
        ("listen", "", "empty"),
        ("max-body-bytes", "0", "no body would be taken"),
        ("max-body-bytes", "1023", "no article would be taken"),
        ("max-body-bytes", "8MB", "a unit"),
        ("max-body-bytes", "18446744073709551615", "more than any machine has"),
        ("request-timeout-seconds", "0", "no body would arrive in time"),
        ("request-timeout-seconds", "-1", "negative"),
        ("request-timeout-seconds", "18446744073709551615", "past the end of the clock"),
        ("memory-budget-bytes", "33554431", "hardly an article could be read"),
        ("memory-budget-bytes", "18446744073709551615", "more than any machine has"),
        ("max-batch-lines", "0", "no line would be taken"),
        ("max-batch-bytes", "0", "no line would be taken"),
        ("max-batch-bytes", "18446744073709551615", "no bound"),
        ("rate-per-second", "100001", "no bound"),
        ("rate-per-second", "0.5", "not whole"),
        ("rate-burst", "-1", "negative"),
        ("rate-burst", "1000001", "no bound"),
        ("requests-per-client", "100001", "no bound"),
        ("connections", "0", "nobody could connect"),
        ("connections", "1000001", "more than any machine takes"),
        ("idle-seconds", "0", "no connection would be kept"),
        ("cors-origins", "redaktion.example", "no scheme"),
        ("cors-origins", "https://redaktion.example/", "a path"),
        ("cors-origins", "https://a.example,", "one is empty"),
        ("cors-origins", "https://", "no host"),
        ("trusted-proxies", "10.0.0.0/33", "no such network"),
        ("trusted-proxies", "proxy.example", "a name, which anybody may answer for"),
        ("trusted-proxies", "10.0.0.1,", "one is missing"),
        ("shutdown-notice-seconds", "3601", "longer than any proxy needs"),
        ("shutdown-notice-seconds", "-1", "no time"),
        ("shutdown-seconds", "0", "running requests would be cut off"),
        ("shutdown-seconds", "1.5", "not whole"),
        ("shutdown-seconds", "18446744073709551615", "for ever"),
        ("keys-file", " ", "blank"),
        ("key", "geheim", "could be guessed"),
        ("key", "0123456789 0123456789 0123456789 ", "with blanks"),
        ("key", "ääääääääääääääääääääääääääääääää", "not ASCII"),
        ("open", "yes", "neither true nor false"),
        ("store-url", "mysql://db/geheim", "another database"),
        ("store-url", "db.example:5432", "no address"),
        ("store-connections", "1", "nobody could read while one writes"),
        ("store-connections", "1001", "more than any server takes"),
        ("store-pooler", "pgbouncer", "neither true nor false"),
        ("data-dir", "", "empty"),
        ("data-dir", "  ", "blank"),
        ("store-engine", "rocksdb", "no engine known here"),
        ("store-engine", "", "empty"),
        ("cache-bytes", "0", "no cache"),
        ("cache-bytes", "1048575", "too small for the store"),
        ("cache-bytes", "18446744073709551615", "more than any machine has"),
        ("search-heap-bytes", "16777215", "too small for the index"),
        ("search-heap-bytes", "18446744073709551615", "more than any machine has"),
        ("query-rows", "999", "no list would be answered"),
        ("query-rows", "18446744073709551615", "no bound"),
        ("read-only", "yes", "neither true nor false"),
        ("workers", "513", "more than the server takes"),
        ("workers", "-1", "negative"),
        ("workers", "two", "no number"),
        ("queue", "0", "nobody could wait"),
        ("queue", "18446744073709551615", "overflows"),
        ("queue-bytes", "0", "nobody could wait"),
        ("queue-seconds", "0", "nobody could wait"),
        ("queue-seconds", "18446744073709551615", "past the end of the clock"),
        ("analysis-timeout-seconds", "0", "nothing would be read in time"),
        ("analysis-timeout-seconds", "x", "no number"),
        ("profile", "slow", "unknown profile"),
        ("profile", "", "empty"),
        ("reanalyze-automatic", "on", "not said in which profile"),
        ("reanalyze-automatic", "", "empty"),
        ("reanalyze-per-second", "0", "nothing would ever be read"),
        ("reanalyze-per-second", "10001", "no bound"),
        ("retention-days", "36501", "more than the calendar of this program needs"),
        ("retention-days", "-1", "negative"),
        ("retention-per-second", "0", "nothing would ever be deleted"),
        ("watches", "1001", "more than are held against each article"),
        ("event-streams", "0", "nobody could follow"),
        ("event-streams-per-client", "0", "nobody could follow"),
        ("event-heartbeat-seconds", "0", "nothing but heartbeats"),
        ("webhook-timeout-seconds", "0", "nobody could answer"),
        ("webhook-timeout-seconds", "301", "a message would hold up all others"),
        ("webhook-retry-seconds", "5,,300", "one is empty"),
        ("webhook-retry-seconds", "0", "at once"),
        ("webhook-retry-seconds", "604801", "more than a week"),
        ("webhook-private-addresses", "yes", "neither true nor false"),
        ("webhook-http", "1", "neither true nor false"),
        ("fetch", "yes", "neither true nor false"),
        ("fetch-max-bytes", "1023", "no page would be read"),
        ("fetch-max-bytes", "67108865", "more than any page has"),
        ("fetch-timeout-seconds", "0", "no page would come in time"),
        ("fetch-timeout-seconds", "301", "nobody waits so long"),
        ("fetch-under-way", "0", "no page would be fetched"),
        ("fetch-under-way", "1001", "no bound"),
        ("fetch-host-pause-seconds", "3601", "nobody's turn would come"),
        ("fetch-user-agent", "bot\r\nx: y", "two headers"),
        ("fetch-user-agent", " ", "blank"),
        ("fetch-private-addresses", "1", "neither true nor false"),
        ("log-format", "xml", "unknown form"),
        ("log-format", "", "empty"),
        ("log-filter", "", "empty"),
        ("log-filter", "inof", "a slip that would silence the log"),
        ("log-filter", "info,actix_server=wran", "no level"),
    ];

    #[test]
    fn a_value_out_of_bounds_is_refused_with_the_name_of_its_setting() {
        for &(flag, value, reason) in BAD {
            let errors = load(&flags(&[(flag, value)]), &[]).expect_err(reason);
            assert_eq!(errors.0.len(), 1, "{reason}: {errors}");
            // What may be a key or hold a password is never repeated, not even a wrong one.
            let is_secret = ["key", "store-url"].contains(&flag);
            let shown = if is_secret { "what is given".into() } else { format!("{value:?}") };
            assert!(errors.0[0].starts_with(&format!("--{flag}: {shown} is not ")), "{reason}: {errors}");
            assert!(!is_secret || !errors.0[0].contains(value), "{reason}: {errors}");
        }
        for setting in SETTINGS {
            assert!(BAD.iter().any(|(flag, ..)| *flag == setting.flag), "no bad value is tried for --{}", setting.flag);
        }
        let first: Vec<_> = SETTINGS.iter().filter_map(|s| BAD.iter().find(|(flag, ..)| *flag == s.flag)).collect();
        let all: Vec<_> = first.iter().map(|(flag, value, _)| (*flag, *value)).collect();
        assert_eq!(load(&flags(&all), &[]).unwrap_err().0.len(), SETTINGS.len(), "all at once");
    }

    #[test]
    fn the_ends_of_each_range_are_taken() {
        for (flag, value) in [
            ("listen", "[::]:0"),
            ("max-body-bytes", "1024"),
            ("max-body-bytes", "1073741824"),
            ("request-timeout-seconds", "1"),
            ("request-timeout-seconds", "86400"),
            ("rate-per-second", "100000"),
            ("rate-burst", "1000000"),
            ("cors-origins", "https://a.example, http://localhost:3000"),
            ("cors-origins", "*"),
            ("trusted-proxies", "10.0.0.0/8, 192.0.2.1,::1,fd00::/8"),
            ("shutdown-notice-seconds", "0"),
            ("shutdown-notice-seconds", "3600"),
            ("shutdown-seconds", "1"),
            ("shutdown-seconds", "86400"),
            ("keys-file", "keys.toml"),
            ("key", "0123456789abcdef0123456789abcdef"),
            ("open", "true"),
            ("cache-bytes", "1048576"),
            ("search-heap-bytes", "16777216"),
            ("query-rows", "1000"),
            ("read-only", "true"),
            ("workers", "0"),
            ("workers", "512"),
            ("queue", "1"),
            ("queue", "100000"),
            ("reanalyze-automatic", "off"),
            ("reanalyze-automatic", "accurate"),
            ("reanalyze-per-second", "1"),
            ("reanalyze-per-second", "10000"),
            ("retention-days", "36500"),
            ("retention-per-second", "10000"),
            ("requests-per-client", "100000"),
            ("connections", "1"),
            ("idle-seconds", "86400"),
            ("watches", "0"),
            ("watches", "1000"),
            ("webhook-retry-seconds", ""),
            ("webhook-retry-seconds", "1, 604800"),
            ("webhook-private-addresses", "true"),
            ("fetch", "true"),
            ("fetch-max-bytes", "1024"),
            ("fetch-host-pause-seconds", "0"),
            ("fetch-user-agent", "blatt-archiv/1.0 (+https://blatt.example/bot)"),
            ("log-filter", "off"),
            ("log-filter", "warn,pressespiegel=debug"),
        ] {
            let loaded = load(&flags(&[(flag, value)]), &[]);
            assert!(loaded.is_ok(), "--{flag} {value}: {loaded:?}");
        }
    }

    #[test]
    fn a_missing_or_broken_file_is_named() {
        for (path, content, reason) in
            [(None, "", "missing"), (Some(()), "[server\n", "not TOML"), (Some(()), "listen = 1\n", "no section")]
        {
            let toml = file(content);
            let name = if path.is_some() { toml.path().to_owned() } else { toml.path().join("missing.toml") };
            let given = Flags { file: Some(name.clone()), values: Vec::new() };
            let errors = load(&given, &[]).unwrap_err().to_string();
            assert!(errors.contains(&name.display().to_string()), "{reason}: {errors}");
        }
    }
}
