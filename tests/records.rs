//! What the record says against what is true: who can see what, how often it is wrong, and what may be concluded from it.

#[path = "records/refused.rs"]
mod refused;

use std::sync::atomic::AtomicBool;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::experiment::{Outcome, PatientRow, PatientSink, Plan, Status, run_with_patients};
use queuity::ids::PersonId;
use queuity::measure::{AnalysisSet, Settled};
use queuity::scenario::Scenario;
use queuity::time::WEEK;

/// One list, two attributes that may be recorded wrongly, three urgencies.
const BASE: &str = r#"
queuity = 1
discipline = DISCIPLINE

[scenario]
start        = 2026-02-02
horizon      = "60 weeks"
replications = REPLICATIONS
seed         = 5

[[attribute]]
name   = "deprivation"
levels = ["most deprived", "second", "middle", "fourth", "least deprived"]
share  = SHARE
DEPRIVATION

[[attribute]]
name    = "ethnicity"
ordered = false
levels  = ["White", "Asian", "Black"]
share   = [0.7, 0.2, 0.1]
ETHNICITY

[[service]]
name         = "hip and knee"
referrals    = { per_week = 20 }
waiting      = { bands_weeks = [0, 18, 52], count = [150, 60, 10] }
removal      = { per_week = 0.01 }
after_missed = { rebook = 0.6, to = "back of the queue", patience = "redrawn" }
misses_appointment = 0.1
CAPACITY
MORE
[[service.urgency]]
name = "P2"
share = 0.2
target = "4 weeks"
[[service.urgency]]
name = "P3"
share = 0.3
target = "13 weeks"
[[service.urgency]]
name = "P4"
share = 0.5
target = "52 weeks"
"#;

const SLOTS: &str = "slots = { per_week = 18 }";
const SERVERS: &str = "servers = { count = 2, service = { kind = \"constant\", value = \"0.74 days\" } }";

#[derive(Clone, Copy)]
struct Text<'a> {
    discipline: &'a str,
    replications: u64,
    share: [f64; 5],
    deprivation: &'a str,
    ethnicity: &'a str,
    capacity: &'a str,
    more: &'a str,
}

const PLAIN: Text<'static> = Text {
    discipline: "{ kind = \"first come\" }",
    replications: 1,
    share: [0.2; 5],
    deprivation: "",
    ethnicity: "",
    capacity: SLOTS,
    more: "",
};

impl Text<'_> {
    fn try_load(&self) -> Result<Scenario, Vec<queuity::error::Problem>> {
        let text = BASE
            .replace("DISCIPLINE", self.discipline)
            .replace("REPLICATIONS", &self.replications.to_string())
            .replace("SHARE", &format!("{:?}", self.share))
            .replace("DEPRIVATION", self.deprivation)
            .replace("ETHNICITY", self.ethnicity)
            .replace("CAPACITY", self.capacity)
            .replace("MORE", self.more);
        compile::load(&text, &Registry::shipped())
    }

    fn load(&self) -> Scenario {
        self.try_load().unwrap_or_else(|p| panic!("{p:#?}"))
    }

    fn run(&self) -> (Scenario, Outcome, Vec<PatientRow>) {
        let scenario = self.load();
        let mut rows = Rows::default();
        let outcome = run_with_patients(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false), &mut rows).unwrap();
        (scenario, outcome, rows.0)
    }
}

#[derive(Default)]
struct Rows(Vec<PatientRow>);

impl PatientSink for Rows {
    fn part(&mut self, _: usize, _: u64, _: usize, rows: &[PatientRow]) -> std::io::Result<()> {
        self.0.extend_from_slice(rows);
        Ok(())
    }
}

/// The true and the recorded level of an attribute.
fn levels(scenario: &Scenario, row: &PatientRow, attribute: usize) -> (usize, usize) {
    let model = &scenario.variants[0].model;
    let (class, recorded) = (usize::from(row.class) / 3, usize::from(row.recorded) / 3);
    (model.population.level(class, attribute), model.recorded().level(recorded, attribute))
}

