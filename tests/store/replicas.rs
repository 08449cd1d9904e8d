//! Several programs over one archive: what only one may do at a time, and what they tell each other.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pressespiegel::store::{ArticleStore, Duty, Held, MemoryStore, PostgresOptions, PostgresStore, on_duty};

use crate::cluster;
use crate::killed_service::Service;
use crate::webhook_killed::{FLAGS, Got, asked, receive, take_in, until};

const TERM: Duration = Duration::from_millis(1_500);

async fn program(url: &str) -> Arc<PostgresStore> {
    let options = PostgresOptions { connections: 3, lease: TERM, ..PostgresOptions::default() };
    Arc::new(PostgresStore::open(url, options).await.expect("opens"))
}

#[tokio::test]
async fn an_archive_of_one_program_has_every_duty() {
    let store = MemoryStore::new();
    for duty in Duty::ALL {
        assert_eq!(store.hold(*duty).await.expect("told"), Held::Alone);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_is_one_programs_at_a_time() {
    let Some(url) = cluster::database().await else { return };
    let [one, other] = [program(&url).await, program(&url).await];
    let held = one.hold(Duty::Retention).await.expect("told");
    assert!(matches!(held, Held::Until(until) if until <= Instant::now() + TERM), "{held:?}");
    assert_eq!(other.hold(Duty::Retention).await.expect("told"), Held::ByAnother);
    assert!(matches!(other.hold(Duty::Webhooks).await.expect("told"), Held::Until(_)), "each duty by itself");
    let longer = one.hold(Duty::Retention).await.expect("told");
    assert!(matches!((held, longer), (Held::Until(before), Held::Until(now)) if now > before));
    tokio::time::sleep(TERM / 2).await;
    assert_eq!(other.hold(Duty::Retention).await.expect("told"), Held::ByAnother, "it is not over yet");
    tokio::time::sleep(TERM).await;
    assert!(matches!(other.hold(Duty::Retention).await.expect("told"), Held::Until(_)), "nobody asked for more time");
    assert_eq!(one.hold(Duty::Retention).await.expect("told"), Held::ByAnother);
    other.close().await.expect("closed");
    assert!(matches!(one.hold(Duty::Retention).await.expect("told"), Held::Until(_)), "it was given back");
}

/// What two programs do on duty.
#[derive(Default)]
struct Done {
    counts: [AtomicU64; 2],
    working: AtomicU64,
    /// So often both worked.
    twice: AtomicU64,
}

impl Done {
    /// Counts as long as it is on duty.
    async fn count(&self, own: usize) {
        struct Leaves<'a>(&'a AtomicU64);
        impl Drop for Leaves<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.twice.fetch_add(self.working.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
        let _leaves = Leaves(&self.working);
        loop {
            self.counts[own].fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn counted(&self, own: usize) -> u64 {
        self.counts[own].load(Ordering::SeqCst)
    }

    /// Waits until one of these has counted on.
    async fn goes_on(&self, programs: &[usize]) {
        let counted = || programs.iter().map(|own| self.counted(*own)).sum::<u64>();
        let (before, began) = (counted(), Instant::now());
        while counted() < before + 10 {
            assert!(began.elapsed() < Duration::from_secs(15), "{programs:?} does nothing");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_goes_over_when_its_program_is_gone_or_cut_off() {
    let Some(url) = cluster::database().await else { return };
    let done: Arc<Done> = Arc::default();
    let start = |own: usize, store: Arc<PostgresStore>| {
        let done = done.clone();
        tokio::spawn(async move { on_duty(store, Duty::Reanalysis, || done.count(own)).await })
    };
    let first = start(0, program(&url).await);
    done.goes_on(&[0]).await;
    let second = start(1, program(&url).await);
    // Longer than it was held at first.
    tokio::time::sleep(TERM * 2).await;
    assert_eq!(done.counted(1), 0, "the first one goes on asking");
    // Killed: it gives nothing back.
    first.abort();
    let _ = first.await;
    done.goes_on(&[1]).await;
    let first = start(0, program(&url).await);
    // As for a program that could not reach the database for too long: another one has it.
    cluster::run(&url, "UPDATE lease SET holder = '00000000-0000-0000-0000-000000000001'").await;
    let began = Instant::now();
    while done.working.load(Ordering::SeqCst) > 0 {
        assert!(began.elapsed() < TERM, "it works longer than it may");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    done.goes_on(&[0, 1]).await;
    assert_eq!(done.twice.load(Ordering::SeqCst), 0, "both have worked at a time");
    first.abort();
    second.abort();
}

/// Asks until it is answered so, as programs look for what others have changed every two seconds.
fn soon(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn services_share_an_archive_and_one_of_them_sends() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let directory = tempfile::tempdir().expect("a directory");
    // The cluster speaks to whoever started it, so it is asked for once.
    let Some(mut own) = runtime.block_on(cluster::own()) else { return };
    let url = own.url("postgres");
    runtime.block_on(PostgresStore::migrate(&url)).expect("migrated");
    let flags: Vec<&str> = FLAGS.iter().copied().chain(["--store-url", &url]).collect();
    let [one, other] = std::thread::scope(|scope| {
        let start = || scope.spawn(|| Service::start_with(directory.path(), &flags));
        [start(), start()].map(|started| started.join().expect("started"))
    });

    let names = r#"{"id": "organization:kranwerk-ulm", "name": "Kranwerk Ulm", "type": "organization"}"#;
    let version = |service: &Service| asked(service.address, "GET", "/v1/lexicon", "", "200")["version"].clone();
    crate::killed_service::ask_as(one.address, ("PUT", "/v1/lexicon", "application/x-ndjson"), names)
        .expect("answered");
    assert_eq!(version(&one), 1);
    soon("the lexicon does not reach the other service", || version(&other) == 1);

    let got = Got::default();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let receiver = listener.local_addr().expect("an address");
    receive(listener, Arc::clone(&got));
    let watch = format!(r#"{{"of": "figures", "webhook": {{"url": "http://{receiver}/hook"}}}}"#);
    let watch = asked(one.address, "POST", "/v1/watches", &watch, "201");
    let deliveries = format!("/v1/watches/{}/deliveries", watch["id"].as_str().expect("an id"));
    let all_sent = |service: &Service, many: usize| {
        until(&got, many as u64);
        soon("not all is written down as delivered", || {
            let log = asked(service.address, "GET", &deliveries, "", "200");
            log["items"].as_array().expect("a list").iter().filter(|item| item["state"] == "delivered").count() == many
        });
        assert_eq!(got.lock().expect("whole").len(), many, "none came twice");
    };
    take_in(one.address, 1..=4);
    take_in(other.address, 5..=8);
    all_sent(&other, 8);
    // Whoever sends: one of the two is killed, and after a while the other does.
    let sends = |service: &Service| {
        let told = crate::killed_service::ask(service.address, "GET", "/metrics", "").expect("answered");
        told.contains("pressespiegel_duty{duty=\"webhooks\"} 1")
    };
    assert!(sends(&one) != sends(&other), "one of them sends");
    let (sender, left) = if sends(&one) { (one, other) } else { (other, one) };
    sender.kill();
    take_in(left.address, 9..=12);
    all_sent(&left, 12);
    assert!(sends(&left));

    // The database stops: readiness says so, nobody hangs; and it comes back.
    own.tell("stop");
    for path in ["/readyz", "/v1/articles"] {
        let began = Instant::now();
        let answer = crate::killed_service::ask(left.address, "GET", path, "").expect("answered");
        assert!(answer.starts_with("HTTP/1.1 503"), "{path}: {answer}");
        assert!(path == "/readyz" || answer.to_ascii_lowercase().contains("\r\nretry-after: "), "{answer}");
        assert!(began.elapsed() < Duration::from_secs(15), "{path} hangs");
    }
    own.tell("start");
    soon("it is not ready again", || {
        crate::killed_service::ask(left.address, "GET", "/readyz", "").is_some_and(|a| a.starts_with("HTTP/1.1 200"))
    });
    take_in(left.address, 13..=14);
    all_sent(&left, 14);
}
