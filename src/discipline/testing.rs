//! Small settings and views for the tests of disciplines.

use serde_json::Value;

use super::*;
use crate::error::Problem;
use crate::population::{Population, Urgency};
use crate::time::DAY;

pub(super) fn setting_with<'a>(population: &'a Population, urgencies: &'a [Urgency], slotted: bool) -> Setting<'a> {
    Setting { population, urgencies, slotted }
}

fn try_build(kind: &str, json: &str) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
    let (population, urgencies) = parameters::tests::population();
    let setting = setting_with(&population, &urgencies, kind != "shortest job");
    let registry = Registry::shipped();
    registry.get(kind).unwrap().build(&serde_json::from_str(json).unwrap(), &setting, &registry)
}

/// The discipline of a kind with these parameters.
pub(super) fn build(kind: &str, json: &str) -> Arc<dyn Discipline> {
    try_build(kind, json).unwrap()
}

/// The problems of these parameters.
pub(super) fn problems(kind: &str, json: &str) -> Vec<Problem> {
    try_build(kind, json).unwrap_err()
}

/// One person in each lane, by day of the clock start.
pub(super) fn heads(days: &[i64]) -> Vec<Head> {
    let head = |(number, day): (u64, &i64)| Head { seniority: day * DAY, clock_start: day * DAY, number };
    (0..).zip(days).map(head).collect()
}

/// The lane picked on a day.
pub(super) fn pick(discipline: &dyn Discipline, day: i64, heads: &[Head]) -> Option<usize> {
    let counts = vec![1; heads.len()];
    match discipline.ranker().pick(&View::new(day * DAY, 0, heads, &counts)) {
        Pick::Lane(lane) => Some(lane),
        _ => None,
    }
}

#[test]
fn too_many_lanes_are_refused_with_the_product() {
    let attribute = |n: usize| crate::population::Attribute {
        name: format!("a{n}"),
        levels: (0..n).map(|l| l.to_string()).collect(),
        ordered: true,
        reference: 0,
    };
    let population = Population { attributes: vec![attribute(90), attribute(50)] };
    let urgencies = vec![Urgency { name: "all".into(), target_days: 126 }];
    let setting = setting_with(&population, &urgencies, true);
    let problems = Lanes::by(&setting, |group, _| group).unwrap_err();
    assert!(problems[0].message.contains("1 of urgency x 90 of a90 x 50 of a50"), "{}", problems[0]);
    let (lanes, keys) = Lanes::by(&setting, |group, _| group % 4096).unwrap();
    assert_eq!((lanes.count, keys.len()), (4096, 4096));
}

#[test]
fn a_discipline_is_built_from_its_table_or_its_name() {
    let (population, urgencies) = parameters::tests::population();
    let setting = setting_with(&population, &urgencies, true);
    let registry = Registry::shipped();
    let problem = |table: Value| registry.build(&table, &setting).unwrap_err().remove(0);
    assert!(registry.build(&"due date".into(), &setting).is_ok());
    assert!(registry.build(&serde_json::json!({ "kind": "strict" }), &setting).is_ok());
    assert_eq!(problem(serde_json::json!({ "kind": "firstcome" })).help, "did you mean `first come`?");
    assert_eq!((problem(serde_json::json!({})).code, problem(serde_json::json!(3)).code), ("Q0302", "Q0303"));
    assert_eq!(problem(serde_json::json!({ "kind": 3 })).path, "kind");
}
