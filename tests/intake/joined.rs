//! Lists of people in several files: those who wait and those who left, several sites, the ends of several months. A person in two of them counts
//! once, and how many there are is told.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use queuity::intake::{self, Imported, Mapping, Options};

use crate::intake::{clinics, file, runs, told};
use crate::shared::{queuity, said, succeeds};

const DAY: Date = date(2026, 1, 31);

/// A person: the number, the days of the clock start and of the end, whether treated, and the level.
#[derive(Clone)]
struct Patient {
    number: u64,
    start: Date,
    end: Option<(Date, bool)>,
    level: &'static str,
    list: &'static str,
}

/// People who joined over a year before the day: most of them have been treated or left by then.
fn people() -> Vec<Patient> {
    let one = |i: u64| {
        let start = DAY.checked_sub(((i * 37 % 400) as i64).days()).unwrap();
        let stays = (i * i * 13 + i * 7) % 180;
        let end = start.checked_add((stays as i64).days()).unwrap();
        let end = (end <= DAY).then_some((end, !i.is_multiple_of(5)));
        let (level, list) = (["most", "least"][(i % 2) as usize], ["Eyes", "ENT"][(i / 2 % 2) as usize]);
        Patient { number: 4_000_000_000 + i * 7, start, end, level, list }
    };
    (0..3_000).map(one).collect()
}

/// The same in one file.
fn whole(people: &[Patient]) -> String {
    let mut out = String::from("NHS Number,Referral date,Specialty,Deprivation,Date treated,Removal date\n");
    for p in people {
        let (treated, removed) = ends(p);
        out += &format!("{},{},{},{},{treated},{removed}\n", p.number, p.start, p.list, p.level);
    }
    out
}

fn ends(p: &Patient) -> (String, String) {
    match p.end {
        Some((day, true)) => (day.to_string(), String::new()),
        Some((day, false)) => (String::new(), day.to_string()),
        None => Default::default(),
    }
}

/// Those who wait on a day, in columns of their own.
fn open(people: &[Patient], day: Date) -> String {
    let mut out = String::from("Deprivation,Specialty,Referral date,NHS Number\n");
    for p in people.iter().filter(|p| p.start <= day && p.end.is_none_or(|(end, _)| end > day)) {
        out += &format!("{},{},{},{}\n", p.level, p.list, p.start, p.number);
    }
    out
}

/// Those who left, in columns of their own: other names, and other dates.
fn stops(people: &[Patient]) -> String {
    let mut out = String::from("Specialty;Clock start;Date treated;Removal date;Deprivation;NHS Number\n");
    let uk = |d: Date| format!("{:02}/{:02}/{}", d.day(), d.month(), d.year());
    for p in people.iter().filter(|p| p.end.is_some()) {
        let (end, treated) = p.end.unwrap();
        let (a, b) = if treated { (uk(end), String::new()) } else { (String::new(), uk(end)) };
        out += &format!("{};{};{a};{b};{};{}\n", p.list, uk(p.start), p.level, p.number);
    }
    out
}

fn options(day: Date) -> Options {
    Options { mapping: Mapping::parse(&format!("date = \"{day}\"")).unwrap(), ..Options::default() }
}

fn import(files: &[(&str, &str)]) -> Result<Imported, String> {
    let files: Vec<_> = files.iter().map(|(name, text)| file(name, text.as_bytes())).collect();
    told(&files, &options(DAY)).map_err(|e| e.to_string())
}

/// The counts with the combinations of levels in order: they stand in the order in which they are met.
fn counts(of: &Imported) -> intake::Counts {
    let mut counts = of.counts.clone();
    for service in &mut counts.services {
        let mut both: Vec<_> = service.waiting.iter().cloned().zip(service.runs.iter().cloned()).collect();
        both.sort();
        (service.waiting, service.runs) = both.into_iter().unzip();
    }
    counts
}

fn is_told(of: &Imported, words: &str) -> bool {
    of.understood.iter().chain(&of.aside).any(|line| line.contains(words))
}

