//! `report.xlsx` in LibreOffice: it opens, and every chart and table of it is there.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::skip;
use crate::shipped::shipped;

/// LibreOffice, where it is here.
pub(crate) fn office() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    ["soffice", "libreoffice"]
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |at| at.join(name)))
        .find(|p| p.is_file())
}

/// Opens files and writes what was understood into a folder, in LibreOffice's own format, as sheets of the same names.
pub(crate) fn as_sheets(office: &Path, folder: &Path, files: &[&Path]) -> Vec<PathBuf> {
    let made = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}/user", folder.display()))
        .args(["--headless", "--norestore", "--convert-to", "ods", "--outdir"])
        .arg(folder)
        .args(files)
        .output()
        .expect("LibreOffice");
    assert!(made.status.success(), "{files:?}: {}", String::from_utf8_lossy(&made.stderr));
    files.iter().map(|file| folder.join(file.with_extension("ods").file_name().expect("a name"))).collect()
}

/// The texts of the files of an archive whose name has both parts.
fn texts(path: &Path, parts: [&str; 2]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("an archive");
    let mut out = Vec::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).expect("a file");
        if file.name().is_ok_and(|n| parts.iter().all(|part| n.contains(part))) {
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            out.push(text);
        }
    }
    out
}

#[test]
fn the_workbook_opens_in_a_spreadsheet_with_its_charts() {
    let Some(office) = office() else { return skip("no LibreOffice here: no workbook is opened") };
    let home = tempfile::tempdir().expect("a folder");
    for (name, out) in shipped().iter().filter(|(name, _)| ["demo.toml", "wood-rtt-dynamics.toml"].contains(name)) {
        let book = out.join("report.xlsx");
        let opened = as_sheets(&office, home.path(), &[book.as_path()]).remove(0);
        let charts = texts(&opened, ["Object ", "content.xml"]);
        let charts: Vec<&String> = charts.iter().filter(|t| t.contains("<chart:chart ")).collect();
        assert_eq!(charts.len(), texts(&book, ["xl/charts/chart", ".xml"]).len(), "{name}: charts");
        let intervals = |texts: &[String], mark: &str| texts.iter().map(|t| t.matches(mark).count()).sum::<usize>();
        let shown: Vec<String> = charts.iter().map(ToString::to_string).collect();
        let written = intervals(&texts(&book, ["xl/charts/chart", ".xml"]), "<c:errBars>");
        assert!(written > 0 || *name != "demo.toml", "{name}: intervals are in the workbook");
        assert_eq!(intervals(&shown, "<chart:error-indicator "), written, "{name}: intervals are shown");
        for chart in charts {
            assert!(chart.contains("<chart:series ") && chart.contains("<chart:title "), "{name}: a chart is empty");
        }
        let content = texts(&opened, ["content.xml", ""]).into_iter().find(|t| t.contains("<office:spreadsheet"));
        let sheets = content.expect("sheets").matches("<table:table ").count();
        assert_eq!(sheets, texts(&book, ["xl/worksheets/sheet", ".xml"]).len(), "{name}: sheets");
        fs::remove_file(opened).expect("a file");
    }
}
