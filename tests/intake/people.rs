//! Lists of people: what is counted, what is refused, and that nothing of anybody is left in what is written.

use std::fmt::Write as _;

use queuity::intake::{Imported, Mapping, Options, Order};

use crate::intake::{file, runs, told};

/// Marks of people: none may be in any text that comes out.
const CANARIES: [&str; 5] = ["9434765919", "Canary-Smith", "CANARY-LEVEL", "canary@example.org", "SW1A"];

/// A list of 300 who wait and 100 who have left, by ethnicity, and one person who is like nobody else.
fn list(sign: char, date: impl Fn(u32, u32, u32) -> String) -> String {
    let mut text = String::from(
        "NHS Number,Name,REFERRAL_TO_TREATMENT_PERIOD_START_DATE,REFERRAL_TO_TREATMENT_PERIOD_END_DATE,ACTIVITY_TREATMENT_FUNCTION_CODE,ETHNIC_CATEGORY,Procedure_Priority_Code,PERSON_BIRTH_DATE\n",
    );
    let line = |text: &mut String, i: u32, start: String, end: String, level: &str| {
        let _ = writeln!(
            text,
            "{},Person {i},{start},{end},110,{level},P4,{}",
            4_000_000_000_u64 + u64::from(i),
            date(1950, 3, 14)
        );
    };
    for i in 0..300_u32 {
        let level = if i % 5 == 0 {
            "Asian"
        } else if i % 50 == 1 {
            "Z"
        } else {
            "White"
        };
        line(&mut text, i, date(2025, 1 + i % 12, 13 + i % 15), String::new(), level);
    }
    for i in 0..100_u32 {
        line(
            &mut text,
            1000 + i,
            date(2025, 11, 1 + i % 28),
            date(2025, 12, 1 + i % 28),
            if i % 5 == 0 { "Asian" } else { "White" },
        );
    }
    let _ = writeln!(
        text,
        "9434765919,Canary-Smith canary@example.org SW1A,{},,110,CANARY-LEVEL,P2,{}",
        date(1987, 6, 23),
        date(1911, 1, 1)
    );
    text.replace(',', &sign.to_string())
}

fn options(mapping: &str) -> Options {
    Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() }
}

fn read(text: &str, mapping: &str) -> Imported {
    let imported = told(&[file("list.csv", text.as_bytes())], &options(mapping)).unwrap_or_else(|e| panic!("{e}"));
    runs(&imported);
    imported
}

fn refused(text: &str, mapping: &str) -> String {
    told(&[file("list.csv", text.as_bytes())], &options(mapping)).map(|i| i.counts).unwrap_err().to_string()
}

const DATE: &str = "date = \"2025-12-31\"";

#[test]
fn a_list_gives_safe_counts_and_nothing_of_anybody() {
    let wanted = list(',', |y, m, d| format!("{y}-{m:02}-{d:02}"));
    let found = read(&wanted, DATE);
    let service = &found.counts.services[0];
    assert_eq!(
        (service.name.as_str(), found.counts.groups.as_slice()),
        ("110", ["ETHNIC_CATEGORY".to_string()].as_slice())
    );
    let people = service.people();
    assert!(people.abs_diff(300) <= 30, "{people}");
    for (_, bands) in &service.waiting {
        assert!(bands.iter().all(|n| n % 5 == 0), "{bands:?}");
    }
    assert!(service.referred.is_some() && service.treated.is_some());
    // Not a trace of the person who is like nobody else, nor of any row.
    let counts = format!("{:?}", found.counts);
    let all = [counts.as_str(), &found.scenario, &found.mapping, &found.understood.join("\n"), &found.aside.join("\n")]
        .join("\n");
    for canary in CANARIES.iter().chain(&["1987", "1911", "1950-03", "Person 7", "4000000007"]) {
        assert!(!all.to_lowercase().contains(&canary.to_lowercase()), "{canary} in {all}");
    }
    // The same however dates are written.
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    for text in [
        list(',', |y, m, d| format!("{d:02}/{m:02}/{y}")),
        list(';', |y, m, d| format!("{m}/{d}/{y}")),
        list('\t', |y, m, d| format!("{d}-{}-{y}", months[m as usize - 1])),
        list(',', |y, m, d| format!("{y}-{m:02}-{d:02} 23:59:00")),
        list(',', |y, m, d| format!("{y}{m:02}{d:02}")),
    ] {
        assert_eq!(read(&text, DATE).counts, found.counts);
    }
    // Another column may tell groups apart.
    let other = found
        .mapping
        .replace("\"ETHNIC_CATEGORY\" = \"group\"", "\"ETHNIC_CATEGORY\" = \"aside\"")
        .replace("\"Procedure_Priority_Code\" = \"urgency\"", "\"Procedure_Priority_Code\" = \"group\"");
    assert_eq!(read(&wanted, &other).counts.groups, ["Procedure_Priority_Code"]);
}

