//! What only a store on disk must withstand: second processes, newer data, leftovers, damage.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind};
use pressespiegel::store::{ArticleStore, EmbeddedStore, StoreEngine, StoreError};

use crate::contract::lexicon::lexicon;
use crate::fixtures::{article, copy, fill, id, now, options, without_feed};

pub fn open(engine: StoreEngine, directory: &Path) -> Result<EmbeddedStore, StoreError> {
    EmbeddedStore::open(directory, options(engine))
}

pub async fn filled(engine: StoreEngine, directory: &Path, count: u64) {
    let store = Arc::new(open(engine, directory).expect("opens"));
    let dynamic: Arc<dyn ArticleStore> = store.clone();
    let text = "Wort ".repeat(400);
    let drafts = (1..=count).map(|number| {
        let draft = article(number).text(&format!("{text}{number}")).source("s").names("person:a", "Anna", 2);
        draft.claims(ClaimKind::Direct, Certainty::Asserted, Some("person:a"), &[])
    });
    fill(&dynamic, drafts).await;
    store.close().await.expect("closed");
}

on_each_engine! {
    async what_was_written_is_there_after_reopening,
    the_lexicon_is_there_after_reopening,
    an_open_directory_is_refused_to_others,
    data_of_a_newer_program_is_refused,
    a_database_that_lost_its_contents_is_not_taken_for_a_new_one,
    whoever_reads_while_others_write_sees_a_whole_archive,
    a_write_does_not_wait_for_a_read,
    damage_gives_an_error_and_no_panic_and_no_silent_loss,
    an_archive_of_the_other_engine_is_refused_with_the_remedy,
}

