//! What a handler receives, parsed at the door: body, query and path, with a problem for every mistake.

mod article;
mod body;
mod lines;
mod path;
mod query;

pub(crate) use article::{ArticleBody, parse_article};
pub(crate) use body::{Body, MediaType, decoded};
pub(crate) use lines::LineReader;
pub(crate) use path::{ArticlePath, ClaimPath, EntityPath, FigurePath};
pub(crate) use query::{NoParams, Params, QueryReader, ReadQuery};
