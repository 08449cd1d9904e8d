//! A disk that is really full: writes are refused with the cause, reads go on, and writes are open again once there is room.
//!
//! Needs root and a file system to mount; where either is missing, each test says aloud that it tested nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fs2::FileExt;
use pressespiegel::store::{ArticleStore, EmbeddedOptions, EmbeddedStore, Inserted, StoreEngine, StoreError, Writes};

use crate::fixtures::{article, id, now, options};
use crate::killed_service::{Service, ask, text};

on_each_engine! {
    async writes_are_refused_before_the_disk_is_full_and_open_again_with_room,
    a_database_that_meets_a_full_disk_is_opened_again_inside_the_process,
    an_archive_on_a_full_disk_can_be_opened_and_read_again_and_again,
    a_disk_that_can_only_be_read_is_told_and_left_as_it_is,
}

const MEBIBYTE: u64 = 1 << 20;

/// A small disk of its own, taken away when dropped.
struct Disk {
    directory: tempfile::TempDir,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Memory,
    Ext4,
}

impl Disk {
    fn new(kind: Kind, mebibytes: u64) -> Option<Self> {
        let directory = tempfile::tempdir().expect("a directory");
        let (mount, image) = (directory.path().join("disk"), directory.path().join("image"));
        fs::create_dir(&mount).expect("made");
        let run = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        let mounted = match kind {
            Kind::Memory => {
                let size = format!("size={mebibytes}m");
                run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(&mount))
            }
            Kind::Ext4 => {
                let image_made = fs::File::create(&image).and_then(|file| file.set_len(mebibytes * MEBIBYTE));
                image_made.is_ok()
                    && run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image))
                    && run(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(&mount))
            }
        };
        if !mounted {
            eprintln!("a full disk ({kind:?}) was NOT TESTED: no root or nothing can be mounted here");
            return None;
        }
        Some(Self { directory })
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("disk")
    }

    fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    fn free(&self) -> u64 {
        fs2::available_space(self.path()).expect("known")
    }

    /// Somebody else fills the disk but for so many bytes: block by block, first large ones and then small ones.
    fn fill_all_but(&self, left: u64) {
        let file = fs::File::options().create(true).truncate(false).write(true).open(self.filler()).expect("opens");
        let mut size = file.metadata().expect("known").len();
        let mut step = 16 * MEBIBYTE;
        while step >= 1 << 10 {
            if (left == 0 || self.free() >= left + step) && file.allocate(size + step).is_ok() {
                size += step;
            } else {
                step /= 2;
            }
        }
    }

    /// Whether it can be written from now on.
    fn remount(&self, option: &str) {
        let option = format!("remount,{option}");
        assert!(Command::new("mount").args(["-o", &option]).arg(self.path()).status().expect("runs").success());
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).expect("removed");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

fn open(engine: StoreEngine, data: &Path, reserve_bytes: u64) -> EmbeddedStore {
    EmbeddedStore::open(data, EmbeddedOptions { reserve_bytes, ..options(engine) }).expect("opens")
}

/// Article `number` with a text of its own that hardly compresses.
async fn insert(store: &EmbeddedStore, number: u64) -> Result<Inserted, StoreError> {
    let mut state = number;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from_u32(0x4e00 + u32::try_from(state >> 50).expect("fourteen bits")).expect("a character")
    };
    let words: String = (0..8_000).map(|_| noise()).collect();
    store.insert(article(number).text(&words).names("person:a", "Anna", 2).build().into(), now()).await
}

/// Inserts from `first` on until there is no room; the first number that was refused.
async fn insert_until_full(store: &EmbeddedStore, first: u64) -> u64 {
    for number in first..first + 100_000 {
        match insert(store, number).await {
            Ok(inserted) => assert_eq!(inserted, Inserted::New),
            Err(StoreError::Full { free, needed }) => {
                assert!(free < needed, "{free} of {needed}");
                return number;
            }
            Err(other) => panic!("article {number}: {other}"),
        }
    }
    panic!("the disk does not fill up");
}

