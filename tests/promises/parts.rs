//! Parts of a plan, run by whatever hands, put together in whatever order, are the whole: the same figures, the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Terms, compare};
use queuity::experiment::{
    Alone, Cell, CellSink, MergeError, Outcome, PatientRow, PatientSink, Plan, PlanError, Progress, Sinks, Threads,
    Workers, run_on,
};
use queuity::report::{Folder, Registry, Results};
use queuity::scenario::Scenario;
use queuity::{compile, discipline, measure};

/// Three services that refer people on and one by itself, under policies that share their people and one that a guard stops.
const TEXT: &str = r#"
queuity = 1

[scenario]
start        = 2026-02-02
horizon      = "26 weeks"
seed         = 8
replications = 4
reference    = "as today"
max_waiting  = 200

[[attribute]]
name   = "area"
levels = ["poor", "rich"]
share  = [0.4, 0.6]

[[service]]
name      = "screening"
referrals = { per_week = 25 }
[[service.stage]]
name  = "photo"
slots = { per_week = 25 }
misses_appointment = { default = 0.1, area = { poor = 0.2 } }
next  = [{ ends = "treated", share = 0.4, refers_to = "eye clinic", after = "9 days" }, { ends = "discharged" }]

[[service]]
name      = "eye clinic"
referrals = { per_week = 12 }
waiting   = { bands_weeks = [0, 18], count = [60, 10] }
removal   = { per_week = 0.01 }
[[service.stage]]
name  = "clinic"
slots = { per_week = 22 }
next  = [{ ends = "discharged", share = 0.4, refers_to = "surgery", after = "2 weeks" }, { ends = "treated" }]

[[service]]
name      = "surgery"
waiting   = { bands_weeks = [0, 18], count = [20, 10] }
slots     = { per_week = 8 }

[[service]]
name      = "hip and knee"
referrals = { per_week = 10 }
waiting   = { bands_weeks = [0, 18, 52], count = [30, 10] }
slots     = { per_week = 10 }

[[variant]]
name = "as today"

[[variant]]
name = "last first"
discipline = { kind = "last come" }

[[variant]]
name = "a day too few"
set  = { "service[hip and knee].slots.per_week" = 1 }

[[variant]]
name = "more slots"
set  = { "service[hip and knee].slots.per_week" = 12 }
"#;

fn load(text: &str) -> Scenario {
    compile::load(text, &discipline::Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"))
}

fn go(workers: &dyn Workers, plan: &Plan<'_>) -> Outcome {
    run_on(workers, plan, &|_| {}, &AtomicBool::new(false), Sinks::default()).expect("a plan")
}

/// Three hands, one after the other, that take members of a coupling from the last to the first.
struct Backwards;

impl Workers for Backwards {
    fn hands(&self) -> usize {
        3
    }

    fn pull(&self, work: &(dyn Fn() + Sync)) {
        (0..3).for_each(|_| work());
    }

    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(work);
    }
}

/// A number below `n`, by and by all of them.
fn below(n: usize, luck: &mut u64) -> usize {
    *luck = luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*luck >> 33) as usize % n
}

/// All result files, by name.
fn files(scenario: &Scenario, outcome: &Outcome) -> BTreeMap<String, Vec<u8>> {
    let date = |day: i64| scenario.settings.date(day);
    let settings = Terms { reference: 1, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date };
    let results = Results {
        outcome,
        ranges: None,
        comparison: &compare(outcome, &settings).expect("a comparison"),
        scenario: &scenario.resolved,
        assumptions: &scenario.assumptions,
        title: "",
        question: "",
        seed: scenario.settings.seed,
        date: &date,
        lives: None,
        formats: &Registry::shipped(),
    };
    let home = tempfile::tempdir().expect("a folder");
    let names = Folder::claim(&home.path().join("out"), false).and_then(|f| f.write(&results)).expect("is written");
    names
        .into_iter()
        .map(|name| (name.clone(), fs::read(home.path().join("out").join(name)).expect("a file")))
        .collect()
}

