//! Swagger UI in a real browser: opened, `POST /v1/analyze` tried out, its answer read.
//!
//! Chromium is driven through the DevTools protocol over a pair of pipes. Where there is no Chromium the test says
//! aloud that it did not run.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::spawn_app;

const PATIENCE: Duration = Duration::from_mins(5);

/// A headless browser with one page.
struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: ChildStdout,
    unread: Vec<u8>,
    last: u64,
    session: Option<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts Chromium, if there is one.
    fn start() -> Option<Self> {
        let program = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
            let probe = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            probe.is_ok_and(|status| status.success())
        })?;
        let profile = tempfile::tempdir().expect("a directory");
        // The browser reads commands from descriptor 3 and writes messages to 4; the shell puts our pipes there.
        let script = "exec \"$0\" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
            --remote-debugging-pipe --user-data-dir=\"$1\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";
        let mut process = Command::new("sh")
            .args(["-c", script, program])
            .arg(profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let commands = process.stdin.take().expect("piped");
        let messages = process.stdout.take().expect("piped");
        let (unread, last, session) = (Vec::new(), 0, None);
        Some(Self { process, commands, messages, unread, last, session, _profile: profile })
    }

    /// Sends a command and waits for its result.
    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let answer = self.next_message();
            if answer["id"] == self.last {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    fn next_message(&mut self) -> Value {
        loop {
            if let Some(end) = self.unread.iter().position(|&byte| byte == 0) {
                let message: Vec<u8> = self.unread.drain(..=end).collect();
                return serde_json::from_slice(&message[..end]).expect("messages are JSON");
            }
            let mut chunk = [0; 8192];
            let count = self.messages.read(&mut chunk).expect("the browser speaks");
            assert!(count > 0, "the browser went away");
            self.unread.extend_from_slice(&chunk[..count]);
        }
    }

    fn open(&mut self, url: &str) {
        let target = self.call("Target.createTarget", &json!({"url": url}))["targetId"].clone();
        let attached = self.call("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
    }

    /// Runs a script in the page until it gives something that is neither null nor false.
    fn wait_for(&mut self, what: &str, script: &str) -> Value {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let result = self.call("Runtime.evaluate", &json!({"expression": script, "returnByValue": true}));
            let value = result["result"]["value"].clone();
            if !value.is_null() && value != false {
                return value;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{what} did not appear");
    }

    /// Clicks the middle of an element, as a person would.
    fn click(&mut self, selector: &str) {
        let script = format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e) return null; \
             e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect(); \
             return r.width > 0 ? [r.left + r.width / 2, r.top + r.height / 2] : null; }})()"
        );
        let place = self.wait_for(selector, &script);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", &event);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Failing to stop a browser that has stopped already harms nobody.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn try_out(address: SocketAddr) -> bool {
    let Some(mut browser) = Browser::start() else { return false };
    browser.open(&format!("http://{address}/swagger-ui/"));
    let operation = "#operations-analysis-analyze_text";
    browser.click(&format!("{operation} .opblock-summary-control"));
    browser.click(&format!("{operation} .try-out__btn"));
    browser.click(&format!("{operation} .execute"));
    let answer =
        format!("document.querySelector('{operation} .live-responses-table tbody .response-col_status')?.innerText");
    let status = browser.wait_for("the answer", &answer);
    assert_eq!(status.as_str().map(|text| text.trim().get(..3).unwrap_or_default().to_owned()).as_deref(), Some("200"));
    let shown = format!("document.querySelector('{operation} .live-responses-table tbody .highlight-code')?.innerText");
    let body = browser.wait_for("its body", &shown);
    let body = body.as_str().expect("text");
    for member in ["\"analyzer\"", "\"entities\"", "\"claims\"", "\"figures\"", "\"sentiment\"", "Vera Lindt"] {
        assert!(body.contains(member), "{member} is missing in {body}");
    }
    true
}

#[tokio::test]
async fn swagger_ui_tries_out_an_analysis_in_a_browser() {
    let app = spawn_app().await;
    let address = app.address;
    let ran = tokio::task::spawn_blocking(move || try_out(address)).await.expect("no panic");
    if !ran {
        eprintln!("NOT RUN: there is no chromium here, so Swagger UI was not tried in a browser");
    }
}
