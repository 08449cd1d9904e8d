//! Compaction: it gives room back, changes nothing else, and may be killed at any moment.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pressespiegel::store::{ArticleStore, EmbeddedOptions, EmbeddedStore, StoreEngine, StoreError};

use crate::disk::{filled, open};
use crate::fixtures::{article, copy, fill, id, now, options};
use crate::killed_service::Service;

on_each_engine! {
    async the_room_of_what_was_deleted_is_given_back_and_nothing_else_changes,
    the_room_of_records_is_given_back_in_the_background,
    a_compaction_that_is_killed_leaves_a_good_archive,
    an_archive_that_is_in_use_is_refused_to_compaction,
    without_room_for_a_second_database_the_first_one_stays,
}

/// Bytes of the database and its log.
async fn bytes(engine: StoreEngine, path: &Path) -> u64 {
    let stat = open(engine, path).expect("opens").stat().await.expect("told");
    stat.database_bytes + stat.log_bytes
}

/// Waits until the index is written again without what is gone, of an archive with so many articles: it is done in the
/// background, and keys of the index come and go by it.
async fn kept(store: &EmbeddedStore, articles: usize) {
    let start = Instant::now();
    loop {
        let keys = store.keys().await.expect("read");
        let gone = keys.iter().filter(|key| key.starts_with(b"g")).count();
        if gone * 4 <= articles + gone {
            return;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{gone} of {articles} are gone and in the index");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// All keys but those of the files of the log, which are other ones afterwards.
async fn keys_of(store: &EmbeddedStore) -> Vec<Vec<u8>> {
    let keys = store.keys().await.expect("read").into_iter();
    keys.filter(|key| !key.starts_with(b"v")).collect()
}

/// An archive whose articles with even numbers are deleted.
async fn half_deleted(engine: StoreEngine, path: &Path, count: u64) {
    filled(engine, path, count).await;
    let store = open(engine, path).expect("opens");
    for number in (2..=count).step_by(2) {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    store.verify_search().await.expect("searchable");
    store.close().await.expect("closed");
}

/// Everything is there as before, and can be written to.
async fn whole(engine: StoreEngine, path: &Path, count: u64) {
    let store = open(engine, path).expect("opens");
    assert_eq!(store.verify().await.expect("whole").articles, count.div_ceil(2));
    store.verify_search().await.expect("searchable");
    assert!(store.get(id(1)).await.expect("read").is_some());
    store.close().await.expect("closed");
    drop(store);
    let names: Vec<_> = fs::read_dir(path).expect("read").map(|entry| entry.expect("there").file_name()).collect();
    let left = names.iter().any(|name| name.to_string_lossy().starts_with("compact"));
    assert!(!left, "{names:?}");
}

async fn the_room_of_what_was_deleted_is_given_back_and_nothing_else_changes(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path();
    half_deleted(engine, path, 300).await;
    let before = bytes(engine, path).await;
    let store = open(engine, path).expect("opens");
    kept(&store, 150).await;
    let keys = keys_of(&store).await;
    let log = store.stat().await.expect("told").log_bytes;
    let position = store.search_state().await.expect("known").position;
    drop(store);
    let mut last = (0, 0);
    let compacted = EmbeddedStore::compact(path, options(engine), |done, all| {
        assert!(done >= last.0 && done <= all);
        last = (done, all);
    });
    let compacted = compacted.expect("compacted");
    assert_eq!(compacted.keys, keys.len() as u64 + 1, "and one for the file of the log");
    assert_eq!(last, (compacted.keys * 2, compacted.keys * 2), "written and compared");
    let after = bytes(engine, path).await;
    assert!(after * 4 < before * 3, "{after} of {before} bytes are left");
    eprintln!("compacted from {} to {}", compacted.before, compacted.after);
    let store = open(engine, path).expect("opens");
    assert_eq!(keys_of(&store).await, keys);
    let log_after = store.stat().await.expect("told").log_bytes;
    assert!(log_after * 5 < log * 3, "{log_after} of {log} bytes of records are left");
    assert_eq!(store.search_state().await.expect("known").position, position, "the search index stays");
    drop(store);
    whole(engine, path, 300).await;
    let again = EmbeddedStore::compact(path, options(engine), |_, _| ()).expect("compacted again");
    // What sled writes of the same contents has 87 to 97 KB.
    assert!(again.after * 4 <= compacted.after * 5, "it does not grow: {again:?} after {compacted:?}");
    whole(engine, path, 300).await;
}

async fn the_room_of_records_is_given_back_in_the_background(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let store: Arc<dyn ArticleStore> = Arc::new(open(engine, directory.path()).expect("opens"));
    // Text that doesn't compress: in the background it is worth while from some megabytes on.
    let noise = |number: u64| -> String {
        let mut state = number;
        let mut character = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from_u32(0x4e00 + u32::try_from(state >> 50).expect("fourteen bits")).expect("a character")
        };
        (0..20_000).map(|_| character()).collect()
    };
    fill(&store, (1..=150).map(|number| article(number).text(&noise(number)))).await;
    let bytes = || {
        let files = fs::read_dir(directory.path().join("records")).expect("read");
        files.filter_map(|file| file.ok()?.metadata().ok()).map(|file| file.len()).sum::<u64>()
    };
    let before = bytes();
    for number in 1..=100 {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    let start = Instant::now();
    for number in 0.. {
        if bytes() * 2 < before {
            break;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{} of {before} bytes", bytes());
        // Others read and write meanwhile.
        fill(&store, [article(1_000 + number)]).await;
        let found = store.get(id(101 + number % 50)).await.expect("read").expect("there");
        assert_eq!(found.article.content.text, noise(101 + number % 50));
    }
    store.close().await.expect("closed");
    drop(store);
    let again = open(engine, directory.path()).expect("opens");
    again.verify().await.expect("whole");
    assert_eq!(again.get(id(150)).await.expect("read").expect("there").article.content.text, noise(150));
}

async fn a_compaction_that_is_killed_leaves_a_good_archive(engine: StoreEngine) {
    let pristine = tempfile::tempdir().expect("a directory");
    half_deleted(engine, pristine.path(), 60).await;
    let mut ended = 0;
    for round in 0..20_u64 {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        copy(pristine.path(), path);
        let mut command = Command::new(env!("CARGO_BIN_EXE_pressespiegel"));
        command
            .args(["store", "compact", "--store-engine", engine.name(), "--data-dir"])
            .arg(path)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("starts");
        std::thread::sleep(Duration::from_millis(round * 25));
        child.kill().expect("killed");
        ended += u64::from(child.wait().expect("gone").success());
        // The next program that opens it ends or throws away what was begun: another compaction as well.
        if round % 4 == 0 {
            EmbeddedStore::compact(path, options(engine), |_, _| ()).expect("compacted");
        }
        whole(engine, path, 60).await;
        if ended > 2 {
            break;
        }
    }
}

async fn an_archive_that_is_in_use_is_refused_to_compaction(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let service = Service::start_on(engine, directory.path());
    let refused = EmbeddedStore::compact(directory.path(), options(engine), |_, _| ());
    assert!(matches!(refused, Err(StoreError::Locked(_))), "{refused:?}");
    service.kill();
}

async fn without_room_for_a_second_database_the_first_one_stays(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path();
    half_deleted(engine, path, 20).await;
    let before = bytes(engine, path).await;
    let greedy = EmbeddedOptions { reserve_bytes: 1 << 50, ..options(engine) };
    match EmbeddedStore::compact(path, greedy, |_, _| panic!("nothing is written")) {
        Err(StoreError::Full { free, needed }) => assert!(free < needed && needed > 1 << 50, "{free} of {needed}"),
        other => panic!("{other:?}"),
    }
    // sled writes a snapshot of its page table whenever it opens, one not as long as the other.
    let after = bytes(engine, path).await;
    assert!(after.abs_diff(before) < 4096, "{before} and {after}");
    whole(engine, path, 20).await;
}
