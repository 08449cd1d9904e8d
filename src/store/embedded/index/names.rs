//! The names of a segment's entities, so that who looks for a part of a name need not look at all of them.
//!
//! They lie behind all else, as lists whose numbers are those of entities:
//!
//! | list | number | value | what for |
//! |---|---|---|---|
//! | 7F `p` characters | entity | – | the entities with a name that has these three characters in it, or ends with these one or two |
//! | 7F `w` | entity | id, names | their names as a whole, folded |
//!
//! So what has a part of one or two characters is in the lists that begin with it. Small segments have names alone, which are looked
//! through. A name is there as long as its entity: the article that had it may be gone, and who asks must see to that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use super::bytes::too_short;
use super::list::PostingCursor;
use super::list_keys;
use super::segment::{Place, Segment, Writer};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::embedded::damaged;

/// Of [`list_keys::NAMES`].
const PARTS: &[u8; 2] = b"\x7fp";
const WHOLE: &[u8; 2] = b"\x7fw";

/// Characters of a list's key, at most.
const LONGEST: usize = 3;

/// Segments of fewer articles have no lists of parts.
const MANY: u32 = 1_024;

/// The names of entities, by their numbers; few each, and each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(Vec<Vec<String>>);

impl Names {
    /// None yet of so many entities.
    pub fn new(entities: usize) -> Self {
        Self(vec![Vec::new(); entities])
    }

    /// Adds names of an entity.
    pub fn add<'n>(&mut self, entity: u32, names: impl IntoIterator<Item = &'n str>) -> Result<(), StoreError> {
        let known = self.0.get_mut(entity as usize).ok_or_else(too_short)?;
        for name in names {
            if let Err(at) = known.binary_search_by(|known| known.as_str().cmp(name)) {
                known.insert(at, name.to_owned());
            }
        }
        Ok(())
    }

    /// Adds those of a segment, of the entities that have a new number.
    pub fn add_all(&mut self, segment: &Segment, new: impl Fn(u32) -> Option<u32>) -> Result<(), StoreError> {
        let Some(names) = segment.list(WHOLE)? else { return Ok(()) };
        names.each(|entity, value| {
            let Some(entity) = new(entity) else { return Ok(()) };
            self.add(entity, read(value)?.1.iter().map(String::as_str))
        })
    }

    /// Those of a segment.
    pub fn of(segment: &Segment) -> Result<Self, StoreError> {
        let mut names = Self::new(segment.entities()?.count() as usize);
        names.add_all(segment, Some)?;
        Ok(names)
    }

    /// Those of each entity that has some.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Vec<String>)> {
        (0..).zip(&self.0).filter(|(_, names)| !names.is_empty())
    }

    /// Writes those of these entities behind all other lists of a segment of so many articles.
    pub fn write<'e, W: Write>(
        &self,
        entities: impl Iterator<Item = &'e EntityId>,
        articles: u32,
        writer: &mut Writer<W>,
    ) -> io::Result<()> {
        for (key, entities) in self.lists(articles) {
            let entities: Vec<(u32, &[u8])> = entities.into_iter().map(|entity| (entity, &[][..])).collect();
            writer.list(&key, &entities)?;
        }
        let named = (0..).zip(entities.zip(&self.0)).filter(|(_, (_, names))| !names.is_empty());
        let value = |(id, names): (&EntityId, &Vec<String>)| [codec::to_bytes(&id.0), codec::to_bytes(names)].concat();
        let values: Vec<(u32, Vec<u8>)> = named.map(|(entity, named)| (entity, value(named))).collect();
        let values: Vec<(u32, &[u8])> = values.iter().map(|(entity, value)| (*entity, &value[..])).collect();
        if values.is_empty() { Ok(()) } else { writer.list(WHOLE, &values) }
    }

    /// The lists of their parts, in the order of their keys, with the entities of each, ascending.
    pub fn lists(&self, articles: u32) -> BTreeMap<Vec<u8>, Vec<u32>> {
        let mut parts: HashMap<&str, Vec<u32>> = HashMap::new();
        let named = self.all().filter(|_| articles >= MANY);
        for (entity, name) in named.flat_map(|(entity, names)| names.iter().map(move |name| (entity, name))) {
            for part in parts_of(name) {
                let entities = parts.entry(part).or_default();
                if entities.last() != Some(&entity) {
                    entities.push(entity);
                }
            }
        }
        parts.into_iter().map(|(part, entities)| (key_of(part), entities)).collect()
    }
}

