//! The order of lists as bytes, and cursors: places in that order.
//!
//! Every list of the archive sorts by bytes, the same ones in every store. An article's place is its moment and its id,
//! both inverted, so that ascending bytes run from the newest to the oldest; a claim or figure adds its number. An
//! entity's place is its number of articles, inverted, and its id.

use std::cmp::Ordering;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::codec::{Stored, stored_fields};
use super::conflict::{PAIR_PLACE, PairPlace};
use super::{ArticleFilter, ClaimFilter, Cursor, DateRange, EntityFilter, FigureFilter, StoreError};
use crate::article::{Article, ArticleId};

/// Bytes of a moment.
const MOMENT: usize = 9;

/// Bytes of an article's place.
pub const SORT_KEY: usize = MOMENT + 16;

/// An article's place in every list of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey(pub [u8; SORT_KEY]);

impl SortKey {
    /// The place of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self::new(article.dated_at(), article.id)
    }

    /// The place of an article of that moment and id.
    #[must_use]
    pub fn new(at: Timestamp, id: ArticleId) -> Self {
        let mut bytes = [0; SORT_KEY];
        bytes[..MOMENT].copy_from_slice(&moment(at.as_nanosecond()));
        for (to, from) in bytes[MOMENT..].iter_mut().zip(id.as_bytes()) {
            *to = !from;
        }
        Self(bytes)
    }

    /// Nothing comes before it.
    pub const FIRST: Self = Self([0; SORT_KEY]);

    /// Nothing comes after it.
    pub const LAST: Self = Self([0xff; SORT_KEY]);

    /// The place that `bytes` begin with.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().copied().map(Self)
    }

    /// The article's id.
    #[must_use]
    pub fn id(&self) -> ArticleId {
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(&self.0[MOMENT..]) {
            *to = !from;
        }
        ArticleId::from_bytes(id)
    }

    /// The article's moment.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        let mut wide = [0xff; 16];
        wide[16 - MOMENT..].copy_from_slice(&self.0[..MOMENT]);
        let nanoseconds = !i128::from_be_bytes(wide) - BIAS;
        Timestamp::from_nanosecond(nanoseconds).unwrap_or_default()
    }

    /// The first place that can follow this one.
    #[must_use]
    pub fn next(mut self) -> Option<Self> {
        for byte in self.0.iter_mut().rev() {
            let (more, carried) = byte.overflowing_add(1);
            *byte = more;
            if !carried {
                return Some(self);
            }
        }
        None
    }

    /// The first place of a range; `None` when nothing can lie in it.
    #[must_use]
    pub fn first_in(range: &DateRange) -> Option<Self> {
        let mut bytes = [0; SORT_KEY];
        if let Some(to) = range.to {
            let last = to.as_nanosecond() - 1;
            if last < Timestamp::MIN.as_nanosecond() {
                return None;
            }
            bytes[..MOMENT].copy_from_slice(&moment(last));
        }
        Some(Self(bytes))
    }

    /// The last place of a range.
    #[must_use]
    pub fn last_in(range: &DateRange) -> Self {
        let mut bytes = [0xff; SORT_KEY];
        if let Some(from) = range.from {
            bytes[..MOMENT].copy_from_slice(&moment(from.as_nanosecond()));
        }
        Self(bytes)
    }
}

/// Makes every moment of the calendar positive.
const BIAS: i128 = 1 << 70;

/// Nine bytes hold 2^72 nanoseconds, the calendar has some 2^69.
fn moment(nanoseconds: i128) -> [u8; MOMENT] {
    let wide = (!(nanoseconds + BIAS)).to_be_bytes();
    let mut bytes = [0; MOMENT];
    bytes.copy_from_slice(&wide[16 - MOMENT..]);
    bytes
}

/// The place of a claim or figure.
#[must_use]
pub fn item_place(order: &SortKey, number: u32) -> Vec<u8> {
    let mut place = order.0.to_vec();
    place.extend_from_slice(&number.to_be_bytes());
    place
}

