//! Problems found in a scenario, and the errors of the program.

use std::fmt;
use std::time::Duration;

/// Something wrong, or worth a warning, at a path of the scenario. The edge finds the bytes in the file for the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, for example `Q0104`: `Q05..` refuses for want of resources, `W....` only warns.
    pub code: &'static str,
    /// Where: `service[hip and knee].slots.per_week`; empty for the whole file.
    pub path: String,
    /// What was found and the rule.
    pub message: String,
    /// The nearest fix; empty where there is none.
    pub help: String,
    /// Whether the caret belongs under the key rather than the value.
    pub at_key: bool,
    /// Another place that has to do with it, as a path.
    pub also: Option<String>,
}

impl Problem {
    /// A problem at a path.
    #[must_use]
    pub fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into(), help: String::new(), at_key: false, also: None }
    }

    /// Adds the nearest fix.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Points at the key, not at the value.
    #[must_use]
    pub fn at_key(mut self) -> Self {
        self.at_key = true;
        self
    }

    /// Names another place that has to do with it.
    #[must_use]
    pub fn also(mut self, path: impl Into<String>) -> Self {
        self.also = Some(path.into());
        self
    }

    /// Puts the path below another one.
    #[must_use]
    pub fn below(mut self, parent: &str) -> Self {
        self.path = joined(parent, &self.path);
        self.also = self.also.map(|path| joined(parent, &path));
        self
    }

    /// Whether a resource guard refuses what is otherwise valid; such codes are `Q05..`.
    #[must_use]
    pub fn is_resource(&self) -> bool {
        self.code.starts_with("Q05")
    }

    /// Whether it only warns.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.code.starts_with('W')
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_warning() { "warning" } else { "error" };
        write!(f, "{kind}[{}]: ", self.code)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.message)?;
        if !self.help.is_empty() {
            write!(f, " ({})", self.help)?;
        }
        Ok(())
    }
}

/// A path below another one.
fn joined(parent: &str, path: &str) -> String {
    match (parent.is_empty(), path.is_empty()) {
        (true, _) => path.to_string(),
        (_, true) => parent.to_string(),
        _ if path.starts_with('[') => format!("{parent}{path}"),
        _ => format!("{parent}.{path}"),
    }
}

/// Why a run stopped before its horizon. The result is PARTIAL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// A list grew beyond the guard.
    #[error("the list of `{service}` grew beyond max_waiting = {limit} on day {day}")]
    TooManyWaiting {
        /// The list.
        service: String,
        /// The guard.
        limit: u64,
        /// The day.
        day: i64,
    },
    /// Services of no length went on without end.
    #[error(
        "the servers of `{service}` never got beyond one instant of day {day}: services of no length that are missed and rebooked"
    )]
    SameInstant {
        /// The list.
        service: String,
        /// The day.
        day: i64,
    },
    /// The user stopped it.
    #[error("stopped by the user")]
    Interrupted,
    /// The time limit stopped it.
    #[error("stopped at the time limit of {limit:?}")]
    TimeLimit {
        /// The limit.
        limit: Duration,
    },
}

/// The known name nearest to one that is not known, if any is near.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['_', '-'], " ");
    let found = fold(found);
    let limit = (found.chars().count() / 3).max(1) + 1;
    known
        .into_iter()
        .map(|name| (distance(&found, &fold(name)), name))
        .filter(|&(d, _)| d <= limit)
        .min_by_key(|&(d, _)| d)
        .map(|(_, name)| name)
}

/// Edits (insert, delete, replace, swap neighbours) between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_names_are_not() {
        assert_eq!(nearest("refferals", ["referrals", "removal"]), Some("referrals"));
        assert_eq!(nearest("per-week", ["per_week"]), Some("per_week"));
        assert_eq!(nearest("quux", ["referrals", "removal"]), None);
    }

    #[test]
    fn paths_nest() {
        let p = Problem::new("Q0001", "share", "x").below("attribute[age]");
        assert_eq!(p.path, "attribute[age].share");
        assert_eq!(Problem::new("Q0001", "", "x").below("a").path, "a");
        assert_eq!(Problem::new("Q0001", "[3]", "x").below("a").path, "a[3]");
    }
}
