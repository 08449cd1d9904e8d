//! What the words around a figure make of it.
//!
//! While a figure is read: words that say it is not exact (`approximator`), whether something rose or fell (`change`), and
//! whether its clause speaks of what has been (`tense`). Once it is read: what it shares with the figures before it
//! (`sharing`). When all are read: what each measures (`subject`, which asks the noun beside it before it asks the `clause`).

pub(super) mod approximator;
pub(super) mod change;
mod clause;
pub(super) mod sharing;
pub(super) mod subject;
pub(super) mod tense;
