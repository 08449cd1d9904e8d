//! Kills writers and compactions again and again, and holds the store to all that was ever acknowledged.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::World;
use crate::generate::Random;

/// Numbers that a killed writer may have used without having said so.
pub const UNSAID: u64 = 100;

/// A writer lives until it has said so much, at most, whatever its time is: on a busy machine the time alone tests nothing.
const MOST_SAID: u64 = 24;
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Every so many rounds it is a compaction that is killed.
const COMPACTION_EVERY: u64 = 5;

/// What is done to the store.
pub struct Cycles {
    /// The store.
    pub directory: PathBuf,
    /// So often something is killed.
    pub rounds: u64,
    /// After so many rounds the store is checked.
    pub every: u64,
    /// Each lives so long, at most.
    pub longest: Duration,
}

impl Cycles {
    /// Runs them; ends at the first thing that is lost.
    pub fn run(&self, world: World) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let said = tempfile_beside(&self.directory)?;
        let mut random = Random(world.made.seed);
        let (mut acknowledged, mut next, mut compactions) = (String::new(), 0_u64, 0);
        let start = Instant::now();
        for round in 1..=self.rounds {
            let compacts = round % COMPACTION_EVERY == 0;
            let mut child = if compacts { self.compaction(world)? } else { self.writer(world, next, &said)? };
            let longest = u64::try_from(self.longest.as_millis()).unwrap_or(u64::MAX).max(1);
            std::thread::sleep(Duration::from_millis(random.below(longest)));
            let (wanted, wait) = (random.below(MOST_SAID), Instant::now());
            while !compacts && (whole_lines(&said)?.lines().count() as u64) < wanted && wait.elapsed() < LONGEST_WAIT {
                std::thread::sleep(Duration::from_millis(2));
            }
            child.kill().and_then(|()| child.wait()).map_err(failed)?;
            if compacts {
                compactions += 1;
            } else {
                let lines = whole_lines(&said)?;
                next = lines.lines().filter_map(number).max().map_or(next, |most| most + UNSAID);
                acknowledged.push_str(&lines);
            }
            if round % self.every == 0 || round == self.rounds {
                let told = Self::check(world, &self.directory, &acknowledged)?;
                let seconds = start.elapsed().as_secs();
                println!("{round} killed ({compactions} compactions), {seconds} s: {told}");
            }
        }
        Self::tell(&acknowledged);
        fs::remove_file(said).map_err(failed)
    }

    /// Says what was acknowledged.
    pub fn tell(acknowledged: &str) {
        let count = |what: char| acknowledged.lines().filter(|line| line.starts_with(what)).count();
        let [new, read_again, corrected, deleted] = ['+', '~', '^', '-'].map(count);
        println!("acknowledged: {new} new, {read_again} read again, {corrected} corrected, {deleted} deleted");
    }

    /// This program with another command.
    pub fn command(world: World, what: &str) -> Result<Command, String> {
        let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
        let (seed, sentences) = (world.made.seed.to_string(), world.made.sentences.to_string());
        command.args([what, "--seed", &seed, "--sentences", &sentences, "--engine", world.engine.name()]);
        Ok(command)
    }

    fn writer(&self, world: World, first: u64, said: &Path) -> Result<Child, String> {
        let said = File::create(said).map_err(|error| error.to_string())?;
        let mut command = Self::command(world, "write")?;
        command.args(["--start", &first.to_string()]).arg(&self.directory).stdout(said);
        command.spawn().map_err(|error| error.to_string())
    }

    fn compaction(&self, world: World) -> Result<Child, String> {
        let mut command = Self::command(world, "compact")?;
        command.arg(&self.directory).stdout(Stdio::null()).spawn().map_err(|error| error.to_string())
    }

    /// Holds the store at a place to what was acknowledged.
    pub fn check(world: World, place: &Path, acknowledged: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| error.to_string();
        let mut command = Self::command(world, "verify")?;
        command.arg(place).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut verify = command.spawn().map_err(failed)?;
        let mut input = verify.stdin.take().ok_or("there is nobody to tell")?;
        input.write_all(acknowledged.as_bytes()).map_err(failed)?;
        drop(input);
        let output = verify.wait_with_output().map_err(failed)?;
        let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if output.status.success() { Ok(told) } else { Err(told) }
    }
}

/// Where a writer says what is acknowledged.
fn tempfile_beside(directory: &Path) -> Result<PathBuf, String> {
    let name = directory.file_name().ok_or("the store has no name")?.to_string_lossy().into_owned();
    Ok(directory.with_file_name(format!("{name}.said")))
}

/// What was said, but for what was being written when the process died.
pub fn whole_lines(said: &Path) -> Result<String, String> {
    let text = fs::read_to_string(said).map_err(|error| error.to_string())?;
    Ok(text[..text.rfind('\n').map_or(0, |at| at + 1)].to_owned())
}

/// The number of an article that a line tells of.
pub fn number(line: &str) -> Option<u64> {
    line.split_once(' ')?.1.parse().ok()
}
