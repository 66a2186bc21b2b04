//! Gap controller: a head start for the group that lags, set again at every review from recorded data that are late. A policy with
//! feedback: with data too late or too strong a hand it swings.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::{in_days, number};
use crate::discipline::parameters::{self, ByClass, Criterion, Decimal, MICRO};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Seen, Setting, View};
use crate::error::Problem;
use crate::time::{DAY, Time, WEEK};

/// `kind = "gap controller"`.
#[derive(Clone, Copy, Debug)]
pub struct GapController;

/// A head start by group that follows the gap.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The attribute whose groups the gap lies between, as recorded.
    by: String,
    /// Head start in days by urgency, as in `head start`; it stays as it is.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_urgency: BTreeMap<String, Decimal>,
    /// Weeks between reviews; 4 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    every_weeks: Option<u32>,
    /// How late the data are that a review sees, in weeks; 4 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    late_weeks: Option<u32>,
    /// Days of head start that a group gains at a review for each day that its people waited longer than all people did (and
    /// loses for each day less); 0.5 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    gain: Option<Decimal>,
    /// The largest head start in days; 90 if left out. The smallest is 0.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    most_days: Option<Decimal>,
}

impl Kind for GapController {
    fn name(&self) -> &'static str {
        "gap controller"
    }

    fn summary(&self) -> &'static str {
        "a head start for the group that lags, adjusted at reviews from late data, with a cap"
    }

    fn source(&self) -> &'static str {
        "integral control as in Astrom and Murray 2008, Feedback Systems; head start as in Kleinrock and Finkelstein 1967"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by = \"deprivation\"\nby_urgency = { P2 = 145, P3 = 70 }\nevery_weeks = 4\nlate_weeks = 6"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        let by = Criterion::named(setting, &parameters.by, "by").map_err(|p| problems.push(p)).ok();
        let days = ByClass::new(setting, &parameters.by_urgency, &BTreeMap::new(), Decimal::ZERO, &mut problems);
        let every = parameters.every_weeks.unwrap_or(4);
        if every == 0 {
            problems.push(Problem::new("Q0305", "every_weeks", "reviews must be at least a week apart"));
        }
        let gain = parameters.gain.unwrap_or(HALF);
        let most = parameters.most_days.unwrap_or(NINETY);
        for (path, value) in [("gain", gain), ("most_days", most)] {
            if value < Decimal::ZERO {
                problems.push(Problem::new("Q0305", path, "this cannot be below 0"));
            }
        }
        let Some(by) = by.filter(|_| problems.is_empty()) else { return Err(problems) };
        let (lanes, keys) = Lanes::by(setting, |group, urgency| {
            (by.value_of(setting, group, urgency), i128::from(days.urgency[urgency].micro()))
        })?;
        Ok(Arc::new(Controlled {
            lanes,
            group: keys.iter().map(|key| key.0).collect(),
            starts: keys.iter().map(|key| key.1 * i128::from(DAY)).collect(),
            groups: by.values(setting).len(),
            every: Time::from(every) * WEEK,
            late: Time::from(parameters.late_weeks.unwrap_or(4)) * WEEK,
            gain: gain.micro().into(),
            most: i128::from(most.micro()) * i128::from(DAY),
        }))
    }
}

const HALF: Decimal = Decimal::micros(MICRO / 2);
const NINETY: Decimal = Decimal::micros(90 * MICRO);

/// One lane for each group and head start by urgency.
#[derive(Debug)]
struct Controlled {
    lanes: Lanes,
    /// The group of a lane, and its head start by urgency in millionths of a second.
    group: Vec<usize>,
    starts: Vec<i128>,
    groups: usize,
    every: Time,
    late: Time,
    /// Millionths of a day for each day of lag.
    gain: i128,
    /// Millionths of a second.
    most: i128,
}

impl Discipline for Controlled {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn reads_seen(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        Controller {
            of: self,
            review: self.every,
            // Nobody had been called at the start.
            books: VecDeque::from([vec![Seen::default(); self.groups]]),
            given: vec![0; self.groups],
        }
        .into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Controller<'a> {
    of: &'a Controlled,
    /// The next review.
    review: Time,
    /// Who had been called at past reviews by group, as far as later ones still need to know.
    books: VecDeque<Vec<Seen>>,
    /// The head start each group has now, in millionths of a second.
    given: Vec<i128>,
}

impl Controller<'_> {
    fn carry_out_reviews(&mut self, view: &View<'_>) {
        while self.review <= view.now {
            let mut book = vec![Seen::default(); self.of.groups];
            for (lane, seen) in view.seen.iter().enumerate() {
                let group = &mut book[self.of.group[lane]];
                group.calls += seen.calls;
                group.waited += seen.waited;
            }
            self.books.push_back(book);
            // Between two reviews; the later one is known by now.
            let late = usize::try_from((self.of.late + self.of.every - 1) / self.of.every).unwrap_or(usize::MAX);
            if self.books.len() > late.saturating_add(1) {
                let (from, to) = (&self.books[0], &self.books[1]);
                adjust(&mut self.given, from, to, self.of.gain, self.of.most);
                self.books.pop_front();
            }
            self.review += self.of.every;
        }
    }

