//! The engine's suite: every stage's rules as tables, and its guarantees as properties.

mod calibration;
mod claim;
mod encoder;
mod entity;
mod figure;
mod golden;
mod layers;
mod lexicon;
mod limits;
mod morph;
mod profiles;
mod sentence;
mod sentiment;
mod speaker;
mod tagger;
mod timing;
mod title;
mod token;
mod user_names;