/// All rows of a matrix alike: what is recorded says nothing of the truth, so the truth can change under a fixed record.
fn blind() -> String {
    let names = ["most deprived", "second", "middle", "fourth", "least deprived"];
    let shares = [0.3, 0.1, 0.2, 0.15, 0.25];
    let rows = names.iter().enumerate().map(|(truth, name)| {
        let others = (0..5).filter(|&l| l != truth).map(|l| format!("\"{}\" = {}", names[l], shares[l]));
        format!("\"{name}\" = {{ {} }}", others.collect::<Vec<_>>().join(", "))
    });
    format!("[attribute.recorded]\nmissing = 0.25\nmiscoded = {{ {} }}\n", rows.collect::<Vec<_>>().join(", "))
}

/// No discipline can see a true level: the true levels change under fixed recorded ones, and nothing in the order of calls moves. And
/// every discipline runs where levels are not recorded, under every rule for them.
#[test]
fn no_discipline_sees_a_true_level() {
    let registry = Registry::shipped();
    let rules = ["\"own group\"", "\"as reference\"", "\"share out\"", "{ impute_from = \"ethnicity\" }"];
    let (mut ran, mut moved) = (0, 0);
    for kind in registry.iter() {
        let example = kind.example().trim().lines().map(str::trim).collect::<Vec<_>>().join(", ");
        let discipline =
            format!("{{ kind = \"{}\"{}{example} }}", kind.name(), if example.is_empty() { "" } else { ", " });
        for (i, capacity) in [SLOTS, SERVERS].into_iter().enumerate() {
            let mut seen = Vec::new();
            for rule in if i == 0 { &rules[..] } else { &rules[..1] } {
                let deprivation = format!("{}unknown = {rule}", blind());
                let text = Text { discipline: &discipline, deprivation: &deprivation, capacity, ..PLAIN };
                if let Err(problems) = text.try_load() {
                    // Some disciplines are for slots or for servers only.
                    assert!(problems.iter().all(|p| p.path.starts_with("discipline")), "{problems:#?}");
                    continue;
                }
                let (scenario, _, one) = text.run();
                let (_, _, other) = Text { share: [0.6, 0.1, 0.1, 0.1, 0.1], ..text }.run();
                let facts = |rows: &[PatientRow]| -> Vec<(PersonId, i64, u16, Status)> {
                    rows.iter().map(|r| (r.id, r.end, r.recorded, r.status)).collect()
                };
                assert_eq!(facts(&one), facts(&other), "{discipline} {rule}");
                assert!(one.iter().zip(&other).any(|(a, b)| a.class != b.class), "the truth did change");
                assert!(one.iter().any(|r| levels(&scenario, r, 0).1 == 5), "some are not recorded");
                ran += 1;
                seen.push(facts(&one));
            }
            moved += usize::from(seen.windows(2).any(|w| w[0] != w[1]));
        }
        assert!(ran > 0, "{} ran", kind.name());
    }
    assert!(moved >= 3, "the rule for \"not recorded\" moves calls of disciplines that look at the attribute");
}

/// A recording model leaves every other draw alone; one that records everything right changes nothing at all.
#[test]
fn recording_leaves_all_other_draws_alone() {
    let (_, plain, without) = PLAIN.run();
    let ethnicity = "[attribute.recorded]\nmissing = { default = 0.1, ethnicity = { Black = 0.4 } }\nmiscoded = { Asian = { White = 0.2 } }";
    let (_, recorded, with) = Text { ethnicity, ..PLAIN }.run();
    let facts = |r: &PatientRow| (r.id, r.clock_start, r.end, r.class, r.missed, r.status);
    assert_eq!(without.iter().map(facts).collect::<Vec<_>>(), with.iter().map(facts).collect::<Vec<_>>());
    // All figures that were there are there still, with the same bits.
    let read = |o: &Outcome, i: usize| o.cells[0][0].as_ref().unwrap().get(i).unwrap();
    for (i, row) in plain.layout.in_words().enumerate() {
        let same = recorded.layout.in_words().position(|r| {
            (r.service, r.set, r.measure, r.attribute, r.group)
                == (row.service, row.set, row.measure, row.attribute, row.group)
        });
        assert_eq!(read(&plain, i), read(&recorded, same.unwrap()), "{} {}", row.measure, row.group);
    }
    assert!(recorded.layout.rows.len() > plain.layout.rows.len());
    let right = "[attribute.recorded]\nmissing = 0.0";
    assert_eq!(
        Text { ethnicity: right, ..PLAIN }.run().2.iter().map(facts).collect::<Vec<_>>(),
        without.iter().map(facts).collect::<Vec<_>>()
    );
}