    fn score(&self, view: &View<'_>, lane: usize) -> i128 {
        let of = self.of;
        let waited = view.heads[lane].waited(view.now);
        i128::from(waited) * i128::from(MICRO) + of.starts[lane] + self.given[of.group[lane]]
    }
}

/// Moves the head starts by what was seen between two books. A group where nobody was called keeps what it has.
fn adjust(given: &mut [i128], from: &[Seen], to: &[Seen], gain: i128, most: i128) {
    let between: Vec<(i128, i128)> =
        from.iter().zip(to).map(|(a, b)| (i128::from(b.calls - a.calls), b.waited - a.waited)).collect();
    let (calls, waited) = between.iter().fold((0, 0), |all, of| (all.0 + of.0, all.1 + of.1));
    for (given, (of_calls, of_waited)) in given.iter_mut().zip(between).filter(|(_, of)| of.0 > 0) {
        // Mean wait of the group less that of all, in seconds, times the gain in millionths.
        let lag = (of_waited * calls - waited * of_calls) * gain;
        *given = (*given + lag.div_euclid(of_calls * calls)).clamp(0, most);
    }
}

impl Ranker for Controller<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        self.carry_out_reviews(view);
        view.highest(|lane, _| self.score(view, lane))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let days = |micro: i128| micro as f64 / (i128::from(MICRO) * i128::from(DAY)) as f64;
        let mut words = format!("{} days waited", in_days(view.heads[lane].waited(view.now)));
        if self.of.starts[lane] != 0 {
            words += &format!(" + {} for the urgency", number(days(self.of.starts[lane])));
        }
        words += &format!(" + {} for the gap", number(days(self.given[self.of.group[lane]])));
        let exact = self.score(view, lane);
        Some(Explained::highest(exact, days(exact), "days waited and of head start, the most first", words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, heads, problems};

    #[test]
    fn the_lagging_group_gains_from_late_data_up_to_the_cap() {
        let text = r#"{ "by": "sex", "every_weeks": 1, "late_weeks": 2, "gain": 1, "most_days": 15 }"#;
        let d = build("gap controller", text);
        let mut ranker = d.ranker();
        let counts = [9, 9];
        // On each day the man has waited one day longer than the woman; two women are called in all, and waited 30 days each,
        // the four men 0 days: a lag of 20 days for women against all.
        let seen = [Seen { calls: 2, waited: 60 * i128::from(DAY) }, Seen { calls: 4, waited: 0 }];
        let mut pick = |day: i64, seen: &[Seen], lead: i64| {
            let heads = heads(&[day - 30, day - 30 - lead]);
            ranker.pick(&View { seen, ..View::new(day * DAY, 0, &heads, &counts) })
        };
        assert_eq!(pick(0, &[Seen::default(); 2], 1), Pick::Lane(1));
        assert_eq!(pick(7, &seen, 1), Pick::Lane(1), "a review, but without data");
        assert_eq!(pick(20, &seen, 1), Pick::Lane(1), "the data of the first week are known on day 21");
        assert_eq!(pick(21, &seen, 14), Pick::Lane(0));
        assert_eq!(pick(21, &seen, 16), Pick::Lane(1), "20 days are cut to 15");
        assert_eq!(pick(70, &seen, 14), Pick::Lane(0), "without calls it stays");
    }

    #[test]
    fn a_group_that_is_ahead_loses_what_it_had() {
        let of = |calls, days: i128| Seen { calls, waited: days * i128::from(DAY) };
        let mut given = vec![0, 0, 7];
        let nothing = [Seen::default(); 3];
        adjust(&mut given, &nothing, &[of(1, 10), of(1, 40), of(0, 0)], i128::from(MICRO) / 2, i128::MAX);
        assert_eq!(given, [0, 15 * i128::from(DAY) / 2 * i128::from(MICRO), 7]);
        adjust(&mut given, &nothing, &[of(1, 40), of(1, 36), of(0, 0)], i128::from(MICRO), i128::MAX);
        assert_eq!(given, [2 * i128::from(DAY * MICRO), 11 * i128::from(DAY * MICRO) / 2, 7]);
    }

    #[test]
    fn wrong_numbers_are_named() {
        let found = problems("gap controller", r#"{ "by": "sexx", "every_weeks": 0, "gain": -1, "most_days": -1 }"#);
        assert_eq!(
            found.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
            ["by", "every_weeks", "gain", "most_days"]
        );
    }
}
