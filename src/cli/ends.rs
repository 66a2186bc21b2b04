//! What a comparison with ranges prints of them: which number the answer hangs on, and whether a verdict turns.

use super::table;
use crate::compare::{Estimate, Moved};
use crate::report::words::{counted, distinct, place, quoted, signed};
use crate::scenario::{self, Scenario};
use crate::study::ranges::Ranges;

const WEEK_DAYS: f64 = 7.0;

/// A sentence or two.
pub(super) fn told(ranges: &Ranges, scenario: &Scenario, width: usize) -> String {
    // What stands for the second reading of how people are seen today is not compared with the reference of the first.
    let seconds: Vec<&str> = scenario.second_names().collect();
    let rival = |row: &&Moved| !seconds.contains(&row.variant.as_str());
    let rows = || ranges.ends.iter().flat_map(|end| end.rows.iter().filter(rival).map(move |row| (&end.end, row)));
    let resolved = scenario::tree(&scenario.resolved).unwrap_or_default();
    let mut places: Vec<_> = ranges.ends.iter().map(|end| (&end.end, place(&end.end.path, &resolved))).collect();
    distinct(places.iter_mut().map(|(end, place)| (end.path.as_str(), place)));
    let mut text = String::from("With one number at a time at an end of its range: ");
    let all = ranges.ends.iter().zip(&places);
    let all = all.flat_map(|(end, place)| end.rows.iter().filter(rival).map(move |row| (place, row)));
    match largest(all) {
        Some(((end, place), row)) => {
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

/// Of the moves of the wait of people who join that are told apart from luck, the largest.
fn largest<'a, E>(rows: impl Iterator<Item = (E, &'a Moved)>) -> Option<(E, &'a Moved)> {
    let size = |moved: &Estimate| moved.mean.map_or(0.0, f64::abs);
    let apart = |(low, high): (f64, f64)| low > 0.0 || high < 0.0;
    rows.filter(|(_, row)| row.population == "joined" && row.measure == "weeks_untreated")
        .filter(|(_, row)| row.moved.ends.is_some_and(apart))
        .max_by(|a, b| size(&a.1.moved).total_cmp(&size(&b.1.moved)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Verdict;

    #[test]
    fn a_larger_move_that_may_be_luck_hides_no_other() {
        let row = |mean: f64, wide: f64| Moved {
            variant: "policy".into(),
            population: "joined",
            measure: "weeks_untreated".into(),
            attribute: "all".into(),
            group: "all".into(),
            unit: "weeks".into(),
            means: None,
            difference: Estimate { mean: None, ends: None },
            verdict: Verdict::NotToldApart,
            as_given: None,
            verdict_as_given: Verdict::NotToldApart,
            moved: Estimate { mean: Some(mean), ends: Some((mean - wide, mean + wide)) },
            pairs: 4,
            note: String::new(),
        };
        let found = |rows: &[Moved]| largest(rows.iter().enumerate()).map(|(at, _)| at);
        assert_eq!(found(&[row(0.5, 0.1), row(-3.0, 4.0), row(-1.0, 0.9)]), Some(2));
        assert_eq!(found(&[row(-3.0, 4.0)]), None);
        let other = Moved { population: "opening", ..row(9.0, 0.1) };
        assert_eq!(found(&[other, row(0.5, 0.1)]), Some(1));
    }
}
