//! Variants: what each of them sets, in whose name, and under which discipline.

use std::collections::BTreeMap;

use serde_json::Value;

use super::overlay;
use super::path::{self, Step};
use super::raw::Variant;
use crate::error::{Problem, nearest};

/// A variant with everything that it inherits.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    pub(crate) name: String,
    /// Path of the variant in the file.
    pub(crate) at: String,
    /// What is set, each with the path where it is written.
    pub(crate) set: BTreeMap<String, (Value, String)>,
    /// The discipline, and where it is written.
    pub(crate) discipline: Option<(Value, String)>,
}

impl Patch {
    /// A variant that changes nothing.
    pub(super) fn nothing(name: &str) -> Self {
        Self { name: name.to_string(), at: String::new(), set: BTreeMap::new(), discipline: None }
    }

    /// The paths that it sets, each with the path where that is written.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        self.set.iter().map(|(target, (_, at))| (target.as_str(), at.as_str()))
    }
}

/// All variants with what they inherit; problems of `from` are told. The tree is the scenario, whose lists a `*` goes through.
pub(super) fn inherit(variants: &[Variant], tree: &Value, problems: &mut Vec<Problem>) -> Vec<Patch> {
    let address = |i: usize| {
        let first = variants.iter().position(|v| v.name == variants[i].name) == Some(i);
        path::entry("variant", &if first { variants[i].name.clone() } else { i.to_string() })
    };
    let mut out = Vec::new();
    for (i, variant) in variants.iter().enumerate() {
        let mut chain = vec![i];
        let mut current = variant;
        while let Some(parent) = &current.from {
            let at = path::key(&address(chain[chain.len() - 1]), "from");
            let Some(p) = variants.iter().position(|v| v.name == *parent) else {
                let message = format!("there is no variant `{}`", super::shown(parent));
                let near = nearest(parent, variants.iter().map(|v| v.name.as_str()).filter(|n| *n != variant.name));
                let help = near.map_or(String::new(), |n| format!("did you mean `{n}`?"));
                problems.push(Problem::new("Q0419", at, message).help(help));
                break;
            };
            if chain.contains(&p) {
                problems.push(Problem::new("Q0420", at, "variants inherit from each other in a circle"));
                break;
            }
            chain.push(p);
            current = &variants[p];
        }
        let mut patch = Patch { name: variant.name.clone(), at: address(i), set: BTreeMap::new(), discipline: None };
        let mut levels = Vec::new();
        for &v in chain.iter().rev() {
            let at = address(v);
            levels.push(
                (variants[v].set.iter())
                    .map(|(target, value)| (target.as_str(), value, path::key(&path::key(&at, "set"), target)))
                    .collect(),
            );
            if let Some(d) = &variants[v].discipline {
                patch.discipline = Some((d.0.clone(), path::key(&at, "discipline")));
            }
        }
        patch.set = overlay::laid(levels, tree);
        out.push(patch);
    }
    out
}

/// Applies what a variant sets to a scenario without variants.
pub(super) fn apply(patch: &Patch, tree: &mut Value, problems: &mut Vec<Problem>) {
    let mut set: Vec<_> = patch.set.iter().map(|(target, (value, at))| (target, value, at, steps(target))).collect();
    // What stands further up in the scenario first: it would take what lies below with it.
    set.sort_by_key(|(.., steps)| steps.as_ref().map_or(0, Vec::len));
    for (target, value, at, steps) in set {
        let Some(steps) = steps else {
            problems.push(no_path(target, at).at_key());
            continue;
        };
        let fixed = matches!(&steps[0], Step::Key(k) if matches!(k.as_str(), "queuity" | "scenario" | "variant" | "discipline"));
        let identity = matches!(steps.last(), Some(Step::Key(k)) if matches!(k.as_str(), "name" | "levels" | "ordered" | "reference"));
        if fixed || identity {
            let message = format!(
                "a variant cannot set `{}`: variants are compared over the same time and groups",
                super::shown(target)
            );
            problems.push(Problem::new("Q0421", at, message).at_key());
            continue;
        }
        if steps[0] == Step::Key("service_defaults".to_string()) {
            let message = "`service_defaults` are laid under the services before a variant sets anything";
            let rest = target.strip_prefix("service_defaults").unwrap_or_default();
            let help = format!("write \"service[*]{rest}\": it holds for every service");
            problems.push(Problem::new("Q0421", at, message).help(help).at_key());
            continue;
        }
        if let Err((message, help)) = put(tree, &steps, value) {
            problems.push(Problem::new("Q0422", at, message).help(help).at_key());
        }
    }
}

