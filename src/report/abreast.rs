//! Several files of a result made at the same time. Which hand makes a file changes nothing of it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::folder::Folder;
use super::package::Described;
use super::whole::formats_of;
use super::{Format, Registry, ReportError, Table};
use crate::experiment::Workers;

/// What each piece of work gives, by number. Pieces are begun in order, and none after one that has failed.
///
/// # Errors
/// That of the first piece that failed.
pub(super) fn each<T: Send, E: Send>(
    workers: &dyn Workers,
    count: usize,
    work: &(dyn Fn(usize) -> Result<T, E> + Sync),
) -> Result<Vec<T>, E> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let made: Vec<Mutex<Option<Result<T, E>>>> = (0..count).map(|_| Mutex::new(None)).collect();
    workers.pull(&|| {
        while !failed.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(place) = made.get(number) else { break };
            let result = work(number);
            if result.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    });
    made.into_iter().filter_map(|m| m.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

impl Folder {
    /// Stages every table in every format that it is written in, and describes the files.
    pub(super) fn stage_tables(
        &mut self,
        tables: &[Table<'_>],
        formats: &Registry,
        workers: &dyn Workers,
    ) -> Result<Vec<Described>, ReportError> {
        self.begin()?;
        let mut files: Vec<(&Table<'_>, &dyn Format, String)> = Vec::new();
        for table in tables {
            let name = |format: &dyn Format| format!("{}.{}", table.name, format.extension());
            files.extend(formats_of(table.large, formats).map(|format| (table, format, name(format))));
        }
        let described = |(table, format, name): &(&Table<'_>, &dyn Format, String)| {
            Described::new(name.clone(), table.meaning, table.columns.clone(), *format)
        };
        let all = files.iter().map(described).collect();
        // The longest first, so that no hand is left alone with it.
        files.sort_by_key(|(table, ..)| !table.large);
        let here = &*self;
        let write = |i: usize| {
            let (table, format, name) = &files[i];
            here.written(name, |out| format.write(table, out))
        };
        let staged = each(workers, files.len(), &write)?;
        self.staged.extend(staged);
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Alone;

    #[test]
    fn all_is_in_order_and_nothing_begins_after_a_failure() {
        assert_eq!(each::<_, ()>(&Alone, 4, &|i| Ok(i * i)), Ok(vec![0, 1, 4, 9]));
        let begun = AtomicUsize::new(0);
        let found = each(&Alone, 4, &|i| {
            begun.fetch_add(1, Ordering::Relaxed);
            if i == 2 { Err(i) } else { Ok(i) }
        });
        assert_eq!((found, begun.into_inner()), (Err(2), 3));
        #[cfg(feature = "threads")]
        {
            let threads = crate::experiment::Threads::new(3);
            assert_eq!(each::<_, ()>(&threads, 100, &Ok), Ok((0..100).collect()));
        }
    }
}