/// The place of an entity: those in more articles come first, then by id.
#[must_use]
pub fn rank_place(articles: u64, id: &str) -> Vec<u8> {
    let mut place = (!articles).to_be_bytes().to_vec();
    put_text(&mut place, id);
    place
}

/// The order of [`rank_place`] of entities with their articles.
#[must_use]
pub fn rank_order(one: (u64, &str), other: (u64, &str)) -> Ordering {
    // So short texts stand in a key in full.
    if one.1.len().max(other.1.len()) <= LONGEST_TEXT / 2 {
        return other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1));
    }
    rank_place(one.0, one.1).cmp(&rank_place(other.0, other.1))
}

/// Escaped texts up to this many bytes stand in a key in full.
const LONGEST_TEXT: usize = 160;

/// Of longer ones so many bytes, and a hash.
const TEXT_HEAD: usize = 96;

/// Appends a text to a key so that keys sort as texts do and no text is the beginning of another.
///
/// A zero byte becomes 0 1, and 0 0 ends the text. Texts of more than 160 bytes are cut after 96 and end with 0 2 and
/// their SHA-256: keys stay short (long ones would blow up the inner pages of the tree), and texts that long sort
/// among each other by their hash.
pub fn put_text(key: &mut Vec<u8>, text: &str) {
    let mut escaped = Vec::with_capacity(text.len().min(LONGEST_TEXT) + 2);
    let mut head = 0;
    for byte in text.bytes() {
        if escaped.len() <= TEXT_HEAD {
            head = escaped.len();
        }
        if escaped.len() > LONGEST_TEXT {
            break;
        }
        escaped.push(byte);
        if byte == 0 {
            escaped.push(1);
        }
    }
    if escaped.len() > LONGEST_TEXT {
        key.extend_from_slice(&escaped[..head]);
        key.extend_from_slice(&[0, 2]);
        key.extend_from_slice(&Sha256::digest(text.as_bytes()));
    } else {
        key.extend_from_slice(&escaped);
        key.extend_from_slice(&[0, 0]);
    }
}

// Cursors are bound to the filter by its bytes.
stored_fields! {
    DateRange { from, to }
    ArticleFilter { source, language, entity, speaker, analyzer, range, text; fold }
    EntityFilter { kind, name, source, range }
    ClaimFilter { speaker, about, kind, certainty, has_figure, source, analyzer, range, text, fold }
    FigureFilter { kind, unit, min, max, measures, entity, speaker, source, analyzer, range, text, fold }
}

/// Which list a cursor belongs to: its name and its filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListId([u8; 8]);

impl ListId {
    /// The list of that name under that filter.
    #[must_use]
    pub fn new<F: Stored>(name: &str, filter: &F) -> Self {
        let mut bytes = name.as_bytes().to_vec();
        bytes.push(0);
        filter.put(&mut bytes);
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        Self(id)
    }

    /// The cursor after the item at this place.
    #[must_use]
    pub fn cursor(self, place: &[u8]) -> Cursor {
        Cursor([&self.0[..], place].concat())
    }

    /// The place a cursor of this list stands for.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] when it was made by another list or with another filter.
    pub fn place(self, cursor: &Cursor) -> Result<&[u8], StoreError> {
        cursor.0.strip_prefix(&self.0[..]).ok_or(StoreError::BadCursor)
    }

    /// The place of an article that a page starts after.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], as [`ListId::place`].
    pub fn article_place(self, after: Option<&Cursor>) -> Result<Option<SortKey>, StoreError> {
        let Some(cursor) = after else { return Ok(None) };
        self.place(cursor)?.try_into().map(|bytes| Some(SortKey(bytes))).map_err(|_| StoreError::BadCursor)
    }

