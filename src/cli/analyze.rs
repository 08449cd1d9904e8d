//! `pressespiegel analyze FILE|-`: one text, nothing stored.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use super::{input, pretty};
use crate::article::Published;
use crate::nlp::{Document, Engine, Profile};
use crate::text::OffsetUnit;

/// The arguments as given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Text file in UTF-8, or - for standard input.
    file: PathBuf,
    /// When it was published: RFC 3339, a date, or a year-month; relative dates are resolved against it.
    #[arg(long, value_name = "DATE")]
    published_at: Option<String>,
    /// Names to know besides the embedded ones: NDJSON as `PUT /v1/lexicon` takes it.
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// How names are read: with a neural network, or without.
    #[arg(long, value_enum, default_value_t)]
    profile: Profiles,
    /// Unit of the positions in the JSON.
    #[arg(long, value_enum, default_value_t)]
    offsets: Offsets,
    /// Coloured text and tables for a person instead of JSON.
    #[arg(long)]
    pretty: bool,
    /// Colours in the pretty form.
    #[arg(long, value_enum, default_value_t)]
    color: Colors,
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
enum Profiles {
    #[default]
    Accurate,
    Fast,
}

impl From<Profiles> for Profile {
    fn from(profile: Profiles) -> Self {
        match profile {
            Profiles::Accurate => Self::Accurate,
            Profiles::Fast => Self::Fast,
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

/// The arguments, checked.
#[derive(Debug)]
pub(super) struct Checked {
    arguments: Arguments,
    published: Option<Published>,
}

impl Arguments {
    /// Reads the date.
    pub(super) fn checked(self) -> Result<Checked, Failure> {
        let published = self.published_at.as_deref().map(Published::parse).transpose();
        let published = published.map_err(|problem| Failure::Use(format!("--published-at: {problem}")))?;
        Ok(Checked { arguments: self, published })
    }
}

/// Analyses and prints.
pub(super) fn run(checked: &Checked) -> anyhow::Result<()> {
    let Checked { arguments, published } = checked;
    let text = input::read_text(&arguments.file)?;
    let mut engine = Engine::new()?.in_profile(arguments.profile.into())?;
    if let Some(file) = &arguments.lexicon {
        let names = crate::api::parse_lexicon(&input::read_text(file)?);
        let names = names.map_err(|mistakes| anyhow::anyhow!("{} can't be read:\n{mistakes}", file.display()))?;
        engine = engine.with_user_names(&names);
    }
    let published = published.as_ref().map(Published::for_reading);
    let analysis = engine.analyze(Document { text: &text, title: None, published });
    let shown = if arguments.pretty {
        pretty::render(&text, &analysis, wants_color(arguments.color))
    } else {
        crate::api::analysis_json(&text, &analysis, engine.info(), arguments.offsets.into())?
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", shown.trim_end())?;
    Ok(out.flush()?)
}

fn wants_color(colors: Colors) -> bool {
    match colors {
        Colors::Always => true,
        Colors::Never => false,
        Colors::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}
