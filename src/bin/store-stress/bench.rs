//! Measures the store; the figures in the README come from here.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pressespiegel::nlp::analysis::{Certainty, ClaimId, ClaimKind, EntityId, EntityType, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ClaimFilter, ConflictFilter, DateRange, EntityFilter, Facet, FigureFilter, Interval,
    PageRequest, SentimentFilter, Sort, Stat, StoreError, Surveyed, TextFilter, TextQuery, survey,
};

use super::generate::Made;
use super::place::Opened;
use super::{Numbers, World, generate, write, write_one};

const PAGE: PageRequest = PageRequest { limit: 50, after: None };

/// Fills a new store, closes it, opens it again and asks it everything.
pub async fn run(directory: &Path, world: World, count: u64, writers: usize) -> Result<(), String> {
    let failed = |error: StoreError| error.to_string();
    let start = Instant::now();
    let opened = write(directory, world, Numbers { start: 0, count, step: 1 }, (writers, false)).await?;
    let took = start.elapsed();
    println!("{count} articles by {writers} writers in {took:.1?}: {:.0}/s", per_second(count, took));
    println!("memory after loading: {}", memory());
    if let Opened::Embedded(store) = &opened {
        let keys = store.keys().await.map_err(failed)?.len() as u64;
        println!("{keys} keys, {} an article", keys / count.max(1));
    }
    opened.store().close().await.map_err(failed)?;
    drop(opened);
    questions(directory, world, count, writers).await
}

/// Opens a store that was filled and asks it everything.
pub async fn questions(directory: &Path, world: World, count: u64, writers: usize) -> Result<(), String> {
    let failed = |error: StoreError| error.to_string();
    let start = Instant::now();
    let opened = Opened::at(directory, world).await?;
    let store = opened.store();
    println!("opened in {:.1?}, memory: {}", start.elapsed(), memory());
    search(&store).await.map_err(failed)?;
    if let Opened::Embedded(store) = &opened {
        room(&store.stat().await.map_err(failed)?);
    }
    ask(&store, count).await.map_err(failed)?;
    // Behind all that was written, by earlier ones of these as well.
    let fresh = store.count().await.map_err(failed)? * 2;
    contend(&store, world.made, fresh, writers).await?;
    println!("memory after asking: {}", memory());
    Ok(())
}

/// What is taken of the disk, for each byte of text.
fn room(stat: &Stat) {
    let a_byte = |bytes: u64| bytes as f64 / stat.text_bytes.max(1) as f64;
    println!("{} articles, {:.1} KB of text each", stat.articles, per_article(stat.text_bytes, stat));
    println!(
        "disk: {:.1} KB an article, {:.2} bytes for each of text: database {:.2}, log {:.2} (of keys and values {:.2}), index {:.2}, search index {:.2}",
        per_article(stat.disk_bytes(), stat),
        a_byte(stat.disk_bytes()),
        a_byte(stat.database_bytes),
        a_byte(stat.log_bytes),
        a_byte(stat.data_bytes()),
        a_byte(stat.index_bytes),
        a_byte(stat.search_bytes)
    );
}

fn per_article(bytes: u64, stat: &Stat) -> f64 {
    bytes as f64 / stat.articles.max(1) as f64 / 1024.0
}

fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// How often each question is asked, unless that takes longer than [`LONGEST`]; then eleven times at least.
const TIMES: usize = 101;
const LONGEST: Duration = Duration::from_secs(10);

/// Whether a question is asked once more.
fn goes_on(times: &[Duration]) -> bool {
    times.len() < 11 || times.len() < TIMES && times.iter().sum::<Duration>() < LONGEST
}

/// Asks each question so often and prints the median of what that took, and what nearly all were within.
macro_rules! measure {
    ($($name:literal: $question:expr);+ $(;)?) => {$({
        let mut times = Vec::new();
        while goes_on(&times) {
            let start = Instant::now();
            std::hint::black_box($question.await?);
            times.push(start.elapsed());
        }
        print(times, $name);
    })+};
}

fn print(mut times: Vec<Duration>, name: &str) {
    times.sort();
    println!("p50 {:>10.2?} p99 {:>10.2?}  {name}", percentile(&times, 50), percentile(&times, 99));
}

