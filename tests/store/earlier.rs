//! Taking the files of an archive back to how earlier formats had them.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// The database of an archive that nobody has open, with each entry by itself, as it was before there were groups.
pub fn sled_in(directory: &Path) -> sled::Db {
    let database = opened(directory);
    for group in &database.open_tree("groups").expect("opens") {
        let (mut key, group) = group.map(|(key, group)| (key.to_vec(), group)).expect("read");
        let mut rest = &group[..];
        while !rest.is_empty() {
            let shared = number(&mut rest);
            key.truncate(shared);
            key.extend(bytes(&mut rest));
            database.insert(&*key, bytes(&mut rest)).expect("written");
        }
    }
    database.drop_tree("groups").expect("dropped");
    database
}

/// Seven bits a byte, the lowest first; the highest bit says whether more follow.
fn number(rest: &mut &[u8]) -> usize {
    let end = rest.iter().position(|byte| byte & 0x80 == 0).expect("an end") + 1;
    let (number, after) = rest.split_at(end);
    *rest = after;
    number.iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f))
}

/// Bytes after their number.
fn bytes<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = number(rest);
    let (bytes, after) = rest.split_at(length);
    *rest = after;
    bytes
}

/// A process that is just being started by another test holds the lock for a moment.
fn opened(directory: &Path) -> sled::Db {
    for _ in 0..100 {
        match sled::open(directory) {
            Err(sled::Error::Io(error)) if error.to_string().contains("lock") => {
                std::thread::sleep(Duration::from_millis(20));
            }
            opened => return opened.expect("opens"),
        }
    }
    panic!("{} stays locked", directory.display());
}

/// Takes an archive back to format 1, which has no change feed; only numbers up to `numbered` are left, as a crash in the
/// midst of numbering leaves them.
pub fn age(directory: &Path, numbered: u64) {
    let old = sled_in(directory);
    move_back(&old, directory);
    forget_analyzers(&old, 0);
    for family in ["M", "m"] {
        for entry in old.scan_prefix(family) {
            let (key, value) = entry.expect("read");
            let number = match family {
                "M" => u64::from_be_bytes(key[1..].try_into().expect("eight bytes")),
                // Small numbers are one byte, greater ones begin with their lowest seven bits.
                _ => value.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f)),
            };
            if number > numbered {
                old.remove(key).expect("removed");
            }
        }
    }
    old.remove("#changes").expect("removed");
    if numbered > 0 {
        let [low, high] = [numbered & 0x7f, numbered >> 7].map(|part| u8::try_from(part).expect("seven bits"));
        old.insert("#changes", if high > 0 { vec![low | 0x80, high] } else { vec![low] }).expect("written");
    }
    old.insert("#format", &[1]).expect("written");
    // The search index follows the feed, so there was none.
    fs::remove_dir_all(directory.join("search")).expect("removed");
    old.flush().expect("flushed");
    if numbered == 0 {
        fs::write(directory.join("format"), "1\n").expect("written");
    }
}

/// Puts records of the log into the database, in chunks, as it was before there was a log.
pub fn lay_in_chunks(old: &sled::Db, directory: &Path, is_meant: impl Fn(&[u8]) -> bool) {
    for (family, length) in [("A", 17), ("N", 17), ("q", 17), ("a", 21), ("u", 21)] {
        for entry in old.scan_prefix(family) {
            let (key, place) = entry.expect("read");
            if key.len() == length && is_meant(&key) {
                let record = record_at(directory, &key, &place);
                old.remove(&key).expect("removed");
                for (chunk, part) in (0_u32..).zip(0..=record.len() / 3_900) {
                    let end = record.len().min((part + 1) * 3_900);
                    let key = [&key[..], &chunk.to_be_bytes()].concat();
                    old.insert(key, &record[part * 3_900..end]).expect("written");
                }
            }
        }
    }
}

/// Seven bits a byte, the lowest first; the highest bit says whether more follow.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        bytes.push(if number > 0 { low | 0x80 } else { low });
        if number == 0 {
            return bytes;
        }
    }
}

/// The record of a key: its place is file, byte, length; before it are nine bytes and the key.
fn record_at(directory: &Path, key: &[u8], place: &[u8]) -> Vec<u8> {
    let number = |at: usize| usize::try_from(be(place, at)).expect("small");
    let file = fs::read(directory.join("records").join(format!("{:08}.log", number(0)))).expect("read");
    let start = number(4) + 9;
    assert_eq!(&file[start..][..key.len()], key);
    file[start + key.len()..][..number(8)].to_vec()
}

/// Four bytes of a place.
pub fn be(place: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(place[at..at + 4].try_into().expect("four bytes"))
}

/// Takes the index away and puts something there that the database kept in its place. What it was does not matter: it is made
/// again from the articles.
pub fn move_back(old: &sled::Db, directory: &Path) {
    lay_in_chunks(old, directory, |_| true);
    for family in ["#indexed", "G", "g", "v"] {
        for key in old.scan_prefix(family).keys() {
            old.remove(key.expect("read")).expect("removed");
        }
    }
    let _ = fs::remove_dir_all(directory.join("records"));
    let _ = fs::remove_dir_all(directory.join("index"));
    for (number, family) in (0_u8..).zip(["B", "d", "s", "l", "e", "o", "c", "Ck", "Cc", "f", "Fk", "Fu", "Z"]) {
        old.insert([family.as_bytes(), &[number; 30]].concat(), "what an article said").expect("written");
    }
}

/// Makes an archive say that all its articles, which were read by the same analyzer, were `kept` ones.
/// The archive stays open: its lock is not always free as soon as it is dropped.
pub fn forget_analyzers(old: &sled::Db, kept: usize) {
    for entry in old.scan_prefix("z") {
        let (key, value) = entry.expect("read");
        // The number is the end of the value: seven bits a byte, the lowest first, the highest bit says whether more follow.
        let head = value.iter().rposition(|byte| *byte == b't').expect("the end of the fingerprint") + 1;
        let mut value = value[..head].to_vec();
        let mut rest = kept;
        while rest > 0x7f {
            value.push(u8::try_from(rest & 0x7f).expect("seven bits") | 0x80);
            rest >>= 7;
        }
        value.push(u8::try_from(rest).expect("seven bits"));
        if kept > 0 {
            old.insert(key, value).expect("written")
        } else {
            old.remove(key).expect("removed")
        };
    }
}
