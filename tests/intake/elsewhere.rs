//! Habits of tables of other countries and years: marks of footnotes at bands, numbers in letters, ranges of months, days of publication, ages beside waits, and
//! sums of all places.

use queuity::intake::{Imported, Unit};

use crate::intake::{read, refused};

fn people(found: &Imported) -> u64 {
    found.counts.services.iter().map(|s| s.people()).sum()
}

fn date(text: &str) -> String {
    read("t.csv", text, "").counts.date.last_shown()
}

#[test]
fn bands_are_read_with_marks_of_footnotes_and_in_letters() {
    for head in [
        "0-9 weeks [Note 1],>9-18 weeks,>18-52 weeks,>52 weeks",
        "0-9 weeks,>9-18 weeks [r],>18-52 weeks (1),>52 weeks [p]",
        "0-9 weeks,>9-18 weeks,>18-52 weeks,>52 weeks 1",
        "Up to and including 9 weeks,>9-18 weeks,>18-52 weeks,>52 weeks (note 2)",
    ] {
        for total in [",Total waiting", ""] {
            let sum = |n: u64| if total.is_empty() { String::new() } else { format!(",{n}") };
            let text = format!(
                "List at 31/03/2026\nSpecialty,{head}{total}\nENT,900,500,200,100{}\nEyes,800,400,200,100{}\n",
                sum(1700),
                sum(1500)
            );
            let found = read("t.csv", &text, "");
            assert_eq!((people(&found), found.counts.edges.len(), found.counts.open), (3200, 4, true), "{text}");
        }
    }
    let months = "Month,Specialty,Less than 6 months,6 months to 1 year,One to two years,Over two years,Total\n2026-01,ENT,100,50,20,10,180\n";
    let found = read("t.csv", months, "");
    assert_eq!((people(&found), &found.counts.edges[..]), (180, &[0.0, 6.0, 12.0, 24.0][..]));
    let mixed = "Period,Specialty,0-26 weeks,26 weeks to 1 year,Over 1 year\n2026-01,ENT,100,50,20\n";
    let found = read("t.csv", mixed, "");
    assert_eq!((people(&found), &found.counts.edges[..]), (170, &[0.0, 26.0, 52.0][..]));
}

/// A band that is not read is no longer set aside where the total shows that its people are missing.
#[test]
fn a_band_that_is_not_read_is_told() {
    let text = "List at 31/03/2026\nSpecialty,0-6 weeks,12-Jun,12-18 weeks,18+ weeks,Total\nENT,90,50,20,10,170\nEyes,80,40,20,10,150\n";
    let message = refused(text, "");
    assert!(message.contains("`12-Jun` holds what is missing between the bands and `Total`"), "{message}");
    let last = "Month,Specialty,w0_18,w18_52,w52\n2026-01,ENT,100,50,20\n";
    assert!(refused(last, "").contains("the bands end at 52, and the name of `w52` is not read as a band"));
    assert_eq!(people(&read("t.csv", last, "[columns]\nw52 = \"aside\"\n")), 150);
    // People whose wait nobody knows are in no band.
    let unknown = text.replace("12-Jun", "Wait unknown").replace("12-18", "6-18");
    assert_eq!(people(&read("t.csv", &unknown, "")), 230, "90 people are in no band");
}

#[test]
fn a_month_in_a_name_or_a_title_is_no_unit() {
    for text in [
        "Month,Specialty,0-18,18-52,52+\n2026-01,ENT,100,50,20\n",
        "Reporting month,Specialty,0-18,18-52,52+\n2026-01,ENT,100,50,20\n",
        "Monthly waiting times\nPeriod,Specialty,0-6,6-18,18+\n2026-01,ENT,100,50,20\n",
        "Waiting list in months and years\nMonth,Specialty,0-18,18-52,52+\n2026-01,ENT,100,50,20\n",
    ] {
        assert_eq!(read("t.csv", text, "").counts.unit, Unit::Weeks, "{text}");
    }
    let months = "Months on the list\nPeriod,Specialty,0-3,3-6,6+\n2026-01,ENT,100,50,20\n";
    assert_eq!(read("t.csv", months, "").counts.unit, Unit::Months);
}

