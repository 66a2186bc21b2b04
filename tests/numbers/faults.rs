//! A result is replaced whole or not at all, whichever step fails and wherever the process dies.

use std::fs;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use queuity::compare::{Comparison, Matters, Terms, compare};
use queuity::experiment::{Alone, Outcome, Plan, run};
use queuity::measure::Registry as Measures;
use queuity::measure::figures::list_size::ListSize;
use queuity::report::{Document, DocumentError, Folder, Registry, ReportError, ResultFiles, Results};

use crate::faulty::{Fails, Faulty, Files, Shared, files, no_mixture};
use crate::numbers::model::{date, model};
use crate::numbers::report::Sheets;

/// In place of a document that takes longer to make: a file is a file.
#[derive(Debug)]
struct Short {
    name: &'static str,
    file: &'static str,
    /// Further files that belong to it, such as the charts of a page.
    charts: &'static [&'static str],
}

impl Document for Short {
    fn name(&self) -> &str {
        self.name
    }

    fn file(&self) -> &str {
        self.file
    }

    fn summary(&self) -> &str {
        "the length of a table"
    }

    fn make(&self, files: &ResultFiles<'_>) -> Result<Vec<u8>, DocumentError> {
        let file = "summary.csv";
        let mut text = String::new();
        let read = files.open(file).and_then(|mut open| open.read_to_string(&mut text));
        read.map_err(|source| DocumentError::Unreadable { file: file.into(), source })?;
        Ok(format!("{}: {} bytes", self.name, text.len()).into_bytes())
    }

    fn make_all(&self, files: &ResultFiles<'_>) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
        let own = self.make(files)?;
        let charts = self.charts.iter().map(|chart| (chart.to_string(), [chart.as_bytes(), b": ", &own].concat()));
        let charts: Vec<_> = charts.collect();
        Ok(std::iter::once((self.file.to_string(), own)).chain(charts).collect())
    }

    fn owns(&self, name: &str) -> bool {
        name == self.file || name.starts_with("chart-")
    }
}

/// The charts of the earlier result and of the later one: one of them goes, and another comes.
const CHARTS: [&[&str]; 2] =
    [&["chart-stays.vl.json", "chart-goes.vl.json"], &["chart-stays.vl.json", "chart-comes.vl.json"]];

/// All formats, and as many documents as are shipped, with these charts.
fn formats(charts: &'static [&'static str]) -> Registry {
    let registry = Registry::shipped().with_document(Short { name: "report", file: "report.html", charts });
    let registry = registry.with_document(Short { name: "workbook", file: "report.xlsx", charts: &[] });
    assert_eq!(registry.documents().count(), Registry::shipped().documents().count());
    registry
}

/// One way in which results come to a folder.
struct Case {
    outcome: Outcome,
    comparison: Comparison,
    /// What is there before.
    before: Files,
}

