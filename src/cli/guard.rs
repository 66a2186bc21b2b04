//! Refuses a run that would not fit, before anything is written, with its estimate and what to change.

use std::path::Path;

use super::arguments::{Limits, Output};
use super::exit::Failure;
use super::input::Input;
use super::render::Rendered;
use super::{limits, load, speed};
use crate::error::Problem;
use crate::forecast::{Estimate, Forecast, Machine, Need, People, Ways};
use crate::measure::Layout;
use crate::report;
use crate::study::Study;

/// More replications than this are not searched for.
const MOST: u64 = 1 << 40;

/// What a study needs on this machine.
pub(crate) fn estimate(study: &Study, layout: &Layout, forecast: &Forecast) -> Estimate {
    let machine = Machine {
        so_far: speed::so_far(),
        cores: std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64),
    };
    study.estimate(layout, forecast, machine, report::file_bytes())
}

/// Runs of each variant with a number at an end of its range.
pub(crate) fn more(study: &Study) -> u64 {
    study.ends().len() as u64 * study.scenario().settings.ranges
}

/// Where the rows of people go in a file of this name.
pub(crate) fn people_in(path: &Path) -> People {
    let csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    if csv { People::Csv } else { People::Parquet }
}

/// Refuses what does not fit into memory, time, or the disks of the result folder and of the table of people.
pub(crate) fn admit(
    estimate: &Estimate,
    ways: &Ways,
    limits: &Limits,
    (out, people): (Option<&Path>, Option<&Path>),
    (input, output): (&Input, &Output),
) -> Result<(), Failure> {
    let need = estimate.need(ways);
    let mut problems = Vec::new();
    if let Some(limit) = limits::memory(limits.max_memory)
        && need.memory > limit.bytes
    {
        let message = format!(
            "this run needs about {} of memory, more than the limit of {} ({})",
            limits::shown(need.memory),
            limits::shown(limit.bytes),
            limit.whose
        );
        let help = advice(estimate, ways, |n| n.memory, limit.bytes, "--max-memory SIZE where there is more");
        problems.push(Problem::new("Q0504", "", message).help(help));
    }
    if let Some(limit) = limits.max_time.map(|t| t.as_secs_f64())
        && need.seconds(speed::slowness()) > limit
    {
        let message = format!(
            "this run takes about {}, longer than the limit of {} (stated by --max-time)",
            seconds(need.seconds(speed::slowness())),
            seconds(limit)
        );
        let help = advice(estimate, ways, |n| n.seconds(speed::slowness()), limit, "a longer --max-time");
        problems.push(Problem::new("Q0505", "", message).help(help));
    }
    for wanted in by_disk(out, people, limits::same_disk) {
        let Some(free) = limits::free_disk(wanted.path) else { continue };
        if (wanted.of)(&need) > free {
            let message = format!(
                "the {} about {} of disk, but only {} are free for `{}`",
                wanted.what,
                limits::shown((wanted.of)(&need)),
                limits::shown(free),
                wanted.path.display()
            );
            let help = advice(estimate, ways, wanted.of, free, "another disk");
            problems.push(Problem::new("Q0506", "", message).help(help));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&input.bytes);
    Err(Rendered { name: &input.name, text: &text, output }.failure(&problems))
}

/// What is wanted of a disk.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    path: &'a Path,
    /// What needs it, with its verb.
    what: &'static str,
    of: fn(&Need) -> f64,
}

/// The result folder and the table of people, together where they share a disk.
fn by_disk<'a>(
    out: Option<&'a Path>,
    people: Option<&'a Path>,
    same_disk: impl Fn(&Path, &Path) -> bool,
) -> Vec<Wanted<'a>> {
    let both = |n: &Need| n.disk + n.people_disk;
    match (out, people) {
        (Some(path), Some(people)) if same_disk(path, people) => {
            vec![Wanted { path, what: "result and the table of people need", of: both }]
        }
        _ => [
            (out, "result needs", (|n: &Need| n.disk) as fn(&Need) -> f64),
            (people, "table of people needs", |n| n.people_disk),
        ]
        .into_iter()
        .filter_map(|(path, what, of)| path.map(|path| Wanted { path, what, of }))
        .collect(),
    }
}

/// The same for a single cell of each variant, when no files are written.
pub(crate) fn admit_one(study: &Study, limits: &Limits, input: (&Input, &Output)) -> Result<(), Failure> {
    let layout = study.layout().map_err(|problems| load::invalid(input.0, &problems, input.1))?;
    let estimate = estimate(study, &layout, &study.forecast());
    // Those who are watched have a row each.
    let ways = Ways { threads: 1, replications: 1, more: 0, files: false, people: Some(People::Watched) };
    admit(&estimate, &ways, limits, (None, None), input)
}

/// What would make a need fit, the mildest change first.
fn advice(estimate: &Estimate, ways: &Ways, of: fn(&Need) -> f64, limit: f64, last: &str) -> String {
    let need = |ways: &Ways| of(&estimate.need(ways));
    let now = need(ways);
    let mut changes = Vec::new();
    let table = matches!(ways.people, Some(People::Csv | People::Parquet));
    if table && need(&Ways { people: None, ..*ways }) < 0.8 * now {
        changes.push("no --patients".to_string());
    }
    if ways.more > 0 && need(&Ways { more: 0, ..*ways }) < 0.8 * now {
        changes.push("no `ranges`".to_string());
    }
    let alone = Ways { threads: 1, ..*ways };
    if ways.threads > 1 && need(&alone) < 0.9 * now {
        changes.push("fewer threads (--threads 1)".into());
    }
    let with = |replications: u64| need(&Ways { replications, ..*ways });
    if ways.replications > 1 && with(1) <= limit {
        let (mut fits, mut not) = (1, ways.replications.min(MOST));
        while not - fits > 1 {
            let middle = fits + (not - fits) / 2;
            if with(middle) <= limit { fits = middle } else { not = middle }
        }
        changes.push(format!("fewer replications (--replications {fits} would fit)"));
    } else if ways.replications > 1 && with(1) < 0.9 * now {
        changes.push("fewer replications".into());
    }
    if estimate.scales() {
        changes.push("a larger `scale`, so that one simulated person stands for more people".into());
    }
    changes.push(last.into());
    changes.join("; ")
}

/// A duration as people write it.
pub(crate) fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 1.5 => "a second".into(),
        s if s < 120.0 => format!("{s:.0} seconds"),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} hours", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_a_disk_is_wanted_together() {
        let need = Need { so_far: 0.0, on_reference: 0.0, memory: 0.0, disk: 30.0, people_disk: 12.0 };
        let (out, people) = (Some(Path::new("a/out")), Some(Path::new("b/people.csv")));
        let wanted = |out, people, same: bool| -> Vec<f64> {
            by_disk(out, people, |_, _| same).iter().map(|w| (w.of)(&need)).collect()
        };
        assert_eq!(wanted(out, people, true), [42.0]);
        assert_eq!(wanted(out, people, false), [30.0, 12.0]);
        assert_eq!(wanted(out, None, true), [30.0]);
        assert_eq!(wanted(None, people, true), [12.0]);
        assert_eq!(wanted(None, None, true), [] as [f64; 0]);
    }
}
