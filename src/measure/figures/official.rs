//! Waits as official figures count them, beside the true ones: some countries restart or pause the clock of a person who misses,
//! cancels or declines an appointment, or is unavailable. Only services with such rules have these figures.

use crate::measure::{AnalysisSet, Direction, Measure, Missing, PerWeek, Reading, Statistic, Subject, WEEK_DAYS, rank};
use crate::model::Service;
use crate::tally::{Histogram, Limit, Moved};

/// Where the definitions come from.
const SOURCE: &str =
    "clocks that restart or pause: NHS Scotland, waiting times guidance 2012; NHS England, RTT rules suite 2015";
/// What the treated alone do not tell.
const BIASED: &str = "biased: the treated only";

/// What the official clock of these people does not show; none where it shows all.
fn moved<'a>(set: AnalysisSet, subject: &Subject<'a>) -> Option<&'a Moved> {
    let official = subject.people.official.as_deref()?;
    match set {
        AnalysisSet::Closing => Some(&official.closing),
        AnalysisSet::Completed => Some(&official.completed),
        _ => None,
    }
}

/// The true waits.
const fn truly<'a>(set: AnalysisSet, subject: &Subject<'a>) -> Option<&'a Histogram> {
    match set {
        AnalysisSet::Completed => Some(&subject.people.completed_days),
        set => subject.snapshot(set),
    }
}

/// Of these people, how many officially wait at most so long.
fn at_most(days: i64, set: AnalysisSet, subject: &Subject<'_>) -> Option<(u64, u64)> {
    let waits = truly(set, subject)?;
    let part = waits.at_most(days);
    let more = moved(set, subject).map_or(0, |m| m.counted.at_most(days) - m.truly.at_most(days));
    Some((part + more, waits.total()))
}

/// A figure of waits as they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficialFigure {
    /// Median of those waiting.
    Median,
    /// 92nd centile of those waiting.
    Centile92,
    /// Mean of the treated.
    CompletedMean,
    /// Median of the treated.
    CompletedMedian,
    /// Share of people whose clock has restarted or paused.
    Moved,
    /// Mean weeks that are not counted.
    NotCounted,
}

impl Measure for OfficialFigure {
    fn name(&self) -> &str {
        match self {
            Self::Median => "official_median",
            Self::Centile92 => "official_p92",
            Self::CompletedMean => "official_completed_mean_wait",
            Self::CompletedMedian => "official_completed_median_wait",
            Self::Moved => "official_clock_moved",
            Self::NotCounted => "weeks_not_counted",
        }
    }
    fn unit(&self) -> &str {
        if *self == Self::Moved { "share" } else { "weeks" }
    }
    fn direction(&self) -> Direction {
        match self {
            Self::Median | Self::Centile92 => Direction::Lower,
            _ => Direction::None,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self {
            Self::Median | Self::Centile92 => &[AnalysisSet::Opening, AnalysisSet::Closing],
            Self::CompletedMean | Self::CompletedMedian => &[AnalysisSet::Completed],
            Self::Moved | Self::NotCounted => &[AnalysisSet::Closing, AnalysisSet::Completed],
        }
    }
    fn summary(&self) -> &str {
        match self {
            Self::Median => {
                "median wait so far of people waiting, as official figures count it, in weeks of whole days"
            }
            Self::Centile92 => {
                "92nd centile of the wait so far of people waiting, as official figures count it, in weeks of whole days"
            }
            Self::CompletedMean => "mean wait of the treated, as official figures count it, in weeks of whole days",
            Self::CompletedMedian => "median wait of the treated, as official figures count it, in weeks of whole days",
            Self::Moved => "share of people whose official clock has restarted or paused",
            Self::NotCounted => "mean weeks of the true wait that official figures do not count, in whole days",
        }
    }
    fn source(&self) -> &str {
        SOURCE
    }
    fn note(&self) -> &str {
        match self {
            Self::CompletedMean | Self::CompletedMedian => BIASED,
            _ => "",
        }
    }
    fn part(&self) -> Statistic {
        if *self == Self::Moved { Statistic::Share } else { Statistic::Other }
    }
    fn concerns(&self, service: &Service) -> bool {
        service.has_official_clock()
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let Some(waits) = truly(set, subject) else { return Reading::missing(Missing::NotDefined, 0) };
        let (n, moved) = (waits.total(), moved(set, subject));
        let quantile = |hundredths: u64| {
            let counted = moved.map(|m| m.of_all(waits));
            let day = counted.as_ref().unwrap_or(waits).day_of_rank(rank(hundredths, n));
            day.map_or(Reading::missing(Missing::Nobody, n), |day| Reading::new(day as f64 / WEEK_DAYS, n))
        };
        let hidden = moved.map_or(0, |m| m.days);
        match self {
            Self::Median | Self::CompletedMedian => quantile(50),
            Self::Centile92 => quantile(92),
            Self::CompletedMean => {
                let days: u64 = (0..).zip(waits.counts()).map(|(day, &count)| day * u64::from(count)).sum();
                Reading::mean(i128::from(days) - i128::from(hidden), n, WEEK_DAYS)
            }
            Self::Moved => Reading::share(moved.map_or(0, |m| m.truly.total()), n),
            Self::NotCounted => Reading::mean(i128::from(hidden), n, WEEK_DAYS),
        }
    }
}

/// What is told of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Share of those waiting within it as they are counted.
    Within,
    /// Share of those waiting beyond it as they are counted.
    Over,
    /// Share of the treated within it as they are counted.
    CompletedOfficially,
    /// Share of the treated truly within it.
    Completed,
}

