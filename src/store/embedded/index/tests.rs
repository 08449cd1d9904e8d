//! Segments against the articles that they are made of.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::build::{merge, of_articles};
use super::bytes::Bytes;
use super::names::{is_of_names, with_part};
use super::{Index, Part, PostingCursor, Segment, list_keys};
use crate::article::ArticleId;
use crate::nlp::analysis::EntityId;
use crate::store::copies::Band;
use crate::store::embedded::entries::{Mentioned, Postings};
use crate::store::sort_key::{SORT_KEY, SortKey};

fn place() -> impl Strategy<Value = SortKey> {
    (0..2_000_u16).prop_map(at_place)
}

fn at_place(number: u16) -> SortKey {
    let mut bytes = [7; SORT_KEY];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    // The ids are in another order than the moments.
    bytes[SORT_KEY - 2..].copy_from_slice(&number.reverse_bits().to_be_bytes());
    SortKey(bytes)
}

/// An article in some lists, with some entities.
fn article() -> impl Strategy<Value = Postings> {
    let key = prop_oneof!["d", "e[a-cäß€\u{1f600}]{1,3}", "s[a-z]{0,12}"];
    let value = proptest::collection::vec(any::<u8>(), 0..20);
    let lists = proptest::collection::btree_map(key.prop_map(String::into_bytes), value, 0..6);
    let together = proptest::collection::btree_map("[a-dü„]{1,2}".prop_map(EntityId), 1..300_u64, 0..4);
    let together = together.prop_map(|together| together.into_iter().map(mentioned).collect());
    let bands = proptest::collection::btree_set(band(), 0..4);
    (lists, together, bands).prop_map(|(lists, together, bands)| Postings { lists, together, bands })
}

/// An entity has the same names in all articles.
fn mentioned((id, times): (EntityId, u64)) -> (EntityId, Mentioned) {
    let names = [id.0.clone(), format!("die {} €", id.0)].into();
    (id, Mentioned { times, names })
}

/// Few bands at all, so that many articles share them, and some that differ only in what is not kept of them.
fn band() -> impl Strategy<Value = Band> {
    (0..30_u8, 0..2_u8).prop_map(|(first, last)| [first, 1, 2, 3, 4, 5, last])
}

/// Articles, each in one of some parts or gone from it.
fn parts() -> impl Strategy<Value = Vec<BTreeMap<SortKey, (Postings, bool)>>> {
    let articles = proptest::collection::btree_map(place(), (article(), 0..3_usize, any::<bool>()), 0..700);
    articles.prop_map(|articles| {
        let mut parts = vec![BTreeMap::new(); 3];
        for (place, (postings, part, is_gone)) in articles {
            parts[part].insert(place, (postings, is_gone));
        }
        parts
    })
}

