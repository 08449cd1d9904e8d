//! The sums of a segment: what its long lists come to, so that a question about all their articles need not look at each.
//!
//! They lie behind the lists, as lists whose numbers are not those of articles:
//!
//! | list | number | value | what for |
//! |---|---|---|---|
//! | `~d` list | day | [`DaySum`] | the articles of a list by their day in UTC |
//! | `~e` list | entity | articles, mentions | the entities that the articles of a list mention |
//! | `~t` block | entity | articles, mentions | those that [`BLOCK`] articles in a row mention |
//!
//! They are made with a segment, of all its articles; who asks takes away again what is gone of them.

use std::collections::BTreeMap;

use super::bytes::too_short;
use super::{WithMentions, list_keys};
use crate::nlp::analysis::SentimentLabel;
use crate::store::StoreError;
use crate::store::calendar::day_of;
use crate::store::codec::{self, stored_fields};
use crate::store::embedded::damaged;
use crate::store::facts::{EntityCounts, FixedScore};
use crate::store::sort_key::SortKey;

const OF_DAYS: &[u8] = b"~d";
const OF_ENTITIES: &[u8] = b"~e";
const OF_BLOCKS: &[u8] = b"~t";

/// Shorter lists are walked.
const LONG: usize = 1_024;

/// Articles in a row whose entities are summed up.
pub const BLOCK: u32 = 1_024;

/// Days before 1970 that there can be; the calendar begins in the year -9999.
const DAYS_BEFORE: i64 = 1 << 23;

/// What the articles of a day come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaySum {
    /// How many there are.
    pub articles: u64,
    /// Mentions of the entity, where the list is one's.
    pub mentions: u64,
    /// The sum of their scores, in billionths.
    pub score: i64,
    /// How many are positive, neutral, negative, mixed.
    pub positive: u64,
    /// See there.
    pub neutral: u64,
    /// See there.
    pub negative: u64,
    /// See there.
    pub mixed: u64,
}

stored_fields! {
    DaySum { articles, mentions, score, positive, neutral, negative, mixed }
}

impl DaySum {
    /// What a list says of one article.
    pub fn of(list: &[u8], value: &[u8]) -> Result<Self, StoreError> {
        let (mentions, sentiment) = if list.starts_with(list_keys::BY_ENTITY) {
            let counts: EntityCounts = codec::from_bytes(value).map_err(damaged)?;
            (counts.mentions, counts.sentiment)
        } else {
            (0, codec::from_bytes::<FixedScore>(value).map_err(damaged)?)
        };
        let mut sum = Self { articles: 1, mentions, score: sentiment.score, ..Self::default() };
        *match sentiment.label {
            SentimentLabel::Positive => &mut sum.positive,
            SentimentLabel::Neutral => &mut sum.neutral,
            SentimentLabel::Negative => &mut sum.negative,
            SentimentLabel::Mixed => &mut sum.mixed,
        } = 1;
        Ok(sum)
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.mentions += other.mentions;
        self.score += other.score;
        self.positive += other.positive;
        self.neutral += other.neutral;
        self.negative += other.negative;
        self.mixed += other.mixed;
    }

    /// Takes away one that was added.
    pub fn subtract(&mut self, other: &Self) {
        self.articles = self.articles.saturating_sub(other.articles);
        self.mentions = self.mentions.saturating_sub(other.mentions);
        self.score -= other.score;
        self.positive = self.positive.saturating_sub(other.positive);
        self.neutral = self.neutral.saturating_sub(other.neutral);
        self.negative = self.negative.saturating_sub(other.negative);
        self.mixed = self.mixed.saturating_sub(other.mixed);
    }
}

/// Whether a key is that of sums.
pub fn is_sum(key: &[u8]) -> bool {
    key.starts_with(list_keys::SUMS)
}

/// The sums of a list by day.
pub fn of_days(list: &[u8]) -> Vec<u8> {
    [OF_DAYS, list].concat()
}

/// The entities of a list.
pub fn of_entities(list: &[u8]) -> Vec<u8> {
    [OF_ENTITIES, list].concat()
}

/// The entities of a block.
pub fn of_block(block: u32) -> Vec<u8> {
    [OF_BLOCKS, &block.to_be_bytes()[..]].concat()
}

/// The day of a number.
pub fn day(number: u32) -> i64 {
    i64::from(number) - DAYS_BEFORE
}

/// The number of a day.
fn number_of_day(day: i64) -> u32 {
    u32::try_from(day + DAYS_BEFORE).unwrap_or_default()
}

