//! `queuity synth --real`: lists that tell of the real people behind a scenario are not written.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::exit::Failure;
use super::import;
use super::input::Input;
use crate::intake::{self, Alike, File, Held, LEAST, Near, Nearer, Options};
use crate::synth::against::listed;
use crate::synth::{Made, Synth};

/// Lists of real people, and how they were read.
pub(crate) struct Real {
    files: Vec<File<'static>>,
    options: Options,
}

impl Real {
    /// Opens the lists behind a scenario.
    pub(crate) fn open(paths: &[PathBuf], scenario: &Input, derived: bool) -> Result<Self, Failure> {
        if !derived {
            return Err(Failure::Usage(format!(
                "error: --real: `{}` comes from no list of people (it says no `derived = true`); name the list with the scenario that `queuity \
                 import` has made of it",
                scenario.name
            )));
        }
        let mapping = scenario.file.as_ref().map(|file| file.with_extension("mapping.toml"));
        let Some(mapping) = mapping.filter(|mapping| mapping.exists()) else {
            return Err(Failure::Usage(format!(
                "error: --real: there is no mapping beside `{}`, which says how the list was read; `queuity import` writes both",
                scenario.name
            )));
        };
        let reading = import::mapping(&mapping)?;
        Ok(Self {
            files: paths.iter().map(|path| import::open(path)).collect::<Result<_, _>>()?,
            options: Options { mapping: reading, ..Options::default() },
        })
    }

    /// Holds the made people against it: what may be told of that, or why they are not written.
    pub(crate) fn hold(&self, synth: &Synth, made: &Made) -> Result<Value, Failure> {
        let extract = synth.extract();
        let known = &extract.model.recorded().attributes[..extract.attributes.len()];
        let attributes: Vec<String> = known.iter().map(|a| a.name.to_string()).collect();
        let people: Vec<Alike> = (listed(extract, made).into_iter())
            .map(|l| Alike { service: l.service, levels: l.levels, start: l.start, people: l.people })
            .collect();
        let held = intake::held(&self.files, &self.options, &attributes, &people)
            .map_err(|refused| import::failure("the list", &refused))?;
        if let Some(leak) = held.leak() {
            return Err(Failure::Invalid(format!(
                "error: --real: {leak}\nSuch lists tell of real people, so nothing was written. A scenario as `queuity import` makes it holds no \
                 such figures; was it changed by hand?"
            )));
        }
        Ok(told(&held))
    }
}

/// What the comparison cannot see.
const LIMITS: &str = "A copy whose days were each moved by more than two weeks is not seen, and nor is one of people who have eight or more others of \
                      the same list and levels around their day: there a day tells of nobody.";

fn told(held: &Held) -> Value {
    let Near { compared, same, made, real, .. } = &held.near;
    // Few of those who are alike may be told no more than few real people.
    let shown = |n: f64| if n < LEAST as f64 { format!("fewer than {LEAST}") } else { format!("{n:.0}") };
    let share = |of: &Nearer| {
        let enough = of.nearer + of.farther >= 10.0 * LEAST as f64;
        of.share().filter(|_| enough).map(|share| (100.0 * share).round() / 100.0)
    };
    let nearer = match (share(made), share(real)) {
        (Some(made), Some(real)) => format!(
            " {:.0}% of those who are not as far from both are nearer to the real list than to the same list some weeks apart (50% by chance; real people to each \
             other: {:.0}%).",
            100.0 * made,
            100.0 * real
        ),
        _ => String::new(),
    };
    let in_words = match compared {
        0 => "Nothing was compared with the real people: nobody in these lists had waited three weeks on the day of the real list. \
              So nothing is known of how near they are to real ones. Ask for an earlier --as-of, or for --population all."
            .to_string(),
        _ => format!(
            "Held against the real people: of {compared} made ones {} are as a real one in list, levels and day ({} by chance), and none has levels \
             that fewer than {LEAST} real people have together.{nearer} {LIMITS} This is evidence, not a guarantee.",
            shown(same.same as f64),
            shown(same.by_chance)
        ),
    };
    json!({
        "compared": compared,
        "as_a_real_one": (same.same >= LEAST).then_some(same.same),
        "by_chance": (same.by_chance >= LEAST as f64).then_some(same.by_chance),
        "not_seen": LIMITS,
        "nearer_than_by_chance": { "made": share(made), "real_to_each_other": share(real), "by_chance": 0.5 },
        "in_words": in_words,
    })
}
