//! What the measures say, recomputed from the rows of the people's table: one row for each person, a class for each day, and plain
//! counting. Random scenarios with pathways, follow-ups, changes of class, levers, prices and scale; every figure is equal.

pub(crate) mod case;
mod count;
mod told;

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use queuity::experiment::{PatientRow, PatientSink, Plan, run_with_patients};
use queuity::measure::Settled;

use case::Case;
use count::{Counts, Who};

/// The rows of one cell, by service.
#[derive(Default)]
struct Rows(Vec<Vec<PatientRow>>);

impl PatientSink for Rows {
    fn part(&mut self, _variant: usize, _replication: u64, service: usize, rows: &[PatientRow]) -> std::io::Result<()> {
        self.0.resize_with(self.0.len().max(service + 1), Vec::new);
        self.0[service].extend_from_slice(rows);
        Ok(())
    }
}

/// Whether a reading is what was counted; money is rounded by class, and sums of floats may be in another order.
fn agrees(found: Settled, counted: Option<f64>, rounding: f64) -> bool {
    match (found.value.ok(), counted) {
        (None, None) => true,
        (Some(found), Some(counted)) => (found - counted).abs() <= 1e-9 * counted.abs().max(1.0) + rounding,
        _ => false,
    }
}

fn check(case: &Case) {
    let text = case.text();
    let registry = queuity::discipline::Registry::shipped();
    let scenario = match queuity::compile::load(&text, &registry) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems:#?}\n{text}"),
    };
    let model = &scenario.variants[0].model;
    let plan = Plan::new(vec![("base".into(), model)], 1);
    let mut rows = Rows::default();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut rows).expect("a plan");
    assert!(!outcome.is_partial(), "{:?}\n{text}", outcome.reasons());
    let readings = outcome.cells[0][0].as_ref().expect("is done");
    let (mut compared, mut by_urgency) = (0, 0);
    for (row, reading) in outcome.layout.in_words().zip(readings.iter()) {
        let services: Vec<usize> = match row.service {
            "all" => (0..model.services.len()).collect(),
            name => model.services.iter().position(|s| s.name == name).into_iter().collect(),
        };
        let who = match row.attribute {
            "all" => Who::All,
            attribute if attribute.starts_with("urgency") => {
                let (urgency, level) = row.group.split_once(" x ").map_or((row.group, None), |(u, l)| (u, Some(l)));
                let urgencies = &model.services[0].urgencies;
                let urgency = urgencies.iter().position(|u| u.name == urgency).expect("an urgency");
                let level = level.map(|level| {
                    let attribute = attribute.strip_prefix("urgency x ").expect("an attribute");
                    let a = model.population.attributes.iter().position(|x| x.name == attribute).expect("an attribute");
                    let levels = &model.population.attributes[a].levels;
                    (a, levels.iter().position(|x| *x == level).expect("a level"))
                });
                by_urgency += 1;
                Who::Urgency(urgency, level)
            }
            attribute => {
                let Some(a) = model.population.attributes.iter().position(|x| x.name == attribute) else { continue };
                let Some(l) = model.population.attributes[a].levels.iter().position(|x| *x == row.group) else {
                    continue;
                };
                Who::Level(a, l)
            }
        };
        if row.measure.contains(".gap") || row.measure.contains(".sii") {
            continue;
        }
        let counts = Counts::of(model, &rows.0, &services, who);
        let Some(counted) = counts.measure(row.set, row.measure) else { continue };
        // Counts, amounts and money are told in full.
        let full = if ["share", "weeks", "days"].contains(&row.unit) { 1.0 } else { model.scale };
        let counted = counted.map(|value| value * full);
        compared += 1;
        let is_rounded = ["cost", "harm"].iter().any(|word| row.measure.contains(word));
        assert!(
            agrees(reading, counted, if is_rounded { 1e-4 * model.scale } else { 0.0 }),
            "{} {} {:?} {} {}: read {reading:?}, counted {counted:?}\n{text}",
            row.service,
            row.measure,
            row.set,
            row.attribute,
            row.group
        );
    }
    let changes = model.services.iter().any(queuity::model::Service::reclassifies);
    assert_eq!(by_urgency == 0, changes, "rows by urgency where classes do not change\n{text}");
    assert!(compared > 50, "only {compared} figures were compared\n{text}");
    // The weekly series, integer by integer.
    let layout = &outcome.series_layout;
    let sums: Vec<_> = outcome.series[0].iter().collect();
    for (line, key) in layout.keys.iter().enumerate() {
        let opens = key.opens;
        let key = outcome.layout.words(&key.figure);
        if key.measure.contains(".gap") || key.unit != "people" {
            continue;
        }
        let services: Vec<usize> = match key.service {
            "all" => (0..model.services.len()).collect(),
            name => model.services.iter().position(|s| s.name == name).into_iter().collect(),
        };
        let who = match key.attribute {
            "all" => Who::All,
            attribute => {
                let a = model.population.attributes.iter().position(|x| x.name == attribute).expect("an attribute");
                let l = model.population.attributes[a].levels.iter().position(|x| *x == key.group).expect("a level");
                Who::Level(a, l)
            }
        };
        let counts = Counts::of(model, &rows.0, &services, who);
        let Some(counted) = counts.series(key.measure) else { continue };
        for (point, counted) in counted.iter().enumerate().skip(usize::from(!opens)) {
            let found = sums[line * layout.points + point].sum;
            assert_eq!(
                found, *counted,
                "{} {} {} {} at {point}\n{text}",
                key.service, key.measure, key.attribute, key.group
            );
        }
    }
    // One row a person, in one service.
    for (service, rows) in rows.0.iter().enumerate() {
        let mut ids: Vec<u64> = rows.iter().map(|r| r.id.order()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "service {service}: somebody has two rows\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_of_people_is_that_of_the_rows(case in case::cases()) {
        check(&case);
    }
}
