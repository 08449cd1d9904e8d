//! Pages for people: Swagger UI, and an explanation of every problem. All of them work offline.

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_swagger_ui::Config;

use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::respond;

/// Nothing from elsewhere, no inline script; Swagger UI needs inline styles and its icons as data.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Registers the pages.
pub(crate) fn pages(config: &mut ServiceConfig) {
    config.service(root).service(swagger_ui_folder).service(swagger_ui).service(problems).service(problem);
}

fn moved(to: &str) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, to)).finish()
}

fn page(request: &HttpRequest, media_type: &str, body: Vec<u8>) -> HttpResponse {
    let mut response = respond::tagged_bytes(request, media_type, body);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

#[get("/")]
async fn root() -> HttpResponse {
    HttpResponse::Found().insert_header((header::LOCATION, "/swagger-ui/")).finish()
}

#[get("/swagger-ui")]
async fn swagger_ui_folder() -> HttpResponse {
    moved("/swagger-ui/")
}

#[get("/swagger-ui/{file:.*}")]
async fn swagger_ui(request: HttpRequest, file: Path<String>) -> Result<HttpResponse, ApiError> {
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        Arc::new(Config::from("/openapi.json").try_it_out_enabled(false).display_request_duration(true))
    });
    match utoipa_swagger_ui::serve(&file, Arc::clone(config)) {
        Ok(Some(file)) => Ok(page(&request, &file.content_type, file.bytes.into_owned())),
        Ok(None) => {
            Err(ApiError::new(ProblemKind::UnknownRoute, format!("Swagger UI has no file {:?}", file.as_str())))
        }
        Err(error) => Err(ApiError::internal(error)),
    }
}

#[get("/problems")]
async fn problems(request: HttpRequest) -> HttpResponse {
    let rows = ProblemKind::ALL.iter().map(|kind| {
        format!(
            "<li><a href=\"{}\">{}</a> ({}): {}</li>\n",
            kind.uri(),
            kind.slug(),
            kind.status().as_u16(),
            kind.title()
        )
    });
    let body = format!("<h1>Problems</h1>\n<ul>\n{}</ul>\n", rows.collect::<String>());
    page(&request, "text/html; charset=utf-8", html("Problems", &body))
}

#[get("/problems/{name}")]
async fn problem(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let kind = ProblemKind::from_slug(&name).ok_or_else(|| {
        ApiError::new(ProblemKind::UnknownRoute, format!("no problem has the name {:?}", name.as_str()))
    })?;
    let body = format!(
        "<h1>{}</h1>\n<p>Status {}.</p>\n<p>{}</p>\n<p><a href=\"/problems\">All problems</a></p>\n",
        kind.title(),
        kind.status(),
        escaped(kind.meaning())
    );
    Ok(page(&request, "text/html; charset=utf-8", html(kind.title(), &body)))
}

fn html(title: &str, body: &str) -> Vec<u8> {
    format!("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n{body}</body></html>\n")
        .into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
