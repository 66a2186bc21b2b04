//! What stops a run before its end: Ctrl-C and other signals, or the time limit. Whichever comes first is the reason that is told.
//!
//! After a first signal, replications that have begun are finished, under all policies: these share the people of a replication, so
//! half of one could not be compared. A second signal and the time limit drop them. What is done before is kept each time.

// A clock that decides nothing but when a run stops.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Who stops a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Ctrl-C or another signal.
    User = 1,
    /// `--max-time`.
    TimeLimit = 2,
}

/// Whether no replication may begin any more.
static STOP: AtomicBool = AtomicBool::new(false);
/// Who came first; 0 for nobody.
static FIRST: AtomicU8 = AtomicU8::new(0);
/// Signals so far.
static SIGNALS: AtomicU32 = AtomicU32::new(0);
/// When the time is over.
static END: OnceLock<Option<Instant>> = OnceLock::new();

fn stop(by: By) {
    // Known before a run can see that it is stopped.
    let _ = FIRST.compare_exchange(0, by as u8, Ordering::SeqCst, Ordering::SeqCst);
    STOP.store(true, Ordering::SeqCst);
}

/// Who has stopped the run, if anybody.
pub(crate) fn by() -> Option<By> {
    let first = FIRST.load(Ordering::SeqCst);
    [By::User, By::TimeLimit].into_iter().find(|by| *by as u8 == first)
}

/// Becomes true with the first signal or at the time limit.
pub(crate) fn flag() -> &'static AtomicBool {
    &STOP
}

/// Whether the run is to end at once. It is asked between slices of a replication, so that a time limit needs no thread.
pub(crate) fn halted() -> bool {
    watch::look(signal);
    if END.get().is_some_and(|end| end.is_some_and(|end| Instant::now() >= end)) {
        stop(By::TimeLimit);
        return true;
    }
    SIGNALS.load(Ordering::SeqCst) > 1
}

/// From here on signals stop the run in order, and the time limit counts.
pub(crate) fn begin(limit: Option<Duration>) {
    watch::begin(signal);
    // A limit beyond what a clock can say is none.
    let _ = END.set(limit.and_then(|limit| Instant::now().checked_add(limit)));
}

/// A signal has come.
fn signal() {
    let text = match SIGNALS.fetch_add(1, Ordering::SeqCst) {
        0 => {
            stop(By::User);
            "Stopping: replications that have begun are finished, under all policies. Ctrl-C again drops them."
        }
        1 => "Stopping at once: what is done is kept.",
        // A user who insists is obeyed; the next command with the same folder clears up.
        _ => std::process::exit(130),
    };
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[cfg(unix)]
mod watch {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// Set by a signal where no thread waits for it.
    static PENDING: OnceLock<Arc<AtomicBool>> = OnceLock::new();

    pub(super) fn begin(come: fn()) {
        let mut wanted = vec![SIGINT, SIGTERM];
        if !is_ignored(SIGHUP) {
            wanted.push(SIGHUP);
        }
        // Where the system refuses a handler, a signal ends the process as it always does.
        let Ok(mut signals) = Signals::new(&wanted) else { return };
        let watcher = std::thread::Builder::new().name("signals".into());
        if watcher.spawn(move || signals.forever().for_each(|_| come())).is_err() {
            let pending = PENDING.get_or_init(Arc::default);
            for signal in wanted {
                let _ = signal_hook::flag::register(signal, pending.clone());
            }
        }
    }

    /// Takes note of a signal that no thread has waited for.
    pub(super) fn look(come: fn()) {
        if PENDING.get().is_some_and(|pending| pending.swap(false, Ordering::SeqCst)) {
            come();
        }
    }

    /// Whether the process was started to ignore a signal, as `nohup` does, where the system tells.
    fn is_ignored(signal: i32) -> bool {
        let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = told.lines().find_map(|l| l.strip_prefix("SigIgn:"));
        mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok()).is_some_and(|m| m >> (signal - 1) & 1 == 1)
    }
}

#[cfg(not(unix))]
mod watch {
    pub(super) fn begin(come: fn()) {
        let _ = ctrlc::set_handler(come);
    }

    pub(super) fn look(_: fn()) {}
}
