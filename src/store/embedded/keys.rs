//! The keys: first a letter for the family, then its parts. See [`super`] for the table.

use std::ops::RangeInclusive;

use crate::article::{ArticleId, ContentHash};
use crate::nlp::analysis::{Certainty, ClaimKind, EntityId, EntityType, FigureKind};
use crate::store::codec::{self, Stored};
use crate::store::order::{ORDER, Order, put_text};

/// Version of the data format.
pub const FORMAT: &[u8] = b"#format";
/// Number of articles.
pub const COUNT: &[u8] = b"#count";

/// Bytes of a value, at most: with larger ones sled may move pages out into files that it never syncs.
pub const CHUNK: usize = 3_900;

/// Bytes of a posting's value, at most; whatever is longer is left out and read from the article instead.
pub const LONGEST_POSTING: usize = 3_000;

/// The families whose keys end with an [`Order`].
pub const BY_DATE: &[u8] = b"d";
pub const BY_SOURCE: &[u8] = b"s";
pub const BY_LANGUAGE: &[u8] = b"l";
pub const BY_ENTITY: &[u8] = b"e";
pub const BY_SPEAKER: &[u8] = b"p";
pub const TOGETHER: &[u8] = b"o";
pub const CLAIMS: &[u8] = b"c";
pub const CLAIMS_BY_SPEAKER: &[u8] = b"Cs";
pub const CLAIMS_ABOUT: &[u8] = b"Ca";
pub const CLAIMS_BY_KIND: &[u8] = b"Ck";
pub const CLAIMS_BY_CERTAINTY: &[u8] = b"Cc";
pub const FIGURES: &[u8] = b"f";
pub const FIGURES_BY_KIND: &[u8] = b"Fk";
pub const FIGURES_BY_UNIT: &[u8] = b"Fu";
pub const FIGURES_ABOUT: &[u8] = b"Fe";
pub const FIGURES_BY_SPEAKER: &[u8] = b"Fs";

/// The records, in chunks.
pub const ARTICLE: &[u8] = b"A";
pub const ANALYSIS: &[u8] = b"N";
pub const TALLY: &[u8] = b"T";

/// Entities by rank, all and by type, and by folded name.
pub const RANK: &[u8] = b"R";
pub const RANK_OF_KIND: &[u8] = b"K";
pub const NAMED: &[u8] = b"n";

/// Where duplicates are seen.
const HASH: &[u8] = b"H";
const EXTERNAL: &[u8] = b"X";

/// A family restricted to one text: a source, an entity, a unit.
pub fn of_text(family: &[u8], text: &str) -> Vec<u8> {
    let mut key = family.to_vec();
    put_text(&mut key, text);
    key
}

/// A family restricted to one claim kind.
pub fn of_claim_kind(kind: ClaimKind) -> Vec<u8> {
    of_code(CLAIMS_BY_KIND, &kind)
}

/// A family restricted to one certainty.
pub fn of_certainty(certainty: Certainty) -> Vec<u8> {
    of_code(CLAIMS_BY_CERTAINTY, &certainty)
}

/// A family restricted to one figure kind.
pub fn of_figure_kind(kind: FigureKind) -> Vec<u8> {
    of_code(FIGURES_BY_KIND, &kind)
}

/// Ranks of one type of entity.
pub fn ranks_of(kind: EntityType) -> Vec<u8> {
    of_code(RANK_OF_KIND, &kind)
}

fn of_code<T: Stored>(family: &[u8], code: &T) -> Vec<u8> {
    let mut key = family.to_vec();
    code.put(&mut key);
    key
}

/// An article's key in a list.
pub fn posting(list: &[u8], order: &Order) -> Vec<u8> {
    [list, &order.0[..]].concat()
}

/// All keys that the list has between two places.
pub fn between(list: &[u8], from: &Order, to: &Order) -> RangeInclusive<Vec<u8>> {
    posting(list, from)..=posting(list, to)
}

/// The place at the end of a posting's key.
pub fn order_of(key: &[u8]) -> Option<Order> {
    key.len().checked_sub(ORDER).and_then(|at| key.get(at..)).and_then(Order::read)
}

/// Where the chunks of a record begin.
pub fn record(family: &[u8], id: ArticleId) -> Vec<u8> {
    [family, &id.as_bytes()[..]].concat()
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
