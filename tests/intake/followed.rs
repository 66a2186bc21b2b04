//! A list of people, one row each with its dates, into a scenario as today: what is known comes back within its intervals, and nothing of anybody is told.

use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use queuity::compile;
use queuity::discipline::Registry;
use queuity::distributions::{exp, log};
use queuity::fit::groups::Ratio;
use queuity::fit::{self, Found, Options};
use queuity::intake::{self, Mapping};
use queuity::rng::{Key, Purpose, Space, Stream, uniform};

use crate::intake::file;

/// The day of the list.
const DAY: Date = date(2026, 1, 31);
/// Days before it on which the first people join.
const DAYS: i64 = 560;
/// Days in which the file holds those who left.
const HELD: i64 = 364;
const JOIN: usize = 40;

/// Hazards a day to be treated and to leave, by days waited.
fn hazards(age: usize) -> (f64, f64) {
    let rush = |width: f64| {
        let z = (age as f64 / 7.0 - 17.5) / width;
        exp(-z * z)
    };
    ((0.05 + 0.04 * exp(-(age as f64) / 14.0) + 0.06 * rush(2.0)) / 7.0, (0.01 + 0.03 * rush(3.0)) / 7.0)
}

/// So many times the chances of the others those of the most deprived are: to be treated, to leave.
const TIMES: (f64, f64) = (0.8, 2.0);
/// How likely they and the others are to miss an appointment.
const MISSES: (f64, f64) = (0.2, 0.1);

/// So many times the chance of the others to be treated urgent people have, one of four, where the list tells them apart.
const URGENT: f64 = 3.0;

/// The list: two people of five are most deprived; those who left longer ago than it holds are not in it.
fn list(seed: u64) -> String {
    with_urgency(seed, false)
}

fn with_urgency(seed: u64, told_apart: bool) -> String {
    let mut out = String::from("NHS number,Referral date,Date treated,Removal date,IMD quintile,Missed appointments");
    out += if told_apart { ",Priority\n" } else { "\n" };
    let space = Space::new("test", "people");
    let next = |stream: &mut Stream| uniform(stream.next_word());
    for back in 0..DAYS {
        for i in 0..JOIN {
            let number = back as u64 * JOIN as u64 + i as u64;
            let mut stream = Key::new(seed, 0).stream(space, number, Purpose::Patience, 0);
            let most = i % 5 < 2;
            let mut times = if most { TIMES } else { (1.0, 1.0) };
            let urgent = told_apart && i % 4 == 0;
            times.0 *= if urgent { URGENT } else { 1.0 };
            let wanted = -log(next(&mut stream));
            let (mut sum, mut end) = (0.0, None);
            for age in 0..=back as usize {
                let (treated, removed) = hazards(age);
                let (treated, removed) = (treated * times.0, removed * times.1);
                sum += treated + removed;
                if sum > wanted {
                    end = Some((age as i64, next(&mut stream) < treated / (treated + removed)));
                    break;
                }
            }
            let chance = if most { MISSES.0 } else { MISSES.1 };
            let mut missed = 0;
            // Missed before the one that was kept; of those who wait or left none were booked.
            while end.is_some_and(|e| e.1) && next(&mut stream) < chance {
                missed += 1;
            }
            if end.is_some_and(|(age, _)| back - age >= HELD) {
                continue;
            }
            let day = |back: i64| DAY.checked_sub(back.days()).expect("a day").to_string();
            let (treated, removed) = match end {
                Some((age, true)) => (day(back - age), String::new()),
                Some((age, false)) => (String::new(), day(back - age)),
                None => (String::new(), String::new()),
            };
            let level = if most { "1 (most deprived)" } else { "2 to 5" };
            let class = match (told_apart, urgent) {
                (false, _) => "",
                (true, true) => ",P2",
                (true, false) => ",P4",
            };
            let number = 4_000_000_000 + number * 7;
            writeln!(out, "{number},{},{treated},{removed},{level},{missed}{class}", day(back)).unwrap();
        }
    }
    // One person with marks that must not be met again.
    out + "9434765919,2025-12-24,,,Canary-Smith canary@example.org,0" + if told_apart { ",P4\n" } else { "\n" }
}