#[test]
fn those_who_wait_and_those_who_left_are_one_list() {
    let people = people();
    let (one, open, stops) = (whole(&people), open(&people, DAY), stops(&people));
    let wanted = import(&[("one.csv", &one)]).unwrap();
    assert!(wanted.counts.services.iter().all(|s| s.treated > Some(50) && s.removed > Some(10)), "{:?}", wanted.counts);
    for files in [[("a.csv", &*open), ("b.csv", &*stops)], [("b.csv", &*stops), ("a.csv", &*open)]] {
        let found = import(&files).unwrap();
        assert_eq!(counts(&found), counts(&wanted));
        assert!(is_told(&found, "2 files are one list: a wait is known by NHS Number"), "{:?}", found.understood);
        assert!(!is_told(&found, "count once"), "{:?}", found.aside);
        runs(&found);
        // How they were read can be read again.
        let again = Options { mapping: Mapping::parse(&found.mapping).unwrap(), ..Options::default() };
        let files: Vec<_> = files.iter().map(|(name, text)| file(name, text.as_bytes())).collect();
        assert_eq!(counts(&told(&files, &again).unwrap()), counts(&wanted), "{}", found.mapping);
        // A fit follows the same people.
        let history =
            |files: &[intake::File<'_>]| intake::history(files, &options(DAY)).unwrap_or_else(|e| panic!("{e:?}"));
        let (of_two, of_one) = (history(&files), history(&[file("one.csv", one.as_bytes())]));
        assert_eq!((of_two.lists, of_two.treated), (of_one.lists, of_one.treated));
        for text in [&found.scenario, &found.mapping, &format!("{:?}{:?}", found.understood, found.aside)] {
            assert!(people.iter().all(|p| !text.contains(&p.number.to_string())), "{text}");
        }
    }
}

#[test]
fn who_waits_in_one_file_and_has_left_by_another_counts_as_gone_and_is_told() {
    let people = people();
    let wanted = counts(&import(&[("one.csv", &whole(&people))]).unwrap());
    // Forty of those who left are still on the list of those who wait.
    let stale: Vec<Patient> =
        people.iter().filter(|p| p.end.is_some()).take(40).map(|p| Patient { end: None, ..p.clone() }).collect();
    let waiting: Vec<Patient> = people.iter().filter(|p| p.end.is_none()).chain(&stale).cloned().collect();
    let found = import(&[("a.csv", &open(&waiting, DAY)), ("b.csv", &stops(&people))]).unwrap();
    assert_eq!(counts(&found), wanted);
    assert!(
        is_told(&found, "about 40 rows of people who wait are of people who had left by then"),
        "{:?}",
        found.aside
    );
    // With another clock start it is another wait.
    let again: Vec<Patient> = (stale.iter())
        .map(|p| Patient { start: p.start.checked_add(1.days()).unwrap().min(DAY), ..p.clone() })
        .filter(|p| p.start < DAY)
        .collect();
    let waiting: Vec<Patient> = people.iter().filter(|p| p.end.is_none()).chain(&again).cloned().collect();
    let found = import(&[("a.csv", &open(&waiting, DAY)), ("b.csv", &stops(&people))]).unwrap();
    assert!(is_told(&found, "with different clock starts: each start is a wait of its own"), "{:?}", found.aside);
    let all = |counts: &intake::Counts| counts.services.iter().map(intake::Service::people).sum::<u64>() as i64;
    assert!((all(&found.counts) - all(&wanted) - again.len() as i64).abs() <= 40, "rounded one by one");
}

/// A file without a column of lists: the same person with the same clock start is the wait of the other file. Where that has two of them, it is told.
#[test]
fn a_file_without_a_list_counts_nobody_twice_without_saying_so() {
    let waiting: Vec<Patient> = people().into_iter().filter(|p| p.end.is_none()).collect();
    let listless = |people: &[Patient]| {
        let mut out = String::from("NHS Number,Referral date,Date treated\n");
        people.iter().for_each(|p| out += &format!("{},{},2026-01-28\n", p.number, p.start));
        out
    };
    let all = |of: &Imported| of.counts.services.iter().map(intake::Service::people).sum::<u64>() as i64;
    let alone = all(&import(&[("a.csv", &open(&waiting, DAY))]).unwrap());
    let gone: Vec<Patient> = waiting.iter().filter(|p| p.start < date(2026, 1, 20)).take(40).cloned().collect();
    let found = import(&[("a.csv", &open(&waiting, DAY)), ("b.csv", &listless(&gone))]).unwrap();
    let right = "about 40 rows of files without a column of lists have the number and the clock start of a wait of another file: they are that wait";
    assert!(is_told(&found, right), "{:?}", found.understood);
    assert!((alone - all(&found) - 40).abs() <= 40 && all(&found) < alone, "{alone} {}", all(&found));
    // Nobody is on a list of their own, unless some are in no other file.
    assert!(!is_told(&found, "on a list of their own"), "{:?}", found.aside);
    let start = date(2025, 6, 2);
    let none = (0..20).map(|i| Patient { number: 7_000_000_000 + i, start, ..gone[0].clone() });
    let more: Vec<Patient> = gone.iter().cloned().chain(none).collect();
    let found = import(&[("a.csv", &open(&waiting, DAY)), ("b.csv", &listless(&more))]).unwrap();
    assert!(is_told(&found, "Specialty is not in all files: people of the others are on a list"), "{:?}", found.aside);
    // They wait on two lists since the same day.
    let other = |p: &Patient| Patient { list: if p.list == "ENT" { "Eyes" } else { "ENT" }, ..p.clone() };
    let twice: Vec<Patient> = waiting.iter().cloned().chain(gone.iter().map(other)).collect();
    let found = import(&[("a.csv", &open(&twice, DAY)), ("b.csv", &listless(&gone))]).unwrap();
    assert!(is_told(&found, "about 40 rows of files without a column of lists"), "{:?}", found.aside);
    assert!(is_told(&found, "these people may count twice; give the list in every file"), "{:?}", found.aside);
}

#[test]
fn lists_of_several_month_ends_count_everybody_once() {
    let people = people();
    let ends = [date(2025, 11, 30), date(2025, 12, 31), DAY];
    let names = ends.map(|day| format!("list-{day}.csv"));
    let texts = ends.map(|day| open(&people, day));
    let files: Vec<(&str, &str)> = names.iter().zip(&texts).map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let only = import(&files[2..]).unwrap();
    let found = import(&files).unwrap();
    // Who waits today is the last list.
    let waiting = |of: &Imported| counts(of).services.iter().map(|s| s.waiting.clone()).collect::<Vec<_>>();
    assert_eq!(waiting(&found), waiting(&only));
    for words in [
        "its name has the day 2025-12-31",
        "rows are of people who wait on several lists: each counts once",
        "are on no later list, and no file says how they left: they count as treated",
    ] {
        assert!(is_told(&found, words), "{words}: {:?} {:?}", found.understood, found.aside);
    }
    // As many are gone as were on an earlier list and are not on the last.
    let gone = people
        .iter()
        .filter(|p| p.start <= ends[1] && p.end.is_some_and(|e| e.0 > ends[0] && e.0 <= DAY && p.start <= ends[1]));
    let gone = gone.filter(|p| ends[..2].iter().any(|day| p.start <= *day && p.end.is_some_and(|e| e.0 > *day))).count()
        as u64;
    let treated: u64 = found.counts.services.iter().filter_map(|s| s.treated).sum();
    assert!(treated.abs_diff(gone) <= 10, "{treated} {gone}");
    // With those who left it is the whole list again, and those gone are known.
    let stops = stops(&people);
    let all: Vec<(&str, &str)> = files.iter().copied().chain([("stops.csv", stops.as_str())]).collect();
    let found = import(&all).unwrap();
    assert_eq!(counts(&found), counts(&import(&[("one.csv", &whole(&people))]).unwrap()));
    assert!(
        is_told(&found, "on an earlier list who left since") && !is_told(&found, "no later list"),
        "{:?}",
        found.aside
    );
    // The same lists in one file, with the day of each in a column.
    let mut stacked = String::from("Census date,Deprivation,Specialty,Referral date,NHS Number\n");
    for (day, text) in ends.iter().zip(&texts) {
        text.lines().skip(1).for_each(|line| stacked += &format!("{day},{line}\n"));
    }
    let found = import(&[("all.csv", &stacked)]).unwrap();
    assert_eq!(waiting(&found), waiting(&only));
    assert!(is_told(&found, "the day of each list stands in Census date; there are 3 days"), "{:?}", found.understood);
}

/// Who left between two lists did so in the time between them: neither in the week nor on the weekday of the later one.
#[test]
fn flows_from_lists_alone_are_those_of_the_time_between_them() {
    // Seventeen come each day and stay for up to 120 days.
    let came = |i: u64| DAY.checked_sub(((i / 17) as i64).days()).unwrap();
    let people: Vec<Patient> = (0..17 * 300)
        .map(|i| {
            let end = came(i).checked_add(((i * 7919 % 120) as i64).days()).unwrap();
            let end = (end <= DAY).then_some((end, true));
            Patient { number: 4_000_000_000 + i * 7, start: came(i), end, level: "most", list: "ENT" }
        })
        .collect();
    let ends = [date(2025, 11, 30), date(2025, 12, 31), DAY];
    let texts: Vec<(String, String)> =
        ends.iter().map(|day| (format!("list-{day}.csv"), open(&people, *day))).collect();
    let files = |from: usize| -> Vec<(&str, &str)> {
        texts[from..].iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    };
    for (from, days) in [(1, 31), (0, 62)] {
        let found = import(&files(from)).unwrap();
        let on = |p: &&Patient, day: Date| p.start <= day && p.end.is_none_or(|e| e.0 > day);
        let gone = people.iter().filter(|p| ends[from..2].iter().any(|day| on(p, *day)) && !on(p, DAY)).count() as u64;
        let seen = people.iter().filter(|p| p.start > ends[from] && ends.iter().any(|day| on(p, *day))).count() as u64;
        let service = &found.counts.services[0];
        assert!(service.treated.unwrap().abs_diff(gone) <= 3, "{service:?} {gone}");
        assert!(service.referred.unwrap().abs_diff(seen) <= 3, "{service:?} {seen}");
        assert_eq!(found.counts.flows.days, days);
        // Slots are on the days from Monday to Friday.
        let open = clinics((2026, 1, 31), days).open_days() as f64;
        let rate = format!("value = {:.2}", service.treated.unwrap() as f64 / open * 5.0);
        assert!(found.scenario.contains(&rate), "{rate} {}", found.scenario);
        assert!(is_told(&found, &format!("those of the {days} days after {} to 2026-01-31", ends[from])));
        assert!(is_told(&found, "are on none, so both are minimum figures"), "{:?}", found.understood);
        assert!(found.scenario.contains("at least: who came and left between two lists is on none"));
        runs(&found);
    }
    // A fit knows no weekday and no wait of those who left; as many come in a week as really do.
    let fitted = |from: usize| {
        let files: Vec<_> = files(from).iter().map(|(name, text)| file(name, text.as_bytes())).collect();
        let history = intake::history(&files, &options(DAY)).unwrap();
        queuity::fit::fit(&history, &queuity::fit::Options::default()).unwrap()
    };
    let found = fitted(0);
    let said = found.said();
    assert!(said.starts_with("no period tests") && said.contains("not called"), "{said}");
    let words = found.words.join("\n");
    assert!(found.tested.is_empty() && !found.is_as_today(), "{words}");
    assert!(words.contains("Nobody's day of leaving is known") && words.contains("No weekday is known"), "{words}");
    assert!(!words.contains("Referrals are whole"), "{words}");
    let scenario: toml::Table = found.scenario.parse().unwrap();
    let service = &scenario["service"].as_array().unwrap()[0];
    assert!(service["slots"].get("days").is_none(), "{}", found.scenario);
    let rate = |of: &str| {
        let value = &service[of]["per_week"]["value"];
        value.as_float().or(value.as_integer().map(|n| n as f64)).unwrap()
    };
    assert!((rate("referrals") / 119.0 - 1.0).abs() < 0.06, "{}", rate("referrals"));
    assert!((rate("slots") / 119.0 - 1.0).abs() < 0.08, "{}", rate("slots"));
    // Chances of the first weeks are not lost: people leave as likely then as later, or less.
    let weeks = &found.fitted.treated.weeks;
    let early = found.fitted.hazards().treated[..28].iter().sum::<f64>() / 28.0;
    assert!(early > 0.004 && early < 0.02, "{early} {weeks:?}");
}

/// One person who came to a list late is nobody of whom a rate may be told.
#[test]
fn a_rate_of_those_who_came_and_left_needs_enough_people() {
    let skin = |i: u64, start: Date, end: Option<Date>| Patient {
        number: 4_900_000_000 + i * 7,
        start,
        end: end.map(|e| (e, true)),
        level: "most",
        list: "Skin",
    };
    let told = |late: u64| {
        let mut people: Vec<Patient> = (0..80)
            .map(|i| {
                let end = (i < 40).then(|| date(2026, 1, 5 + (i % 20) as i8));
                skin(i, date(2025, 9, 1 + (i % 28) as i8), end)
            })
            .collect();
        people.extend((0..late).map(|i| skin(500 + i, date(2026, 1, 28), None)));
        let texts = [date(2025, 12, 31), DAY].map(|day| (format!("list-{day}.csv"), open(&people, day)));
        let files: Vec<_> = texts.iter().map(|(name, text)| file(name, text.as_bytes())).collect();
        let history = intake::history(&files, &options(DAY)).unwrap();
        queuity::fit::fit(&history, &queuity::fit::Options::default()).unwrap().scenario
    };
    let words = "a week who came and left between two lists";
    assert!(told(40).contains(words), "{}", told(40));
    assert!(!told(1).contains(words), "{}", told(1));
}

#[test]
fn sites_are_put_together_and_what_cannot_be_is_refused() {
    let people = people();
    let (north, south): (Vec<Patient>, Vec<Patient>) = people.iter().cloned().partition(|p| p.number.is_multiple_of(3));
    let (a, b) = (whole(&north), whole(&south));
    assert_eq!(
        counts(&import(&[("a.csv", &a), ("b.csv", &b)]).unwrap()),
        counts(&import(&[("one.csv", &whole(&people))]).unwrap())
    );
    // A group that one file has not is not recorded of its people.
    let without: String = b
        .lines()
        .map(|l| {
            let cells: Vec<&str> = l.split(',').collect();
            format!("{},{},{},{},{}\n", cells[0], cells[1], cells[2], cells[4], cells[5])
        })
        .collect();
    let found = import(&[("a.csv", &a), ("b.csv", &without)]).unwrap();
    assert!(is_told(&found, "Deprivation is not in all files"), "{:?}", found.aside);
    assert!(found.counts.services.iter().all(|s| s.waiting.iter().any(|w| w.0 == ["not recorded"])));
    // Nothing identifies people.
    let bare = |day: Date| -> String {
        open(&people, day).lines().map(|l| format!("{}\n", l.rsplit_once(',').unwrap().0)).collect()
    };
    let (then, now) = (bare(date(2025, 12, 31)), bare(DAY));
    let table = "Specialty,0-6 weeks,6-18 weeks,18+ weeks\nENT,10,20,30\n";
    let open = open(&people, DAY);
    for (files, words) in [
        (
            vec![("list-2025-12-31.csv", then.as_str()), ("list-2026-01-31.csv", now.as_str())],
            "no column identifies people in all of them",
        ),
        (vec![("a.csv", open.as_str()), ("b.csv", open.as_str())], "files 1 and 2 hold the same rows"),
        (vec![("a.csv", open.as_str()), ("list-2026-02-28.csv", a.as_str())], "of a later day than --date"),
        (vec![("a.csv", open.as_str()), ("t.csv", table)], "file 2 is no list of people"),
        (vec![("t.csv", table), ("a.csv", open.as_str())], "file 2 is a list of people"),
    ] {
        let refused = import(&files).err().unwrap_or_else(|| panic!("{words}"));
        assert!(refused.contains(words), "{refused}");
    }
    // The same without days: two sites, and that nobody can be told apart is told.
    let found = import(&[("a.csv", &bare(date(2025, 12, 31))), ("b.csv", &now)]).unwrap();
    assert!(is_told(&found, "no column identifies people in all files"), "{:?}", found.aside);
}

/// Who waits, by list.
fn waiting(of: &Imported) -> Vec<String> {
    counts(of).services.iter().map(|s| format!("{} {:?}", s.name, s.waiting)).collect()
}

#[test]
fn a_number_that_many_people_share_identifies_nobody() {
    // Two sites of 400 people each, and three sources of referral.
    let site = |site: u64, numbers: bool| -> String {
        let row = |i: u64| {
            let start = DAY.checked_sub((i as i64).days()).unwrap();
            let number = if numbers { format!("{},", 4_000_000_000 + site * 1_000 + i) } else { String::new() };
            // Without numbers rows that are alike would be copies.
            let source = if numbers { i } else { i + site } % 3 + 1;
            format!("{source},{number}{start},ENT\n")
        };
        let names = if numbers { "NHS Number," } else { "" };
        format!("Referral source ID,{names}Referral date,Specialty\n") + &(0..400).map(row).collect::<String>()
    };
    for (numbers, words) in
        [(true, "a wait is known by NHS Number"), (false, "no column identifies people in all files")]
    {
        let found = import(&[("a.csv", &site(0, numbers)), ("b.csv", &site(1, numbers))]).unwrap();
        let people: u64 = found.counts.services.iter().map(intake::Service::people).sum();
        assert!(people.abs_diff(800) <= 40, "{numbers}: {people}, rounded one by one");
        assert!(is_told(&found, words), "{words}: {:?} {:?}", found.understood, found.aside);
        assert!(is_told(&found, "Referral source ID is the same in many rows"), "{:?}", found.aside);
    }
}

#[test]
fn people_without_a_number_do_not_wait_twice_and_are_told() {
    let people = people();
    let half = |day: Date| -> String {
        let bare = |line: &str| match line.rsplit_once(',') {
            Some((rest, number)) if number.parse().is_ok_and(|n: u64| n.is_multiple_of(2)) => format!("{rest},\n"),
            _ => format!("{line}\n"),
        };
        open(&people, day).lines().map(bare).collect()
    };
    let (then, now) = (half(date(2025, 12, 31)), half(DAY));
    let only = import(&[("list-2026-01-31.csv", &now)]).unwrap();
    let found = import(&[("list-2025-12-31.csv", &then), ("list-2026-01-31.csv", &now)]).unwrap();
    assert_eq!(waiting(&found), waiting(&only));
    assert!(is_told(&found, "rows of earlier lists have no NHS Number and were left out"), "{:?}", found.aside);
    assert!(!is_told(&found, "count twice"), "{:?}", found.aside);
    // In lists of one day they may be anybody.
    let found = import(&[("a.csv", &now), ("b.csv", &stops(&people))]).unwrap();
    assert!(is_told(&found, "rows have no NHS Number: people of them who are in another file"), "{:?}", found.aside);
}

#[test]
fn a_list_without_a_day_is_of_today_and_so_later_than_one_with() {
    let people = people();
    let (then, now) = (open(&people, date(2025, 12, 31)), open(&people, DAY));
    let only = import(&[("current.csv", &now)]).unwrap();
    let found = import(&[("list-2025-12-31.csv", &then), ("current.csv", &now)]).unwrap();
    assert_eq!(waiting(&found), waiting(&only));
    assert!(is_told(&found, "are on no later list, and no file says how they left"), "{:?}", found.aside);
}

#[test]
fn a_later_file_says_nothing_of_a_list_that_it_has_not() {
    let people = people();
    let eyes: Vec<Patient> = people.iter().filter(|p| p.list == "Eyes").cloned().collect();
    let (then, now) = (open(&people, date(2025, 12, 31)), open(&eyes, DAY));
    let (before, only) = (import(&[("a.csv", &then)]).unwrap(), import(&[("b.csv", &now)]).unwrap());
    let found = import(&[("list-2025-12-31.csv", &then), ("list-2026-01-31.csv", &now)]).unwrap();
    let of = |of: &Imported, name: &str| of.counts.services.iter().find(|s| s.name == name).cloned().unwrap();
    let all = |from: &Imported, name: &str| of(from, name).people();
    assert!(all(&found, "ENT").abs_diff(all(&before, "ENT")) <= 40, "rounded one by one");
    assert_eq!(of(&found, "ENT").treated.unwrap_or(0), 0);
    assert_eq!(all(&found, "Eyes"), all(&only, "Eyes"));
    assert!(of(&found, "Eyes").treated > Some(10), "{:?}", of(&found, "Eyes"));
    assert!(
        is_told(&found, "on a list of an earlier day that has no later one: they count as waiting"),
        "{:?}",
        found.aside
    );
}

#[test]
fn the_two_files_of_the_data_set_go_in_together_and_lists_are_held_against_both() {
    let home = crate::synth::home(crate::synth::SMALL);
    let synth = [
        "synth",
        "s.toml",
        "--out",
        "real",
        "--layout",
        "wlmds",
        "--population",
        "all",
        "--rows",
        "6000",
        "--as-of",
        "2026-06-30",
    ];
    succeeds(queuity(home.path(), &synth));
    let files = ["real/wl_openpathways.csv", "real/wl_clockstops.csv"];
    let arguments = ["import", files[0], files[1], "--date", "2026-06-30", "--out", "list.toml"];
    let text = succeeds(queuity(home.path(), &arguments));
    assert!(text.contains("a wait is known by pseudo_patient_pathway_identifier"), "{text}");
    assert!(!text.contains("over-represents"), "{text}");
    succeeds(queuity(home.path(), &["check", "list.toml"]));
    succeeds(queuity(home.path(), &["fit", files[0], files[1], "--date", "2026-06-30", "--out", "fitted.toml"]));
    let made = ["synth", "list.toml", "--out", "made", "--as-of", "2026-07-01", "--rows", "500", "--real", files[0]];
    let told = succeeds(queuity(home.path(), &[&made[..], &["--real", files[1]]].concat()));
    assert!(told.contains("Held against the real people"), "{told}");
    let output = queuity(home.path(), &["import", files[0], "s.toml", "--date", "2026-06-30", "--out", "x.toml"]);
    assert_ne!(output.status.code(), Some(0), "{}", said(&output));
}