async fn what_was_written_is_there_after_reopening(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("a").join("new").join("place");
    filled(engine, &path, 30).await;
    let store = open(engine, &path).expect("opens");
    assert_eq!(store.count().await.expect("counted"), 30);
    assert_eq!(store.verify().await.expect("whole").articles, 30);
    for number in 1..=30 {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    let keys = store.keys().await.expect("read");
    let of_feed = keys.iter().filter(|key| key[0].eq_ignore_ascii_case(&b'm')).count();
    assert_eq!(of_feed, 2 * 30, "a deletion stays in the change feed");
    assert_eq!(without_feed(keys), [b"#format"], "nothing else is left");
}

async fn the_lexicon_is_there_after_reopening(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    filled(engine, directory.path(), 3).await;
    let store = open(engine, directory.path()).expect("opens");
    assert_eq!(store.lexicon().await.expect("read"), None, "an archive from before there were lexica");
    store.put_lexicon(lexicon(1, 2_000)).await.expect("put");
    store.put_lexicon(lexicon(2, 900)).await.expect("put");
    drop(store);
    let store = open(engine, directory.path()).expect("opens");
    assert_eq!(store.lexicon().await.expect("read"), Some(lexicon(2, 900)));
    assert_eq!(store.verify().await.expect("whole").articles, 3);
}

async fn an_open_directory_is_refused_to_others(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let first = open(engine, directory.path()).expect("opens");
    let second = open(engine, directory.path());
    assert!(matches!(second, Err(StoreError::Locked(_))), "{second:?}");
    first.close().await.expect("closed");
    assert!(matches!(open(engine, directory.path()), Err(StoreError::Locked(_))), "reads go on after closing");
    drop(first);
    open(engine, directory.path()).expect("opens once the other is gone");
}

async fn data_of_a_newer_program_is_refused(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    filled(engine, directory.path(), 1).await;
    let format = directory.path().join("format");
    let whole = fs::read_to_string(&format).expect("read");
    fs::write(&format, whole.replace('9', "10")).expect("written");
    let refused = open(engine, directory.path());
    assert!(matches!(refused, Err(StoreError::NewerFormat { found: 10, known: 9, .. })), "{refused:?}");
    fs::write(&format, "what?").expect("written");
    let refused = open(engine, directory.path());
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
    fs::write(&format, "8 rocks\n").expect("written");
    let refused = open(engine, directory.path());
    assert!(matches!(&refused, Err(StoreError::Corrupt(problem)) if problem.contains("rocks")), "{refused:?}");
    fs::write(&format, whole).expect("written");
    open(engine, directory.path()).expect("opens, for nothing was touched");
}

#[tokio::test]
async fn an_unfinished_snapshot_is_removed() {
    let engine = StoreEngine::Sled;
    let directory = tempfile::tempdir().expect("a directory");
    filled(engine, directory.path(), 20).await;
    let leftover = directory.path().join("snap.ffffffffffffffff.generating");
    fs::write(&leftover, b"half").expect("written");
    let store = open(engine, directory.path()).expect("opens");
    assert!(!leftover.exists());
    assert_eq!(store.verify().await.expect("whole").articles, 20);
}

async fn a_database_that_lost_its_contents_is_not_taken_for_a_new_one(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    filled(engine, directory.path(), 20).await;
    for entry in fs::read_dir(directory.path()).expect("listed") {
        let entry = entry.expect("listed");
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == "db" || name.starts_with("snap.") {
            fs::remove_file(entry.path()).expect("removed");
        }
        if name == "fjall" {
            fs::remove_dir_all(entry.path()).expect("removed");
        }
    }
    let refused = open(engine, directory.path());
    assert!(matches!(&refused, Err(StoreError::Corrupt(problem)) if problem.contains("lost")), "{refused:?}");
}

#[tokio::test]
async fn the_data_of_another_program_is_left_alone() {
    let engine = StoreEngine::Sled;
    let directory = tempfile::tempdir().expect("a directory");
    let other = sled::open(directory.path()).expect("opens");
    other.insert("theirs", "data").expect("written");
    drop(other);
    let refused = open(engine, directory.path());
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
}

async fn an_archive_of_the_other_engine_is_refused_with_the_remedy(engine: StoreEngine) {
    let other = if engine == StoreEngine::Sled { StoreEngine::Fjall } else { StoreEngine::Sled };
    for has_format in [true, false] {
        let directory = tempfile::tempdir().expect("a directory");
        filled(engine, directory.path(), 2).await;
        if !has_format {
            fs::remove_file(directory.path().join("format")).expect("removed");
        }
        let refused = open(other, directory.path()).expect_err("it is not of that engine").to_string();
        for part in [engine.name(), "store.engine", "pressespiegel export", "pressespiegel import"] {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        let store = open(engine, directory.path()).expect("opens, for nothing was touched");
        assert_eq!(store.verify().await.expect("whole").articles, 2);
    }
}

/// Every answer is of one state: checking everything against everything never meets half a batch.
async fn whoever_reads_while_others_write_sees_a_whole_archive(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(open(engine, directory.path()).expect("opens"));
    let writers: Vec<_> = (0..3_u64)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for step in 0..400_u64 {
                    let number = writer * 1_000 + step % 50;
                    let draft = article(number).source("s").names("person:a", "Anna", 2).names("person:b", "Bert", 1);
                    let draft = draft.claims(ClaimKind::Direct, Certainty::Asserted, Some("person:a"), &["person:b"]);
                    match step / 50 % 4 {
                        0 | 3 => drop(store.insert(draft.build().into(), now()).await.expect("stored")),
                        1 => drop(
                            store.replace_analysis(draft.reread().build().into(), None, now()).await.expect("replaced"),
                        ),
                        _ => drop(store.delete(id(number), now()).await.expect("deleted")),
                    }
                }
            })
        })
        .collect();
    let mut looks = 0;
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) || looks == 0 {
        store.verify().await.unwrap_or_else(|problem| panic!("look {looks}: {problem}"));
        looks += 1;
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
    store.verify().await.expect("whole");
    assert!(looks > 3, "{looks} looks are no test");
}

/// Not a matter of milliseconds: while the check of the whole archive runs, write after write is answered.
async fn a_write_does_not_wait_for_a_read(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(open(engine, directory.path()).expect("opens"));
    let draft = |number| {
        let draft = article(number).source("s").names("person:a", "Anna", 2).names("person:b", "Bert", 1);
        draft.claims(ClaimKind::Direct, Certainty::Asserted, Some("person:a"), &["person:b"])
    };
    let mut next = 0;
    let mut most = 0;
    // Until the archive is so large that checking it takes longer than some writes do.
    for size in [1_000, 2_000, 4_000, 8_000] {
        let filling = (next..size).map(|number| {
            let (store, draft) = (store.clone(), draft(number).build());
            tokio::spawn(async move { store.insert(draft.into(), now()).await })
        });
        for inserted in filling.collect::<Vec<_>>() {
            inserted.await.expect("ran").expect("stored");
        }
        next = size;
        let read = tokio::spawn({
            let store = store.clone();
            async move { store.verify().await }
        });
        let mut answered = 0;
        while !read.is_finished() {
            store.insert(draft(next).build().into(), now()).await.expect("stored");
            next += 1;
            answered += u32::from(!read.is_finished());
        }
        read.await.expect("ran").expect("whole");
        most = most.max(answered);
        if most > 5 {
            return;
        }
    }
    panic!("only {most} writes were answered during a read");
}

