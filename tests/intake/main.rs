//! Tables of waits into scenarios: every quirk of published layouts, in small files of own numbers; and the real files where they are.

#![cfg(feature = "import")]

mod across;
mod admitted;
mod by_group;
mod elsewhere;
mod fit;
mod followed;
mod joined;
mod large;
mod made;
mod mended;
mod mixed_units;
mod opened;
mod people;
mod pivots;
mod privacy;
mod quirks;
mod real;
mod round_trip;
mod status_codes;
mod sums;
mod ways;

use std::io::{Cursor, Read};

use queuity::discipline::Registry;
use queuity::intake::{File, Imported, Mapping, Options, Refused, import};

/// Days up to this one, with clinics from Monday to Friday.
pub(crate) fn clinics((year, month, day): (i32, u32, u32), days: u32) -> queuity::fit::clinics::Clinics {
    queuity::fit::clinics::Clinics::weekdays(queuity::intake::Period { year, month, day: Some(day) }, days)
}

fn file(name: &str, bytes: &[u8]) -> File<'static> {
    let bytes: std::sync::Arc<[u8]> = bytes.into();
    let open = move || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(std::sync::Arc::clone(&bytes)))) };
    File { name: name.to_string(), open: Box::new(open) }
}

fn told(files: &[File<'_>], options: &Options) -> Result<Imported, Refused> {
    import(files, options).map_err(|(_, refused)| refused)
}

/// Imports a text, and checks that the scenario loads and holds the people.
fn read(name: &str, text: &str, mapping: &str) -> Imported {
    let options = Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() };
    let imported = told(&[file(name, text.as_bytes())], &options).unwrap_or_else(|e| panic!("{e}\n{text}"));
    runs(&imported);
    // What was understood can be read again, and gives the same.
    let again = Options {
        mapping: Mapping::parse(&imported.mapping).unwrap_or_else(|e| panic!("{e}\n{}", imported.mapping)),
        ..Options::default()
    };
    let again = told(&[file(name, text.as_bytes())], &again).unwrap_or_else(|e| panic!("{e}\n{}", imported.mapping));
    assert_eq!(again.counts, imported.counts, "{}", imported.mapping);
    imported
}

fn runs(imported: &Imported) {
    let loaded = queuity::compile::load(&imported.scenario, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), imported.scenario)
    });
    let model = &loaded.variants[0].model;
    for service in &imported.counts.services {
        let own = model.services.iter().find(|s| s.name == service.name).unwrap_or_else(|| panic!("{}", service.name));
        let simulated: u64 = own.today.iter().map(|b| u64::from(b.count)).sum();
        assert!(
            (simulated as f64 * model.scale - service.people() as f64).abs() <= model.scale / 2.0,
            "{}",
            service.name
        );
    }
}

fn refused(text: &str, mapping: &str) -> String {
    let options = Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() };
    match told(&[file("t.csv", text.as_bytes())], &options) {
        Ok(found) => panic!("is imported: {:?}\n{text}", found.counts),
        Err(refused) => refused.to_string(),
    }
}

/// Bands of each service.
fn bands(imported: &Imported) -> Vec<(&str, Vec<u64>)> {
    imported.counts.services.iter().map(|s| (s.name.as_str(), s.bands())).collect()
}

const RTT: &str = "Period,Provider Parent Org Code,Provider Parent Name,Provider Org Code,RTT Part Type,RTT Part Description,Treatment Function Code,Treatment Function Name,Gt 00 To 01 Weeks SUM 1,Gt 01 To 02 Weeks SUM 1,Gt 02 Weeks SUM 1,Total,Patients with unknown clock start date,Total All
RTT-March-2025,QX1,NORTH,RAA,Part_2,Incomplete Pathways,C_100,General Surgery Service,4,3,2,,,9
RTT-March-2025,QX1,NORTH,RAA,Part_2A,Incomplete Pathways with DTA,C_100,General Surgery Service,1,1,1,,,3
RTT-March-2025,QX1,NORTH,RAA,Part_2,Incomplete Pathways,X02,Other - Medical Services,1,0,5,,,6
RTT-March-2025,QX1,NORTH,RAA,Part_2,Incomplete Pathways,C_999,Total,5,3,7,,,15
RTT-March-2025,QX1,NORTH,RAA,Part_2A,Incomplete Pathways with DTA,C_999,Total,1,1,1,,,3
RTT-March-2025,QX1,NORTH,RAA,Part_1A,Completed Pathways For Admitted Patients,C_100,General Surgery Service,2,0,1,3,1,4
RTT-March-2025,QX1,NORTH,RAA,Part_1B,Completed Pathways For Non-Admitted Patients,C_100,General Surgery Service,6,1,0,7,0,7
RTT-March-2025,QX1,NORTH,RAA,Part_1A,Completed Pathways For Admitted Patients,C_999,Total,2,0,1,3,1,4
RTT-March-2025,QX1,NORTH,RAA,Part_1B,Completed Pathways For Non-Admitted Patients,C_999,Total,6,1,0,7,0,7
RTT-March-2025,QX1,NORTH,RAA,Part_3,New RTT Periods - All Patients,C_100,General Surgery Service,,,,,,12
RTT-March-2025,QX1,NORTH,RAA,Part_3,New RTT Periods - All Patients,C_999,Total,,,,,,12
RTT-March-2025,QX2,SOUTH,RBB,Part_2,Incomplete Pathways,C_100,General Surgery Service,10,20,30,,,60
RTT-March-2025,QX2,SOUTH,RBB,Part_2,Incomplete Pathways,C_999,Total,10,20,30,,,60
";

