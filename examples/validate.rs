//! Simulation against theory in full: means to 2%, second moments, tails and quantiles, and hand-worked traces.
//!
//! `cargo run --release --features validate --example validate` writes `docs/validation.md`; it takes some minutes of both cores of a laptop. Names of
//! cases after the command run only those and replace their rows.

#[path = "../tests/theory/cases.rs"]
mod cases;
#[path = "../tests/theory/clinics.rs"]
mod clinics;
#[path = "../tests/theory/judge.rs"]
mod judge;
#[path = "../tests/theory/networks.rs"]
mod networks;
#[path = "../tests/theory/oracle.rs"]
mod oracle;
#[path = "../tests/theory/queue.rs"]
mod queue;
#[path = "../tests/theory/rooms.rs"]
mod rooms;
#[path = "../tests/theory/servers.rs"]
mod servers;
#[path = "../tests/theory/traces.rs"]
mod traces;
#[path = "../tests/theory/watch.rs"]
mod watch;

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use judge::{Outcome, Verdict};

const HEAD: &str = "\
# Simulation against theory

Written by `cargo run --release --features validate --example validate`; do not edit. `cargo test` runs the means of the same cases to 3%.

Other software computed the analytic values, not queuity. Each replication has its own luck under a fixed seed. Waits are read in
exact seconds (a unit of time is a day or a week).

A quantity **agrees** if two things hold. The t interval over replications holds the analytic value, at a chance of a false alarm of
0.001 over all quantities of a run. And its half-width is at most 2% of the value, so that a wide interval cannot pass. The limit is 10% for
second moments, 5% for tails and for values late in a transient, and 0.001 for values below 0.001. A run that fails is repeated once with four times
the replications and another seed (marked \"again\"). Quantiles are checked by the share beyond them. Values of the fluid limit
are not expectations: there the mean must come within 2% (50 times the size).

These are not read:

* tails below 1 in 20;
* the number in service at an instant where servers are limited, busy periods, and times in system of single people: queuity does not give them;
* indices of inequality of waits, variances of time averages, and what follows from the values shown.
";

fn main() -> Result<(), std::io::Error> {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let chosen: Vec<usize> =
        (0..cases::CASES.len()).filter(|&i| only.is_empty() || only.iter().any(|o| o == cases::CASES[i].0)).collect();
    let results: Mutex<Vec<Option<Vec<Outcome>>>> = Mutex::new(vec![None; cases::CASES.len()]);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(&i) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (id, build) = cases::CASES[i];
                    let outcomes = judge::judge(&build(id), true);
                    for o in &outcomes {
                        eprintln!(
                            "{id}: {}: {:.6} +- {:.6}, theory {:.6}, {} replications, {}",
                            o.name, o.mean, o.half_width, o.expected, o.replications, o.verdict
                        );
                    }
                    results.lock().expect("no thread panics")[i] = Some(outcomes);
                }
            });
        }
    });
    let results = results.into_inner().expect("no thread panics");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/validation.md");
    // Rows of cases that were not run stay as they are.
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let rows = cases::CASES.iter().zip(&results).flat_map(|((id, _), outcomes)| match outcomes {
        Some(outcomes) => outcomes.iter().map(|o| row(id, o)).collect::<Vec<_>>(),
        None => before.lines().filter(|l| l.starts_with(&format!("| `{id}` |"))).map(str::to_string).collect(),
    });
    std::fs::write(path, document(&rows.collect::<Vec<_>>()))?;
    println!("wrote docs/validation.md");
    Ok(())
}

fn row(id: &str, o: &Outcome) -> String {
    let (mean, lower, upper) = (short(o.mean), short(o.mean - o.half_width), short(o.mean + o.half_width));
    let again = if o.again { ", again" } else { "" };
    let (name, expected, replications, verdict) = (&o.name, short(o.expected), o.replications, o.verdict);
    format!("| `{id}` | {name} | {expected} | {mean} | {lower} to {upper} | {replications} | {verdict}{again} |")
}

fn document(rows: &[String]) -> String {
    let mut text = HEAD.to_string();
    let agree = rows.iter().filter(|r| r.contains("| agrees")).count();
    let _ = write!(text, "\n{agree} of {} quantities of {} cases agree.\n", rows.len(), cases::CASES.len());
    text.push_str("\n## Queues, clinics and policies\n\n");
    text.push_str("| case | quantity | analytic value | estimate | interval | replications | verdict |\n");
    text.push_str("|---|---|---:|---:|---|---:|---|\n");
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    text.push_str("\n## Traces\n\nThese compare start times, waits, removals and who still waits, to the second, ");
    text.push_str("with patience looked at both late and in time.\n\n| case | verdict |\n|---|---|\n");
    for case in traces::cases() {
        let verdict = if traces::differences(case).is_empty() { Verdict::Agrees } else { Verdict::Disagrees };
        let _ = writeln!(text, "| `{}` | {verdict} |", case["id"].as_str().unwrap_or_default());
    }
    text
}

/// Five significant digits.
fn short(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return format!("{x}");
    }
    let digits = (4 - x.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{x:.digits$}")
}
