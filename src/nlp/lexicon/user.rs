//! [`UserLexicon`]: the names that the user adds at run time, each checked, and all of them against each other.
//!
//! The order in which they are given makes no difference: they are kept sorted by id, and what two names would both
//! claim is refused. So equal contents read equally.

use std::collections::HashMap;

use super::fold::{self, BuildFold};
use super::names::{MOST_PIECES, id_of};
use crate::nlp::analysis::{EntityId, EntityType};

/// Most names of one lexicon.
pub const MAX_USER_NAMES: usize = 100_000;

/// The longest name, alias or id, in Unicode code points.
pub const MAX_NAME_CODE_POINTS: usize = 200;

/// Most aliases of one name.
pub const MAX_ALIASES: usize = 100;

const MAX_SUBTYPE: usize = 40;

/// A name as given, of the right types but not yet checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct SubmittedName {
    pub id: Option<String>,
    pub name: String,
    pub kind: String,
    pub subtype: Option<String>,
    pub aliases: Vec<String>,
    pub wikidata: Option<String>,
}

/// What can't be accepted, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError {
    /// JSON pointer to the field: `/name`, `/aliases/0`.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Somebody or something that the user knows by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName {
    /// Its id across the archive; begins with its type.
    pub id: EntityId,
    /// The name it is shown by.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// More exactly.
    pub subtype: Option<String>,
    /// Its Wikidata id.
    pub wikidata: Option<String>,
    /// Its other spellings.
    pub aliases: Vec<String>,
}

impl UserName {
    /// Checks every field and reports all mistakes at once; a missing id is made of type and name, as for all entities.
    ///
    /// # Errors
    /// One [`NameError`] a mistake.
    pub fn parse(sent: SubmittedName) -> Result<Self, Vec<NameError>> {
        let mut errors = Vec::new();
        let mut wrong = |pointer: &str, problem: String| {
            errors.push(NameError { pointer: pointer.to_owned(), problem });
        };
        if let Some(problem) = name_problem(&sent.name) {
            wrong("/name", problem);
        }
        let kind = EntityType::from_name(&sent.kind);
        if kind.is_none() {
            let types: Vec<_> = EntityType::ALL.iter().map(|kind| kind.as_str()).collect();
            wrong("/type", format!("{:?} is not one of {}", short(&sent.kind), types.join(", ")));
        }
        if sent.aliases.len() > MAX_ALIASES {
            wrong("/aliases", format!("has {} entries; at most {MAX_ALIASES} are accepted", sent.aliases.len()));
        }
        for (i, alias) in sent.aliases.iter().enumerate().take(MAX_ALIASES) {
            if let Some(problem) = name_problem(alias) {
                wrong(&format!("/aliases/{i}"), problem);
            }
        }
        if let Some(subtype) = sent.subtype.as_deref().filter(|subtype| !is_subtype(subtype)) {
            let wanted = format!("a word of at most {MAX_SUBTYPE} small letters, digits and _ such as \"ai_model\"");
            wrong("/subtype", format!("{:?} is not {wanted}", short(subtype)));
        }
        if let Some(wikidata) = sent.wikidata.as_deref().filter(|id| !is_wikidata_id(id)) {
            wrong("/wikidata", format!("{:?} is not a Wikidata id such as \"Q567\"", short(wikidata)));
        }
        if let Some(problem) = sent.id.as_deref().zip(kind).and_then(|(id, kind)| id_problem(id, kind)) {
            wrong("/id", problem);
        }
        match kind {
            Some(kind) if errors.is_empty() => Ok(Self {
                id: sent.id.map_or_else(|| id_of(kind, &sent.name), EntityId),
                name: sent.name,
                kind,
                subtype: sent.subtype,
                wikidata: sent.wikidata,
                aliases: sent.aliases,
            }),
            _ => Err(errors),
        }
    }

    /// All its spellings with their places, the name first.
    fn spellings(&self) -> impl Iterator<Item = (String, &str)> {
        let aliases = self.aliases.iter().enumerate().map(|(i, alias)| (format!("/aliases/{i}"), alias.as_str()));
        std::iter::once(("/name".to_owned(), self.name.as_str())).chain(aliases)
    }

    fn absorb(&self, bytes: &mut Vec<u8>) {
        let mut field = |text: &str| {
            bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        };
        // No value that a field can have is empty, so an absent one differs from all of them.
        field(&self.id.0);
        field(&self.name);
        field(self.kind.as_str());
        field(self.subtype.as_deref().unwrap_or_default());
        field(self.wikidata.as_deref().unwrap_or_default());
        self.aliases.iter().for_each(|alias| field(alias));
        field("");
    }
}

/// Two names claim the same id or spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The name that came first, as an index of what was given.
    pub first: usize,
    /// The one that came later.
    pub second: usize,
    /// JSON pointer to what the later one claims.
    pub pointer: String,
    /// What both claim.
    pub claimed: String,
}

