//! Cost per breach avoided: what a policy costs more than the reference, for each wait that it keeps within its target.
//!
//! The cost is `cost_of_care`, which is what a budget pays: a price of waiting is what breaches bring, and would count them twice.
//! Breaches avoided are `new_breaches` of the reference minus those of the policy: a flow counts every wait that crosses its target once,
//! where the stock at the end knows only the last day and rewards a policy that moves breaches to the week before. Breaches are counted by
//! whole audits and costs from the warm-up on, so there is a figure only where the warm-up ends with an audit.
//!
//! The figure is a ratio of two means of paired differences, never a mean of ratios. Its 95% set is Fieller's (1954, "Some problems
//! in interval estimation"): all ratios that a paired t test would not reject, which is an interval where the breaches avoided are told apart
//! from 0, all but an interval, or everything, where they are not; and then there is no figure. A negative ratio has no meaning of its own
//! (-100 may be much saved or few breaches avoided), so a policy that costs less with fewer breaches is called dominant, and one that
//! costs more with more breaches is called dominated, in words (Drummond et al. 2015, "Methods for the economic evaluation of
//! health care programmes", chapter 3).

use super::contrast::{Compared, Contrast, Contrasted, Placing};
use super::estimate::{Estimate, notes};
use super::verdict::Verdict;
use crate::measure::{AnalysisSet, Layout, Missing, Settled};
use crate::stat::interval::{self, TIntervals};
use crate::tally::Scope;

/// The name in the column `measure`.
pub const COST_PER_BREACH_AVOIDED: &str = "cost_per_breach_avoided";
/// What it is made of.
const COST: &str = "cost_of_care";
const BREACHES: &str = "new_breaches";

/// The price of a breach avoided.
#[derive(Clone, Copy, Debug)]
pub(super) struct CostPerBreachAvoided;

impl Contrast for CostPerBreachAvoided {
    fn name(&self) -> Option<&str> {
        Some(COST_PER_BREACH_AVOIDED)
    }
    fn summary(&self) -> &str {
        "difference in cost_of_care divided by the new breaches avoided, with Fieller's 95% set"
    }
    fn source(&self) -> &str {
        "Fieller 1954; Drummond et al. 2015, Methods for the economic evaluation of health care programmes, chapter 3"
    }
    /// One for each service whose care has a price, and for all of them together.
    fn places(&self, layout: &Layout, service: usize) -> Vec<Placing> {
        let rows = &layout.rows;
        let everybody = |name: &str| {
            layout.rows_of(service).find(|&i| {
                let figure = &rows[i].figure;
                figure.population == AnalysisSet::Flow
                    && figure.is_of_everybody()
                    && layout.measure_name(figure) == name
            })
        };
        let Some((cost, breaches)) = everybody(COST).zip(everybody(BREACHES)) else { return Vec::new() };
        let own = (AnalysisSet::Flow.population(), COST_PER_BREACH_AVOIDED);
        let comes_before = |i: &usize| {
            let figure = &rows[*i].figure;
            (figure.population.population(), layout.measure_name(figure)) < own
        };
        let until = (cost..layout.rows_of(service).end).take_while(comes_before);
        vec![Placing { before: cost + until.count(), like: cost, made_of: vec![cost, breaches] }]
    }
    fn read(&self, of: &Compared<'_>, intervals: &mut TIntervals) -> Contrasted {
        let readings =
            of.pairs[0].iter().zip(&of.pairs[1]).map(|(cost, breaches)| (cost.0, cost.1, breaches.0, breaches.1));
        let mut figure = figure(readings, intervals);
        if !same_weeks(of.scope) {
            let words = "costs count from the warm-up on, breaches from the first audit after it: let the warm-up end with an audit";
            figure = Figure { value: None, ends: None, verdict: Verdict::NotEstimable, words: words.into(), ..figure };
        }
        let unit = format!("{} per breach avoided", of.layout.measure(&of.layout.rows[of.like].figure).unit());
        Contrasted {
            estimate: Estimate { mean: figure.value, ends: figure.ends },
            verdict: figure.verdict,
            ..Contrasted::not_estimable(figure.pairs, notes([unit, figure.words]))
        }
    }
}

