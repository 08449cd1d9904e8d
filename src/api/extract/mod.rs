//! What a handler receives, parsed at the door: body, query and path, with a problem for every mistake.

mod article;
mod body;
mod fields;
mod json;
mod lexicon;
mod lines;
mod path;
mod query;
mod watch;
mod zstd;

pub(crate) use article::{ArticleBody, parse_article};
pub(crate) use body::{Arrived, Body, CODINGS, MediaType, announced_length, decoded, read_all};
pub(crate) use lexicon::parse_lexicon;
pub(crate) use lines::LineReader;
pub(crate) use path::{ArticlePath, ClaimPath, DeliveryPath, EntityPath, FigurePath, RevisionPath, WatchPath};
pub(crate) use query::{NoParams, Params, QueryReader, ReadQuery};
pub(crate) use watch::WatchBody;
