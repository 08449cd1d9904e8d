//! Programs and tables of different versions: an upgrade without a pause, tables first; and what stands in the way of others.

use std::sync::Arc;

use pressespiegel::nlp::analysis::{Certainty, ClaimKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ClaimFilter, Inserted, PageRequest, PostgresOptions, PostgresStore, Sort, StoreError,
    TextFilter, TextQuery,
};

use crate::cluster;
use crate::contract;
use crate::fixtures::{article, id, now};

/// What a program that is newer than this one would make of the tables, which those before can do with.
const NEXT: &str = "ALTER TABLE article ADD COLUMN later text; ALTER TABLE claim ADD COLUMN later bigint DEFAULT 7; \
    CREATE INDEX article_later ON article (later); UPDATE migration SET version = version + 1";

async fn opened(url: &str) -> Result<PostgresStore, StoreError> {
    PostgresStore::open(url, PostgresOptions::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_program_works_on_beside_newer_tables() {
    let Some(url) = cluster::database().await else { return };
    let open = Arc::new(cluster::open(&url).await);
    // It writes all the while that the tables are changed under it, and after.
    let writer = tokio::spawn({
        let open = open.clone();
        async move {
            for number in 0..60_u64 {
                let stored = open.insert(article(number).build().into(), now()).await;
                assert_eq!(stored.expect("stored"), Inserted::New);
                assert!(open.get(id(number)).await.expect("read").is_some());
            }
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    cluster::run(&url, NEXT).await;
    writer.await.expect("nothing failed");
    // What a newer program has written there is no matter to it, and it leaves it as it is.
    cluster::run(&url, "UPDATE article SET later = 'more'").await;
    let started = opened(&url).await.expect("it serves tables that are newer, where they say that it may");
    assert_eq!(started.count().await.expect("counted"), 60);
    assert!(started.delete(id(3), now()).await.expect("deleted"));
    assert_eq!(started.verify().await.expect("whole").articles, 59);
    assert_eq!(PostgresStore::migrate(&url).await.expect("nothing to do"), (6, 6), "it makes nothing older of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_on_newer_tables() {
    for promise in [0, 1, 2] {
        let Some(url) = cluster::database().await else { return };
        cluster::run(&url, NEXT).await;
        let store = Arc::new(cluster::open(&url).await);
        match promise {
            0 => contract::articles::another_analysis_replaces_all_of_the_old_one(store.clone()).await,
            1 => contract::search::searches_combine_with_every_filter(store.clone()).await,
            _ => contract::revisions::earlier_revisions_are_kept_as_they_were(store.clone()).await,
        }
        store.verify().await.expect("whole");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_work_on_the_tables_is_told_what_to_do() {
    let Some(url) = cluster::database().await else { return };
    cluster::run(&url, "UPDATE migration SET version = version + 1, serves = version + 1").await;
    let refused = opened(&url).await.expect_err("the tables are made for newer programs only");
    assert!(matches!(refused, StoreError::NewerFormat { found: 6, known: 5, .. }), "{refused:?}");
    assert!(refused.to_string().contains("use a newer program"), "{refused}");
    cluster::run(&url, "UPDATE migration SET version = 1, serves = 1").await;
    let refused = opened(&url).await.expect_err("the tables lack something");
    assert!(refused.to_string().contains("run `pressespiegel store migrate`"), "{refused}");
    cluster::run(&url, "DROP TABLE migration").await;
    let refused = opened(&url).await.expect_err("there are none");
    assert!(refused.to_string().contains("run `pressespiegel store migrate`"), "{refused}");
}

/// What programs before the third version of the tables have left: words as they are written also where the dictionary form is the same,
/// and indexes as they were.
const SECOND: &str = "UPDATE article SET words = words || $$'x^preis' 'x^stieg'$$::tsvector; \
    UPDATE claim SET words = words || $$'x^preis'$$::tsvector; DROP INDEX figure_by_measures; \
    ALTER INDEX article_by_band SET (fastupdate = on); ALTER TABLE article ALTER COLUMN words SET STORAGE EXTENDED, DROP COLUMN head; \
    UPDATE migration SET version = 2";

#[tokio::test(flavor = "multi_thread")]
async fn what_programs_of_the_second_version_wrote_is_found_and_whole() {
    let Some(url) = cluster::database().await else { return };
    let store = cluster::open(&url).await;
    for number in 0..3 {
        let one = article(number).text(&format!("Der Preis stieg um {number} Euro.")).title("Die Zahl des Tages");
        let one = one.claims(ClaimKind::Direct, Certainty::Asserted, None, &[]).says("Der Preis stieg");
        store.insert(one.build().into(), now()).await.expect("stored");
    }
    cluster::run(&url, SECOND).await;
    let searched = async || {
        let text = TextFilter { query: TextQuery::parse("preis title:zahl").expect("a search"), sort: Sort::Relevance };
        let filter = ClaimFilter { text: Some(text), ..ClaimFilter::default() };
        let page = store.list_claims(&filter, &PageRequest { limit: 10, after: None }).await.expect("listed");
        page.items.iter().map(|hit| (hit.article.article.id, hit.score)).collect::<Vec<_>>()
    };
    assert_eq!(PostgresStore::migrate(&url).await.expect("migrated"), (2, 5));
    let of_before = searched().await;
    let again = store.get(id(2)).await.expect("read").expect("there");
    store.delete(id(2), now()).await.expect("deleted");
    store.insert(again, now()).await.expect("stored");
    assert_eq!(of_before.len(), 3);
    assert_eq!(searched().await, of_before, "what of one lies elsewhere now");
    assert_eq!(store.verify().await.expect("whole").articles, 3);
    assert!(store.delete(id(1), now()).await.expect("deleted"));
    for (query, found) in [("Preis", 2), ("prei*", 2), ("stie*", 2), ("title:prei*", 0)] {
        let text = TextFilter { query: TextQuery::parse(query).expect("a search"), sort: Sort::Relevance };
        let filter = ArticleFilter { text: Some(text), ..ArticleFilter::default() };
        let page = store.list_articles(&filter, &PageRequest { limit: 10, after: None }).await.expect("listed");
        assert_eq!(page.items.len(), found, "{query}");
    }
}

/// What Citus has for it, as far as its manual says it: refuses tables with a key that lacks the column, and rows that would lie elsewhere than
/// those of the article.
const STAND_IN: &str = "CREATE TABLE citus_tables (table_name regclass, citus_table_type text, distribution_column text);
CREATE FUNCTION create_distributed_table(own regclass, key text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_index i WHERE i.indrelid = own AND i.indisunique AND NOT EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = own AND a.attname = key AND a.attnum = ANY(i.indkey))) THEN
        RAISE EXCEPTION 'a key of % lacks %', own, key;
    END IF;
    IF colocate_with <> 'default' AND NOT EXISTS (SELECT FROM citus_tables WHERE table_name = colocate_with::regclass) THEN
        RAISE EXCEPTION '% is not there yet', colocate_with;
    END IF;
    INSERT INTO citus_tables VALUES (own, 'distributed', key);
END $$;
CREATE FUNCTION create_reference_table(own regclass) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO citus_tables VALUES (own, 'reference', NULL) $$;";

#[tokio::test(flavor = "multi_thread")]
async fn citus_is_told_to_distribute_each_table_by_a_column_of_its_keys() {
    let Some(url) = cluster::database().await else { return };
    let refused = PostgresStore::distribute(&url).await.expect_err("there is no Citus");
    assert!(refused.to_string().contains("CREATE EXTENSION citus"), "{refused}");
    cluster::run(&url, STAND_IN).await;
    assert!(PostgresStore::distribute(&url).await.expect("distributed"));
    assert!(!PostgresStore::distribute(&url).await.expect("known"), "once");
    let many = "DO $$ BEGIN ASSERT (SELECT count(*) FROM citus_tables WHERE citus_table_type = 'distributed') = 7; \
        ASSERT (SELECT count(*) FROM citus_tables WHERE citus_table_type = 'reference') = 1; END $$";
    cluster::run(&url, many).await;
}
