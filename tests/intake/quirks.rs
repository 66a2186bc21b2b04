//! Quirks of tables: each would give a wrong number in silence, or a scenario that does not load.

use queuity::intake::{Mapping, Options};

use crate::intake::{bands, file, read, refused, runs, told};

const DATE: &str = "date = \"2025-06-30\"";

#[test]
fn a_date_that_is_not_in_the_table_is_refused_with_those_that_are() {
    let text = "Month,Specialty,0-6 weeks,6+ weeks\n2025-03,ENT,1,2\n2025-04,ENT,3,4\n2025-05,ENT,5,6\n";
    let said = refused(text, "date = \"2025-06\"");
    assert!(said.contains("2025-05, 2025-04, 2025-03"), "{said}");
    assert_eq!(bands(&read("t.csv", text, "date = \"2025-04-30\"")), [("ENT", vec![3, 4])]);
}

#[test]
fn marks_of_quality_and_blank_columns_are_no_keys_and_no_counts() {
    let text = "QuarterEnding,HBT,HBTQF,PatientType,Specialty,SpecialtyQF,WeeksWaited,NumberWaiting,NumberWaitingQF,Patients\n\
        20220630,S1,,x,A1,,0-6 weeks,100,,\n20220630,S1,,x,A1,,6-12 weeks,50,,\n20220630,S1,,x,A1,,12+ weeks,7,d,\n\
        20220630,S2,,x,A1,,0-6 weeks,11,,\n20220630,S2,,x,B2,,12+ weeks,,:,\n20220630,S2,,x,B2,,0-6 weeks,30,,\n";
    let found = read("scot.csv", text, "");
    assert_eq!(bands(&found), [("A1", vec![111, 50, 7]), ("B2", vec![30, 0, 0])]);
}

#[test]
fn a_gap_between_bands_loses_nobody_and_a_band_that_stands_twice_is_refused() {
    let text = "Specialty,0-6 weeks,12-18 weeks,18+ weeks\nENT,10,20,30\nUrology,1,2,3\n";
    let found = read("t.csv", text, DATE);
    assert_eq!(bands(&found), [("ENT", vec![10, 0, 20, 30]), ("Urology", vec![1, 0, 2, 3])]);
    assert!(found.understood.iter().any(|l| l.contains("no band from 6 to 12")), "{:?}", found.understood);
    let said = refused("Specialty,0-6 weeks,6+ weeks,0-6 weeks\nENT,10,20,30\n", DATE);
    assert!(said.contains("the same band"), "{said}");
}

#[test]
fn a_mapping_that_sets_a_band_aside_shifts_no_other() {
    let text = "Specialty,0-6 weeks,6-12 weeks,12-18 weeks,18+ weeks,Other\nENT,10,20,30,40,5\n";
    let aside = format!("{DATE}\n[columns]\n\"6-12 weeks\" = \"aside\"\n");
    assert_eq!(bands(&read("t.csv", text, &aside)), [("ENT", vec![10, 0, 30, 40])]);
    let band = format!("{DATE}\n[columns]\n\"Other\" = \"band\"\n");
    assert!(refused(text, &band).contains("no band of waits"));
    let two = format!("{DATE}\n[columns]\n\"Other\" = \"service\"\n\"Specialty\" = \"service\"\n");
    assert!(refused(text, &two).contains("two columns"));
    let down = "Specialty,Weeks waited,Number\nENT,0-6 weeks,10\nENT,6+ weeks,20\n";
    let band = format!("{DATE}\n[columns]\n\"Number\" = \"band\"\n\"Specialty\" = \"band\"\n");
    assert!(refused(down, &band).contains("go down"));
}

#[test]
fn those_treated_in_a_quarter_are_those_of_three_months() {
    let text = "Quarter ending,Part,Specialty,0-6 weeks,6+ weeks\n2025-03-31,waiting,ENT,100,200\n2025-03-31,treated,ENT,900,0\n";
    let mapping = "[columns]\n\"Part\" = \"part\"\n";
    let found = read("q.csv", text, mapping);
    assert_eq!((found.counts.services[0].treated, found.counts.flows.days), (Some(900), 90));
    // 64 days from Monday to Friday.
    assert!(found.scenario.contains("value = 70.31"), "{}", found.scenario);
    let month = format!("period = \"month\"\n{mapping}");
    assert_eq!(read("q.csv", text, &month).counts.flows.days, 31);
}