fn made(articles: &BTreeMap<SortKey, (Postings, bool)>) -> Part {
    let all = articles.iter().map(|(place, (postings, _))| (*place, postings.clone())).collect();
    let mut part = Part::new(of_articles(&all).unwrap(), None);
    for (number, (_, is_gone)) in (0..).zip(articles.values()) {
        if *is_gone {
            std::sync::Arc::make_mut(&mut part.gone).add(number);
        }
    }
    part
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn merged_parts_are_what_their_articles_are(parts in parts()) {
        let left: BTreeMap<SortKey, Postings> = parts
            .iter()
            .flatten()
            .filter(|(_, (_, is_gone))| !is_gone)
            .map(|(place, (postings, _))| (*place, postings.clone()))
            .collect();
        let made: Vec<Part> = parts.iter().filter(|articles| !articles.is_empty()).map(made).collect();
        let (merged, count) = merge(&made, Vec::new()).unwrap();
        prop_assert_eq!(count as usize, left.len());
        let Bytes::Held(expected) = of_articles(&left).unwrap().bytes else { unreachable!("made in memory") };
        prop_assert_eq!(merged, expected);
    }

    #[test]
    fn lists_give_back_what_was_put_there(articles in proptest::collection::btree_map(place(), article(), 1..700)) {
        let segment = of_articles(&articles).unwrap();
        let mut found: Vec<Postings> = vec![Postings::default(); articles.len()];
        for list in segment.lists() {
            let (key, place) = list.unwrap();
            let mut count = 0;
            PostingCursor::new(&segment, place).unwrap().each(|article, value| {
                count += 1;
                if key != list_keys::TOGETHER && !is_of_names(&key) {
                    found[article as usize].lists.insert(key.clone(), value.to_vec());
                }
                Ok(())
            })
            .unwrap();
            prop_assert_eq!(count, place.count);
        }
        for ((place, postings), (number, found)) in articles.iter().zip((0..).zip(&found)) {
            prop_assert_eq!(&postings.lists, &found.lists);
            prop_assert_eq!(segment.find(place).unwrap(), Some(number));
        }
        for first in 0..=30 {
            let band = [first, 1, 2, 3, 4, 5, 6];
            let has = |postings: &Postings| postings.bands.iter().any(|other| other[..5] == band[..5]);
            let mut expected: Vec<_> = articles
                .iter()
                .flat_map(|(place, postings)| postings.bands.iter().map(move |_| (place.id(), postings)))
                .filter(|(_, postings)| has(postings))
                .map(|(id, _)| id)
                .collect();
            expected.sort_unstable();
            expected.dedup();
            let index = Index { parts: vec![Part::new(of_articles(&articles).unwrap(), None)], change: 1 };
            let ids = |after: Option<ArticleId>| -> Vec<ArticleId> {
                let found = index.with_band(band).map(Result::unwrap);
                let found = found.map(|found| after.map_or_else(|| Ok(found.clone()), |id| found.clone().after(id)).unwrap());
                let mut ids: Vec<_> = found.flatten().map(|found| found.unwrap().1).collect();
                assert!(ids.is_sorted(), "by id");
                ids.dedup();
                ids
            };
            prop_assert_eq!(&ids(None), &expected);
            if let Some(middle) = expected.get(expected.len() / 2) {
                prop_assert_eq!(&ids(Some(*middle))[..], &expected[expected.len() / 2 + 1..]);
            }
        }
        let missing = SortKey([8; SORT_KEY]);
        prop_assert_eq!(segment.find(&missing).unwrap(), None);
        prop_assert!(segment.list(b"none").unwrap().is_none());
    }
}

#[test]
fn a_cursor_finds_the_next_number_from_any_other() {
    let article = |value: &[u8]| Postings { lists: [(b"l".to_vec(), value.to_vec())].into(), ..Postings::default() };
    // Every third article is in the list.
    let articles: BTreeMap<SortKey, Postings> = (0..1_000_u16)
        .map(|n| (at_place(n), if n % 3 == 0 { article(&n.to_be_bytes()) } else { Postings::default() }))
        .collect();
    let segment = of_articles(&articles).unwrap();
    for (first, second) in [(0, 1), (1, 500), (2, 999), (383, 384), (384, 387), (998, 1_000), (1_001, 1_002)] {
        let mut cursor = segment.list(b"l").unwrap().unwrap();
        for target in [first, second] {
            let expected = (target..1_000).find(|number| number % 3 == 0);
            assert_eq!(cursor.seek(target).unwrap(), expected, "from {target}");
            let value = expected.map(|number| u16::try_from(number).unwrap().to_be_bytes().to_vec());
            assert_eq!(cursor.value().to_vec(), value.unwrap_or_default());
        }
    }
    let mut cursor = segment.list(b"l").unwrap().unwrap();
    assert_eq!(cursor.last_where(|number| number < 500).unwrap(), Some(498));
    assert_eq!(cursor.last_where(|_| false).unwrap(), None);
}

