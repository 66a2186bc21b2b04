//! What stops a run before its end: Ctrl-C or the time limit. Whichever comes first is the reason that is told.
//!
//! Replications that have begun are finished, under all policies: these share the people of a replication, so half of one could not
//! be compared.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

/// Who stops a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Ctrl-C.
    User = 1,
    /// `--max-time`.
    TimeLimit = 2,
}

/// Whether no replication may begin any more.
static STOP: AtomicBool = AtomicBool::new(false);
/// Who came first; 0 for nobody.
static FIRST: AtomicU8 = AtomicU8::new(0);

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

/// Becomes true with the first Ctrl-C or at the time limit; the second Ctrl-C ends the process.
pub(crate) fn flag() -> &'static AtomicBool {
    static WATCHED: OnceLock<()> = OnceLock::new();
    static PRESSED: AtomicBool = AtomicBool::new(false);
    WATCHED.get_or_init(|| {
        // Where the system refuses a handler, Ctrl-C ends the process as it always does.
        let _ = ctrlc::set_handler(|| {
            if PRESSED.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            stop(By::User);
            let _ = writeln!(
                std::io::stderr(),
                "Stopping: replications that have begun are finished, under all policies. Ctrl-C again stops at once."
            );
        });
    });
    &STOP
}

/// Counts down the time limit while it lives.
#[derive(Debug)]
pub(crate) struct Countdown {
    _ends: Option<mpsc::Sender<()>>,
}

impl Countdown {
    /// Stops the run when the time is over: replications that have begun are finished, under all policies, and no other begins.
    pub(crate) fn begin(limit: Option<Duration>) -> Self {
        let Some(limit) = limit else { return Self { _ends: None } };
        let (ends, waits) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if waits.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                stop(By::TimeLimit);
            }
        });
        Self { _ends: Some(ends) }
    }
}
