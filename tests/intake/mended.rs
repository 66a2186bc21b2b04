//! What a table says of its own accord and must not be lost: who waits no longer, which month it is of, what a point means, and how days are counted.

use queuity::intake::Options;

use crate::intake::{bands, file, read, refused, told};

const DATE: &str = "date = \"2026-01-31\"";
const BANDS: &str = "0-6 weeks,6-12 weeks,12-18 weeks,18+ weeks";

#[test]
fn people_treated_are_never_added_to_people_who_wait() {
    let of = |name: &str, treated: &str, waiting: &str| {
        format!(
            "Specialty,{name},{BANDS}\nENT,{treated},100,50,20,5\nENT,{waiting},200,150,120,50\nEyes,{treated},10,5,2,5\nEyes,{waiting},20,15,12,5\n"
        )
    };
    let wanted = [("ENT", vec![200, 150, 120, 50]), ("Eyes", vec![20, 15, 12, 5])];
    for (name, treated, waiting) in [
        ("part", "Completed admitted", "Incomplete"),
        ("RTT part", "completed_admitted", "incomplete"),
        ("Status", "Treated", "Waiting"),
        ("Type", "Admitted", "Incomplete"),
        ("Kind", "Treated", "Still waiting"),
    ] {
        let found = read("t.csv", &of(name, treated, waiting), DATE);
        assert_eq!(bands(&found), wanted, "{name}");
        assert_eq!(found.counts.services[0].treated, Some(175), "{name}");
    }
    // A part of another is not added to it, and neither is a row of all.
    let text = format!(
        "Specialty,part,{BANDS}\nENT,incomplete,200,150,120,50\nENT,incomplete_dta,20,15,12,5\nENT,completed_nonadmitted,7,0,0,0\nENT,new_periods,9,0,0,0\nENT,all,1,2,3,4\n"
    );
    let found = read("t.csv", &text, DATE);
    assert_eq!(bands(&found), [("ENT", vec![200, 150, 120, 50])]);
    assert_eq!((found.counts.services[0].treated, found.counts.services[0].referred), (Some(7), Some(9)));
    assert!(found.aside.iter().any(|l| l.contains("parts of others") && l.contains("incomplete_dta")));
    // What no rule knows is refused, also where the first rows do not show it.
    for (name, gone, waiting) in
        [("Status", "Frozen", "Waiting"), ("part", "x", "Waiting"), ("RTT status", "Frozen", "Active")]
    {
        assert!(refused(&of(name, gone, waiting), DATE).contains("under [parts]"), "{name}");
    }
    for gone in ["Closed", "Left"] {
        assert_eq!(bands(&read("t.csv", &of("Status", gone, "Waiting"), DATE)), wanted, "{gone}");
    }
    // A table of people treated alone has no list.
    assert!(refused(&of("Type", "Completed admitted", "Completed non-admitted"), DATE).contains("nobody waits"));
    let late: String = (0..500).map(|i| format!("S{},Waiting,1,2,3,4\n", i % 40)).collect();
    let text = format!("Specialty,Status,{BANDS}\n{late}S1,Treated,1,2,3,4\n");
    assert!(refused(&text, DATE).contains("rows of people who do not wait"));
    let mapping = format!("{DATE}\n[columns]\nStatus = \"part\"\n");
    assert_eq!(read("t.csv", &text, &mapping).counts.services[1].treated, Some(10));
    // Kinds of people who all wait are added up, as before.
    for (name, one, other) in [
        ("Type", "Day case", "Outpatient"),
        ("Referral type", "GP referrals", "Other referrals"),
        ("Smoking status", "Never", "Stopped"),
    ] {
        assert_eq!(bands(&read("t.csv", &of(name, one, other), DATE))[0], ("ENT", vec![300, 200, 140, 55]), "{name}");
    }
}

#[test]
fn the_lists_of_several_months_are_never_added_up() {
    let of = |head: &str, first: &str, last: &str| {
        format!("{head},Specialty,{BANDS}\n{first},ENT,100,50,20,5\n{last},ENT,200,150,120,50\n")
    };
    for (head, first, last) in [
        ("Year,Month", "2025,11", "2025,12"),
        ("Month,Year", "Nov,2025", "Dec,2025"),
        ("Year,Month", "2025,January", "2025,December"),
    ] {
        let found = read("t.csv", &of(head, first, last), "");
        assert_eq!(bands(&found), [("ENT", vec![200, 150, 120, 50])], "{head}");
        assert_eq!(found.counts.date.shown(), "2025-12");
        assert!(found.understood.iter().any(|l| l.contains("2025-12, the latest of 2")), "{:?}", found.understood);
    }
    for (head, first, last) in [
        ("Period", "2025 Q3", "2025 Q4"),
        ("Financial year", "2023/24", "2024/25"),
        ("Financial year", "2010/11", "2011/12"),
        ("Year", "2024", "2025"),
        ("Year,Quarter", "2024,1", "2024,2"),
        ("Week", "3", "4"),
        ("Month", "Nov", "Dec"),
    ] {
        for date in [DATE, ""] {
            let said = refused(&of(head, first, last), date);
            assert!(said.contains("has several values") && said.contains("--where"), "{head}: {said}");
        }
        // One of them is no matter.
        let found = read("t.csv", &of(head, first, first), DATE);
        assert_eq!(bands(&found), [("ENT", vec![300, 200, 140, 55])], "{head}");
    }
    let text = of("Period", "2025 Q3", "2025 Q4");
    let options = |values: [&str; 1]| Options {
        only: values.map(|v| ("Period".to_string(), v.to_string())).to_vec(),
        mapping: queuity::intake::Mapping::parse(DATE).unwrap(),
        ..Options::default()
    };
    let found = told(&[file("t.csv", text.as_bytes())], &options(["2025 Q4"])).unwrap();
    assert_eq!(bands(&found), [("ENT", vec![200, 150, 120, 50])]);
    // Two dates that a mapping names, and that cannot be read, are no one date either.
    let said = refused(&text, &format!("{DATE}\n[columns]\nPeriod = \"date\"\n"));
    assert!(said.contains("several"), "{said}");
    // A measure of time is none of the times of a table.
    let text = format!("Specialty,{BANDS},Median months\nENT,1,2,3,4,2.5\nEyes,1,2,3,4,3.5\n");
    assert_eq!(bands(&read("t.csv", &text, DATE)).len(), 2);
}