#[test]
fn rows_that_cannot_be_are_set_aside_by_reason_and_copies_are_one() {
    let base = list(',', |y, m, d| format!("{y}-{m:02}-{d:02}"));
    let wanted = read(&base, DATE).counts;
    let mut text = base.clone();
    let row = |i: u32, start: &str, end: &str| format!("{i},x,{start},{end},110,White,P4,2000-01-01\n");
    for i in 0..3 {
        text += &row(i, "2026-02-03", "");
        text += &row(i, "2025-03-03", "2025-02-01");
        text += &row(i, "2025-02-31", "");
        text += &row(i, "", "");
        text += &row(i, "1900-01-01", "");
    }
    let copy: Vec<&str> = base.lines().skip(1).take(20).collect();
    text += &(copy.join("\n") + "\n");
    let found = read(&text, DATE);
    assert_eq!(found.counts, wanted);
    let aside = found.aside.join("\n");
    for wanted in [
        "about 20 rows are exact copies",
        "fewer than 8 rows begin after",
        "rows end before they begin",
        "have an impossible date",
        "have no clock start",
        "stand for none",
    ] {
        assert!(aside.contains(wanted), "{wanted}\n{aside}");
    }
}

#[test]
fn a_list_without_its_day_or_with_dates_of_two_readings_is_refused() {
    let iso = list(',', |y, m, d| format!("{y}-{m:02}-{d:02}"));
    assert!(refused(&iso, "").contains("--date"), "{}", refused(&iso, ""));
    let short = list(',', |y, m, d| format!("{d:02}/{m:02}/{}", y % 100));
    assert!(refused(&short, DATE).contains("two digits"));
    let mut text = String::from("Referral date,Specialty\n");
    for i in 0..40 {
        let _ = writeln!(text, "{:02}/{:02}/2025,ENT", 1 + i % 12, 1 + i % 11);
    }
    let said = refused(&text, DATE);
    assert!(said.contains("cannot be told apart") && said.contains("--date-format"), "{said}");
    let day_first = Options { order: Some(Order::DayFirst), ..options(DATE) };
    assert_eq!(told(&[file("l.csv", text.as_bytes())], &day_first).unwrap().counts.services[0].name, "ENT");
    let mixed = text.clone() + "13/04/2025,ENT\n04/17/2025,ENT\n";
    let said = refused(&mixed, DATE);
    assert!(said.contains("line 42") && said.contains("line 43"), "{said}");
    // A list of those who wait alone says that flows cannot be told from it.
    let alone = told(&[file("l.csv", text.as_bytes())], &day_first).unwrap();
    assert!(alone.understood.iter().any(|l| l.contains("over-represents long waits")), "{:?}", alone.understood);
    let few = "Referral date\n2025-03-01\n2025-03-02\n";
    assert!(refused(few, DATE).contains("fewer than 8"));
}

