//! The gap controller swings where its data are late and its hand is strong: the caution of `docs/disciplines.md`, shown by runs.
//!
//! Two groups; one misses appointments more often and so waits longer. A gentle hand on fresh data closes the gap and holds
//! it; a strong one on data half a year old drives it from one side to the other, further than it was without any rule. The bound is
//! that of integral control with delay (Astrom and Murray 2008, Feedback Systems): with data `d` reviews old, a gain above about
//! 2 sin(pi / (4 d + 2)) is too much: 1 for one review, 0.24 for six.

use crate::watched::{Watcher, run};
use queuity::compile::load;
use queuity::discipline::Registry;
use queuity::engine::Departures;
use queuity::people::Person;
use queuity::time::{DAY, Time, WEEK};

const WEEKS: i64 = 416;
/// What the first two years do to get going is not looked at.
const SETTLED: i64 = 104;
const EVERY: i64 = 4;

/// Days waited by those called, by period and group.
#[derive(Default)]
struct Calls(Vec<[(f64, f64); 2]>);

impl Watcher for Calls {
    fn called(&mut self, person: &Person, at: Time, _: bool) {
        let period = (at / (EVERY * WEEK)) as usize;
        if self.0.len() <= period {
            self.0.resize(period + 1, Default::default());
        }
        let cell = &mut self.0[period][usize::from(person.class)];
        *cell = (cell.0 + (at - person.clock_start) as f64 / DAY as f64, cell.1 + 1.0);
    }
}

/// The gap in days waited between those called of both groups, by period of four weeks, under a rule.
fn gaps(discipline: &str) -> Vec<f64> {
    let text = format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"{WEEKS} weeks\"\n\
         [[attribute]]\nname = \"group\"\nlevels = [\"poor\", \"rich\"]\n\
         [discipline]\n{discipline}\n[[service]]\nname = \"clinic\"\nreferrals = {{ per_week = 200 }}\n\
         waiting = {{ bands_weeks = [0, 20], count = [4000] }}\nslots = {{ per_week = 236 }}\n\
         misses_appointment = {{ group = {{ poor = 0.25, rich = 0.05 }} }}\nafter_missed = {{ after = \"8 weeks\" }}\n"
    );
    let scenario = load(&text, &Registry::shipped()).expect("a scenario");
    let model = &scenario.variants[0].model;
    let calls = run(model, 0, 0, Departures::Lazy, Calls::default()).expect("no guard stops the run").1.0;
    let gap = |[poor, rich]: &[(f64, f64); 2]| poor.0 / poor.1 - rich.0 / rich.1;
    calls[(SETTLED / EVERY) as usize..].iter().map(gap).collect()
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

/// Root mean square: how far from no gap.
fn away(of: &[f64]) -> f64 {
    mean(&of.iter().map(|x| x * x).collect::<Vec<_>>()).sqrt()
}

#[test]
fn late_data_and_a_strong_hand_make_the_gap_swing() {
    let steered = |gain: f64, late: u32| {
        gaps(&format!(
            "kind = \"gap controller\"\nby = \"group\"\nevery_weeks = {EVERY}\nlate_weeks = {late}\ngain = {gain}\nmost_days = 90"
        ))
    };
    let none = gaps("kind = \"first come\"");
    let gentle = steered(0.25, 4);
    let late = steered(0.25, 24);
    let strong = steered(1.5, 24);
    // The figures of `docs/disciplines.md`, give or take 15%.
    let about = |found: f64, said: f64| assert!((found / said - 1.0).abs() < 0.15, "{found}, said to be {said}");
    let furthest = |gaps: &[f64]| gaps.iter().fold(0.0_f64, |far, gap| far.max(gap.abs()));
    about(mean(&none), 16.0);
    // Fresh data and a gentle hand close the gap; late data alone do not yet undo that.
    for (held, days, part) in [(&gentle, 4.0, 0.2), (&late, 7.0, 0.3)] {
        about(furthest(held), days);
        assert!(away(held) < part * away(&none), "{} {}", away(held), away(&none));
    }
    // Both together are several times worse than no rule, though the mean looks better.
    about(strong.iter().copied().fold(f64::MIN, f64::max), 103.0);
    about(strong.iter().copied().fold(f64::MAX, f64::min), -74.0);
    about(away(&strong) / away(&none), 4.0);
    about(mean(&strong) / mean(&none), 0.5);
    // It swings: the group that lagged is far ahead and far behind in turn.
    let sides: Vec<bool> = strong.iter().filter(|g| g.abs() > mean(&none)).map(|g| *g > 0.0).collect();
    assert!(sides.windows(2).filter(|w| w[0] != w[1]).count() >= 6, "{strong:?}");
}
