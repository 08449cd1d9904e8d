//! The closed vocabulary of subtypes: what a name can be within its type, and what rules read of that.
//!
//! Every embedded table that names a subtype asks [`check`] when it is read, so that a typo in one is refused with its
//! line. Users may give their own names other subtypes; those have no traits.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::BuildFold;
use super::named::named;
use crate::nlp::analysis::EntityType;
use crate::nlp::error::DataError;

const FILE: &str = "lexicon/data/subtypes.tsv";
const DATA: &str = include_str!("data/subtypes.tsv");

// The subtypes that rules name.
pub(crate) const AGENCY: &str = "agency";
pub(crate) const ARTIST: &str = "artist";
pub(crate) const ASSOCIATION: &str = "association";
pub(crate) const ATHLETE: &str = "athlete";
pub(crate) const CLERIC: &str = "cleric";
pub(crate) const CLUB: &str = "club";
pub(crate) const EXECUTIVE: &str = "executive";
pub(crate) const GOVERNMENT: &str = "government";
pub(crate) const INSTITUTE: &str = "institute";
pub(crate) const JOURNALIST: &str = "journalist";
pub(crate) const MEDIA: &str = "media";
pub(crate) const NGO: &str = "ngo";
pub(crate) const POLITICIAN: &str = "politician";
pub(crate) const SCIENTIST: &str = "scientist";
pub(crate) const UNIVERSITY: &str = "university";

named! {
    /// What rules read of a subtype.
    pub enum Trait {
        /// Often named after the place it stands in or works for.
        AfterPlace = "after-place",
        /// A place that is worth an entity of its own inside a longer name.
        InsideNames = "inside-names",
        /// Who heads one is a politician.
        LedByPolitician = "led-by-politician",
        /// Who heads one is none.
        LedByExecutive = "led-by-executive",
    }
}

/// One row: the types that have the subtype, and its traits as bits.
#[derive(Debug, Default)]
struct Subtype {
    kinds: Vec<EntityType>,
    traits: u8,
}

#[derive(Debug, Default)]
struct Subtypes(HashMap<&'static str, Subtype, BuildFold>);

static SUBTYPES: LazyLock<Result<Subtypes, DataError>> = LazyLock::new(|| Subtypes::parse(FILE, DATA));

/// Whether `subtype` is embedded with this trait. A look-up hashes it.
#[must_use]
pub fn has(subtype: &str, wanted: Trait) -> bool {
    let row = SUBTYPES.as_ref().ok().and_then(|subtypes| subtypes.0.get(subtype));
    row.is_some_and(|row| row.traits >> wanted as u8 & 1 == 1)
}

/// Refuses, in line `line` of `file`, a subtype that entities of that type do not have.
pub(super) fn check(kind: EntityType, subtype: &str, file: &str, line: usize) -> Result<(), DataError> {
    let subtypes = SUBTYPES.as_ref().map_err(Clone::clone)?;
    if subtypes.0.get(subtype).is_some_and(|row| row.kinds.contains(&kind)) {
        return Ok(());
    }
    let problem = format!("{subtype:?} is no subtype of {kind}; if it is to be one, add it to {FILE}");
    Err(DataError::at_line(file, line, problem))
}

impl Subtypes {
    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut subtypes = Self::default();
        let mut last = "";
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let mut columns = line.split('\t');
            let (Some(subtype), Some(kinds), Some(traits), None) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            else {
                return Err(damaged("wanted subtype, tab, types, tab, traits or \"-\"".into()));
            };
            if subtype.is_empty() || last >= subtype {
                return Err(damaged(format!("{subtype:?} must come after {last:?}: rows are sorted, each once")));
            }
            last = subtype;
            let mut row = Subtype::default();
            for kind in kinds.split(',') {
                let kind = EntityType::from_name(kind).ok_or_else(|| damaged(format!("{kind:?} is no entity type")))?;
                row.kinds.push(kind);
            }
            for name in traits.split(',').filter(|name| *name != "-") {
                let known = Trait::from_name(name).ok_or_else(|| damaged(format!("{name:?} is no trait")))?;
                row.traits |= 1 << known as u8;
            }
            subtypes.0.insert(subtype, row);
        }
        Ok(subtypes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subtype_belongs_to_its_types_only() {
        check(EntityType::Organization, "party", "x.tsv", 1).expect("a party is an organisation");
        for (kind, subtype, reason) in [
            (EntityType::Organization, "partie", "a typo"),
            (EntityType::Location, "party", "of another type"),
            (EntityType::Organization, "", "nothing"),
        ] {
            let error = check(kind, subtype, "x.tsv", 7).expect_err(reason).to_string();
            assert!(error.starts_with("data file x.tsv, line 7: ") && error.contains(FILE), "{reason}: {error}");
        }
    }

    #[test]
    fn each_subtype_that_a_rule_names_is_embedded() {
        let named = [
            AGENCY,
            ARTIST,
            ASSOCIATION,
            ATHLETE,
            CLERIC,
            CLUB,
            EXECUTIVE,
            GOVERNMENT,
            INSTITUTE,
            JOURNALIST,
            MEDIA,
            NGO,
            POLITICIAN,
            SCIENTIST,
            UNIVERSITY,
        ];
        let subtypes = SUBTYPES.as_ref().expect("subtypes.tsv is whole");
        for subtype in named {
            assert!(subtypes.0.contains_key(subtype), "{subtype}");
        }
    }

    #[test]
    fn a_subtype_has_the_traits_of_its_row() {
        assert!(has("court", Trait::AfterPlace) && has("city", Trait::InsideNames));
        assert!(has("party", Trait::LedByPolitician) && has("club", Trait::LedByExecutive));
        assert!(!has("club", Trait::AfterPlace) && !has("own_of_a_user", Trait::AfterPlace));
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\nparty\torganization", "wanted subtype"),
            ("party\torganization\t-\t-", "wanted subtype"),
            ("party\torganisation\t-", "is no entity type"),
            ("party\torganization\tled", "is no trait"),
            ("party\torganization\t-\nclub\torganization\t-", "must come after"),
            ("party\torganization\t-\nparty\torganization\t-", "must come after"),
        ] {
            let error = Subtypes::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
