//! Pieces of work that are done at the same time and handed on in order, so many ahead of each other and no more.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::experiment::Workers;

/// What is known of the work.
struct State<T> {
    /// The next piece to be claimed.
    claimed: u64,
    /// The next piece to be handed on.
    next: u64,
    ready: BTreeMap<u64, T>,
    /// Whether a hand is handing on.
    busy: bool,
    ended: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does `work` for each number below `count` on all hands, and hands what it gives to `take`, in order of the numbers. Both say whether to go
/// on. Memory holds a few pieces for each hand.
pub(super) fn in_order<T: Send>(
    workers: &dyn Workers,
    count: u64,
    work: &(dyn Fn(u64) -> Option<T> + Sync),
    take: &(dyn Fn(u64, T) -> bool + Sync),
) {
    let ahead = 2 * workers.hands() as u64;
    let state = Mutex::new(State { claimed: 0, next: 0, ready: BTreeMap::new(), busy: false, ended: false });
    let turn = Condvar::new();
    workers.pull(&|| {
        // A hand that panics must not leave the others waiting.
        let end = End { state: &state, turn: &turn };
        loop {
            let number = {
                let mut s = lock(&state);
                while !s.ended && s.claimed < count && s.claimed >= s.next + ahead {
                    s = turn.wait(s).unwrap_or_else(PoisonError::into_inner);
                }
                if s.ended || s.claimed >= count {
                    break;
                }
                s.claimed += 1;
                s.claimed - 1
            };
            let Some(piece) = work(number) else { return };
            let mut s = lock(&state);
            s.ready.insert(number, piece);
            while !s.busy && !s.ended {
                let next = s.next;
                let Some(piece) = s.ready.remove(&next) else { break };
                s.busy = true;
                drop(s);
                let go_on = take(next, piece);
                s = lock(&state);
                s.busy = false;
                s.next += 1;
                s.ended |= !go_on;
                turn.notify_all();
            }
        }
        std::mem::forget(end);
    });
}

/// Ends the work of all where a hand leaves early.
struct End<'a, T> {
    state: &'a Mutex<State<T>>,
    turn: &'a Condvar,
}

impl<T> Drop for End<'_, T> {
    fn drop(&mut self) {
        lock(self.state).ended = true;
        self.turn.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Alone;

    #[test]
    fn pieces_come_in_order_and_an_end_ends_all() {
        let hands: Vec<Box<dyn Workers>> = vec![
            Box::new(Alone),
            #[cfg(feature = "threads")]
            Box::new(crate::experiment::Threads::new(3)),
        ];
        for workers in &hands {
            let took = Mutex::new(Vec::new());
            let take = |number, piece: u64| {
                assert_eq!(number * number, piece);
                lock(&took).push(number);
                number < 40
            };
            in_order(workers.as_ref(), 100, &|n| Some(n * n), &take);
            assert_eq!(lock(&took).clone(), (0..=40).collect::<Vec<u64>>());
            lock(&took).clear();
            in_order(workers.as_ref(), 100, &|n| (n < 7).then_some(n * n), &take);
            assert!(lock(&took).len() <= 7);
            lock(&took).clear();
            in_order(workers.as_ref(), 9, &|n| Some(n * n), &take);
            assert_eq!(lock(&took).len(), 9);
        }
    }
}
