//! Which entities some articles mention, and how often.
//!
//! Where a question is about all articles of a long list in a part of the index, or about many in a row, their sums say it
//! ([`super::index::sums`]); the others are walked.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use super::damaged;
use super::index::sums::{self, BLOCK};
use super::index::{Entities, Part, PostingCursor, WithMentions, list_keys};
use super::view::View;
use crate::store::codec;
use crate::store::sort_key::{SortKey, rank_order};
use crate::store::{DateRange, StoreError};

/// How often an entity is mentioned; who is in more articles is greater.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Its id.
    pub id: &'a str,
    /// In so many articles.
    pub articles: u64,
    /// So often.
    pub mentions: u64,
}

impl Ord for Counted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        rank_order((self.articles, self.id), (other.articles, other.id)).reverse()
    }
}

impl PartialOrd for Counted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Counted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Counted<'_> {}

/// Counts the entities in the articles of a list that are dated inside a range. There are many, and few are asked for: their ids are
/// not copied, so they are lent.
pub fn counted<T>(
    tree: &View<'_>,
    list: &[u8],
    range: &DateRange,
    then: impl FnOnce(Vec<Counted<'_>>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let Some(first) = SortKey::first_in(range) else { return then(Vec::new()) };
    let last = SortKey::last_in(range);
    let mut parts = Vec::new();
    for part in &tree.index().parts {
        let numbers = part.segment.between(&first, &last)?;
        if numbers.is_empty() {
            continue;
        }
        if let Some(mut counting) = Counting::new(tree, part, list)? {
            counting.count(list, numbers)?;
            parts.push((counting.entities, counting.counts));
        }
    }
    let mut all: HashMap<&str, (u64, u64)> = HashMap::new();
    for (entities, counts) in &parts {
        for (entity, (articles, mentions)) in (0..).zip(counts).filter(|(_, (articles, _))| *articles > 0) {
            let (all_articles, all_mentions) = all.entry(entities.text(entity)?).or_default();
            *all_articles += articles;
            *all_mentions += mentions;
        }
    }
    then(all.into_iter().map(|(id, (articles, mentions))| Counted { id, articles, mentions }).collect())
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
}

fn unknown() -> StoreError {
    StoreError::Corrupt("the index names an entity that it has not".into())
}
