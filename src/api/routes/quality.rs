//! Measured quality, as `/v1/capabilities` shows it; the README says how each figure is measured.

use super::capabilities::Quality;

/// One line a measure.
pub(super) const QUALITY: &[Quality] = &[];
