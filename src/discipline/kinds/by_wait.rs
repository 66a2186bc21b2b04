//! By wait: who is next is drawn by lot, with tickets by the time waited, by urgency and by group.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::curve::{Curve, Tickets};
use crate::discipline::explained::number;
use crate::discipline::parameters::{self, ByClass, Decimal, MICRO, Products, not_above_zero, too_many_digits};
use crate::discipline::{
    Discipline, Drawn, Explained, Kind, Lanes, Order, Pick, Ranker, Ranking, Registry, Setting, View,
};
use crate::distributions::LogLinear;
use crate::error::Problem;
use crate::time::day;

/// `kind = "by wait"`.
#[derive(Clone, Copy, Debug)]
pub struct ByWait;

/// Tickets by time waited: given at knots, log-linear between them, the same before the first and after the last. Only the proportions matter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Weeks waited at the knots, rising.
    #[schemars(extend("x-scale" = "none"))]
    weeks: Vec<Decimal>,
    /// Tickets of a person at each knot, above 0.
    #[schemars(extend("x-scale" = "none"))]
    tickets: Vec<Decimal>,
    /// What the tickets are multiplied by, by urgency: `{ P2 = 6 }`; above 0, 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_urgency: BTreeMap<String, Decimal>,
    /// What they are multiplied by, by attribute and level as recorded: `{ deprivation = { "most deprived" = 0.9 } }`; above 0, 1 where
    /// nothing is said, also for "not recorded".
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
}

/// Longest wait of a knot: twenty years.
const LAST_WEEK: i64 = 1040;

/// Largest weight of a lane, in what all have in common: so that all tickets of a list can be counted.
const LARGEST: i128 = 1 << 30;

impl Kind for ByWait {
    fn name(&self) -> &'static str {
        "by wait"
    }

    fn summary(&self) -> &'static str {
        "the next is drawn by lot; tickets by time waited, urgency and group, as people are seen today"
    }

    fn source(&self) -> &'static str {
        "the chance of admission by time waited as in Dimakou, Parkin, Devlin and Appleby 2009, Identifying the impact of government targets on waiting times in the NHS"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "weeks = [0, 8, 13, 36, 52, 65]\ntickets = [10, 5.5, 3.4, 3.4, 9, 40]\nby_urgency = { P2 = 4 }\nby_group = { deprivation = { \"most deprived\" = 0.9 } }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = not_above_zero(&parameters.by_urgency, &parameters.by_group, "a weight");
        let Parameters { weeks, tickets, by_urgency, by_group } = &parameters;
        knots(weeks, tickets, &mut problems);
        let weights = ByClass::new(setting, by_urgency, by_group, Decimal::ONE, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let plain = |of: &[Decimal]| -> Vec<f64> { of.iter().map(|d| d.micro() as f64 / MICRO as f64).collect() };
        let of_weeks = LogLinear::new(&plain(weeks), &plain(tickets));
        let of_weeks = of_weeks.map_err(|e| vec![Problem::new("Q0305", "tickets", e.to_string())])?;
        let products = Products::of(&weights)?;
        let (mut lanes, weights) = Lanes::by(setting, |group, urgency| products.product(setting, group, urgency))?;
        lanes.order = Order::ByWait;
        if weights.iter().any(|weight| *weight > LARGEST) {
            return Err(too_many_digits());
        }
        let tickets = Tickets::new(of_weeks);
        let curve = tickets.curve(0.0);
        let weights = weights.into_iter().map(|weight| weight as u64).collect();
        Ok(Arc::new(Draw { lanes, weights, unit: products.unit, tickets, curve }))
    }
}

/// What is wrong with the knots.
fn knots(weeks: &[Decimal], tickets: &[Decimal], problems: &mut Vec<Problem>) {
    if weeks.is_empty() {
        problems.push(Problem::new("Q0302", "weeks", "no knot").help("give at least one, as in weeks = [0]"));
    }
    if weeks.len() != tickets.len() {
        let message = format!("{} weeks and {} tickets do not match", weeks.len(), tickets.len());
        problems.push(Problem::new("Q0305", "tickets", message).help("give one number of tickets for each knot"));
    }
    for (place, week) in weeks.iter().enumerate() {
        let path = format!("weeks[{place}]");
        if !(0..=LAST_WEEK * MICRO).contains(&week.micro()) {
            problems.push(Problem::new("Q0305", path, format!("a knot must lie between 0 and {LAST_WEEK} weeks")));
        } else if place > 0 && *week <= weeks[place - 1] {
            let problem = Problem::new("Q0305", path, "this knot must come after the one before");
            problems.push(problem.help("put the knots in order, each week once"));
        }
    }
    for (place, _) in tickets.iter().enumerate().filter(|(_, t)| **t <= Decimal::ZERO) {
        let problem = Problem::new("Q0305", format!("tickets[{place}]"), "tickets must be above 0");
        problems.push(problem.help("write a small number where very few people are seen"));
    }
}

/// One lane for each weight.
#[derive(Debug)]
struct Draw {
    lanes: Lanes,
    /// What the tickets of a person are multiplied by, by lane.
    weights: Vec<u64>,
    /// What a weight of 1 stands for.
    unit: f64,
    tickets: Tickets,
    curve: Arc<Curve>,
}

