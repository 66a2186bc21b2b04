//! Week by week: means and intervals over replications from exact integer sums.

use super::estimate::Quantiles;
use super::rows::SeriesRow;
use super::{COVERAGE, by_name};
use crate::experiment::Outcome;
use crate::time::DAY;

pub(super) fn series(outcome: &Outcome, date: &dyn Fn(i64) -> String, quantiles: &mut Quantiles) -> Vec<SeriesRow> {
    let layout = &outcome.series_layout;
    let every = outcome.frame.audit.unwrap_or(DAY) / DAY;
    // The last row is the closing snapshot.
    let at: Vec<String> = (0..layout.points).map(|p| date((p as i64 * every).min(outcome.frame.last_day()))).collect();
    let mut rows = Vec::new();
    for variant in by_name(&outcome.variants) {
        for (line, key) in layout.keys.iter().enumerate() {
            for (point, at) in at.iter().enumerate().skip(usize::from(!key.opens)) {
                let sums = &outcome.series[variant][line * layout.points + point];
                let units = key.units as f64;
                let mean = sums.mean().map(|m| m / units);
                let half = sums.variance().map(|variance| {
                    quantiles.t(sums.count as usize) * (variance / f64::from(sums.count)).sqrt() / units
                });
                rows.push(SeriesRow {
                    variant: outcome.variants[variant].clone(),
                    service: key.service.clone(),
                    week: point as u64,
                    at: at.clone(),
                    measure: key.measure.clone(),
                    attribute: key.attribute.clone(),
                    group: key.group.clone(),
                    estimate: mean,
                    lower: mean.zip(half).map(|(m, h)| m - h),
                    upper: mean.zip(half).map(|(m, h)| m + h),
                    coverage: COVERAGE,
                    replications: u64::from(sums.count),
                    unit: key.unit.into(),
                });
            }
        }
    }
    rows
}
