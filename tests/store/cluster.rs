//! A PostgreSQL for these tests, where there is one to be had: started with the first test that asks for it, gone with the last.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pressespiegel::store::{PostgresOptions, PostgresStore};
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

/// The archive of two servers, which others are made of.
const SHARDED: &str = "sharded";

/// A database with all tables and nothing in them, which others are made of.
const EMPTY: &str = "empty";

static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();

static SECOND: OnceCell<Option<Cluster>> = OnceCell::const_new();

static DATABASES: AtomicU64 = AtomicU64::new(0);

/// It runs until this process ends, or it is dropped, and its standard input with it.
pub struct Cluster {
    port: u16,
    server: Child,
    said: BufReader<ChildStdout>,
}

impl Cluster {
    fn start(settings: &str) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
        let directory = tempfile::Builder::new().prefix("postgres-").tempdir().expect("a directory").keep();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/postgres.sh");
        let mut command = Command::new("sh");
        command.arg(script).arg(&directory).arg(port.to_string()).env("POSTGRES_SETTINGS", settings);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().expect("started");
        let said = BufReader::new(server.stdout.take().expect("it speaks"));
        let mut cluster = Self { port, server, said };
        cluster.is_ready().then_some(cluster)
    }

    fn is_ready(&mut self) -> bool {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("heard");
        line.trim() == "ready"
    }

    /// Tells it to "stop", as in a crash, or to "start" again, and waits until it has.
    pub fn tell(&mut self, what: &str) {
        let input = self.server.stdin.as_mut().expect("it listens");
        writeln!(input, "{what}").expect("told");
        assert!(self.is_ready(), "{what}");
    }

    /// The address of a database in it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

/// One of its own, which may crash: what it has acknowledged it keeps.
pub async fn own() -> Option<Cluster> {
    let start = || Cluster::start("-c synchronous_commit=on -c full_page_writes=on");
    let cluster = tokio::task::spawn_blocking(start).await.expect("started or not");
    if cluster.is_none() {
        tell_of_none();
    }
    cluster
}

/// Tests that pass are not heard through `eprintln`.
fn tell_of_none() {
    let _ = std::io::stderr().write_all(b"left out: no PostgreSQL is installed here\n");
}

/// Runs a statement that is no transaction's.
pub async fn run(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("done");
    drop(client);
    let _ = connection.await;
}

async fn start() -> Option<Cluster> {
    let cluster = tokio::task::spawn_blocking(|| Cluster::start("")).await.expect("started or not")?;
    run(&cluster.url("postgres"), &format!("CREATE DATABASE {EMPTY}")).await;
    PostgresStore::migrate(&cluster.url(EMPTY)).await.expect("migrated");
    Some(cluster)
}

async fn cluster() -> Option<&'static Cluster> {
    CLUSTER.get_or_init(start).await.as_ref()
}

/// The second server, to which half of each table of the first one's [`SHARDED`] leads.
async fn second() -> Option<&'static Cluster> {
    let begin = async || {
        let (first, second) = (cluster().await?, start().await?);
        run(&first.url("postgres"), &format!("CREATE DATABASE {SHARDED} TEMPLATE {EMPTY}")).await;
        let shard = include_str!("sharded.sql").replace(":port", &second.port.to_string());
        let tables = include_str!("../../src/store/postgres/sql/migrations/0001.sql");
        let views = tables.find("CREATE VIEW").map_or("", |at| &tables[at..]);
        run(&first.url(SHARDED), &format!("{shard}{views}")).await;
        Some(second)
    };
    SECOND.get_or_init(begin).await.as_ref()
}

/// An empty archive over two servers.
pub async fn sharded() -> Option<Arc<PostgresStore>> {
    let Some(second) = second().await else {
        tell_of_none();
        return None;
    };
    let first = cluster().await?;
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    run(&second.url("postgres"), &format!("CREATE DATABASE {name} TEMPLATE {EMPTY}")).await;
    run(&first.url("postgres"), &format!("CREATE DATABASE {name} TEMPLATE {SHARDED}")).await;
    run(&first.url(&name), &format!("ALTER SERVER second OPTIONS (SET dbname '{name}')")).await;
    Some(Arc::new(open(&first.url(&name)).await))
}

/// The address of an empty archive; `None`, which is said aloud, where there is no PostgreSQL.
pub async fn database() -> Option<String> {
    let Some(cluster) = cluster().await else {
        tell_of_none();
        return None;
    };
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    run(&cluster.url("postgres"), &format!("CREATE DATABASE {name} TEMPLATE {EMPTY}")).await;
    Some(cluster.url(&name))
}

/// Opens an archive with few connections, as many tests run at a time.
pub async fn open(url: &str) -> PostgresStore {
    PostgresStore::open(url, PostgresOptions { connections: 6, ..PostgresOptions::default() }).await.expect("opens")
}

/// An empty archive.
pub async fn store() -> Option<Arc<PostgresStore>> {
    Some(Arc::new(open(&database().await?).await))
}
