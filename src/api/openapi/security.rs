//! Keys in the OpenAPI document: how they are sent, and which operations need one.

use utoipa::IntoResponses;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi};

use super::problems::{DoorProblems, WritingDoorProblems};
use crate::api::auth::{KEY_HEADER, changes, scope_of};

const BEARER: &str = "bearer";
const HEADER: &str = "api_key";

/// Adds the schemes, and to each operation that needs a key its scope and what is answered without.
pub(super) fn describe(document: &mut OpenApi) {
    let told =
        "Needed only where the service runs with keys. Scopes: `read`, `ingest`, `admin` (which includes the others).";
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(told)).build();
    let header = ApiKeyValue::with_description(KEY_HEADER, told);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    components.add_security_scheme(HEADER, SecurityScheme::ApiKey(ApiKey::Header(header)));
    for (path, item) in &mut document.paths.paths {
        let operations =
            [("GET", &mut item.get), ("POST", &mut item.post), ("PUT", &mut item.put), ("DELETE", &mut item.delete)];
        for (method, operation) in operations {
            if let (Some(scope), Some(operation)) = (scope_of(method, path), operation) {
                let door =
                    if changes(method, path) { WritingDoorProblems::responses() } else { DoorProblems::responses() };
                operation.responses.responses.extend(door);
                require(operation, scope.word());
            }
        }
    }
}

fn require(operation: &mut Operation, scope: &str) {
    let either = [BEARER, HEADER].map(|scheme| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, []));
    operation.security = Some(either.into());
    let description = operation.description.get_or_insert_default();
    let gap = if description.is_empty() { "" } else { "\n\n" };
    *description = format!("{description}{gap}Scope of the key: `{scope}`.");
}
