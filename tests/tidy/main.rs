//! The house rules as tests: who imports whom, documented and short files, nothing left open.

mod imports;
mod metrics;
mod sources;
mod top_level;
