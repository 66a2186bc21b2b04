//! An effect that is asked for by its size, and the strength that has it.

use serde_json::{Value, json};

use super::ask::{Population, Refused};
use super::extract::Extract;
use super::inject::{Injection, Mean, Reading, Size, Sums, Tried, Unit, Wanted, difference, search};

/// An extract with an inequity, and the sums of its sites.
pub(super) type Made = (Extract, Vec<Sums>);

/// What a size is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    /// The figure.
    reading: Reading,
    /// The effect on it, as it is counted.
    size: f64,
    unit: &'static str,
    /// How many of the unit one is.
    times: f64,
}

impl Aim {
    /// The effect that is asked for, or the strength where that is.
    pub(super) fn of(what: &Injection, population: Population) -> Result<Self, f64> {
        match what.size {
            Size::Strength(strength) => Err(strength),
            Size::Points(points) => {
                // Points are asked for only where there is a share.
                let reading = what.mechanism.share().unwrap_or(Reading::Missed);
                Ok(Self { reading, size: points / 100.0, unit: "points", times: 100.0 })
            }
            Size::Days(size) => {
                Ok(Self { reading: what.mechanism.days_of(population), size, unit: "days", times: 1.0 })
            }
        }
    }

    /// What is asked for, for the truth.
    pub(super) fn asked(&self) -> Value {
        json!({ "of": self.reading.name().0, "size": self.times * self.size, "unit": self.unit })
    }

    /// What was reached, in the same unit.
    pub(super) fn reached(&self, of: &Mean) -> Value {
        let [value, lower, upper] = [of.value, of.lower, of.upper].map(|x| self.times * x);
        json!({ "value": value, "lower": lower, "upper": upper, "unit": self.unit })
    }

    fn shown(&self, x: f64) -> String {
        format!("{} {}", rounded(self.times * x), self.unit)
    }

    /// The strength that has the size, with what it does.
    pub(super) fn reach(
        &self,
        what: &Injection,
        population: Population,
        without: &[Sums],
        at: &dyn Fn(f64) -> Result<Made, Refused>,
    ) -> Result<(Tried, Made), Refused> {
        let (name, size) = (what.mechanism.name(), self.size);
        let waiting = population == Population::Waiting;
        if waiting && self.reading == Reading::Removed {
            return Err(Refused::Ask(format!(
                "--inject: `{name}` cannot make an effect of {} here: nobody in a list of those who wait has left, so that share is 0 whatever \
                 the strength; ask for --population all or referred",
                self.shown(size)
            )));
        }
        let most = what.mechanism.most();
        let wanted = match what.mechanism.unit() {
            Unit::Days => Wanted { effect: size, none: 0.0, first: size, most, whole: what.mechanism.is_whole() },
            Unit::Ratio => Wanted { effect: size, none: 1.0, first: 1.5, most, whole: false },
        };
        let mut run = |strength: f64| {
            let made = at(strength)?;
            Ok((difference(&made.1, without, self.reading.place()), made))
        };
        search(&wanted, &mut run)?.reached(size).map_err(|tried| {
            let help = self.help(&tried, what.mechanism.unit(), waiting);
            Refused::Ask(format!(
                "--inject: `{name}` cannot make an effect of {} on {} in this scenario; {help}",
                self.shown(size),
                self.reading.name().0
            ))
        })
    }

    /// What can be had, where the size cannot.
    fn help(&self, tried: &[Tried], unit: Unit, waiting: bool) -> String {
        let told = |tried: &Tried| {
            let strength = match unit {
                // Effects may jump at a whole day.
                Unit::Days => format!("{} days", trimmed(format!("{:.3}", tried.strength))),
                Unit::Ratio => format!("x{}", trimmed(format!("{:.3}", tried.strength))),
            };
            format!("{} (at {strength})", self.shown(tried.effect.value))
        };
        let by_effect = |a: &&Tried, b: &&Tried| a.effect.value.total_cmp(&b.effect.value);
        let above = tried.iter().filter(|t| t.effect.value >= self.size).min_by(by_effect);
        let below = tried.iter().filter(|t| t.effect.value < self.size).max_by(by_effect);
        let elsewhere =
            if waiting { "; a list of those who wait shows little of it: try --population all" } else { "" };
        match (below, above) {
            (None, None) => {
                format!("there are not two sites with people of that level and others to compare{elsewhere}")
            }
            (Some(below), None) if below.effect.value <= 0.0 || self.shown(below.effect.value) == self.shown(0.0) => {
                format!(
                    "the most that was found is {}, so no strength raises it; ask for another mechanism{elsewhere}",
                    told(below)
                )
            }
            (Some(below), None) => format!(
                "the nearest that was found is {}: ask for no more than that, or for another mechanism{elsewhere}",
                told(below)
            ),
            (None, Some(above)) => format!("the nearest that was found is {}: ask for no less than that", told(above)),
            (Some(below), Some(above)) => {
                format!("the nearest that were found are {} and {}: ask for one of them", told(below), told(above))
            }
        }
    }
}

/// A number with as many digits as matter, and no minus before nothing.
fn rounded(x: f64) -> String {
    let text = trimmed(if x.abs() < 10.0 { format!("{x:.2}") } else { format!("{x:.1}") });
    if text == "-0" { "0".to_string() } else { text }
}

/// Without noughts at the end of what is written after the point.
fn trimmed(text: String) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_more_digits_than_matter() {
        for (x, text) in [(21.04, "21"), (9.876, "9.88"), (0.0, "0"), (-0.001, "0"), (-3.25, "-3.25"), (200.0, "200")] {
            assert_eq!(rounded(x), text);
        }
    }

    #[test]
    fn what_can_be_had_is_said() {
        let aim = Aim { reading: Reading::WaitOfTreated, size: 21.0, unit: "days", times: 1.0 };
        let tried =
            |strength, value| Tried { strength, effect: Mean { value, lower: value - 1.0, upper: value + 1.0 } };
        for (all, words) in [
            (vec![tried(10.0, 7.0), tried(90.0, 12.34)], "is 12.3 days (at 90 days): ask for no more"),
            (vec![tried(10.0, -7.0), tried(90.0, 0.001)], "is 0 days (at 90 days), so no strength raises it"),
            (vec![tried(10.0, 7.0), tried(11.0, 40.0)], "are 7 days (at 10 days) and 40 days (at 11 days)"),
            (vec![tried(1.0, 30.0)], "ask for no less"),
            (vec![], "not two sites"),
        ] {
            let help = aim.help(&all, Unit::Days, false);
            assert!(help.contains(words), "{help}");
        }
        assert!(aim.help(&[tried(1.5, -1.0)], Unit::Ratio, true).contains("(at x1.5)"));
        assert!(aim.help(&[tried(1.5, -1.0)], Unit::Ratio, true).contains("--population all"));
    }
}
