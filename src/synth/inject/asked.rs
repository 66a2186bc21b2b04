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
