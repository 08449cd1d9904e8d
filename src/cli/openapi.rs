//! `pressespiegel openapi`: the document that `/openapi.json` serves.

/// Prints the document.
pub(super) fn run() -> anyhow::Result<()> {
    super::output::print(crate::api::openapi_json())
}
