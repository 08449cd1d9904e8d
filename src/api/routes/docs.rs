//! Swagger UI, working offline.

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_swagger_ui::Config;

use crate::api::error::ApiError;
use crate::api::pages;
use crate::api::problem::ProblemKind;

/// Nothing from elsewhere, no inline script; Swagger UI needs inline styles and its icons as data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// What takes the place of Swagger UI's own start, so that first tries work; `initializer.js` says how.
const OWN: &[(&str, &str, &str)] = &[
    ("", "text/html", include_str!("../pages/swagger/index.html")),
    ("index.html", "text/html", include_str!("../pages/swagger/index.html")),
    ("own.css", "text/css", include_str!("../pages/swagger/own.css")),
    ("swagger-initializer.js", "text/javascript", include_str!("../pages/swagger/initializer.js")),
];

/// Registers Swagger UI.
pub(crate) fn swagger(config: &mut ServiceConfig) {
    config.service(swagger_ui_folder).service(swagger_ui);
}

#[get("/swagger-ui")]
async fn swagger_ui_folder() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/swagger-ui/")).finish()
}

#[get("/swagger-ui/{file:.*}")]
async fn swagger_ui(request: HttpRequest, file: Path<String>) -> Result<HttpResponse, ApiError> {
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    if let Some((_, media_type, body)) = OWN.iter().find(|(name, ..)| *name == file.as_str()) {
        return Ok(pages::answer(&request, POLICY, media_type, *body));
    }
    let config = CONFIG.get_or_init(|| Arc::new(Config::from("/openapi.json")));
    match utoipa_swagger_ui::serve(&file, Arc::clone(config)) {
        Ok(Some(file)) => Ok(pages::answer(&request, POLICY, &file.content_type, file.bytes.into_owned())),
        Ok(None) => {
            Err(ApiError::new(ProblemKind::UnknownRoute, format!("Swagger UI has no file {:?}", file.as_str())))
        }
        Err(error) => Err(ApiError::internal(error)),
    }
}
