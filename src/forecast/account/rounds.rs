//! How often those who are seen have been on the list before. At first nobody has, and a list that grows sees those who came when fewer had: a
//! share of the long run would send back too few.

/// Days about the one on which those who are seen came, which are taken together.
const ABOUT: usize = 3;

/// Who came on each day: all, and those who came back, by how often.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rounds {
    joined: Vec<f64>,
    /// For the first time, the second time ...
    back: Vec<Vec<f64>>,
}

impl Rounds {
    /// Where people may come back so many times.
    pub(super) fn new(times: usize, days: usize) -> Self {
        let days = if times == 0 { 0 } else { days };
        Self { joined: vec![0.0; days], back: vec![vec![0.0; days]; times] }
    }

    /// So many came on a day, with those who came back.
    pub(super) fn join(&mut self, day: usize, people: f64) {
        if let Some(there) = self.joined.get_mut(day) {
            *there += people;
        }
    }

    /// So many come back on a day for the time of this number, from 0.
    pub(super) fn come_back(&mut self, time: usize, day: usize, people: f64) {
        self.back[time][day] += people;
    }

    /// Of those who are seen on a day and came on another, the parts that may come back once more, by the number of that time. Those of today's list
    /// are there for the first time.
    pub(super) fn may(&self, start: f64, day: usize) -> Vec<f64> {
        let at = (start.max(0.0) as usize).min(day);
        let (from, to) = (at.saturating_sub(ABOUT), (at + ABOUT).min(day));
        let sum = |of: &[f64]| of[from..=to].iter().sum::<f64>();
        let all = if self.joined.is_empty() || start < 0.0 { 0.0 } else { sum(&self.joined) };
        let part = |back: &Vec<f64>| if all > 0.0 { (sum(back) / all).min(1.0) } else { 0.0 };
        let mut before: Vec<f64> = self.back.iter().map(part).collect();
        let first = (1.0 - before.iter().sum::<f64>()).max(0.0);
        // Nobody comes back from the last time.
        before.pop();
        if self.back.is_empty() { Vec::new() } else { [vec![first], before].concat() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_came_early_have_not_been_there_before() {
        let mut rounds = Rounds::new(2, 100);
        (0..100).for_each(|day| rounds.join(day, 10.0));
        (50..100).for_each(|day| rounds.come_back(0, day, 3.0));
        (70..100).for_each(|day| rounds.come_back(1, day, 1.0));
        assert_eq!(rounds.may(20.0, 60), [1.0, 0.0]);
        assert_eq!(rounds.may(-5.0, 60), [1.0, 0.0]);
        let late = rounds.may(90.0, 99);
        assert!((late[0] - 0.6).abs() < 1e-12 && (late[1] - 0.3).abs() < 1e-12, "{late:?}");
        assert!(Rounds::new(0, 100).may(3.0, 4).is_empty());
    }
}
