//! `pressespiegel analyze FILE|-`: one text, read as the service reads it and within the same limits; nothing is stored.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::output::Output;
use super::settings::{Reading, SettingFlags};
use super::{Failure, finish, input, pretty};
use crate::app;
use crate::article::{FieldError, NewArticle, Submission};
use crate::config::Config;
use crate::ingest::{self, Analysed, IngestError, QueuePolicy};
use crate::nlp::Furniture;
use crate::text::OffsetUnit;

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Text file in UTF-8, or - for standard input.
    file: PathBuf,
    /// Language of the text as a BCP 47 tag, such as de-AT; detected when left out.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// When it was published: RFC 3339, a date, or a year-month; relative dates are resolved against it.
    #[arg(long, value_name = "DATE")]
    published_at: Option<String>,
    /// Names to know besides the embedded ones: NDJSON as `PUT /v1/lexicon` takes it.
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// Read lines of the page that came along with the text as well: links to other articles, captions, credits, notes.
    #[arg(long)]
    keep_furniture: bool,
    /// Unit of the positions in the JSON.
    #[arg(long, value_enum, default_value_t)]
    offsets: Offsets,
    /// Coloured text and tables for a person instead of JSON, as wide as the terminal.
    #[arg(long, conflicts_with = "html")]
    pretty: bool,
    /// One HTML file instead of JSON: the page to read with and the text in it, for a browser without a network.
    #[arg(long)]
    html: bool,
    /// Colours in the pretty form.
    #[arg(long, value_enum, default_value_t)]
    color: Colors,
    /// File to write; standard output when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Reading>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Offsets {
    Utf8,
    Utf16,
    #[default]
    Codepoint,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Utf8 => Self::Utf8,
            Offsets::Utf16 => Self::Utf16,
            Offsets::Codepoint => Self::CodePoint,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Colors {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// Analyses and prints.
pub(super) fn run(arguments: &Arguments, config: &Config) -> Result<(), Failure> {
    let content = content(arguments, config)?;
    finish(analyze(arguments, config, content))
}

/// The text with what is said about it, checked as the service checks an article.
fn content(arguments: &Arguments, config: &Config) -> Result<NewArticle, Failure> {
    let text = input::read_text(&arguments.file, config.server.max_body_bytes).map_err(Failure::Failed)?;
    let (language, published_at) = (arguments.language.clone(), arguments.published_at.clone());
    let parsed = NewArticle::parse(Submission { text, published_at, language, ..Submission::default() });
    parsed.map_err(|mistakes| {
        let named = |FieldError { pointer, fault }: &FieldError| match pointer.as_str() {
            "/text" => format!("the text in {} {fault}", arguments.file.display()),
            other => format!("--{}: {fault}", other.trim_start_matches('/').replace('_', "-")),
        };
        let told = mistakes.iter().map(named).collect::<Vec<_>>().join("\n");
        if mistakes.iter().all(|mistake| mistake.pointer == "/text") {
            Failure::Failed(anyhow::Error::msg(told))
        } else {
            Failure::Use(told)
        }
    })
}

fn analyze(arguments: &Arguments, config: &Config, content: NewArticle) -> anyhow::Result<()> {
    let names = match &arguments.lexicon {
        Some(file) => {
            let names = crate::api::parse_lexicon(&input::read_text(file, config.server.max_body_bytes)?);
            Some(names.map_err(|mistakes| anyhow::anyhow!("{} can't be read:\n{mistakes}", file.display()))?)
        }
        None => None,
    };
    let furniture = if arguments.keep_furniture { Furniture::Keep } else { Furniture::LeaveOut };
    let reading = ingest::Reading { profile: None, furniture };
    let reader = app::build_reader(config, names.as_ref())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let read = runtime.block_on(reader.analyze(content, QueuePolicy::Wait, reading)).map_err(with_remedy)?;
    let shown = shown(arguments, &read)?;
    match &arguments.output {
        Some(file) => {
            let made = File::create(file).with_context(|| format!("{} can't be written", file.display()))?;
            write(BufWriter::new(made), &shown)
        }
        None => write(BufWriter::new(Output::lock()), &shown),
    }
}

fn shown(arguments: &Arguments, read: &Analysed) -> anyhow::Result<String> {
    let Analysed { content, analysis, analyzer, .. } = read;
    if arguments.pretty {
        return Ok(pretty::render(&content.text, analysis, pretty::width(), wants_color(arguments)));
    }
    if arguments.html {
        let name = arguments.file.file_name().filter(|name| *name != "-");
        let name = name.map_or_else(|| "pressespiegel".into(), |name| name.to_string_lossy().into_owned());
        return Ok(crate::api::analysis_page(&name, content, analysis, analyzer)?);
    }
    Ok(crate::api::analysis_json(content.headed(), analysis, analyzer, arguments.offsets.into())?)
}

fn write(mut out: impl Write, shown: &str) -> anyhow::Result<()> {
    writeln!(out, "{}", shown.trim_end())?;
    Ok(out.flush()?)
}

fn with_remedy(error: IngestError) -> anyhow::Error {
    match error {
        IngestError::TimedOut(_) => anyhow::anyhow!("{error}; --analysis-timeout-seconds gives it more time"),
        IngestError::TooLarge => anyhow::anyhow!("{error}; --memory-budget-bytes gives it more"),
        other => other.into(),
    }
}

fn wants_color(arguments: &Arguments) -> bool {
    match arguments.color {
        Colors::Always => true,
        Colors::Never => false,
        Colors::Auto => {
            let seen = arguments.output.is_none() && std::io::stdout().is_terminal();
            seen && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}
