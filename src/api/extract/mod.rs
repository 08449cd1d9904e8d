//! What a handler receives, parsed at the door: body, query and path, with a problem for every mistake.

mod about;
mod article;
mod body;
mod fields;
mod formats;
mod lexicon;
mod lines;
mod page;
mod path;
mod places;
mod query;
mod watch;
mod zstd;

pub(crate) use about::AboutParams;
pub(crate) use article::{ArticleBody, Takes, TextBody, parse_article, read_article};
pub(crate) use body::{Arrived, Body, CODINGS, MediaType, announced_length, decoded, read_all};
pub(crate) use lexicon::parse_lexicon;
pub(crate) use lines::LineReader;
pub(crate) use page::{article as sent_article, fetch_problem};
pub(crate) use path::{ArticlePath, ClaimPath, DeliveryPath, EntityPath, FigurePath, RevisionPath, WatchPath};
pub(crate) use query::{NoParams, Params, QueryReader, ReadQuery};
pub(crate) use watch::WatchBody;
