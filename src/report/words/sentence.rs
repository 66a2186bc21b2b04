//! Sentences.

use super::finding::{Change, Verdict};
use super::{Interval, counted, listed, number, signed};

/// In place of a figure of a group with too few people.
pub const TOO_FEW: &str = "Too few people (fewer than 8) to show";
/// What a range does not hold.
pub const NOT_IN_THE_RANGE: &str = "A range holds the luck of the runs only: who comes, who leaves, who misses an appointment. It does not hold \
    errors of the data, of the assumptions or of the model itself.";
/// What is said of figures that are not declared as primary.
pub const EXPLORATORY: &str = "Figures of single groups are not adjusted for their number: of 20 that do not differ at all, about one will look as if it did.";
/// What is said of strict first come as the reference.
pub const FOIL: &str = "is a yardstick and not a practice: nobody books strictly in the order of referral, because urgent people are seen sooner. \
    Differences to it are not what a change from today's practice would bring; compare the other policies with each other.";

pub(super) fn days(x: f64, decimals: usize) -> String {
    counted(x.abs(), decimals, "day", "days")
}

fn between(i: &Interval, decimals: usize) -> String {
    let (a, b) = i.sizes(decimals);
    format!("likely between {a} and {b}")
}

/// A difference in days that is not told apart: `between 3 days less and 2 days more`.
fn both_ways(i: &Interval) -> String {
    let d = i.decimals(false);
    let side = |x: f64| format!("{} {}", days(x, d), if x < 0.0 { "less" } else { "more" });
    format!("between {} and {}", side(i.low), side(i.high))
}

/// A change of a wait in days: `about 9 days less (likely between 5 and 12)`.
#[must_use]
pub fn in_words(change: &Change) -> String {
    let i = &change.difference;
    match change.verdict {
        Verdict::Identical => "exactly as long".into(),
        Verdict::NotEstimable => "not known: too few runs".into(),
        Verdict::NotToldApart => format!("not told apart ({})", both_ways(i)),
        _ => {
            let d = i.decimals(true);
            let side = if i.value < 0.0 { "less" } else { "more" };
            format!("about {} {side} ({})", days(i.value, d), between(i, d))
        }
    }
}

/// The wait of some people under a policy: `People who join the list wait about 9 days less (...).`
#[must_use]
pub fn waits_change(people: &str, change: &Change) -> String {
    match change.verdict {
        Verdict::Identical => format!("{people} wait exactly as long."),
        Verdict::NotEstimable => format!("For {people} the difference is not known: too few runs."),
        Verdict::NotToldApart => format!(
            "{people}: no difference that the simulation can tell from luck ({}).",
            both_ways(&change.difference)
        ),
        _ => format!("{people} wait {}{}.", in_words(change), matters(change)),
    }
}

fn matters(change: &Change) -> String {
    match change.material.as_str() {
        "" => String::new(),
        "no difference that matters" => ", which is too small to matter".into(),
        _ => ", which may be too small to matter".into(),
    }
}

/// The size of a gap in days between two groups.
#[must_use]
pub fn gap_size(most: &str, least: &str, gap: &Interval) -> String {
    let apart = gap.low > 0.0 || gap.high < 0.0;
    if !apart {
        return format!("The waits of {most} and {least} cannot be told apart ({}).", both_ways(gap));
    }
    let d = gap.decimals(true);
    let (longer, other) = if gap.value > 0.0 { (most, least) } else { (least, most) };
    format!(
        "People in the group {longer} wait about {} longer than people in the group {other} ({}).",
        days(gap.value, d),
        between(gap, d)
    )
}

/// Both gaps, with as many digits as show that they differ.
pub(super) fn from_to(change: &Change) -> String {
    let d = change.difference.decimals(change.verdict.apart());
    change.from_to.map_or(String::new(), |(a, b)| {
        let d = (d..4).find(|d| signed(a, *d) != signed(b, *d)).unwrap_or(d);
        format!(" from {} to {} days", signed(a, d), signed(b, d))
    })
}

/// How a gap in days moves.
#[must_use]
pub fn gap_moves(name: &str, change: &Change) -> String {
    let d = change.difference.decimals(change.verdict.apart());
    let both = from_to(change);
    let range =
        format!(" (difference {} days, {})", signed(change.difference.value, d), change.difference.signed_ends(d));
    match change.verdict {
        Verdict::Narrows => format!("{name} narrows{both}{range}."),
        Verdict::Widens if change.word == "opens" => format!("{name} opens{both}{range}."),
        Verdict::Widens => format!("{name} widens{both}{range}."),
        Verdict::Shifts if change.word == "reverses" => {
            format!("{name} turns round{both}{range}: the other group now waits longer.")
        }
        Verdict::Identical => format!("{name} stays exactly as it is."),
        Verdict::NotEstimable => format!("How {name} moves is not known: too few runs."),
        Verdict::NotToldApart => format!(
            "{name}: the simulation cannot tell a difference from luck ({} days).",
            change.difference.signed_ends(d)
        ),
        _ => format!("{name} moves{both}{range}; whether it is smaller cannot be said."),
    }
}

