//! The real service, killed under load: every acknowledged article is there when it comes back, and the archive agrees with
//! itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pressespiegel::store::{ArticleStore, EmbeddedOptions, EmbeddedStore};

/// A running service; killed when dropped.
pub struct Service {
    process: Child,
    pub address: SocketAddr,
}

impl Service {
    pub fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_pressespiegel"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("read");
        let address = line.trim().strip_prefix("listening on http://").and_then(|address| address.parse().ok());
        Self { process, address: address.unwrap_or_else(|| panic!("it said {line:?}")) }
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
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
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

/// Sends articles until the service is gone; returns number and place of those acknowledged.
fn send(address: SocketAddr, numbers: &AtomicU64, acknowledged: &Mutex<Vec<(u64, String)>>) {
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
        acknowledged.lock().expect("whole").push((number, place));
    }
}

#[test]
fn a_killed_service_has_every_acknowledged_article_when_it_comes_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let numbers = Arc::new(AtomicU64::new(1));
    for milliseconds in [900, 500, 1200] {
        let service = Service::start(&data);
        let address = service.address;
        let before = acknowledged.lock().expect("whole").len();
        let senders: Vec<_> = (0..6)
            .map(|_| {
                let (numbers, acknowledged) = (numbers.clone(), acknowledged.clone());
                std::thread::spawn(move || send(address, &numbers, &acknowledged))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(milliseconds));
        // On a busy machine the first answers may take longer than that.
        while acknowledged.lock().expect("whole").len() < before + 10 {
            assert!(senders.iter().any(|sender| !sender.is_finished()), "all senders have given up");
            std::thread::sleep(Duration::from_millis(20));
        }
        service.kill();
        for sender in senders {
            sender.join().expect("no answer but 201");
        }
        all_there(&data, &acknowledged.lock().expect("whole"));
    }
}

fn all_there(data: &Path, acknowledged: &[(u64, String)]) {
    let service = Service::start(data);
    for (number, place) in acknowledged {
        let path = place.find("/v1/").map_or(place.as_str(), |at| &place[at..]);
        let answer = ask(service.address, "GET", path, "").expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "article {number} was acknowledged as {place}: {answer}");
        assert!(answer.contains(&format!("Nummer {number}.")), "article {number} is another: {answer}");
    }
    service.kill();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let store = EmbeddedStore::open(data, EmbeddedOptions::default()).expect("opens");
        let verified = store.verify().await.expect("whole");
        assert!(verified.articles >= acknowledged.len() as u64);
        store.close().await.expect("closed");
    });
}