async fn all_there(store: &EmbeddedStore, end: u64) {
    for number in 1..end {
        assert!(store.get(id(number)).await.expect("read").is_some(), "article {number} of {end}");
    }
}

async fn writes_are_refused_before_the_disk_is_full_and_open_again_with_room(engine: StoreEngine) {
    for kind in [Kind::Memory, Kind::Ext4] {
        let Some(disk) = Disk::new(kind, 64) else { continue };
        let store = open(engine, &disk.data(), 8 * MEBIBYTE);
        assert_eq!(store.check().await.expect("serves"), Writes::Open);
        disk.fill_all_but(32 * MEBIBYTE);
        let end = insert_until_full(&store, 1).await;
        assert!(end > 10, "{kind:?}: {end} is very few");
        assert!(disk.free() > 4 * MEBIBYTE, "{kind:?}: the reserve is used up: {}", disk.free());
        all_there(&store, end).await;
        disk.fill_all_but(4 * MEBIBYTE);
        assert!(matches!(store.delete(id(1), now()).await, Err(StoreError::Full { .. })), "deleting is writing, too");
        assert_eq!(store.count().await.expect("read"), end - 1);
        disk.make_room();
        let after = end + 20;
        for number in end..after {
            assert_eq!(insert(&store, number).await.expect("stored"), Inserted::New);
        }
        assert_eq!(store.check().await.expect("serves"), Writes::Open);
        assert_eq!(store.verify().await.expect("whole").articles, after - 1);
        store.close().await.expect("closed");
        drop(store);
        assert_eq!(open(engine, &disk.data(), 0).verify().await.expect("whole").articles, after - 1);
    }
}

async fn a_database_that_meets_a_full_disk_is_opened_again_inside_the_process(engine: StoreEngine) {
    for kind in [Kind::Memory, Kind::Ext4] {
        let Some(disk) = Disk::new(kind, 64) else { continue };
        // Without a reserve nobody asks for the free space first.
        let store = open(engine, &disk.data(), 0);
        disk.fill_all_but(16 * MEBIBYTE);
        let end = insert_until_full(&store, 1).await;
        assert!(end > 10, "{kind:?}: {end} is very few");
        all_there(&store, end).await;
        disk.fill_all_but(0);
        for _ in 0..3 {
            assert!(matches!(insert(&store, end).await, Err(StoreError::Full { .. })), "{kind:?}");
            assert!(matches!(store.check().await.expect("serves"), Writes::Refused { .. }), "{kind:?}");
            all_there(&store, end).await;
        }
        disk.make_room();
        // What was refused while the disk filled up may be there all the same.
        insert(&store, end).await.expect("stored");
        assert_eq!(insert(&store, end + 1).await.expect("stored"), Inserted::New);
        let found = store.verify().await.expect("whole").articles;
        assert_eq!(found, end + 1);
        drop(store);
        assert_eq!(open(engine, &disk.data(), 0).verify().await.expect("whole").articles, found);
    }
}

async fn an_archive_on_a_full_disk_can_be_opened_and_read_again_and_again(engine: StoreEngine) {
    for kind in [Kind::Memory, Kind::Ext4] {
        let Some(disk) = Disk::new(kind, 64) else { continue };
        let store = open(engine, &disk.data(), 0);
        disk.fill_all_but(20 * MEBIBYTE);
        let end = insert_until_full(&store, 1).await;
        disk.fill_all_but(0);
        drop(store);
        for round in 0..4 {
            disk.fill_all_but(0);
            let store = open(engine, &disk.data(), 0);
            all_there(&store, end).await;
            // What has room in a block or in a piece of the engine's file that is there already is stored. Opening may also
            // have found the ballast whole again, and then only a write finds the disk full.
            insert_until_full(&store, end + 1_000 * (round + 1)).await;
            drop(store);
        }
        disk.make_room();
        let store = open(engine, &disk.data(), 0);
        assert_eq!(insert(&store, end + 50).await.expect("stored"), Inserted::New);
        all_there(&store, end).await;
        store.verify().await.expect("whole");
    }
}

