//! Which of the offered representations a client accepts (RFC 9110 §12.5.1).

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header;

use super::error::ApiError;
use super::forms;
use super::problem::ProblemKind;
use super::respond::{EVENT_STREAM, JSON, NDJSON};

/// What the route of that pattern answers; empty when it takes part in no negotiation here.
fn offers(pattern: &str) -> &'static [&'static str] {
    match pattern {
        // They choose between their forms themselves.
        "/v1/export" | LEXICON => &[],
        "/v1/articles/batch" => &[NDJSON],
        "/livez" | "/readyz" | "/openapi.json" => &[JSON],
        "/v1/events" => &[EVENT_STREAM],
        other if other.starts_with("/v1/") => &[JSON],
        _ => &[],
    }
}

/// Reading it is negotiated by its route; changing it answers JSON.
const LEXICON: &str = "/v1/lexicon";

/// Whether the route of that pattern has several forms to choose from.
pub(crate) fn chooses(pattern: &str) -> bool {
    matches!(pattern, "/v1/export" | LEXICON) || forms::has_several(pattern)
}

/// Refuses a request that accepts nothing of what its route answers, before the route does anything.
pub(crate) fn check(request: &HttpRequest, pattern: &str) -> Result<(), ApiError> {
    if request.method() == Method::GET && forms::has_several(pattern) {
        // `format` goes before `Accept`, so the route chooses itself.
        return Ok(());
    }
    let offers = if pattern == LEXICON && request.method() == Method::PUT { &[JSON] } else { offers(pattern) };
    if offers.is_empty() || request.method() == Method::DELETE {
        return Ok(());
    }
    best(request, offers).map(|_| ())
}

/// The offer that the client likes best; the first of equals.
pub(crate) fn best(request: &HttpRequest, offers: &[&'static str]) -> Result<&'static str, ApiError> {
    let accept: Vec<&str> = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(",");
    let mut best: Option<(&'static str, u16)> = None;
    for &offer in offers {
        let quality = quality(&accept, offer);
        if quality > best.map_or(0, |(_, known)| known) {
            best = Some((offer, quality));
        }
    }
    best.map(|(offer, _)| offer).ok_or_else(|| {
        let detail = format!("this operation answers {}", offers.join(" or "));
        ApiError::new(ProblemKind::NotAcceptable, detail)
    })
}

/// How much a client likes a media type, in thousandths: the most specific range decides. No header likes all.
fn quality(accept: &str, offer: &str) -> u16 {
    if accept.trim().is_empty() {
        return 1000;
    }
    let family = offer.split('/').next().unwrap_or_default();
    let mut found: Option<(u8, u16)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let name = parts.next().unwrap_or_default();
        let specificity = match name.split_once('/') {
            Some(_) if name == offer => 3,
            Some((kind, "*")) if kind == family => 2,
            Some(("*", "*")) => 1,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=").map(thousandths)).unwrap_or(1000);
        if found.is_none_or(|(known, _)| specificity > known) {
            found = Some((specificity, weight));
        }
    }
    found.map_or(0, |(_, weight)| weight)
}

/// A weight such as `0.5`; what is none counts as 1.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = part.bytes().chain(std::iter::repeat(b'0')).take(3);
    match whole {
        "0" => digits.fold(0, |sum, digit| sum * 10 + u16::from(digit.wrapping_sub(b'0').min(9))),
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        for (accept, offer, expected) in [
            ("", "application/json", 1000),
            ("*/*", "application/json", 1000),
            ("application/*;q=0.5", "application/json", 500),
            ("application/json;q=0, */*", "application/json", 0),
            ("text/html, application/xhtml+xml", "application/json", 0),
            ("text/html, */*;q=0.8", "application/json", 800),
            ("Application/JSON; charset=utf-8; q=0.25", "application/json", 250),
            ("text/csv", "text/csv", 1000),
            ("nonsense", "text/csv", 0),
        ] {
            assert_eq!(quality(accept, offer), expected, "{accept:?} for {offer}");
        }
    }
}
