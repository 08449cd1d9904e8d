//! Articles out of pages of the web: their letters ([`charset`]), and what they say ([`page`]).

pub mod charset;
pub mod page;
