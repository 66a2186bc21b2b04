//! Slope index of inequality, on ranks from the cohort's own counts.

use nalgebra::{Matrix2, Vector2};

/// One level of an ordered attribute, with the people of the cohort in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedGroup {
    /// Place in the order, the most disadvantaged first; equal places share a rank.
    pub place: u32,
    /// How many people.
    pub count: f64,
    /// Their value.
    pub value: f64,
}

/// Ridit ranks: for each group the share of people below plus half of its own, 0 being the most disadvantaged end. Groups of equal
/// place share the midpoint of their range.
#[must_use]
pub fn ridits(groups: &[RankedGroup]) -> Vec<f64> {
    let total: f64 = groups.iter().map(|g| g.count).sum();
    groups
        .iter()
        .map(|g| {
            let below: f64 = groups.iter().filter(|o| o.place < g.place).map(|o| o.count).sum();
            let own: f64 = groups.iter().filter(|o| o.place == g.place).map(|o| o.count).sum();
            (below + 0.5 * own) / total
        })
        .collect()
}

/// Slope index of inequality, most minus least disadvantaged: the fall of the fitted line from rank 0 to rank 1, by least squares of
/// the groups' values on their ridit ranks, weighted by people (the linear form of WHO and of the English public health method;
/// Mackenbach and Kunst 1997). Positive: more of the measure among the most disadvantaged.
///
/// Empty groups and groups without a value do not count. None where fewer than two ranks are left.
#[must_use]
pub fn sii_most_minus_least(groups: &[RankedGroup]) -> Option<f64> {
    line(groups).map(|(_, slope)| -slope)
}

/// Intercept and slope of the weighted line; none where fewer than two ranks are occupied.
#[must_use]
pub fn line(groups: &[RankedGroup]) -> Option<(f64, f64)> {
    let used: Vec<RankedGroup> = groups.iter().copied().filter(|g| g.count > 0.0 && g.value.is_finite()).collect();
    if used.iter().all(|g| g.place == used[0].place) {
        return None;
    }
    let ranks = ridits(&used);
    let total: f64 = used.iter().map(|g| g.count).sum();
    // Ranks about their mean: the normal equations are then well conditioned.
    let centre: f64 = used.iter().zip(&ranks).map(|(g, r)| g.count * r).sum::<f64>() / total;
    let mut normal = Matrix2::zeros();
    let mut right = Vector2::zeros();
    for (g, rank) in used.iter().zip(&ranks) {
        let x = Vector2::new(1.0, rank - centre);
        normal += g.count * x * x.transpose();
        right += g.count * g.value * x;
    }
    let beta = normal.lu().solve(&right)?;
    Some((beta[0] - beta[1] * centre, beta[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(values: &[f64], counts: &[f64]) -> Vec<RankedGroup> {
        (0..)
            .zip(values.iter().zip(counts))
            .map(|(place, (&value, &count))| RankedGroup { place, count, value })
            .collect()
    }

    const PEOPLE: [f64; 5] = [5210.0, 4875.0, 4630.0, 4102.0, 3688.0];

    /// Cases `wait_mean_imd5.sii_linear` and `.phe_sii`, `over18_pct_imd5.sii_linear` (their sign is the opposite).
    #[test]
    fn the_slope_agrees_with_the_reference_packages() {
        let waits = groups(&[142.7, 133.1, 127.9, 121.4, 118.2], &PEOPLE);
        let (intercept, slope) = line(&waits).unwrap();
        assert!((slope / -30.702_648_367_054_2 - 1.0).abs() < 1e-9, "{slope}");
        assert!((intercept / 145.029_657_887_149 - 1.0).abs() < 1e-9, "{intercept}");
        assert!((sii_most_minus_least(&waits).unwrap() - 30.702_648_367_054_2).abs() < 1e-8);
        let over = groups(&[46.9, 45.2, 44.1, 43.6, 43.0], &PEOPLE);
        assert!((sii_most_minus_least(&over).unwrap() / 4.820_358_520_133_29 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn empty_levels_do_not_count_and_equal_places_share_a_midpoint() {
        let all = groups(&[5.0, 4.0, 3.0], &[10.0, 20.0, 30.0]);
        let mut more = all.clone();
        more.insert(1, RankedGroup { place: 0, count: 0.0, value: 99.0 });
        more.push(RankedGroup { place: 9, count: 3.0, value: f64::NAN });
        assert_eq!(sii_most_minus_least(&all), sii_most_minus_least(&more));
        let tied = [
            RankedGroup { place: 0, count: 1.0, value: 1.0 },
            RankedGroup { place: 1, count: 1.0, value: 2.0 },
            RankedGroup { place: 1, count: 2.0, value: 2.0 },
        ];
        assert_eq!(ridits(&tied), [0.125, 0.625, 0.625]);
        assert_eq!(sii_most_minus_least(&tied[1..]), None);
        assert_eq!(sii_most_minus_least(&[]), None);
        // A level split into two of the same place and value changes nothing.
        let split = [tied[0], RankedGroup { place: 1, count: 3.0, value: 2.0 }];
        assert!((sii_most_minus_least(&split).unwrap() - sii_most_minus_least(&tied).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn no_difference_gives_no_slope() {
        assert!(sii_most_minus_least(&groups(&[7.0; 5], &PEOPLE)).unwrap().abs() < 1e-12);
    }
}