/// Damage may cost data, but never a panic, never an answer that was not written, and it is never kept quiet: opening is
/// refused, an article is an error, or the check of the whole archive says so.
async fn damage_gives_an_error_and_no_panic_and_no_silent_loss(engine: StoreEngine) {
    let pristine = tempfile::tempdir().expect("a directory");
    filled(engine, pristine.path(), 300).await;
    let store = open(engine, pristine.path()).expect("opens");
    store.verify_search().await.expect("searchable");
    store.close().await.expect("closed");
    drop(store);
    for (file, at) in places(engine, pristine.path()) {
        let directory = tempfile::tempdir().expect("a directory");
        copy(pristine.path(), directory.path());
        damage(&directory.path().join(&file), at);
        let store = match open(engine, directory.path()) {
            Ok(store) => store,
            Err(error) => {
                assert!(matches!(error, StoreError::Corrupt(_) | StoreError::Backend(_)), "{error:?}");
                continue;
            }
        };
        let mut missing = 0;
        for number in 1..=300 {
            match store.get(id(number)).await {
                Ok(Some(found)) => {
                    assert!(found.article.content.text.ends_with(&format!(" {number} Anna Anna")), "article {number}");
                }
                Ok(None) => missing += 1,
                Err(error) => assert!(matches!(error, StoreError::Corrupt(_) | StoreError::Backend(_)), "{error:?}"),
            }
        }
        let verified = store.verify().await;
        assert!(
            missing == 0 || verified.is_err(),
            "{} at {at}: {missing} are gone, and nobody says so",
            file.display()
        );
    }
}

/// Places all over the files of a database and its log.
fn places(engine: StoreEngine, directory: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    let database = if engine == StoreEngine::Sled { "db" } else { "fjall" };
    let mut unseen = vec![directory.join(database), directory.join("records")];
    while let Some(path) = unseen.pop() {
        if path.is_dir() {
            unseen.extend(fs::read_dir(&path).expect("read").map(|entry| entry.expect("there").path()));
            continue;
        }
        let file = path.strip_prefix(directory).expect("inside").to_owned();
        // What is only reserved says nothing.
        let size = fs::read(&path).expect("read").iter().rposition(|byte| *byte != 0).unwrap_or(0) as u64;
        found.extend((0..20).map(|part| (file.clone(), size * part / 20)));
    }
    // Small files have few places.
    found.sort();
    found.dedup_by_key(|(file, at)| (file.clone(), *at / 4096));
    found
}

fn damage(file: &Path, at: u64) {
    let mut file = fs::File::options().read(true).write(true).open(file).expect("opens");
    let mut bytes = vec![0; 4096];
    file.seek(SeekFrom::Start(at)).expect("sought");
    let read = file.read(&mut bytes).expect("read");
    for byte in &mut bytes[..read] {
        *byte ^= 0x5a;
    }
    file.seek(SeekFrom::Start(at)).expect("sought");
    file.write_all(&bytes[..read]).expect("written");
}

#[tokio::test]
async fn no_value_is_moved_out_into_a_file() {
    let engine = StoreEngine::Sled;
    let directory = tempfile::tempdir().expect("a directory");
    let store: Arc<dyn ArticleStore> = Arc::new(open(engine, directory.path()).expect("opens"));
    // Text that doesn't compress, and long keys.
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from_u32(0x4e00 + u32::try_from(state >> 50).expect("fourteen bits")).expect("a character")
    };
    for number in 1..=30 {
        let text: String = (0..20_000).map(|_| noise()).collect();
        let source: String = (0..600).map(|_| noise()).collect();
        let entity: String = (0..600).map(|_| noise()).collect();
        fill(&store, [article(number).text(&text).source(&source).names(&entity, &entity, 3)]).await;
    }
    store.close().await.expect("closed");
    let strays: Vec<_> = fs::read_dir(directory.path().join("blobs")).into_iter().flatten().collect();
    assert!(strays.is_empty(), "{} blob files", strays.len());
}
