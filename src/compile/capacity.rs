//! Who can be seen: sessions in order of time, or servers.

use super::common::Common;
use super::levels::needs_start;
use super::people::{errors, unknown_urgency};
use super::{laws, values};
use crate::distributions::Dist;
use crate::error::Problem;
use crate::model::{Capacity, Chance, Session, UNLIMITED};
use crate::population::Urgency;
use crate::scenario::calendar::parse_clock;
use crate::scenario::path;
use crate::scenario::raw;
use crate::scenario::raw::capacity::ServerCount;
use crate::time::{DAY, MONTH_DAYS};

/// Slots are counted in millionths.
const MICRO: f64 = 1e6;
/// Most slots of a session, as simulated.
const MOST_SLOTS: i128 = 100_000_000;
/// Most sessions of a run.
const MOST_SESSIONS: i64 = 20_000_000;

/// The hour of a session, where the scenario does not say.
pub(super) const OWN_HOUR: i64 = crate::scenario::defaults::HOUR;

impl Common {
    /// Sessions of a service.
    pub(super) fn slots(&self, raw: &raw::Slots, at: &str, problems: &mut Vec<Problem>) -> Option<Capacity> {
        let before = errors(problems);
        let lost = raw.lost_sessions.as_ref().map_or(0.0, |n| n.value);
        problems.extend(values::out_of_range(lost, true, &path::key(at, "lost_sessions")));
        let sessions = match (&raw.every, &raw.count) {
            (None, None) => self.by_calendar(raw, at, problems),
            (Some(every), Some(count)) => self.periodic(raw, every.time(self.unit), count.value, at, problems),
            _ => {
                let help = "write `every = \"1 week\", count = 20`, or `per_week` and `days`";
                problems.push(Problem::new("Q0624", at, "`every` and `count` go together").help(help).at_key());
                return None;
            }
        };
        (errors(problems) == before).then_some(Capacity::Slots { sessions: sessions?, lost: Chance::new(lost) })
    }

