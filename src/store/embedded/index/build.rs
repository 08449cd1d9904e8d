//! Segments made of articles, and of other segments.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};
use std::iter::Peekable;

use super::bands;
use super::bytes::{Bytes, too_short};
use super::names::{self, Names};
use super::segment::{Lists, Segment, Writer};
use super::sums::{self, Summed, Summing};
use super::{Part, PostingCursor, WithMentions, list_keys};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::embedded::entries::Postings;
use crate::store::embedded::{damaged, room};
use crate::store::sort_key::SortKey;

/// The new number of an article that has none.
const NONE: u32 = u32::MAX;

/// A segment in memory, of some articles.
pub fn of_articles(articles: &BTreeMap<SortKey, Postings>) -> Result<Segment, StoreError> {
    let places: Vec<SortKey> = articles.keys().copied().collect();
    let ids: BTreeSet<&EntityId> = articles.values().flat_map(|article| article.together.keys()).collect();
    let numbers: HashMap<&EntityId, u32> = ids.iter().copied().zip(0..).collect();
    let together: Vec<Vec<u8>> = articles
        .values()
        .map(|article| {
            let mentioned =
                article.together.iter().filter_map(|(id, mentioned)| Some((*numbers.get(id)?, mentioned.times)));
            codec::to_bytes::<WithMentions>(&mentioned.collect())
        })
        .collect();
    let mut lists: BTreeMap<&[u8], Vec<(u32, &[u8])>> = BTreeMap::new();
    for ((number, article), together) in (0..).zip(articles.values()).zip(&together) {
        lists.entry(list_keys::TOGETHER).or_default().push((number, together));
        for (key, value) in &article.lists {
            lists.entry(key).or_default().push((number, value));
        }
    }
    let mut summing = Summing::new(&places);
    lists.iter().try_for_each(|(key, postings)| summing.add(key, postings))?;
    let sums = summing.finish(ids.len());
    let mut names = Names::new(ids.len());
    for (id, mentioned) in articles.values().flat_map(|article| &article.together) {
        names.add(numbers.get(id).copied().unwrap_or(NONE), mentioned.names.iter().map(String::as_str))?;
    }
    let mut bands = Vec::new();
    for (number, (place, article)) in (0..).zip(articles) {
        bands.extend(article.bands.iter().map(|band| (bands::head(*band), place.id(), number)));
    }
    bands.sort_unstable();
    let write = || {
        let mut writer = Writer::new(Vec::new(), &places)?;
        bands.iter().try_for_each(|(head, _, number)| writer.band((*head, *number)))?;
        lists.iter().try_for_each(|(key, postings)| writer.list(key, postings))?;
        write_sums(&sums, &mut writer)?;
        names.write(ids.iter().copied(), places.len() as u32, &mut writer)?;
        writer.finish(ids.into_iter())
    };
    Segment::new(Bytes::Held(write().map_err(|error| unwritten(&error))?))
}

/// Writes what of some parts is still there as one segment; how many articles that is.
pub fn merge<W: Write>(parts: &[Part], out: W) -> Result<(W, u32), StoreError> {
    let (places, numbers) = renumbered(parts)?;
    let (ids, entities) = renamed(parts, &numbers)?;
    let mut writer = Writer::new(out, &places).map_err(|error| unwritten(&error))?;
    bands::merged(parts, &numbers, &places, |entry| writer.band(entry).map_err(|error| unwritten(&error)))?;
    let mut dictionaries: Vec<Peekable<Lists<'_>>> = parts.iter().map(|part| part.segment.lists().peekable()).collect();
    let mut gathered = Gathered::default();
    let mut summing = Summing::new(&places);
    while let Some(key) = least(&mut dictionaries) {
        let key = key?;
        if sums::is_sum(&key) || names::is_of_names(&key) {
            break;
        }
        for (at, dictionary) in dictionaries.iter_mut().enumerate() {
            let is_here = |found: &Result<(Vec<u8>, _), _>| found.as_ref().is_ok_and(|(found, _)| *found == key);
            if let Some(found) = dictionary.next_if(is_here) {
                let list = PostingCursor::new(&parts[at].segment, found?.1)?;
                gathered.add(list, &key, (&numbers[at], &entities[at]))?;
            }
        }
        gathered.write(&key, &mut summing, &mut writer)?;
    }
    write_sums(&summing.finish(ids.len()), &mut writer).map_err(|error| unwritten(&error))?;
    let mut names = Names::new(ids.len());
    for (part, entities) in parts.iter().zip(&entities) {
        names.add_all(&part.segment, |old| entities.get(old as usize).copied().filter(|new| *new != NONE))?;
    }
    names.write(ids.iter(), places.len() as u32, &mut writer).map_err(|error| unwritten(&error))?;
    let out = writer.finish(ids.iter()).map_err(|error| unwritten(&error))?;
    Ok((out, places.len() as u32))
}

