//! Sentences.

use super::finding::{Change, Verdict};
use super::{Interval, NO_RANGE, Unit, capital, listed, number, people_in, signed};
use crate::compare::NO_MATTER;

/// What a range does not hold.
pub const NOT_IN_THE_RANGE: &str = "A range holds the luck of the runs only: who comes, who leaves, who misses an appointment. It does not hold \
    errors of the data, of the assumptions or of the model itself.";
/// What is said of figures that are not declared as primary.
pub const EXPLORATORY: &str = "Figures of single groups are not adjusted for their number: of 20 that do not differ at all, about one will look as if it did.";

/// In place of a figure of a group with too few people: simulated ones, where each of them stands for several.
#[must_use]
pub fn too_few(scaled: bool) -> &'static str {
    if scaled { "Too few simulated people (fewer than 8)" } else { "Too few people (fewer than 8) to show" }
}

/// A size in words: `9 days`.
pub(super) fn size(i: &Interval, unit: Unit, decimals: usize) -> String {
    unit.of(i.value.abs(), decimals)
}

/// How large something likely is: `likely between 5 and 12`, or `likely about 16` where both ends are written alike.
#[must_use]
pub fn likely(i: &Interval, decimals: usize) -> String {
    match i.sizes(decimals) {
        Some((a, b)) if a == b => format!("likely about {a}"),
        Some((a, b)) => format!("likely between {a} and {b}"),
        None => NO_RANGE.into(),
    }
}

/// A difference that is not told apart: `between 3 days less and 2 days more`.
fn both_ways(i: &Interval, unit: Unit) -> String {
    let d = i.decimals(false);
    let side = |x: f64| format!("{} {}", unit.of(x.abs(), d), if x < 0.0 { "less" } else { "more" });
    i.range.map_or(NO_RANGE.into(), |(low, high)| format!("between {} and {}", side(low), side(high)))
}

/// A change of a wait: `about 9 days less (likely between 5 and 12)`.
#[must_use]
pub fn in_words(change: &Change) -> String {
    let i = &change.difference;
    match change.verdict {
        Verdict::Identical => "exactly as long".into(),
        Verdict::NotEstimable => "not known: too few runs".into(),
        Verdict::NotToldApart => format!("not told apart ({})", both_ways(i, change.unit)),
        _ => {
            let d = i.decimals(true);
            let side = if i.value < 0.0 { "less" } else { "more" };
            format!("about {} {side} ({})", size(i, change.unit, d), likely(i, d))
        }
    }
}

/// The wait of some people under a policy: `People who join the list wait about 9 days less (...).`
#[must_use]
pub fn waits_change(people: &str, change: &Change) -> String {
    match change.verdict {
        Verdict::Identical => format!("{people} wait exactly as long."),
        Verdict::NotEstimable => format!("{people}: too few runs to say whether they wait longer or less."),
        Verdict::NotToldApart => format!(
            "{people}: no difference that the simulation can tell from luck ({}).{}",
            both_ways(&change.difference, change.unit),
            adjusted(change)
        ),
        _ => format!("{people} wait {}{}.", in_words(change), matters(change)),
    }
}

/// Said where a range leaves out 0 and the verdict is still that nothing is told apart.
fn adjusted(change: &Change) -> &'static str {
    if change.only_before_adjustment() {
        " Taken alone it could be told, but not once all the main comparisons are allowed for."
    } else {
        ""
    }
}

pub(super) fn matters(change: &Change) -> String {
    match change.material.as_str() {
        "" => String::new(),
        NO_MATTER => ", which is too small to matter".into(),
        _ => ", which may be too small to matter".into(),
    }
}

/// The size of a gap between two groups.
#[must_use]
pub fn gap_size(most: &str, least: &str, gap: &Interval, unit: Unit) -> String {
    if gap.range.is_none() {
        let d = gap.decimals(false);
        return format!("The gap between {most} and {least} is {} {} in this run.", signed(gap.value, d), unit.many);
    }
    if !gap.apart() {
        return format!("The waits of {most} and {least} cannot be told apart ({}).", both_ways(gap, unit));
    }
    let d = gap.decimals(true);
    let (longer, other) = if gap.value > 0.0 { (most, least) } else { (least, most) };
    format!(
        "{} wait about {} longer than {} ({}).",
        capital(&people_in(longer)),
        size(gap, unit, d),
        people_in(other),
        likely(gap, d)
    )
}