/// Whether breaches, which are counted by whole audits, are those of the weeks that costs are counted in.
fn same_weeks(scope: &Scope) -> bool {
    scope.audit.is_none_or(|every| scope.warm_up % every == 0)
}

#[derive(Debug, PartialEq)]
struct Figure {
    value: Option<f64>,
    ends: Option<(f64, f64)>,
    pairs: usize,
    verdict: Verdict,
    words: String,
}

/// From the costs (own, reference's) and breaches (own, reference's) of each pair.
fn figure(readings: impl Iterator<Item = (Settled, Settled, Settled, Settled)>, intervals: &mut TIntervals) -> Figure {
    let (mut costs, mut avoided, mut dropped) = (Vec::new(), Vec::new(), None);
    for (cost, cost_before, breaches, breaches_before) in readings {
        match (cost.value, cost_before.value, breaches.value, breaches_before.value) {
            (Ok(c), Ok(c0), Ok(b), Ok(b0)) => {
                costs.push(c - c0);
                avoided.push(b0 - b);
            }
            (a, b, c, d) => dropped = dropped.max([a, b, c, d].into_iter().filter_map(Result::err).max()),
        }
    }
    let pairs = costs.len();
    let none = |verdict, words: &str| Figure { value: None, ends: None, pairs, verdict, words: words.into() };
    if pairs < 2 {
        return none(
            Verdict::NotEstimable,
            if dropped == Some(Missing::NoAudits) { "no audits" } else { "fewer than 2 pairs" },
        );
    }
    let never = |values: &[f64]| values.iter().all(|&v| v == 0.0);
    match (never(&costs), never(&avoided)) {
        (true, true) => return none(Verdict::Identical, "same cost and same breaches in every pair"),
        (false, true) => {
            return none(Verdict::NotEstimable, "the same breaches in every pair: none is avoided at any cost");
        }
        _ => {}
    }
    let (cost, gain) = (interval::mean(&costs), interval::mean(&avoided));
    match fieller(&costs, &avoided, intervals.t(pairs)) {
        Set::Between(low, high) if low <= 0.0 && high >= 0.0 && !never(&costs) => {
            let what = if gain > 0.0 { "fewer" } else { "more" };
            let words = format!("{what} breaches, at a cost not told apart from the reference's");
            Figure { value: Some(cost / gain), ends: Some((low, high)), pairs, verdict: Verdict::NotToldApart, words }
        }
        Set::Between(low, high) => {
            let (verdict, words) = match (cost > 0.0, gain > 0.0) {
                (true, true) => (Verdict::Higher, "costs more and avoids breaches: the price of one"),
                (false, false) if cost < 0.0 => {
                    (Verdict::Lower, "costs less and has more breaches: what one more saves")
                }
                (false, true) if cost < 0.0 => {
                    return none(Verdict::Better, "dominant: costs less and avoids breaches");
                }
                (_, true) => return none(Verdict::Better, "dominant: avoids breaches at the same cost"),
                (true, false) => return none(Verdict::Worse, "dominated: costs more and has more breaches"),
                (false, false) => return none(Verdict::Worse, "dominated: more breaches at the same cost"),
            };
            Figure { value: Some(cost / gain), ends: Some((low, high)), pairs, verdict, words: words.into() }
        }
        Set::Outside(low, high) => {
            let words = format!(
                "the breaches avoided are not told apart from 0, so the 95% set has no ends: all but {low:.2} to {high:.2}"
            );
            none(Verdict::NotToldApart, &words)
        }
        Set::Everything => {
            none(Verdict::NotToldApart, "the breaches avoided are not told apart from 0: the 95% set is every ratio")
        }
    }
}

