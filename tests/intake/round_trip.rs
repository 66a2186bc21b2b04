//! The round trip of a fit: a list whose chances are known runs in the engine, is published as England publishes its lists, is read from the files and fitted; and it is
//! counted how often the intervals hold what is true. `QUEUITY_REPEATS=1000 cargo test --release --test all round_trip -- --nocapture` does it 1,000 times and
//! prints the figures of `docs/fit.md`; it takes some minutes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Cursor, Read};

use queuity::compile;
use queuity::discipline::Registry;
use queuity::distributions::{LogLinear, exp, log, poisson};
use queuity::experiment::Alone;
use queuity::fit::curves::Curve;
use queuity::fit::fluid::{Bands, Hazards};
use queuity::fit::{self, Found, Options};
use queuity::intake::{self, File, History};
use queuity::rng::{Key, Purpose, Space, uniform};
use queuity::scenario::Scenario;
use queuity::stat::interval::{Interval, t_interval};
use queuity::synth::table::Row;
use queuity::synth::{Ask, Extract, Population, Sink, Synth, layout};

use crate::intake::clinics;

/// How many join in a week.
const JOIN: f64 = 420.0;
/// Chances to be treated in a week, by weeks waited: early ones, a rush at 18 weeks, and the same from week 22 on.
const TREATED: [(f64, f64); 11] = [
    (0.0, 0.11),
    (2.0, 0.08),
    (8.0, 0.062),
    (14.0, 0.062),
    (16.0, 0.09),
    (17.0, 0.12),
    (18.0, 0.12),
    (19.0, 0.09),
    (22.0, 0.06),
    (30.0, 0.055),
    (44.0, 0.065),
];
/// Hazards a week to leave untreated: most leave at 18 weeks, and the foot of the peak is at no knot of the fit.
const REMOVED: [(f64, f64); 7] =
    [(0.0, 0.01), (12.0, 0.01), (15.0, 0.03), (17.0, 0.055), (18.0, 0.06), (20.0, 0.03), (23.0, 0.01)];
/// Ends of the months: the list is published on these days.
const ENDS: [&str; 3] = ["2024-12-31", "2025-01-31", "2025-02-28"];

/// A hazard a week by weeks waited.
fn curve(knots: &[(f64, f64)]) -> LogLinear {
    let (weeks, hazards): (Vec<f64>, Vec<f64>) = knots.iter().copied().unzip();
    LogLinear::new(&weeks, &hazards).expect("knots rise")
}

/// What is true, as a scenario with a list that stays as it is. The list is that of a morning: people who joined the day before have waited a day, and nobody
/// has joined yet. Were there people of day 0 on it, those who join on the first day would come on top of them, and the lists would have a week of eight days.
fn truth() -> Scenario {
    let weeks = 52;
    let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b < weeks).then_some(7 * b + 7));
    let bands = Bands::new(&(0..=weeks).map(band).collect::<Vec<_>>()).expect("bands");
    let by_day = |knots: &[(f64, f64)]| -> Vec<f64> {
        let curve = curve(knots);
        (0..bands.days()).map(|day| curve.value(day as f64 / 7.0) / 7.0).collect()
    };
    let hazards = Hazards { treated: by_day(&TREATED), removed: by_day(&REMOVED) };
    let list =
        hazards.run(&vec![0.0; bands.days()], &vec![JOIN / 7.0; 1_400], &clinics((2024, 11, 30), 1_400), 1.0).list;
    let treated: f64 = hazards.run(&list, &[JOIN / 7.0; 28], &clinics((2024, 12, 28), 28), 1.0).treated.iter().sum();
    let (mut parts, mut sum, mut told) = (String::new(), 0.0, 0.0);
    for (day, people) in list.iter().enumerate() {
        sum += people;
        let (count, day) = (f64::round(sum) - told, day + 1);
        told += count;
        if count > 0.0 {
            let of_day = format!("count = {count}\nfrom = \"{day} days\"\nto = \"{day} days\"");
            writeln!(parts, "[[service.waiting.part]]\n{of_day}").expect("a text");
        }
    }
    let numbers = |of: &mut dyn Iterator<Item = f64>| of.map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let of = |knots: &[(f64, f64)]| (numbers(&mut knots.iter().map(|k| k.0)), numbers(&mut knots.iter().map(|k| k.1)));
    let ((weeks_r, removed), (weeks_t, tickets)) = (of(&REMOVED), of(&TREATED));
    let text = format!(
        "queuity = 1\n[scenario]\nstart = 2024-12-01\nhorizon = \"13 weeks\"\n[[service]]\nname = \"General Surgery\"\n\
         referrals = {{ per_week = {JOIN} }}\nslots = {{ per_week = {:.4}, days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"] }}\n\
         [service.removal.by_wait]\nweeks = [{weeks_r}]\nper_week = [{removed}]\n\
         [[variant]]\nname = \"as today\"\n[variant.discipline]\nkind = \"by wait\"\nweeks = [{weeks_t}]\ntickets = [{tickets}]\n{parts}",
        treated / 4.0,
    );
    compile::load(&text, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{text}", told.join("\n"))
    })
}

