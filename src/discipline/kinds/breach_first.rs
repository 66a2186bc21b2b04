//! Breach first: people who are about to pass a limit on waiting go before the others, the longest limit first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Head, Kind, Lanes, Lot, Pick, Ranker, Ranking, Registry, Setting, View, Waits,
    parameters,
};
use crate::error::Problem;
use crate::time::{Time, WEEK};

/// `kind = "breach first"`.
#[derive(Clone, Copy, Debug)]
pub struct BreachFirst;

/// Limits on waiting, and how early one looks ahead to them. Who has passed a limit stays before those who have not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Limits in weeks; 18, 52 and 65 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    limits_weeks: Option<Vec<u32>>,
    /// So many weeks before a limit somebody counts as about to pass it; 4 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    within_weeks: Option<u32>,
    /// The discipline among those of one limit, and among the others; first come if left out.
    #[serde(default)]
    rest: Option<Rule>,
}

impl Kind for BreachFirst {
    fn name(&self) -> &'static str {
        "breach first"
    }

    fn summary(&self) -> &'static str {
        "people about to wait beyond 65, 52 or 18 weeks go first, the longest limit before the shorter ones"
    }

    fn source(&self) -> &'static str {
        "NHS England 2022, Delivery plan for tackling the COVID-19 backlog of elective care: long waits first"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "limits_weeks = [18, 52, 65]\nwithin_weeks = 4\nrest = { kind = \"strict\" }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        let mut weeks = parameters.limits_weeks.unwrap_or_else(|| vec![18, 52, 65]);
        if weeks.is_empty() {
            problems.push(Problem::new("Q0302", "limits_weeks", "no limit"));
        }
        weeks.sort_unstable();
        weeks.dedup();
        let within = parameters.within_weeks.unwrap_or(4);
        let rest = parameters.rest.unwrap_or_else(Rule::first_come);
        match Combined::build(&[("rest".into(), &rest)], setting, registry, |_, _| ()) {
            Ok((rest, _)) if problems.is_empty() => {
                let from = weeks.iter().map(|&limit| Time::from(limit.saturating_sub(within)) * WEEK).collect();
                Ok(Arc::new(ByLimit { weeks, from, rest }))
            }
            Ok(_) => Err(problems),
            Err(below) => {
                problems.extend(below);
                Err(problems)
            }
        }
    }
}

/// The lanes of the rest.
#[derive(Debug)]
struct ByLimit {
    /// The limits, shortest first.
    weeks: Vec<u32>,
    /// From which wait on each of them counts.
    from: Vec<Time>,
    rest: Combined,
}

impl ByLimit {
    /// How many of the limits are near or behind.
    fn passed(&self, head: &Head, now: Time) -> usize {
        self.from.partition_point(|&from| from <= head.waited(now))
    }
}

impl Discipline for ByLimit {
    fn lanes(&self) -> &Lanes {
        &self.rest.lanes
    }

    fn reads_counts(&self) -> bool {
        self.rest.reads_counts()
    }

    fn draws_lots(&self) -> bool {
        self.rest.draws_lots()
    }

    fn reads_seen(&self) -> bool {
        self.rest.reads_seen()
    }

    fn curves(&self) -> usize {
        self.rest.curves()
    }

    fn curve(&self, curve: usize, lane: usize, longer: f64) -> Arc<Curve> {
        self.rest.curve(curve, lane, longer)
    }

    fn ranker(&self) -> Ranking<'_> {
        let latest = vec![0; self.rest.lanes.count];
        LongestLimit { of: self, rest: self.rest.at_work().remove(0), latest, totals: Vec::new(), drawn: None }.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct LongestLimit<'a> {
    of: &'a ByLimit,
    rest: SubRule<'a>,
    /// By lane, what the seniority of those is at most who are near the limit or beyond it, and their tickets, where the rest draws by the time waited.
    latest: Vec<Time>,
    totals: Vec<u64>,
    drawn: Option<Drawn>,
}

impl LongestLimit<'_> {
    /// The most limits that anybody has near or behind; the head of a lane has the most in it.
    fn most(&self, view: &View<'_>) -> usize {
        let heads = view.heads.iter().filter(|head| !head.is_none());
        heads.map(|head| self.of.passed(head, view.now)).max().unwrap_or(0)
    }
}

