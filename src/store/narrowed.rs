//! Which filters would narrow a question that looks at too much of the archive.

use super::{ArticleFilter, ClaimFilter, ConflictFilter, EntityFilter, FigureFilter, SentimentFilter};

/// Filters of a question as they are named, each with whether it is given; those that narrow the question are named.
pub trait Narrowed {
    /// The names of those that are not given.
    fn lacks(&self) -> Vec<&'static str>;
}

fn missing<const N: usize>(filters: [(&'static str, bool); N]) -> Vec<&'static str> {
    filters.into_iter().filter(|(_, given)| !given).map(|(name, _)| name).collect()
}

/// What to do about a question that looks at too much.
pub fn narrower(add: &[&str]) -> String {
    let time = "ask for a shorter time with `from` and `to`";
    match add.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
        names if names.is_empty() => time.to_owned(),
        names => format!("add {names}, or {time}"),
    }
}

impl Narrowed for ArticleFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([
            ("source", self.source.is_some()),
            ("entity", self.entity.is_some()),
            ("speaker", self.speaker.is_some()),
        ])
    }
}

impl Narrowed for EntityFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([("source", self.source.is_some())])
    }
}

impl Narrowed for ClaimFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([
            ("speaker", self.speaker.is_some()),
            ("about", self.about.is_some()),
            ("source", self.source.is_some()),
        ])
    }
}

impl Narrowed for FigureFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([
            ("entity", self.entity.is_some()),
            ("speaker", self.speaker.is_some()),
            ("unit", self.unit.is_some()),
            ("source", self.source.is_some()),
        ])
    }
}

impl Narrowed for ConflictFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([("entity", self.entity.is_some()), ("unit", self.unit.is_some())])
    }
}

impl Narrowed for SentimentFilter {
    fn lacks(&self) -> Vec<&'static str> {
        missing([("entity", self.entity.is_some()), ("source", self.source.is_some())])
    }
}
