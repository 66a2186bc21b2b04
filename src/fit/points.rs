//! The second reading of the same waits: points that people carry. Everybody has a head start of so many days, drawn once, and people are called in the order of
//! their wait and their head start. At a steady threshold T a person with a head start of h is seen after T - h days, so any distribution of waits is reproduced by
//! head starts that are T less its quantiles. A list cannot tell this from chances that go by the wait; what more slots do differs between the two.

use super::curves::Fitted;
use super::digits::short;
use super::fluid::Hazards;
use super::found::{Found, Level};
use crate::distributions::{exp, log};
use crate::intake::{Carried, URGENCY, quoted};

/// The attribute that holds the classes.
pub(super) const NAME: &str = "points carried";
/// Classes of head starts, with as many people in each.
const CLASSES: usize = 20;
/// Nobody waits longer for treatment than so many days, in this reading.
const LONGEST: usize = 7 * 260;

/// Classes of head starts.
pub(super) struct Points {
    /// Days of head start, class by class.
    starts: Vec<f64>,
    /// How many people of each class are on the list after so many days: parts that sum to 1.
    by_day: Vec<Vec<f64>>,
}

/// The part of people who would not have been treated yet after so many days, if nobody left untreated.
fn untreated(hazards: &Hazards) -> Vec<f64> {
    let mut sum = 0.0;
    let last = hazards.treated.len() - 1;
    let of = |day: usize| {
        sum += hazards.treated[day.min(last)];
        exp(-sum)
    };
    (0..LONGEST).map(of).collect()
}

/// After how many days this part of people are treated, in whole days and a part of the last.
fn after(untreated: &[f64], treated: f64) -> f64 {
    let left = 1.0 - treated;
    let day = untreated.partition_point(|u| *u > left);
    let before = if day == 0 { 1.0 } else { untreated[day - 1] };
    let Some(&at) = untreated.get(day) else { return untreated.len() as f64 };
    if before > at {
        day as f64 + (log(before) - log(left.max(1e-12))) / (log(before) - log(at)) - 1.0
    } else {
        day as f64
    }
}

/// The classes of a fit.
pub(super) fn points(fitted: &Fitted, days: usize) -> Points {
    let untreated = untreated(fitted.hazards());
    let middle = |class: usize| after(&untreated, (class as f64 + 0.5) / CLASSES as f64).max(0.0);
    let waits: Vec<f64> = (0..CLASSES).map(middle).collect();
    let longest = waits[CLASSES - 1];
    // Who waits has not been treated yet: of each class those whose day is still to come.
    let of_day = |day: usize| -> Vec<f64> {
        let gone = 1.0 - if day == 0 { 1.0 } else { untreated[(day - 1).min(LONGEST - 1)] };
        let part = |class: usize| {
            let (from, to) = (class as f64 / CLASSES as f64, (class + 1) as f64 / CLASSES as f64);
            (to - from.max(gone)).max(if class + 1 == CLASSES { 1e-9 } else { 0.0 })
        };
        let parts: Vec<f64> = (0..CLASSES).map(part).collect();
        let all: f64 = parts.iter().sum();
        parts.into_iter().map(|p| p / all).collect()
    };
    Points { starts: waits.iter().map(|w| longest - w).collect(), by_day: (0..days).map(of_day).collect() }
}

/// After how many days half of those who are treated have been, where the chances to be treated are so many times the usual.
fn half_treated(hazards: &Hazards, times: f64) -> f64 {
    let chances = hazards.chances(times);
    let (mut left, mut sums) = (1.0, Vec::new());
    for day in 0..LONGEST {
        let (leave, treated) = chances[day.min(chances.len() - 1)];
        sums.push(sums.last().copied().unwrap_or(0.0) + left * leave * treated);
        left *= 1.0 - leave;
    }
    let all = sums.last().copied().unwrap_or(0.0);
    sums.partition_point(|sum| *sum < all / 2.0) as f64
}

