//! Whether made people are nearer to real ones than chance makes them: on the same day, on days that are all moved by the same number, and near
//! to it.
//!
//! No second list of real people is there to compare with. The same list some whole weeks apart stands for it: there the made people cannot be
//! copies, and as many are referred on each day of the week.

use std::collections::BTreeMap;

use super::crowd::{Crowd, Crowds, Starts};

/// Days by which the lists are shifted for what chance does: whole weeks, since few are referred at weekends.
const SHIFTS: [i64; 6] = [-21, -14, -7, 7, 14, 21];
/// The longest of them.
const LONGEST: i64 = 21;
/// A hundred years, in days.
const LONGEST_WAIT: i64 = 36_525;
/// Copies whose days are all moved by up to so many are looked for.
const MOST_MOVED: i64 = 371;
/// So many standard errors more than by chance are no chance: once in 30,000 lists.
const NOT_BY_CHANCE: f64 = 4.0;
/// The same where over seven hundred numbers of days are tried.
const OF_MANY: f64 = 5.5;
/// And so much more: long lists show differences that tell of nobody.
const MORE: f64 = 1.25;
/// The same where each made person has a real one of their own.
const MORE_OF_OWN: f64 = 1.1;

/// A list and a level of each attribute.
pub(super) type Who = (String, Vec<String>);

/// People who are as a real one, and as many by chance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Same {
    /// By how many days the made people are earlier than the real ones.
    pub days: i64,
    /// Made people with a real one of the same list and levels so many days later. Of several made people on a day [`Near::same`] counts all
    /// where there is a real one, and [`Near::moved`] each with a real one of their own.
    pub same: u64,
    /// As many as that by chance.
    pub by_chance: f64,
    /// The variance of the difference.
    variance: f64,
}

impl Same {
    fn errors(&self) -> f64 {
        (self.same as f64 - self.by_chance) / self.variance.max(f64::MIN_POSITIVE).sqrt()
    }

    /// Adds people of a day: how many are alike, and how many are on the shifted lists.
    fn add(&mut self, same: u64, others: impl Iterator<Item = u64>) {
        let chance = others.sum::<u64>() as f64 / SHIFTS.len() as f64;
        self.same += same;
        self.by_chance += chance;
        self.variance += (same as f64 - chance).powi(2);
    }

    fn is_more(&self, more: f64) -> bool {
        let (same, chance) = (self.same as f64, self.by_chance);
        same > more * chance && same - chance > NOT_BY_CHANCE * (same + chance).sqrt()
    }
}

/// Made people who are nearer to the real list than to the same list some weeks apart, and farther from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nearer {
    /// Nearer.
    pub nearer: f64,
    /// Farther.
    pub farther: f64,
    variance: f64,
}

impl Nearer {
    fn add(&mut self, people: u64, nearer: f64, farther: f64) {
        let people = people as f64;
        self.nearer += people * nearer;
        self.farther += people * farther;
        self.variance += (people * (nearer - farther)).powi(2);
    }

