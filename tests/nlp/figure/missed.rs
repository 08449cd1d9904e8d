//! What of the DFKI `SmartData` Corpus is missed, by class and with the reason; measured, not tested here.

const MISSED: &str = include_str!("missed.tsv");

#[test]
fn every_class_of_misses_has_a_count_and_a_reason() {
    for line in MISSED.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 4, "label, count, class, reason: {line}");
        assert!(fields[1].parse::<u32>().is_ok(), "{line}");
    }
}
