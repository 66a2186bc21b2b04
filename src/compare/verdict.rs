//! What a difference says: its words, whether it is for better or worse, and whether it matters.

use crate::measure::Direction;

/// What a contrast says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than two pairs, or not reached somewhere.
    NotEstimable,
    /// Every paired difference is exactly 0.
    Identical,
    /// The interval holds 0, or Holm's adjustment leaves too little.
    NotToldApart,
    /// Better by the measure's direction.
    Better,
    /// Worse by the measure's direction.
    Worse,
    /// Higher, where no direction is better.
    Higher,
    /// Lower, where no direction is better.
    Lower,
    /// A gap that is there under the reference is nearer to its null.
    Narrows,
    /// A gap that is there under both is further from its null, on the same side.
    Widens,
    /// A gap is there that is not under the reference.
    Opens,
    /// A gap is there under both, on different sides.
    Reverses,
    /// The gap moves, and no more can be said.
    Shifts,
}

impl Verdict {
    /// The words in the tables.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::NotEstimable => "not estimable",
            Verdict::Identical => "identical",
            Verdict::NotToldApart => "not told apart",
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::Narrows => "narrows",
            Verdict::Widens => "widens",
            Verdict::Opens => "opens",
            Verdict::Reverses => "reverses",
            Verdict::Shifts => "shifts",
        }
    }

    /// The word in the column `judgement`: better, worse or nothing.
    #[must_use]
    pub const fn judgement(self) -> &'static str {
        match self {
            Verdict::Better | Verdict::Narrows => "better",
            Verdict::Worse | Verdict::Widens | Verdict::Opens => "worse",
            Verdict::NotEstimable
            | Verdict::Identical
            | Verdict::NotToldApart
            | Verdict::Higher
            | Verdict::Lower
            | Verdict::Reverses
            | Verdict::Shifts => "",
        }
    }

    /// Whether the difference is told apart from none.
    #[must_use]
    pub const fn told_apart(self) -> bool {
        !matches!(self, Verdict::NotEstimable | Verdict::Identical | Verdict::NotToldApart)
    }
}

/// Whether an interval holds a value; its ends belong to it.
pub(super) fn holds((low, high): (f64, f64), value: f64) -> bool {
    low <= value && value <= high
}

/// The verdict on a difference with this interval, of a figure that is no gap. A figure that is better toward zero is judged by
/// its own sides, as gaps are.
#[must_use]
pub fn judge(difference: f64, ends: (f64, f64), direction: Direction, sides: Option<[Side; 2]>) -> Verdict {
    if holds(ends, 0.0) {
        return Verdict::NotToldApart;
    }
    let rises = difference > 0.0;
    match direction {
        Direction::Lower if rises => Verdict::Worse,
        Direction::Lower => Verdict::Better,
        Direction::Higher if rises => Verdict::Better,
        Direction::Higher => Verdict::Worse,
        Direction::TowardZero | Direction::None => {
            let toward = match sides {
                Some([reference, variant]) if direction == Direction::TowardZero => judge_gap(reference, variant),
                _ => Verdict::Shifts,
            };
            match (toward.judgement(), rises) {
                ("better", _) => Verdict::Better,
                ("worse", _) => Verdict::Worse,
                (_, true) => Verdict::Higher,
                (_, false) => Verdict::Lower,
            }
        }
    }
}

/// Where a gap stands under one policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// How far it is from no gap, never negative.
    pub size: f64,
    /// On which side of its null it is told apart: above, below; none where its interval holds the null.
    pub apart: Option<bool>,
}

impl Side {
    /// A difference between levels: no gap is 0.
    #[must_use]
    pub fn of_difference(mean: f64, ends: (f64, f64)) -> Self {
        Self { size: mean.abs(), apart: (!holds(ends, 0.0)).then_some(mean > 0.0) }
    }

    /// A ratio of levels: no gap is 1, and half is as far from it as twice.
    #[must_use]
    pub fn of_ratio(mean: f64, ends: (f64, f64)) -> Self {
        let size = if mean > 0.0 { mean.max(1.0 / mean) - 1.0 } else { f64::INFINITY };
        Self { size, apart: (!holds(ends, 1.0)).then_some(mean > 1.0) }
    }

