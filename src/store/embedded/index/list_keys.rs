//! The keys of the lists of the index: first letters for the family, then its parts. See [`super::super`] for the table.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{Certainty, Claim, ClaimKind, FigureKind};
use crate::store::codec::{self, Stored};
use crate::store::reanalysis::analyzer_code;
use crate::store::sort_key::put_text;

/// Of articles.
pub const BY_DATE: &[u8] = b"d";
pub const BY_SOURCE: &[u8] = b"s";
pub const BY_LANGUAGE: &[u8] = b"l";
pub const BY_ENTITY: &[u8] = b"e";
pub const TOGETHER: &[u8] = b"o";
pub const READ_BY: &[u8] = b"Z";

/// What is no list, and told beside them: the bands of texts.
pub const BANDS: &[u8] = b"B";

/// What lists come to as a whole ([`super::sums`]); behind all lists.
pub const SUMS: &[u8] = b"~";

/// Names of entities ([`super::names`]); behind all else.
pub const NAMES: &[u8] = b"\x7f";

/// Of claims: all, those that an entity makes, those that are about one.
pub const CLAIMS: &[u8] = b"c";
pub const CLAIMS_MADE: &[u8] = b"Cs";
pub const CLAIMS_ABOUT: &[u8] = b"Ca";

/// Of figures: all, those that an entity tells, those that are about one, and by what else they are filtered.
pub const FIGURES: &[u8] = b"f";
pub const FIGURES_TOLD: &[u8] = b"Fs";
pub const FIGURES_ABOUT: &[u8] = b"Fa";
pub const FIGURES_BY_KIND: &[u8] = b"Fk";
pub const FIGURES_BY_UNIT: &[u8] = b"Fu";
pub const FIGURES_BY_MEASURES: &[u8] = b"Fm";
pub const FIGURES_BY_VALUE: &[u8] = b"Fvv";
pub const RANGES: &[u8] = b"Fvr";

/// What claims are filtered by beside the entities: the end of the keys of their lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimTraits {
    /// The kind.
    pub kind: ClaimKind,
    /// The certainty.
    pub certainty: Certainty,
    /// Whether it holds a figure.
    pub has_figure: bool,
}

impl ClaimTraits {
    /// Those of a claim.
    pub fn of(claim: &Claim) -> Self {
        Self { kind: claim.kind, certainty: claim.certainty, has_figure: !claim.figures.is_empty() }
    }

    /// Those at the end of a key.
    pub fn read(key: &[u8]) -> Option<Self> {
        let end = key.last_chunk::<3>()?;
        let (kind, certainty) = (codec::from_bytes(&end[..1]).ok()?, codec::from_bytes(&end[1..2]).ok()?);
        Some(Self { kind, certainty, has_figure: end[2] == 1 })
    }

    /// The key of those claims in a family, or in one of an entity.
    pub fn list(self, family: &[u8]) -> Vec<u8> {
        let mut key = family.to_vec();
        self.kind.put(&mut key);
        self.certainty.put(&mut key);
        self.has_figure.put(&mut key);
        key
    }
}

/// A family restricted to one figure kind.
pub fn of_figure_kind(kind: FigureKind) -> Vec<u8> {
    let mut key = FIGURES_BY_KIND.to_vec();
    kind.put(&mut key);
    key
}

/// A family restricted to what is measured, folded.
pub fn of_measures(measured: &str) -> Vec<u8> {
    [FIGURES_BY_MEASURES, measured.as_bytes()].concat()
}

/// The figures of a unit, or of none, of about a value.
pub fn of_value(unit: Option<&str>, value: Decimal) -> Vec<u8> {
    [of_unit_with_value(unit), magnitude(value).to_be_bytes().to_vec()].concat()
}

/// The figures of a unit, or of none, that have one value.
pub fn of_unit_with_value(unit: Option<&str>) -> Vec<u8> {
    let mut key = FIGURES_BY_VALUE.to_vec();
    put_text(&mut key, unit.unwrap_or_default());
    key
}

/// The magnitude at the end of a key of [`of_value`].
pub fn magnitude_of(key: &[u8]) -> Option<u16> {
    key.last_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

/// Where all magnitudes begin: that of zero.
const ZERO: u16 = 1 << 15;

/// Steps of the magnitude to a tenfold value, and how many tens the smallest ones are below one.
const STEPS: f64 = 8.0;
const SMALLEST: f64 = 12.0;

/// About how large a value is, in steps: one that is not smaller is not on a lower step, but for the rounding of the last bit.
pub fn magnitude(value: Decimal) -> u16 {
    let absolute = value.abs().to_f64().unwrap_or(f64::MAX);
    if absolute == 0.0 {
        return ZERO;
    }
    #[expect(clippy::cast_sign_loss, reason = "one at least")]
    let step = ((absolute.log10() + SMALLEST).max(0.0) * STEPS).floor() as u16 + 1;
    if value.is_sign_negative() { ZERO - step } else { ZERO + step }
}

/// The articles that an analyzer has read.
pub fn read_by(analyzer: &AnalyzerInfo) -> Vec<u8> {
    [READ_BY, &analyzer_code(analyzer)[..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitudes_rise_with_values() {
        let values =
            ["-9999999999999999", "-1000.5", "-1000", "-0.5", "0", "0.0000001", "0.3", "1", "1.5", "9.99", "10", "5e9"];
        let magnitudes = values.map(|value| magnitude(Decimal::from_scientific(value).or(value.parse()).expect(value)));
        assert!(magnitudes.is_sorted(), "{magnitudes:?}");
        assert_eq!(magnitudes[4], ZERO);
        assert!(magnitudes[7] < magnitudes[8] && magnitudes[9] < magnitudes[11], "what differs much is told apart");
        assert_eq!(magnitude_of(&of_value(Some("EUR"), Decimal::ONE)), Some(magnitudes[7]));
    }
}
