//! `pressespiegel export`: every article of the archive as NDJSON, for `import` into a fresh one. While a service runs
//! on the archive, its own `/v1/export` gives the same lines.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;

use super::healthcheck::reachable;
use super::output::Output;
use super::progress;
use super::settings::{Opening, SettingFlags};
use crate::app;
use crate::config::Config;
use crate::store::{ArticleFilter, ArticleStore, PageRequest, StoreError};
use crate::telemetry;

const PAGE: usize = 200;

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// File to write; standard output when absent.
    #[arg(long, short)]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Opening>,
}

/// Exports, the newest article first.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let opened = runtime.block_on(app::open_existing_archive(&config.store));
    let store = opened.map_err(|error| with_remedy(error, config))?.store;
    let mut out: Box<dyn Write> = match &arguments.output {
        Some(file) => Box::new(BufWriter::new(
            File::create(file).with_context(|| format!("{} can't be written", file.display()))?,
        )),
        None => Box::new(BufWriter::new(Output::lock())),
    };
    runtime.block_on(async {
        let bar = progress::bar(Some(store.count().await?), "exporting");
        let written = write_all(store.as_ref(), &mut out, &bar).await;
        bar.finish_and_clear();
        store.close().await?;
        written
    })
}

async fn write_all(store: &dyn ArticleStore, out: &mut dyn Write, bar: &ProgressBar) -> anyhow::Result<()> {
    let mut request = PageRequest { limit: PAGE, after: None };
    loop {
        let page = store.list_articles(&ArticleFilter::default(), &request).await?;
        for article in &page.items {
            writeln!(out, "{}", crate::api::article_json(article)?)?;
            bar.inc(1);
        }
        request.after = page.next;
        if request.after.is_none() {
            return Ok(out.flush()?);
        }
    }
}

/// An archive that a service holds is exported by the service.
fn with_remedy(error: anyhow::Error, config: &Config) -> anyhow::Error {
    if !matches!(error.downcast_ref(), Some(StoreError::Locked(_))) {
        return error;
    }
    let address = reachable(config.server.listen);
    error.context(format!(
        "a service that holds the archive exports it itself, in the same form: \
         curl -fsS 'http://{address}/v1/export?of=articles' -o backup.ndjson"
    ))
}
