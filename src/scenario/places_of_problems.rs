//! Problems as they are told: at the place where the reader wrote what is wrong, each once, and nothing that only follows from
//! another problem.

use serde_json::Value;

use super::raw::number;
use super::{patch, path, service_defaults, shown};
use crate::error::Problem;

/// Whether a path is the other one or lies below it.
pub(super) fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']) || above.is_empty())
}

/// Problems at the place where they are written, each once.
pub(super) fn finish(mut problems: Vec<Problem>, written: &Value) -> Vec<Problem> {
    if problems.is_empty() {
        problems.push(Problem::new("Q0200", "", "the scenario cannot be read"));
    }
    let misspelt: Vec<(String, String)> = problems.iter().filter_map(meant).collect();
    let mut told: Vec<Problem> = Vec::new();
    for mut problem in problems {
        service_defaults::blame(&mut problem, written);
        as_written(&mut problem, written);
        if !told.iter().any(|t| same(t, &problem)) {
            told.push(problem);
        }
    }
    told.retain(|p| !told_as_misspelt(p, &misspelt));
    told
}

/// Of a key that is unknown, the table that it stands in and the key that may be meant.
fn meant(p: &Problem) -> Option<(String, String)> {
    let near = p.help.strip_prefix("did you mean `")?.strip_suffix("`?").filter(|_| p.code == "Q0201")?;
    Some((path::parent(&p.path)?, near.to_string()))
}

/// Whether a key is missing only because it is misspelt, which is told.
fn told_as_misspelt(p: &Problem, misspelt: &[(String, String)]) -> bool {
    let here = |table: &str, near: &str| p.path == *table || p.path == path::key(table, near);
    let needs = |near: &str| p.message.ends_with(&format!("needs `{near}`"));
    p.code == "Q0203" && misspelt.iter().any(|(table, near)| needs(near) && here(table, near))
}

/// Whether two problems are one: equal, or brought by one value of a variant to several services.
fn same(a: &Problem, b: &Problem) -> bool {
    let bare = |p: &Problem| of_any_service(patch::unblamed(&p.message));
    a == b || (a.code == b.code && a.path == b.path && a.help == b.help && a.also == b.also && bare(a) == bare(b))
}

/// A message without the name of the service that it is told of.
fn of_any_service(message: &str) -> String {
    match message.split_once("`service[").and_then(|(before, rest)| Some((before, rest.split_once(']')?.1))) {
        Some((before, after)) => format!("{before}`service[*]{after}"),
        None => message.to_string(),
    }
}

/// A probability above 1 that was written as a percentage is told as one.
fn as_written(problem: &mut Problem, written: &Value) {
    let Some(mut steps) = path::parse(&problem.path).filter(|_| problem.code == "Q0605") else { return };
    let mut here = path::get(written, &steps);
    if here.is_some_and(Value::is_object) {
        steps.push(path::Step::Key("value".to_string()));
        here = path::get(written, &steps);
    }
    let Some(text) = here.and_then(Value::as_str).filter(|text| text.trim().ends_with('%')) else { return };
    if let Ok(x) = number::parse(&Value::String(text.to_string())) {
        problem.message = problem.message.replacen(&format!("{x} is"), &format!("{} is", shown(text.trim())), 1);
        problem.help = "a probability or a share is at most 100%".to_string();
    }
}
