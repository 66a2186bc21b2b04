//! The answer to the question, and what each policy does.

use super::finding::{Change, GroupChange, Verdict};
use super::number::listed;
use super::sentence::{absolute_against_relative, days, from_to, gap_moves, in_words, levelling_down, waits_change};

/// What is known of one policy.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Those who join.
    pub joined: Option<Change>,
    /// Those on the list today.
    pub today: Option<Change>,
    /// Groups of those who join.
    pub groups: Vec<GroupChange>,
    /// Groups of those on the list today.
    pub groups_today: Vec<GroupChange>,
    /// The gap of those who join.
    pub gap: Option<Change>,
    /// What the gap lies between.
    pub gap_name: String,
    /// The two levels of the least disadvantaged group, before and after.
    pub least: Option<(f64, f64)>,
    /// Whether it is a rule that nobody books by.
    pub foil: bool,
}

impl Policy {
    fn joined_days(&self) -> f64 {
        self.joined.as_ref().map_or(f64::INFINITY, |c| c.difference.value)
    }

    /// Whether those who join gain.
    fn helps(&self) -> bool {
        self.is(|p| p.joined.as_ref(), Verdict::Better).is_some()
    }

    /// Whether those on the list today pay.
    fn is_paid_today(&self) -> bool {
        self.is(|p| p.today.as_ref(), Verdict::Worse).is_some()
    }

    fn is(&self, pick: fn(&Self) -> Option<&Change>, verdict: Verdict) -> Option<&Change> {
        pick(self).filter(|c| c.verdict == verdict)
    }

    /// Whether anything of it is told apart from the reference.
    #[must_use]
    pub fn apart(&self) -> bool {
        [&self.joined, &self.today, &self.gap].into_iter().flatten().any(|c| c.verdict.apart())
            || self.groups.iter().chain(&self.groups_today).any(|g| g.change.verdict.apart())
    }
}

/// `most deprived (13 days) and second (9)`.
fn named(groups: &[GroupChange], verdict: Verdict) -> Vec<String> {
    groups
        .iter()
        .filter(|g| g.change.verdict == verdict)
        .map(|g| {
            let i = &g.change.difference;
            format!("{} (about {})", g.group, days(i.value, i.decimals(true)))
        })
        .collect()
}

/// Which groups gain and which pay, of some people.
fn gains_and_pays(groups: &[GroupChange]) -> Vec<String> {
    let mut out = Vec::new();
    if groups.is_empty() {
        return out;
    }
    let (gain, pay) = (named(groups, Verdict::Better), named(groups, Verdict::Worse));
    if gain.len() == groups.len() && groups.len() > 1 {
        out.push("Every group gains.".to_string());
    } else if !gain.is_empty() {
        out.push(format!("Gain: {}.", listed(&gain)));
    }
    if pay.len() == groups.len() && groups.len() > 1 {
        out.push("Every group waits longer.".to_string());
    } else if !pay.is_empty() {
        out.push(format!("Pay: {}.", listed(&pay)));
    }
    if gain.is_empty() && pay.is_empty() {
        out.push("No single group is shown to gain or to pay.".to_string());
    } else if pay.is_empty() && gain.len() < groups.len() {
        out.push("No group is shown to wait longer.".to_string());
    }
    out
}

/// What a policy does, in a few sentences.
#[must_use]
pub fn policy(p: &Policy) -> Vec<String> {
    let mut out = Vec::new();
    if p.foil {
        out.push("A yardstick: nobody books so.".to_string());
    }
    for (people, change, groups) in [
        ("People who join the list", &p.joined, &p.groups),
        ("People who are on the list today", &p.today, &p.groups_today),
    ] {
        let Some(change) = change else { continue };
        let mut said = vec![waits_change(people, change)];
        said.extend(gains_and_pays(groups));
        out.push(said.join(" "));
    }
    if let Some(gap) = &p.gap {
        let mut said = vec![gap_moves(&p.gap_name, gap)];
        said.extend(levelling_down(gap));
        if let (true, Some(gaps), Some(least)) = (gap.verdict.apart(), gap.from_to, p.least) {
            said.extend(absolute_against_relative(gaps, least));
        }
        out.push(said.join(" "));
    }
    out
}

/// The policy that the answer is about: of those that shorten waits of people who join, the one that does so most; one that nobody on the
/// list pays for before others, and one that somebody books by before a yardstick.
#[must_use]
pub fn lead(policies: &[Policy]) -> Option<&Policy> {
    let order = |p: &&Policy| (p.foil, p.is_paid_today());
    policies
        .iter()
        .filter(|p| p.helps())
        .min_by(|a, b| order(a).cmp(&order(b)).then(a.joined_days().total_cmp(&b.joined_days())))
}

/// How the one that is chosen stands among all that shorten waits. Ranges that overlap name nobody as first.
fn how_much(lead: &Policy, policies: &[Policy]) -> &'static str {
    let high = lead.joined.as_ref().map_or(0.0, |c| c.difference.high);
    let mut others = policies.iter().filter(|p| p.helps() && p.name != lead.name).peekable();
    if others.peek().is_none() {
        "shortens waits"
    } else if others.all(|p| p.joined.as_ref().is_some_and(|c| c.difference.low > high)) {
        "does most to shorten waits"
    } else if policies.iter().filter(|p| p.helps()).all(|p| p.joined_days() >= lead.joined_days()) {
        "is among those that do most to shorten waits"
    } else {
        "shortens waits"
    }
}