/// What is said where a gap narrows and nobody in the worse-off group gains.
#[must_use]
pub fn levelling_down(change: &Change) -> Option<String> {
    if !change.note.contains("levelling down") {
        return None;
    }
    Some(match change.note.contains("nobody gains") {
        true => "The gap shrank, but only because other groups now wait longer. Nobody waits less.".into(),
        false => "The gap shrank, but only because a better-off group now waits longer: the worse-off group is not shown to gain.".into(),
    })
}

/// Where the gap in days and the ratio of waits disagree.
#[must_use]
pub fn absolute_against_relative(gap: (f64, f64), least: (f64, f64)) -> Option<String> {
    let ratio = |gap: f64, least: f64| (gap / least).abs();
    if least.0 <= 0.0 || least.1 <= 0.0 {
        return None;
    }
    let (before, after) = (ratio(gap.0, least.0), ratio(gap.1, least.1));
    if gap.1.abs() < gap.0.abs() && after > before {
        Some("The gap in days got smaller but the relative gap got bigger, because all waits fell.".into())
    } else if gap.1.abs() > gap.0.abs() && after < before {
        Some("The gap in days got bigger but the relative gap got smaller, because all waits rose.".into())
    } else {
        None
    }
}

/// Of 100 people: `61 were treated, 11 died while waiting and 28 were still waiting`. Whole people that add up to 100.
#[must_use]
pub fn of_a_hundred(shares: &[(String, f64)]) -> String {
    let mut whole: Vec<(usize, f64)> = Vec::new();
    let mut sum = 0.0;
    for (i, (_, share)) in shares.iter().enumerate() {
        let floor = (share * 100.0).floor();
        sum += floor;
        whole.push((i, floor));
    }
    let total: f64 = shares.iter().map(|(_, s)| s * 100.0).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let part = |i: usize| shares[i].1 * 100.0 - whole[i].1;
    order.sort_by(|a, b| part(*b).total_cmp(&part(*a)).then(a.cmp(b)));
    let mut left = total.round() - sum;
    let mut more = vec![0.0; shares.len()];
    for i in order {
        if left < 0.5 {
            break;
        }
        more[i] = 1.0;
        left -= 1.0;
    }
    let said: Vec<String> = whole
        .iter()
        .map(|(i, n)| (i, n + more[*i]))
        .filter(|(_, n)| *n > 0.5)
        .map(|(i, n)| format!("{} {}", number(n, 0), shares[*i].0))
        .collect();
    listed(&said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::change;

    #[test]
    fn sizes_have_their_range_and_side() {
        assert_eq!(in_words(&change(-8.9, -12.4, -5.3, "better")), "about 9 days less (likely between 5 and 12)");
        assert_eq!(in_words(&change(8.9, 5.3, 12.4, "worse")), "about 9 days more (likely between 5 and 12)");
        assert_eq!(
            in_words(&change(-1.0, -3.0, 2.0, "not told apart")),
            "not told apart (between 3 days less and 2 days more)"
        );
    }

    #[test]
    fn gaps_have_a_sign_and_both_sides() {
        let said = gap_moves("The gap", &change(-7.5, -14.9, -0.002, "narrows"));
        assert_eq!(said, "The gap narrows from +11 to +4 days (difference −8 days, −15 to just below 0).");
        let said = gap_moves("The gap", &change(-8.0, -10.0, -6.0, "narrows"));
        assert_eq!(said, "The gap narrows from +11 to +3 days (difference −8 days, −10 to −6).");
        assert!(gap_moves("The gap", &change(-8.0, -20.0, 6.0, "not told apart")).contains("cannot tell"));
        assert!(
            gap_size("most", "least", &Interval { value: 25.0, low: 16.0, high: 33.0 })
                .contains("about 25 days longer")
        );
        assert!(
            gap_size("most", "least", &Interval { value: -25.0, low: -33.0, high: -16.0 })
                .starts_with("People in the group least")
        );
    }

    #[test]
    fn cautions() {
        let mut down = change(-2.0, -3.0, -1.0, "narrows");
        assert_eq!(levelling_down(&down), None);
        down.note = "levelling down: \"a\" is not told apart as better, \"b\" as worse, and nobody gains".into();
        assert!(levelling_down(&down).is_some_and(|s| s.ends_with("Nobody waits less.")));
        assert!(
            absolute_against_relative((10.0, 8.0), (100.0, 40.0))
                .is_some_and(|s| s.contains("relative gap got bigger"))
        );
        assert_eq!(absolute_against_relative((10.0, 2.0), (100.0, 90.0)), None);
        let mut small = change(-0.5, -0.8, -0.2, "better");
        small.material = "no difference that matters".into();
        assert!(waits_change("People", &small).contains("too small to matter"));
    }

    #[test]
    fn people_of_a_hundred_add_up() {
        let shares = [
            ("were treated".to_string(), 0.614),
            ("died while waiting".to_string(), 0.113),
            ("were still waiting".to_string(), 0.273),
        ];
        assert_eq!(of_a_hundred(&shares), "62 were treated, 11 died while waiting and 27 were still waiting");
    }
}
