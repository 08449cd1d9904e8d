//! What every store promises. Each function takes an empty store.

pub mod analyzers;
pub mod articles;
pub mod changes;
pub mod claims;
pub mod conflicts;
pub mod copies;
pub mod entities;
pub mod figures;
pub mod lexicon;
pub mod revisions;
pub mod search;
pub mod sentiment;
pub mod similar;
pub mod survey;
pub mod watches;

use std::sync::Arc;

use pressespiegel::store::{ArticleFilter, ArticleStore, Cursor, DateRange, Page, PageRequest};

/// A store of some kind.
pub type Store = Arc<dyn ArticleStore>;

/// The half-open range between two moments.
fn between(from: &str, to: &str) -> DateRange {
    let moment = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a moment"));
    DateRange { from: moment(from), to: moment(to) }
}

/// Numbers of the listed articles.
async fn numbers(store: &Store, filter: &ArticleFilter) -> Vec<u64> {
    let page = store.list_articles(filter, &PageRequest { limit: 200, after: None }).await.expect("listed");
    assert_eq!(page.next, None);
    page.items.iter().map(|article| number_of(*article.id.as_bytes())).collect()
}

/// Waits until searches see everything.
pub async fn settled(store: &Store) {
    for _ in 0..2000 {
        let state = store.search_state().await.expect("a state");
        if state.position == state.newest {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("searches do not see what was written");
}

fn number_of(id: [u8; 16]) -> u64 {
    u64::from_be_bytes(id[8..].try_into().expect("eight bytes"))
}

/// Walks a list page by page; the pages' items in one.
async fn walk<T, F: Future<Output = Page<T>>>(limit: usize, list: impl Fn(PageRequest) -> F) -> Vec<T> {
    let mut all = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = list(PageRequest { limit, after }).await;
        assert!(page.items.len() == limit || page.next.is_none(), "a page that is not the last is full");
        assert!(!page.items.is_empty() || page.next.is_none(), "an empty page leads nowhere");
        all.extend(page.items);
        match page.next {
            Some(cursor) => after = Some(cursor),
            None => return all,
        }
    }
}
