//! The keys: first a letter for the family, then its parts. See [`super`] for the table.

use std::ops::RangeInclusive;

use crate::article::{ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec::{self, Stored};
use crate::store::reanalysis::analyzer_code;
use crate::store::sort_key::{SORT_KEY, SortKey, put_text};

/// Version of the data format.
pub const FORMAT: &[u8] = b"#format";
/// Number of articles.
pub const COUNT: &[u8] = b"#count";

/// Bytes of a value, at most: with larger ones sled may move pages out into files that it never syncs.
pub const CHUNK: usize = 3_900;

/// What an article said before its corrections: what there was, and the records.
pub const EARLIER: &[u8] = b"O";
pub const EARLIER_ARTICLE: &[u8] = b"a";
pub const EARLIER_ANALYSIS: &[u8] = b"u";

/// The files of the index, what is gone of them, and the last change that is in them.
pub const SEGMENT: &[u8] = b"G";
pub const GONE: &[u8] = b"g";
pub const INDEXED: &[u8] = b"#indexed";

/// The files of the value log.
pub const LOG_FILE: &[u8] = b"v";

/// The records.
pub const ARTICLE: &[u8] = b"A";
pub const ANALYSIS: &[u8] = b"N";
pub const TALLY: &[u8] = b"T";

/// Entities by rank, and by folded name.
pub const RANK: &[u8] = b"R";
pub const NAMED: &[u8] = b"n";

/// The user's lexicon: its names, in chunks, and its versions.
pub const LEXICON: &[u8] = b"L";
pub const LEXICON_VERSION: &[u8] = b"V";

/// The families whose values lie in the value log, and how long their keys are.
pub const LOGGED: [(&[u8], usize); 5] =
    [(ARTICLE, 17), (ANALYSIS, 17), (EARLIER_ARTICLE, 21), (EARLIER_ANALYSIS, 21), (STATEMENTS, 17)];

/// What programs of earlier formats kept in the database and the index holds now.
pub const MOVED: [&str; 13] = ["B", "d", "s", "l", "e", "o", "c", "Ck", "Cc", "f", "Fk", "Fu", "Z"];

/// The newest number of the change feed.
pub const NEWEST_CHANGE: &[u8] = b"#changes";

/// The change feed: by number, and the number of an article's change.
pub const CHANGE: &[u8] = b"M";
pub const CHANGE_OF: &[u8] = b"m";

/// What brought the texts of articles that were read again since, by number.
pub const TEXT: &[u8] = b"t";

/// How far those have come who follow the feed.
pub const POSITION: &[u8] = b"P";

/// The analyzers with how many articles each has read.
pub const ANALYZER: &[u8] = b"z";

/// What articles state in figures: by key, all of an article, and the pairs that exclude each other by the newer article.
pub const STATED: &[u8] = b"Q";
pub const STATEMENTS: &[u8] = b"q";
pub const PAIRS: &[u8] = b"K";

/// The first article that one is a copy of, and the copies of it.
pub const COPY_OF: &[u8] = b"Y";
pub const COPIED: &[u8] = b"y";

/// The families that a batch keeps its changes of in order, as it looks at ranges of them.
pub const RANGED: [&[u8]; 2] = [STATED, COPIED];

/// What is to be read again, in chunks.
pub const PLAN: &[u8] = b"J";

/// Saved searches in chunks, how far each has come, and what became of its messages.
pub const WATCH: &[u8] = b"W";
pub const WATCH_POSITION: &[u8] = b"p";
pub const DELIVERY: &[u8] = b"w";

/// Where duplicates are seen.
pub const HASH: &[u8] = b"H";
pub const EXTERNAL: &[u8] = b"X";

/// A family restricted to one text: a source, an entity, a unit.
pub fn of_text(family: &[u8], text: &str) -> Vec<u8> {
    let mut key = family.to_vec();
    put_text(&mut key, text);
    key
}

/// An analyzer, with how many articles it has read.
pub fn analyzer(analyzer: &AnalyzerInfo) -> Vec<u8> {
    [ANALYZER, &analyzer_code(analyzer)[..]].concat()
}

/// What is said under a key.
pub fn stated(key: &[u8]) -> Vec<u8> {
    [STATED, key].concat()
}

/// A copy of an article.
pub fn copied(of: ArticleId, copy: ArticleId) -> Vec<u8> {
    [COPIED, &of.as_bytes()[..], &copy.as_bytes()[..]].concat()
}

/// The article whose id a key ends with.
pub fn id_at_end(key: &[u8]) -> Result<ArticleId, StoreError> {
    let id = key.last_chunk().map(|id| ArticleId::from_bytes(*id));
    id.ok_or_else(|| StoreError::Corrupt("a key is too short".into()))
}

/// An article's key in a list.
pub fn posting(list: &[u8], order: &SortKey) -> Vec<u8> {
    [list, &order.0[..]].concat()
}

/// All keys that the list has between two places.
pub fn between(list: &[u8], from: &SortKey, to: &SortKey) -> RangeInclusive<Vec<u8>> {
    posting(list, from)..=posting(list, to)
}

/// The place at the end of a posting's key.
pub fn sort_key_of(key: &[u8]) -> Option<SortKey> {
    key.len().checked_sub(SORT_KEY).and_then(|at| key.get(at..)).and_then(SortKey::read)
}

/// A file of the index.
pub fn segment(number: u32) -> Vec<u8> {
    [SEGMENT, &number.to_be_bytes()[..]].concat()
}

/// An article of a file of the index that is gone.
pub fn gone(file: u32, number: u32) -> Vec<u8> {
    [GONE, &file.to_be_bytes()[..], &number.to_be_bytes()[..]].concat()
}

/// The record of an article.
pub fn record(family: &[u8], id: ArticleId) -> Vec<u8> {
    [family, &id.as_bytes()[..]].concat()
}

/// A revision of an article.
pub fn revision(family: &[u8], id: ArticleId, number: u32) -> Vec<u8> {
    [family, &id.as_bytes()[..], &number.to_be_bytes()[..]].concat()
}

/// Bytes of the number of a chunk.
const CHUNK_NUMBER: usize = 4;

/// The article of a record, or of the first chunk of one of an older format; none for all other keys.
pub fn article_of(record: &[u8]) -> Option<ArticleId> {
    let (id, chunk) = record.strip_prefix(ARTICLE)?.split_first_chunk()?;
    (chunk.is_empty() || chunk == 0_u32.to_be_bytes()).then(|| ArticleId::from_bytes(*id))
}

/// Whether the value of a key lies in the log.
pub fn is_logged(key: &[u8]) -> bool {
    LOGGED.iter().any(|(family, length)| key.len() == *length && key.starts_with(family))
}

/// The key under which the log holds what older formats kept in chunks, of which this is the key of the first one.
pub fn logged_of_first_chunk(key: &[u8]) -> Option<&[u8]> {
    let (logged, chunk) = key.split_at_checked(key.len().checked_sub(CHUNK_NUMBER)?)?;
    (is_logged(logged) && chunk == 0_u32.to_be_bytes()).then_some(logged)
}

/// A file of the value log.
pub fn log_file(number: u32) -> Vec<u8> {
    [LOG_FILE, &number.to_be_bytes()[..]].concat()
}

/// A change by its number.
pub fn change(number: u64) -> Vec<u8> {
    [CHANGE, &number.to_be_bytes()[..]].concat()
}

/// A change that brought a text, by its number.
pub fn text(number: u64) -> Vec<u8> {
    [TEXT, &number.to_be_bytes()[..]].concat()
}

/// The number of a change.
pub fn number_of_change(key: &[u8]) -> Option<u64> {
    let number = key.strip_prefix(CHANGE).or_else(|| key.strip_prefix(TEXT))?;
    Some(u64::from_be_bytes(number.try_into().ok()?))
}

/// Where the chunks of a tally begin.
pub fn tally(id: &EntityId) -> Vec<u8> {
    of_text(TALLY, &id.0)
}

/// Chunk `n` of a record.
pub fn chunk(record: &[u8], n: u32) -> Vec<u8> {
    [record, &n.to_be_bytes()[..]].concat()
}

/// The article of that content.
pub fn hash(hash: ContentHash) -> Vec<u8> {
    [HASH, &hash.0[..]].concat()
}

/// The article of that name at that source.
pub fn external(source: Option<&str>, external_id: &str) -> Vec<u8> {
    let mut key = EXTERNAL.to_vec();
    key.push(u8::from(source.is_some()));
    put_text(&mut key, source.unwrap_or_default());
    put_text(&mut key, external_id);
    key
}

/// Below this every number of articles has a step of its own.
pub const EXACT_STEPS: u64 = 16;

/// Bytes of a step at the head of a rank.
pub const STEP: usize = 2;

/// The step of the ranking that so many articles stand on: eight to every doubling. An entity's key changes with the
/// step, not with every article, which would be a write for each entity of each article.
pub fn step(articles: u64) -> u16 {
    if articles < EXACT_STEPS {
        return u16::try_from(articles).unwrap_or(u16::MAX);
    }
    let doublings = articles.ilog2();
    let eighth = (articles >> (doublings - 3)) & 7;
    u16::try_from(u64::from(doublings - 4) * 8 + eighth + EXACT_STEPS).unwrap_or(u16::MAX)
}

/// Where the entities of a step begin; the highest step comes first.
pub fn ranks_from(step: u16) -> Vec<u8> {
    [RANK, &(!step).to_be_bytes()[..]].concat()
}

/// An entity on its step.
pub fn rank(articles: u64, id: &EntityId) -> Vec<u8> {
    let mut key = ranks_from(step(articles));
    put_text(&mut key, &id.0);
    key
}

/// Step and text of an entity in the ranking.
pub fn step_of(rank: &[u8]) -> Option<(u16, &[u8])> {
    let (step, text) = rank.strip_prefix(RANK)?.split_first_chunk::<STEP>()?;
    Some((!u16::from_be_bytes(*step), text))
}

/// A version of the lexicon; the newest comes first.
pub fn lexicon_version(number: u64) -> Vec<u8> {
    [LEXICON_VERSION, &(!number).to_be_bytes()[..]].concat()
}

/// An entity under one of its names, folded.
pub fn named(name: &str, id: &EntityId) -> Vec<u8> {
    let mut key = of_text(NAMED, name);
    put_text(&mut key, &id.0);
    key
}

/// The value of [`named`]: entity and folded name, as a key may hold but the hash of them.
pub fn named_value(name: &str, id: &EntityId) -> Vec<u8> {
    let mut value = codec::to_bytes(id);
    name.to_owned().put(&mut value);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_rise_with_the_number_of_articles() {
        let mut last = 0;
        for articles in 1..100_000 {
            let step = step(articles);
            assert!(step == last || step == last + 1, "{articles} articles: from {last} to {step}");
            assert!(articles >= EXACT_STEPS || u64::from(step) == articles);
            last = step;
        }
        assert!(step(u64::MAX) > step(u64::MAX / 2));
    }
}
