//! Why a lane stands where it stands at a decision, in the rule's own terms: what `queuity why` shows. No run asks for it
//! unless somebody looks.

use super::{Head, View};
use crate::time::{DAY, Time};

/// What a rule says of one lane at a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// What the rule compares, the lowest goes first; ties go to the older clock start, then the lower number. None: this slot is
    /// not open to the lane.
    pub order: Option<(i128, usize)>,
    /// The same as people read it, in `unit`; none where the rule has no score.
    pub score: Option<f64>,
    /// What the score counts, and which end goes first.
    pub unit: &'static str,
    /// Where the score comes from.
    pub words: String,
}

impl Explained {
    /// Of two lanes, the larger score goes first; `exact` is the score as the rule compares it.
    #[must_use]
    pub fn highest(exact: i128, score: f64, unit: &'static str, words: String) -> Self {
        Self { order: Some((-exact, 0)), score: Some(score), unit, words }
    }

    /// A rule that tells nobody apart by a score.
    #[must_use]
    pub fn without_score(words: impl Into<String>) -> Self {
        Self { order: Some((0, 0)), score: None, unit: "", words: words.into() }
    }

    /// What is compared between two lanes: the order, then clock start and number; lanes without the slot last.
    #[must_use]
    pub fn key(&self, head: &Head) -> (bool, (i128, usize), (Time, u64)) {
        (self.order.is_none(), self.order.unwrap_or_default(), head.tie())
    }
}

/// A time in days, as text: whole days without decimals.
#[must_use]
pub fn in_days(time: Time) -> String {
    number(time as f64 / DAY as f64)
}

/// A number as people write it: at most two decimals, none where there are none.
#[must_use]
pub fn number(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// Days waited by the head of a lane, for a rule that sees the longest wait first.
#[must_use]
pub fn waited(view: &View<'_>, lane: usize) -> f64 {
    view.heads[lane].waited(view.now) as f64 / DAY as f64
}

#[cfg(test)]
mod tests {
    use super::super::testing::{build, heads};
    use super::super::{Pick, View};
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        assert_eq!([0.0, -0.001, 12.0, 12.5, 12.345, -3.1].map(number), ["0", "0", "12", "12.5", "12.35", "-3.1"]);
        assert_eq!(in_days(36 * 3600), "1.5");
    }

    /// What each rule says of its lanes on day 100; the lane it picks is the first by what it says.
    fn said(kind: &str, json: &str, days: &[i64]) -> Vec<(Option<f64>, String)> {
        let discipline = build(kind, json);
        let heads = heads(days);
        let counts: Vec<u32> = (3..).take(heads.len()).collect();
        let view = View::new(100 * DAY, 0, &heads, &counts);
        let mut ranker = discipline.ranker();
        ranker.session(4);
        let Pick::Lane(picked) = ranker.pick(&view) else { panic!("somebody waits") };
        let of = |lane: usize| ranker.explain(&view, lane).expect("a shipped rule explains itself");
        let first = (0..heads.len()).min_by_key(|&lane| of(lane).key(&heads[lane]));
        assert_eq!(first, Some(picked), "{kind} {json}");
        (0..heads.len()).map(|lane| (of(lane).score, of(lane).words)).collect()
    }

    #[test]
    fn scores_are_in_the_terms_of_the_rule() {
        let of = |kind, json, days: &[i64]| said(kind, json, days);
        assert_eq!(of("first come", "{}", &[1])[0], (Some(99.0), "99 days waited".into()));
        assert_eq!(of("strict", "{}", &[99, 1, 2])[1], (Some(2.0), "class 2 of 3".into()));
        let due = of("due date", "{}", &[50, 1, 2]);
        assert_eq!(due[0], (Some(22.0), "50 days waited, 22 beyond the target of 28".into()));
        assert_eq!(due[2], (Some(-266.0), "98 days waited, 266 before the target of 364".into()));
        let part = of("relative wait", "{}", &[50, 1, 2]);
        assert_eq!(part[0].0.map(number), Some("178.57".into()));
        let points = of("head start", r#"{ "by_urgency": { "P2": 30 } }"#, &[50, 70]);
        assert_eq!(points[0], (Some(50.0), "50 days waited".into()));
        assert_eq!(points[1], (Some(60.0), "30 days waited + 30 of head start".into()));
        let earned = of("accumulating", r#"{ "by_urgency": { "P2": 2.5 } }"#, &[50, 70]);
        assert_eq!(earned[1], (Some(75.0), "30 days waited x 2.5".into()));
        let count = of("longest list", r#"{ "by": "urgency" }"#, &[50, 50, 50]);
        assert_eq!(count[2], (Some(5.0), "5 people in the class".into()));
    }

    #[test]
    fn a_reserved_slot_is_closed_to_the_others() {
        let json = r#"{ "slots": 1, "for": { "deprivation": "most deprived" }, "rest": "first come" }"#;
        let discipline = build("reserved", json);
        let lane = usize::from(discipline.lanes().of_class[0]);
        let days = if lane == 0 { [70, 50] } else { [50, 70] };
        let first = said("reserved", json, &days);
        assert_eq!(first[lane].1, "slot 1 is reserved for the class; 30 days waited");
        assert_eq!(first[1 - lane], (None, "slot 1 is reserved for others".into()));
    }
}
