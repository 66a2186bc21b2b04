//! Which counts of real people may be told: none below [`LEAST`], and the rest rounded.

use std::collections::BTreeMap;

use super::Refused;
use super::bands::Unit;
use super::counts::{Counts, NOT_RECORDED, Service};
use super::values::Period;
use super::words::Told;

/// Fewer people than this are not told.
pub const LEAST: u64 = 8;
/// Counts are told to the nearest of these.
const ROUND: u64 = 5;
/// Lower ends of the bands, in weeks.
pub(super) const EDGES: [f64; 10] = [0.0, 6.0, 12.0, 18.0, 26.0, 39.0, 52.0, 65.0, 78.0, 104.0];
/// Weeks before the day of the list from which referrals and treatments are counted.
pub(super) const RECENT: i64 = 13;

/// Counts by list and level, of one band each.
pub(super) type Cells = BTreeMap<(String, String), (Vec<u64>, u64, u64)>;

/// A count that may be told.
fn safe(n: u64) -> u64 {
    if n < LEAST { 0 } else { (n + ROUND / 2) / ROUND * ROUND }
}

pub(super) fn shown(n: u64) -> String {
    if n < LEAST { "fewer than 8".to_string() } else { format!("about {}", safe(n)) }
}

/// Counts of one group by band: those below [`LEAST`] are held back, and what they are together, rounded, stands evenly in their places. Whoever
/// is left is in no figure. All other figures are sums of these, so none tells more.
fn held_back(bands: &[u64]) -> (Vec<u64>, u64) {
    let small: Vec<usize> = (0..bands.len()).filter(|&b| bands[b] > 0 && bands[b] < LEAST).collect();
    let together: u64 = small.iter().map(|&b| bands[b]).sum();
    let mut out: Vec<u64> = bands.iter().map(|&n| safe(n)).collect();
    let (mut fives, mut lost) = (0, together);
    if together >= LEAST && small.len() > 1 {
        (fives, lost) = (safe(together) / ROUND, 0);
    }
    for i in 0..fives {
        out[small[i as usize % small.len()]] += ROUND;
    }
    (out, lost)
}

/// What may be told of the counts.
pub(super) fn released(
    name: &str,
    group: Option<&str>,
    cells: Cells,
    date: Period,
    has_closed: bool,
    told: &mut Told,
) -> Result<Counts, Refused> {
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    let mut levels: BTreeMap<String, u64> = BTreeMap::new();
    for ((service, level), (bands, ..)) in &cells {
        let n: u64 = bands.iter().sum();
        *people.entry(service.clone()).or_default() += n;
        *levels.entry(level.clone()).or_default() += n;
    }
    let few_services = people.values().filter(|n| **n < LEAST).count();
    let few_levels = levels.values().filter(|n| **n < LEAST).count();
    let (mut services, mut lost): (BTreeMap<String, Service>, u64) = (BTreeMap::new(), 0);
    let mut referred: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for ((service, level), (bands, came, went)) in cells {
        let all: u64 = bands.iter().sum();
        let flows = referred.entry(service.clone()).or_default();
        *flows = (flows.0 + came, flows.1 + went);
        if people[&service] < LEAST || levels[&level] < LEAST {
            lost += all;
            continue;
        }
        let (safe, hidden) = held_back(&bands);
        lost += hidden;
        let own = services.entry(service.clone()).or_insert_with(|| Service {
            name: service,
            waiting: Vec::new(),
            without_band: 0,
            treated: None,
            referred: None,
        });
        own.waiting.push((if group.is_some() { vec![level] } else { Vec::new() }, safe));
    }
    // A month's worth of thirteen weeks, as the other tables have.
    let month = |n: u64| safe((n as f64 / RECENT as f64 / 7.0 * f64::from(date.month_days())).round() as u64);
    for (name, service) in &mut services {
        let (came, went) = referred[name];
        if has_closed && came >= LEAST && went >= LEAST {
            (service.referred, service.treated) = (Some(month(came)), Some(month(went)));
        }
    }
    services.retain(|_, s| s.people() > 0);
    if few_services > 0 {
        told.aside.push(format!("{name}: lists with fewer than 8 people"));
    }
    if few_levels > 0 {
        told.aside.push(format!("{name}: levels with fewer than 8 people"));
    }
    if lost > 0 {
        told.aside.push(format!(
            "{name}: {} people in counts below 8 are in no figure: pool small groups to keep them",
            shown(lost)
        ));
    }
    if services.is_empty() {
        return Err(Refused::new("no count is large enough to be told"));
    }
    let known = |l: &&String| *l != NOT_RECORDED && levels[*l] >= LEAST;
    let levels: Vec<String> = if group.is_some() { levels.keys().filter(known).cloned().collect() } else { Vec::new() };
    Ok(Counts {
        edges: EDGES.to_vec(),
        open: true,
        unit: Unit::Weeks,
        groups: group.map(str::to_string).into_iter().collect(),
        date,
        period: date,
        services: services.into_values().collect(),
        source: "a list of people; counts below 8 held back, the rest to the nearest 5".to_string(),
        levels: if group.is_some() { vec![levels] } else { Vec::new() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_figure_is_of_fewer_than_eight(bands in proptest::collection::vec(0_u64..30, 10)) {
            let (out, lost) = held_back(&bands);
            let all: u64 = bands.iter().sum();
            let shown: u64 = out.iter().sum();
            for n in &out {
                proptest::prop_assert!(n % ROUND == 0);
            }
            // Nobody of a group of fewer than eight is shown at all, and others are near what they are.
            proptest::prop_assert!(all >= LEAST || shown == 0 || lost == 0);
            proptest::prop_assert!(shown.abs_diff(all - lost) <= 3 * 11);
        }
    }

    #[test]
    fn small_counts_stand_together() {
        assert_eq!(held_back(&[12, 3, 0, 4, 5]).0, [10, 5, 0, 5, 0]);
        assert_eq!(held_back(&[12, 3, 0, 0, 0]), (vec![10, 0, 0, 0, 0], 3));
        assert_eq!((safe(7), safe(8), safe(12), safe(13)), (0, 10, 10, 15));
    }
}
