//! The README shows the measured quality of the data file, as the tool that writes both would.

#[path = "../../src/bin/write-quality/table.rs"]
mod table;

/// The rows of the data file, or the number of a line that is damaged.
fn rows(file: &str) -> Result<Vec<table::Row>, usize> {
    let lines = file.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let row = |(number, line): (usize, &str)| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [measure, profile, value, what, texts, whose] = columns[..] else { return Err(number + 1) };
        let text = str::to_owned;
        Ok(table::Row {
            measure: text(measure),
            profile: text(profile),
            value: text(value),
            what: text(what),
            texts: text(texts),
            whose: text(whose),
        })
    };
    lines.map(row).collect()
}

#[test]
fn the_readme_shows_the_figures_of_the_data_file() {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap_or_else(|e| panic!("{path}: {e}"));
    let rows = rows(&read("src/api/routes/quality.tsv")).expect("six columns in each line");
    let readme = read("README.md");
    let (_, rest) = readme.split_once(table::BEGIN).expect("the table begins");
    let (shown, _) = rest.split_once(table::END).expect("the table ends");
    assert_eq!(shown, table::table(&rows), "`write-quality` writes both");
}
