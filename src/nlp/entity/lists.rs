//! The word lists of the name rules: one lookup tells all lists that a word is on.

use std::collections::HashMap;

use crate::nlp::error::DataError;
use crate::nlp::lexicon::fold::BuildFold;

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Begins sentences and is no name.
    Function,
    /// Stands before a place without an article.
    PlacePreposition,
    /// Last part of a compound whose first part is then no name ("Meta-Analyse", "US-Dollar").
    NoNameBefore,
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
    /// Ends the name of a company.
    CompanyForm,
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
}

const NAMES: &[(&str, List)] = &[
    ("function", List::Function),
    ("place_preposition", List::PlacePreposition),
    ("no_name_before", List::NoNameBefore),
    ("article", List::Article),
    ("particle", List::Particle),
    ("leading_particle", List::LeadingParticle),
    ("title", List::Title),
    ("saying", List::Saying),
    ("company_form", List::CompanyForm),
    ("no_acronym", List::NoAcronym),
    ("common_street", List::CommonStreet),
    ("no_name", List::NoName),
    ("head_organization", List::HeadOrganization),
    ("head_location", List::HeadLocation),
    ("head_event", List::HeadEvent),
    ("club_prefix", List::ClubPrefix),
    ("royal", List::Royal),
    ("descriptive", List::Descriptive),
    ("variant", List::Variant),
    ("no_code", List::NoCode),
    ("vehicle_maker", List::VehicleMaker),
    ("model_maker", List::ModelMaker),
    ("outside", List::Outside),
];

/// The lists that one word is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u32);

impl Marks {
    /// Whether the word is on `list`.
    pub fn on(self, list: List) -> bool {
        self.0 & (1 << list as u32) != 0
    }
}

/// The embedded file.
const LISTS: &str = include_str!("data/lists.tsv");

/// All lists.
#[derive(Debug)]
pub(super) struct Lists {
    marks: HashMap<&'static str, u32, BuildFold>,
    /// Lengths with first and last letters that words on lists have, as bits: most other words need no lookup.
    shapes: Vec<u64>,
}

impl Lists {
    /// Loads the embedded lists.
    pub fn new() -> Result<Self, DataError> {
        let mut marks: HashMap<&'static str, u32, BuildFold> = HashMap::default();
        let mut shapes = vec![0; 1024];
        let mut mark = None;
        for (number, line) in LISTS.lines().enumerate() {
            let damage = |problem: &str| DataError {
                file: "entity/data/lists.tsv".into(),
                place: format!("line {}", number + 1),
                problem: problem.into(),
            };
            if line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix("@ ") {
                let (_, list) = NAMES.iter().find(|(n, _)| *n == name).ok_or_else(|| damage("no such list"))?;
                mark = Some(1 << *list as u32);
                continue;
            }
            let mark: u32 = mark.ok_or_else(|| damage("words before the first '@ list'"))?;
            for word in line.split(' ') {
                *marks.entry(word).or_default() |= mark;
                let (at, bit) = shape(word);
                shapes[at] |= bit;
            }
        }
        Ok(Self { marks, shapes })
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
