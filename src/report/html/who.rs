//! Who gains and who pays.

use super::cells::{change_cell, gap_cell, level_cell, limit, limit_days, people_cell};
use super::facts::{Attribute, Facts, WAIT, WAIT_GAP};
use super::key::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::words::{Change, Interval, Policy, Unit, Verdict, group, number, quoted, signed};

/// Who is told of, and how they are named.
const PEOPLE: [(&str, &str); 2] =
    [("joined", "People who join the list"), ("today", "People who are on the list today")];

/// Who gains and who pays, every group, of those who join and of those who are there.
pub(super) fn who(facts: &Facts<'_>, service: &str) -> Option<Section> {
    if facts.policies().is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    let follow_up = facts.tables.said("follow_up");
    let many = facts.time.change.1.many;
    for (population, name) in PEOPLE {
        let mut tables = who_tables(facts, service, population).into_iter();
        let Some(first) = tables.next() else { continue };
        let notes = at_the_end(facts, service, population).into_iter().collect();
        blocks.push(Block {
            message: who_message(facts, service, population, name),
            measure: format!(
                "{name}: change in {many} untreated within {follow_up}, against {}; minus is a shorter wait",
                quoted(facts.reference())
            ),
            table: Some(first),
            notes,
            ..Block::default()
        });
        blocks.extend(tables.chain(treated_table(facts, service, population)).map(Block::of_table));
    }
    let intro = other_reading(facts).into_iter().collect();
    Some(Section { id: "who".into(), heading: "Who gains and who pays".into(), intro, blocks })
}

/// Said where policies are run under a second reading of how people are seen today too: they are no rivals of those under the first.
pub(super) fn other_reading(facts: &Facts<'_>) -> Option<String> {
    let against = facts.reference_of_second()?;
    Some(format!(
        "Policies under the second reading of how people are seen today are not in these tables: they are to be compared with {}, not with {}.",
        quoted(against),
        quoted(facts.reference())
    ))
}

/// Said where a wait is as long as people are followed: it is the most that the figure can be.
fn at_the_end(facts: &Facts<'_>, service: &str, population: &str) -> Option<String> {
    let at = |v: &String| {
        let everybody = Key::of(v, service, population, WAIT);
        let group = |a: &Attribute| a.levels.iter().any(|l| facts.is_at_the_end(&everybody.by(&a.name, l)));
        facts.is_at_the_end(&everybody) || facts.groupings().any(group)
    };
    if !facts.variants.iter().any(at) {
        return None;
    }
    let (factor, unit) = facts.time.level;
    let most = facts.weeks("follow_up")? * factor;
    let d = usize::from(most < 1000.0);
    Some(format!(
        "{} is the most that this wait can be, as people are followed for {}. Where it is that long, hardly anybody is treated by then, and what a policy changes \
         later is not in the table.",
        unit.of(most, d),
        facts.tables.said("follow_up")
    ))
}

pub(super) fn who_message(facts: &Facts<'_>, service: &str, population: &str, name: &str) -> String {
    let policies: Vec<Policy> = facts.choices().map(|v| facts.policy(v, service)).collect();
    let pick = |p: &Policy| if population == "today" { p.today.clone() } else { p.joined.clone() };
    let count = |verdict: Verdict| policies.iter().filter(|p| pick(p).is_some_and(|c| c.verdict == verdict)).count();
    let all = policies.len();
    if all == 0 {
        return format!("{name}: no other policy was run");
    }
    let under = |n: usize| {
        if all == 1 {
            format!("under {}", quoted(&policies[0].name))
        } else if n == all {
            if all == 2 { "under both policies".to_string() } else { format!("under all {all} policies") }
        } else {
            format!("under {n} of {all} policies")
        }
    };
    match (count(Verdict::Better), count(Verdict::Worse)) {
        (0, 0) if count(Verdict::NotEstimable) == all => format!("{name}: too few runs to say who gains or pays"),
        (0, 0) if count(Verdict::Identical) == all => format!("{name} wait exactly as long {}", under(all)),
        (0, 0) => format!("{name}: no policy is shown to change their average wait"),
        (g, 0) => format!("{name} wait less {}", under(g)),
        (0, p) => format!("{name} wait longer {}", under(p)),
        (g, p) => format!("{name} wait less {}, longer {}", under(g), under(p)),
    }
}

/// One table for each attribute and for urgency, the first of them open and with everybody; with everybody alone where there are none.
pub(super) fn who_tables(facts: &Facts<'_>, service: &str, population: &str) -> Vec<Table> {
    let everybody = Key::of(facts.reference(), service, population, WAIT);
    if facts.level(&everybody).is_none() {
        return Vec::new();
    }
    let mut groupings: Vec<Option<&Attribute>> = facts.groupings().map(Some).collect();
    if groupings.is_empty() {
        groupings.push(None);
    }
    groupings.iter().enumerate().map(|(i, a)| who_table(facts, everybody, *a, i == 0)).collect()
}

