//! The treated only: easy to measure in a hospital's data and biased, since who still waits or left is not in it.

use crate::measure::{
    AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Statistic, Subject, WEEK_DAYS, rank, spread,
};
use crate::tally::Flow;
use crate::time::WEEK;

/// A figure of the treated.
#[derive(Clone, Copy, Debug)]
pub enum Completed {
    /// Mean wait in weeks, from exact seconds.
    MeanWait,
    /// Median wait in weeks of whole days.
    MedianWait,
    /// How many.
    Treated,
}

impl Measure for Completed {
    fn name(&self) -> &str {
        match self {
            Completed::MeanWait => "completed_mean_wait",
            Completed::MedianWait => "completed_median_wait",
            Completed::Treated => "treated",
        }
    }
    fn unit(&self) -> &str {
        match self {
            Completed::Treated => "people",
            _ => "weeks",
        }
    }
    fn counts(&self) -> bool {
        matches!(self, Completed::Treated)
    }
    fn direction(&self) -> Direction {
        match self {
            Completed::Treated => Direction::Higher,
            // Treating those who have waited longest raises it.
            _ => Direction::None,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Completed]
    }
    fn denominator(&self, set: AnalysisSet) -> &str {
        match self {
            Completed::Treated => "people treated after the warm-up",
            _ => set.denominator(),
        }
    }
    fn summary(&self) -> &str {
        match self {
            Completed::MeanWait => {
                "mean wait of the treated; biased, because people who still wait or have left are not in it"
            }
            Completed::MedianWait => {
                "median wait of the treated; biased, because people who still wait or have left are not in it"
            }
            Completed::Treated => "people treated during the run",
        }
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: completed pathways"
    }
    fn gaps(&self) -> bool {
        !matches!(self, Completed::Treated)
    }
    fn note(&self) -> &str {
        match self {
            Completed::Treated => "",
            _ => "biased: the treated only",
        }
    }
    fn part(&self) -> Statistic {
        match self {
            Completed::MeanWait => {
                Statistic::Amount(|_, subject| spread(&subject.people.completed).map(|seconds| seconds / WEEK as f64))
            }
            Completed::MedianWait | Completed::Treated => Statistic::Other,
        }
    }
    fn weekly(&self) -> Option<PerWeek> {
        matches!(self, Completed::Treated).then_some(PerWeek::Flow(Flow::Treated))
    }
    fn read(&self, _view: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let waits = &subject.people.completed;
        match self {
            Completed::Treated => Reading::new(waits.count as f64, waits.count),
            Completed::MeanWait => Reading::mean(waits.sum, waits.count, WEEK as f64),
            Completed::MedianWait => {
                let day = subject.people.completed_days.day_of_rank(rank(50, waits.count));
                day.map_or(Reading::missing(Missing::Nobody, 0), |d| Reading::new(d as f64 / WEEK_DAYS, waits.count))
            }
        }
    }
}
