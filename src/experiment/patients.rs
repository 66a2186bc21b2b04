//! The pathways of a run, one row each, handed out in a fixed order.

use std::collections::{BTreeMap, VecDeque};
use std::io;

use crate::engine::Observer;
use crate::ids::PersonId;
use crate::model::ClockRule;
use crate::people::Person;
use crate::tally::{Exit, OfficialWait};
use crate::time::{Time, day};

/// How a pathway stands at the end of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The clock stopped.
    Treated,
    /// Left untreated.
    Removed,
    /// Discharged after a missed appointment, or because no treatment is needed or wanted.
    Discharged,
    /// Died untreated.
    Died,
    /// Admitted as an emergency.
    Emergency,
    /// Left for treatment paid for elsewhere.
    Private,
    /// Turned away on referral.
    TurnedAway,
    /// Still waiting: right-censored.
    Waiting,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 8] = [
        Status::Treated,
        Status::Removed,
        Status::Discharged,
        Status::Died,
        Status::Emergency,
        Status::Private,
        Status::TurnedAway,
        Status::Waiting,
    ];

    /// The word in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Treated => "treated",
            Status::Removed => "removed",
            Status::Discharged => "discharged",
            Status::Died => "died",
            Status::Emergency => "admitted as an emergency",
            Status::Private => "treated privately",
            Status::TurnedAway => "turned away",
            Status::Waiting => "waiting",
        }
    }
}

impl From<Exit> for Status {
    fn from(how: Exit) -> Self {
        match how {
            Exit::Treated => Status::Treated,
            Exit::Removed => Status::Removed,
            Exit::Discharged => Status::Discharged,
            Exit::Died => Status::Died,
            Exit::Emergency => Status::Emergency,
            Exit::Private => Status::Private,
            Exit::TurnedAway => Status::TurnedAway,
        }
    }
}

/// A change of a person's clinical class while on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassChange {
    /// When.
    pub at: Time,
    /// True group x urgency from then on.
    pub class: u16,
}

/// One pathway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientRow {
    /// Who: source, week and index.
    pub id: PersonId,
    /// Clock start.
    pub clock_start: Time,
    /// When it ended; the horizon for those who still wait.
    pub end: Time,
    /// True group x urgency, at the end.
    pub class: u16,
    /// The same on joining the list.
    pub class_on_joining: u16,
    /// Changes of it since, in order of time.
    pub changes: Vec<ClassChange>,
    /// Group as recorded x urgency.
    pub recorded: u16,
    /// Appointments missed.
    pub missed: u32,
    /// How it ended.
    pub status: Status,
    /// The wait as official figures count it, where that clock has moved.
    pub official: Option<CountedWait>,
}

/// A wait as official figures count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedWait {
    /// Calendar days to the end, or to the last day of the run for those who still wait.
    pub days: i64,
    /// How often the clock has started again.
    pub restarts: u32,
}

/// Takes the pathways of a run.
pub trait PatientSink: Send {
    /// All pathways of one service in one cell.
    ///
    /// # Errors
    /// Where they cannot be taken; the run ends.
    fn part(&mut self, variant: usize, replication: u64, service: usize, rows: &[PatientRow]) -> io::Result<()>;
}

/// Collects the pathways of one service.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    rows: Vec<PatientRow>,
    /// Misses of people who have missed and are not gone, by number.
    missed: BTreeMap<u64, u32>,
    /// Changes of class of people who are not gone, by number, with the class before the first.
    changes: BTreeMap<u64, (u16, Vec<ClassChange>)>,
    /// Official clocks that have moved, of people who are not gone, by number.
    official: BTreeMap<u64, OfficialWait>,
}

impl Watcher {
    fn row(&mut self, person: &Person, end: Time, status: Status) {
        let missed = self.missed.remove(&person.id.order()).unwrap_or(0);
        let (class_on_joining, changes) =
            self.changes.remove(&person.id.order()).unwrap_or_else(|| (person.class, Vec::new()));
        let last = if status == Status::Waiting { day(end) - 1 } else { day(end) };
        let counted = |clock: OfficialWait| CountedWait { days: clock.days(last), restarts: clock.restarts };
        let official = self.official.remove(&person.id.order()).map(counted);
        let &Person { id, clock_start, class, recorded, .. } = person;
        self.rows.push(PatientRow {
            id,
            clock_start,
            end,
            class,
            class_on_joining,
            changes,
            recorded,
            missed,
            status,
            official,
        });
    }

    /// The rows by (source, week, index).
    pub(super) fn rows(mut self) -> Vec<PatientRow> {
        self.rows.sort_unstable_by_key(|r| r.id.order());
        self.rows
    }
}

impl Observer for Watcher {
    fn called(&mut self, person: &Person, _at: Time, attends: bool) {
        if !attends && !person.id.stopped() {
            let missed = self.missed.entry(person.id.order()).or_insert(0);
            *missed = missed.saturating_add(1);
        }
    }

    fn changed(&mut self, before: &Person, after: &Person, at: Time) {
        if !after.id.stopped() {
            let changes = self.changes.entry(after.id.order()).or_insert_with(|| (before.class, Vec::new()));
            changes.1.push(ClassChange { at, class: after.class });
        }
    }

    fn clock_moves(&mut self, person: &Person, _at: Time, _how: ClockRule, clock: &OfficialWait) {
        self.official.insert(person.id.order(), *clock);
    }

    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.row(person, at, Status::from(how));
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.row(person, at, Status::Waiting);
    }
}

/// Hands cells out in order, however they end. Each has a number, and only those that are wanted come.
pub(super) struct InOrder<'a> {
    sink: Option<&'a mut dyn PatientSink>,
    /// The numbers of those that have not come yet, in order.
    coming: VecDeque<usize>,
    pending: BTreeMap<usize, Cell>,
    error: Option<io::Error>,
}

struct Cell {
    variant: usize,
    replication: u64,
    /// By service; none where a guard stopped the cell.
    rows: Option<Vec<Vec<PatientRow>>>,
}

impl<'a> InOrder<'a> {
    pub(super) fn new(sink: Option<&'a mut dyn PatientSink>, coming: impl Iterator<Item = usize>) -> Self {
        Self { sink, coming: coming.collect(), pending: BTreeMap::new(), error: None }
    }

    /// Takes a cell, hands out what is next; whether the run may go on.
    pub(super) fn cell(
        &mut self,
        number: usize,
        variant: usize,
        replication: u64,
        rows: Option<Vec<Vec<PatientRow>>>,
    ) -> bool {
        let Some(sink) = self.sink.as_mut() else { return true };
        self.pending.insert(number, Cell { variant, replication, rows });
        while let Some(cell) = self.coming.front().and_then(|next| self.pending.remove(next)) {
            self.coming.pop_front();
            for (service, rows) in cell.rows.iter().flatten().enumerate() {
                if self.error.is_none()
                    && let Err(error) = sink.part(cell.variant, cell.replication, service, rows)
                {
                    self.error = Some(error);
                }
            }
        }
        self.error.is_none()
    }

    pub(super) fn error(self) -> Option<io::Error> {
        self.error
    }
}
