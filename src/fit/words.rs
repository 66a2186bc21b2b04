//! What a fit found, in words, and as the tables of a scenario.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::chance::{ALLOWED, Judged, Verdict};
use super::clinics::Clinics;
use super::curves::Curve;
use super::digits::short;
use super::evidence::evidence;
use super::fluid::Hazards;
use super::found::{Found, Level, shown};
use super::groups::{MOST_COMBINATIONS, Ratio};
use super::mixes::{classes, mix};
use super::points::{Points, points};
use super::rates::rates;
use super::strict::strict;
use crate::distributions::exp;
use crate::error::thousands;
use crate::intake::{self, Added, Followed, History, Stay, URGENCY, quoted};

/// The name of the reference where it reproduces today's waits.
const AS_TODAY: &str = "as today";
/// Its name where it does not, or where too few were treated to tell.
const NEAREST: &str = "nearest order found";

/// What is said of an order.
fn verdict(judged: &Judged) -> String {
    let (distance, allowed) = (judged.distance, judged.allowed());
    match judged.verdict {
        Verdict::Holds => format!(
            "it reproduces today: the waits of those treated are {distance:.3} apart (total variation distance), and up to {allowed:.3} may be called \"{AS_TODAY}\""
        ),
        Verdict::TooFew => format!(
            "too few were treated to tell: the waits are {distance:.3} apart, and chance alone gives up to {:.3}; it is not called \"{AS_TODAY}\"",
            judged.chance
        ),
        Verdict::Fails => format!(
            "it does not reproduce today: the waits of those treated are {distance:.3} apart, more than the {allowed:.3} ({ALLOWED} and what chance gives) up to which an order is called \"{AS_TODAY}\""
        ),
    }
}

/// Bands that begin before so many days should have no more days than this.
const WIDE_BANDS: (usize, usize) = (182, 15);

/// What was found, sentence by sentence.
fn sentences(found: &Found, history: &History) -> Vec<String> {
    let mut out = Vec::new();
    let used = history.treated.iter().filter(|t| found.periods.contains(&shown(t)));
    let treated = thousands(&format!("{:.0}", used.map(intake::Reading::people).sum::<f64>()));
    let periods = found.periods.join(", ");
    if let Some(followed) = &history.followed {
        out.extend(of_followed(found, followed));
    } else if found.fitted.removed.is_some() {
        out.push(format!(
            "Chances to be treated and to leave untreated, by weeks waited, from {} lists and the {treated} people treated in {periods}.",
            history.lists.len()
        ));
        out.push(
            "They are told apart so: who was treated is counted; who is missing from the next list besides has left untreated. Clinics are taken to be open from Monday to Friday. Of the first three weeks lists a month apart cannot tell how many leave.".to_string(),
        );
        let wide = |band: usize| {
            let days = found.bands.days_of(band);
            days.start < WIDE_BANDS.0 && days.len() > WIDE_BANDS.1
        };
        if (0..found.bands.count()).any(wide) {
            out.push("Some bands below 26 weeks are wider than two weeks. How people are spread within a band is not known, so the chances to leave and the referrals are rough, and their intervals are too narrow. Lists by single weeks tell more.".to_string());
        }
    } else {
        out.push(format!(
            "The order alone, from one list and the people treated in {periods}: who leaves untreated cannot be told from one list, so nobody does. The list of a month before would tell."
        ));
        let last = history.lists.last().map(|l| l.end.last_shown());
        let others: Vec<String> =
            history.lists.iter().map(|l| l.end.last_shown()).filter(|day| Some(day) != last.as_ref()).collect();
        if !others.is_empty() {
            out.push(format!(
                "Not used: the list{} of {}. A list of the day before the month in which people were treated is missing.",
                if others.len() == 1 { "" } else { "s" },
                others.join(", ")
            ));
        }
    }
    let classes = history.followed.as_ref().is_some_and(|f| f.urgencies.is_some());
    out.push(if classes {
        "How urgent people are stands in the list, so early chances of urgent people are told from chances that go by the wait; what else people carry is not.".to_string()
    } else {
        "These figures cannot tell a chance that goes by the wait from a mix of people with chances of their own: early chances may be those of urgent people.".to_string()
    });
    if history.followed.as_ref().is_some_and(|f| f.between_lists) {
        out.push("Nobody's day of leaving is known, only the lists between which it was: each day between is taken as likely, and people count from the first list that they are on. How long people had waited when they left is so known to the time between two lists only: no figure of it is told, nothing is held back as a test, and the order is not called \"as today\". A file of those who left, with the day, would tell.".to_string());
    }
    for tested in &found.tested {
        let how = match (found.held_out, found.foretells_lists) {
            (true, _) => "forecast without it, given how many were treated and how many wait at its end",
            (false, true) if history.followed.is_some() => {
                "fitted to it, not forecast: people followed for longer would be a test"
            }
            (false, true) => "fitted to it, not forecast: a third list would be a test",
            (false, false) => "fitted to it, not forecast: later months would be a test",
        };
        out.push(format!("{} ({how}): {}.", tested.period, verdict(&tested.judged)));
    }
    if found.verdict().is_some_and(|judged| judged.verdict == Verdict::Fails) {
        out.extend(strict(history, NEAREST));
    }
    if found.fitted.dispersion > 2.0 {
        out.push(format!(
            "Counts scatter {} times as much as chance would have it; the intervals allow for that.",
            short(found.fitted.dispersion, 2)
        ));
    }
    out.extend(of_groups(found, history));
    let fails: Vec<&str> =
        found.lists.iter().filter(|(_, j)| j.verdict == Verdict::Fails).map(|(name, _)| name.as_str()).collect();
    if found.lists.len() > 1 {
        out.push(format!(
            "One order for all {} lists{}",
            found.lists.len(),
            match fails.len() {
                0 => ": none of them is further from it than an order of its own may be.".to_string(),
                n => format!(
                    "; {n} of them {} further from it than an order of {} own may be: {}. Fit such a list by itself with --where.",
                    if n == 1 { "is" } else { "are" },
                    if n == 1 { "its" } else { "their" },
                    fails.join(", ")
                ),
            }
        ));
    }
    out
}

