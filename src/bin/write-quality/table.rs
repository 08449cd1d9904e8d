//! The measured quality as the README shows it.

use std::fmt::Write as _;

/// Where the table begins and ends in the README.
pub const BEGIN: &str = "<!-- quality: written by `write-quality` -->\n";
pub const END: &str = "<!-- /quality -->";

/// One row of the data file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub measure: String,
    pub profile: String,
    pub value: String,
    pub what: String,
    pub texts: String,
    pub whose: String,
}

/// The table: a line for each measure with both profiles, texts of others first.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut table = String::from("| what | texts | `accurate` | `fast` |\n|---|---|---|---|\n");
    let mut seen: Vec<&str> = Vec::new();
    let mut own = false;
    for row in rows {
        if seen.contains(&row.measure.as_str()) {
            continue;
        }
        seen.push(&row.measure);
        if row.whose == "own" && !std::mem::replace(&mut own, true) {
            table.push_str("| **own texts, which flatter** | | | |\n");
        }
        let of = |profile: &str| {
            let found = rows.iter().find(|other| other.measure == row.measure && other.profile == profile);
            found.map_or("–", |found| found.value.as_str())
        };
        // A formatted write to a string can't fail.
        let _ = writeln!(table, "| {} | {} | {} | {} |", row.what, row.texts, of("accurate"), of("fast"));
    }
    table
}
