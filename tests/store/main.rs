//! The archive: one contract, held against every store, and what only a store on disk must withstand.

/// Runs tests that take an engine with each of them.
macro_rules! on_each_engine {
    (async $($test:ident),+ $(,)?) => {
        mod on_sled {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    super::$test(pressespiegel::store::StoreEngine::Sled).await;
                }
            )+
        }

        mod on_fjall {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    super::$test(pressespiegel::store::StoreEngine::Fjall).await;
                }
            )+
        }
    };
    ($($test:ident),+ $(,)?) => {
        mod on_sled {
            $(
                #[test]
                fn $test() {
                    super::$test(pressespiegel::store::StoreEngine::Sled);
                }
            )+
        }

        mod on_fjall {
            $(
                #[test]
                fn $test() {
                    super::$test(pressespiegel::store::StoreEngine::Fjall);
                }
            )+
        }
    };
}

mod bounds;
mod cluster;
mod compact;
mod contract;
mod copy;
mod crash;
mod disk;
mod earlier;
mod fixtures;
mod full_disk;
mod index_files;
mod killed_service;
mod model;
mod pooled;
mod postgres;
mod replicas;
mod rolling;
mod round_trip;
mod search_index;
mod strategies;
mod sums;
mod upgrade;
mod webhook_killed;

use std::sync::Arc;

use pressespiegel::store::{EmbeddedStore, MemoryStore, StoreEngine, WatchStore};

use crate::fixtures::options;

/// Runs every promise of the contract on an empty store of each kind.
macro_rules! hold {
    ($($area:ident: $($promise:ident),+ $(,)?);+ $(;)?) => {
        mod memory {
            use super::*;
            $($(
                #[tokio::test]
                async fn $promise() {
                    contract::$area::$promise(Arc::new(MemoryStore::new())).await;
                }
            )+)+
        }

        mod embedded_in_sled {
            use super::*;
            $($(
                #[tokio::test]
                async fn $promise() {
                    embedded(StoreEngine::Sled, contract::$area::$promise).await;
                }
            )+)+
        }

        mod embedded_in_fjall {
            use super::*;
            $($(
                #[tokio::test]
                async fn $promise() {
                    embedded(StoreEngine::Fjall, contract::$area::$promise).await;
                }
            )+)+
        }

        mod postgresql {
            use super::*;
            $($(
                #[tokio::test]
                async fn $promise() {
                    let Some(store) = cluster::store().await else { return };
                    contract::$area::$promise(store.clone()).await;
                    store.verify().await.expect("whole");
                }
            )+)+
        }

        mod postgresql_over_two_servers {
            use super::*;
            $($(
                #[tokio::test]
                async fn $promise() {
                    let Some(store) = cluster::sharded().await else { return };
                    contract::$area::$promise(store.clone()).await;
                    store.verify().await.expect("whole");
                }
            )+)+
        }
    };
}

/// Holds a promise against an archive on disk, which must agree with itself afterwards.
async fn embedded<F: Future<Output = ()>>(engine: StoreEngine, promise: impl FnOnce(contract::Store) -> F) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(EmbeddedStore::open(directory.path(), options(engine)).expect("opens"));
    promise(store.clone()).await;
    store.verify().await.expect("whole");
    // A closed store follows no more; what its search index lacks it takes up when it is opened again.
    drop(store);
    let store = EmbeddedStore::open(directory.path(), options(engine)).expect("opens again");
    store.verify_search().await.expect("searchable as a whole");
}

/// The same for promises about watches.
macro_rules! hold_watches {
    ($($promise:ident),+ $(,)?) => {
        mod watches_in_memory {
            use super::*;
            $(
                #[tokio::test]
                async fn $promise() {
                    let store = Arc::new(MemoryStore::new());
                    contract::watches::$promise(store.clone(), store).await;
                }
            )+
        }

        mod watches_embedded {
            use super::*;
            $(
                #[tokio::test]
                async fn $promise() {
                    for engine in StoreEngine::ALL {
                        embedded_watches(engine, |store| contract::watches::$promise(store.clone(), store)).await;
                    }
                }
            )+
        }

        mod watches_postgresql_over_two_servers {
            use super::*;
            $(
                #[tokio::test]
                async fn $promise() {
                    let Some(store) = cluster::sharded().await else { return };
                    contract::watches::$promise(store.clone(), store.clone()).await;
                    store.verify().await.expect("whole");
                }
            )+
        }

        mod watches_postgresql {
            use super::*;
            $(
                #[tokio::test]
                async fn $promise() {
                    let Some(store) = cluster::store().await else { return };
                    contract::watches::$promise(store.clone(), store.clone()).await;
                    store.verify().await.expect("whole");
                }
            )+
        }
    };
}

