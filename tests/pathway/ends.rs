//! One person, one end; and the class of the day. The small inputs that once went wrong, with their right values.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use queuity::experiment::{Outcome, PatientRow, PatientSink, Plan, Status, run_with_patients};
use queuity::measure::AnalysisSet;
use queuity::stat::interval::t_interval;
use queuity::tally::{Flow, Stock};
use queuity::time::WEEK;

use crate::pathway::model;

/// Rows by replication.
#[derive(Default)]
pub(crate) struct Rows(pub(crate) BTreeMap<u64, Vec<PatientRow>>);

impl PatientSink for Rows {
    fn part(&mut self, _: usize, replication: u64, _: usize, rows: &[PatientRow]) -> std::io::Result<()> {
        self.0.entry(replication).or_default().extend_from_slice(rows);
        Ok(())
    }
}

pub(crate) fn outcome(text: &str, replications: u64) -> (Outcome, Rows) {
    let model = model(text);
    let plan = Plan::new(vec![("base".into(), &model)], replications);
    let mut rows = Rows::default();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut rows).expect("runs");
    (outcome, rows)
}

/// What a measure of everybody reads, by replication, with the people behind it.
pub(crate) fn read(outcome: &Outcome, set: AnalysisSet, measure: &str) -> Vec<(f64, u64)> {
    let is = |r: &queuity::measure::Words<'_>| (r.set, r.measure, r.service, r.group) == (set, measure, "a", "all");
    let row = outcome.layout.in_words().position(|r| is(&r)).unwrap_or_else(|| panic!("no row {measure}"));
    let readings = outcome.cells[0].iter().map(|cell| cell.as_ref().and_then(|c| c.get(row)).expect("is done"));
    readings.map(|r| (r.value.expect("a figure"), r.n)).collect()
}

fn mean(of: &[(f64, u64)]) -> f64 {
    of.iter().map(|r| r.0).sum::<f64>() / of.len() as f64
}

/// Each person has one row, and the rows hold those who joined.
fn one_end_each(rows: &Rows) {
    for rows in rows.0.values() {
        let mut ids: Vec<u64> = rows.iter().map(|r| r.id.order()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "someone has two rows");
    }
}

/// A last stage for those whose clock has stopped, in all forms.
fn follow_up(clock_stops: &str, last: &str) -> String {
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"60 weeks\"\n[[service]]\nname = \"a\"\n\
         referrals = {{ per_week = 20 }}\n\
         waiting = {{ bands_weeks = [0], count = [50], open = {{ kind = \"constant\", value = \"10 weeks\" }} }}\n\
         [[service.stage]]\nname = \"theatre\"\nslots = {{ per_week = 21 }}\n\
         next = [{{ to = \"check-up\", clock_stops = \"{clock_stops}\", after = \"10 weeks\" }}]\n\
         [[service.stage]]\nname = \"check-up\"\n{last}"
    )
}

/// Whatever follows after the clock has stopped, it changes no figure of the list: a stage without `next`, one that ends the pathway in
/// either way, one that takes time, has servers, misses appointments, or comes again.
#[test]
fn what_follows_a_stopped_clock_is_no_second_end() {
    for (stops, weeks) in [("treated", 2.02), ("discharged", 30.0)] {
        let last = [
            "slots = { per_week = 25 }\nnext = [{ ends = \"treated\" }]\n",
            "slots = { per_week = 25 }\n",
            "slots = { per_week = 25 }\nnext = [{ ends = \"discharged\" }]\n",
            "slots = { per_week = 25 }\nmisses_appointment = 0.3\nafter_missed = { rebook = 0.5 }\n",
            "slots = { per_week = 3 }\n",
            "slots = { per_week = 25 }\nnext = [{ to = \"check-up\", share = 0.5, after = \"3 weeks\" }, { ends = \"treated\" }]\n",
            "servers = { count = 3, service = { kind = \"exponential\", mean = \"20 hours\" } }\n",
            "takes = \"3 weeks\"\n",
        ];
        let found: Vec<Vec<(f64, u64)>> = last
            .iter()
            .map(|last| {
                let (outcome, rows) = outcome(&follow_up(stops, last), 3);
                one_end_each(&rows);
                assert_eq!(outcome.cells[0].len(), 3);
                let measures = [
                    (AnalysisSet::Joined, "weeks_untreated"),
                    (AnalysisSet::Joined, "fate_treated"),
                    (AnalysisSet::Joined, "fate_discharged"),
                    (AnalysisSet::Joined, "fate_waiting"),
                    (AnalysisSet::Closing, "list_size"),
                ];
                measures.iter().flat_map(|(set, measure)| read(&outcome, *set, measure)).collect()
            })
            .collect();
        assert!((mean(&found[0][..3]) - weeks).abs() < 0.005, "{found:?}");
        let members: u64 = found[0][..3].iter().map(|r| r.1).sum();
        assert!((members as f64 / 3.0 - 605.0).abs() < 1.0, "{members}");
        for (other, last) in found[1..].iter().zip(&last[1..]) {
            assert_eq!(*other, found[0], "{stops}, then {last}");
        }
    }
}