/// Days of head start of a level: as many as bring half of its treated as much later or sooner than half of all.
fn shift(fitted: &Fitted, level: &Level) -> f64 {
    half_treated(fitted.hazards(), 1.0) - half_treated(fitted.hazards(), level.treated.value)
}

impl Points {
    /// How the classes stand in a scenario: the attribute, and who is of which class on the list, by band.
    pub(super) fn carried(&self) -> Carried {
        let levels: Vec<String> = (1..=CLASSES).map(|class| format!("class {class}")).collect();
        Carried { attribute: NAME.to_string(), levels, by_day: self.by_day.clone() }
    }

    /// The variant.
    pub(super) fn variant(&self, found: &Found, name: &str, tells: impl Fn(&Level) -> bool) -> String {
        let days = self.starts.iter().enumerate().map(|(i, d)| format!("\"class {}\" = {}", i + 1, short(*d, 4)));
        let mut groups = vec![format!("{} = {{ {} }}", quoted(NAME), days.collect::<Vec<_>>().join(", "))];
        let mut attributes: Vec<&str> = found.levels.iter().map(|l| l.attribute.as_str()).collect();
        attributes.dedup();
        let mut by_urgency = String::new();
        for attribute in attributes {
            let own = found.levels.iter().filter(|l| l.attribute == attribute && l.recorded && tells(l));
            let days = own.map(|l| format!("{} = {:.0}", quoted(&l.level), shift(&found.fitted, l)));
            let days: Vec<String> = days.collect();
            if attribute == URGENCY {
                by_urgency = format!("by_urgency = {{ {} }}\n", days.join(", "));
            } else if !days.is_empty() {
                groups.push(format!("{} = {{ {} }}", quoted(attribute), days.join(", ")));
            }
        }
        format!(
            "\n# The second reading of the same waits: everybody carries a head start, drawn once, and is called in the order of wait and head start. The list\n\
             # cannot tell which reading is right. Give each policy a variant under both, and name the pair in `second_reading`.\n\
             [[variant]]\nname = {}\n\n[variant.discipline]\nkind = \"head start\"\n{by_urgency}\n[variant.discipline.by_group]\n{}\n",
            quoted(name),
            groups.join("\n")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::curves::Curve;

    fn fitted(per_week: f64) -> Fitted {
        let curve = |h: f64| Curve { weeks: vec![0.0], per_week: vec![h], low: vec![h], high: vec![h] };
        let days = 1_093;
        Fitted {
            treated: curve(per_week),
            removed: None,
            dispersion: 1.0,
            means: Vec::new(),
            logs: Vec::new(),
            hazards: Hazards { treated: vec![per_week / 7.0; days], removed: vec![0.0; days] },
        }
    }

    /// With the same chance on every day waits are exponential: so are the head starts, and who has waited long is of the later classes.
    #[test]
    fn head_starts_are_the_quantiles_of_the_waits() {
        let points = points(&fitted(0.07), 1_093);
        let wait = |class: usize| -log(1.0 - (class as f64 + 0.5) / CLASSES as f64) / 0.01;
        for class in 0..CLASSES {
            let wanted = wait(CLASSES - 1) - wait(class);
            assert!((points.starts[class] - wanted).abs() < 1.5, "{class}: {} {wanted}", points.starts[class]);
        }
        assert!(points.by_day.iter().all(|of| (of.iter().sum::<f64>() - 1.0).abs() < 1e-9));
        // After ten weeks half are treated: of those who still wait none is of the first half of the classes.
        assert!(
            points.by_day[70][..9].iter().sum::<f64>() < 0.02 && points.by_day[2][0] > 0.02,
            "{:?}",
            points.by_day[70]
        );
        // Half the chance, twice the wait.
        assert!(
            (half_treated(fitted(0.07).hazards(), 0.5) / half_treated(fitted(0.07).hazards(), 1.0) - 2.0).abs() < 0.1
        );
    }
}
