//! Charts over time in words: which rule holds, whether that is better, and what limits are worth.

use super::{counted, listed, number};
use crate::stat::spc::{Rule, Special, Xmr};

/// Fewer points give trial limits only.
const TRIAL: usize = 12;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// Upwards.
    High,
    /// Downwards.
    Low,
    /// Neither.
    Neither,
}

/// What a point says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Usual variation.
    Usual,
    /// Special, to the better.
    Better,
    /// Special, to the worse.
    Worse,
    /// Special; neither side is better.
    Neither,
}

impl Judgement {
    /// What a point says, where it is special.
    #[must_use]
    pub fn of(special: Option<Special>, good: Good) -> Self {
        match (special, good) {
            (None, _) => Judgement::Usual,
            (Some(_), Good::Neither) => Judgement::Neither,
            (Some(s), _) if s.high == (good == Good::High) => Judgement::Better,
            _ => Judgement::Worse,
        }
    }

    /// In two or three words.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Judgement::Usual => "usual variation",
            Judgement::Better => "special, better",
            Judgement::Worse => "special, worse",
            Judgement::Neither => "special",
        }
    }
}

/// Why a point is special.
#[must_use]
pub fn rule(special: Special) -> &'static str {
    match (special.rule, special.high) {
        (Rule::Outside, true) => "the last point lies above the upper limit",
        (Rule::Outside, false) => "the last point lies below the lower limit",
        (Rule::Trend, true) => "seven points or more rise in a row, to the last",
        (Rule::Trend, false) => "seven points or more fall in a row, to the last",
        (Rule::NearLimit, true) => "two of the last three points are near the upper limit",
        (Rule::NearLimit, false) => "two of the last three points are near the lower limit",
        (Rule::Shift, true) => "seven points or more in a row lie above the mean, to the last",
        (Rule::Shift, false) => "seven points or more in a row lie below the mean, to the last",
    }
}

/// What the end of a series says, and how many of its points are special.
#[must_use]
pub fn verdict(chart: &Xmr, good: Good) -> String {
    let last = chart.special.last().copied().flatten();
    let mut said = match (last, Judgement::of(last, good)) {
        (Some(s), Judgement::Better) => format!("Special, and better: {}.", rule(s)),
        (Some(s), Judgement::Worse) => format!("Special, and worse: {}.", rule(s)),
        (Some(s), _) => format!("Special: {}; neither side is better in itself.", rule(s)),
        (None, _) => "Usual variation: no rule holds for the last point.".into(),
    };
    let all = chart.special.len();
    let of = |rule: Rule| chart.special.iter().flatten().filter(|s| s.rule == rule).count();
    let kinds = [
        (Rule::Outside, "outside the limits"),
        (Rule::Trend, "in a rise or fall of seven or more"),
        (Rule::NearLimit, "near a limit"),
        (Rule::Shift, "in a row of seven or more on one side of the mean"),
    ];
    let kinds: Vec<String> =
        kinds.iter().filter(|(r, _)| of(*r) > 0).map(|(r, what)| format!("{} {what}", of(*r))).collect();
    let special = chart.special.iter().flatten().count();
    said.push_str(&match special {
        0 => format!(" Of {} none is special.", counted(all as f64, 0, "point", "points")),
        n => format!(" Of {all} points {n} {} special: {}.", if n == 1 { "is" } else { "are" }, listed(&kinds)),
    });
    if all < TRIAL {
        said.push_str(" With fewer than 12 points these are trial limits.");
    }
    said
}

/// Points that are so near the one before make limits too narrow.
const NEAR: f64 = 0.3;

/// Whether limits are too narrow, since each point is near the one before.
#[must_use]
pub fn too_narrow(lag_one: Option<f64>) -> bool {
    lag_one.is_some_and(|r| r >= NEAR)
}

/// What limits are worth where each point is near the one before.
#[must_use]
pub fn limits_worth(lag_one: Option<f64>) -> String {
    match lag_one {
        None => "All points are the same.".into(),
        Some(r) if r >= NEAR => format!(
            "Each point is near the one before (correlation {}), so the limits are too narrow: points beyond them, and runs on one side, are to \
             be expected and show no cause.",
            number(r, 2)
        ),
        Some(r) if r <= -NEAR => format!(
            "Points go up and down by turns (correlation {}), so the limits are too wide: a point within them may be special.",
            number(r, 2)
        ),
        Some(r) => format!(
            "Each point says little about the next (correlation {}), as the limits assume: rules that hold are worth a look.",
            number(r, 2)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_sides_are_told() {
        let rising: Vec<f64> = (0..20).map(f64::from).collect();
        let chart = Xmr::of(&rising).unwrap();
        assert!(
            verdict(&chart, Good::High).starts_with("Special, and better: the last point lies above the upper limit.")
        );
        assert!(verdict(&chart, Good::Low).starts_with("Special, and worse: "));
        assert!(verdict(&chart, Good::Neither).contains("neither side is better in itself"));
        assert!(limits_worth(chart.lag_one).contains("too narrow"));
        let turns: Vec<f64> = (0..20).map(|i| f64::from(i % 2)).collect();
        assert!(limits_worth(Xmr::of(&turns).unwrap().lag_one).contains("too wide"));
        let steady = Xmr::of(&[5.0, 6.0, 5.0, 4.0, 5.0, 6.0, 4.0, 5.0]).unwrap();
        let said = verdict(&steady, Good::Low);
        assert_eq!(
            said,
            "Usual variation: no rule holds for the last point. Of 8 points none is special. With fewer than 12 points these are trial limits."
        );
        assert!(limits_worth(steady.lag_one).contains("as the limits assume"));
        assert_eq!(Judgement::of(Some(Special { rule: Rule::Shift, high: false }), Good::Low), Judgement::Better);
    }
}
