//! Watches: what is kept of them, and the texts that they follow.

use std::sync::Arc;

use pressespiegel::store::{
    ChangeKind, Delivery, DeliveryState, MOST_DELIVERIES, SigningSecret, Watch, WatchId, WatchOf, WatchStep,
    WatchStore, Webhook,
};

use super::Store;
use crate::fixtures::{article, at, id};

/// The same store, asked for its watches.
pub type Watches = Arc<dyn WatchStore>;

fn watch_id(number: u8) -> WatchId {
    WatchId::from_bytes([number; 16])
}

fn watch(number: u8) -> Watch {
    let webhook = Webhook {
        url: format!("https://example.org/{}", "a".repeat(1_900)),
        secret: SigningSecret(vec![number; 32]),
        disabled: None,
    };
    Watch {
        id: watch_id(number),
        name: Some(format!("Wache {number} „Ä“ 👍")),
        of: WatchOf::ALL[usize::from(number) % 3],
        filter: vec![("q".into(), "ä ".repeat(1_500)), ("source".into(), "s".into())],
        created_at: at(i64::from(number)),
        webhook: number.is_multiple_of(2).then_some(webhook),
    }
}

fn delivery(number: u64, state: DeliveryState) -> Delivery {
    Delivery {
        number,
        article: id(number),
        state,
        attempts: 3,
        first_at: at(1),
        last_at: at(2),
        next_at: (state == DeliveryState::Waiting).then(|| at(3)),
        status: Some(503),
        error: Some("it answered 503".into()),
    }
}

fn step(position: Option<u64>, delivery: Option<Delivery>) -> WatchStep {
    WatchStep { position, delivery }
}

pub async fn watches_are_kept_until_they_are_removed(_: Store, watches: Watches) {
    assert_eq!(watches.watches().await.expect("read"), []);
    for number in [3, 1, 2] {
        watches.add_watch(watch(number), u64::from(number)).await.expect("added");
    }
    assert_eq!(watches.watches().await.expect("read"), [watch(1), watch(2), watch(3)], "the oldest first");
    assert_eq!(watches.watch(watch_id(2)).await.expect("read"), Some(watch(2)));
    assert_eq!(watches.watch_position(watch_id(2)).await.expect("read"), 2);
    let shorter = Watch { filter: Vec::new(), webhook: None, ..watch(2) };
    assert!(watches.replace_watch(shorter.clone()).await.expect("replaced"));
    assert_eq!(watches.watch(watch_id(2)).await.expect("read"), Some(shorter));
    assert_eq!(watches.watch_position(watch_id(2)).await.expect("read"), 2, "how far it is stays");
    assert!(!watches.replace_watch(watch(9)).await.expect("answered"), "there is none to replace");
    watches.step_watch(watch_id(1), step(Some(5), Some(delivery(5, DeliveryState::Dead)))).await.expect("kept");
    assert!(watches.remove_watch(watch_id(1)).await.expect("removed"));
    assert!(!watches.remove_watch(watch_id(1)).await.expect("answered"));
    assert_eq!(watches.watch(watch_id(1)).await.expect("read"), None);
    assert_eq!(watches.deliveries(watch_id(1), None, 10).await.expect("read"), [], "nothing of it is left");
    assert_eq!(watches.watch_position(watch_id(1)).await.expect("read"), 0);
}

