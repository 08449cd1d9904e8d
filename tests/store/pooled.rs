//! An archive behind pgbouncer, which gives each transaction another session; and one whose connections are all in use.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pressespiegel::store::{ArticleStore, PostgresOptions, PostgresStore, StoreError};
use tokio_postgres::NoTls;

use crate::cluster;
use crate::contract;
use crate::fixtures::{article, id, now};

/// It runs until it is dropped.
struct Pooler {
    process: Child,
    directory: PathBuf,
    port: u16,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Starts pgbouncer before the server of that address; `None` where it is not installed, which is said aloud.
fn pooler(url: &str) -> Option<Pooler> {
    use std::io::Write as _;
    let program =
        ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].into_iter().find(|path| std::fs::exists(path).is_ok_and(|is| is));
    let Some(program) = program else {
        let _ = std::io::stderr().write_all(b"left out: no pgbouncer is installed here\n");
        return None;
    };
    let server = url.split('@').nth(1)?.split('/').next()?.split(':').nth(1)?;
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
    let directory = tempfile::Builder::new().prefix("pgbouncer-").tempdir().expect("a directory").keep();
    // Fewer sessions than the stores have connections: so they really change.
    let settings = format!(
        "[databases]\n* = host=127.0.0.1 port={server} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         auth_type = any\npool_mode = transaction\ndefault_pool_size = 3\nunix_socket_dir =\nlogfile =\n"
    );
    let file = directory.join("pgbouncer.ini");
    std::fs::write(&file, settings).expect("written");
    let readable = Command::new("chmod").args(["-R", "a+rX"]).arg(&directory).status().expect("ran");
    assert!(readable.success());
    // It does not run as root.
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", program]).arg(&file);
    let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
    Some(Pooler { process, directory, port })
}

async fn through(pooler: &Pooler, url: &str) -> Arc<PostgresStore> {
    let name = url.rsplit('/').next().expect("a name");
    let url = format!("postgres://postgres@127.0.0.1:{}/{name}", pooler.port);
    let options = PostgresOptions { connections: 6, pooler: true, ..PostgresOptions::default() };
    Arc::new(PostgresStore::open(&url, options).await.expect("opens through the pooler"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_behind_a_pooler_that_changes_sessions() {
    let Some(url) = cluster::database().await else { return };
    let Some(pooler) = pooler(&url) else { return };
    for promise in 0..6 {
        let Some(url) = cluster::database().await else { return };
        let store = through(&pooler, &url).await;
        match promise {
            0 => contract::articles::of_many_writers_of_one_article_one_wins(store.clone()).await,
            1 => contract::search::searches_combine_with_every_filter(store.clone()).await,
            2 => contract::claims::every_filter_of_claims_filters(store.clone()).await,
            3 => contract::conflicts::figures_that_exclude_each_other_are_set_side_by_side(store.clone()).await,
            4 => contract::copies::a_copy_is_linked_to_the_first_to_come_in(store.clone()).await,
            _ => contract::changes::who_follows_the_feed_while_others_write_misses_nothing(store.clone()).await,
        }
        store.verify().await.expect("whole");
        // The row of who has left is gone, and its duties with it.
        store.close().await.expect("closed");
        cluster::run(&url, "DO $$ BEGIN ASSERT (SELECT count(*) FROM writer) = 0; END $$").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_share_the_few_sessions_of_a_pooler() {
    let Some(url) = cluster::database().await else { return };
    let Some(pooler) = pooler(&url) else { return };
    let programs = [through(&pooler, &url).await, through(&pooler, &url).await];
    let mut writers = Vec::new();
    for (program, store) in (0_u64..).zip(&programs) {
        for task in 0..4_u64 {
            let store = store.clone();
            writers.push(tokio::spawn(async move {
                for step in 0..25_u64 {
                    let number = program * 1_000 + task * 100 + step;
                    store.insert(article(number).build().into(), now()).await.expect("stored");
                    assert!(store.get(id(number)).await.expect("read").is_some());
                }
            }));
        }
    }
    for writer in writers {
        writer.await.expect("all was written");
    }
    assert_eq!(programs[0].verify().await.expect("whole").articles, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_connections_are_in_use_it_is_said_soon() {
    let Some(url) = cluster::database().await else { return };
    let options = PostgresOptions { connections: 2, ..PostgresOptions::default() };
    let store = Arc::new(PostgresStore::open(&url, options).await.expect("opens"));
    store.insert(article(1).build().into(), now()).await.expect("stored");
    // Somebody holds the table up, and whoever asks for it keeps the only connection that reads.
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
    let connection = tokio::spawn(connection);
    client.batch_execute("BEGIN; LOCK TABLE archive IN ACCESS EXCLUSIVE MODE").await.expect("locked");
    let held_up = tokio::spawn({
        let store = store.clone();
        async move { store.count().await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    let refused = store.get(id(1)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    client.batch_execute("COMMIT").await.expect("let go");
    assert_eq!(held_up.await.expect("ended").expect("counted"), 1, "who had waited is answered");
    assert!(store.get(id(1)).await.expect("read").is_some(), "and so is everybody after");
    drop(client);
    let _ = connection.await;
}
