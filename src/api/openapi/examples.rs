//! Completes the document with real requests and answers.

/// The document with its examples, as committed.
///
/// # Errors
/// When the service can't be run.
pub fn generate() -> Result<String, String> {
    super::openapi().to_pretty_json().map_err(|error| error.to_string())
}