#[test]
fn the_same_file_twice_is_refused_and_each_figure_names_its_own_file() {
    let list = "Specialty,0-6 weeks,6+ weeks\nENT,100,200\nUrology,50,60\n";
    let treated = "Specialty,0-6 weeks,6+ weeks,Patients with unknown clock start,Total (all)\nENT,30,40,5,75\nUrology,20,10,0,30\n";
    let options = Options { mapping: Mapping::parse(DATE).unwrap(), ..Options::default() };
    let twice = [file("a-waiting.csv", list.as_bytes()), file("b-waiting.csv", list.as_bytes())];
    assert!(told(&twice, &options).unwrap_err().to_string().contains("the same counts"));
    let both = [file("a-waiting.csv", list.as_bytes()), file("b-treated.csv", treated.as_bytes())];
    let found = told(&both, &options).unwrap();
    runs(&found);
    // Those whose clock start is not known were treated, too.
    assert_eq!(found.counts.services[0].treated, Some(75));
    assert!(found.scenario.contains("75 treated in 2025-06: b-treated.csv"), "{}", found.scenario);
}

#[test]
fn noughts_are_the_sum_of_nothing() {
    let text =
        "Specialty,0-6 weeks,6-12 weeks,12+ weeks,Total,Empty\nENT,10,0,4,14,0\nUrology,20,0,5,25,0\nEyes,7,0,9,16,0\n";
    let aside = read("t.csv", text, DATE).aside.join("\n");
    assert!(aside.contains("Empty") && !aside.contains("Empty (the sum"), "{aside}");
}

#[test]
fn a_value_that_is_the_sum_of_others_by_chance_stays() {
    let text = "Specialty,0-6 weeks,6+ weeks\nENT,10,20\nUrology,4,15\nEyes,6,5\n";
    let found = read("t.csv", text, DATE);
    assert_eq!(found.counts.services.len(), 3);
    assert!(found.understood.iter().any(|l| l.contains("may be chance")), "{:?}", found.understood);
    let said = format!("{DATE}\n[totals]\nSpecialty = [\"ENT\"]\n");
    assert_eq!(read("t.csv", text, &said).counts.services.len(), 2);
}

#[test]
fn every_name_makes_a_scenario_that_loads() {
    let long = "x".repeat(300);
    for (names, lists) in [
        (["ENT", "Ent", "ent "].as_slice(), 1),
        (&["NA", "null", "Eyes"], 3),
        (&["None", "nan", "*"], 3),
        (&["a\u{1b}[31mb", "c\u{0}d", "e\u{202e}f"], 3),
        (&[&format!("{long}1"), &format!("{long}2"), "Caf\u{e9}"], 3),
        (&["say \"hi\"", "back\\slash", "con"], 3),
    ] {
        let rows: String = names.iter().map(|n| format!("\"{}\"\t10\t20\n", n.replace('"', "\"\""))).collect();
        // A zero byte takes its row out.
        let lists = lists - usize::from(rows.contains('\0'));
        let found = read("t.csv", &format!("Specialty\t0-6 weeks\t6+ weeks\n{rows}"), DATE);
        assert_eq!(found.counts.services.len(), lists, "{names:?}");
        assert!(!found.scenario.contains('\u{1b}') && !found.understood.join("").contains('\u{1b}'));
        let rows: String = names.iter().map(|n| format!("\"{}\"\t10\t20\n", n.replace('"', "\"\""))).collect();
        read("t.csv", &format!("Ethnic group\t0-6 weeks\t6+ weeks\n{rows}White\t5\t5\n"), DATE);
    }
    // Nobody's level is recorded; a group named like a key; counts beyond reason.
    let found = read("t.csv", "Ethnic group,0-6 weeks,6+ weeks\nNot stated,10,20\nUnknown,1,2\n", DATE);
    assert!(found.counts.groups.is_empty() && found.counts.services[0].people() == 33);
    let named = format!("{DATE}\n[columns]\n\"value\" = \"group\"\n");
    read("t.csv", "value,0-6 weeks,6+ weeks\na,10,20\nb,1,2\n", &named);
    let said = refused("Specialty,0-6 weeks,6+ weeks\nENT,99999999999999999999999,2\n", DATE);
    assert!(said.contains("too large"), "{said}");
    // One of a million is not recorded.
    read("t.csv", "Ethnic group,0-6 weeks,6+ weeks\nWhite,900000,99999\nUnknown,1,0\nAsian,5,5\n", DATE);
}

#[test]
fn a_row_that_is_not_whole_is_set_aside_and_those_not_asked_for_are_not_judged() {
    let mut text = String::from("Trust,Specialty,0-6 weeks,6+ weeks\n");
    (0..30).for_each(|i| text += &format!("A,S{i},10,20\n"));
    let found = read("t.csv", &(text.clone() + "A,Ear, nose and throat,10,20\n"), DATE);
    assert_eq!(found.counts.services.len(), 30);
    assert!(found.aside.iter().any(|l| l.contains("1 row with more or fewer fields")), "{:?}", found.aside);
    let other = text + "B,S1,many,20\nB,S2,<5,1\n";
    let options = Options {
        mapping: Mapping::parse(DATE).unwrap(),
        only: vec![("Trust".to_string(), "A".to_string())],
        ..Options::default()
    };
    assert_eq!(told(&[file("t.csv", other.as_bytes())], &options).unwrap().counts.services.len(), 30);
}

