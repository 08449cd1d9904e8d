//! The README shows the measured quality of the data file, as the tool that writes both would.

#[path = "../../src/bin/write-quality/table.rs"]
mod table;

#[test]
fn the_readme_shows_the_figures_of_the_data_file() {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap_or_else(|e| panic!("{path}: {e}"));
    let rows = table::rows(&read("src/api/routes/quality.tsv")).expect("six columns in each line");
    let readme = read("README.md");
    let (_, rest) = readme.split_once(table::BEGIN).expect("the table begins");
    let (shown, _) = rest.split_once(table::END).expect("the table ends");
    assert_eq!(shown, table::table(&rows), "`write-quality` writes both");
}
