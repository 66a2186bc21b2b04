//! Runs with a number at an end of its range, made again.

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::against::{self, TableFile};
use super::claim::Claim;
use super::difference::{Difference, Differences, quoted};
use super::error::VerifyError;
use super::found;
use super::sample::{self, Filled};
use crate::experiment::Plan;
use crate::report::{Table, csv};
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
                "ranges: {} of {all} ends were run again; rows of the others are held against themselves only, and CSV against Parquet; --all runs everything again",
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
            whole_rows(file, out).map_err(failed(file.path))?;
        }
        against::agree_all(files, out).map_err(failed(files.first().map_or(Path::new(table.name), |f| f.path)))
    }
}

/// Holds each row against itself: figures that follow from others of the same row.
fn whole_rows(file: &TableFile<'_>, out: &mut Differences) -> io::Result<()> {
    // What is wrong with a file that cannot be read was told.
    let Some(Ok(mut rows)) = found::open(file.path, file.format.extension()) else { return Ok(()) };
    let head = rows.head();
    let (mut row, mut number) = (Vec::new(), 0_u64);
    while rows.next(&mut row).unwrap_or(false) {
        number += 1;
        let cell = |name: &str| {
            let at = head.iter().position(|h| h == name)?;
            row.get(at).map(String::as_str)
        };
        let x = |name: &str| cell(name)?.parse::<f64>().ok();
        let middle = |low: &str, high: &str| Some((x(low)? + x(high)?) / 2.0);
        let less = |a: &str, b: &str| Some(x(a)? - x(b)?);
        let sums = [
            ("difference", less("variant_mean", "reference_mean"), "variant_mean - reference_mean"),
            ("difference", middle("lower", "upper"), "the middle of lower and upper"),
            ("moved", less("difference", "as_given"), "difference - as_given"),
            ("moved", middle("moved_lower", "moved_upper"), "the middle of moved_lower and moved_upper"),
        ];
        let mut wrong: Vec<(&str, String)> = Vec::new();
        for (name, right, words) in sums {
            let (Some(found), Some(right)) = (x(name), right) else { continue };
            let size =
                ["variant_mean", "reference_mean"].iter().filter_map(|m| x(m)).fold(1.0, |a: f64, b| a.max(b.abs()));
            if (found - right).abs() > 1e-9 * size {
                wrong.push((name, format!("{words}, {right}")));
            }
        }
        let turned = (cell("verdict") != cell("verdict_as_given")).to_string();
        if cell("turns").is_some_and(|t| !t.is_empty() && t != turned) {
            wrong.push(("turns", quoted(&turned)));
        }
        for (column, expected) in wrong {
            out.add(Difference {
                file: file.name.into(),
                row: Some(number),
                column: Some(column.into()),
                of: crate::report::words::visible(csv::original(cell("path").unwrap_or_default())),
                found: quoted(cell(column).unwrap_or_default()),
                expected,
            });
        }
    }
    Ok(())
}
