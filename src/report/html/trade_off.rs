//! Waits against gaps, and the two ends of the gap.

use super::cells::{gap_cell, gap_text, level_cell, level_decimals};
use super::drawn::{drawn, joined, range};
use super::facts::{Attribute, Facts, Gap, WAIT_GAP};
use super::key::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::drawing::Drawing;
use crate::report::svg::{Dot, DotRow, Dots, LevelGap, Point, dots, level_gap};
use crate::report::words::{Verdict, capital, group, in_letters, listed, number, people_in, quoted};

/// How all wait against the gap, and the two ends of the gap.
pub(super) fn trade_off(facts: &Facts<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    blocks.extend(level_against_gap(facts));
    blocks.extend(dumbbell(facts, "all", "all"));
    (!blocks.is_empty()).then(|| Section {
        id: "trade-off".into(),
        heading: if facts.policies().is_empty() {
            "How far groups are apart".into()
        } else {
            "Shorter waits, smaller gaps: both, or one at the price of the other?".into()
        },
        intro: vec![],
        blocks,
    })
}

fn level_against_gap(facts: &Facts<'_>) -> Option<Block> {
    let a = facts.first()?;
    let (level, change) = (facts.time.level.1.many, facts.time.change.1.many);
    let found: Vec<(Point, Gap)> = facts
        .rivals()
        .filter_map(|v| {
            let gap = facts.gap(v, "all", "joined", a)?;
            let point = Point {
                name: v.clone(),
                reference: v == facts.reference(),
                level: range(&facts.level(&joined(v, "all", "all", "all"))?),
                gap: range(&gap.size),
            };
            Some((point, gap))
        })
        .collect();
    if found.len() < 2 {
        return None;
    }
    let ends = facts.ends(a);
    let (gap, above) = match &ends {
        Some((most, least)) => (
            format!("Gap in {change}: {} minus {}", group(&a.name, most), group(&a.name, least)),
            format!("above this line {} wait longer", people_in(&a.part(most))),
        ),
        None => {
            (format!("Gap in {change} between the groups of {} that wait longest and shortest", a.name), String::new())
        }
    };
    let chart = LevelGap {
        points: found.iter().map(|(p, _)| p.clone()).collect(),
        level: format!("{} untreated, everybody who joins → longer waits", capital(level)),
        gap,
        above,
    };
    let front: Vec<String> = chart.frontier().iter().map(|i| chart.points[*i].name.clone()).collect();
    let moved = facts.choices().filter_map(|v| {
        let gap = facts.change(&Key { measure: WAIT_GAP, ..joined(v, "all", &a.name, "") })?;
        Some((gap.verdict, facts.change(&joined(v, "all", "all", "all"))?.verdict))
    });
    let moved: Vec<(Verdict, Verdict)> = moved.filter(|(gap, _)| *gap != Verdict::NotEstimable).collect();
    let message = match front.as_slice() {
        // Marks whose ranges overlap are not bettered by luck alone.
        _ if !moved.is_empty() && moved.iter().all(|(gap, _)| !gap.apart()) => {
            let waits = moved.iter().any(|(_, wait)| wait.apart());
            if waits {
                "Waits differ between policies; no change of the gap is shown"
            } else {
                "No policy is shown to change waits or the gap"
            }
            .into()
        }
        [one] => format!("No other policy beats {} on both waits and the gap", quoted(one)),
        more => {
            format!("{} policies cannot be bettered on waits and the gap at once", capital(&in_letters(more.len())))
        }
    };
    let ranges = if found.iter().any(|(_, g)| g.size.range.is_some()) { " with 95% ranges both ways" } else { "" };
    let measure = format!(
        "Each mark is a policy{ranges}; left is a shorter wait, near the zero line is a smaller gap. \
         Filled marks on the broken line are the policies that no other beats on both; the diamond is the reference."
    );
    let description = format!(
        "Chart of marks: the average wait of everybody against the gap, for {} policies. Not beaten on both: {}.",
        chart.points.len(),
        listed(&front.iter().map(|name| quoted(name)).collect::<Vec<_>>())
    );
    let head = vec![
        Cell::head("Policy"),
        Cell::head(format!("{} untreated", capital(level))),
        Cell::head(format!("Gap, {change}")),
        Cell::head("Beaten on both?"),
    ];
    let rows = found
        .iter()
        .map(|(p, gap)| {
            vec![
                Cell::head(&p.name),
                level_cell(facts.level(&joined(&p.name, "all", "all", "all")), "", ""),
                gap_cell(Some(*gap), None, ""),
                Cell::text(if front.contains(&p.name) { "no" } else { "yes" }),
            ]
        })
        .collect();
    let mut notes = vec!["The order of policies whose ranges overlap is not sure.".to_string()];
    notes.extend(by_luck(&found.iter().map(|(_, g)| *g).collect::<Vec<_>>(), change));
    Some(Block {
        drawing: Some(Drawing::of("level-gap", [&message, &measure, &description], &chart)),
        charts: drawn("level-gap", &message, &description, &|w| level_gap(&chart, w)),
        message,
        measure,
        table: Some(Table { caption: "The same in figures".into(), head, rows, open: false, ..Table::default() }),
        notes,
        ..Block::default()
    })
}

/// What luck alone makes of the gap between the groups that wait longest and shortest.
fn by_luck(gaps: &[Gap], change: &str) -> Option<String> {
    let luck = gaps.iter().filter_map(|g| Some((g.by_chance?, g.size)));
    let (luck, size) = luck.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let beyond = gaps.iter().filter(|g| g.apart).count();
    Some(format!(
        "The groups that wait longest and shortest differ by luck alone too: by about {} {change} here. The gap is shown to be larger than that under {beyond} of {} policies.",
        number(luck, size.decimals(false).max(usize::from(luck < 10.0))),
        gaps.len()
    ))
}