#[test]
fn a_range_of_months_ends_with_its_last() {
    for (period, end, days) in [
        ("January to March 2026", "2026-03-31", 90),
        ("Jan-Mar 2026", "2026-03-31", 90),
        ("December 2025 to February 2026", "2026-02-28", 90),
        ("April 2025 - March 2026", "2026-03-31", 365),
        ("Oct 25 - Dec 25", "2025-12-31", 92),
        ("1 January - 31 March 2026", "2026-03-31", 90),
        ("01 January 2026 - 31 March 2026", "2026-03-31", 90),
        ("2025/26 Q4 (January - March 2026)", "2026-03-31", 90),
        ("January 2026", "2026-01-31", 31),
    ] {
        let rows = format!(
            "Period,Specialty,Status,0-18 weeks,18-52 weeks,52+ weeks\n{period},ENT,Waiting,1000,500,200\n{period},ENT,Treated,1000,200,100\n"
        );
        let counts = read("t.csv", &rows, "").counts;
        assert_eq!((counts.date.last_shown().as_str(), counts.flows.days), (end, days), "{period}");
        let title = rows.replace("Period,", "").replace(&format!("{period},"), "");
        let counts = read("t.csv", &format!("Waiting list statistics {period}\n{title}"), "").counts;
        assert_eq!((counts.date.last_shown().as_str(), counts.flows.days), (end, days), "a title with {period}");
    }
}

/// A range that is no month, quarter or year is refused where people were treated in it: it was read as a month.
#[test]
fn a_range_of_six_months_is_asked_for() {
    let text =
        "Period,Specialty,Status,0-18 weeks,18-52 weeks,52+ weeks\nApril to September 2025,ENT,Waiting,1000,500,200\n";
    assert_eq!(date(text), "2025-09-30", "a list is of its last day");
    let treated = format!("{text}April to September 2025,ENT,Treated,1000,200,100\n");
    let message = refused(&treated, "");
    assert!(message.contains("`April to September 2025` has 6 months"), "{message}");
    assert_eq!(read("t.csv", &treated, "period = \"quarter\"").counts.flows.days, 92);
}

#[test]
fn the_day_of_publication_is_no_day_of_the_list() {
    let table = "Specialty,0-18 weeks,18-52 weeks,52+ weeks\nENT,100,50,20\nEyes,10,5,2\n";
    for title in [
        "Published: 12 March 2026\nWaiting list at 31/01/2026",
        "Published 12 March 2026. Data as at end January 2026",
        "Last updated 12 March 2026\nPosition at 31 January 2026",
    ] {
        assert_eq!(date(&format!("{title}\n{table}")), "2026-01-31", "{title}");
    }
    assert_eq!(date(&format!("Published: 12 March 2026\n{table}")), "2026-03-12", "there is no other");
    // A spreadsheet keeps a month as its first day.
    let months =
        "Month,Specialty,0-18 weeks,18-52 weeks,52+ weeks\n2025-12-01,ENT,100,50,20\n2026-01-01,ENT,200,50,20\n";
    assert_eq!(date(months), "2026-01-31");
    assert_eq!(date(&months.replace("Month,", "Census date,")), "2026-01-01");
}

