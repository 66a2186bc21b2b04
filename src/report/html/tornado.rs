//! Which input the answer hangs on: the headline with each number at the ends of its range.

use super::assumptions::Assumption;
use super::drawn::{drawn, range};
use super::facts::{Facts, WAIT, WAIT_GAP};
use super::ranges::AtEnd;
use super::view::{Block, Cell, Table};
use crate::report::drawing::Drawing;
use crate::report::svg::{Bar, Input, Tornado, tornado};
use crate::report::words::{
    Change, InputAt, Interval, Place, Verdict, capital, counted, hangs_most_on, hangs_on, listed, quoted, signed,
};

/// Most inputs that are drawn; the table has all of them.
const DRAWN: usize = 10;

/// A figure of the headline: its place in the table, and what is said of it.
struct Headline {
    id: &'static str,
    population: &'static str,
    measure: &'static str,
    /// What is drawn.
    what: String,
    /// The beginning of a sentence.
    said: String,
}

/// Charts and tables of the policy that the answer is about; nothing where no range was run.
pub(super) fn tornados(facts: &Facts<'_>) -> Vec<Block> {
    let all = &facts.tables.ranges;
    let Some(lead) = facts.lead().filter(|_| !all.is_empty()) else { return Vec::new() };
    let many = facts.time.change.1.many;
    let mut figures = vec![Headline {
        id: "ranges-wait",
        population: "joined",
        measure: WAIT,
        what: format!("Difference in {many} untreated of people who join"),
        said: "People who join the list wait".into(),
    }];
    if let Some(a) = facts.first() {
        let name = facts.gap_name(a);
        figures.push(Headline {
            id: "ranges-gap",
            population: "joined",
            measure: WAIT_GAP,
            what: format!("Change in {many} of {}", name.replacen("The", "the", 1)),
            said: format!("{name} changes by"),
        });
    }
    let mut out: Vec<Block> = figures.iter().filter_map(|figure| block(facts, &lead, figure)).collect();
    if let Some(last) = out.last_mut() {
        last.notes.extend(others(facts, &lead));
        last.notes.extend(left_aside(all));
    }
    out
}

/// The rows of a figure by input: low and high.
struct Pair<'a> {
    path: &'a str,
    place: &'a Place,
    ends: [Option<&'a AtEnd>; 2],
}

fn by_input<'a>(rows: &[&'a AtEnd]) -> Vec<Pair<'a>> {
    let mut out: Vec<Pair<'_>> = Vec::new();
    for row in rows {
        let at = usize::from(!row.low);
        match out.last_mut().filter(|pair| pair.path == row.path) {
            Some(pair) => pair.ends[at] = Some(row),
            None => {
                let mut ends = [None, None];
                ends[at] = Some(*row);
                out.push(Pair { path: &row.path, place: &row.place, ends });
            }
        }
    }
    let way =
        |pair: &Pair<'_>| pair.ends.iter().flatten().filter_map(|e| e.moved.map(|m| m.value.abs())).fold(0.0, f64::max);
    // The longest way first; equal ones stay in the order of their paths.
    out.sort_by(|a, b| way(b).total_cmp(&way(a)));
    out
}

