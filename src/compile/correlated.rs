//! Attributes that hang together by correlation.

use std::cell::RefCell;

use super::people::{People, errors};
use crate::distributions::copula;
use crate::distributions::shares::{self, Fitted, ShareError};
use crate::error::Problem;
use crate::scenario::{path, raw};

/// What a copula was fitted to, and what came out.
type Fit = (Vec<Vec<f64>>, Vec<Vec<f64>>, Result<Fitted, ShareError>);

/// Margins that are kept: those of a scenario's lists and referrals.
const KEPT: usize = 16;

thread_local! {
    /// A fit is a function of its arguments that takes up to seconds, and every variant and list asks for the same few.
    static FITS: RefCell<Vec<Fit>> = const { RefCell::new(Vec::new()) };
}

/// As [`copula::fit`], which is asked once.
fn fitted(margins: &[Vec<f64>], correlation: &[Vec<f64>]) -> Result<Fitted, ShareError> {
    let known = FITS.with_borrow(|fits| {
        let same = fits.iter().find(|(m, c, _)| m == margins && c == correlation);
        same.map(|(_, _, fit)| fit.clone())
    });
    known.unwrap_or_else(|| {
        let fit = copula::fit(margins, correlation);
        FITS.with_borrow_mut(|fits| {
            if fits.len() == KEPT {
                drop(fits.remove(0));
            }
            fits.push((margins.to_vec(), correlation.to_vec(), fit.clone()));
        });
        fit
    })
}

impl People {
    /// The correlations of a copula.
    pub(super) fn correlated(&mut self, raw: &raw::Population, problems: &mut Vec<Problem>) {
        let at = "population.correlation";
        if raw.correlation.is_empty() {
            return;
        }
        if !raw.share.is_empty() || !raw.odds_ratio.is_empty() {
            let message = "correlations, odds ratios and shares of full combinations say the same thing in three ways";
            problems.push(Problem::new("Q0402", at, message).help("give one of them").at_key());
            return;
        }
        let before = errors(problems);
        let attributes = self.population.attributes.len();
        let mut matrix: Vec<Vec<f64>> =
            (0..attributes).map(|i| (0..attributes).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        let mut said: Vec<(usize, usize)> = Vec::new();
        for (i, pair) in raw.correlation.iter().enumerate() {
            let here = path::entry(at, &i.to_string());
            let between = path::key(&here, "between");
            let found: Vec<usize> =
                pair.between.iter().filter_map(|name| self.attribute(name, &between, problems)).collect();
            problems.iter_mut().filter(|p| p.path == between).for_each(|p| p.at_key = false);
            match (found.as_slice(), pair.between.len()) {
                (&[a, b], 2) if a != b => {
                    if said.contains(&(a.min(b), a.max(b))) {
                        problems.push(Problem::new("Q0403", &here, "the correlation of these two is given twice"));
                    }
                    said.push((a.min(b), a.max(b)));
                    (matrix[a][b], matrix[b][a]) = (pair.r.value, pair.r.value);
                }
                (found, n) if found.len() == n => {
                    let message = "a correlation is between two different attributes";
                    problems.push(Problem::new("Q0452", between, message));
                }
                _ => {}
            }
            if pair.r.value.abs() >= 1.0 {
                let message = format!("the correlation {} must be above -1 and below 1", pair.r.value);
                problems.push(Problem::new("Q0604", path::key(&here, "r"), message));
            }
        }
        if errors(problems) > before {
            return;
        }
        if let Err(error) = fitted(&self.margins, &matrix) {
            problems.push(Problem::new("Q0405", at, error.to_string()).help("make some of them weaker"));
        }
        self.correlation = Some(matrix);
    }

    /// The shares of all groups with these margins.
    pub(super) fn fit(&self, margins: &[Vec<f64>]) -> Result<Fitted, ShareError> {
        match &self.correlation {
            Some(matrix) => fitted(margins, matrix),
            None => shares::fit(margins, &self.pairs),
        }
    }
}
