//! The engine's suite: every stage's rules as tables, and its guarantees as properties.

mod entity;
mod figure;
mod morph;
mod sentence;
mod sentiment;
mod tagger;
mod token;
