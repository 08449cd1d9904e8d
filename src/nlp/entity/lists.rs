//! The word lists of the name rules: one lookup tells all lists that a word is on.

use std::collections::HashMap;

use crate::nlp::error::DataError;
use crate::nlp::lexicon::fold::BuildFold;

macro_rules! lists {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// A list of words, named in the file as here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum List { $($(#[$doc])+ $name),+ }

        impl List {
            const ALL: &[(Self, &str)] = &[$((Self::$name, stringify!($name))),+];
        }
    };
}

lists! {
    /// Begins sentences and is no name.
    Function,
    /// Stands before a place without an article.
    PlacePreposition,
    /// Stands before a place where somebody is, goes or comes from.
    Whereabouts,
    /// Stands before a district or another place that may have two names.
    District,
    /// Ends the name of a district and is an ordinary noun.
    DistrictTail,
    /// Towns whose parts are named with them and without: "Berlin-Köpenick".
    TownOfParts,
    /// Ends the name of a part of a town.
    Direction,
    /// Stands before a platform where something was written.
    OnPlatform,
    /// Writes or is written on platforms.
    Messaging,
    /// Last part of a compound whose first part is then no name ("Meta-Analyse", "US-Dollar").
    NoNameBefore,
    /// Ends a compound that begins with a company's name, whatever else that word may be: "Bayer-Aktie".
    OfCompany,
    /// Calls somebody who speaks for a company: what follows their name with "von" is one.
    CompanyVoice,
    /// Ends a compound that begins with a club's name, or with the town that stands for it: "Augsburg-Trainer".
    OfClub,
    /// Ends a compound that begins with a paper's name, whatever else that word may be: "Spiegel-Bericht".
    OfPaper,
    /// Articles, and prepositions that hold one.
    Article,
    /// Written small inside the name of a person.
    Particle,
    /// Begins a surname; other particles only follow one of these.
    LeadingParticle,
    /// Title: what follows is a person, whatever it looks like.
    Title,
    /// Form of a verb of saying that stands beside a speaker.
    Saying,
    /// The legal form of a company, which ends its name.
    CompanyForm,
    /// Ends the name of a company and is part of it.
    CompanyWord,
    /// Capital letters that are no name.
    NoAcronym,
    /// Ends like a street and is none.
    CommonStreet,
    /// Looks like a name to a model of shapes, and is none.
    NoName,
    /// Foreign last word of an organisation.
    HeadOrganization,
    /// Foreign last word of a place.
    HeadLocation,
    /// Foreign last word of an event.
    HeadEvent,
    /// First word of a sports club.
    ClubPrefix,
    /// Follows a name and belongs to it.
    Royal,
    /// Begins the name of something after its place: "Landgericht Köln", "Flughafen Wien".
    Descriptive,
    /// Follows the name of a product and belongs to it.
    Variant,
    /// Letters and digits that are no code of a product.
    NoCode,
    /// Makes vehicles: its name with another one behind it is one of them.
    VehicleMaker,
    /// Makes AI models.
    ModelMaker,
    /// Says what is named behind it and never belongs to the name.
    Outside,
    /// Begins the name of those it unites, with "der" between them: "Verband der Automobilindustrie".
    Uniting,
    /// Written small in the field of an institution: "Bundesministerium für Arbeit und Soziales".
    InField,
    /// Written small in the long form of an acronym.
    InLongForm,
    /// Articles and pronouns of something that is one of many, not the one of that name: "ein Verein für Kinder".
    OneOfMany,
    /// "ein" in all its forms, in small letters.
    IndefiniteArticle,
    /// Stands before a name in quotation marks, besides articles.
    BeforeQuotedName,
    /// Stands inside a foreign surname: "Laguna de la Vera".
    InnerParticle,
    /// Stands between a title and a name: "Dr. med. Kluge".
    Degree,
    /// A foreign last word of a name that is a German word as well.
    GermanHead,
    /// Stands before the code of a road: "die B 31".
    BeforeRoad,
    /// Stands behind a noun with its article and says more of it: "Die Zeit für Reformen".
    BehindNoun,
    /// Definite articles.
    DefiniteArticle,
    /// Definite articles of neuter nouns, and prepositions that hold one.
    NeuterArticle,
    /// What clubs do, in all forms.
    SportVerb,
    /// Shows that a sentence is about sport.
    SportNoun,
    /// Stands between two who play.
    Versus,
    /// Joins clauses and names: what follows stands free.
    ClubConjunction,
    /// A land whose greatest club is called by its name.
    LandOfClub,
    /// Stems of adjectives that say how somebody holds an office.
    Status,
    /// Says that another name of somebody follows.
    Alias,
    /// Stands beside such a word.
    AliasFrame,
    /// How nouns end and names do not.
    NounEnding,
}

