//! Rows of one column that hold the parts of the row above them, and names of totals and parts.

use crate::intake::{read, refused};

fn table(keys: &str, rows: &str) -> String {
    let rows: Vec<&str> = rows.split('/').map(str::trim).collect();
    format!("Position at 31 January 2026\n{keys},0-18 weeks,18-52 weeks,52+ weeks\n{}\n", rows.join("\n"))
}

fn people(text: &str) -> u64 {
    read("t.csv", text, "").counts.services.iter().map(|s| s.people()).sum()
}

fn names(text: &str) -> Vec<String> {
    read("t.csv", text, "").counts.services.into_iter().map(|s| s.name).collect()
}

const ENT: &str = "ENT,190,90,30/F,100,50,20/M,90,40,10";
const EYES: &str = "Eyes,290,190,60/F,150,100,40/M,140,90,20";

#[test]
fn heads_with_one_part_or_none_stand_between_the_others() {
    for (between, more, lists) in [
        ("Gynaecology,77,44,12/F,77,44,12", 133, 3),
        ("Urology,55,33,11/M,55,33,11", 99, 3),
        ("Dental,45,23,7", 75, 3),
        ("Dental,45,23,7/Gynaecology,77,44,12/F,77,44,12/Urology,55,33,11/M,55,33,11", 307, 5),
        ("Dental,45,23,7/Fertility,9,0,0/F,9,0,0", 84, 4),
        // A part with nobody.
        ("Urology,55,33,11/F,0,0,0/M,55,33,11", 99, 3),
    ] {
        for rows in
            [format!("{ENT}/{between}/{EYES}"), format!("{between}/{ENT}/{EYES}"), format!("{ENT}/{EYES}/{between}")]
        {
            for keys in ["Row Labels", "Specialty"] {
                let text = table(keys, &rows);
                assert_eq!(people(&text), 310 + 540 + more, "{text}");
                assert_eq!(names(&text).len(), if keys == "Specialty" { lists } else { 1 }, "{text}");
            }
        }
    }
}

#[test]
fn heads_of_heads_and_heads_with_names_of_totals() {
    let total = "Grand Total,480,280,90";
    for rows in [
        format!("{ENT}/{EYES}/{total}"),
        format!("{total}/{ENT}/{EYES}"),
        format!("Wales,480,280,90/{ENT}/{EYES}"),
        format!("{ENT}/{EYES}").replace("ENT,", "ENT (total),").replace("Eyes,", "Eyes (total),"),
        format!("{ENT}/{EYES}").replace("ENT,", "Total ENT,").replace("Eyes,", "Total Eyes,"),
        "F,100,50,20/M,90,40,10/ENT Total,190,90,30/F,150,100,40/M,140,90,20/Eyes Total,290,190,60".to_string(),
    ] {
        let text = table("Specialty", &rows);
        assert_eq!(people(&text), 850, "{text}");
        let names: Vec<String> = names(&text).iter().map(|n| n.to_lowercase()).collect();
        assert_eq!(names, ["ent", "eyes"], "{text}");
    }
}

#[test]
fn rows_with_the_names_of_parts_that_do_not_add_up_are_told_or_refused() {
    let near = table("Row Labels", &format!("{ENT}/{EYES}/Skin,101,50,20/F,60,30,12/M,40,20,8"));
    assert_eq!(people(&near), 850 + 171, "{near}");
    let aside = read("t.csv", &near, "").aside.join("\n");
    assert!(aside.contains("171 people above") && aside.contains("170"), "{aside}");
    let far = table("Row Labels", &format!("{ENT}/{EYES}/Skin,201,50,20/F,60,30,12/M,40,20,8"));
    let message = refused(&far, "");
    assert!(message.contains("compact pivot") && message.contains("line 9"), "{message}");
}

#[test]
fn lists_that_only_look_alike_are_kept() {
    for rows in [
        "ENT,10,5,2/Eyes,10,5,2/Skin,7,3,1",
        "A,1,0,0/B,1,0,0/C,2,0,0/D,1,0,0/E,1,0,0",
        "A,30,20,10/B,30,20,10/C,30,20,10",
    ] {
        let text = table("Specialty", rows);
        let all: u64 = rows.split('/').flat_map(|r| r.split(',').skip(1)).map(|n| n.parse::<u64>().unwrap()).sum();
        assert_eq!(people(&text), all, "{text}");
    }
}

#[test]
fn parts_behind_the_name_of_what_they_are_of_are_not_added() {
    for part in ["ENT - of which children", "ENT (of whom children)", "ENT, of which: children", "of which children"] {
        let part = if part.contains(',') { format!("\"{part}\"") } else { part.to_string() };
        let text = table("Specialty", &format!("ENT,190,90,30/{part},20,9,3/Eyes,100,50,20"));
        assert_eq!(people(&text), 480, "{text}");
    }
    let alone = table("Specialty", "Eyes,190,90,30/ENT - of which children,20,9,3/Skin,100,50,20");
    assert!(refused(&alone, "").contains("no row has the other"));
}

#[test]
fn what_is_called_a_total_and_is_the_sum_of_no_rows_is_refused() {
    for rows in [
        "Hips,100,50,20/Knees,80,40,10/Total surgery,500,300,100",
        "Hips,100,50,20/Knees,80,40,10/All surgery,500,300,100",
        "Hips,100,50,20/Knees,80,40,10/Surgery total,500,300,100",
        "Hips,100,50,20/Knees,80,40,10/Total Hips,500,300,100",
        "Surgery total,500,300,100/Hips,100,50,20/Eyes,10,5,1/Knees,80,40,10",
        "ENT,100,50,20/Eyes,80,40,10/Skin,7,6,5/Total surgical specialties,350,90,30",
    ] {
        for keys in ["Specialty", "Row Labels"] {
            let text = table(keys, rows);
            let message = refused(&text, "");
            assert!(message.contains("called totals") && message.contains("[totals]"), "{message}");
            // The reader says that there are none.
            let counts = read("t.csv", &text, &format!("[totals]\n\"{keys}\" = []\n")).counts;
            let all: u64 = rows.split('/').flat_map(|r| r.split(',').skip(1)).map(|n| n.parse::<u64>().unwrap()).sum();
            assert_eq!(counts.services.iter().map(|s| s.people()).sum::<u64>(), all, "{text}");
        }
    }
    for own in ["Total knee replacement", "All other specialties", "Subtotal colectomy", "Total abdominal hysterectomy"]
    {
        let text = table("Specialty", &format!("Hips,100,50,20/Knees,80,40,10/{own},50,30,10"));
        assert_eq!(people(&text), 390, "{text}");
    }
    // Names of places may begin so.
    let places = "All Saints,ENT,100,50,20/St John,ENT,80,40,10";
    assert_eq!(people(&table("Hospital,Specialty", places)), 300);
}
