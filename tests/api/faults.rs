//! A store that fails, or panics: the client learns nothing but a request id, the log everything.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use pressespiegel::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use pressespiegel::nlp::AnalyzerInfo;
use pressespiegel::nlp::analysis::{ClaimId, EntityId, FigureId};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, Bucket, Changes, ClaimFilter, ClaimHit, Conflict, ConflictFilter, Copies, CopyHit,
    CopyOf, DateRange, Duty, EntityFilter, EntityProfile, EntitySummary, FigureFilter, FigureHit, Held, Inserted,
    Interval, Known, LexiconVersion, Page, PageRequest, ReanalysisPlan, RelatedEntity, Revised, RevisionEntry,
    SearchState, SentimentFilter, SimilarClaim, StoreError, StoredLexicon, Surveyed, TimelinePoint, Total, Writes,
};

use crate::app::{logged, read, spawn_app_over};

/// What nobody outside may read.
const SECRET: &str = "disk /dev/secret is on fire";

enum Fault {
    Fails,
    Panics,
    DiskFull,
    TooBroad,
}

impl Fault {
    fn strike<T>(&self) -> Result<T, StoreError> {
        match self {
            Self::Fails => Err(StoreError::Backend(SECRET.into())),
            Self::Panics => panic!("{SECRET}"),
            Self::TooBroad => Err(StoreError::TooBroad { rows: 1_000, add: vec!["source", "entity"] }),
            Self::DiskFull => Err(StoreError::Full { free: 4_096, needed: 67_108_864 }),
        }
    }
}

macro_rules! striking {
    ($($name:ident($($arg:ident: $type:ty),*) -> $result:ty;)+) => {
        #[async_trait]
        impl ArticleStore for Fault {
            $(async fn $name(&self, $($arg: $type),*) -> Result<$result, StoreError> {
                self.strike()
            })+
        }
    };
}

striking! {
    find_known(_hash: ContentHash, _source: Option<&str>, _external_id: Option<&str>) -> Option<Known>;
    insert(_article: Arc<AnalysedArticle>, _at: Timestamp) -> Inserted;
    revise(_article: Arc<AnalysedArticle>, _only: Option<u32>, _at: Timestamp) -> Revised;
    revisions(_id: ArticleId, _before: Option<u32>, _limit: usize) -> Option<Vec<RevisionEntry>>;
    revision(_id: ArticleId, _number: u32) -> Option<Arc<AnalysedArticle>>;
    replace_analysis(_article: Arc<AnalysedArticle>, _over: Option<&AnalyzerInfo>, _at: Timestamp) -> bool;
    delete(_id: ArticleId, _at: Timestamp) -> bool;
    changes(_after: u64, _limit: usize) -> Changes;
    position(_name: &str) -> u64;
    set_position(_name: &str, _number: u64) -> ();
    get(_id: ArticleId) -> Option<Arc<AnalysedArticle>>;
    list_articles(_filter: &ArticleFilter, _page: &PageRequest) -> Page<Arc<Article>>;
    copy_links(_articles: &[ArticleId]) -> Vec<Option<CopyOf>>;
    copies(_articles: &[ArticleId]) -> Vec<Copies>;
    copies_of(_id: ArticleId) -> Option<Vec<CopyHit>>;
    total(_list: &Surveyed) -> Total;
    count_articles(_filter: &ArticleFilter) -> u64;
    analyzers() -> Vec<(AnalyzerInfo, u64)>;
    reanalysis_plan() -> ReanalysisPlan;
    put_reanalysis_plan(_plan: ReanalysisPlan) -> ();
    list_entities(_filter: &EntityFilter, _page: &PageRequest) -> Page<EntitySummary>;
    entities_named(_name: &str) -> Vec<EntityId>;
    entity(_id: &EntityId) -> Option<EntityProfile>;
    entity_timeline(_id: &EntityId, _interval: Interval, _range: DateRange) -> Option<Vec<TimelinePoint>>;
    related_entities(_id: &EntityId, _range: DateRange, _limit: usize) -> Option<Vec<RelatedEntity>>;
    list_claims(_filter: &ClaimFilter, _page: &PageRequest) -> Page<ClaimHit>;
    claim(_article: ArticleId, _claim: ClaimId) -> Option<ClaimHit>;
    similar_claims(_article: ArticleId, _claim: ClaimId) -> Option<Vec<SimilarClaim>>;
    list_figures(_filter: &FigureFilter, _page: &PageRequest) -> Page<FigureHit>;
    list_conflicts(_filter: &ConflictFilter, _page: &PageRequest) -> Page<Conflict>;
    figure(_article: ArticleId, _figure: FigureId) -> Option<FigureHit>;
    sentiment(_filter: &SentimentFilter, _interval: Interval) -> Vec<Bucket>;
    lexicon() -> Option<StoredLexicon>;
    put_lexicon(_lexicon: StoredLexicon) -> ();
    hold(_duty: Duty) -> Held;
    lexicon_versions(_before: Option<u64>, _limit: usize) -> Vec<LexiconVersion>;
    search_state() -> SearchState;
    count() -> u64;
    check() -> Writes;
    close() -> ();
}

const ID: &str = "0194cad2-cc00-7000-8000-000000000001";