/// A small number of those referred hides nothing of those treated, and the other way round.
#[test]
fn few_referred_hide_nobody_who_was_treated() {
    for few in [0, 5] {
        let mut text = String::from("Clock start,Date treated,Specialty\n");
        (0..300).for_each(|i| text += &format!("2025-06-{:02},2026-01-{:02},ENT\n", 1 + i % 30, 1 + i % 31));
        (0..200).for_each(|i| text += &format!("2025-07-{:02},,ENT\n", 1 + i % 31));
        (0..few).for_each(|_| text += "2026-01-20,,ENT\n");
        let found = read(&text, "date = \"2026-01-31\"");
        let service = &found.counts.services[0];
        assert_eq!((service.treated, service.referred), (Some(300), None), "{service:?}");
        assert!(found.scenario.contains("slots     = { per_week = { value = 60.00"), "{}", found.scenario);
        assert!(found.scenario.contains("assumed: fewer than 8 referred in the 5 weeks"), "{}", found.scenario);
        let aside = found.aside.join("\n");
        assert!(aside.contains("1 list with fewer than 8 people referred to them"), "{aside}");
    }
    let mut text = String::from("Clock start,Date treated,Removal date,Specialty\n");
    (0..300).for_each(|i| text += &format!("2025-12-{:02},,2026-01-{:02},ENT\n", 1 + i % 31, 1 + i % 31));
    (0..5).for_each(|i| text += &format!("2025-12-01,2026-01-{:02},,ENT\n", 1 + i));
    (0..200).for_each(|i| text += &format!("2025-12-{:02},,,ENT\n", 1 + i % 31));
    let found = read(&text, "date = \"2026-01-31\"");
    let service = &found.counts.services[0];
    assert_eq!((service.treated, service.referred), (None, Some(60)), "{service:?}");
    assert!(found.scenario.contains("assumed: fewer than 8 treated in the"), "{}", found.scenario);
}

/// The number of people whose level is missing, beside that of the people under "not recorded", would tell how many were put there because they are few.
#[test]
fn how_many_are_not_recorded_is_told_roughly() {
    let told = |missing: usize| {
        let mut text = String::from("Referral date,Specialty,Ethnicity\n");
        (0..100).for_each(|i| {
            text += &format!("2025-10-{:02},ENT,{}\n", 1 + i % 31, if i < missing { "" } else { ["A", "B"][i % 2] })
        });
        read(&text, "date = \"2026-01-31\"").understood.join("\n")
    };
    for (missing, words) in [
        (3, "at most a tenth"),
        (10, "at most a tenth"),
        (11, "more than a tenth"),
        (60, "more than half"),
        (83, "more than three quarters"),
    ] {
        let told = told(missing);
        assert!(
            told.contains(&format!("Ethnicity is not recorded for {words} of the people who wait")),
            "{missing}: {told}"
        );
    }
    assert!(!told(0).contains("not recorded"));
}

#[test]
fn a_status_that_says_that_nobody_waits_is_read_so() {
    let rows = |status: &str| {
        let mut text = String::from("Referral date,Date treated,Status,Specialty\n");
        (0..100).for_each(|i| text += &format!("2025-10-{:02},,Waiting,ENT\n", 1 + i % 31));
        (0..40).for_each(|i| text += &format!("2025-10-{:02},,{status},ENT\n", 1 + i % 31));
        let found = read(&text, "date = \"2026-01-31\"");
        (found.counts.services[0].people(), found.aside.join("\n"))
    };
    for status in
        ["Not waiting", "No longer waiting", "Inactive waiting", "Closed", "Rejected", "Void", "Entered in error"]
    {
        let (people, aside) = rows(status);
        assert!(people == 100 && aside.contains("about 40 rows"), "{status}: {people} {aside}");
    }
    assert_eq!(rows("Operation cancelled").0, 140);
    // What is not known may be anything, a name as well: it is not repeated.
    let (people, aside) = rows("Blue");
    assert!(
        people == 140
            && aside.contains("about 40 rows have a status that is not known. Only their dates")
            && !aside.contains("Blue"),
        "{aside}"
    );
}

