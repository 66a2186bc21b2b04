//! Bounds of a gap that the record leaves open.
//!
//! Where some people's level is not recorded, the gap between true levels is not known from the record, however large the list. What
//! is known without any assumption about those people are its bounds: they are allotted to the two levels in the ways that give the
//! highest and the lowest gap (Horowitz and Manski 1998, "Censoring of outcomes and regressors due to survey nonresponse",
//! Journal of Econometrics 84: 37-58). The bounds hold where what is recorded is right; miscoding is outside of them.

use super::super::{Direction, Measure, Missing, Reading};
use super::{Between, Gap, Levels, Null, Piece, Seen};

const BOUND_NOTE: &str = "the gap between true levels lies between gap_lowest and gap_highest, whatever those are whose level is not \
     recorded, as long as what is recorded is right; a gap of levels, not of the widest pair";

/// An end of what a gap of shares may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The highest gap.
    Highest,
    /// The lowest gap.
    Lowest,
}

impl Gap for Bound {
    fn name(&self) -> &str {
        match self {
            Bound::Highest => "gap_highest",
            Bound::Lowest => "gap_lowest",
        }
    }
    fn summary(&self) -> &str {
        match self {
            Bound::Highest => {
                "the highest gap between shares that is possible, whatever the levels that are not recorded"
            }
            Bound::Lowest => {
                "the lowest gap between shares that is possible, whatever the levels that are not recorded"
            }
        }
    }
    fn source(&self) -> &str {
        "Horowitz and Manski 1998, doi 10.1016/S0304-4076(97)00077-8"
    }
    fn between(&self, levels: &Levels<'_>) -> Vec<Between> {
        if !levels.unknown || levels.measure.unit() != "share" {
            return Vec::new();
        }
        let row = |(level, a, b)| Between {
            level,
            made_of: vec![Piece::Level(a), Piece::Level(b), Piece::NotRecorded],
            note: BOUND_NOTE.into(),
        };
        levels.pairs().into_iter().map(row).collect()
    }
    fn direction(&self) -> Direction {
        Direction::None
    }
    fn null(&self, _measure: &dyn Measure) -> Null {
        Null::Unknown
    }
    fn read(&self, seen: &Seen<'_>) -> Reading {
        let [a, b, unknown] = [0, 1, 2].map(|i| seen.readings[i]);
        bound(*self == Bound::Highest, a, b, unknown)
    }
}

/// The highest or lowest difference of two shares, `a` minus `b`, that the record allows: those of `unknown` who count go to one of the two
/// levels, the others to the other.
fn bound(highest: bool, a: Reading, b: Reading, unknown: Reading) -> Reading {
    let n = a.n + b.n + unknown.n;
    // Nobody in a level is no part of nobody; another reason holds for all.
    let part = |r: Reading| match r.value() {
        Ok(share) => Ok((share * r.n as f64, r.n as f64)),
        Err(Missing::Nobody) => Ok((0.0, 0.0)),
        Err(why) => Err(why),
    };
    let (a, b, unknown) = match (part(a), part(b), part(unknown)) {
        (Ok(a), Ok(b), Ok(unknown)) => (a, b, unknown),
        (a, b, u) => {
            let why = [a.err(), b.err(), u.err()].into_iter().flatten().max().unwrap_or(Missing::Nobody);
            return Reading::missing(why, n);
        }
    };
    let (up, down) = (unknown.0, unknown.1 - unknown.0);
    // A level in which nobody is recorded and to which nobody is allotted can still consist of others of the unknown.
    let share = |part: f64, whole: f64, empty: f64| match whole > 0.0 {
        true => Some(part / whole),
        false => (up + down > 0.0).then_some(empty),
    };
    let most = |(x, n): (f64, f64)| share(x + up, n + up, 0.0);
    let least = |(x, n): (f64, f64)| share(x, n + down, 1.0);
    let difference = if highest { most(a).zip(least(b)) } else { least(a).zip(most(b)) };
    match difference {
        Some((a, b)) => Reading::new(a - b, n),
        None => Reading::missing(Missing::Nobody, n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 people: 40 recorded at each of two levels, 20 unknown.
    #[test]
    fn bounds_by_hand() {
        let (a, b, u) = (Reading::share(10, 40), Reading::share(20, 40), Reading::share(12, 20));
        // Highest: the 12 go to a, the 8 to b.
        let high = bound(true, a, b, u).value().unwrap();
        assert!((high - (22.0 / 52.0 - 20.0 / 48.0)).abs() < 1e-15, "{high}");
        // Lowest: the 8 go to a, the 12 to b.
        let low = bound(false, a, b, u).value().unwrap();
        assert!((low - (10.0 / 48.0 - 32.0 / 52.0)).abs() < 1e-15, "{low}");
        assert_eq!(bound(true, a, b, u).n, 100);
        let none = Reading::missing(Missing::Nobody, 0);
        assert_eq!(bound(true, a, b, none).value(), Ok(-0.25));
        assert_eq!(bound(false, a, b, none).value(), Ok(-0.25));
        assert_eq!(bound(true, none, b, none).value(), Err(Missing::Nobody));
    }

    /// Every way to allot few unknown people lies within the bounds, and the bounds are reached.
    #[test]
    fn bounds_contain_every_allotment_and_are_sharp() {
        for (xa, na, xb, nb, xu, nu) in [(3, 5, 2, 4, 3, 6), (0, 3, 4, 4, 0, 5), (2, 2, 0, 1, 4, 4), (1, 7, 1, 2, 1, 2)]
        {
            let (a, b, u) = (Reading::share(xa, na), Reading::share(xb, nb), Reading::share(xu, nu));
            let (low, high) = (bound(false, a, b, u).value().unwrap(), bound(true, a, b, u).value().unwrap());
            let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
            for up in 0..=xu {
                for down in 0..=nu - xu {
                    let one = (xa + up) as f64 / (na + up + down) as f64;
                    let other = (xb + xu - up) as f64 / (nb + nu - up - down) as f64;
                    lowest = lowest.min(one - other);
                    highest = highest.max(one - other);
                }
            }
            assert!((low - lowest).abs() < 1e-12 && (high - highest).abs() < 1e-12, "{low} {lowest} {high} {highest}");
        }
    }
}
