//! Progress on standard error: cells done, rate and time to go; quiet where nobody watches.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the cells of an experiment.
pub(crate) fn bar(cells: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() || std::env::var_os("TERM").is_some_and(|t| t == "dumb") {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(cells), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("[{bar:30}] {percent:>3}%  {pos}/{len} cells  {per_sec:.0}  to go {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("=> "));
    // It ticks in a thread of its own, and would not ask whether there is one to be had.
    if std::thread::Builder::new().spawn(|| {}).is_ok() {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}
