//! Rows of shares and means below rows of counts: a column says which is which (`Measure`: Number, Percentage). Only counts are people.

use super::layouts::usual;
use super::refused::Refused;
use super::role::Role;
use super::row::Rows;
use super::values::folded;

/// Words of what counts nobody.
const WORDS: [&str; 16] = [
    "percentage",
    "percentages",
    "percent",
    "pct",
    "proportion",
    "proportions",
    "share",
    "shares",
    "rate",
    "ratio",
    "median",
    "mean",
    "average",
    "percentile",
    "quantile",
    "prozent",
];

/// Names of columns that say what is measured.
const NAMES: [&str; 8] = ["measure", "measures", "metric", "indicator", "statistic", "unit", "units", "value type"];

/// Whether a value says that its rows are shares or means.
pub(super) fn is_share(value: &str) -> bool {
    let text = folded(value);
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    text.contains('%') || text.contains("per cent") || words.any(|w| WORDS.contains(&w))
}

/// The column that says which rows are shares or means; refused where all of them are.
pub(super) fn column(body: Rows<'_>, line: u64, roles: &[Role], names: &[String]) -> Result<Option<usize>, Refused> {
    let named_place = |c: usize| usual(&folded(&names[c])) == Some(Role::Place);
    for c in (0..roles.len()).filter(|&c| matches!(roles[c], Role::Place | Role::Part) && !named_place(c)) {
        let values = || body.iter().filter_map(|r| r.1.get(c)).filter(|v| !v.trim().is_empty());
        let shares = values().filter(|v| is_share(v)).count();
        if shares > 0 && shares < values().count() {
            return Ok(Some(c));
        }
        let name = &names[c];
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
        assert!(["Percentage", "% of list", "Median wait", "Per cent", "Waiting (%)"].into_iter().all(is_share));
        assert!(!["Number", "Shared care", "Separate", "Meaningful", "Waiting"].into_iter().any(is_share));
    }
}
