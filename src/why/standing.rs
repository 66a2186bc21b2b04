//! A look into a decision: where somebody stands, who is ahead, and what the rule says of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::classes::Classes;
use crate::discipline::{Explained, Order};
use crate::engine::{Decision, Departures, Observer, run};
use crate::error::Stopped;
use crate::ids::PersonId;
use crate::model::{Model, Service};
use crate::people::{Draw, Person};
use crate::rng::Key;
use crate::time::{DAY, Time};

/// Who to look for, where and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) person: PersonId,
    pub(super) stage: usize,
    pub(super) at: Time,
}

/// Where somebody stands at a decision: the first one at that instant whose slot is open to everybody, or else to the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Everybody who waits at the stage, this person too.
    pub waiting: usize,
    /// Of them, those that this session or this slot is closed to.
    pub closed_to: usize,
    /// The place in the queue, from 1; none where people are drawn by lot, or the rule does not say.
    pub place: Option<usize>,
    /// What the rule says of the person; none where it does not say.
    pub score: Option<f64>,
    /// What the score counts, and which end goes first.
    pub unit: String,
    /// Where the score comes from, in words.
    pub words: String,
    /// The order inside a class.
    #[serde(skip)]
    pub order: Order,
    /// What the rule calls this person's class; empty where it tells nobody apart.
    pub class: String,
    /// Days that count in the order: from the clock start, or from when the person was sent to the back.
    pub days_counted: f64,
    /// Those ahead, by class, the class of the next to be called first.
    pub ahead: Vec<Ahead>,
    /// Those behind who were referred earlier, by class.
    pub referred_before_but_behind: Vec<Counted>,
    /// The place for slots that are reserved for the person's class, where there are such.
    pub reserved: Option<ReservedPlace>,
    /// Slots of the session; none for servers.
    pub slots: Option<u32>,
    /// The slot that is decided on, from 0: those before it were given to the people they are reserved for.
    pub slot: u32,
}

/// Where somebody stands for reserved slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReservedPlace {
    /// The place among those that the first of these slots is open to, from 1.
    pub place: usize,
    /// How many those are.
    pub open_to: usize,
    /// Slots of the session before the first that is open to everybody; none where no such slot was decided on.
    pub slots: Option<u32>,
}

/// People of one class who are ahead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ahead {
    /// The class; empty where the rule tells nobody apart.
    pub class: String,
    /// How many.
    pub people: usize,
    /// Of them, those who count from an earlier instant.
    pub waited_longer: usize,
    /// Of them, those who were referred earlier.
    pub referred_before: usize,
    /// What the rule says of the first of them.
    pub words: String,
    /// Whether it says the same of all of them.
    pub of_all: bool,
}

/// People of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The class; empty where the rule tells nobody apart.
    pub class: String,
    /// How many.
    pub people: usize,
}

impl Standing {
    /// How many are ahead; none where there is no order.
    #[must_use]
    pub fn ahead(&self) -> Option<usize> {
        self.place.map(|place| place - 1)
    }
}

/// Runs a cell of one service again and looks in where it is wanted.
pub(super) fn look(
    model: &Model,
    service: usize,
    replication: u64,
    wanted: Vec<Wanted>,
) -> Result<Vec<(Wanted, Found)>, Stopped> {
    let seeker = |wanted| Seeker { wanted, found: Found::Nothing, waits: None, in_part: false };
    let mut wanted: Vec<Seeker> = wanted.into_iter().map(seeker).collect();
    wanted.sort_by_key(|s| (s.wanted.at, s.wanted.stage, s.wanted.person.order()));
    let of = &model.services[service];
    let key = Key::new(model.seed, replication);
    let classes =
        of.stages.iter().map(|s| Classes::new(s.discipline.lanes(), model.recorded(), &of.urgencies)).collect();
    let looker = Looker {
        draw: Draw { key, population: &model.population, service: of, beyond: 0 },
        service: of,
        classes,
        wanted,
        next: 0,
        slots: 0,
    };
    let (_, looker) = run(model, service, replication, Departures::Lazy, looker)?;
    Ok(looker.wanted.into_iter().map(|s| (s.wanted, s.found)).collect())
}