/// A list whose column of the status has these values, in turn, with an end day or without.
fn with_status(rows: &[(&str, u32, bool)]) -> Imported {
    let mut text = String::from("Referral date,Date treated,Status,Specialty\n");
    for (status, many, ended) in rows {
        for i in 0..*many {
            let end = if *ended { format!("2026-01-{:02}", 1 + i % 31) } else { String::new() };
            let _ = writeln!(text, "2025-10-{:02},{end},\"{status}\",ENT", 1 + i % 31);
        }
    }
    read(&text, "date = \"2026-01-31\"")
}

#[test]
fn a_rare_value_of_the_status_does_not_change_how_it_is_read() {
    for (rare, kept) in [("Unknown", 201), ("Blue", 201), ("", 201), ("Died", 200), ("Void", 200)] {
        let found = with_status(&[("Admitted", 100, false), ("Non-admitted", 100, false), (rare, 1, false)]);
        let people = found.counts.services[0].people();
        assert!(people.abs_diff(kept) <= 1, "{rare}: {people}");
        assert!(found.understood.iter().any(|l| l.contains("admitted and non-admitted")), "{rare}");
        let all = [found.understood.join("\n"), found.aside.join("\n"), found.scenario].join("\n");
        assert!(!all.contains("Blue") && !all.contains("Died") && !all.contains("Void"), "{all}");
    }
    // Beside people who wait, "Admitted" are people treated.
    let found = with_status(&[("Waiting", 20, false), ("Admitted", 200, false), ("Non-admitted", 200, false)]);
    assert_eq!(found.counts.services[0].people(), 20);
}

#[test]
fn people_who_are_not_treated_are_not_counted_as_treated() {
    for status in ["Not yet seen", "Never treated", "Left without being seen", "Not treated"] {
        let found = with_status(&[("Waiting", 100, false), (status, 40, true), ("Treated", 40, true)]);
        let service = &found.counts.services[0];
        assert_eq!((service.people(), service.treated, service.removed), (100, Some(40), Some(40)), "{status}");
    }
    for status in ["Seen in clinic, awaiting surgery", "off hold", "Waiting since error corrected", "Never treated"] {
        let found = with_status(&[("Waiting", 100, false), (status, 40, false), ("Treated", 40, true)]);
        assert_eq!(found.counts.services[0].people(), 140, "{status}");
    }
    let found = with_status(&[("Waiting", 100, false), ("Left without being seen", 40, false)]);
    assert_eq!(found.counts.services[0].people(), 100);
}

#[test]
fn levels_that_mean_the_same_are_one() {
    let list = |levels: [&str; 4], column: &str| {
        let mut text = format!("Referral date,{column},Specialty\n");
        (0..400).for_each(|i| {
            let _ = writeln!(text, "2025-10-{:02},{},ENT", 1 + i % 31, levels[i % 4]);
        });
        read(&text, "date = \"2026-01-31\"")
    };
    for (column, levels) in [
        ("Sex", ["F", "female", "M", "Male"]),
        ("Gender", ["f", "F", "M", "m"]),
        ("Disability", ["Y", "Yes", "N", "no"]),
        ("Interpreter needed", ["YES", "yes", "No", "NO"]),
    ] {
        let found = list(levels, column);
        assert_eq!(found.counts.levels[0].len(), 2, "{column}: {:?}", found.counts.levels);
        assert!(found.understood.iter().any(|l| l.contains(column) && l.contains("are one level")), "{column}");
    }
    assert_eq!(list(["F", "female", "M", "Male"], "Ethnic group").counts.levels[0].len(), 4);
    // In a table, too.
    let text = "Sex,0-6 weeks,>6-12 weeks,>12 weeks\nF,10,20,30\nFemale,1,2,3\nM,10,20,30\nmale,1,2,3\n";
    let found = told(&[file("t.csv", text.as_bytes())], &options("date = \"2026-01-31\"")).unwrap();
    assert_eq!(found.counts.levels[0].len(), 2, "{:?}", found.counts.levels);
    assert_eq!(found.counts.services[0].people(), 132);
    assert!(found.understood.iter().any(|l| l.contains("`Female` is `F`")), "{:?}", found.understood);
}

