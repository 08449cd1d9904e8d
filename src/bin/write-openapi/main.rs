//! Writes `openapi/openapi.json` anew from the routes and from real answers of the service.

mod document;

use std::process::ExitCode;

fn main() -> ExitCode {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/openapi.json");
    let written = document::generate().and_then(|text| std::fs::write(path, text).map_err(|e| e.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{path} was not written: {error}");
            ExitCode::FAILURE
        }
    }
}