/// The answer to the question in one sentence: who gains, who pays.
#[must_use]
pub fn answer(reference: &str, policies: &[Policy]) -> String {
    let one = |n: usize| if n == 1 { "it".to_string() } else { format!("the {n} policies") };
    if !policies.iter().any(Policy::apart) {
        let who = if policies.len() == 1 { policies[0].name.clone() } else { one(policies.len()) };
        return format!(
            "The simulation cannot tell {who} from {reference}, on waits or on fairness: the differences are smaller than its run-to-run variation."
        );
    }
    let joined = |p: &Policy| p.joined.clone();
    let best = |pick: fn(&Policy) -> Option<&Change>, verdict| {
        policies
            .iter()
            .filter_map(|p| p.is(pick, verdict).map(|c| (p, c.clone())))
            .min_by(|a, b| a.1.difference.value.total_cmp(&b.1.difference.value))
    };
    let for_today: fn(&Policy) -> Option<&Change> = |p| p.today.as_ref();
    let mut parts = Vec::new();
    let lead = lead(policies);
    let chosen = match lead.and_then(|p| Some((p, p.joined.as_ref()?))) {
        Some((p, change)) => {
            let most = how_much(p, policies);
            parts.push(format!(
                "Compared with {reference}, {} {most}: people who join the list wait {}",
                p.name,
                in_words(change)
            ));
            p
        }
        None => match best(for_today, Verdict::Better) {
            Some((p, change)) => {
                parts.push(format!(
                    "Compared with {reference}, {} helps people who are on the list today: they wait {}",
                    p.name,
                    in_words(&change)
                ));
                p
            }
            None => {
                // Where nobody shortens the average: the one under which a group gains, at the least price for all.
                let gains = |p: &&Policy| !named(&p.groups, Verdict::Better).is_empty();
                let cheapest = policies
                    .iter()
                    .filter(gains)
                    .min_by(|a, b| a.foil.cmp(&b.foil).then(a.joined_days().total_cmp(&b.joined_days())));
                let p = cheapest.or_else(|| policies.iter().find(|p| p.apart())).unwrap_or(&policies[0]);
                let none = if policies.len() == 1 {
                    format!("{} is not shown to shorten the average wait", p.name)
                } else {
                    "none of the policies is shown to shorten the average wait".into()
                };
                parts.push(format!("Compared with {reference}, {none}"));
                let gain = named(&p.groups, Verdict::Better);
                if !gain.is_empty() {
                    parts.push(format!("under {} those who gain are {}", p.name, listed(&gain)));
                } else if let Some(change) = joined(p).filter(|c| c.verdict == Verdict::Worse) {
                    parts.push(format!("under {} people who join wait {}", p.name, in_words(&change)));
                }
                p
            }
        },
    };
    let under = if parts.iter().any(|said| said.contains(&chosen.name)) {
        String::new()
    } else {
        format!("under {} ", chosen.name)
    };
    let pay = named(&chosen.groups, Verdict::Worse);
    let today = chosen.today.as_ref().filter(|c| c.verdict == Verdict::Worse);
    if let Some(change) = today {
        parts.push(format!("{under}people who are on the list today pay, with {}", in_words(change)));
    }
    if !pay.is_empty() && pay.len() < chosen.groups.len() {
        parts.push(format!("{under}those who pay among people who join are {}", listed(&pay)));
    }
    let pay_today = named(&chosen.groups_today, Verdict::Worse);
    if today.is_none() && !pay_today.is_empty() {
        parts.push(format!("{under}those who pay among people on the list today are {}", listed(&pay_today)));
    }
    if today.is_none() && pay.is_empty() && pay_today.is_empty() && lead.is_some() {
        parts.push("nobody is shown to pay for it with a longer wait".to_string());
    }
    if let Some(gap) = &chosen.gap {
        let name = &chosen.gap_name;
        let lower = |s: &str| s.strip_prefix("The").map_or(s.to_string(), |rest| format!("the{rest}"));
        let name = lower(name);
        let moved = |verb: &str| format!("{name} {verb}{}", from_to(gap));
        parts.push(match gap.verdict {
            Verdict::Narrows => moved("narrows"),
            Verdict::Widens if gap.word == "opens" => moved("opens"),
            Verdict::Widens => moved("widens"),
            Verdict::Shifts if gap.word == "reverses" => moved("turns round"),
            Verdict::Identical => format!("{name} stays as it is"),
            _ => format!("whether {name} changes cannot be told from luck"),
        });
    }
    format!("{}.", parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::change;

    #[test]
    fn an_answer_says_who_gains_and_who_pays() {
        let p = Policy {
            name: "urgency first".into(),
            joined: Some(change(-8.9, -12.4, -5.3, "better")),
            today: Some(change(51.0, 49.0, 53.0, "worse")),
            gap: Some(change(-7.5, -15.0, -1.0, "narrows")),
            gap_name: "The gap".into(),
            ..Policy::default()
        };
        let said = answer("first come", std::slice::from_ref(&p));
        assert!(said.contains("about 9 days less (likely between 5 and 12)"), "{said}");
        assert!(said.contains("people who are on the list today pay, with about 51 days more"), "{said}");
        assert!(said.contains("the gap narrows"), "{said}");
        let nothing =
            Policy { name: "b".into(), joined: Some(change(0.1, -1.0, 1.2, "not told apart")), ..Policy::default() };
        assert!(answer("a", &[nothing]).contains("cannot tell b from a"));
    }
}
