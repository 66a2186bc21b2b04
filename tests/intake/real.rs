//! Official files, where they are; skipped where they are not.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use queuity::intake::{Counts, File, Options, import};

use crate::intake::runs;

pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    folder.exists().then_some(folder)
}

pub(crate) fn opened(path: PathBuf) -> File<'static> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let open = move || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(fs::File::open(&path)?)) };
    File { name, open: Box::new(open) }
}

fn imported(paths: Vec<PathBuf>) -> Counts {
    let files: Vec<File<'_>> = paths.into_iter().map(opened).collect();
    let found = import(&files, &Options::default()).unwrap_or_else(|(name, e)| panic!("{name}: {e}"));
    runs(&found);
    found.counts
}

#[test]
fn england_of_january_2026_to_the_digit() {
    let (Some(raw), Some(wanted)) = (
        data("england_rtt/raw_20260131-RTT-January-2026-full-extract.csv.gz"),
        data("england_rtt/rtt_2026_01_england_by_specialty_weekly.csv"),
    ) else {
        return;
    };
    let counts = imported(vec![raw]);
    let mut compared = 0;
    let text = fs::read_to_string(wanted).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|h| *h == name).unwrap_or_else(|| panic!("{head:?}"));
    let first = at("w000");
    for line in lines {
        // Names may hold commas: the bands are counted from the end.
        let cells: Vec<&str> = line.split(',').collect();
        let shift = cells.len() - head.len();
        let part = cells[at("part")];
        if part != "incomplete" || cells[at("tfc")] == "999" {
            continue;
        }
        let bands: Vec<u64> =
            cells[first + shift..first + shift + 105].iter().map(|c| c.parse().unwrap_or(0)).collect();
        let name = cells[at("specialty")..=at("specialty") + shift].join(",");
        let name = name.trim_matches('"');
        let service = counts.services.iter().find(|s| s.bands() == bands);
        assert!(service.is_some(), "{name}");
        compared += 1;
    }
    assert!(compared >= 23, "{compared}");
    assert_eq!(counts.services.len(), compared);
    // As the file's own rows of the treatment function C_999 say: Part_2, Part_1A and Part_1B, Part_3.
    let sum = |of: &dyn Fn(&queuity::intake::Service) -> u64| counts.services.iter().map(of).sum::<u64>();
    assert_eq!(sum(&|s| s.people()), 7_187_677);
    assert_eq!(sum(&|s| s.treated.unwrap_or(0)), 302_826 + 1_251_335);
    assert_eq!(sum(&|s| s.referred.unwrap_or(0)), 1_773_734);
}

#[test]
fn the_workbooks_of_2015_and_the_welsh_file() {
    if let Some(folder) = data("england_rtt_2015") {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        paths.retain(|p| p.to_string_lossy().contains("Jan15"));
        paths.sort();
        let counts = imported(paths);
        assert_eq!((counts.date.last_shown().as_str(), counts.edges.len(), counts.open), ("2015-01-31", 53, true));
        assert_eq!(counts.services.len(), 19);
        assert!(counts.services.iter().all(|s| s.treated.is_some()));
        // As the rows "Total" of the sheets say; those treated with those whose clock start is not known.
        let sum = |of: &dyn Fn(&queuity::intake::Service) -> u64| counts.services.iter().map(of).sum::<u64>();
        assert_eq!(sum(&|s| s.people()), 2_924_045);
        assert_eq!(sum(&|s| counts.within(s, 18.0).unwrap()), 2_706_862);
        assert_eq!(sum(&|s| s.treated.unwrap()), 303_346 + 892_977);
        let bones = counts.services.iter().find(|s| s.name == "Trauma & Orthopaedics").unwrap();
        assert_eq!((bones.people(), bones.treated), (390_942, Some(56_413 + 91_649)));
        let sources = &counts.sources;
        assert!(sources.list.contains("Incomplete") && !sources.list.contains("dmitted"), "{sources:?}");
        assert!(sources.treated.contains("NonAdmitted") && !sources.treated.contains("Incomplete"), "{sources:?}");
    }
    if let Some(file) = data("wales/wales_2022_07.csv") {
        let counts = imported(vec![file]);
        assert_eq!(counts.edges.first(), Some(&0.0));
        assert_eq!(counts.edges.last(), Some(&105.0));
        assert!(counts.open && counts.services.len() == 1, "{:?}", counts.edges);
    }
}