struct Seeker {
    wanted: Wanted,
    found: Found,
    /// Where the person waits, once that is known.
    waits: Option<(usize, Person)>,
    /// Whether a slot that is open to more people would tell more.
    in_part: bool,
}

/// What a look finds.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Nobody has looked yet, or the person does not wait there and then.
    Nothing,
    /// The person waits, but the session, or every slot of it, is for others.
    Closed,
    /// The person waits.
    Standing(Box<Standing>),
}

struct Looker<'a> {
    draw: Draw<'a>,
    service: &'a Service,
    /// By stage.
    classes: Vec<Classes>,
    wanted: Vec<Seeker>,
    /// The first that is not past.
    next: usize,
    /// Slots of the session that is held.
    slots: u32,
}

impl Observer for Looker<'_> {
    const WATCHES: bool = true;

    fn session(&mut self, _at: Time, slots: u32) {
        self.slots = slots;
    }

    fn decides(&mut self, decision: &Decision<'_>) {
        let now = decision.view.now;
        while self.wanted.get(self.next).is_some_and(|s| s.wanted.at < now) {
            self.next += 1;
        }
        for i in self.next..self.wanted.len() {
            let Seeker { wanted, found, waits, in_part } = &self.wanted[i];
            if wanted.at != now {
                break;
            }
            let done = match found {
                Found::Nothing => false,
                // Within a session nobody joins, and what is closed to all its slots stays so.
                Found::Closed => waits.is_none() || waits.is_some_and(|(lane, p)| closed(decision, lane, &p)),
                Found::Standing(_) => !in_part || any_closed(decision),
            };
            if wanted.stage == decision.stage && !done {
                self.seek(decision, i);
            }
        }
    }
}

/// Whether the slot that is decided on is for others.
fn closed(decision: &Decision<'_>, lane: usize, person: &Person) -> bool {
    decision.explain_for(lane, person).is_some_and(|said| said.order.is_none())
}

/// Whether the slot that is decided on is closed to some who wait.
fn any_closed(decision: &Decision<'_>) -> bool {
    let waits = |lane: &usize| !decision.view.heads[*lane].is_none();
    let closed = |lane: usize| decision.explain(lane).is_some_and(|said| said.order.is_none());
    (0..decision.view.heads.len()).filter(waits).any(closed)
}

/// Everybody of a lane, in its order.
type Queue = Vec<(i64, Person)>;