/// Ratios that the data do not exclude.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Set {
    /// An interval.
    Between(f64, f64),
    /// All but the inside of an interval.
    Outside(f64, f64),
    /// Nothing is excluded.
    Everything,
}

/// Fieller's set of the ratio of the means of paired values, with this quantile of t: all x where
/// `(a - x b)^2 <= t^2 var(a - x b)`, a quadratic inequality in x.
fn fieller(above: &[f64], below: &[f64], t: f64) -> Set {
    let (a, b) = (interval::mean(above), interval::mean(below));
    let n = above.len() as f64;
    let moment = |x: &[f64], mx: f64, y: &[f64], my: f64| {
        let sum: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
        t * t * sum / (n - 1.0) / n
    };
    let square = b * b - moment(below, b, below, b);
    let half = a * b - moment(above, a, below, b);
    let constant = a * a - moment(above, a, above, a);
    let root = half * half - square * constant;
    if square > 0.0 {
        // The ratio of the means is inside, so a root is there but for the last digits.
        let root = root.max(0.0).sqrt();
        Set::Between((half - root) / square, (half + root) / square)
    } else if square < 0.0 && root > 0.0 {
        let root = root.sqrt();
        Set::Outside((half + root) / square, (half - root) / square)
    } else {
        Set::Everything
    }
}

#[cfg(test)]
mod tests {
    use super::super::estimate::COVERAGE;
    use super::*;
    use crate::measure::Reading;

    /// Differences of cost and breaches avoided, pair by pair.
    fn of(pairs: &[(f64, f64)]) -> Figure {
        let ok = |v: f64| Reading::new(v, 9).settled();
        let readings = pairs.iter().map(|&(cost, avoided)| (ok(100.0 + cost), ok(100.0), ok(50.0 - avoided), ok(50.0)));
        figure(readings, &mut TIntervals::new(COVERAGE))
    }

    #[test]
    fn a_price_is_the_ratio_of_means_with_fiellers_interval() {
        // By hand: costs of mean 12 and variance 4, avoided of mean 3 and variance 1, covariance 2, over 3 pairs. With t = 1:
        // (9 - 1/3) x^2 - 2 (36 - 2/3) x + (144 - 4/3) = 0, so 26 x^2 - 212 x + 428 = 0 and x = (212 -+ sqrt(432)) / 52.
        let Set::Between(low, high) = fieller(&[10.0, 12.0, 14.0], &[2.0, 3.0, 4.0], 1.0) else {
            panic!("an interval")
        };
        assert!((low - 191.215_390_309_173_48 / 52.0).abs() < 1e-12, "{low}");
        assert!((high - 232.784_609_690_826_52 / 52.0).abs() < 1e-12, "{high}");
        // The mean of ratios would be (5 + 4 + 3.5) / 3.
        let f = of(&[(10.0, 2.0), (12.0, 3.0), (14.0, 4.0), (12.0, 3.0)]);
        assert_eq!((f.value, f.verdict, f.pairs), (Some(4.0), Verdict::Higher, 4));
        let (low, high) = f.ends.expect("an interval");
        assert!(low > 0.0 && low < 4.0 && high > 4.0, "{low} {high}");
    }

