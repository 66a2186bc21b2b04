//! Workbooks: what was written is read again by another library.

use std::path::Path;

use queuity::report::xlsx::Xlsx;
use queuity::report::{Column, Format, Kind, Value};

fn columns() -> Vec<Column> {
    let kinds = [Kind::Text, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Date];
    kinds.iter().zip(["t", "i", "n", "b", "d"]).map(|(kind, name)| Column::new(name, *kind, "=1+1")).collect()
}

fn written(scratch: Option<&Path>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rows = match scratch {
        Some(folder) => Xlsx.begin_in(&columns(), Box::new(&mut bytes), folder),
        None => Xlsx.begin(&columns(), Box::new(&mut bytes)),
    }
    .expect("begins");
    for text in ["=1+1", "@x", " é😀_x0041_\u{7}\u{ffff} ", "<&>", "", "-"] {
        let values = [
            Value::Text(text),
            Value::Integer(i64::MAX),
            Value::Number(0.1),
            Value::Boolean(true),
            Value::Date("2026-02-02"),
        ];
        rows.row(&values).expect("is written");
    }
    rows.row(&[Value::Empty, Value::Integer(-7), Value::Empty, Value::Empty, Value::Date("1899-12-31")])
        .expect("is written");
    rows.finish().expect("is written");
    bytes
}

#[test]
fn what_was_written_comes_back_and_nothing_is_a_formula() {
    use calamine::{Data, Reader, Xlsx as Read};
    let home = tempfile::tempdir().expect("a folder");
    for scratch in [None, Some(home.path())] {
        let bytes = written(scratch);
        assert_eq!(bytes, written(scratch), "no clock");
        let mut book = Read::new(std::io::Cursor::new(bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["table", "columns"]);
        assert!(book.worksheet_formula("table").expect("a sheet").is_empty());
        let sheet = book.worksheet_range("table").expect("a sheet");
        let texts: Vec<String> = sheet.rows().skip(1).map(|r| r[0].to_string()).collect();
        assert_eq!(texts, ["=1+1", "@x", " é😀_x0041_\u{7}\u{ffff} ", "<&>", "", "-", ""]);
        let first: Vec<&Data> = sheet.rows().nth(1).expect("a row").iter().collect();
        assert_eq!(first[1], &Data::String("9223372036854775807".into()), "a double would round it");
        assert_eq!((first[2], first[3]), (&Data::Float(0.1), &Data::Bool(true)));
        // Python: (date(2026, 2, 2) - date(1899, 12, 30)).days
        assert!(matches!(first[4], Data::DateTime(d) if d.as_f64() == 46_055.0), "{:?}", first[4]);
        let last: Vec<&Data> = sheet.rows().nth(7).expect("a row").iter().collect();
        assert_eq!((last[1], last[4]), (&Data::Float(-7.0), &Data::String("1899-12-31".into())));
        let meanings = book.worksheet_range("columns").expect("a sheet");
        assert_eq!(meanings.rows().nth(1).expect("a row")[..2], ["t", "=1+1"].map(|t| Data::String(t.into())));
    }
    assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 0, "nothing is left");
}