/// Shares that are missing and confused, by true level and service, within five standard errors.
#[test]
fn the_record_is_wrong_as_often_as_the_scenario_says() {
    let ethnicity = "[attribute.recorded]\nmissing = { ethnicity = { White = 0.1, Asian = 0.3, Black = 0.5 } }\n\
                     miscoded = { Asian = { White = 0.2, Black = 0.1 } }";
    let mut text = Text { ethnicity, replications: 12, ..PLAIN };
    let known = [[1.0, 0.0, 0.0], [0.2, 0.7, 0.1], [0.0, 0.0, 1.0]];
    for (more, missing) in [("", [0.1, 0.3, 0.5]), ("not_recorded = { ethnicity = 0.35 }\n", [0.35; 3])] {
        text.more = more;
        let (scenario, _, rows) = text.run();
        let mut counts = [[0_u32; 4]; 3];
        for row in &rows {
            let (truth, recorded) = levels(&scenario, row, 1);
            counts[truth][recorded] += 1;
            assert_eq!(levels(&scenario, row, 0).0, levels(&scenario, row, 0).1, "deprivation is recorded right");
        }
        for (truth, found) in counts.iter().enumerate() {
            let n = f64::from(found.iter().sum::<u32>());
            assert!(n > 1000.0, "{n} people are enough to tell");
            for (recorded, &count) in found.iter().enumerate() {
                let p = if recorded == 3 { missing[truth] } else { (1.0 - missing[truth]) * known[truth][recorded] };
                let off = (f64::from(count) / n - p).abs();
                assert!(
                    off <= 5.0 * (p * (1.0 - p) / n).sqrt(),
                    "{more} {truth} as {recorded}: {count} of {n}, not {p}"
                );
            }
        }
    }
}

fn find(outcome: &Outcome, cell: usize, measure: &str, attribute: &str, group: &str) -> Settled {
    let rows = outcome.layout.in_words().enumerate().filter(|(_, r)| {
        (r.service, r.set, r.measure, r.attribute, r.group) == ("all", AnalysisSet::Joined, measure, attribute, group)
    });
    let found: Vec<usize> = rows.map(|(i, _)| i).collect();
    assert_eq!(found.len(), 1, "{measure} {attribute} {group}");
    outcome.cells[0][cell].as_ref().unwrap().get(found[0]).unwrap()
}

