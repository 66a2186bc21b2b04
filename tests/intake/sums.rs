//! Tables in which blank cells, sums and lists stand between the counts: nobody counts twice, and nobody is put on a list that is not theirs.

use crate::intake::{bands, read, refused};

const DATE: &str = "date = \"2026-01-31\"";
const BANDS: &str = "0-6 weeks,6-12 weeks,12-18 weeks,18+ weeks";

fn rows(of: [&str; 2], levels: u32, scale: u32) -> Vec<(String, [u32; 4])> {
    let each = of.iter().enumerate().flat_map(|(s, name)| (1..=levels).map(move |q| (s as u32, *name, q)));
    each.map(|(s, name, q)| {
        (format!("{name},{q}"), [31 + 7 * q + s, 20 + 3 * q, 11 + q * q, 2 * q + s].map(|n| n * scale))
    })
    .collect()
}

fn sum(of: &[(String, [u32; 4])]) -> [u32; 4] {
    of.iter().fold([0; 4], |a, (_, n)| [0, 1, 2, 3].map(|i| a[i] + n[i]))
}

fn line(of: &str, n: [u32; 4]) -> String {
    format!("{of},{},{},{},{}\n", n[0], n[1], n[2], n[3])
}

fn people(text: &str) -> u64 {
    read("t.csv", text, DATE).counts.services.iter().map(|s| s.people()).sum()
}

#[test]
fn rows_without_a_key_below_each_list_are_totals() {
    let all = rows(["ENT", "Eyes"], 5, 3);
    let wanted: u64 = sum(&all).iter().map(|n| u64::from(*n)).sum();
    let head = format!("Specialty,IMD decile,{BANDS}\n");
    let body = |each: &[(String, [u32; 4])]| each.iter().map(|(of, n)| line(of, *n)).collect::<String>();
    let (ent, eyes) = all.split_at(5);
    let (a, b, grand) = (line(",", sum(ent)), line(",", sum(eyes)), line(",", sum(&all)));
    for text in [
        format!("{head}{}{a}{}{b}", body(ent), body(eyes)),
        format!("{head}{}{a}{}{b}{grand}", body(ent), body(eyes)),
        format!("{head}{}{}{grand}", body(ent), body(eyes)),
        format!("{head}{}{}{a}{b}", body(ent), body(eyes)),
    ] {
        assert_eq!(people(&text), wanted, "{text}");
    }
    // People of whom nothing is known are no total.
    let text = format!("{head}{}{a}{}{b}{}", body(ent), body(eyes), line(",", [1, 2, 3, 4]));
    assert_eq!(people(&text), wanted + 10, "{text}");
}

#[test]
fn rows_without_a_key_are_totals_of_their_band_where_bands_go_down() {
    let all = rows(["ENT", "Eyes"], 3, 5);
    let wanted: u64 = sum(&all).iter().map(|n| u64::from(*n)).sum();
    let labels: Vec<&str> = BANDS.split(',').collect();
    let down = |of: &str, n: [u32; 4]| -> String { (0..4).map(|b| format!("{of},{},{}\n", labels[b], n[b])).collect() };
    let head = "Specialty,IMD decile,Weeks waited,Patients\n";
    let body = |each: &[(String, [u32; 4])]| each.iter().map(|(of, n)| down(of, *n)).collect::<String>();
    let (ent, eyes) = all.split_at(3);
    let (a, b, grand) = (down(",", sum(ent)), down(",", sum(eyes)), down(",", sum(&all)));
    let by_band: String = (0..4)
        .map(|b| {
            let own: String = all.iter().map(|(of, n)| format!("{of},{},{}\n", labels[b], n[b])).collect();
            format!("{own},,{},{}\n", labels[b], sum(&all)[b])
        })
        .collect();
    for text in [
        format!("{head}{}{}{grand}", body(ent), body(eyes)),
        format!("{head}{}{a}{}{b}", body(ent), body(eyes)),
        format!("{head}{}{a}{}{b}{grand}", body(ent), body(eyes)),
        format!("{head}{by_band}"),
    ] {
        assert_eq!(people(&text), wanted, "{text}");
    }
    // One person in the last band of whom nothing is known is no total, although there is one other.
    let text = format!("{head}ENT,1,0-6 weeks,80\nENT,2,0-6 weeks,90\nENT,1,6+ weeks,1\n,,6+ weeks,1\n");
    assert_eq!(people(&text), 172);
}

