//! `watch`: feeds in, articles in the archive of a running service out.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Served, pressespiegel, stderr, stdout};

/// What a path is answered with: status, headers, body.
type Reply = (u16, String, String);

/// A site on this machine, one request a connection.
struct Site {
    port: u16,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (replies, asked) = (Arc::<Mutex<HashMap<String, Reply>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let site = Self { port, replies: Arc::clone(&replies), asked: Arc::clone(&asked) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(&stream, &replies, &asked);
            }
        });
        site
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn put(&self, path: &str, status: u16, headers: &str, body: &str) {
        self.replies.lock().unwrap().insert(path.into(), (status, headers.into(), body.into()));
    }

    fn page(&self, path: &str, headline: &str) {
        let text = format!(
            "<title>{headline} | Blatt</title><h1>{headline}</h1><p>Der Rat hat am Mittwoch über {headline} beraten, und \
             zwar lange, wie eine Sprecherin am Abend sagte. Er tagt wieder im März, dann öffentlich.</p>"
        );
        self.put(path, 200, "content-type: text/html\r\n", &text);
    }

    fn feed(&self, tag: &str, items: &[&str]) {
        let items = items
            .iter()
            .map(|name| {
                format!(
                    "<item><title>{name}</title><link>{}</link><guid>{name}</guid>\
                     <description>&lt;p&gt;Kurz zu {name}, sagte Peter Oswald.&lt;/p&gt;</description></item>",
                    self.url(&format!("/{name}"))
                )
            })
            .collect::<Vec<_>>()
            .concat();
        let feed = format!("<rss version=\"2.0\"><channel><title>Blatt</title>{items}</channel></rss>");
        self.put("/feed", 200, &format!("etag: {tag}\r\ncontent-type: application/rss+xml\r\n"), &feed);
    }

    /// How often a path was asked.
    fn count(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn answer(stream: &TcpStream, replies: &Mutex<HashMap<String, Reply>>, asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let head: Vec<_> = lines.take_while(|line| !line.is_empty()).map(|line| line.to_ascii_lowercase()).collect();
    let reply = replies.lock().unwrap().get(&path).cloned();
    let (mut status, headers, mut body) = reply.unwrap_or((404, String::new(), String::new()));
    let known = head.iter().find_map(|line| line.strip_prefix("if-none-match: "));
    if known.is_some_and(|tag| headers.contains(&format!("etag: {tag}\r\n"))) {
        (status, body) = (304, String::new());
    }
    asked.lock().unwrap().push(if status == 304 { format!("{path} unchanged") } else { path });
    let length = body.len();
    let mut stream = stream;
    // Whoever was killed meanwhile does not read it.
    let _ =
        write!(stream, "HTTP/1.1 {status} X\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
}

/// The arguments that all have in common.
fn arguments<'a>(feed: &'a str, service: &'a str, state: &'a str) -> Vec<&'a str> {
    vec![
        "watch",
        feed,
        "--url",
        service,
        "--state",
        state,
        "--fetch-private-addresses",
        "--fetch-host-pause-seconds",
        "0",
    ]
}

fn once(feed: &str, service: &str, state: &Path, more: &[&str]) -> Output {
    let mut all = arguments(feed, service, state.to_str().unwrap());
    all.push("--once");
    all.extend(more);
    pressespiegel(&all).output().unwrap()
}

fn titles(served: &Served) -> Vec<String> {
    let body = served.request("GET", "/v1/articles", "").1;
    let list: Value = serde_json::from_str(&body).unwrap();
    let mut titles: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[test]
fn what_is_new_in_a_feed_is_sent_once_and_a_feed_that_did_not_change_is_not_read() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&directory.path().join("data"), &["--profile", "fast"]);
    let (site, state) = (Site::start(), directory.path().join("state.json"));
    for name in ["Radweg", "Hafen"] {
        site.page(&format!("/{name}"), name);
    }
    site.feed("\"1\"", &["Radweg", "Hafen", "Verschwunden"]);
    let feed = site.url("/feed");

    let first = once(&feed, &served.url, &state, &[]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert_eq!(stdout(&first), format!("{feed}: 2 new, 0 corrected, 0 known already\n"));
    assert!(stderr(&first).contains("/Verschwunden") && stderr(&first).contains("404"), "{}", stderr(&first));
    assert_eq!(titles(&served), ["Hafen", "Radweg"]);

    let second = once(&feed, &served.url, &state, &[]);
    assert_eq!((second.status.code(), stdout(&second)), (Some(0), String::new()));
    assert_eq!((site.count("/feed unchanged"), site.count("/Hafen"), site.count("/Verschwunden")), (1, 1, 1));

    site.page("/Markt", "Markt");
    site.feed("\"2\"", &["Markt", "Radweg", "Hafen"]);
    let third = once(&feed, &served.url, &state, &[]);
    assert_eq!(stdout(&third), format!("{feed}: 1 new, 0 corrected, 0 known already\n"), "{}", stderr(&third));
    assert_eq!(site.count("/Radweg"), 1, "what was sent is not fetched again");

    std::fs::remove_file(&state).unwrap();
    let again = once(&feed, &served.url, &state, &[]);
    assert_eq!(stdout(&again), format!("{feed}: 0 new, 0 corrected, 3 known already\n"), "{}", stderr(&again));
}

