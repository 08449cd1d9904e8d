//! Places in a text: [`Span`] in bytes, and [`TextIndex`], which converts them at the edge.
//!
//! Inside the program every position is a byte offset into the text exactly as it was received.
//! Only the API speaks other units, and it converts here.

mod headed;
mod index;
mod span;

pub use headed::Headed;
pub use index::{Checkpoints, OffsetUnit, TextIndex};
pub use span::Span;
