//! [`Segment`]: what lists are answered by, of some thousand articles; never changed once it is written.
//!
//! Articles have numbers in it, in the order of all lists, the newest first. A segment is, one after the other,
//!
//! - the places of its articles in that order,
//! - the bands of their texts ([`super::bands`]),
//! - its lists ([`super::list`]), what they come to ([`super::sums`]) and names ([`super::names`]), in the order of their keys,
//! - the ids of the entities that the articles mention, in order, and where each of them ends,
//! - its dictionary: the keys of the lists in order, in blocks, with what each shares with the one before it left out, and where
//!   each list lies,
//! - some of the bands, and the first key of each block of the dictionary,
//! - where all that begins, and a hash of what is needed to look anything up.
//!
//! The list of [`list_keys::TOGETHER`](super::list_keys::TOGETHER) says which entities an article mentions, by their numbers.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::bands::{self, Bands};
use super::bytes::{Bytes, too_short};
use super::list::{self, PostingCursor};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec::{Input, Stored, stored_fields};
use crate::store::embedded::damaged;
use crate::store::sort_key::{SORT_KEY, SortKey};

/// How a segment ends, before its hash.
const MAGIC: [u8; 8] = *b"pressix3";

/// Keys in a block of the dictionary.
const KEYS: usize = 32;

/// One in so many places is kept in memory.
const SAMPLE: usize = 64;

/// Bytes of the hash, and of the foot before it.
const HASH: usize = 8;
pub const FOOT: usize = 4 + 4 + 5 * 8 + MAGIC.len();

/// Where a list lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub at: u64,
    /// Its bytes.
    pub length: u32,
    /// How many articles it has.
    pub count: u32,
}

stored_fields! {
    Place { at, length, count }
}

/// See the module.
#[derive(Debug)]
pub struct Segment {
    pub(super) bytes: Bytes,
    articles: u32,
    entities: u64,
    dictionary: u64,
    /// Where the dictionary ends.
    end: u64,
    bands: Bands,
    /// The first key of each block of the dictionary, and where the block begins.
    blocks: Vec<(Box<[u8]>, u64)>,
    /// Every [`SAMPLE`]th place.
    sample: Vec<SortKey>,
}

