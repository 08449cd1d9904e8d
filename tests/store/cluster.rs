//! A PostgreSQL for these tests, where there is one to be had: started with the first test that asks for it, gone with the last.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pressespiegel::store::{PostgresOptions, PostgresStore};
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

/// A database with all tables and nothing in them, which others are made of.
const EMPTY: &str = "empty";

static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();

static DATABASES: AtomicU64 = AtomicU64::new(0);

/// It runs until this process ends and its standard input with it.
struct Cluster {
    port: u16,
    _server: Child,
}

fn start() -> Option<Cluster> {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
    let directory = tempfile::Builder::new().prefix("postgres-").tempdir().expect("a directory").keep();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/postgres.sh");
    let mut command = Command::new("sh");
    command.arg(script).arg(&directory).arg(port.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.stderr(Stdio::null()).spawn().expect("started");
    let mut said = String::new();
    let output = server.stdout.take().expect("it speaks");
    BufReader::new(output).read_line(&mut said).expect("heard");
    (said.trim() == "ready").then_some(Cluster { port, _server: server })
}

fn url(port: u16, database: &str) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/{database}")
}

/// Runs a statement that is no transaction's.
pub async fn run(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("done");
    drop(client);
    let _ = connection.await;
}

async fn cluster() -> Option<&'static Cluster> {
    let start = async || {
        let cluster = tokio::task::spawn_blocking(start).await.expect("started or not")?;
        run(&url(cluster.port, "postgres"), &format!("CREATE DATABASE {EMPTY}")).await;
        PostgresStore::migrate(&url(cluster.port, EMPTY)).await.expect("migrated");
        Some(cluster)
    };
    CLUSTER.get_or_init(start).await.as_ref()
}

/// The address of an empty archive; `None`, which is said aloud, where there is no PostgreSQL.
pub async fn database() -> Option<String> {
    let Some(cluster) = cluster().await else {
        // Tests that pass are not heard through `eprintln`.
        let _ = std::io::stderr().write_all(b"left out: no PostgreSQL is installed here\n");
        return None;
    };
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    run(&url(cluster.port, "postgres"), &format!("CREATE DATABASE {name} TEMPLATE {EMPTY}")).await;
    Some(url(cluster.port, &name))
}

/// Opens an archive with few connections, as many tests run at a time.
pub async fn open(url: &str) -> PostgresStore {
    PostgresStore::open(url, PostgresOptions { connections: 6, ..PostgresOptions::default() }).await.expect("opens")
}

/// An empty archive.
pub async fn store() -> Option<Arc<PostgresStore>> {
    Some(Arc::new(open(&database().await?).await))
}