fn asked(mapping: &str) -> intake::Options {
    let mapping = format!("date = \"2026-01-31\"\n{mapping}");
    intake::Options { mapping: Mapping::parse(&mapping).unwrap(), ..intake::Options::default() }
}

fn fitted(text: &str, asked: &intake::Options) -> Found {
    let history = intake::history(&[file("list.csv", text.as_bytes())], asked);
    let history = history.unwrap_or_else(|(name, e)| panic!("{name}: {e}"));
    fit::fit(&history, &Options::default()).unwrap_or_else(|(message, help)| panic!("{message} {help}"))
}

fn between(found: &Found) -> [Ratio; 2] {
    let level = |name: &str| found.levels.iter().find(|l| l.level == name).expect("a level");
    let (most, rest) = (level("1 (most deprived)"), level("2 to 5"));
    [(most.treated, rest.treated), (most.removed, rest.removed)].map(|(a, b)| {
        let half = |r: Ratio| log(r.high / r.low) / 2.0;
        let (value, wide) = (log(a.value / b.value), (half(a).powi(2) + half(b).powi(2)).sqrt());
        Ratio { value: exp(value), low: exp(value - wide), high: exp(value + wide) }
    })
}

#[test]
fn what_is_known_of_people_comes_back() {
    let text = list(1);
    let found = fitted(&text, &asked(""));
    // Of thirteen periods of four weeks the last four, in which enough people are treated, are held out and met.
    assert_eq!((found.periods.len(), found.held_out, found.is_as_today()), (13, true, true), "{:?}", found.verdict());
    assert_eq!(found.tested.iter().map(|t| t.period.as_str()).collect::<Vec<_>>(), ["16 weeks to 2026-01-31"]);
    let removed = found.fitted.removed.as_ref().expect("people leave");
    let mut missed = (0, 0);
    for (curve, kind) in [(&found.fitted.treated, 0), (removed, 1)] {
        for (i, week) in curve.weeks.iter().enumerate().filter(|(_, week)| **week < 40.0) {
            let (treated, removed) = hazards((7.0 * week) as usize);
            // Of all: two of five have other chances.
            let times = if kind == 0 { TIMES.0 } else { TIMES.1 };
            let truth = 7.0 * if kind == 0 { treated } else { removed };
            let (least, most) = (truth * times.min(1.0) * 0.8, truth * times.max(1.0) * 1.25);
            missed.0 += usize::from(curve.high[i] < least || curve.low[i] > most);
            missed.1 += 1;
        }
    }
    assert!(missed.1 > 30 && missed.0 <= 1, "{missed:?}: {:?}", found.fitted);
    // Who leaves is known from the first week on.
    assert_eq!(removed.weeks[0], 0.0);
    let [treated, left] = between(&found);
    assert!(treated.low < TIMES.0 && TIMES.0 < treated.high && treated.high < 0.9, "{treated:?}");
    assert!(left.low < TIMES.1 && TIMES.1 < left.high && left.low > 1.5, "{left:?}");
    let scenario = compile::load(&found.scenario, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), found.scenario)
    });
    assert_eq!(scenario.variants[scenario.settings.reference].name, "as today");
    let tree: toml::Table = found.scenario.parse().unwrap();
    assert_eq!(tree["scenario"]["derived"].as_bool(), Some(true));
    let service = &tree["service"][0];
    let holds = |of: &toml::Value, truth: f64| {
        let [low, high] = ["low", "high"].map(|key| of[key].as_float().unwrap_or_else(|| panic!("{of}")));
        assert!(low <= truth && truth <= high && high < 1.5 * low, "{truth} in {of}");
    };
    holds(&service["referrals"]["per_week"], 7.0 * JOIN as f64);
    let misses = &service["misses_appointment"];
    holds(&misses["IMD quintile"]["1 (most deprived)"], MISSES.0);
    holds(&misses["IMD quintile"]["2 to 5"], MISSES.1);
    // Those referred, not those who wait: the most deprived are over-represented on the list.
    holds(&tree["attribute"][0]["share"][0], 0.4);
    // Every day is a working day here.
    let days = service["slots"]["days"].as_table().unwrap();
    assert_eq!(days.len(), 7);
    assert!(days.values().all(|d| (d.as_float().unwrap() - 1.0 / 7.0).abs() < 0.02), "{days}");
    for wanted in ["people referred in the 52 weeks to 2026-01-31", "a season cannot be told from a growth"] {
        assert!(found.scenario.contains(wanted), "{wanted}\n{}", found.scenario);
    }
}