#[test]
fn levels_have_the_order_that_they_name_or_that_the_mapping_gives() {
    let text = "Deprivation,0-6 weeks,6+ weeks\nleast deprived,1,2\nmiddle,3,4\nmost deprived,5,6\n";
    assert_eq!(read("t.csv", text, DATE).counts.levels, [["most deprived", "middle", "least deprived"]]);
    let people: String = (0..90)
        .map(|i| format!("2025-05-{:02},{}\n", 1 + i % 20, ["least deprived", "middle", "most deprived"][i % 3]))
        .collect();
    let found = read("l.csv", &format!("Referral date,Deprivation\n{people}"), DATE);
    assert_eq!(found.counts.levels, [["most deprived", "middle", "least deprived"]]);
    assert!(found.scenario.contains("ordered = true"), "{}", found.scenario);
    let found = read("l.csv", &format!("Referral date,Ethnic group\n{people}"), DATE);
    assert!(found.scenario.contains("ordered = false"), "{}", found.scenario);
}

#[test]
fn a_mapping_names_more_lists_than_are_found_by_themselves_and_the_days() {
    let mut text = String::from("Came,Gone,Procedure\n");
    for i in 0..1_000 {
        let gone = if i % 4 == 0 { "2025-06-20" } else { "" };
        text += &format!("2025-05-{:02},{gone},P{}\n", 1 + i % 20, i % 80);
    }
    let mapping = format!("{DATE}\n[columns]\nCame = \"start\"\nGone = \"treated\"\nProcedure = \"service\"\n");
    let found = read("l.csv", &text, &mapping);
    assert!(found.counts.services.len() > 50, "{}", found.counts.services.len());
    let without = mapping.replace("Procedure = \"service\"\n", "");
    let found = read("l.csv", &text, &without);
    assert_eq!(found.counts.services.len(), 1);
    assert!(found.aside.iter().any(|l| l.contains("more than 60 values")), "{:?}", found.aside);
}

/// Merged cells are blank below their first row: the value above holds. A total without a key, or of the same people, is no part of what stands above it.
#[test]
fn blank_cells_below_a_merged_one_are_of_the_value_above() {
    let text = ",,Weeks waited,,,,\nSpecialty,IMD quintile,0-6,6-18,18-52,52+,Total\nENT,1,120,80,30,2,232\n,2,90,60,20,1,171\n,3,80,55,18,1,154\n\
        Eyes,1,100,70,25,2,197\n,2,90,60,20,1,171\n,3,85,54,18,2,159\n";
    let wanted = [("ENT", vec![290, 195, 68, 4]), ("Eyes", vec![275, 184, 63, 5])];
    let found = read("t.csv", text, DATE);
    assert_eq!(bands(&found), wanted);
    assert!(found.understood.iter().any(|l| l.contains("blank cells of Specialty stand for the value above")));
    assert_eq!(found.counts.levels, [["1", "2", "3"]]);
    for total in [",,565,379,131,9,1084\n", "All,,565,379,131,9,1084\n", "Total,All,565,379,131,9,1084\n"] {
        assert_eq!(bands(&read("t.csv", &format!("{text}{total}"), DATE)), wanted, "{total}");
    }
    // Without a second column a blank is no merged cell, and a total below a list is none of its people.
    let text =
        "Provider,Specialty,0-6,6-18,18-52,52+ weeks\nRXR,ENT,120,80,30,20\nRXR,Eyes,90,60,20,10\nRXR,,210,140,50,30\n";
    assert_eq!(bands(&read("t.csv", text, DATE)), [("ENT", vec![120, 80, 30, 20]), ("Eyes", vec![90, 60, 20, 10])]);
}

/// Bands need no unit below a column that says what they are; columns of counts beside them are lists, with or without their total.
#[test]
fn bands_that_go_down_beside_several_lists_are_read() {
    let text =
        "Weeks waited,ENT,Eyes,Total\n0-6,120,90,210\n6-18,80,60,140\n18-52,30,20,50\n52+,2,1,3\nTotal,232,171,403\n";
    let found = read("t.csv", text, DATE);
    assert_eq!(bands(&found), [("ENT", vec![120, 80, 30, 2]), ("Eyes", vec![90, 60, 20, 1])]);
    assert!(found.understood.iter().any(|l| l.contains("each is a list: ENT, Eyes")), "{:?}", found.understood);
    runs(&found);
    let text = "WeeksWaited,Specialty,NumberWaiting\n0-4,A1,500\n4-8,A1,400\n8-12,A1,300\n12+,A1,20\n";
    assert_eq!(bands(&read("t.csv", text, DATE)), [("A1", vec![500, 400, 300, 20])]);
}

