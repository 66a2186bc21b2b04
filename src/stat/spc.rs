//! XmR charts: the mean of a series in time, limits from its moving ranges, and the four rules by which a point is special.
//!
//! Source: NHS England, Making Data Count; the rules as in the R package NHSRplotthedots 0.2 (`ptd_spc_standard`,
//! `ptd_calculate_point_type`). Limits are those of luck around a steady mean: of a series in which each point is near the one before, such as
//! the size of a list, they are too narrow ([`Xmr::lag_one`]).

/// Mean moving ranges to the limit.
const LIMIT: f64 = 2.66;
/// A moving range of so many mean ones is left out, once.
const SCREEN: f64 = 3.267;
/// Points in a row of a shift and of a trend.
const RUN: usize = 7;

/// Why a point is special, the rule that counts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// It lies outside the limits.
    Outside,
    /// It is one of seven or more in a row that each rise, or each fall.
    Trend,
    /// It is one of two, of three in a row on one side of the mean, that are beyond two thirds of the way to a limit.
    NearLimit,
    /// It is one of seven or more in a row on one side of the mean.
    Shift,
}

impl Rule {
    /// All of them, the one that counts first before the others.
    pub const ALL: [Rule; 4] = [Rule::Outside, Rule::Trend, Rule::NearLimit, Rule::Shift];
}

/// A point that is special.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// Why.
    pub rule: Rule,
    /// Whether it lies, or moves, upwards.
    pub high: bool,
}

/// A chart of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Xmr {
    /// The mean of all points.
    pub mean: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Of each point, why it is special.
    pub special: Vec<Option<Special>>,
    /// Of each point, whether a rule holds, in the order of [`Rule::ALL`].
    pub rules: Vec<[bool; 4]>,
    /// Correlation of each point with the one before; none where points do not differ.
    pub lag_one: Option<f64>,
}

impl Xmr {
    /// The chart of a series of finite numbers; none below two points.
    #[must_use]
    pub fn of(points: &[f64]) -> Option<Self> {
        if points.len() < 2 || points.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let mean = average(points.iter().copied());
        let ranges: Vec<f64> = points.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
        let all = average(ranges.iter().copied());
        let kept: Vec<f64> = ranges.iter().copied().filter(|r| *r < SCREEN * all).collect();
        let range = if kept.is_empty() { all } else { average(kept.into_iter()) };
        let (lower, upper) = (mean - LIMIT * range, mean + LIMIT * range);
        let near = (mean - LIMIT * range * 2.0 / 3.0, mean + LIMIT * range * 2.0 / 3.0);
        let mut rules = vec![[false; 4]; points.len()];
        let side: Vec<i8> = points.iter().map(|x| sign(x - mean)).collect();
        let step: Vec<i8> = points.windows(2).map(|w| sign(w[1] - w[0])).collect();
        for (i, x) in points.iter().enumerate() {
            rules[i][0] = *x < lower || *x > upper;
        }
        // Seven points are six steps.
        let mut rising = vec![false; points.len()];
        for (from, to) in runs(&step, RUN - 1) {
            rules[from..=to].iter_mut().for_each(|r| r[1] = true);
            rising[from..=to].fill(step[from] > 0);
        }
        let beyond = |x: f64| (x > near.1 && x <= upper) || (x < near.0 && x >= lower);
        for i in 0..points.len().saturating_sub(2) {
            let three = i..i + 3;
            let one_side = side[i] != 0 && side[three.clone()].iter().all(|s| *s == side[i]);
            if one_side && three.clone().filter(|j| beyond(points[*j])).count() >= 2 {
                three.filter(|j| beyond(points[*j])).for_each(|j| rules[j][2] = true);
            }
        }
        for (from, to) in runs(&side, RUN) {
            rules[from..to].iter_mut().for_each(|r| r[3] = true);
        }
        let high = |i: usize, rule: Rule| match rule {
            Rule::Trend => rising[i],
            _ => points[i] > mean,
        };
        let special = rules.iter().enumerate().map(|(i, held)| {
            let rule = Rule::ALL.iter().zip(held).find(|(_, held)| **held).map(|(rule, _)| *rule)?;
            Some(Special { rule, high: high(i, rule) })
        });
        let special = special.collect();
        Some(Self { mean, lower, upper, special, rules, lag_one: lag_one(points, mean) })
    }
}