/// Equal to the bit, but for what was not asked for.
fn assert_same(a: &Outcome, b: &Outcome, why: &str) {
    assert_eq!((&a.variants, a.replications, &a.stopped), (&b.variants, b.replications, &b.stopped), "{why}");
    assert!(a.cells == b.cells, "readings differ: {why}");
    assert!(a.series == b.series, "series differ: {why}");
    assert_eq!(a.reasons(), b.reasons(), "{why}");
}

#[test]
fn parts_of_a_plan_in_any_order_are_the_whole() {
    let scenario = load(TEXT);
    let plan = Plan::of(&scenario);
    let whole = go(&Alone, &plan);
    assert_eq!(
        (whole.stopped.len(), whole.done()),
        (4, 12),
        "one policy is stopped by its guard: {:?}",
        whole.reasons()
    );
    let bytes = files(&scenario, &whole);
    let hands: [&dyn Workers; 6] =
        [&Alone, &Backwards, &Threads::new(1), &Threads::new(2), &Threads::new(3), &Threads::new(8)];
    let mut luck = 7;
    for (number, workers) in hands.into_iter().enumerate() {
        for _ in 0..3 {
            // Cuts between replications; some cells are left out, and run by themselves at the end.
            let mut cuts: Vec<u64> = (0..below(4, &mut luck)).map(|_| below(5, &mut luck) as u64).collect();
            cuts.extend([0, 4]);
            cuts.sort_unstable();
            let out: BTreeSet<(usize, u64)> =
                (0..below(9, &mut luck)).map(|_| (below(4, &mut luck), below(4, &mut luck) as u64)).collect();
            let why = format!("hands {number}, cuts {cuts:?}, later {out:?}");
            let mut parts: Vec<Outcome> = (cuts.windows(2))
                .map(|cut| go(workers, &Plan { range: Some(cut[0]..cut[1]), done: out.clone(), ..plan.clone() }))
                .collect();
            let all = (0..4).flat_map(|variant| (0..4).map(move |r| (variant, r)));
            let done: BTreeSet<_> = all.filter(|cell| !out.contains(cell)).collect();
            parts.push(go(workers, &Plan { done, ..plan.clone() }));
            let mut together = Outcome::of(&plan).expect("a plan");
            while !parts.is_empty() {
                let part = parts.swap_remove(below(parts.len(), &mut luck));
                together.merge(part).unwrap_or_else(|e| panic!("{e}: {why}"));
            }
            assert_same(&together, &whole, &why);
            assert!(files(&scenario, &together) == bytes, "files differ: {why}");
        }
    }
}

