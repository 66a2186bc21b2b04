//! `queuity check`: what is wrong with a scenario, and what a run of it would do, before anything runs.

use serde_json::json;

use super::arguments::{Check, Output};
use super::estimate::{Estimate, Need, Ways};
use super::exit::Failure;
use super::guard::seconds;
use super::limits::shown;
use super::table::{self, Table};
use super::{compare, input, load, print};
use crate::error::Problem;
use crate::experiment::Plan;
use crate::scenario::forecast::Forecast;
use crate::scenario::{self, Overrides, Scenario};

/// Prints all problems, or the plan: size, time, memory and disk, and the load and drift of each list.
pub(crate) fn check(arguments: &Check, output: &Output) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let overrides = Overrides { replications: arguments.replications, ..Overrides::default() };
    let scenario = load::load_with(&input, &overrides, output)?;
    let plan = Plan::of(&scenario);
    let layout = compare::layout(&plan, &scenario, &input, output)?;
    let forecast = scenario::forecast(&scenario);
    let warnings: Vec<Problem> = scenario.warnings.iter().chain(&forecast.warnings).cloned().collect();
    load::warn(&input, &warnings, output);
    let threads = compare::threads(arguments.threads, output);
    let ways = Ways { threads, replications: plan.replications, files: true, people: None };
    let need = Estimate::new(&plan, &layout, &scenario, &forecast).need(&ways);
    if output.json {
        let lists: Vec<_> = forecast
            .lists
            .iter()
            .map(|l| {
                json!({
                    "variant": l.variant, "service": l.service, "stage": l.stage, "waiting": l.waiting, "load": l.load,
                    "growth_per_week": l.growth_per_week, "drift_31_days": l.drift_31_days,
                    "urgent_backlog_weeks": l.urgent_backlog_weeks,
                })
            })
            .collect();
        let problems: Vec<_> = warnings
            .iter()
            .map(|p| json!({ "code": p.code, "path": p.path, "message": p.message, "help": p.help }))
            .collect();
        let value = json!({
            "title": scenario.settings.title, "cells": forecast.cells, "events": forecast.events(),
            "estimated_seconds": need.seconds, "threads": threads, "estimated_bytes": need.memory,
            "estimated_disk_bytes": need.disk, "lists": lists, "warnings": problems,
            "assumptions": scenario.assumptions.len(),
        });
        return print(format!("{value:#}\n").as_bytes());
    }
    print(text(&scenario, &forecast, threads, &need).as_bytes())
}

fn text(scenario: &Scenario, forecast: &Forecast, threads: usize, need: &Need) -> String {
    let width = table::width();
    let model = &scenario.variants[0].model;
    let weeks = |t: i64| t as f64 / crate::time::WEEK as f64;
    let mut out = format!("{}\n", table::wrap(&scenario.settings.title, width));
    let cohort = format!(
        "Horizon {:.1} weeks, counted from week {:.1}. Cohort: everybody referred from {} to {}, followed for {:.1} weeks.",
        weeks(model.horizon),
        weeks(model.warm_up),
        scenario.settings.date(crate::time::day(model.warm_up)),
        scenario.settings.date(crate::time::day(model.horizon - model.follow_up) - 1),
        weeks(model.follow_up),
    );
    out.push_str(&table::wrap(&cohort, width));
    let size = format!(
        "{} cells (variants x replications), about {} events: about {} on {threads} thread{}, {} of memory, {} of disk with --out.",
        forecast.cells,
        round(forecast.events()),
        seconds(need.seconds),
        if threads == 1 { "" } else { "s" },
        shown(need.memory),
        shown(need.disk),
    );
    out.push_str(&format!("\n{}\n\n", table::wrap(&size, width)));
    // Under most policies the lists look alike: those of the first variant, and of others where they differ.
    let mut lists =
        Table::new(["list", "waiting", "load", "growth a week", "drift in 31 days", "urgent backlog, weeks"]);
    let reference = &scenario.variants[scenario.settings.reference].name;
    for list in &forecast.lists {
        let base = forecast
            .lists
            .iter()
            .find(|l| l.variant == *reference && l.service == list.service && l.stage == list.stage);
        let own = list.variant == *reference;
        let differs = base.is_none_or(|b| {
            (b.growth_per_week - list.growth_per_week).abs() > 1e-9
                || (b.drift_31_days - list.drift_31_days).abs() > 1e-9
        });
        if own || differs {
            let name = match &list.stage {
                Some(stage) => format!("{}: {stage}", list.service),
                None => list.service.clone(),
            };
            let name = if own { name } else { format!("{name} ({})", list.variant) };
            lists.row([
                name,
                list.waiting.to_string(),
                list.load.map_or_else(|| "no capacity".into(), |l| format!("{l:.3}")),
                format!("{:+.1}", list.growth_per_week),
                format!("{:+.1}", list.drift_31_days),
                format!("{:.1}", list.urgent_backlog_weeks),
            ]);
        }
    }
    let (waiting, drift) = forecast
        .lists
        .iter()
        .filter(|l| l.variant == *reference)
        .fold((0, 0.0), |(w, d), l| (w + l.waiting, d + l.drift_31_days));
    if model.services.iter().map(|s| s.stages.len()).sum::<usize>() > 1 {
        lists.row([
            "all".to_string(),
            waiting.to_string(),
            String::new(),
            String::new(),
            format!("{drift:+.1}"),
            String::new(),
        ]);
    }
    out.push_str(&lists.render(width));
    if !scenario.assumptions.is_empty() {
        out.push_str(&format!("\n{} numbers are stated with a source or a range.\n", scenario.assumptions.len()));
    }
    for line in &scenario.settings.attribution {
        out.push_str(&table::wrap(line, width));
        out.push('\n');
    }
    out.push_str("\nNo errors. Nothing was run.\n");
    out
}

fn round(x: f64) -> String {
    match x {
        x if x >= 1e9 => format!("{:.1} thousand million", x / 1e9),
        x if x >= 1e6 => format!("{:.1} million", x / 1e6),
        x => format!("{x:.0}"),
    }
}
