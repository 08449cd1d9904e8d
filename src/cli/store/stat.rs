//! `pressespiegel store stat`: what takes how much room.

use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use serde_json::json;

use crate::app;
use crate::cli::output;
use crate::cli::settings::{Opening, SettingFlags};
use crate::config::Config;
use crate::store::{ArticleStore, Part, Stat};
use crate::telemetry;

/// The arguments.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Opening>,
}

/// Counts and tells.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let store = app::open_existing_store(&config.store)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stat = runtime.block_on(async {
        let stat = store.stat().await?;
        store.close().await?;
        anyhow::Ok(stat)
    })?;
    if arguments.json {
        return output::print(&serde_json::to_string_pretty(&as_json(&stat))?);
    }
    output::print(&table(&stat))
}

fn word(part: Part) -> &'static str {
    match part {
        Part::Records => "records",
        Part::Analyses => "analyses",
        Part::Indexes => "indexes",
        Part::Lists => "lists",
        Part::Journal => "journal",
    }
}

/// How many bytes come on each byte of text; none where there is no text.
fn ratio(bytes: u64, stat: &Stat) -> Option<f64> {
    (stat.text_bytes > 0).then(|| (bytes as f64 / stat.text_bytes as f64 * 100.0).round() / 100.0)
}

fn as_json(stat: &Stat) -> serde_json::Value {
    let families = stat.families.iter().map(|family| {
        json!({
            "family": family.name,
            "prefix": family.prefix,
            "part": word(family.part),
            "keys": family.keys,
            "key_bytes": family.key_bytes,
            "value_bytes": family.value_bytes,
        })
    });
    json!({
        "articles": stat.articles,
        "text_bytes": stat.text_bytes,
        "families": families.collect::<Vec<_>>(),
        "data_bytes": stat.data_bytes(),
        "disk": {
            "database_bytes": stat.database_bytes,
            "log_bytes": stat.log_bytes,
            "index_bytes": stat.index_bytes,
            "search_bytes": stat.search_bytes,
            "ballast_bytes": stat.ballast_bytes,
            "bytes": stat.disk_bytes(),
        },
        "disk_per_text": ratio(stat.disk_bytes(), stat),
    })
}

/// The families by size, then the sums, each beside what it is for each byte of text.
fn table(stat: &Stat) -> String {
    let mut families = Table::new();
    families.load_style(NOTHING).set_header(vec!["family", "part", "keys", "bytes", "per byte of text"]);
    let per_text = |bytes| ratio(bytes, stat).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
    let mut by_size: Vec<_> = stat.families.iter().collect();
    by_size.sort_by_key(|family| (std::cmp::Reverse(family.bytes()), family.name));
    for family in by_size {
        families.add_row(vec![
            family.name.to_owned(),
            word(family.part).to_owned(),
            family.keys.to_string(),
            family.bytes().to_string(),
            per_text(family.bytes()),
        ]);
    }
    let mut sums = Table::new();
    sums.load_style(NOTHING).set_header(vec!["sum", "bytes", "per byte of text"]);
    let parts = [Part::Records, Part::Analyses, Part::Indexes, Part::Lists, Part::Journal].map(|part| {
        let of_part = stat.families.iter().filter(|family| family.part == part);
        (word(part), of_part.map(crate::store::FamilyStat::bytes).sum())
    });
    let files = [
        ("database on disk", stat.database_bytes),
        ("log on disk", stat.log_bytes),
        ("index on disk", stat.index_bytes),
        ("search index on disk", stat.search_bytes),
        ("ballast on disk", stat.ballast_bytes),
        ("whole on disk", stat.disk_bytes()),
    ];
    for (name, bytes) in [("texts", stat.text_bytes)].into_iter().chain(parts).chain(files) {
        sums.add_row(vec![name.to_owned(), bytes.to_string(), per_text(bytes)]);
    }
    for (table, first_number) in [(&mut families, 2), (&mut sums, 1)] {
        for column in table.column_iter_mut().skip(first_number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{} articles\n\n{families}\n\n{sums}", stat.articles)
}
