//! What is told of single decisions agrees with the run: looking changes nothing, and every shipped rule picks the lane that comes
//! first by what it says of the lanes.

use crate::watched::{self, Watcher};
use proptest::prelude::*;
use queuity::discipline::{Explained, Pick};
use queuity::engine::{Decision, Departures, Nobody, Observer as _, run};
use queuity::people::Person;
use queuity::tally::Exit;
use queuity::time::Time;

use crate::laws::agreement::example;
use crate::laws::case::any_case;
use crate::laws::record::{Record, record};
use crate::laws::rule::Rule;

/// Looks into every decision, and writes down what happens like any other observer.
#[derive(Default)]
struct Looker {
    record: Record,
    decisions: u64,
    /// Decisions at which the rule picked another lane than the first by its own words.
    disagree: Vec<String>,
    /// Decisions at which it did not pick the last by its own words.
    not_the_last: u64,
    /// Calls of a person who was not the first of the lane.
    jumped: u64,
    first: Option<u64>,
}

impl Watcher for Looker {
    fn watches(&self) -> bool {
        true
    }

    fn decides(&mut self, decision: &Decision<'_>) {
        self.decisions += 1;
        let heads = decision.view.heads;
        let said: Vec<(usize, Explained)> = (0..heads.len())
            .filter(|&lane| !heads[lane].is_none())
            .map(|lane| (lane, decision.explain(lane).expect("a shipped rule explains itself")))
            .collect();
        let first = said.iter().filter(|(_, e)| e.order.is_some()).min_by_key(|(lane, e)| e.key(&heads[*lane]));
        let agrees = match decision.pick {
            Pick::Lane(lane) => first.is_some_and(|f| f.0 == lane),
            Pick::KeepFree | Pick::Nobody => first.is_none(),
        };
        if !agrees {
            self.disagree.push(format!("{:?} but {said:?}", decision.pick));
        }
        let last = said.iter().filter(|(_, e)| e.order.is_some()).max_by_key(|(lane, e)| e.key(&heads[*lane]));
        self.not_the_last += u64::from(last.is_some_and(|l| decision.pick != Pick::Lane(l.0)));
        self.first = None;
        if let Pick::Lane(lane) = decision.pick {
            self.first = decision.people(lane).first().map(|(_, p)| p.id.order());
        }
    }

    fn joined(&mut self, person: &Person, at: Time) {
        self.record.joined(person, at);
    }

    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        self.jumped += u64::from(self.first != Some(person.id.order()));
        self.record.called(person, at, attends);
    }

    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.record.left(person, at, how);
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.record.waits(person, at);
    }

    fn session(&mut self, at: Time, slots: u32) {
        self.record.session(at, slots);
    }
}

proptest! {
    #![proptest_config(crate::laws::cases(100))]

    /// Looking into decisions changes neither an event nor an integer; the words name the lane that is picked; but for a draw by
    /// lot it is the first of the lane who is called.
    #[test]
    fn looking_changes_nothing_and_the_words_name_the_pick(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let plain = run(&model, 0, 0, Departures::Lazy, Nobody).expect("no guard").0;
            for departures in [Departures::Lazy, Departures::Exact] {
                let (tally, looker) = watched::run(&model, 0, 0, departures, Looker::default()).expect("no guard");
                prop_assert!(tally == plain, "tallies differ, {:?}", rule);
                prop_assert_eq!(looker.record.calls.len() as u64 <= looker.decisions, true);
                prop_assert_eq!(&looker.disagree, &Vec::<String>::new(), "{:?}", rule);
                prop_assert!(looker.jumped == 0 || rule.draws_people(), "{:?}", rule);
                prop_assert_eq!(looker.record.sorted(), record(&model), "{:?}", rule);
            }
        }
    }
}

/// Words that put the lanes in the other order would be found out at most decisions.
#[test]
fn other_words_would_be_noticed() {
    for rule in [Rule::DueDate, Rule::HeadStart { urgency: true, level: true }, Rule::LongestList { by_level: false }] {
        let model = example(1).model(&rule);
        let (_, looker) = watched::run(&model, 0, 0, Departures::Lazy, Looker::default()).expect("no guard");
        assert!(looker.decisions > 30, "{}", looker.decisions);
        assert!(
            looker.not_the_last * 2 > looker.decisions,
            "{rule:?}: {} of {}",
            looker.not_the_last,
            looker.decisions
        );
    }
}
