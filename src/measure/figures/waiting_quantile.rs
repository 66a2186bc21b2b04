//! Quantiles of the wait so far at a snapshot.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject, WEEK_DAYS, rank};

/// The first day by which the share of those waiting is reached (quantile type 1), in weeks.
#[derive(Clone, Copy, Debug)]
pub struct WaitingQuantile {
    name: &'static str,
    summary: &'static str,
    hundredths: u64,
}

impl WaitingQuantile {
    /// The median.
    #[must_use]
    pub const fn median() -> Self {
        Self {
            name: "waiting_median",
            summary: "median wait so far of those waiting, in weeks of whole days",
            hundredths: 50,
        }
    }

    /// The 92nd centile.
    #[must_use]
    pub const fn centile_92() -> Self {
        Self {
            name: "waiting_p92",
            summary: "92nd centile of the wait so far of those waiting, in weeks of whole days",
            hundredths: 92,
        }
    }
}

impl Measure for WaitingQuantile {
    fn name(&self) -> &str {
        self.name
    }
    fn unit(&self) -> &str {
        "weeks"
    }
    fn direction(&self) -> Direction {
        Direction::Lower
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Opening, AnalysisSet::Closing]
    }
    fn summary(&self) -> &str {
        self.summary
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: median and 92nd percentile waits; type 1 of Hyndman and Fan 1996"
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(waits) = subject.snapshot(set) else { return Reading::missing(Missing::NotDefined, 0) };
        let n = waits.total();
        waits
            .day_of_rank(rank(self.hundredths, n))
            .map_or(Reading::missing(Missing::Nobody, n), |day| Reading::new(day as f64 / WEEK_DAYS, n))
    }
}