/// Figures by recorded level are those counted by hand over the pathways; the bounds hold the true gap where the record is not wrong.
#[test]
fn recorded_figures_and_bounds_against_a_count_by_hand() {
    let ethnicity = "[attribute.recorded]\nmissing = { ethnicity = { White = 0.05, Asian = 0.2, Black = 0.4 } }";
    // Those who are not recorded wait longest, so the record hides it.
    let discipline =
        "{ kind = \"strict\", by = \"ethnicity\", order = [\"White\", \"Asian\", \"Black\", \"not recorded\"] }";
    let text = Text { discipline, ethnicity, replications: 1, ..PLAIN };
    let (scenario, outcome, rows) = text.run();
    let cohort: Vec<&PatientRow> = rows
        .iter()
        .filter(|r| {
            r.id.source() != queuity::ids::Source::Today
                && r.clock_start < outcome.scope.horizon - outcome.scope.follow_up
        })
        .collect();
    let quick = |r: &&&PatientRow| {
        r.status == Status::Treated
            && r.end / (WEEK / 7) - r.clock_start.div_euclid(WEEK / 7) <= 126
            && r.end < r.clock_start + outcome.scope.follow_up
    };
    let share = |keep: &dyn Fn(usize, usize) -> bool| {
        let of: Vec<&&PatientRow> = cohort
            .iter()
            .filter(|r| {
                let (t, s) = levels(&scenario, r, 1);
                keep(t, s)
            })
            .collect();
        (of.iter().filter(|r| quick(r)).count() as f64, of.len() as f64)
    };
    let name = "treated_within_18w";
    for (level, word) in ["White", "Asian", "Black", "not recorded"].into_iter().enumerate() {
        let (part, whole) = share(&|_, s| s == level);
        assert_eq!(find(&outcome, 0, name, "ethnicity as recorded", word).value, Ok(part / whole), "{word}");
    }
    let (missing, all) = (share(&|_, s| s == 3).1, cohort.len() as f64);
    assert_eq!(
        find(&outcome, 0, "share_not_recorded", "ethnicity as recorded", "not recorded").value,
        Ok(missing / all)
    );
    let gap = |measure: &str, attribute: &str| find(&outcome, 0, measure, attribute, "Black").value.unwrap();
    let p = |(part, whole): (f64, f64)| part / whole;
    let truth = p(share(&|t, _| t == 2)) - p(share(&|t, _| t == 0));
    let recorded = p(share(&|_, s| s == 2)) - p(share(&|_, s| s == 0));
    assert!((gap("treated_within_18w.gap", "ethnicity") - truth).abs() < 1e-12);
    assert!((gap("treated_within_18w.gap", "ethnicity as recorded") - recorded).abs() < 1e-12);
    let (low, high) = (
        gap("treated_within_18w.gap_lowest", "ethnicity as recorded"),
        gap("treated_within_18w.gap_highest", "ethnicity as recorded"),
    );
    assert!(low <= truth && truth <= high && low <= recorded && recorded <= high, "{low} {truth} {recorded} {high}");
    assert!((truth - recorded).abs() > 0.01 && high - low > 0.1, "{low} {truth} {recorded} {high}");
}

/// Variants may differ in the rule for "not recorded" and in how much is recorded; figures of the record stay those of the record.
#[test]
fn variants_may_differ_in_what_is_recorded_and_in_the_rule() {
    let more = "[[variant]]\nname = \"own group\"\n\
                [[variant]]\nname = \"share out\"\nset = { \"attribute[ethnicity].recorded.unknown\" = \"share out\" }\n\
                [[variant]]\nname = \"complete\"\nset = { \"attribute[ethnicity].recorded.missing\" = 0.0 }\n";
    let text = Text {
        discipline: "{ kind = \"strict\", by = \"ethnicity\", order = [\"Black\", \"Asian\", \"White\", \"not recorded\"] }",
        ethnicity: "[attribute.recorded]\nmissing = 0.3",
        ..PLAIN
    };
    assert!(text.try_load().is_ok());
    let whole = BASE.replace("target = \"52 weeks\"\n", &format!("target = \"52 weeks\"\n\n{more}"));
    let whole = whole
        .replace("DISCIPLINE", text.discipline)
        .replace("REPLICATIONS", "1")
        .replace("SHARE", "[0.2, 0.2, 0.2, 0.2, 0.2]")
        .replace("DEPRIVATION", "report = false")
        .replace("ETHNICITY", text.ethnicity)
        .replace("CAPACITY", SLOTS)
        .replace("MORE", "");
    let scenario = compile::load(&whole, &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let outcome =
        run_with_patients(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false), &mut Rows::default()).unwrap();
    let at = outcome.layout.in_words().position(|r| r.measure == "share_not_recorded" && r.service == "all").unwrap();
    let share = |v: usize| outcome.cells[v][0].as_ref().unwrap().get(at).unwrap().value.unwrap();
    // By name: complete, own group, share out.
    assert!(share(1) > 0.2 && share(1) == share(2) && share(0) == 0.0);
    let headline = (outcome.layout.in_words())
        .position(|r| r.measure == "weeks_untreated.gap" && r.attribute == "ethnicity" && r.group == "Black")
        .unwrap();
    let gap = |v: usize| outcome.cells[v][0].as_ref().unwrap().get(headline).unwrap().value.unwrap();
    assert!(gap(0) != gap(1) && gap(1) != gap(2), "the rule and the record move the queue");
    // What is only a criterion is not broken down.
    assert!(outcome.layout.in_words().all(|r| r.attribute != "deprivation"));
    assert!(outcome.series_layout.keys.iter().all(|k| outcome.layout.words(&k.figure).attribute != "deprivation"));
}

