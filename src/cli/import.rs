//! `pressespiegel import FILE|-`: articles from NDJSON into the archive, analysed by the present engine.
//!
//! A line is an article as the API takes it in a batch, or as `export` wrote it; from the latter its id and time of arrival are
//! kept. A bad line is reported with its number and never stops the rest.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use super::settings::{Importing, SettingFlags};
use super::{input, output, progress};
use crate::app;
use crate::article::{ArticleId, NewArticle};
use crate::config::Config;
use crate::ingest::{Ingest, Ingested, Origin};
use crate::telemetry;

/// Articles under way at the same time: enough to fill the store's group commits.
const UNDER_WAY: usize = 64;

/// Members that `export` adds to what the API takes, apart from id and time of arrival.
const DERIVED: [&str; 6] = ["content_hash", "revision", "revised_at", "changed", "summary", "analysis"];

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// NDJSON file, or - for standard input.
    file: PathBuf,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Importing>,
}

#[derive(Debug, Default)]
struct Tally {
    new: u64,
    revised: u64,
    known: u64,
    bad: u64,
}

/// Imports; fails when any line could not be taken, after taking all others.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let total = count_lines(&arguments.file)?;
    let lines = input::open(&arguments.file)?.lines().enumerate();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let store = runtime.block_on(app::open_archive(&config.store))?.store;
    let ingest = runtime.block_on(app::build_ingest(config, &store))?;
    let bar = progress::bar(total, "importing");
    let tally = runtime.block_on(async {
        let tally = stream::iter(lines)
            .map(|(i, line)| take(&ingest, i + 1, line))
            .buffered(UNDER_WAY)
            .fold(Tally::default(), async |mut tally, outcome| {
                bar.inc(1);
                match outcome {
                    Ok(None) => {}
                    Ok(Some(Ingested::New(..))) => tally.new += 1,
                    Ok(Some(Ingested::Revised(..))) => tally.revised += 1,
                    Ok(Some(Ingested::Known(_))) => tally.known += 1,
                    Err(message) => {
                        bar.suspend(|| output::tell(&message));
                        tally.bad += 1;
                    }
                }
                tally
            })
            .await;
        store.close().await?;
        anyhow::Ok(tally)
    })?;
    bar.finish_and_clear();
    let Tally { new, revised, known, bad } = tally;
    let revised = if revised > 0 { format!("{revised} corrected, ") } else { String::new() };
    let told = output::print(&format!("{new} new, {revised}{known} known already, {bad} not taken"));
    if bad > 0 {
        bail!("{bad} line(s) could not be taken; they are listed above, the others are in the archive");
    }
    told
}

/// Lines in a file, for the progress bar; unknown for standard input.
fn count_lines(file: &Path) -> anyhow::Result<Option<u64>> {
    if file.as_os_str() == "-" {
        return Ok(None);
    }
    let mut count = 0;
    for line in input::open(file)?.split(b'\n') {
        line?;
        count += 1;
    }
    Ok(Some(count))
}

/// Takes one line; an empty one is nothing.
async fn take(ingest: &Ingest, number: usize, line: std::io::Result<String>) -> Result<Option<Ingested>, String> {
    let line = line.map_err(|error| format!("line {number}: {error}"))?;
    if line.trim().is_empty() {
        return Ok(None);
    }
    let (content, origin) = parse(&line).map_err(|problem| format!("line {number}: {problem}"))?;
    ingest.import(content, origin).await.map(Some).map_err(|error| format!("line {number}: {error}"))
}

fn parse(line: &str) -> Result<(NewArticle, Origin), String> {
    let mut value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut origin = Origin::default();
    if let Some(members) = value.as_object_mut() {
        let mut taken = |name: &str| members.remove(name);
        origin.id = read(taken("id"), "id", |text| text.parse::<ArticleId>().ok())?;
        origin.received_at = read(taken("received_at"), "received_at", |text| text.parse().ok())?;
        for name in DERIVED {
            taken(name);
        }
    }
    let content = crate::api::parse_article(&value.to_string())?;
    Ok((content, origin))
}

fn read<T>(value: Option<Value>, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    let Some(value) = value else { return Ok(None) };
    let parsed = value.as_str().and_then(parse);
    parsed.map(Some).ok_or_else(|| format!("/{name}: {value} is not what `export` writes there; leave the member out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_api_and_a_line_of_an_export_are_both_taken() {
        let (content, origin) = parse(r#"{"text":"Guten Tag."}"#).unwrap();
        assert_eq!((content.text.as_str(), origin), ("Guten Tag.", Origin::default()));

        let page = "<h1>Rat tagt</h1><p>Der Rat hat am Mittwoch lange getagt, wie eine Sprecherin der Stadt am Abend \
                    mitteilte. Er tagt wieder im März.</p>";
        let (content, _) = parse(&serde_json::json!({"html": page}).to_string()).unwrap();
        assert_eq!(content.title.as_deref(), Some("Rat tagt"), "a page is read here, too");

        let item = r#"{"uri":"urn:a","headline":"Rat tagt","body_text":"Guten Tag."}"#;
        let (content, _) = parse(item).unwrap();
        assert_eq!(
            (content.title.as_deref(), content.external_id.as_deref()),
            (Some("Rat tagt"), Some("urn:a")),
            "ninjs"
        );

        let (_, origin) = parse(
            r#"{"id":"0190163d-8694-739b-aea5-966c26f8ad91","received_at":"2024-06-14T07:00:00Z",
                "content_hash":"00","text":"Guten Tag.","summary":{"claims":0}}"#,
        )
        .unwrap();
        assert_eq!(origin.id.map(|id| id.to_string()).as_deref(), Some("0190163d-8694-739b-aea5-966c26f8ad91"));
        assert_eq!(origin.received_at.map(|at| at.to_string()).as_deref(), Some("2024-06-14T07:00:00Z"));
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_with_it() {
        for (line, part, reason) in [
            ("{", "EOF", "cut off"),
            ("[]", "object", "not an object"),
            (r#"{"text":""}"#, "text", "empty text"),
            (r#"{"text":"a","colour":"red"}"#, "colour", "unknown member"),
            (r#"{"text":"a","id":"7"}"#, "/id", "no article id"),
        ] {
            let problem = parse(line).unwrap_err();
            assert!(problem.contains(part), "{reason}: {problem}");
        }
    }
}
