//! Laws of times, in seconds.

use super::people::errors;
use super::shares_or_counts::sums_to_one;
use crate::distributions::{Dist, DistError, Patience};
use crate::error::Problem;
use crate::scenario::path;
use crate::scenario::raw::{Law, Number, Shift, Span};
use crate::time::Time;

/// The law in seconds; a problem at `path` where its parameters are impossible.
pub(super) fn law(law: &Law, at: &str, unit: f64, problems: &mut Vec<Problem>) -> Option<Dist> {
    let before = errors(problems);
    let values = |list: &[Number]| -> Vec<f64> { list.iter().map(|n| n.value).collect() };
    match law {
        Law::Hyperexponential { shares, .. } => sums_to_one(&values(shares), &path::key(at, "shares"), problems),
        Law::Empirical { weights: Some(weights), .. } => {
            let (weights, here) = (values(weights), path::key(at, "weights"));
            // Counts in whole numbers, or shares.
            if weights.iter().any(|w| w.fract() != 0.0) {
                sums_to_one(&weights, &here, problems);
            }
        }
        _ => {}
    }
    if errors(problems) > before {
        return None;
    }
    match build(law, unit) {
        Ok(dist) => {
            let moved = |from: &Span, one: f64| {
                let message =
                    format!("cutting the values below 0 moves the mean from {from} to {:.4}", dist.mean() / one);
                Problem::new("W0611", at, message)
            };
            if let Law::Normal { mean, .. } = law {
                problems.push(moved(mean, Span { count: 1.0, unit: mean.unit }.seconds(unit)));
            }
            if let (Some(shift), Dist::Shifted(shifted)) = (shift(law), &dist)
                && shift.back
            {
                let one = Span { count: 1.0, unit: shift.span.unit };
                let uncut = (shifted.mean_uncut() / one.seconds(unit) * 1e4).round() / 1e4;
                problems.push(moved(&Span { count: uncut, ..one }, one.seconds(unit)));
            }
            Some(dist)
        }
        Err(problem) => {
            problems.push(problem.below(at));
            None
        }
    }
}

/// Where a law begins, if it says.
fn shift(law: &Law) -> Option<Shift> {
    match law {
        Law::Exponential { shift, .. }
        | Law::Gamma { shift, .. }
        | Law::Erlang { shift, .. }
        | Law::Lognormal { shift, .. }
        | Law::Weibull { shift, .. }
        | Law::Hyperexponential { shift, .. } => *shift,
        Law::Constant { .. }
        | Law::Uniform { .. }
        | Law::Triangular { .. }
        | Law::Normal { .. }
        | Law::Empirical { .. } => None,
    }
}

fn build(law: &Law, unit: f64) -> Result<Dist, Problem> {
    let s = |span: &Span| span.seconds(unit);
    let values = |list: &[Number]| -> Vec<f64> { list.iter().map(|n| n.value).collect() };
    let result = match law {
        Law::Constant { value } => Dist::constant(s(value)),
        Law::Exponential { mean, .. } => Dist::exponential(s(mean)),
        Law::Uniform { low, high } => Dist::uniform(s(low), s(high)),
        Law::Triangular { low, mode, high } => Dist::triangular(s(low), s(mode), s(high)),
        Law::Gamma { mean, sd, cv, .. } => {
            Dist::gamma_by_mean(s(mean), spread(s(mean), sd.as_ref(), cv.as_ref(), unit)?)
        }
        Law::Erlang { mean, stages, .. } => Dist::erlang(*stages, s(mean)),
        Law::Lognormal { mean, sd, cv, .. } => {
            Dist::lognormal_by_mean(s(mean), spread(s(mean), sd.as_ref(), cv.as_ref(), unit)?)
        }
        Law::Weibull { scale, shape, .. } => Dist::weibull(shape.value, s(scale)),
        Law::Normal { mean, sd, truncate } => {
            if truncate.as_ref().is_none_or(|t| t.value != 0.0) {
                let help = "write `truncate = 0` to cut them (this changes the mean), or take lognormal or gamma";
                return Err(Problem::new("Q0610", "", "a normal law gives times below 0").help(help));
            }
            Dist::normal_at_zero(s(mean), s(sd))
        }
        Law::Empirical { values: list, weights } => {
            let list: Vec<f64> = list.iter().map(s).collect();
            let weights = weights.as_deref().map_or_else(|| vec![1.0; list.len()], values);
            Dist::empirical(&list, &weights)
        }
        Law::Hyperexponential { shares, means, .. } => {
            let means: Vec<f64> = means.iter().map(s).collect();
            Dist::hyperexponential(&values(shares), &means)
        }
    };
    let moved = result.and_then(|dist| shift(law).map_or(Ok(dist.clone()), |shift| dist.shifted(shift.seconds(unit))));
    moved.map_err(problem)
}