impl Segment {
    /// What a file holds.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::new(Bytes::open(path)?)
    }

    /// What these bytes are.
    pub fn new(bytes: Bytes) -> Result<Self, StoreError> {
        let foot_at = bytes.len().checked_sub((FOOT + HASH) as u64).ok_or_else(too_short)?;
        let foot = bytes.read(foot_at, FOOT + HASH)?;
        let mut input = Input::new(&foot);
        let mut number = || input.array().map(u64::from_le_bytes).map_err(damaged);
        let [entities, dictionary, sampled, heads, foot_said] = [number()?, number()?, number()?, number()?, number()?];
        let [articles, count] =
            [input.array().map_err(damaged)?, input.array().map_err(damaged)?].map(u32::from_le_bytes);
        let magic: [u8; 8] = input.array().map_err(damaged)?;
        if magic != MAGIC || foot_said != foot_at || heads > foot_at || sampled > heads || dictionary > sampled {
            return Err(StoreError::Corrupt("a segment of the index is not one of this format".into()));
        }
        let said = bytes.read(sampled, (foot_at - sampled) as usize)?;
        if hash(&[&said, &foot[..FOOT]]) != foot[FOOT..] {
            return Err(StoreError::Corrupt("a segment of the index is damaged".into()));
        }
        let (sample_of_bands, heads) = said.split_at((heads - sampled) as usize);
        let sample_of_bands = sample_of_bands.as_chunks().0.to_vec();
        let bands = Bands { at: u64::from(articles) * SORT_KEY as u64, count, sample: sample_of_bands };
        let mut blocks = Vec::new();
        let mut input = Input::new(heads);
        while !input.is_read() {
            let key: Vec<u8> = Stored::take(&mut input).map_err(damaged)?;
            blocks.push((key.into_boxed_slice(), u64::take(&mut input).map_err(damaged)?));
        }
        let places = bytes.read(0, articles as usize * SORT_KEY)?;
        let sample = places.chunks_exact(SORT_KEY).step_by(SAMPLE).filter_map(SortKey::read).collect();
        drop((places, said, foot));
        Ok(Self { bytes, articles, entities, dictionary, end: sampled, bands, blocks, sample })
    }

    /// Its bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How many articles it has.
    pub fn articles(&self) -> u32 {
        self.articles
    }

    /// The places of the articles from a number on, up to the next that is kept in memory.
    pub fn places(&self, from: u32) -> Result<Vec<SortKey>, StoreError> {
        let until = (from as usize / SAMPLE + 1) * SAMPLE;
        let count = until.min(self.articles as usize).saturating_sub(from as usize);
        let bytes = self.bytes.read(u64::from(from) * SORT_KEY as u64, count * SORT_KEY)?;
        Ok(bytes.chunks_exact(SORT_KEY).filter_map(SortKey::read).collect())
    }

    /// The places of all articles.
    pub fn all_places(&self) -> Result<Vec<SortKey>, StoreError> {
        let bytes = self.bytes.read(0, self.articles as usize * SORT_KEY)?;
        Ok(bytes.chunks_exact(SORT_KEY).filter_map(SortKey::read).collect())
    }

    /// The place of an article.
    pub fn place(&self, number: u32) -> Result<SortKey, StoreError> {
        let found = self.bytes.read(u64::from(number) * SORT_KEY as u64, SORT_KEY)?;
        SortKey::read(&found).filter(|_| number < self.articles).ok_or_else(too_short)
    }

    /// The bands of its articles' texts.
    pub fn bands(&self) -> &Bands {
        &self.bands
    }

    /// The number of the first article whose place is not before this.
    pub fn first_from(&self, place: &SortKey) -> Result<u32, StoreError> {
        let block = self.sample.partition_point(|first| first <= place).saturating_sub(1);
        let from = (block * SAMPLE) as u32;
        Ok(from + self.places(from)?.partition_point(|other| other < place) as u32)
    }

    /// The numbers of the articles from a place to another one, that included.
    pub fn between(&self, first: &SortKey, last: &SortKey) -> Result<Range<u32>, StoreError> {
        let end = last.next().map_or(Ok(self.articles), |after| self.first_from(&after))?;
        Ok(self.first_from(first)?..end)
    }

    /// The number of the article at this place.
    pub fn find(&self, place: &SortKey) -> Result<Option<u32>, StoreError> {
        let number = self.first_from(place)?;
        Ok((number < self.articles && self.place(number)? == *place).then_some(number))
    }

    /// A list, if there is one of that key.
    pub fn list(&self, key: &[u8]) -> Result<Option<PostingCursor<'_>>, StoreError> {
        let mut found = None;
        self.scan(self.block_of(key), |other, place| {
            found = (other == key).then_some(place);
            other < key
        })?;
        found.map(|place| PostingCursor::new(self, place)).transpose()
    }

    /// The lists whose keys begin so, in order.
    pub fn lists_with(&self, prefix: &[u8], mut each: impl FnMut(&[u8], Place)) -> Result<(), StoreError> {
        for block in self.block_of(prefix)..self.blocks.len() {
            let goes_on = self.scan(block, |key, place| {
                let begins_so = key.starts_with(prefix);
                if begins_so {
                    each(key, place);
                }
                begins_so || key < prefix
            })?;
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// The keys of all lists, in order, with where they lie.
    pub fn lists(&self) -> Lists<'_> {
        Lists { segment: self, block: 0, ready: Vec::new().into_iter() }
    }

    /// The ids of all entities by their numbers.
    pub fn entities(&self) -> Result<Entities, StoreError> {
        let bytes = self.bytes.read(self.entities, (self.dictionary - self.entities) as usize)?.into_owned();
        let count = bytes.last_chunk().map(|bytes| u32::from_le_bytes(*bytes)).ok_or_else(too_short)?;
        let ends = bytes.len().checked_sub((count as usize + 1) * 4).ok_or_else(too_short)?;
        Ok(Entities { bytes, ends, count })
    }

    /// The block of the dictionary that has a key, if one has.
    fn block_of(&self, key: &[u8]) -> usize {
        self.blocks.partition_point(|(first, _)| **first <= *key).saturating_sub(1)
    }

    /// Goes through a block of the dictionary as long as it is told to; whether it has come to the end.
    fn scan(&self, block: usize, mut each: impl FnMut(&[u8], Place) -> bool) -> Result<bool, StoreError> {
        let Some((_, start)) = self.blocks.get(block) else { return Ok(true) };
        let end = self.blocks.get(block + 1).map_or(self.end, |(_, next)| *next);
        let bytes = self.bytes.read(*start, end.checked_sub(*start).ok_or_else(too_short)? as usize)?;
        let mut input = Input::new(&bytes);
        let mut key = Vec::new();
        while !input.is_read() {
            let (shared, more) = <(usize, usize)>::take(&mut input).map_err(damaged)?;
            key.truncate(shared);
            key.extend_from_slice(input.bytes(more).map_err(damaged)?);
            if !each(&key, Place::take(&mut input).map_err(damaged)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Lists of a segment, in the order of their keys.
pub struct Lists<'a> {
    segment: &'a Segment,
    block: usize,
    ready: std::vec::IntoIter<(Vec<u8>, Place)>,
}

impl Iterator for Lists<'_> {
    type Item = Result<(Vec<u8>, Place), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(list) = self.ready.next() {
                return Some(Ok(list));
            }
            if self.block >= self.segment.blocks.len() {
                return None;
            }
            let mut found = Vec::with_capacity(KEYS);
            let scanned = self.segment.scan(self.block, |key, place| {
                found.push((key.to_vec(), place));
                true
            });
            match scanned {
                Ok(_) => self.ready = found.into_iter(),
                Err(error) => {
                    self.block = self.segment.blocks.len();
                    return Some(Err(error));
                }
            }
            self.block += 1;
        }
    }
}

/// The ids of the entities of a segment.
#[derive(Debug)]
pub struct Entities {
    bytes: Vec<u8>,
    ends: usize,
    count: u32,
}