/// Two stages that nobody enters but from today's list, and a pathway that ends at a stage after the clock has stopped.
#[test]
fn one_on_the_list_is_one_row() {
    let text = "queuity = 1\n[scenario]\nhorizon = \"31 days\"\nstart = 2026-02-02\n[[service]]\nname = \"a\"\nstage = [\
        { name = \"theatre\", slots = { every = \"14 days\", count = 0 } }, \
        { name = \"diagnostics\", slots = { every = \"1 days\", count = 1 }, waiting = { bands_weeks = [0], count = [1] }, \
          next = [{ to = \"outpatients\", clock_stops = \"discharged\" }] }, \
        { name = \"outpatients\", slots = { per_week = 1 } }]\n";
    let (_, rows) = outcome(text, 4);
    for rows in rows.0.values() {
        let status: Vec<Status> = rows.iter().map(|r| r.status).collect();
        assert_eq!(status, [Status::Discharged]);
    }
}

/// A thousand people at day 0 who are never seen, of class P4 with 100 weeks; each becomes P2 with 4 weeks at 0.02 a week.
fn worsening(count: u32) -> String {
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"52 weeks\"\ncurrency = \"GBP\"\n[[service]]\nname = \"a\"\n\
         urgency = [{{ name = \"P2\", share = 0, target = \"4 weeks\" }}, {{ name = \"P4\", share = 1, target = \"100 weeks\" }}]\n\
         referrals = {{ per_week = 0 }}\nwaiting = {{ count = {count}, wait = {{ kind = \"constant\", value = \"0 days\" }} }}\n\
         slots = {{ per_week = 0 }}\n[service.course]\ndeterioration = {{ per_week = {{ P4 = {{ P2 = 0.02 }} }} }}\n\
         [service.harm.GP]\nper_week = 1\nby_urgency = {{ P2 = 10 }}\ncost = 1\n"
    )
}

