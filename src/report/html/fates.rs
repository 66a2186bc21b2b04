//! What becomes of people.

use super::cells::level_cell;
use super::drawn::{drawn, joined};
use super::facts::Facts;
use super::key::Key;
use super::view::{Block, Cell, Section, Table};
use crate::report::drawing::Drawing;
use crate::report::svg::{Fates, Segment, fates};
use crate::report::words::{capital, group, number, of_a_hundred, quoted};

const FATES: [(&str, &str, &str); 8] = [
    ("fate_treated", "treated", "were treated"),
    ("fate_waiting", "still waiting", "were still waiting"),
    ("fate_died", "died", "died untreated"),
    ("fate_removed", "left the list untreated", "left the list untreated"),
    ("fate_discharged", "discharged untreated", "were discharged untreated"),
    ("fate_emergency", "emergency admission", "were admitted as an emergency"),
    ("fate_private", "treated elsewhere, paid", "left for treatment paid for elsewhere"),
    ("fate_turned_away", "turned away", "were turned away"),
];

/// What becomes of 100 people who join.
pub(super) fn fates_section(facts: &Facts<'_>, service: &str, id: &str) -> Option<Section> {
    let share = |v: &str, measure: &str, attribute: &str, g: &str| {
        let key = Key { measure, ..joined(v, service, attribute, g) };
        facts.figure(&key).and_then(|f| f.estimate)
    };
    // A fate has its own colour, whichever others there are.
    let present: Vec<(usize, &(&str, &str, &str))> = FATES
        .iter()
        .enumerate()
        .filter(|(_, (m, ..))| facts.variants.iter().any(|v| share(v, m, "all", "all").is_some_and(|s| s > 0.0)))
        .collect();
    if present.is_empty() {
        return None;
    }
    let parts = |v: &str, a: &str, g: &str| -> Vec<Segment> {
        let of = |m: &str| share(v, m, a, g).unwrap_or(0.0);
        present.iter().map(|(_, (m, ..))| Segment { share: of(m), text: number(of(m) * 100.0, 0) }).collect()
    };
    let chart = Fates {
        kinds: present.iter().map(|(_, (_, name, _))| (*name).to_string()).collect(),
        colours: present.iter().map(|(i, _)| *i).collect(),
        rows: facts.variants.iter().map(|v| (v.clone(), v == facts.reference(), parts(v, "all", "all"))).collect(),
    };
    let said: Vec<(String, f64)> = present
        .iter()
        .map(|(_, (m, _, words))| ((*words).to_string(), share(facts.reference(), m, "all", "all").unwrap_or(0.0)))
        .collect();
    let follow_up = facts.tables.said("follow_up");
    let sentence = format!(
        "Under {}, of 100 people who joined, {follow_up} later {}.",
        quoted(facts.reference()),
        of_a_hundred(&said)
    );
    let treated: Vec<(f64, &String)> =
        facts.variants.iter().filter_map(|v| Some((share(v, "fate_treated", "all", "all")?, v))).collect();
    let most = treated.iter().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))?;
    let least = treated.iter().map(|(s, _)| *s).fold(f64::INFINITY, f64::min);
    let (low, high) = (number(least * 100.0, 0), number(most.0 * 100.0, 0));
    let message = match treated.len() {
        1 => format!("About {high} of 100 are treated within {follow_up}"),
        _ if low == high => format!("About {high} of 100 are treated within {follow_up} under every policy"),
        _ => format!("Between {low} and {high} of 100 are treated within {follow_up}, by policy"),
    };
    let mut head = vec![Cell::head("Policy"), Cell::head("Group")];
    head.extend(present.iter().map(|(_, (_, name, _))| Cell::head(capital(name))));
    let mut rows = Vec::new();
    for v in &facts.variants {
        let groups = facts
            .first()
            .into_iter()
            .flat_map(|a| a.levels.iter().map(move |l| (a.name.as_str(), l.as_str(), group(&a.name, l))));
        for (a, g, name) in std::iter::once(("all", "all", "Everybody".to_string())).chain(groups) {
            let mut row = vec![Cell::head(v), Cell::text(name)];
            row.extend(present.iter().map(|(_, (m, ..))| {
                let key = Key { measure: m, ..joined(v, service, a, g) };
                level_cell(facts.range(&key, 100.0), "", &facts.missing(&key))
            }));
            rows.push(row);
        }
    }
    let description = format!("Stacked bars of 100 people for each of {} policies. {sentence}", chart.rows.len());
    let measure = format!("Of 100 people who join the list, {follow_up} later");
    Some(Section {
        id: id.into(),
        heading: "What becomes of 100 people who join".into(),
        intro: vec![sentence],
        blocks: vec![Block {
            drawing: Some(Drawing::of(&format!("chart-{id}"), [&message, &measure, &description], &chart)),
            charts: drawn(&format!("chart-{id}"), &message, &description, &|w| fates(&chart, w)),
            message,
            measure,
            table: Some(Table {
                caption: "Of 100 people, by group, with 95% ranges".into(),
                head,
                rows,
                open: false,
                ..Table::default()
            }),
            ..Block::default()
        }],
    })
}
