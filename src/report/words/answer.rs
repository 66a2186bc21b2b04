//! The answer to the question.

use super::finding::{Change, Groups, Verdict};
use super::number::listed;
use super::policy::{Policy, all_named};
use super::quoted;
use super::sentence::{from_to, in_words, matters, side};
use super::told::Answer;
use crate::compare::Lost;

/// The policy that the answer is about: of those that shorten waits of people who join, the one that does so most; one that nobody on the
/// list pays for before others, a rule that is in use before a yardstick, and one that shortens them by enough to matter before all others.
fn lead(policies: &[Policy]) -> Option<&Policy> {
    let order = |p: &&Policy| (p.helps_too_little(), p.foil.is_some(), p.is_paid_today());
    policies
        .iter()
        .filter(|p| p.helps() && !is_bettered(p, policies))
        .min_by(|a, b| order(a).cmp(&order(b)).then(a.joined_size().total_cmp(&b.joined_size())))
}

/// The policy that the answer is about, where anything is told apart at all.
#[must_use]
pub fn about(policies: &[Policy]) -> Option<&Policy> {
    let today = || best_today(policies).map(|(p, _)| p).filter(|p| !is_bettered(p, policies));
    policies.iter().any(Policy::apart).then(|| lead(policies).or_else(today).unwrap_or_else(|| not_shorter(policies)))
}

/// How the one that is chosen stands among all that shorten waits. Ranges that overlap name nobody as first.
fn how_much(lead: &Policy, policies: &[Policy]) -> &'static str {
    if lead.helps_too_little() {
        return "shortens waits by too little to matter";
    }
    let high = lead.joined.as_ref().map_or(0.0, |c| c.difference.both().1);
    let mut others = policies.iter().filter(|p| p.helps() && p.name != lead.name).peekable();
    if others.peek().is_none() {
        "shortens waits"
    } else if others.all(|p| p.joined.as_ref().is_some_and(|c| c.difference.both().0 > high)) {
        "does most to shorten waits"
    } else if policies.iter().filter(|p| p.helps()).all(|p| p.joined_size() >= lead.joined_size()) {
        "is among those that do most to shorten waits"
    } else {
        "shortens waits"
    }
}

/// The price of shorter waits, in a few words.
fn but(p: &Policy) -> &'static str {
    if p.is_paid_today() {
        ", but people on the list today pay"
    } else if p.loses() {
        ", but more people end untreated"
    } else if p
        .groups
        .iter()
        .chain(&p.groups_today)
        .any(|g| g.with(Verdict::Worse).iter().any(|g| !g.change.too_small()))
    {
        ", but not for everybody"
    } else {
        ""
    }
}

/// Where nothing is told apart: why not.
fn nothing_told(reference: &str, policies: &[Policy]) -> Answer {
    let reference = quoted(reference);
    let who = match policies {
        [one] => quoted(&one.name),
        more => format!("the {} policies", more.len()),
    };
    let (headline, because) = if !policies.iter().any(Policy::estimable) {
        let why = "a comparison needs at least two runs, and many more to be sure".to_string();
        (format!("too few runs to tell {who} from {reference}"), why)
    } else if policies.iter().all(Policy::identical) {
        let verb = if policies.len() == 1 { "makes" } else { "make" };
        (format!("{who} {verb} no difference to waits"), format!("they are the same as under {reference} in every run"))
    } else {
        let why = "the differences in waits and in fairness are smaller than its run-to-run variation".to_string();
        (format!("the simulation cannot tell {who} from {reference}"), why)
    };
    Answer::of(headline, &[because])
}

