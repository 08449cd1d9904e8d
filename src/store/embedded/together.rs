//! Which entities some articles mention, and how often.
//!
//! Where a question is about all articles of a long list in a part of the index, or about many in a row, their sums say it
//! ([`super::index::sums`]); the others are walked.

use std::collections::HashMap;
use std::ops::Range;

use super::damaged;
use super::index::sums::{self, BLOCK};
use super::index::{Entities, Part, PostingCursor, WithMentions, list_keys};
use super::view::View;
use crate::nlp::analysis::EntityId;
use crate::store::codec;
use crate::store::sort_key::SortKey;
use crate::store::{DateRange, StoreError};

/// Articles and mentions of entities.
pub type Counts = HashMap<EntityId, (u64, u64)>;

/// Those of the articles of a list that are dated inside a range.
pub fn count(tree: &View<'_>, list: &[u8], range: &DateRange) -> Result<Counts, StoreError> {
    let mut all = HashMap::new();
    let Some(first) = SortKey::first_in(range) else { return Ok(Counts::new()) };
    let last = SortKey::last_in(range);
    for part in &tree.index().parts {
        let numbers = part.segment.between(&first, &last)?;
        if numbers.is_empty() {
            continue;
        }
        if let Some(mut counting) = Counting::new(tree, part, list)? {
            counting.count(list, numbers)?;
            counting.add_to(&mut all)?;
        }
    }
    Ok(all.into_iter().map(|(id, counts)| (EntityId(id), counts)).collect())
}

/// Counts of the entities in some articles of one part.
struct Counting<'a> {
    tree: &'a View<'a>,
    part: &'a Part,
    list: PostingCursor<'a>,
    together: PostingCursor<'a>,
    entities: Entities,
    /// By the number of the entity.
    counts: Vec<(u64, u64)>,
}

impl<'a> Counting<'a> {
    /// None where the part has no such list, or no entities.
    fn new(tree: &'a View<'a>, part: &'a Part, list: &[u8]) -> Result<Option<Self>, StoreError> {
        let segment = &part.segment;
        let (Some(list), Some(together)) = (segment.list(list)?, segment.list(list_keys::TOGETHER)?) else {
            return Ok(None);
        };
        let entities = segment.entities()?;
        let counts = vec![(0, 0); entities.count() as usize];
        Ok(Some(Self { tree, part, list, together, entities, counts }))
    }

    /// Counts the articles of the list among these.
    fn count(&mut self, list: &[u8], numbers: Range<u32>) -> Result<(), StoreError> {
        if list == list_keys::BY_DATE {
            return self.count_blocks(numbers);
        }
        if numbers == (0..self.part.segment.articles()) && self.add_sum(&sums::of_entities(list))? {
            return self.take_away(&numbers);
        }
        self.walk(numbers)
    }

    /// Counts all of these articles.
    fn count_blocks(&mut self, numbers: Range<u32>) -> Result<(), StoreError> {
        let mut at = numbers.start;
        while at < numbers.end {
            let end = (at / BLOCK + 1) * BLOCK;
            let is_whole = at.is_multiple_of(BLOCK) && end <= numbers.end;
            let block = at..end.min(numbers.end);
            if is_whole && self.add_sum(&sums::of_block(at / BLOCK))? {
                self.take_away(&block)?;
            } else {
                self.walk(block)?;
            }
            at = end;
        }
        Ok(())
    }

    fn walk(&mut self, numbers: Range<u32>) -> Result<(), StoreError> {
        let mut target = numbers.start;
        while let Some(number) = self.list.seek(target)?.filter(|number| *number < numbers.end) {
            self.tree.look()?;
            if !self.part.gone.has(number) {
                self.change(number, |(articles, mentions), times| {
                    *articles += 1;
                    *mentions += times;
                })?;
            }
            target = number + 1;
        }
        Ok(())
    }

    /// Adds sums, if there are some of that key.
    fn add_sum(&mut self, key: &[u8]) -> Result<bool, StoreError> {
        let Some(sum) = self.part.segment.list(key)? else { return Ok(false) };
        let (tree, counts) = (self.tree, &mut self.counts);
        sum.each(|entity, value| {
            tree.look()?;
            let (articles, mentions) = codec::from_bytes::<(u64, u64)>(value).map_err(damaged)?;
            let count = counts.get_mut(entity as usize).ok_or_else(unknown)?;
            count.0 += articles;
            count.1 += mentions;
            Ok(())
        })?;
        Ok(true)
    }

    /// Takes those away that sums have counted and are gone.
    fn take_away(&mut self, numbers: &Range<u32>) -> Result<(), StoreError> {
        let gone = self.part.gone.clone();
        for number in gone.numbers().skip_while(|number| *number < numbers.start) {
            if number >= numbers.end {
                break;
            }
            self.tree.look()?;
            if self.list.seek(number)? == Some(number) {
                self.change(number, |(articles, mentions), times| {
                    *articles = articles.saturating_sub(1);
                    *mentions = mentions.saturating_sub(times);
                })?;
            }
        }
        Ok(())
    }

    /// Changes the counts of the entities that an article mentions.
    fn change(&mut self, article: u32, change: impl Fn(&mut (u64, u64), u64)) -> Result<(), StoreError> {
        if self.together.seek(article)? == Some(article) {
            for (entity, times) in codec::from_bytes::<WithMentions>(self.together.value()).map_err(damaged)? {
                change(self.counts.get_mut(entity as usize).ok_or_else(unknown)?, times);
            }
        }
        Ok(())
    }

    /// Most entities are in most parts: each id is copied once.
    fn add_to(self, all: &mut HashMap<String, (u64, u64)>) -> Result<(), StoreError> {
        for (entity, (articles, mentions)) in (0..).zip(self.counts).filter(|(_, (articles, _))| *articles > 0) {
            let id = self.entities.text(entity)?;
            match all.get_mut(id) {
                Some((all_articles, all_mentions)) => {
                    *all_articles += articles;
                    *all_mentions += mentions;
                }
                None => drop(all.insert(id.to_owned(), (articles, mentions))),
            }
        }
        Ok(())
    }
}

fn unknown() -> StoreError {
    StoreError::Corrupt("the index names an entity that it has not".into())
}
