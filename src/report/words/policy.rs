//! What each policy does: who gains and who pays, and what becomes of the gap.

use super::finding::{Change, GroupChange, Groups, Verdict};
use super::number::{capital, listed};
use super::sentence::{absolute_against_relative, gap_moves, levelling_down, size, waits_change};
use crate::compare::Lost;

/// What is known of one policy.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Those who join.
    pub joined: Option<Change>,
    /// Those on the list today.
    pub today: Option<Change>,
    /// Groups of those who join, by every attribute and by urgency.
    pub groups: Vec<Groups>,
    /// Groups of those on the list today.
    pub groups_today: Vec<Groups>,
    /// Of those who join, groups in which hardly anybody is treated while they are followed, under the reference and under the policy.
    pub untreated: Vec<String>,
    /// How long people are followed, in words.
    pub follow_up: String,
    /// The gap of those who join.
    pub gap: Option<Change>,
    /// What the gap lies between.
    pub gap_name: String,
    /// The wait of the least disadvantaged group, before and after.
    pub least: Option<(f64, f64)>,
    /// What nobody does, where it is a rule that nobody books by.
    pub foil: Option<&'static str>,
    /// Ways in which more of those who join end untreated than under the reference: waits get shorter when people go.
    pub lost: Vec<Lost>,
    /// The same of those on the list today.
    pub lost_today: Vec<Lost>,
}

/// Most groups that a sentence names.
const NAMED: usize = 5;

impl Policy {
    pub(super) fn joined_size(&self) -> f64 {
        self.joined.as_ref().map_or(f64::INFINITY, |c| c.difference.value)
    }

    /// Whether those who join gain.
    pub(super) fn helps(&self) -> bool {
        self.is(|p| p.joined.as_ref(), Verdict::Better).is_some()
    }

    /// Whether those who join gain so little that it does not matter.
    pub(super) fn helps_too_little(&self) -> bool {
        self.helps() && self.joined.as_ref().is_some_and(Change::too_small)
    }

    /// Whether those on the list today pay, by more than what is too small to matter.
    pub(super) fn is_paid_today(&self) -> bool {
        self.is(|p| p.today.as_ref(), Verdict::Worse).is_some_and(|c| !c.too_small())
    }

    /// Whether those who join pay, by more than what is too small to matter.
    pub(super) fn is_paid_by_joined(&self) -> bool {
        self.is(|p| p.joined.as_ref(), Verdict::Worse).is_some_and(|c| !c.too_small())
    }

    pub(super) fn is(&self, pick: fn(&Self) -> Option<&Change>, verdict: Verdict) -> Option<&Change> {
        pick(self).filter(|c| c.verdict == verdict)
    }

    /// Groups of those who join that gain. Where everybody together is told apart only before several comparisons are allowed for, groups
    /// that all go the same way show no more.
    pub(super) fn gain(&self) -> Vec<String> {
        match self.joined.as_ref().is_some_and(Change::only_before_adjustment) && one_way(&self.groups) {
            true => Vec::new(),
            false => all_named(&self.groups, Verdict::Better),
        }
    }

    fn changes(&self) -> impl Iterator<Item = &Change> {
        let groups = self.groups.iter().chain(&self.groups_today).flat_map(|g| &g.shown).map(|g| &g.change);
        [&self.joined, &self.today, &self.gap].into_iter().flatten().chain(groups)
    }

    /// Whether more people end untreated.
    pub(super) fn loses(&self) -> bool {
        !self.lost.is_empty() || !self.lost_today.is_empty()
    }

    /// Whether anything of it is told apart from the reference.
    #[must_use]
    pub fn apart(&self) -> bool {
        self.loses() || self.changes().any(|c| c.verdict.apart())
    }

    /// Whether enough runs were made to tell it apart at all.
    #[must_use]
    pub fn estimable(&self) -> bool {
        self.changes().any(|c| c.verdict != Verdict::NotEstimable)
    }

    /// Whether it is the same as the reference in every run.
    #[must_use]
    pub fn identical(&self) -> bool {
        self.joined.is_some() && self.changes().all(|c| c.verdict == Verdict::Identical)
    }
}

/// `most deprived (about 13 days) and second (about 9 days)`.
fn named(groups: &[&GroupChange]) -> Vec<String> {
    let mut out: Vec<String> = groups
        .iter()
        .take(NAMED)
        .map(|g| {
            if g.change.too_small() {
                return format!("{} (too small to matter)", g.group);
            }
            let i = &g.change.difference;
            format!("{} (about {})", g.group, size(i, g.change.unit, i.decimals(true)))
        })
        .collect();
    if groups.len() > NAMED {
        out.push(format!("{} other groups", groups.len() - NAMED));
    }
    out
}

/// Groups with a verdict, attribute by attribute: all of an attribute in three words.
pub(super) fn all_named(groups: &[Groups], verdict: Verdict) -> Vec<String> {
    let mut out = Vec::new();
    for by in groups {
        match by.all(verdict) {
            true if by.shown.iter().all(|g| g.change.too_small()) => {
                out.push(format!("every group by {} (too small to matter)", by.by));
            }
            true => out.push(format!("every group by {}", by.by)),
            false => out.extend(named(&by.with(verdict))),
        }
    }
    out
}

