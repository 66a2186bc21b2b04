//! Logistic regression of counts on levels: maximum likelihood by Newton's method (McCullagh and Nelder 1989, chapter 4), with Wald intervals.

use nalgebra::{Cholesky, DMatrix, DVector};

/// The 97.5% point of the normal law.
const NORMAL: f64 = 1.959_963_984_540_054;
/// Steps until it must stand.
const MOST_STEPS: usize = 60;
/// Changes below this are none.
const STANDS: f64 = 1e-10;

/// People with the same levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The coefficients that stand in their logit, each once.
    pub of: Vec<usize>,
    /// How often it happened.
    pub yes: f64,
    /// How often it did not.
    pub no: f64,
}

/// A coefficient on the scale of the logit, with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logit {
    /// The coefficient.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The coefficients; none where the counts do not tell them apart.
#[must_use]
pub fn logistic(cells: &[Cell], coefficients: usize) -> Option<Vec<Logit>> {
    let mut at = DVector::<f64>::zeros(coefficients);
    for _ in 0..MOST_STEPS {
        let mut slope = DVector::<f64>::zeros(coefficients);
        let mut bend = DMatrix::<f64>::zeros(coefficients, coefficients);
        for cell in cells {
            let logit: f64 = cell.of.iter().map(|i| at[*i]).sum();
            let p = 1.0 / (1.0 + libm::exp(-logit));
            let n = cell.yes + cell.no;
            for &i in &cell.of {
                slope[i] += cell.yes - n * p;
                cell.of.iter().for_each(|j| bend[(i, *j)] += n * p * (1.0 - p));
            }
        }
        // Counts that do not tell coefficients apart have no inverse, or one that is noise.
        if bend.diagonal().iter().any(|b| *b < 1e-6) {
            return None;
        }
        let least = bend.diagonal().max() * 1e-9;
        let solver = Cholesky::new(bend)?;
        if solver.l_dirty().diagonal().iter().any(|d| d * d < least) {
            return None;
        }
        let mut step = solver.solve(&slope);
        let largest = step.amax();
        // No step is longer than the way from 1% to 4%.
        if largest > 1.5 {
            step *= 1.5 / largest;
        }
        at += step;
        if largest < STANDS {
            let inverse = solver.inverse();
            let of = |i: usize| {
                let wide = NORMAL * inverse[(i, i)].sqrt();
                Logit { value: at[i], low: at[i] - wide, high: at[i] + wide }
            };
            return Some((0..coefficients).map(of).collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(of: &[usize], yes: f64, no: f64) -> Cell {
        Cell { of: of.to_vec(), yes, no }
    }

    /// Two levels of one attribute and an odds ratio of another; Newton's method in NumPy 2 on the same counts.
    #[test]
    fn two_attributes_come_out_as_elsewhere() {
        let cells =
            [cell(&[0], 30.0, 170.0), cell(&[0, 2], 45.0, 105.0), cell(&[1], 20.0, 280.0), cell(&[1, 2], 18.0, 132.0)];
        let found = logistic(&cells, 3).unwrap();
        let wanted = [
            (-1.685_013_688_010_059_7, 0.173_778_383_919_812_62),
            (-2.710_130_982_293_956_3, 0.198_976_871_279_371_86),
            (0.796_531_001_966_315_1, 0.209_269_098_729_342_02),
        ];
        for (found, (value, sd)) in found.iter().zip(wanted) {
            assert!((found.value - value).abs() < 1e-9, "{found:?} {value}");
            assert!(((found.high - found.low) / 2.0 / NORMAL - sd).abs() < 1e-9, "{found:?} {sd}");
        }
        assert!((libm::exp(found[2].value) - 2.217_833_906_937_774).abs() < 1e-8);
    }

    #[test]
    fn what_cannot_be_told_apart_is_not_told() {
        // Everybody of one level of the one has one level of the other.
        assert_eq!(logistic(&[cell(&[0], 30.0, 70.0), cell(&[1, 2], 20.0, 80.0)], 3), None);
        assert_eq!(logistic(&[cell(&[0], 30.0, 70.0)], 2), None, "nobody");
        assert_eq!(logistic(&[cell(&[0], 30.0, 0.0)], 1), None, "nothing but");
    }
}