#[test]
fn a_part_says_what_it_lacks() {
    let scenario = load(TEXT);
    let part = go(&Alone, &Plan { range: Some(1..2), ..Plan::of(&scenario) });
    assert!(part.is_partial());
    let last = part.reasons().pop().unwrap_or_default();
    assert_eq!(last, "left out of this run: 12 of 16 cells are missing");
    let none = go(&Threads::new(2), &Plan { range: Some(3..3), ..Plan::of(&scenario) });
    assert_eq!((none.done(), none.stopped.len()), (0, 0));
    let beyond = Plan { range: Some(3..5), ..Plan::of(&scenario) };
    assert!(matches!(Outcome::of(&beyond), Err(PlanError::NoSuchReplications { replications: 4, .. })));
    let stopped = run_on(&Alone, &Plan::of(&scenario), &|_| {}, &AtomicBool::new(true), Sinks::default()).unwrap();
    assert_eq!(stopped.reasons(), ["stopped by the user: 16 of 16 cells are missing"]);
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let scenario = load(TEXT);
    let plan = Plan { range: Some(0..1), ..Plan::of(&scenario) };
    let mut mine = go(&Alone, &plan);
    let before = format!("{mine:?}");
    let others = [
        ("seed", TEXT.replace("= 8\n", "= 9\n")),
        ("replications", TEXT.replace("replications = 4", "replications = 5")),
        ("demand", TEXT.replace("per_week = 25 }\n[", "per_week = 26 }\n[")),
        ("policy", TEXT.replace("per_week\" = 12", "per_week\" = 13")),
        ("a policy's name", TEXT.replace("more slots", "many slots")),
    ];
    for (what, text) in others {
        assert!(text != TEXT, "{what}");
        let other = load(&text);
        let other = go(&Alone, &Plan { range: Some(1..2), ..Plan::of(&other) });
        assert_eq!(mine.merge(other), Err(MergeError::Different), "{what}");
    }
    let rest = Plan { range: Some(1..2), ..plan.clone() };
    let mut turned = rest.clone();
    turned.variants.reverse();
    let mut fewer = measure::Registry::default();
    fewer = fewer.with(measure::figures::list_size::ListSize);
    let crossed = Plan { crossings: vec![vec![0]], ..rest.clone() };
    for other in [turned, Plan { measures: fewer, ..rest.clone() }, crossed] {
        assert_eq!(mine.merge(go(&Alone, &other)), Err(MergeError::Different));
    }
    // Models without a text are told apart by themselves.
    let bare = |text: &str, range: std::ops::Range<u64>| {
        let scenario = load(text);
        let variants = scenario.variants.iter().map(|v| (v.name.clone(), &v.model)).collect();
        go(&Alone, &Plan { range: Some(range), ..Plan::new(variants, 4) })
    };
    let mut one = bare(TEXT, 0..1);
    let fewer_slots = TEXT.replace("per_week = 8 ", "per_week = 7 ");
    assert_eq!(one.merge(bare(&fewer_slots, 1..2)), Err(MergeError::Different));
    assert_eq!(one.merge(bare(TEXT, 1..2)), Ok(()));
    // Twice, done or stopped.
    for variant in 0..4 {
        let done = (0..4).filter(|v| *v != variant).map(|v| (v, 0)).collect();
        let again = go(&Alone, &Plan { done, ..plan.clone() });
        assert!(matches!(mine.merge(again), Err(MergeError::Twice { replication: 0, .. })));
    }
    let with_one_of_both = go(&Alone, &Plan { range: Some(0..2), ..plan.clone() });
    assert!(matches!(mine.merge(with_one_of_both), Err(MergeError::Twice { .. })));
    assert_eq!(format!("{mine:?}"), before, "a refusal changes nothing");
}

/// Keeps all that comes, until it has had enough.
#[derive(Default)]
struct Kept {
    cells: Vec<Cell>,
    most: Option<usize>,
}

impl CellSink for Kept {
    fn cell(&mut self, cell: &Cell) -> io::Result<()> {
        if self.most == Some(self.cells.len()) {
            self.most = Some(usize::MAX);
            return Err(io::ErrorKind::StorageFull.into());
        }
        assert!(self.most != Some(usize::MAX), "a cell comes after the sink has refused one");
        self.cells.push(cell.clone());
        Ok(())
    }
}

#[test]
fn a_sink_gets_each_cell_once_and_the_cells_are_the_outcome() {
    let scenario = load(TEXT);
    let plan = Plan { done: BTreeSet::from([(0, 1), (2, 3)]), ..Plan::of(&scenario) };
    let whole = go(&Alone, &plan);
    for threads in [1, 2, 8] {
        let mut kept = Kept::default();
        let most = Mutex::new((0, 0));
        let told = |p: Progress| {
            let mut most = most.lock().expect("is not poisoned");
            *most = (most.0.max(p.done), p.planned);
        };
        let sinks = Sinks { cells: Some(&mut kept), ..Sinks::default() };
        let outcome = run_on(&Threads::new(threads), &plan, &told, &AtomicBool::new(false), sinks).expect("a plan");
        assert_same(&outcome, &whole, "with a sink");
        assert_eq!(most.into_inner().expect("is not poisoned"), (14, 14));
        let places: BTreeSet<_> = kept.cells.iter().map(|c| (c.variant, c.replication)).collect();
        assert_eq!((kept.cells.len(), places.len()), (14, 14));
        assert!(places.iter().all(|&(variant, replication)| plan.wants(variant, replication)));
        // Written down and read again, last first.
        let mut again = Outcome::of(&plan).expect("a plan");
        for cell in kept.cells.iter().rev() {
            let text = serde_json::to_string(cell).expect("is written");
            let read: Cell = serde_json::from_str(&text).expect("is read");
            assert_eq!(&read, cell);
            again.add(read.clone()).expect("is of this plan");
            assert!(matches!(again.add(read), Err(MergeError::Twice { .. })));
        }
        assert_same(&again, &whole, "from its cells");
    }
}

