//! An overbooked clinic at its full size. One simulated person stands for many, or a session is held as clinics side by side: then
//! those who are simulated sit among the others they stand for, since a clinic that runs late hangs on how many it sees.

use std::collections::VecDeque;

use crate::model::{Chance, Overbook, OverbookBy};
use crate::rng::{Luck, Stream};

/// Parts of a person in what is carried.
pub(super) const MICRO: u64 = 1_000_000;

/// A place in a clinic: who is expected to come, and who does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// Expected probability of missing it.
    pub(super) risk: f64,
    /// Whether it is missed.
    pub(super) missed: bool,
    /// Whose it is, among those booked who are simulated; none for somebody they stand for.
    pub(super) of: Option<usize>,
}

/// People booked for a clinic.
#[derive(Clone, Debug)]
pub(super) struct Clinic {
    pub(super) slots: u32,
    pub(super) seats: Vec<Seat>,
}

/// What is known of a person who is booked: expected and true probability of missing it.
pub(super) type Known = (f64, Chance);

/// What one session leaves to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Clinics {
    /// Those booked last, up to a full session.
    recent: VecDeque<Known>,
    /// Clinics so far, as each has its turn.
    count: u64,
    /// Millionths of a person beyond the slots of a clinic.
    owed: u64,
    /// People expected beyond the slots of a clinic.
    beyond: f64,
}

/// What one overbooked session leaves to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Overbooked {
    /// Millionths of a person that a fixed number beyond the slots still allows.
    pub(super) owed: u64,
    /// People expected beyond the slots so far.
    pub(super) beyond: f64,
    /// The clinics at their full size, where they are larger or smaller than what is simulated.
    pub(super) clinics: Clinics,
    /// Millionths of a second of overtime that were not whole.
    pub(super) late: u128,
}

impl Clinics {
    /// The clinics of a session, and for how many sessions they count; none where this session is not laid out. `slots` of the
    /// `full` are simulated; `filled` where nobody more was to be booked.
    pub(super) fn lay_out(
        &mut self,
        (slots, full): (u32, u32),
        booked: &[(bool, Known)],
        filled: bool,
        plan: &Overbook,
        words: &mut Stream,
    ) -> Option<(Vec<Clinic>, u64)> {
        for (_, known) in booked {
            self.recent.push_front(*known);
        }
        self.recent.truncate((full as usize).max(booked.len()));
        if booked.is_empty() {
            return None;
        }
        let (slots, full, clinics) = (u64::from(slots), u64::from(full.max(slots)), u64::from(plan.clinics));
        // So many of the clinics are simulated that nobody is without a seat; each in its turn, as they may differ by a slot.
        let parts = (slots * clinics).div_ceil(full).clamp(1, clinics.min(slots.max(1)));
        let own = |part: u64| -> Vec<usize> { (0..booked.len()).filter(|i| *i as u64 % parts == part).collect() };
        // The run simulates whole clinics, within one slot of each, so there is nobody to add.
        if (slots * clinics).abs_diff(full * parts) <= clinics * parts {
            let whole = |part: u64| {
                let seat = |i: usize| Seat { risk: booked[i].1.0, missed: booked[i].0, of: Some(i) };
                // Dealt as the people are.
                let size = slots / parts + u64::from(part < slots % parts);
                Clinic { slots: size as u32, seats: own(part).into_iter().map(seat).collect() }
            };
            return Some(((0..parts).map(whole).collect(), 1));
        }
        // By lot, so that no calendar of sessions meets a calendar of those that are laid out.
        let every = u64::from(plan.every.max(1));
        if !words.next_word().is_multiple_of(every) {
            return None;
        }
        let laid_out = (0..parts).map(|part| {
            let which = self.count % clinics;
            self.count += 1;
            let size = ((which + 1) * full / clinics - which * full / clinics).max(1);
            self.fill((size, slots, parts), booked, &own(part), filled, plan, words)
        });
        Some((laid_out.collect(), every))
    }

    /// One clinic: its own people, with others like those booked last between them.
    fn fill(
        &mut self,
        (size, slots, parts): (u64, u64, u64),
        booked: &[(bool, Known)],
        own: &[usize],
        filled: bool,
        plan: &Overbook,
        words: &mut Stream,
    ) -> Clinic {
        let wanted = match plan.by {
            OverbookBy::Flat(_) if filled => {
                self.owed += plan.extra_in_full / u64::from(plan.clinics);
                let extra = self.owed / MICRO;
                self.owed %= MICRO;
                Some(size + extra)
            }
            OverbookBy::Expected if filled => None,
            // The list has run out: the clinic is as full as what is simulated of it.
            _ => Some(((own.len() as u64 * parts * size) as f64 / slots as f64).round() as u64),
        };
        let mut expected: f64 = own.iter().map(|i| 1.0 - booked[*i].1.0).sum();
        let target = size as f64 - if wanted.is_none() { std::mem::take(&mut self.beyond) } else { 0.0 };
        let mut others: Vec<Known> = Vec::new();
        for known in self.recent.iter().cycle() {
            let there = (own.len() + others.len()) as u64;
            if wanted.map_or(expected >= target || there >= 2 * size, |wanted| there >= wanted) {
                break;
            }
            expected += 1.0 - known.0;
            others.push(*known);
        }
        if wanted.is_none() {
            self.beyond = (expected - target).max(0.0);
        }
        // Spread evenly, from a place by lot, so that nobody sits always in front.
        let total = own.len() + others.len();
        let from = Luck::of(words.next_word()).bits() as usize;
        let mut seats: Vec<Option<Seat>> = vec![None; total];
        for (k, &i) in own.iter().enumerate() {
            let place = (from + k * total / own.len()) % total;
            seats[place] = Some(Seat { risk: booked[i].1.0, missed: booked[i].0, of: Some(i) });
        }
        let mut others = others.into_iter();
        let other = |(risk, chance): Known, words: &mut Stream| {
            let missed = chance.happens(Luck::of(words.next_word()));
            Seat { risk, missed, of: None }
        };
        let seats =
            seats.into_iter().filter_map(|seat| seat.or_else(|| others.next().map(|known| other(known, words))));
        Clinic { slots: size as u32, seats: seats.collect() }
    }
}