/// Two groups under each policy; of an attribute without order the longest and the shortest wait.
pub(super) fn dumbbell(facts: &Facts<'_>, service: &str, id: &str) -> Option<Block> {
    let a = facts.first()?;
    let (level, change) = (facts.time.level.1.many, facts.time.change.1.many);
    let ends = facts.ends(a);
    let series = match &ends {
        Some((most, least)) => vec![group(&a.name, most), group(&a.name, least)],
        None => vec!["the group that waits longest".to_string(), "the group that waits shortest".to_string()],
    };
    let mut rows = Vec::new();
    for v in facts.rivals() {
        let pair = match &ends {
            Some((most, least)) => [most.clone(), least.clone()],
            None => extremes(facts, v, service, a)?,
        };
        let mut found = Vec::new();
        for (i, l) in pair.iter().enumerate() {
            let Some(wait) = facts.level(&joined(v, service, &a.name, l)) else { continue };
            found.push(Dot { series: i, range: range(&wait), text: number(wait.value, level_decimals(&wait)) });
        }
        if found.is_empty() {
            continue;
        }
        let gap = facts.gap(v, service, "joined", a);
        let aside = gap.map_or(String::new(), |g| gap_text(&g));
        rows.push((gap, DotRow { name: v.clone(), strong: v == facts.reference(), dots: found, aside }));
    }
    if rows.is_empty() {
        return None;
    }
    // The reference first, then by the gap.
    rows[1..].sort_by(|a, b| {
        let of = |g: &Option<Gap>| g.map_or(f64::NEG_INFINITY, |g| g.size.value);
        of(&b.0).total_cmp(&of(&a.0)).then_with(|| a.1.name.cmp(&b.1.name))
    });
    let gaps: Vec<(Gap, &String)> = rows.iter().filter_map(|(g, r)| Some(((*g)?, &r.name))).collect();
    let message = gap_message(a, &gaps, change);
    let follow_up = facts.tables.said("follow_up");
    let known = gaps.iter().any(|(g, _)| g.size.range.is_some());
    let with = if known { ", with 95% ranges" } else { "" };
    let measure = format!(
        "Average {level} untreated within {follow_up} of joining{with}; {}",
        if facts.policies().is_empty() { "one line" } else { "reference first, then by the gap" }
    );
    let missing = rows.len() > gaps.len();
    let chart = Dots {
        rows: rows.iter().map(|(_, r)| r.clone()).collect(),
        series,
        axis: format!("{level} untreated"),
        aside: if gaps.is_empty() { String::new() } else { format!("gap, {change}") },
        zero: false,
        joined: true,
    };
    let description = format!(
        "Dumbbell chart: {level} untreated of two groups of {} under {} policies, joined by a line as long as the gap.",
        a.name,
        chart.rows.len()
    );
    let mut notes: Vec<String> =
        by_luck(&gaps.iter().map(|(g, _)| *g).collect::<Vec<_>>(), change).into_iter().collect();
    if missing {
        notes.push("Where a group has too few people, neither its wait nor the gap is shown.".into());
    }
    Some(Block {
        drawing: Some(Drawing::of(&format!("dumbbell-{id}"), [&message, &measure, &description], &chart)),
        charts: drawn(&format!("dumbbell-{id}"), &message, &description, &|w| dots(&chart, w)),
        message,
        measure,
        table: Some(levels_table(facts, service, a)),
        notes,
        ..Block::default()
    })
}

fn gap_message(a: &Attribute, gaps: &[(Gap, &String)], change: &str) -> String {
    let told = gaps.iter().filter(|(g, _)| g.apart).count();
    let smallest = gaps.iter().min_by(|a, b| a.0.size.value.abs().total_cmp(&b.0.size.value.abs()));
    let known = gaps.iter().any(|(g, _)| g.size.range.is_some());
    match smallest {
        Some((g, _)) if !known && gaps.len() == 1 => {
            format!("The gap by {} is {} {change} in this run", a.name, gap_text(g))
        }
        Some(_) if !known => format!("The waits of groups by {} in one run, which cannot show a gap", a.name),
        Some((g, name)) if told == gaps.len() && told > 1 => {
            format!("The gap is smallest under {}, at about {} {change}", quoted(name), gap_text(g))
        }
        Some(_) if told == 0 => format!(
            "Groups by {} cannot be told apart{}",
            a.name,
            if gaps.len() > 1 { " under any policy" } else { "" }
        ),
        Some(_) if gaps.len() > 1 => {
            format!("A gap by {} is told apart from none under {told} of {} policies", a.name, gaps.len())
        }
        Some((g, _)) => format!("The gap by {} is about {} {change}", a.name, gap_text(g)),
        None => format!("The waits of groups by {}", a.name),
    }
}

fn extremes(facts: &Facts<'_>, variant: &str, service: &str, a: &Attribute) -> Option<[String; 2]> {
    let mut known: Vec<(f64, &String)> =
        a.levels.iter().filter_map(|l| Some((facts.level(&joined(variant, service, &a.name, l))?.value, l))).collect();
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
                level_cell(facts.level(&key), "", &facts.missing(&key))
            }));
            row
        })
        .collect();
    let caption = format!("{} untreated of every group by {}", capital(facts.time.level.1.many), a.name);
    Table { caption, head, rows, open: false, ..Table::default() }
}