async fn a_disk_that_can_only_be_read_is_told_and_left_as_it_is(engine: StoreEngine) {
    let Some(disk) = Disk::new(Kind::Ext4, 64) else { return };
    let store = open(engine, &disk.data(), 0);
    for number in 1..=5 {
        insert(&store, number).await.expect("stored");
    }
    store.close().await.expect("closed");
    drop(store);
    disk.remount("ro");
    let error = EmbeddedStore::open(&disk.data(), options(engine)).expect_err("it can't be locked");
    let told = error.to_string();
    assert!(matches!(error, StoreError::Backend(_)), "{error:?}");
    for part in [disk.data().display().to_string().as_str(), "Read-only file system", "or read a copy of it"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    disk.remount("rw");
    let store = open(engine, &disk.data(), 0);
    all_there(&store, 6).await;
    store.verify().await.expect("whole");
}

/// Asks until the answer has this in it.
fn wait_for(service: &Service, path: &str, part: &str) {
    let start = Instant::now();
    loop {
        let answer = ask(service.address, "GET", path, "").expect("answered");
        if answer.contains(part) {
            return;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{path} does not say {part}: {answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn post(service: &Service, number: u64) -> String {
    let body = format!(r#"{{"text": "{}", "external_id": "{number}"}}"#, text(number));
    ask(service.address, "POST", "/v1/articles", &body).expect("answered")
}

fn place(answer: &str) -> String {
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let (_, rest) = answer.split_once("location: ").expect("a place");
    rest.lines().next().expect("a line").trim().to_owned()
}

mod of_a_service {
    use super::a_service_on_a_full_disk_answers_507_is_read_and_comes_back_by_itself_even_when_killed;

    on_each_engine! { a_service_on_a_full_disk_answers_507_is_read_and_comes_back_by_itself_even_when_killed }
}

fn a_service_on_a_full_disk_answers_507_is_read_and_comes_back_by_itself_even_when_killed(engine: StoreEngine) {
    let Some(disk) = Disk::new(Kind::Ext4, 192) else { return };
    let mut service = Service::start_on(engine, &disk.data());
    let mut places: Vec<_> = (1..=20).map(|number| (number, place(&post(&service, number)))).collect();
    let readable = |service: &Service, places: &[(u64, String)]| {
        for (number, place) in places {
            let answer = ask(service.address, "GET", place, "").expect("answered");
            assert!(answer.contains(&format!("Nummer {number}.")), "article {number}: {answer}");
        }
    };
    for round in 0..3 {
        // In the second round not even opening the archive finds room, but for what it holds itself.
        disk.fill_all_but(if round == 1 { 0 } else { 40 * MEBIBYTE });
        if round > 0 {
            service.kill();
            service = Service::start_on(engine, &disk.data());
        }
        wait_for(&service, "/readyz", r#""writes":"refused""#);
        let refused = post(&service, 1_000);
        assert!(refused.starts_with("HTTP/1.1 507") && refused.contains("/problems/storage-full"), "{refused}");
        let deleted = ask(service.address, "DELETE", &places[0].1, "").expect("answered");
        assert!(deleted.starts_with("HTTP/1.1 507"), "{deleted}");
        let known = post(&service, 1);
        assert!(known.starts_with("HTTP/1.1 200"), "what is known needs no room: {known}");
        readable(&service, &places);
        if round == 1 {
            service.kill();
            service = Service::start_with(&disk.data(), &["--read-only", "--store-engine", engine.name()]);
            wait_for(&service, "/readyz", r#""writes":"read_only""#);
            let refused = post(&service, 1);
            assert!(refused.starts_with("HTTP/1.1 403") && refused.contains("/problems/read-only"), "{refused}");
            readable(&service, &places);
            service.kill();
            service = Service::start_on(engine, &disk.data());
        }
        wait_for(&service, "/metrics", "pressespiegel_store_writes_refused 1");
        disk.make_room();
        wait_for(&service, "/readyz", r#""writes":"open""#);
        let number = 100 + round;
        places.push((number, place(&post(&service, number))));
        readable(&service, &places);
    }
    service.kill();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let verified = runtime.block_on(open(engine, &disk.data(), 0).verify()).expect("whole");
    assert_eq!(verified.articles, places.len() as u64);
}
