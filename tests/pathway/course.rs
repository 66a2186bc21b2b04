//! The clinical course against its closed forms.

use queuity::engine::{Departures, Nobody, run};
use queuity::stat::interval::t_interval;
use queuity::tally::{Exit, Tally};

use crate::pathway::model;

const URGENCIES: &str = "urgency = [{ name = \"P2\", share = 0, target = \"4 weeks\" }, \
    { name = \"P3\", share = 0, target = \"13 weeks\" }, { name = \"P4\", share = 1, target = \"52 weeks\" }]\n";

/// Five thousand people at day 0 and no slots.
fn text(course: &str) -> String {
    format!(
        "queuity = 1\n[scenario]\nhorizon = \"140 days\"\naudit = \"none\"\n[discipline]\nkind = \"strict\"\n\
         [[service]]\nname = \"list\"\n{URGENCIES}slots = {{ every = \"1 week\", count = 0 }}\n\
         waiting = {{ count = 5000, wait = {{ kind = \"constant\", value = \"0 days\" }} }}\n{course}"
    )
}

fn shares(course: &str, read: impl Fn(&Tally) -> Vec<f64>) -> Vec<(f64, f64)> {
    let model = model(&text(course));
    let runs: Vec<Vec<f64>> =
        (0..60).map(|r| read(&run(&model, 0, r, Departures::Lazy, Nobody).expect("no guard").0)).collect();
    (0..runs[0].len())
        .map(|i| {
            let v: Vec<f64> = runs.iter().map(|r| r[i]).collect();
            let i = t_interval(&v, 0.9999).expect("replications");
            (i.mean, i.half_width)
        })
        .collect()
}

fn near(found: &[(f64, f64)], expected: &[f64]) {
    for ((mean, half), expected) in found.iter().zip(expected) {
        assert!((mean - expected).abs() <= *half && *half < 0.05 * expected, "{mean} +- {half}, expected {expected}");
    }
}

/// After 20 weeks the classes are those of the 20th power of the week's matrix.
#[test]
fn classes_follow_the_matrix_of_a_week() {
    // A direct way from P4 to P2 of a week's chain must be written down for rates to exist.
    let course =
        "[service.course.deterioration.weekly_probability]\nP4 = { P3 = 0.04, P2 = 0.002 }\nP3 = { P2 = 0.03 }\n";
    let q = [[1.0, 0.0, 0.0], [0.03, 0.97, 0.0], [0.002, 0.04, 0.958]];
    let mut row = [0.0, 0.0, 1.0];
    for _ in 0..20 {
        row = std::array::from_fn(|to| (0..3).map(|from| row[from] * q[from][to]).sum());
    }
    let found = shares(course, |t| {
        let at = |c: usize| t.classes[c].as_ref().map_or(0, |c| c.waiting) as f64 / 5000.0;
        vec![at(0), at(1), at(2)]
    });
    near(&found, &row);
}

#[test]
fn hazards_compete() {
    let course = "course = { death = { per_week = 0.01 }, emergency = { per_week = 0.02, by_urgency = { P4 = 0.5 } }, \
                  private = { per_year = 0.365 } }\nremoval = { per_week = 0.02 }\n";
    // Rates per week: death 0.01, emergency 0.01, private 0.007, removal 0.02, over 20 weeks less the last second.
    let rates = [0.01, 0.01, 0.007, 0.02];
    let all: f64 = rates.iter().sum();
    let gone = 1.0 - libm_exp(-all * 20.0);
    let found = shares(course, |t| {
        let sum = |f: &dyn Fn(&queuity::tally::ClassTally) -> u64| {
            t.classes.iter().flatten().map(|c| f(c)).sum::<u64>() as f64 / 5000.0
        };
        vec![
            sum(&|c| c.exits[Exit::Died]),
            sum(&|c| c.exits[Exit::Emergency]),
            sum(&|c| c.exits[Exit::Private]),
            sum(&|c| c.exits[Exit::Removed]),
            sum(&|c| c.waiting),
        ]
    });
    let expected: Vec<f64> = rates.iter().map(|r| r / all * gone).chain([1.0 - gone]).collect();
    near(&found, &expected);
}

/// exp by its series, so that the test leans on nothing of the library.
fn libm_exp(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..200 {
        term *= x / f64::from(k);
        sum += term;
    }
    sum
}