#[test]
fn a_point_before_three_digits_is_never_one_in_silence() {
    let of = |a: &str, b: &str| {
        format!("Specialty;Ethnicity;0-6;>6-12;>12-18;>18\nENT;White;{a};50;20;5\nENT;Black;{b};30;20;10\n")
    };
    assert_eq!(bands(&read("t.csv", &of("1.000", "40"), DATE)), [("ENT", vec![1040, 80, 40, 15])]);
    for (a, b) in [("1.000", "12.0"), ("1.000", "1200"), ("1.000", "7.5")] {
        let said = refused(&of(a, b), DATE);
        assert!(said.contains("one or a thousand") || said.contains("no whole numbers"), "{a} {b}: {said}");
    }
    let decimals = "Specialty;0-6 weeks;>6 weeks\nENT;12.000;3.000\n";
    assert!(refused(decimals, DATE).contains("one or a thousand"));
    let late: String = (0..500).map(|i| format!("S{i};12;3\n")).collect();
    assert!(refused(&format!("Specialty;0-6 weeks;>6 weeks\n{late}ENT;1.000;3\n"), DATE).contains("one or a thousand"));
}

#[test]
fn rows_without_a_list_are_said_to_be_a_list_of_their_own() {
    let text =
        format!("Specialty,IMD quintile,{BANDS}\nENT,1,200,150,120,50\n,1,20,15,12,5\n,2,20,15,12,5\nENT,2,7,6,5,4\n");
    let found = read("t.csv", &text, DATE);
    assert!(found.understood.iter().any(|l| l.contains("Specialty is blank in some rows")), "{:?}", found.understood);
}

#[test]
fn the_unit_of_bands_is_taken_from_the_name_of_their_column() {
    use queuity::intake::Unit::{Days, Months};
    let days = "Days,0-30,31-60,61-90,91-180,180+\nENT,40,20,3,1,2\n";
    for (text, unit) in [
        (days, Days),
        ("days waiting,count\n0-30,40\n31-60,20\n61-90,3\n91+,1\n", Days),
        ("Months on the list,Patients\n0-3,40\n3-6,20\n6+,3\n", Months),
    ] {
        let found = read("t.csv", text, DATE);
        assert_eq!(found.counts.unit, unit, "{text}");
        assert!(!found.understood.iter().any(|l| l.contains("does not say")), "{:?}", found.understood);
    }
    assert!(read("t.csv", days, DATE).understood.iter().any(|l| l.contains("5 bands of days")));
}

#[test]
fn a_plain_table_of_two_columns_is_read() {
    for text in [
        "Weeks waited,Number waiting\n0 to 6,402\n6 to 12,371\n12 to 18,330\n18+,35\nTotal,1138\n",
        "Band,Count\n0-6 weeks,402\n6-12 weeks,371\n12-18 weeks,330\n18 plus,35\n",
        "Band,Waiters\n0-6,402\n6-12,371\n12-18,330\n18+,35\n",
        "Length,People\n0-6 weeks,402\n6-12,371\n12-18 weeks,330\n18+,35\n",
    ] {
        assert_eq!(bands(&read("t.csv", text, DATE)), [("list", vec![402, 371, 330, 35])], "{text}");
    }
    // Bands that nothing calls waits are not taken for them, and it is said which column it is.
    let said = refused("Size,Count\n0-6,402\n6-12,371\n12-18,330\n18+,35\n", DATE);
    assert!(said.contains("`Size` look like bands") && said.contains("\"Size\" = \"band of the row\""), "{said}");
}

#[test]
fn a_total_that_does_not_add_up_is_told_with_its_figures() {
    let text = "Specialty,Age group,0-18 weeks,18-52 weeks,Over 52 weeks,Total\nENT,0-17,100,50,20,170\nENT,18-64,40,30,20,90\nENT,65+,40,30,20,999\n";
    let found = read("t.csv", text, DATE);
    assert_eq!(bands(&found), [("ENT", vec![180, 110, 60])]);
    let wanted = "Total is not the sum of the bands in 1 of 3 rows, first in line 4 (999 beside 90): 1259 people by the column, 350 by the bands";
    assert!(found.aside.iter().any(|l| l.contains(wanted)), "{:?}", found.aside);
    let fine = read("t.csv", &text.replace("999", "90"), DATE);
    assert!(!fine.aside.iter().any(|l| l.contains("is not the sum")), "{:?}", fine.aside);
    // Ages have no order of disadvantage, unless the reader gives one.
    assert_eq!(found.counts.levels, [["0-17", "18-64", "65+"]]);
    assert!(
        found.scenario.contains("ordered = false   # nothing says that one end is worse off"),
        "{}",
        found.scenario
    );
    let levels = format!("{DATE}\n[levels]\n\"Age group\" = [\"65+\", \"18-64\", \"0-17\"]\n");
    let given = read("t.csv", text, &levels);
    assert_eq!(given.counts.levels, [["65+", "18-64", "0-17"]]);
    assert!(given.scenario.contains("ordered = true"), "{}", given.scenario);
}
