//! Every engine against a map.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Debug, Clone)]
enum Step {
    Apply(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Reopen,
    Range(Vec<u8>, Vec<u8>),
    Prefix(Vec<u8>),
}

/// Short keys of few letters, the last one among them, so that many begin with others.
fn key() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![Just(0), Just(b'k'), Just(u8::MAX)], 1..4)
}

fn step() -> impl Strategy<Value = Step> {
    let value = prop_oneof![1 => Just(None), 3 => vec(any::<u8>(), 0..40).prop_map(Some)];
    prop_oneof![
        4 => vec((key(), value), 0..8).prop_map(Step::Apply),
        1 => Just(Step::Reopen),
        3 => (key(), key()).prop_map(|(low, high)| Step::Range(low, high)),
        3 => key().prop_map(Step::Prefix),
    ]
}

fn read(entry: Result<Entry, StoreError>) -> (Vec<u8>, Vec<u8>) {
    let (key, value) = entry.expect("read");
    (key.to_vec(), value.to_vec())
}

fn owned((key, value): (&Vec<u8>, &Vec<u8>)) -> (Vec<u8>, Vec<u8>) {
    (key.clone(), value.clone())
}

fn check(engine: StoreEngine, steps: Vec<Step>) {
    let directory = tempfile::tempdir().expect("a directory");
    let open = || super::super::open::patiently(|| Database::open(engine, directory.path(), 1 << 20)).expect("opens");
    let (mut database, mut model) = (open(), Model::new());
    for step in steps {
        match step {
            Step::Apply(entries) => {
                let changed: Changed = entries.into_iter().collect();
                for (key, value) in changed.clone() {
                    match value {
                        Some(value) => drop(model.insert(key, value)),
                        None => drop(model.remove(&key)),
                    }
                }
                database.apply(changed).expect("applied");
                database.sync().expect("synced");
            }
            Step::Reopen => {
                drop(database);
                database = open();
            }
            Step::Range(low, high) => {
                let expected: Vec<_> = model.iter().filter(|(key, _)| (&low..&high).contains(key)).map(owned).collect();
                let found: Vec<_> = database.range(low.clone()..high.clone()).map(read).collect();
                assert_eq!(found, expected, "{engine:?} from {low:?} to {high:?}");
                let mut back: Vec<_> = database.range(low.clone()..high.clone()).rev().map(read).collect();
                back.reverse();
                assert_eq!(back, expected, "{engine:?} from {high:?} back to {low:?}");
            }
            Step::Prefix(prefix) => {
                let expected: Vec<_> = model.iter().filter(|(key, _)| key.starts_with(&prefix)).map(owned).collect();
                let found: Vec<_> = database.scan_prefix(&prefix).map(read).collect();
                assert_eq!(found, expected, "{engine:?}: what begins with {prefix:?}");
                for (key, value) in &expected {
                    assert_eq!(database.get(key).expect("read").as_deref(), Some(value.as_slice()));
                }
            }
        }
    }
    let all: Model = database.range::<&[u8]>(..).map(read).collect();
    assert_eq!(all, model, "{engine:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_engine_answers_as_a_map_does(steps in vec(step(), 0..40)) {
        for engine in StoreEngine::ALL {
            check(engine, steps.clone());
        }
    }
}

#[test]
fn what_is_loaded_is_there_after_reopening() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let entry = |number: u32| (number.to_be_bytes(), vec![b'v'; 300]);
        let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        let entries = (0..20_000).map(entry).map(|(key, value)| Ok((key.as_slice().into(), value.as_slice().into())));
        database.load(entries).expect("loaded");
        database.sync().expect("synced");
        drop(database);
        let open = || Database::open(engine, directory.path(), 1 << 20);
        let database = super::super::open::patiently(open).expect("opens again");
        let found = database.range::<&[u8]>(..).zip(0..20_000).filter(|(found, number)| {
            let (key, value) = entry(*number);
            found.as_ref().is_ok_and(|(k, v)| **k == key && **v == value[..])
        });
        assert_eq!(found.count(), 20_000, "{engine:?}");
    }
}

#[test]
fn a_database_that_is_open_is_refused_to_others() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let first = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        let second = Database::open(engine, directory.path(), 1 << 20);
        assert!(matches!(second.map(drop), Err(StoreError::Locked(_))), "{engine:?}");
        drop(first);
    }
}
