//! Which replications are run again, and what the file of replications says of the others.

use std::collections::BTreeSet;
use std::io;

use super::difference::{Difference, Differences, quoted};
use super::found::Rows;
use crate::digest::sha256;
use crate::experiment::{Cell, Figures, Outcome};
use crate::measure::{Missing, Settled};

/// Replications of a sample.
const SAMPLE: usize = 3;

/// A sample of replications: the first, and others that follow from a text. Where there are no more, all.
pub(super) fn replications(of: &str, planned: u64) -> BTreeSet<u64> {
    if planned <= SAMPLE as u64 {
        return (0..planned).collect();
    }
    let mut chosen = BTreeSet::from([0]);
    for i in 0_u64.. {
        let hash = sha256(format!("{of} {i}").as_bytes());
        let word = u64::from_str_radix(&hash[..16], 16).unwrap_or(i);
        chosen.insert(word % planned);
        if chosen.len() == SAMPLE {
            break;
        }
    }
    chosen
}

/// What is done of a result and what was planned: runs, or where all of these are done, ends of ranges.
pub(super) fn done(manifest: &serde_json::Value) -> (u64, u64) {
    let of =
        |what: &str| Some((manifest[format!("{what}_done")].as_u64()?, manifest[format!("{what}_planned")].as_u64()?));
    let runs = of("cells").unwrap_or_default();
    of("ends").filter(|_| runs.0 == runs.1).unwrap_or(runs)
}

/// All cells: those that were run again, and the others as a file has them. The weekly series is that of the former.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) outcome: Outcome,
    /// Variants and rows of the layout where some replication has no figure, for a reason that is not known.
    pub(super) unsure: BTreeSet<(usize, usize)>,
}

/// Fills the cells that were not run again from the rows of a file, and holds those that were against it. Nothing where the file has other
/// rows than cells.
pub(super) fn fill(
    file: &str,
    mut rows: Box<dyn Rows>,
    (empty, again): (Outcome, &Outcome),
    order: &[usize],
    out: &mut Differences,
) -> io::Result<Option<Filled>> {
    let mut filled = Filled { outcome: empty, unsure: BTreeSet::new() };
    let head = rows.head();
    let place = |name: &str| head.iter().position(|h| h == name);
    let (Some(value), Some(n)) = (place("value"), place("n")) else {
        out.whole(file, "other columns", "the columns `value` and `n`");
        return Ok(None);
    };
    let figures = again.layout.rows.len();
    let mut row = Vec::new();
    let mut number = 0_u64;
    for &variant in order {
        // Of each row the worst reason of a run that is known.
        let mut known: Vec<Option<Missing>> = vec![None; figures];
        for cell in again.cells[variant].iter().flatten() {
            known.iter_mut().zip(cell.iter()).for_each(|(worst, here)| *worst = (*worst).max(here.value.err()));
        }
        for replication in 0..again.replications {
            let mut readings = Vec::with_capacity(figures);
            let mut again_here = again.cells[variant][replication as usize].as_ref().map(|cell| cell.iter());
            for (i, known) in known.iter().enumerate() {
                let here = again_here.as_mut().and_then(Iterator::next);
                number += 1;
                let there = match rows.next(&mut row) {
                    Ok(there) => there,
                    Err(e) => {
                        out.whole(file, &format!("a row {number} that cannot be read ({e})"), "a row");
                        return Ok(None);
                    }
                };
                let cell = |column: usize| row.get(column).map_or("", String::as_str);
                let found = if there { read(cell(value), cell(n)) } else { None };
                let Some((found, people)) = found else {
                    let found = if there { "a row that is none of figures" } else { "fewer rows" };
                    let all = figures as u64 * again.planned();
                    out.whole(file, &format!("{found} ({number})"), &format!("{all} rows"));
                    return Ok(None);
                };
                if let Some(here) = here {
                    hold(file, number, (found, people), &here, (&again.variants[variant], replication), out);
                    readings.push(here);
                    continue;
                }
                readings.push(match found {
                    Some(value) => Settled::new(value, people),
                    None => {
                        let why = known.filter(|w| !matches!(w, Missing::Nobody | Missing::NotReached));
                        if why.is_none() && people > 0 {
                            filled.unsure.insert((variant, i));
                        }
                        Settled::missing(why.unwrap_or(Missing::Nobody), people)
                    }
                });
            }
            let cell = Cell { variant, replication, result: Ok(Figures { readings, points: Vec::new() }) };
            filled.outcome.add(cell).map_err(io::Error::other)?;
        }
    }
    filled.outcome.first.clone_from(&again.first);
    filled.outcome.series.clone_from(&again.series);
    if rows.next(&mut row).unwrap_or(true) {
        out.whole(file, "more rows", &format!("{number} rows"));
        return Ok(None);
    }
    Ok(Some(filled))
}

/// The figure and the people of a row.
fn read(value: &str, n: &str) -> Option<(Option<f64>, u64)> {
    let value = if value.is_empty() { None } else { Some(value.parse().ok()?) };
    Some((value, n.parse().ok()?))
}

/// Holds a row against the reading of a cell that was run again.
fn hold(
    file: &str,
    row: u64,
    (value, people): (Option<f64>, u64),
    here: &Settled,
    (variant, replication): (&str, u64),
    out: &mut Differences,
) {
    let of = format!("{}, replication {replication}", crate::report::words::visible(variant));
    let mut add = |column: &str, found: String, expected: String| {
        out.add(Difference {
            file: file.into(),
            row: Some(row),
            column: Some(column.into()),
            of: of.clone(),
            found: quoted(&found),
            expected: quoted(&expected),
        });
    };
    let said = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    // A zero has no sign in a file.
    let right = here.value.ok().map(|x| x + 0.0);
    if value != right {
        add("value", said(value), said(right));
    }
    if people != here.n {
        add("n", people.to_string(), here.n.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_always_the_same_and_holds_the_first() {
        for planned in [1, 2, 3, 4, 40, 1_000_000] {
            let chosen = replications("a scenario", planned);
            assert_eq!(chosen, replications("a scenario", planned));
            assert_eq!(chosen.len() as u64, planned.min(SAMPLE as u64));
            assert!(chosen.contains(&0) && chosen.iter().all(|r| *r < planned));
        }
        assert_ne!(replications("a", 1_000_000), replications("b", 1_000_000));
    }
}