/// A file of text in memory.
struct Text<'a> {
    frame: &'a Extract,
    text: String,
}

impl Sink for Text<'_> {
    fn rows(&mut self, table: usize, rows: &[Row<'_>]) -> io::Result<()> {
        for row in rows.iter().filter(|_| table == 0) {
            let cells: Vec<String> = row.cells.iter().map(|cell| format!("\"{}\"", cell.shown(self.frame))).collect();
            self.text += &cells.join(",");
            self.text.push('\n');
        }
        Ok(())
    }
}

/// The file of a month, as England publishes it.
fn published(scenario: &Scenario, end: &str, seed: u64) -> String {
    let ask = Ask { rows: None, as_of: Some(end.into()), from: None, population: Population::All, variant: None };
    let rtt = layout::by_name("rtt").expect("a layout");
    let synth = Synth::new(scenario, &ask, rtt).unwrap_or_else(|e| panic!("{e}")).reseeded(seed);
    let mut text = Text { frame: synth.extract(), text: String::new() };
    let names: Vec<String> = synth.tables()[0].fields.iter().map(|f| format!("\"{}\"", f.name())).collect();
    writeln!(text.text, "{}", names.join(",")).expect("a text");
    synth.make(&Alone, &mut text, &|_, _| (), &|| false).unwrap_or_else(|e| panic!("{e}"));
    text.text
}

fn fitted(scenario: &Scenario, seed: u64) -> Found {
    let file = |end: &&str| {
        let bytes: std::sync::Arc<[u8]> = published(scenario, end, seed).into_bytes().into();
        let open = move || -> io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(std::sync::Arc::clone(&bytes)))) };
        File { name: format!("{end}.csv"), open: Box::new(open) }
    };
    let files: Vec<File<'_>> = ENDS.iter().map(file).collect();
    let history =
        intake::history(&files, &intake::Options::default()).unwrap_or_else(|(name, e)| panic!("{name}: {e}"));
    assert_eq!((history.lists.len(), history.treated.len()), (3, 3));
    let options = Options { hold_out: Some(0), ..Options::default() };
    fit::fit(&history, &options).unwrap_or_else(|(message, help)| panic!("{message} {help}"))
}

/// How often an interval held what is true, of how many repeats, and by how much its value was off on average, as a logarithm.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    held: u64,
    of: u64,
    off: f64,
    width: f64,
}

impl Held {
    fn part(&self) -> f64 {
        self.held as f64 / self.of as f64
    }

    fn add(&mut self, other: &Self) {
        self.held += other.held;
        self.of += other.of;
        self.off += other.off;
        self.width += other.width;
    }
}

