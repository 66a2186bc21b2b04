//! A result is replaced whole or not at all, whichever step fails and wherever the process dies.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use queuity::compare::{Comparison, Matters, Settings, compare};
use queuity::digest::sha256;
use queuity::experiment::{Outcome, Plan, run};
use queuity::measure::Registry as Measures;
use queuity::measure::list_size::ListSize;
use queuity::report::disk::{Disk, Local, Sink};
use queuity::report::{Folder, Registry, ReportError, Results};

use crate::numbers::model::{date, model};
use crate::numbers::report::Sheets;

/// Which steps fail, counted from 0.
#[derive(Clone, Copy, Debug)]
enum Fails {
    Never,
    At(usize),
    Both(usize, usize),
    /// The process died: nothing is done any more.
    From(usize),
}

/// A disk that counts its steps; some of them fail.
#[derive(Debug)]
struct Faulty {
    fails: Fails,
    steps: AtomicUsize,
}

impl Faulty {
    fn new(fails: Fails) -> Arc<Self> {
        Arc::new(Self { fails, steps: AtomicUsize::new(0) })
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        let fails = match self.fails {
            Fails::Never => false,
            Fails::At(k) => step == k,
            Fails::Both(k, l) => step == k || step == l,
            Fails::From(k) => step >= k,
        };
        if fails { Err(io::Error::other("a fault")) } else { Ok(()) }
    }
}

/// The disk as one that a file can be written through.
#[derive(Debug)]
struct Shared(Arc<Faulty>);

/// With how often it was written to: the first, second, fourth, ... time are steps, since all are alike.
struct File(Box<dyn Sink>, Arc<Faulty>, usize);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.2 += 1;
        if self.2.is_power_of_two()
            && let Err(fault) = self.1.step()
        {
            // A full disk takes a part.
            let _ = self.0.write_all(&bytes[..bytes.len() / 2]);
            return Err(fault);
        }
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for File {
    // The device itself is not waited for: that only takes time.
    fn sync(&mut self) -> io::Result<()> {
        self.1.step()
    }
}

impl Disk for Shared {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        self.0.step()?;
        Ok(Box::new(File(Local.create(path)?, self.0.clone(), 0)))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.remove_file(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.create_folder(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.0.step()?;
        Local.remove_folder(path)
    }
    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        self.0.step()
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// Everything in a folder, with what is in the folders in it.
fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.insert(name.clone(), Vec::new());
            files.extend(self::files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

/// Who follows a manifest finds what it says.
fn no_mixture(folder: &Path, when: &str) {
    let Ok(text) = fs::read_to_string(folder.join("manifest.json")) else { return };
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let name = file["path"].as_str().unwrap();
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{when}: {name}: {e}"));
        assert_eq!(Some(sha256(&bytes).as_str()), file["sha256"].as_str(), "{when}: {name}");
    }
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
        let comparison =
            compare(&outcome, &Settings { reference: 0, primary: &[], matters: &Matters::default(), date: &date })
                .unwrap();
        let case = Self { outcome, comparison, before: Files::new() };
        if !earlier {
            return case;
        }
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::claim(home.path(), false).unwrap();
        case.write(folder, "earlier", &Registry::shipped().with(Sheets)).unwrap();
        fs::write(home.path().join("notes.txt"), "mine").unwrap();
        Self { before: files(home.path()), ..case }
    }

    fn write(&self, folder: Folder, title: &str, formats: &Registry) -> Result<Vec<String>, ReportError> {
        let scenario = format!("queuity = 1\n\n[scenario]\ntitle = {title:?}\n");
        let results = Results {
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
        folder.write_with_log(&results, &|| title.as_bytes().to_vec())
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
        let done = claimed.and_then(|folder| self.write(folder, "later", &Registry::shipped())).map(drop);
        no_mixture(&out, &format!("{fails:?}"));
        let left = files(&out);
        drop(Folder::claim(&out, true).unwrap_or_else(|e| panic!("{fails:?}: {e}\n{:?}", left.keys())));
        no_mixture(&out, &format!("{fails:?}"));
        (done, left, files(&out), faulty.steps.load(Ordering::Relaxed))
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
        let _ = case.write(claimed, "later", &Registry::shipped());
        for l in [0, 1, 2, 3, 5, 8] {
            let _ = Folder::claim_on(disk(Fails::From(l)), home.path(), true);
            no_mixture(home.path(), &format!("{k}, then {l}"));
        }
        drop(Folder::claim(home.path(), true).unwrap());
        let after = files(home.path());
        assert!(after == new || after == case.before, "{k}: a mixture: {:?}", after.keys());
    }
}