/// Which groups gain and which pay, of some people.
fn gains_and_pays(groups: &[Groups]) -> Vec<String> {
    let mut out = Vec::new();
    let some: Vec<&Groups> = groups.iter().filter(|g| !g.shown.is_empty()).collect();
    let hidden: usize = groups.iter().map(|g| g.hidden).sum();
    if some.is_empty() || some.iter().flat_map(|g| &g.shown).all(|g| g.change.verdict == Verdict::NotEstimable) {
        return out;
    }
    let any = |verdict| some.iter().any(|g| !g.with(verdict).is_empty());
    let every = |verdict| hidden == 0 && some.iter().all(|g| g.all(verdict));
    if every(Verdict::Better) {
        out.push("Every group gains.".to_string());
    } else if every(Verdict::Worse) {
        out.push("Every group waits longer.".to_string());
    } else {
        for by in &some {
            let prefix = format!("{}: ", by.by);
            let alone = some.len() == 1 && !by.shown.iter().any(|g| g.group.starts_with(&prefix));
            let by_name = if alone { String::new() } else { format!("By {}, ", by.by) };
            if by.all(Verdict::Better) {
                out.push(format!("{by_name}{} gains.", if alone { "Every group" } else { "every group" }));
                continue;
            }
            if by.all(Verdict::Worse) {
                out.push(format!("{by_name}{} pays.", if alone { "Every group" } else { "every group" }));
                continue;
            }
            // Where the attribute stands before them, levels need it no more.
            let of = format!("people of {} ", by.by);
            let short = |name: &String| {
                let level = name.strip_prefix(&prefix).or_else(|| name.strip_prefix(&of));
                level.or_else(|| name.strip_prefix("people classed as ")).unwrap_or(name).to_string()
            };
            let list = |verdict| -> Vec<String> {
                let names = named(&by.with(verdict));
                if by_name.is_empty() { names } else { names.iter().map(short).collect() }
            };
            let (gain, pay) = (list(Verdict::Better), list(Verdict::Worse));
            let (gains, pays) = (format!("ain: {}", listed(&gain)), format!("ay: {}", listed(&pay)));
            match (gain.is_empty(), pay.is_empty(), by_name.is_empty()) {
                (true, true, _) => {}
                (false, true, true) => out.push(format!("G{gains}.")),
                (true, false, true) => out.push(format!("P{pays}.")),
                (false, false, true) => out.push(format!("G{gains}. P{pays}.")),
                (false, true, false) => out.push(format!("{by_name}g{gains}.")),
                (true, false, false) => out.push(format!("{by_name}p{pays}.")),
                (false, false, false) => out.push(format!("{by_name}g{gains}. P{pays}.")),
            }
        }
        let shown = if hidden > 0 { " that is shown" } else { "" };
        match (any(Verdict::Better), any(Verdict::Worse)) {
            (false, false) => out.push(format!("No single group{shown} gains or pays clearly.")),
            (true, false) if !some.iter().all(|g| g.all(Verdict::Better)) => {
                out.push(format!(
                    "No group{} is shown to wait longer.",
                    if hidden > 0 { " with enough people" } else { "" }
                ));
            }
            _ => {}
        }
    }
    if hidden > 0 {
        let groups = if hidden == 1 { "group has" } else { "groups have" };
        out.push(format!("{hidden} {groups} too few people to be shown."));
    }
    out
}

const JOIN: &str = "People who join the list";

/// What a follow-up that is too short for some people cannot show.
fn not_followed(p: &Policy) -> Option<String> {
    let follow_up = &p.follow_up;
    match p.untreated.as_slice() {
        [] => None,
        [one] if one == "everybody" => Some(format!(
            "Hardly anybody is treated within {follow_up} under either policy. What changes after that is not in these figures."
        )),
        some => Some(format!(
            "Hardly any {} are treated within {follow_up} under either policy. Whether they wait longer after that is not in these figures.",
            listed(some)
        )),
    }
}

/// What a policy does, in a few sentences.
#[must_use]
pub fn policy(p: &Policy) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(nobody) = p.foil {
        out.push(format!("A yardstick: {nobody}."));
    }
    for (people, change, groups, lost) in [
        (JOIN, &p.joined, &p.groups, &p.lost),
        ("People who are on the list today", &p.today, &p.groups_today, &p.lost_today),
    ] {
        let Some(change) = change else { continue };
        let mut said = vec![waits_change(people, change)];
        if change.only_before_adjustment() && one_way(groups) {
            said.push("What single groups show is no surer than that.".into());
        } else if change.verdict != Verdict::Identical || !groups.iter().flat_map(|g| &g.shown).all(same) {
            said.extend(gains_and_pays(groups));
        }
        said.extend(lost.iter().map(|lost| format!("{}.", capital(&lost.told()))));
        if people == JOIN {
            said.extend(not_followed(p));
        }
        out.push(said.join(" "));
    }
    if let Some(gap) = &p.gap {
        let mut said = vec![gap_moves(&p.gap_name, gap)];
        said.extend(levelling_down(gap));
        if let (true, Some(gaps), Some(least)) = (gap.verdict.apart(), gap.from_to, p.least) {
            said.extend(absolute_against_relative(gaps, least, gap.unit));
        }
        out.push(said.join(" "));
    }
    out
}

/// Whether groups only gain or only pay, as everybody together does.
fn one_way(groups: &[Groups]) -> bool {
    let any = |verdict| groups.iter().any(|by| !by.with(verdict).is_empty());
    any(Verdict::Better) != any(Verdict::Worse)
}

fn same(g: &GroupChange) -> bool {
    g.change.verdict == Verdict::Identical
}
