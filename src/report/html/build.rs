//! The page from the figures: its order is the order in which a manager asks.

use super::cells::{change_cell, level_cell, level_decimals};
use super::closing;
use super::facts::{Facts, WAIT};
use super::key::Key;
use super::view::{Block, Cell, Page, Section, Table, Told};
use super::who::{who, who_message, who_tables};
use super::{fates, life, one_run, stages, today, trade_off, weeks, worst_off};
use crate::compare::HANGS;
use crate::report::words::{self, Answer, Policy, quoted, visible};

/// Policies that are told in full before the others fold away.
const TOLD: usize = 4;

pub(super) fn page(facts: &Facts<'_>) -> Page {
    let mut page = unlaid(facts);
    page.lay_out();
    page
}

fn unlaid(facts: &Facts<'_>) -> Page {
    let tables = facts.tables;
    let m = &tables.manifest;
    let policies: Vec<Policy> = facts.choices().map(|v| facts.policy(v, "all")).collect();
    let focus = facts.focus();
    let many = policies.len() > TOLD + 1;
    let mut told: Vec<Told> = policies
        .iter()
        .map(|p| Told { name: p.name.clone(), sentences: words::policy(p), more: many && !focus.contains(&p.name) })
        .collect();
    told.sort_by_key(|t| t.more);
    told.extend(facts.policies().iter().filter_map(|v| second_reading(facts, v)));
    let services: Vec<&String> = if tables.services.len() > 1 { tables.services.iter().collect() } else { Vec::new() };
    let mut sections = vec![today::today(facts)];
    sections.extend(who(facts, "all"));
    if !services.is_empty() && !facts.policies().is_empty() {
        sections.push(by_service(facts, &services));
    }
    sections.extend(trade_off::trade_off(facts));
    sections.extend(fates::fates_section(facts, "all", "fates"));
    sections.extend(stages::stages(facts));
    sections.extend(weeks::over_time(facts));
    sections.extend(one_run::one_run(facts));
    sections.extend(worst_off::worst_off(facts));
    sections.extend(closing::costs(facts));
    sections.extend(life::life(facts));
    sections.push(closing::sure(facts));
    sections.push(closing::inputs(facts));
    sections.push(closing::repeat(facts));
    let title = tables.said("title");
    let Answer { headline, because } = answer(facts, &policies);
    Page {
        title: if title.is_empty() { "A waiting list, simulated".into() } else { title },
        question: tables.said("question"),
        partial: if m.status == "complete" {
            Vec::new()
        } else {
            m.reasons.iter().cloned().chain(m.reasons.is_empty().then(|| "stopped early".to_string())).collect()
        },
        partial_cells: match (m.ends_done, m.ends_planned) {
            (Some(done), Some(planned)) if done < planned => {
                format!("{done} of {planned} ends of ranges are run; the policies themselves are done")
            }
            _ => format!("{} of {} runs are done", m.cells_done, m.cells_planned),
        },
        version: m.queuity.clone(),
        answer: headline,
        because,
        sure: closing::how_sure(facts),
        policies: told,
        sections,
        services: services.iter().enumerate().map(|(i, s)| service(facts, s, i)).collect(),
        attribution: attribution(facts),
    }
}

/// What is said of a variant that stands for the second reading of how people are seen today.
fn second_reading(facts: &Facts<'_>, variant: &str) -> Option<Told> {
    let first = facts.second_of(variant)?;
    let reference = facts.reference();
    let against = facts.reference_of_second()?;
    let sentences = if first == reference {
        vec![format!(
            "This is no policy. It is {} under the second reading of how people are seen today.",
            quoted(reference)
        )]
    } else {
        let what = format!(
            "This is {} under the second reading of how people are seen today. It is compared with {}, not with {}.",
            quoted(&first),
            quoted(against),
            quoted(reference)
        );
        std::iter::once(what).chain(words::policy(&facts.policy(variant, "all"))).collect()
    };
    Some(Told { name: variant.to_string(), sentences, more: true })
}

fn attribution(facts: &Facts<'_>) -> Vec<String> {
    let said = facts.tables.setting("attribution").and_then(|a| a.as_array());
    said.into_iter().flatten().filter_map(|t| t.as_str()).map(visible).collect()
}