/// The answer to the question in a few short sentences: what helps, by how much, who gains, who pays.
#[must_use]
pub fn answer(reference: &str, policies: &[Policy]) -> Answer {
    if !policies.iter().any(Policy::apart) {
        return nothing_told(reference, policies);
    }
    let compared = format!("compared with {}", quoted(reference));
    let headline;
    let mut parts;
    let lead = lead(policies);
    let chosen = match lead.and_then(|p| Some((p, p.joined.as_ref()?))) {
        Some((p, change)) => {
            headline = format!("{} {}{}", quoted(&p.name), how_much(p, policies), but(p));
            parts = vec![format!("{compared}, people who join the list wait {}{}", in_words(change), matters(change))];
            p
        }
        None => match best_today(policies).filter(|(p, _)| !is_bettered(p, policies)) {
            Some((p, change)) => {
                headline = format!("{} helps people who are on the list today", quoted(&p.name));
                parts = vec![format!("{compared}, they wait {}{}", in_words(change), matters(change))];
                if let Some(change) = p.is(|p| p.joined.as_ref(), Verdict::Worse) {
                    parts.push(format!("people who join the list pay, with {}{}", in_words(change), matters(change)));
                }
                p
            }
            None => {
                let p = not_shorter(policies);
                headline = match policies.len() {
                    1 => format!("{} is not shown to shorten the average wait of people who join", quoted(&p.name)),
                    _ => "none of the policies is shown to shorten the average wait of people who join".into(),
                };
                parts = gain_of(p, &compared);
                p
            }
        },
    };
    let told = policies.len() == 1 || headline.contains(&quoted(&chosen.name)) || !parts.is_empty();
    who_pays(chosen, told, lead.is_some(), &mut parts);
    parts.extend(chosen.lost.iter().chain(&chosen.lost_today).map(Lost::told));
    if let Some(gap) = &chosen.gap {
        let name = &chosen.gap_name;
        let name = name.strip_prefix("The").map_or(name.clone(), |rest| format!("the{rest}"));
        let moved = |verb: &str| format!("{name} {verb}{}", from_to(gap));
        parts.push(match gap.verdict {
            Verdict::Narrows => moved("narrows"),
            Verdict::Widens if gap.word == "opens" => moved("opens") + side(gap),
            Verdict::Widens => moved("widens"),
            Verdict::Shifts if gap.word == "reverses" => moved("turns round"),
            Verdict::Identical => format!("{name} stays as it is"),
            _ => format!("whether {name} changes cannot be told from luck"),
        });
    }
    // Short sentences are read more easily than one long one.
    Answer::of(headline, &parts)
}

/// Of those that shorten waits of people on the list today by more than what is too small to matter, the one that does so most; a rule that is in use before a yardstick, and one
/// that people who join do not pay for before others.
fn best_today(policies: &[Policy]) -> Option<(&Policy, &Change)> {
    let order = |p: &Policy| (p.foil.is_some(), p.is_paid_by_joined());
    policies
        .iter()
        .filter_map(|p| p.is(|p| p.today.as_ref(), Verdict::Better).map(|c| (p, c)))
        .filter(|(_, c)| !c.too_small())
        .min_by(|a, b| order(a.0).cmp(&order(b.0)).then(a.1.difference.value.total_cmp(&b.1.difference.value)))
}

/// Whether a policy is a yardstick, or paid for by those who join, while another one that is neither lets a group gain.
fn is_bettered(p: &Policy, policies: &[Policy]) -> bool {
    let costs = |p: &Policy| p.foil.is_some() || p.is_paid_by_joined();
    let gains = |p: &&Policy| !p.gain().is_empty();
    costs(p) && policies.iter().filter(gains).any(|other| !costs(other))
}

/// Where nobody shortens the average: the policy under which a group gains, at the least price for all.
fn not_shorter(policies: &[Policy]) -> &Policy {
    let gains = |p: &&Policy| !p.gain().is_empty();
    let order = |p: &&Policy| p.foil.is_some();
    let cheapest = policies
        .iter()
        .filter(gains)
        .min_by(|a, b| order(a).cmp(&order(b)).then(a.joined_size().total_cmp(&b.joined_size())));
    cheapest.or_else(|| policies.iter().find(|p| p.apart())).unwrap_or(&policies[0])
}