/// The size of the gap between the groups that wait longest and shortest, with what luck alone would give.
#[must_use]
pub fn widest_gap(attribute: &str, gap: &Interval, by_chance: f64, apart: bool, unit: Unit) -> String {
    let d = gap.decimals(true);
    let luck = number(by_chance, d);
    let said = format!(
        "By {attribute} the groups that wait longest and shortest are about {} apart; luck alone would give about {luck}",
        size(gap, unit, d)
    );
    if apart { format!("{said}.") } else { format!("{said}, so no difference between them is shown.") }
}

/// Both gaps, with as many digits as show that they differ.
pub(super) fn from_to(change: &Change) -> String {
    let d = change.difference.decimals(change.verdict.apart());
    change.from_to.map_or(String::new(), |(a, b)| {
        let d = (d..4).find(|d| signed(a, *d) != signed(b, *d)).unwrap_or(d);
        format!(" from {} to {} {}", signed(a, d), signed(b, d), change.unit.many)
    })
}

/// Words behind a gap that opens: whether it lies on the other side then.
pub(super) fn side(change: &Change) -> &'static str {
    match change.from_to {
        Some((was, is)) if was * is < 0.0 => ", on the other side",
        _ => "",
    }
}

/// How a gap moves.
#[must_use]
pub fn gap_moves(name: &str, change: &Change) -> String {
    let d = change.difference.decimals(change.verdict.apart());
    let both = from_to(change);
    let many = change.unit.many;
    let by = signed(change.difference.value, d);
    let range = format!("The difference is {by} {many} ({}).", change.difference.signed_ends(d));
    match change.verdict {
        Verdict::Narrows => format!("{name} narrows{both}. {range}"),
        Verdict::Widens if change.word == "opens" => format!("{name} opens{both}{}. {range}", side(change)),
        Verdict::Widens => format!("{name} widens{both}. {range}"),
        Verdict::Shifts if change.word == "reverses" => {
            format!("{name} turns round{both}: the other group now waits longer. {range}")
        }
        Verdict::Identical => format!("{name} stays exactly as it is."),
        Verdict::NotEstimable => format!("{name}: too few runs to say how it moves."),
        Verdict::NotToldApart => format!(
            "{name}: the simulation cannot tell a difference from luck ({} {many}).{}",
            change.difference.signed_ends(d),
            adjusted(change)
        ),
        _ => format!("{name} moves{both}; whether it is smaller cannot be said. {range}"),
    }
}

/// What is said where a gap narrows and nobody in the worse-off group gains.
#[must_use]
pub fn levelling_down(change: &Change) -> Option<String> {
    if !change.note.contains("levelling down") {
        return None;
    }
    Some(match change.note.contains(" gains") {
        true => "The gap shrank, but only because other groups who join now wait longer. None of these groups waits less.".into(),
        false => "The gap shrank, but only because a better-off group of those who join now waits longer: the worse-off group is not shown to gain.".into(),
    })
}