/// The lists that one word is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u64);

impl Marks {
    /// Whether the word is on `list`.
    pub fn on(self, list: List) -> bool {
        self.0 & (1 << list as u64) != 0
    }
}

/// The embedded file.
const FILE: &str = "entity/data/lists.tsv";
const LISTS: &str = include_str!("data/lists.tsv");

/// All lists.
#[derive(Debug)]
pub(super) struct Lists {
    marks: HashMap<&'static str, u64, BuildFold>,
    /// Lengths with first and last letters that words on lists have, as bits: most other words need no lookup.
    shapes: Vec<u64>,
    /// The words of [`List::NounEnding`].
    noun_endings: Vec<&'static str>,
}

impl Lists {
    /// Loads the embedded lists.
    pub fn new() -> Result<Self, DataError> {
        Self::parse(FILE, LISTS)
    }

    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut lists = Self { marks: HashMap::default(), shapes: vec![0; 1024], noun_endings: Vec::new() };
        let mut current = None;
        let mut filled = 0;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            if let Some(name) = line.strip_prefix("@ ") {
                let known = List::ALL.iter().find(|(_, known)| *known == name);
                let (list, _) = known.ok_or_else(|| damaged(format!("{name:?} is no list that a rule reads")))?;
                current = Some(*list);
                continue;
            }
            let list = current.ok_or_else(|| damaged("words before the first '@ list'".into()))?;
            filled |= 1_u64 << list as u64;
            for word in line.split(' ') {
                lists.add(list, word).map_err(damaged)?;
            }
        }
        let empty = List::ALL.iter().find(|(list, _)| filled >> *list as u64 & 1 == 0);
        empty.map_or(Ok(lists), |(_, name)| {
            Err(DataError::at_line(file, text.lines().count(), format!("the list {name:?} has no words")))
        })
    }

    fn add(&mut self, list: List, word: &'static str) -> Result<(), String> {
        if word.is_empty() {
            return Err("wanted words with one blank between them".into());
        }
        let mark = 1_u64 << list as u64;
        let marks = self.marks.entry(word).or_default();
        if *marks & mark != 0 {
            return Err(format!("{word:?} stands twice in its list"));
        }
        *marks |= mark;
        let (at, bit) = shape(word);
        self.shapes[at] |= bit;
        if list == List::NounEnding {
            self.noun_endings.push(word);
        }
        Ok(())
    }

    /// How nouns end and names do not.
    pub fn noun_endings(&self) -> &[&'static str] {
        &self.noun_endings
    }

    /// The lists that `word` is on.
    pub fn marks(&self, word: &str) -> Marks {
        let (at, bit) = shape(word);
        if self.shapes[at] & bit == 0 {
            return Marks::default();
        }
        Marks(self.marks.get(word).copied().unwrap_or_default())
    }
}

/// Place and bit of a word's length, first and last byte among 65,536 bits.
fn shape(word: &str) -> (usize, u64) {
    let byte = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
    let bytes = word.as_bytes();
    let number = byte(bytes.first()) * 131 + byte(bytes.last()) * 17 + bytes.len() * 4099;
    (number / 64 % 1024, 1 << (number % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_on_the_lists_that_it_stands_in() {
        let lists = Lists::new().expect("lists.tsv is whole");
        for (word, list, on) in [
            ("GmbH", List::CompanyForm, true),
            ("gmbh", List::CompanyForm, false),
            ("ein", List::IndefiniteArticle, true),
            ("Ein", List::IndefiniteArticle, false),
            ("Ein", List::OneOfMany, true),
            ("", List::Function, false),
        ] {
            assert_eq!(lists.marks(word).on(list), on, "{word:?} {list:?}");
        }
    }

    #[test]
    fn a_damaged_line_is_refused_with_its_number() {
        for (text, problem) in [
            ("# head\nAG", "before the first"),
            ("@ CompanyForms", "is no list"),
            ("@ CompanyForm\nAG  SE", "one blank"),
            ("@ CompanyForm\nAG SE\nAG", "stands twice"),
            ("@ CompanyForm\nAG", "has no words"),
        ] {
            let error = Lists::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
