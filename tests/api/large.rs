//! Articles and analyses of the greatest length: what is sent of them at a time stays small.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use pressespiegel::nlp::analysis::{ClaimId, FigureId};
use pressespiegel::store::ArticleStore;
use pressespiegel::text::Span;
use serde_json::Value;

use crate::app::{TestApp, spawn_app};
use crate::archive;

/// The most that an export may send in one piece.
const CHUNK: usize = 64 * 1024;

/// The most that the items of one page may come to.
const ANSWER: usize = 4 << 20;

/// Stores an article of a megabyte with `count` claims of `length` bytes and as many figures.
async fn store_large(app: &TestApp, count: u32, length: usize) {
    let words = "Nordwind wächst. „Wir haben 1200 Beschäftigte“, sagte Vera Lindt. ";
    let mut made = archive::article_of(1, "Tagblatt", &words.repeat(1_000_000 / words.len()));
    let (claim, figure) = (made.analysis.claims[0].clone(), made.analysis.figures[0].clone());
    made.analysis.claims.clear();
    made.analysis.figures.clear();
    let text = &made.article.content.text;
    for number in 1..=count {
        let mut claim = claim.clone();
        claim.id = ClaimId(number);
        let mut end = claim.spans[0].start + length;
        while !text.is_char_boundary(end) {
            end += 1;
        }
        claim.spans = vec![Span::new(claim.spans[0].start, end)];
        claim.figures = vec![FigureId(number)];
        made.analysis.claims.push(claim);
        made.analysis.figures.push(pressespiegel::nlp::analysis::Figure { id: FigureId(number), ..figure.clone() });
    }
    app.store.insert(made.into(), crate::archive::now()).await.expect("stored");
}

/// The sizes of the chunks of an answer, and its body.
fn chunks(app: &TestApp, path: &str) -> (Vec<usize>, Vec<u8>) {
    let mut stream = TcpStream::connect(app.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("received");
    let line = |from: usize| from + answer[from..].windows(2).position(|two| two == b"\r\n").expect("a line");
    let mut at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    let (mut sizes, mut body) = (Vec::new(), Vec::new());
    loop {
        let end = line(at);
        let size = std::str::from_utf8(&answer[at..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.expect("the size of a chunk");
        if size == 0 {
            return (sizes, body);
        }
        sizes.push(size);
        body.extend_from_slice(&answer[end + 2..end + 2 + size]);
        at = end + 2 + size + 2;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_sent_in_small_chunks_however_large_an_article_is() {
    let app = spawn_app().await;
    store_large(&app, 400, 20_000).await;
    for (of, format, lines) in [
        ("articles", "ndjson", 1),
        ("claims", "ndjson", 400),
        ("figures", "ndjson", 400),
        ("entities", "ndjson", 2),
        ("articles", "csv", 2),
        ("claims", "csv", 401),
        ("figures", "csv", 401),
    ] {
        let path = format!("/v1/export?of={of}&format={format}");
        let (sizes, body) = tokio::task::block_in_place(|| chunks(&app, &path));
        let greatest = sizes.iter().max().expect("a chunk");
        assert!(*greatest <= CHUNK, "{path}: a chunk of {greatest} bytes");
        assert!(sizes.len() <= 3 * body.len() / CHUNK + 3, "{path}: {} chunks of {} bytes", sizes.len(), body.len());
        assert_eq!(String::from_utf8(body).expect("UTF-8").lines().count(), lines, "{path}");
    }
}

#[tokio::test]
async fn a_page_of_long_claims_ends_early_and_the_next_goes_on() {
    let app = spawn_app().await;
    store_large(&app, 60, 200_000).await;
    let (mut cursor, mut ids, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let answer = app.get(&format!("/v1/claims?limit=200{cursor}")).await;
        let page = answer.ok(200);
        assert!(answer.bytes.len() < ANSWER + 10_000, "a page of {} bytes", answer.bytes.len());
        let items = page["items"].as_array().expect("items");
        assert!(!items.is_empty());
        ids.extend(items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        assert!(answer.header("link").contains(next));
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<_> = (1..=60).map(|number| format!("{}:c{number}", archive::id(1))).collect();
    assert_eq!(ids, expected);
    assert!(pages > 3, "{pages} pages");
}

#[tokio::test]
async fn a_claim_longer_than_a_page_is_a_page() {
    let app = spawn_app().await;
    store_large(&app, 2, 900_000).await;
    let made: Value = app.get("/v1/claims").await.ok(200);
    assert_eq!(made["items"].as_array().map(Vec::len), Some(2), "both fit");
    assert!(made.get("next").is_none());
}
