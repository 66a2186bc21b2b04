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
/// The warning of numbers that look like percentages: each says its own.
const OF_NUMBERS: &str = "W0659";

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

/// Where else a warning holds. What a number says there is told where it is another one.
fn alike(warning: &Problem, warnings: &[Problem]) -> String {
    let others = warnings.iter().filter(|w| w.code == warning.code && w.path != warning.path);
    let mut alike: Vec<(&str, &str)> = others.map(|w| (w.path.as_str(), w.message.as_str())).collect();
    alike.sort_by_cached_key(|(path, _)| in_order(path));
    alike.dedup_by_key(|(path, _)| *path);
    let more = alike.len().saturating_sub(MOST_ALIKE);
    alike.truncate(MOST_ALIKE);
    let of_numbers = warning.code == OF_NUMBERS && alike.iter().any(|(_, message)| *message != warning.message);
    let each: Vec<String> = (alike.iter())
        .map(|(path, message)| if of_numbers { format!("{path}: {message}") } else { (*path).to_string() })
        .collect();
    let more = |sign: &str| if more > 0 { format!("{sign} and {more} more") } else { String::new() };
    match of_numbers {
        _ if each.is_empty() => String::new(),
        true => format!("also {}{}", each.join("; "), more(";")),
        false => format!("the same of {}{}", each.join(", "), more(",")),
    }
}

/// A path in its parts, so that numbers stand in their order: `[2]` before `[10]`.
fn in_order(path: &str) -> Vec<(&str, u64)> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (words, after) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (number, left) = after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()));
        parts.push((words, number.parse().unwrap_or(u64::MAX)));
        rest = left;
    }
    parts
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
        let same = alike(warning, warnings);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_places_of_a_warning_stand_in_order_and_say_their_numbers() {
        let of = |code: &'static str, path: &str, message: &str| Problem::new(code, path, message.to_string());
        let paths = ["service[10].a", "service[2].a", "service[2].b", "service[1].a"];
        let all: Vec<Problem> = paths.iter().map(|path| of("W0644", path, "people leave")).collect();
        assert_eq!(alike(&all[3], &all), "the same of service[2].a, service[2].b, service[10].a");
        let numbers: Vec<Problem> = ["5 is a", "3 is b", "5 is a"]
            .iter()
            .zip(paths)
            .map(|(message, path)| of("W0659", path, message))
            .collect();
        assert_eq!(alike(&numbers[0], &numbers), "also service[2].a: 3 is b; service[2].b: 5 is a");
        assert_eq!(alike(&numbers[0], &numbers[2..]), "the same of service[2].b");
        assert_eq!(alike(&all[0], &all[..1]), "");
    }
}