/// Three characters from each character on, or as many as there are.
fn parts_of(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices().map(|(at, _)| {
        let rest = &name[at..];
        rest.char_indices().nth(LONGEST).map_or(rest, |(end, _)| &rest[..end])
    })
}

fn key_of(part: &str) -> Vec<u8> {
    [&PARTS[..], part.as_bytes()].concat()
}

/// The id of an entity and its names.
fn read(value: &[u8]) -> Result<(String, Vec<String>), StoreError> {
    codec::from_bytes(value).map_err(damaged)
}

/// Whether a key is one of names.
pub fn is_of_names(key: &[u8]) -> bool {
    key.starts_with(list_keys::NAMES)
}

/// The lists of parts that a segment has, as [`Names::lists`] makes them.
pub fn told_parts(segment: &Segment) -> Result<BTreeMap<Vec<u8>, Vec<u32>>, StoreError> {
    let mut places: Vec<(Vec<u8>, Place)> = Vec::new();
    segment.lists_with(PARTS, |key, place| places.push((key.to_vec(), place)))?;
    let mut lists = BTreeMap::new();
    for (key, place) in places {
        let mut entities = Vec::new();
        PostingCursor::new(segment, place)?.each(|entity, _| {
            entities.push(entity);
            Ok(())
        })?;
        lists.insert(key, entities);
    }
    Ok(lists)
}

/// The ids of a segment's entities of which some name has a part, folded as names are; `each` may stop it.
pub fn with_part(
    segment: &Segment,
    part: &str,
    mut each: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let Some(mut names) = segment.list(WHOLE)? else { return Ok(()) };
    let mut candidates = Candidates::new(segment, part)?;
    let mut from = 0;
    while let Some(entity) = candidates.next(&mut names, from)? {
        if names.seek(entity)? == Some(entity) {
            let (id, names) = read(names.value())?;
            names.iter().any(|name| name.contains(part)).then(|| each(&id)).transpose()?;
        }
        from = entity + 1;
    }
    Ok(())
}

/// Entities that may have a name with a part.
enum Candidates<'a> {
    /// All.
    All,
    /// Those that all of these lists have.
    Common(Vec<PostingCursor<'a>>),
    /// There is none.
    Nobody,
}

impl<'a> Candidates<'a> {
    fn new(segment: &'a Segment, part: &str) -> Result<Self, StoreError> {
        if part.is_empty() || segment.articles() < MANY {
            return Ok(Self::All);
        }
        if part.chars().count() < LONGEST {
            let mut places: Vec<Place> = Vec::new();
            segment.lists_with(&key_of(part), |_, place| places.push(place))?;
            return Ok(Self::Common(vec![PostingCursor::over(segment, &places)?]));
        }
        let whole: BTreeSet<&str> = parts_of(part).filter(|part| part.chars().count() == LONGEST).collect();
        let lists: Option<Vec<_>> = whole
            .into_iter()
            .map(|part| segment.list(&key_of(part)).transpose())
            .collect::<Option<Result<_, _>>>()
            .transpose()?;
        Ok(lists.map_or(Self::Nobody, Self::Common))
    }

    /// The first from a number on.
    fn next(&mut self, names: &mut PostingCursor<'_>, from: u32) -> Result<Option<u32>, StoreError> {
        let lists = match self {
            Self::All => return names.seek(from),
            Self::Nobody => return Ok(None),
            Self::Common(lists) => lists,
        };
        let (mut sought, mut agreed, count) = (from, 0, lists.len());
        for list in (0..count).cycle() {
            match lists[list].seek(sought)? {
                None => return Ok(None),
                Some(entity) if entity == sought => agreed += 1,
                Some(entity) => (sought, agreed) = (entity, 1),
            }
            if agreed >= count {
                return Ok(Some(sought));
            }
        }
        Ok(None)
    }
}
