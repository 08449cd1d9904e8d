//! `pressespiegel openapi`: the document that `/openapi.json` serves.

use std::io::Write;

/// Prints the document.
pub(super) fn run() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(crate::api::openapi_json().as_bytes())?;
    Ok(out.flush()?)
}
