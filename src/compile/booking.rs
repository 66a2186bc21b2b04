//! Appointments that are made ahead, and what moves the probability of missing one.

use super::common::Common;
use super::levers::Ground;
use super::people::errors;
use crate::error::Problem;
use crate::model::{Booking, Chance, MissOdds, Stage};
use crate::scenario::path;
use crate::scenario::raw::{self, ByGroup, levers as raw_levers};
use crate::time::WEEK;

/// Longest time that appointments are made ahead, in weeks.
const MOST_WEEKS_AHEAD: i64 = 104;
/// Most people who are asked for one free slot.
const MOST_OFFERS: u32 = 1000;
/// How many are asked by default.
const OFFERS: u32 = 5;
/// Largest factor on the odds for each week, and for each missed appointment.
const MOST_ODDS: f64 = 100.0;

/// Most missed appointments that move the odds.
const MOST_MISSED: u8 = 3;

/// Refuses help to attend that makes the probability of missing an appointment more than 1, however far ahead the appointment was made
/// and however many were missed before. `at` is where the help stands, `misses` where the probability does.
pub(super) fn helped(stage: &Stage, at: &str, misses: &str, problems: &mut Vec<Problem>) {
    let Some(attendance) = &stage.levers.attendance else { return };
    let Some(support) = &attendance.support else { return };
    let ahead = stage.levers.booking.as_ref().map_or(0, |b| b.ahead);
    for (class, &times) in support.times.iter().enumerate() {
        let plain = stage.misses[class];
        let most = attendance.odds.as_ref().map_or(plain.probability(), |odds| {
            let corners = [(0, 0), (ahead, 0), (0, MOST_MISSED), (ahead, MOST_MISSED)];
            let chances = corners.map(|(ahead, missed)| odds.chance(plain, class as u16, ahead, missed).probability());
            chances.into_iter().fold(0.0, f64::max)
        });
        if times > 1.0 && most * times > 1.0 + 1e-9 && support.reach[class] != Chance::NEVER {
            let round = |x: f64| (x * 1e6).round() / 1e6;
            let message = format!(
                "a probability of {} of missing an appointment, times {times}, is {}, which is more than 1",
                round(most),
                round(most * times)
            );
            let help = "`misses_times` multiplies the probability of missing an appointment: 0.5 halves it";
            problems.push(Problem::new("Q0605", at, message).help(help).also(misses));
            return;
        }
    }
}

impl Common {
    pub(super) fn booking(
        &self,
        raw: &raw_levers::Levers,
        ground: &Ground<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Booking> {
        let (before, at) = (errors(problems), path::key(ground.at, "booking"));
        let booking = raw.booking.as_ref()?;
        for (key, given) in [("overbooking", raw.overbooking.is_some()), ("cases", raw.cases.is_some())] {
            if given {
                let message = format!("appointments are booked ahead here, but `{key}` books on the day");
                let help = format!("leave out `booking` or `{key}`");
                problems.push(Problem::new("Q0635", &at, message).help(help).at_key());
            }
        }
        let (ahead, notice) = (booking.ahead.time(self.unit), booking.notice.map_or(0, |s| s.time(self.unit)));
        if !(0..=MOST_WEEKS_AHEAD * WEEK).contains(&ahead) {
            let message = format!("appointments are made from 0 to {MOST_WEEKS_AHEAD} weeks ahead");
            problems.push(Problem::new("Q0604", path::key(&at, "ahead"), message));
        }
        if !(0..=ahead.max(0)).contains(&notice) {
            let message =
                "`notice` is longer than appointments are made `ahead`: every slot would be given at short notice";
            problems.push(Problem::new("Q0604", path::key(&at, "notice"), message));
        }
        if booking.short_notice.is_some() && notice == 0 {
            let message = "`short_notice` needs a `notice`";
            let help = "say how late is late, for example notice = \"1 week\"";
            problems.push(Problem::new("Q0635", path::key(&at, "short_notice"), message).help(help).at_key());
        }
        let offers = booking.offers.unwrap_or(OFFERS);
        if !(1..=MOST_OFFERS).contains(&offers) {
            let message = format!("{offers} is not between 1 and {MOST_OFFERS}");
            problems.push(Problem::new("Q0604", path::key(&at, "offers"), message));
        }
        let short_notice = match &booking.short_notice {
            Some(by) => self.people.by_group(by, true, &path::key(&at, "short_notice"), problems),
            None => vec![1.0; self.people.population.groups()],
        };
        let short_notice = ground.by_class(&short_notice).map(Chance::new).collect();
        (errors(problems) == before).then_some(Booking { ahead, notice, short_notice, offers })
    }

    /// Puts what the odds of missing an appointment are multiplied by into a stage.
    pub(super) fn misses_odds(
        &self,
        raw: Option<&raw::MissesOdds>,
        ground: &Ground<'_>,
        stage: &mut Stage,
        problems: &mut Vec<Problem>,
    ) {
        let Some(raw) = raw else { return };
        let before = errors(problems);
        let mut factors = |by: &Option<ByGroup>, key: &str| {
            let at = path::key(ground.at, key);
            let of = match by {
                Some(by) => self.people.by_group(by, false, &at, problems),
                None => vec![1.0; self.people.population.groups()],
            };
            if let Some(x) = of.iter().find(|x| **x > MOST_ODDS) {
                let message = format!("odds times {x} is more than {MOST_ODDS}");
                problems.push(Problem::new("Q0604", at, message));
            }
            ground.by_class(&of).collect::<Vec<f64>>()
        };
        let per_week_ahead = factors(&raw.per_week_ahead, "per_week_ahead");
        let per_missed = factors(&raw.per_missed, "per_missed");
        if errors(problems) > before {
            return;
        }
        if stage.misses.iter().all(|c| *c == Chance::NEVER) {
            let message = "nobody misses an appointment here, so there are no odds to change";
            let help = "say how often, with `misses_appointment`";
            problems.push(Problem::new("Q0635", ground.at, message).help(help).at_key());
        }
        let plain = |factors: &[f64]| factors.iter().all(|x| *x == 1.0);
        if !(plain(&per_week_ahead) && plain(&per_missed)) {
            stage.levers.attendance.get_or_insert_default().odds = Some(MissOdds { per_week_ahead, per_missed });
        }
    }
}
