//! The search index beside the archive: whatever is lost of it comes again, and nothing of it holds the archive up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, EmbeddedOptions, EmbeddedStore, Sort, StoreError, TextFilter, TextQuery,
};

use crate::fixtures::{Draft, article, copy, fill, first, id, now};

/// What happens to the directory of an index.
type Damage<'a> = &'a dyn Fn(&Path);

fn open(directory: &Path) -> Arc<EmbeddedStore> {
    Arc::new(EmbeddedStore::open(directory, EmbeddedOptions::default()).expect("opens"))
}

fn draft(number: u64) -> Draft {
    let draft = article(number).text(&format!("Der Strompreis steigt {number} Mal."));
    draft.claims(ClaimKind::Direct, Certainty::Asserted, None, &[]).says("Der Strompreis steigt")
}

async fn found(store: &EmbeddedStore) -> usize {
    let query = TextQuery::parse("Preis").expect("a search");
    let filter = ArticleFilter { text: Some(TextFilter { query, sort: Sort::Relevance }), ..ArticleFilter::default() };
    store.list_articles(&filter, &first(200)).await.expect("listed").items.len()
}

async fn filled(directory: &Path, numbers: std::ops::RangeInclusive<u64>) {
    let store = open(directory);
    fill(&(store.clone() as Arc<dyn ArticleStore>), numbers.map(draft)).await;
    store.verify_search().await.expect("searchable");
    store.close().await.expect("closed");
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory).expect("read").map(|file| file.expect("read").path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn an_index_that_is_lost_or_damaged_is_made_anew() {
    let whole = tempfile::tempdir().expect("a directory");
    filled(whole.path(), 1..=20).await;
    let cut = |file: &Path| {
        let bytes = fs::read(file).expect("read");
        fs::write(file, &bytes[..bytes.len() / 2]).expect("written");
    };
    let segments = |index: &Path| {
        files(index)
            .into_iter()
            .filter(|file| !file.extension().is_some_and(|e| e == "json" || e == "lock"))
            .collect::<Vec<_>>()
    };
    let damages: [(&str, Damage<'_>); 8] = [
        ("the whole directory is gone", &|index| fs::remove_dir_all(index).expect("removed")),
        ("all files are gone", &|index| files(index).iter().for_each(|file| drop(fs::remove_file(file)))),
        ("the list of segments is gone", &|index| fs::remove_file(index.join("meta.json")).expect("removed")),
        ("the list of segments is cut", &|index| cut(&index.join("meta.json"))),
        ("the list of segments is something else", &|index| fs::write(index.join("meta.json"), "{}").expect("written")),
        ("segments are gone", &|index| segments(index).iter().for_each(|file| fs::remove_file(file).expect("removed"))),
        ("segments are cut", &|index| segments(index).iter().for_each(|file| cut(file))),
        ("segments are empty", &|index| segments(index).iter().for_each(|file| fs::write(file, "").expect("written"))),
    ];
    for (reason, damage) in damages {
        let directory = tempfile::tempdir().expect("a directory");
        copy(whole.path(), directory.path());
        damage(&directory.path().join("search"));
        let store = open(directory.path());
        store.verify_search().await.unwrap_or_else(|error| panic!("{reason}: {error}"));
        assert_eq!(found(&store).await, 20, "{reason}");
        assert_eq!(store.verify().await.expect("whole").articles, 20, "{reason}");
    }
}

#[tokio::test]
async fn an_index_behind_the_archive_catches_up() {
    let directory = tempfile::tempdir().expect("a directory");
    filled(directory.path(), 1..=5).await;
    let before = tempfile::tempdir().expect("a directory");
    copy(&directory.path().join("search"), before.path());
    filled(directory.path(), 6..=30).await;
    let store = open(directory.path());
    assert!(store.delete(id(3), now()).await.expect("deleted"));
    store.verify_search().await.expect("searchable");
    drop(store);

    fs::remove_dir_all(directory.path().join("search")).expect("removed");
    copy(before.path(), &directory.path().join("search"));
    let store = open(directory.path());
    store.verify_search().await.expect("it knows what came and what went meanwhile");
    assert_eq!(found(&store).await, 29);
}

#[tokio::test]
async fn an_index_of_another_program_is_made_anew() {
    let directory = tempfile::tempdir().expect("a directory");
    filled(directory.path(), 1..=3).await;
    let meta = directory.path().join("search").join("meta.json");
    let text = fs::read_to_string(&meta).expect("read");
    let start = text.find("\"payload\"").expect("a payload");
    let (head, tail) = text.split_at(start);
    fs::write(&meta, format!("{head}{}", tail.replacen("\"1 ", "\"0 ", 1))).expect("written");
    let store = open(directory.path());
    store.verify_search().await.expect("searchable");
    assert_eq!(found(&store).await, 3);
}

#[tokio::test]
async fn an_archive_that_lacks_what_its_index_knows_has_lost_it_and_says_so() {
    let (small, large) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    filled(small.path(), 1..=3).await;
    filled(large.path(), 1..=9).await;
    fs::remove_dir_all(small.path().join("search")).expect("removed");
    copy(&large.path().join("search"), &small.path().join("search"));
    let error = EmbeddedStore::open(small.path(), EmbeddedOptions::default()).expect_err("six articles are lost");
    let told = error.to_string();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    for part in [small.path().to_str().expect("plain"), "changes 4 to 9", "last export", "store rebuild --search"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let options = EmbeddedOptions { rebuild_search: true, ..EmbeddedOptions::default() };
    let store = EmbeddedStore::open(small.path(), options).expect("whoever says so takes what is left");
    store.verify_search().await.expect("searchable");
    assert_eq!(found(&store).await, 3);
}

#[cfg(unix)]
#[tokio::test]
async fn an_index_that_can_not_be_read_for_now_is_kept_and_comes_back_by_itself() {
    let directory = tempfile::tempdir().expect("a directory");
    filled(directory.path(), 1..=5).await;
    let search = directory.path().join("search");
    let (meta, kept) = (search.join("meta.json"), search.join("meta.kept"));
    let before: Vec<_> = files(&search);
    fs::rename(&meta, &kept).expect("moved");
    // The system refuses to open it, which says nothing about what is in it.
    std::os::unix::fs::symlink(&meta, &meta).expect("linked");
    let store = open(directory.path());
    assert_eq!(store.count().await.expect("read"), 5, "the archive is there");
    let query = TextQuery::parse("Preis").expect("a search");
    let filter = ArticleFilter { text: Some(TextFilter { query, sort: Sort::Date }), ..ArticleFilter::default() };
    assert!(store.list_articles(&filter, &first(9)).await.is_err(), "nothing can be searched");
    fs::remove_file(&meta).expect("removed");
    fs::rename(&kept, &meta).expect("moved back");
    for _ in 0..3_000 {
        if store.list_articles(&filter, &first(9)).await.is_ok_and(|found| found.items.len() == 5) {
            assert_eq!(files(&search), before, "it is the index that was there");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the index does not come back");
}

#[tokio::test]
async fn an_index_is_made_anew_when_that_is_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    filled(directory.path(), 1..=5).await;
    let stray = directory.path().join("search").join("stray");
    fs::write(&stray, "x").expect("written");
    let options = EmbeddedOptions { rebuild_search: true, ..EmbeddedOptions::default() };
    let store = EmbeddedStore::open(directory.path(), options).expect("opens");
    store.verify_search().await.expect("searchable");
    assert_eq!(found(&store).await, 5);
    assert!(!stray.exists(), "nothing is left of the old one");
}

#[tokio::test]
async fn what_a_crash_has_left_of_a_commit_does_not_hold_the_next_one_up() {
    let directory = tempfile::tempdir().expect("a directory");
    let search = directory.path().join("search");
    filled(directory.path(), 1..=20).await;
    let before = fs::read(search.join("meta.json")).expect("read");
    let store = open(directory.path());
    assert!(store.delete(id(7), now()).await.expect("deleted"));
    store.verify_search().await.expect("searchable");
    store.close().await.expect("closed");
    drop(store);
    assert!(files(&search).iter().any(|file| file.extension().is_some_and(|e| e == "del")), "{:?}", files(&search));
    // As if it had been killed when the files of the commit were there and the commit was not.
    fs::write(search.join("meta.json"), before).expect("written");
    let store = open(directory.path());
    store.verify_search().await.expect("searchable");
    assert_eq!(found(&store).await, 19);
}