    /// The share that is nearer, of those who are not as far from both; a half is chance.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.nearer + self.farther;
        (all > 0.0).then(|| self.nearer / all)
    }

    fn is_more(&self) -> bool {
        let more = self.nearer - self.farther;
        self.nearer > MORE * self.farther && more > NOT_BY_CHANCE * self.variance.sqrt()
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Near {
    /// Made people who were compared: of lists that the real people have, and referred three weeks before the day of their list or earlier.
    pub compared: u64,
    /// On the same day as a real person.
    pub same: Same,
    /// The number of days apart where most more are alike than by chance, one by one.
    pub moved: Same,
    /// How near the made people are to the real ones.
    pub made: Nearer,
    /// How near the real ones are to each other, counted in the same way.
    pub real: Nearer,
    /// How many real people are around the made ones.
    pub(super) crowds: Crowds,
}

impl Near {
    /// Why the made people tell of the real ones, if they do.
    pub(super) fn leak(&self) -> Option<String> {
        let Self { compared, same, moved, made, .. } = self;
        let told = |of: &Same, how: &str| {
            let Same { same, by_chance, .. } = of;
            format!(
                "{same} of {compared} made people are as a real one in list, levels and day{how}, and {by_chance:.0} would be by chance"
            )
        };
        // Few standard errors are enough where nothing is searched for.
        if same.is_more(MORE) {
            return Some(told(same, ""));
        }
        if moved.is_more(MORE_OF_OWN) && moved.errors() > OF_MANY {
            let how = match moved.days.unsigned_abs() {
                0 => String::new(),
                1 => " once all days are moved by a day".to_string(),
                days => format!(" once all days are moved by {days} days"),
            };
            return Some(told(moved, &how));
        }
        if let Some(Crowd { within, around, by_chance, .. }) = self.crowds.more() {
            return Some(format!(
                "{around:.0} real people of the same list and levels are within {within} days of made ones (eight at most of each), and {by_chance:.0} would be by \
                 chance: their days are those of real people, moved a little"
            ));
        }
        made.is_more().then(|| {
            format!(
                "made people are nearer to the days of real ones than chance makes them: {:.0} are nearer to them than to the same list some weeks apart, and {:.0} \
                 farther",
                made.nearer, made.farther
            )
        })
    }
}

/// Holds made people against real ones; `today` is the day of the list.
pub(super) fn near(real: &BTreeMap<Who, Starts>, made: &BTreeMap<Who, Starts>, today: i64) -> Near {
    let mut found = Near::default();
    let mut moved: Vec<Same> = (-MOST_MOVED..=MOST_MOVED).map(|days| Same { days, ..Same::default() }).collect();
    for (who, starts) in made {
        found.compared += starts.range(..=today - LONGEST).map(|s| s.1).sum::<u64>();
        let Some(days) = real.get(who) else { continue };
        let known = Known::new(days);
        found.crowds.add(days, starts, today);
        for (&start, &people) in starts {
            for of in &mut moved {
                // What is later than the list is on none.
                let at = start + of.days;
                if at + LONGEST > today {
                    break;
                }
                let alike = |day: i64| people.min(known.people(day));
                of.add(alike(at), SHIFTS.iter().map(|shift| alike(at + shift)));
            }
            if start + LONGEST <= today {
                let alike = |day: i64| if known.people(day) > 0 { people } else { 0 };
                found.same.add(alike(start), SHIFTS.iter().map(|shift| alike(start + shift)));
            }
            if start + 2 * LONGEST <= today {
                let (nearer, farther) = known.nearer(start, 0);
                found.made.add(people, nearer, farther);
            }
        }
        for (&start, &people) in days.range(..=today - 2 * LONGEST) {
            let (nearer, farther) = known.nearer(start, 1);
            found.real.add(people, nearer, farther);
        }
    }
    found.moved = moved.into_iter().max_by(|a, b| a.errors().total_cmp(&b.errors())).unwrap_or_default();
    found
}

/// The days of one list and combination of levels, to be looked at quickly.
struct Known {
    first: i64,
    /// People by day.
    people: Vec<u64>,
}

impl Known {
    fn new(starts: &Starts) -> Self {
        let last = starts.keys().next_back().copied().unwrap_or(0);
        // Waits of more than a hundred years are none: the oldest days are left out, never the latest.
        let oldest = last - LONGEST_WAIT;
        let first = starts.range(oldest..).next().map_or(last, |s| *s.0);
        let mut people = vec![0; (last - first) as usize + 1];
        for (start, n) in starts.range(first..) {
            people[(start - first) as usize] += n;
        }
        Self { first, people }
    }

    fn people(&self, day: i64) -> u64 {
        usize::try_from(day - self.first).ok().and_then(|at| self.people.get(at).copied()).unwrap_or(0)
    }

    /// Days to the nearest, and no more than the longest shift; without so many people on the day itself.
    fn distance(&self, day: i64, without: u64) -> i64 {
        if self.people(day) > without {
            return 0;
        }
        (1..LONGEST).find(|by| self.people(day - by) + self.people(day + by) > 0).unwrap_or(LONGEST)
    }

    /// The parts of the shifted lists from which a day is farther, and to which it is nearer, than to the list itself.
    fn nearer(&self, day: i64, without: u64) -> (f64, f64) {
        let own = self.distance(day, without);
        let others = SHIFTS.map(|shift| self.distance(day + shift, 0));
        let part = |is: &dyn Fn(i64) -> bool| others.iter().filter(|d| is(**d)).count() as f64 / SHIFTS.len() as f64;
        (part(&|d| d > own), part(&|d| d < own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: i64 = 20_000;

    /// Numbers that follow no rule (Lehmer 1951).
    struct Luck(u64);

    impl Luck {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % n
        }
    }

    /// People of some combinations of levels, on days from Monday to Friday unless `all` days may be.
    fn list(luck: &mut Luck, people: u64, combinations: u64, all: bool) -> BTreeMap<Who, Starts> {
        let mut list: BTreeMap<Who, Starts> = BTreeMap::new();
        for _ in 0..people {
            let who = ("ENT".to_string(), vec![luck.below(combinations).to_string()]);
            // More of the short waits.
            let mut day = TODAY - (luck.below(540).min(luck.below(540))) as i64;
            while !all && (day + 3).rem_euclid(7) >= 5 {
                day -= 1 + luck.below(5) as i64;
            }
            *list.entry(who).or_default().entry(day).or_default() += 1;
        }
        list
    }

    fn moved(list: &BTreeMap<Who, Starts>, mut by: impl FnMut() -> i64) -> BTreeMap<Who, Starts> {
        let mut out: BTreeMap<Who, Starts> = BTreeMap::new();
        for (who, starts) in list {
            for (start, people) in starts {
                for _ in 0..*people {
                    *out.entry(who.clone()).or_default().entry((start + by()).min(TODAY)).or_default() += 1;
                }
            }
        }
        out
    }

    #[test]
    fn other_people_of_the_same_list_are_no_copies() {
        let mut refused = 0;
        for seed in 0..36 {
            let mut luck = Luck(seed);
            let combinations = [1, 6, 40, 200][seed as usize % 4];
            let all = seed % 3 == 0;
            let people = [900, 900, 2_500][seed as usize / 12];
            let (real, made) =
                (list(&mut luck, people, combinations, false), list(&mut luck, people, combinations, all));
            let found = near(&real, &made, TODAY);
            refused += u32::from(found.leak().is_some());
            assert!(found.compared > 2 * people / 3);
        }
        assert_eq!(refused, 0);
    }

    #[test]
    fn a_copy_is_found_wherever_all_its_days_are_moved_to() {
        for combinations in [2, 40, 200] {
            for by in [0, 1, -3, 7, -14, 60, -365] {
                let real = list(&mut Luck(1), 900, combinations, false);
                let made = moved(&real, || by);
                let found = near(&real, &made, TODAY);
                let leak = found.leak().unwrap_or_else(|| panic!("{combinations} {by}: {found:?}"));
                assert_eq!(leak.contains("once all days are moved"), by != 0, "{leak}");
                assert_eq!(found.moved.days, -by, "{combinations}: {found:?}");
            }
        }
    }

    /// Starts that cannot be, long before all others, hide no copy.
    #[test]
    fn a_copy_is_found_beside_starts_of_long_ago() {
        let mut real = list(&mut Luck(1), 900, 2, false);
        let made = real.clone();
        // In 1915.
        real.values_mut().for_each(|starts| _ = starts.insert(-20_000, 2));
        let found = near(&real, &made, TODAY);
        assert!(found.leak().is_some(), "{found:?}");
        let (of_all, of_late) = (Known::new(&real[&who("0")]), Known::new(&made[&who("0")]));
        assert!((TODAY - 600..=TODAY).all(|day| of_all.people(day) == of_late.people(day)));
    }

    fn who(level: &str) -> Who {
        ("ENT".to_string(), vec![level.to_string()])
    }

    /// Where few share a day, a copy whose days are each moved by something else is found, too; where many do, it tells of nobody.
    #[test]
    fn a_copy_whose_days_are_moved_one_by_one_is_found() {
        for by in [1, 2, 3] {
            let mut luck = Luck(by);
            let real = list(&mut luck, 1_500, 60, false);
            let made = moved(&real, || luck.below(2 * by + 1) as i64 - by as i64);
            let found = near(&real, &made, TODAY);
            assert!(found.made.is_more(), "{by}: {found:?}");
            assert!(found.leak().is_some(), "{by}: {found:?}");
            assert!(found.made.share() > Some(0.6), "{by}: {found:?}");
            assert!(found.real.share().is_some_and(|share| (share - 0.5).abs() < 0.1), "{by}: {found:?}");
        }
    }

    /// A copy whose days are each moved by up to two weeks, where few are alike in list and levels; and one with more alike on a day.
    #[test]
    fn a_copy_is_found_where_days_are_moved_far_or_many_share_one() {
        for (people, combinations, by) in [(1_500, 60, 10), (1_500, 60, 14), (900, 60, 7), (3_000, 100, 10)] {
            for seed in 0..4 {
                let mut luck = Luck(seed);
                let real = list(&mut luck, people, combinations, false);
                let made = moved(&real, || luck.below(2 * by + 1) as i64 - by as i64);
                let found = near(&real, &made, TODAY);
                assert!(found.leak().is_some(), "{people} {combinations} {by} {seed}: {found:?}");
            }
        }
        for (people, by) in [(6_000, 0), (12_000, 0), (12_000, 5)] {
            let real = list(&mut Luck(people), people, 2, false);
            let found = near(&real, &moved(&real, || by), TODAY);
            assert!(found.leak().is_some(), "{people} {by}: {found:?}");
        }
    }

    #[test]
    fn half_a_copy_among_other_people_is_found() {
        let mut luck = Luck(9);
        let (real, mut made) = (list(&mut luck, 1_500, 60, false), list(&mut luck, 750, 60, false));
        for (who, starts) in moved(&real, || 2) {
            for (start, people) in starts.into_iter().filter(|s| s.0 % 2 == 0) {
                *made.entry(who.clone()).or_default().entry(start).or_default() += people;
            }
        }
        let found = near(&real, &made, TODAY);
        assert!(found.leak().is_some_and(|leak| leak.contains("moved by 2 days")), "{found:?}");
    }

    #[test]
    fn few_more_than_chance_are_no_leak() {
        let of = |same, by_chance| Near {
            compared: 1_000,
            same: Same { same, by_chance, ..Same::default() },
            ..Near::default()
        };
        assert_eq!(of(400, 400.0).leak(), None);
        assert_eq!(of(430, 400.0).leak(), None);
        assert_eq!(of(3, 0.5).leak(), None, "chance does that");
        assert!(of(600, 400.0).leak().is_some_and(|l| l.contains("600 of 1000")));
        assert!(of(40, 0.0).leak().is_some());
    }
}
