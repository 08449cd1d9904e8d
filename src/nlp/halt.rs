//! [`Halt`]: whether an analysis must be given up; asked between the stages and inside their loops over sentences.
//!
//! The engine has no clock: the caller says what the reason is. An analysis that was told to stop once is lost as a
//! whole, so that no partial one is ever seen.

use std::cell::Cell;
use std::fmt;

/// Tells the stages whether to go on. A loop that is told to stop ends at once, with whatever it has so far.
pub struct Halt<'a> {
    go_on: &'a dyn Fn() -> bool,
    called: Cell<bool>,
}

impl<'a> Halt<'a> {
    /// Goes on as long as `go_on` says so; it is asked once a sentence or so, and never again once it has said no.
    #[must_use]
    pub fn unless(go_on: &'a dyn Fn() -> bool) -> Self {
        Self { go_on, called: Cell::new(false) }
    }

    /// Never stops.
    #[must_use]
    pub fn never() -> Halt<'static> {
        Halt::unless(&|| true)
    }

    /// Whether the analysis is to be given up.
    #[must_use]
    pub fn is_called(&self) -> bool {
        if !self.called.get() {
            self.called.set(!(self.go_on)());
        }
        self.called.get()
    }
}

impl fmt::Debug for Halt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Halt").field("called", &self.called).finish_non_exhaustive()
    }
}
