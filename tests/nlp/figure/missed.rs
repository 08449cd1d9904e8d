//! What of the DFKI `SmartData` Corpus is missed, by class and with the reason; measured by `measure-figures`, and only
//! added up here.

const MISSED: &str = include_str!("missed.tsv");

/// Label, number of missed spans, class, reason.
fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    MISSED.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|l| l.split('\t').collect())
}

#[test]
fn every_class_of_misses_has_a_count_and_a_reason() {
    for row in rows() {
        assert_eq!(row.len(), 4, "label, count, class, reason: {row:?}");
        assert!(row[1].parse::<u32>().is_ok(), "{row:?}");
    }
}

#[test]
fn the_counts_of_misses_add_up_to_what_was_not_found() {
    for (label, found, all) in [
        ("number", 957, 1059),
        ("date", 1030, 1044),
        ("time", 438, 447),
        ("duration", 201, 203),
        ("distance", 112, 112),
    ] {
        assert!(MISSED.contains(&format!("{label} {found} of {all}")), "the head says so of {label}");
        let missed: u32 = rows().filter(|r| r[0] == label).filter_map(|r| r[1].parse::<u32>().ok()).sum();
        assert_eq!(found + missed, all, "{label}");
    }
}
