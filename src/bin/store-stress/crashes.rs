//! Kills two programs that write to one database, and the database, at random and again and again; then all that was ever
//! acknowledged must be there.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::World;
use crate::cycles::{Cycles, UNSAID, number, whole_lines};
use crate::generate::Random;

/// A round lasts until so many changes were acknowledged, at most; where nobody is killed that takes no longer than this.
const MOST_SAID: u64 = 40;
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// What is written is really synced.
const SETTINGS: &str = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on";

/// A PostgreSQL of its own, which is told by lines to stop as in a crash and to start again.
struct Server {
    process: Child,
    said: BufReader<ChildStdout>,
    url: String,
}

impl Server {
    fn start(script: &Path, directory: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| error.to_string();
        fs::create_dir_all(directory).map_err(failed)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(failed)?.port();
        let mut command = Command::new("sh");
        command.arg(script).arg(directory).arg(port.to_string()).env("POSTGRES_SETTINGS", SETTINGS);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let said = BufReader::new(process.stdout.take().ok_or("it says nothing")?);
        let mut server = Self { process, said, url: format!("postgres://postgres@127.0.0.1:{port}/postgres") };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<(), String> {
        let mut line = String::new();
        self.said.read_line(&mut line).map_err(|error| error.to_string())?;
        if line.trim() == "ready" { Ok(()) } else { Err(format!("the server said {line:?}")) }
    }

    fn tell(&mut self, what: &str) -> Result<(), String> {
        let input = self.process.stdin.as_mut().ok_or("it does not listen")?;
        writeln!(input, "{what}").map_err(|error| error.to_string())?;
        self.wait()
    }
}

/// What is killed how often.
pub struct Crashes {
    /// What starts a server; see `tests/store/postgres.sh`.
    pub script: PathBuf,
    /// Where the server has its files; they are gone afterwards.
    pub directory: PathBuf,
    /// So often something is killed.
    pub rounds: u64,
    /// The store is checked after so many rounds.
    pub every: u64,
}

impl Crashes {
    /// Runs them; ends at the first thing that is lost.
    pub fn run(&self, world: World) -> Result<(), String> {
        let mut server = Server::start(&self.script, &self.directory)?;
        let mut random = Random(world.made.seed);
        let said = [0, 1].map(|own| self.directory.with_extension(format!("said{own}")));
        let (mut acknowledged, mut next) = (String::new(), 0_u64);
        let (mut programs, mut databases) = (0, 0);
        let start = Instant::now();
        let url = server.url.clone();
        let mut writers = [0, 1].map(|own| writer(world, &url, (next, own), &said[own as usize]));
        for round in 1..=self.rounds {
            wait(&said, random.below(MOST_SAID))?;
            // The database, a program, or both programs at a time. Where it is checked nobody may write.
            let is_checked = round.is_multiple_of(self.every);
            let what = if is_checked { 1 + random.below(3) } else { random.below(4) };
            if what == 0 {
                server.tell("stop")?;
                std::thread::sleep(Duration::from_millis(random.below(1_500)));
                server.tell("start")?;
                databases += 1;
                // Whoever writes goes on by itself.
                wait(&said, 1)?;
                continue;
            }
            for own in 0..2 {
                if what == 3 || what == own + 1 {
                    kill(&mut writers[usize::try_from(own).unwrap_or(0)])?;
                    programs += 1;
                }
            }
            // All begin anew beyond what anybody has used.
            for writer in &mut writers {
                kill(writer)?;
            }
            for said in &said {
                let lines = whole_lines(said)?;
                next = lines.lines().filter_map(number).max().map_or(next, |most| next.max(most + UNSAID));
                acknowledged.push_str(&lines);
            }
            if is_checked {
                let told = Cycles::check(world, Path::new(&url), &acknowledged)?;
                println!("{round} rounds, {} s: {told}", start.elapsed().as_secs());
            }
            writers = [0, 1].map(|own| writer(world, &url, (next, own), &said[own as usize]));
        }
        for (writer, said) in writers.iter_mut().zip(&said) {
            kill(writer)?;
            acknowledged.push_str(&whole_lines(said)?);
        }
        let told = Cycles::check(world, Path::new(&url), &acknowledged)?;
        println!("{programs} programs and {databases} databases killed, {} s: {told}", start.elapsed().as_secs());
        Cycles::tell(&acknowledged);
        said.iter().try_for_each(fs::remove_file).map_err(|error| error.to_string())
    }
}

fn writer(world: World, url: &str, (first, own): (u64, u64), said: &Path) -> Result<Child, String> {
    let said = File::create(said).map_err(|error| error.to_string())?;
    let mut command = Cycles::command(world, "write")?;
    command.args(["--start", &(first + own).to_string(), "--step", "2", "--writers", "8", url]).stdout(said);
    command.spawn().map_err(|error| error.to_string())
}

fn kill(writer: &mut Result<Child, String>) -> Result<(), String> {
    let writer = writer.as_mut().map_err(|problem| problem.clone())?;
    writer.kill().and_then(|()| writer.wait()).map(drop).map_err(|error| error.to_string())
}

/// Waits until the programs have said so many lines more.
fn wait(said: &[PathBuf; 2], more: u64) -> Result<(), String> {
    let lines = || -> Result<u64, String> {
        Ok(whole_lines(&said[0])?.lines().count() as u64 + whole_lines(&said[1])?.lines().count() as u64)
    };
    let (before, began) = (lines()?, Instant::now());
    while lines()? < before + more {
        if began.elapsed() > LONGEST_WAIT {
            return Err("nobody writes any more".into());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
