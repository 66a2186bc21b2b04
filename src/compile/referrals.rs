//! Who joins a list: a rate by day, or times between referrals.

use super::common::Common;
use super::demand::{MOST_PEOPLE, default_mix, names};
use super::laws;
use super::people::{errors, urgency_mix};
use crate::distributions::Dist;
use crate::error::Problem;
use crate::model::{Profile, Referrals};
use crate::population::Thresholds;
use crate::scenario::path;
use crate::scenario::raw;
use crate::time::{MONTH_DAYS, WEEK};

/// Largest coefficient of variation of the factor on a week's rate.
const MOST_SPREAD: f64 = 10.0;

impl Common {
    /// Referrals of a service.
    pub(super) fn referrals(
        &self,
        raw: &raw::Referrals,
        urgencies: &[raw::Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Referrals> {
        if let Some(law) = &raw.between {
            return self.renewal(raw, law, urgencies, at, problems);
        }
        let before = errors(problems);
        let given = [
            ("per_week", &raw.per_week, 1.0),
            ("per_month", &raw.per_month, 7.0 / MONTH_DAYS),
            ("per_day", &raw.per_day, 7.0),
            ("per_unit", &raw.per_unit, WEEK as f64 / self.unit),
        ];
        let given: Vec<_> = given.iter().filter_map(|(k, n, f)| Some((*k, n.as_ref()?.value, *f))).collect();
        let [(key, value, factor)] = given.as_slice() else {
            let keys: Vec<&str> = given.iter().map(|(key, ..)| *key).collect();
            let message = match keys.as_slice() {
                [] => "referrals need one of `per_week`, `per_month`, `per_day`, `per_unit` and `between`".to_string(),
                several => super::values::several("how many are referred", several),
            };
            problems.push(Problem::new("Q0619", at, message).at_key());
            return None;
        };
        if *value < 0.0 {
            problems.push(Problem::new(
                "Q0604",
                path::key(at, key),
                format!("{value} is negative; it must be 0 or more"),
            ));
        }
        let base = value * factor / self.scale;
        let (mut mix, total) = self.people.mix(&raw.share, &self.need(raw), at, problems)?;
        mix.urgency = self.urgency_of_referrals(raw, urgencies, at, problems);
        let season = raw.season.as_ref().and_then(|s| self.season(s, &path::key(at, "season"), problems));
        let days = raw.days.as_ref().map(|d| self.weekdays(d, &path::key(at, "days"), problems));
        let growth = raw.growth_per_year.as_ref().map(|g| g.value);
        if growth.is_some_and(|g| g <= -1.0) {
            problems.push(
                Problem::new("Q0604", path::key(at, "growth_per_year"), "demand cannot shrink by 100% or more")
                    .help("for a fall of 2% write -0.02 or \"-2%\""),
            );
        }
        let varies =
            raw.varies.as_ref().and_then(|v| varies(v.cv.value, &path::key(&path::key(at, "varies"), "cv"), problems));
        let levels = self.changed(base, &raw.changes, &path::key(at, "changes"), problems);
        if errors(problems) > before {
            return None;
        }
        let plain = season.is_none() && days.is_none() && growth.is_none() && levels.is_none();
        let per_day = if plain {
            Profile::Constant(base * total / 7.0)
        } else {
            let weight: Option<f64> = days.map(|d| d.iter().sum());
            let daily = (0..self.days).map(|day| {
                let level = levels.as_ref().map_or(base, |l| l[day as usize]) * total;
                let weekday = match (days, weight, self.calendar) {
                    (Some(days), Some(sum), Some(c)) => days[c.weekday(day)] / sum,
                    _ => 1.0 / 7.0,
                };
                let grown = growth.map_or(1.0, |g| crate::distributions::power(1.0 + g, day as f64 / 365.0));
                level * weekday * Common::month_factor(season.as_ref(), self.calendar, day) * grown
            });
            Profile::Daily(daily.collect())
        };
        let most = match &per_day {
            Profile::Constant(x) => x * 7.0,
            Profile::Daily(days) => days.chunks(7).map(|week| week.iter().sum::<f64>()).fold(0.0, f64::max),
        };
        if most.is_nan() || most > MOST_PEOPLE {
            let message = format!("{most:e} referrals in a week, as simulated; at most {MOST_PEOPLE:e}");
            problems.push(Problem::new("Q0607", path::key(at, key), message).help("give a larger `scale`"));
            return None;
        }
        Some(Referrals { varies, ..Referrals::poisson(per_day, mix) })
    }

    fn urgency_of_referrals(
        &self,
        raw: &raw::Referrals,
        urgencies: &[raw::Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Thresholds> {
        let names = names(urgencies);
        let of_all = match &raw.urgency {
            Some(by) => urgency_mix(by, &names, &path::key(at, "urgency"), problems),
            None => default_mix(urgencies),
        };
        let at = path::key(at, "urgency_by_group");
        self.people.urgency_by_group(of_all, &raw.urgency_by_group, &names, &at, problems)
    }

    /// Referrals one after the other with times between them by a law. Nothing that changes a rate goes with it.
    fn renewal(
        &self,
        raw: &raw::Referrals,
        law: &raw::Law,
        urgencies: &[raw::Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Referrals> {
        let before = errors(problems);
        let others = [
            ("per_week", raw.per_week.is_some()),
            ("per_month", raw.per_month.is_some()),
            ("per_day", raw.per_day.is_some()),
            ("per_unit", raw.per_unit.is_some()),
            ("rate_ratio", !raw.rate_ratio.is_empty()),
            ("under_referral", !raw.under_referral.is_empty()),
            ("growth_per_year", raw.growth_per_year.is_some()),
            ("season", raw.season.is_some()),
            ("days", raw.days.is_some()),
            ("changes", !raw.changes.is_empty()),
            ("varies", raw.varies.is_some()),
        ];
        for (key, _) in others.iter().filter(|(_, given)| *given) {
            let message = format!("`{key}` does not go with `between`, which says when people come");
            let help = "take one of the two out; `share` and `urgency` say who comes";
            problems.push(Problem::new("Q0641", path::key(at, key), message).help(help).at_key());
        }
        let between_at = path::key(at, "between");
        if self.scale != 1.0 {
            let message = format!("times between referrals have no meaning at scale {}", self.scale);
            let help = "take `scale` out, or give a rate: `per_week`";
            problems.push(Problem::new("Q0641", &between_at, message).help(help).at_key());
        }
        let (mut mix, _) = self.people.mix(&raw.share, &self.need(raw), at, problems)?;
        mix.urgency = self.urgency_of_referrals(raw, urgencies, at, problems);
        let law = laws::law(law, &between_at, self.unit, problems)?;
        let in_a_week = WEEK as f64 / law.mean();
        if in_a_week.is_nan() || in_a_week > MOST_PEOPLE {
            let message = format!("{in_a_week:e} referrals in a week; at most {MOST_PEOPLE:e}");
            problems.push(Problem::new("Q0607", between_at, message));
        }
        (errors(problems) == before).then(|| Referrals::renewal(law, mix))
    }
}

/// The factor on the rate of a week; none where it is always 1.
fn varies(cv: f64, at: &str, problems: &mut Vec<Problem>) -> Option<Dist> {
    if cv == 0.0 {
        return None;
    }
    if !(0.0..=MOST_SPREAD).contains(&cv) {
        let message = format!("the coefficient of variation {cv} must be between 0 and {MOST_SPREAD}");
        problems.push(Problem::new("Q0644", at, message));
        return None;
    }
    Dist::gamma_by_mean(1.0, cv).ok()
}
