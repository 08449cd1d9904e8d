//! pressespiegel reads German news text: it finds the people, organisations and products named, who said what
//! about whom and how surely, every figure as exact data, and the sentiment with its evidence.
//!
//! The modules below stand in reading order: a text becomes tokens, sentences, words with their morphology, names,
//! figures and quotations, claims and sentiment ([`nlp`]); an article with its analysis ([`article`]) is stored
//! ([`store`]) by the one use case ([`ingest`]) and served over HTTP ([`api`]). [`app`] puts the parts together.
//! Arrows only point down this list's dependencies; `tests/tidy` holds them to it.

pub mod heap;

pub mod text;

pub mod nlp;

pub mod article;

pub mod store;

pub mod clock;

pub mod budget;

pub mod keys;

pub mod outbound;

pub mod fetch;

pub mod intake;

pub mod notify;

pub mod ingest;

pub mod api;

pub mod config;

pub mod telemetry;

pub mod app;

pub mod cli;
