//! Values that stand for the sum of others, found by arithmetic.

use std::collections::BTreeSet;

use super::called_totals::{Called, called};
use super::kept;
use super::keys::{Key, Of};
use super::mapping::Mapping;
use super::pass::Pass;
use super::values::{clean, folded};

/// Counts above 0 that must agree, and how unlikely chance must be to make them so, in bits, before a value is a total that is not named so.
const LEAST: (u64, f64) = (4, 14.0);

/// The same where they agree over all services and groups together, but not for each.
const SURE: (u64, f64) = (8, 50.0);

/// Totals, and values that may be some.
#[derive(Default)]
pub(super) struct Totals {
    /// By the name of the column.
    pub(super) found: Vec<(String, Vec<String>)>,
    /// Columns and values that agree with the sum of the others in so few counts that it may be chance.
    pub(super) perhaps: Vec<(String, String)>,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    Total,
    Perhaps,
    Other,
}

/// Marks the totals of each column, and tells them. A value is a total where its counts are those of all other values together, band by band and
/// part by part, for every service and group; or where its name says so.
pub(super) fn find(pass: &mut Pass<'_>, mapping: &Mapping) -> Totals {
    let slices = pass.slices.len() as u32;
    let mut out = Totals::default();
    for key in &mut pass.keys {
        let name = &pass.shape.names[key.column];
        let said = mapping.totals.get(&folded(name));
        let said: Option<BTreeSet<String>> = said.map(|values| values.iter().map(|t| folded(t)).collect());
        // Values of rows that were set aside count nobody.
        let counted: BTreeSet<u32> = key.sums.keys().map(|(value, _)| *value).collect();
        let texts: BTreeSet<String> = key.values.iter().map(|v| folded(v)).collect();
        let all = all(key, slices);
        let values = 0..key.values.len() as u32;
        let what: Vec<Is> = values
            .clone()
            .map(|v| match &said {
                Some(values) if values.contains(&folded(&key.values[v as usize])) => Is::Total,
                Some(_) => Is::Other,
                None => what(key, v, &all, (&texts, counted.len())),
            })
            .collect();
        key.totals = values.clone().filter(|&v| what[v as usize] == Is::Total).collect();
        // All of two values cannot be totals of each other.
        if key.totals.iter().filter(|v| counted.contains(v)).count() >= counted.len() {
            key.totals.clear();
        }
        let shown = |v: u32| clean(&key.values[v as usize]);
        // That there are none is kept, too, where the mapping says so.
        if !key.totals.is_empty() || said.as_ref().is_some_and(BTreeSet::is_empty) {
            out.found.push((name.clone(), key.totals.iter().map(|&v| shown(v)).collect()));
        }
        let perhaps = values.filter(|&v| what[v as usize] == Is::Perhaps);
        out.perhaps.extend(perhaps.map(|v| (name.clone(), shown(v))));
    }
    out
}

/// The counts of all values together, by slice.
fn all(key: &Key, slices: u32) -> Vec<Of> {
    let mut all = vec![Of::default(); slices as usize];
    for ((_, slice), sums) in &key.sums {
        let of = &mut all[*slice as usize];
        of.counts.resize(sums.counts.len(), 0.0);
        of.counts.iter_mut().zip(&sums.counts).for_each(|(a, n)| *a += n);
        of.print = of.print.wrapping_add(sums.print);
    }
    all
}

fn what(key: &Key, value: u32, all: &[Of], (texts, many): (&BTreeSet<String>, usize)) -> Is {
    // Rows were judged one by one before; this is for those of layouts that are known.
    let named = match called(&clean(&key.values[value as usize])) {
        Called::Whole { unsure: false } => true,
        Called::SumOf { stem, unsure: false } => texts.contains(&stem),
        _ => false,
    };
    if many < if named { 2 } else { 3 } {
        return Is::Other;
    }
    let (mut people, none, mut fine) = (0.0, Of::default(), true);
    let (mut some, mut bits) = (0, 0.0);
    for (slice, all) in all.iter().enumerate() {
        let own = key.sums.get(&(value, slice as u32)).unwrap_or(&none);
        people += own.counts.iter().sum::<f64>();
        (some, bits) = (some + own.some, bits + own.bits);
        let pairs = || all.counts.iter().zip(&own.counts);
        let equal = own.counts.len() == all.counts.len() && pairs().all(|(a, n)| a - n == *n);
        let nobody = own.counts.is_empty() && all.counts.iter().all(|n| *n == 0.0);
        if !equal && !nobody {
            // A total by its name is one even where some of its parts are not told.
            return if named && people > 0.0 { Is::Total } else { Is::Other };
        }
        fine &= all.print.wrapping_sub(own.print) == own.print;
    }
    let whole: Vec<f64> =
        (0..all.len() as u32).filter_map(|s| key.sums.get(&(value, s))).flat_map(|o| o.counts.clone()).collect();
    let sure = whole.iter().filter(|n| **n > 0.0).count() as u64 >= SURE.0 && kept::bits(&whole) >= SURE.1;
    match (people > 0.0, named, sure || (fine && some >= LEAST.0 && bits >= LEAST.1)) {
        (false, ..) => Is::Other,
        (_, true, _) | (_, _, true) => Is::Total,
        _ => Is::Perhaps,
    }
}
