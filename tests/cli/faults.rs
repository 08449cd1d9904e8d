//! What a service keeps to when its surroundings fail: it is told to stop under load, runs out of file handles, finds its
//! file damaged.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Served, run, run_with_input, stderr, stdout};

/// Sends one article on a connection of its own. `Ok(None)` when nobody listens any more, an error when an answer was cut off.
fn post(address: &str, number: usize) -> Result<Option<String>, String> {
    let Ok(mut stream) = TcpStream::connect(address) else { return Ok(None) };
    let body = format!(r#"{{"text":"Nummer {number}: Es gehe voran, sagte Peter Oswald."}}"#);
    let request = format!(
        "POST /v1/articles HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = String::new();
    match stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_string(&mut answer)) {
        // Accepted by the system and by nobody else: the request was never read.
        _ if answer.is_empty() => return Ok(None),
        Err(error) => return Err(format!("{error} after {answer:?}")),
        Ok(_) => {}
    }
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("no whole head: {answer:?}"))?;
    if !head.starts_with("HTTP/1.1 201") || !body.ends_with('}') {
        return Err(format!("{answer:?}"));
    }
    let place = head.lines().find_map(|line| line.strip_prefix("location: ")).ok_or("no place")?;
    Ok(Some(place.to_owned()))
}

#[test]
fn a_stop_under_load_is_announced_first_and_loses_nothing() {
    let data = tempfile::tempdir().unwrap();
    let served =
        Served::start(data.path(), &["--shutdown-notice-seconds", "2", "--profile", "fast", "--log-filter", "warn"]);
    let address = served.address().to_owned();
    let told = AtomicBool::new(false);
    let mut taken_after_notice = 0;
    let mut places = Vec::new();
    thread::scope(|scope| {
        let senders: Vec<_> = (0..4)
            .map(|sender| {
                let (address, told) = (&address, &told);
                scope.spawn(move || {
                    let (mut places, mut late) = (Vec::new(), 0);
                    for number in 0.. {
                        let after = told.load(Ordering::SeqCst);
                        match post(address, sender + 4 * number) {
                            Ok(Some(place)) => places.push(place),
                            Ok(None) => break,
                            Err(problem) => panic!("an answer was not whole: {problem}"),
                        }
                        late += u32::from(after);
                    }
                    (places, late)
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(300));
        let watched = scope.spawn(|| {
            let start = Instant::now();
            // The service goes on answering, and what it says of itself is that it is not ready.
            while start.elapsed() < Duration::from_mins(1) {
                if let Some(answer) = get(&address, "/readyz")
                    && answer.starts_with("HTTP/1.1 503")
                {
                    assert!(answer.contains("starting or stopping"), "{answer}");
                    told.store(true, Ordering::SeqCst);
                    return true;
                }
                thread::sleep(Duration::from_millis(10));
            }
            false
        });
        let (code, log) = served.terminate();
        assert_eq!(code, Some(0), "{log}");
        assert!(watched.join().unwrap(), "nobody was told:\n{log}");
        for sender in senders {
            let (mine, late) = sender.join().unwrap();
            places.extend(mine);
            taken_after_notice += late;
        }
    });
    assert!(taken_after_notice > 0, "requests are still taken after the notice");
    let again = Served::start(data.path(), &["--profile", "fast", "--log-filter", "warn"]);
    for place in &places {
        assert_eq!(again.request("GET", place, "").0, 200, "{place} was acknowledged");
    }
}

/// The answer to a request on a connection of its own; nothing where nobody answers it to its end.
fn get(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// A service that may have so few files open; the shell sets the limit, as an init system would.
fn start_with_few_files(data: &Path, files: u32) -> Served {
    let script = format!(
        "ulimit -n {files}; exec \"$0\" serve --listen 127.0.0.1:0 --profile fast --log-filter warn --data-dir \"$1\""
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_pressespiegel")]).arg(data).env_clear().stdin(Stdio::null());
    Served::of(&mut shell)
}

/// A connection that has asked something and stays open; that nobody answers it yet is no failure.
fn greeted(address: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET /livez HTTP/1.1\r\nhost: test\r\n\r\n").ok()?;
    Some(stream)
}

/// The next answer of a connection that stays open.
fn whole(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

#[test]
fn who_opens_more_connections_than_there_are_handles_stops_neither_writing_nor_searching() {
    let data = tempfile::tempdir().unwrap();
    let served = start_with_few_files(data.path(), 128);
    let address = served.address().to_owned();
    let mut first = TcpStream::connect(&address).unwrap();
    // Who has been answered once may stay for a while.
    let idle: Vec<_> = (0..150).map_while(|_| greeted(&address)).collect();
    assert!(idle.len() == 150, "the system queues what the service does not accept: {}", idle.len());
    for number in 0..20 {
        let body = format!(r#"{{"text":"Nummer {number}: Der Strompreis steige, sagte Peter Oswald."}}"#);
        write!(first, "POST /v1/articles HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n").unwrap();
        write!(first, "content-length: {}\r\n\r\n{body}", body.len()).unwrap();
        assert!(whole(&mut first).starts_with("HTTP/1.1 201"), "article {number}");
        // The index commits meanwhile, which opens files.
        thread::sleep(Duration::from_millis(60));
    }
    drop(idle);
    drop(first);
    let start = Instant::now();
    loop {
        let Some(answer) = get(&address, "/v1/articles?q=strompreis&limit=50") else {
            panic!("no answer once the connections are closed")
        };
        if answer.matches("\"received_at\"").count() == 20 {
            break;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "the search does not find all: {answer}");
        thread::sleep(Duration::from_millis(100));
    }
    // Killed, not asked to stop.
    drop(served);
    let verified = run(&["store", "verify", "--data-dir", data.path().to_str().unwrap()]);
    assert_eq!(verified.status.code(), Some(0), "{}", stderr(&verified));
    assert!(stdout(&verified).starts_with("20 articles"), "{}", stdout(&verified));
}

#[test]
fn a_damaged_file_is_told_with_the_remedy_and_not_served() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let line =
        |i| serde_json::json!({"text": format!("Nummer {i}: Es gehe voran, sagte Peter Oswald.")}).to_string() + "\n";
    let lines: String = (0..200).map(line).collect();
    let taken = run_with_input(&["import", "-", "--profile", "fast", "--data-dir", path], lines.as_bytes());
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    let verified = run(&["store", "verify", "--data-dir", path]);
    assert!(stdout(&verified).starts_with("200 articles"), "{}{}", stdout(&verified), stderr(&verified));

    let file = data.path().join("db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.chunks_mut(2_000).for_each(|part| part[0] ^= 0x5a);
    std::fs::write(&file, bytes).unwrap();
    for arguments in [&["serve", "--listen", "127.0.0.1:0", "--data-dir", path][..], &["export", "--data-dir", path]] {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
        let told = stderr(&refused);
        assert!(told.contains(path) && told.contains("import the last export"), "{told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}
