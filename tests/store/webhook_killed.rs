//! Webhooks of the real service, killed, and of a receiver that is down: everything comes, in order, at least once.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::killed_service::{Service, ask, text};

/// The numbers of the changes that came, in the order in which they came.
pub type Got = Arc<Mutex<Vec<u64>>>;

/// So that the service may send to this machine, and tries again soon.
pub const FLAGS: [&str; 4] = [
    "--webhook-private-addresses",
    "--webhook-http",
    "--webhook-retry-seconds",
    "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
];

fn start(data: &Path) -> Service {
    Service::start_with(data, &FLAGS)
}

/// The body of an answer with that status.
pub fn asked(address: SocketAddr, method: &str, path: &str, body: &str, status: &str) -> Value {
    let answer = ask(address, method, path, body).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    serde_json::from_str(body).expect("JSON")
}

pub fn take_in(address: SocketAddr, numbers: std::ops::RangeInclusive<u64>) {
    for number in numbers {
        asked(address, "POST", "/v1/articles", &format!(r#"{{"text": "{}"}}"#, text(number)), "201");
    }
}

/// Takes messages for as long as the test runs.
pub fn receive(listener: TcpListener, got: Got) {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever is killed while sending has sent nothing.
            let _ = take(&stream, &got);
        }
    });
}

fn take(stream: &TcpStream, got: &Got) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let message: Value = serde_json::from_slice(&body).ok()?;
    got.lock().expect("whole").push(message["data"]["number"].as_u64()?);
    let mut stream = stream;
    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").ok()
}

/// Waits until everything up to this number has come, and checks that it came in order.
pub fn until(got: &Got, last: u64) {
    for _ in 0..6_000 {
        let seen = got.lock().expect("whole").clone();
        let mut first = Vec::new();
        let mut known = BTreeSet::new();
        for number in seen {
            if known.insert(number) {
                first.push(number);
            }
        }
        assert!(first.is_sorted(), "not in order: {first:?}");
        if first.last() == Some(&last) {
            assert_eq!(first, (1..=last).collect::<Vec<_>>(), "some never came");
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{last} never came: {:?}", got.lock().expect("whole"));
}

#[test]
fn a_webhook_gets_everything_in_order_whoever_is_killed_meanwhile() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let receiver = listener.local_addr().expect("an address");
    // Nobody listens there for now.
    drop(listener);

    let service = start(&data);
    let watch = format!(r#"{{"of": "figures", "webhook": {{"url": "http://{receiver}/hook"}}}}"#);
    let watch = asked(service.address, "POST", "/v1/watches", &watch, "201");
    let deliveries = format!("/v1/watches/{}/deliveries", watch["id"].as_str().expect("an id"));
    take_in(service.address, 1..=5);
    service.kill();

    let service = start(&data);
    take_in(service.address, 6..=8);
    let got = Got::default();
    // The operating system may have given the port to somebody else; that is another test's bad luck, not this one's fault.
    receive(TcpListener::bind(receiver).expect("the port is still free"), Arc::clone(&got));
    until(&got, 8);

    take_in(service.address, 9..=30);
    service.kill();
    let service = start(&data);
    take_in(service.address, 31..=33);
    until(&got, 33);
    for _ in 0..600 {
        let log = asked(service.address, "GET", &deliveries, "", "200");
        let items = log["items"].as_array().expect("a list").clone();
        if items.len() == 33 && items.iter().all(|item| item["state"] == "delivered") {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("not all is written down as delivered");
}
