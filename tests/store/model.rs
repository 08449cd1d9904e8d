//! Random changes and questions: the store on disk answers as the one in memory does.

use std::sync::Arc;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ChangeKind, ClaimFilter, ConflictFilter, EmbeddedStore, EntityFilter, Facet,
    FigureFilter, MemoryStore, Page, PageRequest, StoreEngine, StoreError, Surveyed, Total, survey,
};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixtures::{article, id, now, options, without_feed};
use crate::strategies::{Change, Question, change, question};

/// All pages of a list, with their cursors.
pub async fn pages<T, F: Future<Output = Result<Page<T>, StoreError>>>(
    limit: usize,
    list: impl Fn(PageRequest) -> F,
) -> Vec<Page<T>> {
    let mut pages: Vec<Page<T>> = Vec::new();
    loop {
        let after = pages.last().and_then(|page| page.next.clone());
        let page = list(PageRequest { limit, after }).await.expect("listed");
        let more = page.next.is_some();
        pages.push(page);
        if !more {
            return pages;
        }
    }
}

/// A list's pages, and what is told of it as a whole, which is what the pages hold.
async fn listed<T: std::fmt::Debug>(store: &dyn ArticleStore, pages: Vec<Page<T>>, list: Surveyed) -> String {
    let items = items(&pages);
    let told = survey(store, &list, &Facet::ALL).await.expect("surveyed");
    assert_eq!(told.total, Total { items, is_exact: true }, "{list:?}");
    let total = store.total(&list).await.expect("counted");
    assert!(!total.is_exact || total.items == items, "{total:?}, {items} listed: {list:?}");
    format!("{pages:?} {told:?}")
}

fn items<T>(pages: &[Page<T>]) -> u64 {
    pages.iter().map(|page| page.items.len() as u64).sum()
}

pub async fn answer(store: &dyn ArticleStore, question: &Question) -> String {
    match question {
        Question::Articles(filter, limit) => {
            let count = store.count_articles(filter).await.expect("counted");
            let pages = pages(*limit, |page| async move { store.list_articles(filter, &page).await }).await;
            let items = items(&pages);
            assert!(items == count || (filter.fold && items < count), "{items} of {count}: {question:?}");
            listed(store, pages, Surveyed::Articles(filter.clone())).await
        }
        Question::Entities(filter, limit) => {
            let pages = pages(*limit, |page| async move { store.list_entities(filter, &page).await }).await;
            listed(store, pages, Surveyed::Entities(filter.clone())).await
        }
        Question::Claims(filter, limit) => {
            let pages = pages(*limit, |page| async move { store.list_claims(filter, &page).await }).await;
            listed(store, pages, Surveyed::Claims(filter.clone())).await
        }
        Question::Figures(filter, limit) => {
            let pages = pages(*limit, |page| async move { store.list_figures(filter, &page).await }).await;
            listed(store, pages, Surveyed::Figures(filter.clone())).await
        }
        Question::Sentiment(filter, interval) => {
            format!("{:?}", store.sentiment(filter, *interval).await.expect("read"))
        }
        Question::Entity(id, interval, range) => {
            let profile = store.entity(id).await.expect("read");
            let timeline = store.entity_timeline(id, *interval, *range).await.expect("read");
            let related = store.related_entities(id, *range, 3).await.expect("read");
            format!("{profile:?} {timeline:?} {related:?}")
        }
        Question::Named(name) => format!("{:?}", store.entities_named(name).await.expect("read")),
    }
}

pub async fn apply(store: &dyn ArticleStore, change: Change) -> String {
    match change {
        Change::Insert(draft) => format!("{:?}", store.insert(draft.build().into(), now()).await.expect("answered")),
        Change::Replace(draft) => {
            format!("{:?}", store.replace_analysis(draft.build().into(), None, now()).await.expect("answered"))
        }
        Change::Revise(draft) => {
            format!("{:?}", store.revise(draft.build().into(), None, now()).await.expect("answered"))
        }
        Change::Delete(number) => format!("{:?}", store.delete(id(number), now()).await.expect("answered")),
    }
}

