//! From a path to a study, with all its problems at once; and `queuity new`.

use std::io::Write;

use super::arguments::{New, Output, RunOptions};
use super::exit::Failure;
use super::input::Input;
use super::print::print;
use super::registries::Door;
use super::render::Rendered;
use super::{shipped, table};
use crate::error::Problem;
use crate::report::{self, ReportError};
use crate::scenario::{self, Overrides};
use crate::study::Study;

/// Checks the bytes of a scenario file and compiles it.
pub(crate) fn load(input: &Input, settings: Option<&RunOptions>, door: Door<'_>) -> Result<Study, Failure> {
    let overrides = settings.map_or_else(Overrides::default, RunOptions::overrides);
    load_with(input, &overrides, door)
}

/// The same, where something of the scenario is overridden.
pub(crate) fn load_with(input: &Input, overrides: &Overrides, door: Door<'_>) -> Result<Study, Failure> {
    Study::read(&input.bytes, &door.registries.kit, overrides)
        .map_err(|e| Rendered { name: &input.name, text: &e.text, output: door.output }.failure(&e.problems))
}

/// What is wrong with a scenario that could be read.
pub(crate) fn invalid(input: &Input, problems: &[Problem], output: &Output) -> Failure {
    let text = String::from_utf8_lossy(&input.bytes);
    Rendered { name: &input.name, text: &text, output }.failure(problems)
}

/// Places that one warning names.
const MOST_ALIKE: usize = 4;

/// How much of a warning is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// With its place in the file, as `check` does.
    Full,
    /// In a line or two, before a run.
    Short,
}

/// A warning for machines.
pub(crate) fn as_json(warning: &Problem) -> serde_json::Value {
    serde_json::json!({ "code": warning.code, "path": warning.path, "message": warning.message, "help": warning.help })
}

/// Prints warnings on standard error: of each kind the first, and where else it holds.
pub(crate) fn warn(input: &Input, warnings: &[Problem], detail: Detail, output: &Output) {
    // With --json they are in the result, and an error on the same stream must stay JSON.
    if output.quiet || output.json {
        return;
    }
    let text = scenario::decode(&input.bytes).unwrap_or_default();
    let rendered = Rendered { name: &input.name, text: &text, output };
    let mut told: Vec<&str> = Vec::new();
    let mut out = String::new();
    for warning in warnings {
        if told.contains(&warning.code) {
            continue;
        }
        told.push(warning.code);
        let mut alike: Vec<&str> =
            warnings.iter().filter(|w| w.code == warning.code).map(|w| w.path.as_str()).collect();
        alike.sort_unstable();
        alike.dedup();
        alike.retain(|path| *path != warning.path);
        let more =
            if alike.len() > MOST_ALIKE { format!(", and {} more", alike.len() - MOST_ALIKE) } else { String::new() };
        alike.truncate(MOST_ALIKE);
        let same = if alike.is_empty() { String::new() } else { format!("the same of {}{more}", alike.join(", ")) };
        match detail {
            Detail::Full => {
                out.push_str(&rendered.one(warning));
                if !same.is_empty() {
                    out.push_str(&format!("\n   = note: {same}"));
                }
                out.push_str("\n\n");
            }
            Detail::Short => {
                let path = if warning.path.is_empty() { String::new() } else { format!("{}: ", warning.path) };
                let same = if same.is_empty() { String::new() } else { format!(" ({same})") };
                let line = format!("warning[{}]: {path}{}{same}", warning.code, warning.message);
                out.push_str(&format!("{}\n", table::wrap(&line, table::width()).trim_end()));
            }
        }
    }
    if detail == Detail::Short && !out.is_empty() {
        out.push_str("`queuity check` says where and what to do.\n\n");
    }
    let _ = write!(std::io::stderr(), "{out}");
}

/// Writes the template.
pub(crate) fn new(new: &New, output: &Output) -> Result<(), Failure> {
    let name = new.file.display();
    const OTHERS: [&str; 8] = ["json", "yaml", "yml", "csv", "xlsx", "xml", "html", "md"];
    if new.file.extension().is_some_and(|e| OTHERS.iter().any(|o| e.eq_ignore_ascii_case(o))) {
        let better = new.file.with_extension("toml");
        let better = better.display();
        return Err(Failure::Usage(format!(
            "error: a scenario is written as TOML, and `{name}` says something else; call it `{better}`"
        )));
    }
    let template = match &new.from {
        None => scenario::template(),
        Some(from) => shipped::find(from).map_err(Failure::Usage)?.text,
    };
    report::write_file(&new.file, template.as_bytes(), new.force).map_err(|e| match e {
        ReportError::Exists(_) => {
            Failure::File(format!("error: `{name}` exists already; choose another name, or replace it with --force"))
        }
        e => Failure::File(format!("error: {e}")),
    })?;
    let lines = template.lines().count();
    let text = if output.json {
        format!("{}\n", serde_json::json!({ "wrote": name.to_string(), "lines": lines }))
    } else {
        let what = match &new.from {
            None => format!(
                "Wrote {name} ({lines} lines, each explained). `--from NAME` starts from a scenario that ships: queuity list scenarios\n"
            ),
            Some(_) => format!("Wrote {name} ({lines} lines).\n"),
        };
        format!("{what}Next: queuity check {name}\n")
    };
    print(text.as_bytes())
}