    /// The place of a claim or figure that a page starts after.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], as [`ListId::place`].
    pub fn item_place(self, after: Option<&Cursor>) -> Result<Option<(SortKey, u32)>, StoreError> {
        let Some(cursor) = after else { return Ok(None) };
        let (order, number) = self.place(cursor)?.split_at_checked(SORT_KEY).ok_or(StoreError::BadCursor)?;
        let number = number.try_into().map(u32::from_be_bytes).map_err(|_| StoreError::BadCursor)?;
        Ok(SortKey::read(order).map(|order| (order, number)))
    }

    /// The place of a pair of figures that a page starts after.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], as [`ListId::place`].
    pub(super) fn pair_place(self, after: Option<&Cursor>) -> Result<Option<PairPlace>, StoreError> {
        let Some(cursor) = after else { return Ok(None) };
        let place = self.place(cursor)?;
        let whole = (place.len() == PAIR_PLACE).then(|| PairPlace::read(place)).flatten();
        whole.map(Some).ok_or(StoreError::BadCursor)
    }

    /// The place of an entity that a page starts after.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], as [`ListId::place`].
    pub fn rank_place(self, after: Option<&Cursor>) -> Result<Option<&[u8]>, StoreError> {
        match after.map(|cursor| self.place(cursor)).transpose()? {
            Some(place) if place.len() < 10 => Err(StoreError::BadCursor),
            place => Ok(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u8) -> ArticleId {
        ArticleId::from_bytes([number; 16])
    }

    #[test]
    fn places_give_back_moment_and_id() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let order = SortKey::new(at, id(7));
            assert_eq!((order.at(), order.id()), (at, id(7)));
        }
    }

    #[test]
    fn a_range_begins_and_ends_where_its_moments_do() {
        let moment = |n| Timestamp::from_nanosecond(n).expect("in the calendar");
        let range = DateRange { from: Some(moment(-5)), to: Some(moment(5)) };
        for n in -7..7 {
            let order = SortKey::new(moment(n), id(1));
            let inside =
                SortKey::first_in(&range).is_some_and(|first| first <= order) && order <= SortKey::last_in(&range);
            assert_eq!(inside, range.contains(moment(n)), "{n} ns");
        }
        assert_eq!(SortKey::first_in(&DateRange { from: None, to: Some(Timestamp::MIN) }), None);
    }

    #[test]
    fn a_long_text_takes_little_room_and_stays_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for text in ["a".repeat(160), "a".repeat(161), "a".repeat(2000), "\0".repeat(80), "\0".repeat(2000)] {
            let mut key = Vec::new();
            put_text(&mut key, &text);
            assert!(key.len() <= LONGEST_TEXT + 2, "{} bytes", key.len());
            assert!(seen.insert(key));
        }
    }

    proptest! {
        #[test]
        fn keys_sort_as_texts_do(a in "[\0\u{1}a-cä]{0,6}", b in "[\0\u{1}a-cä]{0,6}", tail in any::<u8>()) {
            let (mut key_a, mut key_b) = (Vec::new(), Vec::new());
            put_text(&mut key_a, &a);
            put_text(&mut key_b, &b);
            prop_assert_eq!(key_a.cmp(&key_b), a.cmp(&b));
            key_a.push(tail);
            prop_assert_eq!(key_a.starts_with(&key_b), a == b);
        }

        #[test]
        fn entities_rank_as_their_places_do(
            a in 0_u64..3, one in "[\0a-c]{0,3}(x{78}|x{160}|)[ab]", b in 0_u64..3, other in "[\0a-c]{0,3}(x{78}|x{160}|)[ab]",
        ) {
            let by_place = rank_place(a, &one).cmp(&rank_place(b, &other));
            prop_assert_eq!(rank_order((a, &one), (b, &other)), by_place);
        }

        #[test]
        fn newer_places_come_first(a in any::<i64>(), b in any::<i64>(), i in any::<u8>(), j in any::<u8>()) {
            let at = |n: i64| Timestamp::from_nanosecond(i128::from(n)).expect("in the calendar");
            prop_assert_eq!(SortKey::new(at(a), id(i)).cmp(&SortKey::new(at(b), id(j))), (b, j).cmp(&(a, i)));
        }
    }
}