    #[test]
    fn without_spread_below_it_is_the_t_interval_of_the_cost() {
        // 2 breaches avoided in every pair: the interval of the cost (t = 4.302652729911275 with 2 degrees of freedom) over 2.
        let f = of(&[(9.0, 2.0), (10.0, 2.0), (11.0, 2.0)]);
        let half = 4.302_652_729_911_275 / 3.0_f64.sqrt() / 2.0;
        let (low, high) = f.ends.expect("an interval");
        assert!((low - (5.0 - half)).abs() < 1e-9 && (high - (5.0 + half)).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn the_set_has_three_shapes() {
        let costs = [10.0, 12.0, 14.0];
        assert!(matches!(fieller(&costs, &[2.0, 3.0, 4.0], 1.0), Set::Between(..)));
        // Avoided 1, -1, 0.3: mean 0.1, not told apart from 0; the cost is. By hand with t = 1, variance 1.03, covariance -0.7:
        // a = 0.01 - 1.03/3, b = 1.2 + 0.7/3, c = 144 - 4/3.
        let (a, b, c) = (0.01 - 1.03 / 3.0, 1.2 + 0.7 / 3.0, 144.0 - 4.0 / 3.0);
        let Set::Outside(low, high) = fieller(&costs, &[1.0, -1.0, 0.3], 1.0) else { panic!("all but an interval") };
        let zero = |x: f64| a * x * x - 2.0 * b * x + c;
        assert!(low < 0.0 && high > 0.0 && zero(low).abs() < 1e-9 && zero(high).abs() < 1e-9, "{low} {high}");
        assert_eq!(fieller(&[1.0, -1.0, 0.1], &[1.0, -1.0, 0.3], 4.3), Set::Everything);
        let f = of(&[(1.0, 1.0), (-1.0, -1.0), (0.1, 0.3)]);
        assert_eq!((f.value, f.ends, f.verdict), (None, None, Verdict::NotToldApart));
        assert!(f.words.contains("every ratio"), "{}", f.words);
        let f = of(&[(10.0, 1.0), (12.0, -1.0), (14.0, 0.3)]);
        assert_eq!((f.value, f.ends, f.verdict), (None, None, Verdict::NotToldApart));
        assert!(f.words.contains("all but"), "{}", f.words);
    }

    #[test]
    fn dominance_is_said_in_words_and_has_no_ratio() {
        let with = |cost: f64, avoided: f64| of(&[(cost, avoided), (cost * 1.1, avoided * 1.1), (cost * 0.9, avoided)]);
        for (cost, avoided, verdict, words) in [
            (-10.0, 5.0, Verdict::Better, "dominant"),
            (0.0, 5.0, Verdict::Better, "dominant"),
            (10.0, -5.0, Verdict::Worse, "dominated"),
            (0.0, -5.0, Verdict::Worse, "dominated"),
        ] {
            let f = with(cost, avoided);
            assert_eq!((f.value, f.ends, f.verdict), (None, None, verdict), "{cost} {avoided}");
            assert!(f.words.starts_with(words), "{}", f.words);
        }
        assert_eq!(with(10.0, 5.0).verdict, Verdict::Higher);
        let saved = with(-10.0, -5.0);
        assert_eq!(saved.verdict, Verdict::Lower);
        assert!(saved.value.is_some_and(|v| v > 0.0));
    }

    #[test]
    fn a_cost_that_is_not_told_apart_leaves_an_interval_that_holds_zero() {
        let f = of(&[(10.0, 5.0), (-11.0, 5.1), (2.0, 4.9)]);
        assert_eq!(f.verdict, Verdict::NotToldApart);
        let (low, high) = f.ends.expect("an interval");
        assert!(low < 0.0 && high > 0.0 && f.value.is_some());
    }

    #[test]
    fn what_cannot_be_said_says_why() {
        assert_eq!(of(&[(1.0, 1.0)]).words, "fewer than 2 pairs");
        assert_eq!(of(&[(0.0, 0.0), (0.0, 0.0)]).verdict, Verdict::Identical);
        let f = of(&[(5.0, 0.0), (6.0, 0.0)]);
        assert_eq!((f.verdict, f.value), (Verdict::NotEstimable, None));
        let (ok, no) = (Reading::new(1.0, 1).settled(), Reading::missing(Missing::NoAudits, 1).settled());
        let f = figure([(ok, ok, no, no); 3].into_iter(), &mut TIntervals::new(COVERAGE));
        assert_eq!((f.verdict, f.words.as_str()), (Verdict::NotEstimable, "no audits"));
    }
}