fn problem(error: DistError) -> Problem {
    Problem::new("Q0610", "", format!("this law is impossible: {}", in_words(&error)))
}

/// What is wrong with a law, with times as people write them.
pub(super) fn in_words(error: &DistError) -> String {
    let time = |seconds: f64| match seconds {
        s if s.fract() == 0.0 && s.abs() < 1e15 => crate::time::in_words(s as Time),
        s => format!("{s} seconds"),
    };
    let is_time =
        |name: &str| matches!(name, "mean" | "sd" | "low" | "high" | "mode" | "value" | "scale" | "end" | "shift");
    let value = |name: &str, x: f64| if is_time(name) { time(x) } else { x.to_string() };
    match error {
        DistError::Negative { name, value: x } => {
            format!("{name} = {} is negative; it must be 0 or more", value(name, *x))
        }
        DistError::NotPositive { name, value: x } => format!("{name} = {} must be above 0", value(name, *x)),
        DistError::EndsSwapped { low, high } => format!("low = {} is above high = {}", time(*low), time(*high)),
        DistError::ModeOutside { low, mode, high } => {
            format!("mode = {} is not between low = {} and high = {}", time(*mode), time(*low), time(*high))
        }
        DistError::EndsNotRising { value } => {
            format!("the piece from {} begins no later than the one before it", time(*value))
        }
        DistError::Shift { by, below } => {
            format!("with shift = {} {:.1}% of the law lie below 0; at most half may", time(*by), below * 100.0)
        }
        other => other.to_string(),
    }
}

/// The coefficient of variation.
fn spread(mean: f64, sd: Option<&Span>, cv: Option<&Number>, unit: f64) -> Result<f64, Problem> {
    match (sd, cv) {
        (Some(sd), None) if mean > 0.0 => Ok(sd.seconds(unit) / mean),
        (Some(_), None) => Ok(0.0),
        (None, Some(cv)) => Ok(cv.value),
        _ => Err(Problem::new("Q0610", "", "give the spread once: either `sd` or `cv`")),
    }
}

/// A law of the time until someone leaves untreated, in seconds.
pub(super) fn patience(raw: &Law, at: &str, unit: f64, problems: &mut Vec<Problem>) -> Option<Patience> {
    let s = |span: &Span| span.seconds(unit);
    let result = match raw {
        Law::Constant { value } => Patience::constant(s(value)),
        // Nobody leaves before the shift; one below 0 is forgotten, as the law is without memory.
        Law::Exponential { mean, shift: Some(shift) } if !shift.back && shift.span.count > 0.0 => {
            Patience::piecewise(&[shift.seconds(unit)], &[0.0, 1.0 / s(mean)])
        }
        Law::Exponential { mean, .. } => Patience::exponential(s(mean)),
        Law::Uniform { low, high } => Patience::uniform(s(low), s(high)),
        Law::Weibull { scale, shape, shift: None } => Patience::weibull(shape.value, s(scale)),
        _ => {
            problems.push(
                Problem::new("Q0611", at, "the time until people leave needs a law that also holds for people who have waited already")
                    .help("take constant, exponential, uniform or weibull without a shift, or `pieces` with a hazard by time waited"),
            );
            return None;
        }
    };
    result.map_err(|e| problems.push(problem(e).below(at))).ok()
}
