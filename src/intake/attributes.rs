//! The attributes of a scenario: levels, shares, and how many are not recorded.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::added::Carried;
use super::counts::Counts;
use super::disadvantage::{By, ranked};
use super::levels::has_order;
use super::mapping::quoted;
use super::shares::{list, shares};

/// Who was referred, by combination of levels, and in what time.
type Referred = (BTreeMap<Vec<String>, u64>, String);

/// People by combination of levels: those referred where they are known, else those who wait.
fn people_of(counts: &Counts, referred: Option<&Referred>) -> Vec<(Vec<String>, u64)> {
    match referred {
        Some((people, _)) => people.iter().map(|(who, n)| (who.clone(), *n)).collect(),
        None => {
            let waiting = counts.services.iter().flat_map(|s| &s.waiting);
            waiting.map(|(who, bands)| (who.clone(), bands.iter().sum())).collect()
        }
    }
}

/// People by level of a group, with those not recorded at the end.
fn by_level(counts: &Counts, people: &[(Vec<String>, u64)], group: usize) -> Vec<u64> {
    let levels = &counts.levels[group];
    let mut out = vec![0; levels.len() + 1];
    for (who, n) in people {
        let at = levels.iter().position(|l| *l == who[group]).unwrap_or(levels.len());
        out[at] += n;
    }
    out
}

/// People by combination of levels; who is not recorded in some way stands under the levels of that way in proportion to all.
fn combinations(counts: &Counts, people: &[(Vec<String>, u64)]) -> Vec<(Vec<String>, f64)> {
    let margins: Vec<Vec<u64>> = (0..counts.groups.len()).map(|g| by_level(counts, people, g)).collect();
    let mut all: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for (who, n) in people {
        let mut found = vec![(Vec::new(), *n as f64)];
        for (g, level) in who.iter().enumerate() {
            let known = &margins[g][..counts.levels[g].len()];
            let of = counts.levels[g].iter().position(|l| l == level);
            let sum: u64 = known.iter().sum();
            let share = |l: usize| match of {
                Some(own) => f64::from(u8::from(own == l)),
                None => known[l] as f64 / sum.max(1) as f64,
            };
            let each = found.iter().flat_map(|(before, n)| {
                (0..known.len())
                    .filter(|&l| share(l) > 0.0)
                    .map(move |l| ([before.as_slice(), &[l]].concat(), n * share(l)))
            });
            found = each.collect();
        }
        for (who, n) in found {
            *all.entry(who).or_default() += n;
        }
    }
    let named = |who: Vec<usize>| who.iter().enumerate().map(|(g, l)| counts.levels[g][*l].clone()).collect();
    all.into_iter().map(|(who, n)| (named(who), n)).collect()
}

/// A share with its 95% interval (Wilson 1927).
fn with_interval(share: f64, of: f64, source: &str) -> String {
    const NORMAL: f64 = 1.96;
    let middle = (share + NORMAL * NORMAL / 2.0 / of) / (1.0 + NORMAL * NORMAL / of);
    let wide =
        NORMAL / (1.0 + NORMAL * NORMAL / of) * (share * (1.0 - share) / of + (NORMAL / 2.0 / of).powi(2)).sqrt();
    let (low, high) = ((middle - wide).clamp(0.0, share), (middle + wide).clamp(share, 1.0));
    format!("{{ value = {share}, low = {low:.4}, high = {high:.4}, source = {} }}", quoted(source))
}

/// The attributes: shares are those of the referred where they are known, else those of the list, which is an assumption.
pub(super) fn groups(counts: &Counts, referred: Option<&Referred>, carried: Option<&Carried>, out: &mut String) {
    let all = people_of(counts, referred);
    let of_whom = referred.map_or("of the list", |_| "of those referred");
    for (g, name) in counts.groups.iter().enumerate() {
        let levels = &counts.levels[g];
        let people = by_level(counts, &all, g);
        let known = &people[..levels.len()];
        let given = counts.ordered.get(g).copied().unwrap_or(false);
        let ranked = ranked(name, levels);
        let ordered = given || ranked.is_some();
        let note = if !ordered && has_order(levels) {
            "nothing says that one end is worse off: if your team says so, give the order under [levels] of the mapping, from most to least disadvantaged"
        } else if !given && ranked.is_some_and(|r| r.by == By::Assumed) {
            "assumed: the first is the most disadvantaged; nothing in the file says clearly which end is: correct it here, or in the mapping under [levels]"
        } else {
            "from most to least disadvantaged, where there is an order: correct it here, or in the mapping under [levels]"
        };
        let _ = writeln!(out, "\n[[attribute]]\nname    = {}", quoted(name));
        let _ = writeln!(out, "levels  = {}", list(levels.iter().map(|l| quoted(l))));
        let _ = writeln!(out, "ordered = {ordered}   # {note}");
        let shares = shares(&known.iter().map(|n| *n as f64).collect::<Vec<f64>>());
        match referred {
            None => {
                let _ = writeln!(out, "share   = {}   # assumed: as on the list", list(shares));
            }
            Some((_, source)) => {
                let of = known.iter().sum::<u64>().max(1) as f64;
                let each = shares.iter().map(|s| format!("    {},\n", with_interval(*s, of, source)));
                let _ = writeln!(out, "share   = [\n{}]", each.collect::<String>());
            }
        }
        // Of the list, where all who were referred are recorded: people of small groups stand there as not recorded.
        let (people, of_whom) = match people[levels.len()] {
            0 => (by_level(counts, &people_of(counts, None), g), "of the list"),
            _ => (people, of_whom),
        };
        let missing = people[levels.len()];
        if missing > 0 {
            let all: u64 = people.iter().sum();
            // Never nought, since some are missing, and never all, since some are not.
            let share = (missing as f64 / all as f64).clamp(0.0001, 0.9999);
            let _ = writeln!(
                out,
                "recorded = {{ missing = {share:.4} }}   # {of_whom}: {missing} of {all} people; assumed as likely in all groups"
            );
        }
    }
    if let Some(Carried { attribute, levels, .. }) = carried {
        let _ = writeln!(
            out,
            "\n[[attribute]]   # what people carry in the second reading: no list shows it, and nothing is told by it\nname    = {}\nlevels  = {}\nordered = false\nhidden  = true",
            quoted(attribute),
            list(levels.iter().map(|l| quoted(l)))
        );
    }
    if counts.groups.len() > 1 {
        let from = if referred.is_some() {
            "combinations as among those referred"
        } else {
            "assumed: combinations as on the list"
        };
        let _ = writeln!(out, "\n[population]   # {from}; who is not recorded is shared out in proportion\nshare = [");
        let all = combinations(counts, &all);
        let numbers: Vec<f64> = all.iter().map(|a| a.1).collect();
        for ((who, _), share) in all.iter().zip(shares(&numbers)) {
            match carried {
                None => {
                    let _ = writeln!(out, "    {{ {}, share = {share} }},", named(counts, who));
                }
                Some(Carried { attribute, levels, .. }) => {
                    for level in levels {
                        let (class, share) = (quoted(level), share / levels.len() as f64);
                        let who = named(counts, who);
                        let _ = writeln!(out, "    {{ {who}, {} = {class}, share = {share} }},", quoted(attribute));
                    }
                }
            }
        }
        out.push_str("]\n");
    }
}

/// A level of each group.
pub(super) fn named(counts: &Counts, who: &[String]) -> String {
    let pairs: Vec<String> =
        counts.groups.iter().zip(who).map(|(g, l)| format!("{} = {}", quoted(g), quoted(l))).collect();
    pairs.join(", ")
}