fn block(facts: &Facts<'_>, lead: &str, figure: &Headline) -> Option<Block> {
    let (factor, unit) = facts.time.change;
    let of = |r: &&AtEnd| r.variant == lead && r.population == figure.population && r.measure == figure.measure;
    let rows: Vec<&AtEnd> = facts.tables.ranges.iter().filter(of).collect();
    let change = |difference: Interval, word: &str| Change {
        difference: difference.times(factor),
        verdict: Verdict::of(word),
        word: word.into(),
        material: String::new(),
        from_to: None,
        note: String::new(),
        unit,
    };
    let first = rows.iter().find(|r| r.as_given.is_some())?;
    let given = change(Interval { value: first.as_given?, range: None }, &first.verdict_as_given);
    let pairs = by_input(&rows);
    let ends: Vec<InputAt> = pairs
        .iter()
        .flat_map(|pair| pair.ends.iter().flatten())
        .filter_map(|e| {
            Some(InputAt {
                name: e.place.name.clone(),
                value: e.input.clone(),
                change: change(e.difference?, &e.verdict),
                moved: e.moved?.value * factor,
                apart: e.moved?.apart(),
                turns: e.turns(),
            })
        })
        .collect();
    if ends.is_empty() {
        return None;
    }
    let decimals = ends.iter().map(|e| e.change.difference.decimals(false)).max().unwrap_or(0);
    let bar = |end: Option<&AtEnd>| {
        let end = end?;
        let there = end.difference?.times(factor);
        let turns = if end.turns() { ", turns" } else { "" };
        let text = format!("{}: {}{turns}", end.input, signed(there.value, decimals));
        Some(Bar { range: range(&there), text })
    };
    let label = |pair: &Pair<'_>| {
        let known = facts.tables.assumptions.iter().find(|a| a.path == pair.path);
        let range = known.and_then(Assumption::range).map_or(String::new(), |range| format!(": {range}"));
        format!("{}{range}", capital(&pair.place.name))
    };
    let input = |pair: &Pair<'_>| {
        let [low, high] = pair.ends;
        Input { name: label(pair), path: pair.path.into(), low: bar(low), high: bar(high) }
    };
    let chart = Tornado {
        rows: pairs.iter().take(DRAWN).map(input).filter(|i| i.low.is_some() || i.high.is_some()).collect(),
        given: given.difference.value,
        said: format!("as given: {}", signed(given.difference.value, decimals)),
        axis: figure.what.clone(),
    };
    let runs = rows.iter().map(|r| r.replications).fold(0.0, f64::max);
    let message = match hangs_most_on(&ends) {
        Some(name) => format!(
            "{} hangs most on {}",
            if figure.measure == WAIT { "The answer on waits" } else { "The answer on the gap" },
            quoted(name)
        ),
        None => "No single input is shown to move the answer".to_string(),
    };
    let measure = format!(
        "{}, under {} against {}, with one input at an end of its range and all others as given: low above, high below. Lines are 95% ranges from {}",
        figure.what,
        quoted(lead),
        quoted(facts.reference()),
        counted(runs, 0, "run", "runs")
    );
    let said = hangs_on(&ends, &given, &figure.said, figure.measure == WAIT_GAP);
    let description = format!("Tornado chart of {} inputs. {}", chart.rows.len(), said.join(" "));
    let cell = |end: Option<&AtEnd>| {
        let Some(end) = end else { return Cell::text("no such end") };
        let Some(there) = end.difference.map(|d| d.times(factor)) else { return Cell::text(&end.note) };
        let moved = end.moved.map_or(String::new(), |m| {
            let m = m.times(factor);
            format!("moved by {} ({})", signed(m.value, decimals), m.signed_ends(decimals))
        });
        let sub = format!("{}, {}; {moved}", there.signed_ends(decimals), end.verdict);
        Cell::number(format!("at {}: {}", end.input, signed(there.value, decimals)), sub)
    };
    let table = pairs.iter().map(|pair| {
        let head = Cell { sub: pair.path.into(), ..Cell::head(label(pair)) };
        vec![head, cell(pair.ends[0]), cell(pair.ends[1])]
    });
    Some(Block {
        drawing: Some(Drawing::of(figure.id, [&message, &measure, &description], &chart)),
        charts: drawn(figure.id, &message, &description, &|w| tornado(&chart, w)),
        message,
        measure,
        table: Some(Table {
            caption: format!(
                "All {} inputs with a range: {} under {}",
                pairs.len(),
                figure.what.to_lowercase(),
                quoted(lead)
            ),
            head: ["Input", "At its low end", "At its high end"].map(Cell::head).to_vec(),
            rows: table.collect(),
            open: false,
            ..Table::default()
        }),
        notes: said,
        ..Block::default()
    })
}

/// Whether the verdict of another policy turns.
fn others(facts: &Facts<'_>, lead: &str) -> Option<String> {
    let all = &facts.tables.ranges;
    let turns = |v: &String| all.iter().any(|r| r.variant == *v && r.turns());
    let names: Vec<String> = facts.choices().filter(|v| *v != lead && turns(v)).map(|v| quoted(v)).collect();
    let rest = facts.choices().count().saturating_sub(1);
    match (rest, names.is_empty()) {
        (0, _) => None,
        (_, true) => Some("Under the other policies no verdict turns at the end of a range.".into()),
        _ => Some(format!("At the end of some range a verdict also turns under {}: see ranges.csv.", listed(&names))),
    }
}

/// Ends at which an input could not be put by itself.
fn left_aside(all: &[AtEnd]) -> Option<String> {
    let there = |r: &AtEnd| format!("{} at {}", quoted(&r.place.name), r.input);
    let names: Vec<String> = all.iter().filter(|r| r.variant.is_empty()).map(there).collect();
    (!names.is_empty())
        .then(|| format!("Not run, since it cannot be while all others stay: {}. ranges.csv says why.", listed(&names)))
}

/// One line for the answer: whether it stands with every input at the ends of its range.
pub(super) fn stands(facts: &Facts<'_>) -> Option<String> {
    let lead = facts.lead()?;
    let rows: Vec<&AtEnd> = facts
        .tables
        .ranges
        .iter()
        .filter(|r| r.variant == lead && r.measure == WAIT && r.population == "joined")
        .collect();
    let mut inputs: Vec<&str> = rows.iter().map(|r| r.path.as_str()).collect();
    inputs.dedup();
    let mut turned: Vec<&str> = rows.iter().filter(|r| r.turns()).map(|r| r.path.as_str()).collect();
    turned.dedup();
    match (inputs.len(), turned.len()) {
        (0, _) => None,
        (n, 0) => Some(format!(
            "With {} at the low or high end of its range, the answer for people who join stays the same.",
            each_of(n)
        )),
        (n, t) => Some(format!(
            "Moving {t} of {n} inputs, one at a time, to an end of its range changes the answer for people who join: see how sure, and why."
        )),
    }
}

fn each_of(n: usize) -> String {
    if n == 1 { "the one input".into() } else { format!("each of {n} inputs") }
}
