//! Rows that are sums of others, or parts of them: nobody counts twice, and what does not add up is told or refused.

use crate::intake::{read, refused};
use queuity::intake::Imported;

const TITLE: &str = "Position at 31 January 2026";
const BANDS: &str = "0-18 weeks,18-52 weeks,52+ weeks";

fn table(keys: &str, rows: &str) -> String {
    let rows: Vec<&str> = rows.split('/').map(str::trim).collect();
    format!("{TITLE}\n{keys},{BANDS}\n{}\n", rows.join("\n"))
}

fn people(text: &str) -> u64 {
    read("t.csv", text, "").counts.services.iter().map(|s| s.people()).sum()
}

fn of(imported: &Imported, list: &str) -> Vec<u64> {
    imported.counts.services.iter().find(|s| s.name == list).unwrap().bands()
}

fn aside(text: &str) -> String {
    read("t.csv", text, "").aside.join("\n")
}

const ENT: &str = "ENT,F,100,50,20/ENT,M,90,40,10";
const SKIN: &str = "Skin,F,10,5,2/Skin,M,9,4,1";

#[test]
fn subtotals_are_set_aside_wherever_they_stand() {
    let (ent, skin, grand) = ("ENT Total,,190,90,30", "Skin Total,,19,9,3", "Grand Total,,209,99,33");
    for rows in [
        format!("{ENT}/{ent}/{SKIN}/{skin}/{grand}"),
        format!("{ent}/{ENT}/{skin}/{SKIN}"),
        format!("{grand}/{ent}/{ENT}/{skin}/{SKIN}"),
        format!("{ENT}/Total ENT,,190,90,30/{SKIN}/Total Skin,,19,9,3"),
        format!("{ENT}/ENT - Sub-total,,190,90,30/{SKIN}/Skin - Sub-total,,19,9,3/{grand}"),
        // Merged cells.
        "ENT,F,100,50,20/,M,90,40,10/ENT Total,,190,90,30/Skin,F,10,5,2/,M,9,4,1/Skin Total,,19,9,3".to_string(),
    ] {
        let text = table("Specialty,Sex", &rows);
        let counts = read("t.csv", &text, "").counts;
        let names: Vec<&str> = counts.services.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["ENT", "Skin"], "{text}");
        assert_eq!(people(&text), 341, "{text}");
        assert_eq!(of(&read("t.csv", &text, ""), "ENT"), [190, 90, 30], "{text}");
    }
}

#[test]
fn subtotals_of_the_rows_beside_them_are_set_aside() {
    let one = "ENT,190,90,30/Skin,19,9,3/Medicine subtotal,209,99,33/Hips,100,50,20/Knees,80,40,10/Surgery subtotal,180,90,30/Grand total,389,189,63";
    let before = "Medicine subtotal,209,99,33/ENT,190,90,30/Skin,19,9,3/Surgery subtotal,180,90,30/Hips,100,50,20/Knees,80,40,10";
    for rows in [one, before] {
        assert_eq!(people(&table("Specialty", rows)), 641, "{rows}");
    }
    let two = "Medicine,ENT,190,90,30/Medicine,Skin,19,9,3/Medicine Total,,209,99,33/Surgery,Hips,100,50,20/Surgery,Knees,80,40,10/Surgery Total,,180,90,30/Grand total,,389,189,63";
    let merged = two.replace("Medicine,Skin", ",Skin").replace("Surgery,Knees", ",Knees");
    for rows in [two, merged.as_str()] {
        assert_eq!(people(&table("Division,Specialty", rows)), 641, "{rows}");
    }
    let levels = "ENT,White,100,50,20/ENT,BME total,40,20,10/ENT,Asian,25,12,6/ENT,Black,15,8,4/Urology,White,100,50,20/Urology,BME total,41,21,11/Urology,Asian,26,12,7/Urology,Black,15,9,4";
    assert_eq!(people(&table("Specialty,Ethnicity", levels)), 240 + 243);
    let all =
        "ENT,White,100,50,20/ENT,All ethnic minorities,40,20,10/ENT,Asian,25,12,6/ENT,Black,15,8,4/ENT,All,140,70,30";
    assert_eq!(people(&table("Specialty,Ethnicity", all)), 240);
}

#[test]
fn parts_below_one_another_are_counted_once() {
    let rows = "ENT,190,90,30/F,100,50,20/M,90,40,10/Skin,19,9,3/F,10,5,2/M,9,4,1";
    for (keys, rows) in [
        ("Row Labels", rows.to_string()),
        ("Specialty", rows.to_string()),
        ("Row Labels", format!("{rows}/Grand Total,209,99,33")),
    ] {
        let text = table(keys, &rows);
        assert_eq!(people(&text), 341, "{text}");
        assert!(aside(&text).contains("compact pivot"), "{}", aside(&text));
    }
}

#[test]
fn what_only_sounds_like_a_total_is_counted() {
    let text = table("Procedure", "Cataract,100,50,20/Total hip replacement,90,41,10/Colectomy subtotal,7,3,1");
    assert_eq!(people(&text), 322);
    assert!(aside(&text).contains("sum of no other rows"), "{}", aside(&text));
    assert_eq!(
        people(&table("Procedure,Eye", "Cataract,Left,100,50,20/Cataract,Right,90,40,10/Cataract,Both,20,9,1")),
        340
    );
}

#[test]
fn subtotals_that_do_not_add_up_are_told_or_refused() {
    let near = aside(&table("Specialty,Sex", &format!("{ENT}/ENT Total,,191,90,30/{SKIN}/Skin Total,,19,9,3")));
    assert!(near.contains("311 people") && near.contains("310"), "{near}");
    let far = refused(&table("Specialty,Sex", &format!("{ENT}/ENT Total,,390,90,30/{SKIN}/Skin Total,,19,9,3")), "");
    assert!(far.contains("line 5") && far.contains("510") && far.contains("310") && far.contains("[totals]"), "{far}");
}

