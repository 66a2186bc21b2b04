//! A browser that is told what to do through a pipe (Chrome DevTools Protocol): no port, no crate.
//!
//! The shell makes the two pipes of the command the descriptors 3 and 4, which is where the browser looks for them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Where Debian, other systems and the user's own variable have it.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
/// Longest time for one answer: a busy machine is slow, and axe-core reads every cell of a long page.
const PATIENCE: Duration = Duration::from_secs(300);
/// Nothing of the machine's own is used or changed, and no name is looked up.
const FLAGS: &str = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb --font-render-hinting=none";

/// The browser of this machine, if there is one.
pub(crate) fn found() -> Option<PathBuf> {
    if let Some(own) = std::env::var_os("QUEUITY_CHROMIUM") {
        return Some(own.into());
    }
    let path = std::env::var_os("PATH")?;
    NAMES.iter().flat_map(|name| std::env::split_paths(&path).map(move |at| at.join(name))).find(|p| p.is_file())
}

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: ChildStdin,
    said: Receiver<Value>,
    sent: u64,
    session: String,
    /// What happened on the page since it was opened.
    pub(crate) events: Vec<Value>,
    _home: tempfile::TempDir,
}

impl Browser {
    pub(crate) fn start(chromium: &Path) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let line = format!(
            "exec \"$0\" {FLAGS} --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=\"$1\" --remote-debugging-pipe 3<&0 4>&1 1>&2 0</dev/null"
        );
        let mut child = Command::new("sh")
            .args(["-c", &line])
            .args([chromium, home.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a browser");
        let to = child.stdin.take().expect("a pipe");
        let mut from = BufReader::new(child.stdout.take().expect("a pipe"));
        let (tell, said) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while from.read_until(0, &mut message).is_ok_and(|n| n > 0) {
                message.pop();
                if serde_json::from_slice(&message).map_or(true, |value| tell.send(value).is_err()) {
                    break;
                }
                message.clear();
            }
        });
        let mut browser = Self { child, to, said, sent: 0, session: String::new(), events: Vec::new(), _home: home };
        let page = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": page["targetId"], "flatten": true }));
        browser.session = attached["sessionId"].as_str().expect("a session").to_string();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    fn next(&mut self) -> Value {
        self.said.recv_timeout(PATIENCE).expect("the browser answers")
    }

    /// Tells it something and waits for what it says.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        write!(self.to, "{message}\0").and_then(|()| self.to.flush()).expect("the browser listens");
        loop {
            let mut said = self.next();
            if said["id"] == json!(self.sent) {
                assert!(said["error"].is_null(), "{method}: {}", said["error"]);
                return said["result"].take();
            }
            self.events.push(said);
        }
    }

    /// Opens a page and waits until it is there.
    pub(crate) fn open(&mut self, url: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": url }));
        while !self.events.iter().any(|e| e["method"] == "Page.loadEventFired") {
            let event = self.next();
            self.events.push(event);
        }
    }

    /// The window, as wide as a screen or a telephone is.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// What an expression gives on the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut given = self.call("Runtime.evaluate", asked);
        assert!(given["exceptionDetails"].is_null(), "{}", given["exceptionDetails"]);
        given["result"]["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = write!(self.to, "{}\0", json!({ "id": 0, "method": "Browser.close" }));
        let _ = self.to.flush();
        // It ends by itself when the pipe is closed; what would not is ended.
        for _ in 0..50 {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