/// Points between thousands, spaces, and decimals that are nought: a count is whole, so each is read in the one way that it can be; else it is refused.
#[test]
fn numbers_of_other_countries_are_read_in_the_one_way_they_can_be() {
    let of = |a: &str, b: &str| format!("Specialty;0-6 weeks;>6 weeks\nENT;{a};{b}\nEyes;410;12\n");
    let found = read("t.csv", &of("1.204", "880"), DATE);
    assert_eq!(bands(&found), [("ENT", vec![1204, 880]), ("Eyes", vec![410, 12])]);
    assert!(found.understood.iter().any(|l| l.contains("points were read as those between thousands")));
    for text in [of("1 204", "880,0"), of("1\u{a0}204", "880,00"), of("1'204", "880")] {
        assert_eq!(bands(&read("t.csv", &text, DATE))[0], ("ENT", vec![1204, 880]));
    }
    // A count of four digits without a point shows that points are none of thousands.
    for text in [of("1.204", "1880"), of("1.204", "88.5"), of("0.204", "880")] {
        assert!(refused(&text, DATE).contains("no whole numbers"), "{text}");
    }
    // Shares beside the counts are no places, and nothing is told by them.
    let text = "Specialty,0-18 weeks,% 0-18,18+ weeks,% 18+\nENT,120,60%,80,40%\nEyes,90,60%,60,40%\n";
    let found = read("t.csv", text, DATE);
    assert!(!found.understood.iter().any(|l| l.contains("added up over")), "{:?}", found.understood);
}

/// Names of lists are taken before their codes.
#[test]
fn a_list_is_named_by_its_name_where_its_code_stands_before_it() {
    let text = "Specialty HIPE,Specialty,0-6 weeks,>6 weeks\n600,ENT,120,80\n2600,GYNAE,90,60\n";
    assert_eq!(bands(&read("t.csv", text, DATE)), [("ENT", vec![120, 80]), ("GYNAE", vec![90, 60])]);
}

/// The limits of the publication, or one's own: the scenario, the mapping and what is said go by them.
#[test]
fn a_list_is_told_by_its_own_limits() {
    let text = "Specialty,0-26 weeks,26-36 weeks,36-52 weeks,52+ weeks\nENT,120,80,20,3\nEyes,90,60,10,2\n";
    let found = read("t.csv", text, &format!("{DATE}\nlimits_weeks = [26, 36]"));
    assert!(found.scenario.contains("limits_weeks = [26, 36]"), "{}", found.scenario);
    assert!(found.scenario.contains("target = \"182 days\""), "{}", found.scenario);
    assert!(found.mapping.contains("limits_weeks = [26, 36]"), "{}", found.mapping);
    assert!(found.understood.iter().any(|l| l.contains("these limits on waiting: 26 weeks, 36 weeks")));
    runs(&found);
    assert_eq!(bands(&read("t.csv", text, &found.mapping)), bands(&found));
    // Without them the usual ones hold, and it is said which of them the bands do not tell.
    let found = read("t.csv", text, DATE);
    assert!(!found.scenario.contains("limits_weeks") && !found.scenario.contains("target"), "{}", found.scenario);
    let said = "no band ends at 18 weeks, 65 weeks: how many wait within that limit is not known. Bands end at 26, 36, 52 weeks";
    assert!(found.aside.iter().any(|l| l.contains(said)), "{:?}", found.aside);
    assert!(Mapping::parse("limits_weeks = [\"soon\"]").is_err_and(|e| e.to_string().contains("limits_weeks")));
    // Ireland's are of months, those of its own publication.
    let text = "Archive Date,Hospital,Specialty,Adult/Child,Time Bands,Total\n2026-01-29,A,ENT,Adult,0-3 Months,120\n2026-01-29,A,ENT,Adult,3-6 Months,100\n\
        2026-01-29,A,ENT,Adult,6-9 Months,80\n2026-01-29,A,ENT,Adult,9-12 Months,70\n2026-01-29,A,ENT,Adult,12-18 Months,40\n2026-01-29,A,ENT,Child,18 Months +,25\n";
    let found = read("ntpf.csv", text, "");
    assert!(found.scenario.contains("limits_weeks = [26, 39, \"365 days\", \"547 days\"]"), "{}", found.scenario);
    assert!(found.understood.iter().any(|l| l.contains("6 months, 9 months, 12 months, 18 months")));
    let within = [182, 273, 365, 547].map(|days| found.counts.within_days(&found.counts.services[0], days));
    assert_eq!(within, [Some(220), Some(300), Some(370), Some(410)]);
    runs(&found);
}
