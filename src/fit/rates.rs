//! Rates of a list of people: referrals with season and growth, slots by weekday, and missed appointments by group, each with its interval and its source.

use std::collections::BTreeMap;

use super::digits::short;
use super::misses::misses;
use super::number::{NORMAL, Number};
use crate::distributions::{exp, log};
use crate::intake::{Followed, History, Lines, OfList, quoted};
use crate::stat::penalised::{self, Free};

/// A season and a growth are told apart from so many weeks on: two years.
const TWO_YEARS: usize = 104;
/// A rate is that of a year at most, so that every season is in it once.
const YEAR: usize = 52;
/// Slots are those of so many weeks at most.
const QUARTER: usize = 13;
/// Weekdays of few people have at most this part of the others.
const MOST_OF_FEW: f64 = 0.2;
/// Days of a year, as growth of a scenario has it.
const YEAR_DAYS: f64 = 365.0;
/// Names of weekdays in a scenario.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What was found of all lists.
pub(super) struct Rates {
    /// How many times as many of their appointments the people of a level keep as all do, by attribute and level.
    pub(super) kept: Vec<(String, String, f64)>,
    pub(super) lists: BTreeMap<String, Lines>,
    /// What is said of it.
    pub(super) said: Vec<String>,
}

/// Referrals a week.
#[derive(Clone, Debug, PartialEq)]
struct Referrals {
    per_week: Number,
    /// A year.
    growth: Option<Number>,
    season: Option<Vec<Number>>,
    /// How weeks vary beyond chance.
    cv: Option<f64>,
}

/// The variance of counts over what chance gives them about their means; 1 at least, and whether it is told apart from 1.
fn dispersion(counts: &[f64], means: &[f64], free: f64) -> (f64, bool) {
    let left = (counts.len() as f64 - free).max(1.0);
    let squares: f64 = counts.iter().zip(means).map(|(n, m)| (n - m) * (n - m) / m.max(0.1)).sum();
    let found = squares / left;
    (found.max(1.0), left > 8.0 && squares > left + NORMAL * (2.0 * left).sqrt())
}

fn cv(dispersion: (f64, bool), mean: f64) -> Option<f64> {
    (dispersion.1 && mean > 0.0).then(|| ((dispersion.0 - 1.0) / mean).sqrt())
}

/// Referrals from whole weeks, the latest first; the last day of the first is the day of the list. The rate is that of the number of people as it is told:
/// weeks times an exact rate would be the exact number.
fn referrals(weeks: &[u64], followed: &Followed) -> Option<Referrals> {
    if weeks.len() >= TWO_YEARS
        && let Some(found) = seasonal(weeks, followed)
    {
        return Some(found);
    }
    let counts: Vec<f64> = weeks.iter().take(YEAR).map(|n| *n as f64).collect();
    let mean = followed.count(counts.iter().sum()) / counts.len().max(1) as f64;
    if mean <= 0.0 {
        return None;
    }
    // In two digits: with few weeks, more would tell how many came in each.
    let (squares, more) = dispersion(&counts, &vec![mean; counts.len()], 1.0);
    let scatter = ((10.0 * squares).round() / 10.0, more);
    let wide = NORMAL * (scatter.0 * mean / counts.len() as f64).sqrt();
    let per_week = Number { value: mean, low: (mean - wide).max(0.0), high: mean + wide };
    Some(Referrals { per_week, growth: None, season: None, cv: cv(scatter, mean) })
}

/// Referrals a week from the last week before each list, where lists alone show who has left. None where too few people are behind them to say anything.
fn of_lists(young: &[u64], followed: &Followed, still_there: f64) -> Option<Referrals> {
    let of_year = &young[young.len().saturating_sub(YEAR)..];
    let people = followed.count(of_year.iter().sum::<u64>() as f64);
    if people <= 0.0 {
        return None;
    }
    let lists = of_year.len() as f64;
    let of_all = lists * still_there;
    let (value, wide) = (people / of_all, NORMAL * people.sqrt() / of_all);
    let per_week = Number { value, low: (value - wide).max(0.0), high: value + wide };
    Some(Referrals { per_week, growth: None, season: None, cv: None })
}

