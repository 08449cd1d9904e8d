//! BM25 by counting, for the store in memory: every question reads everything. The index on disk uses the same weights.

use std::collections::BTreeMap;

use super::matching::{Fields, Kind, find, matches};
use super::query::{Field, Sought, TextQuery};
use super::words::Word;
use super::{Place, Sort, TextFilter};
use crate::store::sort_key::SortKey;

/// A word in the headline counts so much.
pub const IN_TITLE: f32 = 2.0;

/// A word that is only a part of a compound counts so much.
pub const AS_PART: f32 = 0.5;

/// The beginning of a word counts so much, however often and wherever it is.
pub const OF_PREFIX: f32 = 1.0;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Something that can be found.
pub struct Item<T> {
    /// The place of its article.
    pub order: SortKey,
    /// Its number in the article.
    pub number: u32,
    /// Its words.
    pub fields: Fields,
    /// What is wanted of it; nothing when it does not pass the other filters.
    pub passing: Option<T>,
}

/// What is found, in its order. `items` are all of the kind, passing or not, as they say which words are rare.
pub fn found<T>(text: &TextFilter, kind: Kind, items: Vec<Item<T>>) -> BTreeMap<Place, T> {
    let scores = match text.sort {
        Sort::Relevance => scores(&text.query, kind, &items),
        Sort::Date => vec![0.0; items.len()],
    };
    let found = items.into_iter().zip(scores).filter_map(|(item, score)| {
        let passing = item.passing.filter(|_| matches(&text.query, kind, &item.fields))?;
        Some((Place::new(score, text.sort, item.order, item.number), passing))
    });
    found.collect()
}

/// How often something stands among words.
type Count = Box<dyn Fn(&[Word]) -> usize>;

/// One way in which a clause can be found.
struct Way {
    field: Field,
    weight: f32,
    count: Count,
    /// Whether it counts how often.
    ranked: bool,
}

fn ways(query: &TextQuery, kind: Kind) -> Vec<Way> {
    let mut ways = Vec::new();
    for clause in query.clauses.iter().filter(|clause| !clause.negated) {
        for &field in kind.fields(clause) {
            let boost = if field == Field::Title { IN_TITLE } else { 1.0 };
            let sought = clause.sought.clone();
            match &clause.sought {
                Sought::Word(_) => {
                    for (part, weight) in [(false, 1.0), (true, AS_PART)] {
                        let sought = sought.clone();
                        let count =
                            move |words: &[Word]| find(&sought, words).iter().filter(|f| f.part == part).count();
                        ways.push(Way { field, weight: weight * boost, count: Box::new(count), ranked: true });
                    }
                }
                Sought::Phrase(_) | Sought::Prefix(_) => {
                    let ranked = matches!(clause.sought, Sought::Phrase(_));
                    let count = move |words: &[Word]| find(&sought, words).len();
                    ways.push(Way { field, weight: boost, count: Box::new(count), ranked });
                }
            }
        }
    }
    ways
}

fn scores<T>(query: &TextQuery, kind: Kind, items: &[Item<T>]) -> Vec<f32> {
    let mut scores = vec![0.0; items.len()];
    let all = items.len() as f32;
    for Way { field, weight, count, ranked } in ways(query, kind) {
        let length = |item: &Item<T>| item.fields.words(field).len() as f32;
        let mean = (items.iter().map(length).sum::<f32>() / all).max(f32::MIN_POSITIVE);
        let counts: Vec<usize> = items.iter().map(|item| count(item.fields.words(field))).collect();
        let with = counts.iter().filter(|count| **count > 0).count() as f32;
        let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
        for ((score, item), count) in scores.iter_mut().zip(items).zip(&counts).filter(|(_, count)| **count > 0) {
            let count = *count as f32;
            let often = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length(item) / mean));
            *score += weight * if ranked { rarity * often } else { OF_PREFIX };
        }
    }
    scores
}
