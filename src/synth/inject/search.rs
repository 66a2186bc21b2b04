//! Looks for the strength that has an effect: first where the effect lies between two strengths, then ever nearer (the rule of Illinois,
//! Dowell and Jarratt 1971). The people and their luck are the same at every strength, so two strengths differ by what they do alone.

use super::effect::Mean;

/// Most strengths that are tried.
const MOST_RUNS: usize = 24;
/// An effect is met when it is so near to what is asked for, in parts of it, and its interval holds it.
const NEAR: f64 = 0.005;
/// Where an effect stays too small, the next strength is so many times as far from none.
const FARTHER: (f64, f64) = (1.5, 3.0);
/// Where the effect is not known, nearer strengths are tried so often.
const MOST_UNKNOWN: usize = 4;
/// Rounding alone.
const CRUMB: f64 = 1e-6;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The effect.
    pub effect: f64,
    /// The strength that does nothing.
    pub none: f64,
    /// The strength that is tried first.
    pub first: f64,
    /// The greatest strength.
    pub most: f64,
    /// Whether strengths are whole.
    pub whole: bool,
}

/// A strength that was tried, with what it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    /// The strength.
    pub strength: f64,
    /// What it does.
    pub effect: Mean,
}

/// What was found.
#[derive(Debug)]
pub struct Found<T> {
    /// What was tried, in order.
    pub tried: Vec<Tried>,
    /// The one that is nearest, with what was made of it; none where no effect is known.
    pub nearest: Option<(Tried, T)>,
}

impl<T> Found<T> {
    /// The nearest, where its interval holds what is wanted, and it either is near or is the nearest step of an effect that goes beyond it. A wide
    /// interval alone is no effect: where every strength has less, the size is not reached.
    ///
    /// # Errors
    /// All that was tried.
    pub fn reached(self, effect: f64) -> Result<(Tried, T), Vec<Tried>> {
        let goes_beyond = self.tried.iter().any(|tried| tried.effect.value >= effect);
        match self.nearest {
            Some((tried, made)) if is_met(&tried.effect, effect) || goes_beyond && holds(&tried.effect, effect) => {
                Ok((tried, made))
            }
            _ => Err(self.tried),
        }
    }
}

fn is_met(mean: &Mean, effect: f64) -> bool {
    (mean.value - effect).abs() <= NEAR * effect && holds(mean, effect)
}

fn holds(mean: &Mean, effect: f64) -> bool {
    let room = CRUMB * effect.abs();
    mean.lower - room <= effect && effect <= mean.upper + room
}

