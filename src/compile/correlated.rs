//! Attributes that hang together: by correlation, and fits of shares in general.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::people::{People, errors};
use crate::distributions::copula;
use crate::distributions::shares::{self, Fitted, PairOdds, ShareError};
use crate::error::Problem;
use crate::scenario::{path, raw};

/// How attributes hang together.
enum Ties<'t> {
    /// By the correlations of a copula.
    Correlation(&'t [Vec<f64>]),
    /// By odds ratios of pairs, or by nothing.
    Odds(&'t [PairOdds]),
}

/// Fits that are kept, by all bits of what was asked.
#[derive(Default)]
struct Kept {
    fits: BTreeMap<Vec<u64>, Result<Fitted, ShareError>>,
    /// Groups of all of them.
    groups: usize,
}

/// Groups of the fits that are kept: some 20 MB of shares and thresholds.
const MOST_GROUPS: usize = 1 << 18;

thread_local! {
    /// A fit is a function of its arguments that takes up to seconds, and every variant and list asks for the same ones.
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// What is asked, as numbers: no two questions have the same ones.
fn asked(margins: &[Vec<f64>], ties: &Ties<'_>) -> Vec<u64> {
    fn add(key: &mut Vec<u64>, rows: &[Vec<f64>]) {
        key.push(rows.len() as u64);
        for row in rows {
            key.push(row.len() as u64);
            key.extend(row.iter().map(|x| x.to_bits()));
        }
    }
    let mut key = Vec::new();
    add(&mut key, margins);
    match ties {
        Ties::Correlation(matrix) => add(&mut key, matrix),
        // No matrix has so many rows.
        Ties::Odds(pairs) => {
            key.push(u64::MAX);
            for pair in *pairs {
                key.extend([pair.first as u64, pair.second as u64]);
                add(&mut key, &pair.ratios);
            }
        }
    }
    key
}

/// As [`copula::fit`] or [`shares::fit`], which are asked once.
fn fitted(margins: &[Vec<f64>], ties: &Ties<'_>) -> Result<Fitted, ShareError> {
    let key = asked(margins, ties);
    let known = KEPT.with_borrow(|kept| kept.fits.get(&key).cloned());
    known.unwrap_or_else(|| {
        let found = match ties {
            Ties::Correlation(matrix) => copula::fit(margins, matrix),
            Ties::Odds(pairs) => shares::fit(margins, pairs),
        };
        KEPT.with_borrow_mut(|kept| {
            let groups = found.as_ref().map_or(1, |fit| fit.shares.len());
            if kept.groups + groups > MOST_GROUPS {
                *kept = Kept::default();
            }
            kept.groups += groups;
            kept.fits.insert(key, found.clone());
        });
        found
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
        if let Err(error) = fitted(&self.margins, &Ties::Correlation(&matrix)) {
            problems.push(Problem::new("Q0405", at, error.to_string()).help("make some of them weaker"));
        }
        self.correlation = Some(matrix);
    }

    /// The shares of all groups with these margins.
    pub(super) fn fit(&self, margins: &[Vec<f64>]) -> Result<Fitted, ShareError> {
        let odds = Ties::Odds(&self.pairs);
        fitted(margins, &self.correlation.as_deref().map_or(odds, Ties::Correlation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_a_fit_gives() {
        let pair = |ratio: f64| PairOdds { first: 0, second: 1, ratios: vec![vec![1.0, 1.0], vec![1.0, ratio]] };
        let matrix = |r: f64| vec![vec![1.0, r], vec![r, 1.0]];
        for _ in 0..2 {
            for share in [0.2, 0.3, 0.2] {
                let margins = [vec![share, 1.0 - share], vec![0.5, 0.5]];
                for number in [0.3, 0.6, 0.3] {
                    let (pairs, correlation) = ([pair(number)], matrix(number));
                    assert_eq!(fitted(&margins, &Ties::Odds(&pairs)), shares::fit(&margins, &pairs));
                    assert_eq!(fitted(&margins, &Ties::Correlation(&correlation)), copula::fit(&margins, &correlation));
                }
                assert_eq!(fitted(&margins, &Ties::Odds(&[])), shares::fit(&margins, &[]));
            }
        }
        // A pair of one attribute with another is no matrix, whatever its numbers.
        let margins = [vec![0.5, 0.5], vec![0.5, 0.5]];
        assert_ne!(asked(&margins, &Ties::Odds(&[])), asked(&margins, &Ties::Correlation(&[])));
        assert_ne!(asked(&margins[..1], &Ties::Odds(&[])), asked(&margins, &Ties::Odds(&[])));
    }

    #[test]
    fn fits_are_dropped_before_they_are_too_many() {
        let levels = vec![1.0; 1_000];
        for i in 0..600 {
            let margins = [levels.clone(), vec![f64::from(i) + 1.0]];
            assert!(fitted(&margins, &Ties::Odds(&[])).is_ok());
            KEPT.with_borrow(|kept| assert!(kept.groups <= MOST_GROUPS && kept.fits.len() <= 262));
        }
    }
}
