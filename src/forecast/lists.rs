//! What to expect of a list, and of a service.

/// What to expect of one list under one variant, in simulated people.
#[derive(Clone, Debug, PartialEq)]
pub struct ListForecast {
    /// The variant.
    pub variant: String,
    /// The list.
    pub service: String,
    /// The stage of the pathway, where there is more than one.
    pub stage: Option<String>,
    /// People on the list at the start.
    pub waiting: u64,
    /// Slots (or attended services of all servers) that referrals need, missed appointments included, divided by those there
    /// are, over the whole horizon. None without capacity.
    pub load: Option<f64>,
    /// Mean growth of the list per week over the horizon.
    pub growth_per_week: f64,
    /// Growth of the list over the first 31 days (the whole horizon where it is shorter).
    pub drift_31_days: f64,
    /// People on the list at the end.
    pub end: f64,
    /// People whose follow-up is due at the end and not done; they are on no list.
    pub overdue: f64,
    /// The part of the appointments needed that is for follow-up.
    pub for_follow_up: f64,
    /// Weeks of slots that people of today's list need who are of another urgency than the last; 0 with one urgency or servers.
    pub urgent_backlog_weeks: f64,
    /// Expected referrals over the horizon, with those who are referred on from other services.
    pub referrals: f64,
    /// The longest list on any day, as expected.
    pub longest: f64,
    /// Expected appointments over the horizon, also those that are missed.
    pub appointments: f64,
    /// Expected times that somebody joins another stage, waits again after a missed appointment, changes the clinical class, or tries
    /// again where there was no room.
    pub moves: f64,
    /// Times that a person who found no room comes again.
    pub tries: f64,
}

/// What to expect of a service under one variant, in real people: all whose clock runs, also between two stages.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceForecast {
    /// The variant.
    pub variant: String,
    /// The service.
    pub service: String,
    /// People on the list at the start.
    pub waiting: f64,
    /// And at the end.
    pub end: f64,
    /// Those of them who are between two stages then, or wait for a new appointment that is not made yet.
    pub between: f64,
    /// The same after 31 days.
    pub between_31_days: f64,
    /// Mean growth per week over the horizon.
    pub growth_per_week: f64,
    /// Mean growth per week over the last quarter of it, in whole weeks: by then the stages have filled.
    pub late_growth_per_week: f64,
    /// Growth over the first 31 days (the whole horizon where it is shorter).
    pub drift_31_days: f64,
    /// Of those treated, the part whose official clock has moved on the way; none without rules for such a clock.
    pub official_moved: Option<f64>,
    /// People on the list at the start and at the end of each day.
    pub path: Vec<f64>,
}

impl ListForecast {
    /// In real people, where one simulated person stands for many.
    pub(super) fn in_full(&mut self, scale: f64) {
        self.waiting = (self.waiting as f64 * scale).round() as u64;
        let counts = [
            &mut self.growth_per_week,
            &mut self.drift_31_days,
            &mut self.end,
            &mut self.overdue,
            &mut self.referrals,
            &mut self.longest,
            &mut self.appointments,
        ];
        counts.into_iter().for_each(|count| *count *= scale);
    }
}

impl ServiceForecast {
    /// In real people, where one simulated person stands for many.
    pub(super) fn in_full(&mut self, scale: f64) {
        let counts = [
            &mut self.waiting,
            &mut self.end,
            &mut self.between,
            &mut self.between_31_days,
            &mut self.growth_per_week,
            &mut self.late_growth_per_week,
            &mut self.drift_31_days,
        ];
        counts.into_iter().chain(&mut self.path).for_each(|count| *count *= scale);
    }
}