#[test]
fn lists_side_by_side_with_a_merged_column_keep_their_groups() {
    let text = "IMD quintile,Weeks waited,ENT,Eyes\n1,0-6,120,90\n,6-18,80,60\n,18-52,30,20\n,52+,2,1\n2,0-6,110,80\n,6-18,70,50\n,18-52,25,15\n,52+,3,4\n";
    let found = read("t.csv", text, DATE);
    assert_eq!(bands(&found), [("ENT", vec![230, 150, 55, 5]), ("Eyes", vec![170, 110, 35, 5])]);
    let first = &found.counts.services[0].waiting;
    assert_eq!(first.len(), 2, "{first:?}");
    assert!(first.contains(&(vec!["1".to_string()], vec![120, 80, 30, 2])), "{first:?}");
    // Totals of each band below them are nobody's own.
    let with = read("t.csv", &format!("{text},0-6,230,170\n,6-18,150,110\n,18-52,55,35\n,52+,5,5\n"), DATE);
    assert_eq!((bands(&with), &with.counts.levels), (bands(&found), &found.counts.levels));
    let (said, aside) = (found.understood.join("\n"), found.aside.join("\n"));
    assert!(said.contains("8 rows were added up") && said.contains("each is a list: ENT, Eyes"), "{said}");
    assert!(!aside.contains("ENT"), "{aside}");
}

#[test]
fn a_short_row_of_lists_side_by_side_is_told_and_not_filled_up() {
    let body: String = (0..9).map(|q| format!("{q},0-6,120,90\n{q},6-18,80,60\n{q},18+,30,20\n")).collect();
    let text = format!("IMD decile,Weeks waited,ENT,Eyes\n{body}10,0-6,120,90\n10,6-18,80\n10,18+,7,20\n");
    let found = read("t.csv", &text, DATE);
    assert!(found.aside.iter().any(|l| l.contains("1 row with more or fewer fields")), "{:?}", found.aside);
    assert!(!found.aside.iter().any(|l| l.contains("without counts")), "{:?}", found.aside);
    assert_eq!(bands(&found)[0].1, [1200, 720, 277]);
    let long = text.replace("10,6-18,80\n", "10,6-18,80,60,5\n");
    let found = read("t.csv", &long, DATE);
    assert!(found.aside.iter().any(|l| l.contains("1 row with more or fewer fields")), "{:?}", found.aside);
    // A blank cell is a count that is missing, not a row without counts.
    let found = read("t.csv", &text.replace("10,6-18,80\n", "10,6-18,80,\n"), DATE);
    assert!(found.aside.iter().any(|l| l.contains("1 count that is missing")), "{:?}", found.aside);
    let short = "Weeks waited,ENT,Eyes\n0-6,120,90\n6-18,80\n18+,7,20\n";
    assert!(refused(short, DATE).contains("more or fewer fields"));
}

#[test]
fn people_without_a_list_are_not_put_on_the_one_above() {
    let text = format!(
        "Provider,Specialty,{BANDS}\nRXR,ENT,120,80,30,20\nRXR,Eyes,190,90,40,23\nRYY,,20,10,3,1\nRYY,ENT,50,40,30,20\nRYY,Eyes,7,6,5,4\n"
    );
    let found = read("t.csv", &text, DATE);
    assert_eq!(
        bands(&found),
        [("ENT", vec![170, 120, 60, 40]), ("Eyes", vec![197, 96, 45, 27]), ("list", vec![20, 10, 3, 1])]
    );
    assert!(found.understood.iter().any(|l| l.contains("Specialty is blank in some rows")), "{:?}", found.understood);
    // The same with a column of groups to the right, where another provider begins without a list.
    let text = format!(
        "Provider,Specialty,Sex,{BANDS}\nRXR,ENT,F,120,80,30,20\nRXR,Eyes,F,190,90,40,23\nRYY,,F,20,10,3,1\nRYY,ENT,F,50,40,30,20\n"
    );
    let found = read("t.csv", &text, DATE);
    assert_eq!(bands(&found)[2], ("list", vec![20, 10, 3, 1]));
}

#[test]
fn blank_cells_that_are_not_merged_below_the_first_rows_are_refused() {
    let merged: String =
        (0..120).map(|s| format!("A,S{},1,5,6,7,8\nA,,2,5,6,7,8\nA,,3,4,3,2,1\nA,,4,4,3,2,1\n", s)).collect();
    let head = format!("Provider,Specialty,IMD decile,{BANDS}\n");
    assert_eq!(read("t.csv", &format!("{head}{merged}"), DATE).counts.services.len(), 120);
    for late in ["B,,1,9,9,9,9\n", "A,,4,9,9,9,9\n"] {
        let said = refused(&format!("{head}{merged}{late}"), DATE);
        assert!(said.contains("line 482") && said.contains("Specialty"), "{said}");
    }
}

#[test]
fn codes_are_no_bands_of_waits() {
    for head in
        ["I05-I09,I10-I15,I20-I25", "E00-E07,E10-E14,E15-E16", "W00-W19,W20-W49,W50-W64", "D10-D15,D15-D20,D20-D36"]
    {
        let said = refused(&format!("Region,{head}\nNorth,10,20,30\nSouth,1,2,3\n"), DATE);
        assert!(said.contains("no bands of waits"), "{head}: {said}");
    }
    // Words of one letter between numbers still are.
    let found = read("t.csv", "Specialty,0 a 3 meses,3 a 6 meses,Más de 6 meses\nENT,1,2,3\n", DATE);
    assert_eq!(bands(&found), [("ENT", vec![1, 2, 3])]);
}