#[test]
fn the_worse_end_of_a_list_is_told_with_what_tells_it() {
    for (column, levels, first, by) in [
        ("IMD quintile (highest = most deprived)", ["1", "2", "3", "5"], "5", "as the name of the column says"),
        ("IMD", ["Q5 most deprived", "Q3", "Q2", "Q1 least"], "Q5 most deprived", "as its levels say"),
        ("IMD", ["20% most deprived", "21-40%", "41-60%", "20% least deprived"], "20% most deprived", "assumed"),
        ("IMD quintile", ["1", "2", "3", "5"], "1", "as this index is counted"),
        ("Deprivation", ["1", "2", "3", "5"], "1", "assumed"),
    ] {
        let mut text = format!("Referral date,\"{column}\",Specialty\n");
        (0..400).for_each(|i| {
            let _ = writeln!(text, "2025-10-{:02},{},ENT", 1 + i % 31, levels[i % 4]);
        });
        let found = read(&text, "date = \"2026-01-31\"");
        assert_eq!(found.counts.levels[0][0], first, "{column} {levels:?}");
        let wanted = format!("`{first}` is taken as the most disadvantaged");
        let said =
            found.understood.iter().find(|l| l.contains(&wanted)).unwrap_or_else(|| panic!("{:?}", found.understood));
        assert!(said.contains(by) && (by != "assumed" || said.contains("[levels]")), "{said}");
        assert_eq!(
            found.scenario.contains("assumed: the first is the most disadvantaged"),
            by == "assumed",
            "{column}"
        );
    }
}

/// The list is that at the end of its day, and the scenario begins with the next: nobody of that day comes again.
#[test]
fn who_is_referred_on_the_day_of_the_list_is_there_once() {
    let mut text = String::from("Referral date,Date treated,Specialty\n");
    for day in 1..=31 {
        (0..10).for_each(|_| text += &format!("2026-01-{day:02},,ENT\n"));
        (0..10).for_each(|_| text += &format!("2025-12-{day:02},2026-01-{day:02},ENT\n"));
    }
    let found = read(&text, "date = \"2026-01-31\"");
    assert_eq!(found.counts.services[0].people(), 310);
    assert!(found.scenario.contains("start   = 2026-02-01"), "{}", found.scenario);
    let scenario = queuity::compile::load(&found.scenario, &queuity::discipline::Registry::shipped()).unwrap();
    let service = &scenario.variants[0].model.services[0];
    assert_eq!(service.today.iter().map(|band| u64::from(band.count)).sum::<u64>(), 310);
}

/// Columns of statuses have many names, and the day of a first appointment ends no wait.
#[test]
fn a_status_is_found_by_many_names_and_a_day_of_an_appointment_is_no_end() {
    let people = |found: &Imported| found.counts.services.iter().map(|s| s.people()).sum::<u64>();
    let rows = |status: &str, from: usize, many: usize, day: &str| -> String {
        let row = |i: usize| format!("2025-{:02}-{:02},ENT,{status},{day}\n", 1 + i % 12, 1 + i % 28);
        (from..from + many).map(row).collect()
    };
    for name in ["WL status", "WLStatus", "Appointment status", "Outcome", "Booking status"] {
        let text = rows("Waiting", 0, 200, "") + &rows("Removed", 200, 100, "");
        let found = read(&format!("Referral date,Specialty,{name},Note\n{text}"), "date = \"2026-01-31\"");
        assert!((180..=220).contains(&people(&found)), "{name}: {}", people(&found));
    }
    let text = rows("Waiting", 0, 200, "") + &rows("\"Seen, awaiting surgery\"", 200, 100, "2026-01-05");
    let found = read(&format!("Referral date,Specialty,Status,Date seen\n{text}"), "date = \"2026-01-31\"");
    assert!((280..=320).contains(&people(&found)), "{:?}", found.aside);
    assert!(found.aside.iter().any(|l| l.contains("say that people wait, beside a day")), "{:?}", found.aside);
    // A day of treatment is one.
    let found = read(&format!("Referral date,Specialty,Status,Treatment date\n{text}"), "date = \"2026-01-31\"");
    assert!((180..=220).contains(&people(&found)), "{}", people(&found));
}
