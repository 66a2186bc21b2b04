//! What is asked for: a mechanism, a group, and a strength or the size of the effect.

use super::kind::{MOST_DAYS, Mechanism, Unit};
use super::list::MECHANISMS;
use crate::error::{instead, visible};
use crate::population::Population;
use crate::synth::group::Group;

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// The strength of the mechanism, in its unit.
    Strength(f64),
    /// The effect that is to be reached, in days of the mean wait.
    Days(f64),
    /// The same in percentage points of the share that the mechanism is about.
    Points(f64),
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Injection {
    /// How it comes about.
    pub mechanism: &'static dyn Mechanism,
    /// Who it falls on.
    pub group: Group,
    /// How much of it.
    pub size: Size,
}

/// How it is written.
const FORM: &str = "write MECHANISM: ATTRIBUTE=LEVEL, SIZE, for example \"missed appointments: deprivation=most deprived, x3\" or \"rank: \
                    deprivation=most deprived, +21 days\"";

impl Injection {
    /// Reads "mechanism: attribute=level, size".
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, population: &Population) -> Result<Self, String> {
        let said = visible(text);
        let parts = text.split_once(':').and_then(|(kind, rest)| {
            let (group, size) = rest.rsplit_once(',')?;
            let (attribute, level) = group.split_once('=')?;
            Some([kind, attribute, level, size].map(str::trim))
        });
        let Some([kind, attribute, level, size]) = parts else {
            return Err(format!("--inject `{said}` cannot be read; {FORM}"));
        };
        let near = |name: &str, known: Vec<&str>| instead(name, &known);
        let mechanism = MECHANISMS.into_iter().find(|m| m.name() == kind).ok_or_else(|| {
            format!(
                "--inject: there is no mechanism `{}`; {}",
                visible(kind),
                near(kind, MECHANISMS.map(|m| m.name()).to_vec())
            )
        })?;
        let a = population.attribute(attribute).ok_or_else(|| {
            let known = population.attributes.iter().map(|a| a.name.as_str()).collect();
            format!("--inject: there is no attribute `{}`; {}", visible(attribute), near(attribute, known))
        })?;
        let levels = &population.attributes[a].levels;
        let l = levels.iter().position(|name| name == level).ok_or_else(|| {
            let known = levels.iter().map(String::as_str).collect();
            format!("--inject: `{}` is no level of `{attribute}`; {}", visible(level), near(level, known))
        })?;
        let group = Group { attribute: a, level: l };
        let size = read_size(size, mechanism).map_err(|what| format!("--inject `{said}`: {what}; {FORM}"))?;
        Ok(Self { mechanism, group, size })
    }
}

/// A smaller effect is told from none by nobody.
const LEAST_EFFECT: f64 = 0.01;

fn too_small(unit: &str) -> String {
    format!("an effect is at least {LEAST_EFFECT} {unit}")
}