#[test]
fn noughts_behind_a_comma_are_decimals_only_where_there_are_one_or_two() {
    let of = |cell: &str| format!("Specialty;0-6 weeks;>6 weeks\nENT;{cell};20\n");
    for (cell, n) in [("1,0", 1), ("1,00", 1), ("1,000", 1000)] {
        assert_eq!(bands(&read("t.csv", &of(cell), DATE)), [("ENT", vec![n, 20])], "{cell}");
    }
    for cell in ["1,0000", "12,00000", "1,000000"] {
        assert!(refused(&of(cell), DATE).contains("a text where a count should be"), "{cell}");
    }
}

/// Lists in merged cells, by site; `without` stand below the first list, without any key.
fn merged(without: &[&str]) -> String {
    format!(
        "Specialty,Site,{BANDS}\nENT,A,120,80,30,20\n,B,190,90,40,23\n{}\nEyes,A,50,40,30,20\n,B,7,6,5,4\n",
        without.join("\n")
    )
    .replace("\n\n", "\n")
}

#[test]
fn a_row_without_a_key_below_merged_cells_is_a_total_only_where_it_is_the_sum() {
    let wanted = [("ENT", vec![310, 170, 70, 43]), ("Eyes", vec![57, 46, 35, 24])];
    let found = read("t.csv", &merged(&[]), DATE);
    assert_eq!(bands(&found), wanted);
    // The sum of the list above; of all, at the end.
    for text in [
        merged(&[",,310,170,70,43"]),
        merged(&[]) + ",,57,46,35,24\n,,367,216,105,67\n",
        merged(&[]) + ",,367,216,105,67\n",
    ] {
        assert_eq!(bands(&read("t.csv", &text, DATE)), wanted, "{text}");
    }
    // Other numbers are people of the list above.
    for (extra, first, lines) in [
        (&[",,9,8,7,6"][..], vec![319, 178, 77, 49], "(line 4)"),
        (&[",,9,8,7,6", ",,1,0,0,0"], vec![320, 178, 77, 49], "(lines 4, 5)"),
    ] {
        let found = read("t.csv", &merged(extra), DATE);
        assert_eq!(bands(&found), [("ENT", first), wanted[1].clone()], "{extra:?}");
        let said = found.understood.join("\n");
        assert!(said.contains(lines) && said.contains("of the value above"), "{said}");
    }
    // Nearly the sum, or the sum with parts that are missing: a total that does not add up, and that is told.
    for (text, lost) in [
        (merged(&[",,310,170,70,45"]), 0),
        (merged(&[",,310,165,70,45"]), 0),
        (merged(&[",,310,170,70,43"]).replace("190,90,40,23", "190,90,.,23"), 40),
        (merged(&[]).replace("190,90,40,23", "190,90,.,*") + ",,367,216,105,67\n", 63),
    ] {
        let found = read("t.csv", &text, DATE);
        let all: u64 = found.counts.services.iter().map(|s| s.people()).sum();
        assert_eq!(all, 593 + 162 - lost, "{text}");
        assert!(found.aside.iter().any(|l| l.contains("do not add up")), "{:?}", found.aside);
    }
}

#[test]
fn a_total_below_a_merged_date_is_of_that_date() {
    let text = format!(
        "Date,Specialty,Site,{BANDS}\n2026-01-31,ENT,A,120,80,30,20\n,,B,190,90,40,23\n,Eyes,A,50,40,30,20\n,,B,7,6,5,4\n,,,367,216,105,67\n"
    );
    let found = read("t.csv", &text, "");
    assert_eq!(bands(&found), [("ENT", vec![310, 170, 70, 43]), ("Eyes", vec![57, 46, 35, 24])]);
    let other = read("t.csv", &text.replace(",,,367,216,105,67", ",,,7,6,5,4"), "");
    assert_eq!(bands(&other)[1], ("Eyes", vec![64, 52, 40, 28]));
}

#[test]
fn a_band_that_stands_twice_below_merged_cells_is_a_total_only_where_it_is_the_sum() {
    let head = "Specialty,IMD decile,Weeks waited,Patients\n";
    let body = "ENT,1,0-6,120\n,,6-18,80\n,,18+,30\n,2,0-6,110\n,,6-18,70\n,,18+,25\n";
    let wanted = [("ENT", vec![230, 150, 55])];
    assert_eq!(bands(&read("t.csv", &format!("{head}{body}"), DATE)), wanted);
    let total = ",,0-6,230\n,,6-18,150\n,,18+,55\n";
    assert_eq!(bands(&read("t.csv", &format!("{head}{body}{total}"), DATE)), wanted);
    let found = read("t.csv", &format!("{head}{body},,0-6,9\n,,6-18,8\n,,18+,7\n"), DATE);
    assert_eq!(bands(&found), [("ENT", vec![239, 158, 62])]);
    let unknown = found.counts.services[0].waiting.iter().find(|w| w.0 == ["not recorded"]).map(|w| w.1.clone());
    assert_eq!(unknown, Some(vec![9, 8, 7]), "{:?}", found.counts.services);
}
