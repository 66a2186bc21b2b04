//! `queuity check`: what is wrong with a scenario, and what a run of it would do, before anything runs.

use serde_json::json;

use super::arguments::Check;
use super::print::print;

use super::exit::Failure;
use super::guard::{self, more, seconds};
use super::limits::shown;
use super::registries::Door;
use super::table::{self, Table};
use super::{compare, input, load, speed};
use crate::forecast::{Forecast, ListForecast, Need, ServiceForecast, Ways};
use crate::scenario::raw::Evidence;
use crate::scenario::{Overrides, Scenario};
use crate::study::Study;

/// Prints all problems, or the plan: size, time, memory and disk, and the load and drift of each list.
pub(crate) fn check(arguments: &Check, door: Door<'_>) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let (replications, ranges) = (arguments.replications, arguments.at_ends.ranges);
    let overrides = Overrides { replications, ranges, ..Overrides::default() };
    let study = load::load_with(&input, &overrides, door)?;
    let (scenario, output, plan) = (study.scenario(), door.output, study.plan());
    let layout = study.layout().map_err(|problems| load::invalid(&input, &problems, output))?;
    let forecast = study.forecast();
    let warnings = study.warnings(&forecast);
    load::warn(&input, &warnings, load::Detail::Full, output);
    let threads = compare::threads(arguments.threads, output);
    let ways = Ways { threads, replications: plan.replications, more: more(&study), files: true, people: None };
    let need = guard::estimate(&study, &layout, &forecast).need(&ways);
    if output.json {
        let lists: Vec<_> = forecast
            .lists
            .iter()
            .map(|l| {
                json!({
                    "variant": l.variant, "service": l.service, "stage": l.stage, "waiting": l.waiting, "load": l.load,
                    "growth_per_week": l.growth_per_week, "drift_31_days": l.drift_31_days,
                    "urgent_backlog_weeks": l.urgent_backlog_weeks, "expected_end": l.end,
                })
            })
            .collect();
        let services: Vec<_> = forecast
            .services
            .iter()
            .map(|s| {
                json!({
                    "variant": s.variant, "service": s.service, "waiting": s.waiting, "expected_end": s.end,
                    "growth_per_week": s.growth_per_week, "late_growth_per_week": s.late_growth_per_week,
                    "drift_31_days": s.drift_31_days, "between_stages_at_end": s.between,
                    "official_clock_moved": s.official_moved,
                })
            })
            .collect();
        let problems: Vec<_> = warnings.iter().map(load::as_json).collect();
        let at_ends = more(&study) * scenario.variants.len() as u64;
        let value = json!({
            "title": scenario.settings.title, "cells": forecast.cells, "cells_at_ends": at_ends, "events": forecast.events(),
            "estimated_seconds": need.seconds(speed::slowness()), "threads": threads, "estimated_bytes": need.memory,
            "estimated_disk_bytes": need.disk, "lists": lists, "services": services,
            "warnings": problems,
            "assumptions": scenario.assumptions.len(), "evidence": scenario.settings.evidence,
        });
        return print(format!("{value:#}\n").as_bytes());
    }
    print(text(&study, &forecast, threads, &need).as_bytes())
}

fn text(study: &Study, forecast: &Forecast, threads: usize, need: &Need) -> String {
    let scenario = study.scenario();
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
    if model.scale != 1.0 {
        let stands = format!("1 simulated person stands for {}; what follows is of real people.", model.scale);
        out.push('\n');
        out.push_str(&table::wrap(&stands, width));
    }
    let at_ends = match more(study) * scenario.variants.len() as u64 {
        0 => String::new(),
        more => format!(" and {more} with a number at an end of its range"),
    };
    let size = format!(
        "{} cells (variants x replications){at_ends}, about {} events: about {} on {threads} thread{}, {} of memory, {} of disk with --out.",
        forecast.cells,
        round(forecast.events()),
        seconds(need.seconds(speed::slowness())),
        if threads == 1 { "" } else { "s" },
        shown(need.memory),
        shown(need.disk),
    );
    out.push_str(&format!("\n{}\n\n", table::wrap(&size, width)));
    out.push_str(&lists(scenario, forecast).render(width));
    for said in [later(scenario, forecast), clocks(scenario, forecast)].into_iter().filter(|said| !said.is_empty()) {
        out.push_str(&format!("{}\n", table::wrap(&said, width)));
    }
    if !scenario.assumptions.is_empty() {
        let count = match scenario.assumptions.len() {
            1 => "1 number is".to_string(),
            n => format!("{n} numbers are"),
        };
        out.push_str(&format!("\n{count} stated with a source or a range.\n"));
    }
    for evidence in &scenario.settings.evidence {
        out.push_str(&shown_evidence(evidence, width));
    }
    for line in &scenario.settings.attribution {
        out.push_str(&table::wrap(line, width));
        out.push('\n');
    }
    out.push_str("\nNo errors. Nothing was run.\n");
    out
}

/// How well a variant reproduces a month: figures as counted beside its own.
fn shown_evidence(evidence: &Evidence, width: usize) -> String {
    let how = if evidence.held_out { "fitted without it" } else { "fitted to it" };
    let who = match (&evidence.attribute, &evidence.level) {
        (Some(attribute), Some(level)) => format!(", {attribute} {level}"),
        _ => String::new(),
    };
    let said = format!(
        "{} in {}{who} ({how}): {}. The waits of those treated are {:.3} apart; up to {:.3} may be called \"as today\" where enough people were treated.",
        evidence.variant,
        evidence.period,
        evidence.verdict.words(),
        evidence.distance.value,
        evidence.allowed.value,
    );
    let mut table = Table::new(["figures as counted, and the model's", "counted", "model"]);
    for figure in &evidence.figures {
        table.row([figure.what.clone(), number(figure.own.value), number(figure.model.value)]);
    }
    let figures = if evidence.figures.is_empty() { String::new() } else { format!("\n\n{}", table.render(width)) };
    format!("\n{}{figures}\n", table::wrap(&crate::error::visible(&said), width))
}

