//! Whether the reference reproduces today, as the scenario keeps it from a fit.

use serde_json::Value;

use super::facts::Facts;
use crate::report::words::{counted, listed, number, quoted, visible};

/// What a fit found of a variant and a month.
struct Found {
    variant: String,
    period: String,
    /// The people of a level, where it is about one.
    level: Option<String>,
    held_out: bool,
    verdict: String,
    /// People in 100 who would have to be in another band of waits, and how many may be.
    apart: [Option<f64>; 2],
}

impl Found {
    fn of(entry: &Value) -> Self {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).map(visible);
        let share = |key: &str| {
            let found = entry.get(key)?;
            found.as_f64().or_else(|| found.get("value")?.as_f64()).map(|x| 100.0 * x)
        };
        Self {
            variant: text("variant").unwrap_or_default(),
            period: text("period").unwrap_or_default(),
            level: text("level"),
            held_out: entry.get("held_out").and_then(Value::as_bool).unwrap_or_default(),
            verdict: text("verdict").unwrap_or_default(),
            apart: ["distance", "allowed"].map(share),
        }
    }

    fn verdict(&self) -> String {
        let (name, period) = (quoted(&self.variant), &self.period);
        match self.verdict.as_str() {
            "reproduces" => format!("{name} reproduces today."),
            "too few to tell" => {
                format!("Too few people were treated in {period} to tell whether {name} reproduces today.")
            }
            _ => format!(
                "{name} does not reproduce today, so differences to it are not what a change from today's practice would bring."
            ),
        }
    }

    fn told(&self) -> String {
        let period = &self.period;
        let how = if self.held_out { "It was fitted without them." } else { "It was fitted to them." };
        let size = |[distance, allowed]: [f64; 2]| {
            let of = |x: f64| number(x, 1);
            let part = counted(distance, 1, "treated person in 100 is", "treated people in 100 are");
            format!(
                " Against the figures counted in {period} {part} in another band of waits; up to {} may be. {how}",
                of(allowed)
            )
        };
        let size = match self.apart {
            [Some(distance), Some(allowed)] => size([distance, allowed]),
            _ => String::new(),
        };
        self.verdict() + &size
    }
}

/// What is known of the reference.
fn own(facts: &Facts<'_>) -> Vec<Found> {
    let entries = facts.tables.scenario.get("evidence").and_then(Value::as_array);
    let all = entries.into_iter().flatten().map(Found::of);
    all.filter(|found| found.variant == *facts.reference()).collect()
}

/// What stands beside the answer where the reference does not reproduce today, or nobody can tell.
pub(super) fn doubt(facts: &Facts<'_>) -> Option<String> {
    let own: Vec<Found> = own(facts).into_iter().filter(|found| found.level.is_none()).collect();
    let of = |verdict: &str| own.iter().find(|found| found.verdict == verdict);
    let few = || of("too few to tell").filter(|_| of("reproduces").is_none());
    of("does not reproduce").or_else(few).map(|found| found.verdict())
}

/// A sentence or two on each month by which the reference was tested, of everybody, and which groups it does not reproduce.
pub(super) fn evidence(facts: &Facts<'_>) -> Vec<String> {
    let own = own(facts);
    let mut out: Vec<String> = own.iter().filter(|found| found.level.is_none()).map(Found::told).collect();
    let failed = own.iter().filter(|found| found.verdict == "does not reproduce");
    let mut groups: Vec<String> = failed.filter_map(|found| found.level.as_deref()).map(quoted).collect();
    groups.sort_unstable();
    groups.dedup();
    if !groups.is_empty() {
        out.push(format!("It does not reproduce the waits of people in {}.", listed(&groups)));
    }
    out
}