fn read_size(text: &str, mechanism: &dyn Mechanism) -> Result<Size, String> {
    let number = |text: &str| {
        let text = text.trim();
        // A number of digits that is too large is told with its limit, like others.
        match text.parse::<f64>().ok().filter(|x| x.is_finite() || text.contains(|c: char| c.is_ascii_digit())) {
            None => Err(format!("`{}` is no number", visible(text))),
            Some(0.0) if text.split(['e', 'E']).next().is_some_and(|d| d.contains(|c| ('1'..='9').contains(&c))) => {
                Err(format!("`{}` is too near 0", visible(text)))
            }
            Some(x) => Ok(x),
        }
    };
    if let Some(ratio) = text.strip_prefix('x') {
        let ratio = number(ratio)?;
        return match mechanism.unit() {
            Unit::Ratio if (1.0 / mechanism.most()..=mechanism.most()).contains(&ratio) => Ok(Size::Strength(ratio)),
            Unit::Ratio if ratio <= 0.0 => Err("a ratio is above 0".to_string()),
            Unit::Ratio => Err(format!("a ratio lies between x{} and x{}", 1.0 / mechanism.most(), mechanism.most())),
            Unit::Days => Err(format!("the strength of `{}` is in days, such as `28 days`", mechanism.name())),
        };
    }
    let (text, is_effect) = text.strip_prefix('+').map_or((text, false), |rest| (rest, true));
    if let Some(points) = text.strip_suffix("points") {
        let points = number(points)?;
        return match mechanism.share() {
            Some(_) if is_effect && (0.0..LEAST_EFFECT).contains(&points) => Err(too_small("points")),
            Some(_) if points > 0.0 && points < 100.0 && is_effect => Ok(Size::Points(points)),
            Some(_) => Err("write points as `+10 points`, above 0 and below 100".to_string()),
            None => Err(format!("`{}` is about no share", mechanism.name())),
        };
    }
    let Some(days) = text.strip_suffix("days").or_else(|| text.strip_suffix("day")) else {
        return Err("a size is `x3`, `28 days`, `+21 days` or `+10 points`".to_string());
    };
    let days = number(days)?;
    if days <= 0.0 {
        return Err("days are more than 0".to_string());
    }
    if is_effect && days < LEAST_EFFECT {
        return Err(too_small("days"));
    }
    if days > MOST_DAYS {
        return Err(format!("at most {MOST_DAYS} days"));
    }
    if days.fract() != 0.0 && mechanism.is_whole() {
        return Err(format!("the days of `{}` are whole", mechanism.name()));
    }
    match (mechanism.unit(), is_effect) {
        (_, true) => Ok(Size::Days(days)),
        (Unit::Days, false) => Ok(Size::Strength(days)),
        (Unit::Ratio, false) => Err(format!("the strength of `{}` is a ratio, such as `x3`", mechanism.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Attribute;

    #[test]
    fn what_is_asked_for_is_read_or_refused_in_words() {
        let levels = vec!["most deprived".to_string(), "a, b: c=d".to_string()];
        let attributes = vec![Attribute { name: "deprivation".into(), levels, ordered: true, reference: 0 }];
        let population = Population { attributes };
        let of = |text: &str| Injection::parse(text, &population).map(|i| (i.mechanism.name(), i.group.level, i.size));
        for (text, wanted) in [
            ("missed appointments: deprivation=most deprived, x3", ("missed appointments", 0, Size::Strength(3.0))),
            ("missed appointments: deprivation=most deprived, +21 days", ("missed appointments", 0, Size::Days(21.0))),
            ("removals: deprivation=a, b: c=d, +10 points", ("removals", 1, Size::Points(10.0))),
            ("rank:deprivation=most deprived,28 days", ("rank", 0, Size::Strength(28.0))),
            ("rank: deprivation=most deprived, +21 days", ("rank", 0, Size::Days(21.0))),
            ("days: deprivation=most deprived, +21 days", ("days", 0, Size::Days(21.0))),
            ("days: deprivation=most deprived, 20.5 days", ("days", 0, Size::Strength(20.5))),
            ("late referral: deprivation=most deprived, +30 days", ("late referral", 0, Size::Days(30.0))),
            ("late referral: deprivation=most deprived, 1 day", ("late referral", 0, Size::Strength(1.0))),
        ] {
            assert_eq!(of(text), Ok(wanted), "{text}");
        }
        for (text, words) in [
            ("missed", "cannot be read"),
            ("miss: deprivation=most deprived, x3", "there is no mechanism"),
            ("rank: area=most deprived, 3 days", "there is no attribute `area`"),
            ("rank: deprivation=most deprivd, 3 days", "did you mean `most deprived`?"),
            ("rank: deprivation=most, 3 days", "there are: most deprived"),
            ("rank: deprivation=most deprived, x3", "is in days"),
            ("rank: deprivation=most deprived, +3 points", "is about no share"),
            ("removals: deprivation=most deprived, 3 days", "is a ratio"),
            ("removals: deprivation=most deprived, x0", "above 0"),
            ("removals: deprivation=most deprived, xnan", "is no number"),
            ("days: deprivation=most deprived, -3 days", "more than 0"),
            ("days: deprivation=most deprived, much", "a size is"),
            ("days: deprivation=most deprived, 1e30 days", "at most 3650 days"),
            ("late referral: deprivation=most deprived, +1e30 days", "at most 3650 days"),
            ("late referral: deprivation=most deprived, +1e400 days", "at most 3650 days"),
            ("days: deprivation=most deprived, 1e-400 days", "`1e-400` is too near 0"),
            ("days: deprivation=most deprived, 0e5 days", "more than 0"),
            ("removals: deprivation=most deprived, x1e400", "between x0.005 and x200"),
            ("removals: deprivation=most deprived, x0.0001e-400", "is too near 0"),
            ("removals: deprivation=most deprived, xinf", "is no number"),
            ("removals: deprivation=most deprived, +1e400 points", "below 100"),
            ("late referral: deprivation=most deprived, +0.4 days", "the days of `late referral` are whole"),
            ("rank: deprivation=most deprived, 1000000 days", "at most 3650 days"),
            ("rank: deprivation=most deprived, +4000 days", "at most 3650 days"),
            ("missed appointments: deprivation=most deprived, x1e308", "between x0.005 and x200"),
            ("removals: deprivation=most deprived, x1e-9", "between x0.005 and x200"),
            ("removals: deprivation=most deprived, +100 points", "below 100"),
            ("removals: deprivation=most deprived, +1e-9 points", "at least 0.01 points"),
            ("days: deprivation=most deprived, +0.001 days", "at least 0.01 days"),
        ] {
            let error = of(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
