//! The real service, killed under load: every acknowledged article is there when it comes back, and the archive agrees with
//! itself.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pressespiegel::store::{ArticleFilter, ArticleStore, EmbeddedStore, PageRequest, StoreEngine};

use crate::fixtures::{analyzer, article, fill, id, options};

on_each_engine! {
    a_killed_service_has_every_acknowledged_article_when_it_comes_back,
    a_killed_service_goes_on_reading_again_when_it_comes_back,
}

/// A running service; killed when dropped.
pub struct Service {
    process: Child,
    pub address: SocketAddr,
}

impl Service {
    pub fn start_with(data: &Path, flags: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_pressespiegel"))
            .args(["serve", "--profile", "fast", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("read");
        let address = line.trim().strip_prefix("listening on http://").and_then(|address| address.parse().ok());
        Self { process, address: address.unwrap_or_else(|| panic!("it said {line:?}")) }
    }

    /// With an archive in that engine.
    pub fn start_on(engine: StoreEngine, data: &Path) -> Self {
        Self::start_with(data, &["--store-engine", engine.name()])
    }

    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The whole answer, or nothing when the service is gone.
pub fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> Option<String> {
    ask_as(address, (method, path, "application/json"), body)
}

/// The same of a body of some type.
pub fn ask_as(address: SocketAddr, (method, path, form): (&str, &str, &str), body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {form}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

pub fn text(number: u64) -> String {
    format!(
        "Die Kran AG aus Ulm hat im Jahr 2024 rund {number} Millionen Euro verdient. „Das ist ein gutes Ergebnis“, sagte \
         Vorstandschefin Anna Arndt am Montag. Arndt zufolge soll der Umsatz um 7,5 Prozent steigen. Nummer {number}."
    )
}

/// An article that was acknowledged.
#[derive(Clone)]
struct Sent {
    number: u64,
    place: String,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Kept,
    /// Its deletion was asked for and not acknowledged.
    Uncertain,
    Deleted,
}

/// Sends articles until the service is gone, has every fifth read again and deletes every seventh; notes what was
/// acknowledged.
fn send(address: SocketAddr, numbers: &AtomicU64, acknowledged: &Mutex<Vec<Sent>>) {
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let body = format!(
            r#"{{"text": "{}", "source": "Bote {}", "published_at": "2025-01-{:02}", "external_id": "{number}"}}"#,
            text(number),
            number % 3,
            number % 28 + 1
        );
        let Some(answer) = ask(address, "POST", "/v1/articles", &body) else { return };
        // A head cut short acknowledges nothing.
        let Some((head, _)) = answer.split_once("\r\n\r\n") else { return };
        if head.starts_with("HTTP/1.1 503") {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        assert!(head.starts_with("HTTP/1.1 201"), "{answer}");
        let place = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then(|| value.to_owned())
        });
        let place = place.unwrap_or_else(|| panic!("no place in {head}"));
        let note = |state| {
            let mut acknowledged = acknowledged.lock().expect("whole");
            acknowledged.retain(|sent| sent.number != number);
            acknowledged.push(Sent { number, place: place.clone(), state });
        };
        note(State::Kept);
        if number.is_multiple_of(5) && ask(address, "POST", &format!("{place}/reanalyze"), "").is_none() {
            return;
        }
        if number.is_multiple_of(7) {
            note(State::Uncertain);
            match ask(address, "DELETE", &place, "") {
                Some(answer) if answer.starts_with("HTTP/1.1 204") => note(State::Deleted),
                _ => return,
            }
        }
    }
}

/// A mirror of the archive: its articles, and the number up to which it knows what was done.
#[derive(Debug, Default)]
struct Mirror {
    position: u64,
    articles: BTreeSet<String>,
}

impl Mirror {
    /// Takes over the next part of the feed; whether there was one.
    fn follow(&mut self, address: SocketAddr) -> bool {
        let Some(answer) = ask(address, "GET", &format!("/v1/changes?after={}", self.position), "") else {
            return false;
        };
        let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        // A body cut short when the service dies.
        let Ok(body) = serde_json::from_str::<serde_json::Value>(body) else { return false };
        let items = body["items"].as_array().expect("a list");
        for item in items {
            let number = item["number"].as_u64().expect("a number");
            assert!(number > self.position, "{item} comes after {}", self.position);
            self.position = number;
            let id = item["article_id"].as_str().expect("an id").to_owned();
            if item["kind"] == "deleted" {
                self.articles.remove(&id);
            } else {
                self.articles.insert(id);
            }
        }
        !items.is_empty()
    }
}

fn a_killed_service_has_every_acknowledged_article_when_it_comes_back(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let numbers = Arc::new(AtomicU64::new(1));
    let mut mirror = Mirror::default();
    for milliseconds in [900, 500, 1200] {
        let service = Service::start_on(engine, &data);
        let address = service.address;
        let before = acknowledged.lock().expect("whole").len();
        let senders: Vec<_> = (0..6)
            .map(|_| {
                let (numbers, acknowledged) = (numbers.clone(), acknowledged.clone());
                std::thread::spawn(move || send(address, &numbers, &acknowledged))
            })
            .collect();
        // Somebody follows the feed meanwhile, and what was shown must still be there when the service comes back.
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(milliseconds) {
            if !mirror.follow(address) {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        // On a busy machine the first answers may take longer than that.
        while acknowledged.lock().expect("whole").len() < before + 10 {
            assert!(senders.iter().any(|sender| !sender.is_finished()), "all senders have given up");
            if !mirror.follow(address) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        service.kill();
        for sender in senders {
            sender.join().expect("no answer but 201");
        }
        all_there(engine, &data, &acknowledged.lock().expect("whole"), &mut mirror);
    }
}

fn all_there(engine: StoreEngine, data: &Path, acknowledged: &[Sent], mirror: &mut Mirror) {
    let service = Service::start_on(engine, data);
    for Sent { number, place, state } in acknowledged {
        let path = place.find("/v1/").map_or(place.as_str(), |at| &place[at..]);
        let answer = ask(service.address, "GET", path, "").expect("answered");
        let (is_there, is_gone) = (answer.starts_with("HTTP/1.1 200"), answer.starts_with("HTTP/1.1 404"));
        match state {
            State::Kept => assert!(is_there, "article {number} was acknowledged as {place}: {answer}"),
            State::Deleted => assert!(is_gone, "article {number} was deleted: {answer}"),
            State::Uncertain => assert!(is_there || is_gone, "article {number}: {answer}"),
        }
        assert!(is_gone || answer.contains(&format!("Nummer {number}.")), "article {number} is another: {answer}");
    }
    while mirror.follow(service.address) {}
    service.kill();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let store = EmbeddedStore::open(data, options(engine)).expect("opens");
        let verified = store.verify().await.expect("whole");
        let kept = acknowledged.iter().filter(|sent| sent.state == State::Kept).count();
        assert!(verified.articles >= kept as u64);
        let mut articles = BTreeSet::new();
        let mut after = None;
        loop {
            let page = PageRequest { limit: 200, after };
            let page = store.list_articles(&ArticleFilter::default(), &page).await.expect("listed");
            articles.extend(page.items.iter().map(|article| article.id.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(mirror.articles, articles, "who followed the feed has another archive");
        store.close().await.expect("closed");
    });
}

/// What the service says of reading again.
fn reanalysis(address: SocketAddr) -> serde_json::Value {
    let answer = ask(address, "GET", "/v1/reanalyze", "").expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).expect("JSON")
}

fn a_killed_service_goes_on_reading_again_when_it_comes_back(engine: StoreEngine) {
    const ARTICLES: u64 = 40;
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let open = || Arc::new(EmbeddedStore::open(&data, options(engine)).expect("opens"));
    runtime.block_on(async {
        let store: Arc<dyn ArticleStore> = open();
        fill(&store, (1..=ARTICLES).map(|number| article(number).text(&text(number)).read_by("of old"))).await;
        store.close().await.expect("closed");
    });
    let under_way = std::thread::available_parallelism().map_or(1, usize::from);
    let mut left = ARTICLES;
    let mut kills = 0;
    while left > 0 {
        let service = Service::start_on(engine, &data);
        let mut seen = left;
        while seen > left.saturating_sub(7) {
            std::thread::sleep(Duration::from_millis(10));
            seen = reanalysis(service.address)["left"].as_u64().expect("a number");
        }
        service.kill();
        kills += 1;
        runtime.block_on(async {
            let store = open();
            assert_eq!(store.verify().await.expect("whole").articles, ARTICLES);
            let old = ArticleFilter { analyzer: Some(vec![analyzer("of old")]), ..ArticleFilter::default() };
            let page = PageRequest { limit: 200, after: None };
            let mut old = store.list_articles(&old, &page).await.expect("listed").items;
            // What was seen may have been some milliseconds from being durable.
            assert!(old.len() as u64 <= seen + 1, "{} are left, {seen} were before it was killed", old.len());
            left = old.len() as u64;
            // The newest were read first, but for those that were under way.
            old.reverse();
            let first = old.iter().zip(1..).take_while(|(article, number)| article.id == id(*number)).count();
            assert!(
                old.len() - first <= under_way,
                "{:?}",
                old.iter().map(|article| article.received_at).collect::<Vec<_>>()
            );
            store.close().await.expect("closed");
        });
    }
    assert!(kills > 2, "{kills} kills are no test");
}