#[test]
fn everybody_beside_parts_counts_once() {
    for all in ["Persons", "Both", "Both sexes", "All", "Everyone", "All patients"] {
        let exact = format!("{ENT}/ENT,{all},190,90,30/{SKIN}/Skin,{all},19,9,3");
        assert_eq!(people(&table("Specialty,Sex", &exact)), 341, "{all}");
        // One person more than the parts.
        let text = table("Specialty,Sex", &exact.replace("19,9,3", "20,9,3"));
        assert_eq!(people(&text), 341, "{all}");
        let told = aside(&text);
        assert!(told.contains("342 people by the totals, 341 by the parts"), "{told}");
        // Far from it.
        let text = table("Specialty,Sex", &exact.replace("190,90,30", "390,90,30"));
        let message = refused(&text, "");
        assert!(message.contains("541 people") && message.contains("341") && message.contains("[totals]"), "{message}");
        let said = format!("[totals]\nSex = [\"{all}\"]\n");
        let counts = read("t.csv", &text, &said).counts;
        assert_eq!(counts.services.iter().map(|s| s.people()).sum::<u64>(), 341, "{all}");
    }
}

#[test]
fn a_part_of_everybody_is_told_apart_from_the_others() {
    for (all, part) in [
        ("All patients", "Of which: asylum seekers"),
        ("All", "With learning disability"),
        ("Everyone", "of whom deaf"),
    ] {
        let rows = format!("ENT,{all},500,400,50/ENT,{part},10,9,5/Urology,{all},510,410,60/Urology,{part},11,10,6");
        let text = table("Specialty,Disability", &rows);
        let imported = read("t.csv", &text, "");
        assert_eq!(people(&text), 1930, "{text}");
        assert_eq!(of(&imported, "ENT"), [500, 400, 50], "{text}");
        assert_eq!(imported.counts.levels[0].len(), 2, "{:?}", imported.counts.levels);
        let others: u64 =
            imported.counts.services[0].waiting.iter().filter(|w| w.0[0] == "all others").flat_map(|w| &w.1).sum();
        assert_eq!(others, 950 - 24, "{text}");
        // In a column of which nothing is known, everybody counts.
        assert_eq!(people(&table("Specialty,Kind", &rows)), 1930, "{rows}");
    }
    let two = "ENT,White,100,50,20/ENT,Of which: Irish,10,5,2/ENT,Asian,25,12,6";
    assert_eq!(people(&table("Specialty,Ethnicity", two)), 213);
    let more = table("Specialty,Disability", "ENT,All,500,400,50/ENT,Of which: deaf,510,9,5");
    assert!(refused(&more, "").contains("more people"));
}

#[test]
fn everybody_counts_where_no_row_has_the_parts() {
    let text = table("Specialty,Sex", &format!("{ENT}/ENT,All,190,90,30/Skin,All,19,9,3/All,All,209,99,33"));
    let imported = read("t.csv", &text, "");
    assert_eq!(people(&text), 341);
    assert_eq!(of(&imported, "Skin"), [19, 9, 3]);
    assert!(aside(&text).contains("31 people are in rows for all people"), "{}", aside(&text));
}

#[test]
fn the_same_people_told_apart_in_several_ways_are_refused() {
    let long = "Sex,F,105,52,22/Sex,M,105,53,23/Deprivation,1,100,50,20/Deprivation,5,110,55,25";
    let total = format!("Total,Total,210,105,45/{long}");
    for rows in [long, total.as_str()] {
        let text = table("Breakdown,Category", rows);
        let message = refused(&text, "");
        assert!(message.contains("`Breakdown`") && message.contains("--where"), "{message}");
    }
    let ones = "ENT,Sex: F,105,52,22/ENT,Sex: M,105,53,23/ENT,Age: 0-17,100,50,20/ENT,Age: 18+,110,55,25";
    assert!(refused(&table("Specialty,Group", ones), "").contains("`Group`"));
    let margins = "ENT,All,0-17,100,50,20/ENT,All,18+,110,55,25/ENT,F,All,105,52,22/ENT,M,All,105,53,23";
    for rows in [margins.to_string(), format!("{margins}/ENT,All,All,210,105,45")] {
        let text = table("Specialty,Sex,Age", &rows);
        let message = refused(&text, "");
        assert!(message.contains("`Sex` and `Age`") && message.contains("aside"), "{message}");
        let kept = read("t.csv", &text, "[columns]\nAge = \"aside\"\n").counts;
        assert_eq!(kept.services[0].people(), 360, "{text}");
    }
}

#[test]
fn admitted_and_not_with_a_total_over_both_columns_are_one_list() {
    let rows = "ENT,NHS,Admitted,50,40,5/ENT,NHS,Non-admitted,150,140,9/ENT,Private,Admitted,5,4,0/ENT,Private,Non-admitted,15,14,1/ENT,All,All,220,198,15";
    assert_eq!(people(&table("Specialty,Funding,Pathway", rows)), 433);
}

#[test]
fn rows_that_are_the_same_are_told() {
    let text = table("Specialty,Sex", "ENT,F,100,50,20/ENT,F,100,50,20/ENT,M,90,40,10");
    assert!(aside(&text).contains("(line 4)"), "{}", aside(&text));
    assert!(!aside(&table("Specialty,Sex", &format!("{ENT}/{SKIN}"))).contains("same as one before"));
}