    /// Worst minus best: no gap is what chance gives. `beyond` is the interval of what is beyond that; less than chance gives is no
    /// gap on the other side. Without it nothing is told apart.
    #[must_use]
    pub fn of_widest(mean: f64, beyond: Option<(f64, f64)>, highest_is_worst: bool) -> Self {
        let apart = beyond.is_some_and(|(low, high)| if highest_is_worst { low > 0.0 } else { high < 0.0 });
        Self { size: mean.abs(), apart: apart.then_some(highest_is_worst) }
    }
}

/// The words for a gap whose difference between policies is told apart, from where it stands under both.
#[must_use]
pub fn judge_gap(reference: Side, variant: Side) -> Verdict {
    let nearer = variant.size < reference.size;
    match (reference.apart, variant.apart) {
        (Some(a), Some(b)) if a != b => Verdict::Reverses,
        (Some(_), _) if nearer => Verdict::Narrows,
        (Some(_), Some(_)) => Verdict::Widens,
        (None, Some(_)) if variant.size > reference.size => Verdict::Opens,
        (Some(_) | None, None) | (None, Some(_)) => Verdict::Shifts,
    }
}

/// The word in the column `material` for a difference whose whole interval is too small to matter.
pub const NO_MATTER: &str = "no difference that matters";