/// A list of sums.
pub type Summed = Vec<(u32, Vec<u8>)>;

/// Makes the sums of a segment while its lists are written.
pub struct Summing<'a> {
    places: &'a [SortKey],
    of_days: BTreeMap<Vec<u8>, Summed>,
    /// Long lists with their articles.
    long: Vec<(Vec<u8>, Vec<u32>)>,
    /// The entities of each article: where they begin in all of them, and at the end where these end.
    starts: Vec<u32>,
    mentioned: WithMentions,
}

impl<'a> Summing<'a> {
    /// Of articles at these places.
    pub fn new(places: &'a [SortKey]) -> Self {
        Self { places, of_days: BTreeMap::new(), long: Vec::new(), starts: Vec::new(), mentioned: WithMentions::new() }
    }

    /// Takes a list in.
    pub fn add(&mut self, key: &[u8], postings: &[(u32, &[u8])]) -> Result<(), StoreError> {
        if key == list_keys::TOGETHER {
            return self.add_together(postings);
        }
        let is_of_entity = key.starts_with(list_keys::BY_ENTITY);
        let is_of_source = key.starts_with(list_keys::BY_SOURCE);
        if postings.len() < LONG || !(is_of_entity || is_of_source || key == list_keys::BY_DATE) {
            return Ok(());
        }
        let mut days: BTreeMap<u32, DaySum> = BTreeMap::new();
        for (number, value) in postings {
            let place = self.places.get(*number as usize).ok_or_else(too_short)?;
            days.entry(number_of_day(day_of(place.at()))).or_default().add(&DaySum::of(key, value)?);
        }
        self.of_days.insert(of_days(key), days.iter().map(|(day, sum)| (*day, codec::to_bytes(sum))).collect());
        if is_of_entity || is_of_source {
            self.long.push((of_entities(key), postings.iter().map(|(number, _)| *number).collect()));
        }
        Ok(())
    }

    fn add_together(&mut self, postings: &[(u32, &[u8])]) -> Result<(), StoreError> {
        if self.places.len() < LONG {
            return Ok(());
        }
        let mut postings = postings.iter().peekable();
        for number in 0..self.places.len() as u32 {
            self.starts.push(self.mentioned.len() as u32);
            if let Some((_, value)) = postings.next_if(|(other, _)| *other == number) {
                self.mentioned.extend(codec::from_bytes::<WithMentions>(value).map_err(damaged)?);
            }
        }
        self.starts.push(self.mentioned.len() as u32);
        Ok(())
    }

    /// All sums, in the order of their keys.
    pub fn finish(mut self, entities: usize) -> Vec<(Vec<u8>, Summed)> {
        let mut counts = Counts { counts: vec![(0, 0); entities], seen: Vec::new() };
        let mut sums: Vec<_> = std::mem::take(&mut self.of_days).into_iter().collect();
        for (key, numbers) in std::mem::take(&mut self.long) {
            for number in numbers {
                counts.add(self.entities_of(number));
            }
            sums.push((key, counts.take()));
        }
        let articles = self.starts.len().saturating_sub(1) as u32;
        for block in 0..articles / BLOCK {
            (block * BLOCK..(block + 1) * BLOCK).for_each(|number| counts.add(self.entities_of(number)));
            sums.push((of_block(block), counts.take()));
        }
        sums.retain(|(_, sum)| !sum.is_empty());
        sums
    }

    fn entities_of(&self, number: u32) -> &[(u32, u64)] {
        let bounds = self.starts.get(number as usize..).and_then(|starts| starts.first_chunk());
        let Some([start, end]) = bounds else { return &[] };
        self.mentioned.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

/// Articles and mentions by entity.
struct Counts {
    counts: Vec<(u64, u64)>,
    seen: Vec<u32>,
}

impl Counts {
    fn add(&mut self, mentioned: &[(u32, u64)]) {
        for (entity, times) in mentioned {
            if let Some((articles, mentions)) = self.counts.get_mut(*entity as usize) {
                if *articles == 0 {
                    self.seen.push(*entity);
                }
                *articles += 1;
                *mentions += times;
            }
        }
    }

    /// What was counted; nothing is then.
    fn take(&mut self) -> Summed {
        self.seen.sort_unstable();
        let taken = self.seen.drain(..).map(|entity| {
            let count = std::mem::take(&mut self.counts[entity as usize]);
            (entity, codec::to_bytes(&count))
        });
        taken.collect()
    }
}
