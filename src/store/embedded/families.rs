//! The families of keys under the names that people know them by; see [`super`] for what their keys and values are.

use super::index::list_keys;
use super::keys;

/// What a family is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What can't be made again: what was sent, and what was set.
    Records,
    /// What was found in the texts.
    Analyses,
    /// What finds articles by what they are or say, in the database.
    Indexes,
    /// What lists and sums are answered by: the lists of the index, in files of their own.
    Lists,
    /// What became of it when, and how far somebody has come.
    Journal,
}

/// A family of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// How its keys begin.
    pub prefix: &'static [u8],
    /// What people call it.
    pub name: &'static str,
    /// What it is for.
    pub part: Part,
}

macro_rules! families {
    ($($part:ident of $keys:ident: $($prefix:ident = $name:literal),+;)+) => {
        /// All of them, part by part.
        pub const FAMILIES: &[Family] =
            &[$($(Family { prefix: $keys::$prefix, name: $name, part: Part::$part }),+),+];
    };
}

families! {
    Records of keys:
        ARTICLE = "articles",
        EARLIER = "earlier revisions",
        EARLIER_ARTICLE = "articles of earlier revisions",
        LEXICON = "lexicon",
        LEXICON_VERSION = "versions of the lexicon",
        WATCH = "watches";
    Analyses of keys:
        ANALYSIS = "analyses",
        EARLIER_ANALYSIS = "analyses of earlier revisions",
        TALLY = "sums of entities";
    Lists of list_keys:
        BY_DATE = "articles by date",
        BY_SOURCE = "articles by source",
        BY_LANGUAGE = "articles by language",
        READ_BY = "articles by analyzer",
        BY_ENTITY = "articles by entity",
        TOGETHER = "entities of articles",
        CLAIMS = "claims",
        CLAIMS_MADE = "claims by speaker",
        CLAIMS_ABOUT = "claims about entities",
        FIGURES = "figures",
        FIGURES_TOLD = "figures by speaker",
        FIGURES_ABOUT = "figures about entities",
        FIGURES_BY_KIND = "figures by kind",
        FIGURES_BY_UNIT = "figures by unit",
        FIGURES_BY_MEASURES = "figures by what they measure",
        FIGURES_BY_VALUE = "figures by value",
        RANGES = "figures with a range",
        BANDS = "articles by bands of their text",
        SUMS = "sums of lists",
        NAMES = "names by their parts";
    Indexes of keys:
        HASH = "articles by content",
        EXTERNAL = "articles by external id",
        ANALYZER = "analyzers",
        RANK = "entities by rank",
        NAMED = "entities by name",
        STATED = "statements in figures by what must agree",
        STATEMENTS = "statements in figures by article",
        PAIRS = "figures that exclude each other",
        COPY_OF = "first articles of copies",
        COPIED = "copies of articles";
    Journal of keys:
        LOG_FILE = "files of the records",
        SEGMENT = "files of the index",
        GONE = "articles gone from files of the index",
        INDEXED = "newest change in files of the index",
        CHANGE = "changes",
        CHANGE_OF = "changes by article",
        TEXT = "changes that brought texts",
        POSITION = "positions in the change feed",
        WATCH_POSITION = "positions of watches",
        DELIVERY = "messages of watches",
        PLAN = "plan of what is read again",
        FORMAT = "format",
        COUNT = "number of articles",
        NEWEST_CHANGE = "newest change";
}

/// The family of a key.
pub fn family_of(key: &[u8]) -> Option<usize> {
    FAMILIES.iter().position(|family| key.starts_with(family.prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_family_of_keys_begins_like_another_or_is_called_like_it() {
        for (at, one) in FAMILIES.iter().enumerate() {
            let alike = FAMILIES.iter().skip(at + 1).find(|other| {
                other.prefix.starts_with(one.prefix) || one.prefix.starts_with(other.prefix) || other.name == one.name
            });
            assert_eq!(alike, None, "{one:?}");
        }
        let sources = [include_str!("keys.rs"), include_str!("index/list_keys.rs")];
        let declared =
            sources.iter().flat_map(|source| source.lines()).filter(|line| line.contains(": &[u8] = b\"")).count();
        assert_eq!(FAMILIES.len(), declared, "all of them");
    }

    #[test]
    fn every_key_finds_its_family() {
        for (key, name) in [
            (&b"#count"[..], "number of articles"),
            (b"#changes", "newest change"),
            (b"A0123456789abcdef\0\0\0\0", "articles"),
            (b"Fk\x01", "figures by kind"),
            (b"c", "claims"),
            (b"a", "articles of earlier revisions"),
        ] {
            assert_eq!(family_of(key).map(|at| FAMILIES[at].name), Some(name));
        }
        for key in [&b"?"[..], b"", b"C", b"#"] {
            assert_eq!(family_of(key), None, "{key:?}");
        }
    }
}