/// What people who were followed tell, and what they cannot.
fn of_followed(found: &Found, followed: &Followed) -> Vec<String> {
    let sum = |of: fn(&Stay) -> &Vec<f64>| -> f64 { followed.stays.iter().flat_map(|s| s.values()).flat_map(of).sum() };
    let mut out = vec![format!(
        "Chances to be treated and to leave untreated, by weeks waited, from people followed day by day through the {} weeks to {}: {} treated, {} gone untreated.",
        followed.weeks(),
        followed.date.last_shown(),
        followed.shown(sum(|s| &s.treated)),
        followed.shown(sum(|s| &s.removed)),
    )];
    if found.fitted.removed.is_none() {
        out.push(
            "Hardly anybody is known to have left untreated, so nobody is taken to: if people are taken off this list in other ways, ask for them with the day, or the list drifts from what is seen.".to_string(),
        );
    }
    out
}

/// An interval as wide as this, the upper end over the lower, tells nothing.
const WIDE: f64 = 20.0;

fn tells(ratio: &Ratio) -> bool {
    ratio.high < WIDE * ratio.low
}

/// Which of two ratios is meant.
type Which = fn(&Level) -> &Ratio;
const OF_TREATED: Which = |level| &level.treated;
const OF_REMOVED: Which = |level| &level.removed;

/// The attributes that people are told apart by, each with its levels.
fn attributes(found: &Found) -> Vec<(&str, Vec<&Level>)> {
    let mut out: Vec<(&str, Vec<&Level>)> = Vec::new();
    for level in found.levels.iter().filter(|l| l.recorded) {
        match out.iter_mut().find(|o| o.0 == level.attribute) {
            Some((_, levels)) => levels.push(level),
            None => out.push((&level.attribute, vec![level])),
        }
    }
    out
}

/// "by sex, by age and by deprivation"; nothing where there are none.
fn by_each(attributes: &[(&str, Vec<&Level>)]) -> String {
    let each: Vec<String> = attributes.iter().map(|(name, _)| format!("by {name}")).collect();
    match each.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => each.concat(),
    }
}

