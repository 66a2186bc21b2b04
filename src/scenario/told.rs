//! Problems as they are told: at the place where the reader wrote what is wrong, each once, and nothing that only follows from
//! another problem.

use serde_json::Value;

use super::raw::number;
use super::{laid, path, shown};
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
    let mut told: Vec<Problem> = Vec::new();
    for mut problem in problems {
        laid::blame(&mut problem, written);
        as_written(&mut problem, written);
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    told
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
