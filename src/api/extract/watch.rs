//! A watch out of a JSON body: every mistake is found, and each is pointed at.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::article::read_json;
use super::body::{MediaType, announced_length, decoded, read_all};
use super::fields::FieldReader;
use crate::api::dto::{Word, watch_words};
use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::api::state::AppState;
use crate::api::watching::Pairs;
use crate::article::pointer_part;
use crate::intake::json::Json;
use crate::store::WatchOf;

/// Longest name, in code points.
const LONGEST_NAME: usize = 200;

/// Longest value of a filter, in code points.
const LONGEST_VALUE: usize = 1_000;

const FIELDS: [&str; 4] = ["name", "of", "filter", "webhook"];

/// The body of a request as a watch; what the filters mean is not checked.
#[derive(Debug, PartialEq)]
pub(crate) struct WatchBody {
    pub name: Option<String>,
    pub of: WatchOf,
    pub filter: Pairs,
    pub url: Option<String>,
}

impl FromRequest for WatchBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = decoded(request, payload.take(), MediaType::Json);
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let announced = announced_length(request);
        Box::pin(async move {
            let (body, state) = (body?, state.ok_or_else(|| ApiError::internal("there is no state"))?);
            let arrived = read_all(body, announced, &state).await?;
            let (watch, _) = arrived.parsed(&state.memory().arriving, |bytes| parse(&bytes)).await?;
            Ok(watch)
        })
    }
}

fn parse(bytes: &[u8]) -> Result<WatchBody, ApiError> {
    let root = read_json(bytes)?;
    let mut reader = FieldReader::default();
    match reader.watch(root) {
        Some(watch) if reader.errors.is_empty() => Ok(watch),
        _ => Err(ApiError::input(reader.errors, ProblemKind::InvalidField)),
    }
}

impl FieldReader {
    fn watch(&mut self, root: Json) -> Option<WatchBody> {
        let (mut name, mut of, mut filter, mut url) = (None, None, Pairs::new(), None);
        let mut seen = Vec::new();
        for (field, value) in self.members(String::new(), "an object", root)? {
            let pointer = format!("/{}", pointer_part(&field));
            if seen.contains(&field) {
                self.given_twice(pointer);
                continue;
            }
            match field.as_str() {
                _ if value.is_null() && field != "of" && FIELDS.contains(&field.as_str()) => {}
                "name" => name = self.text(pointer, &value).and_then(|name| self.name_of_watch(name)),
                "of" => of = self.text("/of".into(), &value).and_then(|word| self.what(&word)),
                "filter" => filter = self.filter(value),
                "webhook" => url = self.webhook(value),
                _ => {
                    let detail = format!("is not a field of a watch; those are {}", FIELDS.join(", "));
                    self.wrong(pointer, ProblemKind::UnknownField, detail);
                }
            }
            seen.push(field);
        }
        if !seen.iter().any(|field| field == "of") {
            self.wrong("/of".into(), ProblemKind::MissingField, "is required".into());
        }
        Some(WatchBody { name, of: of?, filter, url })
    }

    fn members(&mut self, pointer: String, wanted: &str, value: Json) -> Option<Vec<(String, Json)>> {
        match value {
            Json::Object(members) => Some(members),
            other => {
                self.wrong_type(pointer, wanted, &other);
                None
            }
        }
    }

    fn name_of_watch(&mut self, name: String) -> Option<String> {
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            let detail = format!("must have a character that can be seen, and at most {LONGEST_NAME} code points");
            self.wrong("/name".into(), ProblemKind::InvalidField, detail);
            return None;
        }
        Some(name)
    }

    fn what(&mut self, word: &str) -> Option<WatchOf> {
        let of = WatchOf::from_word(word);
        if of.is_none() {
            self.wrong("/of".into(), ProblemKind::InvalidField, format!("is not one of {}", watch_words()));
        }
        of
    }

    fn filter(&mut self, value: Json) -> Pairs {
        let mut pairs = Pairs::new();
        for (name, value) in self.members("/filter".into(), "an object of strings", value).unwrap_or_default() {
            let pointer = format!("/filter/{}", pointer_part(&name));
            if pairs.iter().any(|(known, _)| *known == name) {
                self.given_twice(pointer);
                continue;
            }
            let Some(value) = self.text(pointer.clone(), &value) else { continue };
            if value.chars().count() > LONGEST_VALUE {
                let detail = format!("has more than {LONGEST_VALUE} code points");
                self.wrong(pointer, ProblemKind::InvalidField, detail);
            }
            pairs.push((name, value));
        }
        pairs
    }

    fn webhook(&mut self, value: Json) -> Option<String> {
        let mut url = None;
        for (field, value) in self.members("/webhook".into(), "an object", value)? {
            let pointer = format!("/webhook/{}", pointer_part(&field));
            match field.as_str() {
                "url" if url.is_some() => self.given_twice(pointer),
                "url" => url = Some(self.text(pointer, &value)),
                _ => self.wrong(pointer, ProblemKind::UnknownField, "is not a field of a webhook; that is url".into()),
            }
        }
        if url.is_none() {
            self.wrong("/webhook/url".into(), ProblemKind::MissingField, "is required".into());
        }
        url.flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_a_watch_is_pointed_at() {
        for (body, pointers, reason) in [
            ("[]", &[""][..], "no object"),
            ("{}", &["/of"], "nothing in it"),
            (r#"{"of": "entities"}"#, &["/of"], "no such list"),
            (r#"{"of": null}"#, &["/of"], "null"),
            (r#"{"of": "claims", "of": "claims"}"#, &["/of"], "twice"),
            (r#"{"of": "claims", "name": " "}"#, &["/name"], "a blank name"),
            (r#"{"of": "claims", "colour": 1, "filter": []}"#, &["/colour", "/filter"], "two mistakes"),
            (r#"{"of": "claims", "filter": {"min": 1}}"#, &["/filter/min"], "a number"),
            (r#"{"of": "claims", "filter": {"q": "a", "q": "b"}}"#, &["/filter/q"], "a filter twice"),
            (r#"{"of": "claims", "webhook": {}}"#, &["/webhook/url"], "no address"),
            (r#"{"of": "claims", "webhook": "x"}"#, &["/webhook"], "no object"),
            (r#"{"of": "claims", "webhook": {"url": "https://a.example", "a/b": 1}}"#, &["/webhook/a~1b"], "unknown"),
        ] {
            let Err(error) = parse(body.as_bytes()) else { panic!("{reason} was taken") };
            let found: Vec<_> = error.problem(None, None).errors.into_iter().map(|error| error.pointer).collect();
            assert_eq!(found, pointers, "{reason}");
        }
        let whole = r#"{"of": "claims", "name": "n", "filter": {"q": "a"}, "webhook": {"url": "https://a.example"}}"#;
        let expected = WatchBody {
            name: Some("n".into()),
            of: WatchOf::Claims,
            filter: vec![("q".into(), "a".into())],
            url: Some("https://a.example".into()),
        };
        assert_eq!(parse(whole.as_bytes()).ok(), Some(expected));
    }
}
