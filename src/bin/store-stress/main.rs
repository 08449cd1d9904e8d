//! Puts a store in a directory or a database under load, so that tests can kill it, cut its power, and measure it.
//!
//! `write` says on standard output what has been acknowledged, one line each: `+ N` article N is in, `~ N` it has its
//! second analysis, `^ N` it is corrected, `- N` it is deleted again. `verify` reads such lines and holds the store to them. Every tenth article
//! is deleted, every seventh analysed twice and every fourth corrected. `cycles` kills such writers, and compactions between
//! them, again and again, and verifies.

mod bench;
mod crashes;
mod cycles;
mod generate;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Parser, Subcommand};
use pressespiegel::article::ArticleId;
use pressespiegel::clock::{Clock, SystemClock};
use pressespiegel::heap;
use pressespiegel::store::{ArticleStore, ChangeKind, EmbeddedOptions, EmbeddedStore, StoreEngine, StoreError};

use self::generate::Made;
use self::place::Opened;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The world the articles come from.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
    /// How many sentences an article has; what it says is in proportion.
    #[arg(long, global = true, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=400))]
    sentences: u32,
    /// What the store is kept in: sled or fjall.
    #[arg(long, global = true, default_value = "sled")]
    engine: StoreEngine,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write articles until killed, or until there are so many.
    Write {
        /// The store.
        directory: PathBuf,
        /// Number of the first article.
        #[arg(long, default_value_t = 0)]
        start: u64,
        /// Stop after so many.
        #[arg(long, default_value_t = u64::MAX)]
        count: u64,
        /// Writers at once.
        #[arg(long, default_value_t = 16)]
        writers: usize,
        /// Every so many numbers are its own; the others are another program's.
        #[arg(long, default_value_t = 1)]
        step: u64,
    },
    /// Check a store against lines of `write` on standard input; prints the first free number.
    Verify {
        /// The store.
        directory: PathBuf,
    },
    /// Write the database anew in the place of the old one.
    Compact {
        /// The store.
        directory: PathBuf,
    },
    /// Kill writers and compactions, and check the store.
    Cycles {
        /// The store.
        directory: PathBuf,
        /// So often something is killed.
        #[arg(long, default_value_t = 200)]
        rounds: u64,
        /// The store is checked after so many rounds.
        #[arg(long, default_value_t = 10)]
        every: u64,
        /// Each lives so many milliseconds, at most.
        #[arg(long, default_value_t = 500)]
        longest: u64,
    },
    /// Kill two programs that write to a database of its own, and the database, and check the store.
    Crashes {
        /// Where the database has its files.
        directory: PathBuf,
        /// The script that starts it.
        #[arg(long, default_value = "tests/store/postgres.sh")]
        script: PathBuf,
        /// So often something is killed.
        #[arg(long, default_value_t = 200)]
        rounds: u64,
        /// The store is checked after so many rounds.
        #[arg(long, default_value_t = 25)]
        every: u64,
    },
    /// Measure writes, reads, disk and memory.
    Bench {
        /// The store; made anew, unless it was filled before.
        directory: PathBuf,
        /// Articles.
        #[arg(long, default_value_t = 20_000)]
        count: u64,
        /// Writers at once.
        #[arg(long, default_value_t = 16)]
        writers: usize,
        /// It was filled by such a run before: it is only asked.
        #[arg(long)]
        filled: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { command, seed, sentences, engine } = Arguments::parse();
    if matches!(command, Command::Bench { .. }) {
        // What is measured is what a service has.
        heap::share();
    }
    let world = World { made: Made { seed, sentences }, engine };
    let done = match command {
        Command::Write { directory, start, count, writers, step } => {
            let numbers = Numbers { start, count, step };
            write(&directory, world, numbers, (writers, true)).await.map(drop)
        }
        Command::Crashes { directory, script, rounds, every } => {
            crashes::Crashes { script, directory, rounds, every: every.max(1) }.run(world)
        }
        Command::Verify { directory } => verify(&directory, world).await,
        Command::Compact { directory } => {
            let compacted = EmbeddedStore::compact(&directory, world.options(), |_, _| ());
            compacted.map(|compacted| println!("{compacted:?}")).map_err(|error| error.to_string())
        }
        Command::Cycles { directory, rounds, every, longest } => {
            let longest = std::time::Duration::from_millis(longest);
            cycles::Cycles { directory, rounds, every: every.max(1), longest }.run(world)
        }
        Command::Bench { directory, count, writers, filled: true } => {
            bench::questions(&directory, world, count, writers).await
        }
        Command::Bench { directory, count, writers, filled: false } => {
            bench::run(&directory, world, count, writers).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Where the articles come from, and what they go into.
#[derive(Debug, Clone, Copy)]
struct World {
    made: Made,
    engine: StoreEngine,
}

impl World {
    fn options(self) -> EmbeddedOptions {
        EmbeddedOptions { engine: self.engine, ..EmbeddedOptions::default() }
    }
}

/// Which articles a program writes.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    start: u64,
    count: u64,
    step: u64,
}

/// Several writers take numbers from one counter; with `loud`, every one says what was acknowledged and also deletes
/// and replaces.
async fn write(place: &Path, world: World, numbers: Numbers, (writers, loud): (usize, bool)) -> Result<Opened, String> {
    let opened = Opened::at(place, world).await?;
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    for _ in 0..writers {
        let (store, next) = (opened.store(), next.clone());
        tasks.push(tokio::spawn(async move {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= numbers.count {
                    return Ok::<(), String>(());
                }
                write_one(store.as_ref(), world.made, numbers.start + at * numbers.step, loud).await?;
            }
        }));
    }
    for task in tasks {
        task.await.map_err(|error| error.to_string())??;
    }
    Ok(opened)
}

/// Asks again for as long as the database is away, as clients do that are told so.
async fn persist<T, F: Future<Output = Result<T, StoreError>>>(change: impl Fn() -> F) -> Result<T, String> {
    loop {
        match change().await {
            Err(StoreError::Unavailable(_)) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            other => return other.map_err(|error| error.to_string()),
        }
    }
}

async fn write_one(store: &dyn ArticleStore, made: Made, number: u64, loud: bool) -> Result<(), String> {
    let now = SystemClock.now();
    // As in a service, where articles are read by threads of their own.
    let made_up = tokio::task::spawn_blocking(move || generate::article(made, number, 1)).await;
    let new = Arc::new(made_up.map_err(|error| error.to_string())??);
    persist(|| store.insert(new.clone(), now)).await?;
    if !loud {
        return Ok(());
    }
    say('+', number)?;
    if number.is_multiple_of(7) {
        let new = Arc::new(generate::article(made, number, 2)?);
        persist(|| store.replace_analysis(new.clone(), None, now)).await?;
        say('~', number)?;
    }
    if number.is_multiple_of(4) {
        let new = Arc::new(generate::corrected(made, number)?);
        persist(|| store.revise(new.clone(), None, now)).await?;
        say('^', number)?;
    }
    if number.is_multiple_of(10) {
        persist(|| store.delete(generate::id(number), now)).await?;
        say('-', number)?;
    }
    Ok(())
}

/// The articles that are there, for somebody who knows only the change feed.
async fn mirrored(store: &dyn ArticleStore) -> Result<BTreeSet<ArticleId>, String> {
    let (mut position, mut articles) = (0, BTreeSet::new());
    loop {
        let part = store.changes(position, 500).await.map_err(|error| error.to_string())?;
        if part.items.is_empty() {
            return Ok(articles);
        }
        for change in part.items {
            if change.number <= position {
                return Err(format!("change {} comes after {position}", change.number));
            }
            position = change.number;
            if change.kind == ChangeKind::Deleted {
                articles.remove(&change.article);
            } else {
                articles.insert(change.article);
            }
        }
    }
}

/// One write a line: whatever interrupts the process, a whole line is a true one.
fn say(what: char, number: u64) -> Result<(), String> {
    let line = format!("{what} {number}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())
}

/// Everything acknowledged must be there as it was written, nothing else may be there half, and the store must agree with
/// itself.
async fn verify(directory: &Path, world: World) -> Result<(), String> {
    let made = world.made;
    let mut acknowledged: BTreeMap<u64, String> = BTreeMap::new();
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| error.to_string())?;
        let line = String::from_utf8_lossy(&line);
        if let Some((what, number)) = line.split_once(' ').and_then(|(what, n)| Some((what, n.parse().ok()?))) {
            acknowledged.entry(number).or_default().push_str(what);
        }
    }
    let opened = Opened::at(directory, world).await?;
    let store = opened.store();
    let failed = |error: StoreError| error.to_string();
    // Unacknowledged ones may be there too, but each of them whole.
    let end = acknowledged.last_key_value().map_or(0, |(number, _)| *number) + 1000;
    let mut found = 0_u64;
    let mut next = 0;
    for number in 0..end {
        let said = acknowledged.get(&number).map_or("", String::as_str);
        let id: ArticleId = generate::id(number);
        let Some(article) = store.get(id).await.map_err(failed)? else {
            let may_be_deleted = number.is_multiple_of(10);
            if said.contains('+') && !may_be_deleted {
                return Err(format!("article {number} was acknowledged ({said}) and is not there"));
            }
            continue;
        };
        if said.contains('-') {
            return Err(format!("article {number} was deleted and is there"));
        }
        let readings = [
            generate::article(made, number, 1)?,
            generate::article(made, number, 2)?,
            generate::corrected(made, number)?,
        ];
        let mut shown = (*article).clone();
        // When it was corrected nobody has written down.
        shown.article.revised = None;
        let reading = readings.iter().position(|written| *written == shown);
        match reading {
            None => return Err(format!("article {number} is not what was written")),
            Some(0 | 1) if said.contains('^') => return Err(format!("article {number} has its old text")),
            Some(0) if said.contains('~') => return Err(format!("article {number} has its old analysis")),
            Some(_) => found += 1,
        }
        next = number + 1;
    }
    let (articles, keys) = opened.verify().await.map_err(failed)?;
    if articles != found {
        return Err(format!("{found} articles were found, the store has {articles}"));
    }
    if mirrored(store.as_ref()).await?.len() as u64 != found {
        return Err("who follows the change feed has another archive".into());
    }
    eprintln!("{} acknowledged, {found} articles, {keys} keys: whole", acknowledged.len());
    let next = acknowledged.last_key_value().map_or(next, |(number, _)| next.max(number + 1));
    println!("{next}");
    Ok(())
}
