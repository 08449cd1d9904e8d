//! An explanation of every problem: for people as pages, for the reader as one catalogue.

use std::collections::BTreeMap;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::json;

use super::{HTML, POLICY, answer};
use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::respond::{self, JSON};

#[get("/problems")]
pub(super) async fn list(request: HttpRequest) -> HttpResponse {
    let rows = ProblemKind::ALL.iter().map(|kind| {
        let (uri, slug, status, title) = (kind.uri(), kind.slug(), kind.status().as_u16(), kind.title());
        format!("<li><a href=\"{uri}\">{slug}</a> <span class=\"muted\">{status} · {title}</span></li>\n")
    });
    let body = format!("<h1>Problems</h1>\n<ul class=\"list\">\n{}</ul>\n", rows.collect::<String>());
    answer(&request, POLICY, HTML, html("Problems", &body))
}

#[get("/problems/{name}")]
pub(super) async fn one(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let kind = ProblemKind::from_slug(&name).ok_or_else(|| {
        ApiError::new(ProblemKind::UnknownRoute, format!("no problem has the name {:?}", name.as_str()))
    })?;
    let (title, status, meaning) = (kind.title(), kind.status(), with_code(kind.meaning()));
    let body = format!(
        "<h1>{title}</h1>\n<p class=\"muted\">Status {status}.</p>\n<p>{meaning}</p>\n\
         <p><a href=\"/problems\">All problems</a></p>\n"
    );
    Ok(answer(&request, POLICY, HTML, html(title, &body)))
}

/// What each problem means, by the last part of its type.
#[get("/pages/problems.json")]
pub(super) async fn catalogue(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let all = ProblemKind::ALL.iter();
    let all: BTreeMap<_, _> =
        all.map(|kind| (kind.slug(), json!({"title": kind.title(), "meaning": kind.meaning()}))).collect();
    let body = serde_json::to_vec(&all).map_err(ApiError::internal)?;
    Ok(respond::tagged_bytes(&request, JSON, body))
}

fn html(title: &str, body: &str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} – pressespiegel</title>\n\
         <link rel=\"icon\" href=\"/pages/icon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/pages/style.css\"><script src=\"/pages/theme.js\"></script></head>\n\
         <body><header class=\"top\"><a class=\"brand\" href=\"/\"><img src=\"/pages/icon.svg\" alt=\"\" width=\"24\" \
         height=\"24\">pressespiegel</a></header>\n<main>\n{body}</main></body></html>\n"
    )
    .into_bytes()
}

/// A text in which names of the API stand between backticks.
fn with_code(text: &str) -> String {
    let parts = html_escape::encode_text(text);
    let parts = parts.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}