impl Looker<'_> {
    fn seek(&mut self, decision: &Decision<'_>, i: usize) {
        let id = self.wanted[i].wanted.person;
        let lanes = decision.view.heads.len();
        let find = |queue: &Queue| queue.iter().position(|(_, p)| p.id.order() == id.order());
        let queues: Vec<Queue> = (0..lanes).map(|lane| decision.people(lane)).collect();
        let place = queues.iter().enumerate().find_map(|(lane, queue)| find(queue).map(|at| (lane, at)));
        let Some((lane, at)) = place else {
            // A person who was called for a reserved slot keeps what was seen at it.
            self.wanted[i].in_part = false;
            if let Found::Standing(standing) = &mut self.wanted[i].found
                && let Some(reserved) = &mut standing.reserved
            {
                reserved.slots = Some(decision.view.slot);
            }
            if matches!(self.wanted[i].found, Found::Nothing)
                && (0..lanes).any(|lane| find(&decision.shut_out(lane)).is_some())
            {
                self.wanted[i].found = Found::Closed;
            }
            return;
        };
        let person = queues[lane][at].1;
        self.wanted[i].waits = Some((lane, person));
        let in_part = any_closed(decision);
        self.wanted[i].in_part = in_part;
        let before = match &self.wanted[i].found {
            Found::Standing(standing) => standing.reserved,
            _ => None,
        };
        self.wanted[i].found = if closed(decision, lane, &person) {
            Found::Closed
        } else {
            let mut standing = self.standing(decision, &queues, (lane, at));
            standing.reserved = match (before, standing.place) {
                (Some(reserved), _) => Some(ReservedPlace { slots: Some(decision.view.slot), ..reserved }),
                (None, Some(place)) if in_part => {
                    Some(ReservedPlace { place, open_to: standing.waiting - standing.closed_to, slots: None })
                }
                _ => None,
            };
            Found::Standing(Box::new(standing))
        };
    }

    /// Where a person stands if the slot is open to them.
    fn standing(&self, decision: &Decision<'_>, queues: &[Queue], (lane, at): (usize, usize)) -> Standing {
        let stage = &self.service.stages[decision.stage];
        let order = stage.discipline.lanes().order;
        let person = queues[lane][at].1;
        let said = decision.explain_for(lane, &person);
        let waiting = queues.iter().map(Vec::len).sum::<usize>();
        let shut_out: usize = (0..queues.len()).map(|lane| decision.shut_out(lane).len()).sum();
        let ranked = !matches!(order, Order::Random | Order::ByWait) && said.is_some();
        let mut groups = Groups::default();
        let (mut ahead, mut closed_to) = (0, shut_out);
        for (other, queue) in queues.iter().enumerate() {
            let open = queue
                .first()
                .is_some_and(|(_, first)| decision.explain_for(other, first).is_none_or(|first| first.order.is_some()));
            if !open {
                closed_to += queue.len();
                continue;
            }
            let mut behind = false;
            for (i, (_, q)) in queue.iter().enumerate() {
                if q.id.order() == person.id.order() {
                    behind = true;
                    continue;
                }
                if !ranked {
                    continue;
                }
                // A class is a queue: everybody after a person who is behind is behind too.
                let says = if behind { None } else { decision.explain_for(other, q) };
                behind |= match (&said, &says) {
                    _ if other == lane => i > at,
                    (Some(said), Some(says)) => says.key(&Decision::head(q)) > said.key(&Decision::head(&person)),
                    _ => true,
                };
                let label = self.classes[decision.stage].label(self.draw.booked(q));
                if !behind {
                    ahead += 1;
                    groups.ahead(label, q, &person, says);
                } else if (q.clock_start, q.id.order()) < (person.clock_start, person.id.order()) {
                    *groups.behind.entry(label.to_string()).or_insert(0) += 1;
                }
            }
        }
        let planned = stage.levers.session.is_some();
        let Explained { score, unit, words, .. } = said.unwrap_or_else(|| Explained::without_score(""));
        Standing {
            waiting: waiting + shut_out,
            closed_to,
            place: ranked.then_some(ahead + 1),
            score,
            unit: unit.to_string(),
            words,
            order,
            class: self.classes[decision.stage].label(self.draw.booked(&person)).to_string(),
            days_counted: (decision.view.now - person.seniority()) as f64 / DAY as f64,
            ahead: groups.in_order(),
            referred_before_but_behind: groups
                .behind
                .into_iter()
                .map(|(class, people)| Counted { class, people })
                .collect(),
            reserved: None,
            slots: (stage.slotted() && !planned).then_some(self.slots),
            slot: decision.view.slot,
        }
    }
}

/// Those ahead and behind, by class.
#[derive(Default)]
struct Groups {
    /// With the place of the first, so that the class of the next to be called stands first.
    ahead: BTreeMap<String, (Key3, Ahead)>,
    behind: BTreeMap<String, usize>,
}

/// What the first of a class is compared by.
type Key3 = (bool, (i128, usize), (Time, u64));

impl Groups {
    fn ahead(&mut self, class: &str, q: &Person, person: &Person, says: Option<Explained>) {
        let says = says.unwrap_or_else(|| Explained::without_score(""));
        let key = says.key(&Decision::head(q));
        let entry = self.ahead.entry(class.to_string());
        let (first, group) = entry.or_insert_with(|| {
            let class = class.to_string();
            let words = says.words.clone();
            (key, Ahead { class, people: 0, waited_longer: 0, referred_before: 0, words, of_all: true })
        });
        let number = |p: &Person| p.id.order();
        group.people += 1;
        group.waited_longer += usize::from(
            (q.seniority(), q.clock_start, number(q)) < (person.seniority(), person.clock_start, number(person)),
        );
        group.referred_before += usize::from((q.clock_start, number(q)) < (person.clock_start, number(person)));
        group.of_all &= group.words == says.words;
        if key < *first {
            (*first, group.words) = (key, says.words);
        }
    }

    fn in_order(&self) -> Vec<Ahead> {
        let mut groups: Vec<&(Key3, Ahead)> = self.ahead.values().collect();
        groups.sort_by_key(|(first, _)| *first);
        groups.into_iter().map(|(_, group)| group.clone()).collect()
    }
}