#[test]
fn what_fails_is_tried_again_and_nothing_else_is_sent_twice() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&directory.path().join("data"), &["--profile", "fast"]);
    let (site, state) = (Site::start(), directory.path().join("state.json"));
    site.page("/Radweg", "Radweg");
    site.put("/Hafen", 503, "", "");
    site.feed("\"1\"", &["Radweg", "Hafen"]);
    let feed = site.url("/feed");

    let first = once(&feed, &served.url, &state, &[]);
    assert_eq!(first.status.code(), Some(1), "something is left: {}", stderr(&first));
    assert_eq!(titles(&served), ["Radweg"]);
    site.page("/Hafen", "Hafen");
    let second = once(&feed, &served.url, &state, &[]);
    assert_eq!(second.status.code(), Some(0), "{}", stderr(&second));
    assert_eq!(titles(&served), ["Hafen", "Radweg"]);
    assert_eq!(site.count("/Radweg"), 1, "the tag of the feed was not remembered, but its items were");

    for (service, reason) in [("http://127.0.0.1:9", "no service"), (site.url("").as_str(), "something else")] {
        let other = directory.path().join(format!("{reason}.json"));
        let failed = once(&feed, service, &other, &[]);
        assert_eq!(failed.status.code(), Some(1), "{reason}: {}", stderr(&failed));
        assert!(stderr(&failed).contains("127.0.0.1"), "{reason}: {}", stderr(&failed));
        let known = std::fs::read_to_string(other).unwrap_or_default();
        assert!(!known.contains("Radweg"), "{reason}: what was not sent is not remembered: {known}");
    }
}

#[test]
fn the_feed_itself_can_be_the_text_and_the_source_be_named() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&directory.path().join("data"), &["--profile", "fast"]);
    let (site, state) = (Site::start(), directory.path().join("state.json"));
    site.feed("\"1\"", &["Radweg"]);
    let done = once(&site.url("/feed"), &served.url, &state, &["--from", "items", "--source", "Blatt"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let list: Value = serde_json::from_str(&served.request("GET", "/v1/articles?source=Blatt", "").1).unwrap();
    assert_eq!(list["items"][0]["external_id"], "Radweg", "{list}");
    assert_eq!(site.count("/Radweg"), 0, "no page is asked for");
}

#[test]
fn killed_at_any_time_it_goes_on_where_it_was_and_ctrl_c_ends_it_with_0() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(&directory.path().join("data"), &["--profile", "fast"]);
    let (site, state) = (Site::start(), directory.path().join("state.json"));
    let names: Vec<String> = (0..30).map(|i| format!("Thema{i}")).collect();
    for name in &names {
        site.page(&format!("/{name}"), name);
    }
    site.feed("\"1\"", &names.iter().map(String::as_str).collect::<Vec<_>>());
    let feed = site.url("/feed");
    let all = arguments(&feed, &served.url, state.to_str().unwrap());
    let start = || pressespiegel(&all).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = |count: usize| {
        let began = Instant::now();
        while names.iter().filter(|name| site.count(&format!("/{name}")) > 0).count() < count {
            assert!(began.elapsed() < Duration::from_mins(2), "{count} pages were never asked for");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    for pages in [3, 9, 17] {
        let mut child = start();
        until(pages);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let mut child = start();
    until(names.len());
    let began = Instant::now();
    while titles(&served).len() < 20 && began.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "Ctrl-C");

    let rest = once(&feed, &served.url, &state, &[]);
    assert_eq!(rest.status.code(), Some(0), "{}", stderr(&rest));
    let listed: Value = serde_json::from_str(&served.request("GET", "/v1/articles?limit=100", "").1).unwrap();
    assert_eq!(listed["items"].as_array().unwrap().len(), names.len(), "each once");
    let asked: usize = names.iter().map(|name| site.count(&format!("/{name}"))).sum();
    assert!(asked <= names.len() + 5, "{asked} pages were asked for: what was sent is not read again");
}

#[test]
fn wrong_use_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let state = directory.path().join("state.json");
    assert_eq!(pressespiegel(&["watch"]).output().unwrap().status.code(), Some(2), "no feed");
    let site = Site::start();
    let closed =
        pressespiegel(&["watch", &site.url("/feed"), "--once", "--state", state.to_str().unwrap()]).output().unwrap();
    assert_eq!(closed.status.code(), Some(1), "{}", stderr(&closed));
    assert!(stderr(&closed).contains("public address"), "{}", stderr(&closed));
    std::fs::write(&state, "kein JSON").unwrap();
    let broken = once(&site.url("/feed"), "http://127.0.0.1:9", &state, &[]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(stderr(&broken).contains("state.json"), "{}", stderr(&broken));
}
