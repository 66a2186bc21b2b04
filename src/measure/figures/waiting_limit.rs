//! Those of a snapshot who wait within a limit or beyond it: shares, how many, and for how long beyond.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Statistic, Subject};
use crate::tally::{Histogram, Limit, Stock};

/// What is told of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Share of at most so many days.
    Within,
    /// Share of more days.
    Over,
    /// How many of more days.
    People,
    /// Mean days beyond it of these.
    Days,
}

/// A figure of those waiting, by a limit in calendar days.
#[derive(Clone, Debug)]
pub struct WaitingLimit {
    what: What,
    name: String,
    summary: String,
    limit: Limit,
    /// The number of the limit among those of the scenario.
    number: usize,
}

impl WaitingLimit {
    /// All figures of a limit that has this number among those of the scenario.
    #[must_use]
    pub fn all(number: usize, limit: Limit) -> [Self; 4] {
        let short = limit.short();
        [What::Within, What::Over, What::People, What::Days].map(|what| {
            let (name, summary) = match what {
                What::Within => (
                    format!("waiting_within_{short}"),
                    format!("share of those waiting whose wait so far is at most {limit}"),
                ),
                What::Over => (
                    format!("waiting_over_{short}"),
                    format!(
                        "share of those waiting whose wait so far is more than {limit}: 1 - waiting_within_{short}"
                    ),
                ),
                What::People => {
                    (format!("people_over_{short}"), format!("people waiting whose wait so far is more than {limit}"))
                }
                What::Days => (
                    format!("days_over_{short}"),
                    format!("mean days beyond the limit so far of those whose wait so far is more than {limit}"),
                ),
            };
            Self { what, name, summary, limit, number }
        })
    }
}

/// People of more than so many days, and their days beyond that together.
pub(in crate::measure) fn beyond(waits: &Histogram, days: i64) -> (u64, u64) {
    let after = usize::try_from(days + 1).unwrap_or(0);
    let beyond = waits.counts().iter().skip(after);
    (1..)
        .zip(beyond)
        .fold((0, 0), |(people, sum), (extra, &count)| (people + u64::from(count), sum + extra * u64::from(count)))
}

/// The mean of so many days of so many people.
pub(in crate::measure) fn mean_days((people, days): (u64, u64)) -> Reading {
    Reading::mean(i128::from(days), people, 1.0)
}

impl Measure for WaitingLimit {
    fn name(&self) -> &str {
        &self.name
    }
    fn unit(&self) -> &str {
        match self.what {
            What::Within | What::Over => "share",
            What::People => "people",
            What::Days => "days",
        }
    }
    fn counts(&self) -> bool {
        self.what == What::People
    }
    fn direction(&self) -> Direction {
        if self.what == What::Within { Direction::Higher } else { Direction::Lower }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Opening, AnalysisSet::Closing]
    }
    fn denominator(&self, set: AnalysisSet) -> &str {
        match (self.what, set) {
            (What::Days, AnalysisSet::Opening) => "people waiting beyond the limit at the opening snapshot",
            (What::Days, _) => "people waiting beyond the limit at the closing snapshot",
            _ => set.denominator(),
        }
    }
    fn summary(&self) -> &str {
        &self.summary
    }
    fn source(&self) -> &str {
        "NHS England, referral to treatment: incomplete pathways by weeks waited"
    }
    fn gaps(&self) -> bool {
        self.what != What::People
    }
    fn part(&self) -> Statistic {
        match self.what {
            What::Within | What::Over => Statistic::Share,
            What::People | What::Days => Statistic::Other,
        }
    }
    fn weekly(&self) -> Option<PerWeek> {
        (self.what == What::Over).then_some(PerWeek::Share(Stock::Over(self.number)))
    }
    fn limit(&self) -> Option<Limit> {
        Some(self.limit)
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(waits) = subject.snapshot(set) else { return Reading::missing(Missing::NotDefined, 0) };
        match self.what {
            What::Within => Reading::share(waits.at_most(self.limit.days), waits.total()),
            What::Over => Reading::share(waits.above(self.limit.days), waits.total()),
            What::People => Reading::new(waits.above(self.limit.days) as f64, waits.total()),
            What::Days => mean_days(beyond(waits, self.limit.days)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_beyond_a_limit_by_hand() {
        let mut waits = Histogram::default();
        [10, 126, 127, 130, 130].into_iter().for_each(|day| waits.add(day));
        assert_eq!((beyond(&waits, 126), beyond(&waits, 130), beyond(&waits, 400)), ((3, 1 + 4 + 4), (0, 0), (0, 0)));
        assert_eq!((mean_days((3, 9)).value(), mean_days((0, 0)).value()), (Ok(3.0), Err(Missing::Nobody)));
    }
}