/// Intervals of one list beside what is true, knot by knot: the logarithms of the value, of both ends and of the truth.
type Of = BTreeMap<(&'static str, u64), [f64; 4]>;

fn intervals(found: &Found) -> Of {
    let removed = found.fitted.removed.as_ref().expect("three lists tell who leaves");
    let curves: [(&'static str, &Curve, LogLinear); 2] =
        [("treated", &found.fitted.treated, curve(&TREATED)), ("removed", removed, curve(&REMOVED))];
    let mut out = BTreeMap::new();
    for (name, found, truth) in curves {
        for (i, week) in found.weeks.iter().enumerate() {
            let numbers = [found.per_week[i], found.low[i], found.high[i], truth.value(*week)];
            out.insert((name, *week as u64), numbers.map(log));
        }
    }
    out
}

/// Whether an interval that is so many times as wide holds what is true.
fn holds([_, low, high, truth]: [f64; 4], times: f64) -> bool {
    let (middle, half) = ((low + high) / 2.0, times * (high - low) / 2.0);
    // The end that the value lies at is held, whatever the last digit.
    (truth - middle).abs() <= half + 1e-12
}

/// Each parameter through all repeats; those that were fitted in at least half of them.
fn by_knot(all: &[Of]) -> BTreeMap<(&'static str, u64), Held> {
    let mut out: BTreeMap<(&'static str, u64), Held> = BTreeMap::new();
    for (key, interval) in all.iter().flatten() {
        let [value, low, high, truth] = *interval;
        let held = u64::from(holds(*interval, 1.0));
        out.entry(*key).or_default().add(&Held { held, of: 1, off: value - truth, width: high - low });
    }
    out.retain(|_, held| 2 * held.of >= all.len() as u64);
    out
}

/// The part of the intervals of one kind that hold, over lists, were all of them so many times as wide: the mean and its interval. Knots of one list hold or
/// miss together, so a list is one value.
fn over_lists(all: &[Of], name: &str, times: f64) -> Interval {
    let part = |of: &Of| {
        let own: Vec<bool> = of.iter().filter(|(key, _)| key.0 == name).map(|(_, i)| holds(*i, times)).collect();
        own.iter().filter(|held| **held).count() as f64 / own.len() as f64
    };
    t_interval(&all.iter().map(part).collect::<Vec<f64>>(), 0.9995).expect("lists")
}

/// Whether intervals may hold in 93 to 97 of 100 cases.
fn nominal(of: &Interval) -> bool {
    of.lower() <= 0.97 && of.upper() >= 0.93
}

/// Of so many intervals that hold in `part` of all cases, how many hold at least, but for one set in 20,000.
fn at_least(of: u64, part: f64) -> u64 {
    // In logarithms: of a thousand cases the first terms are too small for a number.
    let (mut sum, mut mass, mut held) = (0.0, of as f64 * log(1.0 - part), 0);
    while sum + exp(mass) < 5e-5 {
        sum += exp(mass);
        mass += log((of - held) as f64 / (held + 1) as f64 * part / (1.0 - part));
        held += 1;
    }
    held
}

/// Against R: `qbinom(5e-5, c(20, 40, 100, 1000), 0.91)`.
#[test]
fn how_many_hold_at_least_is_a_quantile() {
    assert_eq!([20, 40, 100, 1_000].map(|of| at_least(of, 0.91)), [12, 28, 78, 873]);
}

fn asked(usual: u64) -> u64 {
    std::env::var("QUEUITY_REPEATS").map_or(usual, |n| n.parse().expect("a number of repeats"))
}

/// 95% intervals hold what is true in 93 to 97 of 100 cases on average, and each of them in 91 at least, with what chance does to so many lists. It has to be
/// seen that this says something: intervals twice or half as wide are found out.
fn judged(all: &[Of]) {
    let knots = by_knot(all);
    println!("{:<8} {:>4} {:>7} {:>6} {:>6} {:>6}", "chance", "week", "repeats", "holds", "off", "width");
    for ((name, week), held) in &knots {
        let mean = |sum: f64| sum / held.of as f64;
        let (part, off, width) = (100.0 * held.part(), mean(held.off), mean(held.width));
        println!("{name:<8} {week:>4} {:>7} {part:>5.1}% {off:>+6.2} {width:>6.2}", held.of);
    }
    for (name, least) in [("treated", 20), ("removed", 18)] {
        assert!(knots.keys().filter(|key| key.0 == name).count() >= least, "{:?}", knots.keys());
        let part = over_lists(all, name, 1.0);
        println!("{name:<8} {:.1}% (+- {:.1})", 100.0 * part.mean, 100.0 * part.half_width);
        assert!(nominal(&part), "{name}: {part:?}");
        for times in [0.5, 2.0] {
            let part = over_lists(all, name, times);
            assert!(!nominal(&part), "{name}: intervals {times} times as wide pass, too: {part:?}");
        }
    }
    for (key, held) in &knots {
        assert!(held.held >= at_least(held.of, 0.91), "{key:?}: {held:?}");
    }
}

/// A list that is known runs in the engine, is written as published files, imported and fitted.
#[test]
fn intervals_hold_what_is_true_of_a_list_that_ran_in_the_engine() {
    let scenario = truth();
    judged(&(1..=asked(24)).map(|seed| intervals(&fitted(&scenario, seed))).collect::<Vec<Of>>());
}

/// Lists at the ends of months, and those treated between, of people who leave by chances that are known, each by itself: no engine, and so many lists that
/// each knot can be judged.
fn drawn(seed: u64) -> History {
    let weeks = 52;
    let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b < weeks).then_some(7 * b + 7));
    let days: Vec<(usize, Option<usize>)> = (0..=weeks).map(band).collect();
    let bands = Bands::new(&days).expect("bands");
    let (treated, removed) = (curve(&TREATED), curve(&REMOVED));
    // What is left of those who joined after each day, and the part of each day's exits that is treated; by the day of the week on which they joined, as clinics are
    // open from Monday to Friday.
    let of_weekday = |weekday: i64| {
        let (mut sum, mut stays, mut parts) = (0.0, Vec::new(), Vec::new());
        for day in 0..1_500_i64 {
            let open = if (weekday + day) % 7 < 5 { 7.0 / 5.0 } else { 0.0 };
            let week = day as f64 / 7.0;
            let (t, r) = (open * treated.value(week) / 7.0, removed.value(week) / 7.0);
            sum += t + r;
            stays.push(exp(-sum));
            parts.push(t / (t + r));
        }
        (stays, parts)
    };
    let by_weekday: Vec<(Vec<f64>, Vec<f64>)> = (0..7).map(of_weekday).collect();
    // Days from the end of the first list on: the others are those of the end of January and of February.
    let ends = [0_i64, 31, 59];
    let none = || vec![0.0; weeks + 1];
    let (mut lists, mut done) = (vec![none(); 3], vec![none(); 2]);
    let space = Space::new("test", "round trip");
    for joined in -1_400..=59_i64 {
        // The last day of 2024 was a Tuesday.
        let (stays, parts) = &by_weekday[(joined + 1).rem_euclid(7) as usize];
        let mut stream = Key::new(seed, 1).stream(space, (joined + 2_000) as u64, Purpose::Patience, 0);
        for _ in 0..poisson(JOIN / 7.0, stream.next_word()) {
            let (left, kind) = (uniform(stream.next_word()), uniform(stream.next_word()));
            let age = stays.partition_point(|stays| *stays > left);
            let end = joined + age as i64;
            for (list, day) in lists.iter_mut().zip(ends) {
                if joined <= day && end > day {
                    list[bands.of((day - joined) as usize)] += 1.0;
                }
            }
            let month = usize::from(end > 31);
            if (1..=59).contains(&end) && kind < parts[age.min(parts.len() - 1)] {
                done[month][bands.of(age)] += 1.0;
            }
        }
    }
    let mut text = String::from("Period,Part description,Specialty");
    (0..weeks).for_each(|b| write!(text, ",>{b}-{} weeks", b + 1).expect("a text"));
    text += ",52 plus\n";
    let parts = lists.iter().zip(ENDS).map(|(of, end)| (of, end, "Incomplete"));
    for (of, end, part) in parts.chain(done.iter().zip(&ENDS[1..]).map(|(of, end)| (of, *end, "Completed"))) {
        write!(text, "{end},{part},Knees").expect("a text");
        of.iter().for_each(|n| write!(text, ",{n}").expect("a text"));
        text += "\n";
    }
    let mapping = "[parts]\n\"Incomplete\" = \"list\"\n\"Completed\" = \"treated\"\n";
    let options =
        intake::Options { mapping: intake::Mapping::parse(mapping).expect("a mapping"), ..intake::Options::default() };
    let files = [crate::intake::file("months.csv", text.as_bytes())];
    intake::history(&files, &options).unwrap_or_else(|(name, e)| panic!("{name}: {e}"))
}

/// The same of lists that are drawn from the chances themselves.
#[test]
fn intervals_hold_what_is_true_of_a_list_that_is_drawn() {
    let options = Options { hold_out: Some(0), ..Options::default() };
    let found = |seed: u64| {
        let found = fit::fit(&drawn(seed), &options).unwrap_or_else(|(message, help)| panic!("{message} {help}"));
        intervals(&found)
    };
    judged(&(1..=asked(20)).map(found).collect::<Vec<Of>>());
}
