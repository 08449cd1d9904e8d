//! Whether the index says of each article what it should, with a number for each article in memory and no more.
//!
//! The number is the sum of the hashes of all that lists say of the article, so the lists can be walked one after the other. Of the names
//! of each part's entities the hashes are kept.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::bands::{self, Head};
use super::bytes::too_short;
use super::names::{self, Names};
use super::sums::{self, Summed, Summing};
use super::{Index, Part, PostingCursor, Segment, WithMentions, list_keys};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::embedded::damaged;
use crate::store::embedded::entries::Postings;
use crate::store::sort_key::SortKey;

/// What helps.
const REMEDY: &str = "without its directory `index` it is made again when the archive is opened";

/// See the module.
pub struct Check<'a> {
    index: &'a Index,
    /// By part and number of the article; taken away where an article was found.
    sums: Vec<Vec<u64>>,
    /// The hashes of names by part, in order.
    names: Vec<Vec<u64>>,
    found: u64,
}

impl<'a> Check<'a> {
    /// Walks all lists.
    pub fn new(index: &'a Index) -> Result<Self, StoreError> {
        let sums = index.parts.iter().map(|part| sums_of(part).map_err(in_index)).collect::<Result<_, _>>()?;
        let names =
            index.parts.iter().map(|part| names_of(&part.segment).map_err(in_index)).collect::<Result<_, _>>()?;
        Ok(Self { index, sums, names, found: 0 })
    }

    /// Checks an article.
    pub fn article(&mut self, place: &SortKey, postings: &Postings) -> Result<(), StoreError> {
        let wrong = |problem: &str| StoreError::Corrupt(format!("{problem} article {}; {REMEDY}", place.id()));
        let (part, number) = self.index.find(place)?.ok_or_else(|| wrong("the index lacks"))?;
        let lists = postings.lists.iter().map(|(key, value)| of_posting(key, value));
        let together = postings.together.iter().map(|(id, mentioned)| of_mentions(id, mentioned.times));
        let bands = postings.bands.iter().map(|band| of_band(bands::head(*band)));
        let expected = lists.chain(together).chain(bands).fold(0, u64::wrapping_add);
        let is_named = |(id, name): (&EntityId, &String)| self.names[part].binary_search(&of_name(id, name)).is_ok();
        let mut names =
            postings.together.iter().flat_map(|(id, mentioned)| mentioned.names.iter().map(move |name| (id, name)));
        self.found += 1;
        if self.sums[part][number as usize] == expected && names.all(is_named) {
            return Ok(());
        }
        Err(wrong("the index does not say what it should of"))
    }

    /// Checks that there is nothing else.
    pub fn end(self) -> Result<(), StoreError> {
        let articles: u64 = self.index.parts.iter().map(|part| u64::from(part.articles())).sum();
        if articles == self.found {
            return Ok(());
        }
        Err(StoreError::Corrupt(format!("the index has {articles} articles, {} are there", self.found)))
    }
}

/// What the lists of a part say of each of its articles. What they come to as a whole must be what the part says of that.
fn sums_of(part: &Part) -> Result<Vec<u64>, StoreError> {
    let mut of_part = vec![0_u64; part.segment.articles() as usize];
    let mut add = |article: u32, hash: u64| {
        let sum = of_part.get_mut(article as usize).ok_or_else(too_short)?;
        *sum = sum.wrapping_add(hash);
        Ok::<_, StoreError>(())
    };
    let entities = part.segment.entities()?;
    let places = part.segment.all_places()?;
    let (mut summing, mut told) = (Summing::new(&places), Vec::new());
    for list in part.segment.lists() {
        let (key, place) = list?;
        if names::is_of_names(&key) {
            break;
        }
        let mut postings: Summed = Vec::new();
        PostingCursor::new(&part.segment, place)?.each(|number, value| {
            postings.push((number, value.to_vec()));
            Ok(())
        })?;
        if sums::is_sum(&key) {
            told.push((key, postings));
            continue;
        }
        for (article, value) in &postings {
            if key != list_keys::TOGETHER {
                add(*article, of_posting(&key, value))?;
                continue;
            }
            for (entity, mentions) in codec::from_bytes::<WithMentions>(value).map_err(damaged)? {
                add(*article, of_mentions(&entities.id(entity)?, mentions))?;
            }
        }
        summing.add(&key, &postings.iter().map(|(number, value)| (*number, &value[..])).collect::<Vec<_>>())?;
    }
    if summing.finish(entities.count() as usize) != told {
        return Err(StoreError::Corrupt("it does not sum up what its lists say".into()));
    }
    for entry in bands::Entries::of(&part.segment) {
        let (head, article) = entry?;
        add(article, of_band(head))?;
    }
    Ok(of_part)
}

/// The hashes of all names of a segment, in order. The lists of their parts must be those that the names make.
fn names_of(segment: &Segment) -> Result<Vec<u64>, StoreError> {
    let names = Names::of(segment)?;
    if names::told_parts(segment)? != names.lists(segment.articles()) {
        return Err(StoreError::Corrupt("it does not find names by their parts".into()));
    }
    let entities = segment.entities()?;
    let mut hashes: Vec<u64> = Vec::new();
    for (entity, names) in names.all() {
        let id = entities.id(entity)?;
        hashes.extend(names.iter().map(|name| of_name(&id, name)));
    }
    hashes.sort_unstable();
    Ok(hashes)
}

fn in_index(error: StoreError) -> StoreError {
    match error {
        StoreError::Corrupt(problem) => StoreError::Corrupt(format!("the index: {problem}; {REMEDY}")),
        error => error,
    }
}

fn of_posting(key: &[u8], value: &[u8]) -> u64 {
    hash(&(key, value))
}

fn of_mentions(id: &EntityId, mentions: u64) -> u64 {
    hash(&(list_keys::TOGETHER, &id.0, mentions))
}

fn of_name(id: &EntityId, name: &str) -> u64 {
    hash(&(&id.0, name))
}

fn of_band(head: Head) -> u64 {
    hash(&(list_keys::BANDS, head))
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
