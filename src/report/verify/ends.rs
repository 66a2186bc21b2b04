//! Runs with a number at an end of its range, made again.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::against::{self, TableFile};
use super::claim::Claim;
use super::difference::Differences;
use super::error::VerifyError;
use super::sample::{self, Filled};
use crate::experiment::Plan;
use crate::report::Table;
use crate::study::ranges::{self, Ranges};

impl Claim {
    /// Runs of each variant that are made again with a number at an end of its range.
    #[must_use]
    pub fn more(&self, all: bool) -> u64 {
        let ends = self.study().ends();
        let again = ends.iter().filter(|end| all || self.chosen_number().as_ref() == Some(&end.path));
        again.count() as u64 * self.study().scenario().settings.ranges
    }

    /// The number whose ends are run again where not all are.
    fn chosen_number(&self) -> Option<String> {
        let mut paths: Vec<String> = self.study().ends().into_iter().map(|end| end.path).collect();
        paths.dedup();
        let many = paths.len() as u64;
        let chosen =
            sample::replications(&crate::digest::sha256(self.text.as_bytes()), many).into_iter().next_back()?;
        paths.into_iter().nth(usize::try_from(chosen).ok()?)
    }

    /// The ends of ranges, run again: of one number, or of all.
    pub(super) fn ranges(
        &self,
        filled: &Filled,
        (plan, whole): (&Plan<'_>, bool),
        stop: &AtomicBool,
        aside: &mut Vec<String>,
    ) -> Result<Option<Ranges>, VerifyError> {
        let all = self.study().ends().len() as u64;
        if all == 0 {
            return Ok(None);
        }
        let only: Vec<String> = self.chosen_number().into_iter().collect();
        let ways =
            ranges::Ways { threads: plan.threads, halt: plan.halt, only: if whole { None } else { Some(&only) } };
        let mut again = self.study().ranges(&filled.outcome, &ways, &|_| (), stop)?;
        if again.interrupted.is_some() {
            return Err(VerifyError::Stopped { done: again.done(), wanted: again.planned });
        }
        if !whole && again.planned < all {
            aside.push(format!(
                "ranges: {} of {all} ends were run again; the others are held against their hash only, and CSV against Parquet; --all runs everything again",
                again.planned
            ));
            again.planned = all;
        }
        Ok(Some(again))
    }

    /// Holds the files of the ends against those that were run again.
    pub(super) fn hold_ends(
        &self,
        ranges: Option<&Ranges>,
        table: &Table<'_>,
        files: &[TableFile<'_>],
        out: &mut Differences,
    ) -> Result<(), VerifyError> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |source| VerifyError::Read { path, source }
        };
        for file in files {
            let again = |path: &str| ranges.is_some_and(|r| r.ends.iter().any(|e| e.end.path == path));
            against::part(file, table, &again, out).map_err(failed(file.path))?;
        }
        match files {
            [a, b] => against::agree(a, b, out).map_err(failed(a.path)),
            _ => Ok(()),
        }
    }
}
