//! Quantiles of the time on the list, whatever ends it. Read them beside the fates.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject, WEEK_DAYS, rank};
use crate::tally::Histogram;

/// Kaplan-Meier quantile of any exit, in weeks. Nobody is censored within the follow-up, so it is a plain quantile: the first
/// day on which the share that has left reaches it.
#[derive(Clone, Copy, Debug)]
pub struct TimeOnList {
    name: &'static str,
    summary: &'static str,
    hundredths: u64,
}

impl TimeOnList {
    /// The median.
    #[must_use]
    pub const fn median() -> Self {
        Self {
            name: "time_on_list_p50",
            summary: "weeks by which half have left the list, treated or not; read it beside the fates",
            hundredths: 50,
        }
    }

    /// The 92nd centile.
    #[must_use]
    pub const fn centile_92() -> Self {
        Self {
            name: "time_on_list_p92",
            summary: "weeks by which 92 of 100 have left the list, treated or not; read it beside the fates",
            hundredths: 92,
        }
    }
}

impl Measure for TimeOnList {
    fn name(&self) -> &str {
        self.name
    }
    fn unit(&self) -> &str {
        "weeks"
    }
    fn direction(&self) -> Direction {
        // People who leave untreated shorten it.
        Direction::None
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Joined, AnalysisSet::Today]
    }
    fn summary(&self) -> &str {
        self.summary
    }
    fn source(&self) -> &str {
        "Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452; 92nd centile: NHS England, RTT rules suite"
    }
    fn note(&self) -> &str {
        "any exit, treated or not"
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(cohort) = subject.cohort(set) else { return Reading::missing(Missing::NotDefined, 0) };
        if cohort.members == 0 {
            return Reading::missing(Missing::Nobody, 0);
        }
        let mut exits = Histogram::default();
        cohort.exits.iter().for_each(|of| exits.merge(of));
        exits
            .day_of_rank(rank(self.hundredths, cohort.members))
            .map_or(Reading::missing(Missing::NotReached, cohort.members), |day| {
                Reading::new(day as f64 / WEEK_DAYS, cohort.members)
            })
    }
}