#[test]
fn names_are_found_by_every_part_of_them() {
    let rare = ["VW", "Müßig & Söhne", "€uro\u{1f600}bank", "Zoë", "aaaa", "ab"].map(str::to_lowercase);
    let names = |number: u16| match rare.get(usize::from(number)) {
        Some(name) => BTreeSet::from([name.clone(), "die gruppe".to_owned()]),
        None => BTreeSet::from([format!("firma {number} ag"), format!("firma {number}")]),
    };
    let article = |number: u16| {
        let mentioned = Mentioned { times: 1, names: names(number) };
        Postings { together: [(EntityId(format!("{number:05}")), mentioned)].into(), ..Postings::default() }
    };
    // A small segment, and one that has lists of parts.
    for articles in [200, 1_500] {
        let all: BTreeMap<SortKey, Postings> =
            (0..articles).map(|number| (at_place(number), article(number))).collect();
        let segment = of_articles(&all).unwrap();
        let whole = rare.iter().map(String::as_str);
        for part in whole.chain([
            "",
            "v",
            "w",
            "1",
            "99",
            "a 1",
            "g & s",
            "\u{1f600}",
            "aaaaa",
            "ma 14",
            "ag",
            "xyz",
            "gruppe",
            "ag f",
        ]) {
            let mut found = Vec::new();
            with_part(&segment, part, |id| {
                found.push(id.to_owned());
                Ok(())
            })
            .unwrap();
            let has = |number: &u16| names(*number).iter().any(|name| name.contains(part));
            let expected: Vec<String> = (0..articles).filter(has).map(|number| format!("{number:05}")).collect();
            assert_eq!(found, expected, "{part:?} of {articles}");
        }
    }
}

#[test]
fn bytes_that_are_no_segment_are_refused() {
    let articles = BTreeMap::from([(
        SortKey::FIRST,
        Postings { lists: [(b"d".to_vec(), vec![1])].into(), ..Postings::default() },
    )]);
    let Bytes::Held(whole) = of_articles(&articles).unwrap().bytes else { unreachable!("made in memory") };
    assert!(Segment::new(Bytes::Held(whole.clone())).is_ok());
    for length in 0..whole.len() {
        assert!(Segment::new(Bytes::Held(whole[..length].to_vec())).is_err(), "only {length} bytes");
    }
    // What is needed to look anything up stands at the end.
    let at_end = 8 + super::segment::FOOT;
    for at in whole.len() - at_end..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        assert!(Segment::new(Bytes::Held(damaged)).is_err(), "byte {at}");
    }
}

#[test]
fn what_is_gone_is_found_no_more() {
    let place = |number: u8| SortKey([number; SORT_KEY]);
    let band: Band = [9; 7];
    let with = |number| Postings {
        bands: BTreeSet::from_iter([1, 50, 150].contains(&number).then_some(band)),
        ..Postings::default()
    };
    let articles: BTreeMap<SortKey, Postings> = (0..200).map(|number| (place(number), with(number))).collect();
    let shared = |index: &Index| {
        let found = index.with_band(band).flat_map(Result::unwrap).map(|found| found.unwrap().0.1);
        let mut numbers: Vec<u32> = found.collect();
        numbers.sort_unstable();
        numbers
    };
    let index = Index::default().changed(&BTreeSet::new(), &articles, 1).unwrap();
    let at = index.find(&place(150)).unwrap().unwrap();
    let later = index.changed(&BTreeSet::from([at]), &BTreeMap::new(), 2).unwrap();
    assert_eq!(later.find(&place(150)).unwrap(), None);
    assert_eq!(later.parts[0].articles(), 199);
    assert_eq!(later.parts[0].gone.numbers().collect::<Vec<_>>(), [150]);
    assert!(index.find(&place(150)).unwrap().is_some(), "who looked before sees what was there");
    assert_eq!(shared(&index), [1, 50, 150]);
    assert_eq!(shared(&later), [1, 50]);
    let again = later.changed(&BTreeSet::new(), &BTreeMap::from([(place(150), Postings::default())]), 3).unwrap();
    assert_eq!(again.find(&place(150)).unwrap(), Some((1, 0)), "it may come again");
}