#[test]
fn the_english_csv_gives_lists_treatments_and_referrals() {
    let found = read("rtt.csv", RTT, "");
    assert_eq!(
        bands(&found),
        [("General Surgery Service", vec![14, 23, 32]), ("Other - Medical Services", vec![1, 0, 5])]
    );
    let surgery = &found.counts.services[0];
    // The unknown clock start counts as treated, in no band.
    assert_eq!((surgery.treated, surgery.referred), (Some(11), Some(12)));
    assert_eq!(found.counts.date.last_shown(), "2025-03-31");
    let aside = found.aside.join("\n");
    assert!(aside.contains("Total") && aside.contains("Part_2A"), "{aside}");
    assert!(found.scenario.contains("start   = 2025-04-01"), "{}", found.scenario);
    assert!(found.scenario.contains(&format!("value = {:.2}", 12.0 / (31.0 / 7.0))), "{}", found.scenario);
    // One provider only.
    let only = vec![("provider org code".to_string(), "RBB".to_string())];
    let one = told(&[file("rtt.csv", RTT.as_bytes())], &Options { only, ..Options::default() }).unwrap();
    assert_eq!(bands(&one), [("General Surgery Service", vec![10, 20, 30])]);
}

#[test]
fn older_english_files_have_lines_above_the_header_and_names_that_are_swapped() {
    let wanted = read("rtt.csv", RTT, "").counts;
    // Two lines before the header, with a mark at the beginning; other names of columns.
    let old = RTT
        .replace("Period,", "Year,Period Name,")
        .replace("RTT-March-2025,", "2024-25,March-2025,")
        .replace("RTT Part Description", "RTT Part Name");
    let old = format!("\u{feff}Referral to treatment,,,\nextract of the month,,,\n{old}");
    let found = read("rtt.csv", &old, "").counts;
    assert_eq!((found.services, found.date.shown()), (wanted.services.clone(), "2025-03".to_string()));
    // Codes and names of treatment functions in each other's columns.
    let swapped = RTT
        .replace("C_100,General Surgery Service", "General Surgery Service,C_100")
        .replace("X02,Other - Medical Services", "Other - Medical Services,X02")
        .replace("C_999,Total", "Total,C_999");
    assert_eq!(read("rtt.csv", &swapped, "").counts.services, wanted.services);
}

const PLAIN: &str = "Specialty,0 - 6 weeks,> 6 - 12 weeks,> 12 - 18 weeks,> 18 weeks,Total Waiting\nENT,10,20,30,40,100\nUrology,1,2,3,4,10\nTotal,11,22,33,44,110\n";

#[test]
fn signs_ends_and_encodings_make_no_difference() {
    let mapping = "date = \"2025-06-30\"";
    let wanted = read("a.csv", PLAIN, mapping).counts.services;
    assert_eq!(wanted.len(), 2);
    for text in [
        PLAIN.replace(',', ";"),
        PLAIN.replace(',', "\t"),
        PLAIN.replace(',', "|"),
        PLAIN.replace('\n', "\r\n"),
        PLAIN.replace('\n', "\r"),
        format!("\u{feff}{PLAIN}"),
        format!("sep=;\n{}", PLAIN.replace(',', ";")),
        format!("Waiting list of the trust\n\nPrinted for the board,,,,,\n{PLAIN}\nReport generated by the system\n"),
        PLAIN.replace("> 18 weeks", "18+ weeks").replace("0 - 6 weeks", "Up to 6 weeks"),
        PLAIN.replace("> 6 - 12", "7-12").replace("> 12 - 18", "13-18"),
        PLAIN.replace("ENT,10,20,30,40,100", "ENT,\"10\",20.0,30 (1), 40 ,\"100\""),
    ] {
        assert_eq!(read("a.csv", &text, mapping).counts.services, wanted, "{text}");
    }
    let latin = PLAIN.replace("ENT", "\u{d3}ENT");
    let bytes: Vec<u8> = latin.chars().map(|c| c as u8).collect();
    let options = Options { mapping: Mapping::parse(mapping).unwrap(), ..Options::default() };
    let found = told(&[file("a.csv", &bytes)], &options).unwrap();
    assert!(found.counts.services.iter().any(|s| s.name == "\u{d3}ENT"));
    assert!(found.understood.iter().any(|l| l.contains("Windows-1252")), "{:?}", found.understood);
}