/// Where the gap and the ratio of waits disagree, and by enough to be seen: of both ends before and after, longest first.
#[must_use]
pub fn absolute_against_relative(gap: (f64, f64), least: (f64, f64), unit: Unit) -> Option<String> {
    let most = (least.0 + gap.0, least.1 + gap.1);
    // A gap that turns round has no ratio to compare.
    if [least.0, least.1, most.0, most.1].iter().any(|x| *x <= 0.0) || gap.0 * gap.1 <= 0.0 {
        return None;
    }
    let times = |a: f64, b: f64| number(a.max(b) / a.min(b), 2);
    let (before, after) = (times(most.0, least.0), times(most.1, least.1));
    let ratio = |a: f64, b: f64| a.max(b) / a.min(b);
    let grows = ratio(most.1, least.1) > ratio(most.0, least.0);
    if before == after {
        return None;
    }
    let said = |gap: &str, relative: &str, both: &str| {
        format!(
            "The gap in {} got {gap} but the relative gap got {relative} (from {before} to {after} times as long), because both groups {both}.",
            unit.many
        )
    };
    let (fell, rose) = (least.1 < least.0 && most.1 < most.0, least.1 > least.0 && most.1 > most.0);
    if gap.1.abs() < gap.0.abs() && grows && fell {
        Some(said("smaller", "bigger", "wait less"))
    } else if gap.1.abs() > gap.0.abs() && !grows && rose {
        Some(said("bigger", "smaller", "wait longer"))
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
        .map(|(i, n)| {
            let (what, one) = (&shares[*i].0, number(n, 0) == "1");
            let what = what.strip_prefix("were ").filter(|_| one).map_or(what.clone(), |rest| format!("was {rest}"));
            format!("{} {what}", number(n, 0))
        })
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
        assert_eq!(in_words(&change(-16.0, -16.04, -15.96, "better")), "about 16.0 days less (likely about 16.0)",);
        assert_eq!(
            in_words(&change(-1.0, -3.0, 2.0, "not told apart")),
            "not told apart (between 3 days less and 2 days more)"
        );
    }

    #[test]
    fn gaps_have_a_sign_and_both_sides() {
        let said = gap_moves("The gap", &change(-7.5, -14.9, -0.002, "narrows"));
        assert_eq!(said, "The gap narrows from +11 to +4 days. The difference is −8 days (−15 to just below 0).");
        let said = gap_moves("The gap", &change(-8.0, -10.0, -6.0, "narrows"));
        assert_eq!(said, "The gap narrows from +11 to +3 days. The difference is −8 days (−10 to −6).");
        assert!(gap_moves("The gap", &change(-8.0, -20.0, 6.0, "not told apart")).contains("cannot tell"));
        assert!(
            gap_size("most", "least", &Interval::new(25.0, 16.0, 33.0), Unit::DAYS).contains("about 25 days longer")
        );
        assert!(
            gap_size("most", "least", &Interval::new(-25.0, -33.0, -16.0), Unit::DAYS)
                .starts_with("People in the group least")
        );
    }

    #[test]
    fn cautions() {
        let mut down = change(-2.0, -3.0, -1.0, "narrows");
        assert_eq!(levelling_down(&down), None);
        down.note = "levelling down: \"a\" is not told apart as better, \"b\" as worse, and no level gains".into();
        assert!(levelling_down(&down).is_some_and(|s| s.ends_with("None of these groups waits less.")));
        assert!(
            absolute_against_relative((10.0, 8.0), (100.0, 40.0), Unit::DAYS)
                .is_some_and(|s| s.contains("relative gap got bigger (from 1.10 to 1.20 times as long), because both"))
        );
        assert_eq!(absolute_against_relative((10.0, 2.0), (100.0, 90.0), Unit::DAYS), None);
        // Too small to be seen in two decimals, and a gap that turns round.
        assert_eq!(absolute_against_relative((10.0, 9.99), (100.0, 99.89), Unit::DAYS), None);
        assert_eq!(absolute_against_relative((10.0, -8.0), (100.0, 40.0), Unit::DAYS), None);
        // The relative gap of groups that both wait longer.
        assert!(
            absolute_against_relative((-8.0, -10.0), (40.0, 100.0), Unit::DAYS)
                .is_some_and(|s| s.contains("got bigger but the relative gap got smaller"))
        );
        let mut small = change(-0.5, -0.8, -0.2, "better");
        small.material = NO_MATTER.into();
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
        let shares = [("were treated".to_string(), 0.99), ("were turned away".to_string(), 0.01)];
        assert_eq!(of_a_hundred(&shares), "99 were treated and 1 was turned away");
    }

    #[test]
    fn what_is_lost_to_the_adjustment_is_said_so() {
        let mut c = change(-4.0, -7.0, -1.0, "not told apart");
        c.note = "after adjustment for several".into();
        let said = waits_change("People", &c);
        assert!(
            said.contains(
                "(between 7 days less and 1 day less). Taken alone it could be told, but not once all the main comparisons are allowed for."
            ),
            "{said}"
        );
    }
}
