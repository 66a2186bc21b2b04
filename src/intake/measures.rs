//! Rows of shares and means below rows of counts: a column says which is which (`Measure`: Number, Percentage). Only counts are people. So it is with plans and
//! earlier counts beside what was counted (`Actual`, `Plan`; `This year`, `Last year`): added up they would count people twice.

use std::collections::BTreeSet;

use super::layouts::usual;
use super::refused::Refused;
use super::role::Role;
use super::row::Rows;
use super::values::folded;

/// Words of what counts nobody.
const WORDS: [&str; 10] = [
    "percentage",
    "percentages",
    "percent",
    "pct",
    "proportion",
    "proportions",
    "median",
    "percentile",
    "quantile",
    "prozent",
];

/// The same, where they may also be words of people or kinds of care: `Average complexity`, `Share of care`.
const WEAK: [&str; 6] = ["share", "shares", "rate", "ratio", "mean", "average"];

/// Names of columns that say what is measured.
const NAMES: [&str; 8] = ["measure", "measures", "metric", "indicator", "statistic", "unit", "units", "value type"];

/// Words of values that count people.
const COUNTS: [&str; 14] = [
    "number",
    "numbers",
    "count",
    "counts",
    "patients",
    "people",
    "persons",
    "pathways",
    "referrals",
    "waiting",
    "total",
    "n",
    "no",
    "anzahl",
];

/// Values whose rows are no people who were counted, where others of the same column are (`COUNTED`).
const NOT_COUNTED: [&str; 30] = [
    "plan",
    "planned",
    "planned activity",
    "target",
    "trajectory",
    "forecast",
    "projection",
    "projected",
    "budget",
    "baseline",
    "standard",
    "threshold",
    "expected",
    "ambition",
    "variance",
    "variance to plan",
    "variation",
    "difference",
    "change",
    "last year",
    "previous year",
    "prior year",
    "previous",
    "last month",
    "previous month",
    "last quarter",
    "previous quarter",
    "lower limit",
    "upper limit",
    "seasonally adjusted",
];

/// Values whose rows are what was counted, or last counted.
const COUNTED: [&str; 14] = [
    "actual",
    "actuals",
    "observed",
    "outturn",
    "reported",
    "actual activity",
    "this year",
    "current year",
    "current",
    "this month",
    "current month",
    "this quarter",
    "current quarter",
    "unadjusted",
];

/// What a value says of its rows.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Nothing,
    /// Perhaps that they are shares or means.
    Perhaps,
    /// That they are plans or earlier counts, where others are what was counted.
    NotCounted,
    /// That they are shares or means.
    Share,
}

/// What a value of a column says. A number before the sign is a level, such as `20% most deprived`, but where the name of the column says that it holds measures
/// (`Performance against 92% standard`).
fn says(column: &str, value: &str) -> Says {
    let text = folded(value).replace("per cent", "percent");
    let measures = is_named(column);
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '%')).filter(|w| !w.is_empty()).collect();
    let level = |at: usize| !measures && at > 0 && words[at - 1].bytes().all(|b| b.is_ascii_digit());
    let sign = |word: &str| match word.split_once('%') {
        Some((before, _)) => measures || !before.ends_with(|c: char| c.is_ascii_digit()),
        None => false,
    };
    let share = |at: usize| (WORDS.contains(&words[at]) || words[at] == "%") && !level(at);
    if (0..words.len()).any(|at| share(at) || (words[at].len() > 1 && sign(words[at]))) {
        Says::Share
    } else if NOT_COUNTED.contains(&text.trim()) {
        Says::NotCounted
    } else if words.iter().any(|w| WEAK.contains(w)) {
        Says::Perhaps
    } else {
        Says::Nothing
    }
}

/// Whether the name of a column says that it holds what is measured.
fn is_named(column: &str) -> bool {
    let name = folded(column);
    NAMES.contains(&name.as_str()) || has_word(&name, &NAMES)
}

/// Whether a value of a column that has such values says that its rows are shares, means, plans or earlier counts.
pub(super) fn is_share(column: &str, value: &str) -> bool {
    says(column, value) != Says::Nothing
}

/// Whether a row of a list by its name is one of shares or means at the foot of a table: `Percentage`, `Average`, `%`.
pub(super) fn is_foot(list: &str) -> bool {
    const FOOT: [&str; 14] = [
        "%",
        "percentage",
        "percent",
        "per cent",
        "average",
        "mean",
        "median",
        "proportion",
        "% of total",
        "percentage of total",
        "cumulative",
        "cumulative %",
        "target",
        "share",
    ];
    // Each row is asked: no text is made for it.
    let list = list.trim();
    FOOT.iter().any(|foot| list.eq_ignore_ascii_case(foot))
}

fn has_word(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|w| words.contains(&w))
}

/// The column that says which rows are shares or means; refused where all of them are.
pub(super) fn column(body: Rows<'_>, line: u64, roles: &[Role], names: &[String]) -> Result<Option<usize>, Refused> {
    let named_place = |c: usize| usual(&folded(&names[c])) == Some(Role::Place);
    for c in (0..roles.len()).filter(|&c| matches!(roles[c], Role::Place | Role::Part) && !named_place(c)) {
        let all: BTreeSet<&str> = body.iter().filter_map(|r| r.1.get(c)).map(String::as_str).collect();
        let values = || all.iter().copied().filter(|v| !v.trim().is_empty());
        let name = &names[c];
        if values().any(|v| COUNTED.contains(&folded(v).trim())) && values().any(|v| says(name, v) == Says::NotCounted)
        {
            return Ok(Some(c));
        }
        let shares = values().filter(|v| matches!(says(name, v), Says::Share | Says::Perhaps)).count();
        // Where no share is said plainly, a value has to say that it counts.
        let plain = is_named(name) || values().any(|v| says(name, v) == Says::Share);
        let counts = values().any(|v| {
            matches!(says(name, v), Says::Nothing | Says::NotCounted) && (plain || has_word(&folded(v), &COUNTS))
        });
        if shares > 0 && counts {
            return Ok(Some(c));
        }
        if shares > 0 && NAMES.contains(&folded(name).as_str()) {
            let message = format!("`{name}` says that all rows are shares or means, and none counts people");
            return Err(Refused::at(line, message).help(format!(
                "import the table of counts; or, if these are counts, say in a mapping, under [columns]: \"{name}\" = \"aside\""
            )));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_means_are_known() {
        let of = |column: &'static str| move |value: &str| is_share(column, value);
        for value in ["Percentage", "% of list", "Median wait", "Per cent", "Waiting (%)", "Rate", "Percent"] {
            assert!(of("type")(value), "{value}");
        }
        for value in [
            "Number",
            "Shared care",
            "Separate",
            "Meaningful",
            "Waiting",
            "20% most deprived",
            "20 per cent most deprived",
        ] {
            assert!(!of("type")(value), "{value}");
        }
        for value in ["Performance against 92% standard", "92% standard", "Lower 95% CI", "95% CI"] {
            assert!(of("Measure name")(value), "{value}");
        }
        assert!(says("type", "Average") == Says::Perhaps);
    }
}
