//! Groups: entries that follow each other, under one key of sled.
//!
//! sled holds sixteen keys in a page at most, however short they are, and a table of all pages in memory, which it reads whenever
//! it opens. Of keys like ours most of a page is what sled says about them. So some entries lie together: a group is known by a key that is not
//! after its first entry, and goes up to the next group. All of its entries are of one family, so that families that only grow do not
//! push others apart.
//!
//! | part of an entry | what |
//! |---|---|
//! | number | bytes at the head of its key that are those of the key before it (of the group's, for the first) |
//! | number, bytes | the rest of its key |
//! | number, bytes | its value |
//!
//! Deliberately absent: groups that are joined again when they have become small (one that is empty goes, and a compaction lays all anew).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::store::codec::{Damaged, Input, Stored};

/// Bytes of the entries of a group, at most; an entry that has more is alone.
const MOST: usize = 256;

/// A key of sled and its value.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Not after the first entry, and after the last one of the group before.
    pub key: Vec<u8>,
    /// The entries.
    pub bytes: Vec<u8>,
}

/// Whether two keys may be in one group.
pub fn are_of_one_family(one: &[u8], other: &[u8]) -> bool {
    one.first() == other.first()
}

/// Walks over the entries of a group.
pub struct Walk<'a> {
    /// The key of the present entry; that of the group before there is one.
    pub key: Vec<u8>,
    length: usize,
    input: Input<'a>,
}

impl<'a> Walk<'a> {
    /// Before the first entry.
    pub fn new(group: &[u8], bytes: &'a [u8]) -> Self {
        Self { key: group.to_vec(), length: bytes.len(), input: Input::new(bytes) }
    }

    /// Goes to the next entry, and says where its value is.
    pub fn step(&mut self) -> Result<Option<Range<usize>>, Damaged> {
        if self.input.is_read() {
            return Ok(None);
        }
        let shared = usize::take(&mut self.input)?;
        if shared > self.key.len() {
            return Err(Damaged("a key has more of the one before it than there is"));
        }
        self.key.truncate(shared);
        let rest = usize::take(&mut self.input)?;
        self.key.extend_from_slice(self.input.bytes(rest)?);
        let value = usize::take(&mut self.input)?;
        let start = self.length - self.input.left();
        self.input.bytes(value)?;
        Ok(Some(start..start + value))
    }
}

/// Where the value of a key is in a group, if it is there.
pub fn find((group, bytes): (&[u8], &[u8]), key: &[u8]) -> Result<Option<Range<usize>>, Damaged> {
    let mut walk = Walk::new(group, bytes);
    while let Some(value) = walk.step()? {
        if *walk.key >= *key {
            return Ok((walk.key == key).then_some(value));
        }
    }
    Ok(None)
}

/// Puts entries that come in order into groups.
pub struct Packer {
    last: Vec<u8>,
    group: Option<Group>,
    most: usize,
}

impl Packer {
    /// Without a group.
    pub fn new() -> Self {
        Self::going_on(None, MOST)
    }

    /// Whose first group is known by a key.
    fn going_on(key: Option<&[u8]>, most: usize) -> Self {
        let group = key.map(|key| Group { key: key.to_vec(), bytes: Vec::new() });
        Self { last: key.unwrap_or_default().to_vec(), group, most }
    }

    /// Puts the next entry there; gives a group that is done.
    pub fn put(&mut self, key: &[u8], value: &[u8]) -> Option<Group> {
        let mut done = None;
        if let Some(group) = &self.group {
            let shared = shared(&self.last, key);
            let more = key.len() - shared + value.len() + 3;
            let is_full = !group.bytes.is_empty() && group.bytes.len() + more > self.most;
            if is_full || !are_of_one_family(&group.key, key) {
                done = self.group.take();
            }
        }
        let group = self.group.get_or_insert_with(|| {
            self.last = key.to_vec();
            Group { key: key.to_vec(), bytes: Vec::new() }
        });
        let shared = shared(&self.last, key);
        shared.put(&mut group.bytes);
        (key.len() - shared).put(&mut group.bytes);
        group.bytes.extend_from_slice(&key[shared..]);
        value.len().put(&mut group.bytes);
        group.bytes.extend_from_slice(value);
        self.last.clear();
        self.last.extend_from_slice(key);
        done
    }

    /// The last group, if there is one.
    pub fn end(self) -> Option<Group> {
        self.group.filter(|group| !group.bytes.is_empty())
    }
}

