//! The measures and gaps of a comparison: the visible lists.

use std::sync::Arc;

use super::figures::{
    behaviour, breaches, by_stage, capacity, completed, cost, fate, flows, follow_up, levers, list_size, new_breaches,
    official, on_time, recorded, referred_on, stage, time_on_list, treated_within, until_half_treated, waiting_limit,
    waiting_quantile, weeks_untreated,
};
use super::{Gap, Measure, bill, gap};
use crate::model::Service;
use crate::tally::{Exit, Limits};

/// The measures of a comparison, and the gaps that are taken of them; by default no measure, and all gaps of queuity.
#[derive(Clone, Debug)]
pub struct Registry {
    measures: Vec<Arc<dyn Measure>>,
    gaps: Vec<Arc<dyn Gap>>,
}

impl Default for Registry {
    fn default() -> Self {
        Self { measures: Vec::new(), gaps: gap::shipped() }
    }
}

impl Registry {
    /// Adds a measure; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, measure: impl Measure + 'static) -> Self {
        self.measures.retain(|m| m.name() != measure.name());
        self.measures.push(Arc::new(measure));
        self
    }

    /// Adds a gap. Gaps of one name stand beside each other, so those of one attribute must be of different levels.
    #[must_use]
    pub fn with_gap(mut self, gap: impl Gap + 'static) -> Self {
        self.gaps.push(Arc::new(gap));
        self
    }

    /// All gaps, in the order of the list.
    pub fn gaps(&self) -> impl Iterator<Item = &Arc<dyn Gap>> {
        self.gaps.iter()
    }

    /// All measures, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Measure>> {
        self.measures.iter()
    }

    /// The measure of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Measure>> {
        self.iter().find(|m| m.name() == name)
    }

    /// The same with one of its measures alone, where there is one of this name.
    #[must_use]
    pub fn only(&self, name: &str) -> Self {
        let measures: Vec<Arc<dyn Measure>> = self.get(name).cloned().into_iter().collect();
        if measures.is_empty() { self.clone() } else { Self { measures, gaps: self.gaps.clone() } }
    }

    /// The measures of queuity, one line each.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            gaps: gap::shipped(),
            measures: vec![
                Arc::new(weeks_untreated::WeeksUntreated),
                Arc::new(until_half_treated::WeeksUntilHalfTreated),
                Arc::new(time_on_list::TimeOnList::median()),
                Arc::new(time_on_list::TimeOnList::centile_92()),
                Arc::new(fate::Fate::Left(Exit::Treated)),
                Arc::new(fate::Fate::Left(Exit::Removed)),
                Arc::new(fate::Fate::Left(Exit::Discharged)),
                Arc::new(fate::Fate::Left(Exit::Died)),
                Arc::new(fate::Fate::Left(Exit::Emergency)),
                Arc::new(fate::Fate::Left(Exit::Private)),
                Arc::new(fate::Fate::Left(Exit::TurnedAway)),
                Arc::new(fate::Fate::Waiting),
                Arc::new(on_time::OnTime::Treated),
                Arc::new(on_time::OnTime::Overdue),
                Arc::new(on_time::OnTime::Days),
                Arc::new(waiting_quantile::WaitingQuantile::median()),
                Arc::new(waiting_quantile::WaitingQuantile::centile_92()),
                Arc::new(list_size::ListSize),
                Arc::new(breaches::Breaches),
                Arc::new(new_breaches::NewBreaches),
                Arc::new(flows::Flows::Referrals),
                Arc::new(flows::Flows::Removed),
                Arc::new(completed::Completed::MeanWait),
                Arc::new(completed::Completed::MedianWait),
                Arc::new(completed::Completed::Treated),
                Arc::new(official::OfficialFigure::Median),
                Arc::new(official::OfficialFigure::Centile92),
                Arc::new(official::OfficialFigure::CompletedMean),
                Arc::new(official::OfficialFigure::CompletedMedian),
                Arc::new(official::OfficialFigure::Moved),
                Arc::new(official::OfficialFigure::NotCounted),
                Arc::new(capacity::Slots::Offered),
                Arc::new(capacity::Slots::Booked),
                Arc::new(capacity::Slots::Attended),
                Arc::new(capacity::Slots::DnaLost),
                Arc::new(capacity::Slots::CancelledLate),
                Arc::new(capacity::Slots::Unused),
                Arc::new(capacity::Slots::Minutes),
                Arc::new(capacity::Slots::Utilisation),
                Arc::new(behaviour::Behaviour::Missed),
                Arc::new(behaviour::Behaviour::Cancelled),
                Arc::new(behaviour::Behaviour::ClassChanges),
                Arc::new(referred_on::ReferredOn),
                Arc::new(follow_up::FollowUp::Due),
                Arc::new(follow_up::FollowUp::InTime),
                Arc::new(follow_up::FollowUp::WeeksLate),
                Arc::new(follow_up::FollowUp::Overdue),
                Arc::new(follow_up::FollowUp::WeeksOverdue),
                Arc::new(levers::Lever::InClinic),
                Arc::new(levers::Lever::Overtime),
                Arc::new(levers::Lever::Outside),
                Arc::new(levers::Lever::ShortNotice),
                Arc::new(levers::Lever::RemovedByMistake),
                Arc::new(levers::Lever::NeverReferred),
                Arc::new(cost::Money::new(cost::Cost::Waiting, "money")),
                Arc::new(cost::Money::new(cost::Cost::Care, "money")),
                Arc::new(cost::Money::new(cost::Cost::All, "money")),
                Arc::new(recorded::ShareNotRecorded),
                Arc::new(by_stage::ByStage::Joined),
                Arc::new(by_stage::ByStage::Kept),
                Arc::new(by_stage::ByStage::Waiting),
                Arc::new(by_stage::ByStage::Wait),
            ],
        }
        .with_measures_of(&Limits::default())
    }

    /// The same with the measures of these limits in place of those of others, where there are such measures.
    #[must_use]
    pub fn with_limits(self, limits: &Limits) -> Self {
        if self.measures.iter().any(|m| m.limit().is_some()) { self.with_measures_of(limits) } else { self }
    }

    fn with_measures_of(mut self, limits: &Limits) -> Self {
        self.measures.retain(|m| m.limit().is_none());
        for (number, limit) in limits.iter().enumerate() {
            if let Some(treated) = treated_within::TreatedWithin::new(limit) {
                self = self.with(treated);
            }
            for figure in waiting_limit::WaitingLimit::all(number, limit) {
                self = self.with(figure);
            }
            for figure in official::OfficialLimit::all(number, limit) {
                self = self.with(figure);
            }
        }
        self
    }

    /// The same and a measure for each stage and each harm that the services name.
    #[must_use]
    pub fn with_named(mut self, services: &[&Service]) -> Self {
        for (number, name) in stage::names(services).iter().enumerate() {
            for what in stage::AtStage::ALL {
                self = self.with(stage::Stage::new(what, number, name));
            }
        }
        if let Some(prices) = services.iter().find_map(|s| s.levers.prices.as_ref()) {
            for what in cost::Cost::ALL.into_iter().filter(|_| prices.currency != "money") {
                self = self.with(cost::Money::new(what, &prices.currency));
            }
        }
        for (number, harm) in bill::harms(services).iter().enumerate() {
            self = self.with(cost::HarmDone::new(number, harm));
        }
        self
    }
}
