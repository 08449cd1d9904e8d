//! A headless Chromium, driven through the DevTools protocol over a pair of pipes.
//!
//! Where there is no Chromium, [`in_browser`] says aloud that a test did not run.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::app::TestApp;

const PATIENCE: Duration = Duration::from_mins(2);

/// Where the continuous integration puts axe-core, which looks for what keeps people out.
const AXE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/axe/node_modules/axe-core/axe.min.js");

/// One browser at a time: each takes the memory of several services.
static ONLY: Mutex<()> = Mutex::new(());

/// Runs `steps` in a browser with the service's address, or says that they did not run.
pub async fn in_browser(app: &TestApp, steps: impl FnOnce(&mut Browser, &str) + Send + 'static) {
    let address = format!("http://{}", app.address);
    let ran = tokio::task::spawn_blocking(move || {
        let _only = ONLY.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut browser) = Browser::start() else { return false };
        steps(&mut browser, &address);
        true
    });
    if let Err(failed) = ran.await.map(|ran| {
        if !ran {
            eprintln!("NOT RUN: there is no chromium here, so the pages were not tried in a browser");
        }
    }) {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// The script of axe-core, if it is there.
pub fn axe() -> Option<String> {
    let axe = std::fs::read_to_string(AXE).ok();
    if axe.is_none() {
        eprintln!("NOT RUN: axe-core, because {AXE} is not there; `npm install --prefix` puts it there");
    }
    axe
}

/// What axe-core finds on the page that keeps people out.
pub fn serious(browser: &mut Browser, axe: &str) -> Value {
    browser.value(&format!("{axe}; 1"));
    browser.value(
        "axe.run().then(result => result.violations.filter(one => ['serious', 'critical'].includes(one.impact)) \
         .map(one => [one.id, one.nodes.map(node => node.html)]))",
    )
}

/// A headless browser with one page.
pub struct Browser {
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
            --disable-quic --disable-background-networking --disable-component-update --disable-sync --accept-lang=de \
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
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
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

    pub fn open(&mut self, url: &str) {
        let target = self.call("Target.createTarget", &json!({"url": url}))["targetId"].clone();
        let attached = self.call("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
    }

    /// Goes to another address in the same page, and waits until it is the one shown.
    pub fn go(&mut self, url: &str) {
        self.call("Page.navigate", &json!({"url": url}));
        self.wait_for(url, &format!("location.href === {url:?} && document.readyState === 'complete'"));
    }

    /// What a script gives, after waiting for its promise.
    pub fn value(&mut self, script: &str) -> Value {
        let params = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", &params);
        assert!(answer["exceptionDetails"].is_null(), "{script}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Types a text into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            other => panic!("no code is known for {other}"),
        };
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let down = kind == "keyDown" && !text.is_empty();
            let mut event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if down {
                event["text"] = text.into();
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// How wide and high the window is.
    pub fn resize(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Which colours the system prefers: `light` or `dark`.
    pub fn prefer(&mut self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call("Emulation.setEmulatedMedia", &features);
    }

    /// Runs a script in the page until it gives something that is neither null, false nor 0.
    pub fn wait_for(&mut self, what: &str, script: &str) -> Value {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let result = self.call("Runtime.evaluate", &json!({"expression": script, "returnByValue": true}));
            let value = result["result"]["value"].clone();
            // A count is waited for until there is something to count.
            if !value.is_null() && value != false && value != 0 {
                return value;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{what} did not appear");
    }

    /// Clicks the middle of an element, as a person would.
    pub fn click(&mut self, selector: &str) {
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
