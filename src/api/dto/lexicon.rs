//! The user's lexicon as clients see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::analysis::AnalyzerDto;
use super::vocabulary::EntityTypeWord;
use crate::ingest::InForce;
use crate::nlp::lexicon::user::UserName;
use crate::store::LexiconVersion;

/// Somebody or something that the user knows by name; a line of the lexicon. No two entries may share an id or a name;
/// names that differ only in case, hyphens, spaces or umlauts are the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LexiconEntry)]
pub(crate) struct LexiconEntryDto<'a> {
    /// Its id in all articles: its type, a colon, and a slug of small letters, digits and single hyphens. May be left
    /// out when it is sent; it is made of type and name then, as for all entities. That of an embedded name replaces that
    /// name, and takes over its spellings.
    #[schema(max_length = 200, example = "organization:nordwind")]
    pub id: &'a str,
    /// The name it is shown by, which is searched for as well.
    #[schema(min_length = 1, max_length = 200, example = "Nordwind AG")]
    pub name: &'a str,
    /// Its type.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: EntityTypeWord,
    /// A finer type: a word of small letters, digits and `_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40, pattern = "^[a-z][a-z0-9_]*$", example = "company")]
    pub subtype: Option<&'a str>,
    /// Other spellings to search for.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    #[schema(required = false, max_items = 100, example = json!(["Nordwind"]))]
    pub aliases: &'a [String],
    /// Its Wikidata id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^Q[1-9][0-9]{0,11}$", example = "Q4115189")]
    pub wikidata: Option<&'a str>,
}

impl<'a> From<&'a UserName> for LexiconEntryDto<'a> {
    fn from(name: &'a UserName) -> Self {
        Self {
            id: &name.id.0,
            name: &name.name,
            kind: EntityTypeWord(name.kind),
            subtype: name.subtype.as_deref(),
            aliases: &name.aliases,
            wikidata: name.wikidata.as_deref(),
        }
    }
}

/// A version of the user's lexicon, and the analyzer that came of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LexiconVersion)]
pub(crate) struct LexiconVersionDto {
    /// Grows by one with every change; 0 before the first.
    #[schema(example = 1)]
    pub version: u64,
    /// How many entries it has.
    pub entries: u64,
    /// Since when it is in force (RFC 3339); absent before the first change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "date-time")]
    pub changed_at: Option<String>,
    /// The analyzer: its fingerprint is that of the program's data and of these entries, whatever their version.
    pub analyzer: AnalyzerDto,
}

impl From<&InForce> for LexiconVersionDto {
    fn from(now: &InForce) -> Self {
        Self {
            version: now.version,
            entries: now.names.len() as u64,
            changed_at: now.changed_at.map(|at| at.to_string()),
            analyzer: now.analyzer().into(),
        }
    }
}

impl From<&LexiconVersion> for LexiconVersionDto {
    fn from(version: &LexiconVersion) -> Self {
        Self {
            version: version.number,
            entries: version.names,
            changed_at: Some(version.changed_at.to_string()),
            analyzer: (&version.analyzer).into(),
        }
    }
}