/// People in whole numbers, parts of a whole to four places.
fn number(x: f64) -> String {
    if x.abs() < 1.0 && x != 0.0 { format!("{x:.4}") } else { format!("{x:.0}") }
}

/// The lists: those of the reference, and of other variants where they differ. Under most policies they look alike.
fn lists(scenario: &Scenario, forecast: &Forecast) -> Table {
    let heads = ["list", "waiting", "load", "growth a week", "drift in 31 days", "at the end", "urgent backlog, weeks"];
    let mut out = Table::new(heads);
    let reference = &scenario.variants[scenario.settings.reference].name;
    let row = |name: String, variant: &str| if variant == reference { name } else { format!("{name} ({variant})") };
    let variants = || scenario.variants.iter().filter(|v| v.name == *reference);
    for variant in variants().chain(scenario.variants.iter().filter(|v| v.name != *reference)) {
        let of_reference = |l: &&ListForecast| l.variant == *reference;
        for told in forecast.services.iter().filter(|s| s.variant == variant.name) {
            let lists = forecast.lists.iter().filter(|l| l.variant == told.variant && l.service == told.service);
            let lists: Vec<&ListForecast> = lists.collect();
            let differs = lists.iter().any(|list| {
                let base = forecast.lists.iter().filter(of_reference);
                let base = base.into_iter().find(|l| l.service == list.service && l.stage == list.stage);
                base.is_none_or(|b| {
                    (b.growth_per_week - list.growth_per_week).abs() > 1e-9
                        || (b.drift_31_days - list.drift_31_days).abs() > 1e-9
                        || b.waiting != list.waiting
                })
            });
            if variant.name != *reference && !differs {
                continue;
            }
            for list in &lists {
                let name =
                    list.stage.as_ref().map_or_else(|| list.service.clone(), |s| format!("{}: {s}", list.service));
                out.row([
                    row(name, &variant.name),
                    list.waiting.to_string(),
                    list.load.map_or_else(|| "no capacity".into(), |l| format!("{l:.3}")),
                    format!("{:+.1}", list.growth_per_week),
                    format!("{:+.1}", list.drift_31_days),
                    format!("{:.0}", list.end),
                    format!("{:.1}", list.urgent_backlog_weeks),
                ]);
            }
            if told.between >= 0.5 || told.between_31_days >= 0.5 {
                let weeks = scenario.variants[0].model.horizon as f64 / crate::time::WEEK as f64;
                out.row([
                    row(format!("{}: on the way", told.service), &variant.name),
                    "0".into(),
                    String::new(),
                    format!("{:+.1}", told.between / weeks),
                    format!("{:+.1}", told.between_31_days),
                    format!("{:.0}", told.between),
                    String::new(),
                ]);
            }
        }
    }
    if scenario.variants[0].model.services.iter().map(|s| s.stages.len()).sum::<usize>() > 1 {
        let own: Vec<_> = forecast.services.iter().filter(|s| s.variant == *reference).collect();
        let sum = |of: &dyn Fn(&ServiceForecast) -> f64| own.iter().map(|s| of(s)).sum::<f64>();
        out.row([
            "all".to_string(),
            format!("{:.0}", sum(&|s| s.waiting)),
            String::new(),
            format!("{:+.1}", sum(&|s| s.growth_per_week)),
            format!("{:+.1}", sum(&|s| s.drift_31_days)),
            format!("{:.0}", sum(&|s| s.end)),
            String::new(),
        ]);
    }
    out
}

/// Where a list grows otherwise in the long run than over the horizon: at the start places are empty, and nobody is between stages.
fn later(scenario: &Scenario, forecast: &Forecast) -> String {
    /// Growth that differs by less is alike: people a week, and a part of the list over the horizon.
    const ALIKE: f64 = 0.5;
    const PART: f64 = 0.02;
    let weeks = scenario.variants[0].model.horizon as f64 / crate::time::WEEK as f64;
    let reference = &scenario.variants[scenario.settings.reference].name;
    let differs = |s: &&ServiceForecast| {
        let apart = (s.late_growth_per_week - s.growth_per_week).abs();
        s.variant == *reference && apart > ALIKE && apart * weeks > PART * s.waiting.max(s.end)
    };
    let each = forecast.services.iter().filter(differs);
    let told: Vec<String> = each.map(|s| format!("{} {:+.1}", s.service, s.late_growth_per_week)).collect();
    if told.is_empty() { String::new() } else { format!("Growth a week in the last quarter: {}.", told.join("; ")) }
}

/// What becomes of the official clock, where there is one beside the true one.
fn clocks(scenario: &Scenario, forecast: &Forecast) -> String {
    let reference = &scenario.variants[scenario.settings.reference].name;
    let own = forecast.services.iter().filter(|s| s.variant == *reference);
    let told = own.filter_map(|s| s.official_moved.map(|part| format!("{} {:.0}%", s.service, 100.0 * part)));
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        return String::new();
    }
    format!("Of those treated, the official clock has restarted or paused for: {}.", told.join("; "))
}

fn round(x: f64) -> String {
    match x {
        x if x >= 1e9 => format!("{:.1} thousand million", x / 1e9),
        x if x >= 1e6 => format!("{:.1} million", x / 1e6),
        x => format!("{x:.0}"),
    }
}
