//! The pages of results in a real browser: on a screen, on a telephone and as printed A4, with everything folded in and folded out.
//!
//! A machine without a browser skips these tests and says so; with `QUEUITY_BROWSER=required` a skip fails. `.ci/browser` installs what
//! they look through, where it may. `QUEUITY_CHROMIUM` names another browser, `QUEUITY_AXE` another file `axe.min.js` of axe-core
//! (<https://github.com/dequelabs/axe-core>), which looks at the pages too where it is there; no copy of it is in this package.
//! `QUEUITY_PICTURES` is a folder for what was seen, as PNG and PDF.

mod chromium;
mod pages;
pub(crate) mod spreadsheet;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use chromium::Browser;

const CHECKS: &str = include_str!("checks.js");
/// Everything that a reader can fold out.
const OPEN_ALL: &str = "document.querySelectorAll('details').forEach((d) => (d.open = true))";
/// What axe-core finds to be moderate, serious or critical.
const AXE: &str = "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => \
    v.impact !== 'minor').map((v) => `axe-core, ${v.impact}: ${v.id} (${v.help}), ${v.nodes.length} times: ${v.nodes[0].html}`))";
/// On a telephone without the contrast of colours, which takes most of its time and is the same at any width.
const AXE_NARROW: &str = "axe.run(document, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } }).then((r) => \
    r.violations.filter((v) => v.impact !== 'minor').map((v) => `axe-core, ${v.impact}: ${v.id} (${v.help}), \
    ${v.nodes.length} times: ${v.nodes[0].html}`))";
/// Paper: A4 without the margins of the page, in pixels of a browser.
const PAPER: (u32, u32) = (688, 1010);
/// Most sheets of a printed page.
const SHEETS: usize = 14;

/// Says that a part is left out, where it may be.
pub(crate) fn skip(what: &str) {
    assert!(std::env::var("QUEUITY_BROWSER").as_deref() != Ok("required"), "{what}, and QUEUITY_BROWSER=required");
    // Not by a macro, which would be held back where the test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// axe-core, from where the environment says, or from where `.ci/browser` puts it.
fn axe() -> Option<String> {
    let own = std::env::var_os("QUEUITY_AXE").map(PathBuf::from);
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../axe/node_modules/axe-core/axe.min.js");
    fs::read_to_string(own.unwrap_or(here)).ok()
}

/// Sheets of a printed page: a PDF names each.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|c| *c != b'=').collect();
    let mut out = Vec::new();
    for four in letters.chunks(4) {
        let bits = four.iter().enumerate().map(|(i, c)| value(*c) << (18 - 6 * i)).sum::<u32>().to_be_bytes();
        out.extend_from_slice(&bits[1..four.len()]);
    }
    out
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from).collect()
}

/// What went wrong on a page since it was opened: words on the console, and requests that left it.
fn happened(events: &[Value], url: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for event in events {
        let p = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded" => {
                faults.push(format!("on the console: {p}"));
            }
            "Network.requestWillBeSent" => {
                let asked = p["request"]["url"].as_str().unwrap_or_default();
                if asked != url && !asked.starts_with("data:") {
                    faults.push(format!("a request leaves the page: {asked}"));
                }
            }
            _ => {}
        }
    }
    faults
}

/// A page in a browser, seen in every way.
struct Look<'a> {
    browser: &'a mut Browser,
    name: &'a str,
    faults: BTreeSet<String>,
    axe: Option<&'a str>,
}

impl Look<'_> {
    fn add(&mut self, how: &str, faults: Vec<String>) {
        self.faults.extend(faults.into_iter().map(|f| format!("{}, {how}: {f}", self.name)));
    }

    fn keep(&mut self, how: &str, kind: &str, asked: (&str, Value)) {
        let Some(folder) = std::env::var_os("QUEUITY_PICTURES") else { return };
        let given = self.browser.call(asked.0, asked.1);
        let bytes = base64(given["data"].as_str().unwrap_or_default());
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(Path::new(&folder).join(format!("{}-{how}.{kind}", self.name)), bytes).expect("a picture");
    }

    fn checks(&mut self, how: &str) {
        let faults = texts(&self.browser.evaluate(CHECKS));
        self.add(how, faults);
    }

    fn axe(&mut self, how: &str) {
        if self.axe.is_some() {
            let faults = texts(&self.browser.evaluate(if how == "1280" { AXE } else { AXE_NARROW }));
            self.add(how, faults);
        }
    }

    fn all(&mut self, page: &Path) {
        let url = format!("file://{}", page.display());
        for (how, width, height) in [("1280", 1280, 900), ("390", 390, 844)] {
            self.browser.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
            self.browser.resize(width, height);
            self.browser.open(&url);
            let faults = happened(&self.browser.events, &url);
            self.add(how, faults);
            self.checks(how);
            self.keep(how, "png", ("Page.captureScreenshot", json!({ "captureBeyondViewport": true })));
            self.browser.evaluate(OPEN_ALL);
            self.checks(&format!("{how}, all folded out"));
            if let Some(axe) = self.axe {
                self.browser.evaluate(axe);
                self.axe(how);
            }
        }
        // A fresh page on paper.
        self.browser.open(&url);
        self.browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
        self.browser.resize(PAPER.0, PAPER.1);
        self.checks("A4");
        let printed = json!({ "preferCSSPageSize": true, "printBackground": false });
        self.keep("a4", "pdf", ("Page.printToPDF", printed.clone()));
        let given = self.browser.call("Page.printToPDF", printed);
        let sheets = sheets(&base64(given["data"].as_str().unwrap_or_default()));
        if sheets == 0 || sheets > SHEETS {
            self.add("A4", vec![format!("{sheets} sheets of paper, where {SHEETS} are the most that a board prints")]);
        }
    }
}

#[test]
fn pages_of_all_results_can_be_read_on_every_screen_and_on_paper() {
    let Some(chromium) = chromium::found() else {
        return skip("no browser (chromium) here: no page is looked at");
    };
    let axe = axe();
    if axe.is_none() {
        skip("no axe-core here (QUEUITY_AXE): the pages are looked at without it");
    }
    let mut browser = Browser::start(&chromium);
    let mut faults = BTreeSet::new();
    for (name, page) in pages::all() {
        let mut look = Look { browser: &mut browser, name: &name, faults: BTreeSet::new(), axe: axe.as_deref() };
        look.all(&page);
        faults.extend(look.faults);
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The checks find what is wrong.
#[test]
fn a_bad_page_is_found_to_be_one() {
    let Some(chromium) = chromium::found() else { return skip("no browser (chromium) here: its checks are not tried") };
    let home = tempfile::tempdir().expect("a folder");
    let page = home.path().join("bad.html");
    fs::write(&page, include_str!("bad.html")).expect("a page");
    let url = format!("file://{}", page.display());
    let mut browser = Browser::start(&chromium);
    browser.resize(390, 844);
    browser.open(&url);
    let mut found = happened(&browser.events, &url);
    found.extend(texts(&browser.evaluate(CHECKS)));
    let found = found.join("\n");
    for part in [
        "on the console",
        "a request leaves the page: http://example.org/",
        "the page has no language",
        "a heading of level 3 after one of level 1",
        "the id twice stands twice",
        "a chart without a name",
        "a table without a name",
        "a head of a table without a scope",
        "words in rgb(170, 170, 170)",
        "wide in a window of 390",
        "words of a chart lie outside",
        "\"over\" lies on \"other\"",
        "a link that leads nowhere",
        "two parts of the page are called \"Figures\"",
    ] {
        assert!(found.contains(part), "{part} is not found:\n{found}");
    }
}