/// Weeks as the months of the year hold them, where each month holds as many people as may be told of it, and that number: the rates of the months are those
/// of these numbers, and none of them is that of few people. What is known of the weeks themselves is then one growth, and how much they vary.
fn by_month(weeks: &[u64], followed: &Followed) -> Option<Vec<f64>> {
    let month = |week: usize| followed.date.before(7 * week as i64 + 3).month as usize - 1;
    let mut sums = [0.0; 12];
    weeks.iter().enumerate().for_each(|(week, n)| sums[month(week)] += *n as f64);
    let told = sums.map(|n| followed.count(n));
    let of = |(week, n): (usize, &u64)| *n as f64 * told[month(week)] / sums[month(week)];
    told.iter().all(|n| *n > 0.0).then(|| weeks.iter().enumerate().map(of).collect())
}

/// A rate by month of the year, times a growth.
fn seasonal(weeks: &[u64], followed: &Followed) -> Option<Referrals> {
    let date = followed.date;
    let counts = by_month(weeks, followed)?;
    // The part of each week in each month, and how many days before the day of the list it is on average.
    let of_week = |week: usize| {
        let mut months = [0.0; 12];
        (0..7).for_each(|day| months[date.before((7 * week + day) as i64).month as usize - 1] += 1.0 / 7.0);
        (months, -(7.0 * week as f64 + 3.0))
    };
    let each: Vec<([f64; 12], f64)> = (0..weeks.len()).map(of_week).collect();
    let means = |at: &[f64]| -> Vec<f64> {
        let of = |(months, day): &([f64; 12], f64)| {
            let level: f64 = months.iter().zip(at).map(|(part, month)| part * exp(*month)).sum();
            level * exp(at[12] * day / YEAR_DAYS)
        };
        each.iter().map(of).collect()
    };
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    if mean < 1.0 {
        return None;
    }
    let start = [vec![log(mean); 12], vec![0.0]].concat();
    let fit = penalised::counts(&counts, &[12, 1], &start, (-20.0, 20.0), &Free(counts.len(), means))?;
    let months: Vec<f64> = fit.coefficients[..12].iter().map(|m| exp(*m)).collect();
    let level = months.iter().sum::<f64>() / 12.0;
    // As sure as the last year makes it.
    let wide = NORMAL * (fit.dispersion / level / YEAR as f64).sqrt();
    let per_week = Number { value: level, low: level * exp(-wide), high: level * exp(wide) };
    let index =
        |m: usize| Number { value: months[m] / level, low: exp(fit.low[m]) / level, high: exp(fit.high[m]) / level };
    let growth = |x: f64| exp(x) - 1.0;
    let [value, low, high] = [fit.coefficients[12], fit.low[12], fit.high[12]].map(growth);
    Some(Referrals {
        per_week,
        growth: Some(Number { value, low, high }),
        season: Some((0..12).map(index).collect()),
        cv: cv(dispersion(&counts, &fit.means, fit.effective), level),
    })
}

impl Referrals {
    fn written(&self, source: &str) -> String {
        let mut out = format!("{{ per_week = {}", self.per_week.written(source));
        if let Some(growth) = &self.growth {
            out += &format!(", growth_per_year = {}", growth.written(source));
        }
        if let Some(season) = &self.season {
            let all: Vec<String> = season.iter().map(|m| m.written("")).collect();
            out += &format!(", season = [{}]", all.join(", "));
        }
        if let Some(cv) = self.cv {
            out += &format!(", varies = {{ cv = {{ value = {}, source = {} }} }}", short(cv, 2), quoted(source));
        }
        out + " }"
    }
}