/// What was found of groups, and what cannot be told.
fn of_groups(found: &Found, history: &History) -> Vec<String> {
    let mut out = Vec::new();
    let all = by_each(&attributes(found));
    if !all.is_empty() && !found.foretells_lists {
        out.push(format!(
            "Who leaves untreated {all} cannot be told from one list: people of a level that is treated less may leave more, or may not. Ask how many of each level were taken off the list in the month, or for the list of a month before with the same columns."
        ));
    }
    for (attribute, levels) in attributes(found) {
        let kinds: [(&str, Which); 2] = [("to be treated", OF_TREATED), ("to leave untreated", OF_REMOVED)];
        // A scenario has no removals by urgency.
        let told = if found.fitted.removed.is_some() && attribute != URGENCY { 2 } else { 1 };
        for (what, of) in &kinds[..told] {
            let (told, hardly): (Vec<&&Level>, Vec<&&Level>) = levels.iter().partition(|level| tells(of(level)));
            let one = |level: &&&Level| {
                let Ratio { value, low, high } = *of(level);
                format!("{} {value:.2} ({low:.2} to {high:.2})", level.level)
            };
            if !told.is_empty() {
                let all = told.iter().map(one).collect::<Vec<_>>().join(", ");
                out.push(format!("By {attribute}, so many times the chance of all {what} at the same wait: {all}."));
            }
            if !hardly.is_empty() {
                let names: Vec<&str> = hardly.iter().map(|l| l.level.as_str()).collect();
                out.push(format!(
                    "By {attribute}, the chance {what} cannot be told of {}: too few people. They are taken to be like all; lists of more months would tell.",
                    names.join(", ")
                ));
            }
        }
    }
    let mut own = attributes(found);
    own.retain(|(name, _)| *name != URGENCY);
    let all = by_each(&own);
    if !all.is_empty() && history.followed.as_ref().is_none_or(|f| f.appointments.is_none()) {
        out.push(format!(
            "Missed appointments {all} stand in no list of waits. Ask how many appointments of the month were booked, and how many of them missed, {all}; write them as `misses_appointment`."
        ));
    }
    let groups = &history.last.counts.groups;
    if found.levels.is_empty() && !groups.is_empty() {
        out.push(format!(
            "How {} differ is not fitted: give who waits at the end of a month, or better of two, and who was treated in it, with the same columns of groups, of {} combinations at most.",
            groups.join(", "),
            MOST_COMBINATIONS
        ));
    }
    out
}

/// Ratios by level, as a table of a scenario.
fn ratios(found: &Found, table: &str, of: Which) -> String {
    let mut out = String::new();
    for (attribute, levels) in attributes(found) {
        let rows: Vec<&&Level> = levels.iter().filter(|level| tells(of(level))).collect();
        let of_class = attribute == URGENCY;
        if rows.is_empty() || (of_class && !table.ends_with("by_group")) {
            continue;
        }
        let _ = match of_class {
            true => writeln!(out, "\n[{}by_urgency]", table.trim_end_matches("by_group")),
            false => writeln!(out, "\n[{table}.{}]", quoted(attribute)),
        };
        for level in rows {
            let Ratio { value, low, high } = *of(level);
            let [value, low, high] = [value, low, high].map(|x| short(x, 3));
            let name = quoted(&level.level);
            let _ = writeln!(out, "{name} = {{ value = {value}, low = {low}, high = {high}, source = \"fitted\" }}");
        }
    }
    out
}

/// Values with their intervals, as a list of a scenario.
fn numbers(curve: &Curve, times: f64, digits: i32) -> String {
    let mut out = String::from("[\n");
    for ((value, low), high) in curve.per_week.iter().zip(&curve.low).zip(&curve.high) {
        let [value, low, high] = [value, low, high].map(|x| short(x * times, digits));
        let _ = writeln!(out, "  {{ value = {value}, low = {low}, high = {high}, source = \"fitted\" }},");
    }
    out + "]"
}

fn weeks(curve: &Curve) -> String {
    curve.weeks.iter().map(|w| short(*w, 4)).collect::<Vec<_>>().join(", ")
}

/// The same with the chances of levels to be called, and not to be treated: people who miss more appointments are called more often for each treatment. The scenario
/// has their missed appointments besides.
fn called(found: &Found, kept: &[(String, String, f64)]) -> Found {
    let mut called = found.clone();
    for level in &mut called.levels {
        let own = kept.iter().find(|(attribute, name, _)| *attribute == level.attribute && *name == level.level);
        let times = own.map_or(1.0, |k| 1.0 / k.2);
        let Ratio { value, low, high } = level.treated;
        level.treated = Ratio { value: value * times, low: low * times, high: high * times };
    }
    called
}

