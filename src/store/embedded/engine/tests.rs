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

/// A key of an article's record.
fn logged(number: u8) -> Vec<u8> {
    [&b"A"[..], &[number; 16]].concat()
}

fn put(database: &Database, entries: impl IntoIterator<Item = (u8, Option<Vec<u8>>)>) {
    database.apply(entries.into_iter().map(|(number, value)| (logged(number), value)).collect()).expect("applied");
}

fn reopened(engine: StoreEngine, directory: &Path, database: Database) -> Database {
    drop(database);
    super::super::open::patiently(|| Database::open(engine, directory, 1 << 20)).expect("opens again")
}

/// All steps that empty a file.
fn empty(database: &Database, file: u32) {
    let mut from = 0;
    loop {
        let (moved, next) = database.values_of_log_file(file, from).expect("read");
        if moved.is_empty() {
            return database.forget_log_file(file).expect("forgotten");
        }
        database.move_values(moved).expect("moved");
        from = next;
    }
}

#[test]
fn a_record_lies_in_the_log_and_comes_back_when_it_is_asked_for() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        let value = |number: u8| vec![number; 10_000 + usize::from(number)];
        put(&database, (0..50).map(|number| (number, Some(value(number)))));
        put(&database, [(7, None), (8, Some(b"another".to_vec())), (9, Some(Vec::new()))]);
        let check = |database: &Database| {
            for number in 0..50 {
                let expected = match number {
                    7 => None,
                    8 => Some(b"another".to_vec()),
                    9 => Some(Vec::new()),
                    number => Some(value(number)),
                };
                let found = database.get(&logged(number)).expect("read");
                assert_eq!(found.map(|found| found.to_vec()), expected, "{engine:?}: {number}");
            }
            database.verify_log().expect("in step");
        };
        check(&database);
        let places = database.scan_prefix("A").map(|entry| read(entry).1.len());
        assert_eq!(places.sum::<usize>(), 49 * 12, "{engine:?} holds but the places");
        let database = reopened(engine, directory.path(), database);
        check(&database);
        assert!(database.worn_log_file(10, 1).is_none(), "{engine:?}: three of fifty are dead");
        empty(&database, 1);
        check(&database);
        assert!(!directory.path().join("records/00000001.log").exists(), "{engine:?}");
        let database = reopened(engine, directory.path(), database);
        check(&database);
        put(&database, (0..50).map(|number| (number, None)));
        assert_eq!(database.worn_log_file(2, u64::MAX), Some(2), "{engine:?}: all of it is dead");
        empty(&database, 2);
        assert_eq!(log_bytes(directory.path()), 0, "{engine:?}");
        put(&database, [(1, Some(value(1)))]);
        assert_eq!(database.get(&logged(1)).expect("read").as_deref(), Some(&*value(1)), "{engine:?}: it goes on");
    }
}

#[test]
fn what_a_crash_leaves_in_the_log_is_written_over_or_taken_away() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        put(&database, [(1, Some(vec![1; 500])), (2, Some(vec![2; 500]))]);
        let file = directory.path().join("records/00000001.log");
        let whole = fs::read(&file).expect("read");
        let database = {
            drop(database);
            fs::write(&file, [&whole[..], &[0x5a; 3_000]].concat()).expect("written");
            fs::write(directory.path().join("records/00000009.log"), "begun").expect("written");
            super::super::open::patiently(|| Database::open(engine, directory.path(), 1 << 20)).expect("opens again")
        };
        put(&database, [(3, Some(vec![3; 500]))]);
        assert!(!directory.path().join("records/00000009.log").exists(), "{engine:?}");
        assert_eq!(&fs::read(&file).expect("read")[..whole.len()], &whole[..], "{engine:?}");
        for number in 1..=3 {
            assert_eq!(database.get(&logged(number)).expect("read").as_deref(), Some(&[number; 500][..]), "{engine:?}");
        }
        database.verify_log().expect("in step");
    }
}

#[test]
fn damage_of_the_log_is_an_error_that_names_the_file() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        put(&database, [(1, Some(vec![1; 500])), (2, Some(vec![2; 500]))]);
        let file = directory.path().join("records/00000001.log");
        let whole = fs::read(&file).expect("read");
        for at in [0, 4, 5, 9, 30, 525] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&file, damaged).expect("written");
            let found = database.get(&logged(1));
            let told = matches!(&found, Err(StoreError::Corrupt(problem)) if problem.contains("00000001.log"));
            assert!(told, "{engine:?}, byte {at}: {found:?}");
            assert_eq!(database.get(&logged(2)).expect("read").as_deref(), Some(&[2; 500][..]), "{engine:?}");
        }
        drop(database);
        for (left, what) in [(Some(&whole[..whole.len() - 1]), "its end"), (None, "the file")] {
            match left {
                Some(left) => fs::write(&file, left).expect("written"),
                None => fs::remove_file(&file).expect("removed"),
            }
            let opened = super::super::open::patiently(|| Database::open(engine, directory.path(), 1 << 20));
            let told = matches!(&opened, Err(StoreError::Corrupt(problem)) if problem.contains("00000001.log"));
            assert!(told, "{engine:?} without {what}: {:?}", opened.map(drop));
        }
    }
}

#[test]
fn a_value_is_found_while_it_is_moved() {
    for engine in StoreEngine::ALL {
        let directory = tempfile::tempdir().expect("a directory");
        let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
        put(&database, (0..40).map(|number| (number, Some(vec![number; 3_000]))));
        let is_over = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| {
                let mut reads = 0_u32;
                while !is_over.load(std::sync::atomic::Ordering::SeqCst) || reads < 100 {
                    let number = u8::try_from(reads % 40).expect("small");
                    let found = database.get(&logged(number)).expect("read");
                    assert_eq!(found.as_deref(), Some(&[number; 3_000][..]), "{engine:?}");
                    reads += 1;
                }
            });
            for file in 1..=20 {
                empty(&database, file);
            }
            is_over.store(true, std::sync::atomic::Ordering::SeqCst);
            reading.join().expect("whole");
        });
        database.verify_log().expect("in step");
    }
}
