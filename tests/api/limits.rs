//! How often a client may ask, and which pages of other origins may ask at all.

use std::io::Write;
use std::net::{IpAddr, TcpStream};
use std::time::Duration;

use ipnet::IpNet;
use pressespiegel::api::{Proxies, RateLimit, Shares};

use crate::app::{Settings, read, spawn_app, spawn_app_with};

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_again_and_health_is_never_counted() {
    // So slow that no second passes in the test.
    let app = spawn_app_with(Settings { rate: RateLimit::new(1, 300), ..Settings::default() }).await;
    let first = app.get("/v1/articles").await;
    assert_eq!(first.header("ratelimit-policy"), "\"client\";q=300;w=300");
    assert!(first.header("ratelimit").starts_with("\"client\";r=299;"), "{}", first.header("ratelimit"));
    let mut refused = None;
    for _ in 0..400 {
        let answer = app.get("/v1/articles?limit=1").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("some of 400 are too many");
    let problem = refused.problem(429, "too-many-requests");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("300 at once")), "{problem}");
    assert_eq!(refused.header("retry-after"), "1");
    assert!(refused.header("ratelimit").starts_with("\"client\";r=0;"));
    for path in ["/livez", "/readyz", "/openapi.json", "/"] {
        let answer = app.get(path).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""), "{path}");
    }
    let told = app.get("/v1/capabilities").await;
    if told.status == 200 {
        assert_eq!(told.json()["limits"]["requests_at_once"], 300);
    }
}

#[tokio::test]
async fn without_a_limit_nothing_is_said_of_one() {
    let app = spawn_app().await;
    let answer = app.get("/v1/capabilities").await;
    assert_eq!(answer.header("ratelimit"), "");
    assert!(answer.ok(200)["limits"].get("requests_per_second").is_none());
}

#[tokio::test]
async fn a_client_may_have_only_so_many_requests_under_way() {
    let app = spawn_app_with(Settings { under_way: Shares::new(0, 1), ..Settings::default() }).await;
    assert_eq!(app.get("/v1/capabilities").await.ok(200)["limits"]["requests_under_way"], 1);
    let mut slow = TcpStream::connect(app.address).expect("connected");
    let head = "POST /v1/analyze HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    slow.write_all(head.as_bytes()).expect("sent");
    let mut refused = None;
    for _ in 0..400 {
        let answer = app.get("/v1/articles").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let problem = refused.expect("the other one is under way").problem(429, "too-many-requests");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("under way")), "{problem}");
    assert_eq!(app.get("/readyz").await.status, 200, "health is not counted");
    drop(slow);
    for _ in 0..400 {
        if app.get("/v1/articles").await.status == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the place of a request whose client has left stays taken");
}

#[tokio::test]
async fn pages_of_other_origins_are_let_in_only_where_they_are_named() {
    let named = Settings { cors_origins: vec!["https://redaktion.example".into()], ..Settings::default() };
    let (open, closed) = (spawn_app_with(named).await, spawn_app().await);
    for (app, origin, allowed, reason) in [
        (&open, "https://redaktion.example", "https://redaktion.example", "named"),
        (&open, "https://fremde.example", "", "not named"),
        (&open, "http://redaktion.example", "", "another scheme"),
        (&closed, "https://redaktion.example", "", "none is named"),
    ] {
        let asked = app.request("OPTIONS", "/v1/articles").header("origin", origin);
        let asked = asked.header("access-control-request-method", "POST");
        let before = read(asked.header("access-control-request-headers", "authorization,content-type")).await;
        assert_eq!(before.header("access-control-allow-origin"), allowed, "{reason}: {before:?}");
        if !allowed.is_empty() {
            let headers = before.header("access-control-allow-headers").to_ascii_lowercase();
            assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
        }
        let answer = read(app.request("GET", "/v1/articles").header("origin", origin)).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{reason}: {answer:?}");
    }
    let same = read(open.request("GET", "/v1/articles")).await;
    assert_eq!(same.status, 200, "who comes from no page is served as ever");
    let methods = read(open.request("OPTIONS", "/v1/articles")).await;
    assert_eq!(methods.header("allow"), "GET, HEAD, POST, OPTIONS", "plain OPTIONS is answered as before");
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_share() {
    let networks = [IpNet::from(IpAddr::from([127, 0, 0, 1]))];
    for (proxies, third, reason) in [
        (Proxies::new(&networks), 200, "the proxy says that it is another"),
        (Proxies::default(), 429, "anybody could say so"),
    ] {
        let app = spawn_app_with(Settings { rate: RateLimit::new(1, 2), proxies, ..Settings::default() }).await;
        let ask = |client: &'static str| read(app.request("GET", "/v1/articles").header("x-forwarded-for", client));
        assert_eq!(ask("198.51.100.7").await.status, 200);
        assert_eq!(ask("198.51.100.7").await.status, 200);
        assert_eq!(ask("198.51.100.7").await.status, 429);
        assert_eq!(ask("198.51.100.8").await.status, third, "{reason}");
    }
}
