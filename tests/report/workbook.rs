//! `report.xlsx`: native charts beside their figures, one table a sheet, the same bytes each time, and no formula whatever the names are.

use std::io::{self, Cursor, Read};

use calamine::{Data, Reader, Xlsx as Sheets};
use queuity::report::workbook::Xlsx;
use queuity::report::{Document, ResultFiles};

use crate::report::one_run::made;
use crate::report::small::{Names, PLAIN, Result};

fn book(of: &Result) -> Vec<u8> {
    let open = |name: &str| -> io::Result<Box<dyn Read>> {
        let text = of.files.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(text.clone().into_bytes())))
    };
    Xlsx.make(&ResultFiles::new(&open)).expect("a workbook")
}

/// The files of a workbook whose name has this part.
fn files(book: &[u8], part: &str) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("an archive");
    let mut texts = Vec::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).expect("a file");
        if file.name().is_ok_and(|n| n.contains(part)) {
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            texts.push(text);
        }
    }
    texts
}

#[test]
fn each_chart_has_a_sheet_with_its_figures_and_a_native_chart() {
    let made = made(&PLAIN);
    let bytes = book(&made);
    assert!(bytes == book(&made), "the same bytes");
    let mut sheets: Sheets<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.as_slice())).expect("a workbook");
    let names = sheets.sheet_names().clone();
    assert_eq!(names[..2], ["cover", "notes"]);
    for name in ["who 1", "level-gap", "chart-fates", "weeks-list", "run-list", "run-groups"] {
        assert!(names.iter().any(|n| n == name), "{name}: {names:?}");
    }
    let cover = sheets.worksheet_range("cover").expect("a sheet");
    assert!(cover.rows().any(|r| r[0].to_string().contains("“head start” shortens waits")), "{cover:?}");
    // What the figures cannot say stands in the notes, as on the page.
    let notes = sheets.worksheet_range("notes").expect("a sheet");
    let noted = |name: &str, text: &str| notes.rows().any(|r| r[0] == *name && r[1].to_string().contains(text));
    assert!(noted("Not simulated", "Deaths on the list."), "{notes:?}");
    assert!(noted("Not simulated", "Staff, beds and theatres behind the slots"), "{notes:?}");
    assert!(noted("how sure, and why", "A range holds the luck of the runs only"), "{notes:?}");
    assert!(noted("how sure, and why", "told for 12 weeks, 18 weeks and 365 days only"), "{notes:?}");
    let list = sheets.worksheet_range("weeks-list").expect("a sheet");
    let rows: Vec<Vec<Data>> = list.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(
        rows[0][..4].iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["Week", "as today", "as today, low", "as today, high"]
    );
    assert_eq!(rows[1][..4], [0.0, 1000.0, 990.0, 1010.0].map(Data::Float));
    let gap = sheets.worksheet_range("level-gap").expect("a sheet");
    assert!(
        gap.rows()
            .any(|r| r[0] == Data::String("as today".into()) && r[1] == Data::Float(20.0) && r[4] == Data::Float(42.0)),
        "{gap:?}"
    );
    // One native chart for each panel of each chart, one table object for each sheet but cover and notes.
    let charts = files(&bytes, "xl/charts/chart");
    assert_eq!(charts.len(), names.len() - 3 + 1, "the two groups have a chart each, words have none: {names:?}");
    assert!(charts.iter().all(|c| c.contains("<c:ser>") && c.contains("<c:title>")));
    assert_eq!(files(&bytes, "xl/tables/table").len(), names.len() - 2);
    // Where a sheet has how far intervals reach, its chart shows them: of each series of bars, and both ways of each point of level and gap.
    let bars = |sheet: &str| {
        let of: Vec<&String> = charts.iter().filter(|c| c.contains(&format!("'{sheet}'!"))).collect();
        assert_eq!(of.len(), 1, "{sheet}");
        (of[0].matches("<c:ser>").count(), of[0].matches("<c:errBars>").count())
    };
    let (series, intervals) = bars("dumbbell-all");
    assert!(series > 0 && intervals == series, "{series} series, {intervals} intervals");
    let (series, intervals) = bars("level-gap");
    assert!(series > 0 && intervals == 2 * series, "{series} series, {intervals} intervals");
    for sheet in files(&bytes, "xl/worksheets/sheet") {
        assert!(!sheet.contains("<f>") && !sheet.contains("mergeCell"), "no formula, nothing merged");
    }
    let frozen = files(&bytes, "xl/worksheets/sheet").iter().filter(|s| s.contains("state=\"frozen\"")).count();
    assert_eq!(frozen, names.len() - 1);
    assert!(files(&bytes, "docProps/core.xml")[0].contains("2000-01-01"));
}

#[test]
fn names_are_texts_and_never_formulas() {
    for bad in [
        "=cmd()|'/c calc'!A1",
        "<script>alert(1)</script>",
        "a\u{202e}b",
        "\u{1b}[31mred",
        "[x]:*?/\\",
        "+1",
        &"x".repeat(300),
    ] {
        let least = format!("{bad} least");
        let names = Names { reference: bad, policy: "head start", service: "hips", most: bad, least: &least };
        let bytes = book(&made(&names));
        let sheets: Sheets<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.as_slice())).expect("a workbook");
        assert!(sheets.sheet_names().len() > 5, "{bad}");
        for part in ["xl/worksheets/sheet", "xl/tables/table", "xl/charts/chart"] {
            for text in files(&bytes, part) {
                assert!(
                    !text.contains("<f>")
                        && !text.contains("<script")
                        && !text.contains('\u{1b}')
                        && !text.contains('\u{202e}'),
                    "{bad}: {part}"
                );
                // A series and an axis name a range of the book, or a text.
                for range in text.split("<c:f>").skip(1) {
                    let range = range.split("</c:f>").next().unwrap_or_default();
                    assert!(range.contains("!$") && !range.contains("cmd"), "{bad}: {range}");
                }
            }
        }
    }
}