/// After five weeks 1000 (1 - exp(-0.1)) are P2 and wait for more than its four weeks; the contacts of a year are
/// 1000 (52 + 9 (52 - (1 - exp(-1.04)) / 0.02)), as weeks in P2 bring ten times as many.
#[test]
fn harm_and_breaches_go_by_the_class_of_the_day() {
    let text = worsening(1000);
    let (outcome, rows) = outcome(&text, 20);
    one_end_each(&rows);
    let contacts = read(&outcome, AnalysisSet::Flow, "harm[GP]");
    let values: Vec<f64> = contacts.iter().map(|r| r.0).collect();
    let interval = t_interval(&values, 0.9999).expect("replications");
    let exact: f64 = 1000.0 * (52.0 + 9.0 * (52.0 - (1.0 - 0.35345468195878016) / 0.02));
    assert!((exact - 229_055.0).abs() < 1.0);
    assert!(interval.half_width < 0.03 * exact && (interval.mean - exact).abs() < interval.half_width, "{interval:?}");
    assert_eq!(read(&outcome, AnalysisSet::Flow, "cost_of_waiting").len(), 20);
    // The same from the rows, to the second.
    let seconds = |row: &PatientRow, class: u16| {
        let mut of = (0, (0, row.class_on_joining));
        for (at, next) in row.changes.iter().map(|c| (c.at, c.class)).chain([(row.end, u16::MAX)]) {
            of = (of.0 + if of.1.1 == class { at - of.1.0 } else { 0 }, (at, next));
        }
        of.0
    };
    for (replication, rows) in &rows.0 {
        let weeks = |class| rows.iter().map(|r| seconds(r, class)).sum::<i64>() as f64 / WEEK as f64;
        let by_rows = 10.0 * weeks(0) + weeks(1);
        assert!((by_rows - contacts[*replication as usize].0).abs() < 1e-6);
    }
    // Nobody leaves, so people who have crossed are beyond: at the limit of P2 or, later, with the change.
    assert_eq!(read(&outcome, AnalysisSet::Flow, "new_breaches"), read(&outcome, AnalysisSet::Closing, "breaches"));
    let model = model(&text);
    let week_5: Vec<f64> = (0..20)
        .map(|r| {
            let run = queuity::engine::run(&model, 0, r, queuity::engine::Departures::Lazy, queuity::engine::Nobody);
            let classes = run.expect("runs").0.classes;
            let of = |c: usize| classes[c].as_deref().expect("somebody");
            assert_eq!(of(1).weekly.flows(Flow::NewBreaches).iter().sum::<u32>(), 0, "none at 100 weeks");
            of(0).weekly.stock(Stock::Breaches)[5] as f64
        })
        .collect();
    let interval = t_interval(&week_5, 0.9999).expect("replications");
    let exact: f64 = 1000.0 * (1.0 - 0.9048374180359595);
    assert!((interval.mean - exact).abs() < interval.half_width && interval.half_width < 12.0, "{interval:?}");
}

/// A visit that gives another class counts from that visit: before it harm is that of the class before, and so are breaches.
#[test]
fn a_class_given_at_a_visit_counts_from_then_on() {
    let text = "queuity = 1\n[scenario]\nhorizon = \"20 weeks\"\n[[service]]\nname = \"a\"\n\
        urgency = [{ name = \"P2\", share = 0, target = \"4 weeks\" }, { name = \"P4\", share = 1, target = \"100 weeks\" }]\n\
        waiting = { count = 10, wait = { kind = \"constant\", value = \"0 days\" } }\n\
        harm = { GP = { per_week = 1, by_urgency = { P2 = 10 } } }\n\
        [[service.stage]]\nname = \"clinic\"\nslots = { every = \"6 weeks\", count = 10 }\n\
        next = [{ to = \"theatre\", urgency = \"P2\", after = \"1 week\" }]\n\
        [[service.stage]]\nname = \"theatre\"\nslots = { every = \"18 weeks\", count = 10 }\n";
    let (outcome, rows) = outcome(text, 1);
    let rows = &rows.0[&0];
    let (seen, done) = (rows[0].changes[0].at, rows[0].end);
    assert!(rows.iter().all(|r| r.changes.len() == 1 && r.changes[0].at == seen && r.end == done));
    assert!(seen > 5 * WEEK && done > seen + WEEK);
    let weeks = |seconds: i64| seconds as f64 / WEEK as f64;
    let harm = read(&outcome, AnalysisSet::Flow, "harm[GP]")[0].0;
    assert!((harm - 10.0 * (weeks(seen) + 10.0 * weeks(done - seen))).abs() < 1e-6, "{harm}");
    assert_eq!(read(&outcome, AnalysisSet::Flow, "new_breaches")[0].0, 10.0);
    let model = model(text);
    let run = queuity::engine::run(&model, 0, 0, queuity::engine::Departures::Lazy, queuity::engine::Nobody);
    let classes = run.expect("runs").0.classes;
    let crossed = classes[0].as_deref().expect("ten").weekly.flows(Flow::NewBreaches).to_vec();
    let week = (seen + WEEK - 1) / WEEK;
    assert_eq!((crossed[week as usize], crossed.iter().sum::<u32>()), (10, 10), "with the visit, in week {week}");
    assert!(classes[1].as_deref().expect("ten").weekly.stock(Stock::Breaches).iter().all(|b| *b == 0));
}