/// A figure by a limit in calendar days.
#[derive(Clone, Debug)]
pub struct OfficialLimit {
    what: What,
    name: String,
    summary: String,
    limit: Limit,
    /// The number of the limit among those of the scenario.
    number: usize,
}

impl OfficialLimit {
    /// All figures of a limit that has this number among those of the scenario.
    #[must_use]
    pub fn all(number: usize, limit: Limit) -> [Self; 4] {
        let short = limit.short();
        [What::Within, What::Over, What::CompletedOfficially, What::Completed].map(|what| {
            let (name, summary) = match what {
                What::Within => (
                    format!("official_within_{short}"),
                    format!("share of those waiting whose wait so far is at most {limit} as official figures count it"),
                ),
                What::Over => (
                    format!("official_over_{short}"),
                    format!(
                        "share of those waiting whose wait so far is more than {limit} as official figures count it: \
                         1 - official_within_{short}"
                    ),
                ),
                What::CompletedOfficially => (
                    format!("official_completed_within_{short}"),
                    format!("share of the treated whose wait was at most {limit} as official figures count it"),
                ),
                What::Completed => (
                    format!("completed_within_{short}"),
                    format!("share of the treated whose true wait was at most {limit}, beside the official share"),
                ),
            };
            Self { what, name, summary, limit, number }
        })
    }
}

impl Measure for OfficialLimit {
    fn name(&self) -> &str {
        &self.name
    }
    fn unit(&self) -> &str {
        "share"
    }
    fn direction(&self) -> Direction {
        match self.what {
            What::Within => Direction::Higher,
            What::Over => Direction::Lower,
            What::CompletedOfficially | What::Completed => Direction::None,
        }
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        match self.what {
            What::Within | What::Over => &[AnalysisSet::Opening, AnalysisSet::Closing],
            What::CompletedOfficially | What::Completed => &[AnalysisSet::Completed],
        }
    }
    fn summary(&self) -> &str {
        &self.summary
    }
    fn source(&self) -> &str {
        SOURCE
    }
    fn note(&self) -> &str {
        match self.what {
            What::Within | What::Over => "",
            What::CompletedOfficially | What::Completed => BIASED,
        }
    }
    fn weekly(&self) -> Option<PerWeek> {
        (self.what == What::Over).then_some(PerWeek::OfficialShare(self.number))
    }
    fn limit(&self) -> Option<Limit> {
        Some(self.limit)
    }
    fn concerns(&self, service: &Service) -> bool {
        service.has_official_clock()
    }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let days = self.limit.days;
        let within = match self.what {
            What::Completed => truly(set, subject).map(|waits| (waits.at_most(days), waits.total())),
            _ => at_most(days, set, subject),
        };
        match (self.what, within) {
            (_, None) => Reading::missing(Missing::NotDefined, 0),
            (What::Over, Some((part, whole))) => Reading::share(whole - part, whole),
            (_, Some((part, whole))) => Reading::share(part, whole),
        }
    }
}
