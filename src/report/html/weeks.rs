//! Week by week.

use super::cells::{limit, limit_days, when};
use super::drawn::{drawn, range};
use super::facts::{Attribute, Facts, kept};
use super::key::Key;
use super::read::Figure;
use super::view::{Block, Cell, Section, Table};
use crate::report::drawing::Drawing;
use crate::report::svg::{Curve, Lines, lines};
use crate::report::words::{Interval, capital, group, number, quoted, signed};

/// A chart over time.
struct Weekly<'a> {
    /// For the ids of the picture.
    id: &'a str,
    measure: &'a str,
    attribute: &'a str,
    factor: f64,
    /// What it is, in the sentence.
    what: String,
    /// What the axis says.
    axis: String,
    unit: &'a str,
}

/// The list, the share beyond a limit and its gap, week by week.
pub(super) fn over_time(facts: &Facts<'_>) -> Option<Section> {
    let weekly = facts.tables.weekly();
    let mut over: Vec<&str> =
        weekly.iter().copied().filter(|m| m.starts_with("waiting_over_") && !m.contains('.')).collect();
    over.sort_by_key(|m| limit_days(m));
    let mut blocks = Vec::new();
    blocks.extend(chart(
        facts,
        &Weekly {
            id: "list",
            measure: "list_size",
            attribute: "all",
            factor: 1.0,
            what: "the list".into(),
            axis: "People on the list".into(),
            unit: "people",
        },
    ));
    if let Some(m) = over.iter().find(|m| limit_days(m) > 0) {
        let over = limit(m);
        blocks.extend(chart(
            facts,
            &Weekly {
                id: "over",
                measure: m,
                attribute: "all",
                factor: 100.0,
                what: format!("the share who have waited over {over}"),
                axis: format!("People of 100 on the list who have waited over {over}"),
                unit: "of 100",
            },
        ));
        if let Some(a) = facts.first().filter(|a| !too_few(facts, a)) {
            let axis = match facts.ends(a) {
                Some((most, least)) => format!(
                    "Gap in people of 100 who have waited over {over}: {} minus {}",
                    group(&a.name, &most),
                    group(&a.name, &least)
                ),
                None => format!("Gap in people of 100 who have waited over {over}: most minus fewest by {}", a.name),
            };
            blocks.extend(chart(
                facts,
                &Weekly {
                    id: "gap",
                    measure: &format!("{m}.gap"),
                    attribute: &a.name,
                    factor: 100.0,
                    what: format!("the gap in those who have waited over {over}"),
                    axis,
                    unit: "of 100",
                },
            ));
        }
    }
    (!blocks.is_empty()).then(|| Section {
        id: "time".into(),
        heading: "Waits and the gap over time".into(),
        intro: vec![],
        blocks,
    })
}

/// Whether a group that the gap is made of is hidden on the first or the last day.
pub(super) fn too_few(facts: &Facts<'_>, a: &Attribute) -> bool {
    let t = facts.tables;
    let days = t.opening.iter().chain(&t.closing);
    days.flat_map(|at| facts.variants.iter().map(move |v| (v, at)))
        .any(|(v, at)| facts.hidden(&Key::of(v, "all", "snapshot", "waiting_median.gap").at(at).by(&a.name, "")))
}

