//! The files of the index: what is in them changes as what is in memory does, and none of them is needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pressespiegel::store::{ArticleFilter, ArticleStore, EmbeddedOptions, EmbeddedStore, StoreEngine, StoreError};

use crate::disk::open;
use crate::fixtures::{Draft, article, copy, fill_at_once, id, now, options, without_feed};

on_each_engine! {
    async what_is_in_files_is_changed_as_what_is_in_memory,
    files_that_are_missing_or_damaged_are_made_again,
    damage_in_the_midst_of_a_file_is_found_out,
    who_only_reads_an_archive_makes_no_files,
}

/// Does something to a file.
type Damage = fn(&Path);

/// More than stay in memory.
const MANY: u64 = 2_200;

fn files(directory: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(directory.join("index")).into_iter().flatten();
    let files =
        files.map(|file| file.expect("there").path()).filter(|path| path.extension().is_some_and(|e| e == "seg"));
    files.collect()
}

/// Waits until the files of the index are as wanted.
async fn until(directory: &Path, is_wanted: impl Fn(&[PathBuf]) -> bool) {
    for _ in 0..1_000 {
        if is_wanted(&files(directory)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the index has {:?}", files(directory));
}

fn draft(number: u64) -> Draft {
    article(number).source("s").names("person:a", "Anna", 2)
}

/// An archive of which most is in a file of the index.
async fn filed(engine: StoreEngine, directory: &Path) -> EmbeddedStore {
    let store = Arc::new(open(engine, directory).expect("opens"));
    let dynamic: Arc<dyn ArticleStore> = store.clone();
    fill_at_once(&dynamic, (1..=MANY).map(draft)).await;
    drop(dynamic);
    until(directory, |files| !files.is_empty()).await;
    Arc::into_inner(store).expect("the only one")
}

async fn of_source(store: &EmbeddedStore, source: &str) -> u64 {
    let filter = ArticleFilter { source: Some(source.into()), ..ArticleFilter::default() };
    store.count_articles(&filter).await.expect("counted")
}

async fn what_is_in_files_is_changed_as_what_is_in_memory(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path();
    let store = filed(engine, path).await;
    // Of the first ones, which are in the file, and of the last ones, which are not.
    for number in [1, 2, MANY] {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    for number in [3, MANY - 1] {
        let another = draft(number).reread().build().into();
        assert!(store.replace_analysis(another, None, now()).await.expect("replaced"));
    }
    for number in [4, MANY - 2] {
        let corrected = article(number).source("t").text(&format!("Berichtigt: {number}"));
        store.revise(corrected.build().into(), None, now()).await.expect("corrected");
    }
    let counts = [of_source(&store, "s").await, of_source(&store, "t").await];
    assert_eq!(counts, [MANY - 5, 2]);
    assert_eq!(store.verify().await.expect("whole").articles, MANY - 3);
    drop(store);

    let store = open(engine, path).expect("opens");
    assert_eq!([of_source(&store, "s").await, of_source(&store, "t").await], counts, "after reopening");
    assert_eq!(store.verify().await.expect("whole").articles, MANY - 3);
    // Closing may have put the last ones into a file of their own.
    let before = files(path).into_iter().max_by_key(|file| fs::metadata(file).expect("there").len()).expect("one");
    for number in 5..MANY / 2 {
        store.delete(id(number), now()).await.expect("deleted");
    }
    until(path, |files| !files.contains(&before)).await;
    assert_eq!(store.verify().await.expect("whole").articles, of_source(&store, "s").await + 2);
    for number in 1..=MANY {
        store.delete(id(number), now()).await.expect("deleted");
    }
    until(path, <[PathBuf]>::is_empty).await;
    let left = without_feed(store.keys().await.expect("read"));
    assert_eq!(left, [&b"#format"[..], b"#indexed"], "nothing else is left");
}

async fn files_that_are_missing_or_damaged_are_made_again(engine: StoreEngine) {
    let whole = tempfile::tempdir().expect("a directory");
    let store = filed(engine, whole.path()).await;
    store.delete(id(5), now()).await.expect("deleted");
    store.close().await.expect("closed");
    drop(store);
    let damages: [(&str, Damage); 4] = [
        ("the directory is gone", |file| fs::remove_dir_all(file.parent().expect("one")).expect("removed")),
        ("the file is gone", |file| fs::remove_file(file).expect("removed")),
        ("the file is cut off", |file| {
            let bytes = fs::read(file).expect("read");
            fs::write(file, &bytes[..bytes.len() / 2]).expect("written");
        }),
        ("the file is something else", |file| fs::write(file, "pressix2 what?").expect("written")),
    ];
    for (what, damage) in damages {
        let directory = tempfile::tempdir().expect("a directory");
        copy(whole.path(), directory.path());
        damage(&files(directory.path())[0]);
        let store = open(engine, directory.path()).expect(what);
        assert_eq!(of_source(&store, "s").await, MANY - 1, "{what}");
        assert_eq!(store.verify().await.expect(what).articles, MANY - 1);
        store.delete(id(6), now()).await.expect("deleted");
        until(directory.path(), |files| !files.is_empty()).await;
        drop(store);
        let again = open(engine, directory.path()).expect("opens");
        assert_eq!(again.verify().await.expect("whole").articles, MANY - 2, "{what}");
    }
}

async fn damage_in_the_midst_of_a_file_is_found_out(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    drop(filed(engine, directory.path()).await);
    let file = files(directory.path()).swap_remove(0);
    let mut bytes = fs::read(&file).expect("read");
    // Behind the places of the articles, which have no bands, stand their lists.
    let at = usize::try_from(MANY).expect("few") * 25 + 5_000;
    bytes[at] ^= 0x15;
    fs::write(&file, bytes).expect("written");
    let store = open(engine, directory.path()).expect("opens");
    let found = store.verify().await;
    assert!(matches!(&found, Err(StoreError::Corrupt(told)) if told.contains("index")), "{found:?}");
    drop(store);
    fs::remove_dir_all(directory.path().join("index")).expect("removed");
    let store = open(engine, directory.path()).expect("opens");
    assert_eq!(store.verify().await.expect("made again").articles, MANY);
}

async fn who_only_reads_an_archive_makes_no_files(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    drop(filed(engine, directory.path()).await);
    fs::remove_dir_all(directory.path().join("index")).expect("removed");
    let only_read = EmbeddedOptions { read_only: true, ..options(engine) };
    let store = EmbeddedStore::open(directory.path(), only_read).expect("opens");
    assert_eq!(of_source(&store, "s").await, MANY);
    assert_eq!(store.verify().await.expect("whole").articles, MANY);
    assert!(files(directory.path()).is_empty());
}