/// What a policy that does not shorten the average brings all the same.
fn gain_of(p: &Policy, compared: &str) -> Vec<String> {
    let gain = p.gain();
    if !gain.is_empty() {
        vec![format!("{compared}, under {} {}", quoted(&p.name), that("gain", &gain))]
    } else if let Some(change) = p.joined.as_ref().filter(|c| c.verdict == Verdict::Worse) {
        vec![format!(
            "{compared}, under {} people who join wait {}{}",
            quoted(&p.name),
            in_words(change),
            matters(change)
        )]
    } else {
        Vec::new()
    }
}

/// Groups that do something: `the group that gains is P2 (about 8 days)`.
fn that(what: &str, groups: &[String]) -> String {
    match groups {
        // "People of urgency P4" are no group by name.
        [one] if one.starts_with("people ") => format!("those who {what} are {one}"),
        [one] if !one.starts_with("every group") => format!("the group that {what}s is {one}"),
        some => format!("the groups that {what} are {}", listed(some)),
    }
}

/// Who pays under a policy, by every attribute and by urgency.
fn who_pays(chosen: &Policy, told: bool, helps: bool, parts: &mut Vec<String>) {
    let under = if told { String::new() } else { format!("under {} ", quoted(&chosen.name)) };
    let all_pay = |groups: &[Groups]| !groups.is_empty() && groups.iter().all(|g| g.all(Verdict::Worse));
    let pay = all_named(&chosen.groups, Verdict::Worse);
    let today = chosen.today.as_ref().filter(|c| c.verdict == Verdict::Worse);
    if let Some(change) = today {
        parts.push(format!(
            "{under}people who are on the list today pay, with {}{}",
            in_words(change),
            matters(change)
        ));
    }
    if !pay.is_empty() && !all_pay(&chosen.groups) {
        parts.push(format!("{under}among people who join, {}", that("pay", &pay)));
    }
    let pay_today = all_named(&chosen.groups_today, Verdict::Worse);
    if today.is_none() && !pay_today.is_empty() {
        parts.push(format!("{under}among people on the list today, {}", that("pay", &pay_today)));
    }
    if today.is_none() && pay.is_empty() && pay_today.is_empty() && !chosen.loses() && helps {
        let hidden = chosen.groups.iter().chain(&chosen.groups_today).any(|g| g.hidden > 0);
        parts.push(match hidden {
            true => "no group with enough people to show pays for it with a longer wait".to_string(),
            false => "nobody is shown to pay for it with a longer wait".to_string(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::policy::policy;
    use crate::report::words::{GroupChange, change};

    fn by(by: &str, groups: &[(&str, Change)], hidden: usize) -> Groups {
        let shown = groups.iter().map(|(g, c)| GroupChange { group: (*g).into(), change: c.clone() }).collect();
        Groups { by: by.into(), shown, hidden }
    }

    fn small(mut change: Change) -> Change {
        change.material = crate::compare::NO_MATTER.into();
        change
    }

    #[test]
    fn what_is_too_small_to_matter_is_no_gain_and_no_price() {
        let own = |name: &str, joined, today| Policy {
            name: name.into(),
            joined: Some(joined),
            today: Some(today),
            groups: vec![by(
                "urgency",
                &[("P2", small(change(-0.0001, -0.0002, -0.00005, "better"))), ("P4", change(9.0, 7.0, 11.0, "worse"))],
                0,
            )],
            ..Policy::default()
        };
        let a = own("help to attend", small(change(-0.7, -0.9, -0.4, "better")), small(change(0.1, 0.1, 0.2, "worse")));
        let said = answer("by lot", std::slice::from_ref(&a));
        assert_eq!(
            said.headline,
            "\u{201c}help to attend\u{201d} shortens waits by too little to matter, but not for everybody."
        );
        let whole = said.whole();
        assert!(whole.contains("less (likely between 0.4 and 0.9), which is too small to matter."), "{whole}");
        assert!(
            whole.contains("pay, with about 0.1 days more (likely between 0.1 and 0.2), which is too small to matter."),
            "{whole}"
        );
        assert!(policy(&a).join(" ").contains("P2 (too small to matter)"), "{:?}", policy(&a));
        // One that shortens them by enough comes first, be it dearer.
        let b = own("more slots", change(-5.0, -6.0, -4.0, "better"), change(9.0, 7.0, 11.0, "worse"));
        let said = answer("by lot", &[a, b]);
        assert!(said.headline.starts_with("\u{201c}more slots\u{201d} "), "{said:?}");
    }

    #[test]
    fn levels_that_say_little_alone_stand_after_their_attribute() {
        let p = Policy {
            name: "a".into(),
            joined: Some(change(-0.5, -1.5, 0.5, "not told apart")),
            groups: vec![by(
                "deprivation fifth",
                &[
                    ("1 (most deprived)", change(-5.0, -8.0, -2.0, "better")),
                    ("deprivation fifth: 2", change(2.0, 1.0, 3.0, "worse")),
                ],
                0,
            )],
            ..Policy::default()
        };
        let said = policy(&p).join(" ");
        assert!(
            said.contains("By deprivation fifth, gain: 1 (most deprived) (about 5 days). Pay: 2 (about 2 days)."),
            "{said}"
        );
        // Classes of urgency are people in a sentence of their own, and have their short names after the word.
        let urgency = by(
            "urgency",
            &[
                ("people of urgency P2", change(-5.0, -8.0, -2.0, "better")),
                ("people classed as routine", change(2.0, 1.0, 3.0, "worse")),
            ],
            0,
        );
        let p = Policy { groups: vec![p.groups[0].clone(), urgency], ..p };
        let said = policy(&p).join(" ");
        assert!(said.contains("By urgency, gain: P2 (about 5 days). Pay: routine (about 2 days)."), "{said}");
        let said = answer("today", std::slice::from_ref(&p)).whole();
        assert!(said.contains("(about 5 days) and people of urgency P2 (about 5 days)"), "{said}");
        assert!(said.contains("people classed as routine (about 2 days)"), "{said}");
    }

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
        assert_eq!(said.headline, "“urgency first” shortens waits, but people on the list today pay.");
        let said = said.whole();
        assert!(said.contains("about 9 days less (likely between 5 and 12)"), "{said}");
        assert!(said.contains("People who are on the list today pay, with about 51 days more"), "{said}");
        assert!(said.contains("The gap narrows"), "{said}");
        let nothing =
            Policy { name: "b".into(), joined: Some(change(0.1, -1.0, 1.2, "not told apart")), ..Policy::default() };
        assert!(answer("a", &[nothing]).headline.contains("cannot tell “b” from “a”"));
    }

    /// A yardstick, or a policy that those who join pay for, is not the answer where another lets a group gain at no such price.
    #[test]
    fn a_yardstick_is_not_the_answer_beside_a_policy_that_helps_a_group() {
        let named = |name: &str| Policy { name: name.into(), gap_name: "The gap".into(), ..Policy::default() };
        let foil = Policy {
            joined: Some(change(11.7, 11.6, 11.8, "worse")),
            today: Some(change(-65.8, -65.9, -65.7, "better")),
            gap: Some(change(-6.0, -6.4, -5.8, "narrows")),
            foil: Some("nobody books so"),
            ..named("first come")
        };
        let long = Policy { foil: None, today: Some(change(-10.4, -10.5, -10.3, "better")), ..foil.clone() };
        let long = Policy { name: "long waits first".into(), ..long };
        let slots = Policy {
            joined: Some(change(0.0, -0.1, 0.1, "not told apart")),
            gap: Some(change(-5.4, -5.7, -5.0, "narrows")),
            groups: vec![by(
                "deprivation",
                &[("most", change(-4.2, -4.5, -4.0, "better")), ("least", change(1.1, 1.0, 1.2, "worse"))],
                0,
            )],
            ..named("a few slots")
        };
        let said = answer("as today", &[foil.clone(), long.clone(), slots]).whole();
        assert!(said.contains("Compared with “as today”, under “a few slots” the group that gains is most"), "{said}");
        assert!(
            said.contains("mong people who join, the group that pays is least") && !said.contains("first come"),
            "{said}"
        );
        // Alone, what it costs those who join stands beside what it brings.
        let said = answer("as today", &[foil, long]).whole();
        assert!(said.contains("“long waits first” helps people who are on the list today"), "{said}");
        assert!(said.contains("People who join the list pay, with about 11.7 days more"), "{said}");
    }

    #[test]
    fn who_pays_by_another_attribute_or_by_urgency_is_named() {
        let better = change(-8.0, -12.0, -5.0, "better");
        let worse = change(9.0, 5.0, 12.0, "worse");
        let p = Policy {
            name: "b".into(),
            joined: Some(better.clone()),
            groups: vec![
                by("deprivation", &[("most", better.clone()), ("least", better.clone())], 0),
                by("urgency", &[("P2", better.clone()), ("P4", worse)], 0),
            ],
            ..Policy::default()
        };
        let said = answer("a", std::slice::from_ref(&p)).whole();
        assert!(said.contains("Among people who join, the group that pays is P4 (about 9 days)"), "{said}");
        assert!(!said.contains("nobody"), "{said}");
        let said = policy(&p).join(" ");
        assert!(
            said.contains("By deprivation, every group gains. By urgency, gain: P2 (about 8 days). Pay: P4"),
            "{said}"
        );
        assert!(!said.contains("Every group gains"), "{said}");
    }

    #[test]
    fn a_group_that_is_hidden_is_not_counted_as_one_that_gains() {
        let better = change(-8.0, -12.0, -5.0, "better");
        let p = Policy {
            name: "b".into(),
            joined: Some(better.clone()),
            groups: vec![by("deprivation", &[("most", better.clone()), ("least", better)], 1)],
            ..Policy::default()
        };
        let said = policy(&p).join(" ");
        assert!(!said.contains("very group gains") && said.contains("1 group has too few people"), "{said}");
        assert!(answer("a", &[p]).whole().contains("No group with enough people to show pays"));
    }

    /// Waits of those who stay get shorter when others go.
    #[test]
    fn a_policy_does_not_look_fast_by_losing_people() {
        let p = Policy {
            name: "none left".into(),
            joined: Some(change(-39.0, -41.0, -37.0, "better")),
            lost: vec![Lost {
                who: "people who join".into(),
                what: "leave the list untreated",
                of_100: (7.9, 39.1),
                others: 0,
            }],
            ..Policy::default()
        };
        let said = answer("as today", std::slice::from_ref(&p));
        assert_eq!(said.headline, "“none left” shortens waits, but more people end untreated.");
        let lost = "Of 100 people who join, about 39 leave the list untreated instead of 8.";
        assert!(said.whole().contains(lost) && !said.whole().contains("obody is shown to pay"), "{}", said.whole());
        assert!(policy(&p).join(" ").contains(lost));
        // Neither those on the list today, nor where waits stay as they are.
        let who = "people in most deprived who are on the list today".to_string();
        let today = vec![Lost { who, what: "die untreated", of_100: (1.0, 3.0), others: 0 }];
        let same = change(0.1, -1.0, 1.2, "not told apart");
        let p = Policy {
            name: "b".into(),
            joined: Some(same.clone()),
            today: Some(same),
            lost_today: today,
            ..Policy::default()
        };
        let lost = "Of 100 people in most deprived who are on the list today, about 3 die untreated instead of 1.";
        let said = answer("a", std::slice::from_ref(&p)).whole();
        assert!(said.contains(lost) && said.starts_with("“b” is not shown to shorten"), "{said}");
        assert!(policy(&p)[1].contains(lost) && !policy(&p)[0].contains(lost));
    }

    #[test]
    fn too_few_runs_and_no_difference_are_no_findings() {
        let p = |word| Policy { name: "b".into(), joined: Some(change(0.0, 0.0, 0.0, word)), ..Policy::default() };
        let said = answer("a", &[p("not estimable")]).whole();
        assert!(said.starts_with("Too few runs to tell “b” from “a”.") && !said.contains("variation"), "{said}");
        let said = answer("a", &[p("identical")]).whole();
        assert!(said.contains("the same as under “a” in every run") && !said.contains("variation"), "{said}");
    }
}