async fn compare(engine: StoreEngine, changes: Vec<Change>, questions: Vec<Question>, reopen_after: Index) {
    let directory = tempfile::tempdir().expect("a directory");
    let open = || EmbeddedStore::open(directory.path(), options(engine)).expect("opens");
    let (memory, mut embedded) = (MemoryStore::new(), open());
    let reopen_after = reopen_after.index(changes.len().max(1));
    for (step, change) in changes.into_iter().enumerate() {
        assert_eq!(apply(&embedded, change.clone()).await, apply(&memory, change.clone()).await, "{change:?}");
        if step == reopen_after {
            drop(embedded);
            embedded = open();
        }
    }
    embedded.verify_search().await.expect("searchable");
    for question in &questions {
        assert_eq!(answer(&embedded, question).await, answer(&memory, question).await, "{question:?}");
    }
    let changes = memory.changes(0, 1_000).await.expect("read");
    assert_eq!(embedded.changes(0, 1_000).await.expect("read"), changes);
    assert_eq!(embedded.analyzers().await.expect("counted"), memory.analyzers().await.expect("counted"));
    for source in [None, Some("s".to_owned())] {
        let filter = ConflictFilter { source, ..ConflictFilter::default() };
        let filter = &filter;
        let (embedded, memory) = (&embedded, &memory);
        let found = pages(2, |page| async move { embedded.list_conflicts(filter, &page).await }).await;
        let expected = pages(2, |page| async move { memory.list_conflicts(filter, &page).await }).await;
        assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    }
    let ids: Vec<_> = (0..12).map(id).collect();
    assert_eq!(embedded.copies(&ids).await.expect("told"), memory.copies(&ids).await.expect("told"));
    for id in ids {
        assert_eq!(embedded.copies_of(id).await.expect("listed"), memory.copies_of(id).await.expect("listed"));
    }
    let verified = embedded.verify().await.expect("whole");
    assert_eq!(verified.articles, memory.count().await.expect("counted"));
    for number in 0..12 {
        let (found, expected) = (embedded.get(id(number)).await, memory.get(id(number)).await);
        assert_eq!(format!("{:?}", found.expect("read")), format!("{:?}", expected.expect("read")));
        let revisions = embedded.revisions(id(number), None, 50).await.expect("read");
        assert_eq!(revisions, memory.revisions(id(number), None, 50).await.expect("read"));
        for entry in revisions.into_iter().flatten() {
            let (found, expected) = (
                embedded.revision(id(number), entry.revision.number),
                memory.revision(id(number), entry.revision.number),
            );
            assert_eq!(found.await.expect("read"), expected.await.expect("read"));
        }
        embedded.delete(id(number), now()).await.expect("answered");
    }
    let keys = embedded.keys().await.expect("read");
    assert_eq!(without_feed(keys), [b"#format"], "what is left of an empty archive");
    let left = embedded.changes(0, 1_000).await.expect("read").items;
    assert!(left.iter().all(|change| change.kind == ChangeKind::Deleted), "{left:?}");
    assert_eq!(embedded.verify().await.expect("whole").articles, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_store_on_sled_answers_as_the_one_in_memory(
        changes in proptest::collection::vec(change(), 0..30),
        questions in proptest::collection::vec(question(), 40),
        reopen_after in any::<Index>(),
    ) {
        runtime().block_on(compare(StoreEngine::Sled, changes, questions, reopen_after));
    }

    #[test]
    fn the_store_on_fjall_answers_as_the_one_in_memory(
        changes in proptest::collection::vec(change(), 0..30),
        questions in proptest::collection::vec(question(), 40),
        reopen_after in any::<Index>(),
    ) {
        runtime().block_on(compare(StoreEngine::Fjall, changes, questions, reopen_after));
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime")
}

on_each_engine! {
    async ranking_in_steps_gives_the_order_of_counts,
    pages_end_early_where_texts_are_long_and_lose_nothing,
}

async fn ranking_in_steps_gives_the_order_of_counts(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = EmbeddedStore::open(directory.path(), options(engine)).expect("opens");
    let memory = MemoryStore::new();
    let store: Arc<dyn ArticleStore> = Arc::new(store);
    // Entity i is in every article whose number i + 1 divides: 240, 120, 80, … articles, many steps and ties.
    for number in 0..240 {
        let draft = (0..60_u64)
            .filter(|i| number % (i + 1) == 0)
            .fold(article(number), |draft, i| draft.names(&format!("person:{}", (i * 37) % 60), "N", 1));
        store.insert(draft.clone().build().into(), now()).await.expect("stored");
        memory.insert(draft.build().into(), now()).await.expect("stored");
    }
    for limit in [1, 7, 60] {
        let question = Question::Entities(EntityFilter::default(), limit);
        assert_eq!(answer(&*store, &question).await, answer(&memory, &question).await, "pages of {limit}");
    }
}

async fn pages_end_early_where_texts_are_long_and_lose_nothing(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = EmbeddedStore::open(directory.path(), options(engine)).expect("opens");
    let memory = MemoryStore::new();
    for number in 0..6 {
        let text = format!("{number} {}", "Wort ".repeat(180_000));
        let draft = (0..3).fold(article(number).text(&text), |draft, _| {
            draft.claims(ClaimKind::Direct, Certainty::Asserted, None, &[]).counts(FigureKind::Count, "7", None, None)
        });
        store.insert(draft.clone().build().into(), now()).await.expect("stored");
        memory.insert(draft.build().into(), now()).await.expect("stored");
    }
    let held = &memory;
    let articles = pages(50, |page| async move { held.list_articles(&ArticleFilter::default(), &page).await });
    let sizes: Vec<_> = articles.await.iter().map(|page| page.items.len()).collect();
    assert_eq!(sizes, [2, 2, 2], "a megabyte fills a page");
    for limit in [1, 4, 50] {
        for question in [
            Question::Articles(ArticleFilter::default(), limit),
            Question::Claims(ClaimFilter::default(), limit),
            Question::Figures(FigureFilter::default(), limit),
        ] {
            assert_eq!(answer(&store, &question).await, answer(&memory, &question).await, "{question:?}");
        }
    }
    let claims = pages(50, |page| async move { held.list_claims(&ClaimFilter::default(), &page).await }).await;
    let sizes: Vec<_> = claims.iter().map(|page| page.items.len()).collect();
    assert_eq!(sizes, [6, 6, 6], "a page ends between two articles");
    let last = claims[0].items.last().expect("an item");
    assert_eq!(
        claims[0].next,
        Some(ClaimFilter::default().cursor_after(last)),
        "the cursor of a hit is that of its list"
    );
    let figures = pages(4, |page| async move { held.list_figures(&FigureFilter::default(), &page).await }).await;
    let last = figures[0].items.last().expect("an item");
    assert_eq!(figures[0].next, Some(FigureFilter::default().cursor_after(last)));
}
