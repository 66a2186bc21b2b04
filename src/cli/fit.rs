//! `queuity fit`: the order of today from lists of several months.

use std::fmt::Write as _;

use serde_json::json;

use super::arguments::{Fit, Output};
use super::exit::Failure;
use super::import;
use super::print::print;
use super::table::{self, Table};
use crate::error::thousands;
use crate::fit::chance::Judged;
use crate::fit::groups::Ratio;
use crate::fit::{self, Figures, Found, Level, Options, Tested, TestedGroup};
use crate::intake::limits::words;
use crate::intake::{self, History};
use crate::report::{self, ReportError};

/// Reads the files, fits, says how well, and writes the scenario.
pub(crate) fn fit(asked: &Fit, output: &Output) -> Result<(), Failure> {
    let out = &asked.out;
    let exists = || {
        Failure::File(format!(
            "error: `{}` exists already; choose another name with --out, or replace it with --force",
            out.display()
        ))
    };
    if asked.files.iter().chain(&asked.reading.mapping).any(|file| import::same(file, out)) {
        return Err(Failure::File(format!("error: `{}` is read here, and is not written over", out.display())));
    }
    if out.symlink_metadata().is_ok() && !asked.force {
        return Err(exists());
    }
    for (name, numbers) in [("--sizes", &asked.sizes), ("--treated", &asked.treated)] {
        if numbers.iter().any(|n| !n.is_finite() || *n <= 0.0) {
            return Err(Failure::Usage(format!("error: {name} takes numbers of people above 0")));
        }
        if numbers.len() as u64 > asked.ahead {
            return Err(Failure::Usage(format!(
                "error: {name} gives {} months, and --ahead asks for {}",
                numbers.len(),
                asked.ahead
            )));
        }
    }
    let files = asked.files.iter().map(|path| import::open(path)).collect::<Result<Vec<_>, _>>()?;
    let reading = import::options(&asked.reading, &asked.least)?;
    let history = intake::history(&files, &reading).map_err(|(name, refused)| import::failure(&name, &refused))?;
    let options = Options {
        hold_out: asked.hold_out,
        one_reading: asked.one_reading,
        ahead: asked.ahead as usize,
        sizes: asked.sizes.clone(),
        treated: asked.treated.clone(),
    };
    let found = fit::fit(&history, &options).map_err(|(message, help)| {
        let help = if help.is_empty() { help } else { format!("\n  = help: {help}") };
        Failure::Invalid(format!("error: {message}{help}"))
    })?;
    report::write_file(out, found.scenario.as_bytes(), asked.force).map_err(|e| match e {
        ReportError::Exists(_) => exists(),
        e => Failure::File(format!("error: {e}")),
    })?;
    let text =
        if output.json { format!("{:#}\n", as_json(&found, asked)) } else { shown(&found, &history, asked, output) };
    print(text.as_bytes())
}

fn people(x: f64) -> String {
    thousands(&format!("{x:.0}"))
}

/// A figure: people in whole numbers, parts in percent.
fn number(what: &str, x: f64) -> String {
    if what.starts_with("part") { format!("{:.2}%", 100.0 * x) } else { people(x) }
}

fn shown(found: &Found, history: &History, asked: &Fit, output: &Output) -> String {
    let width = table::width();
    let mut out = String::new();
    if !output.quiet {
        out.push_str("Read\n");
        let people = |n: f64| history.followed.as_ref().map_or_else(|| people(n), |f| f.shown(n));
        for list in &history.lists {
            let _ = writeln!(out, "  {}: {} people wait", list.end.last_shown(), people(list.people()));
        }
        for treated in &history.treated {
            let _ = writeln!(out, "  {}: {} people treated", fit::shown(treated), people(treated.people()));
        }
        out.push_str("\nFound\n");
        for line in &found.words {
            out.push_str(table::wrap(&crate::error::visible(&format!("  {line}")), width).trim_end());
            out.push('\n');
        }
    }
    for tested in &found.tested {
        let how = if found.held_out { "forecast" } else { "fitted" };
        let _ = writeln!(out, "\n{}: your own figures and the model's ({how})\n", tested.period);
        let mut table = Table::new(["", "own", "model"]);
        for (what, own, model) in found.figures(&tested.own, &tested.model) {
            table.row([what.clone(), number(&what, own), number(&what, model)]);
        }
        let Judged { distance, .. } = tested.judged;
        table.row([
            "waits of the treated apart by".to_string(),
            format!("up to {:.3}", tested.judged.allowed()),
            format!("{distance:.3}"),
        ]);
        out.push_str(&table.render(width));
    }
    for tested in &found.tested {
        out.push_str(&by_group(found, tested, width));
    }
    if found.lists.len() > 1 {
        out.push_str("\nEach list under the order of all\n\n");
        let mut table = Table::new(["list", "apart", "up to"]);
        for (name, judged) in &found.lists {
            table.row([name.clone(), format!("{:.3}", judged.distance), format!("{:.3}", judged.allowed())]);
        }
        out.push_str(&table.render(width));
    }
    for ahead in &found.ahead {
        let _ = writeln!(out, "\n{}: forecast\n", ahead.period);
        let mut table = Table::new(["", "model"]);
        let same: &Figures = &ahead.figures;
        for (what, _, model) in found.figures(same, same) {
            table.row([what.clone(), number(&what, model)]);
        }
        out.push_str(&table.render(width));
    }
    out.push('\n');
    let said = found.said();
    let mut letters = said.chars();
    let said: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    out.push_str(&table::wrap(&format!("{said}."), width));
    if !output.quiet {
        let file = asked.out.display();
        let _ = writeln!(out, "\nWrote {file}.\nNext: queuity check {file}");
    }
    out
}

