//! Waits against gaps, and the two ends of the gap.

use super::drawn::{drawn, gap_text, interval, joined};
use super::facts::{Attribute, Facts, WEEK, level_cell, level_decimals};
use super::read::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::svg::{Dot, DotRow, Dots, LevelGap, Point, Range, dots, level_gap};
use crate::report::words::{capital, group, in_letters, listed, number, signed};

/// How all wait against the gap, and the two ends of the gap.
pub(super) fn trade_off(facts: &Facts<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    blocks.extend(level_against_gap(facts));
    blocks.extend(dumbbell(facts, "all", "all"));
    (!blocks.is_empty()).then(|| Section {
        id: "trade-off".into(),
        heading: "Shorter waits, smaller gaps: both, or one at the price of the other?".into(),
        intro: vec![],
        blocks,
    })
}

fn level_against_gap(facts: &Facts<'_>) -> Option<Block> {
    let a = facts.first()?;
    let points: Vec<Point> = facts
        .variants
        .iter()
        .filter_map(|v| {
            Some(Point {
                name: v.clone(),
                reference: v == facts.reference(),
                level: facts.range(&joined(v, "all", "all", "all"), 1.0)?,
                gap: facts.range(&Key { measure: "weeks_untreated.gap", ..joined(v, "all", &a.name, "") }, WEEK)?,
            })
        })
        .collect();
    if points.len() < 2 {
        return None;
    }
    let ends = facts.ends(a);
    let (gap, above) = match &ends {
        Some((most, least)) => (
            format!("Gap in days: {} minus {}", group(&a.name, most), group(&a.name, least)),
            format!("above this line {} wait longer", group(&a.name, most)),
        ),
        None => (format!("Gap in days between the groups of {} that wait longest and shortest", a.name), String::new()),
    };
    let chart = LevelGap {
        points,
        level: "Weeks untreated, everybody who joins → longer waits (axis does not start at 0)".into(),
        gap,
        above,
    };
    let front: Vec<String> = chart.frontier().iter().map(|i| chart.points[*i].name.clone()).collect();
    let message = match front.as_slice() {
        [one] => format!("No other policy beats {one} on both waits and the gap"),
        more => {
            format!("{} policies cannot be bettered on waits and the gap at once", capital(&in_letters(more.len())))
        }
    };
    let measure = "Each mark is a policy with 95% ranges both ways; left is a shorter wait, near the zero line is a smaller gap. \
        Filled marks on the broken line are the policies that no other beats on both; the diamond is the reference."
        .to_string();
    let description = format!(
        "Chart of marks: the average wait of everybody against the gap, for {} policies. Not beaten on both: {}.",
        chart.points.len(),
        listed(&front)
    );
    let head = vec![
        Cell::head("Policy"),
        Cell::head("Weeks untreated"),
        Cell::head("Gap, days"),
        Cell::head("Beaten on both?"),
    ];
    let rows = chart
        .points
        .iter()
        .map(|p| {
            let d = interval(&p.gap).decimals(p.gap.low > 0.0 || p.gap.high < 0.0);
            vec![
                Cell::head(&p.name),
                level_cell(Some(p.level), "", ""),
                Cell::number(signed(p.gap.value, d), interval(&p.gap).signed_ends(d)),
                Cell::text(if front.contains(&p.name) { "no" } else { "yes" }),
            ]
        })
        .collect();
    let mut notes = vec!["The order of policies whose ranges overlap is not sure.".to_string()];
    if ends.is_none() {
        notes.push(
            "The groups that wait longest and shortest differ by luck alone too, and the more so the smaller they are."
                .into(),
        );
    }
    Some(Block {
        charts: drawn("level-gap", &message, &description, &|w| level_gap(&chart, w)),
        message,
        measure,
        table: Some(Table { caption: "The same in figures".into(), head, rows, open: false }),
        notes,
        ..Block::default()
    })
}