#[test]
fn cells_that_do_not_fit_are_refused() {
    let scenario = load(TEXT);
    let plan = Plan::of(&scenario);
    let mut kept = Kept::default();
    let sinks = Sinks { cells: Some(&mut kept), ..Sinks::default() };
    let first = Plan { range: Some(0..1), ..plan.clone() };
    run_on(&Alone, &first, &|_| {}, &AtomicBool::new(false), sinks).expect("a plan");
    let cell = kept.cells.into_iter().find(|c| c.result.is_ok()).expect("a cell that is done");
    let mut outcome = Outcome::of(&plan).expect("a plan");
    let (mut short, mut outside) = (cell.clone(), cell.clone());
    short.result.as_mut().expect("is done").readings.pop();
    outside.result.as_mut().expect("is done").points.push((usize::MAX, 1));
    let wrong = [Cell { variant: 4, ..cell.clone() }, Cell { replication: 4, ..cell.clone() }, short, outside];
    for cell in wrong {
        assert_eq!(outcome.add(cell), Err(MergeError::Different));
    }
    assert_eq!(outcome.done(), 0);
    assert_eq!(outcome.add(cell), Ok(()));
}

#[test]
fn a_sink_that_refuses_ends_the_run() {
    let scenario = load(TEXT);
    for threads in [1, 2] {
        let mut kept = Kept { most: Some(5), ..Kept::default() };
        let sinks = Sinks { cells: Some(&mut kept), ..Sinks::default() };
        let plan = Plan { replications: 40, ..Plan::of(&scenario) };
        let outcome = run_on(&Threads::new(threads), &plan, &|_| {}, &AtomicBool::new(false), sinks).expect("a plan");
        assert_eq!(outcome.sink_error.as_ref().map(io::Error::kind), Some(io::ErrorKind::StorageFull));
        assert_eq!(kept.cells.len(), 5);
        assert!(outcome.done() < 40, "{} cells are done", outcome.done());
    }
}

/// The rows of each part, with their place.
#[derive(Default)]
struct Rows(Vec<((u64, usize, usize), Vec<PatientRow>)>);

impl PatientSink for Rows {
    fn part(&mut self, variant: usize, replication: u64, service: usize, rows: &[PatientRow]) -> io::Result<()> {
        self.0.push(((replication, variant, service), rows.to_vec()));
        Ok(())
    }
}

#[test]
fn pathways_of_cells_that_are_left_out_do_not_come_and_the_others_come_in_order() {
    let scenario = load(TEXT);
    let rows = |workers: &dyn Workers, plan: &Plan<'_>| {
        let mut rows = Rows::default();
        let sinks = Sinks { patients: Some(&mut rows), ..Sinks::default() };
        run_on(workers, plan, &|_| {}, &AtomicBool::new(false), sinks).expect("a plan");
        rows.0
    };
    let all = rows(&Alone, &Plan::of(&scenario));
    assert_eq!(all.len(), 12 * 4);
    assert!(all.is_sorted_by_key(|(place, _)| *place));
    let done = BTreeSet::from([(1, 0), (2, 1), (1, 1), (3, 2)]);
    let plan = Plan { done, range: Some(0..3), ..Plan::of(&scenario) };
    let wanted: Vec<_> = all.into_iter().filter(|((r, v, _), _)| plan.wants(*v, *r)).collect();
    for threads in [1, 2, 8] {
        assert!(rows(&Threads::new(threads), &plan) == wanted, "{threads} threads");
    }
}
