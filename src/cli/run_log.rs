//! `run-log.json`: what is not reproducible about a run. It is in no hash and no comparison.

// The clock lives here and nowhere else.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{load, speed};
use crate::error::Problem;
use crate::forecast::Need;

/// A run that has begun.
#[derive(Debug)]
pub(crate) struct RunLog {
    began: SystemTime,
    clock: Instant,
    expected: Option<Need>,
    warnings: Vec<serde_json::Value>,
}

impl RunLog {
    /// Begins now.
    pub(crate) fn begin() -> Self {
        Self { began: SystemTime::now(), clock: Instant::now(), expected: None, warnings: Vec::new() }
    }

    /// Seconds so far.
    pub(crate) fn seconds(&self) -> f64 {
        self.clock.elapsed().as_secs_f64()
    }

    /// What the run was expected to need.
    pub(crate) fn expects(&mut self, need: Need) {
        self.expected = Some(need);
    }

    /// What it was warned of before it began.
    pub(crate) fn warns(&mut self, warnings: &[Problem]) {
        self.warnings = warnings.iter().map(load::as_json).collect();
    }

    /// The log, up to now.
    pub(crate) fn text(&self, threads: usize) -> Vec<u8> {
        // Arguments may be any bytes.
        let arguments = std::env::args_os().map(|a| a.to_string_lossy().into_owned());
        let log = json!({
            "began_unix_seconds": self.began.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
            "duration_seconds": self.seconds(),
            "expected_seconds": self.expected.map(|n| n.seconds(speed::slowness())),
            "expected_memory_bytes": self.expected.map(|n| n.memory),
            "expected_disk_bytes": self.expected.map(|n| n.disk),
            "peak_memory_bytes": peak(),
            "slowness": speed::slowness(),
            "warnings": self.warnings,
            "threads": threads,
            "processor": processor(),
            "command_line": arguments.collect::<Vec<_>>(),
        });
        (serde_json::to_string_pretty(&log).unwrap_or_default() + "\n").into_bytes()
    }
}

/// The most memory that was held at once, where the system tells.
fn peak() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(1024 * kibibytes)
}

/// The processor's name, where the system tells.
fn processor() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = told.lines().find_map(|l| l.strip_prefix("model name"));
    line.and_then(|l| l.split_once(':'))
        .map_or_else(|| std::env::consts::ARCH.to_string(), |(_, n)| n.trim().to_string())
}
