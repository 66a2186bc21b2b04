//! The same scenario, seed and version give the same bytes.

#[path = "promises/parts.rs"]
mod parts;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Terms, compare};
use queuity::experiment::{Outcome, Plan, run, run_with_patients};
use queuity::report::{Folder, Patients, Registry, Results};

use crate::numbers::model::{date, model};

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
    let comparison = compare(
        &outcome,
        &Terms { reference, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap();
    let results = Results {
        outcome: &outcome,
        comparison: &comparison,
        ranges: None,
        scenario: "queuity = 1\n",
        assumptions: &[],
        title: "Two lists",
        question: "",
        seed: 7,
        date: &date,
        lives: None,
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

/// Policies that meet the same people are run together, in as many pieces as there are threads to feed; one by itself, and one whose
/// people are written down, gives the same figures.
#[test]
fn policies_together_are_as_each_by_itself() {
    let models = [false, true, false, true].map(model);
    let names = ["as today", "most deprived first", "the same again", "and again"];
    let plan = |chosen: &[usize], threads| {
        let variants = chosen.iter().map(|&v| (names[v].to_string(), &models[v])).collect();
        Plan { threads, ..Plan::new(variants, 3) }
    };
    let go = |plan: &Plan<'_>| run(plan, &|_| {}, &AtomicBool::new(false)).unwrap();
    let same = |outcome: &Outcome, at: usize, other: &Outcome, there: usize, why: &str| {
        assert_eq!(format!("{:?}", outcome.cells[at]), format!("{:?}", other.cells[there]), "figures, {why}");
        assert_eq!(outcome.series[at], other.series[there], "series, {why}");
    };
    let all = [0, 1, 2, 3];
    let together = go(&plan(&all, 1));
    assert!(together.cells[0] != together.cells[1], "the two policies differ");
    for v in all {
        same(&together, v, &go(&plan(&[v], 1)), 0, names[v]);
    }
    for threads in [2, 3, 8] {
        let more = go(&plan(&all, threads));
        all.iter().for_each(|&v| same(&together, v, &more, v, &format!("{threads} threads")));
    }
}