/// What is added to the scenario of the last list.
pub(super) fn added(found: &Found, history: &History) -> Added {
    let name = if found.is_as_today() { AS_TODAY } else { NEAREST };
    let mut tables = String::new();
    if let Some(removed) = &found.fitted.removed {
        let _ = writeln!(
            tables,
            "\n# Who leaves untreated, by weeks waited: a hazard a week.\n[service_defaults.removal.by_wait]\nweeks = [{}]\nper_week = {}",
            weeks(removed),
            numbers(removed, 1.0, 3)
        );
        tables += &ratios(found, "service_defaults.removal.rate_ratio", OF_REMOVED);
    }
    let _ = writeln!(
        tables,
        "\n# The order: tickets by weeks waited, here a hazard in percent a week.\n[[variant]]\nname = {}\n\n[variant.discipline]\nkind    = \"by wait\"\nweeks   = [{}]\ntickets = {}",
        quoted(name),
        weeks(&found.fitted.treated),
        numbers(&found.fitted.treated, 100.0, 3)
    );
    let rates = history
        .followed
        .as_ref()
        .map(|followed| rates(history, followed, found.fitted.removed.is_some(), still_there(found.fitted.hazards())));
    let called = called(found, rates.as_ref().map_or(&[], |r| &r.kept));
    tables += &ratios(&called, "variant.discipline.by_group", OF_TREATED);
    let _ = writeln!(
        tables,
        "\n# A foil: nobody books so. Put your own policies in its place; `rest = {}` makes them \"as today, but ...\".\n[[variant]]\nname       = \"first come\"\ndiscipline = {{ kind = \"first come\" }}",
        quoted(name)
    );
    tables += &evidence(found, name);
    let second = format!("{name}, by points carried");
    let points = found.readings.then(|| points(&found.fitted, found.bands.days()));
    let mut head = format!("reference = {}\n", quoted(name));
    if let Some(points) = &points {
        tables += &points.variant(&called, &second, |level| tells(&level.treated));
        let _ = writeln!(
            head,
            "# Policies under the two readings that a list cannot tell apart: a verdict that differs between them leads the summary.\nsecond_reading = {{ {} = {}, \"first come\" = \"first come\" }}",
            quoted(name),
            quoted(&second)
        );
    }
    let mut words = sentences(found, history);
    let mut lists = BTreeMap::new();
    let (mut referred, mut urgency) = (None, None);
    if let Some((followed, rates)) = history.followed.as_ref().zip(rates) {
        lists = rates.lists;
        words.extend(rates.said);
        referred = mix(followed);
        urgency = classes(followed);
        if let Some((classes, _)) = &urgency {
            tables = format!("{classes}{tables}");
        }
    }
    Added {
        found: words,
        referrals: referrals(found, history),
        lists,
        referred,
        urgency: urgency.map(|u| u.1),
        carried: points.as_ref().map(Points::carried),
        head,
        tables,
    }
}

/// The part of those who came in the last seven days who are still there on the last of them.
fn still_there(hazards: &Hazards) -> f64 {
    let (mut sum, mut left) = (0.0, 0.0);
    for (treated, removed) in hazards.treated.iter().zip(&hazards.removed).take(7) {
        left += treated + removed;
        sum += exp(-left);
    }
    sum / 7.0
}

/// How many must have joined each list in a week of the last month, where the files do not count them.
fn referrals(found: &Found, history: &History) -> BTreeMap<String, (f64, String)> {
    let counted = history.followed.is_some() || found.fitted.removed.is_none();
    let Some(treated) = history.treated.last().filter(|_| !counted) else {
        return BTreeMap::new();
    };
    let counts = &history.last.counts;
    let of = |service: &intake::Service| {
        let bands: Vec<f64> = service.bands().iter().map(|n| *n as f64).collect();
        let joined = found.fitted.joined(&found.bands, &bands, &Clinics::weekdays(treated.end, treated.days));
        let source = format!(
            "fitted: so many must have joined in {} for the list to be as it is; new referrals are not counted in the files",
            shown(treated)
        );
        (service.name.clone(), (joined, source))
    };
    counts.services.iter().map(of).collect()
}

impl Found {
    /// What is said of the order, in a sentence.
    #[must_use]
    pub fn said(&self) -> String {
        let Some(judged) = self.verdict() else {
            return format!("no period tests the order, so it is not called \"{AS_TODAY}\"");
        };
        let told = verdict(&judged);
        let only =
            if self.held_out { "" } else { "; this is the month that it was fitted to, and no other has tested it" };
        format!("{told}{only}")
    }
}
