//! What a well-behaved client can't send: bodies cut off, stalled, of wrong bytes.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::app::{Settings, TestApp, spawn_app, spawn_app_with};

/// Sends bytes as they are, optionally ends the sending side, and reads all that comes back.
async fn exchange(app: &TestApp, parts: Vec<Vec<u8>>, end: bool) -> String {
    let address = app.address;
    let talk = move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        for part in parts {
            stream.write_all(&part).expect("sent");
            std::thread::sleep(Duration::from_millis(20));
        }
        if end {
            stream.shutdown(Shutdown::Write).expect("half closed");
        }
        let mut answer = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut chunk) {
            answer.extend_from_slice(&chunk[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(talk).await.expect("no panic")
}

fn head(path: &str, content_type: &str, more: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nConnection: close\r\n{more}\r\n"
    )
    .into_bytes()
}

#[track_caller]
fn problem(answer: &str, status: u16, slug: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer:?}");
    let body = answer.split_once("\r\n\r\n").expect("a body").1;
    let problem: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"));
    assert_eq!(problem["type"], format!("/problems/{slug}"));
    assert!(answer.contains("application/problem+json") && answer.contains("x-request-id: "), "{answer}");
}

#[tokio::test]
async fn a_body_cut_off_in_the_middle_is_refused() {
    let app = spawn_app().await;
    for path in ["/v1/articles", "/v1/analyze"] {
        let parts = vec![head(path, "application/json", "Content-Length: 100\r\n"), b"{\"text\": \"abc".to_vec()];
        problem(&exchange(&app, parts, true).await, 400, "incomplete-body");
    }
    let parts =
        vec![head("/v1/articles", "application/json", "Transfer-Encoding: chunked\r\n"), b"5\r\n{\"tex\r\n".to_vec()];
    problem(&exchange(&app, parts, true).await, 400, "incomplete-body");
    assert_eq!(app.get("/v1/articles").await.ok(200)["items"], Value::Array(Vec::new()), "nothing was stored");
}

#[tokio::test]
async fn invalid_utf8_is_refused_and_located() {
    let app = spawn_app().await;
    for (body, place) in [
        (&b"{\"text\": \"a\xffb\"}"[..], "byte 11 "),
        (b"{\"text\": \"a\xc3\"}", "byte 11 "),
        (b"\xfe\xff\0{", "byte 0 "),
        (b"{\"text\": \"\xed\xa0\x80\"}", "byte 10 "),
    ] {
        let length = format!("Content-Length: {}\r\n", body.len());
        let parts = vec![head("/v1/analyze", "application/json", &length), body.to_vec()];
        let answer = exchange(&app, parts, false).await;
        problem(&answer, 400, "invalid-utf8");
        assert!(answer.contains(place), "{answer}");
    }
}

#[tokio::test]
async fn a_stalled_body_is_given_up() {
    let mut settings = Settings::default();
    settings.limits.body_timeout = Duration::from_millis(200);
    let app = spawn_app_with(settings).await;
    let parts = vec![head("/v1/analyze", "application/json", "Content-Length: 100\r\n"), b"{\"text\"".to_vec()];
    problem(&exchange(&app, parts, false).await, 408, "body-timeout");
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_refused_before_it_is_read() {
    let app = spawn_app().await;
    let parts = vec![head("/v1/analyze", "application/json", "Content-Length: 999999999\r\n")];
    problem(&exchange(&app, parts, false).await, 413, "body-too-large");
}

#[tokio::test]
async fn a_batch_answers_line_by_line_while_it_is_sent_and_tells_where_it_broke_off() {
    let app = spawn_app().await;
    let line = "{\"text\": \"Das ist die erste Zeile.\"}\n";
    let chunk = format!("{:x}\r\n{line}\r\n", line.len()).into_bytes();
    let address = app.address;
    let talk = move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let head = head("/v1/articles/batch", "application/x-ndjson", "Transfer-Encoding: chunked\r\n");
        stream.write_all(&[head, chunk].concat()).expect("sent");
        let mut answer = Vec::new();
        while !String::from_utf8_lossy(&answer).contains("}\n") {
            let mut piece = [0; 4096];
            let count = stream.read(&mut piece).expect("an answer while the rest is still to be sent");
            answer.extend_from_slice(&piece[..count]);
        }
        stream.write_all(b"40\r\n{\"text\": \"A").expect("sent");
        stream.shutdown(Shutdown::Write).expect("half closed");
        stream.read_to_end(&mut answer).expect("the rest of the answer");
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answer = tokio::task::spawn_blocking(talk).await.expect("no panic");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("{\"line\":1,\"status\":201,"), "{answer}");
    assert!(answer.contains("{\"line\":2,\"status\":400,") && answer.contains("/problems/incomplete-body"), "{answer}");
}

#[tokio::test]
async fn head_answers_as_get_without_a_body() {
    let app = spawn_app().await;
    let request = b"HEAD /v1/capabilities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_vec();
    let answer = exchange(&app, vec![request], false).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("etag: "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn what_is_no_request_is_a_problem_as_well() {
    let app = spawn_app().await;
    let get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
    let post = "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (request, status, slug, reason) in [
        ("Guten Tag\r\n\r\n".to_owned(), 400, "bad-request", "no HTTP"),
        ("GET /livez HTTP/9.9\r\nHost: localhost\r\n\r\n".into(), 400, "bad-request", "a version that there is not"),
        ("GET /livez HTTP/1.1\r\n\r\n".into(), 400, "bad-request", "no host"),
        (format!("{get}a b: c\r\n\r\n"), 400, "bad-request", "a space in the name of a header"),
        (format!("{post}Content-Length: x\r\n\r\n"), 400, "bad-request", "a length that is none"),
        (format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"), 400, "bad-request", "two lengths"),
        (
            format!("{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}"),
            400,
            "bad-request",
            "two ways to end",
        ),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(70_000)), 400, "bad-request", "a long path"),
        (format!("{get}X: {}\r\n\r\n", "a".repeat(300_000)), 431, "head-too-large", "a long header"),
        (format!("{get}{}\r\n", "X: a\r\n".repeat(100)), 431, "head-too-large", "many headers"),
    ] {
        let answer = exchange(&app, vec![request.into_bytes()], false).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{reason}: {answer:?}");
        problem(&answer, status, slug);
        assert!(answer.contains("connection: close"), "{reason}: {answer}");
    }
    assert_eq!(app.get("/livez").await.status, 200, "the others are served");
}

#[tokio::test]
async fn a_head_that_does_not_arrive_is_given_up_with_a_problem() {
    let app = spawn_app().await;
    problem(&exchange(&app, vec![b"GET /livez HTTP/1.1\r\nHost: ".to_vec()], false).await, 408, "head-timeout");
}
