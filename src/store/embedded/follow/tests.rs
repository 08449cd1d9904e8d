//! What is committed to the index while the archive goes on.

use std::path::Path;

use super::*;
use crate::article::ArticleId;
use crate::store::EmbeddedOptions;
use crate::store::codec;
use crate::store::embedded::engine::Changed;
use crate::store::embedded::{keys, open};

fn change(number: u64, kind: ChangeKind) -> Change {
    let article = ArticleId::from_bytes([7; 16]);
    Change { number, article, kind, at: jiff::Timestamp::UNIX_EPOCH, content: number }
}

/// An archive without threads, in which an article came and went: the last is not durable.
fn written(directory: &Path) -> Shared {
    let options = EmbeddedOptions { reserve_bytes: 0, ..EmbeddedOptions::default() };
    let shared = Shared::new(open::open(directory, options).unwrap(), options);
    shared.numbered.store(true, Ordering::SeqCst);
    let put = |change: &Change| -> Changed {
        let newest = (keys::NEWEST_CHANGE.to_vec(), codec::to_bytes(&change.number));
        feed::entries(change).into_iter().chain([newest]).map(|(key, value)| (key, Some(value))).collect()
    };
    let came = change(1, ChangeKind::Inserted);
    shared.apply(put(&came)).unwrap();
    shared.settle(&shared.database().unwrap()).unwrap();
    let mut went = put(&change(2, ChangeKind::Deleted));
    went.extend(feed::replaced(&came, ChangeKind::Deleted).map(|key| (key, None)));
    shared.apply(went).unwrap();
    shared
}

#[test]
fn a_position_waits_for_what_moved_an_article_behind_it() {
    let directory = tempfile::tempdir().unwrap();
    let shared = written(directory.path());
    let search = Search::open(&shared, 16 << 20, false);
    let mut follower = Follower::new(&shared, &search);
    follower.look().unwrap();
    // Without the deletion the article is there, and nobody would look for it before 2.
    assert_eq!((follower.done, follower.seen, search.position()), (1, 2, 0));
    assert!(!follower.commit().unwrap());
    shared.settle(&shared.database().unwrap()).unwrap();
    follower.look().unwrap();
    assert_eq!(search.position(), 1);
    follower.committed = None;
    follower.look().unwrap();
    assert_eq!(search.position(), 2);
}

#[test]
fn what_was_read_before_the_archive_was_opened_again_is_read_anew() {
    let directory = tempfile::tempdir().unwrap();
    let shared = written(directory.path());
    let search = Search::open(&shared, 16 << 20, false);
    let mut follower = Follower::new(&shared, &search);
    follower.look().unwrap();
    shared.reopened.fetch_add(1, Ordering::SeqCst);
    shared.settle(&shared.database().unwrap()).unwrap();
    assert!(!follower.commit().unwrap());
    follower.look().unwrap();
    assert_eq!(search.position(), 2);
}
