//! Names that a scenario takes: of one form, not those of results, no longer than allowed, and each its own.

use super::counts::Counts;
use super::one_form::{NOT_RECORDED, fold};
use super::values::clean;
use crate::compile::names::TAKEN;
use crate::scenario::raw::groups::RESERVED;

/// Longest name, in bytes; room is left for what makes it its own.
const LONGEST: usize = 160;

/// A name within the bytes that a scenario takes.
fn cut(name: &str) -> &str {
    name[..name.floor_char_boundary(LONGEST)].trim_end()
}

/// Names for all of these, in their order.
pub(super) fn safe<'a>(kind: &str, names: impl Iterator<Item = &'a String>, reserved: &[&str]) -> Vec<String> {
    let mut folded: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for name in names {
        let plain = clean(name);
        let mut own = cut(&plain).to_string();
        if TAKEN.contains(&fold(&own).as_str()) || reserved.contains(&own.as_str()) {
            own = format!("{kind} {own}").trim_end().to_string();
        }
        let first = own.clone();
        let mut number = 2;
        while folded.contains(&fold(&own)) {
            own = format!("{first} ({number})");
            number += 1;
        }
        folded.push(fold(&own));
        out.push(own);
    }
    out
}

/// Gives every list, group and level a name that a scenario takes. Says which names are others than in the file.
pub(super) fn settle(counts: &mut Counts) -> Vec<String> {
    let mut told = Vec::new();
    let mut say = |before: &str, after: &str| {
        if clean(before) != after && told.len() < 50 {
            told.push(format!("`{}` is called `{after}`, since a scenario takes no such name", cut(&clean(before))));
        }
    };
    let services = safe("list", counts.services.iter().map(|s| &s.name), &[]);
    for (service, name) in counts.services.iter_mut().zip(services) {
        say(&service.name, &name);
        service.name = name;
    }
    let groups = safe("group", counts.groups.iter(), &RESERVED);
    for (group, name) in counts.groups.iter_mut().zip(groups) {
        say(group, &name);
        *group = name;
    }
    for g in 0..counts.levels.len() {
        let names = safe("level", counts.levels[g].iter(), &RESERVED);
        let before = std::mem::replace(&mut counts.levels[g], names);
        for (i, old) in before.iter().enumerate() {
            say(old, &counts.levels[g][i]);
        }
        for (who, _) in counts.services.iter_mut().flat_map(|s| &mut s.waiting) {
            if who[g] != NOT_RECORDED
                && let Some(i) = before.iter().position(|l| *l == who[g])
            {
                who[g].clone_from(&counts.levels[g][i]);
            }
        }
    }
    told
}