#[test]
fn ages_are_no_waits() {
    // An age beside a wait in each row.
    let rows = |ages: [&str; 2]| {
        let row = |age: &str| {
            ["0-3 Months,10", "3-6 Months,11", "6-9 Months,12", "9+ Months,13"]
                .map(|r| format!("30/11/2025,ENT,Adult,{age},{r}\n"))
        };
        format!(
            "Archive Date,Speciality,Adult/Child,Age Profile,Time Bands,Total\n{}{}",
            row(ages[0]).concat(),
            row(ages[1]).concat()
        )
    };
    for ages in [["0-15", "16-64"], ["0-9", "9-18"], ["16-64", "65+"], ["0-3", "3-6"], ["9-12", "12+"]] {
        let found = read("t.csv", &rows(ages), "");
        assert_eq!((people(&found), found.counts.edges.len(), found.counts.unit), (92, 4, Unit::Months), "{ages:?}");
    }
    let head = "Archive Date,Group,Hospital HIPE,Hospital,Specialty HIPE,Speciality,Adult/Child,Age Profile,Time Bands,Total\n";
    let bands = ["0-3 Months", "3-6 Months", "6-9 Months", "9-12 Months", "12-15 Months", "15-18 Months", "18+ Months"];
    let all = ["Child,0-15", "Adult,16-64", "Adult,65+"].map(|age| {
        bands
            .iter()
            .enumerate()
            .map(|(i, b)| format!("30/11/2025,RCSI,1,Beaumont,600,ENT,{age},{b},{}\n", 10 + i))
            .collect::<String>()
    });
    let found = read("t.csv", &(head.to_string() + &all.concat()), "");
    assert_eq!((people(&found), found.counts.edges.len()), (3 * 91, 7));
    // Waits down, ages across: each age is a list of its own.
    let across = "List at 31/01/2026\nWeeks waited,0-17,18-64,65+\n0-18 weeks,100,120,30\n18-52 weeks,50,60,20\n52+ weeks,10,15,5\n";
    let found = read("t.csv", across, "");
    assert_eq!((people(&found), &found.counts.edges[..]), (410, &[0.0, 18.0, 52.0][..]));
    assert_eq!(found.counts.services.iter().map(|s| s.people()).collect::<Vec<_>>(), [160, 195, 55]);
    let only =
        "Age of patients on the waiting list at 31/01/2026\nSpecialty,0-17,18-64,65+\nENT,100,120,30\nEyes,50,60,20\n";
    assert!(refused(only, "").contains("look like ages, and not like waits"));
}

/// Groups across beside bands that go down are lists, and no levels called by their counts.
#[test]
fn groups_across_are_lists() {
    let text = "List at 31/01/2026\nWeeks waited,IMD 1 (most deprived),IMD 2,IMD 3,IMD 4,IMD 5 (least deprived),Total\n\
        0-18 weeks,100,120,30,20,10,280\n18-52 weeks,50,60,20,9,8,147\n52+ weeks,10,15,5,4,3,37\n";
    let found = read("t.csv", text, "");
    let lists: Vec<(&str, u64)> = found.counts.services.iter().map(|s| (s.name.as_str(), s.people())).collect();
    assert_eq!((lists.len(), people(&found), found.counts.groups.len()), (5, 464, 0));
    assert_eq!(lists[0], ("IMD 1 (most deprived)", 160));
    // A column of levels that are numbers is a group.
    let levels = "List at 31/01/2026\nWeeks waited,IMD quintile,Patients\n0-18 weeks,1,100\n0-18 weeks,5,90\n18+ weeks,1,50\n18+ weeks,5,40\n";
    assert_eq!(read("t.csv", levels, "").counts.groups, ["IMD quintile"]);
}

/// People on a planned list are not added to those who wait; a kind that is not known is asked for.
#[test]
fn people_on_a_planned_list_are_set_aside() {
    for name in ["Active/Planned", "Kind of list", "Kind"] {
        let text = format!(
            "Month,Specialty,{name},0-18 weeks,18-52 weeks,52+ weeks\n2026-01,ENT,Active,100,50,20\n2026-01,ENT,Planned,40,10,5\n"
        );
        let found = read("t.csv", &text, "");
        assert_eq!(people(&found), 170, "{name}");
        assert!(found.aside.join("\n").contains("Planned"), "{:?}", found.aside);
        assert!(
            refused(&text.replace("Planned", "Unavailable"), "").contains("1 of its values is not known"),
            "{name}"
        );
        let kept = read(
            "t.csv",
            &text,
            &format!("[columns]\n\"{name}\" = \"part\"\n[parts]\n\"Active\" = \"list\"\n\"Planned\" = \"aside\"\n"),
        );
        assert_eq!(people(&kept), 170);
    }
}

/// A country above its areas is their sum, also where few counts show it.
#[test]
fn the_sum_of_all_places_is_no_list() {
    let text = "HSC Trust,Specialty,Month,0-9 weeks,>9-18 weeks,>18 weeks\n\
        Belfast,ENT,2026-03,10,5,2\nBelfast,Eyes,2026-03,11,6,3\nBelfast,All Specialties,2026-03,21,11,5\n\
        Western,ENT,2026-03,12,7,4\nWestern,Eyes,2026-03,13,8,5\nWestern,All Specialties,2026-03,25,15,9\n\
        Northern Ireland,All Specialties,2026-03,46,26,14\n";
    let found = read("t.csv", text, "");
    assert_eq!((people(&found), found.counts.services.len()), (86, 2));
    // Where it is not their sum, it counts others.
    let other =
        text.replace("Northern Ireland,All Specialties,2026-03,46,26,14", "Elsewhere,All Specialties,2026-03,40,26,14");
    assert_eq!(people(&read("t.csv", &other, "")), 86 + 80);
}

