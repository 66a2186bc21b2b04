//! Lists that are split by nothing but admitted and non-admitted: both wait, and together they are the list.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use queuity::intake::{File, Imported, Mapping, Options};

use crate::intake::{bands, file, read, refused, runs, told};

const DATE: &str = "date = \"2026-01-31\"";
const BANDS: &str = "0-6 weeks,6-12 weeks,12-18 weeks,18+ weeks";

fn options() -> Options {
    Options { mapping: Mapping::parse(DATE).unwrap(), ..Options::default() }
}

fn imported(files: &[File<'_>]) -> Imported {
    let found = told(files, &options()).unwrap_or_else(|e| panic!("{e}"));
    runs(&found);
    let again = Options { mapping: Mapping::parse(&found.mapping).unwrap(), ..Options::default() };
    assert_eq!(told(files, &again).unwrap_or_else(|e| panic!("{e}\n{}", found.mapping)).counts, found.counts);
    found
}

fn people(found: &Imported) -> u64 {
    found.counts.services.iter().map(|s| s.people()).sum()
}

fn says(found: &Imported) -> bool {
    found.understood.iter().any(|l| l.contains("dmitted") && l.contains("one list"))
}

#[test]
fn a_column_of_admitted_and_non_admitted_alone_is_added_up() {
    for (name, one, other) in [
        ("Type", "Admitted", "Non-admitted"),
        ("Part", "admitted", "non admitted"),
        ("Pathway", "Admitted pathways", "NonAdmitted pathways"),
        ("Status", "Admitted PTL", "Non-Admitted PTL"),
        ("Kind", "Admitted waiting list", "Non-admitted waiting list"),
    ] {
        let text = format!(
            "Specialty,{name},{BANDS}\nENT,{one},100,50,20,5\nENT,{other},200,150,120,50\nEyes,{one},10,5,2,5\nEyes,{other},20,15,12,5\n"
        );
        let found = read("t.csv", &text, DATE);
        assert_eq!(bands(&found), [("ENT", vec![300, 200, 140, 55]), ("Eyes", vec![30, 20, 14, 10])], "{name}");
        assert!(says(&found), "{:?}", found.understood);
        // One of the two, where the reader asks for it.
        let only = vec![(name.to_string(), one.to_string())];
        let found = told(&[file("t.csv", text.as_bytes())], &Options { only, ..options() }).unwrap();
        assert_eq!(bands(&found)[0], ("ENT", vec![100, 50, 20, 5]), "{name}");
        // The reader, or a title, says that they were treated.
        let mapping = format!("{DATE}\n[columns]\n{name} = \"part\"\n");
        assert!(refused(&text, &mapping).contains("nobody waits"), "{name}");
        for title in ["Completed pathways", "Clock stops of the month", "Patients treated"] {
            assert!(refused(&format!("{title},,,,,\n{text}"), DATE).contains("nobody waits"), "{name} {title}");
        }
    }
    // With those who wait beside them they are the treated, as before; and one alone says nothing.
    let text = format!(
        "Specialty,Type,{BANDS}\nENT,Admitted,100,50,20,5\nENT,Non-admitted,20,15,12,5\nENT,Incomplete,7,6,5,4\n"
    );
    let found = read("t.csv", &text, DATE);
    assert_eq!((bands(&found), found.counts.services[0].treated), (vec![("ENT", vec![7, 6, 5, 4])], Some(227)));
    let alone = format!("Specialty,Type,{BANDS}\nENT,Admitted,100,50,20,5\nEyes,Admitted,20,15,12,5\n");
    assert!(refused(&alone, DATE).contains("nobody waits"));
    // Where a third kind comes late, it is asked what they are.
    let late: String = (0..250).map(|i| format!("S{i},Admitted,1,2,3,4\nS{i},Non-admitted,1,2,3,4\n")).collect();
    let text = format!("Specialty,Type,{BANDS}\n{late}S1,Incomplete,1,2,3,4\n");
    assert!(refused(&text, DATE).contains("people who do not wait"));
}

#[test]
fn files_of_admitted_and_non_admitted_alone_are_one_list() {
    let one = format!("Specialty,{BANDS}\nENT,100,50,20,5\nEyes,10,5,2,5\n");
    let other = format!("Specialty,{BANDS}\nENT,200,150,120,50\nEyes,20,15,12,5\n");
    for (a, b) in [("admitted.csv", "non-admitted.csv"), ("Admitted PTL.csv", "NonAdmitted_PTL.csv")] {
        let found = imported(&[file(a, one.as_bytes()), file(b, other.as_bytes())]);
        assert_eq!(bands(&found), [("ENT", vec![300, 200, 140, 55]), ("Eyes", vec![30, 20, 14, 10])]);
        assert!(says(&found), "{:?}", found.understood);
    }
    let of = |names: [&str; 2]| {
        told(&[file(names[0], one.as_bytes()), file(names[1], other.as_bytes())], &options()).map(|i| i.counts)
    };
    for names in [["admitted.csv", "admitted2.csv"], ["completed-admitted.csv", "completed-nonadmitted.csv"]] {
        assert!(of(names).unwrap_err().to_string().contains("nobody waits"), "{names:?}");
    }
    // With the file of those who wait they are the treated.
    let waiting = format!("Specialty,{BANDS}\nENT,7,6,5,4\nEyes,1,1,1,1\n");
    let files = [
        file("admitted.csv", one.as_bytes()),
        file("non-admitted.csv", other.as_bytes()),
        file("incomplete.csv", waiting.as_bytes()),
    ];
    let found = told(&files, &options()).unwrap();
    assert_eq!((bands(&found)[0].1.clone(), found.counts.services[0].treated), (vec![7, 6, 5, 4], Some(695)));
}

/// A workbook of sheets of texts and numbers.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    put(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut listed, mut links) = (String::new(), String::new());
    for (i, (name, text)) in sheets.iter().enumerate() {
        let n = i + 1;
        let _ = write!(listed, "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
        let _ = write!(
            links,
            "<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let mut cells = String::new();
        for (r, line) in text.lines().enumerate() {
            let _ = write!(cells, "<row r=\"{}\">", r + 1);
            for (c, value) in line.split(',').enumerate() {
                let at = format!("{}{}", char::from(b'A' + c as u8), r + 1);
                let value = value.replace('>', "&gt;");
                let _ = match value.parse::<f64>() {
                    Ok(n) => write!(cells, "<c r=\"{at}\"><v>{n}</v></c>"),
                    Err(_) => write!(cells, "<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
                };
            }
            cells += "</row>";
        }
        put(
            &format!("xl/worksheets/sheet{n}.xml"),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"),
        );
    }
    put(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}/relationships\">{links}</Relationships>"),
    );
    zip.finish().unwrap().into_inner()
}

#[test]
fn sheets_of_admitted_and_non_admitted_alone_are_one_list() {
    let one = format!("Specialty,{BANDS}\nENT,100,50,20,5\nEyes,10,5,2,5\n");
    let other = format!("Specialty,{BANDS}\nENT,200,150,120,50\nEyes,20,15,12,5\n");
    for names in [["Admitted", "Non-admitted"], ["Non admitted PTL", "Admitted PTL"]] {
        let book = workbook(&[(names[0], &one), (names[1], &other)]);
        let found = imported(&[file("list.xlsx", &book)]);
        assert_eq!(bands(&found), [("ENT", vec![300, 200, 140, 55]), ("Eyes", vec![30, 20, 14, 10])]);
        assert!(says(&found), "{:?}", found.understood);
        // One of them by its name is one of them.
        let mapping = Mapping::parse(&format!("{DATE}\nsheet = \"{}\"\npart = \"list\"", names[0])).unwrap();
        let found = told(&[file("list.xlsx", &book)], &Options { mapping, ..Options::default() }).unwrap();
        assert_eq!(bands(&found)[0].1, [100, 50, 20, 5]);
    }
    for names in [["Admitted", "Incomplete"], ["North", "South"], ["Admitted", "Admitted 2"]] {
        let book = workbook(&[(names[0], &one), (names[1], &other)]);
        let said = told(&[file("list.xlsx", &book)], &options()).unwrap_err().to_string();
        assert!(said.contains("say which with --sheet"), "{names:?}: {said}");
    }
    // With a sheet of notes beside them.
    let book = workbook(&[("Notes", "Read,this\n"), ("Admitted", &one), ("Non-admitted", &other)]);
    assert_eq!(people(&imported(&[file("list.xlsx", &book)])), 769);
}

/// People who wait, one in three of them on the list of admissions.
fn rows(of: impl Fn(u32) -> bool, status: Option<[&str; 2]>, end: impl Fn(u32) -> &'static str) -> String {
    let mut text = String::from(if status.is_some() { "Status," } else { "" }) + "Clock start,Clock stop,Specialty\n";
    for i in (0..300).filter(|&i| of(i)) {
        if let Some(status) = status {
            let _ = write!(text, "{},", status[usize::from(i % 3 != 0)]);
        }
        let _ = writeln!(text, "2025-{:02}-{:02},{},ENT", 1 + i % 12, 13 + i % 15, end(i));
    }
    text
}

#[test]
fn lists_of_people_split_by_admitted_and_non_admitted_are_one_list() {
    let near = |found: &Imported, wanted: u64| assert!(people(found).abs_diff(wanted) <= 15, "{}", people(found));
    let all = rows(|_| true, None, |_| "");
    let wanted = imported(&[file("list.csv", all.as_bytes())]).counts;
    for status in
        [["Admitted", "Non-admitted"], ["admitted pathway", "non admitted pathway"], ["Admitted", "NonAdmitted"]]
    {
        let text = rows(|_| true, Some(status), |_| "");
        let found = imported(&[file("list.csv", text.as_bytes())]);
        assert_eq!(found.counts.services, wanted.services, "{status:?}");
        assert!(says(&found), "{:?}", found.understood);
        // Those with a day of the end have left.
        let text = rows(|_| true, Some(status), |i| if i % 2 == 0 { "2026-01-10" } else { "" });
        let found = imported(&[file("list.csv", text.as_bytes())]);
        near(&found, 150);
        assert!(
            found.understood.iter().any(|l| l.contains("treated and gone: about 200 people")),
            "{:?}",
            found.understood
        );
    }
    // Where the status says other things, too, an admission is one.
    let text = rows(|_| true, Some(["Admitted", "Waiting"]), |_| "");
    near(&imported(&[file("list.csv", text.as_bytes())]), 200);
    // Files, and sheets of one workbook.
    let (one, other) = (rows(|i| i % 3 == 0, None, |_| ""), rows(|i| i % 3 != 0, None, |_| ""));
    let found = imported(&[file("admitted.csv", one.as_bytes()), file("non-admitted.csv", other.as_bytes())]);
    assert_eq!(found.counts.services, wanted.services);
    let book = workbook(&[("Admitted", &one), ("Non-admitted", &other)]);
    let found = imported(&[file("list.xlsx", &book)]);
    assert_eq!(found.counts.services, wanted.services);
    assert!(says(&found), "{:?}", found.understood);
    let book = workbook(&[("North", &one), ("South", &other)]);
    let said = told(&[file("list.xlsx", &book)], &options()).unwrap_err().to_string();
    assert!(said.contains("say which with --sheet"), "{said}");
}