/// The word in the column `material`, for a smallest difference that matters: whether the whole interval, or only the estimate, is
/// no larger than that.
#[must_use]
pub fn material(smallest: Option<f64>, difference: Option<f64>, ends: Option<(f64, f64)>) -> &'static str {
    match (smallest, difference, ends) {
        (Some(m), _, Some((low, high))) if -m <= low && high <= m => NO_MATTER,
        (Some(m), Some(difference), Some(_)) if difference.abs() <= m => "may be too small to matter",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contract of DESIGN section 6, said again another way: from where each gap lies about its null.
    fn restated(r: f64, r_half: f64, v: f64, v_half: f64) -> Verdict {
        let apart = |x: f64, half: f64| x.abs() > half;
        let (r_apart, v_apart) = (apart(r, r_half), apart(v, v_half));
        let same_side = (r > 0.0) == (v > 0.0);
        if r_apart && v_apart && !same_side {
            Verdict::Reverses
        } else if r_apart && v.abs() < r.abs() {
            Verdict::Narrows
        } else if r_apart && v_apart {
            Verdict::Widens
        } else if v_apart && !r_apart && v.abs() > r.abs() {
            Verdict::Opens
        } else {
            Verdict::Shifts
        }
    }

    /// Every pair of gaps on a grid, told apart or not, on either side, in each unit of a gap.
    #[test]
    fn words_follow_from_where_both_gaps_stand() {
        let mut seen = std::collections::BTreeMap::new();
        let grid: Vec<f64> = (-6..=6).map(f64::from).collect();
        for (&r, &v) in grid.iter().flat_map(|r| grid.iter().map(move |v| (r, v))) {
            for (r_half, v_half) in [(0.5, 0.5), (0.5, 9.0), (9.0, 0.5), (9.0, 9.0), (3.0, 2.0), (2.0, 3.0)] {
                let expected = restated(r, r_half, v, v_half);
                let ends = |x: f64, half: f64| (x - half, x + half);
                let found = judge_gap(Side::of_difference(r, ends(r, r_half)), Side::of_difference(v, ends(v, v_half)));
                assert_eq!(found, expected, "{r} +-{r_half}, {v} +-{v_half}");
                // A ratio is a difference of logarithms; halves give whole powers of 2.
                let power = |x: f64| 2.0_f64.powi((2.0 * x) as i32);
                let ratio = |x: f64, half: f64| Side::of_ratio(power(x), (power(x - half), power(x + half)));
                assert_eq!(judge_gap(ratio(r, r_half), ratio(v, v_half)), expected, "ratio {r} {v}");
                // Turned about, the words stay.
                let turned =
                    judge_gap(Side::of_difference(-r, ends(-r, r_half)), Side::of_difference(-v, ends(-v, v_half)));
                assert_eq!(turned, expected);
                *seen.entry(found.words()).or_insert(0) += 1;
            }
        }
        let words: Vec<&str> = seen.keys().copied().collect();
        assert_eq!(words, ["narrows", "opens", "reverses", "shifts", "widens"]);
    }

    /// Worst minus best of 2 to 8 where chance gives 3, each with its interval.
    #[test]
    fn the_widest_gap_is_measured_against_what_chance_gives() {
        let chance = 3.0;
        for (r, v) in (2..=8).flat_map(|r| (2..=8).map(move |v| (f64::from(r), f64::from(v)))) {
            for (r_half, v_half) in [(0.5, 0.5), (0.5, 9.0), (9.0, 0.5), (9.0, 9.0)] {
                let side = |x: f64, half: f64| {
                    let beyond = x - chance;
                    Side::of_widest(x, Some((beyond - half, beyond + half)), true)
                };
                let (r_there, v_there) = (r - chance > r_half, v - chance > v_half);
                let expected = match (r_there, v_there) {
                    (true, _) if v < r => Verdict::Narrows,
                    (true, true) => Verdict::Widens,
                    (false, true) if v > r => Verdict::Opens,
                    _ => Verdict::Shifts,
                };
                assert_eq!(judge_gap(side(r, r_half), side(v, v_half)), expected, "{r} {v}");
                // Where higher is better, worst minus best is negative.
                let turned = |x: f64, half: f64| {
                    let beyond = chance - x;
                    Side::of_widest(-x, Some((beyond - half, beyond + half)), false)
                };
                assert_eq!(judge_gap(turned(r, r_half), turned(v, v_half)), expected, "{r} {v}");
            }
        }
        let unknown = |x| Side::of_widest(x, None, true);
        assert_eq!(judge_gap(unknown(5.0), unknown(1.0)), Verdict::Shifts, "nothing is known of chance");
        let below = Side::of_widest(2.0, Some((-1.5, -0.5)), true);
        assert_eq!(judge_gap(Side::of_widest(8.0, Some((4.0, 6.0)), true), below), Verdict::Narrows, "not reversed");
    }

    #[test]
    fn judgement_is_one_word_for_each_verdict() {
        use Verdict::*;
        let all = [
            NotEstimable,
            Identical,
            NotToldApart,
            Better,
            Worse,
            Higher,
            Lower,
            Narrows,
            Widens,
            Opens,
            Reverses,
            Shifts,
        ];
        let better: Vec<_> = all.iter().filter(|v| v.judgement() == "better").collect();
        let worse: Vec<_> = all.iter().filter(|v| v.judgement() == "worse").collect();
        assert_eq!((better, worse), (vec![&Better, &Narrows], vec![&Worse, &Widens, &Opens]));
        assert!(all.iter().all(|v| v.told_apart() || v.judgement().is_empty()));
    }

    #[test]
    fn what_is_no_gap_goes_by_its_direction() {
        let of = |d: f64, direction| judge(d, (d - 0.5, d + 0.5), direction, None);
        assert_eq!(of(-2.0, Direction::Lower), Verdict::Better);
        assert_eq!(of(2.0, Direction::Lower), Verdict::Worse);
        assert_eq!(of(-2.0, Direction::Higher), Verdict::Worse);
        assert_eq!(of(2.0, Direction::Higher), Verdict::Better);
        assert_eq!(of(2.0, Direction::None), Verdict::Higher);
        assert_eq!(of(-2.0, Direction::None), Verdict::Lower);
        assert_eq!(of(0.5, Direction::Lower), Verdict::NotToldApart, "the end belongs to the interval");
        let side = |x: f64| Side::of_difference(x, (x - 0.1, x + 0.1));
        let toward = |r: f64, v: f64| judge(v - r, (v - r, v - r), Direction::TowardZero, Some([side(r), side(v)]));
        assert_eq!(
            [toward(3.0, 1.0), toward(1.0, 3.0), toward(3.0, -3.0), toward(0.0, 2.0)],
            [Verdict::Better, Verdict::Worse, Verdict::Lower, Verdict::Worse]
        );
    }

    #[test]
    fn what_matters_goes_by_the_whole_interval_first() {
        let of = |m, low: f64, high: f64| material(m, Some((low + high) / 2.0), Some((low, high)));
        assert_eq!(of(Some(1.0), -1.0, 1.0), "no difference that matters");
        assert_eq!(of(Some(1.0), 0.2, 0.4), "no difference that matters");
        assert_eq!(of(Some(1.0), 0.0, 0.0), "no difference that matters");
        assert_eq!(of(Some(1.0), -1.5, 1.0), "may be too small to matter");
        assert_eq!(of(Some(1.0), 0.5, 1.5), "may be too small to matter");
        assert_eq!(of(Some(1.0), 0.6, 1.6), "");
        assert_eq!(of(Some(1.0), -1.6, -0.6), "");
        assert_eq!(of(None, 0.0, 0.0), "");
        assert_eq!(material(Some(1.0), None, None), "");
    }
}
