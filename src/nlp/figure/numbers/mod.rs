//! Numbers, and what says nothing but a number.
//!
//! A number is read from its parts upwards: a numeral in `digits` or one written word (`numword`, of the parts in `numerals`), with its scale and
//! fraction (`number`), alone or as one end of a `range`. What stands in the place of a number: ordinals and ranks
//! (`ordinal`, `roman`), shares (`portion`), and words that hold the number with what it says (`oneword`, "dreifach";
//! `compound`, "Zwei-Drittel-Mehrheit").

pub(super) mod compound;
pub(super) mod digits;
pub(super) mod number;
pub(super) mod numerals;
pub(super) mod numword;
pub(super) mod oneword;
pub(super) mod ordinal;
pub(super) mod portion;
pub(super) mod range;
pub(super) mod roman;