fn percentile(sorted: &[Duration], hundredth: usize) -> Duration {
    sorted.get(sorted.len() * hundredth / 100).copied().unwrap_or_default()
}

async fn ask(store: &Arc<dyn ArticleStore>, count: u64) -> Result<(), StoreError> {
    let id = || EntityId(format!("{}:name-0", EntityType::Person));
    let rare = EntityId("location:name-2402".into());
    let source = || Some("Bote 0".to_owned());
    let range = DateRange { from: "2020-01-01T00:00:00Z".parse().ok(), to: "2020-07-01T00:00:00Z".parse().ok() };
    let (articles, claims, figures) = (ArticleFilter::default, ClaimFilter::default, FigureFilter::default);
    let some_claim = ClaimId(1);

    measure! {
        "one article": store.get(generate::id(count / 2 + 1));
        "articles": store.list_articles(&articles(), &PAGE);
        "articles of a source": store.list_articles(&ArticleFilter { source: source(), ..articles() }, &PAGE);
        "articles of a rare entity and a source":
            store.list_articles(&ArticleFilter { source: source(), entity: Some(rare.clone()), ..articles() }, &PAGE);
        "claims": store.list_claims(&claims(), &PAGE);
        "claims by a speaker, of a kind, hedged": store.list_claims(
            &ClaimFilter {
                speaker: Some(vec![id()]),
                kind: Some(ClaimKind::Direct),
                certainty: Some(Certainty::Hedged),
                ..claims()
            },
            &PAGE,
        );
        "claims about a rare entity": store.list_claims(&ClaimFilter { about: Some(rare.clone()), ..claims() }, &PAGE);
        "figures in EUR over 900 million, money": store.list_figures(
            &FigureFilter {
                kind: Some(FigureKind::Money),
                unit: Some("EUR".into()),
                min: Some(900_000_000.into()),
                ..figures()
            },
            &PAGE,
        );
        "figures that measure \"menge 77\"":
            store.list_figures(&FigureFilter { measures: Some("menge 77".into()), ..figures() }, &PAGE);
        "entities": store.list_entities(&EntityFilter::default(), &PAGE);
        "entities with 99 in their name":
            store.list_entities(&EntityFilter { name: Some("99".into()), ..EntityFilter::default() }, &PAGE);
        "entities of half a year": store.list_entities(&EntityFilter { range, ..EntityFilter::default() }, &PAGE);
        "entities of a source": store.list_entities(&EntityFilter { source: source(), ..EntityFilter::default() }, &PAGE);
        "conflicts": store.list_conflicts(&ConflictFilter::default(), &PAGE);
        "claims that say the same": store.similar_claims(generate::id(count / 2 + 1), some_claim);
        "facets of all articles": survey(
            store.as_ref(), &Surveyed::Articles(articles()), &[Facet::Source, Facet::Month]);
        "facets of the claims of a speaker": survey(
            store.as_ref(),
            &Surveyed::Claims(ClaimFilter { speaker: Some(vec![id()]), ..claims() }),
            &[Facet::Kind, Facet::Certainty],
        );
        "profile of the most frequent entity": store.entity(&id());
        "its timeline by month": store.entity_timeline(&id(), Interval::Month, DateRange::default());
        "its related entities": store.related_entities(&id(), DateRange::default(), 20);
        "sentiment of everything by month": store.sentiment(&SentimentFilter::default(), Interval::Month);
        "sentiment of the most frequent entity by month":
            store.sentiment(&SentimentFilter { entity: Some(id()), ..SentimentFilter::default() }, Interval::Month);
    }
    Ok(())
}