/// Slots a week, on the days on which people were treated. A missed appointment takes one, too.
fn slots(of: &OfList, followed: &Followed, missed: f64, still_there: f64) -> Option<String> {
    let weeks = of.treated.len().min(QUARTER);
    // As it is told: weeks times an exact rate would be the exact number.
    let people = followed.count(of.treated[..weeks].iter().sum());
    if weeks == 0 || people == 0.0 {
        return None;
    }
    let attended = 1.0 - missed;
    // Who came and was treated between two lists is on none: as many as came, less those who are on one.
    let unseen = match of_lists(&of.young, followed, still_there).filter(|_| followed.between_lists) {
        Some(came) => {
            let on_a_list = followed.count(of.referred.iter().sum::<u64>() as f64);
            (came.per_week.value - on_a_list / of.referred.len() as f64).max(0.0)
        }
        None => 0.0,
    };
    let rate = |n: f64| (n.max(0.0) / weeks as f64 + unseen) / attended;
    let wide = NORMAL * people.sqrt();
    let per_week = Number { value: rate(people), low: rate(people - wide), high: rate(people + wide) };
    let because =
        if missed > 0.0 { format!(", and {:.1}% of appointments missed", 100.0 * missed) } else { String::new() };
    let source = format!(
        "fitted: {} people treated in the {weeks} weeks to {}{because}{}",
        followed.shown(people),
        followed.date.last_shown(),
        if unseen > 0.0 {
            format!(
                ", by lists alone; and {unseen:.1} a week who came and left between two lists: referrals less those on a list"
            )
        } else {
            String::new()
        }
    );
    // Days of few people are none. Where these few are many together, no day is told: the others would have all slots.
    let days: Vec<f64> = of.weekdays.iter().map(|n| followed.count(*n as f64)).collect();
    let all: f64 = days.iter().sum();
    let of_few = of.weekdays.iter().filter(|n| followed.count(**n as f64) == 0.0).sum::<u64>() as f64;
    let days = if of_few > MOST_OF_FEW * all { vec![0.0; days.len()] } else { days };
    let each = days.iter().zip(WEEKDAYS).filter(|(n, _)| **n > 0.0);
    let each: Vec<String> = each.map(|(n, day)| format!("{day} = {}", short(n / all, 3))).collect();
    let days = if each.is_empty() { String::new() } else { format!(", days = {{ {} }}", each.join(", ")) };
    Some(format!("{{ per_week = {}{days} }}", per_week.written(&source)))
}