/// Writes sums behind all lists.
fn write_sums<W: Write>(sums: &[(Vec<u8>, Summed)], writer: &mut Writer<W>) -> io::Result<()> {
    sums.iter().try_for_each(|(key, sum)| {
        let sum: Vec<_> = sum.iter().map(|(number, value)| (*number, &value[..])).collect();
        writer.list(key, &sum)
    })
}

/// What a failed write is.
pub fn unwritten(error: &io::Error) -> StoreError {
    if room::is_full(error) {
        return StoreError::Full { free: 0, needed: 0 };
    }
    StoreError::Backend(format!("writing a segment of the index: {error}"))
}

/// The first key that some dictionaries come to.
fn least(dictionaries: &mut [Peekable<Lists<'_>>]) -> Option<Result<Vec<u8>, StoreError>> {
    if let Some(failed) = dictionaries.iter_mut().find_map(|dictionary| dictionary.next_if(Result::is_err)) {
        return Some(failed.map(|(key, _)| key));
    }
    let keys = dictionaries.iter_mut().filter_map(|dictionary| dictionary.peek());
    keys.filter_map(|found| found.as_ref().ok()).map(|(key, _)| key).min().cloned().map(Ok)
}

/// The places of all articles that are still there, and the new numbers of each part's articles.
fn renumbered(parts: &[Part]) -> Result<(Vec<SortKey>, Vec<Vec<u32>>), StoreError> {
    let mut all: Vec<(SortKey, usize, u32)> = Vec::new();
    let mut numbers = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let places = (0..).zip(part.segment.all_places()?);
        all.extend(places.filter(|(number, _)| !part.gone.has(*number)).map(|(number, place)| (place, at, number)));
        numbers.push(vec![NONE; part.segment.articles() as usize]);
    }
    all.sort_unstable();
    for (new, (_, at, old)) in (0..).zip(&all) {
        numbers[*at][*old as usize] = new;
    }
    Ok((all.into_iter().map(|(place, ..)| place).collect(), numbers))
}

/// The entities that articles which are still there mention, and the new numbers of each part's entities.
fn renamed(parts: &[Part], numbers: &[Vec<u32>]) -> Result<(Vec<EntityId>, Vec<Vec<u32>>), StoreError> {
    let mut used: BTreeMap<EntityId, Vec<(usize, u32)>> = BTreeMap::new();
    let mut renamed = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let entities = part.segment.entities()?;
        let mut is_used = vec![false; entities.count() as usize];
        let mut use_of = |article: u32, value: &[u8]| {
            if numbers[at].get(article as usize).is_some_and(|new| *new != NONE) {
                for (entity, _) in codec::from_bytes::<WithMentions>(value).map_err(damaged)? {
                    *is_used.get_mut(entity as usize).ok_or_else(too_short)? = true;
                }
            }
            Ok(())
        };
        part.segment.list(list_keys::TOGETHER)?.map_or(Ok(()), |list| list.each(&mut use_of))?;
        for (entity, _) in (0..).zip(&is_used).filter(|(_, is_used)| **is_used) {
            used.entry(entities.id(entity)?).or_default().push((at, entity));
        }
        renamed.push(vec![NONE; is_used.len()]);
    }
    for (new, places) in (0..).zip(used.values()) {
        for (at, old) in places {
            renamed[*at][*old as usize] = new;
        }
    }
    Ok((used.into_keys().collect(), renamed))
}

/// A list as it is gathered from the parts.
#[derive(Default)]
struct Gathered {
    /// New numbers, with where their values lie.
    found: Vec<(u32, usize, usize)>,
    values: Vec<u8>,
}

impl Gathered {
    fn add(
        &mut self,
        list: PostingCursor<'_>,
        key: &[u8],
        (numbers, entities): (&[u32], &[u32]),
    ) -> Result<(), StoreError> {
        list.each(|article, value| {
            let new = *numbers.get(article as usize).ok_or_else(too_short)?;
            if new == NONE {
                return Ok(());
            }
            let start = self.values.len();
            if key == list_keys::TOGETHER {
                let mut mentioned: WithMentions = codec::from_bytes(value).map_err(damaged)?;
                for (entity, _) in &mut mentioned {
                    *entity = *entities.get(*entity as usize).ok_or_else(too_short)?;
                }
                codec::Stored::put(&mentioned, &mut self.values);
            } else {
                self.values.extend_from_slice(value);
            }
            self.found.push((new, start, self.values.len()));
            Ok(())
        })
    }

    fn write<W: Write>(
        &mut self,
        key: &[u8],
        summing: &mut Summing<'_>,
        writer: &mut Writer<W>,
    ) -> Result<(), StoreError> {
        self.found.sort_unstable();
        let postings: Vec<_> =
            self.found.iter().map(|(number, start, end)| (*number, &self.values[*start..*end])).collect();
        if !postings.is_empty() {
            writer.list(key, &postings).map_err(|error| unwritten(&error))?;
            summing.add(key, &postings)?;
        }
        self.found.clear();
        self.values.clear();
        Ok(())
    }
}