/// The names that the user has added, sorted by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserLexicon {
    names: Vec<UserName>,
}

impl UserLexicon {
    /// Puts names together, unless two of them claim the same id or spelling. Spellings that differ only in case,
    /// hyphens, spaces or umlauts are the same.
    ///
    /// # Errors
    /// One [`Clash`] for every later name that claims what an earlier one has, in the order given.
    pub fn new(names: Vec<UserName>) -> Result<Self, Vec<Clash>> {
        let mut clashes = Vec::new();
        let mut ids: HashMap<&str, usize, BuildFold> = HashMap::default();
        let mut spellings: HashMap<u64, usize, BuildFold> = HashMap::default();
        for (second, name) in names.iter().enumerate() {
            let mut clash = |first: usize, pointer: String, claimed: &str| {
                clashes.push(Clash { first, second, pointer, claimed: claimed.to_owned() });
            };
            match *ids.entry(&name.id.0).or_insert(second) {
                first if first == second => {}
                first => {
                    clash(first, "/id".into(), &name.id.0);
                    continue;
                }
            }
            for (pointer, spelling) in name.spellings() {
                let first = *spellings.entry(fold::key(spelling)).or_insert(second);
                if first != second {
                    clash(first, pointer, spelling);
                }
            }
        }
        if clashes.is_empty() { Ok(Self::from_archive(names)) } else { Err(clashes) }
    }

    /// Names that were checked when they came in: a lexicon that was once accepted stays readable, also when the
    /// checks have become stricter since.
    #[must_use]
    pub fn from_archive(mut names: Vec<UserName>) -> Self {
        names.sort_by(|a, b| a.id.cmp(&b.id));
        Self { names }
    }

    /// The names, sorted by id.
    #[must_use]
    pub fn names(&self) -> &[UserName] {
        &self.names
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The contents as bytes, different for different contents.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.names.iter().for_each(|name| name.absorb(&mut bytes));
        bytes
    }
}

fn name_problem(name: &str) -> Option<String> {
    if name.trim().is_empty() {
        Some("must not be empty".into())
    } else if let Some(problem) = length_problem(name) {
        Some(problem)
    } else if name.trim().len() < name.len() {
        Some("must not begin or end with white space".into())
    } else if name.contains(char::is_control) {
        Some("must not hold line ends or other control characters".into())
    } else if fold::slug(name).is_empty() {
        Some("must hold a letter or a digit".into())
    } else if name.split([' ', '-', '/']).count() > MOST_PIECES {
        Some(format!("has more than {MOST_PIECES} words; longer names are not looked for in texts"))
    } else {
        None
    }
}

fn length_problem(text: &str) -> Option<String> {
    let points = text.chars().count();
    (points > MAX_NAME_CODE_POINTS)
        .then(|| format!("has {points} code points; at most {MAX_NAME_CODE_POINTS} are accepted"))
}

fn id_problem(id: &str, kind: EntityType) -> Option<String> {
    if let Some(problem) = length_problem(id) {
        return Some(problem);
    }
    let slug = id.strip_prefix(kind.as_str()).and_then(|rest| rest.strip_prefix(':'));
    let valid = slug.is_some_and(|slug| !slug.is_empty() && fold::slug(slug) == slug);
    let wanted = format!("the type, a colon, and small letters and digits with single hyphens: \"{kind}:aleph-alpha\"");
    (!valid).then(|| format!("{id:?} is not an id of this type; wanted is {wanted}"))
}

fn is_subtype(subtype: &str) -> bool {
    let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    subtype.len() <= MAX_SUBTYPE && subtype.starts_with(|c: char| c.is_ascii_lowercase()) && subtype.bytes().all(small)
}

