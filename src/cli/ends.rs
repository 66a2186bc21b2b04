//! What a comparison with ranges prints of them: which number the answer hangs on, and whether a verdict turns.

use super::table;
use crate::report::words::{counted, place, quoted, signed};
use crate::scenario::{self, Scenario};
use crate::study::ranges::Ranges;

const WEEK_DAYS: f64 = 7.0;

/// A sentence or two.
pub(super) fn told(ranges: &Ranges, scenario: &Scenario, width: usize) -> String {
    let rows = || ranges.ends.iter().flat_map(|end| end.rows.iter().map(move |row| (&end.end, row)));
    let size = |moved: &crate::compare::Estimate| moved.mean.map_or(0.0, f64::abs);
    let waits = rows().filter(|(_, row)| row.population == "joined" && row.measure == "weeks_untreated");
    let longest = waits.max_by(|a, b| size(&a.1.moved).total_cmp(&size(&b.1.moved)));
    let apart = |low: f64, high: f64| low > 0.0 || high < 0.0;
    let mut text = String::from("With one number at a time at an end of its range: ");
    match longest.filter(|(_, row)| row.moved.ends.is_some_and(|(low, high)| apart(low, high))) {
        Some((end, row)) => {
            let place = place(&end.path, &scenario::tree(&scenario.resolved).unwrap_or_default());
            let days = WEEK_DAYS * row.moved.mean.unwrap_or(0.0);
            text.push_str(&format!(
                "the wait of people who join hangs most on {}. With it at {} the difference to the reference under {} moves by {} days.",
                quoted(&place.name),
                place.value(end.input),
                quoted(&row.variant),
                signed(days, if days.abs() < 10.0 { 1 } else { 0 })
            ));
        }
        None => text.push_str("no move of the wait of people who join can be told from luck."),
    }
    let mut turned: Vec<&str> = rows().filter(|(_, row)| row.turns()).map(|(end, _)| end.path.as_str()).collect();
    turned.dedup();
    text.push_str(&match turned.len() {
        0 => " No verdict turns.".to_string(),
        n => format!(" A verdict turns at an end of {}: see ranges.csv.", counted(n as f64, 0, "number", "numbers")),
    });
    format!("\n{}\n", table::wrap(&text, width))
}
