//! When, and how long.
//!
//! Digits are asked for a date first (`calendar`, which leaves years to `year`), then for a time of day (`clock`); words for
//! months (`calendar`), quarters and decades (`numbered`) and for what lies so far from the publication (`relative`, `holiday`). `joined` makes one of two with "bis"
//! between them, `period` makes days of what was read. An amount of time that `amounts` has found may be an `age`, or a `duration` that lies before or
//! after the publication.

pub(super) mod age;
pub(super) mod calendar;
pub(super) mod clock;
pub(super) mod duration;
pub(super) mod holiday;
pub(super) mod joined;
pub(super) mod numbered;
pub(super) mod period;
pub(super) mod relative;
pub(super) mod year;
