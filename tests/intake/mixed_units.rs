//! Bands of several units in one table, in any order.

use crate::intake::{read, refused};

fn table(bands: &str, title: &str) -> String {
    let many = bands.split(',').count();
    let counts: Vec<String> = (1..=many).map(|n| (10 * n).to_string()).collect();
    format!("{title}\nSpecialty,{bands}\nENT,{}\n", counts.join(","))
}

#[test]
fn bands_of_several_units_are_one_list_of_waits() {
    for (bands, edges, open) in [
        ("0-6 weeks,6-12 weeks,12-26 weeks,26-52 weeks,over 1 year", vec![0, 6, 12, 26, 52], true),
        ("0-6 weeks,6-26 weeks,26-52 weeks,12+ months", vec![0, 6, 26, 52], true),
        ("0-6 weeks,6-52 weeks,>1 yr", vec![0, 6, 52], true),
        ("0-7 days,8-14 days,15-28 days,4-18 weeks,18+ weeks", vec![0, 1, 2, 4, 18], true),
        ("0-4 weeks,4-13 weeks,3-6 months,6-12 months,1-2 years,over 2 years", vec![0, 4, 13, 26, 52, 104], true),
        ("0-6 weeks,6-18 weeks,18-52 weeks,52-104 weeks,2 years+", vec![0, 6, 18, 52, 104], true),
        ("0-6 weeks,6-12 weeks,12-18 weeks,18-26 weeks,6-12 months,1-2 years", vec![0, 6, 12, 18, 26, 52, 104], false),
        ("0-13 weeks,4-6 months,7-12 months", vec![0, 13, 26, 52], false),
        ("0-4 weeks,5-8 weeks,2-3 months,over 3 months", vec![0, 4, 8, 13], true),
        ("0-4 weeks,5-8 weeks,9-12 weeks,3-6 months,6+ months", vec![0, 4, 8, 12, 26], true),
        ("0-4 weeks,5-12 weeks,4-6 months,7-12 months,over 1 year", vec![0, 4, 12, 26, 52], true),
        ("0-2 weeks,3-4 weeks,1-2 months,2-3 months,over 3 months", vec![0, 2, 4, 9, 13], true),
        ("0-14 days,3-8 weeks,over 8 weeks", vec![0, 2, 8], true),
    ] {
        let counts = read("t.csv", &table(bands, "List at 31 January 2026"), "").counts;
        let found: Vec<i64> = counts.edges.iter().map(|e| *e as i64).collect();
        assert_eq!((found, counts.open), (edges, open), "{bands}");
        let many = bands.split(',').count() as u64;
        assert_eq!(counts.services[0].people(), 10 * many * (many + 1) / 2, "{bands}");
        let wanted: Vec<u64> = (1..=many).map(|n| 10 * n).collect();
        assert_eq!(counts.services[0].bands(), wanted, "{bands}");
    }
    // Where no band is told, nobody is lost on either side.
    for bands in ["0-4 weeks,5-8 weeks,6-9 months,over 9 months", "0-1 weeks,1-2 weeks,>2-3 months,>3 months"] {
        let found = read("t.csv", &table(bands, "List at 31 January 2026"), "");
        assert_eq!(found.counts.services[0].people(), 100, "{bands}");
        assert!(found.understood.iter().any(|l| l.contains("there is no band from")), "{:?}", found.understood);
    }
    let days =
        read("t.csv", &table("0-30 days,31-90 days,3-6 months,6-12 months,over 1 year", "List at 31 January 2026"), "")
            .counts;
    assert_eq!(days.edges, [0.0, 30.0, 90.0, 183.0, 365.0]);
}

#[test]
fn bands_that_overlap_others_are_refused() {
    let message = refused(&table("0-6 weeks,6-18 weeks,4-8 months", "List at 31 January 2026"), "");
    assert!(message.contains("overlaps"), "{message}");
    for bands in ["0-10 weeks,2-3 months,over 3 months", "0-4 weeks,5-8 weeks,1-3 months,over 3 months"] {
        let message = refused(&table(bands, "List at 31 January 2026"), "");
        assert!(message.contains("overlaps") && message.contains("weeks`"), "{bands}: {message}");
    }
    let sums =
        read("t.csv", &table("0-6 weeks,6-18 weeks,18+ weeks,Up to 18 weeks", "List at 31 January 2026"), "").counts;
    assert_eq!(sums.services[0].people(), 60);
}

#[test]
fn bands_may_stand_in_any_order() {
    for (bands, wanted) in [
        (">365 days,183-365 days,43-182 days,0-42 days", vec![40, 30, 20, 10]),
        (">52 weeks,0-18 weeks,18-52 weeks", vec![20, 30, 10]),
        ("52+ weeks,18-52 weeks,0-18 weeks", vec![30, 20, 10]),
        (">365,183-365,43-182,0-42", vec![40, 30, 20, 10]),
    ] {
        let counts = read("t.csv", &table(bands, "List at 31 January 2026"), "").counts;
        assert_eq!(counts.services[0].bands(), wanted, "{bands}");
    }
}

#[test]
fn a_date_among_words_is_read() {
    for title in ["List at 31/01/2026", "Stichtag: 31.01.2026", "Waiting list as at 2026-01-31 (all)"] {
        let counts = read("t.csv", &table("0-6 weeks,6+ weeks", title), "").counts;
        assert_eq!(counts.date.last_shown(), "2026-01-31", "{title}");
    }
    let text = "Extract date,Census month,Specialty,0-6 weeks,6+ weeks\n05/02/2026,Jan-26,ENT,5,4\n05/01/2026,Dec-25,ENT,50,40\n";
    for mapping in ["", "date = \"2026-01-31\""] {
        let counts = read("t.csv", text, mapping).counts;
        assert_eq!((counts.date.last_shown().as_str(), counts.services[0].people()), ("2026-01-31", 9), "{mapping}");
    }
}

#[test]
fn a_mean_wait_with_a_comma_is_not_added_over() {
    let text = "Stichtag: 31.01.2026;;;;\nFachabteilung;Geschlecht;bis 6 Wochen;über 6 Wochen;Mittlere Wartezeit (Wochen)\nHNO;weiblich;120;80;12,4\nHNO;männlich;110;70;11,9\n";
    let imported = read("t.csv", text, "");
    assert!(imported.aside.iter().any(|l| l.contains("Mittlere Wartezeit")), "{:?}", imported.aside);
    assert!(!imported.understood.iter().any(|l| l.contains("added up over")), "{:?}", imported.understood);
}
