//! Measured quality, as `/v1/capabilities` shows it: `quality.tsv`, which the tool `write-quality` writes from what scorers
//! print. The README says how each figure is measured.

use std::sync::OnceLock;

use super::capabilities::Quality;
use crate::api::error::ApiError;

const DATA: &str = include_str!("quality.tsv");

/// One entry a measure and profile.
pub(super) fn quality() -> Result<&'static [Quality], ApiError> {
    static ROWS: OnceLock<Option<Vec<Quality>>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| DATA.lines().filter(|line| !line.starts_with('#')).map(row).collect());
    rows.as_deref().ok_or_else(|| ApiError::internal("quality.tsv is damaged"))
}

fn row(line: &'static str) -> Option<Quality> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [measure, profile, value, _, sample, texts] = columns[..] else { return None };
    Some(Quality { measure, profile, value: value.parse().ok()?, sample, texts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_whole_and_its_shares_are_shares() {
        let rows = quality().expect("it is whole");
        assert!(!rows.is_empty());
        for row in rows {
            assert!((0.0..=1.0).contains(&row.value), "{row:?}");
            assert!(["accurate", "fast"].contains(&row.profile) && ["others", "own"].contains(&row.texts), "{row:?}");
        }
    }
}
