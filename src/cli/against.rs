//! `queuity synth --against`: how far the lists are from those that another scenario gives.

use std::io;
use std::path::Path;

use super::arguments;
use super::exit::Failure;
use super::input::{self, Input};
use super::refused::refused;
use super::registries::Door;
use super::table::{self, Table};
use super::{load, stop};
use crate::engine::Halted;
use crate::experiment::Threads;
use crate::scenario::{self, Overrides};
use crate::study::Study;
use crate::synth::against::{Distance, Distances, LEAST, distances, leaks};
use crate::synth::table::Row;
use crate::synth::{Ask, Made, Sink, Synth, layout};

/// Lists of the other scenario: ten pairs tell what chance does.
const LISTS: usize = 5;

/// Takes rows nowhere: the people are counted on the way.
struct Nowhere;

impl Sink for Nowhere {
    fn rows(&mut self, _table: usize, _rows: &[Row<'_>]) -> io::Result<()> {
        Ok(())
    }
}

/// Refuses a scenario that says it is derived from rows of real people and holds what no such scenario may.
pub(crate) fn gate(input: &Input) -> Result<bool, Failure> {
    let text = scenario::decode(&input.bytes).unwrap_or_default();
    let tree = scenario::tree(&text).unwrap_or_default();
    let found = leaks(&tree);
    if found.is_empty() {
        return Ok(tree["scenario"]["derived"] == serde_json::json!(true));
    }
    let lines: Vec<String> = found.iter().map(|what| format!("error: {}: {what}", input.name)).collect();
    Err(Failure::Invalid(format!(
        "{}\nThe scenario is derived from rows of real people, so no list is made of it. `queuity import` pools and rounds such counts",
        lines.join("\n")
    )))
}

/// Another scenario.
pub(crate) fn other(path: &Path, door: Door<'_>) -> Result<Study, Failure> {
    let input = input::read(path)?;
    let study = load::load_with(&input, &Overrides::default(), door)?;
    gate(&input)?;
    Ok(study)
}

/// The distances between the written lists and those of another scenario, and what to know of them.
pub(crate) fn compare(
    other: &Study,
    ask: &Ask,
    (synth, made): (&Synth, &Made),
    threads: &Threads,
    halted: Halted<'_>,
) -> Result<(Distances, Vec<String>), Failure> {
    let scenario = other.scenario();
    let last = scenario.variants.iter().map(|v| v.model.last_day()).max().unwrap_or(0);
    let mut remarks = Vec::new();
    // The same day where the other scenario has it.
    let as_of = synth.extract().settings.date(synth.extract().as_of);
    let has = (0..=last).any(|d| scenario.settings.date(d) == as_of);
    // A scenario that was made of a list begins with it, on the day after.
    let (first, last) = (scenario.settings.date(0), scenario.settings.date(last));
    let (which, own) = if as_of < first { ("first", first) } else { ("last", last) };
    if !has {
        remarks.push(format!("the other scenario has no {as_of}; its lists are as of its {which} day, {own}"));
    }
    let ask = Ask {
        rows: Some(made.pathways),
        as_of: Some(if has { as_of } else { own }),
        from: ask.from.clone(),
        population: ask.population,
        variant: None,
    };
    let seed = scenario.settings.seed;
    let tidy = layout::by_name("tidy").ok_or_else(|| Failure::fault("there is no own layout"))?;
    let list = |seed: u64| -> Result<(Synth, Made), Failure> {
        let synth = Synth::new(scenario, &ask, tidy).map_err(refused)?.reseeded(seed).portrayed();
        let made = synth.make(threads, &mut Nowhere, &|_, _| {}, halted).map_err(refused)?;
        Ok((synth, made))
    };
    // Other people than those of the lists, which may come from the same scenario.
    let own = synth.extract().model.seed;
    let seeds = (1..).map(|i| seed.wrapping_add(i)).filter(|seed| *seed != own);
    let others = seeds.take(LISTS).map(list).collect::<Result<Vec<_>, _>>()?;
    if stop::halted() {
        return Err(Failure::Interrupted("error: interrupted; nothing was written".into()));
    }
    let others: Vec<_> = others.iter().map(|(synth, made)| (synth.extract(), made)).collect();
    Ok((distances((synth.extract(), made), &others), remarks))
}

/// What was found, for people.
pub(crate) fn told(found: &Distances, remarks: &[String], path: &Path) -> String {
    let mut text = format!(
        "Distances from {}: mean of {LISTS} lists of it, beside those between two of them (by chance: mean and most)\n",
        path.display()
    );
    let head = ["", "", "", "here", "there", "distance", "by chance", "at most", "days", "by chance", "at most", ""];
    let mut rows = Table::new(head.map(String::from));
    let number = |x: Option<f64>| x.map_or_else(|| "-".to_string(), |x| format!("{x:.3}"));
    let days = |x: Option<f64>| x.map_or_else(|| "-".to_string(), |x| format!("{x:.1}"));
    for d in &found.distances {
        let people = |x: f64| if d.kind == "flow" { format!("{x:.1}") } else { format!("{x:.0}") };
        rows.row([
            d.kind.to_string(),
            d.service.clone(),
            d.of.clone(),
            people(d.written),
            people(d.against),
            number(Some(d.apart.distance)),
            number(d.apart.by_chance),
            number(d.apart.by_chance_at_most),
            days(d.days.map(|d| d.distance)),
            days(d.days.and_then(|d| d.by_chance)),
            days(d.days.and_then(|d| d.by_chance_at_most)),
            if d.more_than_chance { "more".to_string() } else { String::new() },
        ]);
    }
    text.push_str(&rows.render(table::width()));
    let (more, all) = (found.distances.iter().filter(|d| d.more_than_chance).count(), found.distances.len());
    let sum = match more {
        0 => format!(
            "None of {all} figures is farther from the other scenario than two lists of it are from each other."
        ),
        _ => format!(
            "{more} of {all} figures are farther from the other scenario than any two of its lists are from each other (\"more\"; of waits, in days). \
             A few of many may be by chance."
        ),
    };
    text.push_str(&format!("{}\n", table::wrap(&sum, table::width())));
    let held = (found.held_back > 0)
        .then(|| format!("{} figures are held back: fewer than {LEAST} people on one side", found.held_back));
    let partly = found.distances.iter().filter(|d| d.lists < LISTS).count();
    let partly = (partly > 0).then(|| {
        let what = if partly == 1 { "1 figure is a mean" } else { &format!("{partly} figures are means") };
        format!(
            "{what} of fewer than {LISTS} lists of the other scenario: those with fewer than {LEAST} people there are left out, so \
             \"there\" is too high (against.json has how many lists each is of)"
        )
    });
    for remark in held.iter().chain(&partly).chain(remarks).chain(&found.only) {
        text.push_str(&table::wrap(&format!("note: {remark}"), table::width()));
        text.push('\n');
    }
    text
}

/// The same for machines.
pub(crate) fn as_json(found: &Distances, remarks: &[String]) -> serde_json::Value {
    serde_json::json!({
        "meaning": "distance: half the sum of absolute differences of shares, of waits by week waited; days: Wasserstein distance; flow: relative difference; all as means over the lists of the other scenario. By chance: between two of these lists, on average and at most. More than chance: the distance (of waits, in days) is larger than that",
        "lists_of_the_other_scenario": LISTS,
        "lists": "those of them that a figure is the mean of: lists with fewer people than the fewest are left out of it",
        "fewest_people": LEAST,
        "held_back": found.held_back,
        "remarks": remarks,
        "only": found.only,
        "distances": found.distances.iter().map(Distance::as_json).collect::<Vec<_>>(),
    })
}

/// The lists that are to be held against another scenario.
pub(crate) fn asked(asked: &arguments::Synth, door: Door<'_>) -> Result<Option<Study>, Failure> {
    asked.against.as_deref().map(|path| other(path, door)).transpose()
}
