//! From a path to a scenario, with all its problems at once; and `queuity new`.

use std::fs::OpenOptions;
use std::io::Write;

use super::arguments::{New, Output, Settings};
use super::exit::Failure;
use super::input::Input;
use super::render::Rendered;
use crate::discipline::Registry;
use crate::error::Problem;
use crate::scenario::{self, Overrides, Scenario};

/// Checks the bytes of a scenario file and compiles it.
pub(crate) fn load(input: &Input, settings: Option<&Settings>, output: &Output) -> Result<Scenario, Failure> {
    let overrides =
        settings.map_or_else(Overrides::default, |s| Overrides { seed: s.seed, replications: s.replications });
    load_with(input, &overrides, output)
}

/// The same, where something of the scenario is overridden.
pub(crate) fn load_with(input: &Input, overrides: &Overrides, output: &Output) -> Result<Scenario, Failure> {
    let show = |text: &str, problems: &[Problem]| Rendered { name: &input.name, text, output }.failure(problems);
    let text = scenario::decode(&input.bytes).map_err(|problems| {
        // What cannot be decoded can still be shown, with the bad bytes replaced.
        show(&String::from_utf8_lossy(&input.bytes), &problems)
    })?;
    scenario::load_with(&text, &Registry::shipped(), overrides).map_err(|problems| show(&text, &problems))
}

/// Places that one warning names.
const MOST_ALIKE: usize = 4;

/// Prints warnings on standard error: of each kind the first in full, and where else it holds.
pub(crate) fn warn(input: &Input, warnings: &[Problem], output: &Output) {
    if output.quiet {
        return;
    }
    let text = scenario::decode(&input.bytes).unwrap_or_default();
    let rendered = Rendered { name: &input.name, text: &text, output };
    let mut told: Vec<&str> = Vec::new();
    for warning in warnings {
        if told.contains(&warning.code) {
            continue;
        }
        told.push(warning.code);
        let mut text = rendered.one(warning);
        let mut alike: Vec<&str> =
            warnings.iter().filter(|w| w.code == warning.code).map(|w| w.path.as_str()).collect();
        alike.sort_unstable();
        alike.dedup();
        alike.retain(|path| *path != warning.path);
        if !alike.is_empty() {
            let more = if alike.len() > MOST_ALIKE {
                format!(", and {} more", alike.len() - MOST_ALIKE)
            } else {
                String::new()
            };
            alike.truncate(MOST_ALIKE);
            text.push_str(&format!("\n   = note: the same of {}{more}", alike.join(", ")));
        }
        let _ = writeln!(std::io::stderr(), "{text}\n");
    }
}

/// Writes the template.
pub(crate) fn new(new: &New, output: &Output) -> Result<(), Failure> {
    let name = new.file.display();
    let fail = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::File(format!("error: `{name}` exists already; choose another name, or replace it with --force"))
        }
        _ => Failure::File(format!("error: cannot write `{name}`: {e}")),
    };
    let template = scenario::template();
    let mut options = OpenOptions::new();
    options.write(true);
    if new.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.open(&new.file).and_then(|mut f| f.write_all(template.as_bytes())).map_err(fail)?;
    let lines = template.lines().count();
    let text = if output.json {
        format!("{}\n", serde_json::json!({ "wrote": new.file, "lines": lines }))
    } else {
        format!("Wrote {name} ({lines} lines, each explained). Next: queuity check {name}\n")
    };
    super::print(text.as_bytes())
}