/// Those alone whose seniority is at most this.
#[derive(Debug)]
struct Among<'a> {
    waits: Option<&'a dyn Waits>,
    latest: Time,
}

impl Waits for Among<'_> {
    fn fill(&self, latest: &[Time], totals: &mut [u64]) {
        let latest: Vec<Time> = latest.iter().map(|&l| l.min(self.latest)).collect();
        if let Some(waits) = self.waits {
            waits.fill(&latest, totals);
        }
    }
}

impl LongestLimit<'_> {
    /// The pick of a rest that may draw anybody of a lane: only those who are near the limit or beyond it hold tickets.
    fn pick_by_wait(&mut self, view: &View<'_>, most: usize) -> Pick {
        let of = self.of;
        let open = |lane: usize| of.passed(&view.heads[lane], view.now) == most;
        let Some(latest) = most.checked_sub(1).map(|limit| view.now - of.from[limit]) else {
            let pick = self.rest.pick(view, open);
            self.drawn = self.rest.drawn();
            return pick;
        };
        self.latest.fill(latest);
        self.totals.clear();
        self.totals.extend_from_slice(view.lot.totals);
        if let Some(waits) = view.lot.waits {
            waits.fill(&self.latest, &mut self.totals);
        }
        let among = Among { waits: view.lot.waits, latest };
        let lot = Lot { totals: &self.totals, waits: Some(&among), ..*view.lot };
        let pick = self.rest.pick(&View { lot: &lot, ..*view }, open);
        // A rule further below may have drawn among fewer.
        let fewer = |drawn: Drawn| Drawn { latest: Some(drawn.latest.map_or(latest, |l| l.min(latest))), ..drawn };
        self.drawn = self.rest.drawn().map(fewer);
        pick
    }
}

impl Ranker for LongestLimit<'_> {
    fn session(&mut self, slots: u32) {
        self.rest.session(slots);
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        let most = self.most(view);
        if self.rest.has_curves() {
            return self.pick_by_wait(view, most);
        }
        self.rest.pick(view, |lane| self.of.passed(&view.heads[lane], view.now) == most)
    }

    fn drawn(&self) -> Option<Drawn> {
        self.drawn
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let of = |lane: usize| self.of.passed(&view.heads[lane], view.now);
        let (passed, most) = (of(lane), self.most(view));
        let limit = match passed {
            0 => format!("not near {} weeks", self.of.weeks[0]),
            n => format!("near or beyond {} weeks", self.of.weeks[n - 1]),
        };
        if passed < most {
            let words = format!("{limit}; others are near or beyond {} weeks", self.of.weeks[most - 1]);
            // After all who go before by their limit.
            return Some(Explained { order: Some((i128::MAX, most - passed)), score: None, unit: "", words });
        }
        let mut restricted = *view.lot;
        if self.rest.has_curves() && most > 0 {
            restricted.totals = &self.totals;
        }
        let view = &View { lot: &restricted, ..*view };
        let mut said = self.rest.explain(view, lane, |lane| of(lane) == most)?;
        said.words = format!("{limit}; {}", said.words);
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    #[test]
    fn the_longest_limit_near_goes_first() {
        let d = build("breach first", r#"{ "rest": "strict" }"#);
        // On day 500 by urgency P2, P3, P4: waits of 10, 100 and 336 days (48 weeks: near 52).
        assert_eq!(pick(&*d, 500, &heads(&[490, 400, 164])), Some(2));
        assert_eq!(
            pick(&*d, 500, &heads(&[490, 400, 165])),
            Some(1),
            "335 and 100 days are both near or beyond 18 weeks"
        );
        assert_eq!(pick(&*d, 500, &heads(&[490, 403, 403])), Some(0), "97 days are not yet near 18 weeks");
        assert_eq!(pick(&*d, 500, &heads(&[72, 164, 73])), Some(0), "428 days: near 65 weeks, and more urgent");
    }

    #[test]
    fn the_rest_must_fit() {
        let found = problems("breach first", r#"{ "limits_weeks": [], "rest": "random" }"#);
        assert_eq!(found.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["limits_weeks", "rest"]);
    }
}