/// Two groups under each policy; of an attribute without order the longest and the shortest wait.
pub(super) fn dumbbell(facts: &Facts<'_>, service: &str, id: &str) -> Option<Block> {
    let a = facts.first()?;
    let ends = facts.ends(a);
    let series = match &ends {
        Some((most, least)) => vec![group(&a.name, most), group(&a.name, least)],
        None => vec!["the group that waits longest".to_string(), "the group that waits shortest".to_string()],
    };
    let mut rows = Vec::new();
    for v in &facts.variants {
        let pair = match &ends {
            Some((most, least)) => [most.clone(), least.clone()],
            None => extremes(facts, v, service, a)?,
        };
        let mut found = Vec::new();
        for (i, level) in pair.iter().enumerate() {
            let Some(range) = facts.range(&joined(v, service, &a.name, level), 1.0) else { continue };
            found.push(Dot { series: i, range, text: number(range.value, level_decimals(&range)) });
        }
        let gap = facts.range(&Key { measure: "weeks_untreated.gap", ..joined(v, service, &a.name, "") }, WEEK);
        if found.is_empty() {
            continue;
        }
        let aside = gap.map_or(String::new(), |g| gap_text(&g));
        rows.push((gap, DotRow { name: v.clone(), strong: v == facts.reference(), dots: found, aside }));
    }
    if rows.is_empty() {
        return None;
    }
    // The reference first, then by the gap.
    rows[1..].sort_by(|a, b| {
        let of = |g: &Option<Range>| g.map_or(f64::NEG_INFINITY, |g| g.value);
        of(&b.0).total_cmp(&of(&a.0)).then_with(|| a.1.name.cmp(&b.1.name))
    });
    let apart = |g: &Range| g.low > 0.0 || g.high < 0.0;
    let gaps: Vec<(&Range, &String)> = rows.iter().filter_map(|(g, r)| Some((g.as_ref()?, &r.name))).collect();
    let told = gaps.iter().filter(|(g, _)| apart(g)).count();
    let smallest = gaps.iter().min_by(|a, b| a.0.value.abs().total_cmp(&b.0.value.abs()));
    let message = match smallest {
        Some((g, name)) if told == gaps.len() && told > 1 => {
            format!("The gap is smallest under {name}, at about {} days", gap_text(g))
        }
        Some(_) if told == 0 => format!(
            "Groups by {} cannot be told apart{}",
            a.name,
            if gaps.len() > 1 { " under any policy" } else { "" }
        ),
        Some(_) if gaps.len() > 1 => {
            format!("A gap by {} is told apart from none under {told} of {} policies", a.name, gaps.len())
        }
        Some((g, _)) => format!("The gap by {} is about {} days", a.name, gap_text(g)),
        None => format!("The waits of groups by {}", a.name),
    };
    let follow_up = facts.tables.said("follow_up");
    let measure = format!(
        "Average weeks untreated within {follow_up} of joining, with 95% ranges; reference first, then by the gap"
    );
    let chart = Dots {
        rows: rows.into_iter().map(|(_, r)| r).collect(),
        series,
        axis: "weeks untreated (axis does not start at 0)".into(),
        aside: "gap, days".into(),
        zero: false,
        joined: true,
    };
    let description = format!(
        "Dumbbell chart: weeks untreated of two groups of {} under {} policies, joined by a line as long as the gap.",
        a.name,
        chart.rows.len()
    );
    Some(Block {
        charts: drawn(&format!("dumbbell-{id}"), &message, &description, &|w| dots(&chart, w)),
        message,
        measure,
        table: Some(levels_table(facts, service, a)),
        ..Block::default()
    })
}

fn extremes(facts: &Facts<'_>, variant: &str, service: &str, a: &Attribute) -> Option<[String; 2]> {
    let mut known: Vec<(f64, &String)> = a
        .levels
        .iter()
        .filter_map(|l| Some((facts.range(&joined(variant, service, &a.name, l), 1.0)?.value, l)))
        .collect();
    known.sort_by(|x, y| y.0.total_cmp(&x.0));
    (known.len() > 1).then(|| [known[0].1.clone(), known[known.len() - 1].1.clone()])
}

fn levels_table(facts: &Facts<'_>, service: &str, a: &Attribute) -> Table {
    let mut head = vec![Cell::head("Policy")];
    head.extend(a.levels.iter().map(|l| Cell::head(group(&a.name, l))));
    let rows = facts
        .variants
        .iter()
        .map(|v| {
            let mut row = vec![Cell::head(v)];
            row.extend(a.levels.iter().map(|l| {
                let key = joined(v, service, &a.name, l);
                level_cell(facts.range(&key, 1.0), "", &facts.missing(&key))
            }));
            row
        })
        .collect();
    Table { caption: format!("Weeks untreated of every group by {}", a.name), head, rows, open: false }
}
