//! Sums over many articles: an entity's tally, timelines, sentiment buckets.
//!
//! Everything summed is a whole number, so sums don't depend on the order of their parts and a deleted article takes
//! away exactly what it brought.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{Buckets, bucket_of};
use super::codec::stored_fields;
use super::facts::{BILLION, EntityFacts, FixedScore, entity_facts, fold};
use super::roles::Roles;
use super::{Bucket, EntityProfile, EntitySummary, Interval, TimelinePoint};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{EntityId, EntityType, SentimentLabel};

/// What the whole archive says about one entity: a sum of [`EntityFacts`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Articles that mention it.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
    /// Claims it makes.
    pub claims: u64,
    /// Sum of its sentiment in billionths.
    pub score: i64,
    /// In how many articles it had each of these types, subtypes, Wikidata ids and fullest names.
    pub kinds: BTreeMap<EntityType, u64>,
    /// See `kinds`.
    pub subtypes: BTreeMap<String, u64>,
    /// See `kinds`.
    pub wikidata: BTreeMap<String, u64>,
    /// See `kinds`.
    pub full_names: BTreeMap<String, u64>,
    /// How often each proper name mentioned it.
    pub names: BTreeMap<String, u64>,
    /// What articles say a person is.
    pub roles: Roles,
}

stored_fields! {
    Tally { articles, mentions, claims, score, kinds, subtypes, wikidata, full_names, names, roles }
}

impl Tally {
    /// What one article of that date says.
    #[must_use]
    pub fn of(facts: &EntityFacts<'_>, at: Timestamp) -> Self {
        let EntityFacts { kind, subtype, wikidata, name, role, names, counts } = facts;
        let one = |value: Option<&str>| value.into_iter().map(|value| (value.to_owned(), 1)).collect();
        Self {
            articles: 1,
            mentions: counts.mentions,
            claims: counts.claims,
            score: counts.sentiment.score,
            kinds: BTreeMap::from([(*kind, 1)]),
            subtypes: one(*subtype),
            wikidata: one(*wikidata),
            full_names: BTreeMap::from([((*name).to_owned(), 1)]),
            names: names.iter().map(|(name, times)| ((*name).to_owned(), *times)).collect(),
            roles: role.map(|role| Roles::of(role, at)).unwrap_or_default(),
        }
    }

    /// Adds what another sum says.
    pub fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.mentions += other.mentions;
        self.claims += other.claims;
        self.score += other.score;
        for (kind, articles) in other.kinds {
            *self.kinds.entry(kind).or_default() += articles;
        }
        for (votes, more) in [
            (&mut self.subtypes, other.subtypes),
            (&mut self.wikidata, other.wikidata),
            (&mut self.full_names, other.full_names),
            (&mut self.names, other.names),
        ] {
            for (text, times) in more {
                *votes.entry(text).or_default() += times;
            }
        }
        self.roles.add(other.roles);
    }

    /// Takes what another sum says away again.
    pub fn subtract(&mut self, other: &Self) {
        self.articles = self.articles.saturating_sub(other.articles);
        self.mentions = self.mentions.saturating_sub(other.mentions);
        self.claims = self.claims.saturating_sub(other.claims);
        self.score -= other.score;
        for (kind, articles) in &other.kinds {
            take_away(&mut self.kinds, kind, *articles);
        }
        for (votes, less) in [
            (&mut self.subtypes, &other.subtypes),
            (&mut self.wikidata, &other.wikidata),
            (&mut self.full_names, &other.full_names),
            (&mut self.names, &other.names),
        ] {
            for (text, times) in less {
                take_away(votes, text, *times);
            }
        }
        self.roles.subtract(&other.roles);
    }

    /// The type most articles give it.
    #[must_use]
    pub fn kind(&self) -> EntityType {
        most_frequent(&self.kinds).copied().unwrap_or(EntityType::Other)
    }

    /// All names, folded.
    #[must_use]
    pub fn folded_names(&self) -> BTreeSet<String> {
        self.full_names.keys().chain(self.names.keys()).map(|name| fold(name)).collect()
    }

    /// The entity with its counts over the whole archive.
    #[must_use]
    pub fn summary(&self, id: EntityId) -> EntitySummary {
        // The fullest name is the longest; among equally long ones the first in the order of bytes.
        let name = self.full_names.keys().rev().max_by_key(|name| name.chars().count());
        EntitySummary {
            id,
            name: name.cloned().unwrap_or_default(),
            kind: self.kind(),
            subtype: most_frequent(&self.subtypes).cloned(),
            wikidata: most_frequent(&self.wikidata).cloned(),
            articles: self.articles,
            mentions: self.mentions,
        }
    }

    /// Everything known of the entity.
    #[must_use]
    pub fn profile(&self, id: EntityId, first_seen: Timestamp, last_seen: Timestamp) -> EntityProfile {
        let mut names: BTreeMap<&String, u64> = self.full_names.keys().map(|name| (name, 0)).collect();
        names.extend(self.names.iter().map(|(name, times)| (name, *times)));
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        EntityProfile {
            summary: self.summary(id),
            names: names.into_iter().map(|(name, _)| name.clone()).collect(),
            first_seen,
            last_seen,
            claims: self.claims,
            mean_sentiment: mean(self.score, self.articles),
            roles: self.roles.told(),
        }
    }
}

