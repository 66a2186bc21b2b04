//! The same scenario, seed and version give the same bytes.

#[path = "numbers/model.rs"]
mod model;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use queuity::compare::{Settings, compare};
use queuity::experiment::{Plan, run_with_patients};
use queuity::report::{Folder, Patients, Registry, Results};

use model::{date, model};

/// All result files of two policies, by name.
fn files(threads: usize, turned: bool, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let (as_today, favours) = (model(false), model(true));
    let mut variants = vec![("as today".to_string(), &as_today), ("most deprived first".to_string(), &favours)];
    if turned {
        variants.reverse();
    }
    let mut plan = Plan::new(variants, 6);
    plan.threads = threads;
    plan.crossings = vec![vec![0, 1]];
    let formats = Registry::shipped();
    fs::create_dir_all(out).unwrap();
    let path = out.join("patients.csv");
    let mut patients = Patients::create(&path, &plan, &date, &formats, false).unwrap();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut patients).unwrap();
    patients.finish().unwrap();
    let reference = usize::from(turned);
    let comparison = compare(&outcome, &Settings { reference, primary: &[], date: &date }).unwrap();
    let results = Results {
        outcome: &outcome,
        comparison: &comparison,
        scenario: "queuity = 1\n",
        assumptions: &[],
        title: "Two lists",
        question: "",
        seed: 7,
        date: &date,
        formats: &formats,
    };
    let names = Folder::claim(&out.join("results"), false).unwrap().write(&results).unwrap();
    let mut files: BTreeMap<String, Vec<u8>> =
        names.into_iter().map(|n| (n.clone(), fs::read(out.join("results").join(n)).unwrap())).collect();
    files.insert("patients.csv".into(), fs::read(path).unwrap());
    files
}

fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>, why: &str) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in a {
        assert!(bytes == &b[name], "{name} differs: {why}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let one = files(1, false, &folder.path().join("1"));
    assert!(one.len() >= 6 && one.values().all(|bytes| !bytes.is_empty()));
    for threads in [2, 3, 8] {
        let more = files(threads, false, &folder.path().join(threads.to_string()));
        assert_same(&one, &more, &format!("{threads} threads"));
    }
}

#[test]
fn the_order_of_variants_changes_no_byte_of_the_results() {
    let folder = tempfile::tempdir().unwrap();
    let one = files(2, false, &folder.path().join("a"));
    let turned = files(2, true, &folder.path().join("b/other place"));
    assert_same(&one, &turned, "variants in another order");
}