/// The answer; where there is one policy only, what it is like.
fn answer(facts: &Facts<'_>, policies: &[Policy]) -> Answer {
    if !policies.is_empty() {
        let told = words::answer(facts.reference(), policies);
        let hangs = &facts.tables.manifest.hangs;
        if hangs.is_empty() {
            return told;
        }
        // What the list cannot tell comes before what is told under one of its readings.
        let headline = HANGS.to_string();
        let under = format!("Under {}: {}", quoted(facts.reference()), words::small_first(&told.headline));
        let because = hangs.iter().map(|h| words::typeset(&visible(h))).chain([under]).chain(told.because).collect();
        return Answer { headline, because };
    }
    let key = Key::of(facts.reference(), "all", "joined", WAIT);
    let Some(wait) = facts.level(&key) else {
        return Answer { headline: "No figure is complete.".into(), because: Vec::new() };
    };
    let d = level_decimals(&wait);
    let unit = facts.time.level.1;
    let sure = words::likely(&wait, d);
    let headline = format!(
        "Under {} people wait about {} untreated on average ({sure}).",
        quoted(facts.reference()),
        unit.of(wait.value, d)
    );
    let mut because = Vec::new();
    if let Some((a, gap)) = facts.first().and_then(|a| Some((a, facts.gap(facts.reference(), "all", "joined", a)?))) {
        let unit = facts.time.change.1;
        because.push(match (facts.ends(a), gap.by_chance) {
            (Some((most, least)), _) => words::gap_size(&a.part(&most), &a.part(&least), &gap.size, unit),
            (None, luck) => words::widest_gap(&a.name, &gap.size, luck.unwrap_or(0.0), gap.apart, unit),
        });
    }
    Answer { headline, because }
}

/// All services at a glance.
fn by_service(facts: &Facts<'_>, services: &[&String]) -> Section {
    let (level, change) = (facts.time.level.1.many, facts.time.change.1.many);
    let mut head =
        vec![Cell::head("Service"), Cell { sub: format!("{level} untreated"), ..Cell::head(facts.reference()) }];
    head.extend(facts.choices().map(|v| Cell { sub: format!("change, {change}"), ..Cell::head(v) }));
    let rows = services
        .iter()
        .map(|s| {
            let key = Key::of(facts.reference(), s.as_str(), "joined", WAIT);
            let mut row = vec![Cell::head(s.as_str()), level_cell(facts.level(&key), "", &facts.missing(&key))];
            row.extend(facts.choices().map(|v| {
                let key = key.under(v);
                change_cell(facts.change(&key).as_ref(), &facts.missing_change(&key))
            }));
            row
        })
        .collect();
    Section {
        id: "services".into(),
        heading: format!("The {} services at a glance", services.len()),
        intro: vec!["Each service has a part of its own at the end of this page.".into()],
        blocks: vec![Block {
            table: Some(Table {
                caption: format!(
                    "People who join: {level} untreated under the reference, and what each policy changes"
                ),
                head,
                rows,
                open: true,
                ..Table::default()
            }),
            ..Block::default()
        }],
    }
}

/// One service.
fn service(facts: &Facts<'_>, name: &str, i: usize) -> Section {
    let policies: Vec<Policy> = facts.choices().map(|v| facts.policy(v, name)).collect();
    let mut blocks = Vec::new();
    let mut tables = who_tables(facts, name, "joined").into_iter().filter(|_| !policies.is_empty());
    if let Some(table) = tables.next() {
        let many = facts.time.change.1.many;
        blocks.push(Block {
            message: who_message(facts, name, "joined", "People who join the list"),
            measure: format!(
                "Change in {many} untreated, against {}; minus is a shorter wait",
                quoted(facts.reference())
            ),
            table: Some(table),
            ..Block::default()
        });
        blocks.extend(tables.map(Block::of_table));
    }
    blocks.extend(trade_off::dumbbell(facts, name, &format!("s{i}")));
    if let Some(fates) = fates::fates_section(facts, name, &format!("s{i}-fates")) {
        blocks.extend(fates.blocks);
    }
    let intro = if policies.is_empty() { vec![] } else { vec![words::answer(facts.reference(), &policies).whole()] };
    Section { id: format!("service-{}", i + 1), heading: name.into(), intro, blocks }
}