fn shared(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Entries with their new values; those without lose theirs.
pub type Changes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// What becomes of a group, or of the lack of one, by changes of its entries, which are all of one family: the first group that comes of it
/// keeps its key.
pub fn changed(group: Option<(&[u8], &[u8])>, changes: Changes) -> Result<Vec<Group>, Damaged> {
    let mut entries: BTreeMap<Vec<u8>, Cow<'_, [u8]>> = BTreeMap::new();
    if let Some((key, bytes)) = group {
        let mut walk = Walk::new(key, bytes);
        while let Some(value) = walk.step()? {
            entries.insert(walk.key.clone(), Cow::Borrowed(&bytes[value]));
        }
    }
    let last_before = entries.last_key_value().map(|(key, _)| key.clone());
    for (key, value) in changes {
        match value {
            Some(value) => entries.insert(key, Cow::Owned(value)),
            None => entries.remove(&key),
        };
    }
    let key = group.map(|(key, _)| key);
    let groups = packed(key, &entries, MOST);
    // What is put behind all others will be followed by more, and fills its groups. Else both halves are to have room.
    let grows = entries.last_key_value().map(|(key, _)| key) > last_before.as_ref();
    if groups.len() < 2 || grows {
        return Ok(groups);
    }
    let bytes: usize = groups.iter().map(|group| group.bytes.len()).sum();
    let even = bytes / groups.len();
    Ok(packed(key, &entries, even + even / 8))
}

fn packed(key: Option<&[u8]>, entries: &BTreeMap<Vec<u8>, Cow<'_, [u8]>>, most: usize) -> Vec<Group> {
    let mut packer = Packer::going_on(key, most.min(MOST));
    let mut groups: Vec<Group> = entries.iter().filter_map(|(key, value)| packer.put(key, value)).collect();
    groups.extend(packer.end());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(groups: &[Group]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut entries = Vec::new();
        for group in groups {
            let mut walk = Walk::new(&group.key, &group.bytes);
            while let Some(value) = walk.step().expect("whole") {
                entries.push((walk.key.clone(), group.bytes[value].to_vec()));
            }
        }
        entries
    }

    fn key(number: u16) -> Vec<u8> {
        [b"key", &number.to_be_bytes()[..]].concat()
    }

    #[test]
    fn what_grows_at_its_end_fills_its_groups() {
        let mut groups: Vec<Group> = Vec::new();
        for number in 0..1_000 {
            let last = groups.pop();
            let last = last.as_ref().map(|group| (&*group.key, &*group.bytes));
            groups.extend(changed(last, vec![(key(number), Some(vec![7; 20]))]).expect("whole"));
        }
        let expected: Vec<_> = (0..1_000).map(|number| (key(number), vec![7; 20])).collect();
        assert_eq!(entries(&groups), expected);
        assert!(groups.len() <= 1_000 / (MOST / 25), "24 bytes an entry, and {} groups", groups.len());
    }

    #[test]
    fn what_is_put_in_the_middle_halves_a_group() {
        let full: Vec<_> = (0..10).map(|number| (key(number * 2), Some(vec![7; 20]))).collect();
        let [group] = &changed(None, full).expect("whole")[..] else { panic!("one group") };
        let more =
            vec![(key(1), Some(vec![8; 20])), (key(3), Some(vec![8; 20])), (key(4), None), (key(5), Some(vec![8; 20]))];
        let halves = changed(Some((&group.key, &group.bytes)), more).expect("whole");
        let lengths: Vec<_> = halves.iter().map(|half| half.bytes.len()).collect();
        assert!(matches!(lengths[..], [one, other] if one.abs_diff(other) < 80), "{lengths:?}");
        assert_eq!(halves[0].key, group.key);
        let numbers: Vec<_> = entries(&halves).iter().map(|(key, _)| u16::from(*key.last().expect("a key"))).collect();
        assert_eq!(numbers[..6], [0, 1, 2, 3, 5, 6]);
    }

    #[test]
    fn a_group_keeps_its_key_when_its_first_entry_goes_and_goes_with_its_last() {
        let [group] = &changed(None, vec![(key(1), Some(vec![])), (key(2), Some(vec![2]))]).expect("whole")[..] else {
            panic!("one group")
        };
        let left = changed(Some((&group.key, &group.bytes)), vec![(key(1), None)]).expect("whole");
        assert_eq!((left.len(), &left[0].key), (1, &key(1)));
        assert_eq!(find((&left[0].key, &left[0].bytes), &key(1)), Ok(None));
        let value = find((&left[0].key, &left[0].bytes), &key(2)).expect("whole").expect("there");
        assert_eq!(left[0].bytes[value], [2]);
        let none = changed(Some((&left[0].key, &left[0].bytes)), vec![(key(2), None)]).expect("whole");
        assert_eq!(none, []);
    }

    #[test]
    fn damage_is_noticed() {
        for (bytes, why) in [
            (&[9, 0, 0][..], "more of the key before than there is"),
            (&[0, 200], "a key that ends too early"),
            (&[0, 1, b'k', 5, 1], "a value that ends too early"),
        ] {
            assert!(find((b"k", bytes), b"k").is_err(), "{why}");
            assert!(changed(Some((b"k", bytes)), Vec::new()).is_err(), "{why}");
        }
    }

    #[test]
    fn a_packer_begins_a_group_with_each_family() {
        let mut packer = Packer::new();
        let mut groups = Vec::new();
        for key in ["a1", "a2", "b1", "c"] {
            groups.extend(packer.put(key.as_bytes(), b"v"));
        }
        groups.extend(packer.end());
        let keys: Vec<_> = groups.iter().map(|group| String::from_utf8_lossy(&group.key)).collect();
        assert_eq!(keys, ["a1", "b1", "c"]);
        assert_eq!(entries(&groups).len(), 4);
    }
}
