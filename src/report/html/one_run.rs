//! The first run as charts over time show it (XmR), in the style of Making Data Count.

use super::cells::{limit, limit_days, when};
use super::drawn::drawn;
use super::facts::{Facts, kept};
use super::first_run::Week;
use super::read::Figure;
use super::view::{Block, Cell, Section, Table};
use super::weeks::{in_figures, short, spread, too_few};
use crate::report::drawing::Drawing;
use crate::report::svg::{Panel, Sign, XmrChart, xmr};
use crate::report::words::spc::{Good, Judgement, limits_worth, too_narrow, verdict};
use crate::report::words::{Interval, capital, group, number, quoted, signed};
use crate::stat::spc::Xmr;

/// A chart.
struct Chart<'a> {
    id: &'a str,
    /// What it is, in the sentence.
    what: String,
    axis: String,
    /// Which way is better.
    good: Good,
    gap: bool,
    /// Name and points of each panel.
    panels: Vec<(String, Vec<Week>)>,
}

/// The section; nothing where there is no first run, or too short a one.
pub(super) fn one_run(facts: &Facts<'_>) -> Option<Section> {
    let first = &facts.tables.first;
    let v = facts.reference();
    let from = warm_up(facts);
    let weeks = |measure: &str, attribute: &str, group: &str, factor: f64| -> Vec<Week> {
        let after = first.weeks(v, measure, attribute, group).iter().filter(|(t, ..)| *t >= from);
        after.map(|(t, at, x)| (*t, at.clone(), x * factor)).collect()
    };
    let all = |measure: &str| vec![(String::new(), weeks(measure, "all", "all", 1.0))];
    let mut charts = vec![
        Chart {
            id: "referrals",
            what: "referrals".into(),
            axis: "People referred between audits".into(),
            good: Good::Neither,
            gap: false,
            panels: all("referrals"),
        },
        Chart {
            id: "treated",
            what: "treatments".into(),
            axis: "People treated between audits".into(),
            good: Good::High,
            gap: false,
            panels: all("treated"),
        },
        Chart {
            id: "list",
            what: "the list".into(),
            axis: "People on the list".into(),
            good: Good::Low,
            gap: false,
            panels: all("list_size"),
        },
    ];
    charts.extend(gap(facts, &weeks).into_iter().flatten());
    let blocks: Vec<Block> = charts.iter().filter_map(|c| block(&quoted(v), c)).collect();
    (!blocks.is_empty()).then(|| Section {
        id: "one-run".into(),
        heading: "One run as a chart over time (XmR)".into(),
        intro: vec![
            format!(
                "These charts show the first run alone, under {}. A mean over runs is smoother than any list in life, and would give limits that are \
                 too narrow. Lay them beside your own charts of the same measure; to compare policies use the ranges above.",
                quoted(v)
            ),
            "Limits are the mean and 2.66 mean moving ranges to either side; the rules and icons are those of Making Data Count (NHS England): H or L \
             in a ring for a special last point, high or low, and a wave for usual variation."
                .into(),
        ],
        blocks,
    })
}

/// The share beyond the shortest limit by group, and its gap.
fn gap<'a>(facts: &Facts<'a>, weeks: &dyn Fn(&str, &str, &str, f64) -> Vec<Week>) -> Option<[Chart<'a>; 2]> {
    let weekly = facts.tables.weekly();
    let over = weekly.iter().copied().filter(|m| m.starts_with("waiting_over_") && !m.contains('.'));
    let over = over.filter(|m| limit_days(m) > 0).min_by_key(|m| limit_days(m))?;
    let a = facts.first().filter(|a| !too_few(facts, a))?;
    let (most, least) = facts.ends(a)?;
    let names = [&most, &least].map(|level| group(&a.name, level));
    let said = limit(over);
    let by_group = [&most, &least].map(|level| weeks(over, &a.name, level, 100.0));
    let panels: Vec<(String, Vec<Week>)> = names.iter().cloned().zip(by_group).collect();
    let difference = weeks(&format!("{over}.gap"), &a.name, "", 100.0);
    // A gap is better the nearer it is to none.
    let middle = difference.iter().map(|(.., x)| *x).sum::<f64>();
    Some([
        Chart {
            id: "groups",
            what: format!("the share of both groups who have waited over {said}"),
            axis: format!("People of 100 on the list who have waited over {said}: both groups on one axis"),
            good: Good::Low,
            gap: false,
            panels,
        },
        Chart {
            id: "gap",
            what: format!("the gap in those who have waited over {said}"),
            axis: format!("Gap in people of 100 who have waited over {said}: {} minus {}", names[0], names[1]),
            good: if middle >= 0.0 { Good::Low } else { Good::High },
            gap: true,
            panels: vec![(String::new(), difference)],
        },
    ])
}

