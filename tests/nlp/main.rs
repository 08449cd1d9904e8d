//! The engine's suite: every stage's rules as tables, and its guarantees as properties.

mod sentence;
mod tagger;
mod token;
