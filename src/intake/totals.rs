//! Values that stand for the sum of others, found by arithmetic.

use super::keys::Key;
use super::layouts::TOTALS;
use super::mapping::Mapping;
use super::read::Pass;
use super::values::folded;

/// Marks the totals of each column, and returns them by the name of the column. A value is a total where its counts are those of all other values
/// together, band by band and part by part; or where its name says so.
pub(super) fn find(pass: &mut Pass<'_>, mapping: &Mapping) -> Vec<(String, Vec<String>)> {
    let slices = pass.slices.len() as u32;
    let mut out = Vec::new();
    for key in &mut pass.keys {
        let name = &pass.shape.names[key.column];
        let said = mapping.totals.get(&folded(name));
        let all = all(key, slices);
        key.totals = (0..key.values.len() as u32)
            .filter(|&v| match said {
                Some(values) => values.iter().any(|t| folded(t) == folded(&key.values[v as usize])),
                None => is_total(key, v, &all),
            })
            .collect();
        // All of two values cannot be totals of each other.
        if key.totals.len() == key.values.len() {
            key.totals.clear();
        }
        if !key.totals.is_empty() {
            out.push((name.clone(), key.totals.iter().map(|&v| key.values[v as usize].clone()).collect()));
        }
    }
    out
}

/// The counts of all values together, by slice.
fn all(key: &Key, slices: u32) -> Vec<Vec<f64>> {
    let mut all = vec![Vec::new(); slices as usize];
    for ((_, slice), sums) in &key.sums {
        let of: &mut Vec<f64> = &mut all[*slice as usize];
        of.resize(sums.len(), 0.0);
        of.iter_mut().zip(sums).for_each(|(a, n)| *a += n);
    }
    all
}

fn is_total(key: &Key, value: u32, all: &[Vec<f64>]) -> bool {
    let named = TOTALS.contains(&folded(&key.values[value as usize]).as_str());
    if key.values.len() < if named { 2 } else { 3 } {
        return false;
    }
    let (mut people, none) = (0.0, Vec::new());
    for (slice, all) in all.iter().enumerate() {
        let own = key.sums.get(&(value, slice as u32)).unwrap_or(&none);
        people += own.iter().sum::<f64>();
        let equal = own.len() == all.len() && all.iter().zip(own).all(|(a, n)| a - n == *n);
        let nobody = own.is_empty() && all.iter().all(|n| *n == 0.0);
        if !equal && !nobody {
            // A total by its name is one even where some of its parts are not told.
            return named && people > 0.0;
        }
    }
    people > 0.0
}
