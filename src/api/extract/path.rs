//! Ids in the path. One that can't be an id names nothing: not found.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::api::error::ApiError;
use crate::api::problem::ProblemKind;
use crate::article::ArticleId;
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};
use crate::store::WatchId;

/// The article `{id}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArticlePath(pub ArticleId);

/// The entity `{id}`.
#[derive(Debug, Clone)]
pub(crate) struct EntityPath(pub EntityId);

/// The claim `{id}`: `<article>:c3`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClaimPath(pub ArticleId, pub ClaimId);

/// The figure `{id}`: `<article>:f3`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FigurePath(pub ArticleId, pub FigureId);

/// The revision `{n}` of the article `{id}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RevisionPath(pub ArticleId, pub u32);

/// The watch `{id}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WatchPath(pub WatchId);

/// The message `{n}` of the watch `{id}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryPath(pub WatchId, pub u64);

impl WatchPath {
    pub(crate) fn not_found(id: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::WatchNotFound, format!("no watch has the id {id}"))
    }
}

impl DeliveryPath {
    pub(crate) fn not_found(what: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::DeliveryNotFound, format!("nothing was sent of {what}, or it is forgotten by now"))
    }
}

impl ArticlePath {
    pub(crate) fn not_found(id: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::ArticleNotFound, format!("no article has the id {id}"))
    }
}

impl EntityPath {
    pub(crate) fn not_found(id: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::EntityNotFound, format!("no entity has the id {id}"))
    }
}

impl ClaimPath {
    pub(crate) fn not_found(id: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::ClaimNotFound, format!("no claim has the id {id}"))
    }
}

impl FigurePath {
    pub(crate) fn not_found(id: impl std::fmt::Display) -> ApiError {
        ApiError::new(ProblemKind::FigureNotFound, format!("no figure has the id {id}"))
    }
}

macro_rules! from_path {
    ($name:ty, $id:ident => $parsed:expr) => {
        impl FromRequest for $name {
            type Error = ApiError;
            type Future = Ready<Result<Self, ApiError>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let $id = raw_id(request);
                ready($parsed.ok_or_else(|| <$name>::not_found(format_args!("{:?}", $id))))
            }
        }
    };
}

from_path!(ArticlePath, id => article(&id).map(Self));
from_path!(EntityPath, id => id.contains(':').then(|| Self(EntityId(id.clone()))));
from_path!(ClaimPath, id => id.split_once(':').and_then(|(a, c)| Some(Self(article(a)?, c.parse().ok()?))));
from_path!(FigurePath, id => id.split_once(':').and_then(|(a, f)| Some(Self(article(a)?, f.parse().ok()?))));

from_path!(WatchPath, id => id.parse().ok().filter(|w: &WatchId| w.to_string().eq_ignore_ascii_case(&id)).map(Self));

impl FromRequest for DeliveryPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let number = request.match_info().query("n").to_owned();
        let id = WatchPath::from_request(request, payload).into_inner();
        let parsed = id.and_then(|WatchPath(id)| {
            let number = number.parse().map_err(|_| Self::not_found(format_args!("{number:?}")))?;
            Ok(Self(id, number))
        });
        ready(parsed)
    }
}

impl FromRequest for RevisionPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let number = request.match_info().query("n").to_owned();
        let ArticlePath(id) = match ArticlePath::from_request(request, payload).into_inner() {
            Ok(id) => id,
            Err(error) => return ready(Err(error)),
        };
        let detail = format!("{number:?} is not the number of a revision");
        let parsed = number.parse().map(|number| Self(id, number));
        ready(parsed.map_err(|_| ApiError::new(ProblemKind::RevisionNotFound, detail)))
    }
}

/// Of the forms of a UUID only the one with hyphens is an id; its letters may be capitals.
fn article(id: &str) -> Option<ArticleId> {
    id.parse().ok().filter(|parsed: &ArticleId| parsed.to_string().eq_ignore_ascii_case(id))
}

fn raw_id(request: &HttpRequest) -> String {
    let raw = request.match_info().query("id");
    super::query::percent_decoded(raw, false).unwrap_or_else(|| raw.to_owned())
}
