//! A view against a map: whatever is written beside it, it sees the state it began in.

use std::sync::mpsc::{Receiver, Sender, channel};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::store::StoreEngine;

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

#[derive(Debug, Clone)]
enum Step {
    /// Write a batch beside all views.
    Write(Vec<(u8, Option<u8>)>),
    /// Begin a view, and in it a walk from one key to another, forward or back.
    Begin(u8, u8, bool),
    /// Have a view do something.
    Ask(usize, Ask),
}

#[derive(Debug, Clone)]
enum Ask {
    /// Take some entries of the walk.
    Walk(usize),
    /// The value of a key.
    Get(u8),
    /// Walk to the end, look at all keys once more and leave.
    End,
}

fn step() -> impl Strategy<Value = Step> {
    let key = || 0..24_u8;
    let ask = prop_oneof![
        4 => (0..4_usize).prop_map(Ask::Walk),
        2 => key().prop_map(Ask::Get),
        1 => Just(Ask::End),
    ];
    prop_oneof![
        4 => vec((key(), any::<Option<u8>>()), 0..8).prop_map(Step::Write),
        2 => (key(), key(), any::<bool>()).prop_map(|(a, b, forward)| Step::Begin(a, b, forward)),
        6 => (0..4_usize, ask).prop_map(|(view, ask)| Step::Ask(view, ask)),
    ]
}

/// Keys of several lengths, some of them prefixes of others.
fn key(number: u8) -> Vec<u8> {
    vec![b'k'; usize::from(number % 3) + 1].into_iter().chain([number]).collect()
}

/// Walks a view as it is told and compares all it sees with the state it began in.
fn reader(view: &View<'_>, model: &Model, walk: (u8, u8, bool), asked: &Receiver<Ask>, done: &Sender<()>) {
    let (a, b, forward) = walk;
    let (low, high) = (key(a).min(key(b)), key(a).max(key(b)));
    let mut expected: VecDeque<_> = model.range(low.clone()..=high.clone()).collect();
    if !forward {
        expected.make_contiguous().reverse();
    }
    let mut walk = view.range(low..=high);
    let mut take = |entries: usize| {
        for _ in 0..entries {
            let entry = if forward { walk.next() } else { walk.next_back() };
            let entry = entry.map(|entry| entry.expect("read")).map(|(key, value)| (key.to_vec(), value.to_vec()));
            assert_eq!(entry, expected.pop_front().map(|(key, value)| (key.clone(), value.clone())));
        }
    };
    done.send(()).expect("waited for");
    for ask in asked {
        match ask {
            Ask::Walk(entries) => take(entries),
            Ask::Get(number) => {
                let found = view.get(&key(number)).expect("read").map(|value| value.to_vec());
                assert_eq!(found.as_ref(), model.get(&key(number)));
            }
            Ask::End => break,
        }
        done.send(()).expect("waited for");
    }
    take(30);
    let whole: Vec<_> = view.scan_prefix("k").map(|entry| entry.expect("read").0.to_vec()).collect();
    assert_eq!(whole, model.keys().cloned().collect::<Vec<_>>());
}

fn run(engine: StoreEngine, steps: Vec<Step>) {
    let directory = tempfile::tempdir().expect("a directory");
    let database = Database::open(engine, directory.path(), 1 << 20).expect("opens");
    let (tree, versions) = (&database, &Versions::default());
    let mut model = Model::new();
    std::thread::scope(|scope| {
        let mut readers = Vec::new();
        for step in steps {
            match step {
                Step::Write(entries) => {
                    let changed: Changed =
                        entries.into_iter().map(|(number, value)| (key(number), value.map(|v| vec![v]))).collect();
                    for (key, value) in changed.clone() {
                        match value {
                            Some(value) => drop(model.insert(key, value)),
                            None => drop(model.remove(&key)),
                        }
                    }
                    versions.apply(tree, changed, Arc::default()).expect("applied");
                }
                Step::Begin(a, b, forward) => {
                    let ((ask, asked), (done, waits), model) = (channel(), channel(), model.clone());
                    let reading = scope.spawn(move || {
                        reader(&versions.view(tree), &model, (a, b, forward), &asked, &done);
                    });
                    waits.recv().expect("it has begun");
                    readers.push((ask, waits, reading));
                }
                Step::Ask(view, Ask::End) if view < readers.len() => {
                    let (ask, _, reading) = readers.swap_remove(view);
                    drop(ask);
                    reading.join().expect("it sees what it must");
                }
                Step::Ask(view, what) => {
                    if let Some((ask, waits, _)) = readers.get(view) {
                        ask.send(what).expect("it sees what it must");
                        waits.recv().expect("it sees what it must");
                    }
                }
            }
        }
    });
    assert_eq!(versions.bytes(), 0, "undos are left though nobody reads");
    let view = versions.view(tree);
    let all = view.range::<Vec<u8>>(..).map(|entry| entry.expect("read"));
    assert_eq!(all.map(|(key, value)| (key.to_vec(), value.to_vec())).collect::<Model>(), model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_view_of_sled_sees_the_state_it_began_in_whatever_is_written_beside_it(steps in vec(step(), 0..40)) {
        run(StoreEngine::Sled, steps);
    }

    #[test]
    fn a_view_of_fjall_sees_the_state_it_began_in_whatever_is_written_beside_it(steps in vec(step(), 0..40)) {
        run(StoreEngine::Fjall, steps);
    }
}