#[test]
fn nothing_of_anybody_is_told_by_a_fit() {
    let text = list(2);
    let found = fitted(&text, &asked(""));
    let all = format!("{found:?}");
    for canary in ["9434765919", "canary", "Canary", "2025-12-24"] {
        assert!(!all.contains(canary) && !found.scenario.contains(canary), "{canary}");
    }
    let safe = |n: f64| n == 0.0 || (n >= 10.0 && n % 5.0 == 0.0);
    for figures in found
        .tested
        .iter()
        .flat_map(|t| [&t.own, &t.model].into_iter().chain(t.groups.iter().flat_map(|g| [&g.own, &g.model])))
    {
        assert!(figures.treated.iter().chain(&figures.list).all(|n| safe(*n)), "{figures:?}");
    }
    assert!(found.levels.iter().all(|l| safe(l.people)), "{:?}", found.levels);
    // The counts in words, too.
    for line in found.scenario.lines().filter(|l| l.contains(" people ") && l.contains("about ")) {
        for count in line.split("about ").skip(1) {
            let n: f64 = count.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
            assert!(safe(n), "{line}");
        }
    }
}

/// Where urgency is in the list, its part in the early chances is told from the wait: a mix of classes, tickets by class, and who waits.
#[test]
fn urgent_people_are_told_from_early_chances() {
    let found = fitted(&with_urgency(4, true), &asked(""));
    let class = |name: &str| found.levels.iter().find(|l| l.level == name).expect("a class").treated;
    let (urgent, rest) = (class("P2"), class("P4"));
    let (value, half) = (log(urgent.value / rest.value), |r: Ratio| log(r.high / r.low) / 2.0);
    let wide = (half(urgent).powi(2) + half(rest).powi(2)).sqrt();
    assert!((value - log(URGENT)).abs() < wide && wide < 0.2, "{value} +- {wide}");
    let [treated, _] = between(&found);
    assert!(treated.low < TIMES.0 && TIMES.0 < treated.high, "{treated:?}");
    // Of two attributes only differences are known: the intervals are neither endless nor nothing.
    for level in found.levels.iter().filter(|l| l.people > 0.0) {
        assert!((1.01..1.3).contains(&(level.treated.high / level.treated.low)), "{level:?}");
    }
    compile::load(&found.scenario, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), found.scenario)
    });
    let tree: toml::Table = found.scenario.parse().unwrap();
    let classes = tree["service_defaults"]["urgency"].as_array().unwrap();
    assert_eq!(classes.iter().map(|c| c["name"].as_str().unwrap()).collect::<Vec<_>>(), ["P2", "P4"]);
    let share = &classes[0]["share"];
    let [low, high] = ["low", "high"].map(|key| share[key].as_float().unwrap());
    assert!(low < 0.25 && 0.25 < high && high - low < 0.03, "{share}");
    // Fewer of those who still wait are urgent.
    let part = &tree["service"][0]["waiting"]["part"][0]["urgency"]["count"];
    let [p2, p4] =
        ["P2", "P4"].map(|name| part[name].as_float().or(part[name].as_integer().map(|n| n as f64)).unwrap());
    assert!(p2 / (p2 + p4) < 0.2, "{part}");
    let order = &tree["variant"][0]["discipline"]["by_urgency"];
    assert!(order["P2"]["value"].as_float().unwrap() > 2.0 * order["P4"]["value"].as_float().unwrap(), "{order}");
    let points =
        tree["variant"].as_array().unwrap().iter().find(|v| v["discipline"]["kind"].as_str() == Some("head start"));
    assert!(points.unwrap()["discipline"].get("by_urgency").is_some(), "{}", found.scenario);
    assert!(found.words.join("\n").contains("How urgent people are stands in the list"));
}