#[tokio::test]
async fn whatever_fails_inside_is_an_opaque_500() {
    for fault in [Fault::Fails, Fault::Panics] {
        let app = spawn_app_over(Arc::new(fault)).await;
        for (method, path) in [
            ("GET", "/v1/articles".to_owned()),
            ("GET", format!("/v1/articles/{ID}")),
            ("GET", format!("/v1/articles/{ID}/claims")),
            ("DELETE", format!("/v1/articles/{ID}")),
            ("POST", format!("/v1/articles/{ID}/reanalyze")),
            ("GET", "/v1/entities".into()),
            ("GET", "/v1/entities/person:x".into()),
            ("GET", "/v1/entities/person:x/timeline".into()),
            ("GET", "/v1/entities/person:x/related".into()),
            ("GET", "/v1/claims?speaker=Vera".into()),
            ("GET", format!("/v1/claims/{ID}:c1")),
            ("GET", format!("/v1/claims/{ID}:c1/similar")),
            ("GET", format!("/v1/articles/{ID}/duplicates")),
            ("GET", "/v1/figures".into()),
            ("GET", "/v1/figures/conflicts".into()),
            ("GET", format!("/v1/figures/{ID}:f1")),
            ("GET", "/v1/sentiment".into()),
            ("GET", "/v1/lexicon/versions".into()),
            ("GET", "/v1/changes".into()),
            ("GET", "/v1/export?of=claims".into()),
        ] {
            let answer = read(app.request(method, &path)).await;
            let problem = answer.problem(500, "internal-error");
            let members: Vec<_> = problem.as_object().unwrap().keys().cloned().collect();
            assert_eq!(members, ["instance", "request_id", "status", "title", "type"]);
            assert!(!answer.text().contains("secret"), "{}", answer.text());
            let id = answer.header("x-request-id");
            let told = logged().lines().any(|line| line.contains(id) && line.contains(SECRET));
            assert!(told, "the log does not tell why {method} {path} failed");
        }
        app.get("/livez").await.ok(200);
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_makes_the_service_not_ready() {
    let app = spawn_app_over(Arc::new(Fault::Fails)).await;
    let answer = app.get("/readyz").await;
    answer.problem(503, "not-ready");
    assert!(!answer.text().contains("secret"), "{}", answer.text());
}

#[tokio::test]
async fn a_lexicon_that_is_not_stored_is_not_in_force() {
    for fault in [Fault::Fails, Fault::Panics] {
        let app = spawn_app_over(Arc::new(fault)).await;
        let before = app.get("/v1/capabilities").await.ok(200);
        let request = app.request("PUT", "/v1/lexicon").header("content-type", "application/x-ndjson");
        let answer = read(request.body("{\"name\": \"Nordwind\", \"type\": \"organization\"}")).await;
        answer.problem(500, "internal-error");
        assert!(!answer.text().contains("secret"), "{}", answer.text());
        assert_eq!(app.get("/v1/capabilities").await.ok(200), before);
        assert_eq!(app.get("/v1/lexicon").await.ok(200)["version"], 0);
    }
}

#[tokio::test]
async fn a_failing_store_fails_lines_of_a_batch_one_by_one() {
    let app = spawn_app_over(Arc::new(Fault::Fails)).await;
    let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
    let answer = read(request.body("{\"text\": \"Eins.\"}\n{\"text\": \"\"}\n{\"text\": \"Drei.\"}\n")).await;
    let lines: Vec<serde_json::Value> =
        answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let statuses: Vec<_> = lines.iter().map(|line| line["status"].as_u64().unwrap_or_default()).collect();
    assert_eq!(statuses, [500, 422, 500]);
    assert!(!answer.text().contains("secret"), "{}", answer.text());
}

#[tokio::test]
async fn a_full_disk_is_told_from_other_failures() {
    let app = spawn_app_over(Arc::new(Fault::DiskFull)).await;
    for (method, path) in [
        ("POST", "/v1/articles".to_owned()),
        ("DELETE", format!("/v1/articles/{ID}")),
        ("PUT", "/v1/lexicon".to_owned()),
    ] {
        let (kind, body) = match method {
            "PUT" => ("application/x-ndjson", "{\"name\": \"Nordwind\", \"type\": \"organization\"}"),
            _ => ("application/json", "{\"text\": \"Eins.\"}"),
        };
        let answer = read(app.request(method, &path).header("content-type", kind).body(body)).await;
        let problem = answer.problem(507, "storage-full");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("67108864")), "{problem}");
    }
    let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
    let answer = read(request.body("{\"text\": \"Eins.\"}\n")).await;
    let line: serde_json::Value = serde_json::from_str(answer.text()).expect("JSON");
    assert_eq!(line["status"], 507, "{line}");
}

#[tokio::test]
async fn a_query_that_looks_at_too_much_is_told_what_narrows_it() {
    let app = spawn_app_over(Arc::new(Fault::TooBroad)).await;
    for path in ["articles", "claims", "figures", "entities", "sentiment", "entities/person:x/timeline", "export"] {
        let problem = app.get(&format!("/v1/{path}")).await.problem(400, "query-too-broad");
        let detail = problem["detail"].as_str().expect("a detail");
        for part in ["1000 entries", "`source`, `entity`", "`from` and `to`"] {
            assert!(detail.contains(part), "{path}: {detail}");
        }
    }
}
