//! The routes, one file a resource: its parameters and its handlers.

pub(crate) mod analyze;
pub(crate) mod articles;
pub(crate) mod batch;
pub(crate) mod capabilities;
pub(crate) mod changes;
mod chunks;
pub(crate) mod claims;
mod columns;
pub(crate) mod conflicts;
pub(crate) mod deletion;
pub(crate) mod docs;
pub(crate) mod duplicates;
pub(crate) mod entities;
pub(crate) mod events;
mod events_params;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod filters;
pub(crate) mod lexicon;
mod parquet;
pub(crate) mod parts;
mod quality;
pub(crate) mod reading;
pub(crate) mod reanalysis;
pub(crate) mod revisions;
mod rows;
pub(crate) mod sentiment;
pub(crate) mod service;
pub(crate) mod similar;
pub(crate) mod watches;

use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every documented route.
pub(crate) fn documented(config: &mut ServiceConfig<'_>) {
    let v1 = scope("/v1")
        .service(batch::create_articles)
        .service(deletion::delete_articles)
        .service(articles::create_article)
        .service(articles::list_articles)
        .service(articles::get_article)
        .service(articles::delete_article)
        .service(revisions::replace_article)
        .service(revisions::list_article_revisions)
        .service(revisions::get_article_revision)
        .service(revisions::compare_article_revision)
        .service(duplicates::list_article_duplicates)
        .service(articles::reanalyze_article)
        .service(parts::get_article_entities)
        .service(parts::get_article_claims)
        .service(parts::get_article_figures)
        .service(parts::get_article_sentiment)
        .service(parts::get_article_analysis)
        .service(analyze::analyze_text)
        .service(entities::list_entities)
        .service(entities::get_entity)
        .service(entities::get_entity_timeline)
        .service(entities::list_related_entities)
        .service(claims::list_claims)
        .service(similar::list_similar_claims)
        .service(claims::get_claim)
        .service(figures::list_figures)
        .service(conflicts::list_figure_conflicts)
        .service(figures::get_figure)
        .service(sentiment::list_sentiment)
        .service(lexicon::list_lexicon_versions)
        .service(lexicon::get_lexicon)
        .service(lexicon::replace_lexicon)
        .service(reanalysis::start_reanalysis)
        .service(reanalysis::get_reanalysis)
        .service(reanalysis::cancel_reanalysis)
        .service(reanalysis::pause_reanalysis)
        .service(reanalysis::resume_reanalysis)
        .service(changes::list_changes)
        .service(events::stream_events)
        .service(watches::create_watch)
        .service(watches::list_watches)
        .service(watches::get_watch)
        .service(watches::delete_watch)
        .service(watches::enable_watch)
        .service(watches::list_watch_deliveries)
        .service(watches::redeliver_watch_delivery)
        .service(export::export_archive)
        .service(capabilities::get_capabilities);
    config
        .service(v1)
        .service(service::get_livez)
        .service(service::get_readyz)
        .service(service::get_metrics)
        .service(service::get_openapi);
}
