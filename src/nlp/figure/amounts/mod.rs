//! What a number counts or measures.
//!
//! `quantity` reads a number or range and asks what follows it, in this order: a suffix ("-fach": `role`), a unit (`measure`), a
//! currency (`money`), a counted noun (`count`). `pair` then ties the ends of a change and the members of a comparison to
//! each other ("von 3 auf 5 Prozent").

pub(super) mod count;
pub(super) mod measure;
pub(super) mod money;
pub(super) mod pair;
pub(super) mod quantity;
pub(super) mod role;
