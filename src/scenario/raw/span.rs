//! Durations as people write them: `"18 weeks"`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{DAY, Time, WEEK};

/// A duration in the unit in which it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// How many.
    pub count: f64,
    /// Of what.
    pub unit: Unit,
}

/// Units of time. A month has no fixed length and is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 1 s.
    Second,
    /// 60 s.
    Minute,
    /// 3,600 s.
    Hour,
    /// 86,400 s.
    Day,
    /// 7 days.
    Week,
    /// 365 days.
    Year,
    /// The scenario's `time_unit`.
    Unit,
}

const UNITS: [(Unit, &str); 7] = [
    (Unit::Second, "second"),
    (Unit::Minute, "minute"),
    (Unit::Hour, "hour"),
    (Unit::Day, "day"),
    (Unit::Week, "week"),
    (Unit::Year, "year"),
    (Unit::Unit, "unit"),
];

/// The largest duration, in seconds: 100,000 years.
pub const LONGEST: f64 = 365.0e5 * DAY as f64;

/// Most of the scenario's own units, which are a year at most.
const MOST_UNITS: f64 = 1e9;

impl Span {
    /// Whole days.
    #[must_use]
    pub fn days(days: i64) -> Self {
        if days % 7 == 0 && days > 0 {
            Self { count: (days / 7) as f64, unit: Unit::Week }
        } else {
            Self { count: days as f64, unit: Unit::Day }
        }
    }

    /// Seconds, given the seconds of the scenario's unit.
    #[must_use]
    pub fn seconds(self, unit: f64) -> f64 {
        self.count
            * match self.unit {
                Unit::Second => 1.0,
                Unit::Minute => 60.0,
                Unit::Hour => 3600.0,
                Unit::Day => DAY as f64,
                Unit::Week => WEEK as f64,
                Unit::Year => 365.0 * DAY as f64,
                Unit::Unit => unit,
            }
    }

    /// Whole seconds, rounded.
    #[must_use]
    pub fn time(self, unit: f64) -> Time {
        self.seconds(unit).round() as Time
    }

    /// Whether a word is meant as a unit of time, also where it is none here.
    pub(crate) fn meant(word: &str) -> bool {
        let word = word.strip_suffix('s').unwrap_or(word);
        word.starts_with("month") || crate::error::nearest(word, UNITS.iter().map(|u| u.1)).is_some()
    }

    /// Reads `"18 weeks"`.
    ///
    /// # Errors
    /// What is wrong, and how to write it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        const HELP: &str =
            "write a number and a unit: \"18 weeks\", \"3 days\", \"2 hours\", \"30 minutes\" or \"1 unit\"";
        let shown = crate::scenario::shown(text);
        let text = text.trim();
        let split = text.find(|c: char| !(c.is_ascii_digit() || ".+-eE_,".contains(c))).unwrap_or(text.len());
        // "1e" of "1 e..." cannot occur: a unit is separated or starts with a letter other than e.
        let (count, unit) = (text[..split].trim(), text[split..].trim());
        let Ok(count) = count.parse::<f64>() else {
            return Err((format!("`{shown}` is not a duration"), HELP.to_string()));
        };
        if unit.is_empty() {
            return Err((format!("`{shown}` has no unit"), HELP.to_string()));
        }
        if unit == "m" || unit.starts_with("month") {
            let help = "a month has no fixed length and `m` could be minutes: write weeks, days or minutes";
            return Err((format!("`{unit}` in `{shown}` is not a unit of time here"), help.to_string()));
        }
        let singular = unit.strip_suffix('s').unwrap_or(unit);
        let Some(&(unit, _)) = UNITS.iter().find(|(_, name)| *name == singular || *name == unit) else {
            let near = crate::error::nearest(singular, UNITS.iter().map(|u| u.1));
            let near = near.map_or(String::new(), |n| format!("did you mean `{n}s`? "));
            let list =
                "units are seconds, minutes, hours, days, weeks, years (of 365 days) and the scenario's own `unit`";
            return Err((format!("`{unit}` in `{shown}` is not a unit of time"), format!("{near}{list}")));
        };
        let span = Self { count, unit };
        let seconds = span.seconds(1.0);
        let too_many = span.unit == Unit::Unit && count > MOST_UNITS;
        if !seconds.is_finite() || seconds.abs() > LONGEST || too_many {
            return Err((format!("`{shown}` is too long"), "the longest duration is 100,000 years".to_string()));
        }
        if count < 0.0 {
            return Err((format!("`{shown}` is negative"), "a duration is 0 or more".to_string()));
        }
        Ok(span)
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = UNITS.iter().find(|u| u.0 == self.unit).map_or("", |u| u.1);
        write!(f, "{} {name}{}", self.count, if self.count == 1.0 { "" } else { "s" })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(|(m, _)| serde::de::Error::custom(m))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number and a unit: \"18 weeks\", \"3 days\", \"2 hours\", \"30 minutes\", \"1 unit\"",
            "type": "string",
            "format": "span"
        })
    }
}

/// A duration that may point back: `"-3 days"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// How far.
    pub span: Span,
    /// Whether it points back.
    pub back: bool,
}

impl Shift {
    /// Reads `"3 days"` or `"-3 days"`.
    ///
    /// # Errors
    /// What is wrong, and how to write it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        let back = text.trim().strip_prefix('-');
        Span::parse(back.unwrap_or(text)).map(|span| Self { span, back: back.is_some() })
    }

    /// Seconds, given the seconds of the scenario's unit.
    #[must_use]
    pub fn seconds(self, unit: f64) -> f64 {
        let seconds = self.span.seconds(unit);
        if self.back { -seconds } else { seconds }
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(|(m, _)| serde::de::Error::custom(m))
    }
}

impl Serialize for Shift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", if self.back { "-" } else { "" }, self.span))
    }
}

impl JsonSchema for Shift {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Shift".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A duration that may be negative: \"3 days\", \"-3 days\"",
            "type": "string",
            "format": "signed span"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        let read = |t: &str| Span::parse(t).map(|s| s.time(10.0));
        assert_eq!(read("18 weeks"), Ok(18 * WEEK));
        assert_eq!(read("1 day"), Ok(DAY));
        assert_eq!(read("0.5 hours"), Ok(1800));
        assert_eq!(read("3 units"), Ok(30));
        for bad in ["18", "3 m", "2 months", "-1 days", "1,5 days", "3 fortnights", "weeks", "1e300 days", "nan days"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_shift_may_point_back() {
        let read = |t: &str| Shift::parse(t).map(|s| s.seconds(1.0));
        assert_eq!((read("2 days"), read(" -2 days")), (Ok(2.0 * DAY as f64), Ok(-2.0 * DAY as f64)));
        assert!(["--2 days", "-2", "- days", "2 months"].iter().all(|t| Shift::parse(t).is_err()));
        assert_eq!(serde_json::to_value(Shift::parse("-276.85 days").unwrap()).unwrap(), "-276.85 days");
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for text in ["18 weeks", "1 day", "0.5 hours"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Span::days(364).to_string(), "52 weeks");
        assert_eq!(Span::days(3).to_string(), "3 days");
    }
}