/// How those are booked whose level is not recorded.
#[test]
fn rules_for_not_recorded_book_as_they_say() {
    use queuity::people::{Draw, Window};
    use queuity::rng::Key;
    for (rule, name) in [("\"as reference\"", 0), ("\"share out\"", 1), ("{ impute_from = \"deprivation\" }", 2)] {
        let ethnicity = format!(
            "[attribute.recorded]\nmissing = {{ deprivation = {{ \"most deprived\" = 0.5, second = 0.2, middle = 0.2, fourth = 0.2, \"least deprived\" = 0.1 }} }}\nunknown = {rule}\n\
             miscoded = {{ White = {{ Asian = 0.1 }} }}"
        );
        let scenario = Text { ethnicity: &ethnicity, ..PLAIN }.load();
        let model = &scenario.variants[0].model;
        let service = &model.services[0];
        let (mut window, mut people) = (Window::default(), Vec::new());
        for replication in 0..20 {
            let draw = Draw { key: Key::new(5, replication), population: &model.population, service, beyond: 0 };
            for week in 0..60 {
                draw.referrals(week, 60 * WEEK, &mut window);
                people.extend(window.people.iter().map(|p| (*p, draw.booked(p))));
                assert!(window.people.iter().all(|p| draw.booked(p) == draw.booked(p)));
            }
        }
        let level = |class: u16| model.recorded().level(usize::from(class) / 3, 1);
        let (mut counts, mut unknown) = ([0_u32; 4], 0);
        for (person, booked) in &people {
            assert_eq!(person.recorded % 3, booked % 3, "the urgency stays");
            if level(person.recorded) == 3 {
                unknown += 1;
                counts[level(*booked)] += 1;
            } else {
                assert_eq!(person.recorded, *booked);
            }
        }
        assert!(unknown > 4000);
        // White 0.63, Asian 0.27, Black 0.1 of those recorded, in every area.
        let expected = if name == 0 { [1.0, 0.0, 0.0, 0.0] } else { [0.63, 0.27, 0.1, 0.0] };
        for (count, p) in counts.into_iter().zip(expected) {
            let off = (f64::from(count) / f64::from(unknown) - p).abs();
            assert!(off <= 5.0 * (p * (1.0 - p) / f64::from(unknown)).sqrt(), "{rule}: {count} of {unknown}, not {p}");
        }
    }
}

/// What is imputed from the area follows the area, where groups live in different areas.
#[test]
fn imputation_follows_the_other_attribute() {
    use queuity::people::{Draw, Window};
    use queuity::rng::Key;
    let text = r#"
queuity = 1
[scenario]
horizon = "20 weeks"
[[attribute]]
name = "area"
ordered = false
levels = ["north", "south"]
[[attribute]]
name = "ethnicity"
ordered = false
levels = ["a", "b"]
[attribute.recorded]
missing = 0.4
unknown = { impute_from = "area" }
[population]
share = [{ area = "north", ethnicity = "a", share = 0.5 }, { area = "south", ethnicity = "b", share = 0.5 }]
[[service]]
name = "list"
referrals = { per_week = 50 }
slots = { every = "1 week", count = 40 }
"#;
    let scenario = compile::load(text, &Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let model = &scenario.variants[0].model;
    let draw = Draw { key: Key::new(1, 0), population: &model.population, service: &model.services[0], beyond: 0 };
    let (mut window, mut unknown) = (Window::default(), 0);
    for week in 0..20 {
        draw.referrals(week, 20 * WEEK, &mut window);
        for person in &window.people {
            // In each area there is one group only, so what is imputed is always right.
            let recorded = model.recorded();
            let booked = usize::from(draw.booked(person));
            assert_eq!(recorded.level(booked, 1), recorded.level(booked, 0));
            unknown += usize::from(recorded.level(usize::from(person.recorded), 1) == 2);
        }
    }
    assert!(unknown > 300);
}