/// Tries strengths until the effect is met, or as many as are tried; `run` gives what a strength does, none where that is not known.
///
/// # Errors
/// Those of `run`.
pub fn search<T, E>(wanted: &Wanted, run: &mut dyn FnMut(f64) -> Result<(Option<Mean>, T), E>) -> Result<Found<T>, E> {
    let mut found = Found { tried: Vec::new(), nearest: None };
    // Distances from none, and how far the effect there is from the one that is wanted.
    let (mut low, mut high): ((f64, f64), Option<(f64, f64)>) = ((0.0, -wanted.effect), None);
    let mut most = wanted.most - wanted.none;
    let mut next = wanted.first - wanted.none;
    let (mut last_above, mut unknown) = (None, 0);
    for _ in 0..MOST_RUNS {
        next = if wanted.whole { next.round().max(1.0) } else { next }.min(most);
        let strength = wanted.none + next;
        let (effect, made) = run(strength)?;
        let Some(effect) = effect else {
            // Too strong for anything to be known: less far, if there is room.
            most = low.0 + (next - low.0) / 2.0;
            if wanted.whole {
                most = most.floor();
            }
            unknown += 1;
            if unknown > MOST_UNKNOWN || most <= low.0 {
                break;
            }
            next = most;
            continue;
        };
        let tried = Tried { strength, effect };
        found.tried.push(tried);
        let off = effect.value - wanted.effect;
        if found.nearest.as_ref().is_none_or(|(best, _)| off.abs() < (best.effect.value - wanted.effect).abs()) {
            found.nearest = Some((tried, made));
        }
        if is_met(&effect, wanted.effect) {
            break;
        }
        let above = off >= 0.0;
        if above {
            high = Some((next, off));
        } else {
            low = (next, off);
        }
        let Some(mut end) = high else {
            if next >= most {
                break;
            }
            let grown = effect.value / wanted.effect;
            let times = if grown > 0.0 { (1.2 / grown).clamp(FARTHER.0, FARTHER.1) } else { FARTHER.1 };
            next *= times;
            continue;
        };
        // The same side twice: the other end counts half, so that it moves, too.
        if last_above == Some(above) {
            if above { low.1 /= 2.0 } else { end.1 /= 2.0 }
        }
        (high, last_above) = (Some(end), Some(above));
        if end.0 - low.0 <= if wanted.whole { 1.0 } else { CRUMB * end.0 } {
            break;
        }
        let part = (-low.1 / (end.1 - low.1)).clamp(0.05, 0.95);
        next = low.0 + part * (end.0 - low.0);
        if wanted.whole {
            next = next.round().clamp(low.0 + 1.0, end.0 - 1.0);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: Wanted = Wanted { effect: 21.0, none: 0.0, first: 21.0, most: 3_650.0, whole: false };

    /// What is found of an effect whose interval has this half width.
    fn of(wanted: Wanted, half: f64, effect: impl Fn(f64) -> Option<f64>) -> (Result<f64, Vec<Tried>>, usize) {
        let mut runs = 0;
        let mut run = |strength: f64| -> Result<_, ()> {
            runs += 1;
            Ok((effect(strength).map(|value| Mean { value, lower: value - half, upper: value + half }), ()))
        };
        let found = search(&wanted, &mut run).expect("no run fails");
        (found.reached(wanted.effect).map(|(tried, ())| tried.effect.value), runs)
    }

    #[test]
    fn a_size_is_met_in_few_runs() {
        type Effect = fn(f64) -> f64;
        // What the strength does: itself, a little more, far less, steps, a curve that levels out.
        let effects: [(&str, Effect, usize); 5] = [
            ("itself", |x| x, 1),
            ("more", |x| 1.043 * x, 3),
            ("a fiftieth", |x| x / 50.0, 10),
            ("stairs", |x| 0.3 * x + 0.05 * (x / 9.0).floor(), 12),
            ("a curve", |x| 25.0 * x / (x + 30.0), 12),
        ];
        for (name, effect, most) in effects {
            for half in [0.02, 0.5] {
                let (found, runs) = of(DAYS, half, |x| Some(effect(x)));
                let value = found.unwrap_or_else(|tried| panic!("{name}: {tried:?}"));
                assert!((value - 21.0).abs() <= (0.005_f64 * 21.0).min(half) + 1e-9, "{name}: {value}");
                assert!(runs <= most, "{name}: {runs} runs");
            }
        }
        let ratio = Wanted { effect: 0.15, none: 1.0, first: 1.5, most: 200.0, whole: false };
        let (found, runs) = of(ratio, 0.002, |x| Some(0.1 * x / (1.0 + 0.1 * (x - 1.0)) - 0.1));
        assert!((found.expect("is met") - 0.15).abs() < 0.001 && runs < 10, "{runs}");
    }

    #[test]
    fn what_cannot_be_met_ends_with_what_was_tried() {
        let most = |tried: Vec<Tried>| tried.iter().map(|t| t.effect.value).fold(f64::MIN, f64::max);
        for (name, limit) in [("levels out", 12.0), ("nothing", 0.0), ("the other way", -3.0)] {
            let (found, runs) = of(DAYS, 0.3, |x| Some(limit * x / (x + 10.0)));
            let tried = found.expect_err(name);
            assert!(runs <= MOST_RUNS && most(tried) <= limit.max(0.0), "{name}");
        }
        // A jump over the size.
        let (found, runs) = of(DAYS, 0.3, |x| Some(if x < 30.0 { 10.0 } else { 40.0 }));
        let tried = found.expect_err("a jump");
        assert!(runs <= MOST_RUNS && tried.iter().any(|t| t.effect.value == 40.0), "{tried:?}");
        // Nobody is left above a strength, where the size is not met yet.
        let (found, _) = of(DAYS, 0.3, |x| (x < 30.0).then_some(x / 2.0));
        assert!(most(found.expect_err("nobody is left")) > 12.0);
        // No strength has it, and an interval that holds it is no proof.
        for (name, effect) in
            [("levels out", (|x| 19.0 * x / (x + 0.1)) as fn(f64) -> f64), ("is always less", |_| 15.0)]
        {
            let (found, _) = of(DAYS, 9.0, |x| Some(effect(x)));
            assert!(found.is_err(), "{name}: {found:?}");
        }
        let (found, _) = of(DAYS, 0.3, |_| None);
        assert_eq!(found, Err(Vec::new()));
    }

    #[test]
    fn whole_strengths_stay_whole() {
        let whole = Wanted { whole: true, ..DAYS };
        let mut asked = Vec::new();
        let mut run = |strength: f64| -> Result<_, ()> {
            asked.push(strength);
            let value = 0.93 * strength;
            Ok((Some(Mean { value, lower: value - 0.6, upper: value + 0.6 }), ()))
        };
        let found = search(&whole, &mut run).expect("no run fails").reached(21.0).expect("is met");
        assert_eq!(found.0.strength, 23.0);
        assert!(asked.iter().all(|s| s.fract() == 0.0) && asked.len() < 6, "{asked:?}");
        // Where nothing is known of greater strengths, too.
        for (size, limit) in [(6.0, 2.0), (20.0, 2.0), (21.0, 4.0), (6.0, 1.0)] {
            let whole = Wanted { effect: size, first: size, ..whole };
            let mut asked = Vec::new();
            let mut run = |strength: f64| -> Result<_, ()> {
                asked.push(strength);
                let value = 50.0 * strength;
                Ok(((strength < limit).then_some(Mean { value, lower: value - 0.6, upper: value + 0.6 }), ()))
            };
            let found = search(&whole, &mut run).expect("no run fails").reached(size);
            assert!(found.is_err() && asked.len() < 8, "{asked:?}");
            assert!(asked.iter().all(|s| s.fract() == 0.0 && *s >= 1.0), "{asked:?}");
        }
    }
}
