//! Week by week.

use super::drawn::{drawn, interval};
use super::facts::{Facts, WEEK, limit, when};
use super::view::{Block, Cell, Section, Table};
use crate::report::svg::{Curve, Lines, Range, lines};
use crate::report::words::{Interval, capital, group, number, signed};

/// The list, the share within the limit and the gap, week by week.
pub(super) fn over_time(facts: &Facts<'_>) -> Option<Section> {
    let t = facts.tables;
    let within = t.measures.iter().find(|m| m.starts_with("waiting_within_") && !m.contains('.')).cloned();
    let mut blocks = Vec::new();
    blocks.extend(weekly(facts, "list_size", "all", 1.0, ("People on the list", "list", "people")));
    if let Some(m) = within {
        let axis = format!("People of 100 on the list who have waited up to {} weeks", limit(&m));
        blocks.extend(weekly(facts, &m, "all", 100.0, (&axis, "within", "of 100")));
    }
    if let Some(a) = facts.first() {
        let axis = match facts.ends(a) {
            Some((most, least)) => format!(
                "Gap in the median wait of those on the list, days: {} minus {}",
                group(&a.name, &most),
                group(&a.name, &least)
            ),
            None => format!("Gap in the median wait of those on the list, days: longest minus shortest by {}", a.name),
        };
        blocks.extend(weekly(facts, "waiting_median.gap", &a.name, WEEK, (&axis, "gap", "days")));
    }
    (!blocks.is_empty()).then(|| Section {
        id: "time".into(),
        heading: "Waits and the gap over time".into(),
        intro: vec![],
        blocks,
    })
}

fn weekly(
    facts: &Facts<'_>,
    measure: &str,
    attribute: &str,
    factor: f64,
    (axis, id, unit): (&str, &str, &str),
) -> Option<Block> {
    let focus = facts.focus();
    let gap = measure.contains('.');
    let written = |r: &Range, d: usize| if gap { signed(r.value, d) } else { number(r.value, d) };
    let mut curves = Vec::new();
    let mut times: Vec<(f64, String)> = Vec::new();
    for v in &facts.variants {
        let weeks = t_points(facts, v, measure, attribute, factor);
        let Some((_, last)) = weeks.last().copied() else { continue };
        if times.is_empty() {
            times = facts.tables.weeks(v, measure, attribute).iter().map(|p| (p.week, short(&when(&p.at)))).collect();
        }
        let d = interval(&last).decimals(false);
        let colour = focus.iter().position(|f| f == v);
        curves.push(Curve {
            name: v.clone(),
            last: format!(
                "{} ({} to {})",
                written(&last, d),
                if gap { signed(last.low, d) } else { number(last.low, d) },
                if gap { signed(last.high, d) } else { number(last.high, d) }
            ),
            colour,
            points: weeks,
        });
    }
    let first = curves.first()?;
    let (start, end) = (first.points.first()?.1, first.points.last()?.1);
    let (a, b) = (written(&start, interval(&end).decimals(false)), written(&end, interval(&end).decimals(false)));
    let way = match () {
        () if start.value > end.high => "falls",
        () if start.value < end.low => "rises",
        () => "ends near where it began",
    };
    let what = match id {
        "list" => "the list",
        "within" => "the share within the limit",
        _ => "the gap in median waits",
    };
    let message = capital(&match way {
        "ends near where it began" => format!("{what} {way} under {}, at about {b} {unit}", first.name),
        _ => format!("{what} {way} under {}, from about {a} to {b} {unit}", first.name),
    });
    let ticks = spread(&times, 5);
    let axis_words =
        if gap || id == "within" { axis.to_string() } else { format!("{axis} (axis does not start at 0)") };
    let chart = Lines { curves: curves.clone(), axis: axis_words, times: ticks, zero: gap };
    let others = facts.variants.len() > focus.len();
    let bands = if others {
        "bands are 95% ranges; grey lines are the other policies, named in the table"
    } else {
        "bands are 95% ranges"
    };
    let description = format!(
        "Line chart over {} weeks, one line for each of {} policies: {axis}. {message}.",
        first.points.len().saturating_sub(1),
        chart.curves.len()
    );
    let moments: Vec<f64> = spread(&times, 9).iter().map(|(t, _)| *t).collect();
    let mut head = vec![Cell::head("Policy")];
    head.extend(times.iter().filter(|(t, _)| moments.contains(t)).map(|(_, w)| Cell::head(w)));
    let rows = curves
        .iter()
        .map(|c| {
            let mut row = vec![Cell::head(&c.name)];
            row.extend(c.points.iter().filter(|(t, _)| moments.contains(t)).map(|(_, r)| {
                let d = interval(r).decimals(false);
                let ends = if gap { interval(r).signed_ends(d) } else { interval(r).ends(d) };
                Cell::number(written(r, d), if r.high > r.low { ends } else { String::new() })
            }));
            row
        })
        .collect();
    Some(Block {
        charts: drawn(&format!("weeks-{id}"), &message, &description, &|w| lines(&chart, w)),
        message,
        measure: format!("{axis}, week by week; {bands}"),
        table: Some(Table {
            caption: "The same in figures, every few weeks; every week is in series.csv".into(),
            head,
            rows,
            open: false,
        }),
        ..Block::default()
    })
}

/// A date with its month in three letters.
fn short(date: &str) -> String {
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

fn t_points(facts: &Facts<'_>, v: &str, measure: &str, attribute: &str, factor: f64) -> Vec<(f64, Range)> {
    let points = facts.tables.weeks(v, measure, attribute).iter();
    points
        .filter_map(|p| {
            let i = Interval::of(p.figure.estimate, p.figure.lower, p.figure.upper)?.times(factor);
            Some((p.week, Range { value: i.value, low: i.low, high: i.high }))
        })
        .collect()
}

/// About as many of them, the first and the last among them.
fn spread(times: &[(f64, String)], about: usize) -> Vec<(f64, String)> {
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