fn chart(facts: &Facts<'_>, of: &Weekly<'_>) -> Option<Block> {
    let focus = facts.focus();
    let gap = of.measure.contains('.');
    let written = |i: &Interval, d: usize| {
        let value = i.rounded().value;
        if gap { signed(value, d) } else { number(value, d) }
    };
    let ends = |i: &Interval, d: usize| if gap { i.signed_ends(d) } else { i.rounded().ends(d) };
    let mut curves: Vec<(Curve, Vec<(f64, Interval)>)> = Vec::new();
    let mut times: Vec<(f64, String)> = Vec::new();
    for v in &facts.variants {
        let weeks = points(facts, v, of);
        let Some((_, last)) = weeks.last().copied() else { continue };
        if times.is_empty() {
            let all = facts.tables.weeks(v, of.measure, of.attribute).iter();
            times = all.map(|p| (p.week, short(&when(&p.at)))).collect();
        }
        let d = last.decimals(false);
        let range_of = |(t, i): &(f64, Interval)| (*t, range(i));
        curves.push((
            Curve {
                name: v.clone(),
                last: match (written(&last, d), ends(&last, d)) {
                    (value, ends) if last.range.is_none() || value == ends => value,
                    (value, ends) => format!("{value} ({ends})"),
                },
                colour: focus.iter().position(|f| f == v),
                points: weeks.iter().map(range_of).collect(),
            },
            weeks,
        ));
    }
    let (first, weeks) = curves.first()?;
    let (start, end) = (weeks.first()?.1, weeks.last()?.1);
    let d = end.decimals(false);
    let (a, b) = (written(&start, d), written(&end, d));
    let (what, unit, under) = (&of.what, of.unit, quoted(&first.name));
    let message = capital(&match end.range {
        _ if a == b => format!("{what} ends where it began under {under}, at about {b} {unit}"),
        Some(_) if (end.value - start.value).abs() <= half(&start).hypot(half(&end)) => {
            format!("{what} ends near where it began under {under}, at about {b} {unit}")
        }
        _ if start.value > end.value => format!("{what} falls under {under}, from about {a} to {b} {unit}"),
        _ => format!("{what} rises under {under}, from about {a} to {b} {unit}"),
    });
    let message = match elsewhere(&curves, &end, focus.get(1..).unwrap_or_default()) {
        Some((name, there)) => format!("{message}; under {} it ends at about {}", quoted(name), written(&there, d)),
        None => message,
    };
    let chart = Lines {
        curves: curves.iter().map(|(c, _)| c.clone()).collect(),
        axis: of.axis.clone(),
        times: spread(&times, 5),
        zero: gap,
    };
    let known = curves.iter().any(|(_, w)| w.iter().any(|(_, i)| i.range.is_some()));
    let bands = match (facts.variants.len() > focus.len(), known) {
        (_, false) => "one run: no ranges",
        (true, _) => "bands are 95% ranges; grey lines are the other policies, named in the table",
        (false, _) => "bands are 95% ranges",
    };
    let description = format!(
        "Line chart with {} dates, one line for each of {} policies: {}. {message}.",
        weeks.len(),
        chart.curves.len(),
        of.axis
    );
    let moments: Vec<f64> = spread(&times, 9).iter().map(|(t, _)| *t).collect();
    let mut head = vec![Cell::head("Policy")];
    head.extend(times.iter().filter(|(t, _)| moments.contains(t)).map(|(_, w)| Cell::head(w)));
    let rows = curves
        .iter()
        .map(|(c, weeks)| {
            let mut row = vec![Cell::head(&c.name)];
            // A week without a figure keeps its place.
            row.extend(times.iter().filter(|(t, _)| moments.contains(t)).map(|(t, _)| {
                let Some((_, i)) = weeks.iter().find(|(at, _)| at == t) else { return Cell::text("no figure") };
                let d = i.decimals(false);
                let (value, ends) = (written(i, d), ends(i, d));
                let ends = if i.spreads() && ends != value { ends } else { String::new() };
                Cell::number(value, ends)
            }));
            row
        })
        .collect();
    let measure = format!("{}, {}; {bands}", of.axis, every(facts));
    Some(Block {
        drawing: Some(Drawing::of(&format!("weeks-{}", of.id), [&message, &measure, &description], &chart)),
        charts: drawn(&format!("weeks-{}", of.id), &message, &description, &|w| lines(&chart, w)),
        message,
        measure,
        table: Some(Table {
            caption: in_figures(&times, moments.len(), "series.csv"),
            head,
            rows,
            open: false,
            ..Table::default()
        }),
        ..Block::default()
    })
}

/// The policy in colour that ends furthest from the reference, where their ranges do not meet.
fn elsewhere<'c>(
    curves: &'c [(Curve, Vec<(f64, Interval)>)],
    end: &Interval,
    coloured: &[String],
) -> Option<(&'c String, Interval)> {
    let apart = |there: &Interval| match (end.range, there.range) {
        (Some((low, high)), Some((a, b))) => a > high || b < low,
        _ => false,
    };
    let last = curves.iter().filter_map(|(c, weeks)| Some((&c.name, weeks.last()?.1)));
    let others = last.filter(|(name, there)| coloured.contains(name) && apart(there));
    let far = |there: &Interval| (there.value - end.value).abs();
    others.max_by(|a, b| far(&a.1).total_cmp(&far(&b.1)))
}

/// Half the width of a range.
fn half(i: &Interval) -> f64 {
    i.range.map_or(0.0, |(low, high)| (high - low) / 2.0)
}

/// How often the list is looked at.
fn every(facts: &Facts<'_>) -> String {
    match facts.weeks("audit") {
        None | Some(1.0) => "week by week".into(),
        Some(_) => format!("every {}", facts.tables.said("audit")),
    }
}

/// What a table of some of the points is called.
pub(super) fn in_figures(times: &[(f64, String)], shown: usize, file: &str) -> String {
    match shown < times.len() {
        true => format!("The same in figures, at some of {} dates; all of them are in {file}", times.len()),
        false => "The same in figures".into(),
    }
}

/// A date with its month in three letters.
pub(super) fn short(date: &str) -> String {
    let words: Vec<String> = date
        .split(' ')
        .map(|w| {
            if w.chars().all(char::is_alphabetic) && date.contains(' ') && w != "day" {
                w.chars().take(3).collect()
            } else {
                w.to_string()
            }
        })
        .collect();
    words.join(" ")
}

fn points(facts: &Facts<'_>, v: &str, of: &Weekly<'_>) -> Vec<(f64, Interval)> {
    let points = facts.tables.weeks(v, of.measure, of.attribute).iter();
    let unit = |f: &Figure| Figure { unit: if of.factor == 100.0 { "share".into() } else { "".into() }, ..f.clone() };
    points
        .filter_map(|p| {
            let i = Interval::of(p.figure.estimate, p.figure.lower, p.figure.upper)?;
            Some((p.week, kept(&unit(&p.figure), of.measure, i).times(of.factor)))
        })
        .collect()
}

/// About as many of them, the first and the last among them.
pub(super) fn spread(times: &[(f64, String)], about: usize) -> Vec<(f64, String)> {
    let last = times.len().saturating_sub(1);
    let step = last.div_ceil(about.max(2) - 1).max(1);
    let mut out: Vec<(f64, String)> = times.iter().step_by(step).cloned().collect();
    if let Some(end) = times.last()
        && out.last() != Some(end)
    {
        if out.len() == about {
            out.pop();
        }
        out.push(end.clone());
    }
    out
}