/// A list of those who wait today says nothing of how they are seen, and a mapping names what is not found.
#[test]
fn what_a_list_does_not_hold_is_said() {
    let text = list(3);
    let open: String = text
        .lines()
        .enumerate()
        .filter(|(i, line)| *i == 0 || line.split(',').nth(2) == Some("") && line.split(',').nth(3) == Some(""))
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    let history = intake::history(&[file("l.csv", open.as_bytes())], &asked("")).unwrap();
    let (message, help) = fit::fit(&history, &Options::default()).unwrap_err();
    assert!(message.contains("nobody on this list has left") && help.contains("those who were treated"), "{message}");
    // Without a column of those who were removed nobody leaves, and that is said; nor is one of missed appointments there.
    let none = text.replace("Removal date", "Remark").replace("Missed appointments", "Other");
    let found = fitted(&none, &asked("[columns]\n\"Remark\" = \"aside\"\n"));
    let said = found.words.join("\n");
    assert!(found.fitted.removed.is_none() && said.contains("Hardly anybody is known to have left"), "{said}");
    assert!(said.contains("How many appointments people miss is not in the list"), "{said}");
    // Only the rows that are asked for, and none by what identifies people.
    let mut only = asked("[columns]\n\"IMD quintile\" = \"group\"\n");
    only.only = vec![("IMD quintile".to_string(), "2 to 5".to_string())];
    let history = intake::history(&[file("l.csv", text.as_bytes())], &only).unwrap();
    assert_eq!(history.last.counts.levels, [["2 to 5"]]);
    only.only = vec![("NHS number".to_string(), "9434765919".to_string())];
    let said = intake::history(&[file("l.csv", text.as_bytes())], &only).unwrap_err().1.to_string();
    assert!(said.contains("identifies people") && !said.contains("9434765919"), "{said}");
    let two = [file("a.csv", text.as_bytes()), file("b.csv", text.as_bytes())];
    let said = intake::history(&two, &asked("")).unwrap_err().1.to_string();
    assert!(said.contains("files 1 and 2 hold the same rows"), "{said}");
    // Everybody left at a day that is taken for a removal.
    let gone = two_columns().replace("Date treated", "Removal date");
    let history = intake::history(&[file("l.csv", gone.as_bytes())], &asked("")).unwrap();
    let (message, help) = fit::fit(&history, &Options::default()).unwrap_err();
    assert!(message.contains("nobody on this list was treated") && help.contains("treated"), "{message} {help}");
}

