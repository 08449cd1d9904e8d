//! The change feed and the positions of those who follow it.

use pressespiegel::store::{Change, ChangeKind, Changes};

use super::Store;
use crate::fixtures::{article, at, id, now};

fn change(number: u64, of: u64, kind: ChangeKind, second: i64) -> Change {
    Change { number, article: id(of), kind, at: at(second), content: number }
}

async fn all(store: &Store) -> Changes {
    store.changes(0, 1_000).await.expect("read")
}

pub async fn a_new_archive_has_no_changes(store: Store) {
    assert_eq!(all(&store).await, Changes::default());
    assert_eq!(store.changes(u64::MAX, 5).await.expect("read"), Changes::default());
}

pub async fn every_change_gets_the_next_number_and_nothing_else_does(store: Store) {
    use ChangeKind::{Deleted, Inserted, Reanalyzed};
    for number in 1..=4_u64 {
        let inserted = store.insert(article(number).external(&number.to_string()).build().into(), at(10));
        inserted.await.expect("stored");
    }
    // Known by id, by name, by content; unknown; a lexicon would be none of its business either.
    store.insert(article(1).build().into(), at(20)).await.expect("answered");
    store.insert(article(9).external("2").build().into(), at(20)).await.expect("answered");
    let mut twin = article(3).build();
    twin.article.id = id(33);
    store.insert(twin.into(), at(20)).await.expect("answered");
    assert!(!store.delete(id(50), at(20)).await.expect("answered"));
    assert!(!store.replace_analysis(article(50).build().into(), None, at(20)).await.expect("answered"));
    store.set_position("index", 3).await.expect("kept");
    assert_eq!(all(&store).await.newest, 4);

    assert!(store.replace_analysis(article(2).reread().build().into(), None, at(30)).await.expect("replaced"));
    assert!(store.delete(id(3), at(40)).await.expect("deleted"));
    assert!(store.delete(id(2), at(50)).await.expect("deleted"));
    store.insert(article(3).build().into(), at(60)).await.expect("stored");
    assert!(store.replace_analysis(article(1).reread().build().into(), None, at(70)).await.expect("replaced"));
    // 1 became 9, 2 became 5 and then 7, 3 became 6 and then 8.
    let expected = [change(4, 4, Inserted, 10), change(7, 2, Deleted, 50), change(8, 3, Inserted, 60)];
    // Its text came with 1.
    let reread = Change { content: 1, ..change(9, 1, Reanalyzed, 70) };
    let expected = [&expected[..], &[reread]].concat();
    assert_eq!(all(&store).await, Changes { items: expected, newest: 9 });
}

pub async fn changes_are_read_part_by_part(store: Store) {
    for number in 1..=30 {
        store.insert(article(number).build().into(), now()).await.expect("stored");
    }
    for number in (1..=30).step_by(3) {
        assert!(store.delete(id(number), now()).await.expect("deleted"));
    }
    let whole = all(&store).await;
    assert_eq!((whole.items.len(), whole.newest), (30, 40));
    for limit in [1, 7, 29, 30, 100] {
        let mut walked: Vec<Change> = Vec::new();
        loop {
            let after = walked.last().map_or(0, |change| change.number);
            let part = store.changes(after, limit).await.expect("read");
            assert_eq!(part.newest, 40);
            assert!(part.items.len() <= limit && part.items.iter().all(|change| change.number > after));
            if part.items.is_empty() {
                break;
            }
            walked.extend(part.items);
        }
        assert_eq!(walked, whole.items, "parts of {limit}");
    }
    assert_eq!(store.changes(0, 0).await.expect("read"), Changes { items: Vec::new(), newest: 40 });
    assert_eq!(store.changes(u64::MAX, 5).await.expect("read"), Changes { items: Vec::new(), newest: 40 });
}

/// What a follower of the feed knows is what the archive holds, whenever it looks, however much is written meanwhile.
pub async fn who_follows_the_feed_while_others_write_misses_nothing(store: Store) {
    let writers = (0..4_u64).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for step in 0..40_u64 {
                let number = writer * 100 + step % 10;
                match step / 10 {
                    0 | 3 => drop(store.insert(article(number).build().into(), now()).await.expect("stored")),
                    1 => {
                        let again = article(number).reread().build();
                        store.replace_analysis(again.into(), None, now()).await.expect("read");
                    }
                    _ if number % 3 == 0 => drop(store.delete(id(number), now()).await.expect("deleted")),
                    _ => {}
                }
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut mirror = std::collections::BTreeSet::new();
    let mut position = 0;
    loop {
        let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let part = store.changes(position, 7).await.expect("read");
        for change in &part.items {
            assert!(change.number > position, "{change:?} comes too late");
            position = change.number;
            if change.kind == ChangeKind::Deleted {
                mirror.remove(&change.article);
            } else {
                mirror.insert(change.article);
            }
        }
        if done && part.items.is_empty() {
            break;
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
    let mut present = std::collections::BTreeSet::new();
    for number in (0..4_u64).flat_map(|writer| (0..10).map(move |step| writer * 100 + step)) {
        if store.get(id(number)).await.expect("read").is_some() {
            present.insert(id(number));
        }
    }
    assert_eq!(mirror, present);
}

pub async fn positions_are_kept_by_name(store: Store) {
    for name in ["search", "alerts", "", "ä/ö"] {
        assert_eq!(store.position(name).await.expect("read"), 0, "{name:?} was never set");
    }
    for (name, number) in [("search", 5), ("alerts", u64::MAX), ("", 1), ("search", 7), ("ä/ö", 2), ("search", 3)] {
        store.set_position(name, number).await.expect("kept");
        assert_eq!(store.position(name).await.expect("read"), number, "{name:?}");
    }
    let all = [("search", 3), ("alerts", u64::MAX), ("", 1), ("ä/ö", 2), ("searc", 0)];
    for (name, number) in all {
        assert_eq!(store.position(name).await.expect("read"), number, "{name:?}");
    }
}