/// What an article says about every entity in it, each as a sum of its own.
#[must_use]
pub fn tallies_of(article: &AnalysedArticle) -> BTreeMap<EntityId, Tally> {
    let at = article.article.dated_at();
    entity_facts(article).iter().map(|(id, facts)| ((*id).clone(), Tally::of(facts, at))).collect()
}

fn take_away<K, Q>(votes: &mut BTreeMap<K, u64>, key: &Q, times: u64)
where
    K: Ord + std::borrow::Borrow<Q>,
    Q: Ord + ?Sized,
{
    if let Some(count) = votes.get_mut(key) {
        *count = count.saturating_sub(times);
        if *count == 0 {
            votes.remove(key);
        }
    }
}

/// Among equally frequent ones the first.
fn most_frequent<K>(votes: &BTreeMap<K, u64>) -> Option<&K> {
    votes.iter().rev().max_by_key(|(_, times)| **times).map(|(key, _)| key)
}

#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
fn mean(billionths: i64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { billionths as f64 / BILLION / count as f64 }
}

/// Mentions by bucket.
#[derive(Debug, Default)]
pub struct Timeline(BTreeMap<Date, TimelinePoint>, Buckets);

impl Timeline {
    /// Counts one article.
    pub fn add(&mut self, at: Timestamp, interval: Interval, mentions: u64) {
        let start = self.1.of(at, interval);
        let point = self.0.entry(start).or_insert(TimelinePoint { start, articles: 0, mentions: 0 });
        point.articles += 1;
        point.mentions += mentions;
    }

    /// Counts the articles and mentions of a day, by the UTC calendar.
    pub fn add_day(&mut self, day: Date, interval: Interval, (articles, mentions): (u64, u64)) {
        let start = bucket_of(day, interval);
        let point = self.0.entry(start).or_insert(TimelinePoint { start, articles: 0, mentions: 0 });
        point.articles += articles;
        point.mentions += mentions;
    }

    /// The buckets that hold something, oldest first.
    #[must_use]
    pub fn points(self) -> Vec<TimelinePoint> {
        self.0.into_values().collect()
    }
}

/// Sentiment by bucket.
#[derive(Debug, Default)]
pub struct SentimentBuckets(BTreeMap<Date, (u64, i64, [u64; 4])>, Buckets);

impl SentimentBuckets {
    /// Counts one article.
    pub fn add(&mut self, at: Timestamp, interval: Interval, sentiment: FixedScore) {
        let (count, score, labels) = self.0.entry(self.1.of(at, interval)).or_default();
        *count += 1;
        *score += sentiment.score;
        let [positive, neutral, negative, mixed] = labels;
        *match sentiment.label {
            SentimentLabel::Positive => positive,
            SentimentLabel::Neutral => neutral,
            SentimentLabel::Negative => negative,
            SentimentLabel::Mixed => mixed,
        } += 1;
    }

    /// Counts the articles of a day, by the UTC calendar: how many, the sum of their scores, and how many of each label.
    pub fn add_day(&mut self, day: Date, interval: Interval, (articles, sum, of): (u64, i64, [u64; 4])) {
        let (count, score, labels) = self.0.entry(bucket_of(day, interval)).or_default();
        *count += articles;
        *score += sum;
        for (label, more) in labels.iter_mut().zip(of) {
            *label += more;
        }
    }

    /// The buckets that hold something, oldest first.
    #[must_use]
    pub fn buckets(self) -> Vec<Bucket> {
        let bucket = |(start, (count, score, labels))| Bucket { start, count, mean: mean(score, count), labels };
        self.0.into_iter().map(bucket).collect()
    }
}