/// The whole numbers in a value.
fn leaves(of: &toml::Value) -> Vec<i64> {
    match of {
        toml::Value::Integer(n) => vec![*n],
        toml::Value::Array(all) => all.iter().flat_map(leaves).collect(),
        toml::Value::Table(all) => all.values().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

/// Two columns that tell people apart: the odds to miss an appointment are twice those of the others for women of one area and for men of both.
fn two_columns() -> String {
    let mut out = String::from("NHS number,Referral date,Date treated,Area,Sex,Missed appointments\n");
    for i in 0..8_000_u64 {
        let (area, sex) = (["north", "south"][(i % 2) as usize], ["female", "male"][(i / 2 % 2) as usize]);
        let back = (i / 4 % 350) as i64;
        // Odds of 1:9 for women of the south; times 2 for the north, times 3 for men.
        let odds = [2.0, 1.0][(i % 2) as usize] * [1.0, 3.0][(i / 2 % 2) as usize] / 9.0;
        let stays = 10 + (i * 7_919 % 83) as i64;
        let treated = back - stays;
        let day = |back: i64| DAY.checked_sub(back.days()).expect("a day").to_string();
        let mut missed = 0;
        if treated >= 0 {
            let mut stream = Key::new(3, 0).stream(Space::new("test", "missed"), i, Purpose::Patience, 0);
            while uniform(stream.next_word()) < odds / (1.0 + odds) {
                missed += 1;
            }
        }
        let treated = if treated >= 0 { day(treated) } else { String::new() };
        writeln!(out, "{},{},{treated},{area},{sex},{missed}", 4_000_000_000 + i * 7, day(back)).unwrap();
    }
    out
}

#[test]
fn missed_appointments_are_told_by_every_column_of_groups() {
    let mapping = "[columns]\n\"Area\" = \"group\"\n\"Sex\" = \"group\"\n";
    let found = fitted(&two_columns(), &asked(mapping));
    assert!(compile::load(&found.scenario, &Registry::shipped()).is_ok(), "{}", found.scenario);
    let tree: toml::Table = found.scenario.parse().unwrap();
    let misses = &tree["service"][0]["misses_appointment"];
    let holds = |of: &toml::Value, truth: f64| {
        let [low, high] = ["low", "high"].map(|key| of[key].as_float().unwrap_or_else(|| panic!("{misses}")));
        assert!(low <= truth && truth <= high && high < 1.5 * low, "{truth} in {of}");
    };
    // As many are of each sex; that with more appointments is the one that the other is held against.
    let (sex, truth) =
        if misses["odds_ratio"]["Sex"].get("male").is_some() { ("male", 3.0) } else { ("female", 1.0 / 3.0) };
    holds(&misses["odds_ratio"]["Sex"][sex], truth);
    let at = |odds: f64| if sex == "male" { odds / (1.0 + odds) } else { 3.0 * odds / (1.0 + 3.0 * odds) };
    holds(&misses["Area"]["north"], at(2.0 / 9.0));
    holds(&misses["Area"]["south"], at(1.0 / 9.0));
}

#[test]
fn a_fit_may_be_asked_to_tell_of_more_people_only() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("list.csv"), two_columns()).unwrap();
    let fit = |more: &[&str]| {
        let arguments = ["fit", "list.csv", "--date", "2026-01-31", "--out", "f.toml", "--force"];
        crate::shared::queuity(home.path(), &[&arguments[..], more].concat())
    };
    let output = fit(&["--k", "3"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(crate::shared::said(&output).contains("--k 3 would tell figures of fewer than 8 people"));
    let evidence = |more: &[&str]| {
        crate::shared::succeeds(fit(more));
        std::fs::read_to_string(home.path().join("f.toml")).unwrap()
    };
    let (usual, few, many) =
        (evidence(&[]), evidence(&["--k", "3", "--i-accept-disclosure-risk"]), evidence(&["--k", "400"]));
    for (text, k) in [(&usual, 8), (&few, 3), (&many, 400)] {
        assert!(text.contains(&format!("counts of fewer than {k} held back")), "{text}");
    }
    // Of fewer people than that no band of today's list is told.
    let least = |text: &str| {
        let tree: toml::Table = text.parse().unwrap();
        let waiting = &tree["service"][0]["waiting"];
        let parts = waiting.get("part").and_then(toml::Value::as_array);
        let counts = parts.into_iter().flatten().chain([waiting]).filter_map(|part| part.get("count"));
        let found: Vec<i64> = counts.flat_map(leaves).collect();
        found.into_iter().filter(|n| *n > 0).min().unwrap()
    };
    assert!(least(&many) >= 400 && least(&usual) < 400, "{} {}", least(&many), least(&usual));
}
