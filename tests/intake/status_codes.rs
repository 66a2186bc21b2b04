//! The national codes of the referral to treatment status, in tables of bands and in lists of people.

use std::fmt::Write as _;

use queuity::intake::{Imported, Mapping, Options};

use crate::intake::{bands, file, read, refused, told};

const DATE: &str = "date = \"2026-01-31\"";
const BANDS: &str = "0-6 weeks,6-12 weeks,12-18 weeks,18+ weeks";

/// One row for each status: those on the clock hold 1 to 5 people in the first band, the others many.
fn table(name: &str, written: impl Fn(u32) -> String) -> String {
    let mut text = format!("Specialty,{name},{BANDS}\n");
    for (people, code) in [10, 11, 12, 20, 21].into_iter().zip(1..).map(|(c, n)| (n, c)) {
        let _ = writeln!(text, "ENT,{},{people},20,30,40", written(code));
    }
    for code in [30, 31, 32, 33, 34, 35, 36, 90, 91, 92, 98] {
        let _ = writeln!(text, "ENT,{},7000,600,50,{code}", written(code));
    }
    text
}

#[test]
fn codes_of_the_status_say_who_waits_in_a_table() {
    let written: [fn(u32) -> String; 11] = [
        |c| c.to_string(),
        |c| format!("{c:03}"),
        |c| format!("{c}.0"),
        |c| format!("RTT {c}"),
        |c| format!("RTT status {c}"),
        |c| format!("{c} - Subsequent activity"),
        |c| format!("{c}: what it says"),
        |c| format!("{c} Activity in words"),
        |c| format!("({c}) what it says"),
        |c| format!("What it says ({c})"),
        |c| format!("What it says - {c}"),
    ];
    let names = [
        "RTT status",
        "RTT status code",
        "RTTStatus",
        "RTT Period Status",
        "Referral to treatment period status",
        "Status",
        "RTT stage",
        "RTT event",
        "Status at month end",
    ];
    for (i, written) in written.iter().enumerate() {
        for name in names.iter().take(if i == 0 || i == 9 { names.len() } else { 3 }) {
            let text = table(name, written);
            let found = read("t.csv", &text, DATE);
            assert_eq!(bands(&found), [("ENT", vec![15, 100, 150, 200])], "{text}");
            assert_eq!(found.counts.services[0].treated, Some(7680), "{text}");
            let said = found.understood.join("\n");
            assert!(said.contains("10 to 21") && said.contains(name), "{said}");
        }
    }
    // Bands that go down.
    let mut text = String::from("RTT status,Weeks waited,Patients\n");
    for (code, people) in [(20, 40), (10, 2), (30, 900), (91, 800)] {
        let _ = writeln!(text, "{code},0-18 weeks,{people}\n{code},18+ weeks,{}", people / 2);
    }
    assert_eq!(bands(&read("t.csv", &text, DATE)), [("list", vec![42, 21])]);
    // Nobody of them is on the clock; and a list of those who are is a list.
    let only = |codes: [u32; 2]| {
        format!("Specialty,RTT status,{BANDS}\nENT,{},1,2,3,4\nEyes,{},1,2,3,4\n", codes[0], codes[1])
    };
    assert!(refused(&only([30, 90]), DATE).contains("nobody waits"));
    assert!(refused(&only([90, 90]), DATE).contains("nobody waits"));
    assert_eq!(bands(&read("t.csv", &only([20, 20]), DATE)).len(), 2);
}

#[test]
fn codes_that_are_not_known_are_refused_and_other_numbers_are_no_codes() {
    for code in ["99", "37", "7"] {
        let text = format!("Specialty,RTT status,{BANDS}\nENT,10,1,2,3,4\nENT,20,1,2,3,4\nENT,{code},1,2,3,4\n");
        assert!(refused(&text, DATE).contains("under [parts]"), "{code}");
        let mapping = format!("{DATE}\n[parts]\n\"{code}\" = \"aside\"\n");
        assert_eq!(bands(&read("t.csv", &text, &mapping)), [("ENT", vec![2, 4, 6, 8])], "{code}");
    }
    // The reader's word goes before the code, and numbers of other columns are none.
    let text = format!("Specialty,RTT status,{BANDS}\nENT,20,1,2,3,4\nENT,92,1,2,3,4\n");
    let mapping = format!("{DATE}\n[parts]\n92 = \"list\"\n");
    assert_eq!(bands(&read("t.csv", &text, &mapping)), [("ENT", vec![2, 4, 6, 8])]);
    for name in ["Age", "Decile code", "Smoking status", "Referral type"] {
        let text = format!("Specialty,{name},{BANDS}\nENT,20,1,2,3,4\nENT,30,1,2,3,4\n");
        assert_eq!(bands(&read("t.csv", &text, DATE)), [("ENT", vec![2, 4, 6, 8])], "{name}");
    }
}

/// People whose clocks started on one of 200 days; `row` gives the status and the day of the end.
fn people(row: impl Fn(u32) -> (String, &'static str)) -> Imported {
    let mut text = String::from("Clock start,Clock stop,RTT status\n");
    for i in 0..200 {
        let (status, end) = row(i);
        let _ = writeln!(text, "2025-{:02}-{:02},{end},{status}", 1 + i % 6, 1 + i % 28);
    }
    let options = Options { mapping: Mapping::parse("date = \"2025-12-31\"").unwrap(), ..Options::default() };
    told(&[file("list.csv", text.as_bytes())], &options).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn codes_of_the_status_say_who_waits_in_a_list_of_people() {
    let of = |found: &Imported| found.counts.services.iter().map(|s| s.people()).sum::<u64>();
    for written in [|c: u32| c.to_string(), |c| format!("{c}.0"), |c| format!("RTT {c}"), |c| format!("{c} - in words")]
    {
        // Half of them are not on the clock, and have no day on which they left.
        let found = people(|i| (written(if i % 2 == 0 { 20 } else { [90, 91, 92, 98][i as usize / 2 % 4] }), ""));
        assert!(of(&found).abs_diff(100) <= 10, "{}: {}", written(90), of(&found));
        let aside = found.aside.join("\n");
        assert!(aside.contains("not on the clock") && !aside.contains("not known: their dates"), "{aside}");
        // Who left without a day.
        let found = people(|i| (written(if i % 2 == 0 { 20 } else { 30 + i / 2 % 7 }), ""));
        assert!(of(&found).abs_diff(100) <= 10 && found.aside.join("\n").contains("without the day"));
    }
    // A day on which they left says more than a code of no clock.
    let found = people(|i| if i % 2 == 0 { ("20".into(), "") } else { ("90".into(), "2025-12-10") });
    assert!(
        found.understood.iter().any(|l| l.contains("treated and gone: about 100 people")),
        "{:?}",
        found.understood
    );
}
