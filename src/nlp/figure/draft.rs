//! A figure in the making, over atoms.

use jiff::civil::Time;
use rust_decimal::Decimal;

use crate::nlp::analysis::{Approximation, Change, FigureId, FigureKind, Period};

/// A figure in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// First atom.
    pub first: usize,
    /// One past the last atom.
    pub next: usize,
    /// What sort of quantity.
    pub kind: FigureKind,
    /// A single value.
    pub value: Option<Decimal>,
    /// Both ends of a range.
    pub range: Option<(Decimal, Decimal)>,
    /// Code or unit id.
    pub unit: Option<String>,
    /// In what way it is not exact.
    pub approximation: Option<Approximation>,
    /// Direction of change.
    pub change: Option<Change>,
    /// The figure it changed from.
    pub from: Option<FigureId>,
    /// The figure it changed to.
    pub to: Option<FigureId>,
    /// What it is counted by.
    pub per: Option<String>,
    /// What is measured, where the expression itself says it.
    pub measures: Option<String>,
    /// What days it stands for, or on which day a time is.
    pub period: Option<Period>,
    /// The time of day.
    pub time: Option<Time>,
}

impl Draft {
    /// A figure over atoms `first..next` of which only the kind is known.
    pub(super) fn new(first: usize, next: usize, kind: FigureKind) -> Self {
        Self {
            first,
            next,
            kind,
            value: None,
            range: None,
            unit: None,
            approximation: None,
            change: None,
            from: None,
            to: None,
            per: None,
            measures: None,
            period: None,
            time: None,
        }
    }

    /// With a single value.
    pub(super) fn value(mut self, value: Decimal) -> Self {
        self.value = Some(value);
        self
    }

    /// With a unit.
    pub(super) fn unit(mut self, unit: &str) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// With the days it stands for.
    pub(super) fn period(mut self, period: Option<Period>) -> Self {
        self.period = period;
        self
    }
}
