//! Shares of full combinations under other shares of some attributes.

use crate::error::Problem;
use crate::population::Population;

/// Rounds until it must stand.
const MOST_ROUNDS: u32 = 10_000;
/// How far a share may be off at the end.
const NEAR: f64 = 1e-6;

/// Why shares are not met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unmet {
    /// The population has nobody of a level.
    Nobody,
    /// No mix of the combinations has them all.
    Apart,
}

/// Takes shares of full combinations to other shares of some attributes, so that the odds ratios stay (iterative proportional fitting).
pub(super) fn raked(population: &Population, cells: &mut [f64], wanted: &[(usize, &Vec<f64>)]) -> Result<(), Unmet> {
    let whole: f64 = cells.iter().sum();
    let sums = |cells: &[f64], a: usize, levels: usize| {
        let mut sums = vec![0.0; levels];
        cells.iter().enumerate().for_each(|(group, cell)| sums[population.level(group, a)] += cell);
        sums
    };
    let has_none = |(a, margin): &(usize, &Vec<f64>)| {
        sums(cells, *a, margin.len()).iter().zip(*margin).any(|(sum, share)| *sum <= 0.0 && *share > 0.0)
    };
    if wanted.iter().any(has_none) {
        return Err(Unmet::Nobody);
    }
    for _ in 0..MOST_ROUNDS {
        let mut off = 0.0_f64;
        for (a, margin) in wanted {
            let sums = sums(cells, *a, margin.len());
            let all: f64 = margin.iter().sum();
            let level = |group: usize| population.level(group, *a);
            let times = |l: usize| if sums[l] > 0.0 { margin[l] / all * whole / sums[l] } else { 1.0 };
            let times: Vec<f64> = (0..sums.len()).map(times).collect();
            off = times.iter().map(|t| (t - 1.0).abs()).fold(off, f64::max);
            cells.iter_mut().enumerate().for_each(|(group, cell)| *cell *= times[level(group)]);
        }
        // Of one attribute the first round is all; a level without a share stays without.
        if off < 1e-12 || wanted.len() < 2 {
            break;
        }
    }
    let met = |(a, margin): &(usize, &Vec<f64>)| {
        let all: f64 = margin.iter().sum();
        let sums = sums(cells, *a, margin.len());
        sums.iter().zip(*margin).all(|(sum, share)| (sum / whole - share / all).abs() <= NEAR)
    };
    if wanted.iter().all(met) { Ok(()) } else { Err(Unmet::Apart) }
}

impl Unmet {
    /// What is said of shares of these attributes.
    pub(super) fn problem(self, at: &str, names: &[&str]) -> Problem {
        let (message, help) = match self {
            Self::Nobody => (
                "nobody in the population has this level, but it has a share here".to_string(),
                "give that level a share in the combinations of [population], or none here",
            ),
            Self::Apart => (
                format!(
                    "no mix of the combinations listed in [population] has these shares of `{}`",
                    names.join("` and `")
                ),
                "list more combinations in [population], or give shares that a mix of these can have",
            ),
        };
        Problem::new("Q0408", at, message).help(help).at_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Attribute;

    #[test]
    fn margins_are_met_and_odds_ratios_stay() {
        let attribute = |name: &str| Attribute {
            name: name.into(),
            levels: vec!["a".to_string(), "b".to_string()],
            ordered: false,
            reference: 0,
        };
        let population = Population { attributes: vec![attribute("x"), attribute("y")] };
        let group = |a: usize, b: usize| population.group(&[a, b]);
        let mut cells = vec![0.0; 4];
        for (at, share) in [(group(0, 0), 0.4), (group(0, 1), 0.1), (group(1, 0), 0.2), (group(1, 1), 0.3)] {
            cells[at] = share;
        }
        let odds = |c: &[f64]| c[group(0, 0)] * c[group(1, 1)] / c[group(0, 1)] / c[group(1, 0)];
        let before = odds(&cells);
        assert_eq!(raked(&population, &mut cells, &[(0, &vec![0.2, 0.8]), (1, &vec![3.0, 1.0])]), Ok(()));
        assert!((cells[group(0, 0)] + cells[group(0, 1)] - 0.2).abs() < 1e-9, "{cells:?}");
        assert!((cells[group(0, 0)] + cells[group(1, 0)] - 0.75).abs() < 1e-9, "{cells:?}");
        assert!((odds(&cells) / before - 1.0).abs() < 1e-9 && (cells.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        // A level of nobody takes no share.
        let mut none = vec![0.0; 4];
        none[group(0, 0)] = 1.0;
        assert_eq!(raked(&population, &mut none, &[(0, &vec![0.5, 0.5])]), Err(Unmet::Nobody));
        assert_eq!(raked(&population, &mut none, &[(0, &vec![1.0, 0.0])]), Ok(()));
        // Two attributes that are one have the same shares, or none.
        for (other, right) in [([0.6, 0.4], Err(Unmet::Apart)), ([0.2, 0.8], Ok(())), ([1.0, 0.0], Err(Unmet::Apart))] {
            let mut one = vec![0.0; 4];
            one[group(0, 0)] = 0.5;
            one[group(1, 1)] = 0.5;
            assert_eq!(raked(&population, &mut one, &[(0, &vec![0.2, 0.8]), (1, &other.to_vec())]), right, "{other:?}");
        }
    }
}