/// The same of a promise about watches; what was kept must be kept.
async fn embedded_watches<F: Future<Output = ()>>(engine: StoreEngine, promise: impl FnOnce(Arc<EmbeddedStore>) -> F) {
    let directory = tempfile::tempdir().expect("a directory");
    let store = Arc::new(EmbeddedStore::open(directory.path(), options(engine)).expect("opens"));
    promise(store.clone()).await;
    store.verify().await.expect("whole");
    let before = store.watches().await.expect("read");
    drop(store);
    let store = EmbeddedStore::open(directory.path(), options(engine)).expect("opens again");
    assert_eq!(store.watches().await.expect("read"), before, "they are kept");
    store.verify().await.expect("still whole");
}

hold_watches!(
    watches_are_kept_until_they_are_removed,
    what_a_watch_has_done_is_kept_as_a_whole,
    only_the_newest_messages_are_remembered,
    every_text_has_its_place_until_another_one_comes,
);

hold! {
    analyzers:
        articles_are_counted_by_analyzer,
        lists_are_filtered_by_analyzer,
        an_analysis_takes_the_place_of_the_one_it_was_made_for,
        what_is_to_be_read_again_is_kept;
    articles:
        what_was_stored_comes_back,
        the_same_content_is_stored_once,
        the_same_external_id_of_a_source_is_stored_once,
        of_many_writers_of_one_article_one_wins,
        deleting_leaves_nothing_to_find,
        a_deleted_article_can_come_again,
        another_analysis_replaces_all_of_the_old_one,
        an_unknown_article_is_neither_found_nor_replaced,
        articles_come_newest_first,
        every_filter_of_articles_filters,
        pages_join_without_gap_while_articles_come_in,
        a_cursor_serves_its_own_list_only,
        odd_texts_stay_apart,
        a_closed_store_refuses_writes;
    changes:
        a_new_archive_has_no_changes,
        every_change_gets_the_next_number_and_nothing_else_does,
        changes_are_read_part_by_part,
        who_follows_the_feed_while_others_write_misses_nothing,
        positions_are_kept_by_name;
    entities:
        adjectives_alone_do_not_count,
        entities_are_ranked_by_articles,
        entities_of_a_source_and_a_time_are_counted_there,
        entities_are_found_by_part_of_a_name,
        a_profile_tells_names_dates_and_counts,
        a_profile_tells_what_a_person_is_and_when,
        a_timeline_has_a_point_for_every_bucket_with_mentions,
        related_entities_share_articles,
        pages_of_entities_join;
    claims:
        every_filter_of_claims_filters,
        claims_run_in_text_order_inside_an_article,
        filters_of_claims_must_hold_for_one_claim,
        pages_of_claims_join_inside_an_article;
    survey:
        a_list_as_a_whole_is_what_its_pages_hold,
        values_beyond_the_most_frequent_are_summed_up;
    figures:
        every_filter_of_figures_filters,
        ranges_are_compared_by_their_ends,
        an_article_full_of_figures_is_filtered_like_any;
    conflicts:
        figures_that_exclude_each_other_are_set_side_by_side,
        what_is_repeated_is_told_once,
        articles_may_come_in_any_order,
        what_is_not_of_the_same_is_not_compared,
        every_filter_of_conflicts_filters,
        another_analysis_takes_its_pairs_along,
        who_speaks_makes_no_difference,
        pages_of_conflicts_join;
    copies:
        a_copy_is_linked_to_the_first_to_come_in,
        when_the_first_goes_the_next_takes_its_place,
        a_correction_can_make_and_unmake_a_copy,
        folded_lists_have_the_first_of_each_group_that_passes,
        a_text_is_known_however_it_is_written,
        a_text_is_known_by_the_hash_of_older_programs;
    lexicon:
        a_new_archive_has_no_lexicon,
        the_last_lexicon_comes_back_and_nothing_of_those_before,
        versions_are_listed_newest_first;
    revisions:
        a_correction_is_what_lists_and_counts_show,
        earlier_revisions_are_kept_as_they_were,
        a_correction_that_cannot_be_changes_nothing,
        what_was_said_before_stays_known,
        deleting_takes_every_revision_along,
        an_analysis_of_what_was_said_before_is_not_taken,
        of_many_corrections_each_gets_its_number,
        a_correction_is_found_by_its_own_words_alone;
    search:
        words_find_articles_in_every_form,
        searches_combine_with_every_filter,
        what_fits_best_comes_first,
        claims_are_found_by_their_own_words,
        figures_are_found_by_their_sentence,
        pages_of_what_is_found_join,
        pages_by_relevance_join_while_articles_come_in,
        what_is_deleted_is_found_no_more,
        another_analysis_is_found_in_the_place_of_the_old_one,
        a_cursor_serves_its_own_search_only,
        a_page_tells_of_another_only_when_it_holds_something;
    similar:
        the_same_statement_is_found_first_appearance_first,
        of_each_article_the_claim_that_is_most_alike_is_shown;
    sentiment:
        sentiment_is_counted_by_bucket,
        sentiment_of_an_entity_is_its_own;
}
