//! The program as people and containers use it: the real binary, its exit codes, its output.

mod analyze;
mod backup;
mod completions;
mod faults;
mod keys;
mod pipes;
mod readme;
mod serve;
mod store;
mod usage;
mod watch;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The binary with a clean environment, so that the settings of whoever runs the tests do not reach it.
pub(crate) fn pressespiegel(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressespiegel"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    pressespiegel(arguments).output().unwrap()
}

/// Runs it with `input` on its standard input.
pub(crate) fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        pressespiegel(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    if let Err(error) = child.stdin.take().unwrap().write_all(input) {
        // It stopped reading; its output says why.
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
    }
    child.wait_with_output().unwrap()
}

/// Its standard output.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Its standard error.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A service on a free port; killed when dropped.
pub(crate) struct Served {
    child: Child,
    /// `http://` and the address.
    pub(crate) url: String,
}

impl Served {
    /// Starts it and waits until it listens.
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        let mut arguments = vec!["serve", "--listen", "127.0.0.1:0", "--data-dir", data.to_str().unwrap()];
        arguments.extend(more);
        Self::of(&mut pressespiegel(&arguments))
    }

    /// Runs a command that serves on a free port and waits until it listens.
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(url) = line.trim().strip_prefix("listening on ") else {
            let mut log = String::new();
            child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
            panic!("the service did not start: {line:?}\n{log}");
        };
        Self { url: url.to_owned(), child }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// One request on a connection of its own; status and body of the answer.
    pub(crate) fn request(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        self.request_with(method, path, "application/json", body)
    }

    /// The status of a request that carries a key.
    pub(crate) fn request_as(&self, method: &str, path: &str, key: &str) -> u16 {
        self.send(method, path, &format!("authorization: Bearer {key}\r\n"), "").0
    }

    /// The same with a body of another media type.
    pub(crate) fn request_with(&self, method: &str, path: &str, media_type: &str, body: &str) -> (u16, String) {
        self.send(method, path, &format!("content-type: {media_type}\r\n"), body)
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = std::net::TcpStream::connect(self.address()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { joined(body) } else { body.to_owned() };
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
    }

    /// Sends SIGTERM and waits; the exit code and the log.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }
}

/// The chunks of a body as one.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    while let Some((size, rest)) = chunks.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        body.push_str(&rest[..size]);
        chunks = rest[size..].strip_prefix("\r\n").unwrap();
    }
    body
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone after `terminate`; then both calls fail, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