fn steps(target: &str) -> Option<Vec<Step>> {
    path::parse(target).filter(|s| !s.is_empty())
}

fn no_path(target: &str, at: &str) -> Problem {
    let message = format!("`{}` is not a path", super::shown(target));
    let help = "write \"service[name].slots.per_week\", or service[*] for all services";
    Problem::new("Q0421", at, message).help(help)
}

/// Puts a value at a path of a scenario.
pub(super) fn set(tree: &mut Value, target: &str, value: &Value) -> Result<(), Problem> {
    let steps = steps(target).ok_or_else(|| no_path(target, ""))?;
    if steps[0] == Step::Key("queuity".to_string()) {
        return Err(Problem::new("Q0421", target, "the version of the format is not changed").at_key());
    }
    put(tree, &steps, value).map_err(|(message, help)| Problem::new("Q0422", target, message).help(help))
}

/// Puts a value at a path; tables on the way are made, entries of lists must exist.
fn put(tree: &mut Value, steps: &[Step], value: &Value) -> Result<(), (String, String)> {
    let Some((step, rest)) = steps.split_first() else {
        *tree = value.clone();
        return Ok(());
    };
    match step {
        Step::Key(key) => {
            // A number with its range gives way as a whole, a list must be entered by name.
            let Some(table) = tree.as_object_mut() else {
                let what = crate::schema::kind_of(tree);
                return Err((
                    format!("there is no `{key}` here: this is {what}"),
                    "name the entry in brackets".to_string(),
                ));
            };
            let below = table.entry(key.clone()).or_insert_with(|| match rest {
                [Step::Entry(_), ..] => Value::Array(Vec::new()),
                _ => Value::Object(serde_json::Map::new()),
            });
            put(below, rest, value)
        }
        Step::Entry(address) => {
            let Some(list) = tree.as_array_mut() else {
                return Err((format!("there is no entry `{address}`: this is not a list"), String::new()));
            };
            if address == "*" {
                return list.iter_mut().try_for_each(|entry| put(entry, rest, value));
            }
            if let Some(i) = path::find(list, address) {
                return put(&mut list[i], rest, value);
            }
            let names: Vec<&str> = list.iter().filter_map(|e| e.get("name").and_then(Value::as_str)).collect();
            let help = match nearest(address, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => String::new(),
                None => format!("entries are {}", names.join(", ")),
            };
            Err((format!("there is no entry `{}`", super::shown(address)), help))
        }
    }
}

/// What stands between a message and the place in the patched scenario.
const AT: &str = " (at `";

/// The message of a problem without the place that a variant brought it to.
pub(super) fn unblamed(message: &str) -> &str {
    match message.rfind(AT) {
        Some(n) if message.ends_with("`)") => &message[..n],
        _ => message,
    }
}

/// Where a problem of the patched scenario belongs in the file: to what set it, if anything did.
pub(crate) fn blame(problem: &mut Problem, patch: &Patch) {
    // What two places have to do with stands where the patch does.
    let place = |path: &str| set_at(path, patch.places());
    let (path, at) = match (place(&problem.path), problem.also.as_deref().and_then(place)) {
        (Some(at), _) => (problem.path.clone(), at),
        (None, Some(at)) => (problem.also.replace(problem.path.clone()).unwrap_or_default(), at),
        (None, None) => return,
    };
    problem.message = format!("{}{AT}{path}` of variant `{}`)", problem.message, patch.name);
    problem.path = at;
    problem.at_key = matches!(problem.code, "Q0201" | "Q0202");
}

/// Where a patch sets what stands at a path, or holds it: the place within the value that it sets.
pub(super) fn set_at<'a>(path: &str, set: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let steps = path::parse(path)?;
    let meets = |target: &str| {
        let target = path::parse(target)?;
        let common =
            target.iter().zip(&steps).take_while(|(a, b)| a == b || matches!(a, Step::Entry(e) if e == "*")).count();
        (common == target.len() || common == steps.len()).then_some(common)
    };
    let met = set.filter_map(|(target, at)| Some((meets(target)?, at)));
    let (common, at) = met.max_by_key(|(n, _)| *n)?;
    let mut at = path::parse(at)?;
    at.extend_from_slice(&steps[common..]);
    Some(path::join(&at))
}
