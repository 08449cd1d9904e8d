//! Archives of earlier formats: each is brought up to the present one where it lies, and a crash on the way loses nothing.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pressespiegel::article::Revision;
use pressespiegel::nlp::analysis::FigureKind;
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ChangeKind, ConflictFilter, EmbeddedOptions, EmbeddedStore, PageRequest, Revised,
    StoreEngine, StoreError,
};

use crate::disk;
use crate::earlier::{age, be, forget_analyzers, lay_in_chunks, move_back, sled_in, varint};
use crate::fixtures::{Draft, analyzer, article, fill_at_once, id, now};

/// Only sled has archives of earlier formats.
fn open(directory: &Path) -> Result<EmbeddedStore, StoreError> {
    disk::open(StoreEngine::Sled, directory)
}

/// An archive that was brought up says so outside, where older programs look.
fn keeps_older_programs_out(directory: &Path) {
    assert_eq!(fs::read_to_string(directory.join("format")).expect("read"), "9\n", "older programs keep out");
}

async fn filled(directory: &Path, count: u64) {
    disk::filled(StoreEngine::Sled, directory, count).await;
}

#[tokio::test]
async fn an_archive_that_does_not_know_its_analyzers_learns_them() {
    for kept in [0, 1, 1_000, 1_999, 2_500] {
        let directory = tempfile::tempdir().expect("a directory");
        many(directory.path(), 2_500).await;
        let old = sled_in(directory.path());
        move_back(&old, directory.path());
        forget_analyzers(&old, kept);
        old.insert("#format", &[3]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        // A crash in the midst leaves the new format outside and the old one inside.
        fs::write(directory.path().join("format"), if kept == 0 { "3\n" } else { "9\n" }).expect("written");

        let store = open(directory.path()).expect("opens");
        let all = ArticleFilter { analyzer: Some(vec![analyzer("first")]), ..ArticleFilter::default() };
        assert_eq!(store.count_articles(&all).await.expect("counted"), 2_500, "{kept} were entered");
        assert_eq!(store.analyzers().await.expect("counted"), [(analyzer("first"), 2_500)], "{kept} were entered");
        assert!(store.replace_analysis(article(7).reread().build().into(), None, now()).await.expect("replaced"));
        let counts = [(analyzer("first"), 2_499), (analyzer("second"), 1)];
        assert_eq!(store.analyzers().await.expect("counted"), counts);
        assert_eq!(store.verify().await.expect("whole").articles, 2_500);
        assert_eq!(store.changes(0, 9_999).await.expect("read").newest, 2_501, "entering is no change");
        drop(store);
        keeps_older_programs_out(directory.path());
        assert_eq!(open(directory.path()).expect("opens").analyzers().await.expect("counted"), counts, "entered once");
    }
}

#[tokio::test]
async fn an_archive_whose_analyzers_are_not_in_step_is_found_out() {
    for (family, problem) in [("z", "analyzers")] {
        let directory = tempfile::tempdir().expect("a directory");
        filled(directory.path(), 3).await;
        let old = sled_in(directory.path());
        let (key, _) = old.scan_prefix(family).next().expect("one").expect("read");
        old.remove(key).expect("removed");
        drop(old);
        let found = open(directory.path()).expect("opens").verify().await;
        assert!(matches!(&found, Err(StoreError::Corrupt(text)) if text.contains(problem)), "{family}: {found:?}");
    }
}

/// Fills an archive with many writers at once.
async fn many(directory: &Path, count: u64) {
    let store: Arc<dyn ArticleStore> = Arc::new(open(directory).expect("opens"));
    fill_at_once(&store, (1..=count).map(article)).await;
    store.close().await.expect("closed");
}

#[tokio::test]
async fn an_archive_without_a_change_feed_gets_one() {
    for numbered in [0, 1, 1_000, 2_345, 2_500] {
        let directory = tempfile::tempdir().expect("a directory");
        many(directory.path(), 2_500).await;
        age(directory.path(), numbered);

        let store = open(directory.path()).expect("opens");
        let feed = store.changes(0, 10_000).await.expect("read");
        assert_eq!((feed.items.len(), feed.newest), (2_500, 2_500), "{numbered} had a number");
        let late: Vec<_> = feed.items.iter().filter(|change| change.number > numbered).collect();
        assert!(late.is_sorted_by_key(|change| change.article), "numbered by id");
        for change in late {
            let received_at = store.get(change.article).await.expect("read").expect("there").article.received_at;
            assert_eq!((change.kind, change.at), (ChangeKind::Inserted, received_at));
        }
        assert_eq!(store.verify().await.expect("whole").articles, 2_500);
        assert!(store.delete(id(7), now()).await.expect("deleted"));
        assert_eq!(store.changes(2_500, 9).await.expect("read").items[0].article, id(7));
        drop(store);
        keeps_older_programs_out(directory.path());
        let again = open(directory.path()).expect("opens");
        assert_eq!(again.changes(0, 10_000).await.expect("read").newest, 2_501, "numbered once");
    }
}

#[tokio::test]
async fn an_archive_from_before_there_were_revisions_can_be_corrected() {
    let directory = tempfile::tempdir().expect("a directory");
    filled(directory.path(), 5).await;
    let old = sled_in(directory.path());
    move_back(&old, directory.path());
    forget_analyzers(&old, 0);
    old.insert("#format", &[2]).expect("written");
    old.flush().expect("flushed");
    drop(old);
    fs::write(directory.path().join("format"), "2\n").expect("written");
    let store = open(directory.path()).expect("opens");
    let before = store.changes(0, 100).await.expect("read");
    assert_eq!((before.items.len(), before.newest), (5, 5), "the feed stays as it is");
    assert_eq!(store.revisions(id(1), None, 9).await.expect("read").map(|all| all.len()), Some(1));
    let revised = store.revise(article(1).text("Berichtigt.").build().into(), None, now()).await.expect("corrected");
    assert_eq!(revised, Revised::To(Revision { number: 2, at: now() }));
    drop(store);
    keeps_older_programs_out(directory.path());
    let again = open(directory.path()).expect("opens");
    assert_eq!(again.verify().await.expect("whole").articles, 5);
    assert_eq!(again.get(id(1)).await.expect("read").expect("there").article.content.text, "Berichtigt.");
}

/// An article that prints what others print, and says how many people died in a fire; every second one something else than
/// the one before.
fn dead(number: u64) -> Draft {
    let count = 10 + number % 2;
    let exact = format!("{count} Menschen");
    let sentence = format!("Bei dem Brand in Rostock starben {exact}.");
    let figure = (FigureKind::Count, &*count.to_string(), None);
    let agency = "Die Feuerwehr war mit vielen Leuten im Einsatz und löschte den Brand noch in der Nacht. Warum er ausbrach, weiß \
        auch am Morgen danach noch niemand, wie die Polizei mitteilt.";
    article(number).prints(agency).states(&sentence, &exact, figure, "Menschen", &["location:rostock"])
}

#[tokio::test]
async fn an_archive_from_before_there_were_conflicts_and_copies_finds_them() {
    const ALL: u64 = 450;
    for entered in [0, 1, 200, ALL] {
        let directory = tempfile::tempdir().expect("a directory");
        let fill = async |numbers: std::ops::RangeInclusive<u64>| {
            let store: Arc<dyn ArticleStore> = Arc::new(open(directory.path()).expect("opens"));
            crate::fixtures::fill(&store, numbers.map(dead)).await;
            store.close().await.expect("closed");
        };
        fill(1..=entered).await;
        let old = sled_in(directory.path());
        let pairs: Vec<_> = old.scan_prefix("K").map(|entry| entry.expect("read")).collect();
        drop(old);
        fill(entered + 1..=ALL).await;
        // A crash in the midst leaves what the first articles say, and the pairs among them.
        let old = sled_in(directory.path());
        for key in old.scan_prefix("K").keys() {
            old.remove(key.expect("read")).expect("removed");
        }
        for (key, value) in pairs {
            old.insert(key, value).expect("written");
        }
        for family in ["Q", "q", "Y", "y"] {
            for key in old.scan_prefix(family).keys().map(|key| key.expect("read")) {
                let number = |at: usize| u64::from_be_bytes(key[at..at + 8].try_into().expect("eight bytes"));
                let number = match family {
                    "q" | "Y" => number(9),
                    // The place at the end of a posting has the id inverted.
                    "Q" => !number(key.len() - 8),
                    _ => number(key.len() - 8),
                };
                if number > entered {
                    old.remove(key).expect("removed");
                }
            }
        }
        move_back(&old, directory.path());
        old.insert("#format", &[4]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        fs::write(directory.path().join("format"), if entered == 0 { "4\n" } else { "9\n" }).expect("written");

        let store = open(directory.path()).expect("opens");
        let mut found = 0;
        let mut after = None;
        loop {
            let request = PageRequest { limit: 200, after };
            let page = store.list_conflicts(&ConflictFilter::default(), &request).await.expect("listed");
            found += page.items.len();
            let Some(next) = page.next else { break };
            after = Some(next);
        }
        assert_eq!(found as u64, ALL - 1, "{entered} were entered");
        let copies = store.copies(&[id(1), id(ALL)]).await.expect("told");
        assert_eq!(
            copies.iter().map(|copies| copies.others).collect::<Vec<_>>(),
            [ALL - 1; 2],
            "{entered} were entered"
        );
        assert_eq!(copies[1].of.map(|of| of.id), Some(id(1)));
        assert_eq!(store.verify().await.expect("whole").articles, ALL);
        drop(store);
        keeps_older_programs_out(directory.path());
    }
}

#[tokio::test]
async fn an_archive_whose_conflicts_or_copies_are_not_in_step_are_found_out() {
    for (family, problem) in
        [("Q", "missing"), ("q", "have a reason"), ("K", "missing"), ("Y", "missing"), ("y", "missing")]
    {
        let directory = tempfile::tempdir().expect("a directory");
        let store: Arc<dyn ArticleStore> = Arc::new(open(directory.path()).expect("opens"));
        crate::fixtures::fill(&store, (1..=3).map(dead)).await;
        store.close().await.expect("closed");
        drop(store);
        let old = sled_in(directory.path());
        let (key, _) = old.scan_prefix(family).next().expect("one").expect("read");
        old.remove(key).expect("removed");
        drop(old);
        let found = open(directory.path()).expect("opens").verify().await;
        let told =
            matches!(&found, Err(StoreError::Corrupt(text)) if text.contains(problem) || text.contains("should be"));
        assert!(told, "{family}: {found:?}");
    }
}

#[tokio::test]
async fn an_archive_whose_records_were_in_chunks_gets_a_log() {
    // After a crash in the midst some are in the log already.
    for logged in [0, 1, 700, 2_500] {
        let directory = tempfile::tempdir().expect("a directory");
        let store: Arc<dyn ArticleStore> = Arc::new(open(directory.path()).expect("opens"));
        let long = "Die Ministerin sagte das nicht. ".repeat(2_000);
        fill_at_once(&store, (1..=2_500).map(article)).await;
        crate::fixtures::fill(&store, [article(2_501).text(&long)]).await;
        store.revise(article(3).text("Berichtigt.").build().into(), None, now()).await.expect("corrected");
        store.close().await.expect("closed");
        drop(store);
        let old = sled_in(directory.path());
        let number = |key: &[u8]| u64::from_be_bytes(key[9..17].try_into().expect("eight bytes"));
        lay_in_chunks(&old, directory.path(), |key| key[0] != b'A' || number(key) > logged);
        let left = old.scan_prefix("A").map(|entry| entry.expect("read")).filter(|(key, _)| key.len() == 17);
        let live: u64 = left.map(|(_, place)| 9 + 17 + u64::from(be(&place, 8))).sum();
        let (key, _) = old.scan_prefix("v").next().expect("a file").expect("read");
        let length = fs::metadata(directory.path().join("records/00000001.log")).expect("there").len();
        old.insert(key, [length, length - live].map(varint).concat()).expect("written");
        old.insert("#format", &[6]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        fs::write(directory.path().join("format"), if logged == 0 { "6\n" } else { "9\n" }).expect("written");

        let store = open(directory.path()).expect("opens");
        assert_eq!(store.get(id(2_501)).await.expect("read").expect("there").article.content.text, long);
        let chunks = store.keys().await.expect("read").iter().filter(|key| key[0] == b'A' && key.len() > 17).count();
        assert_eq!(chunks, 0, "{logged} were in the log");
        let before = store.revision(id(3), 1).await.expect("read").expect("there");
        assert_ne!(before.article.content.text, "Berichtigt.");
        assert_eq!(store.verify().await.expect("whole").articles, 2_501);
        assert!(store.delete(id(7), now()).await.expect("deleted"));
        drop(store);
        keeps_older_programs_out(directory.path());
    }
}

#[tokio::test]
async fn an_archive_whose_lists_were_in_the_database_gets_an_index() {
    // Outside the present format is there before a crash in the midst, inside it comes last.
    for outside in ["5\n", "9\n"] {
        let directory = tempfile::tempdir().expect("a directory");
        many(directory.path(), 2_500).await;
        let old = sled_in(directory.path());
        move_back(&old, directory.path());
        old.insert("#format", &[5]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        fs::write(directory.path().join("format"), outside).expect("written");

        let store = open(directory.path()).expect("opens");
        assert_eq!(store.count_articles(&ArticleFilter::default()).await.expect("counted"), 2_500);
        assert_eq!(store.verify().await.expect("whole").articles, 2_500);
        assert!(store.delete(id(7), now()).await.expect("deleted"));
        drop(store);
        keeps_older_programs_out(directory.path());
        let again = open(directory.path()).expect("opens");
        assert_eq!(again.verify().await.expect("whole").articles, 2_499);
    }
}

#[tokio::test]
async fn an_archive_whose_entries_were_not_in_groups_is_laid_anew() {
    for outside in ["8\n", "9\n"] {
        let directory = tempfile::tempdir().expect("a directory");
        many(directory.path(), 700).await;
        let keys = open(directory.path()).expect("opens").keys().await.expect("read");
        let old = sled_in(directory.path());
        old.insert("#format", &[8]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        fs::write(directory.path().join("format"), outside).expect("written");

        let options = EmbeddedOptions { read_only: true, ..EmbeddedOptions::default() };
        let refused = EmbeddedStore::open(directory.path(), options).expect_err("nothing may be written");
        assert!(refused.to_string().contains("open it for writing once"), "{refused}");
        let options = EmbeddedOptions { reserve_bytes: 1 << 50, ..EmbeddedOptions::default() };
        let refused = EmbeddedStore::open(directory.path(), options).expect_err("there is no room beside it");
        assert!(matches!(refused, StoreError::Full { .. }), "{refused}");

        let store = open(directory.path()).expect("opens");
        assert_eq!(store.keys().await.expect("read"), keys);
        assert!(store.delete(id(7), now()).await.expect("deleted"));
        assert_eq!(store.verify().await.expect("whole").articles, 699);
        drop(store);
        keeps_older_programs_out(directory.path());
        let again = open(directory.path()).expect("opens");
        assert_eq!(again.verify().await.expect("whole").articles, 699);
    }
}

#[tokio::test]
async fn an_archive_whose_bands_were_in_the_database_has_them_in_the_index() {
    for outside in ["7\n", "9\n"] {
        let directory = tempfile::tempdir().expect("a directory");
        let store: Arc<dyn ArticleStore> = Arc::new(open(directory.path()).expect("opens"));
        crate::fixtures::fill(&store, (1..=300).map(dead)).await;
        store.close().await.expect("closed");
        drop(store);
        let old = sled_in(directory.path());
        for number in 1..=300_u64 {
            old.insert([&b"Ban old"[..], &number.to_be_bytes(), &number.to_be_bytes()].concat(), "").expect("written");
        }
        old.insert("#format", &[7]).expect("written");
        old.flush().expect("flushed");
        drop(old);
        fs::write(directory.path().join("format"), outside).expect("written");
        // Segments of before say another thing at their end.
        for file in fs::read_dir(directory.path().join("index")).expect("read") {
            let path = file.expect("read").path();
            let mut bytes = fs::read(&path).expect("read");
            let at = bytes.len() - 9;
            assert_eq!(bytes[at], b'3', "the number of the format");
            bytes[at] = b'1';
            fs::write(&path, bytes).expect("written");
        }

        let store = open(directory.path()).expect("opens");
        assert_eq!(store.keys().await.expect("read").iter().filter(|key| key[0] == b'B').count(), 0);
        assert_eq!(store.verify().await.expect("whole").articles, 300);
        store.insert(dead(301).build().into(), now()).await.expect("inserted");
        let copies = store.copies(&[id(301)]).await.expect("told");
        assert_eq!((copies[0].of.map(|of| of.id), copies[0].others), (Some(id(1)), 300));
        drop(store);
        keeps_older_programs_out(directory.path());
    }
}
