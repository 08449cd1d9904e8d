//! What a correction has changed: stretches of the text, and what was found in it.

mod findings;
mod text;

pub use findings::{Difference, Pair, claims, entities, figures};
pub use text::{TextChange, TextChanges};