/// Runs of the same sign that are long enough: their first, and one after their last.
fn runs(signs: &[i8], least: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for to in 1..=signs.len() {
        if to == signs.len() || signs[to] != signs[from] {
            if signs[from] != 0 && to - from >= least {
                found.push((from, to));
            }
            from = to;
        }
    }
    found
}

fn sign(x: f64) -> i8 {
    i8::from(x > 0.0) - i8::from(x < 0.0)
}

fn average(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = numbers.len() as f64;
    numbers.sum::<f64>() / n
}

fn lag_one(points: &[f64], mean: f64) -> Option<f64> {
    let spread: f64 = points.iter().map(|x| (x - mean) * (x - mean)).sum();
    let together: f64 = points.windows(2).map(|w| (w[0] - mean) * (w[1] - mean)).sum();
    (spread > 0.0).then(|| together / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(chart: &Xmr, rule: usize) -> Vec<u8> {
        chart.rules.iter().map(|r| u8::from(r[rule])).collect()
    }

    /// Worked out with the semantics of NHSRplotthedots 0.2 (`ptd_spc_standard.R`, `ptd_calculate_point_type.R`).
    #[test]
    fn limits_and_rules_are_those_of_making_data_count() {
        let y = [
            52.0, 48.0, 50.0, 55.0, 47.0, 51.0, 49.0, 53.0, 50.0, 46.0, 54.0, 52.0, 58.0, 59.0, 60.0, 61.0, 62.0, 63.0,
            64.0, 66.0, 90.0,
        ];
        let chart = Xmr::of(&y).unwrap();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(chart.mean, 56.666_666_666_667) && near(chart.upper, 65.066_666_666_667), "{chart:?}");
        assert!(near(chart.lower, 48.266_666_666_667), "{chart:?}");
        assert_eq!(flags(&chart, 0), [0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(flags(&chart, 1), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(flags(&chart, 2), [0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
        assert_eq!(flags(&chart, 3), [1; 21]);
        assert_eq!(chart.special[20], Some(Special { rule: Rule::Outside, high: true }));
        assert_eq!(chart.special[12], Some(Special { rule: Rule::Trend, high: true }));
        assert_eq!(chart.special[0], Some(Special { rule: Rule::Shift, high: false }));
        let y = [10.0, 12.0, 11.0, 9.0, 10.0, 14.0, 15.0, 9.0, 10.0, 11.0, 6.1, 6.0, 10.0, 12.0];
        let chart = Xmr::of(&y).unwrap();
        assert!(near(chart.upper, 16.502_747_252_747) && near(chart.lower, 4.225_824_175_824), "{chart:?}");
        assert_eq!([0, 1, 3].map(|rule| flags(&chart, rule)), [[0; 14]; 3]);
        assert_eq!(flags(&chart, 2), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
    }

    /// Limits and kinds of points of a gap by the package itself (R 4.2).
    #[test]
    fn a_gap_that_falls_is_as_the_package_tells_it() {
        let y = [
            14.2, 15.1, 13.8, 14.9, 16.0, 15.2, 14.4, 15.7, 13.9, 14.8, 15.3, 14.6, 12.1, 12.4, 11.7, 12.9, 12.0, 11.5,
            12.2, 12.6, 9.0, 11.9, 12.3, 11.8,
        ];
        let chart = Xmr::of(&y).unwrap();
        assert!((chart.mean - 13.345_833_333_333_3).abs() < 1e-9);
        assert!((chart.lower - 10.362_007_246_376_8).abs() < 1e-9 && (chart.upper - 16.329_659_420_289_9).abs() < 1e-9);
        let high: Vec<Option<bool>> = chart.special.iter().map(|s| s.map(|s| s.high)).collect();
        assert_eq!(high, (0..24).map(|i| Some(i < 12)).collect::<Vec<_>>());
    }

    #[test]
    fn few_or_equal_points_have_no_surprises() {
        assert_eq!(Xmr::of(&[1.0]), None);
        assert_eq!(Xmr::of(&[1.0, f64::NAN]), None);
        let flat = Xmr::of(&[3.0; 20]).unwrap();
        assert_eq!((flat.lower, flat.upper, flat.lag_one), (3.0, 3.0, None));
        assert!(flat.special.iter().all(Option::is_none));
        let falling = Xmr::of(&[9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0]).unwrap();
        assert_eq!(falling.special[6].map(|s| (s.rule, s.high)), Some((Rule::Outside, false)));
        assert!(falling.lag_one.is_some_and(|r| r > 0.5));
    }
}
