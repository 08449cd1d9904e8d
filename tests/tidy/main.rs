//! The house rules as tests: who imports whom, documented and short files, nothing left open.

mod imports;
mod lexer;
mod metrics;
mod paths;
mod quality;
mod sources;
mod top_level;
mod words;