/// Rates of each list. `still_there`: the part of those who came within a week before a list who are on it.
pub(super) fn rates(history: &History, followed: &Followed, removal: bool, still_there: f64) -> Rates {
    let counts = &history.last.counts;
    let misses = misses(&counts.groups, &counts.levels, followed);
    let mut said = Vec::new();
    let missed = misses.as_ref().map_or(0.0, |m| m.part);
    let times = |(a, l, kept): &(String, String, f64)| (a.clone(), l.clone(), kept / (1.0 - missed));
    let kept = misses.iter().flat_map(|m| &m.kept).filter(|k| k.2 > 0.0 && missed < 1.0).map(times).collect();
    let mut lists = BTreeMap::new();
    let mut weeks = 0;
    for (name, of) in &followed.of_lists {
        weeks = weeks.max(of.referred.len());
        let people = of.referred.iter().sum::<u64>() as f64;
        let source = format!(
            "fitted: {} people referred in the {} weeks to {}",
            followed.shown(people),
            of.referred.len(),
            followed.date.last_shown()
        );
        let (referrals, source) = if followed.between_lists {
            let lists = &of.young[..];
            let people = lists.iter().sum::<u64>() as f64;
            let source = format!(
                "fitted: {} people referred in the 7 days to one of {} lists and on it, and {:.1}% more who left within these days",
                followed.shown(people),
                lists.len(),
                100.0 * (1.0 / still_there - 1.0)
            );
            (of_lists(lists, followed, still_there), source)
        } else {
            ((followed.count(people) > 0.0).then(|| referrals(&of.referred, followed)).flatten(), source)
        };
        lists.insert(
            name.clone(),
            Lines {
                referrals: referrals.map(|r| r.written(&source)),
                slots: slots(of, followed, missed, still_there),
                misses: misses.as_ref().map(|m| m.line.clone()),
                removal,
            },
        );
    }
    if followed.between_lists {
        said.push("Referrals are those of the seven days to each list: who came and left between two lists is on none, so fewer of the days before are known. Neither a season nor a growth is taken.".to_string());
    } else if weeks < TWO_YEARS {
        said.push(format!(
            "Referrals are whole for {weeks} weeks: a season cannot be told from a growth, so neither is taken. All who were referred and left in two years would tell them apart."
        ));
    } else {
        said.push(format!(
            "Referrals are whole for {weeks} weeks: season and growth are fitted to them, list by list."
        ));
    }
    said.push(if followed.between_lists {
        "Slots are the people who were on one list and not on the next, and as many more as came without being on any list: these are taken to be treated. No weekday is known. Ask how many were offered."
    } else {
        "Slots are what was used in the latest 13 weeks at most, by weekday: slots that nobody used are not seen. Ask how many were offered."
    }.to_string());
    match misses {
        Some(misses) => said.extend(misses.said),
        None => said.push(
            "How many appointments people miss is not in the list: ask for a column with the number each has missed, and call it `missed` in the mapping.".to_string(),
        ),
    }
    Rates { kept, lists, said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Period;

    const DATE: Period = Period { year: 2026, month: 1, day: Some(31) };

    /// A rate with a season and a growth comes back; without them nothing of the kind is told.
    #[test]
    fn season_and_growth_come_back_from_two_years() {
        let rate = |week: usize| {
            let day = DATE.before(7 * week as i64 + 3);
            let season = if (6..=8).contains(&day.month) { 0.8 } else { 1.0 };
            (200.0 * season * exp(-0.05 * 7.0 * week as f64 / 365.0)).round() as u64
        };
        let weeks: Vec<u64> = (0..156).map(rate).collect();
        let found = referrals(&weeks, &Followed::nobody()).unwrap();
        let growth = found.growth.unwrap();
        assert!((growth.value - 0.0513).abs() < 0.01 && growth.low < 0.05 && growth.high > 0.052, "{growth:?}");
        let season = found.season.unwrap();
        assert!((season[6].value / season[0].value - 0.8).abs() < 0.05, "{season:?}");
        assert!((found.per_week.value * season[0].value / 200.0 - 1.0).abs() < 0.03, "{:?}", found.per_week);
        let short = referrals(&weeks[..60], &Followed::nobody()).unwrap();
        assert!(short.growth.is_none() && short.season.is_none() && short.per_week.low < short.per_week.value);
    }

    /// 398 treated in 13 weeks are told as 400: so is their rate, and no product of a rate and its weeks is another number than that which is told.
    #[test]
    fn rates_are_those_of_the_numbers_that_are_told() {
        let times = |text: &str, weeks: f64| -> f64 {
            let value = text.split("per_week = { value = ").nth(1).unwrap().split(',').next().unwrap();
            value.parse::<f64>().unwrap() * weeks
        };
        let mut treated = vec![30.0; 12];
        treated.push(38.0);
        let of = OfList { referred: vec![4; 13], treated, weekdays: [82, 79, 81, 78, 78, 3, 0], young: Vec::new() };
        let text = slots(&of, &Followed::nobody(), 0.0, 1.0).unwrap();
        assert!((times(&text, 13.0) - 400.0).abs() < 0.05, "{text}");
        assert!(text.contains("days = { mon = 0.2, tue = 0.2, wed = 0.2, thu = 0.2, fri = 0.2 }"), "{text}");
        // One day of enough people is not that of all slots.
        let few = OfList { weekdays: [2, 1, 10, 0, 0, 0, 0], ..of.clone() };
        assert!(!slots(&few, &Followed::nobody(), 0.0, 1.0).unwrap().contains("days ="));
        let found = referrals(&of.referred, &Followed::nobody()).unwrap();
        assert!((found.per_week.value * 13.0 - 50.0).abs() < 1e-9, "{found:?}");
        // Of fewer than eight there is no rate.
        assert_eq!(referrals(&[1, 0, 2, 4], &Followed::nobody()), None);
    }

    /// A month of the year in which few were referred has no index: neither have the others.
    #[test]
    fn a_season_is_not_told_of_months_of_few() {
        let in_may = |week: usize| DATE.before(7 * week as i64 + 3).month == 5;
        let weeks = |few: u64| -> Vec<u64> { (0..104).map(|w| if in_may(w) { few } else { 5 }).collect() };
        assert!(referrals(&weeks(1), &Followed::nobody()).unwrap().season.is_some());
        assert!(referrals(&weeks(0), &Followed::nobody()).unwrap().season.is_none());
        let sums = by_month(&weeks(2), &Followed::nobody()).unwrap();
        let of_may: f64 = (0..104).filter(|w| in_may(*w)).map(|w| sums[w]).sum();
        assert!((of_may - Followed::nobody().count(of_may)).abs() < 1e-9, "{of_may}");
    }

    #[test]
    fn weeks_that_vary_more_than_chance_say_so() {
        let even: Vec<u64> = (0..52).map(|w| 100 + w % 2).collect();
        assert_eq!(referrals(&even, &Followed::nobody()).unwrap().cv, None);
        let odd: Vec<u64> = (0..52).map(|w| if w % 2 == 0 { 60 } else { 140 }).collect();
        let cv = referrals(&odd, &Followed::nobody()).unwrap().cv.unwrap();
        assert!((cv - 0.39).abs() < 0.03, "{cv}");
        assert_eq!(referrals(&[0; 20], &Followed::nobody()), None);
    }
}
