//! The user's lexicon and its versions.

use std::sync::Arc;

use jiff::Timestamp;
use pressespiegel::nlp::analysis::{EntityId, EntityType};
use pressespiegel::nlp::lexicon::user::{UserLexicon, UserName};
use pressespiegel::nlp::{AnalyzerInfo, Profile};
use pressespiegel::store::{LexiconVersion, StoredLexicon};

use super::Store;
use crate::fixtures::{article, fill};

/// Version `number` with so many names, each of every field.
pub fn lexicon(number: u64, names: usize) -> StoredLexicon {
    let name = |i: usize| UserName {
        id: EntityId(format!("organization:firma-{i}")),
        name: format!("Firma {i} „Ä\u{301}“ 👍"),
        kind: EntityType::ALL[i % EntityType::ALL.len()],
        subtype: i.is_multiple_of(2).then(|| "company".to_owned()),
        wikidata: i.is_multiple_of(3).then(|| format!("Q{}", i + 1)),
        aliases: (0..i % 4).map(|alias| format!("Alias {alias} von {i} aus {}", i * 7_919 % 10_007)).collect(),
    };
    let analyzer = AnalyzerInfo {
        name: "n".into(),
        version: "v".into(),
        profile: Profile::Accurate,
        fingerprint: format!("f{number}"),
    };
    let changed_at = Timestamp::from_second(i64::try_from(number).expect("small")).expect("a moment");
    let version = LexiconVersion { number, changed_at, names: names as u64, analyzer };
    StoredLexicon { version, names: Arc::new(UserLexicon::from_archive((0..names).map(name).collect())) }
}

pub async fn a_new_archive_has_no_lexicon(store: Store) {
    assert_eq!(store.lexicon().await.expect("read"), None);
    assert_eq!(store.lexicon_versions(None, 10).await.expect("read"), []);
}

pub async fn the_last_lexicon_comes_back_and_nothing_of_those_before(store: Store) {
    fill(&store, [article(1).names("organization:firma-1", "Firma 1", 1)]).await;
    for (number, names) in (1..).zip([3, 0, 5_000, 1, 700, 0]) {
        let put = lexicon(number, names);
        store.put_lexicon(put.clone()).await.expect("put");
        assert_eq!(store.lexicon().await.expect("read"), Some(put), "{names} names");
    }
    assert_eq!(store.count().await.expect("counted"), 1);
}

pub async fn versions_are_listed_newest_first(store: Store) {
    for number in 1..=5 {
        store.put_lexicon(lexicon(number, 2)).await.expect("put");
    }
    let all = store.lexicon_versions(None, 10).await.expect("read");
    let expected: Vec<_> = (1..=5).rev().map(|number| lexicon(number, 2).version).collect();
    assert_eq!(all, expected);
    for (before, limit, numbers) in
        [(None, 2, &[5, 4][..]), (Some(4), 2, &[3, 2]), (Some(2), 2, &[1]), (Some(1), 2, &[]), (Some(0), 2, &[])]
    {
        let page = store.lexicon_versions(before, limit).await.expect("read");
        let found: Vec<_> = page.iter().map(|version| version.number).collect();
        assert_eq!(found, numbers, "{limit} before {before:?}");
    }
}
