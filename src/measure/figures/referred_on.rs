//! People who are referred on to another service.

use crate::measure::{AnalysisSet, Direction, Measure, Reading, Statistic, Subject};
use crate::model::Service;

/// How many are referred on where their way ends.
#[derive(Clone, Copy, Debug)]
pub struct ReferredOn;

impl Measure for ReferredOn {
    fn name(&self) -> &str {
        "referred_on"
    }
    fn unit(&self) -> &str {
        "people"
    }
    fn counts(&self) -> bool {
        true
    }
    fn direction(&self) -> Direction {
        Direction::None
    }
    fn analysis_sets(&self) -> &[AnalysisSet] {
        &[AnalysisSet::Flow]
    }
    fn summary(&self) -> &str {
        "people referred on to another service, including those who have not arrived there at the end"
    }
    fn source(&self) -> &str {
        "consultant-to-consultant referrals: NHS England, referral to treatment rules suite"
    }
    fn gaps(&self) -> bool {
        // A count grows with the size of the group.
        false
    }
    fn part(&self) -> Statistic {
        Statistic::Other
    }
    fn concerns(&self, service: &Service) -> bool {
        service.refers().next().is_some()
    }
    fn read(&self, _: AnalysisSet, subject: &Subject<'_>) -> Reading {
        let people = subject.people;
        Reading::new(people.referred_on as f64, people.listed())
    }
}