#[test]
fn compressed_files_are_read_by_their_bytes() {
    use std::io::Write;
    let options = Options { mapping: Mapping::parse("date = \"2025-06-30\"").unwrap(), ..Options::default() };
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(PLAIN.as_bytes()).unwrap();
    let found = told(&[file("named.csv", &gz.finish().unwrap())], &options).unwrap();
    assert_eq!(found.counts.services.len(), 2);
}

#[test]
fn missing_is_not_nought_and_commas_are_thousands() {
    let text = "HSC Trust,Specialty,0 - 6 weeks,> 6 - 12 weeks,> 12 weeks,Total\nNorth,ENT,\"1,234\",.,5,\"1,239\"\nSouth,ENT,10,:,*,10\nDPC,ENT,-,,3,3\nNorth,Urology,7,8,9,24\n";
    let found = read("ni.csv", text, "date = \"2025-06-30\"");
    assert_eq!(bands(&found), [("ENT", vec![1244, 0, 8]), ("Urology", vec![7, 8, 9])]);
    assert!(found.aside.iter().any(|l| l.contains("5 counts that are missing")), "{:?}", found.aside);
    let held = text.replace(",:,", ",<5,");
    let said = refused(&held, "date = \"2025-06-30\"");
    assert!(said.contains("held back") && said.contains("line 3") && !said.contains("<5,"), "{said}");
    let stood = read("ni.csv", &held, "date = \"2025-06-30\"\nheld_back = 2");
    assert_eq!(bands(&stood)[0].1, [1244, 2, 8]);
}

#[test]
fn subtotals_between_the_bands_and_dates_down_are_told_apart() {
    // As one downloads it: header rows above, a column of dates with footnotes, subtotals under a dot.
    let text = "\"\",\"All \",\"\",\"\",\"\",\"\",\"\",\"All \"\n\"\",\"Up to 2 weeks \",\".\",\"Up to 2 weeks \",\"Over 2 weeks \",\".\",\"Over 2 weeks \",\".\"\n\"\",\"Over 0 weeks and up to 1 week \",\"Over 1 week and up to 2 weeks \",\".\",\"Over 2 weeks and up to 6 weeks \",\"Over 6 weeks \",\".\",\".\"\n\"Sep-2021 \",1,2,3,4,5,9,12\n\"Oct-2021 (1)\",10,20,30,40,50,90,120\n\"Nov-2021 (1)\",11,21,32,\".\",51,51,83\n";
    let found = read("wales.csv", text, "");
    assert_eq!(bands(&found), [("list", vec![11, 21, 0, 51])]);
    assert_eq!((found.counts.edges.clone(), found.counts.open), (vec![0.0, 1.0, 2.0, 6.0], true));
    assert_eq!(found.counts.date.last_shown(), "2021-11-30");
    let aside = found.aside.join("\n");
    assert!(aside.contains("the sum of the bands from 0 to 2") && aside.contains("2 sums of other dates"), "{aside}");
}

#[test]
fn bands_down_in_months_and_by_group() {
    let head = "Archive Date,Group,Hospital HIPE,Hospital,Specialty HIPE,Speciality,Adult/Child,Age Profile,Time Bands,Total\n";
    let mut text = head.to_string();
    for (hospital, age, counts) in
        [("Hill", "16-64", [312, 201, 77]), ("Lake", "65+", [12, 20, 7]), ("Lake", "16-64", [1, 2, 3])]
    {
        for (band, n) in ["  0-3 Months", "  3-6 Months", "6 Months +"].iter().zip(counts) {
            text += &format!(
                "31/01/2026,North Group,0999,{hospital} Hospital,1800,Orthopaedics,Adult,{age},\"{band}\",{n}\n"
            );
        }
    }
    let found = read("ntpf.csv", &text, "");
    assert_eq!(bands(&found), [("Orthopaedics", vec![325, 223, 87])]);
    assert_eq!((found.counts.unit.word(), found.counts.edges.clone()), ("months", vec![0.0, 3.0, 6.0]));
    assert!(found.scenario.contains("bands_months = [0, 3, 6]"), "{}", found.scenario);
    assert_eq!(found.counts.groups, ["Adult/Child", "Age Profile"]);
    // The same as one list without groups, by a corrected mapping.
    let without = found
        .mapping
        .replace("\"Adult/Child\" = \"group\"", "\"Adult/Child\" = \"aside\"")
        .replace("\"Age Profile\" = \"group\"", "\"Age Profile\" = \"place\"");
    assert_eq!(bands(&read("ntpf.csv", &text, &without)), [("Orthopaedics", vec![325, 223, 87])]);
}