    /// Sessions of a stage with these levers. Where slots are minutes of cases, a case needs as many as ever, and what ends a session is
    /// the same for a session as it is: one whole session in so many is kept.
    pub(super) fn sessions(
        &self,
        raw: &raw::Slots,
        in_minutes: bool,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Capacity> {
        if !in_minutes || self.scale == 1.0 {
            return self.slots(raw, at, problems);
        }
        let mut capacity = Self { scale: 1.0, ..self.clone() }.slots(raw, at, problems)?;
        if let Capacity::Slots { sessions, .. } = &mut capacity {
            whole_sessions(sessions, self.scale);
        }
        Some(capacity)
    }

    fn periodic(
        &self,
        raw: &raw::Slots,
        every: i64,
        count: f64,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<Session>> {
        let calendar = [
            ("per_week", raw.per_week.is_some()),
            ("per_month", raw.per_month.is_some()),
            ("per_session", raw.per_session.is_some()),
            ("days", raw.days.is_some()),
            ("at", raw.at.is_some()),
            ("closed", !raw.closed.is_empty()),
            ("season", raw.season.is_some()),
            ("changes", !raw.changes.is_empty()),
        ];
        for (key, _) in calendar.iter().filter(|(_, given)| *given) {
            let message = format!("`{key}` does not go with `every`");
            problems.push(Problem::new("Q0624", path::key(at, key), message).at_key());
        }
        if every <= 0 {
            problems.push(Problem::new("Q0604", path::key(at, "every"), "the time between sessions must be above 0"));
            return None;
        }
        if self.horizon / every > MOST_SESSIONS {
            let message = format!("{} sessions; at most {MOST_SESSIONS}", self.horizon / every);
            problems.push(Problem::new("Q0503", path::key(at, "every"), message));
            return None;
        }
        let mut carry = Carry::new(1.0, self.scale);
        let times = (1..).map(|k| k * every).take_while(|t| *t < self.horizon);
        times.map(|time| self.session(&mut carry, time, count, &path::key(at, "count"), problems)).collect()
    }

    fn session(
        &self,
        carry: &mut Carry,
        time: i64,
        slots: f64,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Session> {
        if slots < 0.0 {
            problems.push(Problem::new("Q0604", at, format!("{slots} is negative; it must be 0 or more")));
            return None;
        }
        match carry.take(slots) {
            Some(slots) => Some(Session { time, slots }),
            None => {
                let message = format!("{slots:e} slots in a session; at most {MOST_SLOTS}, as simulated");
                problems.push(Problem::new("Q0607", at, message));
                None
            }
        }
    }

    fn by_calendar(&self, raw: &raw::Slots, at: &str, problems: &mut Vec<Problem>) -> Option<Vec<Session>> {
        let (key, amount) = match (&raw.per_week, &raw.per_month, &raw.per_session) {
            (Some(n), None, None) => ("per_week", n.value),
            (None, Some(n), None) => ("per_month", n.value * 7.0 / MONTH_DAYS),
            (None, None, Some(n)) => ("per_session", n.value),
            _ => {
                let given = [&raw.per_week, &raw.per_month, &raw.per_session].map(Option::is_some);
                let given = given.into_iter().zip(["per_week", "per_month", "per_session"]);
                let given: Vec<&str> = given.filter_map(|(is, key)| is.then_some(key)).collect();
                let message = match given.as_slice() {
                    [] => {
                        "slots need one of `per_week`, `per_month`, `per_session`, or `every` and `count`".to_string()
                    }
                    several => super::values::several("how many slots there are", several),
                };
                problems.push(Problem::new("Q0625", at, message).at_key());
                return None;
            }
        };
        let key_at = path::key(at, key);
        if amount < 0.0 {
            problems.push(Problem::new("Q0604", &key_at, format!("{amount} is negative; it must be 0 or more")));
        }
        let Some(calendar) = self.calendar else {
            problems.push(needs_start(&key_at, "a clinic by weekday"));
            return None;
        };
        let days_at = path::key(at, "days");
        let weights =
            raw.days.as_ref().map_or([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], |d| self.weekdays(d, &days_at, problems));
        let sum: f64 = weights.iter().sum();
        // Sessions of a week share its slots; `per_session` is what one day of weight 1 has.
        let divisor = if key == "per_session" { 1.0 } else { sum };
        let clock = raw.at.as_ref().map_or(Ok(OWN_HOUR), |c| parse_clock(&c.0)).unwrap_or(OWN_HOUR);
        let season = raw.season.as_ref().and_then(|s| self.season(s, &path::key(at, "season"), problems));
        let (mut closed, mut idle) = (Vec::new(), Vec::new());
        for (i, date) in raw.closed.iter().enumerate() {
            let here = path::entry(&path::key(at, "closed"), &i.to_string());
            match calendar.day_of(&date.0) {
                Some(day) if closed.contains(&day) => {
                    problems.push(Problem::new("W0624", here, "this day is listed twice"));
                }
                Some(day) => {
                    if !(0..self.days).contains(&day) || weights[calendar.weekday(day)] == 0.0 {
                        idle.push(date.0.as_str());
                    }
                    closed.push(day);
                }
                None => problems.push(Problem::new("Q0207", here, "not a date")),
            }
        }
        if !idle.is_empty() {
            let message = format!(
                "there is no session to close on {}: not a day of the run, or no day of sessions",
                idle.join(", ")
            );
            problems.push(Problem::new("W0616", path::key(at, "closed"), message));
        }
        closed.sort_unstable();
        if key == "per_session" {
            for (i, change) in raw.changes.iter().enumerate().filter(|(_, c)| c.multiply.is_none()) {
                let key = if change.per_month.is_some() { "per_month" } else { "per_week" };
                let here = path::key(&path::entry(&path::key(at, "changes"), &i.to_string()), key);
                let problem = Problem::new("Q0617", here, "slots are given per session, so a change must `multiply`");
                problems.push(problem.at_key());
            }
        }
        // `changed` divides absolute changes by the scale, as it does for referrals; here the scale comes in `Carry`.
        let levels = self.changed(amount / self.scale, &raw.changes, &path::key(at, "changes"), problems);
        if sum <= 0.0 {
            return None;
        }
        let mut carry = Carry::new(divisor, self.scale);
        let mut sessions = Vec::new();
        for day in 0..self.days {
            let weight = weights[calendar.weekday(day)];
            if weight == 0.0 || closed.binary_search(&day).is_ok() {
                continue;
            }
            let level = levels.as_ref().map_or(amount, |l| l[day as usize] * self.scale);
            let slots = level * weight * Common::month_factor(season.as_ref(), self.calendar, day);
            sessions.push(self.session(&mut carry, day * DAY + clock, slots, &key_at, problems)?);
        }
        Some(sessions)
    }

    /// How many servers there are as simulated, one at least.
    fn server_count(&self, written: u32, at: &str, problems: &mut Vec<Problem>) -> u32 {
        if f64::from(written) < self.scale {
            let message = format!("{written} servers at scale {} are less than one", self.scale);
            problems.push(Problem::new("Q0604", at, message));
        }
        self.some_servers(written, at, problems)
    }

    /// How many servers there are as simulated, or none.
    pub(super) fn some_servers(&self, written: u32, at: &str, problems: &mut Vec<Problem>) -> u32 {
        let count = f64::from(written) / self.scale;
        if self.scale != 1.0 && count.fract() != 0.0 {
            let message = format!("{written} servers cannot be divided by the scale {}", self.scale);
            problems.push(Problem::new("Q0626", at, message));
        }
        if written == UNLIMITED {
            let problem = Problem::new("Q0607", at, format!("{written} servers; at most {}", UNLIMITED - 1));
            problems.push(problem.help("write \"unlimited\" where nobody waits"));
        }
        count as u32
    }

    /// Servers of a service.
    pub(super) fn servers(
        &self,
        raw: &raw::Servers,
        urgencies: &[Urgency],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Capacity> {
        let before = errors(problems);
        let count = match raw.count {
            ServerCount::Word(_) => UNLIMITED,
            ServerCount::Number(written) => self.server_count(written, &path::key(at, "count"), problems),
        };
        let names: Vec<String> = urgencies.iter().map(|u| u.name.clone()).collect();
        let by = path::key(at, "service_by_urgency");
        for name in raw.service_by_urgency.keys().filter(|n| !names.contains(n)) {
            problems.push(unknown_urgency(name, &names, &path::key(&by, name)).at_key());
        }
        let shared = raw.service.as_ref().and_then(|l| laws::law(l, &path::key(at, "service"), self.unit, problems));
        let mut service: Vec<Dist> = Vec::new();
        let mut of_urgency = Vec::new();
        for name in &names {
            let own = raw.service_by_urgency.get(name);
            let own = own.and_then(|l| laws::law(l, &path::key(&by, name), self.unit, problems));
            match own.or_else(|| shared.clone()) {
                Some(law) => {
                    let found = service.iter().position(|s| *s == law).unwrap_or(service.len());
                    if found == service.len() {
                        service.push(law);
                    }
                    of_urgency.push(found as u16);
                }
                None if errors(problems) == before => {
                    let message = format!("there is no service time for `{name}`");
                    problems.push(Problem::new("Q0627", at, message).help("give `service`").at_key());
                }
                None => {}
            }
        }
        if errors(problems) > before {
            return None;
        }
        let groups = self.people.population.groups();
        let service_of = (0..groups).flat_map(|_| of_urgency.iter().copied()).collect();
        Some(Capacity::Servers { count, service, service_of })
    }
}

/// Keeps one session in so many, by the slots of all: rounded, so that the first comes after half of them.
pub(super) fn whole_sessions(sessions: &mut Vec<Session>, scale: f64) {
    let mut due = sessions.first().map_or(0.0, |s| f64::from(s.slots) / 2.0);
    sessions.retain(|session| {
        let slots = f64::from(session.slots);
        due += slots / scale;
        let kept = due >= slots;
        due -= if kept { slots } else { 0.0 };
        kept
    });
}

/// Carries fractions of slots over to the next session, exactly: in millionths of what is written, divided at the end.
pub(super) struct Carry {
    have: i128,
    whole: i128,
}

impl Carry {
    /// `divisor` sessions share what is written; `scale` people are one.
    pub(super) fn new(divisor: f64, scale: f64) -> Self {
        let whole = (divisor * MICRO).round() as i128 * (scale * MICRO).round() as i128;
        Self { have: 0, whole }
    }

    /// The whole slots of a session with this many written slots; none where they are too many.
    pub(super) fn take(&mut self, slots: f64) -> Option<u32> {
        let micro = (slots * MICRO).round();
        if micro.is_nan() || micro > 1e24 {
            return None;
        }
        self.have += micro as i128 * MICRO as i128;
        let slots = self.have / self.whole;
        self.have -= slots * self.whole;
        (slots <= MOST_SLOTS).then_some(slots as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_slot_is_lost_and_none_is_made() {
        let mut five = Carry::new(5.0, 1.0);
        let week: Vec<u32> = (0..5).map(|_| five.take(58.0).unwrap()).collect();
        assert_eq!(week, [11, 12, 11, 12, 12]);
        let mut scaled = Carry::new(1.0, 1000.0);
        assert_eq!((0..1000).map(|_| scaled.take(43_149.0).unwrap()).sum::<u32>(), 43_149);
        let mut tenth = Carry::new(1.0, 1.0);
        assert_eq!((0..1_000_000).map(|_| tenth.take(0.1).unwrap()).sum::<u32>(), 100_000);
        assert_eq!(Carry::new(1.0, 1.0).take(1e30), None);
    }
}