impl Case {
    /// An earlier result with a file that the later one does not have, and something of somebody else; or nothing at all.
    fn new(earlier: bool) -> Self {
        // A few figures: a file is a file.
        let model = model(false);
        let mut plan = Plan::new(vec![("as today".into(), &model)], 2);
        plan.measures = Measures::default().with(ListSize);
        let outcome = run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap();
        let comparison = compare(
            &outcome,
            &Terms { reference: 0, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
        )
        .unwrap();
        let case = Self { outcome, comparison, before: Files::new() };
        if !earlier {
            return case;
        }
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::claim(home.path(), false).unwrap();
        case.write(folder, "earlier", &formats(CHARTS[0]).with(Sheets)).unwrap();
        fs::write(home.path().join("notes.txt"), "mine").unwrap();
        Self { before: files(home.path()), ..case }
    }

    fn write(&self, folder: Folder, title: &str, formats: &Registry) -> Result<Vec<String>, ReportError> {
        let scenario = format!("queuity = 1\n\n[scenario]\ntitle = {title:?}\n");
        let results = Results {
            ranges: None,
            outcome: &self.outcome,
            comparison: &self.comparison,
            scenario: &scenario,
            assumptions: &[],
            title,
            question: "",
            seed: 7,
            date: &date,
            lives: None,
            formats,
        };
        folder.write_with_log(&results, &Alone, &|| title.as_bytes().to_vec())
    }

    /// Writes over what is before with faults: what came of it, what is there then, and what a claim makes of it.
    fn try_with(&self, fails: Fails) -> (Result<(), ReportError>, Files, Files, usize) {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        fs::create_dir(&out).unwrap();
        for (name, bytes) in &self.before {
            fs::write(out.join(name), bytes).unwrap();
        }
        let faulty = Faulty::new(fails);
        let claimed = Folder::claim_on(Arc::new(Shared(faulty.clone())), &out, true);
        let done = claimed.and_then(|folder| self.write(folder, "later", &formats(CHARTS[1]))).map(drop);
        no_mixture(&out, &format!("{fails:?}"));
        let left = files(&out);
        drop(Folder::claim(&out, true).unwrap_or_else(|e| panic!("{fails:?}: {e}\n{:?}", left.keys())));
        no_mixture(&out, &format!("{fails:?}"));
        (done, left, files(&out), faulty.steps())
    }

    /// Tries it, and asserts that nothing but the old or the new result comes of it; gives which.
    fn old_or_new(&self, new: &Files, fails: Fails) -> bool {
        let (done, left, after, _) = self.try_with(fails);
        let is_new = after == *new;
        assert!(is_new || after == self.before, "{fails:?}: a mixture: {:?}", after.keys());
        match done {
            Ok(()) => assert!(is_new, "{fails:?}: it said that it was done"),
            Err(ReportError::Unfinished { .. }) => {}
            // The last step of all, when the new result is in its place, may fail too.
            Err(_) if matches!(fails, Fails::At(_)) => assert!(left == self.before || left == *new, "{fails:?}"),
            Err(_) => {}
        }
        is_new
    }
}

#[test]
fn whichever_step_fails_the_old_result_or_the_new_one_is_there() {
    for earlier in [true, false] {
        let case = Case::new(earlier);
        let (done, _, new, steps) = case.try_with(Fails::Never);
        done.unwrap();
        assert!(steps > 50 && new.len() > 8 && new != case.before, "{steps} steps");
        assert_eq!(new.get("notes.txt"), case.before.get("notes.txt"));
        let charts = |files: &Files| {
            files.keys().filter(|name| name.starts_with("chart-")).cloned().collect::<std::collections::BTreeSet<_>>()
        };
        let of = |charts: &[&str]| charts.iter().map(ToString::to_string).collect();
        assert_eq!(
            [charts(&case.before), charts(&new)],
            [if earlier { of(CHARTS[0]) } else { of(&[]) }, of(CHARTS[1])]
        );
        assert!(!new.contains_key("summary.sheet") && new.keys().all(|name| !name.starts_with('.')));
        let mut ended_new = [0; 2];
        for k in 0..=steps {
            ended_new[0] += usize::from(case.old_or_new(&new, Fails::At(k)));
            ended_new[1] += usize::from(case.old_or_new(&new, Fails::From(k)));
            // What undoes a step may fail as well; before the moves there is nothing to undo.
            for further in [1, 3, 8].into_iter().filter(|_| 3 * k > steps) {
                case.old_or_new(&new, Fails::Both(k, k + further));
            }
        }
        // Both ends are reached, and a journal that is there is followed.
        assert!(ended_new.iter().all(|&n| n > 1 && n < steps), "{ended_new:?} of {steps}");
        assert!(ended_new[1] > ended_new[0], "{ended_new:?} of {steps}");
    }
}

/// Who claims the folder after a crash may die too.
#[test]
fn a_recovery_that_dies_is_recovered_from() {
    let case = Case::new(true);
    let (_, _, new, steps) = case.try_with(Fails::Never);
    for k in (0..=steps).rev().take(50) {
        let home = tempfile::tempdir().unwrap();
        for (name, bytes) in &case.before {
            fs::write(home.path().join(name), bytes).unwrap();
        }
        let disk = |fails| Arc::new(Shared(Faulty::new(fails)));
        let claimed = Folder::claim_on(disk(Fails::From(k)), home.path(), true).unwrap();
        let _ = case.write(claimed, "later", &formats(CHARTS[1]));
        for l in [0, 1, 2, 3, 5, 8] {
            let _ = Folder::claim_on(disk(Fails::From(l)), home.path(), true);
            no_mixture(home.path(), &format!("{k}, then {l}"));
        }
        drop(Folder::claim(home.path(), true).unwrap());
        let after = files(home.path());
        assert!(after == new || after == case.before, "{k}: a mixture: {:?}", after.keys());
    }
}
