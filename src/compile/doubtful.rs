//! Numbers that are allowed, and that look like percentages whose sign was forgotten.

use serde_json::Value;

use crate::error::{Problem, thousands};
use crate::scenario::path::{self, Step};
use crate::schema::number::parse;

/// Growth of half as much again in a year, or more.
const GROWTH: f64 = 0.5;
/// A factor so far above 1.
const FACTOR: f64 = 20.0;
/// Weeks that differ by three times their mean: where few people come, they do differ by as much as it, and more.
const SPREAD: f64 = 3.0;
/// Most people leave within a year.
const RATE: f64 = 1.0;

/// What a number says.
#[derive(Clone, Copy)]
enum Says {
    Growth,
    Factor,
    Spread,
    Rate,
}

impl Says {
    /// What the numbers under a key say.
    fn of(key: &str, parent: &str) -> Option<Self> {
        match key {
            "growth_per_year" => Some(Self::Growth),
            "season" | "multiply" | "rate_ratio" | "odds_ratio" | "misses_odds" | "misses_times" => Some(Self::Factor),
            "cv" if parent == "varies" => Some(Self::Spread),
            "per_year" if matches!(parent, "death" | "emergency" | "private") => Some(Self::Rate),
            _ => None,
        }
    }

    fn is_doubtful(self, x: f64) -> bool {
        match self {
            Self::Growth => x.abs() >= GROWTH,
            Self::Factor => x >= FACTOR,
            Self::Spread => x >= SPREAD,
            Self::Rate => x >= RATE,
        }
    }

    fn told(self, x: f64) -> String {
        let percent = percent(x);
        match self {
            Self::Growth if x < 0.0 => format!("{x} is a fall of {} in a year", percent.trim_start_matches('-')),
            Self::Growth => format!("{x} is a growth of {percent} in a year"),
            Self::Factor => format!("{x} means {percent}"),
            Self::Spread => format!("{x} is a standard deviation of {percent} of the mean"),
            Self::Rate => format!("{x} is a rate of {percent} in a year"),
        }
    }
}

/// With commas between thousands.
fn percent(x: f64) -> String {
    thousands(&rounded(100.0 * x).to_string()) + "%"
}

/// Without what the sum in binary numbers adds behind the last digit that was written.
fn rounded(x: f64) -> f64 {
    (x * 1e8).round() / 1e8
}

/// Numbers of a scenario as written that look like percentages without their sign. What has the sign is meant.
pub(super) fn doubtful(written: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    look(written, ("", ""), "", None, &mut found);
    found
}

fn look(value: &Value, (key, parent): (&str, &str), at: &str, says: Option<Says>, found: &mut Vec<Problem>) {
    match value {
        Value::Object(table) => {
            for (name, value) in table {
                let at = path::key(at, name);
                // What a policy sets is named by its whole path.
                let steps = if key == "set" { path::parse(name) } else { None };
                let mut keys = steps.iter().flatten().rev().filter_map(|step| match step {
                    Step::Key(key) => Some(key.as_str()),
                    Step::Entry(_) => None,
                });
                let (last, before) = (keys.next().unwrap_or(name), keys.next().unwrap_or(key));
                let says = says.or_else(|| Says::of(last, before));
                look(value, (last, before), &at, says, found);
            }
        }
        Value::Array(list) => {
            for (value, address) in list.iter().zip(path::addresses(list)) {
                look(value, (key, parent), &path::entry(at, &address), says, found);
            }
        }
        Value::Number(_) => {
            let doubtful = says.zip(parse(value).ok()).filter(|(says, x)| says.is_doubtful(*x));
            found.extend(doubtful.map(|(says, x)| {
                let small = rounded(x / 100.0);
                // As it is read again: without commas.
                let sure = percent(x).replace(',', "");
                let help = format!("for {x}% write {small} or \"{x}%\"; if it is meant, write \"{sure}\"");
                Problem::new("W0659", at, says.told(x)).help(help)
            }));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_that_look_like_percentages_are_told_with_their_places() {
        let tree = json!({
            "population": { "odds_ratio": [{ "sex": "f", "odds_ratio": 150 }] },
            "service": [{
                "name": "eyes",
                "referrals": {
                    "per_week": 300,
                    "growth_per_year": { "value": 3, "low": "200%", "high": 5 },
                    "season": [100, 0.9],
                    "rate_ratio": { "area": { "poor": 120, "rich": 1 } },
                    "varies": { "cv": 5 },
                },
                "course": { "death": { "per_year": 2 }, "private": { "per_week": 0.1 } },
                "misses_odds": { "per_week_ahead": { "default": 110 } },
            }],
            "variant": [{ "name": "more", "set": {
                "service[eyes].referrals.growth_per_year": -2,
                "service[eyes].course.death.per_year": "200%",
                "service[eyes].slots.changes[0].multiply": 80,
                "service[*].referrals.varies": { "cv": 4 },
                "service[eyes].referrals.varies": { "cv": 1.5 },
                "service[eyes].referrals.per_year": 2,
            } }],
        });
        let problems = doubtful(&tree);
        let mut found: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        found.sort_unstable();
        let mut wanted = [
            "population.odds_ratio[0].odds_ratio",
            "service[eyes].course.death.per_year",
            "service[eyes].misses_odds.per_week_ahead.default",
            "service[eyes].referrals.growth_per_year.high",
            "service[eyes].referrals.growth_per_year.value",
            "service[eyes].referrals.rate_ratio.area.poor",
            "service[eyes].referrals.season[0]",
            "service[eyes].referrals.varies.cv",
            "variant[more].set.\"service[*].referrals.varies\".cv",
            "variant[more].set.\"service[eyes].referrals.growth_per_year\"",
            "variant[more].set.\"service[eyes].slots.changes[0].multiply\"",
        ];
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        let of = |path: &str| {
            problems.iter().find(|p| p.path.ends_with(path)).map(|p| (p.message.as_str(), p.help.as_str()))
        };
        assert_eq!(
            of("growth_per_year.value"),
            Some(("3 is a growth of 300% in a year", "for 3% write 0.03 or \"3%\"; if it is meant, write \"300%\""))
        );
        assert_eq!(of("growth_per_year\"").map(|p| p.0), Some("-2 is a fall of 200% in a year"));
        assert_eq!(of("season[0]").map(|p| p.0), Some("100 means 10,000%"));
    }

    #[test]
    fn help_has_no_more_digits_than_were_written() {
        for x in (0..20_000).map(|i| f64::from(i) / 100.0) {
            let [small, sure] = [rounded(x / 100.0).to_string(), percent(x)];
            assert!(small.len() <= 7 && sure.len() <= 10, "{x}: {small} {sure}");
        }
        assert_eq!([percent(1234.5), percent(-2.0), percent(0.291)], ["123,450%", "-200%", "29.1%"]);
    }
}
