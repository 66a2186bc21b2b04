//! The counts of one list, from one file or several.

use std::collections::BTreeMap;

use super::admissions::Admission;
use super::counted::Counted;
use super::counts::{Counts, Flows, Service, Sources};
use super::found::Found;
use super::levels::levels;
use super::limits::Limits;
use super::one_form::{NOT_RECORDED, fold, fold_level};
use super::refused::Refused;
use super::span::Span;
use super::sums::Table;
use super::told::Told;

/// Most pairs of a group and a combination of recorded levels, over the bands, that a scenario joins.
const MOST_PAIRS: usize = 2_000_000;

/// Takes those admitted and those not for people who wait, where files or sheets say nothing else of whom they count; and what is said of it.
pub(super) fn admissions<'a>(all: impl Iterator<Item = &'a mut Found>) -> Option<String> {
    let mut all: Vec<&mut Found> = all.collect();
    let has = |admission| all.iter().any(|found| found.admission == Some(admission));
    let other = |found: &&mut Found| {
        let tables = &found.tables;
        tables.contains_key(&Counted::List) || (tables.contains_key(&Counted::Treated) && found.admission.is_none())
    };
    if !has(Admission::Admitted) || !has(Admission::Not) || all.iter().any(other) {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for found in all.iter_mut().filter(|found| found.admission.is_some()) {
        if let Some(table) = found.tables.remove(&Counted::Treated) {
            found.tables.insert(Counted::List, table);
        }
        if !names.contains(&found.file.as_str()) {
            names.push(&found.file);
        }
    }
    Some(format!(
        "{}: admitted and non-admitted are parts of one list and were added up; if these people were treated, say so in the mapping: part = \"treated\"",
        names.join(", ")
    ))
}

/// What most rows of two files say of the same people: they are the same.
pub(super) fn same(a: &Found, b: &Found) -> bool {
    let parts = a.tables.iter().filter(|(part, _)| **part != Counted::Aside && a.date.last() == b.date.last());
    parts.filter_map(|(part, table)| Some((table, b.tables.get(part)?))).any(|(one, other)| {
        let some = |t: &Table| t.values().filter(|s| s.people() >= 20.0).count();
        let alike = one.iter().filter(|(key, sums)| sums.people() >= 20.0 && other.get(*key) == Some(*sums)).count();
        let all = one == other && one.values().any(|s| s.people() > 0.0);
        all || (alike > 0 && alike * 2 >= some(one).min(some(other)))
    })
}

/// Puts files together.
pub(super) fn together(all: &[Found], limits: Option<&Limits>, told: &mut Told) -> Result<Counts, Refused> {
    for (i, found) in all.iter().enumerate() {
        if let Some(other) = all[..i].iter().find(|other| same(other, found)) {
            let message = format!("{} and {} hold the same counts: they would count twice", other.file, found.file);
            return Err(Refused::new(message).help("import one of them"));
        }
    }
    let lists: Vec<&Found> = all.iter().filter(|f| f.tables.contains_key(&Counted::List)).collect();
    let Some(date) = lists.iter().map(|f| f.date).max_by_key(|d| d.last()) else {
        return Err(Refused::new("nobody waits in these files: they hold who was treated or referred")
            .help("import the file of the list, too, or say in a mapping that its part is the list"));
    };
    let of_list: Vec<&Found> = lists.into_iter().filter(|f| f.date.last() == date.last()).collect();
    let shape = &of_list[0].shape;
    for other in &of_list[1..] {
        if other.shape.edges != shape.edges || other.groups != of_list[0].groups || other.shape.open != shape.open {
            return Err(Refused::new(format!("{} and {} have other bands or groups", of_list[0].file, other.file))
                .help("import lists of the same bands together"));
        }
    }
    let of_flows = |f: &&Found| f.tables.keys().any(|p| matches!(p, Counted::Treated | Counted::Referred));
    let flows = all.iter().filter(of_flows).max_by_key(|f| f.date.last());
    let (period, span) = flows.map_or((date, Span::Month), |f| (f.date, f.span));
    let levels: Vec<Vec<String>> = (0..of_list[0].groups.len()).map(|g| levels(&of_list, g, told)).collect();
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    let known = |g: usize, value: &String| -> String {
        let name = &of_list[0].groups[g];
        let same = levels[g].iter().find(|l| fold_level(name, l) == fold_level(name, value));
        same.cloned().unwrap_or_else(|| NOT_RECORDED.to_string())
    };
    let mut alike: BTreeMap<String, String> = BTreeMap::new();
    for found in all {
        for (part, table) in &found.tables {
            let wanted = if *part == Counted::List { date } else { period };
            if found.date.last() != wanted.last() && *part != Counted::Aside {
                told.aside.push(format!("{}: {} of {}, another time", found.file, part.name(), found.date.shown()));
                continue;
            }
            for ((name, groups), sums) in table {
                let name = if name.is_empty() { "list" } else { name };
                let service = services.entry(fold(name)).or_insert_with(|| Service::named(name));
                if service.name != name {
                    alike.insert(name.to_string(), service.name.clone());
                }
                let people = sums.people() as u64;
                match part {
                    Counted::List => {
                        let groups: Vec<String> = groups.iter().enumerate().map(|(g, v)| known(g, v)).collect();
                        let bands = sums.bands.iter().map(|n| *n as u64);
                        match service.waiting.iter_mut().find(|w| w.0 == groups) {
                            Some((_, all)) => all.iter_mut().zip(bands).for_each(|(a, n)| *a += n),
                            None => service.waiting.push((groups, bands.collect())),
                        }
                        service.without_band += people.saturating_sub(sums.bands.iter().sum::<f64>() as u64);
                    }
                    Counted::Treated => *service.treated.get_or_insert(0) += people,
                    Counted::Referred => *service.referred.get_or_insert(0) += people,
                    Counted::Aside => {}
                }
            }
        }
    }
    for (name, first) in alike {
        told.understood.push(format!("`{name}` and `{first}` are one list"));
    }
    let (with, without): (Vec<Service>, Vec<Service>) = services.into_values().partition(|s| s.people() > 0);
    if !without.is_empty() {
        let names: Vec<&str> = without.iter().map(|s| s.name.as_str()).collect();
        told.aside.push(format!("lists on which nobody waits: {}", names.join(", ")));
    }
    if with.is_empty() {
        return Err(Refused::new("nobody waits: all counts of the list are 0"));
    }
    let source = |part: Counted| {
        let of = all.iter().filter(|f| f.tables.contains_key(&part));
        let files: Vec<String> =
            of.map(|f| f.shape.layout.map_or_else(|| f.file.clone(), |l| format!("{} ({})", l.name, f.file))).collect();
        files.join("; ")
    };
    let of_layout = shape.layout.and_then(|l| Limits::of_days(l.limits));
    let limits = limits.cloned().or(of_layout).unwrap_or_default();
    let mut counts = Counts {
        edges: shape.edges.clone(),
        open: shape.open,
        unit: shape.unit,
        groups: of_list[0].groups.clone(),
        date,
        flows: Flows::of(span, period),
        services: with,
        sources: Sources {
            list: source(Counted::List),
            treated: source(Counted::Treated),
            referred: source(Counted::Referred),
        },
        levels,
        ordered: of_list[0].orders.iter().map(Option::is_some).collect(),
        derived: None,
        limits,
    };
    counts.leave_out_unknown(told);
    // What a scenario joins: every group with every combination of recorded levels, in each band.
    let product = |more: usize| counts.levels.iter().map(|l| l.len() + more).fold(1_usize, usize::saturating_mul);
    let pairs = product(0).saturating_mul(product(1)).saturating_mul(counts.edges.len());
    if counts.levels.len() > 1 && pairs > MOST_PAIRS {
        return Err(Refused::new(format!(
            "{} have {} combinations: too many to be joined",
            counts.groups.join(", "),
            product(0)
        ))
        .help("say in the mapping which of these columns is `place` (added up) or `aside`"));
    }
    Ok(counts)
}

impl Counts {
    /// Groups without a recorded level tell nobody apart.
    pub(super) fn leave_out_unknown(&mut self, told: &mut Told) {
        for g in (0..self.groups.len()).rev().filter(|&g| self.levels[g].is_empty()).collect::<Vec<_>>() {
            told.aside.push(format!("{}: recorded of nobody, so it tells nobody apart", self.groups[g]));
            self.groups.remove(g);
            self.levels.remove(g);
            self.ordered.remove(g);
            for service in &mut self.services {
                let before = std::mem::take(&mut service.waiting);
                for (mut who, bands) in before {
                    who.remove(g);
                    match service.waiting.iter_mut().find(|w| w.0 == who && service.runs.is_empty()) {
                        Some((_, all)) => all.iter_mut().zip(bands).for_each(|(a, n)| *a += n),
                        None => service.waiting.push((who, bands)),
                    }
                }
            }
        }
    }
}