fn who_table(facts: &Facts<'_>, everybody: Key<'_>, a: Option<&Attribute>, first: bool) -> Table {
    let reference = facts.reference();
    let mut columns: Vec<(Key<'_>, String)> = vec![(everybody, "Everybody".to_string())];
    if let Some(a) = a {
        columns.extend(a.levels.iter().map(|l| (everybody.by(&a.name, l), group(&a.name, l))));
    }
    let scale = facts.tables.manifest.scale;
    let level = facts.time.level.1.many;
    let mut head = vec![Cell::head("Policy")];
    let mut levels = vec![Cell { sub: format!("{level} untreated on average"), ..Cell::head(reference) }];
    for (key, name) in &columns {
        let n = facts.figure(key).and_then(|f| f.n).map(|n| n * scale);
        let people = n.map_or(String::new(), |n| format!("{} people", number(round(n), 0)));
        head.push(Cell { sub: people, ..Cell::head(name) });
        levels.push(level_cell(facts.level(key), "", &facts.missing(key)));
    }
    // Urgency has no gap.
    let gap = a.filter(|a| facts.attributes.iter().any(|b| b.name == a.name));
    let gap = gap.map(|a| (a, Key { measure: WAIT_GAP, ..everybody.by(&a.name, "") }));
    if let Some((a, key)) = &gap {
        head.push(Cell { sub: gap_of(facts, a), ..Cell::head("Gap") });
        levels.push(gap_cell(
            facts.gap(reference, key.service, key.population, a),
            Some(facts.time.change.1),
            &facts.missing(key),
        ));
    }
    let mut rows = vec![levels];
    for v in facts.choices() {
        let mut row = vec![Cell::head(v)];
        let keys = columns.iter().map(|(key, _)| *key).chain(gap.map(|(_, key)| key));
        row.extend(keys.map(|key| {
            let key = key.under(v);
            change_cell(facts.change(&key).as_ref(), &facts.missing_change(&key))
        }));
        rows.push(row);
    }
    let how =
        format!("First row: {}. Other rows: the change that each policy brings, with its 95% range", quoted(reference));
    let caption = match a {
        Some(a) if !first => format!("By {}. {how}", a.name),
        _ => how,
    };
    Table { caption, head, rows, open: first, ..Table::default() }
}

/// Means of many people in thousands.
fn round(people: f64) -> f64 {
    if people < 100_000.0 { people } else { (people / 1000.0).round() * 1000.0 }
}

pub(super) fn gap_of(facts: &Facts<'_>, a: &Attribute) -> String {
    match facts.ends(a) {
        Some((most, least)) => format!("{} minus {}", group(&a.name, &most), group(&a.name, &least)),
        None => format!("longest minus shortest by {}", a.name),
    }
}

const PERSONS: Unit = Unit { one: "person", many: "people" };

/// How many people more are treated within a limit. Where a policy changes how many people there are, a difference of shares is none of
/// people: then both counts are told, and no range, since the tables hold none.
fn treated_table(facts: &Facts<'_>, service: &str, population: &str) -> Option<Table> {
    let treated = |m: &&String| m.starts_with("treated_within_") && !m.contains('.');
    let measure = facts.tables.measures.iter().filter(treated).min_by_key(|m| limit_days(m))?;
    let everybody = Key::of(facts.reference(), service, population, measure);
    let mut columns: Vec<(Key<'_>, String)> = vec![(everybody, "Everybody".to_string())];
    for a in facts.groupings() {
        columns.extend(a.levels.iter().map(|l| (everybody.by(&a.name, l), group(&a.name, l))));
    }
    let scale = facts.tables.manifest.scale;
    let people = |key: &Key<'_>| facts.figure(key).and_then(|f| f.n).unwrap_or(0.0) * scale;
    let (mut head, mut rows, mut others) = (vec![Cell::head("Policy")], Vec::new(), false);
    head.extend(columns.iter().map(|(_, name)| Cell::head(name)));
    for v in facts.choices() {
        let mut row = vec![Cell::head(v)];
        for (key, _) in &columns {
            let (before, after) = (people(key), people(&key.under(v)));
            let change = facts.changed(&key.under(v), after, PERSONS);
            row.push(match change {
                Some(change) if same_people(before, after) => change_cell(Some(&change), ""),
                Some(change) if change.verdict != Verdict::NotEstimable => {
                    others = true;
                    counts(&change, facts.range(key, before), facts.range(&key.under(v), after))
                }
                Some(change) => change_cell(Some(&change), ""),
                None => Cell::text(facts.missing_change(&key.under(v))),
            });
        }
        rows.push(row);
    }
    let who = if population == "today" { "of those on the list today" } else { "of those who join" };
    let mut caption = format!(
        "In people: how many more {who} are treated within {} than under {}",
        limit(measure),
        quoted(facts.reference())
    );
    if others {
        caption.push_str(". Where a policy changes how many there are, both counts stand below it, without a range");
    }
    Some(Table { caption, head, rows, open: false, ..Table::default() })
}

/// Whether as many people are behind both figures, but for rounding.
fn same_people(before: f64, after: f64) -> bool {
    (before - after).abs() <= 1e-9 * before.max(after)
}

fn counts(change: &Change, before: Option<Interval>, after: Option<Interval>) -> Cell {
    let (Some(before), Some(after)) = (before, after) else { return change_cell(Some(change), "") };
    let more = after.value - before.value;
    let unit = if number(more.abs(), 0) == "1" { PERSONS.one } else { PERSONS.many };
    let (from, to) = (people_cell(Some(before), ""), people_cell(Some(after), ""));
    Cell {
        class: "same".into(),
        ..Cell::number(format!("{} {unit}", signed(more, 0)), format!("from {} to {}", from.text, to.text))
    }
}