/// What looks like one of these habits and is none is read as ever.
#[test]
fn what_only_looks_like_them_is_read_as_ever() {
    // Rows with dates say how long a period is, and no title.
    let rows = "Month,Specialty,Status,0-18 weeks,18-52 weeks,52+ weeks\n\
        2026-02,ENT,Waiting,1000,500,200\n2026-02,ENT,Treated,100,50,20\n2026-03,ENT,Waiting,1000,500,200\n2026-03,ENT,Treated,100,50,20\n";
    for title in ["Monthly statistics, April 2025 to March 2026", "(population estimates July 2024 - June 2025)"] {
        assert_eq!(read("t.csv", &format!("{title}\n{rows}"), "").counts.flows.days, 31, "{title}");
    }
    // Points of dates, and words that only begin like those of a publication.
    let table = "Specialty,0-18 weeks,18-52 weeks,52+ weeks\nENT,100,50,20\n";
    for (title, day) in [
        ("Waiting list as at 15. January 2026", "2026-01-15"),
        ("Waiting list. Jan. 2026", "2026-01-31"),
        ("Republic of Ireland: people waiting on 29 January 2026\nChanges since 31 December 2024", "2026-01-29"),
        ("Waiting list extracted 31 January 2026\nSpecialty codes from 1 April 2019", "2026-01-31"),
    ] {
        assert_eq!(date(&format!("{title}\n{table}")), day, "{title}");
    }
    for name in ["rtt-january-2026-march-2026-revision.csv", "waiting-list-31-jan-2026-13-mar-2026.csv"] {
        assert_eq!(read(name, table, "").counts.date.last_shown(), "2026-01-31", "{name}");
    }
    // Letters in brackets that are units, and waits that are told twice.
    let days = "Month,Specialty,0-42 (d),42-126 (d),126+ (d)\n2026-01,ENT,100,50,20\n";
    assert_eq!(read("t.csv", days, "").counts.unit, Unit::Days);
    // Thousands with a blank are counts, ages with their unit stand beside bands without one, and no other column need be a band.
    for (text, people_of) in [
        (
            "Month;Specialty;0-18 weeks;18-52 weeks;52+ weeks\n2026-01;ENT;1 200;1 150;1 020\n2026-01;Eyes;1 300;1 250;1 100\n",
            7_020,
        ),
        (
            "Month,Specialty,Age group,0-18,18-52,52+\n2026-01,ENT,0-17 years,100,50,20\n2026-01,ENT,18-64 years,80,40,10\n",
            300,
        ),
        (
            "Month,Specialty,0-18 weeks,18-52 weeks,52+ weeks,Not yet triaged,Total\n2026-01,ENT,100,50,20,5,175\n2026-01,Eyes,80,40,10,3,133\n",
            300,
        ),
        (
            "Month,Specialty,0-18 weeks,18-52 weeks,% within 52 weeks,Ward 52\n2026-01,ENT,100,50,97.2,3\n2026-01,Eyes,80,40,96.1,4\n",
            270,
        ),
    ] {
        assert_eq!(people(&read("t.csv", text, "")), people_of, "{text}");
    }
    // A column that the reader sets aside is no band that is missing.
    let gap = "List at 31/03/2026\nSpecialty,0-6 weeks,12-Jun,12-18 weeks,18+ weeks,Total\nENT,90,50,20,10,170\n";
    assert_eq!(people(&read("t.csv", gap, "[columns]\n\"12-Jun\" = \"aside\"\n")), 120);
    // Two groups that are told by numbers.
    let levels = "List at 31/01/2026\nWeeks waited,IMD decile,IMD quintile,Patients\n0-18 weeks,1,1,100\n0-18 weeks,10,5,90\n18+ weeks,1,1,50\n18+ weeks,10,5,40\n";
    assert_eq!(read("t.csv", levels, "").counts.groups.len(), 2);
}