pub async fn what_a_watch_has_done_is_kept_as_a_whole(_: Store, watches: Watches) {
    watches.add_watch(watch(1), 0).await.expect("added");
    watches.add_watch(watch(2), 0).await.expect("added");
    for (number, state) in [(2, DeliveryState::Waiting), (2, DeliveryState::Delivered), (7, DeliveryState::Dead)] {
        let position = (state != DeliveryState::Waiting).then_some(number);
        assert!(watches.step_watch(watch_id(1), step(position, Some(delivery(number, state)))).await.expect("kept"));
    }
    watches.step_watch(watch_id(1), step(Some(9), None)).await.expect("kept");
    assert_eq!(watches.watch_position(watch_id(1)).await.expect("read"), 9);
    let expected = [delivery(7, DeliveryState::Dead), delivery(2, DeliveryState::Delivered)];
    assert_eq!(watches.deliveries(watch_id(1), None, 10).await.expect("read"), expected, "the newest first, each once");
    assert_eq!(watches.deliveries(watch_id(1), Some(7), 10).await.expect("read"), expected[1..]);
    assert_eq!(watches.deliveries(watch_id(1), None, 1).await.expect("read"), expected[..1]);
    assert_eq!(watches.delivery(watch_id(1), 7).await.expect("read"), Some(expected[0].clone()));
    assert_eq!(watches.delivery(watch_id(1), 3).await.expect("read"), None);
    assert_eq!(watches.deliveries(watch_id(2), None, 10).await.expect("read"), [], "each watch has its own");
    let lost = step(Some(5), Some(delivery(5, DeliveryState::Dead)));
    assert!(!watches.step_watch(watch_id(3), lost).await.expect("answered"), "nobody's step is not kept");
    assert_eq!(watches.deliveries(watch_id(3), None, 10).await.expect("read"), []);
}

pub async fn only_the_newest_messages_are_remembered(_: Store, watches: Watches) {
    watches.add_watch(watch(1), 0).await.expect("added");
    let most = u64::try_from(MOST_DELIVERIES).expect("small");
    for number in 1..=most + 5 {
        let made = delivery(number, DeliveryState::Delivered);
        watches.step_watch(watch_id(1), step(Some(number), Some(made))).await.expect("kept");
    }
    let kept = watches.deliveries(watch_id(1), None, usize::MAX).await.expect("read");
    assert_eq!((kept.len(), kept[0].number, kept[kept.len() - 1].number), (MOST_DELIVERIES, most + 5, 6));
}

pub async fn every_text_has_its_place_until_another_one_comes(store: Store, watches: Watches) {
    use ChangeKind::{Inserted, Revised};
    for number in 1..=6_u64 {
        store.insert(article(number).external(&number.to_string()).build().into(), at(1)).await.expect("stored");
    }
    // 1 and 2 are read again, 3 is corrected and read again twice, 4 read again and corrected, 5 read again and deleted.
    for number in [1, 2, 3, 4, 5] {
        assert!(store.replace_analysis(article(number).reread().build().into(), None, at(2)).await.expect("read"));
    }
    let corrected = |number: u64| article(number).external(&number.to_string()).text(&format!("{number} neu."));
    store.revise(corrected(3).build().into(), None, at(3)).await.expect("revised");
    store.revise(corrected(4).build().into(), None, at(4)).await.expect("revised");
    for _ in 0..2 {
        assert!(store.replace_analysis(corrected(3).reread().build().into(), None, at(5)).await.expect("read"));
    }
    assert!(store.delete(id(5), at(6)).await.expect("deleted"));
    let texts = watches.texts(0, 100).await.expect("read");
    let brief: Vec<_> = texts.items.iter().map(|c| (c.number, c.article, c.kind, c.at)).collect();
    let expected = [
        (1, id(1), Inserted, at(1)),
        (2, id(2), Inserted, at(1)),
        (6, id(6), Inserted, at(1)),
        (12, id(3), Revised, at(3)),
        (13, id(4), Revised, at(4)),
    ];
    assert_eq!(brief, expected);
    assert_eq!(texts.newest, store.changes(0, 1).await.expect("read").newest);
    for limit in 1..=5 {
        let mut walked = Vec::new();
        let mut after = 0;
        loop {
            let part = watches.texts(after, limit).await.expect("read").items;
            assert!(part.len() <= limit);
            let Some(last) = part.last() else { break };
            after = last.number;
            walked.extend(part);
        }
        assert_eq!(walked, texts.items, "parts of {limit}");
    }
    assert_eq!(watches.texts(13, 100).await.expect("read").items, []);
    assert_eq!(watches.texts(u64::MAX, 100).await.expect("read").items, []);
}