impl Entities {
    /// How many there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The id of a number.
    pub fn id(&self, number: u32) -> Result<EntityId, StoreError> {
        Ok(EntityId(self.text(number)?.to_owned()))
    }

    /// The same where it lies.
    pub fn text(&self, number: u32) -> Result<&str, StoreError> {
        let end = |number: u32| {
            let bytes = self.bytes.get(self.ends + number as usize * 4..).and_then(|bytes| bytes.first_chunk());
            bytes.filter(|_| number < self.count).map(|bytes| u32::from_le_bytes(*bytes) as usize).ok_or_else(too_short)
        };
        let start = number.checked_sub(1).map_or(Ok(0), end)?;
        let id = self.bytes.get(start..end(number)?).and_then(|id| std::str::from_utf8(id).ok());
        id.ok_or_else(too_short)
    }
}

/// Writes a segment, part after part.
pub struct Writer<W> {
    out: W,
    at: u64,
    articles: u32,
    entities: u64,
    /// What is written at the end: some of the bands, the dictionary, and where its blocks begin in it.
    bands: u32,
    sample_of_bands: Vec<u8>,
    dictionary: Vec<u8>,
    heads: Vec<(Vec<u8>, u64)>,
    lists: usize,
    last: Vec<u8>,
    list: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins one of articles at these places, which ascend.
    pub fn new(mut out: W, places: &[SortKey]) -> io::Result<Self> {
        for place in places {
            out.write_all(&place.0)?;
        }
        let at = (places.len() * SORT_KEY) as u64;
        let articles = places.len() as u32;
        let (sample_of_bands, dictionary, heads, last, list) = Default::default();
        Ok(Self { out, at, articles, entities: 0, bands: 0, sample_of_bands, dictionary, heads, lists: 0, last, list })
    }

    /// Adds an entry of the bands, which ascend; before all lists.
    pub fn band(&mut self, (head, number): bands::Entry) -> io::Result<()> {
        if self.bands.is_multiple_of(bands::SAMPLE as u32) {
            self.sample_of_bands.extend_from_slice(&head);
        }
        self.bands += 1;
        self.at += bands::ENTRY as u64;
        self.out.write_all(&head)?;
        self.out.write_all(&number.to_le_bytes())
    }

    /// Adds a list; keys and numbers ascend, and it is not empty.
    pub fn list(&mut self, key: &[u8], postings: &[(u32, &[u8])]) -> io::Result<()> {
        self.list.clear();
        list::put(postings, &mut self.list);
        let mut shared = 0;
        if self.lists.is_multiple_of(KEYS) {
            self.heads.push((key.to_vec(), self.dictionary.len() as u64));
        } else {
            shared = key.iter().zip(&self.last).take_while(|(a, b)| a == b).count();
        }
        (shared, key.len() - shared).put(&mut self.dictionary);
        self.dictionary.extend_from_slice(&key[shared..]);
        Place { at: self.at, length: self.list.len() as u32, count: postings.len() as u32 }.put(&mut self.dictionary);
        self.lists += 1;
        key.clone_into(&mut self.last);
        self.at += self.list.len() as u64;
        self.out.write_all(&self.list)
    }

    /// Adds the ids of the entities, and the rest.
    pub fn finish<'e>(mut self, entities: impl Iterator<Item = &'e EntityId>) -> io::Result<W> {
        self.entities = self.at;
        let (mut end, mut ends) = (0, Vec::new());
        for id in entities {
            self.out.write_all(id.0.as_bytes())?;
            end += id.0.len() as u32;
            ends.extend_from_slice(&end.to_le_bytes());
        }
        let count = (ends.len() / 4) as u32;
        self.out.write_all(&ends)?;
        self.out.write_all(&count.to_le_bytes())?;
        let dictionary = self.at + u64::from(end) + ends.len() as u64 + 4;
        self.out.write_all(&self.dictionary)?;
        let sampled = dictionary + self.dictionary.len() as u64;
        let heads_at = sampled + self.sample_of_bands.len() as u64;
        let mut heads = Vec::new();
        for (key, at) in &self.heads {
            key.put(&mut heads);
            (dictionary + at).put(&mut heads);
        }
        self.out.write_all(&self.sample_of_bands)?;
        self.out.write_all(&heads)?;
        let mut foot = Vec::new();
        for at in [self.entities, dictionary, sampled, heads_at, heads_at + heads.len() as u64] {
            foot.extend_from_slice(&at.to_le_bytes());
        }
        foot.extend_from_slice(&self.articles.to_le_bytes());
        foot.extend_from_slice(&self.bands.to_le_bytes());
        foot.extend_from_slice(&MAGIC);
        self.out.write_all(&foot)?;
        self.out.write_all(&hash(&[&self.sample_of_bands, &heads, &foot]))?;
        Ok(self.out)
    }
}

fn hash(parts: &[&[u8]]) -> [u8; HASH] {
    let whole: [u8; 32] = Sha256::digest(parts.concat()).into();
    std::array::from_fn(|at| whole[at])
}