impl Draw {
    /// All tickets, by the weights of their lanes.
    fn total(&self, view: &View<'_>) -> u128 {
        let each = view.lot.totals.iter().zip(&self.weights);
        each.map(|(&held, &weight)| u128::from(held) * u128::from(weight)).sum()
    }

    /// The lane with the drawn ticket, and which of its own tickets that is.
    fn drawn(&self, view: &View<'_>) -> Option<(usize, Drawn)> {
        let total = self.total(view);
        // The word times the total, over 2^64, without overflow: the total is below 2^96.
        let lot = u128::from(view.lot.by_slot);
        let mut ticket = (lot * (total >> 32) + ((lot * (total & 0xffff_ffff)) >> 32)) >> 32;
        for (lane, (&held, &weight)) in view.lot.totals.iter().zip(&self.weights).enumerate() {
            let here = u128::from(held) * u128::from(weight);
            if ticket < here {
                return Some((lane, Drawn { curve: 0, ticket: (ticket / u128::from(weight)) as u64, latest: None }));
            }
            ticket -= here;
        }
        None
    }
}

impl Discipline for Draw {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn reads_counts(&self) -> bool {
        true
    }

    fn curves(&self) -> usize {
        1
    }

    fn curve(&self, _: usize, _: usize, longer: f64) -> Arc<Curve> {
        if longer == 0.0 { Arc::clone(&self.curve) } else { self.tickets.curve(longer) }
    }

    fn ranker(&self) -> Ranking<'_> {
        Drawer { of: self, drawn: None }.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Drawer<'a> {
    of: &'a Draw,
    drawn: Option<Drawn>,
}

impl Ranker for Drawer<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        match self.of.drawn(view) {
            Some((lane, drawn)) => {
                self.drawn = Some(drawn);
                Pick::Lane(lane)
            }
            None => {
                self.drawn = None;
                Pick::Nobody
            }
        }
    }

    fn drawn(&self) -> Option<Drawn> {
        self.drawn
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let head = &view.heads[lane];
        let of = self.of;
        let days = (day(view.now) - day(head.seniority)).max(0);
        let weight = of.weights[lane];
        let own = u128::from(of.curve.after(days)) * u128::from(weight);
        let total = of.total(view);
        let tickets = of.tickets.after(days as f64) * of.unit * weight as f64;
        let all = tickets * total as f64 / own as f64;
        let words = format!("{} of {} tickets after {days} days", number(tickets), number(all));
        let order = (view.lot.totals[lane] > 0).then(|| (i128::from(of.drawn(view).map(|d| d.0) != Some(lane)), lane));
        Some(Explained { order, score: Some(tickets), unit: "tickets, one is drawn", words })
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, problems};
    use crate::discipline::{Lot, Pick, View};

    #[test]
    fn a_lane_is_drawn_by_its_tickets_and_weights() {
        let d = build("by wait", r#"{ "weeks": [0], "tickets": [7], "by_group": { "sex": { "female": 3 } } }"#);
        // Lanes by weight: male, female.
        assert_eq!(d.lanes().of_class[..6], [1, 1, 1, 0, 0, 0]);
        let heads = heads(&[0, 0]);
        let share = |totals: [u64; 2]| {
            let picks = (0..1000_u64).filter(|i| {
                let lot = Lot { by_slot: (u64::MAX / 1000) * i + 7, totals: &totals, ..Lot::NONE };
                let view = View { lot: &lot, ..View::new(0, 0, &heads, &[1, 1]) };
                d.ranker().pick(&view) == Pick::Lane(1)
            });
            picks.count() as f64 / 1000.0
        };
        assert!((share([10, 10]) - 0.75).abs() < 0.002);
        assert!((share([90, 10]) - 0.25).abs() < 0.002);
        assert!((share([u64::MAX >> 2, 0])).abs() < 0.002);
        let view = View::new(0, 0, &heads, &[0, 0]);
        assert_eq!(d.ranker().pick(&view), Pick::Nobody, "no tickets");
    }

    #[test]
    fn knots_and_weights_are_checked() {
        let paths = |json: &str| -> Vec<String> { problems("by wait", json).into_iter().map(|p| p.path).collect() };
        assert_eq!(paths(r#"{ "weeks": [], "tickets": [] }"#), ["weeks"]);
        assert_eq!(paths(r#"{ "weeks": [0, 4, 4], "tickets": [1, 0, 2] }"#), ["weeks[2]", "tickets[1]"]);
        assert_eq!(paths(r#"{ "weeks": [0, 4], "tickets": [1] }"#), ["tickets"]);
        assert_eq!(
            paths(r#"{ "weeks": [-1], "tickets": [1], "by_urgency": { "P2": 0 } }"#),
            ["by_urgency[P2]", "weeks[0]"]
        );
        assert_eq!(
            paths(r#"{ "weeks": [2000], "tickets": [1], "by_group": { "six": { "female": 1 } } }"#),
            ["weeks[0]", "by_group[six]"]
        );
        let fine = r#"{ "weeks": [0], "tickets": [1], "by_urgency": { "P2": 1234.567891, "P3": 0.000001, "P4": 99999.000001 } }"#;
        assert_eq!(problems("by wait", fine)[0].code, "Q0305");
    }
}
