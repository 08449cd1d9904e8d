//! Crashes: the process is killed, or the power fails, under load.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pressespiegel::store::StoreEngine;

const STRESS: &str = env!("CARGO_BIN_EXE_store-stress");

on_each_engine! {
    a_killed_writer_loses_nothing_acknowledged,
    a_second_process_is_told_that_the_directory_is_in_use,
    a_power_loss_loses_nothing_acknowledged,
}

/// Starts writing where the last round ended; what is acknowledged goes into the file.
fn start_writer(engine: StoreEngine, data: &Path, first: u64, said: &Path) -> Child {
    Command::new(STRESS)
        .args(["write", "--engine", engine.name(), "--start", &first.to_string()])
        .arg(data)
        .stdout(File::create(said).expect("made"))
        .spawn()
        .expect("starts")
}

/// Whole lines only: what was being written when the process died was not said.
fn whole_lines(said: &Path) -> String {
    let text = fs::read_to_string(said).expect("read");
    let end = text.rfind('\n').map_or(0, |at| at + 1);
    text[..end].to_owned()
}

/// The first number not in use; panics when something is lost.
fn verify(engine: StoreEngine, data: &Path, acknowledged: &str) -> u64 {
    let mut verify = Command::new(STRESS)
        .args(["verify", "--engine", engine.name()])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    verify.stdin.take().expect("piped").write_all(acknowledged.as_bytes()).expect("told");
    let output = verify.wait_with_output().expect("ends");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{problem}");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

fn a_killed_writer_loses_nothing_acknowledged(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, said) = (directory.path().join("data"), directory.path().join("said"));
    let mut acknowledged = String::new();
    let mut next = 0;
    // So many acknowledgements and milliseconds, whichever takes longer: on a busy machine the time alone tests nothing.
    for (lines, milliseconds) in [(30, 100), (0, 50), (1, 0), (80, 300), (10, 500)] {
        let mut writer = start_writer(engine, &data, next, &said);
        std::thread::sleep(Duration::from_millis(milliseconds));
        while whole_lines(&said).lines().count() < lines {
            assert_eq!(writer.try_wait().expect("asked"), None, "the writer has ended");
            std::thread::sleep(Duration::from_millis(1));
        }
        writer.kill().expect("killed");
        writer.wait().expect("gone");
        acknowledged.push_str(&whole_lines(&said));
        next = verify(engine, &data, &acknowledged);
    }
}

fn a_second_process_is_told_that_the_directory_is_in_use(engine: StoreEngine) {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, said) = (directory.path().join("data"), directory.path().join("said"));
    let mut writer = start_writer(engine, &data, 0, &said);
    while fs::read_to_string(&said).expect("read").is_empty() {
        assert_eq!(writer.try_wait().expect("asked"), None, "the writer has ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = Command::new(STRESS)
        .args(["write", "--engine", engine.name(), "--count", "1"])
        .arg(&data)
        .output()
        .expect("ends");
    writer.kill().expect("killed");
    writer.wait().expect("gone");
    assert!(!second.status.success());
    let problem = String::from_utf8_lossy(&second.stderr);
    assert!(problem.contains("in use by another process"), "{problem}");
    verify(engine, &data, &whole_lines(&said));
}

/// See the script for how. Three rounds here; `tests/store/power-loss.sh target/release/store-stress 50` is a real test.
fn a_power_loss_loses_nothing_acknowledged(engine: StoreEngine) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/power-loss.sh");
    let mut run = Command::new("sh")
        .arg(script)
        .args([STRESS, "3", engine.name()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    for line in BufReader::new(run.stdout.take().expect("piped")).lines() {
        println!("{}", line.expect("text"));
    }
    match run.wait().expect("ends").code() {
        Some(0) => {}
        // Said aloud by the script itself.
        Some(77) => eprintln!("power loss was NOT TESTED: no root or no loop devices"),
        other => panic!("the script ended with {other:?}"),
    }
}