/// One's own figures and the model's, level by level.
fn by_group(found: &Found, tested: &Tested, width: usize) -> String {
    if tested.groups.is_empty() {
        return String::new();
    }
    // Two limits are as many as a line takes; all stand above, for everybody.
    let limits: Vec<u32> = found.limits.days().iter().copied().take(2).collect();
    let heads = limits.iter().enumerate().flat_map(|(i, days)| {
        let (how, limit) = (if i == 0 { "within" } else { "over" }, words(*days, found.unit));
        [format!("{how} {limit}"), "model".to_string()]
    });
    let before = ["", "treated", "model"].map(str::to_string).into_iter();
    let mut table = Table::new(before.chain(heads).chain(["waits apart", "up to"].map(str::to_string)));
    for group in &tested.groups {
        let part = |figures: &Figures, days: u32, over: bool| {
            let part = figures.list_within(&found.bands, days as usize).filter(|_| found.foretells_lists);
            part.map_or_else(String::new, |part| number("part", if over { 1.0 - part } else { part }))
        };
        let sum = |of: &[f64]| people(of.iter().sum());
        let (own, model) = (&group.own, &group.model);
        let who = format!("{} {}", group.attribute, group.level);
        let parts = limits.iter().enumerate().flat_map(|(i, &days)| [own, model].map(|f| part(f, days, i > 0)));
        let apart = [group.judged.distance, group.judged.allowed()].map(|x| format!("{x:.3}"));
        table.row([who, sum(&own.treated), sum(&model.treated)].into_iter().chain(parts).chain(apart));
    }
    format!("\n{}, group by group\n\n{}", tested.period, table.render(width))
}

/// A number in the digits that a text has: from sixteen digits of it the counts that it is made of could be reckoned.
fn digits(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

fn as_json(found: &Found, asked: &Fit) -> serde_json::Value {
    let all = |of: &[f64]| -> Vec<f64> { of.iter().copied().map(digits).collect() };
    let curve = |c: &crate::fit::curves::Curve| json!({ "weeks": c.weeks, "per_week": all(&c.per_week), "low": all(&c.low), "high": all(&c.high) });
    let judged = |j: &Judged| json!({ "distance": digits(j.distance), "chance": digits(j.chance), "allowed": digits(j.allowed()) });
    let figures = |f: &Figures| json!({ "treated": f.treated, "waiting": f.list });
    let group = |g: &TestedGroup| {
        json!({
            "attribute": g.attribute, "level": g.level, "own": figures(&g.own), "model": figures(&g.model),
            "waits": judged(&g.judged),
        })
    };
    let ratio = |r: &Ratio| json!({ "value": digits(r.value), "low": digits(r.low), "high": digits(r.high) });
    let level = |l: &Level| {
        json!({
            "attribute": l.attribute, "level": l.level, "people": l.people, "treated": ratio(&l.treated),
            "removed": ratio(&l.removed),
        })
    };
    let tested: Vec<_> = (found.tested.iter())
        .map(|t| {
            json!({
                "period": t.period, "held_out": found.held_out, "own": figures(&t.own), "model": figures(&t.model),
                "waits": judged(&t.judged), "groups": t.groups.iter().map(group).collect::<Vec<_>>(),
            })
        })
        .collect();
    let lists: Vec<_> = found.lists.iter().map(|(name, j)| json!({ "list": name, "waits": judged(j) })).collect();
    let ahead: Vec<_> =
        found.ahead.iter().map(|a| json!({ "period": a.period, "model": figures(&a.figures) })).collect();
    json!({
        "as_today": found.is_as_today(), "said": found.said(), "periods": found.periods,
        "treated": curve(&found.fitted.treated), "removed": found.fitted.removed.as_ref().map(curve),
        "dispersion": digits(found.fitted.dispersion), "levels": found.levels.iter().map(level).collect::<Vec<_>>(), "tested": tested, "lists": lists, "ahead": ahead,
        "found": found.words, "scenario": asked.out.display().to_string(),
    })
}
