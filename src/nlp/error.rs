//! [`DataError`]: what every stage says when a data file it is built from is damaged.

/// A data file is damaged, an embedded one or a given one; with `file` and `place` it says where to mend it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("data file {file}, {place}: {problem}")]
pub struct DataError {
    /// The file.
    pub file: String,
    /// Line or byte.
    pub place: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl DataError {
    /// `file` is damaged at `byte`.
    #[must_use]
    pub fn at_byte(file: &str, byte: usize, problem: &str) -> Self {
        Self { file: file.into(), place: format!("byte {byte}"), problem: problem.into() }
    }

    /// `file` is damaged in `line`, which is counted from 1.
    #[must_use]
    pub fn at_line(file: &str, line: usize, problem: impl Into<String>) -> Self {
        Self { file: file.into(), place: format!("line {line}"), problem: problem.into() }
    }
}