fn is_wikidata_id(id: &str) -> bool {
    let digits = id.strip_prefix('Q').unwrap_or_default();
    (1..=12).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

fn short(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(name: &str, kind: &str) -> SubmittedName {
        SubmittedName { name: name.into(), kind: kind.into(), ..SubmittedName::default() }
    }

    fn name(id: &str, name: &str, aliases: &[&str]) -> UserName {
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        let sent = SubmittedName { id: Some(id.into()), aliases, ..sent(name, id.split(':').next().unwrap_or(id)) };
        UserName::parse(sent).expect("a good name")
    }

    #[test]
    fn an_id_is_made_of_type_and_name_where_none_is_given() {
        for (name, kind, id) in [
            ("Aleph Alpha", "organization", "organization:aleph-alpha"),
            ("Jürgen Groß", "person", "person:juergen-gross"),
            ("O’Reilly", "organization", "organization:oreilly"),
            ("华为", "organization", "organization:华为"),
        ] {
            let parsed = UserName::parse(sent(name, kind)).expect(name);
            assert_eq!(parsed.id.0, id);
            let again = SubmittedName { id: Some(id.into()), ..sent(name, kind) };
            assert_eq!(UserName::parse(again), Ok(parsed), "{id} is not taken back");
        }
    }

    #[test]
    fn every_letter_makes_an_id_that_is_taken_back() {
        for letter in ('\0'..=char::MAX).filter(|c| c.is_alphanumeric()) {
            let slug = fold::slug(&letter.to_string());
            assert_eq!(fold::slug(&slug), slug, "{letter:?} {:x}", u32::from(letter));
        }
    }

    #[test]
    fn what_can_not_be_accepted_is_pointed_at() {
        let good = || sent("Nordwind AG", "organization");
        let named = |name: &str| SubmittedName { name: name.into(), ..good() };
        let aliases = |aliases: Vec<String>| SubmittedName { aliases, ..good() };
        let id = |id: &str| SubmittedName { id: Some(id.into()), ..good() };
        let wikidata = |id: &str| SubmittedName { wikidata: Some(id.into()), ..good() };
        let subtype = |subtype: &str| SubmittedName { subtype: Some(subtype.into()), ..good() };
        for (sent, pointer) in [
            (named(""), "/name"),
            (named(" \u{a0}"), "/name"),
            (named(" Nordwind"), "/name"),
            (named("Nord\nwind"), "/name"),
            (named("&+"), "/name"),
            (named(&"x".repeat(MAX_NAME_CODE_POINTS + 1)), "/name"),
            (named(&"x ".repeat(MOST_PIECES + 1)[..=MOST_PIECES * 2]), "/name"),
            (sent("Nordwind", "company"), "/type"),
            (sent("Nordwind", "Organization"), "/type"),
            (aliases(vec!["gut".into(), "—".into()]), "/aliases/1"),
            (aliases(vec!["x".into(); MAX_ALIASES + 1]), "/aliases"),
            (id("person:nordwind"), "/id"),
            (id("organization:"), "/id"),
            (id("organization:Nordwind"), "/id"),
            (id("organization:nord--wind"), "/id"),
            (id("nordwind"), "/id"),
            (wikidata("567"), "/wikidata"),
            (wikidata("Q0567"), "/wikidata"),
            (wikidata("Q"), "/wikidata"),
            (wikidata("Q5６"), "/wikidata"),
            (subtype(""), "/subtype"),
            (subtype("KI-Modell"), "/subtype"),
            (subtype("2nd"), "/subtype"),
        ] {
            let errors = UserName::parse(sent.clone()).expect_err(pointer);
            let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
            assert_eq!(pointers, [pointer], "{sent:?}");
        }
        let all = SubmittedName { id: Some("x".into()), aliases: vec![String::new()], ..sent("", "thing") };
        assert_eq!(UserName::parse(all).expect_err("all wrong").len(), 3, "the id can't be judged without a type");
    }

    #[test]
    fn what_two_names_claim_is_refused_with_both() {
        let names = vec![
            name("organization:a", "Open AI", &["Die Offenen"]),
            name("organization:b", "Nordwind", &["nordwind", "OpenAI"]),
            name("organization:a", "Anders", &[]),
            name("person:c", "Die-Offenen", &[]),
        ];
        let clash = |first, second, pointer: &str, claimed: &str| Clash {
            first,
            second,
            pointer: pointer.into(),
            claimed: claimed.into(),
        };
        let expected = vec![
            clash(0, 1, "/aliases/1", "OpenAI"),
            clash(0, 2, "/id", "organization:a"),
            clash(0, 3, "/name", "Die-Offenen"),
        ];
        assert_eq!(UserLexicon::new(names), Err(expected));
    }

    #[test]
    fn order_makes_no_difference_but_every_field_does() {
        let (a, b) = (name("organization:a", "Eins", &["Zwei"]), name("person:b", "Drei", &[]));
        let of = |names: Vec<UserName>| UserLexicon::new(names).expect("no clash");
        let both = of(vec![a.clone(), b.clone()]);
        assert_eq!(both, of(vec![b.clone(), a.clone()]));
        assert_eq!(both.names()[0], a);
        for (other, reason) in [
            (of(vec![a.clone()]), "one less"),
            (of(vec![a.clone(), UserName { name: "Vier".into(), ..b.clone() }]), "another name"),
            (of(vec![a.clone(), UserName { aliases: vec!["Vier".into()], ..b.clone() }]), "an alias more"),
            (of(vec![a.clone(), UserName { wikidata: Some("Q1".into()), ..b.clone() }]), "a Wikidata id"),
            (of(vec![a.clone(), UserName { subtype: Some("q1".into()), ..b.clone() }]), "a subtype"),
        ] {
            assert_ne!(both.bytes(), other.bytes(), "{reason}");
        }
    }
}
