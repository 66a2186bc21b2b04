//! A finished cell: all that a comparison needs of one replication of one variant, complete by itself, so that it can be written down, sent
//! elsewhere and added to an outcome later.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Stopped;
use crate::measure::Settled;

/// One replication of one variant, done or stopped by a guard.
///
/// It survives JSON bit for bit:
///
/// ```
/// use queuity::experiment::{Cell, Figures};
/// use queuity::measure::{Missing, Settled};
///
/// let readings = vec![Settled::new(0.1 + 0.2, 62), Settled::missing(Missing::Nobody, 0)];
/// let cell = Cell { variant: 1, replication: 39, result: Ok(Figures { readings, points: vec![(0, 402), (7, -3)] }) };
/// let text = serde_json::to_string(&cell)?;
/// assert_eq!(serde_json::from_str::<Cell>(&text)?, cell);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The variant, by index in the plan.
    pub variant: usize,
    /// The replication, from 0.
    pub replication: u64,
    /// What was read of it, or why a guard stopped it.
    #[serde(serialize_with = "write_result", deserialize_with = "read_result")]
    pub result: Result<Figures, Stopped>,
}

/// What is read of a cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// A reading for each row of the layout.
    pub readings: Vec<Settled>,
    /// The points of the weekly series that have a value, as integers of the line's own unit: line x points of a line + point, and the value.
    pub points: Vec<(usize, i64)>,
}

/// The reasons in the words of a file; the compiler holds the two lists together.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Stopped", rename_all = "snake_case")]
enum Reason {
    TooManyWaiting { service: String, limit: u64, day: i64 },
    SameInstant { service: String, day: i64 },
    Fault { what: String },
    LeftOut,
    Interrupted,
    TimeLimit { limit: Duration },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    Done(Figures),
    Stopped(#[serde(with = "Reason")] Stopped),
}

fn read_result<'de, D: Deserializer<'de>>(from: D) -> Result<Result<Figures, Stopped>, D::Error> {
    Written::deserialize(from).map(|written| match written {
        Written::Done(figures) => Ok(figures),
        Written::Stopped(reason) => Err(reason),
    })
}

fn write_result<S: Serializer>(result: &Result<Figures, Stopped>, to: S) -> Result<S::Ok, S::Error> {
    struct Said<'a>(&'a Stopped);
    impl Serialize for Said<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            Reason::serialize(self.0, to)
        }
    }
    match result {
        Ok(figures) => to.serialize_newtype_variant("Written", 0, "done", figures),
        Err(reason) => to.serialize_newtype_variant("Written", 1, "stopped", &Said(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Missing;

    fn there_and_back(cell: &Cell) -> Cell {
        serde_json::from_str(&serde_json::to_string(cell).expect("is written")).expect("is read")
    }

    #[test]
    fn every_reason_survives() {
        let (service, what) = ("hip \"and\" knee".to_string(), "a\nb".to_string());
        for reason in [
            Stopped::TooManyWaiting { service: service.clone(), limit: u64::MAX, day: -3 },
            Stopped::SameInstant { service, day: i64::MAX },
            Stopped::Fault { what },
            Stopped::LeftOut,
            Stopped::Interrupted,
            Stopped::TimeLimit { limit: Duration::from_nanos(1_500_000_001) },
        ] {
            let cell = Cell { variant: 3, replication: u64::MAX, result: Err(reason) };
            assert_eq!(there_and_back(&cell), cell);
        }
    }

    #[test]
    fn every_bit_of_a_number_survives() {
        let mut word = 1_u64;
        let mut random = || {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from_bits(word)
        };
        let numbers = [0.0, -0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN, 0.1 + 0.2, 1.0 / 3.0];
        let numbers = numbers.into_iter().chain((0..20_000).map(|_| random()).filter(|x| x.is_finite()));
        let mut readings: Vec<Settled> = numbers.map(|x| Settled::new(x, u64::MAX)).collect();
        let missing =
            [Missing::Nobody, Missing::NotReached, Missing::BeyondFollowUp, Missing::NoAudits, Missing::NotDefined];
        readings.extend(missing.map(|why| Settled::missing(why, 7)));
        let bits = |cell: &Cell| -> Vec<Option<u64>> {
            let figures = cell.result.as_ref().expect("is done");
            figures.readings.iter().map(|r| r.value.ok().map(f64::to_bits)).collect()
        };
        let points = vec![(0, i64::MIN), (usize::MAX, i64::MAX)];
        let cell = Cell { variant: 0, replication: 0, result: Ok(Figures { readings, points }) };
        assert!(bits(&cell).len() > 15_000);
        assert_eq!((bits(&there_and_back(&cell)), there_and_back(&cell)), (bits(&cell), cell));
    }
}
