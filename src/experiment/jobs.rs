//! Jobs claimed in order: the parts of a cell, then the next cell. Who ends the last part of a cell reduces it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All parts of all cells.
pub(super) struct Jobs<P> {
    cells: usize,
    parts: usize,
    next: Mutex<Next>,
    /// What is ready of each cell that runs, and how much is missing.
    ready: Vec<Mutex<(usize, Vec<Option<P>>)>>,
}

struct Next {
    job: usize,
    closed: bool,
}

impl<P: Send> Jobs<P> {
    pub(super) fn new(cells: usize, parts: usize) -> Self {
        let ready = (0..cells).map(|_| Mutex::new((parts, Vec::new()))).collect();
        Self { cells, parts, next: Mutex::new(Next { job: 0, closed: false }), ready }
    }

    /// The next job, unless there is none or the next one would begin a cell after a stop.
    fn claim(&self, stop: &AtomicBool) -> Option<(usize, usize)> {
        let mut next = lock(&self.next);
        let (cell, part) = (next.job / self.parts, next.job % self.parts);
        if part == 0 && stop.load(Ordering::Relaxed) {
            next.closed = true;
        }
        if cell >= self.cells || (next.closed && part == 0) {
            return None;
        }
        next.job += 1;
        Some((cell, part))
    }

    /// Works until there is nothing left; `finish` says whether new cells may begin.
    pub(super) fn run(
        &self,
        stop: &AtomicBool,
        part: &(impl Fn(usize, usize) -> P + Sync),
        finish: &(impl Fn(usize, Vec<P>) -> bool + Sync),
    ) {
        while let Some((cell, number)) = self.claim(stop) {
            let result = part(cell, number);
            let whole = {
                let mut ready = lock(&self.ready[cell]);
                if ready.1.is_empty() {
                    ready.1.resize_with(self.parts, || None);
                }
                ready.1[number] = Some(result);
                ready.0 -= 1;
                (ready.0 == 0).then(|| std::mem::take(&mut ready.1))
            };
            if let Some(parts) = whole
                && !finish(cell, parts.into_iter().flatten().collect())
            {
                lock(&self.next).closed = true;
            }
        }
    }
}

/// Locks; a thread that panicked ends the whole run anyway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the content.
pub(super) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
