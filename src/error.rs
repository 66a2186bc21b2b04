//! Problems of a scenario, each with a code and its words, and the errors of the program.

pub mod codes;

use std::fmt;
use std::time::Duration;

/// A decimal number as text, with commas between thousands.
pub(crate) fn thousands(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, String::new()), |(w, p)| (w, format!(".{p}")));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    format!("{sign}{out}{part}")
}

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

    /// The path, where it is one of the scenario and not a place among its bytes, and the message.
    #[must_use]
    pub fn headline(&self) -> String {
        if self.path.is_empty() || self.path.starts_with("bytes ") {
            self.message.clone()
        } else {
            // A name in a path may hold the end of a line.
            let path: String = self
                .path
                .chars()
                .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
                .collect();
            format!("{path}: {}", self.message)
        }
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
        write!(f, "{kind}[{}]: {}", self.code, visible(&self.headline()))?;
        if !self.help.is_empty() {
            write!(f, " ({})", visible(&self.help))?;
        }
        Ok(())
    }
}

/// Whether a character is not seen, or moves what stands around it: controls, marks of direction, characters without width, fillers, tags.
#[must_use]
pub fn is_mark(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text with its marks written out, such as `\u{202e}`. New lines and tabs stay.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_mark(c) && c != '\n' && c != '\t' {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// A text as shown in a message: escaped, at most 80 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars().take(80) {
        if is_mark(c) && !matches!(c, '\n' | '\t' | '\r') {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.extend(c.escape_debug());
        }
    }
    let escaped = escaped.replace("\\'", "'");
    if text.chars().count() > 80 { format!("{escaped}...") } else { escaped }
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
    /// A part of the program, or of what its user added, is wrong.
    #[error("a fault in the program: {what}")]
    Fault {
        /// What it said.
        what: String,
    },
    /// The run was of other cells.
    #[error("left out of this run")]
    LeftOut,
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

/// Units in names, each with its short forms.
const UNITS: [&[&str]; 8] = [
    &["second", "sec", "s"],
    &["minute", "min"],
    &["hour", "hr", "h"],
    &["day", "d"],
    &["week", "wk", "w"],
    &["fortnight"],
    &["month", "mth"],
    &["year", "yr", "y"],
];

/// The unit that a word of a name is or holds, also where one letter is wrong.
fn unit(word: &str) -> Option<usize> {
    let is = |word: &str| UNITS.iter().position(|forms| forms.contains(&word));
    let singular = word.strip_suffix('s').filter(|rest| !rest.is_empty()).unwrap_or(word);
    is(word).or_else(|| is(singular)).or_else(|| {
        let near = |long: &str| singular.len() >= 3 && (word.contains(long) || distance(singular, long) <= 1);
        UNITS.iter().position(|forms| near(forms[0]))
    })
}

/// The units of a name, such as those of `bands_weeks` and `treated_within_18w`, each with the number before it: names that differ in
/// them mean other things.
fn units(name: &str) -> Vec<(String, usize)> {
    let name = name.to_lowercase();
    let mut found = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = &part[..part.len() - word.len()];
        found.extend(unit(word).map(|unit| (number.to_string(), unit)));
    }
    found
}

/// The known names that say the same in another unit, such as `bands_weeks` for `bands_months`.
#[must_use]
pub fn in_other_units<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let rest = |name: &str| -> Vec<String> {
        let name = name.to_lowercase();
        name.split(['_', '-', ' ']).filter(|w| unit(w).is_none()).map(str::to_string).collect()
    };
    if units(found).is_empty() || rest(found).is_empty() {
        return Vec::new();
    }
    known
        .into_iter()
        .filter(|name| !units(name).is_empty() && units(name) != units(found) && rest(name) == rest(found))
        .collect()
}

/// The known name nearest to one that is not known, if any is near; never one of another unit.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['_', '-'], " ");
    let found = fold(found);
    let limit = (found.chars().count() / 3).max(1) + 1;
    let own = units(&found);
    // Two slips make a day of a week, so a unit is only taken for granted where one does.
    let limit_of = |name: &str| if own.is_empty() && !units(name).is_empty() { 1 } else { limit };
    known
        .into_iter()
        .filter(|name| own.is_empty() || units(name) == own)
        .map(|name| (distance(&found, &fold(name)), name))
        .filter(|&(d, name)| d <= limit_of(name))
        .min_by_key(|&(d, _)| d)
        .map(|(_, name)| name)
}

/// What to write instead of a name that is not known: the nearest, or one of all there are.
#[must_use]
pub fn instead(found: &str, known: &[&str]) -> String {
    nearest(found, known.iter().copied())
        .map_or_else(|| format!("there are: {}", known.join(", ")), |name| format!("did you mean `{name}`?"))
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
    fn a_name_of_another_unit_is_never_the_nearest() {
        let known = ["bands_weeks", "per_week", "per_day", "per_year", "overtime_hour", "per_unit"];
        for found in ["bands_months", "per_month", "per_fortnight", "bands_days", "overtime_minutes", "per_moth"] {
            assert_eq!(nearest(found, known), None, "{found}");
        }
        for (found, near) in
            [("band_weeks", "bands_weeks"), ("per_wek", "per_week"), ("perweek", "per_week"), ("per_wk", "per_week")]
        {
            assert_eq!(nearest(found, known), Some(near), "{found}");
        }
        assert_eq!(nearest("treated_within_12w", ["treated_within_18w"]), None);
        assert_eq!(
            nearest("treatd_within_18w", ["treated_within_18w", "treated_within_52w"]),
            Some("treated_within_18w")
        );
        assert_eq!(in_other_units("bands_months", known), ["bands_weeks"]);
        assert_eq!(in_other_units("per_month", known), ["per_week", "per_day", "per_year"]);
        assert_eq!(in_other_units("per_wek", known), ["per_day", "per_year"]);
        assert_eq!(nearest("per_days", known), Some("per_day"));
        assert_eq!(nearest("overtime_hours", known), Some("overtime_hour"));
    }

    #[test]
    fn marks_are_written_out() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\u{200b}\n\u{9b}"), "a\\u{1b}[31m\\u{202e}b\\u{200b}\n\\u{9b}");
        assert_eq!(visible("Żółć 健康 é"), "Żółć 健康 é");
    }

    #[test]
    fn paths_nest() {
        let p = Problem::new("Q0001", "share", "x").below("attribute[age]");
        assert_eq!(p.path, "attribute[age].share");
        assert_eq!(Problem::new("Q0001", "", "x").below("a").path, "a");
        assert_eq!(Problem::new("Q0001", "[3]", "x").below("a").path, "a[3]");
    }
}
