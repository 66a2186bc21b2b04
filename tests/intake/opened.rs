//! How people are opened whose bands were joined because they are few: the list as a whole keeps its shares, and nothing of few people is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::date;
use queuity::intake::{Imported, Options};
use queuity::people::Draw;
use queuity::rng::Key;
use queuity::time::DAY;

use crate::intake::{file, runs, told};

/// Numbers that follow no rule (Lehmer 1951).
struct Luck(u64);

impl Luck {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64 + 0.5) / (1_u64 << 31) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}

/// Waits in days with levels of three attributes; the first of the first attribute waits longer.
fn people(many: usize) -> Vec<(u32, [usize; 3])> {
    let mut luck = Luck(7);
    (0..many)
        .map(|_| {
            let levels = [luck.below(5), luck.below(5), luck.below(2)];
            let mean = if levels[0] == 0 { 200.0 } else { 140.0 };
            ((-mean * queuity::distributions::log(luck.unit())) as u32, levels)
        })
        .collect()
}

fn imported(people: &[(u32, [usize; 3])]) -> Imported {
    let mut text = String::from("Referral date,IMD quintile,Ethnicity,Sex\n");
    for (days, [a, b, c]) in people {
        let ethnicity = ["White", "Asian", "Black", "Mixed", "Other"][*b];
        let _ = writeln!(
            text,
            "{},{},{ethnicity},{}",
            date(2026, 1, 31).checked_sub(i64::from(*days).days()).unwrap(),
            a + 1,
            ["F", "M"][*c]
        );
    }
    let options =
        Options { mapping: queuity::intake::Mapping::parse("date = \"2026-01-31\"").unwrap(), ..Options::default() };
    let imported = told(&[file("list.csv", text.as_bytes())], &options).unwrap_or_else(|e| panic!("{e}"));
    runs(&imported);
    imported
}

/// Parts of the opening list over 18 and over 52 weeks.
fn opening(imported: &Imported) -> [f64; 2] {
    let loaded = queuity::compile::load(&imported.scenario, &queuity::discipline::Registry::shipped()).unwrap();
    let model = &loaded.variants[0].model;
    let key = Key::new(model.seed, 0);
    let draw = Draw { key, population: &model.population, service: &model.services[0], beyond: 0 };
    let days: Vec<i64> = draw.today().iter().map(|(p, _)| -p.clock_start / DAY).collect();
    [126, 364].map(|limit| days.iter().filter(|d| **d > limit).count() as f64 / days.len() as f64)
}

#[test]
fn a_list_by_three_columns_opens_with_its_own_shares() {
    for many in [400, 2_227, 6_000] {
        let people = people(many);
        let imported = imported(&people);
        let own = [126, 364].map(|limit| people.iter().filter(|p| p.0 > limit).count() as f64 / many as f64);
        let found = opening(&imported);
        for (own, found) in own.into_iter().zip(found) {
            let near = if many < 1_000 { 0.04 } else { 0.015 };
            assert!((own - found).abs() < near, "{many}: {own:.4} {found:.4}\n{}", imported.scenario);
        }
        let service = &imported.counts.services[0];
        assert!(!service.spreads.is_empty() && imported.scenario.contains("spread = ["), "{}", imported.scenario);
        assert!(imported.understood.iter().any(|l| l.contains("gaps between their groups are smaller")));
        // The share within a limit can be told again, where no part lies across it.
        if many > 2_000 {
            let within = imported.counts.within(service, 18.0).unwrap() as f64 / service.people() as f64;
            assert!((within - (1.0 - own[0])).abs() < 0.015, "{within} {own:?}");
        }
    }
}

/// Sets of people of whom a spread is told have nobody in common, and each of its parts holds eight people or more.
#[test]
fn no_part_of_a_spread_is_of_few_people() {
    for many in [60, 200, 900, 2_227] {
        let imported = imported(&people(many));
        for service in &imported.counts.services {
            let mut of_run: BTreeMap<(usize, usize), u64> = BTreeMap::new();
            for (waiting, runs) in service.waiting.iter().zip(&service.runs) {
                for run in runs.iter().filter(|r| r.0 < r.1) {
                    *of_run.entry(*run).or_default() += waiting.1[run.0];
                }
            }
            for spread in &service.spreads {
                assert!(spread.parts.len() > 1 && spread.parts.iter().all(|p| p.2 == 0 || p.2 >= 10), "{spread:?}");
                let all: u64 = spread.parts.iter().map(|p| p.2).sum();
                // Each of the two is rounded number by number.
                let many = spread.parts.len() as u64 + service.waiting.len() as u64;
                assert!(all.abs_diff(of_run[&spread.run]) <= 3 * many, "{spread:?} {of_run:?}");
            }
        }
    }
}