/// The first audit after the warm-up.
fn warm_up(facts: &Facts<'_>) -> f64 {
    facts.weeks("warm_up").unwrap_or(0.0) / facts.weeks("audit").filter(|weeks| *weeks > 0.0).unwrap_or(1.0)
}

fn sign(j: Judgement) -> Sign {
    match j {
        Judgement::Usual => Sign::Usual,
        Judgement::Better => Sign::Better,
        Judgement::Worse => Sign::Worse,
        Judgement::Neither => Sign::Other,
    }
}

fn block(v: &str, of: &Chart<'_>) -> Option<Block> {
    let made = of.panels.iter().map(|(name, weeks)| {
        let values: Vec<f64> = weeks.iter().map(|(.., x)| *x).collect();
        Some((name, weeks, Xmr::of(&values)?))
    });
    let made: Vec<(&String, &Vec<Week>, Xmr)> = made.collect::<Option<_>>()?;
    let told = |x: f64, d: usize| if of.gap { signed(x, d) } else { number(x, d) };
    let mut panels = Vec::new();
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    let mut times: Vec<(f64, String)> = Vec::new();
    for (name, weeks, chart) in &made {
        let lower = if of.gap {
            chart.lower
        } else {
            kept(&Figure::default(), "", Interval::new(chart.mean, chart.lower, chart.upper)).range?.0
        };
        let d = usize::from(chart.upper - lower < 20.0);
        let judged: Vec<Judgement> = chart.special.iter().map(|s| Judgement::of(*s, of.good)).collect();
        let points = weeks.iter().zip(&judged).map(|((t, _, x), j)| (*t, *x, sign(*j))).collect();
        let last = chart.special.last().copied().flatten();
        let said = verdict(chart, of.good);
        panels.push(Panel {
            name: (*name).clone(),
            points,
            mean: chart.mean,
            limits: (lower, chart.upper),
            said: [
                format!("upper limit {}", told(chart.upper, d)),
                format!("mean {}", told(chart.mean, d)),
                format!("lower limit {}", told(lower, d)),
            ],
            last: (sign(Judgement::of(last, of.good)), last.is_some_and(|s| s.high)),
            verdict: said.clone(),
        });
        if times.is_empty() {
            times = weeks.iter().map(|(t, at, _)| (*t, short(&when(at)))).collect();
        }
        let moments: Vec<f64> = spread(&times, 9).iter().map(|(t, _)| *t).collect();
        let head = if name.is_empty() { capital(&of.what) } else { (*name).clone() };
        let mut row = vec![Cell::head(head.clone())];
        row.extend(
            weeks
                .iter()
                .zip(&judged)
                .filter(|((t, ..), _)| moments.contains(t))
                .map(|((.., x), j)| Cell::number(told(*x, d), if *j == Judgement::Usual { "" } else { j.short() })),
        );
        rows.push(row);
        let worth = limits_worth(chart.lag_one);
        notes.push(if name.is_empty() { worth } else { format!("{head}: {worth}") });
    }
    let ends: Vec<String> = panels
        .iter()
        .map(|p| {
            let short = match p.last.0 {
                Sign::Usual => Judgement::Usual,
                Sign::Better => Judgement::Better,
                Sign::Worse => Judgement::Worse,
                Sign::Other => Judgement::Neither,
            };
            if p.name.is_empty() { short.short().to_string() } else { format!("{}: {}", p.name, short.short()) }
        })
        .collect();
    // A list that moves slowly leaves such limits in any case: a message must not make a cause of it.
    let narrow = made.iter().any(|(.., chart)| too_narrow(chart.lag_one));
    let message = match narrow {
        true => {
            format!("{} in one run: it moves slowly, so the limits are too narrow to judge it by", capital(&of.what))
        }
        false => format!("{} at the end of one run: {}", capital(&of.what), ends.join("; ")),
    };
    let description = format!(
        "XmR chart of one run under {v}, {} points, with mean and limits: {}. {}",
        made.first().map_or(0, |(_, weeks, _)| weeks.len()),
        of.axis,
        panels.iter().map(|p| format!("{} {}", p.name, p.verdict).trim().to_string()).collect::<Vec<_>>().join(" ")
    );
    let mut head = vec![Cell::head("Series")];
    head.extend(spread(&times, 9).iter().map(|(_, w)| Cell::head(w)));
    let chart = XmrChart { panels, axis: of.axis.clone(), times: spread(&times, 5), zero: of.gap };
    let measure = format!("{}; first run only, under {v}", of.axis);
    Some(Block {
        drawing: Some(Drawing::of(&format!("run-{}", of.id), [&message, &measure, &description], &chart)),
        charts: drawn(&format!("run-{}", of.id), &message, &description, &|w| xmr(&chart, w)),
        message,
        measure,
        table: Some(Table {
            caption: in_figures(&times, spread(&times, 9).len(), "first_run.csv"),
            head,
            rows,
            open: false,
            ..Table::default()
        }),
        notes,
        ..Block::default()
    })
}
