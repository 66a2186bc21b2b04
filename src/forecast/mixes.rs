//! The classes that people belong to, as probabilities.

use crate::model::{Band, BandGroups, Mix, Model, Service};
use crate::population::{Population, Thresholds};

/// Probabilities of the levels of one draw.
pub(super) fn levels(thresholds: &Thresholds) -> Vec<f64> {
    const WORDS: f64 = 18_446_744_073_709_551_616.0;
    let mut before = 0.0;
    let ends = thresholds.0.iter().map(|&t| if t == u64::MAX { WORDS } else { t as f64 }).chain([WORDS]);
    ends.map(|end| {
        let p = (end - before) / WORDS;
        before = end;
        p
    })
    .collect()
}

/// Probabilities of the groups.
pub(super) fn groups(mix: &Mix, population: &Population) -> Vec<f64> {
    let mut out = vec![1.0];
    for (rows, _) in mix.attributes.iter().zip(&population.attributes) {
        out = out.iter().zip(rows).flat_map(|(p, row)| levels(row).into_iter().map(move |q| p * q)).collect();
    }
    out
}

/// Probabilities of the classes.
pub(super) fn classes(groups: &[f64], urgency: &[Thresholds], urgencies: usize) -> Vec<f64> {
    let alike = || vec![1.0 / urgencies as f64; urgencies];
    // A single row serves all groups.
    let rows: Vec<Vec<f64>> = if urgency.is_empty() { vec![alike()] } else { urgency.iter().map(levels).collect() };
    let row = |g: usize| &rows[if rows.len() == 1 { 0 } else { g }];
    let mut out = Vec::with_capacity(groups.len() * urgencies);
    for (g, p) in groups.iter().enumerate() {
        out.extend(row(g).iter().map(|q| p * q));
    }
    out
}

/// Probabilities of the classes of those who are referred; without referrals of those who are referred on, whose urgency is not that of
/// today's list, or else of today's list.
pub(super) fn everybody(model: &Model, service: &Service) -> Vec<f64> {
    match &service.referrals {
        Some(r) => classes(&groups(&r.mix, &model.population), &r.mix.urgency, service.urgencies.len()),
        None if service.is_referred_to() => {
            let groups = groups(&service.today_groups, &model.population);
            classes(&groups, &service.today_groups.urgency, service.urgencies.len())
        }
        None => list_classes(model, service, 0),
    }
}

/// Probabilities of the classes of today's list of a stage.
pub(super) fn list_classes(model: &Model, service: &Service, stage: usize) -> Vec<f64> {
    let urgencies = service.urgencies.len();
    let groups = groups(&service.today_groups, &model.population);
    let today = || service.today.iter().filter(|b| b.stage == stage);
    let total: f64 = today().map(|b| f64::from(b.count)).sum();
    if total == 0.0 {
        return classes(&groups, &service.today_groups.urgency, urgencies);
    }
    // Bands with the same groups and the same mix of urgencies are one.
    let mut mixes: Vec<(&BandGroups, &[Thresholds], f64)> = Vec::new();
    for band in today() {
        let part = f64::from(band.count) / total;
        match mixes.iter_mut().find(|m| m.0 == &band.groups && m.1 == &band.urgency[..]) {
            Some(mix) => mix.2 += part,
            None => mixes.push((&band.groups, &band.urgency, part)),
        }
    }
    let mut out = vec![0.0; groups.len() * urgencies];
    for (who, urgency, part) in mixes {
        let of = classes(&of_band(who, &groups, &model.population), urgency, urgencies);
        out.iter_mut().zip(of).for_each(|(o, p)| *o += p * part);
    }
    out
}

/// Probabilities of the groups of a band, where those of the list are known.
pub(super) fn of_band(who: &BandGroups, list: &[f64], population: &Population) -> Vec<f64> {
    match who {
        BandGroups::AsList => list.to_vec(),
        BandGroups::Drawn(mix) => groups(mix, population),
        BandGroups::Counted(counted) => {
            let mut out = vec![0.0; list.len()];
            let mut before = 0;
            for (end, row) in counted.ends.iter().zip(counted.groups.iter()).filter(|_| counted.people() > 0) {
                let part = (end - before) as f64 / counted.people() as f64;
                before = *end;
                out.iter_mut().zip(levels(row)).for_each(|(o, p)| *o += part * p);
            }
            out
        }
    }
}

/// Probabilities of the classes of a band of today's list.
pub(super) fn band_classes(band: &Band, list: &[f64], model: &Model, urgencies: usize) -> Vec<f64> {
    classes(&of_band(&band.groups, list, &model.population), &band.urgency, urgencies)
}
