//! What does the work. An experiment hands out pieces of work and never asks in what order they end.

/// Hands that work: threads, or the caller alone. The results of a run do not depend on how many there are.
///
/// [`Alone`] is always there; `Threads` is there with the feature `threads`. Another kind has three things to say:
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use queuity::experiment::{Alone, Workers};
///
/// /// The caller does it, and it is counted.
/// struct Counted(AtomicU32);
///
/// impl Workers for Counted {
///     fn hands(&self) -> usize {
///         1
///     }
///     fn pull(&self, work: &(dyn Fn() + Sync)) {
///         work();
///     }
///     fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
///         self.0.fetch_add(count as u32, Ordering::Relaxed);
///         Alone.each(count, work);
///     }
/// }
///
/// let counted = Counted(AtomicU32::new(0));
/// let sum = AtomicU32::new(0);
/// counted.each(4, &|i| _ = sum.fetch_add(i as u32, Ordering::Relaxed));
/// assert_eq!((counted.0.into_inner(), sum.into_inner()), (4, 0 + 1 + 2 + 3));
/// ```
pub trait Workers: Sync {
    /// How many work at the same time, at least 1.
    fn hands(&self) -> usize;

    /// Every hand calls `work` once, at the same time where it can. `work` claims one piece after another, in order, and returns when
    /// none is left; so it is enough that one hand calls it. Returns when all have.
    fn pull(&self, work: &(dyn Fn() + Sync));

    /// Calls `work` once with each number below `count`, in any order or at the same time. Returns when all have returned. It is called from
    /// within [`Workers::pull`], and must not wait for hands that are busy there.
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// One hand: that of the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alone;

impl Workers for Alone {
    fn hands(&self) -> usize {
        1
    }

    fn pull(&self, work: &(dyn Fn() + Sync)) {
        work();
    }

    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}

#[cfg(feature = "threads")]
pub use threads::Threads;

#[cfg(feature = "threads")]
mod threads {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};

    use super::{Alone, Workers};

    /// Threads of a pool of their own.
    #[derive(Debug)]
    pub struct Threads {
        /// None where the system gives none: the caller works all the same.
        pool: Option<rayon::ThreadPool>,
    }

    impl Threads {
        /// So many threads, or as many as the system gives; 0 asks for one for each core.
        ///
        /// ```
        /// use queuity::experiment::{Threads, Workers};
        /// assert!((1..=3).contains(&Threads::new(3).hands()));
        /// ```
        #[must_use]
        pub fn new(threads: usize) -> Self {
            let cores = || std::thread::available_parallelism().map_or(1, usize::from);
            let mut threads = if threads == 0 { cores() } else { threads };
            loop {
                match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
                    Ok(pool) => return Self { pool: Some(pool) },
                    Err(_) if threads > 1 => threads /= 2,
                    Err(_) => return Self { pool: None },
                }
            }
        }
    }

    impl Workers for Threads {
        fn hands(&self) -> usize {
            self.pool.as_ref().map_or(1, rayon::ThreadPool::current_num_threads)
        }

        fn pull(&self, work: &(dyn Fn() + Sync)) {
            match &self.pool {
                Some(pool) => _ = pool.broadcast(|_| work()),
                None => Alone.pull(work),
            }
        }

        fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
            match &self.pool {
                // Threads that are free take some over; one that is not waits for none.
                Some(pool) => pool.install(|| (0..count).into_par_iter().for_each(work)),
                None => Alone.each(count, work),
            }
        }
    }
}