#[test]
fn a_hospitals_own_sheet_keeps_the_gap_between_groups() {
    let text = "Ethnic group,0-18 weeks,18+ weeks\nWhite,5185,3315\nAsian,870,630\nNot stated,100,20\n asian ,1,0\n";
    let found = read("sheet.csv", text, "date = \"2025-06-30\"");
    let waiting = &found.counts.services[0].waiting;
    assert!(waiting.contains(&(vec!["Asian".to_string()], vec![871, 630])), "{waiting:?}");
    assert!(found.scenario.contains("recorded = { missing = 0.0119 }"), "{}", found.scenario);
    assert!(found.understood.iter().any(|l| l.contains("`Not stated` is `not recorded`")), "{:?}", found.understood);
    // Fifths of deprivation are put in order.
    let text =
        "IMD quintile,0-6 weeks,6-12 weeks,12+ weeks\n5 (least),1,2,3\n1 (most),4,5,6\n3,7,8,9\n2,1,1,1\n4,2,2,2\n";
    let found = read("sheet.csv", text, "date = \"2025-06-30\"");
    assert_eq!(found.counts.levels, [["1 (most)", "2", "3", "4", "5 (least)"]]);
}

#[test]
fn totals_are_found_by_arithmetic_whatever_they_are_called() {
    let text = "Month,Board,Specialty,0-6 weeks,6-12 weeks,12+ weeks\n2025-03,S9,Z9,11,22,33\n2025-03,S9,A1,4,5,6\n2025-03,S9,A2,7,17,27\n2025-03,B1,Z9,1,2,3\n2025-03,B1,A1,1,1,1\n2025-03,B1,A2,0,1,2\n2025-03,B2,Z9,10,20,30\n2025-03,B2,A1,3,4,5\n2025-03,B2,A2,7,16,25\n";
    let found = read("scot.csv", text, "");
    assert_eq!(bands(&found), [("A1", vec![4, 5, 6]), ("A2", vec![7, 17, 27])]);
    let aside = found.aside.join("\n");
    assert!(aside.contains("totals in Board: S9") && aside.contains("totals in Specialty: Z9"), "{aside}");
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let date = "date = \"2025-06-30\"";
    for (text, mapping, wanted) in [
        ("a,b\n1,2\n", "", "no bands of waits"),
        (PLAIN, "", "--date 2026-01-31"),
        ("Specialty,0-6 weeks,6+ weeks\n", date, "no rows with counts"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,1,many\n", date, "a text where a count should be (line 2)"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,1,2.5\n", date, "no whole numbers"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,1,-2\n", date, "no whole numbers"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,1,2,3\nENT,1,2\n", date, "more or fewer fields"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,\"1,2\n3,4\n", date, "never closed"),
        ("Specialty,0-6 weeks,6+ weeks\nENT,0,0\n", date, "nobody waits"),
        ("Date,Specialty,0-6 weeks,6+ weeks\n01/02/2025,ENT,1,2\n", "", "cannot be told apart"),
        ("Date,Specialty,0-6 weeks,6+ weeks\n01/13/2025,ENT,1,2\n13/01/2025,ENT,1,2\n", "", "some the month"),
        ("RTT Part Type,Specialty,0-6 weeks,6+ weeks\nodd,ENT,1,2\n", date, "under [parts]"),
        ("", "", "is empty"),
        ("%PDF-1.7", "", "PDF"),
        ("PAR1xxxx", "", "Parquet"),
        (PLAIN, "header_row = 3\ndate = \"2025-06\"", "no bands of waits are found in this row"),
    ] {
        let said = refused(text, mapping);
        assert!(said.contains(wanted), "{text}\n{said}");
    }
    for (mapping, wanted) in [
        ("unit = \"fortnights\"", "\"days\", \"weeks\" or \"months\""),
        ("[columns]\na = \"specialty\"", "one of service"),
        ("colums = 1", "is not known"),
        ("date = \"soon\"", "a date"),
        ("x = [", "no TOML"),
    ] {
        let said = Mapping::parse(mapping).unwrap_err().to_string();
        assert!(said.contains(wanted), "{mapping}: {said}");
    }
}
