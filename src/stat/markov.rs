//! Markov chains in continuous time: the rates behind the probabilities of one step.

use nalgebra::DMatrix;

/// Why a matrix of one step has no rates.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoGenerator {
    /// A row is no distribution.
    #[error("row {row} sums to {sum}, which is not 1, or holds a number outside 0 to 1")]
    Row {
        /// The row.
        row: usize,
        /// Its sum.
        sum: f64,
    },
    /// The logarithm does not converge: people leave a state more than about half the time.
    #[error("the probabilities of a step are too large for rates to be found: make the step shorter")]
    TooFast,
    /// The logarithm has a negative rate.
    #[error("no rates give these probabilities: from state {from} to {to} the rate would be {rate}")]
    Negative {
        /// From this state.
        from: usize,
        /// To this one.
        to: usize,
        /// The rate.
        rate: f64,
    },
}

/// Rates below this are rounding.
const ROUNDING: f64 = 1e-12;

/// The generator Q of a chain with transition matrix P = exp(Q) over one step: the matrix logarithm by its series, after Israel,
/// Rosenthal and Wei 2001, "Finding generators for Markov chains via empirical transition matrices".
///
/// # Errors
/// Where P is no transition matrix, changes too fast for the series, or has no generator.
pub fn generator(p: &DMatrix<f64>) -> Result<DMatrix<f64>, NoGenerator> {
    let n = p.nrows();
    for row in 0..n {
        let sum: f64 = p.row(row).iter().sum();
        if (sum - 1.0).abs() > 1e-9 || p.row(row).iter().any(|x| !(0.0..=1.0).contains(x)) {
            return Err(NoGenerator::Row { row, sum });
        }
    }
    let step = p - DMatrix::identity(n, n);
    // The largest row sum of absolute values bounds the spectral radius, which must be below 1.
    let norm = (0..n).map(|r| step.row(r).iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    if norm >= 1.0 {
        return Err(NoGenerator::TooFast);
    }
    let mut q = DMatrix::zeros(n, n);
    let mut power = step.clone();
    let mut k = 1.0;
    while power.iter().any(|x| x.abs() / k > 1e-18) {
        q += &power * ((if k % 2.0 == 1.0 { 1.0 } else { -1.0 }) / k);
        power = &power * &step;
        k += 1.0;
    }
    for from in 0..n {
        for to in (0..n).filter(|&to| to != from) {
            let rate = q[(from, to)];
            if rate < -ROUNDING {
                return Err(NoGenerator::Negative { from, to, rate });
            }
            q[(from, to)] = if rate < ROUNDING { 0.0 } else { rate };
        }
        q[(from, from)] = -(0..n).filter(|&to| to != from).map(|to| q[(from, to)]).sum::<f64>();
    }
    Ok(q)
}

/// The rates behind the probabilities of one step, as rows.
///
/// # Errors
/// As [`generator`].
pub fn rates(rows: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, NoGenerator> {
    let n = rows.len();
    let q = generator(&DMatrix::from_fn(n, n, |r, c| rows[r][c]))?;
    Ok((0..n).map(|r| q.row(r).iter().copied().collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_of_the_rates_gives_the_probabilities_back() {
        let q = DMatrix::from_row_slice(3, 3, &[-0.05, 0.04, 0.01, 0.02, -0.1, 0.08, 0.0, 0.0, 0.0]);
        let p = q.exp();
        let back = generator(&p).expect("it was made from rates");
        assert!((&back - &q).abs().max() < 1e-12, "{back}");
    }

    #[test]
    fn two_states_have_the_closed_form() {
        // P(stay) = exp(-q) where the other state is absorbing.
        let p = libm::exp(-0.02);
        let q = rates(&[vec![p, 1.0 - p], vec![0.0, 1.0]]).expect("rates");
        assert!((q[0][1] - 0.02).abs() < 1e-14 && q[1] == [0.0, 0.0]);
    }

    #[test]
    fn what_has_no_rates_is_refused() {
        let p = |rows: &[f64]| generator(&DMatrix::from_row_slice(3, 3, rows));
        assert!(matches!(p(&[0.5, 0.4, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), Err(NoGenerator::Row { row: 0, .. })));
        assert_eq!(p(&[0.1, 0.9, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), Err(NoGenerator::TooFast));
        // From 0 to 2 only by way of 1, and yet never seen two steps away after one.
        let found = p(&[0.8, 0.2, 0.0, 0.0, 0.8, 0.2, 0.0, 0.0, 1.0]);
        assert!(matches!(found, Err(NoGenerator::Negative { from: 0, to: 2, .. })), "{found:?}");
    }
}