/// Searches, each a hundred times.
async fn search(store: &Arc<dyn ArticleStore>) -> Result<(), StoreError> {
    let start = Instant::now();
    while let Some(behind) = store.search_state().await.map(|s| s.newest.checked_sub(s.position).filter(|b| *b > 0))? {
        if start.elapsed() > CATCH_UP {
            println!("the search index is {behind} changes behind and is not asked");
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("the search index has caught up after {:.1?}, memory: {}", start.elapsed(), memory());
    for (query, sort) in [
        ("preis", Sort::Relevance),
        ("preis", Sort::Date),
        ("Strommarkt", Sort::Relevance),
        ("stadt land bank", Sort::Relevance),
        ("\"preis stadt\"", Sort::Relevance),
        ("marktpreisbank", Sort::Relevance),
        ("strommarkt* -bank", Sort::Relevance),
    ] {
        let text = || TextQuery::parse(query).ok().map(|query| TextFilter { query, sort });
        let articles = ArticleFilter { text: text(), ..ArticleFilter::default() };
        let claims = ClaimFilter { text: text(), ..ClaimFilter::default() };
        let mut times = [Vec::new(), Vec::new()];
        let mut found = [0, 0];
        while goes_on(&times[0]) {
            let start = Instant::now();
            found[0] = store.list_articles(&articles, &PAGE).await?.items.len();
            times[0].push(start.elapsed());
            let start = Instant::now();
            found[1] = store.list_claims(&claims, &PAGE).await?.items.len();
            times[1].push(start.elapsed());
        }
        for ((times, found), of) in times.into_iter().zip(found).zip(["articles", "claims"]) {
            print(times, &format!("{found} {of} by {query} ({sort:?})"));
        }
    }
    Ok(())
}

/// How long it is waited for the search index.
const CATCH_UP: Duration = Duration::from_mins(5);

/// How long each part of [`contend`] takes.
const CONTEND: Duration = Duration::from_secs(8);

/// Writes alone, and beside one client that asks heavy questions without a pause; and what readiness takes meanwhile.
async fn contend(store: &Arc<dyn ArticleStore>, made: Made, fresh: u64, writers: usize) -> Result<(), String> {
    let next = Arc::new(AtomicU64::new(fresh));
    for beside in [false, true] {
        let end = Instant::now() + CONTEND;
        let first = next.load(Ordering::Relaxed);
        let writing: Vec<_> = (0..writers)
            .map(|_| {
                let (store, next) = (store.clone(), next.clone());
                tokio::spawn(async move {
                    let mut slowest = Duration::ZERO;
                    while Instant::now() < end {
                        let start = Instant::now();
                        write_one(store.as_ref(), made, next.fetch_add(1, Ordering::Relaxed), false).await?;
                        slowest = slowest.max(start.elapsed());
                    }
                    Ok::<_, String>(slowest)
                })
            })
            .collect();
        let probed = tokio::spawn(probe(store.clone(), end));
        let mut asked = 0_u64;
        let mut answering = Duration::ZERO;
        while Instant::now() < end {
            if beside {
                let id = EntityId(format!("{}:name-0", EntityType::Person));
                let start = Instant::now();
                store.related_entities(&id, DateRange::default(), 20).await.map_err(|error| error.to_string())?;
                answering += start.elapsed();
                asked += 1;
            } else {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        let mut slowest = Duration::ZERO;
        for writer in writing {
            slowest = slowest.max(writer.await.map_err(|error| error.to_string())??);
        }
        let ready = probed.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let (median, late) = (percentile(&ready, 50), percentile(&ready, 99));
        let rate = per_second(next.load(Ordering::Relaxed) - first, CONTEND);
        let each = answering.checked_div(u32::try_from(asked).unwrap_or(u32::MAX)).unwrap_or_default();
        println!("{rate:.0} writes/s beside {asked} heavy questions of {each:.1?}, the slowest write {slowest:.1?}");
        println!("  ready after {median:.1?}, p99 {late:.1?}");
    }
    Ok(())
}

/// How long what `/readyz` asks takes, over and over, sorted.
async fn probe(store: Arc<dyn ArticleStore>, end: Instant) -> Result<Vec<Duration>, StoreError> {
    let mut times = Vec::new();
    while Instant::now() < end {
        let start = Instant::now();
        store.check().await?;
        store.count().await?;
        times.push(start.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    times.sort();
    Ok(times)
}

/// Resident memory: what the process has taken, what of files the system holds for it, and the most of both.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").trim().to_owned();
    format!("{} and {} of files (peak {})", field("RssAnon:"), field("RssFile:"), field("VmHWM:"))
}
